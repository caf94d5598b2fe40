/* op_expand.c - follow relationships from a bound node: (a)-[e:TYPE]->(b).
 *
 * Every run of neighbours is copied into the output as far as there is room; the cursor stays in the
 * operator, so that a batch may end in mid-run:
 *
 *     input row a --> [e1 b1][e2 b2][e3 b3] --> rows (a,e1,b1) (a,e2,b2) ...
 *                            ^ position
 *
 * When `b` is bound too, neighbours are not read one by one but searched: runs are sorted by their
 * far end.  The side with fewer relationships is the one that is searched.  In the same way labels
 * that are one range of ids are not tested but cut out of the run.  Once the reduced set of the far
 * end is known, only what is in it is copied, and only its window is read.
 *
 * Most patterns follow one type in one direction through what stands in memory row by row.  Those rows are found for
 * many input rows before the first of them is copied (engine/row_slices.h).
 */
#include "engine/base/bitmap.h"
#include "engine/row_slices.h"
#include "query/exec/fan.h"
#include "query/exec/hops.h"
#include "query/exec/reductions.h"

typedef struct expand {
    sg_op op;
    sg_fan fan;
    sg_hop_kinds forth, back;
    sg_hops hops;    /* from `from`; of a bound far end perhaps from there */
    bool turned;     /* `hops` are those of the far end */
    uint32_t sought; /* into: the node that a run is searched for */
    sg_run run;
    uint32_t position, end; /* in the run */
    bool one_range;         /* the labels of the far end are `range` */
    sg_range range;
    sg_reduced *reduced;          /* NULL: no set will be known */
    const sg_id_bits *candidates; /* NULL: not known yet */
    bool found_kinds;
    bool by_slices; /* what the input rows lead to is found for many at once: */
    sg_row_slice slices[SG_ROW_SLICES]; /* of those from the fan's on, ... */
    uint32_t slice, slice_count;        /* ... of which this one is at hand */
    bool keeps_edges, keeps_ends;       /* somebody reads them */
    bool needs_edges;                   /* or they are told apart */
    uint32_t *edges, *ends;             /* of the output */
} expand;

static sg_status open_expand(sg_op *op)
{
    expand *self = (expand *)op;
    const sg_plan *plan = op->plan;

    self->keeps_edges = sg_slots_have(plan->live, plan->edge);
    self->needs_edges = self->keeps_edges || plan->distinct_from.count > 0;
    self->keeps_ends = !plan->into && sg_slots_have(plan->live, plan->to);
    if (plan->reduction)
        SG_TRY(sg_reduced_of(op->exec, plan->reduction, &self->reduced));
    self->one_range = sg_label_sets_range(op->exec->graph, plan->label_sets, &self->range);
    return SG_OK;
}

/* Whether all that is followed stands in rows of one type and direction.  Ids of relationships that are read against
 * their direction are found from the whole row, which a slice does not tell. */
static bool stands_in_rows(const expand *self)
{
    const sg_hop_kinds *kinds = &self->forth;
    const sg_graph *graph = self->op.exec->graph;

    if (self->op.plan->into || kinds->type_count != 1 || kinds->way_count != 1 ||
        !sg_graph_is_frozen(graph) || (self->needs_edges && kinds->ways[0] == SG_IN))
        return false;
    sg_range spans = sg_graph_type_spans(graph, kinds->types[0]);
    return spans.first == spans.last;
}

/* With the first row: of arcs of any type there are many kinds, and many statements end without a row.
 * Only between two ends that are known it matters which of them is begun at. */
static sg_status find_kinds(expand *self)
{
    sg_op *op = &self->op;

    self->found_kinds = true;
    SG_TRY(sg_hop_kinds_of(op->exec, op->plan, false, &self->forth));
    self->by_slices = stands_in_rows(self);
    return op->plan->into ? sg_hop_kinds_of(op->exec, op->plan, true, &self->back) : SG_OK;
}

static uint64_t degree(const sg_graph *graph, uint32_t node, const sg_hop_kinds *kinds)
{
    uint64_t sum = 0;

    for (uint32_t way = 0; way < kinds->way_count; way++)
        for (uint32_t i = 0; i < kinds->type_count; i++)
            sum += sg_graph_degree(graph, (sg_node){ node }, kinds->types[i], kinds->ways[way]);
    *kinds->work += (uint64_t)kinds->way_count * kinds->type_count / SG_TYPES_A_STEP;
    return sum;
}

