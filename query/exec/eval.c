/* eval.c - from expressions to evaluators, and from values to truths and back. */
#include "query/exec/eval.h"

#include <string.h>

#include "query/functions/operators.h"

/* clang-format off */
static const sg_eval_class *const classes[] = {
    [SG_EXPR_LITERAL]               = &sg_eval_literal,
    [SG_EXPR_PARAMETER]             = &sg_eval_parameter,
    [SG_EXPR_VARIABLE]              = &sg_eval_variable,
    [SG_EXPR_PROPERTY]              = &sg_eval_property,
    [SG_EXPR_SUBSCRIPT]             = &sg_eval_operator,
    [SG_EXPR_SLICE]                 = &sg_eval_operator,
    [SG_EXPR_LIST]                  = &sg_eval_list,
    [SG_EXPR_MAP]                   = &sg_eval_map,
    [SG_EXPR_NOT]                   = &sg_eval_not,
    [SG_EXPR_NEGATE]                = &sg_eval_operator,
    [SG_EXPR_POSITIVE]              = &sg_eval_operator,
    [SG_EXPR_IS_NULL]               = &sg_eval_null_test,
    [SG_EXPR_IS_NOT_NULL]           = &sg_eval_null_test,
    [SG_EXPR_OR]                    = &sg_eval_logic,
    [SG_EXPR_XOR]                   = &sg_eval_xor,
    [SG_EXPR_AND]                   = &sg_eval_logic,
    [SG_EXPR_ADD]                   = &sg_eval_operator,
    [SG_EXPR_SUBTRACT]              = &sg_eval_operator,
    [SG_EXPR_MULTIPLY]              = &sg_eval_operator,
    [SG_EXPR_DIVIDE]                = &sg_eval_operator,
    [SG_EXPR_MODULO]                = &sg_eval_operator,
    [SG_EXPR_POWER]                 = &sg_eval_operator,
    [SG_EXPR_IN]                    = &sg_eval_in,
    [SG_EXPR_STARTS_WITH]           = &sg_eval_text,
    [SG_EXPR_ENDS_WITH]             = &sg_eval_text,
    [SG_EXPR_CONTAINS]              = &sg_eval_text,
    [SG_EXPR_MATCHES]               = &sg_eval_text,
    [SG_EXPR_COMPARISON]            = &sg_eval_comparison,
    [SG_EXPR_HAS_LABELS]            = &sg_eval_labels,
    [SG_EXPR_FUNCTION]              = &sg_eval_function,
    [SG_EXPR_COUNT_STAR]            = &sg_eval_aggregate,
    [SG_EXPR_CASE]                  = &sg_eval_case,
    [SG_EXPR_LIST_COMPREHENSION]    = &sg_eval_comprehension,
    [SG_EXPR_PATTERN_COMPREHENSION] = &sg_eval_collect,
    [SG_EXPR_REDUCE]                = &sg_eval_reduce,
    [SG_EXPR_ALL]                   = &sg_eval_quantifier,
    [SG_EXPR_ANY]                   = &sg_eval_quantifier,
    [SG_EXPR_NONE]                  = &sg_eval_quantifier,
    [SG_EXPR_SINGLE]                = &sg_eval_quantifier,
    [SG_EXPR_PATTERN]               = &sg_eval_exists,
    [SG_EXPR_EXISTS]                = &sg_eval_exists,
    [SG_EXPR_COUNT]                 = &sg_eval_count,
    [SG_EXPR_COLLECT]               = &sg_eval_collect,
    [SG_EXPR_MAP_PROJECTION]        = &sg_eval_map_projection,
};
/* clang-format on */

static const sg_eval_class *class_of(const sg_expression *expression)
{
    const sg_function *function = expression->function;

    if (expression->kind == SG_EXPR_FUNCTION && function && sg_function_is_aggregate(function))
        return &sg_eval_aggregate;
    if (expression->kind == SG_EXPR_FUNCTION && function &&
        sg_str_equal(function->name, SG_STR("coalesce")))
        return &sg_eval_coalesce;
    if (expression->kind == SG_EXPR_PATTERN && expression->pattern->shortest != SG_NOT_SHORTEST)
        return &sg_eval_collect;
    return classes[expression->kind];
}

/* exists((a)-->()) is an older way to write the pattern predicate alone; as a function it would ask
 * whether its truth is null. */
static const sg_expression *unwrap(const sg_expression *expression)
{
    const sg_expression *item = expression->items;

    if (expression->kind != SG_EXPR_FUNCTION || !item || item->kind != SG_EXPR_PATTERN ||
        item->pattern->shortest != SG_NOT_SHORTEST ||
        !sg_str_equal_fold(expression->name.text, SG_STR("exists")))
        return expression;
    return item;
}

sg_status sg_eval_open(sg_exec *exec, const sg_expression *wanted, sg_eval **out)
{
    const sg_expression *expression = unwrap(wanted);

    const sg_eval_class *class = class_of(expression);
    sg_eval *eval = sg_arena_alloc(exec->arena, class->size);
    if (!eval)
        return SG_ENOMEM;
    eval->class = class;
    eval->expression = expression;
    eval->exec = exec;
    SG_TRY(sg_exec_enter(exec, expression->span));
    sg_status status = class->open(eval);
    exec->depth--;
    if (status == SG_OK)
        *out = eval;
    return status;
}

