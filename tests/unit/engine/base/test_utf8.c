/* test_utf8.c - what is UTF-8, what is not, and how the latter reads. */
#include "engine/base/text.h"

#include <criterion/criterion.h>

Test(utf8, every_code_point_survives_a_round_trip)
{
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        char bytes[4];
        sg_str text = { bytes, sg_utf8_encode(code_point, bytes) };
        size_t offset = 0;
        bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        uint32_t expected = surrogate ? 0xFFFD : code_point;
        uint32_t back = sg_utf8_next(text, &offset);
        if (back != expected || offset != text.length || !sg_utf8_valid(text))
            cr_assert_fail("U+%04X came back as U+%04X", (unsigned)code_point, (unsigned)back);
    }
    char bytes[4];
    cr_assert(sg_utf8_encode(0x110000, bytes) == 3);
}

Test(utf8, refuses_what_is_malformed)
{
    static const char *const malformed[] = {
        "\x80",             /* a lone continuation */
        "\xC0\x80",         /* overlong NUL */
        "\xC1\xBF",         /* overlong DEL */
        "\xE0\x9F\xBF",     /* overlong U+07FF */
        "\xED\xA0\x80",     /* a surrogate */
        "\xF0\x8F\xBF\xBF", /* overlong U+FFFF */
        "\xF4\x90\x80\x80", /* above U+10FFFF */
        "\xF5\x80\x80\x80",
        "\xFF",
        "\xC3",
        "\xE2\x82",
        "\xE2\x28\xA1",
    };

    for (size_t each = 0; each < SG_COUNT(malformed); each++) {
        size_t offset = 0;
        cr_assert(!sg_utf8_valid(sg_str_of(malformed[each])), "case %zu", each);
        cr_assert(sg_utf8_next(sg_str_of(malformed[each]), &offset) == 0xFFFD && offset == 1,
                  "case %zu", each);
    }
}

Test(utf8, counts_code_points)
{
    cr_assert(sg_utf8_length(SG_STR("naïve €")) == 7);
    cr_assert(sg_utf8_length(SG_STR("a\xFF\xFE")) == 3);
    cr_assert(sg_utf8_length((sg_str){ NULL, 0 }) == 0);
    cr_assert(sg_utf8_valid((sg_str){ NULL, 0 }));
}
