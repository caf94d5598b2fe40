/* build_projection.c - WITH and RETURN as operators:
 *
 *     Aggregate or Project, Distinct, Sort or TopSort, Skip, Limit, Filter
 *
 * Columns that only pass a variable on need no work: they keep its slot.
 */
#include "query/bind/expression.h"
#include "query/plan/planner.h"
#include "query/plan/reduce_match.h"

static uint32_t count_items(const sg_projection_item *items)
{
    uint32_t count = 0;

    for (; items; items = items->next)
        count++;
    return count;
}

static bool passes_on(const sg_projection_item *item)
{
    return item->expression->kind == SG_EXPR_VARIABLE && item->expression->slot == item->slot;
}

typedef bool chooses(const sg_projection_item *item);

static bool is_key(const sg_projection_item *item)
{
    return !sg_expression_has_aggregate(item->expression);
}

static bool is_computed(const sg_projection_item *item)
{
    return !passes_on(item);
}

static bool is_composite(const sg_projection_item *item)
{
    return sg_expression_has_aggregate(item->expression) &&
           !sg_expression_is_aggregate(item->expression);
}

static bool is_any(const sg_projection_item *item)
{
    (void)item;
    return true;
}

/* The chosen items, each slot once. */
static sg_status choose(sg_planner *planner, const sg_projection_item *items, chooses *chosen,
                        sg_plan_items *out)
{
    sg_plan_item *list =
        sg_arena_make_array(planner->arena, sg_plan_item, count_items(items) + 1);
    sg_slot_set seen = { 0 };
    uint32_t count = 0;

    if (!list)
        return sg_plan_no_memory(planner);
    for (; items; items = items->next) {
        if (!chosen(items) || sg_slot_set_has(&seen, items->slot))
            continue;
        if (sg_slot_set_add(&seen, planner->arena, items->slot))
            return sg_plan_no_memory(planner);
        list[count++] = (sg_plan_item){ .expression = items->expression, .slot = items->slot };
    }
    *out = (sg_plan_items){ list, count };
    return SG_OK;
}

static sg_status bind_items(sg_planner *planner, sg_pipeline *pipeline, sg_plan_items items)
{
    for (uint32_t i = 0; i < items.count; i++)
        SG_TRY(sg_plan_bind_slot(planner, pipeline, items.items[i].slot));
    return SG_OK;
}

static sg_status project(sg_planner *planner, const sg_clause *clause, chooses *chosen,
                         sg_pipeline *pipeline)
{
    sg_plan_items items = { 0 };
    sg_plan *plan;

    SG_TRY(choose(planner, clause->items, chosen, &items));
    if (items.count == 0)
        return SG_OK;
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_PROJECT, clause->span, &plan));
    plan->items = items;
    return bind_items(planner, pipeline, items);
}

/* --- aggregation -------------------------------------------------------------------------------------- */
/* Groups lose the row around: where a subquery groups, what it returns is joined with that row. */
static sg_status rejoin_outer(sg_planner *planner, const sg_clause *clause, sg_slot_set *outer,
                              sg_pipeline *pipeline)
{
    sg_pipeline left;
    sg_plan *apply;
    sg_plan_node *right = pipeline->root;
    double rows = pipeline->rows;

    SG_TRY(sg_plan_begin_right(planner, outer, clause->span, &left));
    if (sg_slot_set_unite(&left.bound, planner->arena, &pipeline->bound))
        return sg_plan_no_memory(planner);
    SG_TRY(sg_plan_push(planner, &left, SG_OPERATOR_APPLY, clause->span, &apply));
    left.root->right = right;
    left.rows = apply->rows = rows;
    *pipeline = left;
    return SG_OK;
}

