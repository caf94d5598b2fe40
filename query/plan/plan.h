/* plan.h - what will be done: a read-only tree of operators, between the planner and the executor.
 *
 * A plan holds no state and may run many times, on many threads.  Rows are tuples of *slots*: one
 * numbering for the whole statement, subqueries and comprehension variables included, so that a
 * subquery sees the outer row by the same numbers.
 *
 *     Limit                          a statement's root; `slots` of the root are its columns
 *       Project  role.name -> 4
 *         Expand (0)-[2:HAS]->(3)
 *           Filter vm.exposure = 'PUBLIC'
 *             NodeScan 0 :VirtualMachine
 */
#ifndef SG_PLAN_H
#define SG_PLAN_H

#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/graph.h"
#include "query/query.h"
#include "query/syntax/ast.h"

/* One row per operator, query/operators.def: OPERATOR(EXPAND, expand, "Expand", "summary"). */
typedef enum sg_operator {
#define OPERATOR(id, name, title, summary) SG_OPERATOR_##id,
#include "query/operators.def"
#undef OPERATOR
} sg_operator;
/* As people read it: "Expand". */
const char *sg_operator_title(sg_operator operator);

/* How the values of a slot are stored. */
typedef enum sg_slot_kind {
    SG_SLOT_VALUE, /* sg_value */
    SG_SLOT_NODE,  /* uint32_t node id, SG_NO_ID for null */
    SG_SLOT_EDGE,  /* uint32_t edge id, SG_NO_ID for null */
} sg_slot_kind;

typedef struct sg_plan_slot {
    sg_slot_kind kind;
    sg_str name; /* for EXPLAIN; anonymous ones are empty */
} sg_plan_slot;

/* expression -> slot: of projections, grouping keys, aggregates (expression is the aggregate call),
 * sort keys (slot unused). */
typedef struct sg_plan_item {
    const sg_expression *expression;
    uint32_t slot;
    bool descending;
} sg_plan_item;

typedef struct sg_plan_items {
    const sg_plan_item *items;
    uint32_t count;
} sg_plan_items;

typedef struct sg_slots {
    const uint32_t *slots;
    uint32_t count;
} sg_slots;

static inline bool sg_slots_have(sg_slots slots, uint32_t slot)
{
    for (uint32_t i = 0; i < slots.count; i++)
        if (slots.slots[i] == slot)
            return true;
    return false;
}

/* A node or relationship that CREATE or MERGE makes. */
typedef struct sg_plan_make {
    sg_span span;
    uint32_t slot;
    bool is_edge;
    uint32_t from, to;      /* slots of the ends of a relationship */
    const sg_label *labels; /* of a node */
    uint32_t label_count;
    sg_reltype type;
    const sg_expression *properties; /* a map, or NULL */
} sg_plan_make;

/* A column of a procedure that is asked for. */
typedef struct sg_plan_yield {
    uint32_t output, slot;
} sg_plan_yield;

typedef struct sg_plan sg_plan;
struct sg_plan {
    sg_operator operator;
    const sg_plan *input; /* NULL: the source of rows */
    const sg_plan
        *right;    /* of Apply and its kin, join, union: starts with Argument when correlated */
    sg_span span;  /* what in the text asked for it */
    double rows;   /* estimate */
    sg_slots live; /* slots that the operators above read: the columns of its batches */

    /* NodeScan, NodeSeek, Expand, Walk, ShortestPath */
    uint32_t from, edge, to;    /* slots; edge is a list of relationships for Walk */
    uint32_t path;              /* slot of the path, SG_NO_SLOT when nobody reads it */
    const uint64_t *label_sets; /* bit per label set that `to` (scan, seek: the node) may have;
                                    NULL: any */
    sg_str labels;              /* the same as written, for EXPLAIN: ":Bucket", or empty */
    const sg_reltype *types;    /* sorted */
    uint32_t type_count;
    bool any_type;            /* no type was given: all */
    sg_pattern_direction way; /* as seen from `from` */
    bool reversed; /* Walk, ShortestPath: the pattern was written from `to` to `from`;
                                    the list in `edge` stands in the order of the pattern */
    bool into;     /* `to` is bound already: keep the rows where it is the far end */
    uint64_t minimum,
        maximum; /* Walk, ShortestPath: relationships; maximum UINT64_MAX = no bound */
    sg_shortest shortest;
    sg_slots distinct_from; /* slots of relationships (or lists of them) of the same MATCH that
                                    this one must differ from */
    /* NodeScan in a statement that writes: which label sets fit is found out when the scan begins;
     * `label_sets` is NULL then.  A condition on the labels of `to` alone. */
    const sg_expression *label_test;
    /* NodeSeek: the value of property `seek_key`, or a list of values when key_is_list.  What is
     * found is a candidate, and each once: a Filter above tests the property itself.  Where a value
     * cannot be looked up, all nodes of the label sets are given.  SG_NO_ID: nothing has the
     * property, and nothing is found; `seek_label` has an index, or is SG_NO_SYMBOL. */
    const sg_expression *key;
    bool key_is_list;
    sg_key seek_key;
    sg_label seek_label;
    bool among; /* NodeSeek: gives the nodes that the run names (sg_query_options.among) */
    /* Walk, ShortestPath: tested for every relationship on the way, with `edge` replaced by the
     * single relationship in slot `step` (and the node it leads to in `step_node`). */
    const sg_expression *step_predicate;
    uint32_t step, step_node;

