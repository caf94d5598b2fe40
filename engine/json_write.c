/* json_write.c - values to JSON text. */
#include <math.h>

#include "engine/json.h"
#include "engine/temporal.h"

static void write_value(sg_value value, unsigned depth, sg_buffer *out);

static void write_integer(int64_t integer, sg_buffer *out)
{
    sg_buffer_format(out, "%lld", (long long)integer);
}

static void write_float(double real, sg_buffer *out)
{
    char digits[32];
    sg_str text = { digits, sg_double_format(real, digits) };
    if (isfinite(real)) {
        sg_buffer_add(out, text);
        return;
    }
    sg_buffer_text(out, "{\"$float\":");
    sg_buffer_json_string(out, text);
    sg_buffer_char(out, '}');
}

static void write_list(sg_value list, unsigned depth, sg_buffer *out)
{
    sg_buffer_char(out, '[');
    for (uint32_t i = 0; i < list.length && out->status == SG_OK; i++) {
        if (i > 0)
            sg_buffer_char(out, ',');
        write_value(list.list[i], depth, out);
    }
    sg_buffer_char(out, ']');
}

static void write_map(sg_value map, unsigned depth, sg_buffer *out)
{
    sg_buffer_char(out, '{');
    for (uint32_t i = 0; i < map.length && out->status == SG_OK; i++) {
        if (i > 0)
            sg_buffer_char(out, ',');
        sg_buffer_json_string(out, map.map[i].key);
        sg_buffer_char(out, ':');
        write_value(map.map[i].value, depth, out);
    }
    sg_buffer_char(out, '}');
}

/* Ids of nodes and relationships in turns. */
static void write_path(const sg_path *path, sg_buffer *out)
{
    sg_buffer_char(out, '[');
    write_integer(path->nodes[0].id, out);
    for (uint32_t i = 0; i < path->length && out->status == SG_OK; i++) {
        sg_buffer_char(out, ',');
        write_integer(path->edges[i].id, out);
        sg_buffer_char(out, ',');
        write_integer(path->nodes[i + 1].id, out);
    }
    sg_buffer_char(out, ']');
}

/* {"$date":"2024-02-29"} */
static void write_temporal(sg_value value, sg_buffer *out)
{
    static const char *const names[] = {
        [SG_TYPE_DATETIME] = "$datetime",   [SG_TYPE_LOCALDATETIME] = "$localdatetime",
        [SG_TYPE_DATE] = "$date",           [SG_TYPE_TIME] = "$time",
        [SG_TYPE_LOCALTIME] = "$localtime", [SG_TYPE_DURATION] = "$duration",
    };
    char text[SG_TEMPORAL_TEXT];
    sg_temporal_text(value, SG_TEMPORAL_SHORT, text);
    sg_buffer_format(out, "{\"%s\":\"%s\"}", names[value.type], text);
}

static void write_value(sg_value value, unsigned depth, sg_buffer *out)
{
    if (depth == 0) {
        if (out->status == SG_OK)
            out->status = SG_ELIMIT;
        return;
    }
    switch ((sg_type)value.type) {
    case SG_TYPE_MAP:
        write_map(value, depth - 1, out);
        break;
    case SG_TYPE_NODE:
        write_integer(value.node.id, out);
        break;
    case SG_TYPE_RELATIONSHIP:
        write_integer(value.edge.id, out);
        break;
    case SG_TYPE_LIST:
        write_list(value, depth - 1, out);
        break;
    case SG_TYPE_PATH:
        write_path(value.path, out);
        break;
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        write_temporal(value, out);
        break;
    case SG_TYPE_STRING:
        sg_buffer_json_string(out, sg_value_str(value));
        break;
    case SG_TYPE_BOOLEAN:
        sg_buffer_text(out, value.boolean ? "true" : "false");
        break;
    case SG_TYPE_INTEGER:
        write_integer(value.integer, out);
        break;
    case SG_TYPE_FLOAT:
        write_float(value.real, out);
        break;
    case SG_TYPE_NULL:
        sg_buffer_text(out, "null");
        break;
    }
}

void sg_json_write(sg_value value, sg_buffer *out)
{
    write_value(value, SG_VALUE_DEPTH, out);
}
