/* test_dense.c - all paths of a dense graph of 10,000 relationships: more than any machine can hold.
 *
 * A hundred nodes, each with a relationship to every node and to itself.  What asks for all trails of
 * it ends at one of its limits, with an error that says which and where, and the next statement finds
 * everything as it was.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/graphs.h"
#include "tests/support/results.h"

enum { NODES = 100 };

static sg_graph *graph;

static void begin(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node nodes[NODES];

    for (unsigned i = 0; i < NODES; i++) {
        char key[16];
        snprintf(key, sizeof key, "n%u", i);
        nodes[i] = sg_test_node(builder, key, "N");
        sg_test_set(builder, nodes[i], "i", sg_integer(i));
    }
    for (unsigned i = 0; i < NODES; i++)
        for (unsigned j = 0; j < NODES; j++)
            sg_test_edge(builder, nodes[i], "T", nodes[j]);
    graph = sg_test_freeze(builder);
    sg_builder_free(builder);
}

static void end(void)
{
    sg_graph_free(graph);
}

TestSuite(dense, .init = begin, .fini = end);

static void expect_limit(const char *query, sg_query_limits limits, const char *words)
{
    sg_test_result result = sg_test_run(graph, query, &limits);

    cr_expect_str_eq(result.err.type ? result.err.type : "", "LimitError", "%s", query);
    cr_expect_str_eq(result.err.detail ? result.err.detail : "", "LimitReached", "%s", query);
    cr_expect_not_null(strstr(result.err.message, words), "%s\n%s", query, result.err.message);
    sg_test_result_free(&result);
    sg_test_expect_rows(graph, "MATCH ()-[e]->() RETURN count(e)", "10000\n");
}

Test(dense, memory_ends_it)
{
    sg_query_limits limits = sg_query_limits_default();

    limits.memory = (size_t)32 << 20;
    expect_limit("MATCH p = (a)-[*]->(b) RETURN collect(p)", limits,
                 "more memory than its limit of 33554432 bytes, in ");
    expect_limit("MATCH p = (a)-[*]->(b) RETURN DISTINCT p", limits, "more memory");
    expect_limit("MATCH (a)-[r*]->(b) WITH r ORDER BY size(r) RETURN r", limits, "more memory");
}

Test(dense, time_ends_it)
{
    sg_query_limits limits = sg_query_limits_default();

    limits.milliseconds = 50;
    expect_limit("MATCH p = (a)-[*]->(b) RETURN count(p)", limits,
                 "ran longer than its limit of 50 ms, in ");
    expect_limit("MATCH (a)-[*]->(b) RETURN count(*)", limits, "in Walk");
}

Test(dense, rows_and_depth_end_it)
{
    sg_query_limits limits = sg_query_limits_default();

    limits.rows = 20;
    expect_limit("MATCH p = (a)-[*]->(b) RETURN p", limits,
                 "more rows than its limit of 20, in ");
    limits = sg_query_limits_default();
    limits.path_depth = 50;
    expect_limit("MATCH p = (a)-[*]->(b) RETURN count(p)", limits, "limit of 50, in Walk");
}

Test(dense, what_needs_no_paths_is_answered)
{
    sg_test_expect_rows(graph, "MATCH (a {i: 1})-[*1..2]->(b) RETURN count(DISTINCT b)",
                        "100\n");
    sg_test_expect_rows(graph,
                        "MATCH p = shortestPath((a {i: 1})-[*]->(b {i: 7})) "
                        "RETURN length(p)",
                        "1\n");
}
