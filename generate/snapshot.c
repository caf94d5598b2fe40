/* snapshot.c - rows into a builder, frozen at the end. */
#include "generate/snapshot.h"

#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/build.h"

typedef struct {
    sg_sink sink;
    const sg_estate *estate;
    sg_builder *builder;
    sg_build_node *nodes; /* by number */
    sg_properties of_kind[SG_KINDS], of_relation[SG_RELATIONS];
} graph_sink;

/* Dotted properties are entries of a map; those of one map stand side by side. */
static uint32_t map_length(const sg_properties *properties, uint32_t first, sg_str *map)
{
    uint32_t count = 0;
    sg_str entry;
    *map = sg_str_cut(properties->items[first].name, '.', &entry);
    while (entry.length > 0 && first + count < properties->count) {
        sg_str other = sg_str_cut(properties->items[first + count].name, '.', &entry);
        if (!sg_str_equal(other, *map))
            break;
        count += entry.length > 0;
    }
    return count;
}

static sg_status set_map(graph_sink *self, sg_build_node node, sg_str map,
                         const sg_property *properties, const sg_value *values, uint32_t count)
{
    sg_entry entries[SG_PROPERTIES_MOST];
    uint32_t present = 0;
    for (uint32_t i = 0; i < count; i++) {
        sg_str entry;
        sg_str_cut(properties[i].name, '.', &entry);
        if (!sg_is_null(values[i]))
            entries[present++] = (sg_entry){ entry, values[i] };
    }
    if (present == 0)
        return SG_OK;
    return sg_builder_set(self->builder, node, map,
                          sg_map(entries, sg_map_sort(entries, present)));
}

static sg_status set_all(graph_sink *self, sg_build_node node, const sg_properties *properties,
                         const sg_row *row)
{
    for (uint32_t i = 0; i < row->count;) {
        sg_str map;
        uint32_t entries = map_length(properties, i, &map);
        if (entries > 0)
            SG_TRY(set_map(self, node, map, &properties->items[i], &row->values[i], entries));
        else if (!sg_is_null(row->values[i]))
            SG_TRY(
                sg_builder_set(self->builder, node, properties->items[i].name, row->values[i]));
        i += entries > 0 ? entries : 1;
    }
    return SG_OK;
}

static sg_status put_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    graph_sink *self = (graph_sink *)sink;
    sg_build_node *out = &self->nodes[node->number];
    sg_str labels = sg_kind_labels(node->place.kind);
    sg_status status =
        sg_builder_merge_node(self->builder, sg_value_str(node->row.values[0]), out, NULL);
    while (status == SG_OK && labels.length > 0)
        status = sg_builder_add_label(self->builder, *out, sg_str_cut(labels, ';', &labels));
    if (status == SG_OK)
        status = set_all(self, *out, &self->of_kind[node->place.kind], &node->row);
    return status == SG_OK ? SG_OK : sg_fail(err, status, "the graph is too large to build");
}

static sg_status put_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    graph_sink *self = (graph_sink *)sink;
    const sg_properties *properties = &self->of_relation[edge->relation];
    sg_build_node from = self->nodes[sg_estate_number(self->estate, edge->from)];
    sg_build_node to = self->nodes[sg_estate_number(self->estate, edge->to)];
    sg_build_edge out;
    sg_status status =
        sg_builder_add_edge(self->builder, from, sg_relation_name(edge->relation), to, &out);
    for (uint32_t i = 0; status == SG_OK && i < edge->row.count; i++)
        if (!sg_is_null(edge->row.values[i]))
            status = sg_builder_set_edge(self->builder, out, properties->items[i].name,
                                         edge->row.values[i]);
    return status == SG_OK ? SG_OK : sg_fail(err, status, "the graph is too large to build");
}

static sg_status build(graph_sink *self, sg_graph **out, sg_error *err)
{
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        sg_kind_properties((sg_kind)kind, &self->of_kind[kind]);
    for (uint32_t relation = 0; relation < SG_RELATIONS; relation++)
        sg_relation_properties((sg_relation)relation, &self->of_relation[relation]);
    SG_TRY(sg_generate(self->estate, &self->sink, err));
    return sg_builder_freeze(self->builder, out, err);
}

sg_status sg_generate_graph(const sg_estate *estate, sg_graph **out, sg_error *err)
{
    graph_sink *self = calloc(1, sizeof *self);
    if (!self)
        return sg_fail_memory(err);
    self->sink = (sg_sink){ put_node, put_edge };
    self->estate = estate;
    self->nodes = calloc(estate->nodes, sizeof *self->nodes);
    sg_status status = self->nodes ? sg_builder_new(0, &self->builder) : SG_ENOMEM;
    if (status == SG_OK)
        status = build(self, out, err);
    else
        sg_fail_memory(err);
    sg_builder_free(self->builder);
    free(self->nodes);
    free(self);
    return status;
}
