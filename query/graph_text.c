/* graph_text.c - patterns with constants only, put into a builder.
 *
 *     (ann:User {id: 'u1'})-[:HAS {since: 2020}]->(r:AccessRole)
 *     (ann)-[:HAS]->(:AccessRole {arn: 'arn:...'})
 *
 * The first node that has a variable makes it; later ones add labels and properties to it.
 */
#include "query/graph_text.h"

#include "engine/base/table.h"
#include "query/errors.h"
#include "query/syntax/parse.h"

typedef struct text_graph {
    sg_builder *builder;
    sg_arena *arena;
    sg_table variables; /* name -> index of the builder's node */
    sg_error *err;
} text_graph;

static sg_status told(text_graph *graph, sg_status status, sg_span span)
{
    if (status == SG_OK || (graph->err && graph->err->status != SG_OK))
        return status;
    if (status == SG_ENOMEM)
        return sg_fail_memory(graph->err);
    return sg_fail_at(graph->err, status, span, "the graph cannot take this");
}

static sg_status refuse(text_graph *graph, sg_error_kind kind, sg_span span,
                        const char *message)
{
    return sg_query_fail(graph->err, kind, SG_COMPILE, span, "%s", message);
}

/* --- constants ---------------------------------------------------------------------------------- */
static sg_status read_constant(text_graph *graph, const sg_expression *expression,
                               sg_value *out);

static sg_status read_list(text_graph *graph, const sg_expression *list, sg_value *out)
{
    uint32_t count = 0;
    for (const sg_expression *item = list->items; item; item = item->next)
        count++;
    sg_value *items = sg_arena_make_array(graph->arena, sg_value, count);
    if (!items)
        return sg_fail_memory(graph->err);
    count = 0;
    for (const sg_expression *item = list->items; item; item = item->next)
        SG_TRY(read_constant(graph, item, &items[count++]));
    *out = sg_list(items, count);
    return SG_OK;
}

static sg_status read_map(text_graph *graph, const sg_expression *map, sg_value *out)
{
    uint32_t count = 0;
    for (const sg_map_entry *entry = map->entries; entry; entry = entry->next)
        count++;
    sg_entry *entries = sg_arena_make_array(graph->arena, sg_entry, count);
    if (!entries)
        return sg_fail_memory(graph->err);
    count = 0;
    for (const sg_map_entry *entry = map->entries; entry; entry = entry->next) {
        entries[count].key = entry->key.text;
        SG_TRY(read_constant(graph, entry->value, &entries[count++].value));
    }
    *out = sg_map(entries, sg_map_sort(entries, count));
    return SG_OK;
}

static sg_status read_constant(text_graph *graph, const sg_expression *expression,
                               sg_value *out)
{
    if (expression->kind == SG_EXPR_LIST)
        return read_list(graph, expression, out);
    if (expression->kind == SG_EXPR_MAP)
        return read_map(graph, expression, out);
    if (expression->kind != SG_EXPR_LITERAL)
        return refuse(graph, SG_ERROR_NON_CONSTANT_EXPRESSION, expression->span,
                      "a graph is written with constants only");
    *out = expression->value;
    return SG_OK;
}

/* The entries of `{...}`; none when nothing was written. */
static sg_status read_properties(text_graph *graph, const sg_expression *properties,
                                 sg_value *out)
{
    *out = sg_map(NULL, 0);
    if (!properties)
        return SG_OK;
    if (properties->kind != SG_EXPR_MAP)
        return refuse(graph, SG_ERROR_INVALID_PARAMETER_USE, properties->span,
                      "a graph is written with constants only");
    return read_map(graph, properties, out);
}

/* --- nodes -------------------------------------------------------------------------------------- */
static sg_status add_labels(text_graph *graph, sg_build_node node,
                            const sg_label_expression *labels)
{
    if (!labels)
        return SG_OK;
    if (labels->kind == SG_LABEL_NAME)
        return told(graph, sg_builder_add_label(graph->builder, node, labels->name.text),
                    labels->span);
    if (labels->kind != SG_LABEL_AND)
        return refuse(graph, SG_ERROR_UNEXPECTED_SYNTAX, labels->span,
                      "labels of a graph are written as :A:B");
    SG_TRY(add_labels(graph, node, labels->left));
    return add_labels(graph, node, labels->right);
}

static sg_value text_property(sg_value properties, sg_str name)
{
    sg_value value = sg_map_get(properties, name);
    return value.type == SG_TYPE_STRING ? value : sg_null();
}

static sg_status create_node(text_graph *graph, const sg_node_pattern *pattern,
                             sg_value properties, sg_build_node *out)
{
    sg_value key = text_property(properties, SG_STR("id"));
    if (sg_is_null(key))
        key = text_property(properties, SG_STR("arn"));
    sg_status status =
        sg_is_null(key) ? sg_builder_add_node(graph->builder, out)
                        : sg_builder_merge_node(graph->builder, sg_value_str(key), out, NULL);
    return told(graph, status, pattern->span);
}

