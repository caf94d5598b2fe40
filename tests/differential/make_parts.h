/* make_parts.h - what the parts of the query generator share.
 *
 *     make_query.c        clauses and statements
 *     make_reducible.c    statements that sets of nodes answer
 *     make_projection.c   WITH and RETURN
 *     make_pattern.c      MATCH and other uses of patterns
 *     make_predicate.c    what is true, false or null
 *     make_expression.c   other values
 *
 * An expression is made of a wanted kind, so that operators meet operands that they can take.
 */
#ifndef SG_TESTS_MAKE_PARTS_H
#define SG_TESTS_MAKE_PARTS_H

#include "engine/base/text.h"
#include "tests/differential/choices.h"

typedef enum sg_kind {
    SG_KIND_INTEGER,
    SG_KIND_STRING,
    SG_KIND_BOOLEAN,
    SG_KIND_FLOAT,
    SG_KIND_ANY, /* one of these, or a list of them */
    SG_KIND_NODE,
    SG_KIND_EDGE,
    SG_KIND_PATH,
    SG_KIND_SOME_PATH, /* one of several shortest paths: only its length is certain */
    SG_KIND_LIST,      /* of any */
    SG_KIND_NODES,     /* lists of them */
    SG_KIND_EDGES,
    SG_KIND_BAG,      /* lists in any order: of any */
    SG_KIND_NODE_BAG, /* of nodes */
    SG_KIND_COUNT,
} sg_kind;

typedef struct sg_made_variable {
    char name[12];
    sg_kind kind;
} sg_made_variable;

enum { SG_MOST_VARIABLES = 48, SG_MOST_COLUMNS = 8 };

typedef struct sg_maker {
    sg_choices *choices;
    sg_buffer *out;
    sg_made_variable variables[SG_MOST_VARIABLES]; /* that can be seen */
    uint32_t count;
    uint32_t fixed;     /* of these, seen from further out: no WITH takes them away */
    uint32_t first_new; /* of these, introduced by the MATCH at hand */
    uint32_t names;     /* given out so far */
    uint32_t nesting;   /* of subqueries */
    uint32_t walks;     /* variable-length steps without upper bound so far */
} sg_maker;

/* The columns of a WITH or RETURN. */
typedef struct sg_made_columns {
    sg_made_variable list[SG_MOST_COLUMNS];
    uint32_t count;
} sg_made_columns;

/* --- make_expression.c ---------------------------------------------------------------------------- */
void sg_make_text(sg_maker *maker, const char *text);
sg_made_variable sg_make_name(sg_maker *maker, sg_kind kind);
/* Makes the variable visible, unless it is; none after the first SG_MOST_VARIABLES. */
void sg_make_declare(sg_maker *maker, sg_made_variable variable);
/* A visible variable of the kind, or NULL. */
const char *sg_make_find(sg_maker *maker, sg_kind kind);
const char *sg_make_find_entity(sg_maker *maker);
bool sg_kind_is_ordered(sg_kind kind); /* equal values look the same each time */
sg_kind sg_kind_of_items(sg_kind list);
/* `depth`: how deep it may nest. */
void sg_make_integer(sg_maker *maker, uint32_t depth);
void sg_make_string(sg_maker *maker, uint32_t depth);
void sg_make_any(sg_maker *maker, uint32_t depth);
sg_kind sg_make_list(sg_maker *maker, uint32_t depth);
/* A value of some kind, which is returned. */
sg_kind sg_make_value(sg_maker *maker, uint32_t depth);
sg_kind sg_make_aggregate(sg_maker *maker);

/* --- make_predicate.c ------------------------------------------------------------------------------ */
/* `patterns`: a pattern may stand for whether it matches. */
void sg_make_predicate(sg_maker *maker, uint32_t depth, bool patterns);
void sg_make_labels(sg_maker *maker, char first);

/* --- make_pattern.c -------------------------------------------------------------------------------- */
void sg_make_match(sg_maker *maker, bool optional);
void sg_make_shortest_match(sg_maker *maker);
/* A pattern of what is bound already and of what has no name. */
void sg_make_bound_pattern(sg_maker *maker);
/* A pattern that may introduce variables, with a condition perhaps. */
void sg_make_free_pattern(sg_maker *maker);

/* --- make_projection.c ------------------------------------------------------------------------------ */
void sg_make_with(sg_maker *maker);
/* RETURN of a statement on its own: in any order, with what may fail. */
void sg_make_last_return(sg_maker *maker, sg_made_columns *out);
/* RETURN of a subquery: new names, and SKIP and LIMIT leave nothing open. */
void sg_make_inner_return(sg_maker *maker, sg_made_columns *out);
/* WITH in an order that collect() keeps, and RETURN. */
void sg_make_ordered_end(sg_maker *maker, sg_made_columns *out);
/* New columns for the queries of a UNION, and RETURN of one of them. */
void sg_make_union_columns(sg_maker *maker, sg_made_columns *out);
void sg_make_union_return(sg_maker *maker, const sg_made_columns *columns);

/* --- make_reducible.c ------------------------------------------------------------------------------ */
/* A whole statement. */
void sg_make_reducible(sg_maker *maker, sg_made_columns *out);

/* --- make_query.c ----------------------------------------------------------------------------------- */
/* COUNT, EXISTS or COLLECT with its braces. */
void sg_make_subquery(sg_maker *maker, const char *word);

#endif
