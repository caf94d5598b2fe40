/* opengraph_write.c - a graph as OpenGraph JSON. */
#include "engine/json.h"
#include "engine/temporal.h"
#include "exchange/json_tags.h"
#include "exchange/opengraph.h"
#include "exchange/output.h"

/* A list of texts, numbers or booleans as it is; other structure as JSON in a text. */
static sg_status put_value(sg_output_whole *self, sg_value value)
{
    sg_buffer *out = &self->writer.text, json = { .length = 0 };
    char text[SG_TEMPORAL_TEXT];

    if (sg_is_temporal(value)) {
        size_t length = sg_temporal_text(value, SG_TEMPORAL_FULL, text);
        sg_buffer_json_string(out, (sg_str){ text, length });
        return SG_OK;
    }
    if (value.type != SG_TYPE_MAP &&
        (value.type != SG_TYPE_LIST || sg_output_is_plain_list(value))) {
        sg_json_write(value, out);
        return SG_OK;
    }
    sg_status status = sg_json_tag(value, self->arena, &value);
    if (status == SG_OK)
        sg_json_write(value, &json);
    if (status == SG_OK)
        status = json.status;
    if (status == SG_OK)
        sg_buffer_json_string(out, sg_buffer_str(&json));
    sg_buffer_free(&json);
    return status == SG_OK ? SG_OK
                           : sg_fail(self->writer.err, status, "a value cannot be written");
}

static sg_status put_properties(sg_output_whole *self, sg_value properties)
{
    sg_buffer *out = &self->writer.text;

    if (properties.type != SG_TYPE_MAP)
        return sg_fail_memory(self->writer.err);
    sg_buffer_text(out, ",\"properties\":{");
    for (uint32_t i = 0; i < properties.length; i++) {
        if (i > 0)
            sg_buffer_char(out, ',');
        sg_buffer_json_string(out, properties.map[i].key);
        sg_buffer_char(out, ':');
        SG_TRY(put_value(self, properties.map[i].value));
    }
    sg_buffer_text(out, "}}");
    return SG_OK;
}

static sg_status put_id(sg_output_whole *self, sg_node node)
{
    sg_str id = sg_output_node_id(self->graph, node, self->arena);

    if (!id.bytes)
        return sg_fail_memory(self->writer.err);
    sg_buffer_json_string(&self->writer.text, id);
    return SG_OK;
}

static sg_status write_node(sg_output_whole *self, sg_node node)
{
    sg_buffer *out = &self->writer.text;
    uint32_t count;
    const sg_label *labels =
        sg_label_set_labels(self->graph, sg_graph_label_set(self->graph, node), &count);

    sg_buffer_text(out, node.id > 0 ? ",\n{\"id\":" : "\n{\"id\":");
    SG_TRY(put_id(self, node));
    sg_buffer_text(out, ",\"kinds\":[");
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            sg_buffer_char(out, ',');
        sg_buffer_json_string(out, sg_graph_label_name(self->graph, labels[i]));
    }
    sg_buffer_char(out, ']');
    SG_TRY(put_properties(self, sg_graph_properties(self->graph, node, self->arena)));
    sg_arena_reset(self->arena);
    return sg_output_flow(&self->writer);
}

static sg_status write_edge(void *state, sg_reltype type, sg_node from, sg_node to,
                            sg_edge edge)
{
    sg_output_whole *self = state;
    sg_buffer *out = &self->writer.text;

    sg_buffer_text(out, edge.id > 0 ? ",\n{\"kind\":" : "\n{\"kind\":");
    sg_buffer_json_string(out, sg_graph_type_name(self->graph, type));
    sg_buffer_text(out, ",\"start\":{\"value\":");
    SG_TRY(put_id(self, from));
    sg_buffer_text(out, "},\"end\":{\"value\":");
    SG_TRY(put_id(self, to));
    sg_buffer_char(out, '}');
    SG_TRY(put_properties(self, sg_graph_edge_properties(self->graph, edge, self->arena)));
    sg_arena_reset(self->arena);
    return sg_output_flow(&self->writer);
}

static sg_status write_all(sg_output_whole *self)
{
    sg_buffer_text(&self->writer.text,
                   "{\"metadata\":{\"source_kind\":\"SecGraph\"},\"graph\":{\"nodes\":[");
    for (uint32_t id = 0; id < sg_graph_nodes(self->graph); id++)
        SG_TRY(write_node(self, (sg_node){ id }));
    sg_buffer_text(&self->writer.text, "\n],\"edges\":[");
    for (uint32_t type = 0; type < sg_graph_types(self->graph); type++)
        SG_TRY(sg_output_edges(self->graph, (sg_reltype){ (uint16_t)type }, write_edge, self));
    sg_buffer_text(&self->writer.text, "\n]}}\n");
    return SG_OK;
}

sg_status sg_opengraph_write(const sg_graph *graph, const char *path, sg_error *err)
{
    return sg_output_write(graph, path, write_all, err);
}
