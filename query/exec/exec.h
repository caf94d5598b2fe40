/* exec.h - runs a planned statement: batches go up the tree of operators, rows come out.
 *
 *     sg_exec_open(plan, graph, parameters)     state beside the plan: one operator per plan node
 *     sg_exec_next_row() ... SG_ROW, SG_ROW, SG_DONE
 *     sg_exec_close()
 *
 * What the executor expects of a plan, beyond plan.h:
 *   - an aggregate call that is met anywhere but in `aggregates` reads the column `slot` of its
 *     expression: the slot in which an Aggregate below has put its result;
 *   - a subplan in an expression sees the row around it through the `slots` of its Argument; for
 *     COLLECT, pattern comprehensions and shortestPath as a value, column 0 of its root
 *     (`root->slots`) is the element (filter and projection of a comprehension are in the subplan);
 *   - the root of a subplan says whether it is `batched`; a batched right side or subplan keeps
 *     the order of the ordinals, and the ordinal's slot (of kind SG_SLOT_VALUE, its column ids) is live
 *     up to its root;
 *   - the slots that a Union puts its rows into (`slots`) can hold the values of both sides: they
 *     are of kind SG_SLOT_VALUE unless both sides are of the same kind;
 *   - NodeScan, NodeSeek with an input run once for each row of it.
 */
#ifndef SG_EXEC_H
#define SG_EXEC_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "engine/value.h"
#include "query/plan/plan.h"
#include "query/query.h"

typedef struct sg_exec sg_exec;

typedef struct sg_exec_options {
    sg_query_limits limits;
    unsigned threads;             /* 0 = one */
    int64_t now;                  /* statement time, seconds since 1970 */
    const sg_access_judge *judge; /* of canAccess(), or NULL */
    bool profile;                 /* measure the time and memory of each operator */
    sg_graph *changes; /* the graph again, where the statement may change it, or NULL */
    sg_reduce reduce;
    struct sg_set_store *sets;     /* of the graph, or NULL; outlives the execution */
    const struct sg_id_set *among; /* of the plan's seek that asks for it, or NULL */
    struct sg_arena_pool
        *pool; /* of memory that is kept from run to run, or NULL; outlives the execution */
} sg_exec_options;

/* Prepares an execution.  Plan, graph and parameters (a map value or null) are borrowed until close;
 * the plan may run many times, one after the other or side by side.
 * Errors: SG_ENOMEM, SG_ELIMIT, and what evaluating constants finds. */
SG_MUST_USE sg_status sg_exec_open(const sg_exec_options *options, const sg_plan_tree *tree,
                                   const sg_graph *graph, sg_value parameters, sg_exec **out,
                                   sg_error *err);
/* Tells of a failure; returns the status. */
sg_status sg_exec_tell(sg_exec *exec, sg_status status, sg_error *err);
/* touched.c: the nodes of a slot that are in a match of `whole` (plan.h) with something touched, perhaps with others;
 * of SG_NO_SLOT the nodes of which subqueries say something else.  The set is the caller's; *certain becomes false
 * where some of the slot's may be in no match.
 * Errors: as running the plan. */
struct sg_touched;
struct sg_id_set;
SG_MUST_USE sg_status sg_exec_touched(sg_exec *exec, uint32_t slot,
                                      const struct sg_touched *touched, struct sg_id_set **out,
                                      bool *certain);
/* The next row: one value per column of the tree, borrowed until the next call.  After SG_DONE and
 * SG_FAIL further calls give the same answer. */
SG_MUST_USE sg_step sg_exec_next_row(sg_exec *exec, const sg_value **row, sg_error *err);
/* What was written so far. */
sg_counters sg_exec_counters(const sg_exec *exec);
void sg_exec_close(sg_exec *exec); /* NULL is allowed */

/* Relationships visited so far: deterministic. */
uint64_t sg_exec_edges_touched(const sg_exec *exec);
sg_set_counts sg_exec_sets(const sg_exec *exec);
/* How many nodes a vertex of a reduction had by itself, SG_NO_ID when that was never worked out, and
 * how many its arcs left; false while nothing is known. */
struct sg_reduction;
bool sg_exec_candidates(const sg_exec *exec, const struct sg_reduction *reduction,
                        uint32_t vertex, uint32_t *before, uint32_t *after);
/* How many relationships the types of an arc have, and how many its conditions leave; false where it has
 * none, or while nothing is known. */
bool sg_exec_followed(const sg_exec *exec, const struct sg_reduction *reduction, uint32_t arc,
                      uint64_t *before, uint64_t *after);
/* The index-th semi-join that has been made along the arcs of the reduction; false past the end. */
struct sg_reducer_join;
bool sg_exec_semi_join(const sg_exec *exec, const struct sg_reduction *reduction,
                       uint32_t index, struct sg_reducer_join *out);
/* Bytes of all arenas of the execution. */
size_t sg_exec_memory(const sg_exec *exec);

/* What one plan node has done so far, over all its instances; for PROFILE. */
typedef struct sg_exec_counts {
    uint64_t rows; /* given to the operator above */
    uint64_t batches;
    uint64_t edges_touched;
    /* Without those of the operators that it calls; 0 unless profiled: */
    uint64_t nanoseconds;
    uint64_t memory; /* bytes that the statement holds for it */
} sg_exec_counts;
sg_exec_counts sg_exec_counts_of(const sg_exec *exec, const sg_plan *plan);

#endif
