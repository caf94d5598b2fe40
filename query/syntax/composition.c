/* composition.c - which clauses make a query, beyond what the grammar can say.
 *
 *     MATCH ... RETURN ...          reads and answers
 *     MATCH ... CREATE ...          writes and need not answer
 *     MATCH ...                     does neither: wrong, except in EXISTS {} and COUNT {}
 *     RETURN ... MATCH ...          nothing follows an answer
 */
#include "query/syntax/build.h"
#include "query/syntax/writes.h"

static void fail(sg_parser *parser, sg_span span, const char *message)
{
    sg_parser_fail(parser, SG_ERROR_INVALID_CLAUSE_COMPOSITION, span, "%s", message);
}

static bool is_answer(const sg_clause *clause)
{
    return clause->kind == SG_CLAUSE_RETURN || clause->kind == SG_CLAUSE_FINISH;
}

/* Reading without doing anything with what was read. */
static bool is_idle(const sg_clause *clause)
{
    return clause->kind == SG_CLAUSE_MATCH || clause->kind == SG_CLAUSE_UNWIND ||
           clause->kind == SG_CLAUSE_WITH;
}

static void check_order(sg_parser *parser, const sg_single_query *query)
{
    bool alone = !query->clauses->next;
    for (const sg_clause *clause = query->clauses; clause; clause = clause->next) {
        if (is_answer(clause) && clause->next)
            fail(parser, clause->next->span, "nothing can follow RETURN but UNION");
        if (clause->kind == SG_CLAUSE_CALL_PROCEDURE && clause->star && !alone)
            sg_parser_fail(parser, SG_ERROR_UNEXPECTED_SYNTAX, clause->span,
                           "YIELD * stands in a CALL of its own only; name the columns");
    }
}

static void check_end(sg_parser *parser, const sg_single_query *query)
{
    const sg_clause *last = query->clauses;
    while (last->next)
        last = last->next;
    if (is_idle(last))
        fail(parser, last->span,
             "the query does nothing with what it reads: RETURN is missing");
    else if (last->kind == SG_CLAUSE_CALL_PROCEDURE && last->items && last != query->clauses)
        fail(parser, last->span,
             "the query does nothing with what CALL yields: RETURN is missing");
}

static void check_unions(sg_parser *parser, const sg_statement *statement)
{
    const sg_single_query *second = statement->queries ? statement->queries->next : NULL;
    for (const sg_single_query *query = second; query; query = query->next)
        if (query->union_all != second->union_all)
            fail(parser, query->span, "UNION and UNION ALL cannot be mixed");
}

/* Finds a write, in CALL {} too; what stands in expressions was checked when it was made. */
static const sg_clause *find_write(const sg_statement *statement)
{
    for (const sg_single_query *query = statement->queries; query; query = query->next)
        for (const sg_clause *clause = query->clauses; clause; clause = clause->next) {
            const sg_clause *found = sg_clause_writes(clause) ? clause : NULL;
            if (clause->kind == SG_CLAUSE_CALL_SUBQUERY)
                found = find_write(clause->statement);
            if (found)
                return found;
        }
    return NULL;
}

void sg_ast_check_query(sg_parser *parser, const sg_statement *statement)
{
    if (parser->status != SG_OK || statement->kind != SG_STATEMENT_QUERY)
        return;
    for (const sg_single_query *query = statement->queries; query; query = query->next) {
        check_order(parser, query);
        check_end(parser, query);
    }
    check_unions(parser, statement);
}

void sg_ast_check_subquery(sg_parser *parser, const sg_statement *statement)
{
    if (parser->status != SG_OK)
        return;
    for (const sg_single_query *query = statement->queries; query; query = query->next)
        check_order(parser, query);
    check_unions(parser, statement);
    const sg_clause *write = find_write(statement);
    if (write)
        fail(parser, write->span, "a subquery within an expression cannot write");
}

void sg_ast_check_loop(sg_parser *parser, const sg_clause *loop)
{
    if (parser->status != SG_OK)
        return;
    for (const sg_clause *clause = loop->clauses; clause; clause = clause->next)
        if (!sg_clause_writes(clause))
            fail(parser, clause->span, "FOREACH takes only clauses that write");
}