    const sg_expression *predicate; /* Filter */
    sg_plan_items
        items; /* Project, Unwind (one), Aggregate (keys), Sort, TopSort; Delete; ForEach
                            (one: the list, and the slot of its item; none: once) */
    sg_plan_items aggregates;   /* Aggregate */
    const sg_expression *count; /* Skip, Limit, TopSort */
    sg_slots slots; /* Argument: taken from the outer row; Optional: null when nothing matched;
                        Degree: variables whose matches are counted; Distinct: the key; Union: columns of the left; root: columns of the result */
    sg_slots right_slots; /* Union: columns of the right, in the same order; HashJoin: unused */
    /* Create, Merge: what is made, in this order.  The right side of Merge finds the pattern. */
    const sg_plan_make *makes;
    uint32_t make_count;
    const sg_change *changes;              /* Change */
    const sg_change *on_create, *on_match; /* Merge */
    bool detach;                           /* Delete */
    const sg_pattern *pattern; /* BuildPath: the pattern whose slots make the path in `path` */
    const struct sg_procedure
        *procedure;                 /* Procedure: what is called, with which arguments ... */
    const sg_expression *arguments; /* ... linked by next ... */
    const sg_plan_yield *yields;    /* ... for which columns */
    uint32_t yield_count;
    /* Sets before rows (query/plan/reduction.h).  NodeScan, Expand: `to` lies in the reduced set of
     * vertex `candidate`.  Reduce: answers `goal` about it, or gives the rows of the input.  NULL:
     * nothing is known. */
    const struct sg_reduction *reduction;
    uint32_t candidate;
    uint32_t partner; /* Reduce: the other vertex that the goal is about */
    /* The root of a subplan: it has a row exactly where the outer row's node is one of the reduced set
     * of vertex `answer`.  NULL: that must be tried. */
    const struct sg_reduction *answers;
    uint32_t answer;
    uint32_t goal; /* an sg_reduction_goal; of an Aggregate, that of the Reduce below it */
    /* Reduce: all that is read of its nodes is property `value_key`, so that one node may stand for
     * others with the same value.  Distinct: its key has such a property as it is, or both nodes of pairs,
     * from a Reduce or a Project above one: where all values or pairs differ, so do the keys. */
    bool by_value;
    sg_key value_key;
    /* Reduce: the slot for how many matches a row stands for; Aggregate: counts rows by it.  Where
     * there is no such column, each row stands for one.  Degree: the slot for its number. */
    uint32_t weight;
    /* Aggregate: slots of numbers of Degrees below, by the product of which rows are multiplied, a 0 being one row;
     * and by aggregate the one that says whether what it counts is there, or SG_NO_SLOT.  NULL: there are
     * none. */
    sg_slots degrees;
    const uint32_t *counted;
    bool
        batched; /* Apply kin: right side may take a whole batch of outer rows at once, told apart
                     by the ordinal in slot `ordinal` */
    uint32_t ordinal;
};

/* A planned statement; everything lives in the query arena. */
typedef struct sg_plan_tree {
    const sg_plan *root;
    const sg_plan_slot *slots;
    uint32_t slot_count;
    const sg_str *columns; /* names, root->slots.count of them */
    sg_str text;           /* of the statement: what the spans point into */
    bool explain, profile;
    bool writes; /* needs a graph that can be changed */
    /* Of a statement whose rows come from matches that are all in it (local.c), else NULL. */
    const struct sg_reduction *whole;
    bool is_ends; /* its rows are the nodes of one column that are in a match, each once */
} sg_plan_tree;

/* What options of a query have to do with its plan (query/query.h). */
typedef struct sg_plan_wishes {
    sg_reduce reduce;
    sg_str among;
} sg_plan_wishes;

/* Plans a bound statement.  Errors: SG_EUNSUPPORTED with a span for what is not executed yet. */
struct sg_binding;
SG_MUST_USE sg_status sg_plan_build(const sg_graph *graph, const struct sg_binding *binding,
                                    sg_plan_wishes wishes, sg_arena *arena, sg_plan_tree *out,
                                    sg_error *err);
/* Whether all rows of the statement that are about one node of the slot come from matches with that
 * node: each projection passes it on, and none looks at several of its nodes at once (local.c). */
bool sg_statement_passes(const sg_statement *statement, uint32_t slot);
/* The tree as text with the estimates, one operator a line. */
/* An expression of the plan as it stands in the text, or as what the planner made it of. */
void sg_plan_write_expression(const sg_graph *graph, const sg_plan_tree *tree,
                              const struct sg_expression *expression, sg_buffer *out);
void sg_plan_explain(const sg_graph *graph, const sg_plan_tree *tree, sg_buffer *out);

/* A line of the printed tree: an operator, or (`plan` is NULL) the expression in a statement that the
 * operators deeper than it answer. */
typedef struct sg_plan_line {
    const sg_plan *plan;
    unsigned depth;
    sg_str title, detail; /* borrowed until the next line */
} sg_plan_line;
typedef void sg_plan_reader(void *reader, const sg_plan_line *line);
/* Reads the lines from the root down.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_plan_read(const sg_graph *graph, const sg_plan_tree *tree,
                                   sg_plan_reader *read, void *reader);

#endif
