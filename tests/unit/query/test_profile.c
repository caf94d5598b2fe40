/* test_profile.c - what PROFILE measures: exact rows and relationships, costs that are an operator's own. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/support/results.h"

static const char estate[] = "(a:User {i: 1})-[:T]->(x:Bucket), (b:User {i: 2})-[:T]->(x), "
                             "(b)-[:T]->(y:Bucket), (c:User {i: 3})";

/* The lines as text: those of numbers that are the same everywhere. */
static void add_line(void *reader, const sg_profile_line *line)
{
    sg_buffer *out = reader;

    sg_buffer_format(out, "%u %.*s %.*s", line->depth, SG_FMT(line->title),
                     SG_FMT(line->detail));
    if (line->is_operator)
        sg_buffer_format(out, " | %llu rows %llu relationships", (unsigned long long)line->rows,
                         (unsigned long long)line->edges_touched);
    sg_buffer_char(out, '\n');
    cr_expect(!line->is_operator || line->nanoseconds > 0, "%s", out->bytes);
    cr_expect(!line->is_operator || line->memory > 0, "%s", out->bytes);
    cr_expect(line->batches <= line->rows);
}

static void expect_profile(const char *text, const char *lines)
{
    sg_graph *graph = sg_test_graph(estate);
    sg_buffer out = { 0 };
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    sg_error err = { 0 };

    cr_assert_eq(sg_query_prepare(graph, sg_str_of(text), NULL, &query, &err), SG_OK, "%s",
                 err.message);
    cr_expect(sg_query_is_profile(query));
    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK);
    while (sg_result_next(result, &row, &err) == SG_ROW)
        ;
    cr_assert_eq(err.status, SG_OK, "%s", err.message);
    cr_assert_eq(sg_query_profile(query, result, add_line, &out), SG_OK);
    cr_expect_str_eq(out.bytes, lines, "%s\n%s", text, out.bytes);
    sg_buffer_free(&out);
    sg_result_close(result);
    sg_query_free(query);
    sg_graph_free(graph);
}

Test(profile, counts_are_exact)
{
    expect_profile("PROFILE MATCH (u:User)-[:T]->(b) RETURN u.i, b",
                   "0 Project u.i -> u.i | 3 rows 0 relationships\n"
                   "1 Expand (b)<-[:T]-(u:User) | 3 rows 3 relationships\n"
                   "2 NodeScan (b) | 2 rows 0 relationships\n");
}

Test(profile, subqueries_in_expressions_are_counted_too)
{
    expect_profile("PROFILE MATCH (u:User) RETURN u.i, COUNT { (u)-->() } AS n",
                   "0 Project u.i -> u.i, COUNT { (u)-->() } -> n | 3 rows 0 relationships\n"
                   "1 for COUNT { (u)-->() }\n"
                   "2 Expand (u)-[]->() | 3 rows 3 relationships\n"
                   "3 Argument u | 3 rows 0 relationships\n"
                   "1 NodeScan (u:User) | 3 rows 0 relationships\n");
}

Test(profile, an_ordinary_statement_is_none)
{
    sg_graph *graph = sg_test_graph(estate);
    sg_query *query = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_query_prepare(graph, SG_STR("RETURN 1"), NULL, &query, &err), SG_OK);
    cr_expect(!sg_query_is_profile(query));
    sg_query_free(query);
    sg_graph_free(graph);
}
