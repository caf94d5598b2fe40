/* test_height.c - hostile depth and length: a limit, in time, without a deep stack. */
#include <criterion/criterion.h>
#include <time.h>

#include "engine/base/text.h"
#include "query/syntax/parse.h"
#include "tests/support/syntax.h"

/* head, middle repeated, tail repeated, end */
static sg_test_parse parse_repeated(const char *head, const char *middle, const char *tail,
                                    const char *end, size_t times)
{
    sg_buffer query = { 0 };
    sg_buffer_text(&query, head);
    for (size_t i = 0; i < times; i++)
        sg_buffer_text(&query, middle);
    for (size_t i = 0; i < times; i++)
        sg_buffer_text(&query, tail);
    sg_buffer_text(&query, end);
    sg_test_parse parse = sg_test_parse_text(sg_buffer_str(&query));
    sg_buffer_free(&query);
    return parse;
}

static void expect_repeated(const char *head, const char *middle, const char *tail,
                            const char *end, size_t times, sg_status status)
{
    sg_test_parse parse = parse_repeated(head, middle, tail, end, times);
    cr_assert(parse.err.status == status, "%s%s x %zu: %s", head, middle, times,
              parse.err.message);
    if (status == SG_ELIMIT)
        cr_assert_str_eq(parse.err.detail, "LimitReached");
    sg_test_parse_free(&parse);
}

static const struct {
    const char *head, *middle, *tail, *end;
} nests[] = {
    { "RETURN ", "(", ")", "" },
    { "RETURN ", "[", "]", "" },
    { "RETURN ", "{a:", "}", "" },
    { "RETURN ", "f(", ")", "" },
    { "RETURN ", "NOT ", "", "1" },
    { "RETURN ", "- ", "", "x" },
    { "RETURN ", "CASE WHEN a THEN ", " END", "" },
    { "RETURN 1", " + 1", "", "" },
    { "RETURN x", ".x", "", "" },
    { "RETURN x", "[0]", "", "" },
    { "RETURN x:", "!", "", "A" },
    { "RETURN ", "EXISTS { (a) WHERE ", " }", "" },
    { "RETURN ", "[x IN l | ", "]", "" },
    { "", "CALL { ", "} ", "" },
    { "", "FOREACH (x IN l | ", ") ", "" },
    { "MATCH ", "(", ")", "" },
};

Test(height, deep_nesting_is_a_limit_and_no_crash)
{
    for (size_t i = 0; i < SG_COUNT(nests); i++) {
        sg_test_parse parse =
            parse_repeated(nests[i].head, nests[i].middle, nests[i].tail, nests[i].end, 20000);
        cr_assert(parse.err.status == SG_ELIMIT || parse.err.status == SG_EINVAL, "%s",
                  nests[i].middle);
        sg_test_parse_free(&parse);
    }
}

Test(height, reasonable_nesting_is_fine)
{
    expect_repeated("RETURN ", "NOT ", "", "1", 400, SG_OK);
    expect_repeated("RETURN ", "NOT ", "", "1", 600, SG_ELIMIT);
    expect_repeated("RETURN 1", " + 1", "", "", 450, SG_OK);
    expect_repeated("RETURN 1", " + 1", "", "", 600, SG_ELIMIT);
    expect_repeated("RETURN x", ".x", "", "", 600, SG_ELIMIT);
    expect_repeated("RETURN x:A", "|A", "", "", 450, SG_OK);
    expect_repeated("RETURN ", "[", "]", "", 450, SG_OK);
    expect_repeated("RETURN ", "[", "]", "", 600, SG_ELIMIT);
}

Test(height, long_chains_and_lists_are_no_depth)
{
    expect_repeated("RETURN a", " AND a", "", "", 20000, SG_OK);
    expect_repeated("RETURN a", " OR b = c", "", "", 20000, SG_OK);
    expect_repeated("RETURN a", " < a", "", "", 20000, SG_OK);
    expect_repeated("RETURN [1", ", 1", "", "]", 20000, SG_OK);
    expect_repeated("MATCH (a)", "-->(a)", "", " RETURN 1", 20000, SG_OK);
    expect_repeated("RETURN 1 AS x", " UNION RETURN 1 AS x", "", "", 20000, SG_OK);
}

Test(height, heights_add_up_through_subqueries)
{
    sg_test_parse parse =
        sg_test_parse_text(SG_STR("RETURN [EXISTS { MATCH (n {x: 1 + 2}) WHERE n.y }]"));
    cr_assert(parse.err.status == SG_OK);
    /* 1, 1 + 2, map, pattern, MATCH, query, EXISTS, list, RETURN, statement */
    cr_assert(parse.statement->height == 10, "%u", parse.statement->height);
    sg_test_parse_free(&parse);
}

Test(height, too_long_a_text_is_a_limit)
{
    expect_repeated("RETURN '", "x", "", "'", SG_QUERY_BYTES, SG_ELIMIT);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What makes the feeder look ahead again and again; quadratic work would take minutes. */
Test(height, hostile_input_takes_linear_time)
{
    static const char *const middles[] = { "(a)-",          "(a)-[",     "[x IN ",
                                           "[(a)--(b)",     "a.b(",      "count {",
                                           "(a)--(a)-[b]-", "any(x IN ", "|:" };
    double begin = seconds();
    for (size_t i = 0; i < SG_COUNT(middles); i++) {
        sg_test_parse parse = parse_repeated("RETURN ", middles[i], "", "", 60000);
        cr_assert(parse.err.status != SG_OK);
        sg_test_parse_free(&parse);
    }
    cr_assert(seconds() - begin < 20.0);
}
