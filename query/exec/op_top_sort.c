/* op_top_sort.c - the first rows of an order, without keeping or sorting the rest. */
#include "query/exec/row_count.h"
#include "query/exec/sorter.h"

typedef struct top_sort {
    sg_op op;
    sg_sorter sorter;
    sg_eval *count;
} top_sort;

static sg_status open_top_sort(sg_op *op)
{
    top_sort *self = (top_sort *)op;

    SG_TRY(sg_eval_open(op->exec, op->plan->count, &self->count));
    return sg_sorter_open(&self->sorter, op);
}

static sg_status next(sg_op *op)
{
    top_sort *self = (top_sort *)op;
    uint64_t count;

    if (!self->sorter.order) {
        SG_TRY(sg_row_count(self->count, "LIMIT", op->arena, &count));
        if (count == 0)
            return sg_op_write_below(op);
        SG_TRY(sg_sorter_read(&self->sorter, count));
    }
    return sg_sorter_give(&self->sorter);
}

static sg_status rewind_top_sort(sg_op *op)
{
    sg_sorter_clear(&((top_sort *)op)->sorter);
    return SG_OK;
}

const sg_op_class sg_op_top_sort = {
    .size = sizeof(top_sort),
    .open = open_top_sort,
    .next = next,
    .rewind = rewind_top_sort,
};
