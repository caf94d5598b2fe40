/* build_match.c - a MATCH in its chosen order as operators.
 *
 *     scan c           NodeScan c :Bucket        or NodeSeek, or a slot that the rows have
 *     follow b->c      Expand (c)<-[:CAN]-(b)    into, when b was found before
 *                      Filter b.x = 1            each condition as soon as it can be tested
 *
 * Relationships of one MATCH are different from each other: each Expand and Walk is told the slots
 * of those found before it, unless their types make them different anyway.
 */
#include "query/functions/functions.h"
#include "query/plan/order.h"
#include "query/plan/reduce_match.h"
#include "query/plan/rewrite.h"

typedef struct {
    sg_planner *planner;
    sg_pattern_graph graph;
    sg_match_order order;
    sg_pattern *patterns;
    sg_pipeline *pipeline;
    uint32_t *arcs; /* those found so far */
    uint32_t arc_count;
    bool *labels_tested;   /* by vertex */
    sg_expression **ready; /* room for all conditions */
    double *selectivity;
    sg_span span;
} matcher;

/* --- conditions ------------------------------------------------------------------------------------ */
sg_status sg_build_filter(sg_planner *planner, sg_expression *predicate, double selectivity,
                          sg_pipeline *pipeline)
{
    sg_plan *filter;

    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_FILTER, predicate->span, &filter));
    filter->predicate = predicate;
    pipeline->rows = filter->rows = filter->rows * selectivity;
    return SG_OK;
}

/* The parts of the condition joined by AND again, as a tree that is not tall. */
static sg_status join_parts(sg_planner *planner, sg_expression **parts, uint32_t count,
                            sg_expression **out)
{
    sg_expression *left, *right;

    if (count == 1) {
        *out = parts[0];
        return SG_OK;
    }
    SG_TRY(join_parts(planner, parts, count / 2, &left));
    SG_TRY(join_parts(planner, parts + count / 2, count - count / 2, &right));
    return sg_make_and(planner, left, right, out);
}

/* Puts the conditions that can be tested now, with or without subqueries, into `ready`. */
static uint32_t take_ready(matcher *self, const sg_pipeline *pipeline, bool with_subplan,
                           sg_expression **ready, double *selectivity)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < self->graph.condition_count; i++) {
        sg_condition *condition = &self->graph.conditions[i];
        if (condition->applied || condition->has_subplan != with_subplan ||
            !sg_slot_set_within(&condition->slots, &pipeline->bound))
            continue;
        condition->applied = true;
        selectivity[count] = condition->selectivity;
        ready[count++] = condition->expression;
    }
    return count;
}

/* Subqueries come last: they cost most and the others leave them fewer rows.  Each condition has a
 * Filter of its own unless there are very many. */
static sg_status apply_conditions(matcher *self, sg_pipeline *pipeline)
{
    enum { SEPARATE = 16 };

    for (int with_subplan = 0; with_subplan <= 1; with_subplan++) {
        sg_expression *all;
        uint32_t count =
            take_ready(self, pipeline, with_subplan == 1, self->ready, self->selectivity);
        for (uint32_t i = 0; count <= SEPARATE && i < count; i++)
            SG_TRY(
                sg_build_filter(self->planner, self->ready[i], self->selectivity[i], pipeline));
        if (count <= SEPARATE)
            continue;
        SG_TRY(join_parts(self->planner, self->ready, count, &all));
        SG_TRY(sg_build_filter(self->planner, all, self->selectivity[0], pipeline));
    }
    return SG_OK;
}

/* --- starts ---------------------------------------------------------------------------------------- */
static sg_status start_bound(matcher *self, sg_pipeline *pipeline, const sg_match_step *step)
{
    const sg_pattern_vertex *vertex = &self->graph.vertices[step->vertex];
    sg_expression *test;

    SG_TRY(sg_make_not_null(self->planner, vertex->slot, vertex->span, &test));
    return sg_build_filter(self->planner, test, 1, pipeline);
}

