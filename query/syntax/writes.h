/* writes.h - does a clause, or anything in a statement, change the graph or its indexes. */
#ifndef SG_SYNTAX_WRITES_H
#define SG_SYNTAX_WRITES_H

#include "query/syntax/ast.h"

/* The clause itself: not what stands in the subquery of a CALL. */
bool sg_clause_writes(const sg_clause *clause);
bool sg_statement_writes(const sg_statement *statement);

#endif
