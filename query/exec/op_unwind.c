/* op_unwind.c - one row per element of a list; null gives none, anything else is its own element. */
#include "query/exec/eval.h"
#include "query/exec/fan.h"

typedef struct unwind {
    sg_op op;
    sg_fan fan;
    sg_eval *list;
    sg_arena *lists_in; /* `lists`, which live as long as the input batch */
    sg_vector lists;
    uint32_t next; /* element of the list of the row at hand */
} unwind;

static sg_status open_unwind(sg_op *op)
{
    unwind *self = (unwind *)op;

    SG_TRY(sg_exec_arena(op->exec, &self->lists_in));
    return sg_eval_open(op->exec, op->plan->items.items[0].expression, &self->list);
}

/* Evaluates the lists of a new input batch. */
static sg_status evaluate(unwind *self)
{
    sg_rows rows = sg_batch_rows(&self->op.input->batch);

    sg_arena_reset(self->lists_in);
    return sg_eval_values(self->list, &rows, self->lists_in, &self->lists);
}

static void unwind_row(unwind *self, sg_value *out)
{
    sg_fan *fan = &self->fan;
    uint32_t row = sg_fan_source(fan, &self->op);
    sg_value value = sg_vector_value(&self->lists, row);
    bool list = value.type == SG_TYPE_LIST;
    uint32_t length = list ? value.length : sg_is_null(value) ? 0 : 1;

    if (!fan->begun)
        self->next = 0;
    fan->begun = true;
    for (; self->next < length && !sg_fan_full(fan); self->next++) {
        fan->sources[fan->count] = (uint16_t)row;
        out[fan->count++] = list ? value.list[self->next] : value;
    }
    if (self->next == length)
        sg_fan_used_up(fan);
}

static sg_status next(sg_op *op)
{
    unwind *self = (unwind *)op;
    sg_fan *fan = &self->fan;
    bool more;

    SG_TRY(sg_fan_begin(fan, op));
    sg_value *elements = sg_arena_alloc_raw(op->arena, fan->capacity * sizeof *elements);
    if (!elements)
        return SG_ENOMEM;
    while (!sg_fan_full(fan)) {
        SG_TRY(sg_fan_row(fan, op, &more));
        if (!more)
            break;
        if (fan->position == 0 && !fan->begun)
            SG_TRY(evaluate(self));
        unwind_row(self, elements);
    }
    SG_TRY(sg_fan_finish(fan, op));
    op->batch.columns[op->plan->items.items[0].slot] = (sg_vector){ .values = elements };
    return SG_OK;
}

static sg_status rewind_unwind(sg_op *op)
{
    sg_fan_rewind(&((unwind *)op)->fan);
    return SG_OK;
}

const sg_op_class sg_op_unwind = {
    .size = sizeof(unwind),
    .open = open_unwind,
    .next = next,
    .rewind = rewind_unwind,
};
