/* path_value.h - relationships as list and path values. */
#ifndef SG_PATH_VALUE_H
#define SG_PATH_VALUE_H

#include "query/exec/operator.h"

/* A list of the relationships, from the last to the first when `reversed`. */
SG_MUST_USE sg_status sg_edge_list(const uint32_t *edges, uint32_t count, bool reversed,
                                   sg_arena *arena, sg_value *out);
/* The path that starts at a node and follows the relationships, whichever way each of them points;
 * `reversed`: the path that ends there. */
SG_MUST_USE sg_status sg_path_along(const sg_graph *graph, uint32_t start,
                                    const uint32_t *edges, uint32_t count, bool reversed,
                                    sg_arena *arena, sg_value *out);
/* The node at the other end. */
static inline uint32_t sg_other_end(const sg_graph *graph, uint32_t edge, uint32_t node)
{
    uint32_t from = sg_graph_edge_from(graph, (sg_edge){ edge }).id;

    return from == node ? sg_graph_edge_to(graph, (sg_edge){ edge }).id : from;
}

#endif
