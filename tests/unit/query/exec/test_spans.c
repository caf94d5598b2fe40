/* test_spans.c - queries over a graph with spans say what they say over its relationships. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/delta.h"
#include "tests/support/graphs.h"
#include "tests/support/results.h"
#include "tests/support/twins.h"

static const char *const queries[] = {
    "MATCH (a)-[r]->(b) RETURN a.number, type(r), r.level, r.a, b.number",
    "MATCH (a:Role)-[:CAN]->(b:Bucket) RETURN a.number, b.number",
    "MATCH (a:Bucket)<-[r:CAN|HAS]-(b) WHERE r.level = 1 RETURN a.number, b.number, "
    "properties(r)",
    "MATCH (a {number: 7})--(b) RETURN b.number",
    "MATCH (a)-[r:CAN]->(b), (b)-[s:HAS]->(a) RETURN a.number, b.number, r.level, s.level",
    "MATCH (a:Admin)-[:CAN*1..2]->(b) RETURN a.number, count(*)",
    "MATCH (a)-[r:CAN]->(a) RETURN a.number, r.level",
    "MATCH (a:Role) WHERE (a)-[:CAN]->(:Bucket) RETURN a.number",
    "MATCH (a:Bucket) WHERE NOT EXISTS { (a)<-[:HAS]-(:Role) } RETURN a.number",
    "MATCH (a)-[:CAN]->(b) RETURN count(*), count(DISTINCT b)",
    "MATCH (a:Role)-[:CAN]->(b) RETURN a.number, count(b)",
    "MATCH ()-[r]->() RETURN type(r), r.level, count(*)",
    "MATCH p = shortestPath((a {number: 3})-[:CAN|HAS*1..4]->(b {number: 40})) RETURN "
    "length(p)",
    "MATCH p = allShortestPaths((a {number: 5})-[*1..3]-(b {number: 41})) "
    "RETURN [n IN nodes(p) | n.number], count(*)",
    "MATCH (a)-[:CAN|HAS*1..]->(b) RETURN DISTINCT b.number",
    "MATCH (a {number: 3})-[*0..]-(b) RETURN count(DISTINCT b)",
    "MATCH (a:Role)-[:CAN*0..1]->()-[:HAS]->(b) WITH a, count(DISTINCT b) AS n RETURN "
    "a.number, n",
    "MATCH (a)-[:HAS*1..2]->(m)-[:CAN]->(b) WITH b, count(DISTINCT a) AS n RETURN b.number, n",
    "MATCH (a)-[r1:CAN]->(b)<-[r2:CAN]-(c) WHERE a.number < 20 AND c.number > 50 "
    "RETURN a.number, c.number, count(*)",
};

static int by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The rows in order of their text. */
static char *sorted(char *text)
{
    size_t count = 0, capacity = strlen(text) / 2 + 1;
    char **lines = calloc(capacity, sizeof *lines);
    sg_buffer out = { 0 };

    cr_assert(lines);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        lines[count++] = line;
    qsort(lines, count, sizeof *lines, by_text);
    sg_buffer_text(&out, "rows\n");
    for (size_t i = 0; i < count; i++)
        sg_buffer_format(&out, "%s\n", lines[i]);
    free(lines);
    return out.bytes;
}

static void compare(const sg_graph *one, const sg_graph *other, const char *query,
                    unsigned seed)
{
    sg_test_result left = sg_test_run(one, query, NULL),
                   right = sg_test_run(other, query, NULL);

    cr_assert(left.err.status == SG_OK, "%s: %s", query, left.err.message);
    cr_assert(right.err.status == SG_OK, "%s: %s", query, right.err.message);
    char *got = sorted(left.text), *wanted = sorted(right.text);
    cr_assert_str_eq(got, wanted, "seed %u: %s", seed, query);
    free(got);
    free(wanted);
    sg_test_result_free(&left);
    sg_test_result_free(&right);
}

Test(span_queries, say_the_same, .timeout = 120)
{
    for (unsigned seed = 300; seed < 312; seed++) {
        sg_test_twins twins = sg_test_twins_make(seed);
        for (size_t i = 0; i < SG_COUNT(queries); i++)
            compare(twins.spans, twins.plain, queries[i], seed);
        sg_test_twins_free(&twins);
    }
}

Test(span_queries, say_the_same_of_changed_graphs, .timeout = 120)
{
    for (unsigned seed = 320; seed < 326; seed++) {
        sg_test_twins twins = sg_test_twins_make(seed);
        sg_graph *spans, *plain;
        cr_assert(sg_delta_open(twins.spans, &spans) == SG_OK);
        cr_assert(sg_delta_open(twins.plain, &plain) == SG_OK);
        for (size_t i = 0; i < SG_COUNT(queries); i++)
            compare(spans, plain, queries[i], seed);
        sg_graph_free(spans);
        sg_graph_free(plain);
    }
}

/* What can be said of relationships that are too many to be named, and what cannot. */
Test(span_queries, relationships_without_ids)
{
    enum { NODES = 70000 };
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = calloc(NODES, sizeof *nodes);
    sg_build_set all;
    sg_build_span span;
    char key[16];

    cr_assert(nodes);
    for (uint32_t i = 0; i < NODES; i++) {
        snprintf(key, sizeof key, "n%u", i);
        nodes[i] = sg_test_node(builder, key, i < 10 ? "Few" : "Many");
        if (i < 10)
            sg_test_set(builder, nodes[i], "id", sg_test_text(key));
    }
    cr_assert(sg_builder_add_set(builder, nodes, NODES, &all) == SG_OK);
    cr_assert(sg_builder_add_span(builder, all, SG_STR("T"), all, &span) == SG_OK);
    sg_graph *graph = sg_test_freeze(builder);
    sg_test_expect_rows(graph, "MATCH (:Few {id: 'n3'})-[:T]->(b) RETURN count(b)", "70000\n");
    sg_test_expect_rows(graph, "MATCH (a:Few)-[:T]->(b:Few) RETURN count(*)", "100\n");
    sg_test_result failed =
        sg_test_run(graph, "MATCH (:Few {id: 'n3'})-[r:T]->(b:Few) RETURN r", NULL);
    cr_assert(failed.err.status != SG_OK && strstr(failed.err.message, "have no id"), "%s",
              failed.err.message);
    sg_test_result_free(&failed);
    sg_graph_free(graph);
    sg_builder_free(builder);
    free(nodes);
}
