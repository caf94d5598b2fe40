/* reduce_match.c - from the pattern graph of a MATCH to the sets that it asks about.
 *
 * A condition is taken into the reduction when it is about one vertex and nothing else: as a test, or
 * as a subset where it is EXISTS or a pattern predicate that is a reduction itself.  A test that fails
 * on some node makes the run give the whole reduction up, and the operators fail or not as they would
 * have; so tests may be of any kind but volatile ones.
 *
 * A condition about one relationship, or about each of a walk, becomes a test of its arc.  Tests of arcs
 * are made on all relationships of a type, once per version of the graph: they are taken only where
 * columns can be asked (query/exec/marks.h).
 *
 * Everything else leaves the reduction inexact.
 */
#include "query/plan/reduce_match.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "query/bind/expression.h"
#include "query/functions/functions.h"
#include "query/plan/estimate.h"
#include "query/plan/reduction_key.h"

enum {
    MOST_ARCS = 24,  /* of one reduction: patterns beyond are left to the rows */
    MOST_KEY = 4096, /* bytes of a vertex's key */
    MOST_TESTS = 32, /* of one vertex */
};

typedef struct {
    sg_planner *planner;
    const sg_pattern_graph *pattern;
    sg_reduction *reduction;
    uint32_t *vertex_of; /* vertex of the pattern -> of the reduction */
    uint32_t match;
} reducing;

/* --- volatile expressions --------------------------------------------------------------------------- */
bool sg_expression_is_steady(const sg_expression *expression)
{
    const sg_function *function =
        expression->kind == SG_EXPR_FUNCTION ? expression->function : NULL;

    if (function && (function->aggregate || (function->flags & SG_VOLATILE)))
        return false;
    for (size_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && !sg_expression_is_steady(expression->operands[i]))
            return false;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (!sg_expression_is_steady(item))
            return false;
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value && !sg_expression_is_steady(entry->value))
            return false;
    return true;
}

/* Whether it depends on nothing but the nodes and relationships that it is about. */
static bool is_near(const sg_expression *expression)
{
    const sg_function *function =
        expression->kind == SG_EXPR_FUNCTION ? expression->function : NULL;

    if (function && (function->flags & (SG_VOLATILE | SG_READS_AFAR)))
        return false;
    for (size_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && !is_near(expression->operands[i]))
            return false;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (!is_near(item))
            return false;
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value && !is_near(entry->value))
            return false;
    return true;
}

bool sg_expression_is_near(const sg_expression *expression)
{
    return !sg_expression_has_subplan(expression) && is_near(expression);
}

/* --- conditions -------------------------------------------------------------------------------------- */
/* The vertex that is all that the slots hold, or NULL. */
static sg_reduced_vertex *only_vertex(const reducing *self, const sg_slot_set *slots)
{
    sg_reduced_vertex *found = NULL;

    for (uint32_t i = 0; i < slots->word_count * 64; i++) {
        if (!sg_slot_set_has(slots, i))
            continue;
        if (found)
            return NULL;
        for (uint32_t v = 0; v < self->reduction->vertex_count; v++)
            if (self->reduction->vertices[v].slot == i)
                found = &self->reduction->vertices[v];
        if (!found)
            return NULL;
    }
    return found;
}

static sg_status add_test(const reducing *self, const sg_expression *test,
                          const sg_expression ***of, uint32_t *count)
{
    const sg_expression **tests =
        sg_arena_make_array(self->planner->arena, const sg_expression *, (size_t)*count + 1);

    if (!tests)
        return sg_plan_no_memory(self->planner);
    if (*count)
        memcpy(tests, *of, *count * sizeof(*tests));
    tests[(*count)++] = test;
    *of = tests;
    return SG_OK;
}

