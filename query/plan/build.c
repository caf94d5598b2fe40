/* build.c - from a bound statement to a tree of operators: statements, UNION, clauses. */
#include "query/plan/planner.h"
#include "query/plan/rewrite.h"
#include "query/syntax/writes.h"

/* --- conditions outside of MATCH ------------------------------------------------------------------- */
typedef struct {
    sg_planner *planner;
    sg_pipeline *pipeline;
} filters;

static sg_status add_filter(void *opaque, sg_expression *part)
{
    filters *self = opaque;

    SG_TRY(sg_plan_expression(self->planner, part, &self->pipeline->bound));
    return sg_build_filter(self->planner, part, 0.5, self->pipeline);
}

sg_status sg_build_filters(sg_planner *planner, sg_expression *where, sg_pipeline *pipeline)
{
    filters self = { planner, pipeline };

    return sg_each_conjunct(where, add_filter, &self);
}

/* --- clauses ------------------------------------------------------------------------------------------ */
sg_status sg_plan_need_input(sg_planner *planner, sg_span span, sg_pipeline *pipeline)
{
    sg_plan *argument;

    if (pipeline->root)
        return SG_OK;
    pipeline->rows = 1;
    return sg_plan_push(planner, pipeline, SG_OPERATOR_ARGUMENT, span, &argument);
}

sg_status sg_build_right(sg_planner *planner, sg_operator operator, sg_span span,
                         const sg_pipeline *right, sg_pipeline *pipeline)
{
    sg_plan *plan;

    SG_TRY(sg_plan_push(planner, pipeline, operator, span, &plan));
    pipeline->root->right = right->root;
    double each = operator== SG_OPERATOR_OPTIONAL && right->rows<1 ? 1 : right->rows;
    pipeline->rows = plan->rows = plan->rows * each;
    if (sg_slot_set_unite(&pipeline->bound, planner->arena, &right->bound))
        return sg_plan_no_memory(planner);
    return sg_plan_batch(planner, right->root, plan);
}

static sg_status build_optional(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline)
{
    sg_pipeline right;

    SG_TRY(sg_plan_need_input(planner, clause->span, pipeline));
    SG_TRY(sg_plan_begin_right(planner, &pipeline->bound, clause->span, &right));
    SG_TRY(sg_build_match(planner, clause->patterns, clause->where, clause->span, &right));
    return sg_build_right(planner, SG_OPERATOR_OPTIONAL, clause->span, &right, pipeline);
}

static sg_status build_unwind(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline)
{
    sg_plan_item *item = sg_arena_make(planner->arena, sg_plan_item);
    uint32_t items = 0;
    sg_plan *plan;

    if (!item)
        return sg_plan_no_memory(planner);
    SG_TRY(sg_plan_expression(planner, clause->expression, &pipeline->bound));
    SG_TRY(sg_plan_need_input(planner, clause->span, pipeline));
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_UNWIND, clause->span, &plan));
    *item = (sg_plan_item){ .expression = clause->expression, .slot = clause->slot };
    plan->items = (sg_plan_items){ item, 1 };
    for (const sg_expression *one = clause->expression->items; one; one = one->next)
        items++;
    pipeline->rows = plan->rows =
        plan->rows * (clause->expression->kind == SG_EXPR_LIST ? items : 10);
    return sg_plan_bind_slot(planner, pipeline, clause->slot);
}

static sg_status build_clause(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline,
                              sg_slots *columns)
{
    switch (clause->kind) {
    case SG_CLAUSE_MATCH:
        if (clause->optional && !sg_nulls_unseen(planner, clause, &pipeline->bound))
            return build_optional(planner, clause, pipeline);
        return sg_build_match(planner, clause->patterns, clause->where, clause->span, pipeline);
    case SG_CLAUSE_UNWIND:
        return build_unwind(planner, clause, pipeline);
    case SG_CLAUSE_WITH:
    case SG_CLAUSE_RETURN:
        SG_TRY(sg_plan_need_input(planner, clause->span, pipeline));
        return sg_build_projection(planner, clause, pipeline, columns);
    case SG_CLAUSE_CALL_SUBQUERY:
        return sg_build_call(planner, clause, pipeline);
    case SG_CLAUSE_CALL_PROCEDURE:
        return sg_build_procedure(planner, clause, pipeline, columns);
    case SG_CLAUSE_CREATE:
    case SG_CLAUSE_MERGE:
    case SG_CLAUSE_SET:
    case SG_CLAUSE_REMOVE:
    case SG_CLAUSE_DELETE:
    case SG_CLAUSE_FOREACH:
        return sg_build_write(planner, clause, pipeline);
    case SG_CLAUSE_FINISH:
        return SG_OK;
    }
    SG_UNREACHABLE();
}

/* Whether a query that ends with the clause gives no rows. */
static bool has_only_effects(const sg_clause *clause)
{
    return sg_clause_writes(clause) || clause->kind == SG_CLAUSE_FINISH ||
           (clause->kind == SG_CLAUSE_CALL_SUBQUERY &&
            sg_statement_writes(clause->statement)) ||
           (clause->kind == SG_CLAUSE_CALL_PROCEDURE && !clause->items);
}

static sg_status build_query(sg_planner *planner, const sg_single_query *query,
                             sg_pipeline *pipeline, sg_slots *columns)
{
    *columns = (sg_slots){ 0 };
    for (sg_clause *clause = query->clauses; clause; clause = clause->next) {
        *columns = (sg_slots){ 0 };
        SG_TRY(build_clause(planner, clause, pipeline, columns));
        if (!clause->next && has_only_effects(clause))
            return sg_build_end(planner, clause->span, pipeline);
    }
    return SG_OK;
}

