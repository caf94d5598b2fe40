/* ast.h - a statement as the grammar sees it; every node knows where it stood in the text.
 *
 * Everything lives in the query arena.  The grammar's actions only construct; what a name means is
 * found out by the binder, which writes its answers into the fields marked `bind:` and changes
 * nothing else.  Lists are singly linked through `next`, in source order.
 *
 * Whoever walks the tree may recurse: `height` counts the levels below and including a node, and the
 * parser sees to it that none is taller than SG_QUERY_DEPTH.  That is why chains of AND, OR and XOR,
 * which machines write by the thousand, come as balanced trees: (a AND b) AND (c AND d).
 */
#ifndef SG_SYNTAX_AST_H
#define SG_SYNTAX_AST_H

#include "engine/base/base.h"
#include "engine/graph.h"
#include "engine/value.h"

typedef struct sg_expression sg_expression;
typedef struct sg_pattern sg_pattern;
typedef struct sg_clause sg_clause;
typedef struct sg_statement sg_statement;

/* A name in the source: variable, label, type, property. */
typedef struct sg_name {
    sg_str text; /* without back-ticks; empty text with an empty span: not given */
    sg_span span;
} sg_name;

typedef struct sg_name_list {
    sg_name name;
    struct sg_name_list *next;
} sg_name_list;

/* --- expressions ------------------------------------------------------------------------------- */
typedef enum sg_expression_kind {
    SG_EXPR_LITERAL,     /* value: null, boolean, integer, float, string */
    SG_EXPR_PARAMETER,   /* name */
    SG_EXPR_VARIABLE,    /* name */
    SG_EXPR_PROPERTY,    /* operands[0].name */
    SG_EXPR_SUBSCRIPT,   /* operands[0][operands[1]] */
    SG_EXPR_SLICE,       /* operands[0][operands[1]..operands[2]], either bound may be NULL */
    SG_EXPR_LIST,        /* items */
    SG_EXPR_MAP,         /* entries */
    SG_EXPR_NOT,         /* operands[0] */
    SG_EXPR_NEGATE,      /* -operands[0] */
    SG_EXPR_POSITIVE,    /* +operands[0] */
    SG_EXPR_IS_NULL,     /* operands[0] */
    SG_EXPR_IS_NOT_NULL, /* operands[0] */
    SG_EXPR_OR,          /* operands[0], operands[1]; so for all binary ones below */
    SG_EXPR_XOR,
    SG_EXPR_AND,
    SG_EXPR_ADD,
    SG_EXPR_SUBTRACT,
    SG_EXPR_MULTIPLY,
    SG_EXPR_DIVIDE,
    SG_EXPR_MODULO,
    SG_EXPR_POWER,
    SG_EXPR_IN,
    SG_EXPR_STARTS_WITH,
    SG_EXPR_ENDS_WITH,
    SG_EXPR_CONTAINS,
    SG_EXPR_MATCHES,    /* =~ */
    SG_EXPR_COMPARISON, /* items op items op ...: `comparisons` holds the operators (chains) */
    SG_EXPR_HAS_LABELS, /* operands[0]:labels; a label of a node or a type of a relationship */
    SG_EXPR_FUNCTION,   /* name(items), distinct */
    SG_EXPR_COUNT_STAR, /* count(*) */
    SG_EXPR_CASE,       /* operands[0] subject or NULL; items when, then, when, then ...;
                              operands[1] else or NULL */
    SG_EXPR_LIST_COMPREHENSION, /* [variable IN operands[0] WHERE operands[1] | operands[2]] */
    SG_EXPR_PATTERN_COMPREHENSION, /* [variable = pattern WHERE operands[1] | operands[2]] */
    SG_EXPR_REDUCE, /* reduce(accumulator = operands[0], variable IN operands[1] | operands[2]) */
    SG_EXPR_ALL,    /* all(variable IN operands[0] WHERE operands[1]); so the next three */
    SG_EXPR_ANY,
    SG_EXPR_NONE,
    SG_EXPR_SINGLE,
    SG_EXPR_PATTERN,        /* a pattern predicate, or shortestPath(...) as a value: pattern */
    SG_EXPR_EXISTS,         /* EXISTS { statement }; a bare pattern inside is made a MATCH */
    SG_EXPR_COUNT,          /* COUNT { statement } */
    SG_EXPR_COLLECT,        /* COLLECT { statement } */
    SG_EXPR_MAP_PROJECTION, /* operands[0] {.a, .*, b: expression, c}: entries, see sg_map_item */
} sg_expression_kind;

typedef enum sg_comparison { SG_EQ, SG_NE, SG_LT, SG_LE, SG_GT, SG_GE } sg_comparison;

