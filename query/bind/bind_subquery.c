/* bind_subquery.c - expressions that open a scope of their own: comprehensions, quantifiers, reduce,
 * patterns as conditions, EXISTS {}, COUNT {} and COLLECT {}.
 *
 * What is inside sees all that is outside; what it declares ends with it.  Inside, nothing can be
 * aggregated over the rows outside.
 */
#include "query/bind/binder.h"

typedef struct {
    sg_scope *scope;
    sg_aggregation aggregation;
} place;

static sg_status enter(sg_binder *binder, place *before)
{
    sg_scope *scope = sg_scope_new(binder->arena, binder->scope);

    if (!scope)
        return sg_bind_no_memory(binder);
    *before = (place){ binder->scope, binder->aggregation };
    binder->scope = scope;
    if (binder->aggregation == SG_AGGREGATION_ALLOWED)
        binder->aggregation = SG_AGGREGATION_FORBIDDEN;
    return SG_OK;
}

static void leave(sg_binder *binder, place before)
{
    binder->scope = before.scope;
    binder->aggregation = before.aggregation;
}

/* Binds the list and declares the variable that runs over it, in a scope just entered. */
static sg_status bind_local(sg_binder *binder, sg_expression *expression, sg_expression *list,
                            place *before)
{
    SG_TRY(sg_bind_expression(binder, list));
    SG_TRY(sg_bind_expect(binder, list, SG_TYPE_BIT(SG_TYPE_LIST), "what stands behind IN"));
    sg_bind_type type = sg_expression_type(list);
    sg_type_set items = type.set == SG_TYPE_BIT(SG_TYPE_LIST) ? type.items : SG_ANY_TYPE;
    SG_TRY(enter(binder, before));
    return sg_bind_declare(binder, expression->variable, SG_VARIABLE_VALUE,
                           sg_bind_type_of(items ? items : SG_ANY_TYPE), &expression->slot);
}

sg_status sg_bind_list_comprehension(sg_binder *binder, sg_expression *expression)
{
    place before = { 0 };
    sg_type_set items = SG_ANY_TYPE;

    SG_TRY(bind_local(binder, expression, expression->operands[0], &before));
    if (expression->operands[1])
        SG_TRY(sg_bind_predicate(binder, expression->operands[1], "the condition of WHERE"));
    if (expression->operands[2]) {
        SG_TRY(sg_bind_expression(binder, expression->operands[2]));
        items = expression->operands[2]->static_type;
    }
    leave(binder, before);
    sg_expression_set_type(expression, sg_bind_type_list(items));
    return SG_OK;
}

sg_status sg_bind_quantifier(sg_binder *binder, sg_expression *expression)
{
    place before = { 0 };

    SG_TRY(bind_local(binder, expression, expression->operands[0], &before));
    if (expression->operands[1])
        SG_TRY(sg_bind_predicate(binder, expression->operands[1], "the condition of WHERE"));
    leave(binder, before);
    sg_expression_set_type(expression, sg_bind_type_of(SG_TYPE_BIT(SG_TYPE_BOOLEAN)));
    return SG_OK;
}

sg_status sg_bind_reduce(sg_binder *binder, sg_expression *expression)
{
    place before = { 0 };

    SG_TRY(sg_bind_expression(binder, expression->operands[0]));
    SG_TRY(bind_local(binder, expression, expression->operands[1], &before));
    SG_TRY(sg_bind_declare(binder, expression->accumulator, SG_VARIABLE_VALUE,
                           sg_bind_type_any(), &expression->accumulator_slot));
    SG_TRY(sg_bind_expression(binder, expression->operands[2]));
    leave(binder, before);
    sg_expression_set_type(expression, sg_bind_type_any());
    return SG_OK;
}

sg_status sg_bind_pattern_comprehension(sg_binder *binder, sg_expression *expression)
{
    place before = { 0 };

    SG_TRY(enter(binder, &before));
    if (expression->variable.text.length)
        expression->pattern->variable = expression->variable;
    SG_TRY(sg_bind_patterns(binder, expression->pattern, SG_PATTERN_MATCH));
    expression->slot = expression->pattern->slot;
    if (expression->operands[1])
        SG_TRY(sg_bind_predicate(binder, expression->operands[1], "the condition of WHERE"));
    SG_TRY(sg_bind_expression(binder, expression->operands[2]));
    leave(binder, before);
    sg_expression_set_type(expression, sg_bind_type_list(expression->operands[2]->static_type));
    return SG_OK;
}

sg_status sg_bind_pattern_expression(sg_binder *binder, sg_expression *expression)
{
    const sg_pattern *pattern = expression->pattern;
    place before = { 0 };

    SG_TRY(enter(binder, &before));
    SG_TRY(sg_bind_patterns(binder, expression->pattern, SG_PATTERN_PREDICATE));
    leave(binder, before);
    sg_expression_set_type(expression, pattern->shortest == SG_SHORTEST
                                           ? sg_bind_type_of(SG_TYPE_BIT(SG_TYPE_PATH))
                                       : pattern->shortest == SG_ALL_SHORTEST
                                           ? sg_bind_type_list(SG_TYPE_BIT(SG_TYPE_PATH))
                                           : sg_bind_type_of(SG_TYPE_BIT(SG_TYPE_BOOLEAN)));
    return SG_OK;
}

static sg_status check_collect(sg_binder *binder, const sg_expression *expression)
{
    if (binder->columns && !binder->columns->next)
        return SG_OK;
    return sg_query_fail(binder->err, SG_ERROR_INVALID_CLAUSE_COMPOSITION, SG_COMPILE,
                         expression->span, "COLLECT { } must return exactly one column");
}

sg_status sg_bind_subquery(sg_binder *binder, sg_expression *expression)
{
    sg_scope *outer = binder->outer;
    place before = { 0 };

    SG_TRY(enter(binder, &before));
    binder->outer = NULL;
    SG_TRY(sg_bind_statement(binder, expression->statement));
    if (expression->kind == SG_EXPR_COLLECT)
        SG_TRY(check_collect(binder, expression));
    binder->outer = outer;
    leave(binder, before);
    if (expression->kind == SG_EXPR_COLLECT)
        sg_expression_set_type(expression, sg_bind_type_list(SG_ANY_TYPE));
    else
        sg_expression_set_type(expression, sg_bind_type_of(expression->kind == SG_EXPR_EXISTS
                                                               ? SG_TYPE_BIT(SG_TYPE_BOOLEAN)
                                                               : SG_TYPE_BIT(SG_TYPE_INTEGER)));
    return SG_OK;
}
