/* query.c - prepare, run, step, close: the stages of a statement in a row.
 *
 *     text --sg_parse--> AST --sg_bind--> binding --sg_plan_build--> plan --sg_exec_open--> rows
 *
 * A query owns one arena that holds everything up to the plan; a result owns its execution.
 */
#include "query/query.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/snapshot.h"
#include "query/bind/bind.h"
#include "query/errors.h"
#include "query/exec/exec.h"
#include "query/index_statement.h"
#include "query/plan/family.h"
#include "query/plan/plan.h"
#include "query/plan/reduction.h"
#include "query/prepare.h"
#include "query/profile.h"
#include "query/reduce/set_store.h"
#include "query/syntax/parse.h"
#include "query/syntax/writes.h"

struct sg_query {
    sg_arena *arena;
    const sg_graph *graph;
    sg_query_options options;
    sg_str text;
    sg_statement *statement;
    sg_binding *binding;
    sg_plan_tree tree;
    bool writes;
    sg_arena_pool pool;    /* of the run that has it */
    atomic_flag pool_used; /* some run has it: those beside it have none */

    /* Of a session: */
    sg_versions *versions; /* NULL: not of a session */
    sg_graph *changes;     /* `graph` while a step is open */
    bool pinned;           /* `graph`, from preparing or running on until a result is closed */
    uint64_t number;       /* of the version that it is planned for */
    sg_set_store *sets;    /* of that version, where the options have none; or NULL */
};

struct sg_result {
    sg_query *query;
    sg_exec *exec;        /* NULL: an EXPLAIN, or a statement about indexes: no rows */
    sg_counters counters; /* without an exec */
    bool done;
    bool pooled; /* has the pool of the query */
};

sg_query_limits sg_query_limits_default(void)
{
    return (sg_query_limits){
        .memory = (size_t)2 << 30, .rows = 10000000, .milliseconds = 60000, .path_depth = 100000
    };
}

/* --- prepare ------------------------------------------------------------------------------------- */
static sg_status bind(sg_query *query, sg_error *err)
{
    const sg_bind_options options = { .lenient = query->options.plan_only,
                                      .procedures = query->options.procedures };

    return sg_bind(query->graph, query->text, query->statement, options, query->arena,
                   &query->binding, err);
}

/* Makes the names that a statement mentions known to the graph; *added tells whether some were new. */
static sg_status declare_names(sg_graph *graph, const sg_binding *binding, bool *added)
{
    uint32_t before = sg_graph_labels(graph) + sg_graph_types(graph) + sg_graph_keys(graph);

    for (uint32_t i = 0; i < binding->footprint_count; i++) {
        const sg_footprint_name *one = &binding->footprint[i];
        sg_label label;
        sg_reltype type;
        sg_key key;
        switch (one->kind) {
        case SG_FOOTPRINT_LABEL:
            SG_TRY(sg_delta_label(graph, one->name, &label));
            break;
        case SG_FOOTPRINT_TYPE:
            SG_TRY(sg_delta_type(graph, one->name, &type));
            break;
        case SG_FOOTPRINT_KEY:
            SG_TRY(sg_delta_key(graph, one->name, &key));
            break;
        }
    }
    *added = before < sg_graph_labels(graph) + sg_graph_types(graph) + sg_graph_keys(graph);
    return SG_OK;
}

/* A statement that writes may read what it has written under names that were new: they are made known
 * and the statement is bound again.  Warnings stay those of the first time. */
static sg_status bind_to_write(sg_query *query, sg_error *err)
{
    const sg_binding *first = query->binding;
    bool added;

    sg_status status = declare_names(query->changes, first, &added);
    if (status != SG_OK)
        return sg_query_fail(
            err, status == SG_ENOMEM ? SG_ERROR_OUT_OF_MEMORY : SG_ERROR_LIMIT_REACHED,
            SG_COMPILE, SG_NO_SPAN, "the graph cannot hold more names");
    if (!added)
        return SG_OK;
    SG_TRY(sg_parse(query->text, query->arena, &query->statement, err));
    SG_TRY(bind(query, err));
    query->binding->warnings = first->warnings;
    query->binding->warning_count = first->warning_count;
    return SG_OK;
}

/* Finds the graph that the statement works on. */
static sg_status enter_version(sg_query *query, sg_error *err)
{
    if (query->versions && query->writes) {
        if (sg_versions_begin(query->versions, &query->changes) != SG_OK)
            return sg_fail_memory(err);
        query->graph = query->changes;
    } else if (query->versions) {
        query->number = sg_versions_number(query->versions);
        query->graph = sg_versions_pin(query->versions);
        query->pinned = true;
    }
    return SG_OK;
}

