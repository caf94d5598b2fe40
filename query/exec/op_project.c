/* op_project.c - compute expressions: the rows of the input with further columns. */
#include "query/exec/eval.h"

typedef struct project {
    sg_op op;
    sg_eval **evals; /* by item */
    sg_vector *results;
} project;

static sg_status open_project(sg_op *op)
{
    project *self = (project *)op;
    sg_plan_items items = op->plan->items;

    self->evals = sg_arena_make_array(op->exec->arena, sg_eval *, items.count);
    self->results = sg_arena_make_array(op->exec->arena, sg_vector, items.count);
    if (!self->evals || !self->results)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < items.count; i++)
        SG_TRY(sg_eval_open(op->exec, items.items[i].expression, &self->evals[i]));
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    project *self = (project *)op;
    sg_plan_items items = op->plan->items;

    SG_TRY(sg_op_next(op->input));
    if (op->input->batch.count == 0)
        return SG_OK;
    sg_rows rows = sg_batch_rows(&op->input->batch);
    for (uint32_t i = 0; i < items.count; i++)
        SG_TRY(sg_eval_values(self->evals[i], &rows, op->arena, &self->results[i]));
    /* Only now: an item may read a slot that another one writes, as WITH b AS a, a AS b does. */
    sg_batch_view(&op->batch, &op->input->batch, op->plan->live);
    for (uint32_t i = 0; i < items.count; i++)
        op->batch.columns[items.items[i].slot] = self->results[i];
    return SG_OK;
}

const sg_op_class sg_op_project = {
    .size = sizeof(project),
    .open = open_project,
    .next = next,
    .progress = sg_op_input_progress,
};
