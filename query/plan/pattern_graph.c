/* pattern_graph.c - from the patterns of a MATCH to vertices, arcs and conditions. */
#include "query/plan/pattern_graph.h"

#include <string.h>

#include "engine/base/bitmap.h"
#include "query/functions/functions.h"
#include "query/plan/estimate.h"
#include "query/plan/rewrite.h"

enum { MOST_NODES = 2000 }; /* of one MATCH, as written */

typedef struct {
    sg_planner *planner;
    sg_pipeline *pipeline;
    sg_pattern_graph *graph;
    uint32_t *vertex_of; /* slot of the text -> vertex + 1 */
    uint32_t slots;      /* how many there were */
    const sg_pattern *pattern;
} builder;

/* --- conditions ----------------------------------------------------------------------------------- */
static sg_status add_condition(void *opaque, sg_expression *expression)
{
    builder *self = opaque;
    sg_pattern_graph *graph = self->graph;
    sg_planner *planner = self->planner;

    if (graph->condition_count == graph->condition_capacity) {
        uint32_t capacity = graph->condition_capacity ? graph->condition_capacity * 2 : 8;
        sg_condition *conditions = sg_arena_make_array(planner->arena, sg_condition, capacity);
        if (!conditions)
            return sg_plan_no_memory(planner);
        if (graph->condition_count)
            memcpy(conditions, graph->conditions, graph->condition_count * sizeof(*conditions));
        graph->conditions = conditions;
        graph->condition_capacity = capacity;
    }
    graph->conditions[graph->condition_count++] = (sg_condition){ .expression = expression };
    return SG_OK;
}

static sg_status add_where(builder *self, sg_expression *where)
{
    return where ? sg_each_conjunct(where, add_condition, self) : SG_OK;
}

static sg_status add_properties(builder *self, uint32_t slot, sg_type_set type,
                                const sg_expression *properties)
{
    if (!properties)
        return SG_OK;
    for (const sg_map_entry *entry = properties->entries; entry; entry = entry->next) {
        sg_expression *test;
        SG_TRY(
            sg_make_property_test(self->planner, slot, type, entry->key, entry->value, &test));
        SG_TRY(add_condition(self, test));
    }
    return SG_OK;
}

/* --- vertices -------------------------------------------------------------------------------------- */
/* Computes a node before the pattern is matched. */
static sg_status project_node(builder *self, sg_expression *expression, uint32_t slot)
{
    sg_planner *planner = self->planner;
    sg_plan_item *item = sg_arena_make(planner->arena, sg_plan_item);
    sg_plan *project;

    if (!item)
        return sg_plan_no_memory(planner);
    *item = (sg_plan_item){ .expression = expression, .slot = slot };
    SG_TRY(
        sg_plan_push(planner, self->pipeline, SG_OPERATOR_PROJECT, expression->span, &project));
    project->items = (sg_plan_items){ item, 1 };
    return sg_plan_bind_slot(planner, self->pipeline, slot);
}

/* A value that turns out to be used as a node: what it is shows when the query runs. */
static sg_status convert_value(builder *self, const sg_node_pattern *node, uint32_t *slot)
{
    sg_expression *variable;

    SG_TRY(sg_plan_new_slot(self->planner, SG_SLOT_NODE, node->variable.text, slot));
    SG_TRY(sg_make_variable(self->planner, node->slot, SG_ANY_TYPE, node->span, &variable));
    return project_node(self, variable, *slot);
}

/* (a)-[r]->(b), where the rows have r but not a: a is the node that r starts at. */
static sg_status start_at_edge(builder *self, const sg_pattern *pattern)
{
    const sg_node_pattern *start = &pattern->start;
    const sg_edge_pattern *edge = pattern->steps ? &pattern->steps->edge : NULL;
    sg_expression *variable, *call;

    if (!edge || edge->variable_length || edge->direction == SG_EITHER ||
        self->vertex_of[start->slot] || !sg_slot_set_has(&self->pipeline->bound, edge->slot) ||
        sg_slot_set_has(&self->pipeline->bound, start->slot))
        return SG_OK;
    SG_TRY(sg_make_variable(self->planner, edge->slot, SG_ANY_TYPE, edge->variable.span,
                            &variable));
    SG_TRY(sg_make_call(self->planner,
                        edge->direction == SG_RIGHT ? SG_STR("startNode") : SG_STR("endNode"),
                        variable, &call));
    return project_node(self, call, start->slot);
}

