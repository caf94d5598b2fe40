/* machine.c - values, statistics and errors of the machine interface. */
#include "cli/machine.h"

#include "engine/json.h"

static void add_value(const sg_graph *graph, sg_value value, unsigned depth, sg_arena *arena,
                      sg_buffer *out);

static void add_map(const sg_graph *graph, sg_value map, unsigned depth, sg_arena *arena,
                    sg_buffer *out)
{
    sg_buffer_char(out, '{');
    for (uint32_t i = 0; i < map.length && out->status == SG_OK; i++) {
        sg_buffer_text(out, i ? "," : "");
        sg_buffer_json_string(out, map.map[i].key);
        sg_buffer_char(out, ':');
        add_value(graph, map.map[i].value, depth, arena, out);
    }
    sg_buffer_char(out, '}');
}

/* Of a node or relationship; they are null when there is no memory for them. */
static void add_properties(const sg_graph *graph, sg_value properties, unsigned depth,
                           sg_arena *arena, sg_buffer *out)
{
    if (properties.type != SG_TYPE_MAP && out->status == SG_OK)
        out->status = SG_ENOMEM;
    else
        add_map(graph, properties, depth, arena, out);
}

/* A map of the user must not look like one of ours. */
static void add_user_map(const sg_graph *graph, sg_value map, unsigned depth, sg_arena *arena,
                         sg_buffer *out)
{
    bool dollar = false;
    for (uint32_t i = 0; i < map.length; i++)
        dollar = dollar || sg_str_starts(map.map[i].key, SG_STR("$"));
    sg_buffer_text(out, dollar ? "{\"$map\":" : "");
    add_map(graph, map, depth, arena, out);
    sg_buffer_text(out, dollar ? "}" : "");
}

static void add_labels(const sg_graph *graph, sg_node node, sg_buffer *out)
{
    uint32_t count;
    const sg_label *labels =
        sg_label_set_labels(graph, sg_graph_label_set(graph, node), &count);
    sg_buffer_char(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        sg_buffer_text(out, i ? "," : "");
        sg_buffer_json_string(out, sg_graph_label_name(graph, labels[i]));
    }
    sg_buffer_char(out, ']');
}

static void add_node(const sg_graph *graph, sg_node node, unsigned depth, sg_arena *arena,
                     sg_buffer *out)
{
    sg_value properties = sg_graph_properties(graph, node, arena);
    sg_buffer_format(out, "{\"$node\":%u,\"labels\":", node.id);
    add_labels(graph, node, out);
    sg_buffer_text(out, ",\"properties\":");
    add_properties(graph, properties, depth, arena, out);
    sg_buffer_char(out, '}');
}

static void add_edge(const sg_graph *graph, sg_edge edge, unsigned depth, sg_arena *arena,
                     sg_buffer *out)
{
    sg_value properties = sg_graph_edge_properties(graph, edge, arena);
    sg_buffer_format(out, "{\"$relationship\":%u,\"type\":", edge.id);
    sg_buffer_json_string(out, sg_graph_type_name(graph, sg_graph_edge_type(graph, edge)));
    sg_buffer_format(out, ",\"start\":%u,\"end\":%u,\"properties\":",
                     sg_graph_edge_from(graph, edge).id, sg_graph_edge_to(graph, edge).id);
    add_properties(graph, properties, depth, arena, out);
    sg_buffer_char(out, '}');
}

static void add_path(const sg_graph *graph, const sg_path *path, unsigned depth,
                     sg_arena *arena, sg_buffer *out)
{
    sg_buffer_text(out, "{\"$path\":[");
    add_node(graph, path->nodes[0], depth, arena, out);
    for (uint32_t i = 0; i < path->length && out->status == SG_OK; i++) {
        sg_buffer_char(out, ',');
        add_edge(graph, path->edges[i], depth, arena, out);
        sg_buffer_char(out, ',');
        add_node(graph, path->nodes[i + 1], depth, arena, out);
    }
    sg_buffer_text(out, "]}");
}

