/* delta_merge.c - folds the changes into a new frozen graph, by way of a builder.
 *
 * Nodes go in as they are numbered, without keys, so that nodes of one label set and account keep
 * their order.  A text under which the base finds a node and which is neither its `id` nor its `arn`
 * was a merge key or an alias, and stays a name of it.
 */
#include "engine/base/text.h"
#include "engine/build.h"
#include "engine/delta_internal.h"

typedef struct merging {
    const sg_graph *graph;
    sg_builder *builder;
    sg_arena *arena;
    sg_build_node *handles; /* by node */
} merging;

static sg_status merge_node(merging *self, sg_node node)
{
    const sg_graph *graph = self->graph;
    sg_build_node *handle = &self->handles[node.id];
    uint32_t count;
    const sg_label *labels =
        sg_label_set_labels(graph, sg_graph_label_set(graph, node), &count);

    SG_TRY(sg_builder_add_node(self->builder, handle));
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(sg_builder_add_label(self->builder, *handle,
                                    sg_graph_label_name(graph, labels[i])));
    sg_value map = sg_graph_properties(graph, node, self->arena);
    if (sg_is_null(map))
        return SG_ENOMEM;
    for (uint32_t i = 0; i < map.length; i++)
        SG_TRY(sg_builder_set(self->builder, *handle, map.map[i].key, map.map[i].value));
    sg_arena_reset(self->arena);
    return SG_OK;
}

static sg_status merge_nodes(merging *self)
{
    sg_scan scan = sg_nodes_scan(self->graph, NULL);

    for (sg_range range; sg_scan_next(&scan, &range);)
        for (uint32_t id = range.first; id < range.last; id++)
            SG_TRY(merge_node(self, (sg_node){ id }));
    return SG_OK;
}

static sg_status merge_names(merging *self)
{
    const sg_graph *base = self->graph->delta->base->graph;

    for (size_t i = 0; i < base->lookup_count; i++) {
        sg_lookup_slot slot = base->lookup[i];
        sg_node node, owner;
        bool shared;
        if (slot.code == SG_NO_ID)
            continue;
        sg_str text = sg_graph_string(base, slot.code);
        if (sg_graph_find_node(base, text, &owner) && owner.id == slot.node &&
            sg_delta_find_shared(self->graph, text, &node, &shared) && node.id == owner.id &&
            !sg_delta_answers(self->graph, node, text))
            SG_TRY(sg_builder_alias(self->builder, self->handles[node.id], text));
    }
    return SG_OK;
}

static sg_status merge_edge(merging *self, sg_edge edge)
{
    const sg_graph *graph = self->graph;
    sg_build_node from = self->handles[sg_graph_edge_from(graph, edge).id];
    sg_build_node to = self->handles[sg_graph_edge_to(graph, edge).id];
    sg_str type = sg_graph_type_name(graph, sg_graph_edge_type(graph, edge));
    sg_build_edge handle;

    SG_TRY(sg_builder_add_edge(self->builder, from, type, to, &handle));
    sg_value map = sg_graph_edge_properties(graph, edge, self->arena);
    if (sg_is_null(map))
        return SG_ENOMEM;
    for (uint32_t i = 0; i < map.length; i++)
        SG_TRY(sg_builder_set_edge(self->builder, handle, map.map[i].key, map.map[i].value));
    sg_arena_reset(self->arena);
    return SG_OK;
}

static sg_status merge_edges(merging *self)
{
    uint32_t edges = sg_graph_edges(self->graph);

    for (uint32_t id = 0; id < edges; id++)
        if (sg_graph_has_edge(self->graph, (sg_edge){ id }))
            SG_TRY(merge_edge(self, (sg_edge){ id }));
    return SG_OK;
}

static sg_status merge_documents(merging *self)
{
    const sg_graph *graph = self->graph;

    for (size_t i = 0; i < graph->attachments_count; i++) {
        sg_attachment attachment = graph->attachments[i];
        sg_str bytes = { graph->attachment_bytes + attachment.first,
                         (size_t)attachment.length };
        SG_TRY(
            sg_builder_attach(self->builder, sg_graph_string(graph, attachment.name), bytes));
    }
    return SG_OK;
}

static sg_status merge(merging *self)
{
    SG_TRY(sg_builder_new(0, &self->builder));
    SG_TRY(sg_arena_new(0, &self->arena));
    self->handles = calloc((size_t)sg_graph_nodes(self->graph) + 1, sizeof(*self->handles));
    if (!self->handles)
        return SG_ENOMEM;
    SG_TRY(merge_nodes(self));
    SG_TRY(merge_names(self));
    SG_TRY(merge_edges(self));
    return merge_documents(self);
}

sg_status sg_delta_merge(const sg_graph *graph, sg_graph **out, sg_error *err)
{
    merging self = { .graph = graph };
    sg_status status = merge(&self);

    if (status == SG_OK)
        status = sg_builder_freeze(self.builder, out, err);
    else
        sg_fail(err, status, "there is no memory to fold the changes into the graph");
    free(self.handles);
    sg_arena_free(self.arena);
    sg_builder_free(self.builder);
    return status;
}
