/* build_clause.c - clauses from their parts. */
#include "query/syntax/build.h"

sg_clause *sg_ast_clause(sg_parser *parser, sg_clause_kind kind, uint32_t begin)
{
    sg_clause *clause = sg_ast_make(parser, sg_clause);
    clause->kind = kind;
    clause->span.begin = begin;
    return clause;
}

sg_clause *sg_ast_finish(sg_parser *parser, sg_clause *clause)
{
    clause->span.end = parser->end;
    sg_ast_measure_clause(parser, clause);
    return clause;
}

/* --- reading ------------------------------------------------------------------------------------ */
sg_clause *sg_ast_match(sg_parser *parser, uint32_t begin, bool optional, sg_patterns patterns,
                        sg_expression *where)
{
    sg_clause *match = sg_ast_clause(parser, SG_CLAUSE_MATCH, begin);
    match->optional = optional;
    match->patterns = patterns.first;
    match->where = where;
    return sg_ast_finish(parser, match);
}

sg_clause *sg_ast_unwind(sg_parser *parser, uint32_t begin, sg_expression *list,
                         sg_name variable)
{
    sg_clause *unwind = sg_ast_clause(parser, SG_CLAUSE_UNWIND, begin);
    unwind->expression = list;
    unwind->variable = variable;
    return sg_ast_finish(parser, unwind);
}

sg_clause *sg_ast_body(sg_parser *parser, bool star, sg_projection_items items)
{
    sg_clause *body = sg_ast_clause(parser, SG_CLAUSE_RETURN, 0);
    body->star = star;
    body->items = items.first;
    return body;
}

sg_clause *sg_ast_ordered(sg_clause *body, sg_sort_items sort, sg_expression *skip,
                          sg_expression *limit)
{
    body->sort = sort.first;
    body->skip = skip;
    body->limit = limit;
    return body;
}

sg_clause *sg_ast_projecting(sg_parser *parser, sg_clause_kind kind, uint32_t begin,
                             sg_clause *body, sg_expression *where)
{
    body->kind = kind;
    body->span.begin = begin;
    body->where = where;
    return sg_ast_finish(parser, body);
}

sg_projection_item *sg_ast_item(sg_parser *parser, sg_expression *expression, sg_name alias)
{
    sg_projection_item *item = sg_ast_make(parser, sg_projection_item);
    item->span = sg_parser_span(parser, expression->span.begin);
    item->expression = expression;
    item->alias = alias;
    return item;
}

sg_sort_item *sg_ast_sort_item(sg_parser *parser, sg_expression *expression, bool descending)
{
    sg_sort_item *item = sg_ast_make(parser, sg_sort_item);
    item->expression = expression;
    item->descending = descending;
    return item;
}

/* --- calling ------------------------------------------------------------------------------------ */
sg_clause *sg_ast_imports(sg_parser *parser, bool star, sg_names names)
{
    sg_clause *imports = sg_ast_clause(parser, SG_CLAUSE_CALL_SUBQUERY, 0);
    imports->has_imports = true;
    imports->import_star = star;
    imports->imports = names.first;
    return imports;
}

sg_clause *sg_ast_call_subquery(sg_parser *parser, uint32_t begin, sg_clause *imports,
                                sg_statement *statement)
{
    sg_clause *call = imports ? imports : sg_ast_clause(parser, SG_CLAUSE_CALL_SUBQUERY, begin);
    call->span.begin = begin;
    call->statement = statement;
    sg_ast_check_query(parser, statement);
    return sg_ast_finish(parser, call);
}

sg_clause *sg_ast_procedure(sg_parser *parser, sg_names name, bool has_arguments,
                            sg_expressions arguments)
{
    sg_clause *call = sg_ast_clause(parser, SG_CLAUSE_CALL_PROCEDURE, 0);
    call->procedure = sg_ast_dotted_name(parser, name.first);
    call->has_arguments = has_arguments;
    call->arguments = arguments.first;
    return call;
}

