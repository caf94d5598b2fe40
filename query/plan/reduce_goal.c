/* reduce_goal.c - projections that sets of nodes answer: a Reduce between the MATCH and them.
 *
 *     RETURN DISTINCT vm.name               ENDS vm      each node once; DISTINCT drops the rest anyway
 *     RETURN count(DISTINCT vm), max(vm.x)  ENDS vm      an aggregate that does not mind duplicates
 *     RETURN count(DISTINCT vm)             SIZE vm      one row that stands for as many as there are
 *     RETURN vm.name, count(*)              WEIGHTS vm   each node once, with how many rows it stands for
 *     RETURN vm, count(DISTINCT b)          PARTNERS     each vm once, with how many b it is in a match with
 *     RETURN DISTINCT vm.name, b            PAIRS vm, b  each two that are in a match together, once
 *     RETURN count(*)                       TOTAL        one row that stands for all
 *
 * Where one property is all that is read of the nodes, as in the first and fourth, one node may stand for
 * all with the same value (query/exec/value_groups.h).
 *
 * Legal where what the projection reads of the rows is one vertex at most, or two and it does not see how
 * often two nodes are in a row together; where the MATCH clauses are all
 * that comes before, and the reduction is exact.  Counting rows needs relationships that are followed
 * once: how many trails there are is not known from sets.  The operators below stay: the run falls
 * back to them when it cannot prove that relationships of one MATCH must differ, and then a row stands
 * for itself.
 */
#include "query/bind/expression.h"
#include "query/functions/functions.h"
#include "query/plan/reduce_match.h"

typedef struct {
    sg_planner *planner;
    const sg_reduction *reduction;
    sg_slot_set read; /* by keys, and by aggregates that do not mind duplicates */
    bool counts;      /* some aggregate counts rows */
    bool possible;
} projecting;

static sg_status add_read(projecting *self, const sg_expression *expression)
{
    return sg_expression_slots(self->planner, expression, &self->read);
}

static bool is_call_of(const sg_expression *call, const char *name)
{
    const sg_function *function = call->kind == SG_EXPR_FUNCTION ? call->function : NULL;

    return function && sg_str_equal(function->name, sg_str_of(name));
}

/* count(*), or count() of what a MATCH binds and so is never null. */
static bool counts_rows(const projecting *self, const sg_expression *call)
{
    const sg_expression *item = call->items;

    if (call->kind == SG_EXPR_COUNT_STAR)
        return true;
    return is_call_of(call, "count") && !call->distinct && item->kind == SG_EXPR_VARIABLE &&
           self->planner->slots[item->slot].kind != SG_SLOT_VALUE;
}

static sg_status read_aggregate(projecting *self, const sg_expression *call)
{
    if (counts_rows(self, call)) {
        self->counts = true;
        return SG_OK;
    }
    if (!call->distinct && !is_call_of(call, "min") && !is_call_of(call, "max"))
        self->possible = false;
    for (const sg_expression *item = call->items; item; item = item->next)
        SG_TRY(add_read(self, item));
    return SG_OK;
}

static sg_status read_projection(projecting *self, const sg_clause *clause)
{
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (!sg_expression_has_aggregate(item->expression))
            SG_TRY(add_read(self, item->expression));
    for (const sg_projection_item *item = clause->aggregates; item; item = item->next)
        SG_TRY(read_aggregate(self, item->expression));
    return SG_OK;
}

/* The vertex that is all that is read; *count tells how many slots are. */
static uint32_t vertex_read(const projecting *self, uint32_t *count)
{
    uint32_t found = SG_NO_SLOT;

    *count = 0;
    for (uint32_t slot = 0; slot < self->read.word_count * 64; slot++)
        *count += sg_slot_set_has(&self->read, slot);
    for (uint32_t i = 0; i < self->reduction->vertex_count; i++)
        if (sg_slot_set_has(&self->read, self->reduction->vertices[i].slot))
            found = i;
    return found;
}

static bool has_walks(const sg_reduction *reduction)
{
    for (uint32_t i = 0; i < reduction->arc_count; i++)
        if (reduction->arcs[i].walks)
            return true;
    return false;
}

/* Whether rows begin with labels that no node has, and end there. */
static bool is_empty(const sg_plan_node *node)
{
    while (node->input && !node->right)
        node = node->input;
    return !node->input && node->plan.rows == 0;
}

