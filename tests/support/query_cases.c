/* query_cases.c - reads language tests and runs them through the library. */
#include "tests/support/query_cases.h"

#include <stdlib.h>
#include <string.h>

#include "engine/delta.h"
#include "engine/json.h"
#include "query/graph_text.h"
#include "query/session.h"
#include "tests/support/rows.h"

/* --- reading --------------------------------------------------------------------------------------- */
/* Joins a further line to a text. */
static sg_str join(sg_arena *arena, sg_str before, sg_str more)
{
    if (before.length == 0)
        return more;
    return sg_arena_format(arena, "%.*s\n%.*s", SG_FMT(before), SG_FMT(more));
}

static const char *add_row(sg_query_case *out, sg_str row)
{
    out->has_rows = true;
    if (sg_str_equal(row, SG_STR("(none)")))
        return NULL;
    if (out->row_count == SG_CASE_ROWS)
        return "too many rows";
    out->rows[out->row_count++] = row;
    return NULL;
}

static const char *set_limit(sg_query_case *out, sg_str text)
{
    sg_str rest;
    sg_str name = sg_str_cut(text, ' ', &rest);
    int64_t value;

    if (!sg_str_to_int64(sg_str_trim(rest), &value) || value < 0)
        return "a limit is a number";
    if (sg_str_equal(name, SG_STR("memory")))
        out->limits.memory = (size_t)value;
    else if (sg_str_equal(name, SG_STR("rows")))
        out->limits.rows = (uint64_t)value;
    else if (sg_str_equal(name, SG_STR("milliseconds")))
        out->limits.milliseconds = (uint64_t)value;
    else if (sg_str_equal(name, SG_STR("depth")))
        out->limits.path_depth = (uint32_t)value;
    else
        return "there is no such limit";
    return NULL;
}

/* A statement that runs before the query. */
static const char *add_before(sg_query_case *out, sg_str text, bool fails, bool more,
                              sg_arena *arena)
{
    if (more && out->before_count > 0) {
        sg_case_before *last = &out->before[out->before_count - 1];
        last->text = join(arena, last->text, text);
        return NULL;
    }
    if (out->before_count == SG_CASE_BEFORE)
        return "too many statements before the query";
    out->before[out->before_count++] = (sg_case_before){ text, fails };
    return NULL;
}

/* Takes a line that begins, or goes on, with what `word` says. */
static const char *take(sg_query_case *out, sg_str word, sg_str text, bool more,
                        sg_arena *arena)
{
    if (sg_str_equal(word, SG_STR("graph"))) {
        bool none = sg_str_equal(text, SG_STR("(none)"));
        out->graph = none ? SG_STR("") : more ? join(arena, out->graph, text) : text;
    } else if (sg_str_equal(word, SG_STR("query"))) {
        out->query = join(arena, out->query, text);
    } else if (sg_str_equal(word, SG_STR("rows"))) {
        return add_row(out, text);
    } else if (sg_str_equal(word, SG_STR("columns"))) {
        out->columns = text;
    } else if (sg_str_equal(word, SG_STR("ordered"))) {
        out->ordered = true;
    } else if (sg_str_equal(word, SG_STR("params"))) {
        out->params = join(arena, out->params, text);
    } else if (sg_str_equal(word, SG_STR("defines"))) {
        out->defines = join(arena, out->defines, text);
    } else if (sg_str_equal(word, SG_STR("error"))) {
        out->error = text;
    } else if (sg_str_equal(word, SG_STR("write")) || sg_str_equal(word, SG_STR("fails"))) {
        return add_before(out, text, sg_str_equal(word, SG_STR("fails")), more, arena);
    } else if (sg_str_equal(word, SG_STR("counts"))) {
        out->has_counts = true;
        out->counts = text;
    } else if (sg_str_equal(word, SG_STR("limit"))) {
        return set_limit(out, text);
    } else if (sg_str_equal(word, SG_STR("explain"))) {
        if (out->plan_count == SG_CASE_PLANS)
            return "too many words of the plan";
        out->plans[out->plan_count++] = text;
    } else {
        return "a line begins with a word that means nothing";
    }
    return NULL;
}

