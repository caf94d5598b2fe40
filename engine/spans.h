/* spans.h - reading relationships that are stored as sets of nodes.
 *
 *     span            {admins} x {buckets of the account} - {holes}       one type, the same properties
 *     sets of nodes   ranges of ids, as labels and accounts are           [12,14) [90,91)
 *
 * Which spans apply to a node is found by halves among the places where that changes:
 *
 *     span_rows       [12: 0 1][14: 0][20: -] ...                         per type and direction
 */
#ifndef SG_SPANS_H
#define SG_SPANS_H

#include "engine/graph_internal.h"

/* Ids of spans end below it; a quarter of a billion is left for changes. */
#define SG_LAST_SPAN_ID (UINT32_MAX - (UINT32_C(1) << 28))

/* Makes the views of the spans and what is counted of them; called by sg_graph_assemble. */
SG_MUST_USE sg_status sg_spans_assemble(sg_graph *graph);

/* A set of nodes by its number in span_sets. */
sg_node_set sg_span_set(const sg_graph *graph, uint32_t set);
/* The rank of the node in the set, or of the first of the set that is above it; *has: it is in it. */
uint32_t sg_node_set_rank(sg_node_set set, uint32_t node, bool *has);
uint32_t sg_node_set_node(sg_node_set set, uint32_t rank);

/* The list of the spans of the type that apply to the node: a slice of span_lists. */
sg_range sg_spans_of_node(const sg_graph *graph, sg_node node, sg_reltype type,
                          sg_direction way);
static inline bool sg_type_has_spans(const sg_graph *graph, sg_reltype type)
{
    return graph->spans_count > 0 &&
           graph->type_spans[type.id] < graph->type_spans[type.id + 1];
}
/* Relationships of spans at the node. */
uint32_t sg_spans_degree(const sg_graph *graph, sg_node node, sg_reltype type,
                         sg_direction way);
/* Relationships of spans of the type at nodes below the limit. */
uint64_t sg_spans_below(const sg_graph *graph, sg_reltype type, sg_direction way,
                        uint32_t limit);
/* In the row of the near end's rank, how many far ends from rank `far` on come before the next hole;
 * at most `count`. */
uint32_t sg_span_until_hole(const sg_edge_span *span, sg_direction way, uint32_t near,
                            uint32_t far, uint32_t count);

/* Of an id of a span, which the caller has tested: graph->edges <= id < graph->edge_ids. */
typedef struct sg_span_place {
    const sg_edge_span *span;
    uint32_t source, target; /* ranks */
} sg_span_place;

sg_span_place sg_span_find(const sg_graph *graph, sg_edge edge);
/* Whether the relationship exists: is none of the holes. */
bool sg_span_has(sg_span_place place);
sg_value sg_span_property(const sg_graph *graph, const sg_edge_span *span, sg_key key,
                          sg_arena *arena);
sg_value sg_span_cell_value(const sg_graph *graph, const sg_span_cell *cell, sg_arena *arena);

#endif
