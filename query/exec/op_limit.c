/* op_limit.c - stop after some rows; the input is not asked for more. */
#include "query/exec/row_count.h"

typedef struct limit {
    sg_op op;
    sg_eval *count;
    bool counted;
    uint64_t left;
} limit;

static sg_status open_limit(sg_op *op)
{
    return sg_eval_open(op->exec, op->plan->count, &((limit *)op)->count);
}

static sg_status next(sg_op *op)
{
    limit *self = (limit *)op;

    if (!self->counted)
        SG_TRY(sg_row_count(self->count, "LIMIT", op->arena, &self->left));
    self->counted = true;
    if (self->left == 0)
        return sg_op_write_below(op);
    SG_TRY(sg_op_next(op->input));
    sg_batch_view(&op->batch, &op->input->batch, op->plan->live);
    if (op->batch.count > self->left)
        op->batch.count = (uint32_t)self->left;
    self->left -= op->batch.count;
    return SG_OK;
}

static sg_status rewind_limit(sg_op *op)
{
    ((limit *)op)->counted = false;
    return SG_OK;
}

const sg_op_class sg_op_limit = {
    .size = sizeof(limit),
    .open = open_limit,
    .next = next,
    .rewind = rewind_limit,
};
