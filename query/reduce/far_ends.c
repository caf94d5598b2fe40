/* far_ends.c - counting in slices of rows, and run by run where there are none. */
#include "query/reduce/far_ends.h"

#include "engine/base/bit_lookup.h"

enum { FEW = 8 }; /* far ends that are looked at before all others */

typedef struct {
    const sg_graph *graph;
    sg_arc_kind kind;
    const sg_id_bits *ends;
    sg_bit_window window; /* the same */
    sg_bit_lookup *look_up;
    bool first;
    sg_column_bits marks; /* in the order of the rows; no words: all pass */
    uint64_t *counts;
    uint64_t touched;
} counting;

/* --- slices of a kind ------------------------------------------------------------------------------ */
static sg_column_bits marks_of(sg_arc_kind kind)
{
    return kind.marks ? sg_edge_marks_places(kind.marks, kind.way)
                      : (sg_column_bits){ NULL, NULL };
}

/* Which of `count` relationships from this place on pass. */
static uint64_t passing(sg_column_bits marks, uint32_t place, uint32_t count)
{
    if (!marks.words)
        return sg_bits_low(count);
    uint64_t some = sg_bits_from(marks.words, place, count);
    return marks.present ? some & sg_bits_from(marks.present, place, count) : some;
}

/* Marks stand far from each other: all are asked for before the first is looked at. */
static void find_slices(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                        uint32_t count, sg_range window, sg_row_slice *slices)
{
    sg_column_bits marks = marks_of(kind);

    sg_row_slices(graph, kind.type, kind.way, nodes, count, window, slices);
    for (uint32_t i = 0; marks.words && i < count; i++) {
        __builtin_prefetch(marks.words + slices[i].place / 64);
        if (marks.present)
            __builtin_prefetch(marks.present + slices[i].place / 64);
    }
}

/* --- counting in slices ---------------------------------------------------------------------------- */
static void add(counting *self, uint32_t node, uint64_t met)
{
    if (self->first)
        self->counts[node] |= met != 0;
    else
        self->counts[node] += sg_word_count(met);
}

/* Of who wants to know only whether there is one, the first are looked at before all others: often they tell. */
static void count_slice(counting *self, uint32_t node, const sg_row_slice *slice)
{
    for (uint32_t at = 0, count; at < slice->count; at += count) {
        uint32_t most = self->first && at == 0 ? FEW : 64, left = slice->count - at;
        count = left < most ? left : most;
        uint64_t met = self->look_up(&self->window, slice->others + at, count);
        self->touched += count;
        met &= passing(self->marks, slice->place + at, count);
        add(self, node, met);
        if (met && self->first)
            return;
    }
}

/* --- run by run ------------------------------------------------------------------------------------ */
static uint64_t count_run(const sg_run *run, const sg_id_bits *ends)
{
    uint64_t found = 0;

    if (!run->others)
        return sg_id_bits_count_within(ends, sg_run_range(run));
    for (uint32_t i = 0; i < run->count; i++)
        found += sg_id_bits_has(ends, run->others[i]);
    return found;
}

static uint64_t count_runs(counting *self, sg_runs of_node)
{
    sg_marked_runs runs = { .runs = of_node,
                            .marks = self->kind.marks,
                            .way = self->kind.way,
                            .window = sg_id_bits_window(self->ends) };
    uint64_t found = 0;

    for (sg_run run; !(self->first && found) && sg_marked_runs_next(&runs, &run);) {
        self->touched += run.count;
        found += count_run(&run, self->ends);
    }
    return self->first && found ? 1 : found;
}

/* --- all of them ----------------------------------------------------------------------------------- */
static void count_slices(counting *self, const uint32_t *nodes, uint32_t first, uint32_t count)
{
    sg_row_slice slices[SG_ROW_SLICES];

    find_slices(self->graph, self->kind, nodes + first, count, sg_id_bits_window(self->ends),
                slices);
    for (uint32_t i = 0; i < count; i++)
        if (!(self->first && self->counts[first + i]))
            count_slice(self, first + i, &slices[i]);
}

static bool has_spans(const sg_graph *graph, sg_reltype type)
{
    sg_range spans = sg_graph_type_spans(graph, type);

    return spans.first < spans.last;
}

/* What does not stand in rows: spans, and all of a graph with changes on top. */
static sg_runs other_runs(const sg_graph *graph, uint32_t node, sg_arc_kind kind)
{
    return sg_graph_is_frozen(graph)
               ? sg_graph_span_runs(graph, (sg_node){ node }, kind.type, kind.way)
               : sg_graph_runs(graph, (sg_node){ node }, kind.type, kind.way);
}

