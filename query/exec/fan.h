/* fan.h - an operator that makes any number of rows of each row of its input.
 *
 *     input row 0 --> (a) (b)          output   source  new columns
 *     input row 1 -->                              0    a
 *     input row 2 --> (c)                          0    b
 *                                                  2    c
 *
 * The rows of one output batch come from one input batch; `sources` says from which rows.  Columns
 * that are kept are gathered by it at the end.
 */
#ifndef SG_FAN_H
#define SG_FAN_H

#include "query/exec/operator.h"

typedef struct sg_fan {
    uint32_t position; /* of the input row at hand, in the selection */
    bool begun;        /* rows of it may have been made already */
    uint16_t *sources; /* by output row */
    uint32_t count;    /* output rows so far */
    uint32_t capacity;
} sg_fan;

/* Begins an output batch. */
SG_MUST_USE sg_status sg_fan_begin(sg_fan *fan, sg_op *op);
/* Moves to the next input row, if the one at hand is used up; *more is false when the output batch
 * must be given out first, or at the end of the input. */
SG_MUST_USE sg_status sg_fan_row(sg_fan *fan, sg_op *op, bool *more);
static inline uint32_t sg_fan_source(const sg_fan *fan, const sg_op *op)
{
    return sg_batch_row(&op->input->batch, fan->position);
}
/* The input row at hand is used up. */
static inline void sg_fan_used_up(sg_fan *fan)
{
    fan->position++;
    fan->begun = false;
}
static inline bool sg_fan_full(const sg_fan *fan)
{
    return fan->count == fan->capacity;
}
/* Makes op->batch of the output rows, with the columns that are kept of the input. */
SG_MUST_USE sg_status sg_fan_finish(sg_fan *fan, sg_op *op);
void sg_fan_rewind(sg_fan *fan);

#endif
