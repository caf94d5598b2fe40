/* reach.c - walks of which nobody sees more than where they lead: a search takes their place.
 *
 *     WHERE EXISTS { (a)-[:CAN*]->(b) }             Walk (a)-[*]->(b)   ->   Reach
 *     OPTIONAL MATCH (a)-[:CAN*]->(b) RETURN count(DISTINCT b)
 *
 * Walk makes a row of every trail, of which there may be very many; Reach searches breadth first, and
 * makes one of every node that some trail leads to (op_shortest_path.c).
 *
 * Legal where nothing above tells how often a row occurs: below Distinct, below aggregates that do not mind
 * duplicates, in a subquery that is asked for existence; and where neither the relationships nor the
 * path are read, by another part of the same MATCH that must not use them again either.  Then all
 * that counts is whether there is a trail of m to n relationships:
 *
 *   - between two nodes the shortest walk visits no node twice, and so is a trail; with m <= 1 there is
 *     a trail that is long enough exactly when the shortest walk has no more than n relationships;
 *   - from a node to itself there is the empty trail when m = 0, and with m = 1 the shortest walk along
 *     the directions, which is a cycle.  Without directions that walk may go there and back over one
 *     relationship: such walks stay;
 *   - relationships that the row must not use again, and those that fail the condition on each step,
 *     are not there for either of them.
 *
 * The nulls of OPTIONAL MATCH depend on nothing but whether there is a row.  Where they are not seen at
 * all it is planned as a MATCH, and sets may answer: aggregates leave nulls out, so that a row in which
 * all that they read is null adds nothing to the one group that there is without keys.  With m >= 2 the shortest
 * walk that is long enough need not be a trail: such walks stay as well.
 */
#include "query/bind/expression.h"
#include "query/functions/functions.h"
#include "query/plan/reduce_match.h"

static bool are_steady(sg_plan_items items)
{
    for (uint32_t i = 0; i < items.count; i++)
        if (!sg_expression_is_steady(items.items[i].expression))
            return false;
    return true;
}

/* Whether each of the aggregates is the same when a row comes twice. */
static bool minds_no_duplicates(sg_plan_items aggregates)
{
    for (uint32_t i = 0; i < aggregates.count; i++) {
        const sg_expression *call = aggregates.items[i].expression;
        const sg_function *function = call->kind == SG_EXPR_FUNCTION ? call->function : NULL;
        if (!function || (!call->distinct && !sg_str_equal(function->name, SG_STR("min")) &&
                          !sg_str_equal(function->name, SG_STR("max"))))
            return false;
        for (const sg_expression *item = call->items; item; item = item->next)
            if (!sg_expression_is_steady(item))
                return false;
    }
    return true;
}

/* Whether nothing tells how often a row of the operator's input occurs, when nothing tells (or something
 * does) how often one of its own does. */
static bool unseen_below(const sg_plan *plan, bool unseen)
{
    switch (plan->operator) {
    case SG_OPERATOR_DISTINCT:
        return true;
    case SG_OPERATOR_AGGREGATE:
        return minds_no_duplicates(plan->aggregates) && are_steady(plan->items);
    case SG_OPERATOR_FILTER:
        return unseen && sg_expression_is_steady(plan->predicate);
    case SG_OPERATOR_PROJECT:
    case SG_OPERATOR_UNWIND:
        return unseen && are_steady(plan->items);
    case SG_OPERATOR_ARGUMENT:
    case SG_OPERATOR_NODE_SCAN:
    case SG_OPERATOR_NODE_SEEK:
    case SG_OPERATOR_EXPAND:
    case SG_OPERATOR_WALK:
    case SG_OPERATOR_SHORTEST_PATH:
    case SG_OPERATOR_REACH:
    case SG_OPERATOR_REDUCE:
    case SG_OPERATOR_BUILD_PATH:
    case SG_OPERATOR_SORT:
    case SG_OPERATOR_OPTIONAL:
    case SG_OPERATOR_DEGREE:
    case SG_OPERATOR_APPLY:
    case SG_OPERATOR_CROSS_JOIN:
    case SG_OPERATOR_UNION:
        return unseen;
    case SG_OPERATOR_PROCEDURE:
    case SG_OPERATOR_TOP_SORT:
    case SG_OPERATOR_SKIP:
    case SG_OPERATOR_LIMIT:
    case SG_OPERATOR_EAGER:
    case SG_OPERATOR_CREATE:
    case SG_OPERATOR_MERGE:
    case SG_OPERATOR_CHANGE:
    case SG_OPERATOR_DELETE:
    case SG_OPERATOR_FOREACH:
    case SG_OPERATOR_DRAIN:
        return false;
    }
    SG_UNREACHABLE();
}