typedef struct sg_comparison_list {
    sg_comparison operator;
    sg_span span;
    struct sg_comparison_list *next;
} sg_comparison_list;

/* What stands after a colon: n:A:B, n:A|B, n:!A, n:(A|B)&C. */
typedef enum sg_label_kind {
    SG_LABEL_NAME,
    SG_LABEL_AND,
    SG_LABEL_OR,
    SG_LABEL_NOT,
    SG_LABEL_ANY, /* % */
} sg_label_kind;

typedef struct sg_label_expression {
    sg_label_kind kind;
    sg_name name;                             /* of a name */
    struct sg_label_expression *left, *right; /* of AND, OR; NOT uses left */
    sg_span span;
    uint16_t height;
    bool colon_list; /* AND by n:A:B, which is also allowed where labels are written */
    bool known;      /* bind: the name exists in the graph, as a label or as a type */
    sg_label label;  /* bind: SG_NO_SYMBOL when the graph has no such label */
    sg_reltype type; /* bind: SG_NO_SYMBOL when the graph has no such type */
} sg_label_expression;

typedef enum sg_map_item {
    SG_MAP_ENTRY,    /* key: value */
    SG_MAP_ALL,      /* .* */
    SG_MAP_PROPERTY, /* .key */
    SG_MAP_VARIABLE, /* key, short for key: key; `value` is the variable */
} sg_map_item;

typedef struct sg_map_entry {
    sg_map_item item;
    sg_name key;
    sg_expression *value; /* of ENTRY and VARIABLE */
    struct sg_map_entry *next;
} sg_map_entry;

#define SG_NO_SLOT UINT32_MAX
#define SG_NO_SYMBOL UINT16_MAX

struct sg_expression {
    sg_expression_kind kind;
    sg_span span;   /* of the whole expression: also the text of an unaliased column */
    sg_name name;   /* of property, function, variable, parameter */
    sg_value value; /* of a literal */
    uint16_t height;
    bool distinct; /* of a function: count(DISTINCT x) */
    bool parenthesised;
    sg_expression *operands[3];
    sg_expression *items; /* linked by next */
    sg_map_entry *entries;
    sg_comparison_list *comparisons; /* one less than items */
    sg_label_expression *labels;
    sg_name variable, accumulator;
    sg_pattern *pattern;
    sg_statement *statement;
    sg_expression *next; /* in the list this expression is an item of */

    /* bind: */
    uint32_t slot; /* of a variable; of the local variable of a comprehension, reduce or
                                  quantifier; of the path variable of a pattern comprehension; of
                                  the result of an aggregate call */
    uint32_t accumulator_slot; /* of reduce */
    sg_key key;                /* of a property, when key_known */
    bool key_known;            /* the graph has a property of this name */
    const void *function;      /* const sg_function * (query/functions/functions.h) */
    const void *subplan;       /* plan: const sg_plan * of EXISTS, COUNT, COLLECT, patterns */
    uint16_t static_type; /* the types it may have: an sg_type_set; see query/bind/types.h */
    uint16_t item_type;   /* the same of its items when it is a list */
};

/* --- patterns ----------------------------------------------------------------------------------- */
typedef enum sg_pattern_direction { SG_RIGHT, SG_LEFT, SG_EITHER } sg_pattern_direction;
typedef enum sg_shortest { SG_NOT_SHORTEST, SG_SHORTEST, SG_ALL_SHORTEST } sg_shortest;

typedef struct sg_node_pattern {
    sg_span span;
    sg_name variable;            /* may be absent */
    sg_label_expression *labels; /* NULL: any */
    sg_expression *properties;   /* a map literal or a parameter, or NULL */
    sg_expression *where;        /* inline WHERE, or NULL */
    uint32_t slot;               /* bind: also of anonymous nodes */
} sg_node_pattern;

typedef struct sg_edge_pattern {
    sg_span span;
    sg_name variable;
    sg_label_expression
        *types; /* only names joined by OR unless the query says otherwise; NULL: any */
    sg_expression *properties;
    sg_expression *where;
    sg_pattern_direction direction; /* SG_EITHER for -- and <--> */
    bool variable_length;           /* [*], [*2], [*1..], [*..3], [*1..3] */
    bool has_minimum, has_maximum;
    uint64_t minimum, maximum;
    uint32_t slot; /* bind: also of anonymous relationships */
} sg_edge_pattern;

/* node (edge node)*: steps[i] holds the edge and the node behind it. */
typedef struct sg_pattern_step {
    sg_edge_pattern edge;
    sg_node_pattern node;
    struct sg_pattern_step *next;
} sg_pattern_step;

struct sg_pattern {
    sg_span span;
    uint16_t height;
    sg_name variable; /* p = ... */
    sg_shortest shortest;
    sg_node_pattern start;
    sg_pattern_step *steps;
    uint32_t slot; /* bind: of the path, or SG_NO_SLOT */
    sg_pattern *next;
};