/* Whether the far end may have the labels of the node. */
static bool fits(const expand *self, uint32_t node)
{
    if (self->one_range)
        return node >= self->range.first && node < self->range.last;
    sg_label_set set = sg_graph_label_set(self->op.exec->graph, (sg_node){ node });
    return sg_bit_test(self->op.plan->label_sets, set.id);
}

/* Begins with the input row at hand; false when there is nothing to follow from. */
static bool begin_row(expand *self, uint32_t row)
{
    const sg_plan *plan = self->op.plan;
    const sg_graph *graph = self->op.exec->graph;
    const sg_batch *input = &self->op.input->batch;
    uint32_t from = sg_vector_id(&input->columns[plan->from], row);

    self->position = self->end = 0;
    self->turned = false;
    self->hops = sg_hops_of(from);
    if (from == SG_NO_ID)
        return false;
    if (!plan->into)
        return true;
    uint32_t to = sg_vector_id(&input->columns[plan->to], row);
    if (to == SG_NO_ID || (plan->label_sets && !fits(self, to)))
        return false;
    self->turned = degree(graph, to, &self->back) < degree(graph, from, &self->forth);
    self->hops = sg_hops_of(self->turned ? to : from);
    self->sought = self->turned ? from : to;
    return true;
}

/* Where in the ascending far ends of a run those stand that may be wanted. */
static sg_range window(const expand *self)
{
    sg_range among = { 0, SG_NO_ID };

    if (self->op.plan->into)
        return (sg_range){ self->sought, self->sought + 1 };
    if (self->one_range)
        among = self->range;
    if (self->candidates && self->candidates->first > among.first)
        among.first = self->candidates->first;
    if (self->candidates && self->candidates->last < among.last)
        among.last = self->candidates->last;
    return among;
}

/* Makes [position, end) what is wanted of the next run; false at the end of the row. */
static bool next_run(expand *self, uint64_t *touched)
{
    const sg_hop_kinds *kinds = self->turned ? &self->back : &self->forth;

    if (!sg_hops_next(&self->hops, self->op.exec->graph, kinds, &self->run))
        return false;
    self->position = 0;
    self->end = self->run.count;
    if (self->op.plan->into || self->one_range || self->candidates) {
        sg_range among = window(self);
        self->position = sg_run_seek(&self->run, 0, among.first);
        self->end = sg_run_seek(&self->run, self->position, among.last);
    }
    *touched += self->end - self->position + self->op.plan->into;
    return true;
}

static bool wanted(const expand *self, uint32_t row, uint32_t other, uint32_t edge)
{
    const sg_plan *plan = self->op.plan;

    if (self->hops.skip_loops && other == self->hops.node)
        return false;
    if (self->candidates) {
        if (!sg_id_bits_has(self->candidates, other))
            return false;
    } else if (plan->label_sets && !plan->into && !fits(self, other)) {
        return false;
    }
    return plan->distinct_from.count == 0 ||
           !sg_is_among(&self->op.input->batch, row, plan->distinct_from, edge);
}

/* Copies from the run into the output until one of them ends. */
static void copy_tested(expand *self, uint32_t row)
{
    sg_fan *fan = &self->fan;
    const sg_graph *graph = self->op.exec->graph;

    while (self->position < self->end && !sg_fan_full(fan)) {
        uint32_t other = sg_run_other(&self->run, self->position);
        uint32_t edge =
            self->needs_edges ? sg_run_edge(graph, &self->run, self->position).id : 0;
        self->position++;
        if (!wanted(self, row, other, edge))
            continue;
        fan->sources[fan->count] = (uint16_t)row;
        self->edges[fan->count] = edge;
        self->ends[fan->count++] = other;
    }
}

/* The same where every relationship of the run is wanted. */
static void copy_all(expand *self, uint32_t row)
{
    sg_fan *fan = &self->fan;
    uint32_t room = fan->capacity - fan->count, left = self->end - self->position;
    uint32_t count = left < room ? left : room;
    const sg_graph *graph = self->op.exec->graph;

    for (uint32_t i = 0; i < count; i++)
        fan->sources[fan->count + i] = (uint16_t)row;
    if (self->keeps_edges)
        for (uint32_t i = 0; i < count; i++)
            self->edges[fan->count + i] = sg_run_edge(graph, &self->run, self->position + i).id;
    if (self->keeps_ends && count > 0)
        sg_run_copy_others(&self->run, self->position, count, self->ends + fan->count);
    fan->count += count;
    self->position += count;
}

