/* test_cache.c - statements found again by text, bounded, and never for another state of the graph. */
#include "query/cache.h"

#include <criterion/criterion.h>

#include "engine/base/text.h"
#include "tests/support/results.h"

static sg_graph *graph;
static sg_query_cache *cache;

static void begin(void)
{
    graph = sg_test_graph("(a:A {i: 1})-[:T]->(b:B)");
}

static void end(void)
{
    sg_query_cache_free(cache);
    sg_graph_free(graph);
}

TestSuite(cache, .init = begin, .fini = end);

static void make(uint32_t entries, size_t bytes)
{
    cr_assert_eq(sg_query_cache_new(entries, bytes, &cache), SG_OK);
}

static sg_query *put(uint64_t version, const char *text)
{
    sg_query *query = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_query_prepare(graph, sg_str_of(text), NULL, &query, &err), SG_OK, "%s",
                 err.message);
    sg_query_cache_put(cache, version, query);
    return query;
}

static sg_query *find(uint64_t version, const char *text)
{
    return sg_query_cache_find(cache, version, sg_str_of(text), NULL);
}

Test(cache, finds_the_same_text_and_no_other)
{
    make(4, SIZE_MAX);
    cr_expect_null(find(0, "RETURN 1"));
    sg_query *one = put(0, "RETURN 1");
    sg_query *two = put(0, "RETURN 2");
    cr_expect_eq(find(0, "RETURN 1"), one);
    cr_expect_eq(find(0, "RETURN 2"), two);
    cr_expect_null(find(0, "RETURN 1 "));
    cr_expect_null(find(0, ""));
    sg_query_cache_counts counts = sg_query_cache_counts_of(cache);
    cr_expect_eq(counts.hits, 2u);
    cr_expect_eq(counts.misses, 3u);
    cr_expect_eq(counts.entries, 2u);
    cr_expect_eq(counts.bytes, sg_query_memory(one) + sg_query_memory(two));
}

Test(cache, another_version_of_the_graph_has_other_plans)
{
    make(4, SIZE_MAX);
    put(1, "RETURN 1");
    cr_expect_null(find(2, "RETURN 1"));
    sg_query *again = put(2, "RETURN 1");
    cr_expect_eq(find(2, "RETURN 1"), again);
    sg_query_cache_clear(cache);
    cr_expect_null(find(2, "RETURN 1"));
    cr_expect_eq(sg_query_cache_counts_of(cache).bytes, 0u);
}

Test(cache, what_was_not_used_for_longest_goes_first)
{
    make(3, SIZE_MAX);
    put(0, "RETURN 1");
    put(0, "RETURN 2");
    put(0, "RETURN 3");
    cr_expect_not_null(find(0, "RETURN 1"));
    put(0, "RETURN 4");
    cr_expect_null(find(0, "RETURN 2"));
    cr_expect_not_null(find(0, "RETURN 1"));
    cr_expect_not_null(find(0, "RETURN 3"));
    cr_expect_not_null(find(0, "RETURN 4"));
    put(1, "RETURN 5");
    cr_expect_eq(sg_query_cache_counts_of(cache).entries, 3u);
}

Test(cache, a_past_version_goes_before_what_is_merely_old)
{
    make(2, SIZE_MAX);
    put(0, "RETURN 1");
    sg_query *current = put(1, "RETURN 2");
    cr_expect_not_null(find(0, "RETURN 1"));
    put(1, "RETURN 3");
    cr_expect_null(find(0, "RETURN 1"));
    cr_expect_eq(find(1, "RETURN 2"), current);
}

Test(cache, bytes_are_bounded_too)
{
    make(100, 1);
    put(0, "RETURN 1");
    cr_expect_not_null(find(0, "RETURN 1"), "the last one stays, whatever its size");
    put(0, "RETURN 2");
    cr_expect_null(find(0, "RETURN 1"));
    cr_expect_eq(sg_query_cache_counts_of(cache).entries, 1u);
}

Test(cache, a_found_statement_runs_with_the_options_of_the_moment)
{
    sg_query_options options = { .limits = sg_query_limits_default() };
    const sg_value *row;
    sg_result *result = NULL;
    sg_error err = { 0 };

    make(4, SIZE_MAX);
    put(0, "UNWIND [1, 2] AS x RETURN x");
    options.limits.rows = 1;
    sg_query *query =
        sg_query_cache_find(cache, 0, SG_STR("UNWIND [1, 2] AS x RETURN x"), &options);
    cr_assert_not_null(query);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
    cr_expect_eq(sg_result_next(result, &row, &err), SG_ROW);
    cr_expect_eq(sg_result_next(result, &row, &err), SG_FAIL);
    cr_expect_eq(err.status, SG_ELIMIT);
    sg_result_close(result);
    query = find(0, "UNWIND [1, 2] AS x RETURN x");
    cr_assert_eq(sg_query_run(query, sg_null(), &result, NULL), SG_OK);
    cr_expect_eq(sg_result_next(result, &row, NULL), SG_ROW);
    cr_expect_eq(sg_result_next(result, &row, NULL), SG_ROW);
    cr_expect_eq(sg_result_next(result, &row, NULL), SG_DONE);
    sg_result_close(result);
}