/* --- UNION ---------------------------------------------------------------------------------------------- */
static const sg_clause *last_clause(const sg_single_query *query)
{
    const sg_clause *clause = query->clauses;

    while (clause->next)
        clause = clause->next;
    return clause;
}

/* The columns of `query` in the order in which `first` has them. */
static sg_status align_columns(sg_planner *planner, const sg_single_query *first,
                               const sg_single_query *query, sg_slots *columns)
{
    sg_str text = planner->binding->text;
    uint32_t *slots = sg_arena_make_array(planner->arena, uint32_t, columns->count + 1);
    uint32_t count = 0;

    if (!slots)
        return sg_plan_no_memory(planner);
    for (const sg_projection_item *left = last_clause(first)->items; left; left = left->next)
        for (const sg_projection_item *right = last_clause(query)->items; right;
             right = right->next)
            if (sg_str_equal(sg_column_name(text, left), sg_column_name(text, right)))
                slots[count++] = right->slot;
    *columns = (sg_slots){ slots, count };
    return SG_OK;
}

static sg_status begin_branch(sg_planner *planner, const sg_pipeline *start,
                              const sg_single_query *query, sg_pipeline *out)
{
    *out = (sg_pipeline){ .rows = 1 };
    return start->correlated ? sg_plan_begin_right(planner, &start->outer, query->span, out)
                             : SG_OK;
}

static sg_status add_branch(sg_planner *planner, const sg_single_query *first,
                            const sg_single_query *query, const sg_pipeline *start,
                            sg_pipeline *pipeline, sg_slots columns)
{
    sg_pipeline right;
    sg_slots right_columns;
    sg_plan *plan;

    SG_TRY(begin_branch(planner, start, query, &right));
    SG_TRY(build_query(planner, query, &right, &right_columns));
    SG_TRY(align_columns(planner, first, query, &right_columns));
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_UNION, query->span, &plan));
    pipeline->root->right = right.root;
    pipeline->rows = plan->rows = plan->rows + right.rows;
    plan->slots = columns;
    plan->right_slots = right_columns;
    return SG_OK;
}

sg_status sg_build_statement(sg_planner *planner, const sg_statement *statement,
                             sg_pipeline *pipeline, sg_slots *columns)
{
    const sg_single_query *first = statement->queries;
    sg_pipeline start = *pipeline;
    sg_plan *plan;

    SG_TRY(build_query(planner, first, pipeline, columns));
    if (!first->next)
        return SG_OK;
    pipeline->bound = (sg_slot_set){ 0 };
    for (uint32_t i = 0; i < columns->count; i++)
        SG_TRY(sg_plan_bind_slot(planner, pipeline, columns->slots[i]));
    for (const sg_single_query *query = first->next; query; query = query->next)
        SG_TRY(add_branch(planner, first, query, &start, pipeline, *columns));
    if (first->next->union_all)
        return SG_OK;
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_DISTINCT, first->next->span, &plan));
    plan->slots = *columns;
    return SG_OK;
}

/* --- the statement ---------------------------------------------------------------------------------------- */
static sg_status take_slots(sg_planner *planner)
{
    static const sg_slot_kind kinds[] = {
        [SG_VARIABLE_VALUE] = SG_SLOT_VALUE, [SG_VARIABLE_NODE] = SG_SLOT_NODE,
        [SG_VARIABLE_EDGE] = SG_SLOT_EDGE,   [SG_VARIABLE_EDGES] = SG_SLOT_VALUE,
        [SG_VARIABLE_PATH] = SG_SLOT_VALUE,
    };
    const sg_binding *binding = planner->binding;

    for (uint32_t i = 0; i < binding->slot_count; i++) {
        uint32_t slot;
        SG_TRY(sg_plan_new_slot(planner, kinds[binding->slots[i].kind], binding->slots[i].name,
                                &slot));
    }
    return SG_OK;
}

sg_status sg_plan_build(const sg_graph *graph, const sg_binding *binding, sg_plan_wishes wishes,
                        sg_arena *arena, sg_plan_tree *out, sg_error *err)
{
    const sg_statement *statement = binding->statement;
    sg_planner planner = { .graph = graph,
                           .binding = binding,
                           .arena = arena,
                           .err = err,
                           .reduce = wishes.reduce,
                           .among = SG_NO_SLOT,
                           .writes = sg_statement_writes(statement) };
    sg_pipeline pipeline = { .rows = 1 };
    sg_slots columns;

    if (statement->kind != SG_STATEMENT_QUERY)
        return sg_plan_unsupported(&planner, statement->span, "a plan of an index statement");
    SG_TRY(take_slots(&planner));
    if (wishes.among.length > 0)
        planner.among = sg_plan_column_slot(binding, wishes.among);
    SG_TRY(sg_build_statement(&planner, statement, &pipeline, &columns));
    SG_TRY(sg_plan_finish(&planner, &pipeline, columns, statement->span));
    SG_TRY(sg_plan_degrees(&planner, pipeline.root));
    SG_TRY(sg_plan_tie(&planner, pipeline.root, &out->root));
    sg_plan_reach(&planner, pipeline.root, false);
    out->slots = planner.slots;
    out->slot_count = planner.slot_count;
    out->columns = binding->columns;
    out->text = binding->text;
    out->explain = statement->explain == SG_EXPLAIN;
    out->profile = statement->explain == SG_PROFILE;
    out->writes = planner.writes;
    out->whole = sg_plan_whole(statement, &pipeline);
    out->is_ends = out->whole && sg_plan_is_ends(statement);
    return SG_OK;
}