static sg_status aggregate(sg_planner *planner, const sg_clause *clause, uint32_t weight,
                           sg_pipeline *pipeline)
{
    sg_slot_set outer = pipeline->outer;
    sg_plan *plan;

    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_AGGREGATE, clause->span, &plan));
    plan->weight = weight;
    if (weight != SG_NO_SLOT)
        plan->goal = pipeline->root->input->plan.goal;
    SG_TRY(choose(planner, clause->items, is_key, &plan->items));
    SG_TRY(choose(planner, clause->aggregates, is_any, &plan->aggregates));
    pipeline->bound = (sg_slot_set){ 0 };
    SG_TRY(bind_items(planner, pipeline, plan->items));
    SG_TRY(bind_items(planner, pipeline, plan->aggregates));
    double groups = plan->items.count == 0 ? 1 : pipeline->rows / 2;
    pipeline->rows = plan->rows = groups < 1 ? 1 : groups;
    if (pipeline->correlated)
        SG_TRY(rejoin_outer(planner, clause, &outer, pipeline));
    return project(planner, clause, is_composite, pipeline);
}

/* --- order and bounds ----------------------------------------------------------------------------------- */
static bool literal_count(const sg_expression *count, uint64_t *out)
{
    if (!count || count->kind != SG_EXPR_LITERAL || count->value.type != SG_TYPE_INTEGER)
        return false;
    *out = (uint64_t)count->value.integer;
    return true;
}

/* How many rows of the order are ever asked for, when that is known: LIMIT, or SKIP + LIMIT. */
static sg_status top_count(sg_planner *planner, const sg_clause *clause,
                           const sg_expression **out)
{
    uint64_t skip, limit;
    sg_expression *sum;

    *out = NULL;
    if (!clause->limit)
        return SG_OK;
    if (!clause->skip) {
        *out = clause->limit;
        return SG_OK;
    }
    if (!literal_count(clause->skip, &skip) || !literal_count(clause->limit, &limit) ||
        skip + limit > INT64_MAX)
        return SG_OK;
    sum = sg_arena_make(planner->arena, sg_expression);
    if (!sum)
        return sg_plan_no_memory(planner);
    *sum = *clause->limit;
    sum->value.integer = (int64_t)(skip + limit);
    *out = sum;
    return SG_OK;
}

static void limit_rows(const sg_expression *count, sg_plan *plan, sg_pipeline *pipeline)
{
    uint64_t literal;

    if (literal_count(count, &literal) && plan->rows > (double)literal)
        plan->rows = (double)literal;
    pipeline->rows = plan->rows;
}

/* *limited tells that no more rows come out than LIMIT and SKIP let through. */
static sg_status sort(sg_planner *planner, const sg_clause *clause, sg_pipeline *pipeline,
                      bool *limited)
{
    uint32_t count = 0;
    const sg_expression *top;
    sg_plan *plan;

    *limited = false;
    if (!clause->sort)
        return SG_OK;
    for (const sg_sort_item *item = clause->sort; item; item = item->next) {
        SG_TRY(sg_plan_expression(planner, item->expression, &pipeline->bound));
        count++;
    }
    sg_plan_item *items = sg_arena_make_array(planner->arena, sg_plan_item, count);
    if (!items)
        return sg_plan_no_memory(planner);
    count = 0;
    for (const sg_sort_item *item = clause->sort; item; item = item->next)
        items[count++] = (sg_plan_item){ .expression = item->expression,
                                         .slot = SG_NO_SLOT,
                                         .descending = item->descending };
    SG_TRY(top_count(planner, clause, &top));
    SG_TRY(sg_plan_push(planner, pipeline, top ? SG_OPERATOR_TOP_SORT : SG_OPERATOR_SORT,
                        clause->span, &plan));
    plan->items = (sg_plan_items){ items, count };
    plan->count = top;
    *limited = top != NULL;
    if (top)
        limit_rows(top, plan, pipeline);
    return SG_OK;
}

static sg_status bound(sg_planner *planner, sg_operator operator, const sg_expression * count,
                       sg_pipeline *pipeline)
{
    uint64_t literal;
    sg_plan *plan;

    if (!count)
        return SG_OK;
    SG_TRY(sg_plan_push(planner, pipeline, operator, count->span, &plan));
    plan->count = count;
    if (operator== SG_OPERATOR_LIMIT)
        limit_rows(count, plan, pipeline);
    else if (literal_count(count, &literal))
        pipeline->rows = plan->rows =
            plan->rows > (double)literal ? plan->rows - (double)literal : 0;
    return SG_OK;
}

