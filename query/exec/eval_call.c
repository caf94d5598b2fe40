/* eval_call.c - functions and the operators that are functions: arithmetic, [i], [i..j].
 *
 * Arguments are vectors; a call whose arguments are all constant is made once for the batch.
 */
#include "query/exec/eval.h"
#include "query/functions/operators.h"

typedef struct call_eval {
    sg_eval eval;
    sg_eval **arguments; /* NULL: the bound of a slice that is not written */
    uint32_t count;
    sg_scalar *kernel;           /* of an operator */
    const sg_function *function; /* or the function */
    sg_vector *vectors;          /* of the arguments, while a batch is evaluated */
    sg_value *values;            /* of the arguments, while a row is */
} call_eval;

/* clang-format off */
static sg_scalar *const kernels[] = {
    [SG_EXPR_SUBSCRIPT] = sg_operator_subscript,
    [SG_EXPR_SLICE]     = sg_operator_slice,
    [SG_EXPR_NEGATE]    = sg_operator_negate,
    [SG_EXPR_POSITIVE]  = sg_operator_positive,
    [SG_EXPR_ADD]       = sg_operator_add,
    [SG_EXPR_SUBTRACT]  = sg_operator_subtract,
    [SG_EXPR_MULTIPLY]  = sg_operator_multiply,
    [SG_EXPR_DIVIDE]    = sg_operator_divide,
    [SG_EXPR_MODULO]    = sg_operator_modulo,
    [SG_EXPR_POWER]     = sg_operator_power,
};
/* clang-format on */

static sg_status make_buffers(call_eval *self)
{
    sg_arena *arena = self->eval.exec->arena;

    self->vectors = sg_arena_make_array(arena, sg_vector, self->count);
    self->values = sg_arena_make_array(arena, sg_value, self->count);
    return self->vectors && self->values ? SG_OK : SG_ENOMEM;
}

static sg_status open_operator(sg_eval *eval)
{
    call_eval *self = (call_eval *)eval;
    const sg_expression *expression = eval->expression;
    bool slice = expression->kind == SG_EXPR_SLICE;

    self->kernel = kernels[expression->kind];
    self->count = slice ? 3 : expression->operands[1] ? 2 : 1;
    self->arguments = sg_arena_make_array(eval->exec->arena, sg_eval *, self->count);
    if (!self->arguments)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < self->count; i++)
        if (expression->operands[i])
            SG_TRY(sg_eval_open(eval->exec, expression->operands[i], &self->arguments[i]));
    eval->fixed = sg_eval_all_fixed(self->arguments, self->count);
    return make_buffers(self);
}

static sg_status open_function(sg_eval *eval)
{
    call_eval *self = (call_eval *)eval;

    self->function = eval->expression->function;
    SG_TRY(
        sg_eval_open_list(eval->exec, eval->expression->items, &self->arguments, &self->count));
    eval->fixed = !(self->function->flags & SG_VOLATILE) &&
                  sg_eval_all_fixed(self->arguments, self->count);
    return make_buffers(self);
}

static sg_status evaluate_arguments(call_eval *self, const sg_rows *rows, sg_arena *arena,
                                    bool *all_constant)
{
    *all_constant = true;
    for (uint32_t i = 0; i < self->count; i++) {
        if (!self->arguments[i]) {
            self->values[i] = sg_integer(i == 1 ? 0 : INT64_MAX);
            continue;
        }
        SG_TRY(sg_eval_values(self->arguments[i], rows, arena, &self->vectors[i]));
        if (!self->vectors[i].constant)
            *all_constant = false;
    }
    if (self->function && (self->function->flags & SG_VOLATILE))
        *all_constant = false;
    return SG_OK;
}

static sg_status call_one(call_eval *self, uint32_t row, const sg_call *call, sg_value *out)
{
    sg_error *err = &self->eval.exec->error;

    for (uint32_t i = 0; i < self->count; i++)
        if (self->arguments[i])
            self->values[i] = sg_vector_value(&self->vectors[i], row);
    sg_status status = self->kernel ? self->kernel(call, self->values, self->count, out, err)
                                    : sg_function_call(self->function, call, self->values,
                                                       self->count, out, err);
    return status == SG_OK ? SG_OK : sg_eval_failed(&self->eval, status);
}

static sg_status call_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                             sg_vector *out)
{
    call_eval *self = (call_eval *)eval;
    sg_call call = sg_exec_call(eval->exec, arena);
    bool all_constant;

    SG_TRY(evaluate_arguments(self, rows, arena, &all_constant));
    sg_value *cells =
        all_constant ? sg_arena_alloc_raw(arena, sizeof *cells) : sg_eval_cells(rows, arena);
    if (!cells)
        return SG_ENOMEM;
    *out = (sg_vector){ .constant = all_constant, .values = cells };
    if (all_constant)
        return call_one(self, 0, &call, cells);
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        SG_TRY(call_one(self, row, &call, &cells[row]));
    }
    return SG_OK;
}

const sg_eval_class sg_eval_operator = {
    .size = sizeof(call_eval),
    .open = open_operator,
    .values = call_values,
};

const sg_eval_class sg_eval_function = {
    .size = sizeof(call_eval),
    .open = open_function,
    .values = call_values,
};
