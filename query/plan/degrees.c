/* degrees.c - OPTIONAL MATCH of which nothing is seen but how many matches there are: a number takes
 * the place of the rows.
 *
 *     OPTIONAL MATCH (vm)<-[:ATTACHED_TO]-(v)        Optional v         Degree v
 *     OPTIONAL MATCH (vm)-[:HAS]->(r)          ->    Optional r   ->    Degree r
 *     RETURN vm, count(v), count(r), count(*)        Aggregate          Aggregate
 *
 *     vm   v   r     rows     count(v)   count(r)   count(*)
 *      a   3   2     6 = 3*2      6          6          6
 *      b   0   2     2 = 1*2      0          2          2      no v: one row, with null
 *
 * A row stands for as many as the products of its degrees say, each at least 1: that is the row with nulls.
 * A branch's variable is null in none of them, or in all of them when its degree is 0.
 *
 * Legal for an OPTIONAL MATCH below an Aggregate where
 *   - nothing reads its variables but count(variable), without DISTINCT, of that Aggregate;
 *   - every aggregate counts, count(*) and count(anything), or does not mind duplicates: DISTINCT, min, max;
 *   - what stands between the two makes of two equal rows the same rows, and none of it depends on how many
 *     there are: other branches, relationships that are followed, conditions, UNWIND, columns, but no LIMIT, no
 *     DISTINCT and nothing volatile.
 * The branch itself runs as it is, with its conditions, and may be of any kind: relationships of one clause
 * are told apart in it and from no other's.  A branch that is one relationship long has as many matches as there are
 * such relationships, which the run counts without rows (op_degree.c).  Groups come in the order of the rows, which stays.
 */
#include "query/bind/expression.h"
#include "query/functions/functions.h"
#include "query/plan/planner.h"
#include "query/plan/reduce_match.h"

typedef struct {
    sg_planner *planner;
    sg_plan *aggregate;
    sg_slot_set
        read; /* by what stands above the operator at hand, but for what is only counted */
    uint32_t *counted; /* by aggregate: the slot of the degree that says whether it counts */
    uint32_t *degrees;
    uint32_t degree_count;
} counting;

static bool is_call_of(const sg_expression *call, const char *name)
{
    const sg_function *function = call->kind == SG_EXPR_FUNCTION ? call->function : NULL;

    return function && sg_str_equal(function->name, sg_str_of(name));
}

/* count(v) */
static bool counts_variable(const sg_expression *call)
{
    return is_call_of(call, "count") && !call->distinct &&
           call->items->kind == SG_EXPR_VARIABLE;
}

/* An expression with a query in it may hide something volatile there. */
static bool is_steady(const sg_expression *expression)
{
    return !expression ||
           (sg_expression_is_steady(expression) && !sg_expression_has_subplan(expression));
}

static bool are_steady(sg_plan_items items)
{
    for (uint32_t i = 0; i < items.count; i++)
        if (!is_steady(items.items[i].expression))
            return false;
    return true;
}

/* --- what the aggregate asks --------------------------------------------------------------------------- */
static bool may_count(const sg_expression *call)
{
    if (call->kind == SG_EXPR_COUNT_STAR)
        return true;
    if (!call->distinct && !is_call_of(call, "count") && !is_call_of(call, "min") &&
        !is_call_of(call, "max"))
        return false;
    for (const sg_expression *item = call->items; item; item = item->next)
        if (!is_steady(item))
            return false;
    return true;
}

static bool may_aggregate(const sg_plan *plan)
{
    for (uint32_t i = 0; i < plan->aggregates.count; i++)
        if (!may_count(plan->aggregates.items[i].expression))
            return false;
    return plan->weight == SG_NO_SLOT && are_steady(plan->items);
}

static sg_status read_aggregate(counting *self)
{
    sg_plan_items keys = self->aggregate->items, calls = self->aggregate->aggregates;

    for (uint32_t i = 0; i < keys.count; i++)
        SG_TRY(sg_expression_slots(self->planner, keys.items[i].expression, &self->read));
    for (uint32_t i = 0; i < calls.count; i++)
        for (const sg_expression *item = calls.items[i].expression->items; item;
             item = item->next)
            if (!counts_variable(calls.items[i].expression))
                SG_TRY(sg_expression_slots(self->planner, item, &self->read));
    return SG_OK;
}

