/* test_text.c - slices, also those without any bytes. */
#include "engine/base/text.h"

#include <criterion/criterion.h>
#include <stdint.h>

static const sg_str nothing = { NULL, 0 };

static bool is(sg_str text, const char *expected)
{
    return sg_str_equal(text, sg_str_of(expected));
}

Test(text, compares)
{
    cr_assert(sg_str_equal(SG_STR("ab"), SG_STR("ab")));
    cr_assert(!sg_str_equal(SG_STR("ab"), SG_STR("aB")));
    cr_assert(sg_str_equal(nothing, SG_STR("")));
    cr_assert(sg_str_equal_fold(SG_STR("MATCH"), SG_STR("match")));
    cr_assert(!sg_str_equal_fold(SG_STR("[") /* 'A' + 26 */, SG_STR("{")));
    cr_assert(!sg_str_equal_fold(SG_STR("a"), SG_STR("ab")));
    cr_assert(sg_str_compare(SG_STR("a"), SG_STR("b")) < 0);
    cr_assert(sg_str_compare(SG_STR("ab"), SG_STR("a")) > 0);
    cr_assert(sg_str_compare(SG_STR("\xff"), SG_STR("a")) > 0, "bytes are unsigned");
    cr_assert(sg_str_compare(nothing, SG_STR("")) == 0);
    cr_assert(sg_str_compare(nothing, SG_STR("a")) < 0);
}

Test(text, slices_within_bounds)
{
    cr_assert(is(sg_str_of(NULL), ""));
    cr_assert(is(sg_str_slice(SG_STR("bucket"), 1, 3), "uc"));
    cr_assert(is(sg_str_slice(SG_STR("bucket"), 4, 99), "et"));
    cr_assert(is(sg_str_slice(SG_STR("bucket"), 5, 2), ""));
    cr_assert(is(sg_str_slice(nothing, 3, 9), ""));
}

Test(text, tells_how_it_begins_and_ends)
{
    cr_assert(sg_str_starts(SG_STR("arn:aws"), SG_STR("arn:")));
    cr_assert(!sg_str_starts(SG_STR("ar"), SG_STR("arn:")));
    cr_assert(sg_str_starts(nothing, nothing));
    cr_assert(sg_str_ends(SG_STR("x.json"), SG_STR(".json")));
    cr_assert(!sg_str_ends(SG_STR("json"), SG_STR(".json")));
    cr_assert(sg_str_ends(SG_STR("x"), nothing));
}

Test(text, finds)
{
    cr_assert(sg_str_find(SG_STR("abcabc"), SG_STR("bc"), 0) == 1);
    cr_assert(sg_str_find(SG_STR("abcabc"), SG_STR("bc"), 2) == 4);
    cr_assert(sg_str_find(SG_STR("abcabc"), SG_STR("cb"), 0) == SIZE_MAX);
    cr_assert(sg_str_find(SG_STR("ab"), SG_STR("abc"), 0) == SIZE_MAX);
    cr_assert(sg_str_find(SG_STR("ab"), SG_STR(""), 2) == 2);
    cr_assert(sg_str_find(SG_STR("ab"), SG_STR(""), 3) == SIZE_MAX);
    cr_assert(sg_str_find(nothing, nothing, 0) == 0);
    cr_assert(sg_str_find(nothing, SG_STR("a"), 0) == SIZE_MAX);
}

Test(text, trims_and_cuts)
{
    sg_str rest = nothing;

    cr_assert(is(sg_str_trim(SG_STR(" \t a b\r\n")), "a b"));
    cr_assert(is(sg_str_trim(SG_STR(" \n ")), ""));
    cr_assert(is(sg_str_trim(nothing), ""));
    cr_assert(is(sg_str_cut(SG_STR("a:b:c"), ':', &rest), "a") && is(rest, "b:c"));
    cr_assert(is(sg_str_cut(SG_STR("abc"), ':', &rest), "abc") && is(rest, ""));
    cr_assert(is(sg_str_cut(SG_STR("a:"), ':', &rest), "a") && is(rest, ""));
    cr_assert(is(sg_str_cut(nothing, ':', &rest), "") && is(rest, ""));
}
