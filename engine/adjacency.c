/* adjacency.c - reading relationships: runs of neighbours, ends of an edge, degrees.
 *
 * The source of an edge is not stored: it is the row of the out-direction that the edge lies in.
 * Neither are the ids of the edges that enter a node: of equal sources in its row, the first is the
 * first of its equals in the row of that source, and so on:
 *
 *     in-row of 9:   [ 2 4 4 7 ]            the second 4 is the edge ...
 *     out-row of 4:  [ 1 9 9 12 ]           ... from 4 to the second 9
 */
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/delta_internal.h"

uint64_t sg_row_index_words(sg_row_form form, uint64_t window, uint64_t rows)
{
    switch (form) {
    case SG_ROWS_DENSE:
        return (window + 2) / 2;
    case SG_ROWS_BITS:
        return (window + 63) / 64 * 2 + (rows + 2) / 2;
    case SG_ROWS_LIST:
        return rows == 0 ? 0 : (2 * rows + 2) / 2;
    }
    return 0;
}

sg_row_parts sg_row_index_parts(const sg_row_index *index, const uint64_t *words)
{
    const void *place = words + index->place;
    uint32_t window = index->last - index->first;
    sg_row_parts parts = { 0 };

    switch ((sg_row_form)index->form) {
    case SG_ROWS_DENSE:
        parts.offsets = place;
        break;
    case SG_ROWS_BITS:
        parts.blocks = place;
        parts.offsets = (const void *)(parts.blocks + ((uint64_t)window + 63) / 64);
        break;
    case SG_ROWS_LIST:
        parts.nodes = place;
        parts.offsets = parts.nodes + index->rows;
        break;
    }
    return parts;
}

static const sg_row_index *index_of(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    return &graph->row_indexes[(size_t)type.id * 2 + (way == SG_IN)];
}

