/* test_walk.c - variable length over graphs that are larger than a batch, and deeper than trails are
 * looked through. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/graphs.h"
#include "tests/support/results.h"

/* (0)-[:T]->(1)-[:T]->(2) ... */
static sg_graph *chain(unsigned nodes)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node before = { 0 };
    char key[32];

    for (unsigned i = 0; i < nodes; i++) {
        snprintf(key, sizeof key, "n%u", i);
        sg_build_node node = sg_test_node(builder, key, "N");
        sg_test_set(builder, node, "i", sg_integer(i));
        if (i > 0)
            sg_test_edge(builder, before, "T", node);
        before = node;
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

Test(walk, a_long_chain_is_walked_to_its_end)
{
    sg_graph *graph = chain(3000);

    sg_test_expect_rows(graph, "MATCH ({i: 0})-[e:T*]->(x) RETURN count(*), max(size(e))",
                        "2999 | 2999\n");
    sg_test_expect_rows(graph, "MATCH p = ({i: 0})-[:T*2990..]->(x) RETURN length(p), x.i",
                        "2990 | 2990\n2991 | 2991\n2992 | 2992\n2993 | 2993\n2994 | 2994\n"
                        "2995 | 2995\n2996 | 2996\n2997 | 2997\n2998 | 2998\n2999 | 2999\n");
    sg_test_expect_rows(graph, "MATCH (x {i: 100})<-[:T*40]-(y) RETURN y.i", "60\n");
    sg_graph_free(graph);
}

/* Undirected, a walk must not go back over the relationship it came by: also when trails are bits. */
Test(walk, no_relationship_twice_however_long_the_trail)
{
    sg_graph *graph = chain(100);

    sg_test_expect_rows(graph, "MATCH ({i: 0})-[:T*]-(x) RETURN count(*)", "99\n");
    sg_test_expect_rows(graph, "MATCH ({i: 50})-[:T*]-(x) RETURN count(*)", "99\n");
    sg_test_expect_rows(
        graph, "MATCH ({i: 0})-[:T*60]-(x)-[e:T*]-(y) RETURN count(*), min(y.i)", "39 | 61\n");
    sg_graph_free(graph);
}

/* A hub with more neighbours than fit into a batch. */
Test(walk, a_batch_may_end_anywhere)
{
    enum { LEAVES = 5000 };
    sg_builder *builder = sg_test_builder();
    sg_build_node hub = sg_test_node(builder, "hub", "Hub");
    char key[32];

    for (unsigned i = 0; i < LEAVES; i++) {
        snprintf(key, sizeof key, "n%u", i);
        sg_build_node leaf = sg_test_node(builder, key, "Leaf");
        sg_test_edge(builder, hub, "T", leaf);
        sg_test_edge(builder, leaf, "U", hub);
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    sg_test_expect_rows(graph, "MATCH (:Hub)-[:T*1..1]->(x) RETURN count(DISTINCT x), count(x)",
                        "5000 | 5000\n");
    sg_test_expect_rows(graph, "MATCH (:Hub)-[*2]->(x:Hub) RETURN count(*)", "5000\n");
    sg_test_expect_rows(graph, "MATCH (:Hub)-[:T]->(x)-[:U]->(y)-[:T]->(x) RETURN count(*)",
                        "0\n");
    sg_test_expect_rows(
        graph, "MATCH (h:Hub) OPTIONAL MATCH (h)-[:T]->(x) RETURN count(DISTINCT x)", "5000\n");
    sg_test_expect_rows(
        graph, "MATCH (h:Hub)-[:T]->(x) WHERE NOT (x)-[:U]->(h) RETURN count(x)", "0\n");
    sg_graph_free(graph);
}

Test(walk, a_limit_ends_it_early)
{
    sg_graph *graph = sg_test_graph(
        "(a:N)-[:T]->(b:N)-[:T]->(a), (a)-[:T]->(c:N)-[:T]->(a), (b)-[:T]->(c)-[:T]->(b),"
        "(a)-[:T]->(d:N)-[:T]->(a), (b)-[:T]->(d)-[:T]->(b), (c)-[:T]->(d)-[:T]->(c)");
    sg_test_result all = sg_test_run(graph, "MATCH (a)-[*]->(b) RETURN count(*) > 10000", NULL);
    sg_test_result one = sg_test_run(graph, "MATCH (a)-[*]->(b) RETURN 1 LIMIT 1", NULL);

    cr_expect_eq(all.err.status, SG_OK);
    cr_expect_str_eq(one.text, "1\n");
    cr_expect_lt(one.edges_touched, 500u);
    cr_expect_gt(all.edges_touched, 1000u);
    sg_test_result_free(&all);
    sg_test_result_free(&one);
    sg_graph_free(graph);
}

Test(walk, a_predicate_on_steps_sees_more_than_a_word_of_relationships)
{
    enum { LEAVES = 200 };
    sg_builder *builder = sg_test_builder();
    sg_build_node hub = sg_test_node(builder, "hub", "Hub");
    char key[32];

    for (unsigned i = 0; i < LEAVES; i++) {
        snprintf(key, sizeof key, "n%u", i);
        sg_build_node leaf = sg_test_node(builder, key, "Leaf");
        sg_build_edge edge = sg_test_edge(builder, hub, "T", leaf);
        sg_test_set_edge(builder, edge, "i", sg_integer(i));
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    sg_test_expect_rows(graph, "MATCH (:Hub)-[e:T*1..2 {i: 130}]->(x) RETURN e[0].i", "130\n");
    sg_test_expect_rows(
        graph,
        "MATCH (:Hub)-[e:T*1..2]->(x) WHERE all(s IN e WHERE s.i >= 60 AND s.i < 135) "
        "RETURN count(*), min(e[0].i), max(e[0].i)",
        "75 | 60 | 134\n");
    sg_graph_free(graph);
}
