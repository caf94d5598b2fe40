/* far_ends.c - counting in slices of rows, and run by run where there are none. */
#include "query/reduce/far_ends.h"

#include <string.h>

typedef struct {
    const sg_graph *graph;
    sg_arc_kind kind;
    const sg_id_bits *ends;
    bool first;
    sg_column_bits marks; /* in the order of the rows; no words: all pass */
    uint64_t touched;
} counting;

typedef uint32_t lanes __attribute__((vector_size(16)));

/* --- 64 of a row ----------------------------------------------------------------------------------- */
static uint64_t ones(uint32_t count)
{
    return UINT64_MAX >> (64 - count);
}

/* The bits of `count` places from this one on. */
static uint64_t bits_from(sg_column_bits bits, uint32_t place, uint32_t count)
{
    uint32_t word = place / 64, shift = place % 64;

    if (!bits.words)
        return ones(count);
    uint64_t some = sg_column_bits_word(bits, word) >> shift;
    if (shift + count > 64)
        some |= sg_column_bits_word(bits, word + 1) << (64 - shift);
    return some & ones(count);
}

/* Whether they are numbers that follow each other. */
static bool is_range(const uint32_t *others, uint32_t count)
{
    enum { LANES = 4 };
    uint32_t first = others[0], at = 0;
    lanes wanted = { first, first + 1, first + 2, first + 3 }, here, different = { 0 };

    if (others[count - 1] - first != count - 1)
        return false;
    for (; at + LANES <= count; at += LANES) {
        memcpy(&here, others + at, sizeof here);
        different |= here ^ wanted;
        wanted += LANES;
    }
    uint32_t other = different[0] | different[1] | different[2] | different[3];
    for (; at < count; at++)
        other |= others[at] ^ (first + at);
    return other == 0;
}

/* Which of the far ends are in the set, as bits.  A file may lie about where they are: they are taken for the first
 * of the window then. */
static uint64_t ends_met(const uint32_t *others, uint32_t count, const sg_id_bits *ends)
{
    uint32_t first = ends->first, width = ends->last - first;
    const uint64_t *words = ends->words;
    uint64_t met = 0;

    if (others[0] - first < width && others[count - 1] - first < width &&
        is_range(others, count))
        return bits_from((sg_column_bits){ words, NULL }, others[0] - first, count);
    for (uint32_t i = count; i-- > 0;) {
        uint32_t place = others[i] - first;
        place = place < width ? place : 0;
        met = met << 1 | (words[place / 64] >> place % 64 & 1);
    }
    return met;
}

static uint64_t count_slice(counting *self, const sg_row_slice *slice)
{
    uint64_t found = 0;

    for (uint32_t at = 0; at < slice->count; at += 64) {
        const uint32_t *others = slice->others + at;
        uint32_t count = slice->count - at < 64 ? slice->count - at : 64;
        uint64_t some = bits_from(self->marks, slice->place + at, count);
        uint64_t met = some & ends_met(others, count, self->ends);
        if (met && self->first) {
            self->touched += sg_word_count(some & (met ^ (met - 1)));
            return 1;
        }
        self->touched += sg_word_count(some);
        found += sg_word_count(met);
    }
    return found;
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
static void count_slices(counting *self, const uint32_t *nodes, uint32_t count,
                         uint64_t *counts)
{
    sg_row_slice slices[SG_ROW_SLICES];

    sg_row_slices(self->graph, self->kind.type, self->kind.way, nodes, count,
                  sg_id_bits_window(self->ends), slices);
    for (uint32_t i = 0; self->marks.words && i < count; i++)
        __builtin_prefetch(self->marks.words + slices[i].place / 64);
    for (uint32_t i = 0; i < count; i++)
        if (!(self->first && counts[i]))
            counts[i] += count_slice(self, &slices[i]);
}

void sg_far_ends_count(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                       uint32_t count, const sg_id_bits *ends, bool first, uint64_t *counts,
                       uint64_t *touched)
{
    counting self = { .graph = graph, .kind = kind, .ends = ends, .first = first };
    sg_range spans = sg_graph_type_spans(graph, kind.type);
    bool frozen = sg_graph_is_frozen(graph);

    if (kind.marks)
        self.marks = sg_edge_marks_places(kind.marks, kind.way);
    for (uint32_t at = 0; frozen && at < count; at += SG_ROW_SLICES)
        count_slices(&self, nodes + at, count - at < SG_ROW_SLICES ? count - at : SG_ROW_SLICES,
                     counts + at);
    for (uint32_t i = 0; (!frozen || spans.first < spans.last) && i < count; i++) {
        const sg_node node = { nodes[i] };
        if (!(first && counts[i]))
            counts[i] +=
                count_runs(&self, frozen ? sg_graph_span_runs(graph, node, kind.type, kind.way)
                                         : sg_graph_runs(graph, node, kind.type, kind.way));
    }
    *touched += self.touched;
}
