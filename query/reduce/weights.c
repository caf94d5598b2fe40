/* weights.c - in how many matches each node of a vertex is, without a match being made.
 *
 * From the leaves to the root of the tree of arcs, a node's weight is the product, over the arcs to its
 * children, of the sum of the weights of the neighbours it has there:
 *
 *     vm                r                 b
 *     3 = 1 + 2  <--   1 = 1        <--   1    a leaf counts one for each relationship
 *                      2 = 1 + 1    <--   1    that leads to it
 *
 * The weights of the root's nodes add up to the number of matches.  Parallel relationships count each,
 * as they do in rows, and a loop without direction counts once.  Where a leaf may be any node that the
 * type leads to, its sum is the degree, and no relationship is touched.
 */
#include <stdlib.h>
#include <string.h>

#include "query/reduce/far_ends.h"
#include "query/reduce/reducer_internal.h"

enum { IDS = 1024 };

/* The nodes of a vertex with their weights, found by node. */
typedef struct {
    const sg_id_set *set;
    sg_id_bits bits;
    uint32_t *ranks;   /* nodes in the words before; NULL until needed */
    uint64_t *weights; /* by position in the set; NULL: all 1 */
} table;

typedef struct {
    sg_reducer *reducer;
    table *tables; /* by vertex */
    bool overflow; /* more matches than a number can say: the rows never end either */
} weighing;

static void free_table(table *one)
{
    if (one->set)
        sg_id_bits_drop(&one->bits, one->set);
    free(one->ranks);
    free(one->weights);
    *one = (table){ 0 };
}

static sg_status make_ranks(table *one)
{
    size_t words = sg_bitmap_words(one->bits.last - one->bits.first);
    uint32_t before = 0;

    if (one->ranks)
        return SG_OK;
    one->ranks = malloc((words + 1) * sizeof *one->ranks);
    if (!one->ranks)
        return SG_ENOMEM;
    for (size_t i = 0; i < words; i++) {
        one->ranks[i] = before;
        before += sg_word_count(one->bits.words[i]);
    }
    return SG_OK;
}

static uint32_t position_of(const table *one, uint32_t node)
{
    uint32_t place = node - one->bits.first;
    uint64_t below = one->bits.words[place >> 6] & ((UINT64_C(1) << (place & 63)) - 1);

    return one->ranks[place >> 6] + sg_word_count(below);
}

/* --- one arc --------------------------------------------------------------------------------------- */
/* Whether all relationships of the kind lead to nodes with the labels. */
static bool leads_to_labels(const sg_graph *graph, sg_arc_kind kind, const uint64_t *label_sets)
{
    return sg_graph_sets_degree(graph, label_sets, kind.type, sg_arc_kind_back(kind).way) ==
           sg_graph_type_count(graph, kind.type);
}

/* Whether the child is a leaf that may be whatever the step leads to: its sum is the degree. */
static bool is_any_end(const weighing *weights, const sg_tree_arc *arc, const sg_arc_step *down)
{
    const sg_reducer *self = weights->reducer;
    const sg_reduced_vertex *child = &self->reduction->vertices[arc->child];
    const sg_graph *graph = self->host.graph;
    bool any = !weights->tables[arc->child].weights && !child->test_count &&
               !child->subset_count && !child->outer && !self->states[arc->child].set &&
               self->reduction->arcs[arc->arc].direction != SG_EITHER;

    for (uint32_t k = 0; any && child->label_sets && k < down->kind_count; k++)
        any = leads_to_labels(graph, down->kinds[k], child->label_sets);
    return any;
}

/* Relationships that the step follows from the node, whatever they lead to. */
static uint64_t degree_of(const sg_arc_step *step, uint32_t node)
{
    sg_arc_kinds kinds = sg_arc_kinds_of(step, node);
    uint64_t sum = 0;

    for (uint32_t k = 0; k < kinds.count; k++) {
        sg_arc_kind kind = kinds.kinds[k];
        if (!kind.marks) {
            sum += sg_graph_degree(step->graph, (sg_node){ node }, kind.type, kind.way);
            continue;
        }
        sg_marked_runs runs = sg_arc_runs(step->graph, node, kind, SG_ANY_END);
        for (sg_run run; sg_marked_runs_next(&runs, &run);)
            sum += run.count;
    }
    return sum;
}

