/* fan.c - input rows to any number of output rows: what Expand, Walk, Unwind and their like share. */
#include "query/exec/fan.h"

sg_status sg_fan_begin(sg_fan *fan, sg_op *op)
{
    fan->count = 0;
    fan->capacity = op->room;
    fan->sources = sg_arena_alloc_raw(op->arena, fan->capacity * sizeof *fan->sources);
    return fan->sources ? SG_OK : SG_ENOMEM;
}

sg_status sg_fan_row(sg_fan *fan, sg_op *op, bool *more)
{
    *more = true;
    if (fan->position < op->input->batch.count)
        return SG_OK;
    *more = false;
    if (fan->count > 0)
        return SG_OK;
    SG_TRY(sg_op_next(op->input));
    fan->position = 0;
    *more = op->input->batch.count > 0;
    return SG_OK;
}

sg_status sg_fan_finish(sg_fan *fan, sg_op *op)
{
    const sg_batch *input = &op->input->batch;

    sg_batch_all(&op->batch, fan->count);
    if (fan->count == 0)
        return SG_OK;
    if (fan->sources[0] == fan->sources[fan->count - 1]) {
        sg_batch_spread(&op->batch, input, op->plan->live, fan->sources[0]);
        return SG_OK;
    }
    return sg_batch_gather(&op->batch, input, op->plan->live, fan->sources, fan->count,
                           op->arena);
}

void sg_fan_rewind(sg_fan *fan)
{
    *fan = (sg_fan){ 0 };
}
