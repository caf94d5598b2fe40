/* arc_reach.c - breadth-first search from a set, level by level.
 *
 *     few nodes in the frontier    a list: visit their neighbours, list those not seen
 *     many                         bits: sweep over all rows of a kind (sweep.h), pushed from the frontier
 *                                  or pulled into what was not seen, whichever passes fewer relationships
 *
 * What was seen is one bit a node.  After a sweep the new frontier is what was seen after it and not
 * before: words are compared, and nobody asks of a single node whether it is new.
 *
 * Who wants some nodes only is not told of all others.  Sweeps leave out kinds, and nodes, that by their label
 * sets cannot lead to anything wanted in the levels that are left, and kinds that no node of the frontier has
 * (arc_needs.h).  Nothing is followed once all that are wanted were seen.  At the last level, from which nobody
 * goes on, those that were not are looked at instead of what the frontier leads to, for each kind that more
 * of the frontier may have; and at the level before these and what they lead to, for nothing else can be on a
 * walk that ends in time:
 *
 *     sources --> frontier -->  picked: wanted, or before wanted  -->  picked: wanted
 */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/arc_needs.h"
#include "query/reduce/far_ends.h"
#include "query/reduce/sweep.h"

enum {
    IDS = 1024,
    WORDS_A_NODE = 16,
    ENOUGH = 1024, /* nodes that have a kind are counted up to there: of more it is swept */
};

