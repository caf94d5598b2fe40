/* arc_needs.c - from the label sets that are wanted backwards, until a step finds no new one. */
#include "query/reduce/arc_needs.h"

/* Label sets from which something wanted can be reached, nearest first. */
typedef struct {
    const sg_arc_step *step;
    const sg_id_bits *wanted;
    sg_arc_needs *out;
    uint32_t *sets;  /* by label set: steps to wanted nodes; SG_NO_ID: not known */
    uint16_t *queue; /* sets that are known, as they were found */
    uint32_t queued;
} needs;

/* --- label sets that have kinds -------------------------------------------------------------------- */
static sg_status find_sets(const sg_arc_step *step, sg_arc_needs *out)
{
    size_t sets = (size_t)out->set_count + 1;

    out->met = sg_arena_make_array(out->arena, uint32_t, sets);
    out->front = sg_arena_make_array(out->arena, uint32_t, (size_t)step->kind_count + 1);
    out->led = sg_arena_make_array(out->arena, uint64_t, sg_bitmap_words(sets));
    if (!out->met || !out->front || !out->led)
        return SG_ENOMEM;
    SG_TRY(sg_kind_sets_find(step, false, out->arena, &out->near));
    return sg_kind_sets_find(step, true, out->arena, &out->far);
}

/* --- what is wanted -------------------------------------------------------------------------------- */
static bool is_wanted(const needs *self, sg_label_set set)
{
    sg_range range = sg_label_set_range(self->step->graph, set);
    sg_range window = sg_id_bits_window(self->wanted);

    range.first = range.first > window.first ? range.first : window.first;
    range.last = range.last < window.last ? range.last : window.last;
    return range.first < range.last && (sg_id_bits_has(self->wanted, range.first) ||
                                        sg_id_bits_count_within(self->wanted, range) > 0);
}

static void add_set(needs *self, uint32_t set, uint32_t steps)
{
    if (self->sets[set] != SG_NO_ID)
        return;
    self->sets[set] = steps;
    self->queue[self->queued++] = (uint16_t)set;
}

/* Notes the kinds that lead to the set, and the sets that have them. */
static void go_back(needs *self, uint32_t set, const sg_set_kinds *leading)
{
    uint32_t steps = self->sets[set] + 1, *kinds = self->out->kinds;

    for (uint32_t i = leading->first[set]; i < leading->first[set + 1]; i++) {
        uint32_t k = leading->kinds[i];
        const sg_set_list *near = &self->out->near[k];
        if (kinds[k] != SG_NO_ID)
            continue;
        kinds[k] = steps;
        for (uint32_t j = 0; j < near->count; j++)
            add_set(self, near->sets[j], steps);
    }
}

/* Ranges of label sets ascend; those whose words touch are made one. */
static void add_words(sg_arc_needs *out, sg_range nodes)
{
    sg_range words = { nodes.first / 64, nodes.last / 64 + (nodes.last % 64 != 0) };

    if (nodes.first == nodes.last)
        return;
    if (out->word_count > 0 && out->words[out->word_count - 1].last >= words.first)
        out->words[out->word_count - 1].last = words.last;
    else
        out->words[out->word_count++] = words;
}

/* Whether all label sets have wanted nodes: where there are none to leave out, no kind is looked at. */
static bool find_wanted(needs *self)
{
    bool all = true;

    for (uint32_t i = 0; i < self->out->set_count; i++) {
        const sg_label_set set = { (uint16_t)i };
        bool wanted = is_wanted(self, set);
        self->sets[i] = SG_NO_ID;
        if (wanted)
            add_set(self, i, 0);
        all = all && (wanted || sg_label_set_count(self->step->graph, set) == 0);
    }
    return all;
}

static sg_status find_all(needs *self, sg_arena *scratch)
{
    const sg_arc_step *step = self->step;
    sg_arc_needs *out = self->out;
    size_t sets = (size_t)out->set_count + 1;
    sg_set_kinds leading;

    self->sets = sg_arena_make_array(scratch, uint32_t, sets);
    self->queue = sg_arena_make_array(scratch, uint16_t, sets);
    if (!self->sets || !self->queue)
        return SG_ENOMEM;
    bool all = find_wanted(self);
    for (uint32_t k = 0; k < step->kind_count; k++)
        out->kinds[k] = all ? 1 : SG_NO_ID;
    if (!all)
        SG_TRY(
            sg_kind_sets_turn(out->far, step->kind_count, out->set_count, scratch, &leading));
    for (uint32_t i = 0; !all && i < self->queued; i++)
        if (self->sets[self->queue[i]] < step->maximum)
            go_back(self, self->queue[i], &leading);
    for (uint32_t set = 0; set < out->set_count; set++)
        if (self->sets[set] != SG_NO_ID)
            add_words(out, sg_label_set_range(step->graph, (sg_label_set){ (uint16_t)set }));
    return SG_OK;
}

