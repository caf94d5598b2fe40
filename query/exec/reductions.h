/* reductions.h - the reductions of a plan while it runs: each is worked out once, when it pays.
 *
 *     Reduce        asks for an answer at once: the planner saw that there are many rows
 *     NodeScan      asks for its vertex's set when the rows below have become many: a statement that
 *     Expand        ends after a few rows never pays for sets
 *     EXISTS {}     asks for the set of its outer node when it has been asked about many rows
 *
 * Tests on nodes are the evaluators that filters use, a batch at a time.
 */
#ifndef SG_EXEC_REDUCTIONS_H
#define SG_EXEC_REDUCTIONS_H

#include "query/exec/operator.h"
#include "query/plan/reduction.h"
#include "query/reduce/reducer.h"

/* How many nodes a vertex had by itself, and how many the arcs left of them. */
typedef struct sg_candidates {
    uint32_t before, after; /* SG_NO_ID: that was never worked out */
} sg_candidates;

/* How many relationships the types of an arc have, and how many its conditions left. */
typedef struct sg_followed {
    uint64_t before, after;
} sg_followed;

/* One reduction in one execution. */
typedef struct sg_reduced sg_reduced;
struct sg_reduced {
    sg_exec *exec;
    const sg_reduction *reduction;
    sg_reducer *reducer;
    bool tried;      /* the sets were worked out, or given up */
    bool known;      /* they are there */
    bool ends_tried; /* the same for `ends` */
    sg_id_set *ends; /* what a subquery answers; NULL: rows must tell */
    uint64_t effort; /* rows and relationships of operators that could have used the sets */
    uint64_t worth;  /* as much of it as it may take before these are worked out */
    uint64_t enough; /* effort up to which sets would not pay */
    uint64_t edges_touched;
    sg_weights found;  /* what a Reduce was answered; of ENDS without weights */
    sg_reducer *asked; /* of `pairs`, as long as these are given, or NULL */
    sg_pairs *pairs;
    sg_id_bits *bits; /* by vertex: the sets for tests in inner loops */
    struct test_batch *tests;
    sg_arena *scratch;         /* of one block of tests */
    sg_candidates *candidates; /* by vertex, once worked out: for PROFILE; NULL before */
    sg_followed *followed;     /* by arc, the same; 0 and 0 where it has no conditions */
    sg_reducer_join *joins;    /* the semi-joins that led there */
    uint32_t join_count;
    sg_reduced *next;
};

/* The state of the reduction, made when first asked for.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_reduced_of(sg_exec *exec, const sg_reduction *reduction,
                                    sg_reduced **out);
/* Frees what is not in arenas, of all reductions of the execution. */
void sg_reductions_close(sg_exec *exec);

/* Adds effort of the operator, and works the sets out when it has become large and more than they cost is to
 * come; *set is that of the operator's vertex, or NULL while nothing is known. */
SG_MUST_USE sg_status sg_reduced_set(sg_reduced *reduced, const sg_op *op, uint64_t effort,
                                     const sg_id_set **set);
/* The same as bits. */
SG_MUST_USE sg_status sg_reduced_bits(sg_reduced *reduced, const sg_op *op, uint64_t effort,
                                      const sg_id_bits **bits);
/* The same for the nodes of an outer vertex for which a subquery has a row. */
SG_MUST_USE sg_status sg_reduced_ends(sg_reduced *reduced, uint32_t vertex, uint64_t effort,
                                      const sg_id_set **set);
/* Allows the rows of a subquery some work, as sets can tell what they would; *before is for
 * sg_reduced_tried(). */
void sg_reduced_try(sg_reduced *reduced, uint64_t *before);
/* After that: what is to be made of its status.  *gave_up when the rows took too long and the sets must
 * be asked. */
SG_MUST_USE sg_status sg_reduced_tried(sg_reduced *reduced, uint64_t before, sg_status status,
                                       bool *gave_up);
/* What reducers of the reduction need of the execution. */
sg_reduce_host sg_reduced_host(sg_reduced *reduced);
/* A reducer of its own for a question that is asked once; NULL in *out where it cannot be made. */
SG_MUST_USE sg_status sg_reduced_reducer(sg_reduced *reduced, sg_reducer **out);
/* Remembers how many candidates the reducer has left. */
SG_MUST_USE sg_status sg_reduced_note(sg_reduced *reduced, const sg_reducer *reducer);
/* What to do about a failure of the reducer: SG_OK when the rows can tell as well. */
SG_MUST_USE sg_status sg_reduced_give_up(sg_reduced *reduced, sg_status status);

#endif
