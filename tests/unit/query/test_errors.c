/* test_errors.c - kinds, phases and places of query failures. */
#include "query/errors.h"

#include <criterion/criterion.h>
#include <string.h>

Test(query_errors, carry_type_detail_phase_and_place)
{
    sg_error err = { 0 };
    sg_status status = sg_query_fail(&err, SG_ERROR_UNDEFINED_VARIABLE, SG_COMPILE,
                                     (sg_span){ 7, 8 }, "variable `%s` is not defined", "n");
    cr_assert(status == SG_EINVAL && err.status == SG_EINVAL);
    cr_assert_str_eq(err.type, "SyntaxError");
    cr_assert_str_eq(err.detail, "UndefinedVariable");
    cr_assert_str_eq(err.phase, "compile");
    cr_assert_str_eq(err.message, "variable `n` is not defined");
    cr_assert(err.has_span && err.span.begin == 7 && err.span.end == 8);
}

Test(query_errors, first_failure_wins)
{
    sg_error err = { 0 };
    sg_fail(&err, SG_EIO, "the disk is gone");
    cr_assert(sg_query_fail(&err, SG_ERROR_UNSUPPORTED, SG_COMPILE, SG_NO_SPAN, "no") ==
              SG_EUNSUPPORTED);
    cr_assert(err.status == SG_EIO && err.type == NULL);
    cr_assert_str_eq(err.message, "the disk is gone");
}

Test(query_errors, take_their_status_from_kind_and_phase)
{
    cr_assert(sg_query_fail(NULL, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN, "x") ==
              SG_ERUNTIME);
    cr_assert(sg_query_fail(NULL, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, SG_NO_SPAN, "x") ==
              SG_ELIMIT);
    cr_assert(sg_query_fail(NULL, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME, SG_NO_SPAN, "x") ==
              SG_ENOMEM);
}

Test(query_errors, can_be_placed_later_but_only_once)
{
    sg_error err = { 0 };
    sg_query_fail_where(&err, (sg_span){ 1, 2 });
    cr_assert(!err.has_span);
    sg_query_fail(&err, SG_ERROR_DIVISION_BY_ZERO, SG_RUNTIME, SG_NO_SPAN, "1 / 0");
    cr_assert(!err.has_span);
    sg_query_fail_where(&err, (sg_span){ 3, 9 });
    sg_query_fail_where(&err, (sg_span){ 0, 20 });
    cr_assert(err.has_span && err.span.begin == 3 && err.span.end == 9);
    cr_assert_str_eq(err.phase, "runtime");
}

Test(query_errors, have_names_that_are_all_different)
{
    static const sg_error_kind kinds[] = {
#define SG_ERROR_KIND(kind, type, detail) SG_ERROR_##kind,
#include "query/errors.def"
#undef SG_ERROR_KIND
    };
    for (size_t i = 0; i < SG_COUNT(kinds); i++)
        for (size_t j = 0; j < i; j++)
            cr_assert(
                strcmp(sg_error_kind_type(kinds[i]), sg_error_kind_type(kinds[j])) != 0 ||
                    strcmp(sg_error_kind_detail(kinds[i]), sg_error_kind_detail(kinds[j])) != 0,
                "%s", sg_error_kind_detail(kinds[i]));
}
