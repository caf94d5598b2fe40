/* op_create.c - makes nodes and relationships for each row. */
#include "query/exec/writer.h"

typedef struct create {
    sg_op op;
    sg_writer writer;
    sg_make_steps makes;
} create;

static sg_status open_create(sg_op *op)
{
    create *self = (create *)op;

    SG_TRY(sg_writer_open(&self->writer, op));
    return sg_makes_open(op->exec, op->plan, &self->makes);
}

static sg_status write(sg_writer *writer)
{
    create *self = (create *)writer->op;

    SG_TRY(sg_makes_begin(writer, &self->makes));
    for (uint32_t row = 0; row < writer->work.count; row++)
        SG_TRY(sg_makes_apply(writer, &self->makes, row));
    return sg_writer_give_all(writer, &writer->work);
}

static sg_status next(sg_op *op)
{
    return sg_writer_next(&((create *)op)->writer, write, NULL);
}

static sg_status rewind_create(sg_op *op)
{
    sg_writer_rewind(&((create *)op)->writer);
    return SG_OK;
}

const sg_op_class sg_op_create = {
    .size = sizeof(create),
    .open = open_create,
    .next = next,
    .rewind = rewind_create,
};