/* Keeps the label sets for which the condition, which asks for nothing but labels, holds. */
static sg_status restrict_labels(builder *self, sg_pattern_vertex *vertex,
                                 const sg_expression *condition, const char *prefix)
{
    const sg_graph *graph = self->planner->graph;
    uint32_t sets = sg_graph_label_sets(graph);
    sg_str text =
        sg_str_slice(self->planner->binding->text, condition->span.begin, condition->span.end);

    if (!vertex->label_sets) {
        vertex->label_sets =
            sg_arena_make_array(self->planner->arena, uint64_t, sg_bitmap_words(sets) + 1);
        if (!vertex->label_sets)
            return sg_plan_no_memory(self->planner);
        sg_bitmap_fill((sg_bitmap){ vertex->label_sets, sets }, 0, sets);
    }
    for (uint32_t i = 0; i < sets; i++)
        if (!sg_label_condition_holds(graph, condition, (sg_label_set){ (uint16_t)i }))
            sg_bit_clear(vertex->label_sets, i);
    vertex->labels = sg_arena_format(self->planner->arena, "%.*s%s%.*s", SG_FMT(vertex->labels),
                                     prefix, SG_FMT(text));
    return vertex->labels.bytes ? SG_OK : sg_plan_no_memory(self->planner);
}

static sg_status add_vertex(builder *self, const sg_node_pattern *node, uint32_t *out)
{
    sg_pattern_graph *graph = self->graph;
    uint32_t slot = node->slot;

    *out = graph->vertex_count++;
    graph->vertices[*out] = (sg_pattern_vertex){ .labels = SG_STR(""), .span = node->span };
    self->vertex_of[node->slot] = *out + 1;
    graph->vertices[*out].bound = sg_slot_set_has(&self->pipeline->bound, slot);
    if (self->planner->slots[slot].kind != SG_SLOT_NODE)
        SG_TRY(convert_value(self, node, &slot));
    graph->vertices[*out].slot = slot;
    graph->vertices[*out].among = slot == self->planner->among && !graph->vertices[*out].bound;
    return SG_OK;
}

static sg_status add_node(builder *self, sg_node_pattern *node, uint32_t *out)
{
    sg_expression *test;

    if (self->vertex_of[node->slot])
        *out = self->vertex_of[node->slot] - 1;
    else
        SG_TRY(add_vertex(self, node, out));
    sg_pattern_vertex *vertex = &self->graph->vertices[*out];
    if (node->labels) {
        SG_TRY(sg_make_label_test(self->planner, vertex->slot, node->labels, &test));
        SG_TRY(restrict_labels(self, vertex, test, ":"));
        vertex->names = node->labels;
        if (vertex->bound || self->planner->has_written)
            SG_TRY(add_condition(self, test));
        if (self->planner->has_written)
            SG_TRY(sg_make_and(self->planner, vertex->label_test, test, &vertex->label_test));
    }
    SG_TRY(add_properties(self, vertex->slot, SG_TYPE_BIT(SG_TYPE_NODE), node->properties));
    return add_where(self, node->where);
}

/* --- arcs ------------------------------------------------------------------------------------------ */
static sg_status list_types(builder *self, const sg_edge_pattern *edge, sg_pattern_arc *arc)
{
    const sg_graph *graph = self->planner->graph;
    uint32_t count = sg_graph_types(graph);

    arc->any_type = edge->types == NULL;
    if (arc->any_type)
        return SG_OK;
    sg_reltype *types = sg_arena_make_array(self->planner->arena, sg_reltype, count + 1);
    if (!types)
        return sg_plan_no_memory(self->planner);
    for (uint32_t i = 0; i < count; i++)
        if (sg_types_hold(edge->types, (sg_reltype){ (uint16_t)i }))
            types[arc->type_count++] = (sg_reltype){ (uint16_t)i };
    arc->types = types;
    return SG_OK;
}