/* The arc of one relationship that is all that the slots hold, or NULL. */
static sg_reduced_arc *only_arc(const reducing *self, const sg_slot_set *slots)
{
    sg_reduction *reduction = self->reduction;

    for (uint32_t i = 0; i < reduction->arc_count; i++) {
        sg_reduced_arc *arc = &reduction->arcs[i];
        sg_slot_set rest = *slots;
        if (arc->walks || !sg_slot_set_has(slots, arc->slot))
            continue;
        uint32_t others = 0;
        for (uint32_t slot = 0; slot < rest.word_count * 64; slot++)
            others += slot != arc->slot && sg_slot_set_has(slots, slot);
        return others == 0 ? arc : NULL;
    }
    return NULL;
}

/* Whether all that it reads of the relationship are properties, one in each of its predicates. */
static bool is_about_values(const sg_expression *expression, uint32_t slot)
{
    sg_value_read read = { .has_key = false };

    switch ((int)expression->kind) {
    case SG_EXPR_NOT:
        return is_about_values(expression->operands[0], slot);
    case SG_EXPR_AND:
    case SG_EXPR_OR:
        return is_about_values(expression->operands[0], slot) &&
               is_about_values(expression->operands[1], slot);
    default:
        return sg_expression_reads_value(expression, slot, &read) && read.has_key;
    }
}

static bool has_subsets(const sg_reduction *reduction)
{
    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        if (reduction->vertices[i].subset_count)
            return true;
    return false;
}

static sg_status add_subset(const reducing *self, sg_reduced_vertex *vertex,
                            const sg_plan *subplan, bool outside)
{
    sg_reduced_subset *subsets = sg_arena_make_array(self->planner->arena, sg_reduced_subset,
                                                     (size_t)vertex->subset_count + 1);

    if (!subsets)
        return sg_plan_no_memory(self->planner);
    if (vertex->subset_count)
        memcpy(subsets, vertex->subsets, vertex->subset_count * sizeof(*subsets));
    subsets[vertex->subset_count++] =
        (sg_reduced_subset){ subplan->answers, subplan->answer, outside };
    vertex->subsets = subsets;
    self->reduction->closed =
        self->reduction->closed && subplan->answers->closed && !has_subsets(subplan->answers);
    return SG_OK;
}

/* The plan of [NOT] EXISTS { ... } or of a pattern predicate, where it is a reduction; else NULL. */
static const sg_plan *subset_plan(const sg_expression *expression, bool *outside)
{
    *outside = false;
    for (; expression->kind == SG_EXPR_NOT; expression = expression->operands[0])
        *outside = !*outside;
    if (expression->kind != SG_EXPR_EXISTS && expression->kind != SG_EXPR_PATTERN)
        return NULL;
    const sg_plan *plan = expression->subplan;
    return plan && plan->answers ? plan : NULL;
}

static sg_status add_condition(reducing *self, const sg_condition *condition)
{
    if (condition->applied) /* by the labels of a vertex, or by the steps of a walk */
        return SG_OK;
    sg_reduced_vertex *vertex = only_vertex(self, &condition->slots);
    sg_reduced_arc *arc = vertex ? NULL : only_arc(self, &condition->slots);
    bool outside;
    if (!condition->has_subplan && !is_near(condition->expression))
        self->reduction->closed = false;
    if (vertex && condition->has_subplan) {
        const sg_plan *subplan = subset_plan(condition->expression, &outside);
        if (subplan && vertex->subset_count < MOST_TESTS)
            return add_subset(self, vertex, subplan, outside);
    } else if (vertex && vertex->test_count < MOST_TESTS &&
               sg_expression_is_steady(condition->expression)) {
        return add_test(self, condition->expression, &vertex->tests, &vertex->test_count);
    } else if (arc && arc->test_count < MOST_TESTS && !condition->has_subplan &&
               is_about_values(condition->expression, arc->slot)) {
        return add_test(self, condition->expression, &arc->tests, &arc->test_count);
    }
    self->reduction->exact = false;
    self->reduction->closed = self->reduction->closed && !condition->has_subplan;
    return SG_OK;
}

