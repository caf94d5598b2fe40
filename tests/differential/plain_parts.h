/* plain_parts.h - what the parts of the plain evaluator share.
 *
 *     plain.c              statements, UNION, the list of variables
 *     plain_clause.c       MATCH, UNWIND, CALL {}
 *     plain_projection.c   WITH and RETURN: groups, DISTINCT, ORDER BY, SKIP, LIMIT
 *     plain_pattern.c      patterns; plain_shortest.c: shortest paths
 *     plain_expression.c   expressions
 */
#ifndef SG_TESTS_PLAIN_PARTS_H
#define SG_TESTS_PLAIN_PARTS_H

#include "query/functions/functions.h"
#include "query/syntax/ast.h"
#include "tests/differential/plain.h"

/* A variable and what it stands for; a row is a list of these. */
typedef struct sg_bound {
    sg_str name;
    sg_value value;
    const struct sg_bound *next;
} sg_bound;

typedef struct sg_plain_table {
    const sg_bound **rows;
    uint32_t count, capacity;
} sg_plain_table;

typedef struct sg_plain {
    const sg_graph *graph;
    sg_arena *arena;
    sg_str text;
    sg_value parameters;
    sg_call call;
    uint64_t random_state;
    uint64_t budget;
    const sg_plain_table *group; /* what an aggregate is about; NULL where none may stand */
    sg_error *err;
} sg_plain;

/* --- plain.c ----------------------------------------------------------------------------------- */
sg_status sg_plain_no_memory(sg_plain *self);
sg_status sg_plain_unsupported(sg_plain *self, sg_span span);
/* Takes one from the budget. */
sg_status sg_plain_step(sg_plain *self);
sg_status sg_plain_bind(sg_plain *self, sg_str name, sg_value value, const sg_bound **row);
const sg_bound *sg_plain_find(const sg_bound *row, sg_str name);
sg_status sg_plain_add_row(sg_plain *self, sg_plain_table *table, const sg_bound *row);
/* `around`: what the statement can see; `imports`: what a first WITH may take from, or NULL. */
sg_status sg_plain_statement(sg_plain *self, const sg_statement *statement,
                             const sg_bound *around, const sg_bound *imports,
                             sg_plain_result *out);

/* --- plain_clause.c, plain_projection.c --------------------------------------------------------- */
/* Replaces the rows by what the clause makes of them. */
sg_status sg_plain_clause(sg_plain *self, const sg_clause *clause, sg_plain_table *rows);
/* `around` stays visible; `table` is what WITH leaves, `result` what RETURN gives. */
sg_status sg_plain_projection(sg_plain *self, const sg_clause *clause,
                              const sg_plain_table *rows, const sg_bound *around,
                              sg_plain_table *table, sg_plain_result *result);

/* --- plain_pattern.c, plain_shortest.c ------------------------------------------------------------ */
/* Adds a row to `out` for every way in which the patterns match. */
sg_status sg_plain_match(sg_plain *self, const sg_bound *row, const sg_pattern *patterns,
                         const sg_expression *where, sg_plain_table *out);
bool sg_plain_has_labels(const sg_graph *graph, sg_value entity,
                         const sg_label_expression *labels);
/* The node behind the relationship as the pattern walks it, or SG_NO_ID. */
uint32_t sg_plain_behind(const sg_graph *graph, const sg_edge_pattern *pattern, uint32_t edge,
                         uint32_t node);
/* Whether the entity has all that {...} asks for. */
sg_status sg_plain_has_properties(sg_plain *self, const sg_bound *row, sg_value entity,
                                  const sg_expression *properties, bool *out);
sg_status sg_plain_path(sg_plain *self, uint32_t start, const uint32_t *edges, uint32_t count,
                        sg_value *out);
/* Adds the shortest paths from one node to another: rows with the path and its
 * relationships. */
sg_status sg_plain_shortest(sg_plain *self, const sg_bound *row, const sg_pattern *pattern,
                            const sg_expression *where, uint32_t start, uint32_t end,
                            sg_plain_table *out);

/* --- plain_expression.c ---------------------------------------------------------------------------- */
sg_status sg_plain_value(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                         sg_value *out);
sg_status sg_plain_holds(sg_plain *self, const sg_bound *row, const sg_expression *predicate,
                         bool *out);
bool sg_plain_aggregates(const sg_expression *expression);
sg_status sg_plain_count_of(sg_plain *self, const sg_expression *expression, uint64_t otherwise,
                            uint64_t *out);

#endif
