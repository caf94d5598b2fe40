/* feature.h - openCypher TCK feature files (Gherkin) as scenarios, outlines expanded.
 *
 * A scenario is its steps in order; a step has the text behind its keyword, and may carry a doc
 * string or a table.  Cells are unescaped: `\|` is `|`, `\\` is `\`, `\n` a line end.
 */
#ifndef SG_CONFORMANCE_FEATURE_H
#define SG_CONFORMANCE_FEATURE_H

#include "engine/base/error.h"

typedef struct tck_row {
    sg_str *cells;
    uint32_t count;
    struct tck_row *next;
} tck_row;

typedef struct tck_step {
    sg_str text;     /* "executing query:", keyword and leading space taken off */
    sg_str document; /* of a doc string; bytes NULL when there is none */
    tck_row *rows;   /* of a table */
    struct tck_step *next;
} tck_step;

typedef struct tck_scenario {
    sg_str name; /* "[3] Fail when ..." and the number of the example of an outline */
    tck_step *steps;
    struct tck_scenario *next;
} tck_scenario;

/* Reads one file.  Everything lives in the arena.  Errors: SG_EINVAL, SG_ENOMEM. */
SG_MUST_USE sg_status tck_feature_read(sg_str text, sg_arena *arena, tck_scenario **out,
                                       sg_error *err);

#endif
