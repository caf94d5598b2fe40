/* delta_merge.c - folds the changes into a new frozen graph, by way of a builder.
 *
 * Spans stay spans: a relationship of one that was deleted is a hole of it, and one that got other
 * properties is a hole and stands for itself.
 *
 * Nodes go in as they are numbered, without keys, so that nodes of one label set and account keep
 * their order.  A text under which the base finds a node and which is neither its `id` nor its `arn`
 * was a merge key or an alias, and stays a name of it.
 */
#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/build.h"
#include "engine/delta_internal.h"
#include "engine/spans.h"

typedef struct merging {
    const sg_graph *graph;
    sg_builder *builder;
    sg_arena *arena;
    sg_build_node *handles; /* by node; SG_NO_ID: deleted */
    sg_build_span *spans;   /* by span */
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
        sg_node node, owner;
        bool shared;
        if (!sg_slot_is_sound(base, i))
            continue;
        sg_lookup_slot slot = base->lookup[i];
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

static sg_status merge_edges(merging *self, uint32_t first, uint32_t last)
{
    for (uint32_t id = first; id < last; id++)
        if (sg_graph_has_edge(self->graph, (sg_edge){ id }))
            SG_TRY(merge_edge(self, (sg_edge){ id }));
    return SG_OK;
}

/* --- spans -------------------------------------------------------------------------------------- */

/* The nodes of the set that are still there, as a set of the builder. */
static sg_status merge_set(merging *self, sg_node_set set, sg_build_set *out)
{
    sg_build_node *nodes = malloc(((size_t)set.count + 1) * sizeof(*nodes));
    uint32_t count = 0;

    if (!nodes)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < set.range_count; i++)
        for (uint32_t id = set.ranges[i].first; id < set.ranges[i].last; id++)
            if (self->handles[id].index != SG_NO_ID)
                nodes[count++] = self->handles[id];
    sg_status status = sg_builder_add_set(self->builder, nodes, count, out);
    free(nodes);
    return status;
}

static sg_status merge_sets(merging *self, sg_build_set *sets)
{
    const sg_graph *graph = self->graph;

    for (size_t i = 0; i + 1 < graph->span_sets_count; i++)
        SG_TRY(merge_set(self, sg_span_set(graph, (uint32_t)i), &sets[i]));
    return SG_OK;
}

static sg_status except(merging *self, uint32_t number, uint32_t source, uint32_t target)
{
    const sg_edge_span *span = &self->graph->span_views[number];
    sg_build_node from = self->handles[sg_node_set_node(span->sources, source)];
    sg_build_node to = self->handles[sg_node_set_node(span->targets, target)];

    if (from.index == SG_NO_ID || to.index == SG_NO_ID)
        return SG_OK;
    return sg_builder_except(self->builder, self->spans[number], from, to);
}

static sg_status merge_span(merging *self, const sg_build_set *sets, uint32_t number)
{
    const sg_graph *graph = self->graph;
    const sg_edge_span *span = &graph->span_views[number];
    sg_span_entry entry = graph->spans[number];

    SG_TRY(sg_builder_add_span(self->builder, sets[entry.sources],
                               sg_graph_type_name(graph, span->type), sets[entry.targets],
                               &self->spans[number]));
    for (uint32_t i = 0; i < span->property_count; i++) {
        const sg_span_cell *cell = &span->properties[i];
        sg_value value = sg_span_cell_value(graph, cell, self->arena);
        if (sg_is_null(value))
            return SG_ENOMEM;
        SG_TRY(sg_builder_set_span(self->builder, self->spans[number],
                                   sg_graph_key_name(graph, (sg_key){ cell->key }), value));
    }
    sg_arena_reset(self->arena);
    for (uint32_t i = 0; i < span->hole_count; i++)
        SG_TRY(except(self, number, span->holes[i].source, span->holes[i].target));
    return SG_OK;
}

/* What changes did to relationships of spans. */
static sg_status merge_touched(merging *self)
{
    const sg_graph *graph = self->graph;

    for (size_t i = 0; i < graph->delta->touched.count; i++) {
        sg_delta_touch touch = graph->delta->touched.items[i];
        if (touch.id < graph->edges || !(touch.deleted || touch.changed))
            continue;
        sg_span_place place = sg_span_find(graph, (sg_edge){ touch.id });
        uint32_t number = (uint32_t)(place.span - graph->span_views);
        SG_TRY(except(self, number, place.source, place.target));
        if (!touch.deleted)
            SG_TRY(merge_edge(self, (sg_edge){ touch.id }));
    }
    return SG_OK;
}

static sg_status merge_spans(merging *self)
{
    const sg_graph *graph = self->graph;
    sg_build_set *sets = calloc(graph->span_sets_count + 1, sizeof(*sets));
    sg_status status = SG_OK;

    self->spans = calloc(graph->spans_count + 1, sizeof(*self->spans));
    if (!sets || !self->spans)
        status = SG_ENOMEM;
    if (status == SG_OK)
        status = merge_sets(self, sets);
    for (uint32_t i = 0; status == SG_OK && i < graph->spans_count; i++)
        status = merge_span(self, sets, i);
    free(sets);
    return status == SG_OK ? merge_touched(self) : status;
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
    for (uint32_t id = 0; id < sg_graph_nodes(self->graph); id++)
        self->handles[id].index = SG_NO_ID;
    SG_TRY(merge_nodes(self));
    SG_TRY(merge_names(self));
    SG_TRY(merge_edges(self, 0, self->graph->edges));
    SG_TRY(merge_spans(self));
    SG_TRY(merge_edges(self, self->graph->edge_ids, sg_graph_edges(self->graph)));
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
    free(self.spans);
    sg_arena_free(self.arena);
    sg_builder_free(self.builder);
    return status;
}