/* What must hold for each relationship on the way: [:T* {key: value}]. */
static sg_status add_step_predicate(builder *self, const sg_edge_pattern *edge,
                                    sg_pattern_arc *arc)
{
    sg_planner *planner = self->planner;

    if (!edge->properties)
        return SG_OK;
    for (const sg_map_entry *entry = edge->properties->entries; entry; entry = entry->next) {
        sg_expression *condition;
        SG_TRY(sg_add_walk_property(planner, &self->pipeline->bound, entry, arc, &condition));
        if (condition)
            SG_TRY(add_condition(self, condition));
    }
    return SG_OK;
}

/* A relationship that was bound before is found anew and compared. */
static sg_status add_edge_slot(builder *self, const sg_edge_pattern *edge, sg_pattern_arc *arc)
{
    sg_planner *planner = self->planner;
    sg_expression *before, *found, *test;

    arc->slot = edge->slot;
    if (!sg_slot_set_has(&self->pipeline->bound, edge->slot))
        return SG_OK;
    SG_TRY(sg_plan_new_slot(planner, arc->walks ? SG_SLOT_VALUE : SG_SLOT_EDGE,
                            edge->variable.text, &arc->slot));
    SG_TRY(sg_make_variable(planner, edge->slot, SG_ANY_TYPE, edge->variable.span, &before));
    SG_TRY(sg_make_variable(planner, arc->slot, SG_ANY_TYPE, edge->variable.span, &found));
    SG_TRY(sg_make_equal(planner, found, before, edge->variable.span, &test));
    return add_condition(self, test);
}

static sg_status add_arc(builder *self, sg_edge_pattern *edge, uint32_t left, uint32_t *out)
{
    sg_pattern_arc *arc = &self->graph->arcs[ *out = self->graph->arc_count++];
    bool shortest = self->pattern->shortest != SG_NOT_SHORTEST;

    *arc = (sg_pattern_arc){ .edge = edge,
                             .pattern = self->pattern,
                             .left = left,
                             .step = SG_NO_SLOT,
                             .step_node = SG_NO_SLOT,
                             .walks = edge->variable_length || shortest,
                             .minimum = edge->has_minimum ? edge->minimum : 1,
                             .maximum = edge->has_maximum ? edge->maximum : UINT64_MAX };
    if (shortest && !edge->variable_length)
        arc->minimum = arc->maximum = 1;
    SG_TRY(list_types(self, edge, arc));
    SG_TRY(add_edge_slot(self, edge, arc));
    if (arc->walks)
        return add_step_predicate(self, edge, arc);
    SG_TRY(
        add_properties(self, arc->slot, SG_TYPE_BIT(SG_TYPE_RELATIONSHIP), edge->properties));
    return add_where(self, edge->where);
}

bool sg_pattern_arcs_disjoint(const sg_pattern_arc *left, const sg_pattern_arc *right)
{
    if (left->any_type || right->any_type)
        return false;
    for (uint32_t i = 0, j = 0; i < left->type_count && j < right->type_count;) {
        if (left->types[i].id == right->types[j].id)
            return false;
        if (left->types[i].id < right->types[j].id)
            i++;
        else
            j++;
    }
    return true;
}

static sg_status add_pattern(builder *self, sg_pattern *pattern)
{
    uint32_t left, right, arc;

    self->pattern = pattern;
    SG_TRY(start_at_edge(self, pattern));
    SG_TRY(add_node(self, &pattern->start, &left));
    for (sg_pattern_step *step = pattern->steps; step; step = step->next, left = right) {
        SG_TRY(add_arc(self, &step->edge, left, &arc));
        SG_TRY(add_node(self, &step->node, &right));
        self->graph->arcs[arc].right = right;
    }
    return SG_OK;
}

/* --- what the conditions say -------------------------------------------------------------------------- */
static uint32_t vertex_with_slot(const sg_pattern_graph *graph, uint32_t slot)
{
    for (uint32_t i = 0; i < graph->vertex_count; i++)
        if (graph->vertices[i].slot == slot)
            return i;
    return SG_NO_SLOT;
}