/* Trails of one or two relationships are as quickly made as searched.  How many longer ones there are is not
 * known from average degrees: a few nodes that many lead to, and that lead to many, make millions of them. */
static bool pays(const sg_planner *planner, const sg_plan *walk)
{
    enum { SHORT = 2 };

    return planner->reduce == SG_REDUCE_ALWAYS || walk->maximum > SHORT;
}

static bool is_reach(const sg_planner *planner, const sg_plan *plan)
{
    return plan->operator== SG_OPERATOR_WALK &&
           plan->minimum <= 1 &&(plan->minimum == 0 || plan->way != SG_EITHER) &&
           !sg_slots_have(plan->live, plan->edge) &&
           (!plan->step_predicate || sg_expression_is_steady(plan->step_predicate)) &&
           pays(planner, plan);
}

static void visit(const sg_planner *planner, sg_plan_node *node, bool unseen)
{
    for (; node; node = node->input) {
        if (unseen && is_reach(planner, &node->plan)) {
            node->plan.operator= SG_OPERATOR_REACH;
            node->plan.shortest = SG_SHORTEST;
        }
        unseen = unseen_below(&node->plan, unseen);
        if (node->right)
            visit(planner, node->right, unseen && node->plan.operator!= SG_OPERATOR_DEGREE);
    }
}

void sg_plan_reach(const sg_planner *planner, sg_plan_node *root, bool unseen)
{
    if (planner->reduce != SG_REDUCE_NEVER && !planner->writes)
        visit(planner, root, unseen);
}

/* --- nulls ------------------------------------------------------------------------------------------- */
/* Whether the aggregate is of a variable that the MATCH binds, or of a property of it. */
static bool leaves_nulls_out(const sg_expression *call, const sg_slot_set *bound)
{
    static const char *const names[] = { "count", "min", "max", "sum", "avg", "collect" };
    const sg_function *function = call->kind == SG_EXPR_FUNCTION ? call->function : NULL;
    size_t which = 0;

    while (function && which < SG_COUNT(names) &&
           !sg_str_equal(function->name, sg_str_of(names[which])))
        which++;
    if (!function || which == SG_COUNT(names))
        return false;
    const sg_expression *item = call->items;
    if (item->kind == SG_EXPR_PROPERTY)
        item = item->operands[0];
    return item->kind == SG_EXPR_VARIABLE && !sg_slot_set_has(bound, item->slot);
}

bool sg_nulls_unseen(const sg_planner *planner, const sg_clause *match,
                     const sg_slot_set *bound)
{
    const sg_clause *next = match->next;

    if (planner->reduce == SG_REDUCE_NEVER || planner->writes || !next || !next->aggregating ||
        (next->kind != SG_CLAUSE_WITH && next->kind != SG_CLAUSE_RETURN) || !next->aggregates)
        return false;
    for (const sg_projection_item *item = next->items; item; item = item->next)
        if (!sg_expression_has_aggregate(item->expression))
            return false;
    for (const sg_projection_item *item = next->aggregates; item; item = item->next)
        if (!leaves_nulls_out(item->expression, bound))
            return false;
    return true;
}
