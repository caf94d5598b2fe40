/* op_union.c - rows of the left, then of the right, under the slots of the left. */
#include "query/exec/operator.h"

typedef struct union_all {
    sg_op op;
    bool left_done;
} union_all;

static sg_status open_union(sg_op *op)
{
    return sg_op_open(op->exec, op->plan->right, op->argument, &op->right);
}

/* Renames the columns of a side: those of its slots become those of the union's. */
static void rename_columns(sg_op *op, const sg_batch *from, sg_slots slots)
{
    sg_batch_view(&op->batch, from, op->plan->live);
    for (uint32_t i = 0; i < slots.count; i++)
        op->batch.columns[op->plan->slots.slots[i]] = from->columns[slots.slots[i]];
}

static sg_status next(sg_op *op)
{
    union_all *self = (union_all *)op;

    if (!self->left_done) {
        SG_TRY(sg_op_next(op->input));
        if (op->input->batch.count > 0) {
            rename_columns(op, &op->input->batch, op->plan->slots);
            return SG_OK;
        }
        self->left_done = true;
    }
    SG_TRY(sg_op_next(op->right));
    rename_columns(op, &op->right->batch, op->plan->right_slots);
    return SG_OK;
}

static sg_status rewind_union(sg_op *op)
{
    ((union_all *)op)->left_done = false;
    return sg_op_rewind(op->right);
}

const sg_op_class sg_op_union = {
    .size = sizeof(union_all),
    .open = open_union,
    .next = next,
    .rewind = rewind_union,
};
