/* op_degree.c - how many rows of the right side each left row has: a column of numbers, and no rows of
 * its own.
 *
 *     left   a b c        right  a a c        output  a 2, b 0, c 1
 *
 * The right side runs for a whole left batch where it can, and tells by ordinals which left row a row
 * belongs to; else for one left row after the other.  Relationships that are only followed are counted where they stand,
 * and no rows are made.
 */
#include "query/exec/operator.h"

typedef struct degree {
    sg_op op;
    sg_argument argument;
    sg_value *numbers; /* by left row */
} degree;

static sg_status open_degree(sg_op *op)
{
    degree *self = (degree *)op;

    op->exec->set_counts.degrees++;
    self->argument.whole = op->plan->batched;
    self->argument.ordinal = op->plan->ordinal;
    return sg_op_open(op->exec, op->plan->right, &self->argument, &op->right);
}

/* Adds the rows of a right batch to the numbers of the left rows they belong to. */
static void add(degree *self, const sg_batch *right)
{
    const sg_vector *ordinals = &right->columns[self->argument.ordinal];

    for (uint32_t i = 0; i < right->count; i++)
        self->numbers[sg_vector_id(ordinals, sg_batch_row(right, i))].integer++;
}

/* Runs the right side for the argument. */
static sg_status run(degree *self)
{
    sg_op *right = self->op.right;
    bool counted = false;

    SG_TRY(sg_op_rewind(right));
    if (self->argument.whole)
        SG_TRY(sg_op_count(right, self->numbers, &counted));
    if (counted)
        return SG_OK;
    for (;;) {
        SG_TRY(sg_op_next(right));
        if (right->batch.count == 0)
            return SG_OK;
        if (self->argument.whole)
            add(self, &right->batch);
        else
            self->numbers[self->argument.row].integer += right->batch.count;
    }
}

static sg_status count(degree *self)
{
    const sg_batch *left = &self->op.input->batch;

    self->argument.batch = left;
    self->argument.around = self->op.input;
    self->argument.rows = sg_batch_rows(left);
    self->argument.row = sg_batch_row(left, 0);
    if (self->argument.whole)
        return run(self);
    for (uint32_t i = 0; i < left->count; i++) {
        self->argument.row = sg_batch_row(left, i);
        SG_TRY(run(self));
    }
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    degree *self = (degree *)op;
    const sg_batch *left = &op->input->batch;

    SG_TRY(sg_op_next(op->input));
    if (left->count == 0)
        return SG_OK;
    self->numbers = sg_arena_alloc_raw(op->arena, left->rows * sizeof *self->numbers);
    if (!self->numbers)
        return SG_ENOMEM;
    for (uint32_t row = 0; row < left->rows; row++)
        self->numbers[row] = sg_integer(0);
    SG_TRY(count(self));
    sg_batch_view(&op->batch, left, op->plan->live);
    op->batch.columns[op->plan->weight] = (sg_vector){ .values = self->numbers };
    return SG_OK;
}

const sg_op_class sg_op_degree = {
    .size = sizeof(degree),
    .open = open_degree,
    .next = next,
};
