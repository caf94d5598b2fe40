/* op_node_scan.c - all nodes of some label sets: ranges of ids, once for each row of the input.
 *
 *     label sets  0 [0,4)   1 [4,9)   2 [9,15)      wanted 0, 1 --> one range [0,9)
 *
 * Once the reduced set of the vertex is known, the scan goes on in it: ids ascend in both.
 *
 * In a statement that writes, label sets may come up while it runs: which of them fit is then worked
 * out anew for each scan.
 */
#include "engine/base/bitmap.h"
#include "query/exec/reductions.h"
#include "query/plan/estimate.h"
#include "query/plan/rewrite.h"

typedef struct node_scan {
    sg_op op;
    sg_scan scan;
    sg_range range; /* what is left of the one at hand */
    sg_arena *sets_in;
    uint32_t position; /* of the input row at hand */
    bool has_row;
    bool ended;
    sg_reduced *reduced;  /* NULL: no set will be known */
    const sg_id_set *set; /* NULL: not known yet */
    sg_id_reader reader;
    uint32_t past;  /* ids below were given in this scan */
    uint32_t given; /* so many */
} node_scan;

static sg_status open_scan(sg_op *op)
{
    node_scan *self = (node_scan *)op;

    if (op->plan->reduction)
        SG_TRY(sg_reduced_of(op->exec, op->plan->reduction, &self->reduced));
    return op->plan->label_test ? sg_exec_arena(op->exec, &self->sets_in) : SG_OK;
}

/* The label sets that there are now for which the test holds. */
static sg_status find_sets(sg_op *op, const uint64_t **out)
{
    node_scan *self = (node_scan *)op;
    const sg_graph *graph = op->exec->graph;
    uint32_t sets = sg_graph_label_sets(graph);

    sg_arena_reset(self->sets_in);
    uint64_t *bits = sg_arena_make_array(self->sets_in, uint64_t, sg_bitmap_words(sets) + 1);
    if (!bits)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < sets; i++)
        if (sg_label_condition_holds(graph, op->plan->label_test,
                                     (sg_label_set){ (uint16_t)i }))
            sg_bit_set(bits, i);
    *out = bits;
    return SG_OK;
}

static sg_status begin_scan(sg_op *op)
{
    node_scan *self = (node_scan *)op;
    const uint64_t *sets = op->plan->label_sets;

    if (op->plan->label_test)
        SG_TRY(find_sets(op, &sets));
    self->scan = sg_nodes_scan(op->exec->graph, sets);
    self->range = (sg_range){ 0, 0 };
    self->past = self->given = 0;
    if (self->set)
        self->reader = sg_id_set_read(self->set);
    return SG_OK;
}

/* Looks whether the set is known now; the scan at hand then goes on in it. */
static sg_status look_for_set(node_scan *self, uint64_t effort)
{
    if (!self->reduced || self->set)
        return SG_OK;
    SG_TRY(sg_reduced_set(self->reduced, &self->op, effort, &self->set));
    if (self->set)
        self->reader = sg_id_set_read_from(self->set, self->past);
    return SG_OK;
}

/* Takes the next row of the input, which without an input is one. */
static sg_status take_row(sg_op *op)
{
    node_scan *self = (node_scan *)op;

    self->has_row = false;
    if (!op->input) {
        self->has_row = !self->ended;
        self->ended = true;
        return begin_scan(op);
    }
    if (++self->position >= op->input->batch.count) {
        SG_TRY(sg_op_next(op->input));
        self->position = 0;
    }
    self->has_row = op->input->batch.count > 0;
    return begin_scan(op);
}

/* Writes ids to `out` until `room` are there or the scan is at its end; returns how many. */
static uint32_t fill(node_scan *self, uint32_t *out, uint32_t room)
{
    uint32_t count = 0;

    if (self->set)
        return sg_id_reader_next(&self->reader, out, room);
    while (count < room) {
        if (self->range.first == self->range.last && !sg_scan_next(&self->scan, &self->range))
            break;
        while (count < room && self->range.first < self->range.last)
            out[count++] = self->range.first++;
    }
    if (count)
        self->past = out[count - 1] + 1;
    self->given += count;
    return count;
}

static sg_status next(sg_op *op)
{
    node_scan *self = (node_scan *)op;
    uint32_t *ids = sg_arena_alloc_raw(op->arena, op->room * sizeof *ids);

    if (!ids)
        return SG_ENOMEM;
    SG_TRY(look_for_set(self, op->room));
    uint32_t count = self->has_row ? fill(self, ids, op->room) : 0;
    while (count == 0) {
        SG_TRY(take_row(op));
        if (!self->has_row)
            return SG_OK;
        count = fill(self, ids, op->room);
        SG_TRY(sg_exec_work(op->exec, 1));
    }
    sg_batch_all(&op->batch, count);
    if (op->input)
        sg_batch_spread(&op->batch, &op->input->batch, op->plan->live,
                        sg_batch_row(&op->input->batch, self->position));
    op->batch.columns[op->plan->to] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = ids };
    return SG_OK;
}

/* How far a set is read is not told: what it has left out is behind as well. */
static double progress(const sg_op *op, double within)
{
    const node_scan *self = (const node_scan *)op;
    double nodes = self->set ? 0 : sg_estimate_nodes(op->exec->graph, op->plan->label_sets);
    double share = nodes > 0 ? (self->given - (1 - within) * op->batch.count) / nodes : 0;

    if (!op->input || op->input->batch.count == 0)
        return share;
    return sg_op_progress(op->input, (self->position + share) / op->input->batch.count);
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
    .progress = progress,
};
