/* query.c - prepare, run, step, close: the stages of a statement in a row.
 *
 *     text --sg_parse--> AST --sg_bind--> binding --sg_plan_build--> plan --sg_exec_open--> rows
 *
 * A query owns one arena that holds everything up to the plan; a result owns its execution.
 */
#include "query/query.h"

#include <stdlib.h>

#include "query/bind/bind.h"
#include "query/errors.h"
#include "query/exec/exec.h"
#include "query/plan/plan.h"
#include "query/syntax/parse.h"

struct sg_query {
    sg_arena *arena;
    const sg_graph *graph;
    sg_query_options options;
    sg_str text;
    sg_binding *binding;
    sg_plan_tree tree;
};

struct sg_result {
    sg_exec *exec; /* NULL: an EXPLAIN, which has no rows */
};

sg_query_limits sg_query_limits_default(void)
{
    return (sg_query_limits){
        .memory = (size_t)2 << 30, .rows = 10000000, .milliseconds = 60000, .path_depth = 100000
    };
}

/* --- prepare ------------------------------------------------------------------------------------- */
static sg_status prepare(sg_query *query, sg_str text, sg_error *err)
{
    sg_statement *statement;

    query->text = sg_arena_copy(query->arena, text);
    if (!query->text.bytes)
        return sg_fail_memory(err);
    SG_TRY(sg_parse(query->text, query->arena, &statement, err));
    SG_TRY(sg_bind(query->graph, query->text, statement, query->options.plan_only, query->arena,
                   &query->binding, err));
    return sg_plan_build(query->graph, query->binding, query->arena, &query->tree, err);
}

void sg_query_set_options(sg_query *query, const sg_query_options *options)
{
    query->options =
        options ? *options : (sg_query_options){ .limits = sg_query_limits_default() };
}

size_t sg_query_memory(const sg_query *query)
{
    return sizeof *query + sg_arena_used(query->arena);
}

sg_status sg_query_prepare(const sg_graph *graph, sg_str text, const sg_query_options *options,
                           sg_query **out, sg_error *err)
{
    sg_query *query = calloc(1, sizeof(*query));
    sg_status status;

    if (!query)
        return sg_fail_memory(err);
    query->graph = graph;
    sg_query_set_options(query, options);
    status = sg_arena_new(query->options.limits.memory, &query->arena);
    if (status != SG_OK)
        sg_fail_memory(err);
    else
        status = prepare(query, text, err);
    if (status != SG_OK) {
        sg_error_in(err, SG_STR("query"));
        sg_query_free(query);
        return status;
    }
    *out = query;
    return SG_OK;
}

void sg_query_free(sg_query *query)
{
    if (!query)
        return;
    sg_arena_free(query->arena);
    free(query);
}

/* --- what is known of it --------------------------------------------------------------------------- */
uint32_t sg_query_columns(const sg_query *query)
{
    return query->binding->column_count;
}

sg_str sg_query_column_name(const sg_query *query, uint32_t column)
{
    return query->binding->columns[column];
}

sg_str sg_query_text(const sg_query *query)
{
    return query->text;
}

bool sg_query_is_explain(const sg_query *query)
{
    return query->tree.explain;
}

bool sg_query_is_profile(const sg_query *query)
{
    return query->tree.profile;
}

const sg_error *sg_query_warning(const sg_query *query, uint32_t index)
{
    return index < query->binding->warning_count ? &query->binding->warnings[index] : NULL;
}

bool sg_query_footprint(const sg_query *query, sg_footprint kind, uint32_t index, sg_str *out)
{
    const sg_binding *binding = query->binding;

    for (uint32_t i = 0; i < binding->footprint_count; i++) {
        if (binding->footprint[i].kind != kind || index-- > 0)
            continue;
        *out = binding->footprint[i].name;
        return true;
    }
    return false;
}

void sg_query_explain(const sg_query *query, sg_buffer *out)
{
    sg_plan_explain(query->graph, &query->tree, out);
}

/* --- run -------------------------------------------------------------------------------------------- */
sg_status sg_query_run(sg_query *query, sg_value parameters, sg_result **out, sg_error *err)
{
    const sg_exec_options options = { .limits = query->options.limits,
                                      .threads = query->options.threads,
                                      .now = query->options.now,
                                      .profile = query->tree.profile };
    sg_result *result = calloc(1, sizeof(*result));
    sg_status status = SG_OK;

    if (!result)
        return sg_fail_memory(err);
    if (!query->tree.explain)
        status =
            sg_exec_open(&options, &query->tree, query->graph, parameters, &result->exec, err);
    if (status != SG_OK) {
        sg_error_in(err, SG_STR("query"));
        free(result);
        return status;
    }
    *out = result;
    return SG_OK;
}

sg_step sg_result_next(sg_result *result, const sg_value **row, sg_error *err)
{
    if (!result->exec)
        return SG_DONE;
    sg_step step = sg_exec_next_row(result->exec, row, err);
    if (step == SG_FAIL)
        sg_error_in(err, SG_STR("query"));
    return step;
}

uint64_t sg_result_edges_touched(const sg_result *result)
{
    return result->exec ? sg_exec_edges_touched(result->exec) : 0;
}

void sg_result_close(sg_result *result)
{
    if (!result)
        return;
    if (result->exec)
        sg_exec_close(result->exec);
    free(result);
}

/* --- profile ----------------------------------------------------------------------------------------- */
typedef struct {
    const sg_exec *exec;
    sg_profile_reader *read;
    void *reader;
} profiler;

static void read_line(void *reader, const sg_plan_line *line)
{
    const profiler *self = reader;
    sg_exec_counts counts = { .rows = 0 };

    if (line->plan && self->exec)
        counts = sg_exec_counts_of(self->exec, line->plan);
    const sg_profile_line profile = { .is_operator = line->plan != NULL,
                                      .depth = line->depth,
                                      .title = line->title,
                                      .detail = line->detail,
                                      .estimate = line->plan ? line->plan->rows : 0,
                                      .rows = counts.rows,
                                      .batches = counts.batches,
                                      .edges_touched = counts.edges_touched,
                                      .memory = counts.memory,
                                      .nanoseconds = counts.nanoseconds };
    self->read(self->reader, &profile);
}

sg_status sg_query_profile(const sg_query *query, const sg_result *result,
                           sg_profile_reader *read, void *reader)
{
    profiler self = { result->exec, read, reader };

    return sg_plan_read(query->graph, &query->tree, read_line, &self);
}
