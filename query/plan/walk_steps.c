/* walk_steps.c - conditions on all relationships or all nodes of a walk, tested on the way.
 *
 *     MATCH p = (a)-[*]->(b) WHERE all(r IN relationships(p) WHERE r.certainty = 'must')
 *                            AND none(n IN nodes(p) WHERE n:Deleted)
 *
 * Tested at each step they stop a walk where it goes wrong; and a shortest path is then the
 * shortest of those that satisfy them, as it must be.  A condition on relationships is used up
 * by that.  One on nodes stays, for the walk does not test the node that it starts from.
 *
 * Legal because all(...) is true exactly when its predicate is true for each element, and
 * none(...), which is NOT any(...), when it is false for each: any step that is not so makes the row
 * one that WHERE drops.
 */
#include "query/functions/functions.h"
#include "query/plan/pattern_graph.h"
#include "query/plan/rewrite.h"

/* Puts one slot in the place of another, which is local to the expression. */
static void replace_slot(sg_expression *expression, uint32_t from, uint32_t to)
{
    if (expression->kind == SG_EXPR_VARIABLE && expression->slot == from)
        expression->slot = to;
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i])
            replace_slot(expression->operands[i], from, to);
    for (sg_expression *item = expression->items; item; item = item->next)
        replace_slot(item, from, to);
    for (sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value)
            replace_slot(entry->value, from, to);
}

static bool has_query(const sg_expression *expression)
{
    if (expression->pattern || expression->statement)
        return true;
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && has_query(expression->operands[i]))
            return true;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (has_query(item))
            return true;
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value && has_query(entry->value))
            return true;
    return false;
}

/* `name(path)`, where the path is nothing but this walk. */
static bool is_part_of(const sg_expression *list, const char *name, const sg_pattern_arc *arc)
{
    return list->kind == SG_EXPR_FUNCTION &&
           sg_str_equal_fold(list->name.text, sg_str_of(name)) &&
           list->items->kind == SG_EXPR_VARIABLE && arc->pattern->slot != SG_NO_SLOT &&
           list->items->slot == arc->pattern->slot && !arc->pattern->steps->next;
}

static sg_pattern_arc *walk_of(const sg_pattern_graph *graph, const sg_expression *list,
                               bool *of_nodes)
{
    for (uint32_t i = 0; i < graph->arc_count; i++) {
        sg_pattern_arc *arc = &graph->arcs[i];
        if (!arc->walks)
            continue;
        *of_nodes = is_part_of(list, "nodes", arc);
        if (*of_nodes || is_part_of(list, "relationships", arc) ||
            (list->kind == SG_EXPR_VARIABLE && list->slot == arc->slot))
            return arc;
    }
    return NULL;
}

/* What is read, beside a variable of its own, must be there before the MATCH, and a step is
 * tested without queries. */
static sg_status reads_only(sg_planner *planner, const sg_expression *expression, uint32_t own,
                            const sg_slot_set *bound, bool *out)
{
    sg_slot_set read = { 0 };

    *out = false;
    if (has_query(expression))
        return SG_OK;
    SG_TRY(sg_expression_slots(planner, expression, &read));
    if (own != SG_NO_SLOT)
        sg_slot_set_remove(&read, own);
    *out = sg_slot_set_within(&read, bound);
    return SG_OK;
}

static sg_status add_predicate(sg_planner *planner, sg_expression *predicate, bool negated,
                               sg_pattern_arc *arc)
{
    if (negated)
        SG_TRY(sg_make_not(planner, predicate, &predicate));
    if (arc->step == SG_NO_SLOT)
        SG_TRY(sg_plan_new_slot(planner, SG_SLOT_EDGE, SG_STR(""), &arc->step));
    return sg_make_and(planner, arc->step_predicate, predicate, &arc->step_predicate);
}

sg_status sg_absorb_walk_step(sg_planner *planner, sg_pattern_graph *graph,
                              const sg_slot_set *bound, sg_condition *condition)
{
    sg_expression *quantifier = condition->expression;
    bool of_nodes, legal;
    bool denied = quantifier->kind == SG_EXPR_NOT;
    if (denied)
        quantifier = quantifier->operands[0];
    bool none = quantifier->kind == (denied ? SG_EXPR_ANY : SG_EXPR_NONE);

    if (!none && (denied || quantifier->kind != SG_EXPR_ALL))
        return SG_OK;
    sg_pattern_arc *arc = walk_of(graph, quantifier->operands[0], &of_nodes);
    if (!arc)
        return SG_OK;
    SG_TRY(reads_only(planner, quantifier->operands[1], quantifier->slot, bound, &legal));
    if (!legal)
        return SG_OK;
    sg_expression *predicate = quantifier->operands[1];
    if (of_nodes)
        SG_TRY(sg_copy_expression(planner, predicate, &predicate));
    SG_TRY(add_predicate(planner, predicate, none, arc));
    if (of_nodes && arc->step_node == SG_NO_SLOT)
        SG_TRY(sg_plan_new_slot(planner, SG_SLOT_NODE, SG_STR(""), &arc->step_node));
    replace_slot(predicate, quantifier->slot, of_nodes ? arc->step_node : arc->step);
    condition->applied = !of_nodes;
    return SG_OK;
}

/* all(step IN walk WHERE step.key = value) */
static sg_status make_condition(sg_planner *planner, const sg_map_entry *entry,
                                const sg_pattern_arc *arc, sg_expression **out)
{
    sg_expression *walk, *test;
    uint32_t step;

    SG_TRY(sg_plan_new_slot(planner, SG_SLOT_VALUE, SG_STR(""), &step));
    SG_TRY(sg_make_variable(planner, arc->slot, SG_TYPE_BIT(SG_TYPE_LIST), arc->edge->span,
                            &walk));
    SG_TRY(sg_make_property_test(planner, step, SG_TYPE_BIT(SG_TYPE_RELATIONSHIP), entry->key,
                                 entry->value, &test));
    return sg_make_all(planner, step, walk, test, out);
}

sg_status sg_add_walk_property(sg_planner *planner, const sg_slot_set *bound,
                               const sg_map_entry *entry, sg_pattern_arc *arc,
                               sg_expression **condition)
{
    sg_expression *test;
    bool legal;

    *condition = NULL;
    SG_TRY(reads_only(planner, entry->value, SG_NO_SLOT, bound, &legal));
    if (!legal && arc->pattern->shortest != SG_NOT_SHORTEST)
        return sg_plan_unsupported(
            planner, entry->value->span,
            "a property in a shortest path that depends on what the same "
            "MATCH binds");
    if (!legal)
        return make_condition(planner, entry, arc, condition);
    if (arc->step == SG_NO_SLOT)
        SG_TRY(sg_plan_new_slot(planner, SG_SLOT_EDGE, SG_STR(""), &arc->step));
    SG_TRY(sg_make_property_test(planner, arc->step, SG_TYPE_BIT(SG_TYPE_RELATIONSHIP),
                                 entry->key, entry->value, &test));
    return sg_make_and(planner, arc->step_predicate, test, &arc->step_predicate);
}
