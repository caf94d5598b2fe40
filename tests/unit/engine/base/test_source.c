/* test_source.c - positions, and the picture drawn for the reader. */
#include "engine/base/error.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect(const sg_error *err, const sg_source *source, const char *expected)
{
    sg_buffer out = { 0 };

    sg_error_print(err, source, &out);
    cr_assert_str_eq(out.bytes, expected);
    sg_buffer_free(&out);
}

static sg_error error_at(uint32_t begin, uint32_t end)
{
    sg_error err = { 0 };

    cr_assert(sg_fail_at(&err, SG_EINVAL, (sg_span){ begin, end }, "wrong") == SG_EINVAL);
    return err;
}

Test(source, knows_lines_and_columns)
{
    sg_source source = { .text = SG_STR("ab\n€cd\r\n\nx") };
    static const struct {
        uint32_t offset, line, column;
    } rows[] = {
        { 0, 1, 1 }, { 2, 1, 3 },  { 3, 2, 1 },  { 4, 2, 1 },  { 6, 2, 2 },   { 8, 2, 4 },
        { 9, 2, 5 }, { 10, 3, 1 }, { 11, 4, 1 }, { 12, 4, 2 }, { 999, 4, 2 },
    };

    for (size_t each = 0; each < SG_COUNT(rows); each++) {
        sg_position found = sg_source_position(&source, rows[each].offset);
        cr_assert(found.line == rows[each].line && found.column == rows[each].column,
                  "offset %u is at %u:%u", rows[each].offset, found.line, found.column);
    }
    source.first_line = 10;
    cr_assert(sg_source_position(&source, 3).line == 11);
    cr_assert(sg_source_position(&(sg_source){ 0 }, 5).line == 1);
}

Test(source, draws_line_caret_and_hint)
{
    sg_source source = {
        .name = SG_STR("policies/library/x.yaml"),
        .text = SG_STR("  MATCH (p)\n  RETURN nodez(p)\n"),
        .first_line = 10,
    };
    sg_error err = { 0 };

    cr_assert(sg_fail_at(&err, SG_EINVAL, (sg_span){ 21, 26 }, "unknown function `nodez`") !=
              SG_OK);
    sg_error_hint(&err, "did you mean `nodes`?");
    expect(&err, &source,
           "error: unknown function `nodez`\n"
           "  --> policies/library/x.yaml:11:10\n"
           "   |\n"
           "11 |   RETURN nodez(p)\n"
           "   |          ^^^^^ did you mean `nodes`?\n");
}

Test(source, names_the_place_when_there_is_no_text)
{
    sg_error err = { 0 };

    cr_assert(sg_fail(&err, SG_EIO, "cannot read it") == SG_EIO);
    expect(&err, NULL, "error: cannot read it\n");
    sg_error_in(&err, SG_STR("a.json"));
    sg_error_hint(&err, "try again");
    expect(&err, NULL, "error: cannot read it\n  --> a.json\n  hint: try again\n");
}

Test(source, keeps_carets_below_what_follows_tabs_and_wide_bytes)
{
    sg_source source = { .text = SG_STR("\ta\t€ x") };
    sg_error err = error_at(7, 8);

    expect(&err, &source,
           "error: wrong\n"
           " --> input:1:6\n"
           "  |\n"
           "1 |     a   € x\n"
           "  |           ^\n");
}

Test(source, underlines_to_the_end_of_the_first_line_only)
{
    sg_source source = { .name = SG_STR("q"), .text = SG_STR("RETURN {\n a: 1}") };
    sg_error err = error_at(7, 15);

    expect(&err, &source,
           "error: wrong\n"
           " --> q:1:8\n"
           "  |\n"
           "1 | RETURN {\n"
           "  |        ^\n");
}

Test(source, points_behind_the_end)
{
    sg_source source = { .name = SG_STR("q"), .text = SG_STR("RETURN") };
    sg_source empty = { .name = SG_STR("q") };
    sg_error err = error_at(600, 700);

    expect(&err, &source, "error: wrong\n --> q:1:7\n  |\n1 | RETURN\n  |       ^\n");
    expect(&err, &empty, "error: wrong\n --> q:1:1\n  |\n1 |\n  | ^\n");
}

Test(source, disarms_what_would_reach_the_terminal)
{
    sg_source source = { .name = SG_STR("q\n"), .text = SG_STR("a\x1b[31mb\xE2\x80\xAE") };
    sg_error err = error_at(0, 1);

    expect(&err, &source,
           "error: wrong\n --> q\xEF\xBF\xBD:1:1\n  |\n"
           "1 | a\xEF\xBF\xBD[31mb\xEF\xBF\xBD\n  | ^\n");
}

Test(source, shows_a_window_of_a_long_line)
{
    char text[100000];
    sg_source source = { .name = SG_STR("q"), .text = { text, sizeof text } };
    sg_error err = error_at(50000, 50003);
    sg_buffer out = { 0 };

    memset(text, '.', sizeof text);
    memcpy(text + 50000, "bad", 3);
    sg_error_print(&err, &source, &out);
    cr_assert(out.length < 400);
    const char *bad = strstr(out.bytes, "bad"), *caret = strstr(out.bytes, "^^^");
    cr_assert(bad && caret);
    const char *line = strstr(out.bytes, "\n1 | ..."), *under = strstr(bad, "\n");
    cr_assert(line && under && bad - line == caret - under);
    cr_assert(memcmp(under - 3, "...", 3) == 0);
    sg_buffer_free(&out);

    err = error_at(10, 90000);
    sg_error_print(&err, &source, &out);
    cr_assert(out.length < 400, "the underline stays in the window");
    sg_buffer_free(&out);
}
