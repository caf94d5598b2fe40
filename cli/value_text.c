/* value_text.c - values as they stand in tables and CSV cells. */
#include "cli/value_text.h"

#include "engine/temporal.h"
#include "policies/issue.h"

enum { DEPTH = 64 }; /* what nests deeper is written as "..." */

static void add_inner(const sg_graph *graph, sg_value value, unsigned depth, sg_arena *arena,
                      sg_buffer *out);

static void add_node(const sg_graph *graph, sg_node node, sg_arena *arena, sg_buffer *out)
{
    sg_resource resource = sg_resource_of(graph, node, arena);
    sg_buffer_text(out, "(");
    if (resource.type.length > 0)
        sg_buffer_format(out, ":%.*s", SG_FMT(resource.type));
    if (resource.id.length > 0)
        sg_buffer_format(out, " {id: '%.*s'}", SG_FMT(resource.id));
    sg_buffer_char(out, ')');
}

static void add_edge(const sg_graph *graph, sg_edge edge, sg_buffer *out)
{
    sg_str type = sg_graph_type_name(graph, sg_graph_edge_type(graph, edge));
    sg_buffer_format(out, "[:%.*s]", SG_FMT(type));
}

static void add_path(const sg_graph *graph, const sg_path *path, sg_arena *arena,
                     sg_buffer *out)
{
    add_node(graph, path->nodes[0], arena, out);
    for (uint32_t i = 0; i < path->length; i++) {
        bool along = sg_graph_edge_from(graph, path->edges[i]).id == path->nodes[i].id;
        sg_buffer_text(out, along ? "-" : "<-");
        add_edge(graph, path->edges[i], out);
        sg_buffer_text(out, along ? "->" : "-");
        add_node(graph, path->nodes[i + 1], arena, out);
    }
}

static void add_list(const sg_graph *graph, sg_value list, unsigned depth, sg_arena *arena,
                     sg_buffer *out)
{
    sg_buffer_char(out, '[');
    for (uint32_t i = 0; i < list.length; i++) {
        sg_buffer_text(out, i ? ", " : "");
        add_inner(graph, list.list[i], depth, arena, out);
    }
    sg_buffer_char(out, ']');
}

static void add_map(const sg_graph *graph, sg_value map, unsigned depth, sg_arena *arena,
                    sg_buffer *out)
{
    sg_buffer_char(out, '{');
    for (uint32_t i = 0; i < map.length; i++) {
        sg_buffer_format(out, "%s%.*s: ", i ? ", " : "", SG_FMT(map.map[i].key));
        add_inner(graph, map.map[i].value, depth, arena, out);
    }
    sg_buffer_char(out, '}');
}

static void add_float(double real, sg_buffer *out)
{
    char digits[32];
    sg_buffer_add(out, (sg_str){ digits, sg_double_format(real, digits) });
}

static void add_temporal(sg_value value, sg_buffer *out)
{
    char text[SG_TEMPORAL_TEXT];
    sg_buffer_add(out, (sg_str){ text, sg_temporal_text(value, SG_TEMPORAL_FULL, text) });
}

static void add_inner(const sg_graph *graph, sg_value value, unsigned depth, sg_arena *arena,
                      sg_buffer *out)
{
    if (depth == 0) {
        sg_buffer_text(out, "...");
        return;
    }
    switch ((sg_type)value.type) {
    case SG_TYPE_MAP:
        add_map(graph, value, depth - 1, arena, out);
        break;
    case SG_TYPE_NODE:
        add_node(graph, value.node, arena, out);
        break;
    case SG_TYPE_RELATIONSHIP:
        add_edge(graph, value.edge, out);
        break;
    case SG_TYPE_LIST:
        add_list(graph, value, depth - 1, arena, out);
        break;
    case SG_TYPE_PATH:
        add_path(graph, value.path, arena, out);
        break;
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        add_temporal(value, out);
        break;
    case SG_TYPE_STRING:
        sg_buffer_format(out, "'%.*s'", SG_FMT(sg_value_str(value)));
        break;
    case SG_TYPE_BOOLEAN:
        sg_buffer_text(out, value.boolean ? "true" : "false");
        break;
    case SG_TYPE_INTEGER:
        sg_buffer_format(out, "%lld", (long long)value.integer);
        break;
    case SG_TYPE_FLOAT:
        add_float(value.real, out);
        break;
    case SG_TYPE_NULL:
        sg_buffer_text(out, "null");
        break;
    }
}

void sg_value_text(const sg_graph *graph, sg_value value, sg_arena *arena, sg_buffer *out)
{
    if (value.type == SG_TYPE_STRING)
        sg_buffer_add(out, sg_value_str(value));
    else
        add_inner(graph, value, DEPTH, arena, out);
}
