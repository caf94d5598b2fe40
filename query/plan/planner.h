/* planner.h - what the parts of the planner share.
 *
 *     build.c             statements, clauses, UNION
 *     build_call.c        CALL of a subquery or a procedure
 *     build_projection.c  WITH and RETURN
 *     build_write.c       CREATE, MERGE, SET, REMOVE, DELETE, FOREACH
 *     build_match.c       MATCH: from the chosen order to operators
 *       pattern_graph.c   nodes, relationships and conditions of one MATCH
 *       order.c           where to start and what to follow next
 *       estimate.c        how many rows: exact counts and degrees
 *       scan_sets.c       nodes that a scan need not look at
 *       walk_steps.c      conditions on each step of a walk
 *     reduce_match.c      what a MATCH asks of sets of nodes
 *     reduction_key.c     tests as canonical texts, for sharing
 *     reduce_goal.c       projections that sets answer without rows
 *     local.c             statements whose rows depend on nothing but the matches they come from
 *     rewrite.c           conditions split, made and recognised
 *     subplan.c           EXISTS {}, patterns and the like inside expressions
 *     live.c              which columns each operator must still carry
 *     reach.c             walks of which only the ends are seen
 *     degrees.c           optional branches of which only the number of matches is seen
 *     explain.c           the plan as text
 *
 * While it is built a plan is a tree of nodes that can be changed; live.c ties the read-only tree.
 */
#ifndef SG_PLANNER_H
#define SG_PLANNER_H

#include "query/bind/bind.h"
#include "query/errors.h"
#include "query/plan/plan.h"
#include "query/plan/slot_set.h"

typedef struct sg_plan_node sg_plan_node;
struct sg_plan_node {
    sg_plan plan;
    sg_plan_node *input, *right;
};

typedef struct sg_planner {
    const sg_graph *graph;
    const sg_binding *binding;
    sg_arena *arena;
    sg_error *err;
    sg_plan_slot *slots;
    uint32_t slot_count, slot_capacity;
    uint32_t operators; /* made so far */
    sg_reduce reduce;
    uint32_t among; /* slot of the variable whose nodes the run names, or SG_NO_SLOT */
    bool writes;    /* the statement: nothing is known about sets then */
    bool
        has_written; /* something may have been written before the clause at hand runs: label sets
                         may have come up that planning does not know */
} sg_planner;

/* The operators of a query so far, and what their rows hold. */
typedef struct sg_pipeline {
    sg_plan_node *root; /* NULL: one empty row, not yet asked for */
    sg_slot_set bound;
    sg_slot_set outer; /* the part of it that comes from the row around, constant in here */
    bool correlated;   /* starts with an Argument that stands for that row */
    struct sg_reduction *reduction; /* of the MATCH clauses up to `reduced_to`, or NULL */
    const sg_plan_node *reduced_to;
    bool reduced_whole; /* nothing comes before them */
    double rows;
} sg_pipeline;

/* --- planner.c ------------------------------------------------------------------------------- */
static inline sg_status sg_plan_no_memory(sg_planner *planner)
{
    sg_query_fail(planner->err, SG_ERROR_OUT_OF_MEMORY, SG_COMPILE, SG_NO_SPAN,
                  "the statement needs more memory than it may have");
    return SG_ENOMEM;
}
sg_status sg_plan_unsupported(sg_planner *planner, sg_span span, const char *what);
sg_status sg_plan_new_slot(sg_planner *planner, sg_slot_kind kind, sg_str name, uint32_t *out);
/* Puts an operator on top of the pipeline; its plan is zeroed but for slots, which are SG_NO_SLOT,
 * and the estimate, which is the one of the pipeline. */
sg_status sg_plan_push(sg_planner *planner, sg_pipeline *pipeline, sg_operator operator,
                       sg_span span, sg_plan **out);
/* The same without an input: the root of a new tree. */
sg_status sg_plan_new_node(sg_planner *planner, sg_operator operator, sg_span span,
                           sg_plan_node **out);
sg_status sg_plan_bind_slot(sg_planner *planner, sg_pipeline *pipeline, uint32_t slot);
/* A pipeline that starts with the row of another. */
sg_status sg_plan_begin_right(sg_planner *planner, const sg_slot_set *bound, sg_span span,
                              sg_pipeline *out);
/* Ends a right side that takes many outer rows at once, where its operators allow it. */
sg_status sg_plan_batch(sg_planner *planner, sg_plan_node *right, sg_plan *owner);
/* Gives the root its columns. */
sg_status sg_plan_finish(sg_planner *planner, sg_pipeline *pipeline, sg_slots columns,
                         sg_span span);

