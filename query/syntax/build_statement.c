/* build_statement.c - queries, unions and index commands from their parts. */
#include "query/syntax/build.h"

sg_single_query *sg_ast_single_query(sg_parser *parser, bool union_all, sg_clauses clauses)
{
    sg_single_query *query = sg_ast_make(parser, sg_single_query);
    query->clauses = clauses.first;
    query->union_all = union_all;
    query->span = sg_parser_span(parser, clauses.first->span.begin);
    return query;
}

static sg_statement *make(sg_parser *parser, sg_statement_kind kind)
{
    sg_statement *statement = sg_ast_make(parser, sg_statement);
    statement->kind = kind;
    return statement;
}

sg_statement *sg_ast_query(sg_parser *parser, sg_queries queries)
{
    sg_statement *statement = make(parser, SG_STATEMENT_QUERY);
    statement->queries = queries.first;
    statement->span = sg_parser_span(parser, queries.first->span.begin);
    sg_ast_measure_statement(parser, statement);
    return statement;
}

sg_statement *sg_ast_bare_match(sg_parser *parser, sg_patterns patterns, sg_expression *where)
{
    uint32_t begin = patterns.first->span.begin;
    sg_clauses clauses = { 0 };
    sg_queries queries = { 0 };
    sg_ast_append(clauses, sg_ast_match(parser, begin, false, patterns, where));
    sg_ast_append(queries, sg_ast_single_query(parser, false, clauses));
    return sg_ast_query(parser, queries);
}

void sg_ast_statement_done(sg_parser *parser, sg_explain explain, sg_statement *statement)
{
    statement->explain = explain;
    statement->span = sg_parser_span(parser, parser->tokens.items[0].span.begin);
    parser->statement = statement;
}

sg_statement *sg_ast_index_entity(sg_parser *parser, bool is_edge, sg_name variable,
                                  sg_names labels)
{
    sg_statement *statement = make(parser, SG_STATEMENT_CREATE_INDEX);
    statement->entity_is_edge = is_edge;
    statement->index = variable; /* until the index gets its name */
    statement->labels = labels.first;
    return statement;
}

sg_statement *sg_ast_create_index(sg_parser *parser, sg_statement *entity,
                                  sg_expressions properties)
{
    sg_name variable = entity->index;
    sg_names keys = { 0 };
    for (const sg_expression *property = properties.first; property && parser->status == SG_OK;
         property = property->next) {
        const sg_expression *subject = property->operands[0];
        if (property->kind != SG_EXPR_PROPERTY || subject->kind != SG_EXPR_VARIABLE ||
            !sg_str_equal(subject->name.text, variable.text))
            sg_parser_fail(parser, SG_ERROR_UNEXPECTED_SYNTAX, property->span,
                           "an index is on properties of `%.*s`", SG_FMT(variable.text));
        sg_ast_append(keys, sg_ast_name_item(parser, property->name));
    }
    entity->properties = keys.first;
    entity->index = (sg_name){ 0 };
    return entity;
}

sg_statement *sg_ast_drop_index(sg_parser *parser, sg_name name, bool if_exists,
                                sg_names labels, sg_names properties)
{
    sg_statement *statement = make(parser, SG_STATEMENT_DROP_INDEX);
    statement->index = name;
    statement->if_exists = if_exists;
    statement->labels = labels.first;
    statement->properties = properties.first;
    return statement;
}

sg_statement *sg_ast_show_indexes(sg_parser *parser, sg_clauses clauses)
{
    sg_statement *statement = make(parser, SG_STATEMENT_SHOW_INDEXES);
    sg_queries queries = { 0 };
    if (clauses.first) {
        sg_ast_append(queries, sg_ast_single_query(parser, false, clauses));
        statement->queries = queries.first;
    }
    sg_ast_measure_statement(parser, statement);
    return statement;
}

sg_statement *sg_ast_unsupported(sg_parser *parser, uint32_t begin, const char *what)
{
    sg_parser_fail(parser, SG_ERROR_UNSUPPORTED, sg_parser_span(parser, begin),
                   "%s are not supported yet", what);
    return make(parser, SG_STATEMENT_QUERY);
}