static void add_list(const sg_graph *graph, sg_value list, unsigned depth, sg_arena *arena,
                     sg_buffer *out)
{
    sg_buffer_char(out, '[');
    for (uint32_t i = 0; i < list.length && out->status == SG_OK; i++) {
        sg_buffer_text(out, i ? "," : "");
        add_value(graph, list.list[i], depth, arena, out);
    }
    sg_buffer_char(out, ']');
}

static void add_value(const sg_graph *graph, sg_value value, unsigned depth, sg_arena *arena,
                      sg_buffer *out)
{
    if (depth == 0) {
        if (out->status == SG_OK)
            out->status = SG_ELIMIT;
        return;
    }
    switch ((sg_type)value.type) {
    case SG_TYPE_MAP:
        add_user_map(graph, value, depth - 1, arena, out);
        break;
    case SG_TYPE_NODE:
        add_node(graph, value.node, depth - 1, arena, out);
        break;
    case SG_TYPE_RELATIONSHIP:
        add_edge(graph, value.edge, depth - 1, arena, out);
        break;
    case SG_TYPE_LIST:
        add_list(graph, value, depth - 1, arena, out);
        break;
    case SG_TYPE_PATH:
        add_path(graph, value.path, depth - 1, arena, out);
        break;
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
    case SG_TYPE_STRING:
    case SG_TYPE_BOOLEAN:
    case SG_TYPE_INTEGER:
    case SG_TYPE_FLOAT:
    case SG_TYPE_NULL:
        sg_json_write(value, out);
        break;
    }
}

void sg_machine_value(const sg_graph *graph, sg_value value, sg_arena *arena, sg_buffer *out)
{
    add_value(graph, value, SG_VALUE_DEPTH, arena, out);
}

void sg_machine_stats(sg_counters counters, sg_buffer *out)
{
    const struct {
        const char *name;
        uint64_t count;
    } all[] = {
        { "nodes_created", counters.nodes_created },
        { "nodes_deleted", counters.nodes_deleted },
        { "relationships_created", counters.relationships_created },
        { "relationships_deleted", counters.relationships_deleted },
        { "properties_set", counters.properties_set },
        { "labels_added", counters.labels_added },
        { "labels_removed", counters.labels_removed },
    };
    sg_buffer_text(out, ",\"stats\":{");
    for (size_t i = 0; i < SG_COUNT(all); i++)
        sg_buffer_format(out, "%s\"%s\":%llu", i ? "," : "", all[i].name,
                         (unsigned long long)all[i].count);
    sg_buffer_char(out, '}');
}

static void add_text(sg_buffer *out, const char *key, const char *text)
{
    sg_buffer_format(out, "\"%s\":", key);
    sg_buffer_json_string(out, sg_str_of(text));
    sg_buffer_char(out, ',');
}

/* Errors that are none of the language: a statement that does not fit into memory, and such. */
static const char *type_of(sg_status status)
{
    return status == SG_ENOMEM || status == SG_ELIMIT ? "LimitError" : "SystemError";
}

void sg_machine_error(const sg_error *err, sg_str text, sg_buffer *out)
{
    sg_source source = { .text = text };
    sg_buffer message = { .length = 0 };
    sg_buffer_text(&message, err->message);
    if (err->hint[0])
        sg_buffer_format(&message, "; %s", err->hint);
    sg_buffer_text(out, "{\"error\":{");
    add_text(out, "type", err->type ? err->type : type_of(err->status));
    add_text(out, "detail", err->detail ? err->detail : "");
    add_text(out, "phase", err->phase ? err->phase : "runtime");
    add_text(out, "message", message.bytes ? message.bytes : err->message);
    if (err->has_span) {
        sg_position position = sg_source_position(&source, err->span.begin);
        sg_buffer_format(out, "\"line\":%u,\"column\":%u}}\n", position.line, position.column);
    } else {
        sg_buffer_text(out, "\"line\":null,\"column\":null}}\n");
    }
    sg_buffer_free(&message);
}

void sg_machine_ok(sg_buffer *out)
{
    sg_buffer_text(out, "{\"ok\":true}\n");
}