/* --- vertices ---------------------------------------------------------------------------------------- */
/* What can be looked up need not be tested on all nodes. */
static sg_status set_seek(reducing *self, uint32_t at)
{
    sg_planner *planner = self->planner;
    sg_reduced_vertex *vertex = &self->reduction->vertices[self->vertex_of[at]];

    for (uint32_t i = 0; i < self->pattern->condition_count && !vertex->seek; i++) {
        const sg_condition *condition = &self->pattern->conditions[i];
        if (!condition->seeks || condition->vertex != at ||
            !sg_slot_set_empty(&condition->key_slots))
            continue;
        sg_plan_node *node;
        SG_TRY(sg_plan_new_node(planner, SG_OPERATOR_NODE_SEEK, condition->expression->span,
                                &node));
        node->plan.to = vertex->slot;
        node->plan.label_sets = vertex->label_sets;
        node->plan.key = condition->key;
        node->plan.key_is_list = condition->key_is_list;
        node->plan.seek_key = condition->seek_key;
        node->plan.seek_label = condition->seek_label;
        vertex->seek = &node->plan;
    }
    return SG_OK;
}

/* Restricts a vertex that an earlier MATCH has to the labels that this one asks for too. */
static sg_status meet_labels(reducing *self, sg_reduced_vertex *vertex, const uint64_t *sets)
{
    size_t words = sg_bitmap_words(sg_graph_label_sets(self->planner->graph)) + 1;

    if (!sets || vertex->label_sets == sets)
        return SG_OK;
    if (!vertex->label_sets) {
        vertex->label_sets = sets;
        return SG_OK;
    }
    uint64_t *both = sg_arena_make_array(self->planner->arena, uint64_t, words);
    if (!both)
        return sg_plan_no_memory(self->planner);
    for (size_t i = 0; i < words; i++)
        both[i] = vertex->label_sets[i] & sets[i];
    vertex->label_sets = both;
    return SG_OK;
}

static sg_status add_vertex(reducing *self, uint32_t at)
{
    const sg_pattern_vertex *vertex = &self->pattern->vertices[at];
    sg_reduction *reduction = self->reduction;
    uint32_t index = 0;

    while (index < reduction->vertex_count && reduction->vertices[index].slot != vertex->slot)
        index++;
    self->vertex_of[at] = index;
    if (index < reduction->vertex_count)
        return meet_labels(self, &reduction->vertices[index], vertex->label_sets);
    reduction->vertices[reduction->vertex_count++] =
        (sg_reduced_vertex){ .slot = vertex->slot,
                             .name = self->planner->slots[vertex->slot].name,
                             .labels = vertex->labels,
                             .label_sets = vertex->label_sets,
                             .outer = vertex->bound,
                             .among = vertex->among };
    return SG_OK;
}

