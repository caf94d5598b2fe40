/* plain.h - a second, slow and obvious evaluator of the read language, to hold the real one
 * against.
 *
 *     text --sg_parse--> AST --nested loops over all nodes and all relationships--> rows
 *
 * It works on the AST as it was parsed: no binder, no plan, no batches.  Variables are found by
 * their names in a list.  What an operator or a function makes of its operands it asks the same
 * kernels (query/functions), which have tests of their own.
 */
#ifndef SG_TESTS_PLAIN_H
#define SG_TESTS_PLAIN_H

#include "engine/base/arena.h"
#include "engine/base/error.h"
#include "engine/graph.h"
#include "engine/value.h"

/* The rows of a statement as they are before its last SKIP and LIMIT, which may choose freely
 * among peers: rows that ORDER BY does not tell apart. */
typedef struct sg_plain_result {
    uint32_t columns;
    const sg_str *names;
    const sg_value **rows;
    uint32_t count;
    const uint32_t *peers; /* by row: the first row of its peers */
    uint64_t skip, limit;
} sg_plain_result;

/* Runs a statement.  `budget` bounds the work: candidates tried and expressions evaluated.
 * Errors: those of the statement, SG_ELIMIT when the budget is used up. */
SG_MUST_USE sg_status sg_plain_run(const sg_graph *graph, sg_str text, sg_value parameters,
                                   uint64_t budget, sg_arena *arena, sg_plain_result *out,
                                   sg_error *err);

/* How many of the rows SKIP and LIMIT leave, and from which on. */
uint32_t sg_plain_window(const sg_plain_result *result, uint32_t *first);

#endif
