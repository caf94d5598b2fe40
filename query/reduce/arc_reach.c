/* arc_reach.c - breadth-first search from a set, level by level.
 *
 *     few nodes in the frontier    a list: visit their neighbours, list those not seen
 *     many                         bits: sweep over all rows of a kind (sweep.h), pushed from the frontier
 *                                  or pulled into what was not seen, whichever passes fewer relationships
 *
 * What was seen is one bit a node.  After a sweep the new frontier is what was seen after it and not
 * before: words are compared, and nobody asks of a single node whether it is new.
 */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/sweep.h"

enum { IDS = 1024, WORDS_A_NODE = 16 };

typedef struct {
    const sg_arc_step *step;
    sg_id_bits seen;
    sg_id_bits before, frontier; /* of sweeps; made by the first */
    bool swept;                  /* the frontier is in `frontier`, else in `ids` */
    uint32_t *ids, *next;        /* room for every node */
    uint32_t count, next_count;  /* nodes of the frontier, of the next one */
    uint64_t touched;
} search;

static sg_status tell(search *self)
{
    uint64_t touched = self->touched;

    self->touched = 0;
    return self->step->meter.touch(self->step->meter.self, touched);
}

/* --- by lists -------------------------------------------------------------------------------------- */
/* A range is looked at a word at a time: hubs lead to the same nodes again and again. */
static void visit_range(search *self, sg_range range)
{
    uint64_t *words = self->seen.words;

    for (uint32_t word = range.first / 64; word * 64 < range.last; word++) {
        uint32_t base = word * 64;
        uint64_t wanted = UINT64_MAX;
        if (base < range.first)
            wanted &= UINT64_MAX << (range.first - base);
        if (range.last - base < 64)
            wanted &= (UINT64_C(1) << (range.last - base)) - 1;
        uint64_t fresh = wanted & ~words[word];
        words[word] |= fresh;
        for (; fresh; fresh &= fresh - 1)
            self->next[self->next_count++] = base + sg_word_first(fresh);
        self->touched++;
    }
}

static void visit(search *self, const sg_run *run)
{
    uint64_t *words = self->seen.words;
    uint32_t *next = self->next, count = self->next_count;

    if (!run->others) {
        visit_range(self, sg_run_range(run));
        return;
    }
    for (uint32_t i = 0; i < run->count; i++) {
        uint32_t node = run->others[i];
        uint64_t bit = UINT64_C(1) << (node & 63), word = words[node >> 6];
        next[count] = node;
        count += (word & bit) == 0;
        words[node >> 6] = word | bit;
    }
    self->next_count = count;
    self->touched += run->count;
}

static sg_status push_level(search *self)
{
    const sg_arc_step *step = self->step;

    for (uint32_t i = 0; i < self->count; i++) {
        sg_arc_kinds kinds = sg_arc_kinds_of(step, self->ids[i]);
        for (uint32_t k = 0; k < kinds.count; k++) {
            sg_marked_runs runs =
                sg_arc_runs(step->graph, self->ids[i], kinds.kinds[k], SG_ANY_END);
            for (sg_run run; sg_marked_runs_next(&runs, &run);)
                visit(self, &run);
        }
        if (self->touched >= 65536)
            SG_TRY(tell(self));
    }
    return SG_OK;
}

/* --- by sweeps ------------------------------------------------------------------------------------- */
/* The part of the frontier that has nodes. */
static sg_id_bits hull_of(const sg_id_bits *bits)
{
    uint32_t first = 0, last = (uint32_t)sg_bitmap_words(bits->last);

    while (first < last && bits->words[first] == 0)
        first++;
    while (last > first && bits->words[last - 1] == 0)
        last--;
    return (sg_id_bits){ first * 64, last * 64 < bits->last ? last * 64 : bits->last,
                         bits->words + first };
}

static bool is_pulled(const search *self, sg_arc_kind kind, const sg_id_bits *hull)
{
    const sg_graph *graph = self->step->graph;
    sg_arc_kind back = sg_arc_kind_back(kind);

    return sg_sweep_edges(graph, kind, hull, false) / 2 >
           sg_sweep_edges(graph, back, &self->seen, true);
}

