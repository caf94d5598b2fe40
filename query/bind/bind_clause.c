/* bind_clause.c - clauses one after the other; in which order they may stand the parser has seen to. */
#include "query/bind/binder.h"

/* --- CALL ---------------------------------------------------------------------------------------- */
static sg_status import(sg_binder *binder, const sg_clause *clause, sg_scope *inner)
{
    for (const sg_name_list *one = clause->imports; one; one = one->next) {
        const sg_variable *variable = sg_scope_find(binder->scope, one->name.text);
        if (!variable)
            return sg_query_fail(binder->err, SG_ERROR_UNDEFINED_VARIABLE, SG_COMPILE,
                                 one->name.span, "variable `%.*s` is not defined",
                                 SG_FMT(one->name.text));
        if (sg_scope_declare(inner, binder->arena, *variable))
            return sg_bind_no_memory(binder);
    }
    return SG_OK;
}

/* What the subquery returns joins the variables around it. */
static sg_status declare_columns(sg_binder *binder, const sg_projection_item *columns)
{
    for (const sg_projection_item *item = columns; item; item = item->next) {
        sg_variable variable = { .name = sg_column_name(binder->text, item),
                                 .slot = item->slot,
                                 .kind = binder->slots[item->slot].kind,
                                 .type = sg_expression_type(item->expression) };
        if (sg_scope_find(binder->scope, variable.name))
            return sg_query_fail(binder->err, SG_ERROR_VARIABLE_ALREADY_BOUND, SG_COMPILE,
                                 item->span, "variable `%.*s` is bound already outside of CALL",
                                 SG_FMT(variable.name));
        if (sg_scope_declare(binder->scope, binder->arena, variable))
            return sg_bind_no_memory(binder);
    }
    return SG_OK;
}

static sg_status bind_call_subquery(sg_binder *binder, sg_clause *clause)
{
    sg_scope *scope = binder->scope, *outer = binder->outer;
    sg_scope *inner = sg_scope_new(binder->arena, clause->import_star ? scope : NULL);

    if (!inner)
        return sg_bind_no_memory(binder);
    SG_TRY(import(binder, clause, inner));
    binder->scope = inner;
    binder->outer = clause->has_imports ? NULL : scope;
    clause->statement->nullable = clause->optional;
    SG_TRY(sg_bind_statement(binder, clause->statement));
    binder->scope = scope;
    binder->outer = outer;
    return declare_columns(binder, binder->columns);
}

/* --- MATCH, UNWIND --------------------------------------------------------------------------------- */
static sg_status bind_match(sg_binder *binder, sg_clause *clause)
{
    SG_TRY(sg_bind_patterns(binder, clause->patterns, SG_PATTERN_MATCH));
    return clause->where ? sg_bind_predicate(binder, clause->where, "the condition of WHERE")
                         : SG_OK;
}

static sg_status bind_unwind(sg_binder *binder, sg_clause *clause)
{
    SG_TRY(sg_bind_expression(binder, clause->expression));
    if (sg_scope_find(binder->scope, clause->variable.text))
        return sg_query_fail(binder->err, SG_ERROR_VARIABLE_ALREADY_BOUND, SG_COMPILE,
                             clause->variable.span, "variable `%.*s` is bound already",
                             SG_FMT(clause->variable.text));
    sg_bind_type list = sg_expression_type(clause->expression);
    bool certain = list.set == SG_TYPE_BIT(SG_TYPE_LIST) && list.items;
    return sg_bind_declare(binder, clause->variable, SG_VARIABLE_VALUE,
                           sg_bind_type_of(certain ? list.items : SG_ANY_TYPE), &clause->slot);
}

sg_status sg_bind_clause(sg_binder *binder, sg_clause *clause)
{
    switch (clause->kind) {
    case SG_CLAUSE_MATCH:
        return bind_match(binder, clause);
    case SG_CLAUSE_UNWIND:
        return bind_unwind(binder, clause);
    case SG_CLAUSE_WITH:
    case SG_CLAUSE_RETURN:
        return sg_bind_projection(binder, clause);
    case SG_CLAUSE_CALL_SUBQUERY:
        return bind_call_subquery(binder, clause);
    case SG_CLAUSE_CALL_PROCEDURE:
        return sg_bind_procedure(binder, clause);
    case SG_CLAUSE_CREATE:
    case SG_CLAUSE_MERGE:
    case SG_CLAUSE_SET:
    case SG_CLAUSE_REMOVE:
    case SG_CLAUSE_DELETE:
    case SG_CLAUSE_FOREACH:
        return sg_bind_write(binder, clause);
    case SG_CLAUSE_FINISH:
        return SG_OK;
    }
    SG_UNREACHABLE();
}

sg_status sg_bind_clauses(sg_binder *binder, sg_clause *clauses)
{
    sg_aggregation before = binder->aggregation;

    binder->columns = NULL;
    binder->aggregation = SG_AGGREGATION_FORBIDDEN;
    if (clauses && !clauses->next && clauses->kind == SG_CLAUSE_CALL_PROCEDURE)
        clauses->alone = true;
    for (sg_clause *clause = clauses; clause; clause = clause->next) {
        SG_TRY(sg_bind_clause(binder, clause));
        binder->outer = NULL;
        bool answers = clause->kind == SG_CLAUSE_RETURN || clause->alone;
        binder->columns = answers ? clause->items : NULL;
    }
    binder->aggregation = before;
    return SG_OK;
}
