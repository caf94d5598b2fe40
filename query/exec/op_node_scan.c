/* op_node_scan.c - all nodes of some label sets: ranges of ids, once for each row of the input.
 *
 *     label sets  0 [0,4)   1 [4,9)   2 [9,15)      wanted 0, 1 --> one range [0,9)
 */
#include "engine/base/bitmap.h"
#include "query/exec/operator.h"

typedef struct node_scan {
    sg_op op;
    sg_range *ranges;
    uint32_t range_count;
    uint32_t range, next; /* the next node is ranges[range].first + next */
    uint32_t position;    /* of the input row at hand */
    bool has_row;
    bool ended;
} node_scan;

static sg_status open_scan(sg_op *op)
{
    node_scan *self = (node_scan *)op;
    const sg_graph *graph = op->exec->graph;
    uint32_t sets = sg_graph_label_sets(graph);

    self->ranges = sg_arena_make_array(op->exec->arena, sg_range, sets);
    if (!self->ranges)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < sets; i++) {
        sg_range range = sg_label_set_range(graph, (sg_label_set){ (uint16_t)i });
        if (op->plan->label_sets && !sg_bit_test(op->plan->label_sets, i))
            continue;
        if (self->range_count && self->ranges[self->range_count - 1].last == range.first)
            self->ranges[self->range_count - 1].last = range.last;
        else if (range.first < range.last)
            self->ranges[self->range_count++] = range;
    }
    return SG_OK;
}

/* Takes the next row of the input, which without an input is one. */
static sg_status take_row(sg_op *op)
{
    node_scan *self = (node_scan *)op;

    self->range = self->next = 0;
    self->has_row = false;
    if (!op->input) {
        self->has_row = !self->ended;
        self->ended = true;
        return SG_OK;
    }
    if (++self->position >= op->input->batch.count) {
        SG_TRY(sg_op_next(op->input));
        self->position = 0;
    }
    self->has_row = op->input->batch.count > 0;
    return SG_OK;
}

/* Writes ids to `out` until `room` are there or the ranges are used up; returns how many. */
static uint32_t fill(node_scan *self, uint32_t *out, uint32_t room)
{
    uint32_t count = 0;

    while (count < room && self->range < self->range_count) {
        sg_range range = self->ranges[self->range];
        uint32_t first = range.first + self->next, left = range.last - first;
        uint32_t taken = left < room - count ? left : room - count;
        for (uint32_t i = 0; i < taken; i++)
            out[count + i] = first + i;
        count += taken;
        self->next += taken;
        if (taken == left) {
            self->range++;
            self->next = 0;
        }
    }
    return count;
}

static sg_status next(sg_op *op)
{
    node_scan *self = (node_scan *)op;
    uint32_t *ids = sg_arena_alloc_raw(op->arena, op->room * sizeof *ids);

    if (!ids)
        return SG_ENOMEM;
    if (self->range_count == 0)
        return SG_OK;
    if (!self->has_row || self->range == self->range_count)
        SG_TRY(take_row(op));
    if (!self->has_row)
        return SG_OK;
    sg_batch_all(&op->batch, fill(self, ids, op->room));
    if (op->input)
        sg_batch_spread(&op->batch, &op->input->batch, op->plan->live,
                        sg_batch_row(&op->input->batch, self->position));
    op->batch.columns[op->plan->to] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = ids };
    return SG_OK;
}

static sg_status rewind_scan(sg_op *op)
{
    node_scan *self = (node_scan *)op;

    self->has_row = self->ended = false;
    self->position = 0;
    return SG_OK;
}

const sg_op_class sg_op_node_scan = {
    .size = sizeof(node_scan),
    .open = open_scan,
    .next = next,
    .rewind = rewind_scan,
};
