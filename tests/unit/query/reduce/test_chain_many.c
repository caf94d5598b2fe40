/* test_chain_many.c - partners of more nodes than go together, from either end, along steps and walks.
 *
 *     (a) 150 of them     -[:HAS]->     (r) 40     -[:AS*]->     (r)     -[:CAN]->     (b) 150
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "query/query.h"
#include "tests/support/graphs.h"
#include "tests/support/results.h"

enum { ENDS = 150, ROLES = 40 };

static sg_build_node numbered(sg_builder *builder, const char *label, uint32_t number)
{
    char key[32];
    snprintf(key, sizeof key, "%s%u", label, number);
    sg_build_node node = sg_test_node(builder, key, label);
    sg_test_set(builder, node, "number", sg_integer(number));
    return node;
}

/* Each end has `degree` roles; roles assume each other, some of them many. */
static sg_graph *draw(uint32_t seed, uint32_t degree)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node roles[ROLES];
    uint32_t state = seed;

    for (uint32_t i = 0; i < ROLES; i++)
        roles[i] = numbered(builder, "R", i);
    for (uint32_t i = 0; i < ROLES; i++)
        for (uint32_t k = 0; k < (i % 10 ? 2 : 12); k++)
            sg_test_edge(builder, roles[i], "AS", roles[sg_test_draw(&state) % ROLES]);
    for (uint32_t i = 0; i < ENDS; i++) {
        sg_build_node a = numbered(builder, "A", i), b = numbered(builder, "B", i);
        for (uint32_t k = 0; k < degree; k++) {
            sg_test_edge(builder, a, "HAS", roles[sg_test_draw(&state) % ROLES]);
            sg_test_edge(builder, roles[sg_test_draw(&state) % ROLES], "CAN", b);
        }
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

static sg_test_result run(const sg_graph *graph, const char *text, sg_reduce reduce)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .reduce = reduce };
    sg_test_result result = sg_test_run_with(graph, text, &options);

    cr_assert_eq(result.err.status, SG_OK, "%s: %s", text, result.err.message);
    return result;
}

static const char *const questions[] = {
    "MATCH (a:A)-[:HAS]->(r)-[:CAN]->(b) WITH a, count(DISTINCT b) AS n "
    "RETURN a.number AS a, n ORDER BY a",
    "MATCH (a:A)-[:HAS]->(r)-[:CAN]->(b:B) WITH b, count(DISTINCT a) AS n "
    "RETURN b.number AS b, n ORDER BY b",
    "MATCH (a:A)-[:HAS]->(q)-[:AS*0..2]->(r)-[:CAN]->(b) WITH a, count(DISTINCT b) AS n "
    "RETURN a.number AS a, n ORDER BY a",
    "MATCH (a:A)-[:HAS]->(q)-[:AS*1..3]->(r)-[:CAN]->(b) WITH b, count(DISTINCT a) AS n "
    "RETURN b.number AS b, n ORDER BY b",
    "MATCH (a:A)-[:HAS]->(q)-[:AS*0..0]->(r)-[:CAN]->(b) WITH a, count(DISTINCT b) AS n "
    "RETURN a.number AS a, n ORDER BY a",
    "MATCH (q:R)-[:AS*1..2]->(r:R) WITH q, count(DISTINCT r) AS n "
    "RETURN q.number AS q, n ORDER BY q",
    "MATCH (a:A)-[:HAS]->(q)-[:AS*0..1]->(r)-[:CAN]->(b) WHERE b.number % 3 = 0 "
    "WITH a, count(DISTINCT b) AS n RETURN a.number AS a, n ORDER BY a",
};

Test(chain_many, counts_what_rows_count)
{
    for (uint32_t degree = 1; degree <= 3; degree += 2) {
        sg_graph *graph = draw(degree, degree);
        for (size_t i = 0; i < SG_COUNT(questions); i++) {
            sg_test_result sets = run(graph, questions[i], SG_REDUCE_ALWAYS);
            sg_test_result rows = run(graph, questions[i], SG_REDUCE_NEVER);
            cr_expect_eq(sets.sets.partners, 1u, "%s", questions[i]);
            cr_expect_eq(rows.sets.partners, 0u, "%s", questions[i]);
            cr_expect_gt(rows.rows, ROLES / 2, "%s", questions[i]);
            cr_expect_str_eq(sets.text, rows.text, "%s", questions[i]);
            sg_test_result_free(&sets);
            sg_test_result_free(&rows);
        }
        sg_graph_free(graph);
    }
}

/* All that a role can do is read once for all who have it. */
Test(chain_many, relationships_are_read_once_for_many)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node role = numbered(builder, "R", 0);
    for (uint32_t i = 0; i < ENDS; i++) {
        sg_test_edge(builder, numbered(builder, "A", i), "HAS", role);
        sg_test_edge(builder, role, "CAN", numbered(builder, "B", i));
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    sg_test_result sets = run(graph, questions[0], SG_REDUCE_ALWAYS);
    sg_test_result rows = run(graph, questions[0], SG_REDUCE_NEVER);
    cr_expect_str_eq(sets.text, rows.text);
    cr_expect_gt(rows.edges_touched, (uint64_t)ENDS * ENDS);
    cr_expect_lt(sets.edges_touched, 15u * ENDS, "%llu",
                 (unsigned long long)sets.edges_touched);
    sg_test_result_free(&sets);
    sg_test_result_free(&rows);
    sg_graph_free(graph);
}
