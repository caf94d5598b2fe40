/* correlation.h - a right side that runs for rows of the left: what Apply and Optional share.
 *
 * The argument is one left row, or all rows of the left batch when the right side is batched; either
 * is a *turn*.  Within a turn the right side gives batches, and ends.
 */
#ifndef SG_CORRELATION_H
#define SG_CORRELATION_H

#include "query/exec/operator.h"

typedef struct sg_correlation {
    sg_argument argument;
    uint32_t position; /* of the left row at hand, in the selection */
    bool in_turn;
} sg_correlation;

/* Opens the right side of the operator. */
SG_MUST_USE sg_status sg_correlation_open(sg_correlation *correlation, sg_op *op);
/* The next batch of the right side in this turn, in op->right->batch; empty at the turn's end, and
 * when there is no turn. */
SG_MUST_USE sg_status sg_correlation_next(sg_correlation *correlation, sg_op *op);
/* Begins the next turn; *more is false at the end of the left side. */
SG_MUST_USE sg_status sg_correlation_advance(sg_correlation *correlation, sg_op *op,
                                             bool *more);
/* Makes op->batch of the right batch and the left rows it belongs to. */
SG_MUST_USE sg_status sg_correlation_join(sg_correlation *correlation, sg_op *op);
void sg_correlation_rewind(sg_correlation *correlation);

/* The left row that a row of the right batch belongs to. */
static inline uint32_t sg_correlation_owner(const sg_correlation *correlation, const sg_op *op,
                                            uint32_t row)
{
    if (!correlation->argument.whole)
        return correlation->argument.row;
    const sg_vector *ordinals = &op->right->batch.columns[correlation->argument.ordinal];
    return sg_vector_id(ordinals, row);
}

#endif
