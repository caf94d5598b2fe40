/* runs.c - the relationships of one type at one node, run by run.
 *
 *     row in memory, without what changes deleted ──► ranges of spans, without holes and what
 *     changes deleted ──► chunks of added edges
 *
 * The ids of the edges in an in-row are not stored: of equal sources in it, the first is the first of
 * its equals in the row of that source, and so on:
 *
 *     in-row of 9:   [ 2 4 4 7 ]            the second 4 is the edge ...
 *     out-row of 4:  [ 1 9 9 12 ]           ... from 4 to the second 9
 */
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/delta_internal.h"
#include "engine/spans.h"

/* The row in memory. */
static sg_run stored_run(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    const sg_range none = { 0, 0 };
    sg_range row =
        sg_rows_are_sound(graph, type, way) ? sg_row_of(graph, node, type, way) : none;
    uint32_t first = graph->type_first[type.id] + row.first;

    return (sg_run){ .others = (way == SG_OUT ? graph->out_others : graph->in_others) + first,
                     .first_edge = first,
                     .step = way == SG_OUT,
                     .count = row.last - row.first,
                     .node = node.id,
                     .type = type };
}

static void add_spans(sg_runs *runs, const sg_graph *graph, sg_reltype type)
{
    const sg_node node = { runs->run.node };

    if (!sg_type_has_spans(graph, type))
        return;
    sg_range list = sg_spans_of_node(graph, node, type, runs->way);
    runs->span = list.first;
    runs->last_span = list.last;
}

static sg_runs many_runs(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    sg_runs runs = {
        .run = { .node = node.id, .type = type }, .way = way, .chunk = SG_NO_ID, .graph = graph
    };

    if (graph->delta) {
        const sg_delta_row *row = sg_delta_row_of(graph->delta, node.id, type, way);
        runs.chunk = row ? row->first : SG_NO_ID;
        runs.deleted = row ? row->deleted : 0;
        if (node.id >= graph->nodes || type.id >= graph->types)
            return runs;
    }
    runs.run = stored_run(graph, node, type, way);
    add_spans(&runs, graph, type);
    return runs;
}

sg_runs sg_graph_span_runs(const sg_graph *graph, sg_node node, sg_reltype type,
                           sg_direction way)
{
    sg_runs runs = {
        .run = { .node = node.id, .type = type }, .way = way, .chunk = SG_NO_ID, .graph = graph
    };

    add_spans(&runs, graph, type);
    return runs;
}

sg_runs sg_graph_runs(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way)
{
    if (SG_UNLIKELY(graph->delta || sg_type_has_spans(graph, type)))
        return many_runs(graph, node, type, way);
    sg_runs runs = { .run = stored_run(graph, node, type, way) };
    runs.done = runs.run.count == 0;
    return runs;
}

/* --- spans -------------------------------------------------------------------------------------- */

static const sg_edge_span *span_at_hand(const sg_runs *runs)
{
    return &runs->graph->span_views[runs->graph->span_lists[runs->span]];
}

/* The range at the far end as a run. */
static sg_run run_of_range(const sg_runs *runs, const sg_edge_span *span, sg_ranked_range range)
{
    sg_run run = { .first_other = range.first,
                   .count = range.last - range.first,
                   .node = runs->run.node,
                   .span = runs->graph->span_lists[runs->span],
                   .type = runs->run.type };
    uint32_t targets = span->targets.count;

    if (span->first_edge == SG_NO_ID)
        return run;
    run.step = runs->way == SG_OUT ? 1 : targets;
    run.first_edge =
        span->first_edge + (runs->way == SG_OUT ? runs->rank * targets + range.rank
                                                : range.rank * targets + runs->rank);
    return run;
}

