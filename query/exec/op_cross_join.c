/* op_cross_join.c - every left row with every right row; the right side is read once and kept. */
#include "query/exec/store.h"

typedef struct cross_join {
    sg_op op;
    sg_row_store right;
    bool stored;   /* `right` holds the right side ... */
    bool can_keep; /* ... which does not depend on the argument */
    uint32_t left; /* position in the left batch */
    uint32_t next; /* right row to be joined with it */
} cross_join;

/* The columns that come from the right side. */
static sg_status open_cross_join(sg_op *op)
{
    cross_join *self = (cross_join *)op;
    sg_arena *arena;

    SG_TRY(sg_exec_arena(op->exec, &arena));
    SG_TRY(sg_op_open(op->exec, op->plan->right, op->argument, &op->right));
    sg_row_store_open(&self->right, op->exec, arena, op->plan->right->live);
    self->can_keep = !sg_plan_is_correlated(op->plan->right) && !op->exec->changes;
    return SG_OK;
}

static sg_status store_right(sg_op *op)
{
    cross_join *self = (cross_join *)op;

    for (;;) {
        SG_TRY(sg_op_next(op->right));
        if (op->right->batch.count == 0)
            break;
        sg_rows rows = sg_batch_rows(&op->right->batch);
        SG_TRY(sg_row_store_append(&self->right, &rows));
    }
    self->stored = true;
    return SG_OK;
}

/* Pairs left rows of the batch at hand with right rows; returns how many. */
static uint32_t pair_rows(cross_join *self, uint16_t *lefts, uint32_t *rights, uint32_t room)
{
    const sg_batch *left = &self->op.input->batch;
    uint32_t count = 0;

    while (count < room && self->left < left->count) {
        lefts[count] = (uint16_t)sg_batch_row(left, self->left);
        rights[count++] = self->next++;
        if (self->next == self->right.count) {
            self->next = 0;
            self->left++;
        }
    }
    return count;
}

static sg_status next(sg_op *op)
{
    cross_join *self = (cross_join *)op;
    const sg_batch *left = &op->input->batch;
    uint16_t *lefts = sg_arena_alloc_raw(op->arena, op->room * sizeof *lefts);
    uint32_t *rights = sg_arena_alloc_raw(op->arena, op->room * sizeof *rights);

    if (!lefts || !rights)
        return SG_ENOMEM;
    if (self->left >= left->count) {
        SG_TRY(sg_op_next(op->input));
        self->left = 0;
    }
    if (left->count > 0 && !self->stored)
        SG_TRY(store_right(op));
    if (left->count == 0 || self->right.count == 0)
        return SG_OK;
    uint32_t count = pair_rows(self, lefts, rights, op->room);
    sg_batch_all(&op->batch, count);
    SG_TRY(sg_row_store_gather(&self->right, rights, count, &op->batch, op->arena));
    if (lefts[0] != lefts[count - 1])
        return sg_batch_gather(&op->batch, left, op->plan->live, lefts, count, op->arena);
    sg_batch_spread(&op->batch, left, op->plan->live, lefts[0]);
    return SG_OK;
}

static sg_status rewind_cross_join(sg_op *op)
{
    cross_join *self = (cross_join *)op;

    self->left = self->next = 0;
    if (self->can_keep)
        return SG_OK;
    self->stored = false;
    sg_row_store_clear(&self->right);
    return sg_op_rewind(op->right);
}

const sg_op_class sg_op_cross_join = {
    .size = sizeof(cross_join),
    .open = open_cross_join,
    .next = next,
    .rewind = rewind_cross_join,
};
