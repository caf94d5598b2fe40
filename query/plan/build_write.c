/* build_write.c - clauses that change the graph, as operators.
 *
 *     MATCH (a:User) CREATE (a)-[:HAS]->(r:Role) SET a.seen = true
 *
 *     Drain
 *       Change a.seen
 *         Create (r), (a)-[:HAS]->(r)
 *           NodeScan (a:User)
 *
 * Operators that write take in all rows before they write, and have written all before they give one
 * on: no clause sees half of another, and nothing reads while something writes.  A subquery that
 * writes stands between two Eagers for the same reason.
 */
#include "query/plan/planner.h"

/* --- what is made ------------------------------------------------------------------------------------ */
typedef struct {
    sg_planner *planner;
    sg_pipeline *pipeline;
    sg_slot_set bound; /* before the clause, and what is made so far */
    sg_plan_make *makes;
    uint32_t count;
} maker;

static uint32_t count_labels(const sg_label_expression *labels)
{
    if (!labels)
        return 0;
    return labels->kind == SG_LABEL_NAME
               ? 1
               : count_labels(labels->left) + count_labels(labels->right);
}

static void list_labels(const sg_label_expression *labels, sg_label *out, uint32_t *count)
{
    if (!labels)
        return;
    if (labels->kind == SG_LABEL_NAME)
        out[(*count)++] = labels->label;
    list_labels(labels->left, out, count);
    list_labels(labels->right, out, count);
}

static sg_status add_make(maker *self, sg_plan_make make)
{
    self->makes[self->count++] = make;
    if (sg_slot_set_add(&self->bound, self->planner->arena, make.slot))
        return sg_plan_no_memory(self->planner);
    return SG_OK;
}

static sg_status make_node(maker *self, const sg_node_pattern *node)
{
    sg_arena *arena = self->planner->arena;
    uint32_t count = 0;

    if (sg_slot_set_has(&self->bound, node->slot))
        return SG_OK;
    sg_label *labels = sg_arena_make_array(arena, sg_label, count_labels(node->labels) + 1);
    if (!labels)
        return sg_plan_no_memory(self->planner);
    list_labels(node->labels, labels, &count);
    if (node->properties)
        SG_TRY(sg_plan_expression(self->planner, node->properties, &self->bound));
    return add_make(self, (sg_plan_make){ .span = node->span,
                                          .slot = node->slot,
                                          .labels = labels,
                                          .label_count = count,
                                          .properties = node->properties });
}

static sg_status make_edge(maker *self, const sg_edge_pattern *edge, uint32_t left,
                           uint32_t right)
{
    bool turned = edge->direction == SG_LEFT;

    if (edge->properties)
        SG_TRY(sg_plan_expression(self->planner, edge->properties, &self->bound));
    return add_make(self, (sg_plan_make){ .span = edge->span,
                                          .slot = edge->slot,
                                          .is_edge = true,
                                          .from = turned ? right : left,
                                          .to = turned ? left : right,
                                          .type = edge->types->type,
                                          .properties = edge->properties });
}

/* Nodes first: a relationship needs both of its ends. */
static sg_status make_pattern(maker *self, const sg_pattern *pattern)
{
    uint32_t left = pattern->start.slot;

    SG_TRY(make_node(self, &pattern->start));
    for (const sg_pattern_step *step = pattern->steps; step; step = step->next)
        SG_TRY(make_node(self, &step->node));
    for (const sg_pattern_step *step = pattern->steps; step; step = step->next) {
        SG_TRY(make_edge(self, &step->edge, left, step->node.slot));
        left = step->node.slot;
    }
    return SG_OK;
}

static uint32_t count_elements(const sg_pattern *patterns)
{
    uint32_t count = 0;

    for (; patterns; patterns = patterns->next) {
        count++;
        for (const sg_pattern_step *step = patterns->steps; step; step = step->next)
            count += 2;
    }
    return count;
}

static sg_status list_makes(maker *self, const sg_pattern *patterns)
{
    sg_planner *planner = self->planner;

    self->makes = sg_arena_make_array(planner->arena, sg_plan_make, count_elements(patterns));
    if (!self->makes || sg_slot_set_copy(&self->pipeline->bound, planner->arena, &self->bound))
        return sg_plan_no_memory(planner);
    for (; patterns; patterns = patterns->next)
        SG_TRY(make_pattern(self, patterns));
    return SG_OK;
}

static sg_status bind_makes(const maker *self, sg_plan *plan)
{
    plan->makes = self->makes;
    plan->make_count = self->count;
    for (uint32_t i = 0; i < self->count; i++)
        SG_TRY(sg_plan_bind_slot(self->planner, self->pipeline, self->makes[i].slot));
    return SG_OK;
}

static sg_status build_paths(sg_planner *planner, const sg_pattern *patterns,
                             sg_pipeline *pipeline)
{
    for (; patterns; patterns = patterns->next) {
        sg_plan *plan;
        if (patterns->slot == SG_NO_SLOT)
            continue;
        SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_BUILD_PATH, patterns->span, &plan));
        plan->path = patterns->slot;
        plan->pattern = patterns;
        SG_TRY(sg_plan_bind_slot(planner, pipeline, patterns->slot));
    }
    return SG_OK;
}

/* --- CREATE, MERGE ----------------------------------------------------------------------------------- */
static sg_status build_create(sg_planner *planner, const sg_clause *clause,
                              sg_pipeline *pipeline)
{
    maker self = { .planner = planner, .pipeline = pipeline };
    sg_plan *plan;

    SG_TRY(list_makes(&self, clause->patterns));
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_CREATE, clause->span, &plan));
    SG_TRY(bind_makes(&self, plan));
    return build_paths(planner, clause->patterns, pipeline);
}

