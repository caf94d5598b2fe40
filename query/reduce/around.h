/* around.h - which nodes of a vertex are in a match with something that was touched.
 *
 *     touched   (r17)-[:CAN_ACCESS]->(b4)       vm --HAS--> r --CAN_ACCESS--> b
 *                                                           r17               b4
 *                                               vm 1,  <--  r and b as seeds, the rest as it is
 *                                               vm 9
 *
 * Each touched relationship is laid on each arc that it may be, each touched node on each vertex; the
 * other sets are then reduced along the arcs as always (reducer.h), and what is left at the vertex in question is
 * the answer, or a superset of it.  Matches that touch nothing are the same before and after the
 * change, so that only nodes given for one of the two versions can have other rows.
 *
 *     x --HAS--> r  ~~CAN_ACCESS~~>  b --..--> d     1  relationships that pass the conditions of the arc, between
 *       near side |    pairs       | far side           nodes that pass those of their vertices
 *                                                    2  the far side: pairs whose b has all that hangs on it
 *                                                    3  the near side, from the r of those pairs to x
 *
 * An arc that is laid is not followed again.  In a step of variable length a touched relationship or node may be
 * anywhere: the ends are what walks lead to.
 *
 * What comes out is `certain` when each node of it is in a match of this version: the reduction is exact, and the sets
 * leave no doubt that relationships of one MATCH differ.
 */
#ifndef SG_REDUCE_AROUND_H
#define SG_REDUCE_AROUND_H

#include "query/reduce/reducer.h"

typedef struct sg_touched_edge {
    uint32_t from, to, id;
} sg_touched_edge;

/* Relationships of one type between nodes of two label sets, as these are in the version at hand. */
typedef struct sg_touched_group {
    sg_reltype type;
    sg_label_set from_set, to_set;
    uint32_t first, count; /* of the edges */
} sg_touched_group;

/* Of one version of a graph: what is there and differs from the other version. */
typedef struct sg_touched {
    const sg_id_set *nodes;
    const sg_touched_edge *edges;
    const sg_touched_group *groups;
    uint32_t edge_count, group_count;
} sg_touched;

/* Adds to `out`, bits of all nodes; *certain becomes false where that is not so.  Errors: SG_ENOMEM, and those of the
 * host. */
SG_MUST_USE sg_status sg_reduction_around(const sg_reduce_host *host,
                                          const sg_reduction *reduction, uint32_t vertex,
                                          const sg_touched *touched, sg_id_bits *out,
                                          bool *certain);
/* The same for the nodes of which some subset of a vertex says something else, perhaps. */
SG_MUST_USE sg_status sg_reduction_subsets_around(const sg_reduce_host *host,
                                                  const sg_reduction *reduction,
                                                  const sg_touched *touched, sg_id_bits *out);

#endif
