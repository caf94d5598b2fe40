/* op_change.c - SET and REMOVE, for each row in turn. */
#include "query/exec/writer.h"

typedef struct change {
    sg_op op;
    sg_writer writer;
    sg_change_steps steps;
} change;

static sg_status open_change(sg_op *op)
{
    change *self = (change *)op;

    SG_TRY(sg_writer_open(&self->writer, op));
    return sg_changes_open(op->exec, op->plan->changes, &self->steps);
}

static sg_status write(sg_writer *writer)
{
    change *self = (change *)writer->op;

    for (uint32_t row = 0; row < writer->work.count; row++)
        SG_TRY(sg_changes_apply(writer, &self->steps, &writer->work, row));
    return sg_writer_give_all(writer, &writer->work);
}

static sg_status next(sg_op *op)
{
    return sg_writer_next(&((change *)op)->writer, write, NULL);
}

static sg_status rewind_change(sg_op *op)
{
    sg_writer_rewind(&((change *)op)->writer);
    return SG_OK;
}

const sg_op_class sg_op_change = {
    .size = sizeof(change),
    .open = open_change,
    .next = next,
    .rewind = rewind_change,
};
