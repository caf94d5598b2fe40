/* test_limits.c - limits of a statement: told with the operator, and nothing is lost by them. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/support/results.h"

/* Every node to every other. */
static sg_graph *dense(void)
{
    return sg_test_graph(
        "(a:N {i: 1})-[:T]->(b:N {i: 2})-[:T]->(a), (a)-[:T]->(c:N {i: 3})-[:T]->(a),"
        "(b)-[:T]->(c)-[:T]->(b), (a)-[:T]->(d:N {i: 4})-[:T]->(a), (b)-[:T]->(d)-[:T]->(b),"
        "(c)-[:T]->(d)-[:T]->(c), (a)-[:T]->(e:N {i: 5})-[:T]->(a), (b)-[:T]->(e)-[:T]->(b),"
        "(c)-[:T]->(e)-[:T]->(c), (d)-[:T]->(e)-[:T]->(d)");
}

static void expect_limit(const char *query, sg_query_limits limits, const char *words)
{
    sg_graph *graph = dense();
    sg_test_result result = sg_test_run(graph, query, &limits);

    cr_expect_neq(result.err.status, SG_OK, "%s", query);
    cr_expect_str_eq(result.err.type ? result.err.type : "", "LimitError", "%s", query);
    cr_expect_not_null(strstr(result.err.message, words), "%s\n%s", query, result.err.message);
    sg_test_result_free(&result);
    /* The process goes on as if nothing had been. */
    sg_test_expect_rows(graph, "MATCH (n) RETURN count(n)", "5\n");
    sg_graph_free(graph);
}

Test(limits, memory_names_the_operator)
{
    sg_query_limits limits = sg_query_limits_default();

    limits.memory = 2000000;
    expect_limit("MATCH p = (a)-[*]->(b) RETURN collect(p)", limits, "in Aggregate");
    expect_limit("MATCH p = (a)-[*]->(b) RETURN DISTINCT p", limits, "in Distinct");
    expect_limit("MATCH p = (a)-[*]->(b) WITH p ORDER BY length(p) RETURN p", limits,
                 "in Sort");
    expect_limit("UNWIND range(1, 10000000) AS i RETURN i", limits, "in Unwind");
}

Test(limits, time_is_looked_at_inside_of_expansions)
{
    sg_query_limits limits = sg_query_limits_default();

    limits.milliseconds = 20;
    expect_limit("MATCH (a)-[*]->(b {i: 99}) RETURN a", limits, "limit of 20 ms");
    expect_limit("MATCH (a)-[*20..]->(b), (c)-[*20]->(d) RETURN count(*)", limits,
                 "limit of 20 ms");
    expect_limit(
        "MATCH (n) WHERE all(x IN range(1, 1000000) WHERE any(y IN range(1, 1000) WHERE "
        "y < 0) OR x > 0) RETURN count(n)",
        limits, "in Filter");
    expect_limit("MATCH (n) RETURN reduce(s = 0, x IN range(1, 5000000) | s + x)", limits,
                 "in Project");
}

/* There are far too many ways to try them all, but whether there is one is soon known. */
Test(limits, existence_does_not_try_all_ways)
{
    sg_graph *graph = dense();

    sg_test_expect_rows(graph, "MATCH (a) WHERE EXISTS { (a)-[*]->(b {i: 99}) } RETURN a", "");
    sg_test_expect_rows(graph, "MATCH (a) WHERE NOT (a)-[:T*0..]->({i: 99}) RETURN count(a)",
                        "5\n");
    sg_test_expect_rows(
        graph,
        "MATCH (a) WHERE EXISTS { MATCH (a)-[*]->(b) WHERE b.i < 1 AND EXISTS { "
        "(b)-[*]->(c {i: 99}) } } RETURN a",
        "");
    sg_test_expect_rows(graph, "MATCH (a:N {i: 1}) RETURN EXISTS { (a)-[*]->(b {i: 5}) } AS e",
                        "true\n");
    sg_graph_free(graph);
}

