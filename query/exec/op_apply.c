/* op_apply.c - rows of the right side per left row.
 *
 *     left row a --> argument --> right: x y     rows (a x) (a y)
 *     left row b --> argument --> right:
 *
 * Batched, the right side takes all rows of a left batch at once and says by ordinal which of them a
 * row belongs to.
 */
#include "query/exec/correlation.h"

typedef struct apply {
    sg_op op;
    sg_correlation correlation;
} apply;

static sg_status open_apply(sg_op *op)
{
    return sg_correlation_open(&((apply *)op)->correlation, op);
}

static sg_status next(sg_op *op)
{
    apply *self = (apply *)op;
    bool more;

    for (;;) {
        SG_TRY(sg_correlation_next(&self->correlation, op));
        if (op->right->batch.count > 0)
            return sg_correlation_join(&self->correlation, op);
        SG_TRY(sg_correlation_advance(&self->correlation, op, &more));
        if (!more)
            return SG_OK;
    }
}

static sg_status rewind_apply(sg_op *op)
{
    sg_correlation_rewind(&((apply *)op)->correlation);
    return SG_OK;
}

const sg_op_class sg_op_apply = {
    .size = sizeof(apply),
    .open = open_apply,
    .next = next,
    .rewind = rewind_apply,
};
