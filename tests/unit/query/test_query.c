/* test_query.c - the public face: prepare once, run often, ask about it, close. */
#include "query/query.h"

#include <criterion/criterion.h>

#include "query/graph_text.h"

static sg_graph *graph;

static void begin(void)
{
    sg_error err = { 0 };

    cr_assert(
        sg_graph_text(SG_STR("(a:User {id: 'ann', age: 30})-[:OWNS]->(b:Bucket {id: 'b'}), "
                             "(c:User {id: 'cid', age: 40})"),
                      &graph, &err) == SG_OK);
}

static void end(void)
{
    sg_graph_free(graph);
}

TestSuite(query, .init = begin, .fini = end);

static sg_query *prepare(const char *text)
{
    sg_query *query = NULL;
    sg_error err = { 0 };

    cr_assert(sg_query_prepare(graph, sg_str_of(text), NULL, &query, &err) == SG_OK, "%s: %s",
              text, err.message);
    return query;
}

/* The only column of the only row. */
static int64_t answer(sg_query *query, sg_value parameters)
{
    sg_result *result = NULL;
    const sg_value *row = NULL;
    sg_error err = { 0 };

    cr_assert(sg_query_run(query, parameters, &result, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_result_next(result, &row, &err) == SG_ROW, "%s", err.message);
    cr_assert(row[0].type == SG_TYPE_INTEGER);
    int64_t value = row[0].integer;
    cr_assert(sg_result_next(result, &row, &err) == SG_DONE);
    cr_assert(sg_result_next(result, &row, &err) == SG_DONE, "the end stays the end");
    sg_result_close(result);
    return value;
}

Test(query, a_prepared_query_runs_again_with_other_parameters)
{
    sg_query *query = prepare("MATCH (n:User) WHERE n.id = $id RETURN n.age");
    sg_entry id = { SG_STR("id"), sg_string(SG_STR("ann")) };

    cr_assert(answer(query, sg_map(&id, 1)) == 30);
    id.value = sg_string(SG_STR("cid"));
    cr_assert(answer(query, sg_map(&id, 1)) == 40);
    sg_query_free(query);
}

Test(query, the_text_is_copied)
{
    char text[] = "MATCH (n:User) RETURN count(n) AS users";
    sg_query *query = prepare(text);

    text[0] = '?';
    cr_assert(sg_str_starts(sg_query_text(query), SG_STR("MATCH")));
    cr_assert(sg_query_columns(query) == 1);
    cr_assert(sg_str_equal(sg_query_column_name(query, 0), SG_STR("users")));
    cr_assert(answer(query, sg_null()) == 2);
    sg_query_free(query);
}

Test(query, an_explain_has_a_plan_and_no_rows)
{
    sg_query *query = prepare("EXPLAIN MATCH (n:User) RETURN n");
    sg_result *result = NULL;
    const sg_value *row;
    sg_buffer plan = { 0 };
    sg_error err = { 0 };

    cr_assert(sg_query_is_explain(query));
    sg_query_explain(query, &plan);
    cr_assert(sg_str_starts(sg_buffer_str(&plan), SG_STR("NodeScan (n:User)")));
    cr_assert(sg_query_run(query, sg_null(), &result, &err) == SG_OK);
    cr_assert(sg_result_next(result, &row, &err) == SG_DONE);
    cr_assert(sg_result_edges_touched(result) == 0);
    sg_result_close(result);
    sg_query_free(query);
    sg_buffer_free(&plan);
}

Test(query, the_footprint_is_asked_by_kind)
{
    sg_query *query = prepare("MATCH (n:User)-[:OWNS]->(b:Bucket) WHERE b.id = 'b' RETURN n");
    sg_str name;

    cr_assert(sg_query_footprint(query, SG_FOOTPRINT_LABEL, 1, &name));
    cr_assert(sg_str_equal(name, SG_STR("User")));
    cr_assert(!sg_query_footprint(query, SG_FOOTPRINT_LABEL, 2, &name));
    cr_assert(sg_query_footprint(query, SG_FOOTPRINT_TYPE, 0, &name));
    cr_assert(sg_query_footprint(query, SG_FOOTPRINT_KEY, 0, &name));
    cr_assert(sg_str_equal(name, SG_STR("id")));
    sg_query_free(query);
}

Test(query, a_wrong_query_says_where)
{
    sg_query *query = NULL;
    sg_error err = { 0 };

    cr_assert(sg_query_prepare(graph, SG_STR("RETURN x"), NULL, &query, &err) == SG_EINVAL);
    cr_assert_str_eq(err.source, "query");
    cr_assert(err.has_span && err.span.begin == 7);
    cr_assert(query == NULL);
}

Test(query, too_little_memory_is_told_and_nothing_leaks)
{
    sg_query_options options = { .limits = sg_query_limits_default() };

    for (options.limits.memory = 64; options.limits.memory < 64 << 10;
         options.limits.memory += 509) {
        sg_query *query = NULL;
        sg_error err = { 0 };
        sg_status status = sg_query_prepare(
            graph,
            SG_STR("MATCH (n:User)-[r:OWNS]->(b) WHERE n.age > 3 RETURN n, count(b) AS c "
                   "ORDER BY c LIMIT 3"),
            &options, &query, &err);
        cr_assert(status == SG_OK || err.message[0], "a failure without a story");
        sg_query_free(query);
    }
}

Test(query, what_is_too_large_is_refused_and_what_is_merely_long_is_not)
{
    sg_buffer text = { 0 };
    sg_query *query = NULL;
    sg_error err = { 0 };

    sg_buffer_text(&text, "MATCH (n) WHERE n.age = 0");
    for (int i = 0; i < 5000; i++)
        sg_buffer_format(&text, " AND n.age <> %d", i);
    sg_buffer_text(&text, " RETURN n");
    query = prepare(text.bytes);
    sg_query_free(query);
    sg_buffer_clear(&text);
    for (int i = 0; i < 4000; i++)
        sg_buffer_format(&text, "WITH %d AS x ", i);
    sg_buffer_text(&text, "RETURN x");
    cr_assert(sg_query_prepare(graph, sg_buffer_str(&text), NULL, &query, &err) == SG_ELIMIT);
    cr_assert_str_eq(err.detail, "LimitReached");
    sg_buffer_free(&text);
}

/* The longest published queries have some 62 KB. */
Test(query, a_query_of_sixty_kilobytes_is_answered)
{
    sg_buffer text = { 0 };

    sg_buffer_text(&text, "MATCH (n:User) WHERE n.age = 40");
    for (int i = 0; text.length < 60000; i++)
        sg_buffer_format(&text, " OR (n.id STARTS WITH 'team-%d' AND NOT n.age IN [%d, 41])", i,
                         i);
    sg_buffer_text(&text, " OR n.id = 'ann' RETURN sum(n.age)");
    sg_query *query = prepare(text.bytes);
    cr_assert(answer(query, sg_null()) == 70);
    sg_query_free(query);
    sg_buffer_free(&text);
}
