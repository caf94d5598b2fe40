/* bind_function.c - calls: is there such a function, do the arguments fit, may it aggregate here. */
#include "query/bind/binder.h"

static sg_status unknown(sg_binder *binder, const sg_expression *expression)
{
    sg_str name = expression->name.text;
    sg_status status =
        sg_query_fail(binder->err, SG_ERROR_UNKNOWN_FUNCTION, SG_COMPILE, expression->name.span,
                      "unknown function `%.*s`", SG_FMT(name));
    sg_str near = sg_function_suggest(name);
    if (near.bytes)
        sg_error_hint(binder->err, "did you mean `%.*s`?", SG_FMT(near));
    return status;
}

static sg_status check_count(sg_binder *binder, const sg_expression *expression,
                             const sg_function *function)
{
    uint32_t count = 0;

    for (const sg_expression *item = expression->items; item; item = item->next)
        count++;
    if (count >= function->minimum &&
        (function->maximum == SG_ANY_COUNT || count <= function->maximum))
        return SG_OK;
    sg_str name = function->name;
    return sg_query_fail(binder->err, SG_ERROR_INVALID_NUMBER_OF_ARGUMENTS, SG_COMPILE,
                         expression->span, "%.*s(%s) does not take %u argument%s", SG_FMT(name),
                         function->arguments, count, count == 1 ? "" : "s");
}

static sg_status check_types(sg_binder *binder, const sg_expression *expression,
                             const sg_function *function)
{
    uint32_t position = 0;

    for (const sg_expression *item = expression->items; item; item = item->next, position++) {
        sg_type_set takes = sg_function_takes(function, position);
        if (sg_bind_type_fits(sg_expression_type(item), takes))
            continue;
        sg_str wanted = sg_type_set_text(binder->arena, takes);
        sg_str given = sg_type_set_text(binder->arena, item->static_type);
        return sg_query_fail(binder->err, SG_ERROR_INVALID_ARGUMENT_TYPE, SG_COMPILE,
                             item->span, "%.*s(%s) takes %.*s, not %.*s",
                             SG_FMT(function->name), function->arguments, SG_FMT(wanted),
                             SG_FMT(given));
    }
    return SG_OK;
}

static bool is_volatile(const sg_expression *expression)
{
    const sg_function *function = expression->function;

    if (expression->kind == SG_EXPR_FUNCTION && (function->flags & SG_VOLATILE))
        return true;
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && is_volatile(expression->operands[i]))
            return true;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (is_volatile(item))
            return true;
    return false;
}

/* Enters an aggregate: its arguments must not aggregate again. */
static sg_status begin_aggregate(sg_binder *binder, const sg_expression *expression)
{
    if (binder->aggregation == SG_AGGREGATION_NESTED)
        return sg_query_fail(binder->err, SG_ERROR_NESTED_AGGREGATION, SG_COMPILE,
                             expression->span,
                             "an aggregate cannot stand inside another; "
                             "use WITH in between");
    if (binder->aggregation == SG_AGGREGATION_FORBIDDEN)
        return sg_query_fail(binder->err, SG_ERROR_INVALID_AGGREGATION, SG_COMPILE,
                             expression->span,
                             "an aggregate can only stand in WITH and RETURN, and outside of "
                             "comprehensions there");
    binder->aggregation = SG_AGGREGATION_NESTED;
    return SG_OK;
}

static sg_status bind_aggregate(sg_binder *binder, sg_expression *expression)
{
    sg_aggregation before = binder->aggregation;

    SG_TRY(begin_aggregate(binder, expression));
    SG_TRY(sg_bind_expressions(binder, expression->items));
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (is_volatile(item))
            return sg_query_fail(binder->err, SG_ERROR_NON_CONSTANT_EXPRESSION, SG_COMPILE,
                                 item->span,
                                 "a random value cannot be aggregated; "
                                 "use WITH in between");
    binder->aggregation = before;
    return SG_OK;
}

static sg_status bind_arguments(sg_binder *binder, sg_expression *expression)
{
    /* exists((a)-->(b)) is the one call that takes a pattern. */
    sg_expression *first = expression->items;
    bool exists = first && first->kind == SG_EXPR_PATTERN && !first->next &&
                  sg_str_equal_fold(expression->name.text, SG_STR("exists"));

    if (exists)
        return sg_bind_predicate(binder, first, "the argument of exists()");
    return sg_bind_expressions(binder, first);
}

sg_status sg_bind_function(sg_binder *binder, sg_expression *expression)
{
    const sg_function *function = sg_function_find(expression->name.text);

    if (!function)
        return unknown(binder, expression);
    expression->function = function;
    if (function->flags & SG_READS_GRAPH)
        sg_bind_reads_anything(binder);
    SG_TRY(check_count(binder, expression, function));
    if (sg_function_is_aggregate(function))
        SG_TRY(bind_aggregate(binder, expression));
    else
        SG_TRY(bind_arguments(binder, expression));
    SG_TRY(check_types(binder, expression, function));
    sg_expression_set_type(expression, sg_bind_type_of(function->gives));
    return SG_OK;
}

sg_status sg_bind_count_star(sg_binder *binder, sg_expression *expression)
{
    sg_aggregation before = binder->aggregation;

    SG_TRY(begin_aggregate(binder, expression));
    binder->aggregation = before;
    sg_expression_set_type(expression, sg_bind_type_of(SG_TYPE_BIT(SG_TYPE_INTEGER)));
    return SG_OK;
}