/* --- clauses ------------------------------------------------------------------------------------ */
typedef struct sg_projection_item {
    sg_span span;
    sg_expression *expression;
    sg_name alias; /* absent: the text of the expression's span, or the variable's name */
    struct sg_projection_item *next;
    uint32_t slot; /* bind */
} sg_projection_item;

typedef struct sg_sort_item {
    sg_expression *expression;
    bool descending;
    struct sg_sort_item *next;
} sg_sort_item;

/* What SET, REMOVE and the ON branches of MERGE do, one change each. */
typedef enum sg_change_kind {
    SG_SET_PROPERTY,    /* target.key = value   (target is a PROPERTY expression) */
    SG_SET_ALL,         /* target = value */
    SG_SET_MERGE,       /* target += value */
    SG_SET_LABELS,      /* target:labels */
    SG_REMOVE_PROPERTY, /* target is a PROPERTY expression */
    SG_REMOVE_LABELS,
} sg_change_kind;

typedef struct sg_change {
    sg_change_kind kind;
    sg_span span;
    sg_expression *target, *value;
    sg_label_expression *labels;
    struct sg_change *next;
} sg_change;

typedef enum sg_clause_kind {
    SG_CLAUSE_MATCH,          /* optional, patterns, where */
    SG_CLAUSE_UNWIND,         /* expression AS variable */
    SG_CLAUSE_WITH,           /* distinct, star, items, sort, skip, limit, where */
    SG_CLAUSE_RETURN,         /* the same without where */
    SG_CLAUSE_CALL_SUBQUERY,  /* CALL (imports) { statement }; import_star for CALL (*) */
    SG_CLAUSE_CALL_PROCEDURE, /* CALL name(arguments) YIELD yields WHERE where */
    SG_CLAUSE_CREATE,         /* patterns */
    SG_CLAUSE_MERGE,          /* patterns (one), on_create, on_match */
    SG_CLAUSE_SET,            /* changes */
    SG_CLAUSE_REMOVE,         /* changes */
    SG_CLAUSE_DELETE,         /* arguments, detach */
    SG_CLAUSE_FOREACH,        /* FOREACH (variable IN expression | clauses) */
    SG_CLAUSE_FINISH,
} sg_clause_kind;

struct sg_clause {
    sg_clause_kind kind;
    sg_span span;
    uint16_t height;
    bool optional, distinct, star, detach;
    sg_pattern *patterns;
    sg_expression *where;
    sg_expression *expression;
    sg_name variable;
    sg_projection_item *items; /* of WITH and RETURN; of YIELD too (expression is a variable) */
    sg_sort_item *sort;
    sg_expression *skip, *limit;
    sg_statement *statement;
    sg_name_list *imports;
    bool has_imports, import_star; /* CALL (...) was written; CALL (*) */
    sg_name procedure;             /* dotted name as written */
    sg_expression *arguments;
    bool has_arguments, has_yield;
    sg_change *changes, *on_create, *on_match;
    sg_clause *clauses; /* of FOREACH */
    sg_clause *next;

    /* bind: */
    uint32_t slot; /* of variable */
    bool
        alone; /* CALL of a procedure that is a query of its own: what it yields is the result */
    const void *called; /* const sg_procedure * (query/procedures/procedures.h) */
    bool aggregating;
    sg_projection_item
        *aggregates; /* of WITH and RETURN: the aggregate calls in items and sort;
                                       `slot` of the call says where its result is */
};

/* Clauses up to the end or to a UNION. */
typedef struct sg_single_query {
    sg_clause *clauses;
    sg_span span;
    bool union_all; /* how this query is joined to the one before it */
    struct sg_single_query *next;
} sg_single_query;

typedef enum sg_statement_kind {
    SG_STATEMENT_QUERY,
    SG_STATEMENT_CREATE_INDEX, /* name, entity_is_edge, labels, properties, if_exists = IF NOT EXISTS */
    SG_STATEMENT_DROP_INDEX,   /* name, if_exists */
    SG_STATEMENT_SHOW_INDEXES, /* clauses: YIELD as WITH, WHERE, RETURN, or none */
} sg_statement_kind;

typedef enum sg_explain { SG_RUN, SG_EXPLAIN, SG_PROFILE } sg_explain;

struct sg_statement {
    sg_statement_kind kind;
    sg_explain explain;
    sg_span span;
    uint16_t height;
    sg_single_query *queries;
    sg_name index;
    bool entity_is_edge, if_exists;
    sg_name_list *labels, *properties;
    bool nullable; /* bind: of OPTIONAL CALL {}: its columns may be null where it has no rows */
};

#endif
