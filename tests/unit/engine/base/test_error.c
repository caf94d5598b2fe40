/* test_error.c - what is kept of a failure. */
#include "engine/base/error.h"

#include <criterion/criterion.h>
#include <string.h>

static sg_status fail_twice(sg_error *err)
{
    SG_TRY(sg_fail(err, SG_EIO, "first %d", 1));
    return sg_fail(err, SG_EINVAL, "second");
}

Test(error, first_failure_wins)
{
    sg_error err = { 0 };

    cr_assert(fail_twice(&err) == SG_EIO);
    cr_assert(sg_fail_memory(&err) == SG_ENOMEM, "the echo has its own status");
    cr_assert(err.status == SG_EIO && !err.has_span);
    cr_assert_str_eq(err.message, "first 1");
    sg_error_clear(&err);
    cr_assert(err.status == SG_OK && err.message[0] == '\0');
    cr_assert(sg_fail_memory(&err) == SG_ENOMEM && err.status == SG_ENOMEM);
}

Test(error, may_have_no_listener)
{
    cr_assert(sg_fail(NULL, SG_EIO, "unheard") == SG_EIO);
    cr_assert(sg_fail_at(NULL, SG_EINVAL, (sg_span){ 1, 2 }, "unheard") == SG_EINVAL);
    sg_error_hint(NULL, "unheard");
    sg_error_in(NULL, SG_STR("unheard"));
}

Test(error, keeps_span_hint_and_source_of_the_first)
{
    sg_error err = { 0 };

    sg_error_hint(&err, "too early");
    sg_error_in(&err, SG_STR("too early"));
    cr_assert(err.hint[0] == '\0' && err.source[0] == '\0');
    cr_assert(sg_fail_at(&err, SG_EINVAL, (sg_span){ 3, 8 }, "unknown `%s`", "x") == SG_EINVAL);
    sg_error_hint(&err, "did you mean `%s`?", "y");
    sg_error_hint(&err, "or not");
    sg_error_in(&err, SG_STR("query"));
    sg_error_in(&err, SG_STR("other"));
    cr_assert(err.has_span && err.span.begin == 3 && err.span.end == 8);
    cr_assert_str_eq(err.message, "unknown `x`");
    cr_assert_str_eq(err.hint, "did you mean `y`?");
    cr_assert_str_eq(err.source, "query");
}

Test(error, cuts_between_characters)
{
    char text[2001];
    sg_error err = { 0 };

    for (size_t at = 0; at < 1998; at += 3)
        memcpy(text + at, "€", 3);
    text[1998] = '\0';
    for (size_t shift = 0; shift < 3; shift++) {
        sg_error_clear(&err);
        cr_assert(sg_fail(&err, SG_EINVAL, "%s%s", &"xx"[shift], text) == SG_EINVAL);
        sg_error_in(&err, sg_str_of(text + 3 - shift));
        cr_assert(strlen(err.message) > sizeof err.message - 5);
        cr_assert(sg_utf8_valid(sg_str_of(err.message)));
        cr_assert(strlen(err.source) > sizeof err.source - 5);
    }
    sg_error_clear(&err);
    cr_assert(sg_fail(&err, SG_EINVAL, "x") == SG_EINVAL);
    sg_error_in(&err, sg_str_of(text));
    cr_assert(sg_utf8_valid(sg_str_of(err.source)));
}