/* The same where those of a reduced set are.  Which of them these are cannot be foreseen: it is not jumped to. */
static void copy_candidates(expand *self, uint32_t row)
{
    sg_fan *fan = &self->fan;

    while (self->position < self->end && !sg_fan_full(fan)) {
        uint32_t room = fan->capacity - fan->count, left = self->end - self->position;
        uint32_t end = self->position + (left < room ? left : room);
        for (; self->position < end; self->position++) {
            uint32_t other = sg_run_other(&self->run, self->position);
            fan->sources[fan->count] = (uint16_t)row;
            self->ends[fan->count] = other;
            fan->count += sg_id_bits_has(self->candidates, other);
        }
    }
}

/* Whether of a run nothing is wanted but what lies in the reduced set, or, without one, all of its window. */
static bool tests_no_more(const expand *self)
{
    const sg_plan *plan = self->op.plan;

    return !self->hops.skip_loops && plan->distinct_from.count == 0 &&
           (self->candidates || plan->into || !plan->label_sets || self->one_range);
}

static void copy_run(expand *self, uint32_t row)
{
    if (!tests_no_more(self) || (self->candidates && self->needs_edges))
        copy_tested(self, row);
    else if (self->candidates)
        copy_candidates(self, row);
    else
        copy_all(self, row);
}

/* Makes rows of the input row at hand until it, or the room, is used up. */
static sg_status expand_row(expand *self)
{
    uint32_t row = sg_fan_source(&self->fan, &self->op);
    uint64_t touched = 0;
    bool more = true;

    if (!self->fan.begun)
        more = begin_row(self, row);
    self->fan.begun = true;
    while (more) {
        copy_run(self, row);
        if (sg_fan_full(&self->fan))
            break;
        more = next_run(self, &touched);
        if (more && self->needs_edges)
            SG_TRY(sg_hops_need_edges(&self->op, &self->run));
    }
    if (!more)
        sg_fan_used_up(&self->fan);
    if (self->reduced && !self->candidates)
        SG_TRY(sg_reduced_bits(self->reduced, &self->op, touched, &self->candidates));
    return sg_op_touch_edges(&self->op, touched);
}

/* --- many rows at once ------------------------------------------------------------------------------- */
/* Finds what the next input rows lead to, of as many as output rows are asked for. */
static void find_slices(expand *self)
{
    const sg_op *op = &self->op;
    const sg_batch *input = &op->input->batch;
    const sg_vector *from = &input->columns[op->plan->from];
    uint32_t first = self->fan.position, left = input->count - first;
    uint32_t most = op->room < SG_ROW_SLICES ? op->room : SG_ROW_SLICES;
    uint32_t nodes[SG_ROW_SLICES];

    self->slice = 0;
    self->slice_count = left < most ? left : most;
    for (uint32_t i = 0; i < self->slice_count; i++)
        nodes[i] = sg_vector_id(from, sg_batch_row(input, first + i));
    sg_row_slices(op->exec->graph, self->forth.types[0], self->forth.ways[0], nodes,
                  self->slice_count, window(self), self->slices);
}

/* Makes the slice at hand the run. */
static void begin_slice(expand *self, uint32_t first_edge)
{
    const sg_row_slice *slice = &self->slices[self->slice];

    self->run = (sg_run){ .others = slice->others,
                          .first_edge = first_edge + slice->place,
                          .step = self->forth.ways[0] == SG_OUT,
                          .count = slice->count };
    self->position = 0;
    self->end = slice->count;
    self->fan.begun = true;
}

/* Makes rows of the input rows whose slices are known, until they or the room are used up, or so much was read
 * that a reduced set may pay. */
