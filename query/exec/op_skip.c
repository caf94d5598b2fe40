/* op_skip.c - drop the first rows. */
#include "query/exec/row_count.h"

typedef struct skip {
    sg_op op;
    sg_eval *count;
    bool counted;
    uint64_t left;
} skip;

static sg_status open_skip(sg_op *op)
{
    return sg_eval_open(op->exec, op->plan->count, &((skip *)op)->count);
}

/* Drops the first `count` rows of the batch. */
static sg_status drop(sg_op *op, uint32_t count)
{
    uint32_t kept = op->batch.count - count;
    uint16_t *selection = sg_arena_alloc_raw(op->arena, kept * sizeof *selection);

    if (!selection)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < kept; i++)
        selection[i] = (uint16_t)sg_batch_row(&op->batch, count + i);
    op->batch.selection = selection;
    op->batch.count = kept;
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    skip *self = (skip *)op;

    if (!self->counted)
        SG_TRY(sg_row_count(self->count, "SKIP", op->arena, &self->left));
    self->counted = true;
    for (;;) {
        SG_TRY(sg_op_next(op->input));
        sg_batch_view(&op->batch, &op->input->batch, op->plan->live);
        if (self->left == 0 || op->batch.count == 0)
            return SG_OK;
        if (self->left < op->batch.count)
            break;
        self->left -= op->batch.count;
    }
    uint32_t count = (uint32_t)self->left;
    self->left = 0;
    return drop(op, count);
}

static sg_status rewind_skip(sg_op *op)
{
    ((skip *)op)->counted = false;
    return SG_OK;
}

const sg_op_class sg_op_skip = {
    .size = sizeof(skip),
    .open = open_skip,
    .next = next,
    .rewind = rewind_skip,
};
