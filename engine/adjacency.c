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

/* Where the stretch of label sets, all of which have their bit or all of which have not, that begins at this one
 * ends. */
static uint32_t stretch_end(const uint64_t *sets, uint32_t set, uint32_t end)
{
    uint64_t flip = sg_bit_test(sets, set) ? UINT64_MAX : 0;

    for (uint64_t mask = UINT64_MAX << set % 64; set < end; mask = UINT64_MAX) {
        uint64_t others = (sets[set / 64] ^ flip) & mask;
        set = set & ~UINT32_C(63);
        if (others) {
            set += sg_word_first(others);
            return set < end ? set : end;
        }
        set += 64;
    }
    return end;
}

/* From one relationship to the next of another label set: as many steps as sets have any, which may be very few
 * of many. */
typedef struct {
    const sg_graph *graph;
    const sg_row_index *index;
    uint32_t at,
        end; /* relationships of the type before those that were not looked at, and in all */
} set_walk;

static set_walk walk_sets(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    set_walk walk = { .graph = graph };

    if (type.id < graph->types && sg_index_is_sound(graph, type, way)) {
        walk.index = sg_row_index_of(graph, type, way);
        walk.end = sg_row_edges_below(walk.index, graph->row_words, graph->nodes);
    }
    return walk;
}

/* The label set of the next relationship's near end. */
static uint32_t set_at(const set_walk *walk)
{
    return sg_frozen_label_set(walk->graph,
                               sg_row_node(walk->index, walk->graph->row_words, walk->at));
}

/* Goes on behind all that label sets below this one have; returns how many those are. */
static uint32_t walk_to(set_walk *walk, uint32_t set)
{
    uint32_t before = walk->at;

    walk->at =
        sg_row_edges_below(walk->index, walk->graph->row_words, walk->graph->set_first[set]);
    return walk->at - before;
}

/* Whether changes say something of so few label sets that these are gone through, not all. */
static bool few_changed(const sg_graph *graph)
{
    return graph->delta->degrees.count < sg_graph_label_sets(graph);
}

void sg_graph_sets_with(const sg_graph *graph, sg_reltype type, sg_direction way,
                        uint64_t *sets)
{
    bool has_spans = type.id < graph->types && sg_type_has_spans(graph, type);
    sg_label_set set;
    size_t position = 0;

    if (has_spans || (graph->delta && !few_changed(graph))) {
        for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++)
            if (sg_graph_set_degree(graph, (sg_label_set){ (uint16_t)i }, type, way) > 0)
                sg_bit_set(sets, i);
        return;
    }
    for (set_walk walk = walk_sets(graph, type, way); walk.at < walk.end;) {
        set = (sg_label_set){ (uint16_t)set_at(&walk) };
        /* Changes may have taken away all that it had. */
        if (!graph->delta || sg_graph_set_degree(graph, set, type, way) > 0)
            sg_bit_set(sets, set.id);
        (void)walk_to(&walk, set.id + 1u);
    }
    while (graph->delta && sg_delta_next_degree(graph->delta, type, way, &position, &set))
        if (sg_graph_set_degree(graph, set, type, way) > 0)
            sg_bit_set(sets, set.id);
}

uint64_t sg_graph_sets_degree(const sg_graph *graph, const uint64_t *sets, sg_reltype type,
                              sg_direction way)
{
    bool has_spans = type.id < graph->types && sg_type_has_spans(graph, type);
    uint64_t degree = 0;
    sg_label_set set;
    size_t position = 0;

    if (has_spans || (graph->delta && !few_changed(graph))) {
        for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++)
            if (sg_bit_test(sets, i))
                degree += sg_graph_set_degree(graph, (sg_label_set){ (uint16_t)i }, type, way);
        return degree;
    }
    for (set_walk walk = walk_sets(graph, type, way); walk.at < walk.end;) {
        uint32_t found = set_at(&walk), end = stretch_end(sets, found, graph->label_sets);
        uint32_t some = walk_to(&walk, end);
        degree += sg_bit_test(sets, found) ? some : 0;
    }
    while (graph->delta && sg_delta_next_degree(graph->delta, type, way, &position, &set))
        if (sg_bit_test(sets, set.id))
            degree += (uint64_t)sg_delta_degree_of(graph->delta, set, type, way);
    return degree;
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