/* The sum of the weights of the neighbours in the run; `left_out` is a node whose loops were counted already, or
 * SG_NO_ID. */
static uint64_t sum_run(weighing *self, const table *child, const sg_run *run,
                        uint32_t left_out)
{
    uint32_t first = child->bits.first, width = child->bits.last - first;
    uint64_t sum = 0;

    if (!run->others && !child->weights && left_out == SG_NO_ID)
        return sg_id_bits_count_within(&child->bits, sg_run_range(run));
    for (uint32_t i = 0; i < run->count; i++) {
        uint32_t other = sg_run_other(run, i), place = other - first;
        if (place >= width || other == left_out || !sg_bit_test(child->bits.words, place))
            continue;
        uint64_t weight = child->weights ? child->weights[position_of(child, other)] : 1;
        self->overflow |= __builtin_add_overflow(sum, weight, &sum);
    }
    return sum;
}

/* The same over all relationships that the step follows from the node. */
static uint64_t sum_of(weighing *self, const table *child, const sg_arc_step *down, bool either,
                       uint32_t node, uint64_t *touched)
{
    sg_arc_kinds kinds = sg_arc_kinds_of(down, node);
    uint64_t sum = 0;

    for (uint32_t k = 0; k < kinds.count; k++) {
        sg_arc_kind kind = kinds.kinds[k];
        uint32_t left_out = either && kind.way == SG_IN ? node : SG_NO_ID;
        sg_marked_runs runs =
            sg_arc_runs(down->graph, node, kind, sg_id_bits_window(&child->bits));
        for (sg_run run; sg_marked_runs_next(&runs, &run); *touched += run.count)
            self->overflow |=
                __builtin_add_overflow(sum, sum_run(self, child, &run, left_out), &sum);
    }
    return sum;
}

/* The same of many nodes of a leaf in whose table all weights are 1: far ends need but be counted. */
static void count_all(const sg_arc_step *down, const table *child, const uint32_t *ids,
                      uint32_t count, uint64_t *sums, uint64_t *touched)
{
    for (uint32_t first = 0, same; first < count; first += same) {
        sg_arc_kinds kinds = sg_arc_kinds_of(down, ids[first]);
        same = sg_arc_same_kinds(down, kinds, ids + first, count - first);
        for (uint32_t k = 0; k < kinds.count; k++)
            sg_far_ends_count(down->graph, kinds.kinds[k], ids + first, same, &child->bits,
                              false, sums + first, touched);
    }
}

/* Of each of the nodes the sum of the weights of its neighbours over the arc, in whichever way is fastest. */
static void sum_all(weighing *self, const sg_tree_arc *arc, bool any_end, const uint32_t *ids,
                    uint32_t count, uint64_t *sums, uint64_t *touched)
{
    const sg_arc_step *down = sg_step_down(self->reducer, arc);
    const table *child = &self->tables[arc->child];
    bool either = self->reducer->reduction->arcs[arc->arc].direction == SG_EITHER;

    memset(sums, 0, count * sizeof *sums);
    if (any_end)
        for (uint32_t i = 0; i < count; i++)
            sums[i] = degree_of(down, ids[i]);
    else if (child->weights || either)
        for (uint32_t i = 0; i < count; i++)
            sums[i] = sum_of(self, child, down, either, ids[i], touched);
    else
        count_all(down, child, ids, count, sums, touched);
}

/* Multiplies the weights of the parent's nodes by what the arc leads them to. */
static sg_status pull_arc(weighing *self, const sg_tree_arc *arc, bool any_end, table *parent)
{
    const sg_reducer *reducer = self->reducer;
    const sg_arc_step *down = sg_step_down(reducer, arc);
    uint32_t ids[IDS], places[IDS], count, at = 0;
    uint64_t sums[IDS];
    sg_id_reader reader = sg_id_set_read(parent->set);

    SG_TRY(sg_arc_step_ready(down));
    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0) {
        uint64_t touched = 0;
        uint32_t kept = 0;
        for (uint32_t i = 0; i < count; i++, at++) {
            ids[kept] = ids[i];
            places[kept] = at;
            kept += parent->weights[at] != 0;
        }
        sum_all(self, arc, any_end, ids, kept, sums, &touched);
        for (uint32_t i = 0; i < kept; i++) {
            uint64_t *weight = &parent->weights[places[i]];
            self->overflow |= __builtin_mul_overflow(*weight, sums[i], weight);
        }
        SG_TRY(sg_arc_meter_tell(&down->meter, touched, count));
    }
    return SG_OK;
}

