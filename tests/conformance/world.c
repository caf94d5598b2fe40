/* world.c - the graph of a scenario is a session; after each statement its state is kept for looking. */
#include "tests/conformance/world.h"

#include <stdlib.h>

#include "query/session.h"

struct tck_world {
    sg_session *session;
    sg_procedures *procedures;
    const sg_graph *graph; /* pinned */
};

sg_status tck_world_new(tck_world **out, sg_error *err)
{
    tck_world *world = calloc(1, sizeof *world);
    if (!world)
        return sg_fail_memory(err);
    sg_status status = sg_session_new(NULL, &world->session, err);
    if (status == SG_OK)
        status = sg_procedures_new(&world->procedures, err);
    if (status != SG_OK) {
        sg_session_free(world->session);
        free(world);
        return status;
    }
    world->graph = sg_session_pin(world->session);
    *out = world;
    return SG_OK;
}

void tck_world_free(tck_world *world)
{
    if (!world)
        return;
    sg_session_unpin(world->session, world->graph);
    sg_session_free(world->session);
    sg_procedures_free(world->procedures);
    free(world);
}

sg_status tck_world_clear(tck_world *world, sg_error *err)
{
    sg_session_unpin(world->session, world->graph);
    sg_procedures_clear(world->procedures);
    sg_status status = sg_session_clear(world->session, err);
    world->graph = sg_session_pin(world->session);
    return status;
}

const sg_graph *tck_world_graph(const tck_world *world)
{
    return world->graph;
}

static sg_status read_columns(const sg_query *query, sg_arena *arena, tck_answer *out)
{
    out->column_count = sg_query_columns(query);
    out->columns = sg_arena_make_array(arena, sg_str, (size_t)out->column_count + 1);
    if (!out->columns)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < out->column_count; i++)
        out->columns[i] = sg_arena_copy(arena, sg_query_column_name(query, i));
    return SG_OK;
}

static sg_status add_row(const sg_value *row, size_t *capacity, sg_arena *arena,
                         tck_answer *out)
{
    if (out->row_count == *capacity) {
        size_t grown = *capacity ? *capacity * 2 : 16;
        sg_value **rows = sg_arena_make_array(arena, sg_value *, grown);
        if (!rows)
            return SG_ENOMEM;
        for (size_t i = 0; i < out->row_count; i++)
            rows[i] = out->rows[i];
        out->rows = rows;
        *capacity = grown;
    }
    sg_value *copy = sg_arena_make_array(arena, sg_value, (size_t)out->column_count + 1);
    if (!copy)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < out->column_count; i++)
        SG_TRY(sg_value_copy(arena, row[i], &copy[i]));
    out->rows[out->row_count++] = copy;
    return SG_OK;
}

/* Errors: SG_ENOMEM; what is wrong with the statement goes into the answer. */
static sg_status take_rows(sg_result *result, sg_arena *arena, tck_answer *out)
{
    size_t capacity = 0;
    const sg_value *row;
    sg_step step;
    while ((step = sg_result_next(result, &row, &out->error)) == SG_ROW)
        SG_TRY(add_row(row, &capacity, arena, out));
    if (step == SG_FAIL)
        out->status = out->error.status;
    return SG_OK;
}

static sg_status run(sg_query *query, sg_value parameters, sg_arena *arena, tck_answer *out)
{
    sg_result *result = NULL;
    SG_TRY(read_columns(query, arena, out));
    out->status = sg_query_run(query, parameters, &result, &out->error);
    sg_status status = out->status == SG_OK ? take_rows(result, arena, out) : SG_OK;
    sg_result_close(result);
    return status;
}

sg_status tck_world_run(tck_world *world, sg_str text, sg_value parameters, sg_arena *arena,
                        tck_answer *out)
{
    const sg_query_options options = { .limits = sg_query_limits_default(),
                                       .procedures = world->procedures };
    sg_query *query = NULL;
    sg_status status = SG_OK;
    *out = (tck_answer){ .status = SG_OK };
    sg_session_unpin(world->session, world->graph);
    out->status = sg_session_prepare(world->session, text, &options, &query, &out->error);
    if (out->status == SG_OK)
        status = run(query, parameters, arena, out);
    sg_query_free(query);
    world->graph = sg_session_pin(world->session);
    return status;
}

sg_status tck_world_define(tck_world *world, sg_value definition, sg_error *err)
{
    return sg_procedures_define(world->procedures, definition, err);
}