static bool is_white(char byte)
{
    return byte == ' ' || byte == '\t';
}

bool sg_query_case_next(sg_str text, size_t *offset, unsigned *line, sg_arena *arena,
                        sg_query_case *out, const char **problem)
{
    sg_str word = { 0 };

    *out = (sg_query_case){ .graph = out->graph, .limits = sg_query_limits_default() };
    *problem = NULL;
    while (*offset < text.length) {
        sg_str rest;
        sg_str left = sg_str_slice(text, *offset, text.length);
        sg_str full = sg_str_cut(left, '\n', &rest);
        *offset += full.length + 1;
        ++*line;
        sg_str content = sg_str_trim(full);
        if (content.length == 0) {
            if (out->query.length > 0)
                return true;
            continue;
        }
        if (content.bytes[0] == '#')
            continue;
        bool more = is_white(full.bytes[0]);
        if (!more) {
            word = sg_str_cut(content, ' ', &rest);
            content = sg_str_trim(rest);
        }
        if (sg_str_equal(word, SG_STR("query")) && out->query.length == 0)
            out->line = *line;
        *problem = take(out, word, content, more, arena);
        if (*problem)
            return true;
    }
    return out->query.length > 0;
}

/* --- running --------------------------------------------------------------------------------------- */
/* Cells with one space around each bar, however the test has aligned them. */
static void tidy(sg_str row, sg_buffer *out)
{
    bool first = true;

    while (row.length > 0) {
        size_t bar = sg_str_find(row, SG_STR(" |"), 0);
        sg_str cell = sg_str_slice(row, 0, bar == SIZE_MAX ? row.length : bar);
        sg_buffer_text(out, first ? "" : " | ");
        sg_buffer_add(out, sg_str_trim(cell));
        first = false;
        row = sg_str_slice(row, bar == SIZE_MAX ? row.length : bar + 2, row.length);
    }
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

typedef struct lines {
    char **items;
    size_t count;
} lines;

static void add_line(lines *all, sg_buffer *text)
{
    char **items = realloc(all->items, (all->count + 1) * sizeof *items);

    if (!items)
        abort();
    all->items = items;
    all->items[all->count++] = text->bytes ? text->bytes : strdup("");
}

static void free_lines(lines *all)
{
    for (size_t i = 0; i < all->count; i++)
        free(all->items[i]);
    free(all->items);
}

static void report_lines(const char *title, const lines *all, sg_buffer *report)
{
    sg_buffer_format(report, "  %s\n", title);
    for (size_t i = 0; i < all->count; i++)
        sg_buffer_format(report, "    %s\n", all->items[i]);
}

static void compare_rows(const sg_query_case *test, lines *got, sg_buffer *report)
{
    lines wanted = { 0 };
    bool same;

    for (uint32_t i = 0; i < test->row_count; i++) {
        sg_buffer text = { 0 };
        tidy(test->rows[i], &text);
        add_line(&wanted, &text);
    }
    if (!test->ordered && got->count > 0)
        qsort(got->items, got->count, sizeof *got->items, by_text);
    if (!test->ordered && wanted.count > 0)
        qsort(wanted.items, wanted.count, sizeof *wanted.items, by_text);
    same = got->count == wanted.count;
    for (size_t i = 0; same && i < got->count; i++)
        same = strcmp(got->items[i], wanted.items[i]) == 0;
    if (!same) {
        report_lines("wanted", &wanted, report);
        report_lines("got", got, report);
    }
    free_lines(&wanted);
}

static void compare_columns(const sg_query_case *test, const sg_query *query, sg_buffer *report)
{
    sg_buffer got = { 0 }, wanted = { 0 };

    for (uint32_t i = 0; i < sg_query_columns(query); i++) {
        sg_buffer_text(&got, i ? " | " : "");
        sg_buffer_add(&got, sg_query_column_name(query, i));
    }
    tidy(test->columns, &wanted);
    if (!sg_str_equal(sg_buffer_str(&got), sg_buffer_str(&wanted)))
        sg_buffer_format(report, "  columns are `%s`\n", got.bytes);
    sg_buffer_free(&got);
    sg_buffer_free(&wanted);
}

static void compare_plan(const sg_query_case *test, const sg_query *query, sg_buffer *report)
{
    sg_buffer plan = { 0 };

    sg_query_explain(query, &plan);
    for (uint32_t i = 0; i < test->plan_count; i++)
        if (sg_str_find(sg_buffer_str(&plan), test->plans[i], 0) == SIZE_MAX)
            sg_buffer_format(report, "  `%.*s` is not in the plan\n%s", SG_FMT(test->plans[i]),
                             plan.bytes);
    sg_buffer_free(&plan);
}

static void compare_counts(const sg_query_case *test, sg_counters counters, sg_buffer *report)
{
    const struct {
        const char *name;
        uint64_t count;
    } all[] = { { "nodes_created", counters.nodes_created },
                { "nodes_deleted", counters.nodes_deleted },
                { "relationships_created", counters.relationships_created },
                { "relationships_deleted", counters.relationships_deleted },
                { "properties_set", counters.properties_set },
                { "labels_added", counters.labels_added },
                { "labels_removed", counters.labels_removed },
                { "indexes_added", counters.indexes_added },
                { "indexes_removed", counters.indexes_removed } };
    sg_buffer got = { 0 };

    for (size_t i = 0; i < SG_COUNT(all); i++)
        if (all[i].count > 0)
            sg_buffer_format(&got, "%s%s %llu", got.length ? " " : "", all[i].name,
                             (unsigned long long)all[i].count);
    if (test->has_counts && !sg_str_equal(sg_buffer_str(&got), test->counts))
        sg_buffer_format(report, "  counts are `%s`\n", got.bytes ? got.bytes : "");
    sg_buffer_free(&got);
}

/* What a case runs on: a graph that is read, or a session. */
typedef struct ground {
    const sg_graph *graph;
    sg_session *session;
    sg_value params;
    const sg_procedures *procedures;
    sg_reduce reduce;
} ground;

static sg_status prepare(const sg_query_case *test, const ground *on, sg_str text,
                         sg_query **out, sg_error *err)
{
    const sg_query_options options = { .limits = test->limits,
                                       .now = 1700000000,
                                       .procedures = on->procedures,
                                       .reduce = on->reduce };

    return on->session ? sg_session_prepare(on->session, text, &options, out, err)
                       : sg_query_prepare(on->graph, text, &options, out, err);
}

/* Runs a statement for its effects. */
static void run_before(const sg_query_case *test, const ground *on, sg_case_before before,
                       sg_buffer *report)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    sg_error err = { 0 };
    const sg_value *row;

    if (prepare(test, on, before.text, &query, &err) == SG_OK &&
        sg_query_run(query, on->params, &result, &err) == SG_OK)
        while (sg_result_next(result, &row, &err) == SG_ROW)
            ;
    sg_result_close(result);
    sg_query_free(query);
    if ((err.status != SG_OK) != before.fails)
        sg_buffer_format(report, "  `%.*s`: %s\n", SG_FMT(before.text),
                         before.fails ? "does not fail" : err.message);
}