sg_status sg_eval_open_list(sg_exec *exec, const sg_expression *first, sg_eval ***out,
                            uint32_t *count)
{
    uint32_t length = 0;

    for (const sg_expression *each = first; each; each = each->next)
        length++;
    sg_eval **evals = sg_arena_make_array(exec->arena, sg_eval *, length);
    if (!evals)
        return SG_ENOMEM;
    uint32_t index = 0;
    for (const sg_expression *each = first; each; each = each->next)
        SG_TRY(sg_eval_open(exec, each, &evals[index++]));
    *out = evals;
    *count = length;
    return SG_OK;
}

bool sg_eval_all_fixed(sg_eval *const *evals, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (evals[i] && !evals[i]->fixed)
            return false;
    return true;
}

sg_status sg_eval_failed(sg_eval *eval, sg_status status)
{
    sg_query_fail_where(&eval->exec->error, eval->expression->span);
    return status;
}

sg_value *sg_eval_cells(const sg_rows *rows, sg_arena *arena)
{
    return sg_arena_alloc_raw(arena, rows->batch->rows * sizeof(sg_value));
}

uint16_t *sg_eval_selection(const sg_rows *rows, sg_arena *arena)
{
    return sg_arena_alloc_raw(arena, rows->count * sizeof(uint16_t));
}

static sg_status values_of_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                  sg_vector *out)
{
    uint8_t *truths = sg_arena_alloc_raw(arena, rows->batch->rows);
    sg_value *cells = sg_eval_cells(rows, arena);

    if (!truths || !cells)
        return SG_ENOMEM;
    SG_TRY(eval->class->truths(eval, rows, arena, truths));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        cells[row] = sg_truth_value((sg_truth)truths[row]);
    }
    *out = (sg_vector){ .values = cells };
    return SG_OK;
}

static sg_status compute(sg_eval *eval, const sg_rows *rows, sg_arena *arena, sg_vector *out)
{
    if (eval->class->truths)
        return values_of_truths(eval, rows, arena, out);
    return eval->class->values(eval, rows, arena, out);
}

/* Evaluates for the one row of a batch without columns. */
static sg_status compute_alone(sg_eval *eval, sg_arena *arena, sg_value *out)
{
    static const sg_batch alone = { .rows = 1, .count = 1 };
    sg_rows rows = sg_batch_rows(&alone);
    sg_vector vector;

    SG_TRY(compute(eval, &rows, arena, &vector));
    *out = sg_vector_value(&vector, 0);
    return SG_OK;
}

sg_status sg_eval_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena, sg_vector *out)
{
    if (!eval->fixed)
        return compute(eval, rows, arena, out);
    /* Not before it is asked for: what is never asked for cannot fail. */
    if (!eval->known) {
        SG_TRY(compute_alone(eval, eval->exec->arena, &eval->value));
        eval->known = true;
    }
    *out = (sg_vector){ .constant = true, .values = &eval->value };
    return SG_OK;
}

sg_status sg_eval_alone(sg_eval *eval, sg_arena *arena, sg_value *out)
{
    if (!eval->fixed)
        return compute_alone(eval, arena, out);
    sg_vector vector;
    SG_TRY(sg_eval_values(eval, NULL, arena, &vector));
    *out = *vector.values;
    return SG_OK;
}

static sg_status truth_of(sg_eval *eval, sg_value value, uint8_t *out)
{
    sg_truth truth;

    if (SG_LIKELY(value.type == SG_TYPE_BOOLEAN)) {
        *out = value.boolean ? SG_TRUE : SG_FALSE;
        return SG_OK;
    }
    sg_status status = sg_value_truth(value, &truth, &eval->exec->error);
    if (status != SG_OK)
        return sg_eval_failed(eval, status);
    *out = (uint8_t)truth;
    return SG_OK;
}

sg_status sg_eval_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena, uint8_t *out)
{
    sg_vector vector;

    if (eval->class->truths && !eval->fixed)
        return eval->class->truths(eval, rows, arena, out);
    SG_TRY(sg_eval_values(eval, rows, arena, &vector));
    if (vector.constant) {
        uint8_t truth;
        SG_TRY(truth_of(eval, sg_vector_value(&vector, 0), &truth));
        memset(out, truth, rows->batch->rows);
        return SG_OK;
    }
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        SG_TRY(truth_of(eval, sg_vector_value(&vector, row), &out[row]));
    }
    return SG_OK;
}

sg_status sg_eval_select(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                         const uint16_t **selection, uint32_t *count)
{
    uint8_t *truths = sg_arena_alloc_raw(arena, rows->batch->rows);
    uint16_t *chosen = sg_eval_selection(rows, arena);
    uint32_t chosen_count = 0;

    if (!truths || !chosen)
        return SG_ENOMEM;
    SG_TRY(sg_eval_truths(eval, rows, arena, truths));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        chosen[chosen_count] = (uint16_t)row;
        chosen_count += truths[row] == SG_TRUE;
    }
    *selection = chosen;
    *count = chosen_count;
    return SG_OK;
}