sg_clause *sg_ast_yield(sg_clause *call, bool star, sg_projection_items items,
                        sg_expression *where)
{
    call->has_yield = true;
    call->star = star;
    call->items = items.first;
    call->where = where;
    return call;
}

sg_clause *sg_ast_call_procedure(sg_parser *parser, uint32_t begin, sg_clause *call)
{
    call->span.begin = begin;
    return sg_ast_finish(parser, call);
}

sg_clause *sg_ast_optional(uint32_t begin, sg_clause *clause)
{
    clause->span.begin = begin;
    clause->optional = true;
    return clause;
}

/* --- writing ------------------------------------------------------------------------------------ */
sg_clause *sg_ast_create(sg_parser *parser, uint32_t begin, sg_patterns patterns)
{
    sg_clause *create = sg_ast_clause(parser, SG_CLAUSE_CREATE, begin);
    create->patterns = patterns.first;
    return sg_ast_finish(parser, create);
}

sg_clause *sg_ast_merge(sg_parser *parser, uint32_t begin, sg_pattern *pattern,
                        sg_on_actions on)
{
    sg_clause *merge = sg_ast_clause(parser, SG_CLAUSE_MERGE, begin);
    merge->patterns = pattern;
    merge->on_create = on.create.first;
    merge->on_match = on.match.first;
    return sg_ast_finish(parser, merge);
}

static bool is_property(const sg_expression *target)
{
    return target->kind == SG_EXPR_PROPERTY && !target->parenthesised;
}

sg_change *sg_ast_change(sg_parser *parser, sg_change_kind kind, sg_expression *target,
                         sg_expression *value, sg_label_expression *labels)
{
    sg_change *change = sg_ast_make(parser, sg_change);
    change->kind = kind;
    change->span = sg_parser_span(parser, target->span.begin);
    change->target = target;
    change->value = value;
    change->labels = labels;
    if (kind == SG_SET_ALL && is_property(target))
        change->kind = SG_SET_PROPERTY;
    bool labelled = kind == SG_SET_LABELS || kind == SG_REMOVE_LABELS;
    if (kind == SG_REMOVE_PROPERTY && !is_property(target))
        sg_parser_fail(parser, SG_ERROR_UNEXPECTED_SYNTAX, target->span,
                       "REMOVE takes a property (n.name) or labels (n:Label)");
    else if (change->kind != SG_SET_PROPERTY && kind != SG_REMOVE_PROPERTY &&
             target->kind != SG_EXPR_VARIABLE)
        sg_parser_fail(parser, SG_ERROR_UNEXPECTED_SYNTAX, target->span,
                       labelled ? "labels are set and removed on a variable (n:Label)"
                                : "SET takes a property (n.name) or a variable on its left");
    return change;
}

sg_clause *sg_ast_changing(sg_parser *parser, sg_clause_kind kind, uint32_t begin,
                           sg_changes changes)
{
    sg_clause *clause = sg_ast_clause(parser, kind, begin);
    clause->changes = changes.first;
    return sg_ast_finish(parser, clause);
}

sg_clause *sg_ast_delete(sg_parser *parser, uint32_t begin, bool detach,
                         sg_expressions arguments)
{
    sg_clause *clause = sg_ast_clause(parser, SG_CLAUSE_DELETE, begin);
    clause->detach = detach;
    clause->arguments = arguments.first;
    return sg_ast_finish(parser, clause);
}

sg_clause *sg_ast_foreach(sg_parser *parser, uint32_t begin, sg_name variable,
                          sg_expression *list, sg_clauses clauses)
{
    sg_clause *loop = sg_ast_clause(parser, SG_CLAUSE_FOREACH, begin);
    loop->variable = variable;
    loop->expression = list;
    loop->clauses = clauses.first;
    sg_ast_check_loop(parser, loop);
    return sg_ast_finish(parser, loop);
}
