/* test_statement_end.c - splitting a text into statements. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/text.h"
#include "query/syntax/parse.h"

static void expect_end(const char *text, const char *first, bool expected)
{
    bool complete = !expected;
    size_t end = sg_parse_statement_end(sg_str_of(text), 0, &complete);
    cr_assert(end == strlen(first), "%s: %zu", text, end);
    cr_assert(complete == expected, "%s", text);
}

Test(statement_end, is_behind_the_semicolon)
{
    expect_end("RETURN 1; RETURN 2;", "RETURN 1;", true);
    expect_end("RETURN 1", "RETURN 1", false);
    expect_end("", "", false);
    expect_end(";", ";", true);
}

Test(statement_end, is_not_within_strings_names_and_comments)
{
    expect_end("RETURN ';' + \"a\\\";\"; x", "RETURN ';' + \"a\\\";\";", true);
    expect_end("RETURN `;``;`; x", "RETURN `;``;`;", true);
    expect_end("RETURN 1 // ; \n ; x", "RETURN 1 // ; \n ;", true);
    expect_end("RETURN 1 /* ; */ ; x", "RETURN 1 /* ; */ ;", true);
    expect_end("RETURN a / b; x", "RETURN a / b;", true);
}

Test(statement_end, is_the_end_of_what_never_closes)
{
    expect_end("RETURN 'a;", "RETURN 'a;", false);
    expect_end("RETURN 'a\\", "RETURN 'a\\", false);
    expect_end("RETURN /* ;", "RETURN /* ;", false);
    expect_end("RETURN // ;", "RETURN // ;", false);
    expect_end("RETURN `;", "RETURN `;", false);
}

Test(statement_end, goes_on_from_an_offset)
{
    bool complete = false;
    sg_str text = SG_STR("RETURN 1; RETURN 2; ");
    cr_assert(sg_parse_statement_end(text, 9, &complete) == 19 && complete);
    cr_assert(sg_parse_statement_end(text, 19, &complete) == 20 && !complete);
}
