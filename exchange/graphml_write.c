/* graphml_write.c - a graph as GraphML.
 *
 *     <key id="n3" for="node" attr.name="port" attr.type="long"/>
 *     <node id="n7" labels=":Bucket:Resource"><data key="labels">:Bucket:Resource</data>...</node>
 *     <edge id="e0" source="n7" target="n2" label="HAS"><data key="label">HAS</data>...</edge>
 *
 * A key is `n` or `e` and the number of the property, with the one type that all its values have in
 * the whole graph, or else string.
 */
#include <string.h>

#include "engine/json.h"
#include "exchange/graphml.h"
#include "exchange/json_tags.h"
#include "exchange/output.h"

/* What XML 1.0 cannot hold, and what is not UTF-8, becomes U+FFFD. */
static void put_text(sg_buffer *out, sg_str text)
{
    for (size_t at = 0; at < text.length;) {
        char bytes[4];
        uint32_t point = sg_utf8_next(text, &at);
        bool allowed = point >= 0x20 ? point != 0xfffe && point != 0xffff
                                     : point == '\t' || point == '\n' || point == '\r';
        if (point == '<')
            sg_buffer_text(out, "&lt;");
        else if (point == '>')
            sg_buffer_text(out, "&gt;");
        else if (point == '&')
            sg_buffer_text(out, "&amp;");
        else if (point == '"')
            sg_buffer_text(out, "&quot;");
        else if (point < 0x20 && allowed)
            sg_buffer_format(out, "&#%u;", point);
        else
            sg_buffer_add(out,
                          (sg_str){ bytes, sg_utf8_encode(allowed ? point : 0xfffd, bytes) });
    }
}

static sg_status put_json(sg_output_whole *self, sg_value value)
{
    sg_buffer json = { .length = 0 };
    sg_status status = sg_json_tag(value, self->arena, &value);

    if (status == SG_OK) {
        sg_json_write(value, &json);
        status = json.status;
    }
    if (status == SG_OK)
        put_text(&self->writer.text, sg_buffer_str(&json));
    sg_buffer_free(&json);
    return status == SG_OK ? SG_OK
                           : sg_fail(self->writer.err, status, "a value cannot be written");
}

static sg_status put_value(sg_output_whole *self, sg_value value)
{
    sg_buffer *out = &self->writer.text;

    if (value.type == SG_TYPE_STRING)
        put_text(out, sg_value_str(value));
    else if (value.type == SG_TYPE_LIST || value.type == SG_TYPE_MAP)
        return put_json(self, value);
    else
        sg_output_scalar(out, value);
    return SG_OK;
}

static sg_status put_properties(sg_output_whole *self, char prefix, sg_value properties)
{
    if (properties.type != SG_TYPE_MAP)
        return sg_fail_memory(self->writer.err);
    for (uint32_t i = 0; i < properties.length; i++) {
        sg_key key;
        if (!sg_graph_find_key(self->graph, properties.map[i].key, &key))
            continue;
        sg_buffer_format(&self->writer.text, "<data key=\"%c%u\">", prefix, key.id);
        SG_TRY(put_value(self, properties.map[i].value));
        sg_buffer_text(&self->writer.text, "</data>");
    }
    return SG_OK;
}

/* --- keys ---------------------------------------------------------------------------------------------- */

static const char *type_name(const sg_column *column)
{
    switch (column->kind) {
    case SG_COLUMN_BIT:
        return "boolean";
    case SG_COLUMN_INTEGER:
        return "long";
    case SG_COLUMN_FLOAT:
        return "double";
    case SG_COLUMN_STRING:
    case SG_COLUMN_ENCODED:
        break;
    }
    return "string";
}

/* The type of the property in all columns of nodes (of_edges: of relationships); NULL: it has none. */
static const char *type_of_key(const sg_graph *graph, bool of_edges, sg_key key)
{
    uint32_t owners = of_edges ? sg_graph_types(graph) : sg_graph_label_sets(graph);
    const char *type = NULL;

    for (uint32_t i = 0; i < owners; i++) {
        const sg_column *column =
            of_edges ? sg_graph_edge_column(graph, (sg_reltype){ (uint16_t)i }, key)
                     : sg_graph_column(graph, (sg_label_set){ (uint16_t)i }, key);
        if (column)
            type = !type || strcmp(type, type_name(column)) == 0 ? type_name(column) : "string";
    }
    return type;
}

