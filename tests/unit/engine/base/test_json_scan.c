/* test_json_scan.c - skimming JSON text: at every offset, at every length, across chunks of sixteen. */
#include "engine/base/json_scan.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/text.h"

enum { LONGEST = 70 };

Test(json_scan, space_ends_at_anything_else_and_at_the_end)
{
    static const char spaces[] = " \n\r\t";
    char text[LONGEST];
    for (size_t length = 0; length < sizeof text; length++) {
        for (size_t i = 0; i < length; i++)
            text[i] = spaces[i % 4];
        cr_assert_eq(sg_json_skip_space((sg_str){ text, length }, 0), length);
        for (size_t at = 0; at < length; at++) {
            text[at] = '\v';
            cr_assert_eq(sg_json_skip_space((sg_str){ text, length }, 0), at);
            cr_assert_eq(sg_json_skip_space((sg_str){ text, length }, at), at);
            cr_assert_eq(sg_json_skip_space((sg_str){ text, length }, at + 1), length);
            text[at] = spaces[at % 4];
        }
    }
}

Test(json_scan, plain_text_ends_at_quotes_backslashes_and_control_characters)
{
    static const char ends[] = { '"', '\\', '\0', '\n', 0x1f };
    char text[LONGEST];
    for (size_t length = 1; length < sizeof text; length++) {
        bool wide = false;
        memset(text, ' ', sizeof text);
        cr_assert_eq(sg_json_skip_plain((sg_str){ text, length }, 0, &wide), length);
        for (size_t at = 0; at < length; at++) {
            text[at] = ends[at % sizeof ends];
            cr_assert_eq(sg_json_skip_plain((sg_str){ text, length }, 0, &wide), at);
            text[at] = '\x7f';
        }
        cr_assert(!wide);
    }
}

Test(json_scan, only_bytes_on_the_way_are_wide)
{
    char text[LONGEST];
    for (size_t wide_at = 0; wide_at < sizeof text; wide_at++)
        for (size_t end = 0; end < sizeof text; end++) {
            bool wide = false;
            memset(text, 'x', sizeof text);
            text[wide_at] = '\xc3';
            if (end != wide_at)
                text[end] = '"';
            sg_json_skip_plain((sg_str){ text, sizeof text }, 0, &wide);
            cr_assert_eq(wide, wide_at <= end);
        }
}

Test(json_scan, strings_end_at_the_first_quote_that_is_not_escaped)
{
    cr_assert_eq(sg_json_skip_string(SG_STR("\"\""), 0), 2);
    cr_assert_eq(sg_json_skip_string(SG_STR("x\"a\\\"b\\\\\"c\""), 1), 9);
    cr_assert_eq(sg_json_skip_string(SG_STR("\"a\nb\""), 0), 5);
    cr_assert_eq(sg_json_skip_string(SG_STR("\"a\\\""), 0), SIZE_MAX);
    cr_assert_eq(sg_json_skip_string(SG_STR("\"a\\"), 0), SIZE_MAX);
    cr_assert_eq(sg_json_skip_string(SG_STR("\""), 0), SIZE_MAX);
}

/* Byte by byte, as sg_json_skip_value() looks at objects and lists. */
static size_t skip_slowly(sg_str text, size_t at)
{
    size_t depth = 0;

    while (at < text.length) {
        char byte = text.bytes[at];
        if (byte == '"') {
            at = sg_json_skip_string(text, at);
            continue;
        }
        /* Backslashes escape outside of strings too, where no JSON has one. */
        bool escapes = byte == '\\' && at + 1 < text.length &&
                       (text.bytes[at + 1] == '"' || text.bytes[at + 1] == '\\');
        at += escapes ? 2 : 1;
        depth += byte == '{' || byte == '[';
        if ((byte == '}' || byte == ']') && --depth == 0)
            return at;
    }
    return SIZE_MAX;
}

Test(json_scan, values_end_where_their_brackets_do)
{
    static const char bytes[] = "{}[]\"\"\"\\\\  aa:,{[";
    char text[300];
    uint64_t random = 7;
    size_t found = 0;

    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < sizeof text; i++) {
            random = random * UINT64_C(6364136223846793005) + 1;
            text[i] = random >> 40 & 3 ? 'x' : bytes[(random >> 33) % (sizeof bytes - 1)];
        }
        text[round % 70] = '[';
        sg_str whole = { text, sizeof text - (size_t)(round % 3) };
        size_t end = skip_slowly(whole, (size_t)round % 70);
        cr_assert_eq(sg_json_skip_value(whole, (size_t)round % 70), end);
        found += end != SIZE_MAX;
    }
    cr_assert(found > 2000 && found < 18000, "%zu", found);
}

Test(json_scan, scalars_end_at_what_separates_values)
{
    cr_assert_eq(sg_json_skip_value(SG_STR("12.5, 3"), 0), 4);
    cr_assert_eq(sg_json_skip_value(SG_STR("[true]"), 1), 5);
    cr_assert_eq(sg_json_skip_value(SG_STR("null }"), 0), 4);
    cr_assert_eq(sg_json_skip_value(SG_STR("\"a,]\"}"), 0), 5);
    cr_assert_eq(sg_json_skip_value(SG_STR(","), 0), 0);
    cr_assert_eq(sg_json_skip_value(SG_STR("12"), 0), SIZE_MAX);
    cr_assert_eq(sg_json_skip_value(SG_STR(""), 0), SIZE_MAX);
}
