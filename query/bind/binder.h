/* binder.h - what the parts of the binder share: the statement at hand, the scope one is in, and
 * who binds what.
 *
 *     bind.c                statements, queries, UNION
 *     bind_clause.c         clauses that read, subqueries
 *     bind_procedure.c      CALL of a procedure
 *     bind_write.c          clauses that write
 *     bind_projection.c     WITH and RETURN: columns, ORDER BY, SKIP, LIMIT
 *     bind_pattern.c        patterns
 *     bind_expression.c     expressions and their types;  bind_function.c  calls
 *     bind_subquery.c       comprehensions, EXISTS {} and its kin
 *     expression.c          does it aggregate, is it the same as another
 *     grouping.c            what may stand beside an aggregate
 *     symbols.c             labels, types and property names: ids, warnings, footprint
 *
 * The parser has bounded how deeply all of it nests, so that the binder may recurse.
 */
#ifndef SG_BIND_BINDER_H
#define SG_BIND_BINDER_H

#include "query/bind/bind.h"
#include "query/bind/expression.h"
#include "query/bind/scope.h"
#include "query/bind/types.h"
#include "query/errors.h"

/* Whether an aggregate may stand here, and if not, why. */
typedef enum sg_aggregation {
    SG_AGGREGATION_FORBIDDEN,
    SG_AGGREGATION_ALLOWED,
    SG_AGGREGATION_NESTED, /* inside an aggregate */
} sg_aggregation;

typedef struct sg_symbol_uses sg_symbol_uses;

typedef struct sg_binder {
    const sg_graph *graph;
    sg_arena *arena;
    sg_str text;
    sg_error *err;
    sg_scope *scope;
    sg_scope *outer; /* what the first WITH of a CALL {} may import from, or NULL */
    sg_aggregation aggregation;
    const sg_projection_item *columns; /* RETURN of the query just bound, NULL without one */
    bool only_reads;                   /* inside EXISTS {} and its kin */
    bool
        fresh_columns; /* in UNION and OPTIONAL CALL {}: RETURN gives every column a slot of its own */
    bool lenient;
    const sg_procedures *procedures; /* beside those that are built in, or NULL */
    sg_binding_slot *slots;
    uint32_t slot_count, slot_capacity;
    sg_symbol_uses *symbols;
    bool reads_any[3]; /* as in sg_binding */
} sg_binder;

static inline void sg_bind_reads_anything(sg_binder *binder)
{
    for (size_t i = 0; i < SG_COUNT(binder->reads_any); i++)
        binder->reads_any[i] = true;
}

/* --- bind.c ---------------------------------------------------------------------------------- */
sg_status sg_bind_statement(sg_binder *binder, sg_statement *statement);
sg_status sg_bind_new_slot(sg_binder *binder, sg_str name, sg_variable_kind kind,
                           uint32_t *out);
/* A new variable with a new slot in the innermost scope. */
sg_status sg_bind_declare(sg_binder *binder, sg_name name, sg_variable_kind kind,
                          sg_bind_type type, uint32_t *slot);
static inline sg_status sg_bind_no_memory(sg_binder *binder)
{
    sg_query_fail(binder->err, SG_ERROR_OUT_OF_MEMORY, SG_COMPILE, SG_NO_SPAN,
                  "the statement needs more memory than it may have");
    return SG_ENOMEM;
}
sg_bind_type sg_bind_kind_type(sg_variable_kind kind);

/* --- bind_clause.c, bind_procedure.c, bind_write.c, bind_projection.c ------------------------------------------- */
sg_status sg_bind_clauses(sg_binder *binder, sg_clause *clauses);
sg_status sg_bind_clause(sg_binder *binder, sg_clause *clause);
sg_status sg_bind_procedure(sg_binder *binder, sg_clause *clause);
sg_status sg_bind_write(sg_binder *binder, sg_clause *clause);
sg_status sg_bind_projection(sg_binder *binder, sg_clause *clause);

/* --- bind_pattern.c -------------------------------------------------------------------------- */
typedef enum sg_pattern_use {
    SG_PATTERN_MATCH,
    SG_PATTERN_PREDICATE, /* introduces nothing */
    SG_PATTERN_CREATE,
    SG_PATTERN_MERGE,
} sg_pattern_use;
sg_status sg_bind_patterns(sg_binder *binder, sg_pattern *patterns, sg_pattern_use use);

/* --- bind_expression.c, bind_function.c, bind_subquery.c --------------------------------------- */
sg_status sg_bind_expression(sg_binder *binder, sg_expression *expression);
sg_status sg_bind_expressions(sg_binder *binder, sg_expression *list); /* linked by next */
/* Binds what must be true or false; patterns may stand for themselves. */
sg_status sg_bind_predicate(sg_binder *binder, sg_expression *expression, const char *where);
/* Fails as SyntaxError/InvalidArgumentType unless the bound expression may be one of `wanted`. */
sg_status sg_bind_expect(sg_binder *binder, const sg_expression *expression, sg_type_set wanted,
                         const char *what);
sg_status sg_bind_function(sg_binder *binder, sg_expression *expression);
sg_status sg_bind_count_star(sg_binder *binder, sg_expression *expression);
sg_status sg_bind_list_comprehension(sg_binder *binder, sg_expression *expression);
sg_status sg_bind_quantifier(sg_binder *binder, sg_expression *expression);
sg_status sg_bind_reduce(sg_binder *binder, sg_expression *expression);
sg_status sg_bind_pattern_comprehension(sg_binder *binder, sg_expression *expression);
sg_status sg_bind_pattern_expression(sg_binder *binder, sg_expression *expression);
sg_status sg_bind_subquery(sg_binder *binder, sg_expression *expression);

/* --- grouping.c ------------------------------------------------------------------------------ */
/* Collects the aggregates of the clause's items and puts grouping keys where they are repeated
 * beside an aggregate; fails where something else stands beside one. */
sg_status sg_bind_grouping(sg_binder *binder, sg_clause *clause);
/* Replaces what repeats a column, or an aggregate in one, by that column: for ORDER BY behind an
 * aggregation or DISTINCT, before it is bound. */
sg_status sg_bind_repeated_columns(sg_binder *binder, const sg_clause *clause,
                                   sg_expression *expression);

/* --- symbols.c ------------------------------------------------------------------------------- */
sg_status sg_bind_labels(sg_binder *binder, sg_label_expression *labels, sg_type_set subject);
sg_status sg_bind_key(sg_binder *binder, sg_name name, sg_type_set subject, sg_key *key,
                      bool *known);
sg_status sg_symbols_begin(sg_binder *binder);
sg_status sg_symbols_finish(sg_binder *binder, sg_binding *binding);

#endif
