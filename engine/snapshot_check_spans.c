/* snapshot_check_spans.c - whether spans from a file can be read without leaving an array.
 *
 * A list of spans that leaves one out is a lie that does no harm; one that names a span for a node
 * that is not in it is refused, for ranks are counted from there.
 */
#include "engine/snapshot_check.h"
#include "engine/spans.h"

static bool sound_sets(const sg_graph *graph)
{
    size_t sets = graph->span_sets_count;

    if (!sg_check_partition(graph->span_sets, sets, graph->span_ranges_count))
        return false;
    for (size_t set = 0; set + 1 < sets; set++) {
        uint64_t rank = 0;
        for (uint32_t i = graph->span_sets[set]; i < graph->span_sets[set + 1]; i++) {
            sg_ranked_range range = graph->span_ranges[i];
            if (range.first >= range.last || range.last > sg_check_nodes(graph) ||
                range.rank != rank ||
                (i > graph->span_sets[set] && range.first <= graph->span_ranges[i - 1].last))
                return false;
            rank += range.last - range.first;
        }
    }
    return true;
}

static bool sound_cells(const sg_graph *graph, const sg_span_cell *cells, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (cells[i].kind > SG_COLUMN_ENCODED || cells[i].key >= graph->key_names_count ||
            (i > 0 && cells[i].key <= cells[i - 1].key) ||
            ((cells[i].kind == SG_COLUMN_STRING || cells[i].kind == SG_COLUMN_ENCODED) &&
             cells[i].code >= sg_check_strings(graph)))
            return false;
    return true;
}

/* Sorted by the pair, first end first; the caller says how great ranks may be. */
static bool sound_holes(const sg_hole *holes, uint32_t count, bool by_target, uint32_t sources,
                        uint32_t targets)
{
    uint64_t before = 0;

    for (uint32_t i = 0; i < count; i++) {
        sg_hole hole = holes[i];
        uint64_t order = by_target ? (uint64_t)hole.target << 32 | hole.source
                                   : (uint64_t)hole.source << 32 | hole.target;
        if (hole.source >= sources || hole.target >= targets || (i > 0 && order <= before))
            return false;
        before = order;
    }
    return true;
}

/* What is behind the spans so far. */
typedef struct span_ends {
    uint64_t cells, holes, ids;
} span_ends;

static bool sound_span(const sg_graph *graph, const sg_span_entry *span, span_ends *ends)
{
    size_t sets = graph->span_sets_count - 1;

    if (span->type >= graph->type_names_count || span->sources >= sets ||
        span->targets >= sets || span->cell_count > graph->span_cells_count - ends->cells ||
        span->hole_count > graph->span_holes_count - ends->holes)
        return false;
    uint32_t sources = sg_span_set(graph, span->sources).count;
    uint32_t targets = sg_span_set(graph, span->targets).count;
    uint64_t pairs = (uint64_t)sources * targets;
    if (pairs == 0)
        return false;
    if (span->first_edge != SG_NO_PLACE) {
        if (span->first_edge != ends->ids || pairs > SG_LAST_SPAN_ID - ends->ids)
            return false;
        ends->ids += pairs;
    }
    if (!sound_cells(graph, graph->span_cells + ends->cells, span->cell_count) ||
        !sound_holes(graph->span_holes + ends->holes, span->hole_count, false, sources,
                     targets) ||
        !sound_holes(graph->span_in_holes + ends->holes, span->hole_count, true, sources,
                     targets))
        return false;
    ends->cells += span->cell_count;
    ends->holes += span->hole_count;
    return true;
}

/* Whether the span is of the type and all nodes of [first, last) are in its near set. */
static bool applies(const sg_graph *graph, uint32_t number, uint32_t index, uint32_t first,
                    uint32_t last)
{
    if (number >= graph->spans_count || graph->spans[number].type != index / 2)
        return false;
    sg_span_entry span = graph->spans[number];
    sg_node_set near = sg_span_set(graph, index % 2 ? span.targets : span.sources);
    uint32_t low = 0, high = near.range_count;
    while (low < high) { /* the first range that ends behind the node */
        uint32_t middle = low + (high - low) / 2;
        if (near.ranges[middle].last <= first)
            low = middle + 1;
        else
            high = middle;
    }
    return low < near.range_count && near.ranges[low].first <= first &&
           last <= near.ranges[low].last;
}

static bool sound_rows_of(const sg_graph *graph, uint32_t index)
{
    uint32_t end = graph->span_rows_first[index + 1];

    for (uint32_t row = graph->span_rows_first[index]; row < end; row++) {
        const sg_span_row *own = &graph->span_rows[row];
        uint32_t last =
            row + 1 < graph->span_rows_count ? own[1].list : (uint32_t)graph->span_lists_count;
        if (own->list > last || last > graph->span_lists_count ||
            (row + 1 == end && own->list != last) ||
            (row + 1 < end && own[1].node <= own->node))
            return false;
        uint64_t degree = graph->type_first[index / 2 + 1] - graph->type_first[index / 2];
        for (uint32_t i = own->list; i < last; i++) {
            if (!applies(graph, graph->span_lists[i], index, own->node, own[1].node) ||
                (i > own->list && graph->span_lists[i] <= graph->span_lists[i - 1]))
                return false;
            sg_span_entry span = graph->spans[graph->span_lists[i]];
            degree += sg_span_set(graph, index % 2 ? span.sources : span.targets).count;
        }
        if (degree > UINT32_MAX)
            return false;
    }
    return true;
}

static bool sound_index(const sg_graph *graph)
{
    size_t indexes = graph->type_names_count * 2;

    if (graph->span_rows_first_count != indexes + 1 || graph->span_lists_count > UINT32_MAX ||
        !sg_check_partition(graph->span_rows_first, indexes + 1, graph->span_rows_count))
        return false;
    for (uint32_t i = 0; i < indexes; i++)
        if (!sound_rows_of(graph, i))
            return false;
    return graph->span_rows_count == 0 ? graph->span_lists_count == 0
                                       : graph->span_rows[0].list == 0;
}

bool sg_check_spans(const sg_graph *graph)
{
    span_ends ends = { .ids = graph->out_others_count };

    if (graph->spans_count == 0)
        return graph->span_sets_count + graph->span_ranges_count + graph->span_cells_count +
                   graph->span_holes_count + graph->span_in_holes_count +
                   graph->span_rows_first_count + graph->span_rows_count +
                   graph->span_lists_count ==
               0;
    if (graph->spans_count > UINT32_MAX || graph->span_sets_count < 2 ||
        graph->span_in_holes_count != graph->span_holes_count || !sound_sets(graph))
        return false;
    for (size_t i = 0; i < graph->spans_count; i++)
        if ((i > 0 && graph->spans[i].type < graph->spans[i - 1].type) ||
            !sound_span(graph, &graph->spans[i], &ends))
            return false;
    return ends.cells == graph->span_cells_count && ends.holes == graph->span_holes_count &&
           sound_index(graph);
}