/* Small patterns are over before sets have been made. */
static bool pays(const sg_planner *planner, const sg_pipeline *pipeline)
{
    enum { FEW_ROWS = 500 };

    if (planner->reduce == SG_REDUCE_ALWAYS)
        return true;
    if (is_empty(pipeline->root))
        return false;
    if (has_walks(pipeline->reduction))
        return true;
    for (const sg_plan_node *node = pipeline->root; node; node = node->input)
        if (node->plan.rows > FEW_ROWS)
            return true;
    return false;
}

static bool is_whole(const sg_pipeline *pipeline)
{
    const sg_reduction *reduction = pipeline->reduction;

    return reduction && reduction->exact && pipeline->reduced_whole && pipeline->root &&
           pipeline->reduced_to == pipeline->root;
}

static bool has_outer(const sg_reduction *reduction)
{
    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        if (reduction->vertices[i].outer)
            return true;
    return false;
}

/* Whether nothing is asked but how many nodes there are. */
static bool asks_size(const sg_clause *clause)
{
    bool keys = false, others = clause->aggregates == NULL;

    for (const sg_projection_item *item = clause->items; item; item = item->next)
        keys = keys || !sg_expression_has_aggregate(item->expression);
    for (const sg_projection_item *item = clause->aggregates; item; item = item->next)
        others = others || !is_call_of(item->expression, "count") ||
                 item->expression->items->kind != SG_EXPR_VARIABLE;
    return !keys && !others;
}

/* Whether one property is all that the projection reads of the vertex. */
static bool reads_one_value(const projecting *self, const sg_clause *clause, uint32_t slot,
                            sg_value_read *read)
{
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (!sg_expression_has_aggregate(item->expression) &&
            !sg_expression_reads_value(item->expression, slot, read))
            return false;
    for (const sg_projection_item *item = clause->aggregates; item; item = item->next) {
        if (counts_rows(self, item->expression))
            continue;
        for (const sg_expression *part = item->expression->items; part; part = part->next)
            if (!sg_expression_reads_value(part, slot, read))
                return false;
    }
    return read->has_key;
}

static sg_status push(sg_planner *planner, const sg_clause *clause, sg_reduction_goal goal,
                      uint32_t vertex, sg_pipeline *pipeline, sg_plan **out)
{
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_REDUCE, clause->span, out));
    (*out)->reduction = pipeline->reduction;
    (*out)->goal = goal;
    (*out)->candidate = vertex;
    if (goal != SG_REDUCE_SIZE && goal != SG_REDUCE_TOTAL)
        (*out)->to = pipeline->reduction->vertices[vertex].slot;
    if (goal == SG_REDUCE_ENDS || goal == SG_REDUCE_WEIGHTS || goal == SG_REDUCE_PARTNERS) {
        double nodes = pipeline->reduction->vertices[vertex].nodes;
        if (nodes < pipeline->rows)
            pipeline->rows = (*out)->rows = nodes;
    }
    return SG_OK;
}

/* --- partners and pairs --------------------------------------------------------------------------------------- */
static uint32_t vertex_at(const sg_reduction *reduction, uint32_t slot)
{
    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        if (reduction->vertices[i].slot == slot)
            return i;
    return SG_NO_SLOT;
}

/* The vertex whose distinct nodes are all that is aggregated, or SG_NO_SLOT. */
static uint32_t vertex_counted(const projecting *self, const sg_clause *clause)
{
    uint32_t found = SG_NO_SLOT;

    for (const sg_projection_item *item = clause->aggregates; item; item = item->next) {
        const sg_expression *call = item->expression;
        if (!is_call_of(call, "count") || !call->distinct ||
            call->items->kind != SG_EXPR_VARIABLE)
            return SG_NO_SLOT;
        uint32_t vertex = vertex_at(self->reduction, call->items->slot);
        if (vertex == SG_NO_SLOT || (found != SG_NO_SLOT && vertex != found))
            return SG_NO_SLOT;
        found = vertex;
    }
    return found;
}

/* Whether the groups are the nodes of one vertex: it is a key itself, and no key reads anything else. */
static sg_status find_grouped(projecting *self, const sg_clause *clause, uint32_t *vertex)
{
    projecting keys = { .planner = self->planner, .reduction = self->reduction };
    uint32_t slots;
    bool is_key = false;

    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (!sg_expression_has_aggregate(item->expression))
            SG_TRY(add_read(&keys, item->expression));
    *vertex = vertex_read(&keys, &slots);
    for (const sg_projection_item *item = clause->items; item && *vertex != SG_NO_SLOT;
         item = item->next)
        is_key = is_key || (item->expression->kind == SG_EXPR_VARIABLE &&
                            item->expression->slot == self->reduction->vertices[*vertex].slot);
    if (slots != 1 || !is_key)
        *vertex = SG_NO_SLOT;
    return SG_OK;
}

