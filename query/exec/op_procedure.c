/* op_procedure.c - the rows of a procedure per row of the input.
 *
 *     input row a --> arguments (1)    table  1 | x        output  a  x
 *                                             2 | y                a  z
 *                                             1 | z
 *
 * The table is that of the moment of the first row: a statement that writes may have changed what the
 * procedure tells.  A procedure without outputs has nothing to tell: it gives each row on, once.
 */
#include "query/exec/eval.h"
#include "query/exec/fan.h"
#include "query/procedures/procedures.h"

typedef struct procedure_call {
    sg_op op;
    sg_fan fan;
    sg_eval **arguments;
    uint32_t count;
    sg_vector *vectors;     /* the arguments for the input batch, in `values_in` */
    sg_value *values;       /* those of the row at hand */
    sg_arena *values_in;    /* lives as long as the input batch */
    sg_arena *rows_in;      /* lives until a rewind */
    sg_procedure_rows rows; /* once `begun` */
    bool begun;
    uint32_t next; /* row of `rows` for the input row at hand */
} procedure_call;

static sg_status open_procedure(sg_op *op)
{
    procedure_call *self = (procedure_call *)op;

    SG_TRY(sg_exec_arena(op->exec, &self->values_in));
    SG_TRY(sg_exec_arena(op->exec, &self->rows_in));
    SG_TRY(sg_eval_open_list(op->exec, op->plan->arguments, &self->arguments, &self->count));
    self->vectors = sg_arena_make_array(op->exec->arena, sg_vector, (size_t)self->count + 1);
    self->values = sg_arena_make_array(op->exec->arena, sg_value, (size_t)self->count + 1);
    return self->vectors && self->values ? SG_OK : SG_ENOMEM;
}

static sg_status begin(procedure_call *self)
{
    const sg_procedure *procedure = self->op.plan->procedure;

    self->begun = true;
    self->rows = procedure->table;
    sg_arena_reset(self->rows_in);
    return procedure->rows ? procedure->rows(self->op.exec->graph, self->rows_in, &self->rows)
                           : SG_OK;
}

/* Evaluates the arguments of a new input batch. */
static sg_status evaluate(procedure_call *self)
{
    sg_rows rows = sg_batch_rows(&self->op.input->batch);

    sg_arena_reset(self->values_in);
    for (uint32_t i = 0; i < self->count; i++)
        SG_TRY(sg_eval_values(self->arguments[i], &rows, self->values_in, &self->vectors[i]));
    return SG_OK;
}

static sg_status take_values(procedure_call *self, uint32_t row)
{
    const sg_procedure *procedure = self->op.plan->procedure;

    for (uint32_t i = 0; i < self->count; i++) {
        sg_value value = sg_vector_value(&self->vectors[i], row);
        self->values[i] = value;
        if (sg_is_null(value) || procedure->inputs[i].takes & SG_TYPE_BIT(value.type))
            continue;
        return sg_query_fail(&self->op.exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_VALUE,
                             SG_RUNTIME, self->arguments[i]->expression->span,
                             "`%.*s` of %.*s cannot be of type %s",
                             SG_FMT(procedure->inputs[i].name), SG_FMT(procedure->name),
                             sg_type_name((sg_type)value.type));
    }
    return SG_OK;
}

static const sg_value *row_of(const procedure_call *self, uint32_t row)
{
    const sg_procedure *procedure = self->op.plan->procedure;
    size_t width = (size_t)procedure->input_count + procedure->output_count;

    return self->rows.cells + row * width;
}

static bool fits(const procedure_call *self, const sg_value *cells)
{
    for (uint32_t i = 0; i < self->count; i++) {
        bool null = sg_is_null(cells[i]) && sg_is_null(self->values[i]);
        if (!null && sg_value_equal(cells[i], self->values[i]) != SG_TRUE)
            return false;
    }
    return true;
}

/* Adds the rows of the table that the input row at hand gets; `found` says which. */
static sg_status call_row(procedure_call *self, uint32_t *found)
{
    const sg_procedure *procedure = self->op.plan->procedure;
    uint32_t row = sg_fan_source(&self->fan, &self->op);
    uint32_t count = procedure->output_count ? self->rows.count : 1;
    sg_fan *fan = &self->fan;

    if (!fan->begun) {
        SG_TRY(take_values(self, row));
        self->next = 0;
    }
    fan->begun = true;
    SG_TRY(sg_exec_work(self->op.exec, count - self->next));
    for (; self->next < count && !sg_fan_full(fan); self->next++) {
        if (procedure->output_count && !fits(self, row_of(self, self->next)))
            continue;
        found[fan->count] = self->next;
        fan->sources[fan->count++] = (uint16_t)row;
    }
    if (self->next == count)
        sg_fan_used_up(fan);
    return SG_OK;
}

/* The columns that are asked for, of the rows that were found. */
static sg_status fill_columns(procedure_call *self, const uint32_t *found)
{
    const sg_plan *plan = self->op.plan;

    for (uint32_t i = 0; i < plan->yield_count; i++) {
        const sg_plan_yield *yield = &plan->yields[i];
        sg_value *cells = sg_arena_alloc_raw(self->op.arena, self->fan.count * sizeof *cells);
        if (!cells)
            return SG_ENOMEM;
        for (uint32_t row = 0; row < self->fan.count; row++)
            cells[row] = row_of(self, found[row])[self->count + yield->output];
        self->op.batch.columns[yield->slot] = (sg_vector){ .values = cells };
    }
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    procedure_call *self = (procedure_call *)op;
    sg_fan *fan = &self->fan;
    bool more;

    SG_TRY(sg_fan_begin(fan, op));
    uint32_t *found = sg_arena_alloc_raw(op->arena, fan->capacity * sizeof *found);
    if (!found)
        return SG_ENOMEM;
    while (!sg_fan_full(fan)) {
        SG_TRY(sg_fan_row(fan, op, &more));
        if (!more)
            break;
        if (!self->begun)
            SG_TRY(begin(self));
        if (fan->position == 0 && !fan->begun)
            SG_TRY(evaluate(self));
        SG_TRY(call_row(self, found));
    }
    SG_TRY(sg_fan_finish(fan, op));
    return fan->count ? fill_columns(self, found) : SG_OK;
}

static sg_status rewind_procedure(sg_op *op)
{
    procedure_call *self = (procedure_call *)op;

    sg_fan_rewind(&self->fan);
    self->begun = false;
    return SG_OK;
}

const sg_op_class sg_op_procedure = {
    .size = sizeof(procedure_call),
    .open = open_procedure,
    .next = next,
    .rewind = rewind_procedure,
};
