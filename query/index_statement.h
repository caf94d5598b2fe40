/* index_statement.h - CREATE INDEX, DROP INDEX, SHOW INDEXES: what needs no plan, or brings one. */
#ifndef SG_INDEX_STATEMENT_H
#define SG_INDEX_STATEMENT_H

#include "engine/delta.h"
#include "query/query.h"
#include "query/syntax/ast.h"

/* Runs CREATE INDEX or DROP INDEX.  Errors: query errors of the run time. */
SG_MUST_USE sg_status sg_index_statement_run(sg_graph *graph, const sg_statement *statement,
                                             sg_counters *counters, sg_error *err);
/* The indexes as a list of maps, in the arena or borrowed from the graph; false without memory. */
SG_MUST_USE bool sg_index_list(const sg_graph *graph, sg_arena *arena, sg_value *out);
/* Makes SHOW INDEXES a query over a list of maps that is written out:
 *
 *     UNWIND [{name: 'users', ...}] AS row WITH row.name AS name, ...  YIELD ... WHERE ... RETURN ...
 */
SG_MUST_USE sg_status sg_index_statement_show(const sg_graph *graph, sg_statement *statement,
                                              sg_arena *arena, sg_error *err);

#endif
