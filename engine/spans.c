/* spans.c - reading relationships that are stored as sets of nodes. */
#include "engine/spans.h"

#include "engine/base/bitmap.h"
#include "engine/encoding.h"

/* --- sets of nodes -------------------------------------------------------------------------------- */

/* The ranges that end at or below the node. */
static uint32_t ranges_below(sg_node_set set, uint32_t node)
{
    uint32_t low = 0, high = set.range_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (set.ranges[middle].last <= node)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t sg_node_set_rank(sg_node_set set, uint32_t node, bool *has)
{
    uint32_t at = ranges_below(set, node);

    *has = at < set.range_count && set.ranges[at].first <= node;
    if (at == set.range_count)
        return set.count;
    return set.ranges[at].rank + (*has ? node - set.ranges[at].first : 0);
}

uint32_t sg_node_set_node(sg_node_set set, uint32_t rank)
{
    uint32_t low = 0, high = set.range_count - 1;

    while (low < high) { /* the last range that begins at or before the rank */
        uint32_t middle = low + (high - low + 1) / 2;
        if (set.ranges[middle].rank <= rank)
            low = middle;
        else
            high = middle - 1;
    }
    return set.ranges[low].first + (rank - set.ranges[low].rank);
}

/* --- holes ---------------------------------------------------------------------------------------- */

static uint64_t hole_order(const sg_hole *hole, sg_direction way)
{
    return way == SG_OUT ? (uint64_t)hole->source << 32 | hole->target
                         : (uint64_t)hole->target << 32 | hole->source;
}

/* The holes of the span that stand before (near, far) as seen in the direction. */
static uint32_t holes_before(const sg_edge_span *span, sg_direction way, uint32_t near,
                             uint32_t far)
{
    const sg_hole *holes = way == SG_OUT ? span->holes : span->in_holes;
    uint64_t wanted = (uint64_t)near << 32 | far;
    uint32_t low = 0, high = span->hole_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (hole_order(&holes[middle], way) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t sg_span_until_hole(const sg_edge_span *span, sg_direction way, uint32_t near,
                            uint32_t far, uint32_t count)
{
    const sg_hole *holes = way == SG_OUT ? span->holes : span->in_holes;
    uint32_t at = holes_before(span, way, near, far);

    if (at == span->hole_count)
        return count;
    uint64_t distance = hole_order(&holes[at], way) - ((uint64_t)near << 32 | far);
    return distance < count ? (uint32_t)distance : count;
}

static uint32_t holes_at(const sg_edge_span *span, sg_direction way, uint32_t near)
{
    if (span->hole_count == 0)
        return 0;
    return holes_before(span, way, near + 1, 0) - holes_before(span, way, near, 0);
}

bool sg_span_has(sg_span_place place)
{
    return sg_span_until_hole(place.span, SG_OUT, place.source, place.target, 1) > 0;
}

/* --- from nodes and from ids ---------------------------------------------------------------------- */

/* Behind the rows of [first, last) that begin at or before the node. */
static uint32_t rows_up_to(const sg_graph *graph, uint32_t first, uint32_t last, uint32_t node)
{
    while (first < last) {
        uint32_t middle = first + (last - first) / 2;
        if (graph->span_rows[middle].node <= node)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

sg_range sg_spans_of_node(const sg_graph *graph, sg_node node, sg_reltype type,
                          sg_direction way)
{
    const uint32_t *bounds = graph->span_rows_first + (size_t)type.id * 2 + (way == SG_IN);
    uint32_t row = rows_up_to(graph, bounds[0], bounds[1], node.id);

    if (row == bounds[0] || row == bounds[1]) /* the last row lists none */
        return (sg_range){ 0, 0 };
    return (sg_range){ graph->span_rows[row - 1].list, graph->span_rows[row].list };
}

uint32_t sg_spans_degree(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    sg_range list = sg_spans_of_node(graph, node, type, way);
    uint32_t degree = 0;
    bool has;

    for (uint32_t i = list.first; i < list.last; i++) {
        const sg_edge_span *span = &graph->span_views[graph->span_lists[i]];
        sg_node_set near = way == SG_OUT ? span->sources : span->targets;
        degree += way == SG_OUT ? span->targets.count : span->sources.count;
        degree -= holes_at(span, way, sg_node_set_rank(near, node.id, &has));
    }
    return degree;
}

uint64_t sg_spans_below(const sg_graph *graph, sg_reltype type, sg_direction way,
                        uint32_t limit)
{
    size_t index = (size_t)type.id * 2 + (way == SG_IN);
    uint32_t first = graph->span_rows_first[index], last = graph->span_rows_first[index + 1];
    uint32_t row = rows_up_to(graph, first, last, limit);
    bool has;

    if (row == first)
        return 0;
    uint64_t below = graph->span_rows_before[row - 1];
    if (row < last) {
        const sg_span_row *own = &graph->span_rows[row - 1];
        uint64_t all = graph->span_rows_before[row] - below;
        below += all / (own[1].node - own->node) * (limit - own->node);
    }
    for (uint32_t i = graph->type_spans[type.id]; i < graph->type_spans[type.id + 1]; i++) {
        const sg_edge_span *span = &graph->span_views[i];
        sg_node_set near = way == SG_OUT ? span->sources : span->targets;
        if (span->hole_count > 0)
            below -= holes_before(span, way, sg_node_set_rank(near, limit, &has), 0);
    }
    return below;
}

sg_span_place sg_span_find(const sg_graph *graph, sg_edge edge)
{
    uint32_t low = 0, high = graph->numbered - 1;

    while (low < high) { /* the last span that begins at or before the id */
        uint32_t middle = low + (high - low + 1) / 2;
        if (graph->span_views[graph->numbered_spans[middle]].first_edge <= edge.id)
            low = middle;
        else
            high = middle - 1;
    }
    const sg_edge_span *span = &graph->span_views[graph->numbered_spans[low]];
    uint32_t place = edge.id - span->first_edge;
    return (sg_span_place){ span, place / span->targets.count, place % span->targets.count };
}

/* --- properties ----------------------------------------------------------------------------------- */

sg_value sg_span_cell_value(const sg_graph *graph, const sg_span_cell *cell, sg_arena *arena)
{
    sg_value value = sg_null();

    switch ((sg_column_kind)cell->kind) {
    case SG_COLUMN_BIT:
        return sg_boolean(cell->bits != 0);
    case SG_COLUMN_INTEGER:
        return sg_integer(cell->integer);
    case SG_COLUMN_FLOAT:
        return sg_float(cell->real);
    case SG_COLUMN_STRING:
        return sg_string(sg_graph_string(graph, (uint32_t)cell->code));
    case SG_COLUMN_ENCODED:
        if (sg_value_decode(sg_graph_string(graph, (uint32_t)cell->code), arena, &value) !=
            SG_OK)
            return sg_null();
        break;
    }
    return value;
}

sg_value sg_span_property(const sg_graph *graph, const sg_edge_span *span, sg_key key,
                          sg_arena *arena)
{
    for (uint32_t i = 0; i < span->property_count; i++)
        if (span->properties[i].key == key.id)
            return sg_span_cell_value(graph, &span->properties[i], arena);
    return sg_null();
}

/* --- as they are ---------------------------------------------------------------------------------- */

uint32_t sg_graph_spans(const sg_graph *graph)
{
    return (uint32_t)graph->spans_count;
}

const sg_edge_span *sg_graph_span(const sg_graph *graph, uint32_t number)
{
    return &graph->span_views[number];
}

sg_range sg_graph_type_spans(const sg_graph *graph, sg_reltype type)
{
    if (graph->spans_count == 0 || type.id >= graph->types)
        return (sg_range){ 0, 0 };
    return (sg_range){ graph->type_spans[type.id], graph->type_spans[type.id + 1] };
}

/* --- assembly -------------------------------------------------------------------------------------- */

sg_node_set sg_span_set(const sg_graph *graph, uint32_t set)
{
    uint32_t first = graph->span_sets[set], last = graph->span_sets[set + 1];
    sg_node_set view = { graph->span_ranges + first, last - first, 0 };

    if (view.range_count > 0) {
        sg_ranked_range range = view.ranges[view.range_count - 1];
        view.count = range.rank + (range.last - range.first);
    }
    return view;
}

static void make_views(sg_graph *graph)
{
    size_t holes = 0, cells = 0;

    for (size_t i = 0; i < graph->spans_count; i++) {
        sg_span_entry entry = graph->spans[i];
        sg_edge_span *view = &graph->span_views[i];
        *view = (sg_edge_span){ .type = { (uint16_t)entry.type },
                                .sources = sg_span_set(graph, entry.sources),
                                .targets = sg_span_set(graph, entry.targets),
                                .holes = graph->span_holes + holes,
                                .in_holes = graph->span_in_holes + holes,
                                .hole_count = entry.hole_count,
                                .property_count = entry.cell_count,
                                .properties = graph->span_cells + cells,
                                .first_edge = SG_NO_ID };
        uint64_t pairs = (uint64_t)view->sources.count * view->targets.count;
        if (entry.first_edge != SG_NO_PLACE) {
            view->first_edge = (uint32_t)entry.first_edge;
            graph->numbered_spans[graph->numbered++] = (uint32_t)i;
            graph->edge_ids += (uint32_t)pairs;
        }
        graph->type_counts[entry.type] += pairs - entry.hole_count;
        graph->edge_count += pairs - entry.hole_count;
        graph->type_spans[entry.type + 1]++;
        holes += entry.hole_count;
        cells += entry.cell_count;
    }
}

/* Running totals of edges before each row, holes not taken out. */
static void sum_rows(sg_graph *graph, uint32_t index)
{
    uint64_t before = 0;

    for (uint32_t row = graph->span_rows_first[index]; row < graph->span_rows_first[index + 1];
         row++) {
        const sg_span_row *own = &graph->span_rows[row];
        uint64_t each = 0;
        graph->span_rows_before[row] = before;
        if (row + 1 == graph->span_rows_first[index + 1])
            break;
        for (uint32_t i = own->list; i < own[1].list; i++) {
            const sg_edge_span *span = &graph->span_views[graph->span_lists[i]];
            each += index % 2 ? span->sources.count : span->targets.count;
        }
        before += each * (own[1].node - own->node);
    }
}

sg_status sg_spans_assemble(sg_graph *graph)
{
    size_t count = graph->spans_count, rows = graph->span_rows_count;

    graph->edge_ids = graph->edges;
    graph->edge_count = graph->edges;
    graph->type_counts = sg_arena_make_array(graph->arena, uint64_t, (size_t)graph->types + 1);
    if (!graph->type_counts)
        return SG_ENOMEM;
    for (uint32_t type = 0; type < graph->types; type++)
        graph->type_counts[type] = graph->type_first[type + 1] - graph->type_first[type];
    if (count == 0)
        return SG_OK;
    graph->span_views = sg_arena_make_array(graph->arena, sg_edge_span, count);
    graph->numbered_spans = sg_arena_make_array(graph->arena, uint32_t, count);
    graph->type_spans = sg_arena_make_array(graph->arena, uint32_t, (size_t)graph->types + 1);
    graph->span_rows_before = sg_arena_make_array(graph->arena, uint64_t, rows + 1);
    if (!graph->span_views || !graph->numbered_spans || !graph->type_spans ||
        !graph->span_rows_before)
        return SG_ENOMEM;
    graph->numbered = 0;
    make_views(graph);
    for (uint32_t type = 0; type < graph->types; type++)
        graph->type_spans[type + 1] += graph->type_spans[type];
    for (uint32_t i = 0; i < graph->types * 2; i++)
        sum_rows(graph, i);
    return SG_OK;
}