static void put_keys(sg_output_whole *self, bool of_edges)
{
    sg_buffer *out = &self->writer.text;
    const char *what = of_edges ? "edge" : "node";

    sg_buffer_format(out, "<key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"string\"/>\n",
                     of_edges ? "label" : "labels", what, of_edges ? "label" : "labels");
    for (uint32_t i = 0; i < sg_graph_keys(self->graph); i++) {
        const char *type = type_of_key(self->graph, of_edges, (sg_key){ i });
        if (!type)
            continue;
        sg_buffer_format(out, "<key id=\"%c%u\" for=\"%s\" attr.name=\"", of_edges ? 'e' : 'n',
                         i, what);
        put_text(out, sg_graph_key_name(self->graph, (sg_key){ i }));
        sg_buffer_format(out, "\" attr.type=\"%s\"/>\n", type);
    }
}

/* --- the graph ------------------------------------------------------------------------------------------ */

static void put_labels(sg_output_whole *self, sg_node node)
{
    uint32_t count;
    const sg_label *labels =
        sg_label_set_labels(self->graph, sg_graph_label_set(self->graph, node), &count);

    for (uint32_t i = 0; i < count; i++) {
        sg_buffer_char(&self->writer.text, ':');
        put_text(&self->writer.text, sg_graph_label_name(self->graph, labels[i]));
    }
}

static sg_status write_node(sg_output_whole *self, sg_node node)
{
    sg_buffer *out = &self->writer.text;

    sg_buffer_format(out, "<node id=\"n%u\" labels=\"", node.id);
    put_labels(self, node);
    sg_buffer_text(out, "\"><data key=\"labels\">");
    put_labels(self, node);
    sg_buffer_text(out, "</data>");
    SG_TRY(put_properties(self, 'n', sg_graph_properties(self->graph, node, self->arena)));
    sg_buffer_text(out, "</node>\n");
    sg_arena_reset(self->arena);
    return sg_output_flow(&self->writer);
}

static sg_status write_edge(void *state, sg_reltype type, sg_node from, sg_node to,
                            sg_edge edge)
{
    sg_output_whole *self = state;
    sg_buffer *out = &self->writer.text;
    sg_str name = sg_graph_type_name(self->graph, type);

    sg_buffer_format(out, "<edge id=\"e%u\" source=\"n%u\" target=\"n%u\" label=\"", edge.id,
                     from.id, to.id);
    put_text(out, name);
    sg_buffer_text(out, "\"><data key=\"label\">");
    put_text(out, name);
    sg_buffer_text(out, "</data>");
    SG_TRY(put_properties(self, 'e', sg_graph_edge_properties(self->graph, edge, self->arena)));
    sg_buffer_text(out, "</edge>\n");
    sg_arena_reset(self->arena);
    return sg_output_flow(&self->writer);
}

static sg_status write_all(sg_output_whole *self)
{
    sg_buffer_text(&self->writer.text,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
    put_keys(self, false);
    put_keys(self, true);
    sg_buffer_text(&self->writer.text, "<graph id=\"G\" edgedefault=\"directed\">\n");
    for (uint32_t id = 0; id < sg_graph_nodes(self->graph); id++)
        SG_TRY(write_node(self, (sg_node){ id }));
    for (uint32_t type = 0; type < sg_graph_types(self->graph); type++)
        SG_TRY(sg_output_edges(self->graph, (sg_reltype){ (uint16_t)type }, write_edge, self));
    sg_buffer_text(&self->writer.text, "</graph>\n</graphml>\n");
    return SG_OK;
}

sg_status sg_graphml_write(const sg_graph *graph, const char *path, sg_error *err)
{
    return sg_output_write(graph, path, write_all, err);
}