/* A condition on the labels of one vertex becomes part of its label sets. */
static sg_status absorb_labels(builder *self, sg_condition *condition)
{
    for (uint32_t i = 0; i < self->graph->vertex_count && !condition->applied; i++) {
        sg_pattern_vertex *vertex = &self->graph->vertices[i];
        if (vertex->bound || self->planner->has_written ||
            !sg_slot_set_has(&condition->slots, vertex->slot) ||
            !sg_is_label_condition(condition->expression, vertex->slot))
            continue;
        SG_TRY(restrict_labels(self, vertex, condition->expression, " where "));
        condition->applied = true;
    }
    return SG_OK;
}

/* A label that all nodes of the pattern have and that has an index on the property. */
static bool find_index(const sg_graph *graph, const sg_label_expression *names, sg_key key,
                       sg_label *out)
{
    if (!names)
        return false;
    if (names->kind == SG_LABEL_AND)
        return find_index(graph, names->left, key, out) ||
               find_index(graph, names->right, key, out);
    *out = names->label;
    return names->kind == SG_LABEL_NAME && names->label.id != SG_NO_SYMBOL &&
           sg_graph_has_index(graph, names->label, key);
}

/* Whether nodes can be looked up by the property: by an index, or as all nodes can be by `id` and
 * `arn`.  In a frozen graph only texts can. */
static bool can_seek(const sg_graph *graph, const sg_pattern_vertex *vertex,
                     const sg_expression *property, sg_condition *condition)
{
    const sg_expression *key = condition->key;
    sg_type_set types = condition->key_is_list ? key->item_type : key->static_type;

    condition->seek_key.id = property->key_known ? property->key.id : SG_NO_ID;
    condition->seek_label.id = SG_NO_SYMBOL;
    if (property->key_known &&
        find_index(graph, vertex->names, property->key, &condition->seek_label))
        return true;
    condition->seek_label.id = SG_NO_SYMBOL;
    return (sg_str_equal(property->name.text, SG_STR("id")) ||
            sg_str_equal(property->name.text, SG_STR("arn"))) &&
           ((types & SG_TYPE_BIT(SG_TYPE_STRING)) || !sg_graph_is_frozen(graph));
}

static sg_status find_seek(builder *self, sg_condition *condition)
{
    const sg_expression *property;

    for (int side = 0; side < 2 && !condition->seeks; side++) {
        if (!sg_is_seek(condition->expression, side, &property, &condition->key,
                        &condition->key_is_list))
            continue;
        uint32_t slot = property->operands[0]->slot;
        condition->vertex = vertex_with_slot(self->graph, slot);
        if (condition->vertex == SG_NO_SLOT)
            continue;
        const sg_pattern_vertex *vertex = &self->graph->vertices[condition->vertex];
        if (vertex->bound || !can_seek(self->planner->graph, vertex, property, condition))
            continue;
        condition->key_slots = (sg_slot_set){ 0 };
        SG_TRY(sg_expression_slots(self->planner, condition->key, &condition->key_slots));
        condition->seeks = !sg_slot_set_has(&condition->key_slots, slot);
    }
    return SG_OK;
}

/* Slots come into being as operators are added: all that this MATCH will bind, for subqueries. */
static sg_status all_slots(const builder *self, const sg_pattern *patterns, sg_slot_set *out)
{
    sg_arena *arena = self->planner->arena;

    SG_TRY(sg_slot_set_copy(&self->pipeline->bound, arena, out));
    for (uint32_t i = 0; i < self->graph->vertex_count; i++)
        SG_TRY(sg_slot_set_add(out, arena, self->graph->vertices[i].slot));
    for (uint32_t i = 0; i < self->graph->arc_count; i++)
        SG_TRY(sg_slot_set_add(out, arena, self->graph->arcs[i].slot));
    for (; patterns; patterns = patterns->next)
        SG_TRY(sg_slot_set_add(out, arena, patterns->slot));
    return SG_OK;
}