static sg_status find(needs *self)
{
    sg_arena *scratch;

    SG_TRY(sg_arc_meter_arena(&self->step->meter, &scratch));
    sg_status status = find_all(self, scratch);
    sg_arena_free(scratch);
    return status;
}

sg_status sg_arc_needs_make(const sg_arc_step *step, const sg_id_bits *wanted,
                            sg_arc_needs *out)
{
    uint32_t sets = sg_graph_label_sets(step->graph), nodes = sg_graph_nodes(step->graph);
    needs self = { .step = step, .wanted = wanted, .out = out };

    *out = (sg_arc_needs){ .set_count = sets };
    SG_TRY(sg_arc_meter_arena(&step->meter, &out->arena));
    out->kinds = sg_arena_make_array(out->arena, uint32_t, (size_t)step->kind_count + 1);
    out->words = sg_arena_make_array(out->arena, sg_range, (size_t)sets + 1);
    if (!out->kinds || !out->words)
        return SG_ENOMEM;
    SG_TRY(find_sets(step, out));
    for (uint32_t k = 0; !wanted->words && k < step->kind_count; k++)
        out->kinds[k] = 1;
    if (wanted->words)
        SG_TRY(find(&self));
    else
        add_words(out, (sg_range){ 0, nodes });
    out->all = out->word_count == 1 && out->words[0].first == 0 &&
               out->words[0].last == sg_bitmap_words(nodes);
    return SG_OK;
}

void sg_arc_needs_free(sg_arc_needs *self)
{
    sg_arena_free(self->arena);
    *self = (sg_arc_needs){ 0 };
}

/* --- frontiers ------------------------------------------------------------------------------------- */
static uint32_t count_within(const sg_id_bits *bits, sg_range range, uint32_t enough)
{
    enum { AT_ONCE = 4096 };
    uint64_t count = 0;

    for (; range.first < range.last && count <= enough; range.first += AT_ONCE) {
        sg_range part = { range.first, range.last };
        if (part.last - part.first > AT_ONCE)
            part.last = part.first + AT_ONCE;
        count += sg_id_bits_count_within(bits, part);
        if (part.last == range.last)
            break;
    }
    return (uint32_t)count;
}

static uint32_t count_set(const sg_arc_step *step, uint32_t set, const sg_id_bits *frontier,
                          uint32_t enough)
{
    return count_within(
        frontier, sg_label_set_range(step->graph, (sg_label_set){ (uint16_t)set }), enough);
}

sg_status sg_arc_needs_meet(sg_arc_needs *self, const sg_arc_step *step, uint64_t levels,
                            const sg_id_bits *frontier, uint32_t enough)
{
    uint64_t looked_at = self->set_count;

    for (uint32_t set = 0; set < self->set_count; set++)
        self->met[set] = SG_NO_ID;
    for (uint32_t k = 0; k < step->kind_count; k++) {
        const sg_set_list *near = &self->near[k];
        self->front[k] = 0;
        for (uint32_t i = 0; self->kinds[k] <= levels && i < near->count; i++) {
            uint32_t *met = &self->met[near->sets[i]];
            if (*met == SG_NO_ID)
                *met = count_set(step, near->sets[i], frontier, enough);
            self->front[k] += *met;
        }
        looked_at += near->count;
    }
    return sg_arc_meter_tell(&step->meter, 0, looked_at);
}

static uint32_t list_within(const sg_id_bits *bits, sg_range range, uint32_t *out)
{
    uint32_t count = 0;

    range.first = range.first > bits->first ? range.first : bits->first;
    range.last = range.last < bits->last ? range.last : bits->last;
    for (uint32_t node = range.first; node < range.last; node = (node & ~UINT32_C(63)) + 64) {
        uint64_t word = bits->words[(node - bits->first) / 64] & UINT64_MAX << node % 64;
        for (; word; word &= word - 1) {
            uint32_t id = (node & ~UINT32_C(63)) + sg_word_first(word);
            if (id >= range.last)
                break;
            out[count++] = id;
        }
    }
    return count;
}

uint32_t sg_arc_needs_list(const sg_arc_needs *self, const sg_arc_step *step, uint32_t kind,
                           const sg_id_bits *frontier, uint32_t *out)
{
    const sg_set_list *near = &self->near[kind];
    uint32_t count = 0;

    for (uint32_t i = 0; i < near->count; i++)
        if (self->met[near->sets[i]] > 0)
            count += list_within(
                frontier, sg_label_set_range(step->graph, (sg_label_set){ near->sets[i] }),
                out + count);
    return count;
}

void sg_arc_needs_mark(sg_arc_needs *self, uint32_t kind)
{
    const sg_set_list *far = &self->far[kind];

    for (uint32_t i = 0; i < far->count; i++)
        sg_bit_set(self->led, far->sets[i]);
}

bool sg_arc_needs_goes_on(const sg_arc_needs *self, uint32_t kind)
{
    const sg_set_list *near = &self->near[kind];

    for (uint32_t i = 0; i < near->count; i++)
        if (sg_bit_test(self->led, near->sets[i]))
            return true;
    return false;
}
