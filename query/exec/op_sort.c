/* op_sort.c - order all rows. */
#include "query/exec/sorter.h"

typedef struct sort_all {
    sg_op op;
    sg_sorter sorter;
} sort_all;

static sg_status open_sort(sg_op *op)
{
    return sg_sorter_open(&((sort_all *)op)->sorter, op);
}

static sg_status next(sg_op *op)
{
    sort_all *self = (sort_all *)op;

    if (!self->sorter.order)
        SG_TRY(sg_sorter_read(&self->sorter, UINT64_MAX));
    return sg_sorter_give(&self->sorter);
}

static sg_status rewind_sort(sg_op *op)
{
    sg_sorter_clear(&((sort_all *)op)->sorter);
    return SG_OK;
}

const sg_op_class sg_op_sort = {
    .size = sizeof(sort_all),
    .open = open_sort,
    .next = next,
    .rewind = rewind_sort,
};
