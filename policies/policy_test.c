/* policy_test.c - what a policy promises, tried: its columns, and the small graphs it carries. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/json.h"
#include "policies/check.h"
#include "policies/columns.h"
#include "policies/rule.h"
#include "query/graph_text.h"

enum {
    FAILURE_BYTES = 1024,
    /* When tests take place: 2026-01-01, so that "older than 90 days" has a fixed meaning. */
    TEST_NOW = 1767225600,
};

static sg_status bind(const sg_policy *policy, const sg_graph *graph, sg_query **query,
                      sg_error *err)
{
    sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_policy_columns columns;
    SG_TRY(sg_policy_prepare(policy, graph, &options, query, err));
    return sg_policy_columns_bind(policy, *query, &columns, err);
}

sg_status sg_policy_lint(const sg_policy *policy, sg_error *err)
{
    sg_graph *graph = NULL;
    sg_query *query = NULL;
    SG_TRY(sg_graph_text(SG_STR(""), &graph, err));
    sg_status status = bind(policy, graph, &query, err);
    sg_query_free(query);
    query = NULL;
    if (status == SG_OK && policy->applies.length > 0) {
        sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
        status = sg_rule_prepare_scope(policy, graph, &options, &query, err);
        sg_query_free(query);
    }
    sg_graph_free(graph);
    return status;
}

/* A value as a test writes it: the id of a node, else its JSON without quotes. */
static void shown(const sg_graph *graph, sg_value value, sg_arena *arena, sg_buffer *out)
{
    if (value.type == SG_TYPE_NODE)
        sg_buffer_add(out, sg_resource_of(graph, value.node, arena).id);
    else if (value.type == SG_TYPE_STRING)
        sg_buffer_add(out, sg_value_str(value));
    else
        sg_json_write(value, out);
}