/* The node that the variable stands for, or a new one. */
static sg_status find_node(text_graph *graph, const sg_node_pattern *pattern,
                           sg_value properties, sg_build_node *out)
{
    sg_str name = pattern->variable.text;
    uint64_t index = 0;
    if (name.length > 0 && sg_table_find(&graph->variables, name, &index)) {
        *out = (sg_build_node){ (uint32_t)index };
        return SG_OK;
    }
    SG_TRY(create_node(graph, pattern, properties, out));
    if (name.length == 0)
        return SG_OK;
    return told(graph, sg_table_put(&graph->variables, name, out->index, NULL, NULL),
                pattern->span);
}

static sg_status add_aliases(text_graph *graph, sg_build_node node, sg_value properties,
                             sg_span span)
{
    const sg_str names[] = { SG_STR_INIT("id"), SG_STR_INIT("arn") };
    for (size_t i = 0; i < SG_COUNT(names); i++) {
        sg_value alias = text_property(properties, names[i]);
        if (!sg_is_null(alias))
            SG_TRY(
                told(graph, sg_builder_alias(graph->builder, node, sg_value_str(alias)), span));
    }
    return SG_OK;
}

static sg_status add_node(text_graph *graph, const sg_node_pattern *pattern, sg_build_node *out)
{
    sg_value properties;
    if (pattern->where)
        return refuse(graph, SG_ERROR_UNEXPECTED_SYNTAX, pattern->where->span,
                      "WHERE has no use in a graph");
    SG_TRY(read_properties(graph, pattern->properties, &properties));
    SG_TRY(find_node(graph, pattern, properties, out));
    SG_TRY(add_aliases(graph, *out, properties, pattern->span));
    SG_TRY(add_labels(graph, *out, pattern->labels));
    for (uint32_t i = 0; i < properties.length; i++) {
        const sg_entry *entry = &properties.map[i];
        SG_TRY(told(graph, sg_builder_set(graph->builder, *out, entry->key, entry->value),
                    pattern->properties->span));
    }
    return SG_OK;
}

/* --- relationships ------------------------------------------------------------------------------ */
static sg_status check_edge(text_graph *graph, const sg_edge_pattern *edge)
{
    if (!edge->types || edge->types->kind != SG_LABEL_NAME)
        return refuse(graph, SG_ERROR_NO_SINGLE_RELATIONSHIP_TYPE, edge->span,
                      "a relationship of a graph has exactly one type");
    if (edge->direction == SG_EITHER)
        return refuse(graph, SG_ERROR_REQUIRES_DIRECTED_RELATIONSHIP, edge->span,
                      "a relationship of a graph has exactly one direction");
    if (edge->variable_length)
        return refuse(graph, SG_ERROR_CREATING_VAR_LENGTH, edge->span,
                      "a relationship of a graph has no variable length");
    if (edge->where)
        return refuse(graph, SG_ERROR_UNEXPECTED_SYNTAX, edge->where->span,
                      "WHERE has no use in a graph");
    return SG_OK;
}

static sg_status add_edge(text_graph *graph, const sg_edge_pattern *pattern, sg_build_node left,
                          sg_build_node right)
{
    sg_value properties;
    sg_build_edge edge = { 0 };
    bool leftward = pattern->direction == SG_LEFT;
    SG_TRY(check_edge(graph, pattern));
    SG_TRY(read_properties(graph, pattern->properties, &properties));
    SG_TRY(told(graph,
                sg_builder_add_edge(graph->builder, leftward ? right : left,
                                    pattern->types->name.text, leftward ? left : right, &edge),
                pattern->span));
    for (uint32_t i = 0; i < properties.length; i++) {
        const sg_entry *entry = &properties.map[i];
        SG_TRY(told(graph, sg_builder_set_edge(graph->builder, edge, entry->key, entry->value),
                    pattern->properties->span));
    }
    return SG_OK;
}

static sg_status add_pattern(text_graph *graph, const sg_pattern *pattern)
{
    sg_build_node left = { 0 }, right = { 0 };
    if (pattern->shortest != SG_NOT_SHORTEST || pattern->variable.text.length > 0)
        return refuse(graph, SG_ERROR_UNEXPECTED_SYNTAX, pattern->span,
                      "paths have no use in a graph");
    SG_TRY(add_node(graph, &pattern->start, &left));
    for (const sg_pattern_step *step = pattern->steps; step; step = step->next) {
        SG_TRY(add_node(graph, &step->node, &right));
        SG_TRY(add_edge(graph, &step->edge, left, right));
        left = right;
    }
    return SG_OK;
}

static sg_status add_patterns(text_graph *graph, sg_str text)
{
    const sg_pattern *pattern;
    SG_TRY(sg_parse_patterns(text, graph->arena, &pattern, graph->err));
    for (; pattern; pattern = pattern->next)
        SG_TRY(add_pattern(graph, pattern));
    return SG_OK;
}

sg_status sg_graph_text_add(sg_str text, sg_builder *builder, sg_error *err)
{
    text_graph graph = { .builder = builder, .err = err };
    if (sg_arena_new(0, &graph.arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = add_patterns(&graph, text);
    sg_table_free(&graph.variables);
    sg_arena_free(graph.arena);
    return status;
}

sg_status sg_graph_text(sg_str text, sg_graph **out, sg_error *err)
{
    sg_builder *builder;
    if (sg_builder_new(0, &builder) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = sg_graph_text_add(text, builder, err);
    if (status == SG_OK)
        status = sg_builder_freeze(builder, out, err);
    sg_builder_free(builder);
    return status;
}