/* --- build.c, build_match.c, build_projection.c ------------------------------------------------ */
/* *columns are those of RETURN; empty without one. */
sg_status sg_build_statement(sg_planner *planner, const sg_statement *statement,
                             sg_pipeline *pipeline, sg_slots *columns);
/* The patterns of one MATCH, `where` included (may be NULL). */
sg_status sg_build_match(sg_planner *planner, sg_pattern *patterns, sg_expression *where,
                         sg_span span, sg_pipeline *pipeline);
sg_status sg_build_projection(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline,
                              sg_slots *columns);
/* A clause that changes the graph. */
sg_status sg_build_write(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline);
/* CALL {}, CALL name(); *columns as of sg_build_statement() where the call is a query of its own. */
sg_status sg_build_call(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline);
sg_status sg_build_procedure(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline,
                             sg_slots *columns);
/* Puts an operator with a right side (Apply, Optional) on top. */
sg_status sg_build_right(sg_planner *planner, sg_operator operator, sg_span span,
                         const sg_pipeline *right, sg_pipeline *pipeline);
/* The right side, which gives no rows, once for each row. */
sg_status sg_build_each(sg_planner *planner, sg_span span, const sg_pipeline *right,
                        sg_pipeline *pipeline, sg_plan **out);
sg_status sg_build_eager(sg_planner *planner, sg_span span, sg_pipeline *pipeline);
/* Gives no rows: the end of a query without RETURN. */
sg_status sg_build_end(sg_planner *planner, sg_span span, sg_pipeline *pipeline);
/* Operators with a right side need an input; at the top that is one empty row. */
sg_status sg_plan_need_input(sg_planner *planner, sg_span span, sg_pipeline *pipeline);
sg_status sg_build_filter(sg_planner *planner, sg_expression *predicate, double selectivity,
                          sg_pipeline *pipeline);
/* One Filter for each part of the condition. */
sg_status sg_build_filters(sg_planner *planner, sg_expression *where, sg_pipeline *pipeline);

/* --- subplan.c ------------------------------------------------------------------------------- */
/* Plans what is a query inside the expression, given the slots that hold a value where it stands. */
sg_status sg_plan_expression(sg_planner *planner, sg_expression *expression,
                             const sg_slot_set *bound);
/* Adds the slots that the expression reads from the row; subqueries must be planned. */
sg_status sg_expression_slots(sg_planner *planner, const sg_expression *expression,
                              sg_slot_set *slots);
bool sg_expression_has_subplan(const sg_expression *expression);

/* --- local.c --------------------------------------------------------------------------------- */
/* The reduction that has all that rows of the statement depend on, or NULL; of the pipeline that the
 * whole statement has become. */
const struct sg_reduction *sg_plan_whole(const sg_statement *statement,
                                         const sg_pipeline *pipeline);
/* Whether the rows of such a statement are the nodes of one variable of its MATCH clauses, each once. */
bool sg_plan_is_ends(const sg_statement *statement);
/* The slot of the column, if it only passes on a variable; else SG_NO_SLOT. */
uint32_t sg_plan_column_slot(const sg_binding *binding, sg_str column);

/* --- live.c ---------------------------------------------------------------------------------- */
/* Ties the tree below the node, dropping what nobody reads; the root's `slots` are read. */
sg_status sg_plan_tie(sg_planner *planner, sg_plan_node *root, const sg_plan **out);
/* Adds the slots that the operator itself reads from its input. */
sg_status sg_plan_add_read(sg_planner *planner, const sg_plan *plan, sg_slot_set *out);
/* Adds the slots that come into being in the tree. */
sg_status sg_plan_add_all_made(sg_planner *planner, const sg_plan_node *node, sg_slot_set *out);

/* --- degrees.c ------------------------------------------------------------------------------- */
/* Makes Degree of those Optionals of a tree, which is not tied yet, of which only the number is seen. */
sg_status sg_plan_degrees(sg_planner *planner, sg_plan_node *root);

/* --- reach.c --------------------------------------------------------------------------------- */
/* Makes Reach of the walks of a tied tree where that is legal; `unseen`: nothing tells how often a
 * row of the root occurs. */
void sg_plan_reach(const sg_planner *planner, sg_plan_node *root, bool unseen);
/* Whether what comes next sees nothing of the rows that an OPTIONAL MATCH fills in with nulls; `bound`
 * has what is bound before it. */
bool sg_nulls_unseen(const sg_planner *planner, const sg_clause *match,
                     const sg_slot_set *bound);

#endif
