/* build_call.c - CALL of a subquery or of a procedure: rows of a right side for each row.
 *
 *     CALL {... RETURN ...}   Apply       each row with the rows that the subquery gives for it
 *     OPTIONAL CALL {...}     Optional    the same, or nulls where it gives none
 *     CALL {...}              ForEach     without RETURN: each row once, for what is done in there
 *     CALL name(...)          Procedure   the table of the procedure stands in place of a right side
 */
#include "query/plan/planner.h"
#include "query/procedures/procedures.h"
#include "query/syntax/writes.h"

/* --- subqueries --------------------------------------------------------------------------------- */
/* What is written is seen by what comes after, for every row: the rows wait on both sides. */
static sg_status build_writing(sg_planner *planner, sg_operator operator, sg_span span,
                               const sg_pipeline *right, sg_pipeline *pipeline)
{
    sg_plan *plan;

    SG_TRY(sg_build_eager(planner, span, pipeline));
    SG_TRY(sg_plan_push(planner, pipeline, operator, span, &plan));
    pipeline->root->right = right->root;
    pipeline->rows = plan->rows = plan->rows * right->rows;
    if (sg_slot_set_unite(&pipeline->bound, planner->arena, &right->bound))
        return sg_plan_no_memory(planner);
    return sg_build_eager(planner, span, pipeline);
}

/* Whether the subquery ends with something that gives rows: it may give none. */
static bool gives_rows(const sg_statement *statement)
{
    const sg_clause *last = statement->queries->clauses;

    while (last->next)
        last = last->next;
    return last->kind == SG_CLAUSE_RETURN || (last->alone && last->items);
}

sg_status sg_build_call(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline)
{
    bool writes = sg_statement_writes(clause->statement);
    sg_operator operator= clause->optional ? SG_OPERATOR_OPTIONAL : SG_OPERATOR_APPLY;
    sg_pipeline right;
    sg_slots columns;
    sg_plan *plan;

    SG_TRY(sg_plan_need_input(planner, clause->span, pipeline));
    if (writes)
        planner->has_written = true;
    SG_TRY(sg_plan_begin_right(planner, &pipeline->bound, clause->span, &right));
    SG_TRY(sg_build_statement(planner, clause->statement, &right, &columns));
    if (!gives_rows(clause->statement))
        return sg_build_each(planner, clause->span, &right, pipeline, &plan);
    return writes ? build_writing(planner, operator, clause->span, &right, pipeline)
                  : sg_build_right(planner, operator, clause->span, &right, pipeline);
}

/* --- procedures --------------------------------------------------------------------------------- */
static uint32_t output_named(const sg_procedure *procedure, sg_str name)
{
    uint32_t output = 0;

    while (!sg_str_equal(procedure->outputs[output].name, name)) /* the binder has found it */
        output++;
    return output;
}

static sg_status take_yields(sg_planner *planner, const sg_clause *clause, sg_plan *plan,
                             sg_pipeline *pipeline)
{
    sg_plan_yield *yields;
    uint32_t count = 0;

    for (const sg_projection_item *item = clause->items; item; item = item->next)
        count++;
    yields = sg_arena_make_array(planner->arena, sg_plan_yield, (size_t)count + 1);
    if (!yields)
        return sg_plan_no_memory(planner);
    plan->yields = yields;
    plan->yield_count = count;
    for (const sg_projection_item *item = clause->items; item; item = item->next) {
        *yields++ = (sg_plan_yield){ output_named(plan->procedure, item->expression->name.text),
                                     item->slot };
        SG_TRY(sg_plan_bind_slot(planner, pipeline, item->slot));
    }
    return SG_OK;
}

static sg_status build_procedure(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline)
{
    enum { ROWS = 10 }; /* a guess */
    const sg_procedure *procedure = clause->called;
    sg_plan *plan;

    for (sg_expression *one = clause->arguments; one; one = one->next)
        SG_TRY(sg_plan_expression(planner, one, &pipeline->bound));
    SG_TRY(sg_plan_need_input(planner, clause->span, pipeline));
    if (planner->has_written && procedure->rows) /* it tells what all rows have written */
        SG_TRY(sg_build_eager(planner, clause->span, pipeline));
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_PROCEDURE, clause->span, &plan));
    plan->procedure = procedure;
    plan->arguments = clause->arguments;
    pipeline->rows = plan->rows = plan->rows * (procedure->output_count ? ROWS : 1);
    SG_TRY(take_yields(planner, clause, plan, pipeline));
    return clause->where ? sg_build_filters(planner, clause->where, pipeline) : SG_OK;
}

static sg_status list_columns(sg_planner *planner, const sg_clause *clause, sg_slots *columns)
{
    uint32_t count = 0;

    for (const sg_projection_item *item = clause->items; item; item = item->next)
        count++;
    uint32_t *slots = sg_arena_make_array(planner->arena, uint32_t, (size_t)count + 1);
    if (!slots)
        return sg_plan_no_memory(planner);
    *columns = (sg_slots){ slots, count };
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        *slots++ = item->slot;
    return SG_OK;
}

sg_status sg_build_procedure(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline,
                             sg_slots *columns)
{
    sg_pipeline right;

    if (clause->alone)
        SG_TRY(list_columns(planner, clause, columns));
    if (!clause->optional)
        return build_procedure(planner, clause, pipeline);
    SG_TRY(sg_plan_need_input(planner, clause->span, pipeline));
    SG_TRY(sg_plan_begin_right(planner, &pipeline->bound, clause->span, &right));
    SG_TRY(build_procedure(planner, clause, &right));
    return sg_build_right(planner, SG_OPERATOR_OPTIONAL, clause->span, &right, pipeline);
}