/* What the operator finds for `to` lies in the reduced set of its vertex. */
static void set_candidates(const matcher *self, sg_plan *plan)
{
    const sg_reduction *reduction = self->pipeline->reduction;

    for (uint32_t i = 0; reduction && reduction->arc_count && i < reduction->vertex_count; i++)
        if (reduction->vertices[i].slot == plan->to) {
            plan->reduction = reduction;
            plan->candidate = i;
        }
}

static sg_status start_node(matcher *self, sg_pipeline *pipeline, const sg_match_step *step)
{
    const sg_pattern_vertex *vertex = &self->graph.vertices[step->vertex];
    bool seek = step->action == SG_MATCH_SEEK;
    sg_condition *condition =
        seek && !vertex->among ? &self->graph.conditions[step->condition] : NULL;
    sg_plan *plan;

    SG_TRY(sg_plan_push(self->planner, pipeline,
                        seek ? SG_OPERATOR_NODE_SEEK : SG_OPERATOR_NODE_SCAN, vertex->span,
                        &plan));
    plan->to = vertex->slot;
    if (!self->planner->has_written)
        plan->label_sets = vertex->scan_sets;
    plan->label_test = vertex->label_test;
    plan->labels = vertex->labels;
    plan->among = vertex->among;
    set_candidates(self, plan);
    self->labels_tested[step->vertex] = true;
    if (condition) {
        plan->key = condition->key;
        plan->seek_key = condition->seek_key;
        plan->seek_label = condition->seek_label;
        plan->key_is_list = condition->key_is_list;
        if (!condition
                 ->key_is_list) /* its Filter, which comes next, finds nothing more to drop */
            condition->selectivity = 1;
    }
    double rows = condition && !plan->key_is_list && vertex->nodes > 1 ? 1 : vertex->nodes;
    pipeline->rows = plan->rows = plan->rows * rows;
    return sg_plan_bind_slot(self->planner, pipeline, vertex->slot);
}

/* --- following ---------------------------------------------------------------------------------------- */
static sg_status set_distinct(matcher *self, const sg_pattern_arc *arc, sg_plan *plan)
{
    uint32_t *slots = sg_arena_make_array(self->planner->arena, uint32_t, self->arc_count + 1);

    if (!slots)
        return sg_plan_no_memory(self->planner);
    plan->distinct_from.slots = slots;
    if (arc->pattern->shortest != SG_NOT_SHORTEST)
        return SG_OK;
    for (uint32_t i = 0; i < self->arc_count; i++) {
        const sg_pattern_arc *other = &self->graph.arcs[self->arcs[i]];
        if (other->pattern->shortest == SG_NOT_SHORTEST &&
            !sg_pattern_arcs_disjoint(arc, other))
            slots[plan->distinct_from.count++] = other->slot;
    }
    return SG_OK;
}

static sg_pattern_direction seen_from(const sg_pattern_arc *arc, bool from_left)
{
    if (from_left || arc->edge->direction == SG_EITHER)
        return arc->edge->direction;
    return arc->edge->direction == SG_RIGHT ? SG_LEFT : SG_RIGHT;
}

static void set_walk(const sg_pattern_arc *arc, const sg_match_step *step, sg_plan *plan)
{
    plan->minimum = arc->minimum;
    plan->maximum = arc->maximum;
    plan->reversed = !step->from_left;
    plan->shortest = arc->pattern->shortest;
    plan->step_predicate = arc->step_predicate;
    plan->step = arc->step;
    plan->step_node = arc->step_node;
}