/* Runs the query; the failure, if any, is in `err`. */
static void run(const sg_query_case *test, const ground *on, sg_buffer *report, lines *got,
                sg_error *err)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;

    if (prepare(test, on, test->query, &query, err) != SG_OK)
        return;
    if (test->columns.length > 0)
        compare_columns(test, query, report);
    if (on->reduce != SG_REDUCE_ALWAYS && (on->session || sg_graph_is_frozen(on->graph)))
        compare_plan(test, query, report);
    if (sg_query_run(query, on->params, &result, err) == SG_OK) {
        while (sg_result_next(result, &row, err) == SG_ROW) {
            sg_buffer text = { 0 };
            sg_test_row_text(sg_query_graph(query), row, sg_query_columns(query), &text);
            add_line(got, &text);
        }
        compare_counts(test, sg_result_counters(result), report);
    }
    sg_result_close(result);
    sg_query_free(query);
}

static void judge(const sg_query_case *test, const sg_error *err, lines *got, sg_buffer *report)
{
    sg_buffer text = { 0 };

    if (err->status != SG_OK)
        sg_buffer_format(&text, "%s %s", err->type ? err->type : "?",
                         err->detail ? err->detail : "?");
    if (!sg_str_equal(sg_buffer_str(&text), test->error))
        sg_buffer_format(report, "  error is `%s` (%s)\n", text.bytes ? text.bytes : "",
                         err->message);
    else if (err->status == SG_OK)
        compare_rows(test, got, report);
    if (!test->has_rows && test->error.length == 0)
        sg_buffer_text(report, "  the test states neither rows nor an error\n");
    sg_buffer_free(&text);
}

