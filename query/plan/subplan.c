/* subplan.c - queries inside expressions, and which slots an expression reads.
 *
 *     WHERE NOT (a)-[:HAS]->()          EXISTS { ... }   COUNT { ... }      rows of a plan
 *     [(a)-[:HAS]->(b) | b.name]        COLLECT { ... }  shortestPath(...)  column 0 of a plan
 *
 * The plan starts with an Argument: the row around it.  Slots of comprehension variables that the
 * subquery stands in are part of that row.
 */
#include "query/bind/expression.h"
#include "query/plan/reduce_match.h"
#include "query/plan/rewrite.h"

/* --- planning ---------------------------------------------------------------------------------------- */
static bool asks_existence(const sg_expression *expression)
{
    return expression->kind == SG_EXPR_EXISTS ||
           (expression->kind == SG_EXPR_PATTERN &&
            expression->pattern->shortest == SG_NOT_SHORTEST);
}

static sg_status finish(sg_planner *planner, sg_expression *expression, sg_pipeline *pipeline,
                        sg_slots columns)
{
    uint32_t outer = sg_reduced_outer(pipeline);
    const sg_plan *plan;

    SG_TRY(sg_plan_finish(planner, pipeline, columns, expression->span));
    SG_TRY(sg_plan_batch(planner, pipeline->root, &pipeline->root->plan));
    SG_TRY(sg_plan_degrees(planner, pipeline->root));
    SG_TRY(sg_plan_tie(planner, pipeline->root, &plan));
    sg_plan_reach(planner, pipeline->root, asks_existence(expression));
    if (outer != SG_NO_SLOT && plan == &pipeline->root->plan) {
        pipeline->root->plan.answers = pipeline->reduction;
        pipeline->root->plan.answer = outer;
    }
    expression->subplan = plan;
    return SG_OK;
}

static sg_status one_column(sg_planner *planner, uint32_t slot, sg_slots *out)
{
    uint32_t *slots = sg_arena_make_array(planner->arena, uint32_t, 1);

    if (!slots)
        return sg_plan_no_memory(planner);
    slots[0] = slot;
    *out = (sg_slots){ slots, 1 };
    return SG_OK;
}

static sg_status plan_pattern(sg_planner *planner, sg_expression *expression,
                              const sg_slot_set *bound)
{
    sg_pattern *pattern = expression->pattern;
    sg_slots columns = { 0 };
    sg_pipeline pipeline = { 0 };

    if (pattern->shortest != SG_NOT_SHORTEST) {
        SG_TRY(sg_plan_new_slot(planner, SG_SLOT_VALUE, SG_STR(""), &pattern->slot));
        SG_TRY(one_column(planner, pattern->slot, &columns));
    }
    SG_TRY(sg_plan_begin_right(planner, bound, expression->span, &pipeline));
    SG_TRY(sg_build_match(planner, pattern, NULL, expression->span, &pipeline));
    return finish(planner, expression, &pipeline, columns);
}

static sg_status plan_pattern_comprehension(sg_planner *planner, sg_expression *expression,
                                            const sg_slot_set *bound)
{
    sg_plan_item *item = sg_arena_make(planner->arena, sg_plan_item);
    sg_pipeline pipeline = { 0 };
    sg_slots columns = { 0 };
    sg_plan *project;

    if (!item)
        return sg_plan_no_memory(planner);
    SG_TRY(sg_plan_begin_right(planner, bound, expression->span, &pipeline));
    SG_TRY(sg_build_match(planner, expression->pattern, expression->operands[1],
                          expression->span, &pipeline));
    SG_TRY(sg_plan_expression(planner, expression->operands[2], &pipeline.bound));
    SG_TRY(sg_plan_new_slot(planner, SG_SLOT_VALUE, SG_STR(""), &item->slot));
    item->expression = expression->operands[2];
    SG_TRY(sg_plan_push(planner, &pipeline, SG_OPERATOR_PROJECT, expression->span, &project));
    project->items = (sg_plan_items){ item, 1 };
    SG_TRY(one_column(planner, item->slot, &columns));
    return finish(planner, expression, &pipeline, columns);
}

static sg_status plan_statement(sg_planner *planner, sg_expression *expression,
                                const sg_slot_set *bound)
{
    sg_pipeline pipeline = { 0 };
    sg_slots columns = { 0 };

    SG_TRY(sg_plan_begin_right(planner, bound, expression->span, &pipeline));
    SG_TRY(sg_build_statement(planner, expression->statement, &pipeline, &columns));
    if (expression->kind != SG_EXPR_COLLECT)
        columns.count = 0;
    return finish(planner, expression, &pipeline, columns);
}

