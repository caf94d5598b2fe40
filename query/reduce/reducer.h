/* reducer.h - the reduced sets of a MATCH, and the answers that need no rows.
 *
 *     1  outward   from the vertex with the fewest nodes along the arcs: each set meets what its
 *                  neighbour leads to; tests run only on what is left
 *     2  inward    from the leaves to the root of the question: each set meets what leads into its
 *                  neighbours' sets.  At the root the set is exact
 *     3  outward   from there again, where all sets are asked for
 *
 *     vm 1,700  --HAS-->  r 2,450  --CAN_ACCESS-->  b 10,000
 *     of 600,000          of 200,000                of 200,000
 *
 * Step 1 is only a saving: sets there are supersets of the answer whatever is left out of it, so that
 * leaves whose set is cheap are left alone.  Arcs that close a cycle are not followed.
 *
 * An answer is given only when it is the one that rows would have given:
 *   - the reduction is exact (query/plan/reduction.h); an arc with conditions then follows those of its
 *     relationships that pass and no others (edge_marks.h), in every step below, so that what is said of
 *     relationships here holds of those;
 *   - relationships of one MATCH are different from each other in all that the sets allow.  Two
 *     directed arcs of a common type are when their starts or their ends have no node in common, or
 *     when they follow each other and no node that all three vertices could be has a relationship to
 *     itself; a step of variable length is when it shares no type with any other arc;
 *   - a step of variable length that begins at 1 has a direction, or its ends have no node in common
 *     (one that begins above 1 makes the reduction inexact).
 * Where relationships could be the same, the ends of a chain may still be told one by one (trails.c).
 * Otherwise the reduction declines, and so it does when a test fails or memory is short: the rows are
 * there.
 */
#ifndef SG_REDUCE_REDUCER_H
#define SG_REDUCE_REDUCER_H

#include "query/plan/reduction.h"
#include "query/reduce/set_store.h"
#include "query/reduce/arc_step.h"

/* What a reduction needs of whoever runs it. */
typedef struct sg_reduce_host {
    const sg_graph *graph;
    sg_set_store *store; /* of the same graph, or NULL */
    /* Nodes that the run names for the vertex that says so, or NULL: any. */
    const sg_id_set *among;
    void *self;
    /* Keeps those of the nodes that pass the tests of the vertex; in place, in order. */
    sg_status (*test)(void *self, const sg_reduced_vertex *vertex, uint32_t *nodes,
                      uint32_t *count);
    /* All nodes that have the labels of the vertex and pass its tests. */
    sg_status (*mark)(void *self, const sg_reduced_vertex *vertex, sg_id_set **out);
    /* The nodes that the vertex's seek finds. */
    sg_status (*seek)(void *self, const sg_reduced_vertex *vertex, sg_id_set **out);
    sg_edge_tester edges; /* of arcs with conditions */
    sg_arc_meter meter;
} sg_reduce_host;

typedef struct sg_reducer sg_reducer;

/* From the first node to the last of those that have the labels. */
sg_range sg_labels_hull(const sg_graph *graph, const uint64_t *label_sets);

/* Errors of all that follows: SG_ENOMEM, and whatever the host's functions give. */
SG_MUST_USE sg_status sg_reducer_new(const sg_reduce_host *host, const sg_reduction *reduction,
                                     sg_reducer **out);
void sg_reducer_free(sg_reducer *reducer); /* NULL is allowed */

/* Reduces all sets but those of outer vertices, and others not by these; of a reduction that is not exact they are
 * supersets. */
SG_MUST_USE sg_status sg_reducer_run(sg_reducer *reducer);
/* The set of a vertex after a run; borrowed.  NULL: nothing is known of it. */
const sg_id_set *sg_reducer_set(const sg_reducer *reducer, uint32_t vertex);
/* How many nodes a vertex had before the arcs reduced it; SG_NO_ID when that was never worked out. */
uint32_t sg_reducer_before(const sg_reducer *reducer, uint32_t vertex);

/* How many relationships the types of the arc have, and how many of them its conditions leave; 0 and 0
 * when it has none. */
void sg_reducer_followed(const sg_reducer *reducer, uint32_t arc, uint64_t *all,
                         uint64_t *passing);

/* One semi-join that has been made: the set of `vertex` met what its neighbour leads to over the arc. */
typedef struct sg_reducer_join {
    uint32_t arc, vertex;
    uint32_t before,
        after; /* nodes; before is SG_NO_ID where another statement had joined them */
} sg_reducer_join;
/* Those made so far, in order; borrowed. */
const sg_reducer_join *sg_reducer_joins(const sg_reducer *reducer, uint32_t *count);

/* The nodes of the vertex that are in some match, of those `among` (NULL: all); *answered is false
 * when the rows must tell.  The set is the caller's. */
SG_MUST_USE sg_status sg_reducer_ends(sg_reducer *reducer, uint32_t vertex,
                                      const sg_id_set *among, sg_id_set **out, bool *answered);

/* Whether they were told although relationships could be the same (trails.c). */
bool sg_reducer_by_trails(const sg_reducer *reducer);

/* The nodes of the vertex that are in some match, ascending, and in how many; of SG_NO_SLOT the number
 * of all matches, as one weight.  The array is the caller's. */
typedef struct sg_weights {
    sg_id_set *set;    /* NULL: the total */
    uint64_t *weights; /* one a node */
    uint32_t count;
} sg_weights;
SG_MUST_USE sg_status sg_reducer_weights(sg_reducer *reducer, uint32_t vertex, sg_weights *out,
                                         bool *answered);
/* The same with the number of nodes of `partner` that each is in a match with, each counted once. */
SG_MUST_USE sg_status sg_reducer_partners(sg_reducer *reducer, uint32_t vertex,
                                          uint32_t partner, sg_weights *out, bool *answered);
void sg_weights_free(sg_weights *weights);

/* The pairs of nodes of two vertices that are in some match together, each once, in no order.  The
 * reducer must outlive them; *out is NULL where the rows must tell. */
typedef struct sg_pairs sg_pairs;
SG_MUST_USE sg_status sg_reducer_pairs(sg_reducer *reducer, uint32_t vertex, uint32_t partner,
                                       sg_pairs **out, bool *answered);
/* The next ones, of the vertex and of the partner; *count is 0 at the end. */
SG_MUST_USE sg_status sg_pairs_next(sg_pairs *pairs, uint32_t *nodes, uint32_t *partners,
                                    uint32_t room, uint32_t *count);
void sg_pairs_rewind(sg_pairs *pairs);
void sg_pairs_free(sg_pairs *pairs); /* NULL is allowed */

#endif
