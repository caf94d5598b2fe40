/* bind_projection.c - WITH and RETURN: from the variables before to the columns after.
 *
 *     MATCH (n:Person)                      before: n
 *     WITH n.name AS name, count(*) AS c    columns: name, c
 *     ORDER BY c SKIP 1 LIMIT 2
 *     WHERE c > 1                           after: name, c
 *
 * ORDER BY and WHERE see the columns and, unless rows were grouped or made distinct, what was there
 * before; a column hides a variable of the same name.
 */
#include "query/bind/binder.h"

#include <stdlib.h>

enum { MOST_COLUMNS = 2000 };

sg_str sg_column_name(sg_str text, const sg_projection_item *item)
{
    if (item->alias.text.length)
        return item->alias.text;
    if (item->expression->kind == SG_EXPR_VARIABLE && item->expression->name.text.length)
        return item->expression->name.text;
    return sg_str_slice(text, item->span.begin, item->span.end);
}

/* --- * ------------------------------------------------------------------------------------------- */
static int by_name(const void *left, const void *right)
{
    const sg_variable *a = left, *b = right;

    return sg_str_compare(a->name, b->name);
}

static sg_status add_variable(sg_binder *binder, sg_clause *clause, const sg_variable *variable,
                              sg_projection_item ***end)
{
    sg_projection_item *item = sg_arena_make(binder->arena, sg_projection_item);
    sg_expression *expression = sg_arena_make(binder->arena, sg_expression);

    if (!item || !expression)
        return sg_bind_no_memory(binder);
    *expression = (sg_expression){ .kind = SG_EXPR_VARIABLE,
                                   .span = clause->span,
                                   .name = { variable->name, clause->span } };
    *item = (sg_projection_item){ .span = clause->span, .expression = expression };
    **end = item;
    *end = &item->next;
    return SG_OK;
}

/* Puts all variables in scope, by name, in front of what the clause lists itself. */
static sg_status expand_star(sg_binder *binder, sg_clause *clause)
{
    const sg_scope *scope = binder->scope;
    sg_projection_item *listed = clause->items, **end = &clause->items;

    if (scope->count == 0 && clause->kind == SG_CLAUSE_RETURN && !scope->parent->count)
        return sg_query_fail(binder->err, SG_ERROR_NO_VARIABLES_IN_SCOPE, SG_COMPILE,
                             clause->span, "there are no variables that * could stand for");
    sg_variable *sorted = sg_arena_make_array(binder->arena, sg_variable, scope->count + 1);
    if (!sorted)
        return sg_bind_no_memory(binder);
    for (uint32_t i = 0; i < scope->count; i++)
        sorted[i] = scope->variables[i];
    qsort(sorted, scope->count, sizeof(*sorted), by_name);
    clause->items = NULL;
    for (uint32_t i = 0; i < scope->count; i++)
        SG_TRY(add_variable(binder, clause, &sorted[i], &end));
    *end = listed;
    return SG_OK;
}

/* --- columns --------------------------------------------------------------------------------------- */
static sg_status bind_items(sg_binder *binder, sg_clause *clause)
{
    uint32_t count = 0;

    binder->aggregation = SG_AGGREGATION_ALLOWED;
    for (sg_projection_item *item = clause->items; item; item = item->next) {
        if (++count > MOST_COLUMNS)
            return sg_query_fail(binder->err, SG_ERROR_LIMIT_REACHED, SG_COMPILE, item->span,
                                 "more than %d columns", MOST_COLUMNS);
        SG_TRY(sg_bind_expression(binder, item->expression));
        if (sg_expression_has_aggregate(item->expression))
            clause->aggregating = true;
    }
    binder->aggregation = SG_AGGREGATION_FORBIDDEN;
    return SG_OK;
}

/* A variable that is passed on keeps its slot; everything else gets one. */
static sg_status give_slots(sg_binder *binder, sg_clause *clause)
{
    bool fresh = clause->kind == SG_CLAUSE_RETURN && binder->fresh_columns;

    for (sg_projection_item *item = clause->items; item; item = item->next)
        if (item->expression->kind == SG_EXPR_VARIABLE && !fresh)
            item->slot = item->expression->slot;
        else
            SG_TRY(sg_bind_new_slot(binder, sg_column_name(binder->text, item),
                                    SG_VARIABLE_VALUE, &item->slot));
    return SG_OK;
}

static sg_status declare_columns(sg_binder *binder, const sg_clause *clause, sg_scope *scope)
{
    for (const sg_projection_item *item = clause->items; item; item = item->next) {
        sg_str name = sg_column_name(binder->text, item);
        if (sg_scope_find_here(scope, name))
            return sg_query_fail(binder->err, SG_ERROR_COLUMN_NAME_CONFLICT, SG_COMPILE,
                                 item->alias.text.length ? item->alias.span : item->span,
                                 "there is a column `%.*s` already", SG_FMT(name));
        if (sg_scope_declare(scope, binder->arena,
                             (sg_variable){ .name = name,
                                            .slot = item->slot,
                                            .kind = binder->slots[item->slot].kind,
                                            .type = sg_expression_type(item->expression) }))
            return sg_bind_no_memory(binder);
    }
    return SG_OK;
}