static sg_status sweep_kind(search *self, sg_arc_kind kind, const sg_id_bits *hull)
{
    const sg_graph *graph = self->step->graph;
    const sg_range all = { 0, self->seen.last };
    sg_arc_kind back = sg_arc_kind_back(kind);

    self->touched += is_pulled(self, kind, hull)
                         ? sg_sweep_pull(graph, back, all, hull, NULL, &self->seen)
                         : sg_sweep_push(graph, kind, all, hull, &self->seen);
    return tell(self);
}

static sg_status sweep_level(search *self)
{
    size_t words = sg_bitmap_words(self->seen.last);
    sg_id_bits hull = hull_of(&self->frontier);

    memcpy(self->before.words, self->seen.words, words * sizeof *self->seen.words);
    for (uint32_t k = 0; k < self->step->kind_count; k++)
        SG_TRY(sweep_kind(self, self->step->kinds[k], &hull));
    self->next_count = 0;
    for (size_t i = 0; i < words; i++) {
        uint64_t fresh = self->seen.words[i] & ~self->before.words[i];
        self->frontier.words[i] = fresh;
        self->next_count += sg_word_count(fresh);
    }
    return SG_OK;
}

/* Puts the frontier where the level at hand wants it. */
static sg_status give_bits(search *self)
{
    if (self->swept)
        return SG_OK;
    self->swept = true;
    if (!self->frontier.words) {
        SG_TRY(sg_id_bits_new((sg_range){ 0, self->seen.last }, &self->frontier));
        SG_TRY(sg_id_bits_new((sg_range){ 0, self->seen.last }, &self->before));
    }
    memset(self->frontier.words, 0, sg_bitmap_words(self->seen.last) * sizeof(uint64_t));
    for (uint32_t i = 0; i < self->count; i++)
        sg_id_bits_add(&self->frontier, self->ids[i]);
    return SG_OK;
}

static void give_ids(search *self)
{
    uint32_t count = 0;

    if (!self->swept)
        return;
    self->swept = false;
    for (size_t i = 0; i < sg_bitmap_words(self->seen.last); i++)
        for (uint64_t bits = self->frontier.words[i]; bits; bits &= bits - 1)
            self->ids[count++] = (uint32_t)i * 64 + sg_word_first(bits);
}

/* --- levels ---------------------------------------------------------------------------------------- */
static void take_sources(search *self, const sg_id_set *sources, bool are_seen)
{
    uint32_t ids[IDS], count;
    sg_id_reader reader = sg_id_set_read(sources);

    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0) {
        memcpy(self->ids + self->count, ids, count * sizeof *ids);
        self->count += count;
        for (uint32_t i = 0; are_seen && i < count; i++)
            sg_id_bits_add(&self->seen, ids[i]);
    }
}

static sg_status run_level(search *self)
{
    const sg_arc_step *step = self->step;

    /* After a sweep all words are compared, which takes as long as looking up some nodes. */
    if (self->count > sg_bitmap_words(self->seen.last) / WORDS_A_NODE &&
        sg_sweep_pays(step->graph, step->kinds, step->kind_count, self->count)) {
        SG_TRY(give_bits(self));
        SG_TRY(sweep_level(self));
    } else {
        give_ids(self);
        self->next_count = 0;
        SG_TRY(push_level(self));
        uint32_t *swap = self->ids;
        self->ids = self->next;
        self->next = swap;
    }
    self->count = self->next_count;
    return tell(self);
}

sg_status sg_arc_reach(const sg_arc_step *step, const sg_id_set *sources, sg_id_bits *out)
{
    uint32_t nodes = sg_graph_nodes(step->graph);
    search self = { .step = step };

    SG_TRY(sg_arc_step_ready(step));
    SG_TRY(sg_id_bits_new((sg_range){ 0, nodes }, &self.seen));
    /* One more: visit() writes before it knows whether the node is new. */
    self.ids = malloc(((size_t)nodes + 1) * sizeof *self.ids);
    self.next = malloc(((size_t)nodes + 1) * sizeof *self.next);
    sg_status status = self.ids && self.next ? SG_OK : SG_ENOMEM;
    if (status == SG_OK)
        take_sources(&self, sources, step->minimum == 0);
    for (uint64_t level = 0; status == SG_OK && level < step->maximum && self.count > 0;
         level++)
        status = run_level(&self);
    free(self.ids);
    free(self.next);
    sg_id_bits_free(&self.frontier);
    sg_id_bits_free(&self.before);
    if (status != SG_OK)
        sg_id_bits_free(&self.seen);
    *out = self.seen;
    return status;
}
