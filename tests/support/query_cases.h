/* query_cases.h - the language tests: a graph, a query, the rows it gives; as text.
 *
 *     graph   (ann:User {name: 'ann'})-[:ASSUMES]->(admin:Role)
 *     query   MATCH (u:User)-[:ASSUMES]->(r) RETURN u.name, r
 *     rows    'ann' | (:Role)
 *
 * A word at the start of a line says what follows it; lines that begin with white space go on with
 * what came before (more of the graph, more of the query, one more row).  A blank line ends a case.
 * The graph stays until the next `graph`; `graph (none)` is an empty one.
 *
 *     columns u.name | r        the names of the columns (not tested without this)
 *     ordered                   rows in this order; else any
 *     rows    (none)            no rows
 *     params  {"id": 3}         parameters, as JSON
 *     defines {"name": ...}     a procedure, as JSON (query/procedures/procedures.h)
 *     limit   memory 100000     or rows, milliseconds, depth: a limit of the statement
 *     error   TypeError InvalidArgumentValue      instead of rows
 *     explain Expand            the plan has this word in it (may be repeated)
 *     write   CREATE (:A)       a statement that runs before the query (may be repeated)
 *     fails   MATCH (n) DELETE n     one that must fail and leave nothing behind
 *     counts  nodes_created 1   what the query changed, in this order; all others are 0
 *     # a comment
 */
#ifndef SG_TESTS_QUERY_CASES_H
#define SG_TESTS_QUERY_CASES_H

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "query/query.h"

enum { SG_CASE_ROWS = 64, SG_CASE_PLANS = 8, SG_CASE_BEFORE = 8 };

typedef struct sg_case_before {
    sg_str text;
    bool fails;
} sg_case_before;

typedef struct sg_query_case {
    unsigned line; /* of its query */
    sg_str graph, query, params, defines, columns;
    sg_str rows[SG_CASE_ROWS];
    uint32_t row_count;
    bool has_rows, ordered;
    sg_str error; /* "Type Detail", or empty */
    sg_str plans[SG_CASE_PLANS];
    uint32_t plan_count;
    sg_case_before before[SG_CASE_BEFORE];
    uint32_t before_count;
    sg_str counts;
    bool has_counts; /* with these two a case runs in a session */
    sg_query_limits limits;
} sg_query_case;

/* Reads the next case of a file; false at the end.  `*offset` and `*line` begin with 0; the graph of
 * the case before is in `out->graph` and stays unless there is another.  A line that is not understood
 * is told by `*problem`, which is else NULL. */
bool sg_query_case_next(sg_str text, size_t *offset, unsigned *line, sg_arena *arena,
                        sg_query_case *out, const char **problem);

/* Runs the case; appends what is wrong to `report`, nothing when all is well.  A case that only reads
 * runs twice: on the frozen graph, and on one whose nodes and relationships have been changed and
 * changed back. */
void sg_query_case_run(const sg_query_case *test, sg_buffer *report);

#endif