void sg_far_ends_count(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                       uint32_t count, const sg_id_bits *ends, bool first, uint64_t *counts,
                       uint64_t *touched)
{
    counting self = { .graph = graph,
                      .kind = kind,
                      .ends = ends,
                      .window = { ends->first, ends->last, ends->words },
                      .look_up = sg_bit_lookup_here(),
                      .first = first,
                      .marks = marks_of(kind),
                      .counts = counts };
    bool frozen = sg_graph_is_frozen(graph);

    for (uint32_t at = 0; frozen && at < count; at += SG_ROW_SLICES)
        count_slices(&self, nodes, at, count - at < SG_ROW_SLICES ? count - at : SG_ROW_SLICES);
    for (uint32_t i = 0; (!frozen || has_spans(graph, kind.type)) && i < count; i++)
        if (!(first && counts[i]))
            counts[i] += count_runs(&self, other_runs(graph, nodes[i], kind));
    *touched += self.touched;
}

/* --- marking --------------------------------------------------------------------------------------- */
static void mark_others(const uint32_t *others, uint64_t some, sg_id_bits *into)
{
    uint32_t first = into->first, width = into->last - first;

    for (; some; some &= some - 1) {
        uint32_t place = others[sg_word_first(some)] - first;
        if (place < width)
            sg_bit_set(into->words, place);
    }
}

static uint64_t mark_slices(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                            uint32_t count, sg_id_bits *into)
{
    sg_row_slice slices[SG_ROW_SLICES];
    uint64_t touched = 0;
    sg_column_bits marks = marks_of(kind);

    find_slices(graph, kind, nodes, count, sg_id_bits_window(into), slices);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t at = 0; at < slices[i].count; at += 64) {
            uint32_t few = slices[i].count - at < 64 ? slices[i].count - at : 64;
            uint64_t some = passing(marks, slices[i].place + at, few);
            mark_others(slices[i].others + at, some, into);
            touched += sg_word_count(some);
        }
    return touched;
}

static uint64_t mark_runs(sg_runs of_node, sg_arc_kind kind, sg_id_bits *into)
{
    sg_marked_runs runs = {
        .runs = of_node, .marks = kind.marks, .way = kind.way, .window = sg_id_bits_window(into)
    };
    uint64_t touched = 0;

    for (sg_run run; sg_marked_runs_next(&runs, &run); touched += run.count)
        if (run.others)
            for (uint32_t at = 0; at < run.count; at += 64) {
                uint32_t few = run.count - at < 64 ? run.count - at : 64;
                mark_others(run.others + at, sg_bits_low(few), into);
            }
        else
            sg_id_bits_fill_within(into, sg_run_range(&run));
    return touched;
}

uint64_t sg_far_ends_mark(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                          uint32_t count, sg_id_bits *into)
{
    bool frozen = sg_graph_is_frozen(graph);
    uint64_t touched = 0;

    for (uint32_t at = 0; frozen && at < count; at += SG_ROW_SLICES)
        touched += mark_slices(graph, kind, nodes + at,
                               count - at < SG_ROW_SLICES ? count - at : SG_ROW_SLICES, into);
    for (uint32_t i = 0; (!frozen || has_spans(graph, kind.type)) && i < count; i++)
        touched += mark_runs(other_runs(graph, nodes[i], kind), kind, into);
    return touched;
}

/* --- all ------------------------------------------------------------------------------------------- */
uint64_t sg_far_ends_all(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                         uint32_t count, sg_range window)
{
    sg_row_slice slices[SG_ROW_SLICES];
    bool frozen = sg_graph_is_frozen(graph);
    uint64_t all = 0;

    for (uint32_t at = 0; frozen && at < count; at += SG_ROW_SLICES) {
        uint32_t some = count - at < SG_ROW_SLICES ? count - at : SG_ROW_SLICES;
        sg_row_slices(graph, kind.type, kind.way, nodes + at, some, window, slices);
        for (uint32_t i = 0; i < some; i++)
            all += slices[i].count;
    }
    for (uint32_t i = 0; (!frozen || has_spans(graph, kind.type)) && i < count; i++) {
        sg_runs runs = other_runs(graph, nodes[i], kind);
        for (sg_run run; sg_runs_next(&runs, &run);)
            all += sg_run_trim(&run, window) ? run.count : 0;
    }
    return all;
}
