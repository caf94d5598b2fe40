/* test_reduction_cost.c - rows ask for sets where these cost less than going on, and not otherwise. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/graphs.h"
#include "tests/support/results.h"

enum { CLUSTERS = 300, PODS = 100, IMAGES = 100, FIRST_PODS = 25000 };

static sg_build_node add(sg_builder *builder, const char *label, unsigned group, unsigned k)
{
    char key[32];

    snprintf(key, sizeof key, "%s-%u-%u", label, group, k);
    sg_build_node node = sg_test_node(builder, key, label);
    sg_test_set(builder, node, "k", sg_integer(k));
    return node;
}

/* Clusters with that many pods, the first with `first`, each of which runs one of the images. */
static sg_graph *make_graph(unsigned first, unsigned others)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node images[IMAGES];

    for (unsigned i = 0; i < IMAGES; i++)
        images[i] = add(builder, "Image", 0, i);
    for (unsigned i = 0; i < CLUSTERS; i++) {
        sg_build_node cluster = add(builder, "Cluster", 0, i);
        for (unsigned k = 0; k < (i ? others : first); k++) {
            sg_build_node pod = add(builder, "Pod", i, k);
            sg_test_edge(builder, cluster, "OWNS", pod);
            sg_test_edge(builder, pod, "RUNS", images[k % IMAGES]);
        }
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

static sg_set_counts sets_of(const sg_graph *graph, const char *text, const char *rows)
{
    const sg_query_options options = { .limits = sg_query_limits_default() };
    sg_test_result result = sg_test_run_with(graph, text, &options);

    cr_assert_eq(result.err.status, SG_OK, "%s: %s", text, result.err.message);
    cr_expect_str_eq(result.text, rows, "%s", text);
    free(result.text);
    return result.sets;
}

Test(reduction_cost, what_is_nearly_over_goes_on)
{
    sg_graph *graph = make_graph(PODS, PODS);

    /* 30,000 relationships are followed once; 10,000 are left when sets come into question. */
    sg_set_counts sets = sets_of(
        graph, "MATCH (c:Cluster)-[:OWNS]->(p:Pod) WHERE p.k + 0 = -1 RETURN c.k, p.k", "");
    cr_expect_eq(sets.narrowed, 0);
    sg_graph_free(graph);
}

Test(reduction_cost, what_is_far_from_over_asks_for_sets)
{
    sg_graph *graph = make_graph(PODS, PODS);

    /* 300 pods run the image of each: nine million rows, all in vain. */
    sg_set_counts sets = sets_of(graph,
                                 "MATCH (c:Cluster)-[:OWNS]->(p:Pod) "
                                 "MATCH (p)-[:RUNS]->(i)<-[:RUNS]-(q:Pod)<-[:OWNS]-(d:Cluster) "
                                 "WHERE d.k + p.k > -1 AND d.k + 0 < 0 RETURN c.k, d.k",
                                 "");
    cr_expect_eq(sets.narrowed, 1);
    sg_graph_free(graph);
}

Test(reduction_cost, one_relationship_without_conditions_is_followed_once)
{
    sg_graph *graph = make_graph(FIRST_PODS, 1);

    /* After the first of 300 clusters there seems to be far to go. */
    sg_set_counts sets = sets_of(graph,
                                 "MATCH (c:Cluster)-[:OWNS]->(p) WITH c.k AS c, p.k AS p ORDER "
                                 "BY c, p LIMIT 1 RETURN c, p",
                                 "0 | 0\n");
    cr_expect_eq(sets.narrowed, 0);
    sg_graph_free(graph);
}