static void push_run(weighing *self, const table *parent, const sg_run *run, uint32_t left_out,
                     uint64_t weight, uint64_t *sums)
{
    uint32_t first = parent->bits.first, width = parent->bits.last - first;

    for (uint32_t i = 0; i < run->count; i++) {
        uint32_t other = sg_run_other(run, i), place = other - first;
        if (place >= width || other == left_out || !sg_bit_test(parent->bits.words, place))
            continue;
        uint64_t *sum = &sums[position_of(parent, other)];
        self->overflow |= __builtin_add_overflow(*sum, weight, sum);
    }
}

static sg_status push_sums(weighing *self, const sg_tree_arc *arc, const table *parent,
                           uint64_t *sums)
{
    const sg_reducer *reducer = self->reducer;
    const sg_arc_step *up = sg_step_up(reducer, arc);
    bool either = reducer->reduction->arcs[arc->arc].direction == SG_EITHER;
    const table *child = &self->tables[arc->child];
    uint32_t ids[IDS], count, at = 0;
    sg_id_reader reader = sg_id_set_read(child->set);

    SG_TRY(sg_arc_step_ready(up));
    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0) {
        uint64_t touched = 0;
        for (uint32_t i = 0; i < count; i++, at++) {
            uint64_t weight = child->weights ? child->weights[at] : 1;
            sg_arc_kinds kinds = sg_arc_kinds_of(up, ids[i]);
            for (uint32_t k = 0; k < kinds.count && weight; k++) {
                sg_arc_kind kind = kinds.kinds[k];
                uint32_t left_out = either && kind.way == SG_IN ? ids[i] : SG_NO_ID;
                sg_marked_runs runs =
                    sg_arc_runs(up->graph, ids[i], kind, sg_id_bits_window(&parent->bits));
                for (sg_run run; sg_marked_runs_next(&runs, &run); touched += run.count)
                    push_run(self, parent, &run, left_out, weight, sums);
            }
        }
        SG_TRY(sg_arc_meter_tell(&up->meter, touched, count));
    }
    return SG_OK;
}

/* The same from the child's side. */
static sg_status push_arc(weighing *self, const sg_tree_arc *arc, table *parent)
{
    uint64_t *sums = calloc((size_t)parent->set->count + 1, sizeof *sums);
    sg_status status = sums ? make_ranks(parent) : SG_ENOMEM;

    if (status == SG_OK)
        status = push_sums(self, arc, parent, sums);
    for (uint32_t i = 0; status == SG_OK && i < parent->set->count; i++)
        self->overflow |=
            __builtin_mul_overflow(parent->weights[i], sums[i], &parent->weights[i]);
    free(sums);
    return status;
}

/* --- vertices -------------------------------------------------------------------------------------- */
static sg_status open_table(weighing *self, uint32_t vertex)
{
    table *one = &self->tables[vertex];

    if (one->set)
        return SG_OK;
    SG_TRY(sg_vertex_set(self->reducer, vertex, &one->set));
    return sg_id_set_bits(one->set, &one->bits);
}

static sg_status weigh_arc(weighing *self, const sg_tree_arc *arc)
{
    sg_reducer *reducer = self->reducer;
    table *parent = &self->tables[arc->parent], *child = &self->tables[arc->child];

    SG_TRY(open_table(self, arc->parent));
    SG_TRY(open_table(self, arc->child));
    if (!parent->weights) {
        parent->weights = malloc(((size_t)parent->set->count + 1) * sizeof *parent->weights);
        if (!parent->weights)
            return SG_ENOMEM;
        for (uint32_t i = 0; i < parent->set->count; i++)
            parent->weights[i] = 1;
    }
    if (child->weights)
        SG_TRY(make_ranks(child));
    const sg_arc_step *down = sg_step_down(reducer, arc);
    bool any_end = is_any_end(self, arc, down);
    SG_TRY(sg_arc_meter_tell(&down->meter, 0, down->kind_count));
    if (!any_end && sg_arc_is_pushed(sg_step_up(reducer, arc), down, child->set, parent->set))
        return push_arc(self, arc, parent);
    return pull_arc(self, arc, any_end, parent);
}