typedef struct {
    const sg_arc_step *step;
    sg_id_bits seen;
    sg_id_bits wanted;       /* no words: any */
    sg_id_bits wide;         /* with those that they lead to; made when it pays */
    const sg_id_bits *picks; /* this level needs to lead to these alone; NULL: to any */
    uint32_t many;           /* a kind leads to picks alone if more of the frontier have it */
    sg_id_bits frontier;     /* of sweeps; made by the first, as are the next two */
    uint64_t *before;   /* words of all nodes; only those of the needs are written or read */
    sg_arc_needs needs; /* bits of sweeps are kept in its words alone */
    sg_far_bytes scratch;
    uint64_t levels_left; /* with the one at hand */
    sg_range hull;        /* of the frontier; multiples of 64 */
    bool swept;           /* the frontier is in `frontier`, else in `ids` */
    bool kept;            /* what was seen is in `before` */
    uint32_t *ids, *next; /* room for every node; made by the first level without a sweep */
    uint32_t count, next_count; /* nodes of the frontier, of the next one */
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
/* Looking at what each direction passes takes as long as a push from few nodes. */
static bool is_pulled(const search *self, sg_arc_kind kind, const sg_id_bits *hull)
{
    enum { ONE_IN = 32 };
    const sg_graph *graph = self->step->graph;
    sg_arc_kind back = sg_arc_kind_back(kind);

    return self->count > self->seen.last / ONE_IN &&
           sg_sweep_edges(graph, kind, hull, false) / 2 >
               sg_sweep_edges(graph, back, &self->seen, true);
}

static bool is_picked(const search *self, uint32_t k)
{
    return self->picks && sg_arc_needs_front(&self->needs, k) > self->many;
}

/* Of a kind that few nodes of the frontier may have these are followed one by one. */
static uint64_t push_few(search *self, uint32_t k, const sg_id_bits *hull)
{
    uint32_t ids[ENOUGH], count = sg_arc_needs_list(&self->needs, self->step, k, hull, ids);

    return sg_far_ends_mark(self->step->graph, self->step->kinds[k], ids, count, &self->seen);
}

static sg_status sweep_kind(search *self, uint32_t k, const sg_id_bits *hull)
{
    const sg_graph *graph = self->step->graph;
    const sg_range all = { 0, self->seen.last };
    sg_arc_kind kind = self->step->kinds[k], back = sg_arc_kind_back(kind);
    uint32_t front = sg_arc_needs_front(&self->needs, k);

    if (front <= ENOUGH && !sg_sweep_pays(graph, &kind, 1, front)) {
        self->touched += push_few(self, k, hull);
        return tell(self);
    }
    if (is_picked(self, k))
        self->touched += sg_sweep_pull(graph, back, all, hull, self->picks, &self->seen);
    else
        self->touched +=
            is_pulled(self, kind, hull)
                ? sg_sweep_pull(graph, back, all, hull, NULL, &self->seen)
                : sg_sweep_push(graph, kind, all, hull, &self->seen, &self->scratch);
    return tell(self);
}

/* Unless the level before was a sweep too, which did so. */
static void keep_before(search *self)
{
    for (uint32_t i = 0; !self->kept && i < self->needs.word_count; i++) {
        sg_range words = self->needs.words[i];
        memcpy(self->before + words.first, self->seen.words + words.first,
               (size_t)(words.last - words.first) * sizeof *self->seen.words);
    }
}

/* Of one stretch of words; what they are now is what the next level compares with. */
static void take_fresh_of(search *self, sg_range words)
{
    const uint64_t *seen = self->seen.words;
    uint64_t *frontier = self->frontier.words, *before = self->before;

    for (uint32_t i = words.first; i < words.last; i++) {
        frontier[i] = seen[i] & ~before[i];
        before[i] = seen[i];
    }
    while (words.first < words.last && !frontier[words.first])
        words.first++;
    while (words.first < words.last && !frontier[words.last - 1])
        words.last--;
    if (words.first == words.last)
        return;
    self->hull.first = self->next_count ? self->hull.first : words.first * 64;
    self->hull.last = words.last * 64;
    self->next_count += (uint32_t)sg_bitmap_count(
        (sg_bitmap){ frontier + words.first, (uint64_t)(words.last - words.first) * 64 });
}

/* Makes the frontier what was seen since `before`. */
static void take_fresh(search *self)
{
    self->next_count = 0;
    self->hull = (sg_range){ 0, 0 };
    for (uint32_t i = 0; i < self->needs.word_count; i++)
        take_fresh_of(self, self->needs.words[i]);
}

/* Whether the kind is of use at this level: it leads from the frontier, and to something wanted in time. */
static bool is_followed(const search *self, uint32_t k)
{
    return self->needs.kinds[k] <= self->levels_left && sg_arc_needs_front(&self->needs, k) > 0;
}

/* --- what a level picks ---------------------------------------------------------------------------- */
/* Marks where the kinds lead to that this level only picks from. */
static void mark_picked(search *self)
{
    for (uint32_t k = 0; k < self->step->kind_count; k++)
        if (is_followed(self, k) && is_picked(self, k))
            sg_arc_needs_mark(&self->needs, k);
}

/* Whether, one level later, the kind leads on from something that this level only picks. */
static bool is_needed_later(const search *self, uint32_t k)
{
    return self->needs.kinds[k] == 1 && sg_arc_needs_goes_on(&self->needs, k);
}

/* Two levels before the end nothing else is needed than the nodes that are wanted still, and those that they
 * lead to. */
static sg_status widen(search *self)
{
    const sg_arc_step *step = self->step;
    const sg_range all = { 0, self->seen.last };
    size_t first = self->wanted.first / 64;
    sg_id_bits open;

    mark_picked(self);
    SG_TRY(sg_id_bits_new(sg_id_bits_window(&self->wanted), &open));
    sg_status status = sg_id_bits_new(all, &self->wide);
    for (size_t i = 0; status == SG_OK && i < sg_bitmap_words(open.last - open.first); i++)
        self->wide.words[first + i] = open.words[i] =
            self->wanted.words[i] & ~self->seen.words[first + i];
    for (uint32_t k = 0; status == SG_OK && k < step->kind_count; k++)
        if (is_needed_later(self, k))
            self->touched += sg_sweep_push(step->graph, sg_arc_kind_back(step->kinds[k]), all,
                                           &open, &self->wide, &self->scratch);
    sg_id_bits_free(&open);
    return status == SG_OK ? tell(self) : status;
}

/* Chooses what the level picks, where some nodes are wanted, so many of which were not seen.  Looking at one of these
 * ends where it meets the frontier, and many have no row at all: it takes half as long as following one of that. */
static sg_status choose_picks(search *self, uint32_t open, const sg_id_bits *front)
{
    enum { TIMES_FEWER = 4 };
    bool last = self->levels_left == 1;

    self->picks = NULL;
    self->many = 0;
    if (open != SG_NO_ID && last) {
        self->picks = &self->wanted;
        self->many = open / 2;
    } else if (open < UINT32_MAX / TIMES_FEWER && self->levels_left == 2) {
        self->picks = &self->wide;
        self->many = open * TIMES_FEWER;
    }
    SG_TRY(sg_arc_needs_meet(&self->needs, self->step, self->levels_left, front,
                             self->many > ENOUGH ? self->many : ENOUGH));
    return self->picks && !last && self->count > self->many ? widen(self) : SG_OK;
}

static sg_status sweep_level(search *self, uint32_t open)
{
    sg_range hull = self->hull;
    const sg_id_bits front = { hull.first,
                               hull.last < self->seen.last ? hull.last : self->seen.last,
                               self->frontier.words + hull.first / 64 };

    SG_TRY(choose_picks(self, open, &front));
    keep_before(self);
    self->kept = true;
    for (uint32_t k = 0; k < self->step->kind_count; k++)
        if (is_followed(self, k))
            SG_TRY(sweep_kind(self, k, &front));
    take_fresh(self);
    return SG_OK;
}

/* --- the frontier in one form or the other ----------------------------------------------------------- */
static sg_status make_bits(search *self)
{
    const sg_range all = { 0, self->seen.last };

    self->swept = true;
    self->hull = all;
    if (!self->frontier.words) {
        SG_TRY(sg_arc_needs_make(self->step, &self->wanted, &self->needs));
        self->before = malloc((sg_bitmap_words(all.last) + 1) * sizeof *self->before);
        return self->before ? sg_id_bits_new(all, &self->frontier) : SG_ENOMEM;
    }
    memset(self->frontier.words, 0, sg_bitmap_words(all.last) * sizeof(uint64_t));
    return SG_OK;
}

static void add_to_frontier(search *self, uint32_t node)
{
    if (sg_arc_needs_has(&self->needs, node))
        sg_id_bits_add(&self->frontier, node);
}

static sg_status give_bits(search *self)
{
    if (self->swept)
        return SG_OK;
    SG_TRY(make_bits(self));
    for (uint32_t i = 0; i < self->count; i++)
        add_to_frontier(self, self->ids[i]);
    return SG_OK;
}

/* One more: visit() writes before it knows whether the node is new. */
static sg_status make_lists(search *self)
{
    size_t size = ((size_t)self->seen.last + 1) * sizeof *self->ids;

    if (self->ids)
        return SG_OK;
    self->ids = malloc(size);
    self->next = malloc(size);
    return self->ids && self->next ? SG_OK : SG_ENOMEM;
}

/* Writes the nodes of the frontier from there on; returns where they end. */
static uint32_t *list_words(const search *self, sg_range words, uint32_t *out)
{
    const uint64_t *frontier = self->frontier.words;

    for (uint32_t i = words.first; i < words.last; i++)
        for (uint64_t bits = frontier[i]; bits; bits &= bits - 1)
            *out++ = i * 64 + sg_word_first(bits);
    return out;
}

static sg_status give_ids(search *self)
{
    SG_TRY(make_lists(self));
    if (!self->swept)
        return SG_OK;
    uint32_t *end = self->ids;
    for (uint32_t i = 0; i < self->needs.word_count; i++)
        end = list_words(self, self->needs.words[i], end);
    self->swept = false;
    self->count = (uint32_t)(end - self->ids);
    return SG_OK;
}

/* --- levels ---------------------------------------------------------------------------------------- */
/* After a sweep all words are compared, which takes as long as looking up some nodes. */
static bool is_swept(const search *self)
{
    const sg_arc_step *step = self->step;

    return self->count > sg_bitmap_words(self->seen.last) / WORDS_A_NODE &&
           sg_sweep_pays(step->graph, step->kinds, step->kind_count, self->count);
}

static sg_status take_sources(search *self, const sg_id_set *sources)
{
    bool are_seen = self->step->minimum == 0;
    uint32_t ids[IDS], count, at = 0;
    sg_id_reader reader = sg_id_set_read(sources);

    self->count = sources->count;
    SG_TRY(is_swept(self) ? make_bits(self) : make_lists(self));
    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0)
        for (uint32_t i = 0; i < count; i++) {
            if (self->swept)
                add_to_frontier(self, ids[i]);
            else
                self->ids[at++] = ids[i];
            if (are_seen)
                sg_id_bits_add(&self->seen, ids[i]);
        }
    return SG_OK;
}

