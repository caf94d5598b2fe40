/* arc_needs.c - from the label sets that are wanted backwards, until a step finds no new one. */
#include "query/reduce/arc_needs.h"

#include <stdlib.h>

typedef struct {
    const sg_arc_step *step;
    const sg_id_bits *wanted;
    uint32_t *kinds; /* as in the result */
    uint32_t *sets;  /* by label set: steps to wanted nodes; SG_NO_ID: not known */
    uint32_t set_count;
    const sg_arc_needs *out; /* which label sets have which kinds is known there */
} needs;

/* --- label sets that have kinds -------------------------------------------------------------------- */
static uint64_t *sets_of(uint64_t *sets, uint32_t set_count, uint32_t kind)
{
    return sets + sg_bitmap_words(set_count) * kind;
}

static sg_status find_sets(const sg_arc_step *step, sg_arc_needs *out)
{
    size_t words = sg_bitmap_words(out->set_count) * step->kind_count + 1;

    out->near = calloc(words, sizeof *out->near);
    out->far = calloc(words, sizeof *out->far);
    out->met = calloc((size_t)out->set_count + 1, sizeof *out->met);
    if (!out->near || !out->far || !out->met)
        return SG_ENOMEM;
    for (uint32_t k = 0; k < step->kind_count; k++) {
        sg_arc_kind kind = step->kinds[k], back = sg_arc_kind_back(kind);
        sg_graph_sets_with(step->graph, kind.type, kind.way,
                           sets_of(out->near, out->set_count, k));
        sg_graph_sets_with(step->graph, back.type, back.way,
                           sets_of(out->far, out->set_count, k));
    }
    return SG_OK;
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

/* Whether the kind leads to a set that is so many steps away. */
static bool leads_to(const needs *self, uint32_t kind, uint32_t steps)
{
    const uint64_t *far = sets_of(self->out->far, self->set_count, kind);

    for (uint32_t set = 0; set < self->set_count; set++)
        if (self->sets[set] == steps && sg_bit_test(far, set))
            return true;
    return false;
}

/* Finds the kinds that need so many steps, and the sets that have them; false: no such sets. */
static bool find_at(needs *self, uint32_t steps)
{
    bool found = false;

    for (uint32_t k = 0; k < self->step->kind_count; k++) {
        const uint64_t *near = sets_of(self->out->near, self->set_count, k);
        if (self->kinds[k] != SG_NO_ID || !leads_to(self, k, steps - 1))
            continue;
        self->kinds[k] = steps;
        for (uint32_t set = 0; set < self->set_count; set++)
            if (self->sets[set] == SG_NO_ID && sg_bit_test(near, set)) {
                self->sets[set] = steps;
                found = true;
            }
    }
    return found;
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

    for (uint32_t set = 0; set < self->set_count; set++) {
        bool wanted = is_wanted(self, (sg_label_set){ (uint16_t)set });
        self->sets[set] = wanted ? 0 : SG_NO_ID;
        all = all && (wanted || sg_label_set_count(self->step->graph,
                                                   (sg_label_set){ (uint16_t)set }) == 0);
    }
    return all;
}

static sg_status find(needs *self, sg_arc_needs *out)
{
    const sg_graph *graph = self->step->graph;

    self->sets = malloc(((size_t)self->set_count + 1) * sizeof *self->sets);
    if (!self->sets)
        return SG_ENOMEM;
    bool all = find_wanted(self);
    for (uint32_t k = 0; k < self->step->kind_count; k++)
        self->kinds[k] = all ? 1 : SG_NO_ID;
    for (uint32_t steps = 1; steps <= self->step->maximum && !all && find_at(self, steps);
         steps++)
        ;
    for (uint32_t set = 0; set < self->set_count; set++)
        if (self->sets[set] != SG_NO_ID)
            add_words(out, sg_label_set_range(graph, (sg_label_set){ (uint16_t)set }));
    free(self->sets);
    return SG_OK;
}

sg_status sg_arc_needs_make(const sg_arc_step *step, const sg_id_bits *wanted,
                            sg_arc_needs *out)
{
    uint32_t sets = sg_graph_label_sets(step->graph), nodes = sg_graph_nodes(step->graph);
    needs self = { .step = step, .wanted = wanted, .set_count = sets, .out = out };

    *out = (sg_arc_needs){ .kinds = malloc(((size_t)step->kind_count + 1) * sizeof *out->kinds),
                           .words = malloc(((size_t)sets + 1) * sizeof *out->words),
                           .set_count = sets };
    self.kinds = out->kinds;
    if (!out->kinds || !out->words)
        return SG_ENOMEM;
    SG_TRY(find_sets(step, out));
    for (uint32_t k = 0; !wanted->words && k < step->kind_count; k++)
        out->kinds[k] = 1;
    if (wanted->words)
        SG_TRY(find(&self, out));
    else
        add_words(out, (sg_range){ 0, nodes });
    out->all = out->word_count == 1 && out->words[0].first == 0 &&
               out->words[0].last == sg_bitmap_words(nodes);
    return SG_OK;
}

void sg_arc_needs_free(sg_arc_needs *self)
{
    free(self->kinds);
    free(self->words);
    free(self->near);
    free(self->far);
    free(self->met);
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

void sg_arc_needs_meet(sg_arc_needs *self, const sg_arc_step *step, uint64_t levels,
                       const sg_id_bits *frontier, uint32_t enough)
{
    for (uint32_t set = 0; set < self->set_count; set++)
        self->met[set] = SG_NO_ID;
    for (uint32_t k = 0; k < step->kind_count; k++) {
        const uint64_t *near = sets_of(self->near, self->set_count, k);
        for (uint32_t set = 0; self->kinds[k] <= levels && set < self->set_count; set++)
            if (sg_bit_test(near, set) && self->met[set] == SG_NO_ID)
                self->met[set] = count_within(
                    frontier, sg_label_set_range(step->graph, (sg_label_set){ (uint16_t)set }),
                    enough);
    }
}

uint32_t sg_arc_needs_front(const sg_arc_needs *self, uint32_t kind)
{
    const uint64_t *near = sets_of(self->near, self->set_count, kind);
    uint32_t count = 0;

    for (uint32_t set = 0; set < self->set_count; set++)
        count += sg_bit_test(near, set) ? self->met[set] : 0;
    return count;
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
    const uint64_t *near = sets_of(self->near, self->set_count, kind);
    uint32_t count = 0;

    for (uint32_t set = 0; set < self->set_count; set++)
        if (sg_bit_test(near, set) && self->met[set] > 0)
            count += list_within(
                frontier, sg_label_set_range(step->graph, (sg_label_set){ (uint16_t)set }),
                out + count);
    return count;
}

bool sg_arc_needs_leads_on(const sg_arc_needs *self, uint32_t first, uint32_t second)
{
    const uint64_t *far = sets_of(self->far, self->set_count, first);
    const uint64_t *near = sets_of(self->near, self->set_count, second);

    for (size_t i = 0; i < sg_bitmap_words(self->set_count); i++)
        if (far[i] & near[i])
            return true;
    return false;
}