static int by_text(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

/* Sorted, so that the order in which tests were written does not matter. */
static sg_status sort_tests(sg_arena *arena, const sg_reduced_vertex *vertex, sg_buffer *out,
                            bool *good)
{
    sg_str texts[MOST_TESTS] = { { NULL, 0 } };

    *good = true;
    for (uint32_t i = 0; i < vertex->test_count && *good; i++) {
        sg_buffer one = { .length = 0 };
        *good = sg_write_test_key(vertex->tests[i], vertex->slot, NULL, &one) &&
                one.status == SG_OK;
        texts[i] = sg_arena_copy(arena, (sg_str){ one.bytes ? one.bytes : "", one.length });
        sg_buffer_free(&one);
        if (!texts[i].bytes)
            return SG_ENOMEM;
    }
    if (!*good)
        return SG_OK;
    qsort(texts, vertex->test_count, sizeof(*texts), by_text);
    for (uint32_t i = 0; i < vertex->test_count; i++) {
        sg_buffer_add(out, texts[i]);
        sg_buffer_char(out, ';');
    }
    return SG_OK;
}

static sg_status set_key(reducing *self, sg_reduced_vertex *vertex)
{
    sg_planner *planner = self->planner;
    size_t words = sg_bitmap_words(sg_graph_label_sets(planner->graph));
    sg_buffer text = { .length = 0 };
    bool good;

    vertex->key = (sg_str){ NULL, 0 };
    for (size_t i = 0; vertex->label_sets && i < words; i++)
        if (vertex->label_sets[i])
            sg_buffer_format(&text, "%zu:%llx,", i, (unsigned long long)vertex->label_sets[i]);
    sg_buffer_char(&text, vertex->label_sets ? '|' : '*');
    sg_status status = sort_tests(planner->arena, vertex, &text, &good);
    if (status == SG_OK && good && text.status == SG_OK && text.length <= MOST_KEY) {
        vertex->key = sg_arena_copy(planner->arena, (sg_str){ text.bytes, text.length });
        status = vertex->key.bytes ? SG_OK : SG_ENOMEM;
    }
    sg_buffer_free(&text);
    return status == SG_OK ? SG_OK : sg_plan_no_memory(planner);
}

static sg_status finish_vertex(reducing *self, uint32_t at)
{
    sg_reduced_vertex *vertex = &self->reduction->vertices[self->vertex_of[at]];
    const sg_pattern_vertex *pattern = &self->pattern->vertices[at];

    /* Where nothing is tested, nodes that lack the relationships need not be there; a tested set is
     * shared by patterns that ask for other relationships. */
    if (vertex->test_count == 0 && !vertex->outer && pattern->scan_sets)
        SG_TRY(meet_labels(self, vertex, pattern->scan_sets));
    vertex->nodes =
        sg_estimate_nodes(self->planner->graph, vertex->label_sets) * pattern->selectivity;
    SG_TRY(set_seek(self, at));
    return set_key(self, vertex);
}

/* --- arcs -------------------------------------------------------------------------------------------- */
/* The smallest vertex that is joined with this one by arcs that close no cycle. */
static uint32_t representative(const uint32_t *parents, uint32_t vertex)
{
    while (parents[vertex] != vertex)
        vertex = parents[vertex];
    return vertex;
}

static sg_status find_cycles(reducing *self)
{
    sg_reduction *reduction = self->reduction;
    uint32_t *parents = sg_arena_make_array(self->planner->arena, uint32_t,
                                            (size_t)reduction->vertex_count + 1);

    if (!parents)
        return sg_plan_no_memory(self->planner);
    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        parents[i] = i;
    for (uint32_t i = 0; i < reduction->arc_count; i++) {
        sg_reduced_arc *arc = &reduction->arcs[i];
        uint32_t left = representative(parents, arc->left);
        uint32_t right = representative(parents, arc->right);
        arc->closes = left == right;
        reduction->exact = reduction->exact && !arc->closes;
        parents[left < right ? right : left] = left < right ? left : right;
    }
    return SG_OK;
}

static sg_status add_arc(reducing *self, const sg_pattern_arc *arc)
{
    sg_reduction *reduction = self->reduction;
    sg_reduced_arc *added = &reduction->arcs[reduction->arc_count++];
    uint32_t slot = arc->walks ? arc->step : arc->slot;

    *added = (sg_reduced_arc){ .slot = slot,
                               .name = slot == SG_NO_SLOT ? SG_STR("")
                                                          : self->planner->slots[slot].name,
                               .left = self->vertex_of[arc->left],
                               .right = self->vertex_of[arc->right],
                               .types = arc->types,
                               .type_count = arc->type_count,
                               .any_type = arc->any_type,
                               .direction = arc->edge->direction,
                               .walks = arc->walks,
                               .minimum = arc->minimum,
                               .maximum = arc->maximum,
                               .match = self->match };
    if (arc->step_predicate && !sg_expression_is_near(arc->step_predicate))
        reduction->closed = false;
    if (arc->pattern->shortest != SG_NOT_SHORTEST || arc->minimum > 1)
        reduction->exact = false;
    if (!arc->step_predicate)
        return SG_OK;
    if (arc->step_node == SG_NO_SLOT && is_about_values(arc->step_predicate, arc->step))
        return add_test(self, arc->step_predicate, &added->tests, &added->test_count);
    reduction->exact = false;
    return SG_OK;
}

/* --- the whole ---------------------------------------------------------------------------------------- */
/* Room for what the reduction has and for what the pattern adds. */
static sg_status make_room(reducing *self, const sg_reduction *before)
{
    sg_arena *arena = self->planner->arena;
    const sg_pattern_graph *pattern = self->pattern;
    size_t vertices = (size_t)before->vertex_count + pattern->vertex_count;
    size_t arcs = (size_t)before->arc_count + pattern->arc_count;
    sg_reduced_vertex *vertex_room = sg_arena_make_array(arena, sg_reduced_vertex, vertices);
    sg_reduced_arc *arc_room = sg_arena_make_array(arena, sg_reduced_arc, arcs + 1);

    self->vertex_of = sg_arena_make_array(arena, uint32_t, (size_t)pattern->vertex_count + 1);
    if (!vertex_room || !arc_room || !self->vertex_of)
        return sg_plan_no_memory(self->planner);
    if (before->vertex_count)
        memcpy(vertex_room, before->vertices, before->vertex_count * sizeof(*vertex_room));
    if (before->arc_count)
        memcpy(arc_room, before->arcs, before->arc_count * sizeof(*arc_room));
    self->reduction->vertices = vertex_room;
    self->reduction->arcs = arc_room;
    return SG_OK;
}

static sg_status begin(sg_planner *planner, sg_reduction **out)
{
    *out = sg_arena_make(planner->arena, sg_reduction);
    if (!*out)
        return sg_plan_no_memory(planner);
    (*out)->exact = (*out)->closed = true;
    return SG_OK;
}

static sg_status extend(reducing *self)
{
    const sg_pattern_graph *pattern = self->pattern;
    const sg_reduction before = *self->reduction;

    SG_TRY(make_room(self, &before));
    self->match = before.arc_count ? before.arcs[before.arc_count - 1].match + 1 : 0;
    for (uint32_t i = 0; i < pattern->vertex_count; i++)
        SG_TRY(add_vertex(self, i));
    for (uint32_t i = 0; i < pattern->arc_count; i++)
        SG_TRY(add_arc(self, &pattern->arcs[i]));
    for (uint32_t i = 0; i < pattern->condition_count; i++)
        SG_TRY(add_condition(self, &pattern->conditions[i]));
    for (uint32_t i = 0; i < pattern->vertex_count; i++)
        SG_TRY(finish_vertex(self, i));
    return find_cycles(self);
}

sg_status sg_reduce_match(sg_planner *planner, const sg_pattern_graph *pattern,
                          const sg_plan_node *before, sg_pipeline *pipeline)
{
    bool begins = !before || before->plan.operator== SG_OPERATOR_ARGUMENT;
    bool goes_on = pipeline->reduction && pipeline->reduced_to == before;
    reducing self = { .planner = planner, .pattern = pattern };
    uint32_t arcs = pattern->arc_count;

    if (goes_on && !begins)
        arcs += pipeline->reduction->arc_count;
    else
        pipeline->reduction = NULL;
    pipeline->reduced_whole =
        pipeline->root == before && (begins || (goes_on && pipeline->reduced_whole));
    if (planner->reduce == SG_REDUCE_NEVER || planner->writes || arcs > MOST_ARCS) {
        pipeline->reduction = NULL;
        return SG_OK;
    }
    if (!pipeline->reduction)
        SG_TRY(begin(planner, &pipeline->reduction));
    self.reduction = pipeline->reduction;
    return extend(&self);
}
