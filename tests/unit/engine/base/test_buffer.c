/* test_buffer.c - text that grows to a limit and remembers its first failure. */
#include "engine/base/text.h"

#include <criterion/criterion.h>
#include <stdint.h>

Test(buffer, is_empty_when_zeroed)
{
    sg_buffer buffer = { 0 };

    cr_assert(sg_buffer_str(&buffer).length == 0 && sg_buffer_str(&buffer).bytes);
    sg_buffer_clear(&buffer);
    sg_buffer_add(&buffer, (sg_str){ NULL, 0 });
    cr_assert(buffer.status == SG_OK && buffer.length == 0);
    sg_buffer_free(&buffer);
}

Test(buffer, collects)
{
    sg_buffer buffer = { 0 };

    sg_buffer_text(&buffer, "MATCH ");
    sg_buffer_char(&buffer, '(');
    sg_buffer_add(&buffer, SG_STR("n"));
    sg_buffer_format(&buffer, ":%s {id: %d})", "Bucket", 7);
    sg_buffer_text(&buffer, NULL);
    cr_assert_str_eq(buffer.bytes, "MATCH (n:Bucket {id: 7})");
    cr_assert(buffer.length == 24 && buffer.status == SG_OK);
    for (int each = 0; each < 5000; each++)
        sg_buffer_char(&buffer, 'x');
    cr_assert(buffer.length == 5024 && buffer.bytes[5024] == '\0');
    sg_buffer_clear(&buffer);
    cr_assert(buffer.length == 0);
    cr_assert_str_eq(buffer.bytes, "");
    sg_buffer_free(&buffer);
    cr_assert(buffer.bytes == NULL);
}

Test(buffer, stops_at_its_limit_and_remembers)
{
    sg_buffer buffer = { .limit = 10 };

    sg_buffer_text(&buffer, "12345");
    sg_buffer_format(&buffer, "%d", 1234567);
    cr_assert(buffer.status == SG_ELIMIT);
    sg_buffer_char(&buffer, 'x');
    cr_assert_str_eq(buffer.bytes, "12345", "nothing is written after a failure");
    sg_buffer_clear(&buffer);
    sg_buffer_text(&buffer, "1234567890");
    cr_assert(buffer.status == SG_OK && buffer.length == 10);
    sg_buffer_char(&buffer, 'x');
    cr_assert(buffer.status == SG_ELIMIT);
    sg_buffer_free(&buffer);
    cr_assert(buffer.limit == 10 && buffer.status == SG_OK);
}

Test(buffer, refuses_lengths_that_overflow)
{
    sg_buffer buffer = { .limit = SIZE_MAX };

    sg_buffer_char(&buffer, 'a');
    sg_buffer_add(&buffer, (sg_str){ "b", SIZE_MAX });
    cr_assert(buffer.status == SG_ELIMIT && buffer.length == 1);
    sg_buffer_free(&buffer);
}

static void expect_json(sg_str text, const char *expected)
{
    sg_buffer buffer = { 0 };

    sg_buffer_json_string(&buffer, text);
    cr_assert_str_eq(buffer.bytes, expected);
    sg_buffer_free(&buffer);
}

Test(buffer, writes_json_strings)
{
    expect_json(SG_STR(""), "\"\"");
    expect_json((sg_str){ NULL, 0 }, "\"\"");
    expect_json(SG_STR("plain"), "\"plain\"");
    expect_json(SG_STR("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
    expect_json(SG_STR("\b\f\n\r\t\x01\x1f\x7f"), "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
    expect_json((sg_str){ "a\0b", 3 }, "\"a\\u0000b\"");
    expect_json(SG_STR("naïve €😀"), "\"naïve €😀\"");
    expect_json(SG_STR("x\xFFy\xE2\x82"), "\"x\xEF\xBF\xBDy\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void csv(sg_str text, const char *expected)
{
    sg_buffer out = { .length = 0 };
    sg_buffer_csv_cell(&out, text);
    cr_assert(sg_str_equal(sg_buffer_str(&out), sg_str_of(expected)), "%.*s is not %s",
              SG_FMT(sg_buffer_str(&out)), expected);
    sg_buffer_free(&out);
}

Test(buffer, csv_cells_are_quoted_and_no_formulas)
{
    csv(SG_STR(""), "\"\"");
    csv(SG_STR("a,b\r\nc"), "\"a,b\r\nc\"");
    csv(SG_STR("say \"no\""), "\"say \"\"no\"\"\"");
    csv(SG_STR("\""), "\"\"\"\"");
    csv(SG_STR("=1+1"), "\"'=1+1\"");
    csv(SG_STR("-5"), "\"'-5\"");
    csv(SG_STR("a=1"), "\"a=1\"");
}
