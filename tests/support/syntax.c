/* syntax.c - parsing in tests with one short line each; failures assert. */
#include "tests/support/syntax.h"

#include <criterion/criterion.h>
#include <string.h>

#include "query/syntax/ast_print.h"
#include "query/syntax/parse.h"

sg_test_parse sg_test_parse_text(sg_str text)
{
    sg_test_parse parse = { 0 };
    cr_assert(sg_arena_new(0, &parse.arena) == SG_OK);
    sg_status status = sg_parse(text, parse.arena, &parse.statement, &parse.err);
    cr_assert(status == parse.err.status);
    cr_assert((status == SG_OK) == (parse.statement != NULL));
    return parse;
}

void sg_test_parse_free(sg_test_parse *parse)
{
    sg_arena_free(parse->arena);
}

static void print_failure(const char *query, const sg_error *err)
{
    sg_source source = { SG_STR("query"), sg_str_of(query), 1 };
    sg_buffer out = { 0 };
    sg_error_print(err, &source, &out);
    cr_log_error("%s", out.bytes);
    sg_buffer_free(&out);
}

void sg_test_parses(const char *query, const char *expected)
{
    sg_test_parse parse = sg_test_parse_text(sg_str_of(query));
    sg_buffer out = { 0 };
    if (parse.err.status != SG_OK)
        print_failure(query, &parse.err);
    cr_assert(parse.err.status == SG_OK, "%s", query);
    sg_ast_print(parse.statement, &out);
    cr_assert_str_eq(out.bytes, expected);
    sg_buffer_free(&out);
    sg_test_parse_free(&parse);
}

void sg_test_expression(const char *expression, const char *expected)
{
    sg_buffer query = { 0 }, whole = { 0 };
    sg_buffer_format(&query, "RETURN %s", expression);
    sg_buffer_format(&whole, "(query (return %s))", expected);
    sg_test_parses(query.bytes, whole.bytes);
    sg_buffer_free(&query);
    sg_buffer_free(&whole);
}

void sg_test_refuses(const char *query, const char *detail, const char *place,
                     const char *message, const char *hint)
{
    sg_test_parse parse = sg_test_parse_text(sg_str_of(query));
    cr_assert(parse.err.status != SG_OK, "%s", query);
    if (detail)
        cr_assert_str_eq(parse.err.detail, detail);
    if (message)
        cr_assert_str_eq(parse.err.message, message);
    if (hint)
        cr_assert_str_eq(parse.err.hint, hint);
    if (place) {
        size_t begin = (size_t)(strstr(query, place) - query);
        cr_assert(parse.err.has_span);
        cr_assert(parse.err.span.begin == begin && parse.err.span.end == begin + strlen(place),
                  "%s: at %u-%u", query, parse.err.span.begin, parse.err.span.end);
    }
    sg_test_parse_free(&parse);
}
