/* op_drain.c - takes all rows and gives none: the end of a query without RETURN. */
#include "query/exec/operator.h"

static sg_status next(sg_op *op)
{
    do
        SG_TRY(sg_op_next(op->input));
    while (op->input->batch.count > 0);
    return SG_OK;
}

const sg_op_class sg_op_drain = {
    .size = sizeof(sg_op),
    .next = next,
};
