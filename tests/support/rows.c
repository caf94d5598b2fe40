/* rows.c - writes values the way that tests state them. */
#include "tests/support/rows.h"

#include "engine/base/error.h"
#include "engine/temporal.h"

/* In single quotes, with quotes and backslashes behind a backslash. */
static void write_string(sg_str text, sg_buffer *out)
{
    sg_buffer_char(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '\'' || text.bytes[i] == '\\')
            sg_buffer_char(out, '\\');
        sg_buffer_char(out, text.bytes[i]);
    }
    sg_buffer_char(out, '\'');
}

static void write_map(const sg_graph *graph, sg_value map, sg_buffer *out)
{
    sg_buffer_char(out, '{');
    for (uint32_t i = 0; i < map.length; i++) {
        sg_buffer_text(out, i ? ", " : "");
        sg_buffer_add(out, map.map[i].key);
        sg_buffer_text(out, ": ");
        sg_test_value_text(graph, map.map[i].value, out);
    }
    sg_buffer_char(out, '}');
}

/* The properties behind a space, when there are any. */
static void write_properties(const sg_graph *graph, sg_value properties, bool space,
                             sg_buffer *out)
{
    if (properties.length == 0)
        return;
    if (space)
        sg_buffer_char(out, ' ');
    write_map(graph, properties, out);
}

static void write_node(const sg_graph *graph, sg_node node, sg_buffer *out)
{
    sg_arena *arena;
    uint32_t count;
    const sg_label *labels =
        sg_label_set_labels(graph, sg_graph_label_set(graph, node), &count);

    if (sg_arena_new(0, &arena) != SG_OK)
        return;
    sg_buffer_char(out, '(');
    for (uint32_t i = 0; i < count; i++) {
        sg_buffer_char(out, ':');
        sg_buffer_add(out, sg_graph_label_name(graph, labels[i]));
    }
    write_properties(graph, sg_graph_properties(graph, node, arena), count > 0, out);
    sg_buffer_char(out, ')');
    sg_arena_free(arena);
}

static void write_edge(const sg_graph *graph, sg_edge edge, sg_buffer *out)
{
    sg_arena *arena;

    if (sg_arena_new(0, &arena) != SG_OK)
        return;
    sg_buffer_text(out, "[:");
    sg_buffer_add(out, sg_graph_type_name(graph, sg_graph_edge_type(graph, edge)));
    write_properties(graph, sg_graph_edge_properties(graph, edge, arena), true, out);
    sg_buffer_char(out, ']');
    sg_arena_free(arena);
}

static void write_path(const sg_graph *graph, const sg_path *path, sg_buffer *out)
{
    sg_buffer_char(out, '<');
    for (uint32_t i = 0; i < path->length; i++) {
        bool forth = sg_graph_edge_from(graph, path->edges[i]).id == path->nodes[i].id;
        write_node(graph, path->nodes[i], out);
        sg_buffer_text(out, forth ? "-" : "<-");
        write_edge(graph, path->edges[i], out);
        sg_buffer_text(out, forth ? "->" : "-");
    }
    write_node(graph, path->nodes[path->length], out);
    sg_buffer_char(out, '>');
}

static void write_list(const sg_graph *graph, sg_value list, sg_buffer *out)
{
    sg_buffer_char(out, '[');
    for (uint32_t i = 0; i < list.length; i++) {
        sg_buffer_text(out, i ? ", " : "");
        sg_test_value_text(graph, list.list[i], out);
    }
    sg_buffer_char(out, ']');
}

void sg_test_value_text(const sg_graph *graph, sg_value value, sg_buffer *out)
{
    char number[32], text[SG_TEMPORAL_TEXT];

    switch ((sg_type)value.type) {
    case SG_TYPE_NULL:
        sg_buffer_text(out, "null");
        return;
    case SG_TYPE_BOOLEAN:
        sg_buffer_text(out, value.boolean ? "true" : "false");
        return;
    case SG_TYPE_INTEGER:
        sg_buffer_format(out, "%lld", (long long)value.integer);
        return;
    case SG_TYPE_FLOAT:
        sg_double_format(value.real, number);
        sg_buffer_text(out, number);
        return;
    case SG_TYPE_STRING:
        write_string(sg_value_str(value), out);
        return;
    case SG_TYPE_LIST:
        write_list(graph, value, out);
        return;
    case SG_TYPE_MAP:
        write_map(graph, value, out);
        return;
    case SG_TYPE_NODE:
        write_node(graph, value.node, out);
        return;
    case SG_TYPE_RELATIONSHIP:
        write_edge(graph, value.edge, out);
        return;
    case SG_TYPE_PATH:
        write_path(graph, value.path, out);
        return;
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        sg_temporal_text(value, SG_TEMPORAL_SHORT, text);
        sg_buffer_text(out, text);
        return;
    }
}

void sg_test_row_text(const sg_graph *graph, const sg_value *row, uint32_t columns,
                      sg_buffer *out)
{
    for (uint32_t i = 0; i < columns; i++) {
        sg_buffer_text(out, i ? " | " : "");
        sg_test_value_text(graph, row[i], out);
    }
}