static sg_status plan_changes(sg_planner *planner, const sg_change *changes,
                              const sg_slot_set *bound)
{
    for (; changes; changes = changes->next) {
        SG_TRY(sg_plan_expression(planner, changes->target, bound));
        if (changes->value)
            SG_TRY(sg_plan_expression(planner, changes->value, bound));
    }
    return SG_OK;
}

static sg_status build_merge(sg_planner *planner, const sg_clause *clause,
                             sg_pipeline *pipeline)
{
    maker self = { .planner = planner, .pipeline = pipeline };
    sg_pipeline right;
    sg_plan *plan;

    SG_TRY(sg_plan_begin_right(planner, &pipeline->bound, clause->span, &right));
    SG_TRY(sg_build_match(planner, clause->patterns, NULL, clause->span, &right));
    SG_TRY(list_makes(&self, clause->patterns));
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_MERGE, clause->span, &plan));
    pipeline->root->right = right.root;
    SG_TRY(bind_makes(&self, plan));
    SG_TRY(plan_changes(planner, clause->on_create, &pipeline->bound));
    SG_TRY(plan_changes(planner, clause->on_match, &pipeline->bound));
    plan->on_create = clause->on_create;
    plan->on_match = clause->on_match;
    return build_paths(planner, clause->patterns, pipeline);
}

/* --- SET, REMOVE, DELETE ------------------------------------------------------------------------------- */
static sg_status build_changes(sg_planner *planner, const sg_clause *clause,
                               sg_pipeline *pipeline)
{
    sg_plan *plan;

    SG_TRY(plan_changes(planner, clause->changes, &pipeline->bound));
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_CHANGE, clause->span, &plan));
    plan->changes = clause->changes;
    return SG_OK;
}

static sg_status build_delete(sg_planner *planner, const sg_clause *clause,
                              sg_pipeline *pipeline)
{
    uint32_t count = 0;
    sg_plan *plan;

    for (const sg_expression *one = clause->arguments; one; one = one->next)
        count++;
    sg_plan_item *items = sg_arena_make_array(planner->arena, sg_plan_item, count);
    if (!items)
        return sg_plan_no_memory(planner);
    count = 0;
    for (sg_expression *one = clause->arguments; one; one = one->next) {
        SG_TRY(sg_plan_expression(planner, one, &pipeline->bound));
        items[count++] = (sg_plan_item){ .expression = one, .slot = SG_NO_SLOT };
    }
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_DELETE, clause->span, &plan));
    plan->items = (sg_plan_items){ items, count };
    plan->detach = clause->detach;
    return SG_OK;
}

/* --- FOREACH, CALL {} ------------------------------------------------------------------------------------ */
sg_status sg_build_end(sg_planner *planner, sg_span span, sg_pipeline *pipeline)
{
    sg_plan *plan;

    SG_TRY(sg_plan_need_input(planner, span, pipeline));
    return sg_plan_push(planner, pipeline, SG_OPERATOR_DRAIN, span, &plan);
}

sg_status sg_build_eager(sg_planner *planner, sg_span span, sg_pipeline *pipeline)
{
    sg_plan *plan;

    return sg_plan_push(planner, pipeline, SG_OPERATOR_EAGER, span, &plan);
}

sg_status sg_build_each(sg_planner *planner, sg_span span, const sg_pipeline *right,
                        sg_pipeline *pipeline, sg_plan **out)
{
    SG_TRY(sg_plan_push(planner, pipeline, SG_OPERATOR_FOREACH, span, out));
    pipeline->root->right = right->root;
    return SG_OK;
}

static sg_status build_foreach(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline)
{
    sg_plan_item *item = sg_arena_make(planner->arena, sg_plan_item);
    sg_slot_set inside = { 0 };
    sg_pipeline right;
    sg_plan *plan;

    if (!item || sg_slot_set_copy(&pipeline->bound, planner->arena, &inside) ||
        sg_slot_set_add(&inside, planner->arena, clause->slot))
        return sg_plan_no_memory(planner);
    SG_TRY(sg_plan_expression(planner, clause->expression, &pipeline->bound));
    SG_TRY(sg_plan_begin_right(planner, &inside, clause->span, &right));
    for (sg_clause *inner = clause->clauses; inner; inner = inner->next)
        SG_TRY(sg_build_write(planner, inner, &right));
    SG_TRY(sg_build_end(planner, clause->span, &right));
    SG_TRY(sg_build_each(planner, clause->span, &right, pipeline, &plan));
    *item = (sg_plan_item){ .expression = clause->expression, .slot = clause->slot };
    plan->items = (sg_plan_items){ item, 1 };
    return SG_OK;
}

sg_status sg_build_write(sg_planner *planner, sg_clause *clause, sg_pipeline *pipeline)
{
    planner->has_written = true;
    SG_TRY(sg_plan_need_input(planner, clause->span, pipeline));
    switch (clause->kind) {
    case SG_CLAUSE_CREATE:
        return build_create(planner, clause, pipeline);
    case SG_CLAUSE_MERGE:
        return build_merge(planner, clause, pipeline);
    case SG_CLAUSE_SET:
    case SG_CLAUSE_REMOVE:
        return build_changes(planner, clause, pipeline);
    case SG_CLAUSE_DELETE:
        return build_delete(planner, clause, pipeline);
    case SG_CLAUSE_FOREACH:
        return build_foreach(planner, clause, pipeline);
    case SG_CLAUSE_MATCH:
    case SG_CLAUSE_UNWIND:
    case SG_CLAUSE_WITH:
    case SG_CLAUSE_RETURN:
    case SG_CLAUSE_CALL_SUBQUERY:
    case SG_CLAUSE_CALL_PROCEDURE:
    case SG_CLAUSE_FINISH:
        break;
    }
    SG_UNREACHABLE();
}