static sg_status read_conditions(builder *self, const sg_pattern *patterns)
{
    sg_pattern_graph *graph = self->graph;
    sg_slot_set bound;

    if (all_slots(self, patterns, &bound))
        return sg_plan_no_memory(self->planner);
    for (uint32_t i = 0; i < graph->condition_count; i++) {
        sg_condition *condition = &graph->conditions[i];
        SG_TRY(sg_absorb_walk_step(self->planner, graph, &self->pipeline->bound, condition));
        SG_TRY(sg_plan_expression(self->planner, condition->expression, &bound));
        SG_TRY(sg_expression_slots(self->planner, condition->expression, &condition->slots));
        condition->has_subplan = sg_expression_has_subplan(condition->expression);
        SG_TRY(absorb_labels(self, condition));
        SG_TRY(find_seek(self, condition));
    }
    for (uint32_t i = 0; i < graph->arc_count; i++)
        if (graph->arcs[i].step_predicate)
            SG_TRY(sg_plan_expression(self->planner, graph->arcs[i].step_predicate, &bound));
    return SG_OK;
}

static void estimate(builder *self)
{
    const sg_graph *graph = self->planner->graph;
    sg_pattern_graph *pattern = self->graph;

    for (uint32_t i = 0; i < pattern->vertex_count; i++) {
        pattern->vertices[i].nodes = sg_estimate_nodes(graph, pattern->vertices[i].scan_sets);
        pattern->vertices[i].selectivity = 1;
    }
    for (uint32_t i = 0; i < pattern->condition_count; i++) {
        sg_condition *condition = &pattern->conditions[i];
        condition->selectivity = sg_estimate_selectivity(graph, pattern, condition->expression);
        if (condition->applied)
            continue;
        for (uint32_t j = 0; j < pattern->vertex_count; j++) {
            sg_pattern_vertex *vertex = &pattern->vertices[j];
            sg_slot_set only = { 0 };
            if (sg_slot_set_has(&condition->slots, vertex->slot) &&
                sg_slot_set_add(&only, self->planner->arena, vertex->slot) == SG_OK &&
                sg_slot_set_within(&condition->slots, &only))
                vertex->selectivity *= condition->selectivity;
        }
    }
    for (uint32_t i = 0; i < pattern->arc_count; i++) {
        sg_pattern_arc *arc = &pattern->arcs[i];
        arc->pairs = sg_estimate_pairs(graph, arc, &pattern->vertices[arc->left],
                                       &pattern->vertices[arc->right]);
    }
}

sg_status sg_pattern_graph_build(sg_planner *planner, sg_pattern *patterns,
                                 sg_expression *where, sg_pipeline *pipeline,
                                 sg_pattern_graph *out)
{
    uint32_t vertices = 0, arcs = 0;
    builder self = {
        .planner = planner, .pipeline = pipeline, .graph = out, .slots = planner->slot_count
    };

    *out = (sg_pattern_graph){ 0 };
    for (const sg_pattern *pattern = patterns; pattern; pattern = pattern->next) {
        vertices++;
        for (const sg_pattern_step *step = pattern->steps; step; step = step->next) {
            vertices++;
            arcs++;
        }
    }
    if (vertices > MOST_NODES)
        return sg_query_fail(planner->err, SG_ERROR_LIMIT_REACHED, SG_COMPILE, patterns->span,
                             "a pattern of more than %d nodes", MOST_NODES);
    out->vertices = sg_arena_make_array(planner->arena, sg_pattern_vertex, vertices);
    out->arcs = sg_arena_make_array(planner->arena, sg_pattern_arc, arcs + 1);
    self.vertex_of = sg_arena_make_array(planner->arena, uint32_t, self.slots + 1);
    if (!out->vertices || !out->arcs || !self.vertex_of)
        return sg_plan_no_memory(planner);
    for (sg_pattern *pattern = patterns; pattern; pattern = pattern->next)
        SG_TRY(add_pattern(&self, pattern));
    SG_TRY(add_where(&self, where));
    SG_TRY(read_conditions(&self, patterns));
    SG_TRY(sg_narrow_scans(planner, out));
    estimate(&self);
    return SG_OK;
}