/* Makes the next range of the spans the run at hand. */
static bool next_range(sg_runs *runs)
{
    bool has;

    for (; runs->span < runs->last_span; runs->span++, runs->range = 0) {
        const sg_edge_span *span = span_at_hand(runs);
        sg_node_set near = runs->way == SG_OUT ? span->sources : span->targets;
        sg_node_set far = runs->way == SG_OUT ? span->targets : span->sources;
        if (runs->range == far.range_count)
            continue;
        if (runs->range == 0)
            runs->rank = sg_node_set_rank(near, runs->run.node, &has);
        runs->run = run_of_range(runs, span, far.ranges[runs->range++]);
        return true;
    }
    return false;
}

/* How many of the run at hand come before the next hole. */
static uint32_t until_hole(const sg_runs *runs)
{
    const sg_run *run = &runs->run;

    if (run->others)
        return run->count;
    const sg_edge_span *span = span_at_hand(runs);
    if (span->hole_count == 0)
        return run->count;
    sg_ranked_range range =
        (runs->way == SG_OUT ? span->targets : span->sources).ranges[runs->range - 1];
    uint32_t far = range.rank + (run->first_other - range.first);
    return sg_span_until_hole(span, runs->way, runs->rank, far, run->count);
}

/* --- pieces --------------------------------------------------------------------------------------- */

static void skip(sg_run *run, uint32_t count)
{
    if (run->others)
        run->others += count;
    run->first_other += count;
    run->first_edge += run->step * count;
    run->before += count;
    run->count -= count;
}

static bool is_deleted(const sg_runs *runs, uint32_t position)
{
    return sg_delta_is_deleted(runs->graph->delta,
                               sg_run_edge(runs->graph, &runs->run, position));
}

/* The next piece of the run at hand, up to what is not there; which is taken out if it comes first. */
static bool next_piece(sg_runs *runs, sg_run *out)
{
    uint32_t whole = until_hole(runs), end = 0;

    if (whole == 0) {
        skip(&runs->run, 1);
        return false;
    }
    while (end < whole && runs->deleted > 0 && !is_deleted(runs, end))
        end++;
    if (runs->deleted == 0)
        end = whole;
    *out = runs->run;
    out->count = end;
    skip(&runs->run, end);
    if (end < whole) {
        skip(&runs->run, 1);
        runs->deleted--;
    }
    return end > 0;
}

static bool next_chunk(sg_runs *runs, sg_run *out)
{
    const sg_delta *delta = runs->graph->delta;

    while (runs->chunk != SG_NO_ID) {
        const sg_delta_chunk *chunk = &delta->chunks.items[runs->chunk];
        const uint32_t *others = delta->row_words.items + chunk->place;
        runs->chunk = chunk->next;
        *out = (sg_run){ .others = others,
                         .edges = others + chunk->capacity,
                         .count = chunk->count,
                         .node = runs->run.node,
                         .type = runs->run.type };
        if (chunk->count > 0)
            return true;
    }
    return false;
}

static bool next_of_many(sg_runs *runs, sg_run *out)
{
    do {
        while (runs->run.count > 0)
            if (next_piece(runs, out))
                return true;
    } while (next_range(runs));
    if (next_chunk(runs, out))
        return true;
    runs->done = true;
    return false;
}

bool sg_runs_next(sg_runs *runs, sg_run *out)
{
    if (runs->done)
        return false;
    if (SG_UNLIKELY(runs->graph))
        return next_of_many(runs, out);
    *out = runs->run;
    runs->done = true;
    return true;
}

/* --- within a run --------------------------------------------------------------------------------- */

sg_edge sg_run_find_edge(const sg_graph *graph, const sg_run *run, uint32_t position)
{
    if (!run->others) /* of a span without ids */
        return (sg_edge){ SG_NO_ID };
    const uint32_t *at = run->others + position;
    uint32_t source = *at;
    const sg_range none = { 0, 0 };
    sg_range row = sg_rows_are_sound(graph, run->type, SG_OUT)
                       ? sg_row_of(graph, (sg_node){ source }, run->type, SG_OUT)
                       : none;
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
