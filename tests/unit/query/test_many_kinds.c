/* test_many_kinds.c - statements about a graph of very many types and label sets: what a statement costs goes by the
 * relationships that there are, not by types times label sets. */
#include <criterion/criterion.h>

#include "tests/support/graphs.h"
#include "tests/support/results.h"

static const char *const questions[] = {
    "MATCH (a:N)-->(b:N) RETURN count(*)",
    "MATCH (a:N)--(b:N) RETURN b.v, count(DISTINCT a) ORDER BY b.v",
    "MATCH (a:L00003)-[*1..3]->(b:N) RETURN count(DISTINCT b)",
    "MATCH (a:L00003)-[*1..2]-(b:N) RETURN DISTINCT b.v ORDER BY b.v",
    "MATCH (a)-->(b:N)-->(c:L00004) RETURN a.v, count(*) ORDER BY a.v",
    "MATCH (a:N) WHERE EXISTS { (a)-->(:N)-->(:L00005) } RETURN count(a)",
    "MATCH (a:L00001)-->(b)-->(c)-->(d) RETURN DISTINCT d.v ORDER BY d.v",
};

static sg_test_result run(const sg_graph *graph, const char *text, sg_reduce reduce,
                          size_t memory)
{
    sg_query_options options = { .limits = sg_query_limits_default(), .reduce = reduce };

    options.limits.memory = memory ? memory : options.limits.memory;
    sg_test_result result = sg_test_run_with(graph, text, &options);
    cr_assert_eq(result.err.status, SG_OK, "%s: %s", text, result.err.message);
    return result;
}

Test(many_kinds, sets_and_rows_agree)
{
    sg_graph *graph = sg_test_many_kinds(500);

    for (size_t i = 0; i < SG_COUNT(questions); i++) {
        sg_test_result plain = run(graph, questions[i], SG_REDUCE_NEVER, 0);
        sg_test_result sets = run(graph, questions[i], SG_REDUCE_ALWAYS, 0);
        cr_expect_str_eq(sets.text, plain.text, "%s", questions[i]);
        sg_test_result_free(&plain);
        sg_test_result_free(&sets);
    }
    sg_graph_free(graph);
}

/* What sets need of memory counts, and the rows can do without. */
Test(many_kinds, sets_are_given_up_for_want_of_memory)
{
    const char *text = "MATCH (a:L00003)-[*1..3]->(b:N) RETURN count(DISTINCT b)";
    sg_graph *graph = sg_test_many_kinds(3000);
    sg_test_result sets = run(graph, text, SG_REDUCE_ALWAYS, 0);
    sg_test_result rows = run(graph, text, SG_REDUCE_ALWAYS, 2400000);

    cr_expect_eq(sets.sets.declined, 0);
    cr_expect_eq(rows.sets.declined, 1);
    cr_expect_str_eq(rows.text, sets.text);
    sg_test_result_free(&sets);
    sg_test_result_free(&rows);
    sg_graph_free(graph);
}

/* One look at each of 15,000 types and label sets takes minutes. */
Test(many_kinds, planning_is_no_matter_of_minutes, .timeout = 40)
{
    sg_graph *graph = sg_test_many_kinds(15000);
    sg_test_result result = run(graph, questions[0], SG_REDUCE_ALWAYS, 0);

    cr_expect_str_eq(result.text, "30000\n");
    sg_test_result_free(&result);
    sg_graph_free(graph);
}
