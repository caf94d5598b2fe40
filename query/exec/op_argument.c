/* op_argument.c - where a right side or subplan gets the row around it from.
 *
 * At the top of a statement it is one row without columns.  Inside it is one row of the outer
 * batch, or, when the side is batched, all of its rows with their numbers as ordinals.
 */
#include "query/exec/operator.h"

typedef struct argument {
    sg_op op;
    bool done;
} argument;

static sg_status give_one(sg_op *op)
{
    const sg_argument *from = op->argument;

    sg_batch_all(&op->batch, 1);
    if (from->batch)
        sg_batch_spread(&op->batch, from->batch, op->plan->slots, from->row);
    return SG_OK;
}

static sg_status give_all(sg_op *op)
{
    const sg_argument *from = op->argument;
    uint32_t *ordinals = sg_arena_alloc_raw(op->arena, from->batch->rows * sizeof *ordinals);

    if (!ordinals)
        return SG_ENOMEM;
    for (uint32_t row = 0; row < from->batch->rows; row++)
        ordinals[row] = row;
    sg_batch_view(&op->batch, from->batch, op->plan->slots);
    op->batch.columns[from->ordinal] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = ordinals };
    op->batch.selection = from->rows.selection;
    op->batch.count = from->rows.count;
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    argument *self = (argument *)op;

    if (self->done)
        return SG_OK;
    self->done = true;
    return op->argument->whole ? give_all(op) : give_one(op);
}

static sg_status rewind_argument(sg_op *op)
{
    ((argument *)op)->done = false;
    return SG_OK;
}

static double progress(const sg_op *op, double within)
{
    const sg_argument *from = op->argument;

    if (!from->around || from->batch->rows == 0)
        return 0;
    return sg_op_progress(from->around,
                          from->whole ? within : (from->row + within) / from->batch->rows);
}

const sg_op_class sg_op_argument = {
    .size = sizeof(argument),
    .next = next,
    .rewind = rewind_argument,
    .progress = progress,
};
