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

static const sg_row_index *index_of(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    return &graph->row_indexes[(size_t)type.id * 2 + (way == SG_IN)];
}

/* The edges of the type, counted from its first, at the node. */
static sg_range row_of(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    return sg_row_find(index_of(graph, type, way), graph->row_words, node.id);
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
    first += sg_count_below(graph->out_others + first, row.last - row.first, run->node);
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
        return first + sg_count_below(run->others + first, run->count - first, node);
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
    uint32_t type = sg_count_below(graph->type_first + 1, graph->types, edge.id + 1);

    return (sg_reltype){ (uint16_t)type };
}

sg_node sg_graph_edge_from(const sg_graph *graph, sg_edge edge)
{
    if (edge.id >= graph->edges)
        return (sg_node){ sg_delta_edge_of(graph, edge)->from };
    sg_reltype type = sg_graph_edge_type(graph, edge);
    return (sg_node){ sg_row_node(index_of(graph, type, SG_OUT), graph->row_words,
                                  edge.id - graph->type_first[type.id]) };
}

sg_node sg_graph_edge_to(const sg_graph *graph, sg_edge edge)
{
    if (edge.id >= graph->edges)
        return (sg_node){ sg_delta_edge_of(graph, edge)->to };
    return (sg_node){ graph->out_others[edge.id] };
}

/* --- statistics ------------------------------------------------------------------------------- */

uint32_t sg_graph_set_degree(const sg_graph *graph, sg_label_set set, sg_reltype type,
                             sg_direction way)
{
    int64_t degree = 0;

    if (set.id < graph->label_sets && type.id < graph->types) {
        const sg_row_index *index = index_of(graph, type, way);
        sg_range range = sg_label_set_range(graph, set);
        degree = (int64_t)sg_row_edges_below(index, graph->row_words, range.last) -
                 sg_row_edges_below(index, graph->row_words, range.first);
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