/* shortestPath((a)-[r]->(b)): the list of relationships that the search gives has one, which is r. */
static sg_status take_single(matcher *self, sg_pipeline *pipeline, const sg_pattern_arc *arc,
                             sg_plan *search)
{
    sg_planner *planner = self->planner;
    sg_plan_item *item = sg_arena_make(planner->arena, sg_plan_item);
    sg_expression *list, *head;
    sg_plan *project;

    if (!item)
        return sg_plan_no_memory(planner);
    SG_TRY(sg_plan_new_slot(planner, SG_SLOT_VALUE, SG_STR(""), &search->edge));
    SG_TRY(sg_plan_bind_slot(planner, pipeline, search->edge));
    SG_TRY(sg_make_variable(planner, search->edge, SG_ANY_TYPE, arc->edge->span, &list));
    SG_TRY(sg_make_call(planner, SG_STR("head"), list, &head));
    *item = (sg_plan_item){ .expression = head, .slot = arc->slot };
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_PROJECT, arc->edge->span, &project));
    project->items = (sg_plan_items){ item, 1 };
    return SG_OK;
}

static sg_status follow(matcher *self, sg_pipeline *pipeline, const sg_match_step *step,
                        double grow)
{
    const sg_pattern_arc *arc = &self->graph.arcs[step->arc];
    const sg_pattern_vertex *to = &self->graph.vertices[step->vertex];
    sg_operator operator= arc->pattern->shortest != SG_NOT_SHORTEST ? SG_OPERATOR_SHORTEST_PATH
    : arc->walks                                                    ? SG_OPERATOR_WALK
                                                                    : SG_OPERATOR_EXPAND;
    sg_plan *plan;

    SG_TRY(sg_plan_push(self->planner, pipeline, operator, arc->edge->span, &plan));
    plan->from = self->graph.vertices[step->from_left ? arc->left : arc->right].slot;
    plan->edge = arc->slot;
    plan->to = to->slot;
    plan->types = arc->types;
    plan->type_count = arc->type_count;
    plan->any_type = arc->any_type;
    plan->way = seen_from(arc, step->from_left);
    plan->into = step->into;
    if (arc->walks)
        set_walk(arc, step, plan);
    if (!step->into && !self->labels_tested[step->vertex]) {
        if (!self->planner->has_written)
            plan->label_sets = to->label_sets;
        plan->labels = to->labels;
        self->labels_tested[step->vertex] = true;
    }
    if (!step->into)
        set_candidates(self, plan);
    SG_TRY(set_distinct(self, arc, plan));
    self->arcs[self->arc_count++] = step->arc;
    pipeline->rows = plan->rows = plan->rows * grow;
    if (arc->pattern->shortest != SG_NOT_SHORTEST && !arc->edge->variable_length)
        SG_TRY(take_single(self, pipeline, arc, plan));
    SG_TRY(sg_plan_bind_slot(self->planner, pipeline, arc->slot));
    return sg_plan_bind_slot(self->planner, pipeline, to->slot);
}

/* Rows per row that following gives before the conditions on the far end. */
static double growth(const matcher *self, const sg_match_step *step, double before)
{
    const sg_pattern_vertex *to = &self->graph.vertices[step->vertex];
    double after = step->rows;

    if (!step->into && to->selectivity > 0)
        after /= to->selectivity;
    return before > 0 ? after / before : 0;
}

/* --- components ---------------------------------------------------------------------------------------- */
static uint32_t component_end(const matcher *self, uint32_t at)
{
    for (at++; at < self->order.count; at++)
        if (self->order.steps[at].action != SG_MATCH_FOLLOW && !self->order.steps[at].joins)
            break;
    return at;
}

static sg_status build_component(matcher *self, sg_pipeline *pipeline, uint32_t at,
                                 uint32_t end)
{
    const sg_match_step *start = &self->order.steps[at];

    if (start->action != SG_MATCH_BOUND)
        SG_TRY(start_node(self, pipeline, start));
    else if (end == at + 1)
        SG_TRY(start_bound(self, pipeline, start));
    SG_TRY(apply_conditions(self, pipeline));
    for (double before = start->rows; ++at < end; before = self->order.steps[at].rows) {
        const sg_match_step *step = &self->order.steps[at];
        if (step->joins)
            SG_TRY(start_node(self, pipeline, step));
        else
            SG_TRY(follow(self, pipeline, step, growth(self, step, before)));
        SG_TRY(apply_conditions(self, pipeline));
    }
    return SG_OK;
}