/* Whether the nodes of the slot are a column. */
static bool has_column(const sg_clause *clause, uint32_t slot)
{
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (item->expression->kind == SG_EXPR_VARIABLE && item->expression->slot == slot)
            return true;
    return false;
}

/* Whether both nodes of a pair are, so that rows differ as pairs do. */
static bool is_by_pair(const sg_clause *clause, const sg_plan_node *root)
{
    const sg_plan_node *reduce =
        root->plan.operator== SG_OPERATOR_PROJECT && root->input ? root->input : root;

    return reduce->plan.operator== SG_OPERATOR_REDUCE && reduce->plan.goal == SG_REDUCE_PAIRS &&
           has_column(clause, reduce->plan.to) &&
           has_column(clause, reduce->plan.reduction->vertices[reduce->plan.partner].slot);
}

/* Whether the columns are computed from nodes of a Reduce, and one is the property that it tells apart. */
static bool is_by_value(const sg_clause *clause, const sg_plan_node *root)
{
    const sg_plan_node *reduce = root->input;

    if (root->plan.operator!= SG_OPERATOR_PROJECT || !reduce ||
        reduce->plan.
        operator!= SG_OPERATOR_REDUCE || !reduce->plan.by_value)
        return false;
    for (const sg_projection_item *item = clause->items; item; item = item->next) {
        const sg_expression *read = item->expression;
        if (read->kind == SG_EXPR_PROPERTY && read->operands[0]->kind == SG_EXPR_VARIABLE &&
            read->operands[0]->slot == reduce->plan.to && read->key_known &&
            read->key.id == reduce->plan.value_key.id)
            return true;
    }
    return false;
}

static sg_status distinct(sg_planner *planner, const sg_clause *clause, sg_slots columns,
                          sg_pipeline *pipeline)
{
    sg_plan *plan;

    if (!clause->distinct)
        return SG_OK;
    bool by_value = pipeline->root &&
                    (is_by_value(clause, pipeline->root) || is_by_pair(clause, pipeline->root));
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_DISTINCT, clause->span, &plan));
    plan->slots = columns;
    plan->by_value = by_value;
    return SG_OK;
}

/* --- the whole -------------------------------------------------------------------------------------------- */
static sg_status list_columns(sg_planner *planner, const sg_clause *clause, sg_slots *out)
{
    uint32_t *slots =
        sg_arena_make_array(planner->arena, uint32_t, count_items(clause->items) + 1);
    uint32_t count = 0;

    if (!slots)
        return sg_plan_no_memory(planner);
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        slots[count++] = item->slot;
    *out = (sg_slots){ slots, count };
    return SG_OK;
}

static sg_status plan_items(sg_planner *planner, const sg_clause *clause,
                            const sg_slot_set *before)
{
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        SG_TRY(sg_plan_expression(planner, item->expression, before));
    return SG_OK;
}

sg_status sg_build_projection(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline,
                              sg_slots *columns)
{
    uint32_t weight;
    bool limited;

    SG_TRY(plan_items(planner, clause, &pipeline->bound));
    SG_TRY(sg_reduce_projection(planner, clause, pipeline, &weight));
    SG_TRY(list_columns(planner, clause, columns));
    if (clause->aggregating)
        SG_TRY(aggregate(planner, clause, weight, pipeline));
    else
        SG_TRY(project(planner, clause, is_computed, pipeline));
    SG_TRY(distinct(planner, clause, *columns, pipeline));
    SG_TRY(sort(planner, clause, pipeline, &limited));
    SG_TRY(bound(planner, SG_OPERATOR_SKIP, clause->skip, pipeline));
    if (!limited)
        SG_TRY(bound(planner, SG_OPERATOR_LIMIT, clause->limit, pipeline));
    return clause->where ? sg_build_filters(planner, clause->where, pipeline) : SG_OK;
}
