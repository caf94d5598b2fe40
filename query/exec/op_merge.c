/* op_merge.c - finds the pattern for each row, or makes it.
 *
 *     row ──► right side ──► matches ──► ON MATCH  ──► one row for each
 *                   └─ none ──► make ──► ON CREATE ──► one row
 *
 * A row finds what the rows before it have made.  The right side is read to its end before ON MATCH
 * changes anything.
 */
#include "query/exec/writer.h"

typedef struct merge {
    sg_op op;
    sg_writer writer;
    sg_make_steps makes;
    sg_change_steps on_create, on_match;
    sg_argument argument;
    sg_row_store matches; /* of the row at hand, both sides joined */
    sg_batch joined;
    sg_arena *joined_arena;
} merge;

/* What both sides carry. */
static sg_status joined_slots(sg_op *op, sg_slots *out)
{
    sg_slots left = op->input->plan->live, right = op->plan->right->live;
    uint32_t *slots =
        sg_arena_make_array(op->exec->arena, uint32_t, (size_t)left.count + right.count);
    uint32_t count = 0;

    if (!slots)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < left.count; i++)
        slots[count++] = left.slots[i];
    for (uint32_t i = 0; i < right.count; i++)
        if (!sg_slots_have(left, right.slots[i]))
            slots[count++] = right.slots[i];
    *out = (sg_slots){ slots, count };
    return SG_OK;
}

static sg_status open_merge(sg_op *op)
{
    merge *self = (merge *)op;
    sg_arena *arena;
    sg_slots slots;

    SG_TRY(sg_writer_open(&self->writer, op));
    SG_TRY(sg_makes_open(op->exec, op->plan, &self->makes));
    self->makes.null_is_wrong = true;
    SG_TRY(sg_changes_open(op->exec, op->plan->on_create, &self->on_create));
    SG_TRY(sg_changes_open(op->exec, op->plan->on_match, &self->on_match));
    SG_TRY(sg_op_open(op->exec, op->plan->right, &self->argument, &op->right));
    SG_TRY(joined_slots(op, &slots));
    SG_TRY(sg_exec_arena(op->exec, &arena));
    SG_TRY(sg_exec_arena(op->exec, &self->joined_arena));
    sg_row_store_open(&self->matches, op->exec, arena, slots);
    return sg_batch_open(&self->joined, op->exec->tree->slot_count, op->exec->arena);
}

/* Stores what the right side finds for one row. */
static sg_status find(merge *self, uint32_t row)
{
    sg_op *right = self->op.right;

    self->argument = (sg_argument){ .batch = &self->writer.work, .row = row };
    sg_row_store_clear(&self->matches);
    SG_TRY(sg_op_rewind(right));
    for (;;) {
        SG_TRY(sg_op_next(right));
        if (right->batch.count == 0)
            return SG_OK;
        sg_batch_spread(&self->joined, &self->writer.work, self->op.input->plan->live, row);
        sg_batch_view(&self->joined, &right->batch, right->plan->live);
        sg_rows rows = sg_batch_rows(&self->joined);
        SG_TRY(sg_row_store_append(&self->matches, &rows));
    }
}

static sg_status give_matches(merge *self)
{
    uint32_t rows[SG_BATCH_ROWS];

    for (uint32_t first = 0; first < self->matches.count;) {
        uint32_t left = self->matches.count - first;
        uint32_t count = left < SG_BATCH_ROWS ? left : SG_BATCH_ROWS;
        for (uint32_t i = 0; i < count; i++)
            rows[i] = first + i;
        sg_arena_reset(self->joined_arena);
        sg_batch_all(&self->joined, count);
        SG_TRY(sg_row_store_gather(&self->matches, rows, count, &self->joined,
                                   self->joined_arena));
        for (uint32_t i = 0; i < count; i++)
            SG_TRY(sg_changes_apply(&self->writer, &self->on_match, &self->joined, i));
        SG_TRY(sg_writer_give_all(&self->writer, &self->joined));
        first += count;
    }
    return SG_OK;
}

static sg_status write(sg_writer *writer)
{
    merge *self = (merge *)writer->op;

    SG_TRY(sg_makes_begin(writer, &self->makes));
    for (uint32_t row = 0; row < writer->work.count; row++) {
        SG_TRY(find(self, row));
        if (self->matches.count > 0) {
            SG_TRY(give_matches(self));
            continue;
        }
        SG_TRY(sg_makes_apply(writer, &self->makes, row));
        SG_TRY(sg_changes_apply(writer, &self->on_create, &writer->work, row));
        SG_TRY(sg_writer_give_row(writer, &writer->work, row));
    }
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    return sg_writer_next(&((merge *)op)->writer, write, NULL);
}

static sg_status rewind_merge(sg_op *op)
{
    sg_writer_rewind(&((merge *)op)->writer);
    return SG_OK;
}

const sg_op_class sg_op_merge = {
    .size = sizeof(merge),
    .open = open_merge,
    .next = next,
    .rewind = rewind_merge,
};
