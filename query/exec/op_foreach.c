/* op_foreach.c - runs the right side for its effects: once for each item of a list, or once a row.
 *
 * The right side sees the row, and the item in a slot of its own.  Rows go on as they came.
 */
#include "query/exec/writer.h"

typedef struct foreach {
    sg_op op;
    sg_writer writer;
    sg_eval *list; /* NULL: once a row */
    sg_argument argument;
    sg_batch outer; /* the row and the item */
    sg_arena *items;
} foreach;

static sg_status open_foreach(sg_op *op)
{
    foreach
        *self = (foreach *)op;

    SG_TRY(sg_writer_open(&self->writer, op));
    if (op->plan->items.count)
        SG_TRY(sg_eval_open(op->exec, op->plan->items.items[0].expression, &self->list));
    SG_TRY(sg_exec_arena(op->exec, &self->items));
    SG_TRY(sg_batch_open(&self->outer, op->exec->tree->slot_count, op->exec->arena));
    return sg_op_open(op->exec, op->plan->right, &self->argument, &op->right);
}

/* Runs the right side to its end. */
static sg_status run(foreach *self, uint32_t row)
{
    self->argument = (sg_argument){ .batch = &self->outer, .row = row };
    SG_TRY(sg_op_rewind(self->op.right));
    do
        SG_TRY(sg_op_next(self->op.right));
    while (self->op.right->batch.count > 0);
    return SG_OK;
}

static sg_status run_list(foreach *self, uint32_t row)
{
    const sg_plan_item *item = &self->op.plan->items.items[0];
    sg_value list;

    SG_TRY(sg_writer_value(&self->writer, self->list, &self->writer.work, row, &list));
    if (sg_is_null(list))
        return SG_OK;
    if (list.type != SG_TYPE_LIST)
        return sg_query_fail(&self->op.exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE,
                             SG_RUNTIME, item->expression->span,
                             "FOREACH takes a list, but this is a %s",
                             sg_type_name((sg_type)list.type));
    /* What the list borrows from the graph may be changed by the right side. */
    sg_arena_reset(self->items);
    SG_TRY(sg_value_copy(self->items, list, &list));
    for (uint32_t i = 0; i < list.length; i++) {
        self->outer.columns[item->slot] =
            (sg_vector){ .constant = true, .values = &list.list[i] };
        SG_TRY(run(self, row));
    }
    return SG_OK;
}

static sg_status write(sg_writer *writer)
{
    foreach
        *self = (foreach *)writer->op;

    sg_batch_view(&self->outer, &writer->work, self->op.input->plan->live);
    for (uint32_t row = 0; row < writer->work.count; row++) {
        sg_arena_reset(writer->scratch);
        SG_TRY(self->list ? run_list(self, row) : run(self, row));
    }
    return sg_writer_give_all(writer, &writer->work);
}

static sg_status next(sg_op *op)
{
    return sg_writer_next(&((foreach *)op)->writer, write, NULL);
}

static sg_status rewind_foreach(sg_op *op)
{
    sg_writer_rewind(&((foreach *)op)->writer);
    return SG_OK;
}

const sg_op_class sg_op_foreach = {
    .size = sizeof(foreach),
    .open = open_foreach,
    .next = next,
    .rewind = rewind_foreach,
};
