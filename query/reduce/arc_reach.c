/* arc_reach.c - breadth-first search from a set, level by level.
 *
 *     few nodes in the frontier    push: visit their neighbours, list those not seen
 *     many                         pull: ask each node not seen yet for a neighbour in the frontier
 *
 * The frontier is a list of ids while it is pushed and bits while it is pulled from; what was seen is
 * one bit a node, which for some sixteen million nodes fits into the second cache.
 */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/arc_step.h"

enum {
    PULL_SHARE = 24, /* a frontier of more than one node in so many is pulled from ... */
    PULL_DEGREE = 4, /* ... where nodes have so many relationships on average */
    IDS = 1024,
};

typedef struct {
    const sg_arc_step *step, *back;
    sg_id_bits seen;
    uint32_t *frontier, *next; /* room for every node */
    uint32_t count, next_count;
    uint64_t touched;
} search;

static sg_status tell(search *self)
{
    uint64_t touched = self->touched;

    self->touched = 0;
    return self->step->meter.touch(self->step->meter.self, touched);
}

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
        sg_arc_kinds kinds = sg_arc_kinds_of(step, self->frontier[i]);
        for (uint32_t k = 0; k < kinds.count; k++) {
            sg_runs runs = sg_graph_runs(step->graph, (sg_node){ self->frontier[i] },
                                         kinds.kinds[k].type, kinds.kinds[k].way);
            for (sg_run run; sg_runs_next(&runs, &run);)
                visit(self, &run);
        }
        if (self->touched >= 65536)
            SG_TRY(tell(self));
    }
    return SG_OK;
}

static bool has_source(search *self, uint32_t node, const uint64_t *frontier)
{
    const sg_arc_step *back = self->back;

    sg_arc_kinds kinds = sg_arc_kinds_of(back, node);

    for (uint32_t k = 0; k < kinds.count; k++) {
        sg_runs runs = sg_graph_runs(back->graph, (sg_node){ node }, kinds.kinds[k].type,
                                     kinds.kinds[k].way);
        for (sg_run run; sg_runs_next(&runs, &run); self->touched += run.count)
            for (uint32_t i = 0; i < run.count; i++)
                if (sg_bit_test(frontier, sg_run_other(&run, i))) {
                    self->touched += i + 1;
                    return true;
                }
    }
    return false;
}

static sg_status pull_level(search *self)
{
    uint32_t words = (uint32_t)sg_bitmap_words(self->seen.last);
    sg_id_bits frontier;

    SG_TRY(sg_id_bits_new((sg_range){ 0, self->seen.last }, &frontier));
    for (uint32_t i = 0; i < self->count; i++)
        sg_id_bits_add(&frontier, self->frontier[i]);
    sg_status status = SG_OK;
    for (uint32_t word = 0; word < words && status == SG_OK; word++) {
        uint64_t rest = ~self->seen.words[word];
        if (word + 1 == words && self->seen.last % 64)
            rest &= (UINT64_C(1) << self->seen.last % 64) - 1;
        for (; rest; rest &= rest - 1) {
            uint32_t node = word * 64 + sg_word_first(rest);
            if (has_source(self, node, frontier.words))
                self->next[self->next_count++] = node;
        }
        if (self->touched >= 65536)
            status = tell(self);
    }
    for (uint32_t i = 0; i < self->next_count; i++)
        sg_id_bits_add(&self->seen, self->next[i]);
    sg_id_bits_free(&frontier);
    return status;
}

static void take_sources(search *self, const sg_id_set *sources, bool are_seen)
{
    uint32_t ids[IDS], count;
    sg_id_reader reader = sg_id_set_read(sources);

    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0) {
        memcpy(self->frontier + self->count, ids, count * sizeof *ids);
        self->count += count;
        for (uint32_t i = 0; are_seen && i < count; i++)
            sg_id_bits_add(&self->seen, ids[i]);
    }
}

static sg_status run_levels(search *self)
{
    uint64_t edges = 0;

    for (uint32_t k = 0; k < self->step->kind_count; k++)
        edges += sg_graph_type_count(self->step->graph, self->step->kinds[k].type);
    bool may_pull = edges / PULL_DEGREE > self->seen.last;
    for (uint64_t level = 0; level < self->step->maximum && self->count > 0; level++) {
        bool pulls = may_pull && self->count > self->seen.last / PULL_SHARE;
        self->next_count = 0;
        SG_TRY(pulls ? pull_level(self) : push_level(self));
        SG_TRY(tell(self));
        uint32_t *swap = self->frontier;
        self->frontier = self->next;
        self->next = swap;
        self->count = self->next_count;
    }
    return SG_OK;
}

sg_status sg_arc_reach(const sg_arc_step *step, const sg_arc_step *back,
                       const sg_id_set *sources, sg_id_bits *out)
{
    uint32_t nodes = sg_graph_nodes(step->graph);
    search self = { .step = step, .back = back };

    SG_TRY(sg_id_bits_new((sg_range){ 0, nodes }, &self.seen));
    /* One more: visit() writes before it knows whether the node is new. */
    self.frontier = malloc(((size_t)nodes + 1) * sizeof *self.frontier);
    self.next = malloc(((size_t)nodes + 1) * sizeof *self.next);
    sg_status status = self.frontier && self.next ? SG_OK : SG_ENOMEM;
    if (status == SG_OK) {
        take_sources(&self, sources, step->minimum == 0);
        status = run_levels(&self);
    }
    free(self.frontier);
    free(self.next);
    if (status != SG_OK)
        sg_id_bits_free(&self.seen);
    *out = self.seen;
    return status;
}