static sg_status check_aliases(sg_binder *binder, const sg_clause *clause)
{
    if (clause->kind != SG_CLAUSE_WITH)
        return SG_OK;
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (!item->alias.text.length && item->expression->kind != SG_EXPR_VARIABLE)
            return sg_query_fail(binder->err, SG_ERROR_NO_EXPRESSION_ALIAS, SG_COMPILE,
                                 item->span, "an expression in WITH needs a name: add AS");
    return SG_OK;
}

/* --- ORDER BY, WHERE ------------------------------------------------------------------------------- */
/* The columns in front of what they were made of. */
static sg_status scope_of_both(sg_binder *binder, const sg_clause *clause, sg_scope *after,
                               sg_scope **out)
{
    *out = after;
    if (clause->aggregating || clause->distinct || (!clause->sort && !clause->where))
        return SG_OK;
    *out = sg_scope_new(binder->arena, binder->scope);
    if (!*out)
        return sg_bind_no_memory(binder);
    return declare_columns(binder, clause, *out);
}

static sg_status bind_sort_item(sg_binder *binder, const sg_clause *clause,
                                sg_expression *expression)
{
    if (clause->aggregating || clause->distinct)
        SG_TRY(sg_bind_repeated_columns(binder, clause, expression));
    if (clause->aggregating)
        binder->aggregation = SG_AGGREGATION_ALLOWED;
    SG_TRY(sg_bind_expression(binder, expression));
    binder->aggregation = SG_AGGREGATION_FORBIDDEN;
    if (!sg_expression_has_aggregate(expression))
        return SG_OK;
    return sg_query_fail(binder->err, SG_ERROR_INVALID_AGGREGATION, SG_COMPILE,
                         expression->span, "ORDER BY can only aggregate what is also a column");
}

static sg_status bind_order_and_where(sg_binder *binder, sg_clause *clause, sg_scope *after)
{
    sg_scope *before = binder->scope, *both;

    SG_TRY(scope_of_both(binder, clause, after, &both));
    binder->scope = both;
    for (sg_sort_item *item = clause->sort; item; item = item->next)
        SG_TRY(bind_sort_item(binder, clause, item->expression));
    if (clause->where)
        SG_TRY(sg_bind_predicate(binder, clause->where, "the condition of WHERE"));
    binder->scope = before;
    return SG_OK;
}

/* --- SKIP, LIMIT ----------------------------------------------------------------------------------- */
static bool is_negative(const sg_expression *expression)
{
    if (expression->kind == SG_EXPR_NEGATE && expression->operands[0]->kind == SG_EXPR_LITERAL)
        return expression->operands[0]->value.type == SG_TYPE_INTEGER &&
               expression->operands[0]->value.integer > 0;
    return expression->kind == SG_EXPR_LITERAL && expression->value.type == SG_TYPE_INTEGER &&
           expression->value.integer < 0;
}

static bool is_constant(const sg_expression *expression)
{
    if (expression->kind == SG_EXPR_VARIABLE || expression->pattern || expression->statement)
        return false;
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && !is_constant(expression->operands[i]))
            return false;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (!is_constant(item))
            return false;
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value && !is_constant(entry->value))
            return false;
    return true;
}

static sg_status bind_count(sg_binder *binder, sg_expression *count, const char *keyword)
{
    if (!count)
        return SG_OK;
    if (!is_constant(count))
        return sg_query_fail(binder->err, SG_ERROR_NON_CONSTANT_EXPRESSION, SG_COMPILE,
                             count->span, "%s takes a constant, not something of the row",
                             keyword);
    SG_TRY(sg_bind_expression(binder, count));
    if (is_negative(count))
        return sg_query_fail(binder->err, SG_ERROR_NEGATIVE_INTEGER_ARGUMENT, SG_COMPILE,
                             count->span, "%s cannot be negative", keyword);
    return sg_bind_expect(binder, count, SG_TYPE_BIT(SG_TYPE_INTEGER), keyword);
}

/* --- the whole -------------------------------------------------------------------------------------- */
/* CALL { WITH a, b ...: plain variables of the query around. */
static bool imports(const sg_binder *binder, const sg_clause *clause)
{
    if (!binder->outer || clause->kind != SG_CLAUSE_WITH || !(clause->star || clause->items))
        return false;
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (item->expression->kind != SG_EXPR_VARIABLE || item->alias.text.length)
            return false;
    return true;
}

sg_status sg_bind_projection(sg_binder *binder, sg_clause *clause)
{
    sg_scope *after = sg_scope_new(binder->arena, binder->scope->parent);

    if (!after)
        return sg_bind_no_memory(binder);
    if (imports(binder, clause))
        binder->scope = binder->outer;
    if (clause->star)
        SG_TRY(expand_star(binder, clause));
    SG_TRY(bind_items(binder, clause));
    SG_TRY(give_slots(binder, clause));
    if (clause->aggregating)
        SG_TRY(sg_bind_grouping(binder, clause));
    SG_TRY(declare_columns(binder, clause, after));
    SG_TRY(bind_order_and_where(binder, clause, after));
    SG_TRY(bind_count(binder, clause->skip, "SKIP"));
    SG_TRY(bind_count(binder, clause->limit, "LIMIT"));
    SG_TRY(check_aliases(binder, clause));
    binder->scope = after;
    return SG_OK;
}