static sg_status prepare(sg_query *query, sg_str text, sg_error *err)
{
    query->text = sg_arena_copy(query->arena, text);
    if (!query->text.bytes)
        return sg_fail_memory(err);
    SG_TRY(sg_parse(query->text, query->arena, &query->statement, err));
    query->writes =
        sg_statement_writes(query->statement) && query->statement->explain != SG_EXPLAIN;
    SG_TRY(enter_version(query, err));
    if (query->statement->kind == SG_STATEMENT_SHOW_INDEXES)
        SG_TRY(sg_index_statement_show(query->graph, query->statement, query->arena, err));
    SG_TRY(bind(query, err));
    if (query->writes && !query->versions)
        return sg_query_fail(err, SG_ERROR_UNSUPPORTED, SG_COMPILE, query->statement->span,
                             "the statement writes, and the graph can only be read here");
    if (query->statement->kind != SG_STATEMENT_QUERY)
        return SG_OK;
    if (query->changes)
        SG_TRY(bind_to_write(query, err));
    else if (sg_bind_seen(query->binding, query->options.seen, query->arena) != SG_OK)
        return sg_fail_memory(err);
    const sg_plan_wishes wishes = { query->options.reduce, query->options.among };
    return sg_plan_build(query->graph, query->binding, wishes, query->arena, &query->tree, err);
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

/* Ends the step, or the reading, of a session's statement. */
static void leave_version(sg_query *query, bool commit)
{
    if (query->changes && commit)
        sg_versions_commit(query->versions);
    else if (query->changes)
        sg_versions_abandon(query->versions);
    else if (query->pinned)
        sg_versions_unpin(query->versions, query->graph);
    query->changes = NULL;
    query->pinned = false;
}

/* Pins the version of the moment for a further run; a plan is good for one version only. */
static sg_status enter_again(sg_query *query, sg_error *err)
{
    sg_arena *before = query->arena;

    query->graph = sg_versions_pin(query->versions);
    query->pinned = true;
    if (sg_versions_number(query->versions) == query->number)
        return SG_OK;
    leave_version(query, false);
    sg_set_store_free(query->sets);
    query->sets = NULL;
    if (sg_arena_new(query->options.limits.memory, &query->arena) != SG_OK) {
        query->arena = before;
        return sg_fail_memory(err);
    }
    sg_status status = prepare(query, query->text, err);
    sg_arena_free(before);
    return status;
}

/* Whether what was read of the graph may be believed. */
static sg_status check_graph(const sg_query *query, sg_error *err)
{
    return query->graph ? sg_snapshot_damage(query->graph, err) : SG_OK;
}

static sg_status prepare_new(sg_query *query, sg_str text, const sg_query_options *options,
                             sg_query **out, sg_error *err)
{
    sg_query_set_options(query, options);
    atomic_flag_clear(&query->pool_used);
    sg_status status = sg_arena_new(query->options.limits.memory, &query->arena);
    if (status != SG_OK)
        sg_fail_memory(err);
    else
        status = prepare(query, text, err);
    if (status == SG_OK)
        status = check_graph(query, err);
    if (status != SG_OK) {
        sg_error_in(err, SG_STR("query"));
        sg_query_free(query);
        return status;
    }
    *out = query;
    return SG_OK;
}

sg_status sg_query_prepare(const sg_graph *graph, sg_str text, const sg_query_options *options,
                           sg_query **out, sg_error *err)
{
    sg_query *query = calloc(1, sizeof(*query));

    if (!query)
        return sg_fail_memory(err);
    query->graph = graph;
    return prepare_new(query, text, options, out, err);
}

sg_status sg_query_prepare_in(sg_versions *versions, sg_str text,
                              const sg_query_options *options, sg_query **out, sg_error *err)
{
    sg_query *query = calloc(1, sizeof(*query));

    if (!query)
        return sg_fail_memory(err);
    query->versions = versions;
    return prepare_new(query, text, options, out, err);
}

void sg_query_take_sets(sg_query *query, sg_set_store *sets)
{
    sg_set_store_free(query->sets);
    query->sets = sets;
}

void sg_query_free(sg_query *query)
{
    if (!query)
        return;
    leave_version(query, false);
    sg_set_store_free(query->sets);
    sg_arena_free(query->arena);
    sg_arena_pool_drain(&query->pool);
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

bool sg_query_writes(const sg_query *query)
{
    return query->writes;
}

const sg_graph *sg_query_graph(const sg_query *query)
{
    return query->graph;
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

bool sg_query_reads_any(const sg_query *query, sg_footprint kind)
{
    return query->binding->reads_any[kind];
}

void sg_query_explain(const sg_query *query, sg_buffer *out)
{
    if (query->tree.root)
        sg_plan_explain(query->graph, &query->tree, out);
}

/* --- run -------------------------------------------------------------------------------------------- */
static sg_status begin(sg_result *result, sg_value parameters, sg_error *err)
{
    sg_query *query = result->query;

    if (query->writes && !query->changes)
        return sg_query_fail(err, SG_ERROR_UNSUPPORTED, SG_RUNTIME, query->statement->span,
                             "a statement that writes runs once, and in a session");
    if (query->versions && !query->writes && !query->pinned)
        SG_TRY(enter_again(query, err));
    if (query->statement->kind != SG_STATEMENT_QUERY)
        return sg_index_statement_run(query->changes, query->statement, &result->counters, err);
    if (query->tree.explain)
        return SG_OK;
    /* Only now: another version has other sets and, perhaps, another graph. */
    const sg_exec_options options = { .limits = query->options.limits,
                                      .threads = query->options.threads,
                                      .now = query->options.now,
                                      .judge = query->options.judge,
                                      .profile = query->tree.profile,
                                      .reduce = query->options.reduce,
                                      .sets = query->options.sets ? query->options.sets
                                                                  : query->sets,
                                      .among = query->options.among_nodes,
                                      .pool = result->pooled ? &query->pool : NULL,
                                      .changes = query->changes };
    return sg_exec_open(&options, &query->tree, query->graph, parameters, &result->exec, err);
}

sg_status sg_query_run(sg_query *query, sg_value parameters, sg_result **out, sg_error *err)
{
    sg_result *result = calloc(1, sizeof(*result));

    if (!result)
        return sg_fail_memory(err);
    result->query = query;
    result->pooled = !atomic_flag_test_and_set(&query->pool_used);
    sg_status status = begin(result, parameters, err);
    if (status != SG_OK) {
        sg_error_in(err, SG_STR("query"));
        sg_result_close(result);
        return status;
    }
    *out = result;
    return SG_OK;
}

sg_step sg_result_next(sg_result *result, const sg_value **row, sg_error *err)
{
    sg_step step = result->exec ? sg_exec_next_row(result->exec, row, err) : SG_DONE;

    /* What was read of a snapshot that turned out damaged is no answer. */
    if (step != SG_FAIL && check_graph(result->query, err) != SG_OK)
        step = SG_FAIL;
    result->done = step == SG_DONE;
    if (step == SG_FAIL)
        sg_error_in(err, SG_STR("query"));
    return step;
}

uint64_t sg_result_edges_touched(const sg_result *result)
{
    return result->exec ? sg_exec_edges_touched(result->exec) : 0;
}

sg_set_counts sg_result_sets(const sg_result *result)
{
    return result->exec ? sg_exec_sets(result->exec) : (sg_set_counts){ 0 };
}

sg_counters sg_result_counters(const sg_result *result)
{
    return result->exec ? sg_exec_counters(result->exec) : result->counters;
}

void sg_result_close(sg_result *result)
{
    if (!result)
        return;
    if (result->exec)
        sg_exec_close(result->exec);
    if (result->pooled)
        atomic_flag_clear(&result->query->pool_used);
    leave_version(result->query, result->done);
    free(result);
}

static double estimate(const sg_plan *plan)
{
    return plan ? plan->rows + estimate(plan->input) + estimate(plan->right) : 0;
}

double sg_query_estimate(const sg_query *query)
{
    return estimate(query->tree.root);
}

uint64_t sg_query_family(const sg_query *query)
{
    return sg_plan_family(query->tree.root);
}

/* --- what a change touches ------------------------------------------------------------------------- */
bool sg_query_is_local(const sg_query *query, uint32_t column)
{
    const sg_reduction *whole = query->tree.whole;
    uint32_t slot = query->tree.root ? query->tree.root->slots.slots[column] : SG_NO_SLOT;

    for (uint32_t i = 0; whole && i < whole->vertex_count; i++)
        if (whole->vertices[i].slot == slot)
            return sg_statement_passes(query->statement, slot);
    return false;
}

static sg_status find_touched(sg_query *query, uint32_t slot, const struct sg_touched *touched,
                              struct sg_id_set **out, bool *certain, sg_error *err)
{
    const sg_exec_options options = { .limits = query->options.limits,
                                      .now = query->options.now,
                                      .reduce = query->options.reduce,
                                      .sets = query->options.sets };
    sg_exec *exec;

    SG_TRY(sg_exec_open(&options, &query->tree, query->graph, sg_null(), &exec, err));
    sg_status status = sg_exec_touched(exec, slot, touched, out, certain);
    if (status != SG_OK)
        sg_exec_tell(exec, status, err);
    sg_exec_close(exec);
    return status;
}

sg_status sg_query_touched(sg_query *query, uint32_t column, const struct sg_touched *touched,
                           struct sg_id_set **out, bool *certain, sg_error *err)
{
    *certain = query->tree.is_ends;
    return find_touched(query, query->tree.root->slots.slots[column], touched, out, certain,
                        err);
}

sg_status sg_query_subtouched(sg_query *query, const struct sg_touched *touched,
                              struct sg_id_set **out, sg_error *err)
{
    bool certain;

    return find_touched(query, SG_NO_SLOT, touched, out, &certain, err);
}

/* --- profile ----------------------------------------------------------------------------------------- */
sg_status sg_query_profile(const sg_query *query, const sg_result *result,
                           sg_profile_reader *read, void *reader)
{
    return sg_profile_read(query->graph, &query->tree, result->exec, read, reader);
}