static sg_status expand_slices(expand *self)
{
    enum { MUCH = 1024 };
    sg_fan *fan = &self->fan;
    uint32_t first_edge = sg_graph_type_range(self->op.exec->graph, self->forth.types[0]).first;
    uint64_t touched = 0;

    if (self->slice == self->slice_count)
        find_slices(self);
    while (self->slice < self->slice_count && !sg_fan_full(fan) && touched < MUCH) {
        if (!fan->begun) {
            begin_slice(self, first_edge);
            touched += self->end;
        }
        copy_run(self, sg_fan_source(fan, &self->op));
        if (self->position < self->end)
            break;
        sg_fan_used_up(fan);
        self->slice++;
    }
    if (self->reduced && !self->candidates) {
        SG_TRY(sg_reduced_bits(self->reduced, &self->op, touched, &self->candidates));
        if (self->candidates && !fan->begun)
            self->slice_count = self->slice; /* the next ones are cut to the set's window */
    }
    return sg_op_touch_edges(&self->op, touched);
}

/* How many of the slice are wanted. */
static uint32_t count_slice(const expand *self, const sg_row_slice *slice)
{
    uint32_t count = 0;

    if (!self->candidates)
        return slice->count;
    for (uint32_t i = 0; i < slice->count; i++)
        count += sg_id_bits_has(self->candidates, slice->others[i]);
    return count;
}

static sg_status count_slices(expand *self, sg_value *numbers, uint64_t *rows)
{
    sg_fan *fan = &self->fan;
    uint64_t touched = 0;

    find_slices(self);
    for (uint32_t i = 0; i < self->slice_count; i++) {
        uint32_t count = count_slice(self, &self->slices[i]);
        numbers[sg_fan_source(fan, &self->op)].integer += count;
        fan->position++;
        *rows += count;
        touched += self->slices[i].count;
    }
    self->slice = self->slice_count;
    if (self->reduced && !self->candidates)
        SG_TRY(sg_reduced_bits(self->reduced, &self->op, touched, &self->candidates));
    return sg_op_touch_edges(&self->op, touched);
}

/* Rows of the argument are those of the input when nothing comes between. */
static sg_status count(sg_op *op, sg_value *numbers, uint64_t *rows, bool *done)
{
    expand *self = (expand *)op;
    bool more;

    *done = false;
    if (op->input->plan->operator!= SG_OPERATOR_ARGUMENT)
        return SG_OK;
    SG_TRY(sg_fan_row(&self->fan, op, &more));
    if (more && !self->found_kinds)
        SG_TRY(find_kinds(self));
    *done = !more || (self->by_slices && tests_no_more(self));
    while (*done && more) {
        SG_TRY(count_slices(self, numbers, rows));
        SG_TRY(sg_fan_row(&self->fan, op, &more));
    }
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    expand *self = (expand *)op;
    bool more;

    SG_TRY(sg_fan_begin(&self->fan, op));
    self->edges = sg_arena_alloc_raw(op->arena, self->fan.capacity * sizeof *self->edges);
    self->ends = sg_arena_alloc_raw(op->arena, self->fan.capacity * sizeof *self->ends);
    if (!self->edges || !self->ends)
        return SG_ENOMEM;
    while (!sg_fan_full(&self->fan)) {
        SG_TRY(sg_fan_row(&self->fan, op, &more));
        if (!more)
            break;
        if (!self->found_kinds)
            SG_TRY(find_kinds(self));
        SG_TRY(self->by_slices ? expand_slices(self) : expand_row(self));
    }
    SG_TRY(sg_fan_finish(&self->fan, op));
    if (self->keeps_edges)
        op->batch.columns[op->plan->edge] =
            (sg_vector){ .kind = SG_SLOT_EDGE, .ids = self->edges };
    if (self->keeps_ends)
        op->batch.columns[op->plan->to] =
            (sg_vector){ .kind = SG_SLOT_NODE, .ids = self->ends };
    return SG_OK;
}

/* Of the input's batch; `within` says less, for rows of few input rows may fill the output. */
static double progress(const sg_op *op, double within)
{
    const expand *self = (const expand *)op;
    uint32_t rows = op->input->batch.count;

    (void)within;
    return sg_op_progress(op->input, rows ? (double)self->fan.position / rows : 1);
}

static sg_status rewind_expand(sg_op *op)
{
    expand *self = (expand *)op;

    sg_fan_rewind(&self->fan);
    self->slice = self->slice_count = 0;
    return SG_OK;
}

const sg_op_class sg_op_expand = {
    .size = sizeof(expand),
    .open = open_expand,
    .next = next,
    .count = count,
    .rewind = rewind_expand,
    .progress = progress,
};
