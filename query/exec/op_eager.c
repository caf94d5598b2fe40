/* op_eager.c - takes in all rows before it gives the first: what is above may write. */
#include "query/exec/writer.h"

typedef struct eager {
    sg_op op;
    sg_writer writer;
} eager;

static sg_status open_eager(sg_op *op)
{
    return sg_writer_open(&((eager *)op)->writer, op);
}

static sg_status write(sg_writer *writer)
{
    return sg_writer_give_all(writer, &writer->work);
}

static sg_status next(sg_op *op)
{
    return sg_writer_next(&((eager *)op)->writer, write, NULL);
}

static sg_status rewind_eager(sg_op *op)
{
    sg_writer_rewind(&((eager *)op)->writer);
    return SG_OK;
}

const sg_op_class sg_op_eager = {
    .size = sizeof(eager),
    .open = open_eager,
    .next = next,
    .rewind = rewind_eager,
};
