/* output.c - text to files, and what all writers of graphs ask. */
#include "exchange/output.h"

#include "engine/delta.h"
#include "engine/temporal.h"

enum { ENOUGH = 1024 * 1024 };

sg_status sg_output_open(sg_output *writer, const char *path, sg_error *err)
{
    *writer = (sg_output){ .err = err };
    return sg_file_create(path, &writer->file, err);
}

static sg_status send(sg_output *writer)
{
    if (writer->text.status != SG_OK)
        return sg_fail(writer->err, writer->text.status, "a value is too large to be written");
    SG_TRY(sg_file_append(writer->file, writer->text.bytes, writer->text.length, writer->err));
    sg_buffer_clear(&writer->text);
    return SG_OK;
}

sg_status sg_output_flow(sg_output *writer)
{
    return writer->text.length < ENOUGH && writer->text.status == SG_OK ? SG_OK : send(writer);
}

sg_status sg_output_close(sg_output *writer, sg_status status)
{
    if (status == SG_OK)
        status = send(writer);
    sg_buffer_free(&writer->text);
    if (status == SG_OK)
        return sg_file_commit(writer->file, writer->err);
    sg_file_abandon(writer->file);
    return status;
}

sg_status sg_output_graph(const sg_graph *graph, const sg_graph **frozen, sg_graph **merged,
                          sg_error *err)
{
    *merged = NULL;
    if (!sg_graph_is_frozen(graph))
        SG_TRY(sg_delta_merge(graph, merged, err));
    *frozen = *merged ? *merged : graph;
    return SG_OK;
}

sg_status sg_output_write(const sg_graph *graph, const char *path,
                          sg_status (*write)(sg_output_whole *self), sg_error *err)
{
    sg_output_whole self = { .arena = NULL };
    sg_graph *merged;

    SG_TRY(sg_output_graph(graph, &self.graph, &merged, err));
    sg_status status = sg_arena_new(0, &self.arena) == SG_OK
                           ? sg_output_open(&self.writer, path, err)
                           : sg_fail_memory(err);
    if (status == SG_OK)
        status = sg_output_close(&self.writer, write(&self));
    sg_arena_free(self.arena);
    sg_graph_free(merged);
    return status;
}

void sg_output_scalar(sg_buffer *out, sg_value value)
{
    char text[SG_TEMPORAL_TEXT];

    if (value.type == SG_TYPE_STRING)
        sg_buffer_add(out, sg_value_str(value));
    else if (value.type == SG_TYPE_BOOLEAN)
        sg_buffer_text(out, value.boolean ? "true" : "false");
    else if (value.type == SG_TYPE_INTEGER)
        sg_buffer_format(out, "%lld", (long long)value.integer);
    else if (value.type == SG_TYPE_FLOAT)
        sg_buffer_add(out, (sg_str){ text, sg_double_format(value.real, text) });
    else
        sg_buffer_add(out, (sg_str){ text, sg_temporal_text(value, SG_TEMPORAL_FULL, text) });
}

static bool is_name_of(const sg_graph *graph, sg_str name, sg_node node)
{
    sg_node found;
    bool shared;

    return sg_graph_find_shared(graph, name, &found, &shared) && found.id == node.id && !shared;
}

sg_str sg_output_node_id(const sg_graph *graph, sg_node node, sg_arena *arena)
{
    static const sg_str names[] = { SG_STR_INIT("id"), SG_STR_INIT("arn") };

    for (size_t i = 0; i < SG_COUNT(names); i++) {
        sg_key key;
        if (!sg_graph_find_key(graph, names[i], &key))
            continue;
        sg_value value = sg_graph_property(graph, node, key, arena);
        if (value.type == SG_TYPE_STRING && value.length > 0 &&
            is_name_of(graph, sg_value_str(value), node))
            return sg_value_str(value);
    }
    return sg_arena_format(arena, "secgraph:%u", node.id);
}

bool sg_output_is_plain_list(sg_value value)
{
    if (value.type != SG_TYPE_LIST)
        return false;
    for (uint32_t i = 0; i < value.length; i++) {
        sg_value item = value.list[i];
        bool scalar = item.type == SG_TYPE_STRING || item.type == SG_TYPE_BOOLEAN ||
                      item.type == SG_TYPE_INTEGER || item.type == SG_TYPE_FLOAT;
        if (!scalar || item.type != value.list[0].type)
            return false;
    }
    return true;
}

sg_status sg_output_edges(const sg_graph *graph, sg_reltype type, sg_output_visit *visit,
                          void *state)
{
    for (uint32_t id = 0; id < sg_graph_nodes(graph); id++) {
        sg_runs runs = sg_graph_runs(graph, (sg_node){ id }, type, SG_OUT);
        for (sg_run run; sg_runs_next(&runs, &run);)
            for (uint32_t i = 0; i < run.count; i++)
                SG_TRY(visit(state, type, (sg_node){ id }, (sg_node){ sg_run_other(&run, i) },
                             sg_run_edge(graph, &run, i)));
    }
    return SG_OK;
}