Test(limits, depth_and_rows)
{
    sg_query_limits limits = sg_query_limits_default();

    limits.path_depth = 4;
    expect_limit("MATCH (a)-[*]->(b) RETURN count(*)", limits, "limit of 4, in Walk");
    limits = sg_query_limits_default();
    limits.rows = 10;
    expect_limit("MATCH (a)-[*2]->(b) RETURN a", limits, "more rows than its limit of 10");
}

/* Every allocation of an execution fails at some limit: each time the statement ends with its error,
 * and under the address sanitizer no byte is lost. */
Test(limits, whatever_allocation_fails_it_ends_well)
{
    static const char *const queries[] = {
        "MATCH (a)-[e:T*1..2]->(b) WITH a, collect(b.i) AS l ORDER BY a.i DESC "
        "RETURN a, [x IN l WHERE x > 1 | toString(x)] LIMIT 3",
        "MATCH p = allShortestPaths((a {i: 1})-[*]->(b)) RETURN p, length(p) ORDER BY "
        "length(p)",
        "MATCH (a {i: 1}), (b {i: 5}) MATCH p = shortestPath((a)-[*]->(b)) RETURN p",
        "MATCH (a) OPTIONAL MATCH (a)-[:T]->(b {i: 2}) RETURN DISTINCT a, b, {k: a.i, l: [1, "
        "a.i]}",
        "MATCH (a) WHERE EXISTS { (a)-->({i: 3}) } RETURN a.i, COUNT { (a)-->() }, "
        "[(a)-->(x) | x.i]",
        "UNWIND range(1, 3000) AS i WITH i, toString(i) AS s "
        "RETURN i % 7 AS k, count(DISTINCT s), max(s), reduce(t = '', x IN ['a', 'b'] | t + x)",
        "MATCH (a), (b) CALL (a, b) { MATCH (a)-->(c)-->(b) RETURN c UNION MATCH (c) RETURN c "
        "} "
        "RETURN count(c), CASE WHEN count(*) > 3 THEN 'many' ELSE 'few' END",
        "MATCH (a) WHERE a.i =~ '[0-9]+' OR toString(a.i) CONTAINS '1' RETURN a {.i, .*, x: 1}",
    };
    sg_graph *graph = dense();

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        sg_query_limits limits = sg_query_limits_default();
        sg_test_result whole = sg_test_run(graph, queries[i], NULL);
        bool enough = false;
        cr_assert_eq(whole.err.status, SG_OK, "%s\n%s", queries[i], whole.err.message);
        for (limits.memory = 4096; !enough; limits.memory += limits.memory / 64) {
            sg_test_result result = sg_test_run(graph, queries[i], &limits);
            enough = result.err.status == SG_OK;
            if (enough)
                cr_expect_str_eq(result.text, whole.text, "%s", queries[i]);
            else
                cr_expect(result.err.status == SG_ENOMEM || result.err.status == SG_ELIMIT,
                          "%s\n%zu bytes: %s", queries[i], limits.memory, result.err.message);
            sg_test_result_free(&result);
        }
        sg_test_result_free(&whole);
    }
    sg_graph_free(graph);
}

Test(limits, a_statement_may_not_be_too_deep)
{
    sg_buffer query = { 0 };
    sg_graph *graph = sg_test_graph("");

    sg_buffer_text(&query, "WITH 0 AS a ");
    for (int i = 0; i < 4000; i++)
        sg_buffer_text(&query, "WITH a + 1 AS a ");
    sg_buffer_text(&query, "RETURN a");
    sg_test_result result = sg_test_run(graph, query.bytes, NULL);
    cr_expect_str_eq(result.err.type ? result.err.type : "", "LimitError");
    sg_test_result_free(&result);
    sg_buffer_free(&query);
    sg_graph_free(graph);
}
