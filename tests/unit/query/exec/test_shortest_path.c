/* test_shortest_path.c - breadth-first search over grids, where all lengths are known. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/graphs.h"
#include "tests/support/results.h"

enum { SIDE = 20 };

/* A square grid; relationships go right and down, so the distance of (x, y) from (0, 0) is x + y and
 * the number of shortest paths is binomial. */
static sg_graph *grid(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node nodes[SIDE][SIDE];
    char key[32];

    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++) {
            snprintf(key, sizeof key, "%d,%d", x, y);
            nodes[x][y] = sg_test_node(builder, key, "N");
            sg_test_set(builder, nodes[x][y], "x", sg_integer(x));
            sg_test_set(builder, nodes[x][y], "y", sg_integer(y));
            if (x > 0)
                sg_test_edge(builder, nodes[x - 1][y], "RIGHT", nodes[x][y]);
            if (y > 0)
                sg_test_edge(builder, nodes[x][y - 1], "DOWN", nodes[x][y]);
        }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

Test(shortest_path, between_two_bound_nodes)
{
    sg_graph *graph = grid();

    sg_test_expect_rows(graph,
                        "MATCH (a {x: 0, y: 0}), (b {x: 19, y: 19}) "
                        "MATCH p = shortestPath((a)-[*]->(b)) "
                        "RETURN length(p), nodes(p)[0] = a, last(nodes(p)) = b",
                        "38 | true | true\n");
    sg_test_expect_rows(graph,
                        "MATCH (a {x: 0, y: 0}), (b {x: 19, y: 19}) "
                        "MATCH p = shortestPath((b)<-[*]-(a)) "
                        "RETURN length(p), nodes(p)[0] = b, last(nodes(p)) = a",
                        "38 | true | true\n");
    sg_test_expect_rows(graph,
                        "MATCH (a {x: 5, y: 5}), (b {x: 2, y: 9}) "
                        "MATCH p = shortestPath((a)-[*]-(b)) RETURN length(p)",
                        "7\n");
    sg_test_expect_rows(graph,
                        "MATCH (a {x: 5, y: 5}), (b {x: 2, y: 9}) "
                        "MATCH p = shortestPath((a)-[*..6]-(b)) RETURN length(p)",
                        "");
    sg_graph_free(graph);
}

/* Every pair: lengths by the searches that continue from row to row. */
Test(shortest_path, many_pairs_with_the_same_start)
{
    sg_graph *graph = grid();

    sg_test_expect_rows(graph,
                        "MATCH (a {x: 0}), (b {y: 19}) MATCH p = shortestPath((a)-[*]->(b)) "
                        "WITH a, b, length(p) AS l WHERE l <> b.x - a.x + b.y - a.y "
                        "RETURN count(*)",
                        "0\n");
    sg_test_expect_rows(graph,
                        "MATCH (a {x: 0}), (b {y: 19}) MATCH p = shortestPath((a)-[*]->(b)) "
                        "RETURN count(*)",
                        "399\n");
    sg_test_expect_rows(graph,
                        "MATCH (b {y: 19}), (a {x: 0}) WITH a, b ORDER BY b.x, a.y "
                        "MATCH p = shortestPath((a)-[*]->(b)) RETURN count(*), sum(length(p))",
                        "399 | 7600\n");
    sg_graph_free(graph);
}

Test(shortest_path, to_whatever_can_be_reached)
{
    sg_graph *graph = grid();

    sg_test_expect_rows(graph,
                        "MATCH p = shortestPath((a {x: 10, y: 10})-[*]->(b:N)) "
                        "RETURN count(*), max(length(p)), "
                        "sum(CASE WHEN length(p) = b.x + b.y - 20 THEN 0 ELSE 1 END)",
                        "99 | 18 | 0\n");
    sg_test_expect_rows(graph,
                        "MATCH p = shortestPath((a {x: 10, y: 10})-[:RIGHT*..3]->(b:N)) "
                        "RETURN b.x, length(p)",
                        "11 | 1\n12 | 2\n13 | 3\n");
    sg_graph_free(graph);
}

Test(shortest_path, all_of_them_are_counted)
{
    sg_graph *graph = grid();

    sg_test_expect_rows(graph,
                        "MATCH (a {x: 0, y: 0}), (b {x: 5, y: 5}) "
                        "MATCH p = allShortestPaths((a)-[*]->(b)) "
                        "RETURN count(p), count(DISTINCT p), min(length(p)), max(length(p))",
                        "252 | 252 | 10 | 10\n");
    sg_test_expect_rows(graph,
                        "MATCH p = allShortestPaths((a {x: 16, y: 16})-[*]->(b:N)) "
                        "RETURN count(p), count(DISTINCT b)",
                        "68 | 15\n");
    sg_graph_free(graph);
}

Test(shortest_path, a_limit_on_rows_ends_the_search)
{
    sg_graph *graph = grid();
    sg_test_result one = sg_test_run(
        graph, "MATCH p = shortestPath((a:N)-[*]->(b:N)) WHERE a <> b RETURN length(p) LIMIT 1",
        NULL);

    cr_expect_str_eq(one.text, "1\n");
    cr_expect_lt(one.edges_touched, 1000u);
    sg_test_result_free(&one);
    sg_graph_free(graph);
}

Test(shortest_path, a_predicate_inside_is_respected)
{
    sg_graph *graph = sg_test_graph(
        "(a:N {i: 0})-[:T {ok: false}]->(d:N {i: 3}), (a)-[:T {ok: true}]->(b:N {i: 1}),"
        "(b)-[:T {ok: true}]->(d)");

    sg_test_expect_rows(
        graph, "MATCH p = shortestPath((a {i: 0})-[:T*]->(d {i: 3})) RETURN length(p)", "1\n");
    sg_test_expect_rows(graph,
                        "MATCH p = shortestPath((a {i: 0})-[:T* {ok: true}]->(d {i: 3})) "
                        "RETURN length(p)",
                        "2\n");
    sg_graph_free(graph);
}