/* The columns that the expectation names, as "vm=i-1 b=cards" in its order of keys. */
static sg_str row_text(const sg_graph *graph, const sg_query *query, const sg_yaml *expected,
                       const sg_value *row, sg_arena *arena)
{
    sg_buffer text = { .length = 0 };
    for (const sg_yaml *item = expected->items; item; item = item->next) {
        for (uint32_t i = 0; i < sg_query_columns(query); i++) {
            if (!sg_str_equal(sg_query_column_name(query, i), item->key))
                continue;
            sg_buffer_format(&text, "%.*s=", SG_FMT(item->key));
            shown(graph, row[i], arena, &text);
            sg_buffer_char(&text, ' ');
        }
    }
    sg_str copy = sg_arena_copy(arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return copy;
}

static sg_str expected_text(const sg_yaml *expected, sg_arena *arena)
{
    sg_buffer text = { .length = 0 };
    for (const sg_yaml *item = expected->items; item; item = item->next)
        sg_buffer_format(&text, "%.*s=%.*s ", SG_FMT(item->key), SG_FMT(item->scalar));
    sg_str copy = sg_arena_copy(arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return copy;
}

static int by_text(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

typedef SG_ARRAY(sg_str) texts;

static void join(const texts *rows, sg_buffer *out)
{
    if (rows->count == 0)
        sg_buffer_text(out, "no row");
    for (size_t i = 0; i < rows->count; i++)
        sg_buffer_format(out, "%s%.*s", i ? "; " : "", SG_FMT(rows->items[i]));
}

/* Compares the two bags of rows; duplicates among the found ones are one path seen twice. */
static void compare(texts *found, texts *wanted, char failure[FAILURE_BYTES])
{
    size_t kept = 0;
    if (found->count > 0)
        qsort(found->items, found->count, sizeof(sg_str), by_text);
    if (wanted->count > 0)
        qsort(wanted->items, wanted->count, sizeof(sg_str), by_text);
    for (size_t i = 0; i < found->count; i++)
        if (kept == 0 || !sg_str_equal(found->items[kept - 1], found->items[i]))
            found->items[kept++] = found->items[i];
    found->count = kept;
    bool same = found->count == wanted->count;
    for (size_t i = 0; same && i < found->count; i++)
        same = sg_str_equal(found->items[i], wanted->items[i]);
    failure[0] = '\0';
    if (same)
        return;
    sg_buffer text = { .length = 0 };
    sg_buffer_text(&text, "found ");
    join(found, &text);
    sg_buffer_text(&text, ", expected ");
    join(wanted, &text);
    snprintf(failure, FAILURE_BYTES, "%.*s", SG_FMT(sg_buffer_str(&text)));
    sg_buffer_free(&text);
}

/* All rows are shown by the columns of the first expected row, or by `primary` when none is. */
static sg_status collect_found(const sg_policy *policy, const sg_policy_test *test,
                               const sg_graph *graph, sg_query *query, sg_arena *arena,
                               texts *found, sg_error *err)
{
    sg_yaml primary = { .key = policy->primary };
    sg_yaml fallback = { .kind = SG_YAML_MAPPING, .items = &primary };
    const sg_yaml *shape = test->expect->items ? test->expect->items : &fallback;
    sg_result *result = NULL;
    const sg_value *row;
    SG_TRY(sg_query_run(query, sg_null(), &result, err));
    sg_step step;
    sg_status status = SG_OK;
    while (status == SG_OK && (step = sg_result_next(result, &row, err)) != SG_DONE) {
        sg_str text = { NULL, 0 };
        if (step == SG_FAIL)
            status = err ? err->status : SG_ERUNTIME;
        else if (!(text = row_text(graph, query, shape, row, arena)).bytes ||
                 sg_array_push(found, text) != SG_OK)
            status = sg_fail_memory(err);
    }
    sg_result_close(result);
    return status;
}

static sg_status run_test(const sg_policy *policy, const sg_policy_test *test,
                          const sg_graph *graph, sg_arena *arena, char failure[FAILURE_BYTES],
                          sg_error *err)
{
    texts found = { .count = 0 }, wanted = { .count = 0 };
    sg_query *query = NULL;
    sg_query_options options = { .limits = sg_query_limits_default(), .now = TEST_NOW };
    sg_status status = sg_policy_prepare(policy, graph, &options, &query, err);
    if (status == SG_OK)
        status = collect_found(policy, test, graph, query, arena, &found, err);
    for (const sg_yaml *item = test->expect->items; status == SG_OK && item;
         item = item->next) {
        sg_str text = expected_text(item, arena);
        if (!text.bytes || sg_array_push(&wanted, text) != SG_OK)
            status = sg_fail_memory(err);
    }
    if (status == SG_OK)
        compare(&found, &wanted, failure);
    sg_array_free(&found);
    sg_array_free(&wanted);
    sg_query_free(query);
    return status;
}

/* --- what the rule says of resources that do not fail ------------------------------------------- */
static sg_status expect_verdict(const sg_graph *graph, const sg_rule_findings *findings,
                                sg_rule_verdict verdict, sg_yaml_texts ids, const char *what,
                                sg_arena *arena, char failure[FAILURE_BYTES], sg_error *err)
{
    texts found = { .count = 0 }, wanted = { .count = 0 };
    sg_status status = SG_OK;
    for (uint32_t i = 0; status == SG_OK && i < findings->count; i++) {
        if (findings->items[i].verdict != verdict)
            continue;
        sg_str id = sg_resource_of(graph, findings->items[i].node, arena).id;
        sg_str text = sg_arena_format(arena, "%s=%.*s ", what, SG_FMT(id));
        status = text.bytes ? sg_array_push(&found, text) : SG_ENOMEM;
    }
    for (uint32_t i = 0; status == SG_OK && i < ids.count; i++) {
        sg_str text = sg_arena_format(arena, "%s=%.*s ", what, SG_FMT(ids.items[i]));
        status = text.bytes ? sg_array_push(&wanted, text) : SG_ENOMEM;
    }
    if (status == SG_OK)
        compare(&found, &wanted, failure);
    sg_array_free(&found);
    sg_array_free(&wanted);
    return status == SG_OK ? SG_OK : sg_fail_memory(err);
}

static sg_status run_verdicts(const sg_policy *policy, const sg_policy_test *test,
                              const sg_graph *graph, sg_arena *arena,
                              char failure[FAILURE_BYTES], sg_error *err)
{
    sg_query_options options = { .limits = sg_query_limits_default(), .now = TEST_NOW };
    sg_rule_findings findings;
    SG_TRY(sg_rule_evaluate(policy, graph, &options, arena, &findings, err));
    if (test->asks_passes)
        SG_TRY(expect_verdict(graph, &findings, SG_RULE_PASS, test->passes, "passes", arena,
                              failure, err));
    if (test->asks_unknown && !failure[0])
        SG_TRY(expect_verdict(graph, &findings, SG_RULE_UNKNOWN, test->unknown, "unknown",
                              arena, failure, err));
    return SG_OK;
}

/* An error in the test's graph points into the policy's file. */
static sg_status build_graph(const sg_policy *policy, const sg_policy_test *test,
                             sg_graph **out, sg_error *err)
{
    sg_error inner = { .status = SG_OK };
    sg_status status = sg_graph_text(test->graph, out, &inner);
    if (status != SG_OK && err && err->status == SG_OK) {
        *err = inner;
        err->span.begin = sg_yaml_offset(&policy->source, test->graph_node, inner.span.begin);
        err->span.end = sg_yaml_offset(&policy->source, test->graph_node, inner.span.end);
    }
    return status;
}

sg_status sg_policy_test_run(const sg_policy *policy, sg_policy_test_report *report, void *user,
                             sg_error *err)
{
    for (const sg_policy_test *test = policy->tests; test; test = test->next) {
        char failure[FAILURE_BYTES] = "";
        sg_graph *graph = NULL;
        sg_arena *arena = NULL;
        if (sg_arena_new(0, &arena) != SG_OK)
            return sg_fail_memory(err);
        sg_status status = build_graph(policy, test, &graph, err);
        if (status == SG_OK)
            status = run_test(policy, test, graph, arena, failure, err);
        if (status == SG_OK && !failure[0] && (test->asks_passes || test->asks_unknown))
            status = run_verdicts(policy, test, graph, arena, failure, err);
        sg_graph_free(graph);
        sg_arena_free(arena);
        SG_TRY(status);
        report(user, policy, test, failure[0] ? failure : NULL);
    }
    return SG_OK;
}
