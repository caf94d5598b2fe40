/* correlation.c - turns of a right side, one for each left row or for each left batch. */
#include "query/exec/correlation.h"

sg_status sg_correlation_open(sg_correlation *correlation, sg_op *op)
{
    correlation->argument.whole = op->plan->batched;
    correlation->argument.ordinal = op->plan->ordinal;
    return sg_op_open(op->exec, op->plan->right, &correlation->argument, &op->right);
}

sg_status sg_correlation_next(sg_correlation *correlation, sg_op *op)
{
    if (correlation->in_turn)
        return sg_op_next(op->right);
    op->right->batch.count = 0;
    return SG_OK;
}

/* Moves to the next left row, or batch when `whole`. */
static sg_status move(sg_correlation *correlation, sg_op *op)
{
    const sg_batch *left = &op->input->batch;

    if (correlation->in_turn && !correlation->argument.whole &&
        ++correlation->position < left->count)
        return SG_OK;
    correlation->position = 0;
    return sg_op_next(op->input);
}

sg_status sg_correlation_advance(sg_correlation *correlation, sg_op *op, bool *more)
{
    const sg_batch *left = &op->input->batch;

    SG_TRY(move(correlation, op));
    *more = correlation->in_turn = left->count > 0;
    if (!*more)
        return SG_OK;
    correlation->argument.batch = left;
    correlation->argument.around = op->input;
    correlation->argument.rows = sg_batch_rows(left);
    correlation->argument.row = sg_batch_row(left, correlation->position);
    return sg_op_rewind(op->right);
}

sg_status sg_correlation_join(sg_correlation *correlation, sg_op *op)
{
    const sg_batch *left = &op->input->batch, *right = &op->right->batch;
    sg_slots live = op->plan->live;

    if (!correlation->argument.whole) {
        sg_batch_spread(&op->batch, left, live, correlation->argument.row);
        sg_batch_view(&op->batch, right, live);
        return SG_OK;
    }
    uint16_t *owners = sg_arena_alloc(op->arena, right->rows * sizeof *owners);
    if (!owners)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < right->count; i++) {
        uint32_t row = sg_batch_row(right, i);
        owners[row] = (uint16_t)sg_correlation_owner(correlation, op, row);
    }
    SG_TRY(sg_batch_gather(&op->batch, left, live, owners, right->rows, op->arena));
    sg_batch_view(&op->batch, right, live);
    return SG_OK;
}

void sg_correlation_rewind(sg_correlation *correlation)
{
    correlation->position = 0;
    correlation->in_turn = false;
}