/* Operands, the body of a comprehension last and with its variable. */
static sg_status plan_operands(sg_planner *planner, sg_expression *expression,
                               const sg_slot_set *bound)
{
    sg_slot_set inner = *bound;

    if (expression->slot != SG_NO_SLOT && expression->kind != SG_EXPR_VARIABLE)
        if (sg_slot_set_copy(bound, planner->arena, &inner) ||
            sg_slot_set_add(&inner, planner->arena, expression->slot) ||
            sg_slot_set_add(&inner, planner->arena, expression->accumulator_slot))
            return sg_plan_no_memory(planner);
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i])
            SG_TRY(sg_plan_expression(planner, expression->operands[i], &inner));
    for (sg_expression *item = expression->items; item; item = item->next)
        SG_TRY(sg_plan_expression(planner, item, &inner));
    for (sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value)
            SG_TRY(sg_plan_expression(planner, entry->value, &inner));
    return SG_OK;
}

sg_status sg_plan_expression(sg_planner *planner, sg_expression *expression,
                             const sg_slot_set *bound)
{
    if (expression->subplan)
        return SG_OK;
    if (planner->reduce != SG_REDUCE_NEVER)
        sg_count_to_existence(expression);
    switch ((int)expression->kind) {
    case SG_EXPR_PATTERN:
        return plan_pattern(planner, expression, bound);
    case SG_EXPR_PATTERN_COMPREHENSION:
        return plan_pattern_comprehension(planner, expression, bound);
    case SG_EXPR_EXISTS:
    case SG_EXPR_COUNT:
    case SG_EXPR_COLLECT:
        return plan_statement(planner, expression, bound);
    default:
        return plan_operands(planner, expression, bound);
    }
}

/* --- reading ------------------------------------------------------------------------------------------ */
bool sg_expression_has_subplan(const sg_expression *expression)
{
    if (expression->subplan)
        return true;
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && sg_expression_has_subplan(expression->operands[i]))
            return true;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (sg_expression_has_subplan(item))
            return true;
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value && sg_expression_has_subplan(entry->value))
            return true;
    return false;
}

/* The slots that Arguments of the plan take from the row around it.  An Argument below an Apply and
 * its kin takes from their input instead. */
static sg_status add_arguments(sg_planner *planner, const sg_plan *plan, sg_slot_set *slots)
{
    for (; plan; plan = plan->input) {
        if (plan->operator== SG_OPERATOR_ARGUMENT)
            for (uint32_t i = 0; i < plan->slots.count; i++)
                if (sg_slot_set_add(slots, planner->arena, plan->slots.slots[i]))
                    return sg_plan_no_memory(planner);
        if (plan->operator== SG_OPERATOR_UNION)
            SG_TRY(add_arguments(planner, plan->right, slots));
    }
    return SG_OK;
}

static sg_status add_operands(sg_planner *planner, const sg_expression *expression,
                              sg_slot_set *slots)
{
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i])
            SG_TRY(sg_expression_slots(planner, expression->operands[i], slots));
    for (const sg_expression *item = expression->items; item; item = item->next)
        SG_TRY(sg_expression_slots(planner, item, slots));
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value)
            SG_TRY(sg_expression_slots(planner, entry->value, slots));
    return SG_OK;
}

sg_status sg_expression_slots(sg_planner *planner, const sg_expression *expression,
                              sg_slot_set *slots)
{
    if (expression->kind == SG_EXPR_VARIABLE ||
        (expression->slot != SG_NO_SLOT && sg_expression_is_aggregate(expression))) {
        if (sg_slot_set_add(slots, planner->arena, expression->slot))
            return sg_plan_no_memory(planner);
        return SG_OK;
    }
    if (expression->subplan)
        return add_arguments(planner, expression->subplan, slots);
    SG_TRY(add_operands(planner, expression, slots));
    /* The variables of a comprehension are its own. */
    if (expression->slot != SG_NO_SLOT)
        sg_slot_set_remove(slots, expression->slot);
    if (expression->accumulator_slot != SG_NO_SLOT)
        sg_slot_set_remove(slots, expression->accumulator_slot);
    return SG_OK;
}