/* --- what stands between ------------------------------------------------------------------------------- */
/* Whether an operator makes of equal rows the same rows, whatever the others are. */
static bool is_rowwise(const sg_plan *plan)
{
    switch ((int)plan->operator) {
    case SG_OPERATOR_OPTIONAL:
    case SG_OPERATOR_DEGREE:
    case SG_OPERATOR_CROSS_JOIN:
    case SG_OPERATOR_ARGUMENT:
    case SG_OPERATOR_NODE_SCAN:
    case SG_OPERATOR_EXPAND:
    case SG_OPERATOR_BUILD_PATH:
        return true;
    case SG_OPERATOR_NODE_SEEK:
        return is_steady(plan->key);
    case SG_OPERATOR_WALK:
    case SG_OPERATOR_SHORTEST_PATH:
        return is_steady(plan->step_predicate);
    case SG_OPERATOR_FILTER:
        return is_steady(plan->predicate);
    case SG_OPERATOR_PROJECT:
    case SG_OPERATOR_UNWIND:
        return are_steady(plan->items);
    default:
        return false;
    }
}

/* Adds what the operator and its right side read; *rowwise is false where one of them is not. */
static sg_status read_operator(counting *self, const sg_plan_node *node, bool *rowwise)
{
    *rowwise = *rowwise && is_rowwise(&node->plan);
    SG_TRY(sg_plan_add_read(self->planner, &node->plan, &self->read));
    for (const sg_plan_node *right = node->right; right && *rowwise; right = right->input)
        SG_TRY(read_operator(self, right, rowwise));
    return SG_OK;
}

/* --- the branch ---------------------------------------------------------------------------------------- */
/* The variables of the branch that are counted, for EXPLAIN. */
static sg_status name_counted(counting *self, const sg_slot_set *made, uint32_t degree,
                              sg_slots *out)
{
    sg_plan_items calls = self->aggregate->aggregates;
    sg_slot_set slots = { 0 };

    for (uint32_t i = 0; i < calls.count; i++) {
        const sg_expression *call = calls.items[i].expression;
        if (!counts_variable(call) || !sg_slot_set_has(made, call->items->slot))
            continue;
        self->counted[i] = degree;
        if (sg_slot_set_add(&slots, self->planner->arena, call->items->slot))
            return sg_plan_no_memory(self->planner);
    }
    if (sg_slot_set_list(&slots, self->planner->arena, out))
        return sg_plan_no_memory(self->planner);
    return SG_OK;
}

/* Makes a Degree of an Optional whose variables nobody reads. */
static sg_status try_branch(counting *self, sg_plan_node *node)
{
    sg_slot_set made = { 0 }, seen = { 0 };

    SG_TRY(sg_plan_add_all_made(self->planner, node->right, &made));
    if (sg_slot_set_copy(&self->read, self->planner->arena, &seen))
        return sg_plan_no_memory(self->planner);
    sg_slot_set_intersect(&seen, &made);
    if (!sg_slot_set_empty(&seen))
        return SG_OK;
    SG_TRY(sg_plan_new_slot(self->planner, SG_SLOT_VALUE, SG_STR(""), &node->plan.weight));
    node->plan.operator= SG_OPERATOR_DEGREE;
    node->plan.rows = node->input->plan.rows;
    self->degrees[self->degree_count++] = node->plan.weight;
    return name_counted(self, &made, node->plan.weight, &node->plan.slots);
}

static uint32_t count_branches(const sg_plan_node *node)
{
    uint32_t count = 0;

    for (; node; node = node->input)
        count += node->plan.operator== SG_OPERATOR_OPTIONAL;
    return count;
}

static sg_status count_below(sg_planner *planner, sg_plan_node *top)
{
    uint32_t branches = count_branches(top->input), calls = top->plan.aggregates.count;
    counting self = { .planner = planner, .aggregate = &top->plan };
    bool rowwise = true;

    if (branches == 0 || !may_aggregate(&top->plan))
        return SG_OK;
    self.counted = sg_arena_make_array(planner->arena, uint32_t, (size_t)calls + 1);
    self.degrees = sg_arena_make_array(planner->arena, uint32_t, branches);
    if (!self.counted || !self.degrees)
        return sg_plan_no_memory(planner);
    for (uint32_t i = 0; i < calls; i++)
        self.counted[i] = SG_NO_SLOT;
    SG_TRY(read_aggregate(&self));
    for (sg_plan_node *node = top->input; node && rowwise; node = node->input) {
        if (node->plan.operator== SG_OPERATOR_OPTIONAL)
            SG_TRY(try_branch(&self, node));
        SG_TRY(read_operator(&self, node, &rowwise));
    }
    top->plan.degrees = (sg_slots){ self.degrees, self.degree_count };
    top->plan.counted = self.degree_count ? self.counted : NULL;
    return SG_OK;
}

static sg_status visit(sg_planner *planner, sg_plan_node *node)
{
    for (; node; node = node->input) {
        if (node->plan.operator== SG_OPERATOR_AGGREGATE)
            SG_TRY(count_below(planner, node));
        if (node->right)
            SG_TRY(visit(planner, node->right));
    }
    return SG_OK;
}

sg_status sg_plan_degrees(sg_planner *planner, sg_plan_node *root)
{
    if (planner->reduce == SG_REDUCE_NEVER || planner->writes)
        return SG_OK;
    return visit(planner, root);
}