static void run_on(const sg_query_case *test, const ground *on, sg_buffer *report)
{
    sg_error err = { 0 };
    lines got = { 0 };

    for (uint32_t i = 0; i < test->before_count; i++)
        run_before(test, on, test->before[i], report);
    run(test, on, report, &got, &err);
    judge(test, &err, &got, report);
    free_lines(&got);
}

/* Changes most nodes and relationships, and changes them back: they are read from the changes then.
 * Takes the graph. */
static sg_graph *shake(sg_graph *graph)
{
    sg_graph *changed = NULL;
    sg_key key;

    if (sg_delta_open(graph, &changed) != SG_OK ||
        sg_delta_key(changed, SG_STR("shaken"), &key) != SG_OK)
        abort();
    for (uint32_t id = 0; id < sg_graph_nodes(changed); id++)
        for (int back = 0; back < 2 && id % 4 != 3; back++)
            if (sg_delta_set(changed, (sg_node){ id }, key, back ? sg_null() : sg_integer(1)) !=
                SG_OK)
                abort();
    for (uint32_t id = 0; id < sg_graph_edges(changed); id++)
        for (int back = 0; back < 2 && id % 4 != 3; back++)
            if (sg_delta_set_edge(changed, (sg_edge){ id }, key,
                                  back ? sg_null() : sg_integer(1)) != SG_OK)
                abort();
    return changed;
}

static void run_noting(const sg_query_case *test, const ground *on, const char *note,
                       sg_buffer *report)
{
    size_t before = report->length;

    run_on(test, on, report);
    if (report->length > before)
        sg_buffer_text(report, note);
}

/* Takes the graph. */
static void run_in_session(const sg_query_case *test, sg_graph *graph, ground on,
                           sg_buffer *report)
{
    if (sg_session_new(graph, &on.session, NULL) != SG_OK)
        abort();
    run_on(test, &on, report);
    sg_session_free(on.session);
}

/* Takes the graph. */
static void run_thrice(const sg_query_case *test, sg_graph *graph, ground on, sg_buffer *report)
{
    on.graph = graph;
    run_on(test, &on, report);
    on.reduce = SG_REDUCE_ALWAYS;
    run_noting(test, &on, "  (with sets wherever they are legal)\n", report);
    on.graph = graph = shake(graph);
    run_noting(test, &on, "  (the same on the changed graph)\n", report);
    sg_graph_free(graph);
}

static sg_status define(sg_str json, sg_arena *arena, sg_procedures *procedures, sg_error *err)
{
    sg_value definition;

    if (json.length == 0)
        return SG_OK;
    SG_TRY(sg_json_parse(json, arena, &definition, err));
    return sg_procedures_define(procedures, definition, err);
}

void sg_query_case_run(const sg_query_case *test, sg_buffer *report)
{
    sg_error err = { 0 };
    sg_graph *graph = NULL;
    sg_arena *arena = NULL;
    sg_procedures *procedures = NULL;
    ground on = { .params = sg_null() };

    if (sg_arena_new(0, &arena) != SG_OK || sg_procedures_new(&procedures, &err) != SG_OK)
        abort();
    on.procedures = procedures;
    if (sg_graph_text(test->graph, &graph, &err) != SG_OK ||
        define(test->defines, arena, procedures, &err) != SG_OK ||
        (test->params.length &&
         sg_json_parse(test->params, arena, &on.params, &err) != SG_OK)) {
        sg_buffer_format(report, "  the test is wrong: %s\n", err.message);
        sg_graph_free(graph);
    } else if (test->before_count > 0 || test->has_counts) {
        run_in_session(test, graph, on, report);
    } else {
        run_thrice(test, graph, on, report);
    }
    sg_procedures_free(procedures);
    sg_arena_free(arena);
}