/* The two vertices that are read, if both are vertices.  A few rows that are asked for first come sooner as
 * rows. */
static sg_status reduce_pairs(projecting *self, const sg_clause *clause, sg_pipeline *pipeline)
{
    const sg_reduction *reduction = self->reduction;
    uint32_t vertex = SG_NO_SLOT, partner = SG_NO_SLOT;
    bool few = clause->limit && !clause->sort && !clause->aggregating;
    sg_plan *plan;

    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        if (sg_slot_set_has(&self->read, reduction->vertices[i].slot)) {
            partner = vertex == SG_NO_SLOT ? partner : i;
            vertex = vertex == SG_NO_SLOT ? i : vertex;
        }
    if (partner == SG_NO_SLOT || few)
        return SG_OK;
    SG_TRY(push(self->planner, clause, SG_REDUCE_PAIRS, vertex, pipeline, &plan));
    plan->partner = partner;
    return SG_OK;
}

static sg_status reduce_partners(projecting *self, const sg_clause *clause,
                                 sg_pipeline *pipeline, uint32_t *weight)
{
    uint32_t partner = vertex_counted(self, clause), vertex = SG_NO_SLOT;
    sg_plan *plan;

    if (partner != SG_NO_SLOT)
        SG_TRY(find_grouped(self, clause, &vertex));
    if (vertex == SG_NO_SLOT || vertex == partner)
        return reduce_pairs(self, clause, pipeline);
    SG_TRY(push(self->planner, clause, SG_REDUCE_PARTNERS, vertex, pipeline, &plan));
    plan->partner = partner;
    SG_TRY(sg_plan_new_slot(self->planner, SG_SLOT_VALUE, SG_STR(""), weight));
    plan->weight = *weight;
    return SG_OK;
}

/* --- the whole -------------------------------------------------------------------------------------- */
sg_status sg_reduce_projection(sg_planner *planner, const sg_clause *clause,
                               sg_pipeline *pipeline, uint32_t *weight)
{
    projecting self = { .planner = planner,
                        .reduction = pipeline->reduction,
                        .possible = true };
    uint32_t slots, vertex;
    sg_plan *plan;

    *weight = SG_NO_SLOT;
    if (!is_whole(pipeline) || has_outer(pipeline->reduction) || pipeline->correlated ||
        !(clause->aggregating || clause->distinct) || !pays(planner, pipeline))
        return SG_OK;
    SG_TRY(read_projection(&self, clause));
    vertex = vertex_read(&self, &slots);
    if (self.possible && slots == 2 && !self.counts)
        return reduce_partners(&self, clause, pipeline, weight);
    if (!self.possible || slots > 1 || (slots == 1 && vertex == SG_NO_SLOT) ||
        (slots == 0 && !self.counts) || (self.counts && has_walks(pipeline->reduction)))
        return SG_OK;
    sg_value_read read = { .has_key = false };
    bool by_value = slots == 1 && reads_one_value(&self, clause,
                                                  self.reduction->vertices[vertex].slot, &read);
    if (!self.counts && !asks_size(clause)) {
        SG_TRY(push(planner, clause, SG_REDUCE_ENDS, vertex, pipeline, &plan));
        plan->by_value = by_value;
        plan->value_key = read.key;
        return SG_OK;
    }
    sg_reduction_goal goal = !self.counts ? SG_REDUCE_SIZE
                             : slots      ? SG_REDUCE_WEIGHTS
                                          : SG_REDUCE_TOTAL;
    SG_TRY(push(planner, clause, goal, slots ? vertex : 0, pipeline, &plan));
    SG_TRY(sg_plan_new_slot(planner, SG_SLOT_VALUE, SG_STR(""), weight));
    plan->weight = *weight;
    plan->by_value = by_value && goal == SG_REDUCE_WEIGHTS;
    plan->value_key = read.key;
    return SG_OK;
}

uint32_t sg_reduced_outer(const sg_pipeline *pipeline)
{
    uint32_t found = SG_NO_SLOT;

    if (!is_whole(pipeline) || !pipeline->correlated)
        return SG_NO_SLOT;
    for (uint32_t i = 0; i < pipeline->reduction->vertex_count; i++) {
        if (!pipeline->reduction->vertices[i].outer)
            continue;
        if (found != SG_NO_SLOT)
            return SG_NO_SLOT;
        found = i;
    }
    return found;
}
