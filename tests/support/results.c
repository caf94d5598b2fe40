/* results.c - runs queries for tests. */
#include "tests/support/results.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "query/graph_text.h"
#include "tests/support/rows.h"

sg_graph *sg_test_graph(const char *patterns)
{
    sg_graph *graph = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_graph_text(sg_str_of(patterns), &graph, &err), SG_OK, "%s", err.message);
    return graph;
}

sg_test_result sg_test_run_with(const sg_graph *graph, const char *query_text,
                                const sg_query_options *options)
{
    sg_test_result out = { 0 };
    sg_buffer text = { 0 };
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;

    if (sg_query_prepare(graph, sg_str_of(query_text), options, &query, &out.err) == SG_OK &&
        sg_query_run(query, sg_null(), &result, &out.err) == SG_OK) {
        while (sg_result_next(result, &row, &out.err) == SG_ROW) {
            sg_test_row_text(graph, row, sg_query_columns(query), &text);
            sg_buffer_char(&text, '\n');
            out.rows++;
        }
        out.edges_touched = sg_result_edges_touched(result);
        out.sets = sg_result_sets(result);
    }
    sg_result_close(result);
    sg_query_free(query);
    out.text = text.bytes ? text.bytes : strdup("");
    return out;
}

sg_test_result sg_test_run(const sg_graph *graph, const char *query,
                           const sg_query_limits *limits)
{
    const sg_query_options options = { .limits = limits ? *limits : sg_query_limits_default() };
    return sg_test_run_with(graph, query, &options);
}

void sg_test_result_free(sg_test_result *result)
{
    free(result->text);
    result->text = NULL;
}

void sg_test_expect_rows(const sg_graph *graph, const char *query, const char *rows)
{
    sg_test_result result = sg_test_run(graph, query, NULL);

    cr_expect_eq(result.err.status, SG_OK, "%s\n%s", query, result.err.message);
    cr_expect_str_eq(result.text, rows, "%s\nwanted\n%s\ngot\n%s", query, rows, result.text);
    sg_test_result_free(&result);
}
