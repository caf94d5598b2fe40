/* planner.c - the small things all parts of the planner do: slots, operators, ends of pipelines. */
#include "query/plan/planner.h"

#include <string.h>

sg_status sg_plan_unsupported(sg_planner *planner, sg_span span, const char *what)
{
    return sg_query_fail(planner->err, SG_ERROR_UNSUPPORTED, SG_COMPILE, span,
                         "%s is not supported yet", what);
}

sg_status sg_plan_new_slot(sg_planner *planner, sg_slot_kind kind, sg_str name, uint32_t *out)
{
    if (planner->slot_count == planner->slot_capacity) {
        uint32_t capacity = planner->slot_capacity ? planner->slot_capacity * 2 : 16;
        sg_plan_slot *slots = sg_arena_make_array(planner->arena, sg_plan_slot, capacity);
        if (!slots)
            return sg_plan_no_memory(planner);
        if (planner->slot_count)
            memcpy(slots, planner->slots, planner->slot_count * sizeof(*slots));
        planner->slots = slots;
        planner->slot_capacity = capacity;
    }
    planner->slots[planner->slot_count] = (sg_plan_slot){ kind, name };
    *out = planner->slot_count++;
    return SG_OK;
}

/* Plans are walked by recursion, when they are tied and when they run. */
enum { MOST_OPERATORS = 3000 };

sg_status sg_plan_new_node(sg_planner *planner, sg_operator operator, sg_span span,
                           sg_plan_node **out)
{
    sg_plan_node *node = sg_arena_make(planner->arena, sg_plan_node);

    if (!node)
        return sg_plan_no_memory(planner);
    if (++planner->operators > MOST_OPERATORS) {
        sg_query_fail(planner->err, SG_ERROR_LIMIT_REACHED, SG_COMPILE, span,
                      "the statement needs more than %d operators", MOST_OPERATORS);
        return SG_ELIMIT;
    }
    node->plan.operator= operator;
    node->plan.span = span;
    node->plan.from = node->plan.edge = node->plan.to = node->plan.path = SG_NO_SLOT;
    node->plan.step = node->plan.step_node = node->plan.ordinal = SG_NO_SLOT;
    node->plan.weight = SG_NO_SLOT;
    *out = node;
    return SG_OK;
}

sg_status sg_plan_push(sg_planner *planner, sg_pipeline *pipeline, sg_operator operator,
                       sg_span span, sg_plan **out)
{
    sg_plan_node *node;

    SG_TRY(sg_plan_new_node(planner, operator, span, &node));
    node->input = pipeline->root;
    node->plan.rows = pipeline->rows;
    pipeline->root = node;
    *out = &node->plan;
    return SG_OK;
}

sg_status sg_plan_bind_slot(sg_planner *planner, sg_pipeline *pipeline, uint32_t slot)
{
    if (sg_slot_set_add(&pipeline->bound, planner->arena, slot))
        return sg_plan_no_memory(planner);
    return SG_OK;
}

sg_status sg_plan_begin_right(sg_planner *planner, const sg_slot_set *bound, sg_span span,
                              sg_pipeline *out)
{
    sg_plan *argument;

    *out = (sg_pipeline){ .correlated = true, .rows = 1 };
    if (sg_slot_set_copy(bound, planner->arena, &out->bound) ||
        sg_slot_set_copy(bound, planner->arena, &out->outer))
        return sg_plan_no_memory(planner);
    return sg_plan_push(planner, out, SG_OPERATOR_ARGUMENT, span, &argument);
}

/* Whether each row that comes out belongs to one row that came in, in the same order. */
static bool keeps_rows_apart(const sg_plan_node *node)
{
    for (; node; node = node->input) {
        switch (node->plan.operator) {
        case SG_OPERATOR_ARGUMENT:
            return true;
        case SG_OPERATOR_NODE_SCAN:
        case SG_OPERATOR_NODE_SEEK:
        case SG_OPERATOR_EXPAND:
        case SG_OPERATOR_WALK:
        case SG_OPERATOR_SHORTEST_PATH:
        case SG_OPERATOR_REACH:
        case SG_OPERATOR_FILTER:
        case SG_OPERATOR_PROJECT:
        case SG_OPERATOR_BUILD_PATH:
        case SG_OPERATOR_UNWIND:
        case SG_OPERATOR_PROCEDURE:
            break;
        case SG_OPERATOR_REDUCE:
        case SG_OPERATOR_AGGREGATE:
        case SG_OPERATOR_DISTINCT:
        case SG_OPERATOR_SORT:
        case SG_OPERATOR_TOP_SORT:
        case SG_OPERATOR_SKIP:
        case SG_OPERATOR_LIMIT:
        case SG_OPERATOR_OPTIONAL:
        case SG_OPERATOR_DEGREE:
        case SG_OPERATOR_APPLY:
        case SG_OPERATOR_CROSS_JOIN:
        case SG_OPERATOR_UNION:
        case SG_OPERATOR_EAGER:
        case SG_OPERATOR_CREATE:
        case SG_OPERATOR_MERGE:
        case SG_OPERATOR_CHANGE:
        case SG_OPERATOR_DELETE:
        case SG_OPERATOR_FOREACH:
        case SG_OPERATOR_DRAIN:
            return false;
        }
    }
    return false;
}

sg_status sg_plan_batch(sg_planner *planner, sg_plan_node *right, sg_plan *owner)
{
    sg_plan_node *argument = right;

    if (!keeps_rows_apart(right))
        return SG_OK;
    while (argument->input)
        argument = argument->input;
    SG_TRY(sg_plan_new_slot(planner, SG_SLOT_VALUE, SG_STR(""), &owner->ordinal));
    owner->batched = true;
    argument->plan.ordinal = owner->ordinal;
    return SG_OK;
}

static bool has_slot(sg_slots slots, uint32_t slot)
{
    for (uint32_t i = 0; i < slots.count; i++)
        if (slots.slots[i] == slot)
            return true;
    return false;
}

/* Drops paths that nobody reads: later they would take the columns of the root with them. */
static void drop_paths(sg_pipeline *pipeline, sg_slots columns)
{
    while (pipeline->root &&
           pipeline->root->plan.operator==
           SG_OPERATOR_BUILD_PATH && !has_slot(columns, pipeline->root->plan.path))
        pipeline->root = pipeline->root->input;
}

/* Operators that need `slots` for themselves get a Project above, which needs none. */
sg_status sg_plan_finish(sg_planner *planner, sg_pipeline *pipeline, sg_slots columns,
                         sg_span span)
{
    sg_plan *top;

    drop_paths(pipeline, columns);
    if (!pipeline->root || pipeline->root->plan.slots.count || pipeline->root->plan.batched ||
        pipeline->root->plan.operator== SG_OPERATOR_ARGUMENT ||
        pipeline->root->plan.
        operator== SG_OPERATOR_OPTIONAL || pipeline->root->plan.
        operator== SG_OPERATOR_APPLY)
        SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_PROJECT, span, &top));
    pipeline->root->plan.slots = columns;
    return SG_OK;
}
