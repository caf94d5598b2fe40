/* test_terminal.c - text for terminals: widths, and nothing that is obeyed. */
#include "engine/base/text.h"

#include <criterion/criterion.h>

static void becomes(sg_str text, const char *expected)
{
    sg_buffer out = { .length = 0 };
    sg_buffer_safe(&out, text);
    cr_assert(sg_str_equal(sg_buffer_str(&out), sg_str_of(expected)), "%.*s is not %s",
              SG_FMT(sg_buffer_str(&out)), expected);
    sg_buffer_free(&out);
}

Test(terminal, replaces_what_is_obeyed)
{
    becomes(SG_STR("plain, gr\xC3\xBC\xC3\x9F"), "plain, gr\xC3\xBC\xC3\x9F");
    becomes(SG_STR("\033[31m"), "\xEF\xBF\xBD[31m");
    becomes(SG_STR("a\nb\tc"), "a\xEF\xBF\xBD"
                               "b\xEF\xBF\xBD"
                               "c");
    becomes(SG_STR("\xC2\x9B"
                   "2J"),
            "\xEF\xBF\xBD"
            "2J");                                       /* CSI as one character */
    becomes(SG_STR("x\xE2\x80\xAEy"), "x\xEF\xBF\xBDy"); /* right-to-left override */
    becomes(SG_STR("\xFF"), "\xEF\xBF\xBD");
}

Test(terminal, counts_cells)
{
    cr_assert_eq(sg_text_cells(SG_STR("")), 0);
    cr_assert_eq(sg_text_cells(SG_STR("abc")), 3);
    cr_assert_eq(sg_text_cells(SG_STR("\xC3\xA9")), 1);
    cr_assert_eq(sg_text_cells(SG_STR("e\xCC\x81")), 1, "a combining accent takes no cell");
    cr_assert_eq(sg_text_cells(SG_STR("\xE6\xBC\xA2\xE5\xAD\x97")), 4, "CJK takes two");
    cr_assert_eq(sg_text_cells(SG_STR("\xF0\x9F\x94\x92")), 2, "pictographs take two");
    cr_assert_eq(sg_utf8_cells(0x10FFFF), 1);
}
