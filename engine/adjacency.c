/* adjacency.c - reading relationships: ends of an edge, degrees.
 *
 *     ids   [0 ...      ) [          ...          ) [              ...
 *            one by one,   of spans (spans.h)         added by changes (delta.h)
 *            by type
 *
 * The source of an edge that stands for itself is not stored: it is the row that the edge lies in.
 */
#include "engine/delta_internal.h"
#include "engine/spans.h"

/* --- degrees ---------------------------------------------------------------------------------- */

static bool is_frozen_row(const sg_graph *graph, sg_node node, sg_reltype type)
{
    return node.id < graph->nodes && type.id < graph->types;
}

uint32_t sg_graph_degree(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    uint32_t degree = 0;

    if (SG_UNLIKELY(graph->delta)) {
        const sg_delta_row *row = sg_delta_row_of(graph->delta, node.id, type, way);
        degree = row ? row->count - row->deleted : 0;
        if (!is_frozen_row(graph, node, type))
            return degree;
    }
    sg_range row = sg_row_of(graph, node, type, way);
    degree += row.last - row.first;
    return sg_type_has_spans(graph, type) ? degree + sg_spans_degree(graph, node, type, way)
                                          : degree;
}

/* --- edges ------------------------------------------------------------------------------------ */

uint32_t sg_graph_edges(const sg_graph *graph)
{
    return graph->edge_ids + (graph->delta ? (uint32_t)graph->delta->edges.count : 0);
}

sg_range sg_graph_added_edges(const sg_graph *graph)
{
    return (sg_range){ graph->edge_ids, sg_graph_edges(graph) };
}

uint64_t sg_graph_edge_count(const sg_graph *graph)
{
    return graph->delta ? graph->delta->edge_count : graph->edge_count;
}

static bool is_added(const sg_graph *graph, sg_edge edge)
{
    return edge.id >= graph->edge_ids;
}

bool sg_graph_has_edge(const sg_graph *graph, sg_edge edge)
{
    if (is_added(graph, edge))
        return edge.id < sg_graph_edges(graph) && !sg_delta_edge_of(graph, edge)->deleted;
    if (edge.id >= graph->edges && !sg_span_has(sg_span_find(graph, edge)))
        return false;
    return !graph->delta || !sg_delta_is_deleted(graph->delta, edge);
}

sg_range sg_graph_type_range(const sg_graph *graph, sg_reltype type)
{
    if (type.id >= graph->types)
        return (sg_range){ graph->edge_ids, graph->edge_ids };
    return (sg_range){ graph->type_first[type.id], graph->type_first[type.id + 1] };
}

sg_reltype sg_graph_edge_type(const sg_graph *graph, sg_edge edge)
{
    if (is_added(graph, edge))
        return (sg_reltype){ sg_delta_edge_of(graph, edge)->type };
    if (edge.id >= graph->edges)
        return sg_span_find(graph, edge).span->type;
    /* The first type that ends after the edge. */
    uint32_t type = sg_count_below(graph->type_first + 1, graph->types, edge.id + 1);

    return (sg_reltype){ (uint16_t)type };
}

sg_node sg_graph_edge_from(const sg_graph *graph, sg_edge edge)
{
    if (is_added(graph, edge))
        return (sg_node){ sg_delta_edge_of(graph, edge)->from };
    if (edge.id >= graph->edges) {
        sg_span_place place = sg_span_find(graph, edge);
        return (sg_node){ sg_node_set_node(place.span->sources, place.source) };
    }
    sg_reltype type = sg_graph_edge_type(graph, edge);
    if (!sg_index_is_sound(graph, type, SG_OUT))
        return (sg_node){ 0 };
    return (sg_node){ sg_row_node(sg_row_index_of(graph, type, SG_OUT), graph->row_words,
                                  edge.id - graph->type_first[type.id]) };
}

sg_node sg_graph_edge_to(const sg_graph *graph, sg_edge edge)
{
    if (is_added(graph, edge))
        return (sg_node){ sg_delta_edge_of(graph, edge)->to };
    if (edge.id >= graph->edges) {
        sg_span_place place = sg_span_find(graph, edge);
        return (sg_node){ sg_node_set_node(place.span->targets, place.target) };
    }
    if (SG_UNLIKELY(graph->unread) &&
        !sg_rows_are_sound(graph, sg_graph_edge_type(graph, edge), SG_OUT))
        return (sg_node){ 0 };
    return (sg_node){ graph->out_others[edge.id] };
}

/* --- statistics ------------------------------------------------------------------------------- */

uint64_t sg_graph_set_degree(const sg_graph *graph, sg_label_set set, sg_reltype type,
                             sg_direction way)
{
    uint64_t degree = 0;

    if (set.id < graph->label_sets && type.id < graph->types) {
        const sg_row_index *index = sg_row_index_of(graph, type, way);
        sg_range range = sg_label_set_range(graph, set);
        if (sg_index_is_sound(graph, type, way))
            degree = sg_row_edges_below(index, graph->row_words, range.last) -
                     sg_row_edges_below(index, graph->row_words, range.first);
        if (sg_type_has_spans(graph, type))
            degree += sg_spans_below(graph, type, way, range.last) -
                      sg_spans_below(graph, type, way, range.first);
    }
    if (graph->delta)
        degree += (uint64_t)sg_delta_degree_of(graph->delta, set, type, way);
    return degree;
}

void sg_graph_sets_with(const sg_graph *graph, sg_reltype type, sg_direction way,
                        uint64_t *sets)
{
    bool in_rows = !graph->delta && type.id < graph->types && !sg_type_has_spans(graph, type);
    uint32_t below = 0;

    if (in_rows && !sg_index_is_sound(graph, type, way))
        return;
    for (uint32_t set = 0; set < sg_graph_label_sets(graph); set++) {
        /* Where the rows of one set end, those of the next begin. */
        uint32_t end = in_rows ? sg_row_edges_below(sg_row_index_of(graph, type, way),
                                                    graph->row_words, graph->set_first[set + 1])
                               : 0;
        if (in_rows
                ? end > below
                : sg_graph_set_degree(graph, (sg_label_set){ (uint16_t)set }, type, way) > 0)
            sg_bit_set(sets, set);
        below = end;
    }
}

uint64_t sg_graph_type_count(const sg_graph *graph, sg_reltype type)
{
    return graph->delta ? graph->delta->type_counts.items[type.id]
                        : graph->type_counts[type.id];
}

uint32_t sg_graph_label_count(const sg_graph *graph, sg_label label)
{
    return graph->delta ? graph->delta->label_counts.items[label.id]
                        : graph->label_counts[label.id];
}
