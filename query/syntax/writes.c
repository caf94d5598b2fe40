/* writes.c - does a clause, or anything in a statement, change the graph or its indexes. */
#include "query/syntax/writes.h"

bool sg_clause_writes(const sg_clause *clause)
{
    switch (clause->kind) {
    case SG_CLAUSE_CREATE:
    case SG_CLAUSE_MERGE:
    case SG_CLAUSE_SET:
    case SG_CLAUSE_REMOVE:
    case SG_CLAUSE_DELETE:
    case SG_CLAUSE_FOREACH:
        return true;
    case SG_CLAUSE_MATCH:
    case SG_CLAUSE_UNWIND:
    case SG_CLAUSE_WITH:
    case SG_CLAUSE_RETURN:
    case SG_CLAUSE_CALL_SUBQUERY:
    case SG_CLAUSE_CALL_PROCEDURE:
    case SG_CLAUSE_FINISH:
        return false;
    }
    SG_UNREACHABLE();
}

static bool clauses_write(const sg_clause *clauses)
{
    for (; clauses; clauses = clauses->next)
        if (sg_clause_writes(clauses) || (clauses->kind == SG_CLAUSE_CALL_SUBQUERY &&
                                          sg_statement_writes(clauses->statement)))
            return true;
    return false;
}

bool sg_statement_writes(const sg_statement *statement)
{
    if (statement->kind != SG_STATEMENT_QUERY)
        return statement->kind != SG_STATEMENT_SHOW_INDEXES;
    for (const sg_single_query *query = statement->queries; query; query = query->next)
        if (clauses_write(query->clauses))
            return true;
    return false;
}