/* How many of those that are wanted were not seen yet. */
static uint32_t count_open(const search *self)
{
    enum { AT_ONCE = 64 };
    const sg_id_bits *wanted = &self->wanted;
    const uint64_t *seen = self->seen.words + wanted->first / 64;
    size_t words = sg_bitmap_words(wanted->last - wanted->first);
    uint64_t open[AT_ONCE], count = 0;

    for (size_t first = 0; first < words; first += AT_ONCE) {
        size_t some = words - first < AT_ONCE ? words - first : AT_ONCE;
        for (size_t i = 0; i < some; i++)
            open[i] = wanted->words[first + i] & ~seen[first + i];
        count += sg_bitmap_count((sg_bitmap){ open, some * 64 });
    }
    return (uint32_t)count;
}

/* At the last level few nodes that are bits stay so: perhaps fewer are looked for. */
static sg_status run_level(search *self, uint32_t open)
{
    if (is_swept(self) || (self->swept && self->levels_left == 1 && open / 2 < self->count)) {
        SG_TRY(give_bits(self));
        SG_TRY(sweep_level(self, open));
    } else {
        SG_TRY(give_ids(self));
        self->kept = false;
        self->next_count = 0;
        SG_TRY(push_level(self));
        uint32_t *swap = self->ids;
        self->ids = self->next;
        self->next = swap;
    }
    self->count = self->next_count;
    return tell(self);
}

