/* entities.c - functions of nodes, relationships and paths. */
#include "query/functions/implementations.h"
#include "query/functions/operators.h"

static uint32_t entity_id(sg_value entity)
{
    return entity.type == SG_TYPE_NODE ? entity.node.id : entity.edge.id;
}

sg_status sg_check_entity(const sg_graph *graph, sg_value entity, sg_error *err)
{
    if (entity.type == SG_TYPE_NODE
            ? sg_graph_has_node(graph, entity.node)
            : entity.type != SG_TYPE_RELATIONSHIP || sg_graph_has_edge(graph, entity.edge))
        return SG_OK;
    return sg_query_fail(err, SG_ERROR_DELETED_ENTITY_ACCESS, SG_RUNTIME, SG_NO_SPAN,
                         "the %s was deleted by this statement",
                         entity.type == SG_TYPE_NODE ? "node" : "relationship");
}

sg_status sg_scalar_id(const sg_call *call, const sg_value *arguments, uint32_t count,
                       sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_integer(entity_id(arguments[0]));
    return SG_OK;
}

sg_status sg_scalar_element_id(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)count;
    sg_str text = sg_arena_format(call->arena, "%u", (unsigned)entity_id(arguments[0]));
    if (!text.bytes)
        return sg_fail_arena(call, err);
    *out = sg_string(text);
    return SG_OK;
}

sg_status sg_scalar_labels(const sg_call *call, const sg_value *arguments, uint32_t count,
                           sg_value *out, sg_error *err)
{
    (void)count;
    SG_TRY(sg_check_entity(call->graph, arguments[0], err));
    sg_label_set set = sg_graph_label_set(call->graph, arguments[0].node);
    uint32_t label_count;
    const sg_label *labels = sg_label_set_labels(call->graph, set, &label_count);
    sg_value *names = sg_arena_make_array(call->arena, sg_value, label_count);
    if (!names)
        return sg_fail_arena(call, err);
    for (uint32_t i = 0; i < label_count; i++)
        names[i] = sg_string(sg_graph_label_name(call->graph, labels[i]));
    *out = sg_list(names, label_count);
    return SG_OK;
}

sg_status sg_scalar_type(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)count, (void)err;
    sg_reltype type = sg_graph_edge_type(call->graph, arguments[0].edge);
    *out = sg_string(sg_graph_type_name(call->graph, type));
    return SG_OK;
}

sg_status sg_scalar_properties(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)count;
    sg_value entity = arguments[0], properties = entity;
    SG_TRY(sg_check_entity(call->graph, entity, err));
    if (entity.type == SG_TYPE_NODE)
        properties = sg_graph_properties(call->graph, entity.node, call->arena);
    else if (entity.type == SG_TYPE_RELATIONSHIP)
        properties = sg_graph_edge_properties(call->graph, entity.edge, call->arena);
    if (sg_is_null(properties))
        return sg_fail_arena(call, err);
    *out = properties;
    return SG_OK;
}

sg_status sg_scalar_keys(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    sg_value map = sg_map(NULL, 0);
    SG_TRY(sg_scalar_properties(call, arguments, count, &map, err));
    sg_value *names = sg_arena_make_array(call->arena, sg_value, map.length);
    if (!names)
        return sg_fail_arena(call, err);
    for (uint32_t i = 0; i < map.length; i++)
        names[i] = sg_string(map.map[i].key);
    *out = sg_list(names, map.length);
    return SG_OK;
}

sg_status sg_scalar_start_node(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)count, (void)err;
    *out = sg_node_value(sg_graph_edge_from(call->graph, arguments[0].edge));
    return SG_OK;
}

sg_status sg_scalar_end_node(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)count, (void)err;
    *out = sg_node_value(sg_graph_edge_to(call->graph, arguments[0].edge));
    return SG_OK;
}

sg_status sg_scalar_nodes(const sg_call *call, const sg_value *arguments, uint32_t count,
                          sg_value *out, sg_error *err)
{
    (void)count;
    const sg_path *path = arguments[0].path;
    sg_value *items = sg_arena_make_array(call->arena, sg_value, (size_t)path->length + 1);
    if (!items)
        return sg_fail_arena(call, err);
    for (uint32_t i = 0; i <= path->length; i++)
        items[i] = sg_node_value(path->nodes[i]);
    *out = sg_list(items, path->length + 1);
    return SG_OK;
}

sg_status sg_scalar_relationships(const sg_call *call, const sg_value *arguments,
                                  uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    const sg_path *path = arguments[0].path;
    sg_value *items = sg_arena_make_array(call->arena, sg_value, path->length);
    if (!items)
        return sg_fail_arena(call, err);
    for (uint32_t i = 0; i < path->length; i++)
        items[i] = sg_edge_value(path->edges[i]);
    *out = sg_list(items, path->length);
    return SG_OK;
}

sg_status sg_scalar_length(const sg_call *call, const sg_value *arguments, uint32_t count,
                           sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_integer(arguments[0].path->length);
    return SG_OK;
}
