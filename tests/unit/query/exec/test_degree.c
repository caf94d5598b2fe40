/* test_degree.c - how many matches each row has: counted where relationships stand, or as rows; either gives the same. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/build.h"
#include "tests/support/graphs.h"
#include "tests/support/results.h"

enum { NEAR = 2500, FAR = 300, MOST = 40 };

static sg_build_node add_node(sg_builder *builder, const char *label, uint32_t number)
{
    char key[32];

    snprintf(key, sizeof key, "%s%u", label, (unsigned)number);
    sg_build_node node = sg_test_node(builder, key, label);
    sg_test_set(builder, node, "i", sg_integer(number));
    return node;
}

/* Batches end in mid-row; one relationship in three is beside another; every seventh node has none. */
static sg_graph *make(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node far[2 * FAR];
    uint32_t state = 5;

    for (uint32_t i = 0; i < 2 * FAR; i++)
        far[i] = add_node(builder, i < FAR ? "Far" : "Other", i);
    for (uint32_t i = 0; i < NEAR; i++) {
        sg_build_node near = add_node(builder, "Near", i);
        uint32_t degree = i % 7 ? sg_test_draw(&state) % MOST : 0;
        for (uint32_t k = 0; k < degree; k++) {
            sg_build_node to = far[sg_test_draw(&state) % SG_COUNT(far)];
            sg_test_edge(builder, near, "TO", to);
            if (k % 3 == 0)
                sg_test_edge(builder, near, "TO", to);
            sg_test_edge(builder, to, "FROM", near);
        }
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

static char *answer(const sg_graph *graph, const char *text, sg_reduce reduce)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .reduce = reduce };
    sg_test_result result = sg_test_run_with(graph, text, &options);

    cr_assert_eq(result.err.status, SG_OK, "%s: %s", text, result.err.message);
    return result.text;
}

#define RETURN_DEGREES " RETURN n.i, count(f)"
static const char *const questions[] = {
    "MATCH (n:Near) OPTIONAL MATCH (n)-[:TO]->(f)" RETURN_DEGREES,
    "MATCH (n:Near) OPTIONAL MATCH (n)-[:TO]->(f:Far)" RETURN_DEGREES,
    "MATCH (n:Near) OPTIONAL MATCH (n)<-[:FROM]-(f:Other)" RETURN_DEGREES,
    "MATCH (n:Near) WHERE n.i % 3 = 1 OPTIONAL MATCH (n)<-[:FROM]-(f:Far)" RETURN_DEGREES,
    "MATCH (n:Near) OPTIONAL MATCH (n)-[:TO]->(f:Far {i: 7})" RETURN_DEGREES,
    "MATCH (n:Near) OPTIONAL MATCH (n)-[:TO]->(f:Far) WHERE f.i < 100" RETURN_DEGREES,
    "MATCH (n:Near) OPTIONAL MATCH (n)-[:TO|FROM]-(f:Far)" RETURN_DEGREES,
    "MATCH (n:Near) OPTIONAL MATCH (n)-[r:TO]->(f:Far) WHERE f.i > n.i" RETURN_DEGREES,
    "MATCH (m:Near) OPTIONAL MATCH (m)-[:TO]->(n:Far {i: 9}) "
    "OPTIONAL MATCH (n)-[:FROM]->(f)" RETURN_DEGREES,
    "MATCH (n:Near) OPTIONAL MATCH (n)-[:NONE]->(f)" RETURN_DEGREES,
};

Test(degree, is_the_same_however_it_is_counted)
{
    static const sg_reduce ways[] = { SG_REDUCE_WHERE_IT_PAYS, SG_REDUCE_EARLY,
                                      SG_REDUCE_ALWAYS };
    sg_graph *graph = make();

    for (size_t i = 0; i < SG_COUNT(questions); i++) {
        char *plain = answer(graph, questions[i], SG_REDUCE_NEVER);
        cr_expect_gt(strlen(plain), 0);
        for (size_t k = 0; k < SG_COUNT(ways); k++) {
            char *counted = answer(graph, questions[i], ways[k]);
            cr_expect_str_eq(counted, plain, "%s", questions[i]);
            free(counted);
        }
        free(plain);
    }
    sg_graph_free(graph);
}

/* --- what it takes ---------------------------------------------------------------------------------- */
typedef struct expansion {
    uint64_t rows, batches;
} expansion;

static void read_line(void *reader, const sg_profile_line *line)
{
    expansion *self = reader;

    if (sg_str_equal(line->title, SG_STR("Expand")))
        *self = (expansion){ line->rows, line->batches };
}

/* What the last Expand of the plan has done. */
static expansion expand(const sg_graph *graph, const char *text)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    expansion out = { 0, 0 };

    cr_assert_eq(sg_query_prepare(graph, sg_str_of(text), NULL, &query, NULL), SG_OK);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, NULL), SG_OK);
    while (sg_result_next(result, &row, NULL) == SG_ROW)
        ;
    cr_assert_eq(sg_query_profile(query, result, read_line, &out), SG_OK);
    sg_result_close(result);
    sg_query_free(query);
    return out;
}

Test(degree, of_one_type_and_direction_makes_no_rows)
{
    sg_graph *graph = make();
    expansion counted = expand(graph, "PROFILE MATCH (n:Near) OPTIONAL MATCH (n)-[:TO]->(f) "
                                      "RETURN n.i, count(f)");
    expansion made = expand(graph, "PROFILE MATCH (n:Near) OPTIONAL MATCH (n)-[:TO]-(f) "
                                   "RETURN n.i, count(f)");

    cr_expect_eq(counted.rows, sg_graph_type_count(graph, sg_test_type(graph, "TO")));
    cr_expect_eq(counted.batches, 0);
    cr_expect_eq(made.rows, counted.rows);
    cr_expect_gt(made.batches, 0);
    sg_graph_free(graph);
}

/* Sets of all that have a label tell nothing; of those that pass a test they are had once as many were tested. */
Test(degree, asks_for_sets_that_tell_something_as_soon_as_they_pay)
{
    sg_graph *graph = make();
    const sg_query_options options = { .limits = sg_query_limits_default() };
    sg_test_result untested = sg_test_run_with(graph, questions[1], &options);
    sg_test_result tested = sg_test_run_with(graph, questions[4], &options);

    cr_expect_gt(untested.edges_touched, 20000);
    cr_expect_eq(untested.sets.narrowed, 0);
    cr_expect_gt(tested.edges_touched, 2 * FAR);
    cr_expect_eq(tested.sets.narrowed, 1);
    sg_test_result_free(&untested);
    sg_test_result_free(&tested);
    sg_graph_free(graph);
}