/* How many of the ascending `numbers` are below `limit`. */
static uint32_t count_below(const uint32_t *numbers, uint32_t count, uint32_t limit)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (numbers[middle] < limit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The rows of nodes below `node`; *exact tells whether `node` itself has a row, which is then the
 * next.  The node must be in the window. */
static uint32_t rank_of(const sg_row_index *index, sg_row_parts parts, uint32_t node,
                        bool *exact)
{
    uint32_t place = node - index->first;

    *exact = true;
    if (parts.blocks) {
        sg_row_block block = parts.blocks[place / 64];
        uint64_t bit = UINT64_C(1) << (place % 64);
        *exact = (block.bits & bit) != 0;
        return block.rank + sg_word_count(block.bits & (bit - 1));
    }
    if (parts.nodes) {
        uint32_t rank = count_below(parts.nodes, index->rows, node);
        *exact = rank < index->rows && parts.nodes[rank] == node;
        return rank;
    }
    return place;
}

/* The edges of the type, counted from its first, at the node. */
static sg_range row_of(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    const sg_row_index *index = index_of(graph, type, way);
    bool exact;

    if (node.id < index->first || node.id >= index->last)
        return (sg_range){ 0, 0 };
    sg_row_parts parts = sg_row_index_parts(index, graph->row_words);
    uint32_t rank = rank_of(index, parts, node.id, &exact);
    return exact ? (sg_range){ parts.offsets[rank], parts.offsets[rank + 1] }
                 : (sg_range){ 0, 0 };
}

/* --- runs ------------------------------------------------------------------------------------- */

/* The run of the frozen part. */
static sg_run frozen_run(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    sg_range row = row_of(graph, node, type, way);
    uint32_t first = graph->type_first[type.id] + row.first;

    return (sg_run){ .others = (way == SG_OUT ? graph->out_others : graph->in_others) + first,
                     .first_edge = first,
                     .step = way == SG_OUT,
                     .count = row.last - row.first,
                     .node = node.id,
                     .type = type };
}

static bool is_frozen_row(const sg_graph *graph, sg_node node, sg_reltype type)
{
    return node.id < graph->nodes && type.id < graph->types;
}

static sg_runs changed_runs(const sg_graph *graph, sg_node node, sg_reltype type,
                            sg_direction way)
{
    const sg_delta_row *row = sg_delta_row_of(graph->delta, node.id, type, way);
    sg_runs runs = { .chunk = row ? row->first : SG_NO_ID,
                     .deleted = row ? row->deleted : 0,
                     .changed = graph };

    if (is_frozen_row(graph, node, type))
        runs.run = frozen_run(graph, node, type, way);
    return runs;
}

sg_runs sg_graph_runs(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    if (SG_UNLIKELY(graph->delta))
        return changed_runs(graph, node, type, way);
    sg_runs runs = { .run = frozen_run(graph, node, type, way) };
    runs.done = runs.run.count == 0;
    return runs;
}

bool sg_runs_next(sg_runs *runs, sg_run *out)
{
    if (runs->done)
        return false;
    if (SG_UNLIKELY(runs->changed))
        return sg_delta_runs_next(runs, out);
    *out = runs->run;
    runs->done = true;
    return true;
}

sg_edge sg_run_find_edge(const sg_graph *graph, const sg_run *run, uint32_t position)
{
    const uint32_t *at = run->others + position;
    uint32_t source = *at;
    sg_range row = row_of(graph, (sg_node){ source }, run->type, SG_OUT);
    uint32_t first = graph->type_first[run->type.id] + row.first, equals = 0;
    uint32_t last = graph->type_first[run->type.id + 1] - 1;

    while (equals < run->before + position && *--at == source)
        equals++;
    first += count_below(graph->out_others + first, row.last - row.first, run->node);
    /* A file may lie about who leads where; its edges are of the type all the same. */
    return (sg_edge){ first + equals < last ? first + equals : last };
}

void sg_run_copy_others(const sg_run *run, uint32_t first, uint32_t count, uint32_t *out)
{
    if (run->others) {
        memcpy(out, run->others + first, count * sizeof(*out));
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        out[i] = run->first_other + first + i;
}

uint32_t sg_run_seek(const sg_run *run, uint32_t first, uint32_t node)
{
    if (run->others)
        return first + count_below(run->others + first, run->count - first, node);
    if (node <= run->first_other + first)
        return first;
    return node - run->first_other < run->count ? node - run->first_other : run->count;
}

static uint32_t changed_degree(const sg_graph *graph, sg_node node, sg_reltype type,
                               sg_direction way)
{
    const sg_delta_row *row = sg_delta_row_of(graph->delta, node.id, type, way);
    uint32_t degree = row ? row->count - row->deleted : 0;

    if (is_frozen_row(graph, node, type)) {
        sg_range frozen = row_of(graph, node, type, way);
        degree += frozen.last - frozen.first;
    }
    return degree;
}

uint32_t sg_graph_degree(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    if (SG_UNLIKELY(graph->delta))
        return changed_degree(graph, node, type, way);
    sg_range row = row_of(graph, node, type, way);
    return row.last - row.first;
}

/* --- edges ------------------------------------------------------------------------------------ */

uint32_t sg_graph_edges(const sg_graph *graph)
{
    return graph->edges + (graph->delta ? (uint32_t)graph->delta->edges.count : 0);
}

uint32_t sg_graph_edge_count(const sg_graph *graph)
{
    return graph->delta ? graph->delta->edge_count : graph->edges;
}

bool sg_graph_has_edge(const sg_graph *graph, sg_edge edge)
{
    if (!graph->delta || edge.id >= graph->edges)
        return edge.id < sg_graph_edges(graph) &&
               (!graph->delta || !sg_delta_edge_of(graph, edge)->deleted);
    return !sg_bit_test(graph->delta->edges_deleted, edge.id);
}

sg_range sg_graph_type_range(const sg_graph *graph, sg_reltype type)
{
    if (type.id >= graph->types)
        return (sg_range){ graph->edges, graph->edges };
    return (sg_range){ graph->type_first[type.id], graph->type_first[type.id + 1] };
}

sg_reltype sg_graph_edge_type(const sg_graph *graph, sg_edge edge)
{
    if (edge.id >= graph->edges)
        return (sg_reltype){ sg_delta_edge_of(graph, edge)->type };
    /* The first type that ends after the edge. */
    uint32_t type = count_below(graph->type_first + 1, graph->types, edge.id + 1);

    return (sg_reltype){ (uint16_t)type };
}

sg_node sg_graph_edge_from(const sg_graph *graph, sg_edge edge)
{
    if (edge.id >= graph->edges)
        return (sg_node){ sg_delta_edge_of(graph, edge)->from };
    sg_reltype type = sg_graph_edge_type(graph, edge);
    const sg_row_index *index = index_of(graph, type, SG_OUT);
    sg_row_parts parts = sg_row_index_parts(index, graph->row_words);
    uint32_t position = edge.id - graph->type_first[type.id];
    /* The first row that ends after the edge. */
    uint32_t row = count_below(parts.offsets + 1, index->rows, position + 1);

    if (parts.nodes)
        return (sg_node){ parts.nodes[row] };
    if (!parts.blocks)
        return (sg_node){ index->first + row };
    uint32_t low = 0, high = (index->last - 1 - index->first) / 64;
    while (low < high) { /* the last block that begins at or before the row */
        uint32_t middle = low + (high - low + 1) / 2;
        if (parts.blocks[middle].rank <= row)
            low = middle;
        else
            high = middle - 1;
    }
    uint64_t bits = parts.blocks[low].bits;
    for (uint32_t skip = row - parts.blocks[low].rank; skip > 0; skip--)
        bits &= bits - 1;
    return (sg_node){ index->first + low * 64 + sg_word_first(bits) };
}

sg_node sg_graph_edge_to(const sg_graph *graph, sg_edge edge)
{
    if (edge.id >= graph->edges)
        return (sg_node){ sg_delta_edge_of(graph, edge)->to };
    return (sg_node){ graph->out_others[edge.id] };
}

/* --- statistics ------------------------------------------------------------------------------- */

/* Edges of the type at nodes below `limit`: offsets are running totals already. */
static uint32_t edges_below(const sg_graph *graph, const sg_row_index *index, uint32_t limit)
{
    bool exact;

    if (limit <= index->first || index->rows == 0)
        return 0;
    sg_row_parts parts = sg_row_index_parts(index, graph->row_words);
    uint32_t rank = limit < index->last ? rank_of(index, parts, limit, &exact) : index->rows;
    return parts.offsets[rank];
}

uint32_t sg_graph_set_degree(const sg_graph *graph, sg_label_set set, sg_reltype type,
                             sg_direction way)
{
    int64_t degree = 0;

    if (set.id < graph->label_sets && type.id < graph->types) {
        const sg_row_index *index = index_of(graph, type, way);
        sg_range range = sg_label_set_range(graph, set);
        degree = (int64_t)edges_below(graph, index, range.last) -
                 edges_below(graph, index, range.first);
    }
    if (graph->delta)
        degree += sg_delta_degree_of(graph->delta, set, type, way);
    return (uint32_t)degree;
}

uint32_t sg_graph_type_count(const sg_graph *graph, sg_reltype type)
{
    if (graph->delta)
        return graph->delta->type_counts.items[type.id];
    return graph->type_first[type.id + 1] - graph->type_first[type.id];
}

uint32_t sg_graph_label_count(const sg_graph *graph, sg_label label)
{
    return graph->delta ? graph->delta->label_counts.items[label.id]
                        : graph->label_counts[label.id];
}
