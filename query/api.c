/* api.c - the public API over graphs and queries. */
#define _POSIX_C_SOURCE 200809L
#include "query/api.h"

#include <stdlib.h>
#include <string.h>

#include "engine/json.h"
#include "engine/snapshot.h"
#include "query/query.h"

struct sg_reply {
    const sg_graph *graph;
    sg_query *query;
    sg_result *result;
    sg_arena *arena;  /* parameters and names */
    sg_arena *reader; /* properties of the row at hand */
    const sg_value *row;
    const char **names;
    sg_buffer text;
};

char *sg_api_take(sg_buffer *buffer)
{
    sg_str text = sg_buffer_str(buffer);
    char *copy =
        buffer->status == SG_OK ? strndup(text.bytes ? text.bytes : "", text.length) : NULL;
    sg_buffer_free(buffer);
    return copy;
}

sg_result_code sg_api_fail(const sg_error *err, const sg_source *source, char **message)
{
    if (message) {
        sg_buffer text = { .length = 0 };
        sg_error_print(err, source, &text);
        *message = sg_api_take(&text);
    }
    return err->status == SG_EINVAL || err->status == SG_ENOTFOUND ||
                   err->status == SG_ECORRUPT || err->status == SG_EUNSUPPORTED
               ? SG_RESULT_INVALID
               : SG_RESULT_FAILED;
}

void sg_message_free(char *message)
{
    free(message);
}

sg_result_code sg_database_open(const char *path, sg_database **out, char **message)
{
    sg_error err = { .status = SG_OK };
    sg_database *database = calloc(1, sizeof *database);
    if (!database) {
        sg_fail_memory(&err);
        return sg_api_fail(&err, NULL, message);
    }
    if (sg_snapshot_open(path, &database->graph, &err) != SG_OK) {
        free(database);
        return sg_api_fail(&err, NULL, message);
    }
    *out = database;
    return SG_RESULT_OK;
}

void sg_database_close(sg_database *database)
{
    if (database)
        sg_graph_free(database->graph);
    free(database);
}

uint64_t sg_database_nodes(const sg_database *database)
{
    return sg_graph_node_count(database->graph);
}

uint64_t sg_database_relationships(const sg_database *database)
{
    return sg_graph_edge_count(database->graph);
}

static sg_status name_columns(sg_reply *reply, sg_error *err)
{
    uint32_t count = sg_query_columns(reply->query);
    reply->names = sg_arena_make_array(reply->arena, const char *, count + 1);
    if (!reply->names)
        return sg_fail_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        reply->names[i] =
            sg_arena_copy(reply->arena, sg_query_column_name(reply->query, i)).bytes;
        if (!reply->names[i])
            return sg_fail_memory(err);
    }
    return SG_OK;
}

static sg_status start(sg_reply *reply, sg_str cypher, const char *parameters, sg_error *err)
{
    sg_value map = sg_null();
    if (sg_arena_new(0, &reply->arena) != SG_OK || sg_arena_new(0, &reply->reader) != SG_OK)
        return sg_fail_memory(err);
    if (parameters)
        SG_TRY(sg_json_parse(sg_str_of(parameters), reply->arena, &map, err));
    SG_TRY(sg_query_prepare(reply->graph, cypher, NULL, &reply->query, err));
    SG_TRY(name_columns(reply, err));
    return sg_query_run(reply->query, map, &reply->result, err);
}

sg_result_code sg_database_ask(const sg_database *database, const char *cypher,
                               const char *parameters, sg_reply **out, char **message)
{
    sg_error err = { .status = SG_OK };
    sg_source source = { .name = SG_STR("query"), .text = sg_str_of(cypher) };
    sg_reply *reply = calloc(1, sizeof *reply);
    if (!reply) {
        sg_fail_memory(&err);
        return sg_api_fail(&err, NULL, message);
    }
    reply->graph = database->graph;
    if (start(reply, source.text, parameters, &err) != SG_OK) {
        sg_reply_close(reply);
        return sg_api_fail(&err, &source, message);
    }
    *out = reply;
    return SG_RESULT_OK;
}

void sg_reply_close(sg_reply *reply)
{
    if (!reply)
        return;
    sg_result_close(reply->result);
    sg_query_free(reply->query);
    sg_arena_free(reply->arena);
    sg_arena_free(reply->reader);
    sg_buffer_free(&reply->text);
    free(reply);
}

uint32_t sg_reply_columns(const sg_reply *reply)
{
    return sg_query_columns(reply->query);
}

const char *sg_reply_name(const sg_reply *reply, uint32_t column)
{
    return column < sg_query_columns(reply->query) ? reply->names[column] : NULL;
}

sg_result_code sg_reply_next(sg_reply *reply, char **message)
{
    sg_error err = { .status = SG_OK };
    sg_arena_reset(reply->reader);
    switch (sg_result_next(reply->result, &reply->row, &err)) {
    case SG_ROW:
        return SG_RESULT_ROW;
    case SG_DONE:
        reply->row = NULL;
        return SG_RESULT_DONE;
    case SG_FAIL:
        reply->row = NULL;
        return sg_api_fail(&err, NULL, message);
    }
    SG_UNREACHABLE();
}

/* Nodes and relationships as maps of their properties; the rest as it is. */
static sg_value plain(const sg_reply *reply, sg_value value)
{
    if (value.type == SG_TYPE_NODE)
        return sg_graph_properties(reply->graph, value.node, reply->reader);
    if (value.type == SG_TYPE_RELATIONSHIP)
        return sg_graph_edge_properties(reply->graph, value.edge, reply->reader);
    return value;
}

const char *sg_reply_json(sg_reply *reply, uint32_t column)
{
    if (!reply->row || column >= sg_query_columns(reply->query))
        return NULL;
    sg_buffer_clear(&reply->text);
    sg_json_write(plain(reply, reply->row[column]), &reply->text);
    return reply->text.status == SG_OK ? reply->text.bytes : NULL;
}