/* Weighs the tree of the root. */
static sg_status weigh(weighing *self, uint32_t root, uint64_t *total)
{
    sg_reducer *reducer = self->reducer;
    const table *at = &self->tables[root];

    sg_reducer_grow_tree(reducer, root);
    SG_TRY(open_table(self, root));
    for (uint32_t i = reducer->tree_count; i-- > 0;)
        SG_TRY(weigh_arc(self, &reducer->tree[i]));
    *total = at->weights ? 0 : at->set->count;
    for (uint32_t i = 0; at->weights && i < at->set->count; i++)
        self->overflow |= __builtin_add_overflow(*total, at->weights[i], total);
    self->overflow |= *total > INT64_MAX;
    return SG_OK;
}

/* --- answers --------------------------------------------------------------------------------------- */
/* The nodes whose weight is not 0, each times `factor`. */
static sg_status take_weights(weighing *self, uint32_t vertex, uint64_t factor, sg_weights *out)
{
    const table *from = &self->tables[vertex];
    uint32_t *ids = malloc(((size_t)from->set->count + 1) * sizeof *ids);
    uint64_t *weights = malloc(((size_t)from->set->count + 1) * sizeof *weights);
    uint32_t block[IDS], count, at = 0, kept = 0;
    sg_id_reader reader = sg_id_set_read(from->set);

    while (ids && weights && (count = sg_id_reader_next(&reader, block, IDS)) > 0)
        for (uint32_t i = 0; i < count; i++, at++) {
            uint64_t weight = from->weights ? from->weights[at] : 1;
            self->overflow |= __builtin_mul_overflow(weight, factor, &weights[kept]);
            ids[kept] = block[i];
            kept += weights[kept] != 0;
        }
    sg_status status = ids && weights ? sg_id_set_of(ids, kept, &out->set) : SG_ENOMEM;
    free(ids);
    if (status != SG_OK) {
        free(weights);
        return status;
    }
    out->weights = weights;
    out->count = kept;
    return SG_OK;
}

static sg_status take_total(uint64_t total, sg_weights *out)
{
    out->weights = malloc(sizeof *out->weights);
    if (!out->weights)
        return SG_ENOMEM;
    out->weights[0] = total;
    out->count = 1;
    return SG_OK;
}

static sg_status weigh_all(weighing *self, uint32_t vertex, sg_weights *out)
{
    sg_reducer *reducer = self->reducer;
    uint64_t factor = 1, matches = 0, total;

    if (vertex != SG_NO_SLOT)
        SG_TRY(weigh(self, vertex, &matches));
    for (uint32_t i = 0; i < reducer->reduction->vertex_count; i++) {
        if (reducer->reached[i])
            continue;
        SG_TRY(weigh(self, sg_reducer_middle(reducer, i), &total));
        self->overflow |= __builtin_mul_overflow(factor, total, &factor);
    }
    if (vertex != SG_NO_SLOT)
        self->overflow |=
            __builtin_mul_overflow(factor, matches, &matches) || matches > INT64_MAX;
    return vertex == SG_NO_SLOT ? take_total(factor, out)
                                : take_weights(self, vertex, factor, out);
}

sg_status sg_reducer_weights(sg_reducer *reducer, uint32_t vertex, sg_weights *out,
                             bool *answered)
{
    weighing self = { .reducer = reducer };

    *out = (sg_weights){ 0 };
    SG_TRY(sg_reducer_narrow(reducer, answered));
    if (!*answered)
        return SG_OK;
    uint32_t vertices = reducer->reduction->vertex_count;
    self.tables = calloc((size_t)vertices + 1, sizeof *self.tables);
    sg_status status = self.tables ? weigh_all(&self, vertex, out) : SG_ENOMEM;
    for (uint32_t i = 0; self.tables && i < vertices; i++)
        free_table(&self.tables[i]);
    free(self.tables);
    for (uint32_t i = 0; i < out->count; i++)
        self.overflow |= out->weights[i] > INT64_MAX;
    *answered = !self.overflow;
    return status;
}

void sg_weights_free(sg_weights *weights)
{
    sg_id_set_free(weights->set);
    free(weights->weights);
    *weights = (sg_weights){ 0 };
}
