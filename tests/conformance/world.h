/* world.h - the graph that a scenario runs on, and what a statement answered. */
#ifndef SG_CONFORMANCE_WORLD_H
#define SG_CONFORMANCE_WORLD_H

#include "engine/base/error.h"
#include "engine/graph.h"

typedef struct tck_world tck_world;

typedef struct tck_answer {
    sg_status status; /* of the statement */
    sg_error error;   /* when it failed */
    sg_str *columns;
    uint32_t column_count;
    sg_value **rows; /* copied into the arena */
    size_t row_count;
} tck_answer;

SG_MUST_USE sg_status tck_world_new(tck_world **out, sg_error *err);
void tck_world_free(tck_world *world); /* NULL is allowed */
/* Empties the graph, and forgets the procedures. */
SG_MUST_USE sg_status tck_world_clear(tck_world *world, sg_error *err);
/* The graph as it is now: valid until the next statement. */
const sg_graph *tck_world_graph(const tck_world *world);
/* Runs one statement; its failure is in the answer.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status tck_world_run(tck_world *world, sg_str text, sg_value parameters,
                                    sg_arena *arena, tck_answer *out);
/* Defines a procedure: see sg_procedures_define(). */
SG_MUST_USE sg_status tck_world_define(tck_world *world, sg_value definition, sg_error *err);

#endif