static sg_status run_levels(search *self)
{
    uint64_t levels = self->step->maximum;

    for (uint64_t level = 0; level < levels && self->count > 0; level++) {
        uint32_t open = self->wanted.words ? count_open(self) : SG_NO_ID;
        if (open == 0)
            break;
        self->levels_left = levels - level;
        SG_TRY(run_level(self, open));
    }
    return SG_OK;
}

sg_status sg_arc_reach(const sg_arc_step *step, const sg_id_set *sources,
                       const sg_id_set *wanted, sg_id_bits *out)
{
    search self = { .step = step };

    SG_TRY(sg_arc_step_ready(step));
    if (wanted)
        SG_TRY(sg_id_set_bits(wanted, &self.wanted));
    sg_status status = sg_id_bits_new((sg_range){ 0, sg_graph_nodes(step->graph) }, &self.seen);
    if (status == SG_OK)
        status = take_sources(&self, sources);
    if (status == SG_OK)
        status = run_levels(&self);
    free(self.ids);
    free(self.next);
    sg_id_bits_free(&self.frontier);
    free(self.before);
    sg_id_bits_free(&self.wide);
    sg_arc_needs_free(&self.needs);
    sg_far_bytes_free(&self.scratch);
    if (wanted)
        sg_id_bits_drop(&self.wanted, wanted);
    if (status != SG_OK)
        sg_id_bits_free(&self.seen);
    *out = self.seen;
    return status;
}