/* A component that no row leads to can be found once and joined with all rows, if its relationships
 * need not be compared with those found before. */
static bool stands_alone(const matcher *self, const sg_pipeline *pipeline, uint32_t at,
                         uint32_t end)
{
    if (self->order.steps[at].action == SG_MATCH_BOUND || !pipeline->root ||
        pipeline->root->plan.operator== SG_OPERATOR_ARGUMENT)
        return false;
    if (self->order.steps[at].action == SG_MATCH_SEEK &&
        !self->graph.vertices[self->order.steps[at].vertex].among &&
        !sg_slot_set_empty(&self->graph.conditions[self->order.steps[at].condition].key_slots))
        return false;
    for (at++; at < end; at++) {
        const sg_pattern_arc *arc = &self->graph.arcs[self->order.steps[at].arc];
        if (self->order.steps[at].joins || arc->step_predicate)
            return false;
        for (uint32_t i = 0; i < self->arc_count; i++)
            if (!sg_pattern_arcs_disjoint(arc, &self->graph.arcs[self->arcs[i]]))
                return false;
    }
    return true;
}

static sg_status join_component(matcher *self, uint32_t at, uint32_t end)
{
    sg_pipeline *left = self->pipeline, right = { .rows = 1 };
    sg_plan *join;

    SG_TRY(build_component(self, &right, at, end));
    SG_TRY(sg_plan_push(self->planner, left, SG_OPERATOR_CROSS_JOIN, self->span, &join));
    left->root->right = right.root;
    left->rows = join->rows = left->rows * right.rows;
    if (sg_slot_set_unite(&left->bound, self->planner->arena, &right.bound))
        return sg_plan_no_memory(self->planner);
    return apply_conditions(self, left);
}

/* --- the whole ------------------------------------------------------------------------------------------- */
static sg_status build_paths(matcher *self)
{
    for (const sg_pattern *pattern = self->patterns; pattern; pattern = pattern->next) {
        sg_plan *plan;
        if (pattern->slot == SG_NO_SLOT)
            continue;
        SG_TRY(sg_plan_push(self->planner, self->pipeline, SG_OPERATOR_BUILD_PATH,
                            pattern->span, &plan));
        plan->path = pattern->slot;
        plan->pattern = pattern;
        SG_TRY(sg_plan_bind_slot(self->planner, self->pipeline, pattern->slot));
    }
    return apply_conditions(self, self->pipeline);
}

sg_status sg_build_match(sg_planner *planner, sg_pattern *patterns, sg_expression *where,
                         sg_span span, sg_pipeline *pipeline)
{
    matcher self = {
        .planner = planner, .patterns = patterns, .pipeline = pipeline, .span = span
    };

    const sg_plan_node *before = pipeline->root;

    SG_TRY(sg_pattern_graph_build(planner, patterns, where, pipeline, &self.graph));
    SG_TRY(sg_reduce_match(planner, &self.graph, before, pipeline));
    SG_TRY(sg_order_match(planner, &self.graph, &pipeline->bound, &self.order));
    self.arcs = sg_arena_make_array(planner->arena, uint32_t, self.graph.arc_count + 1);
    self.labels_tested = sg_arena_make_array(planner->arena, bool, self.graph.vertex_count);
    uint32_t conditions = self.graph.condition_count + 1;
    self.ready = sg_arena_make_array(planner->arena, sg_expression *, conditions);
    self.selectivity = sg_arena_make_array(planner->arena, double, conditions);
    if (!self.arcs || !self.labels_tested || !self.ready || !self.selectivity)
        return sg_plan_no_memory(planner);
    for (uint32_t at = 0, end; at < self.order.count; at = end) {
        end = component_end(&self, at);
        if (stands_alone(&self, pipeline, at, end))
            SG_TRY(join_component(&self, at, end));
        else
            SG_TRY(build_component(&self, pipeline, at, end));
    }
    SG_TRY(build_paths(&self));
    pipeline->reduced_to = pipeline->root;
    return SG_OK;
}
