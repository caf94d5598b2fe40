/* test_exec.c - the interface of an execution: steps, repetition, counts. */
#include <criterion/criterion.h>

#include "tests/support/results.h"

Test(exec, the_end_stays_the_end)
{
    sg_graph *graph = sg_test_graph("(a), (b)");
    sg_error err = { 0 };
    sg_query *query;
    sg_result *result;
    const sg_value *row;

    cr_assert_eq(sg_query_prepare(graph, SG_STR("MATCH (n) RETURN n"), NULL, &query, &err),
                 SG_OK);
    for (int run = 0; run < 2; run++) {
        cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
        cr_expect_eq(sg_result_next(result, &row, &err), SG_ROW);
        cr_expect_eq(row[0].type, SG_TYPE_NODE);
        cr_expect_eq(sg_result_next(result, &row, &err), SG_ROW);
        cr_expect_eq(sg_result_next(result, &row, &err), SG_DONE);
        cr_expect_eq(sg_result_next(result, &row, &err), SG_DONE);
        sg_result_close(result);
    }
    sg_query_free(query);
    sg_graph_free(graph);
}

Test(exec, a_failure_stays_a_failure)
{
    sg_graph *graph = sg_test_graph("");
    sg_error err = { 0 }, again = { 0 };
    sg_query *query;
    sg_result *result;
    const sg_value *row;

    cr_assert_eq(
        sg_query_prepare(graph, SG_STR("UNWIND [1, 0] AS x RETURN 1 / x"), NULL, &query, &err),
        SG_OK);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
    cr_expect_eq(sg_result_next(result, &row, &err), SG_FAIL);
    cr_expect_eq(err.status, SG_ERUNTIME);
    cr_expect_str_eq(err.phase, "runtime");
    cr_expect(err.has_span);
    cr_expect_eq(err.span.begin, 26u);
    cr_expect_eq(sg_result_next(result, &row, &again), SG_FAIL);
    cr_expect_str_eq(again.message, err.message);
    sg_result_close(result);
    sg_query_free(query);
    sg_graph_free(graph);
}

Test(exec, parameters_may_change_between_runs)
{
    sg_graph *graph = sg_test_graph("");
    sg_error err = { 0 };
    sg_query *query;
    sg_result *result;
    const sg_value *row;

    cr_assert_eq(sg_query_prepare(graph, SG_STR("RETURN $x * 2"), NULL, &query, &err), SG_OK);
    for (int64_t x = 1; x < 4; x++) {
        const sg_entry entry = { SG_STR_INIT("x"), sg_integer(x) };
        cr_assert_eq(sg_query_run(query, sg_map(&entry, 1), &result, &err), SG_OK);
        cr_expect_eq(sg_result_next(result, &row, &err), SG_ROW);
        cr_expect_eq(row[0].integer, 2 * x);
        sg_result_close(result);
    }
    cr_expect_neq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
    cr_expect_str_eq(err.detail, "MissingParameter");
    sg_query_free(query);
    sg_graph_free(graph);
}

Test(exec, edges_touched_are_exact_and_repeatable)
{
    sg_graph *graph =
        sg_test_graph("(a:A)-[:T]->(b), (a)-[:T]->(c), (a)-[:U]->(d), (b)-[:T]->(c)");
    sg_test_result typed = sg_test_run(graph, "MATCH (a:A)-[:T]->(x) RETURN x", NULL);
    sg_test_result any = sg_test_run(graph, "MATCH (a:A)-->(x) RETURN x", NULL);
    sg_test_result none = sg_test_run(graph, "MATCH (a:A) RETURN a", NULL);

    cr_expect_eq(typed.edges_touched, 2u);
    cr_expect_eq(any.edges_touched, 3u);
    cr_expect_eq(none.edges_touched, 0u);
    sg_test_result_free(&typed);
    sg_test_result_free(&any);
    sg_test_result_free(&none);
    sg_graph_free(graph);
}

/* What stands behind AND, OR and CASE is not evaluated where it is not needed. */
Test(exec, nothing_fails_that_was_not_needed)
{
    sg_graph *graph = sg_test_graph("");

    sg_test_expect_rows(
        graph,
        "UNWIND [0, 1, 2] AS x RETURN x = 0 OR 2 / x > 1, x <> 0 AND 2 / x > 1, "
        "CASE x WHEN 0 THEN -1 ELSE 10 / x END",
        "true | false | -1\ntrue | true | 10\nfalse | false | 5\n");
    sg_test_expect_rows(graph, "UNWIND [0] AS x WITH x WHERE x > 0 RETURN 1 / x", "");
    sg_test_expect_rows(graph, "RETURN false AND 1 / 0 = 1", "false\n");
    sg_graph_free(graph);
}
