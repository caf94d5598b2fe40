/* op_filter.c - keep the rows for which a predicate is true: a shorter selection of the same rows. */
#include "query/exec/eval.h"

typedef struct filter {
    sg_op op;
    sg_eval *predicate;
} filter;

static sg_status open_filter(sg_op *op)
{
    return sg_eval_open(op->exec, op->plan->predicate, &((filter *)op)->predicate);
}

static sg_status next(sg_op *op)
{
    filter *self = (filter *)op;
    const uint16_t *selection;
    uint32_t count;

    for (;;) {
        SG_TRY(sg_op_next(op->input));
        if (op->input->batch.count == 0)
            return SG_OK;
        sg_rows rows = sg_batch_rows(&op->input->batch);
        sg_arena_reset(op->arena);
        SG_TRY(sg_eval_select(self->predicate, &rows, op->arena, &selection, &count));
        if (count == 0)
            continue;
        sg_batch_view(&op->batch, &op->input->batch, op->plan->live);
        op->batch.selection = selection;
        op->batch.count = count;
        return SG_OK;
    }
}

const sg_op_class sg_op_filter = {
    .size = sizeof(filter),
    .open = open_filter,
    .next = next,
    .progress = sg_op_input_progress,
};
