/* test_functions.c - the table itself: that its rows are sound, found, checked and suggested. */
#include "query/functions/functions.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/query/functions/calls.h"

Test(functions, rows_are_sound)
{
    for (uint32_t i = 0; i < sg_function_count(); i++) {
        const sg_function *function = sg_function_at(i);
        cr_assert(function->minimum <= function->maximum);
        cr_assert((function->scalar == NULL) != (function->aggregate == NULL));
        cr_assert(sg_function_is_aggregate(function) == (function->scalar == NULL));
        cr_assert(function->gives != 0 && function->arguments && *function->summary);
        for (uint32_t j = 0; j < function->maximum && j < 5; j++)
            cr_assert(sg_function_takes(function, j) != 0, "%s", function->name.bytes);
        cr_assert(sg_function_find(function->name) == function, "%s", function->name.bytes);
    }
}

Test(functions, are_found_without_regard_to_case)
{
    cr_assert(sg_function_find(SG_STR("TOLOWER")) == sg_function_find(SG_STR("toLower")));
    cr_assert(sg_function_find(SG_STR("Count"))->aggregate != NULL);
    cr_assert(sg_function_find(SG_STR("nodez")) == NULL);
    cr_assert(sg_function_find(SG_STR("")) == NULL);
    cr_assert(sg_str_equal(sg_function_suggest(SG_STR("nodez")), SG_STR("nodes")));
    cr_assert(sg_function_suggest(SG_STR("somethingElse")).bytes == NULL);
}

Test(functions, null_makes_null_unless_the_function_wants_it)
{
    expect_call("toUpper", "[null]", "null");
    expect_call("substring", "['a', null]", "null");
    expect_call("coalesce", "[null, null, 3, 4]", "3");
    expect_call("coalesce", "[null]", "null");
    expect_call("exists", "[null]", "false");
    expect_call("exists", "[0]", "true");
}

Test(functions, a_type_that_is_not_taken_fails)
{
    expect_call("toUpper", "[1]", "TypeError/InvalidArgumentValue");
    expect_call("substring", "[null, 'x']", "TypeError/InvalidArgumentValue");
    expect_call("labels", "['x']", "TypeError/InvalidArgumentValue");
    expect_aggregate("sum", "[[1], ['a']]", "TypeError/InvalidArgumentValue");

    sg_error err = { 0 };
    sg_value argument = sg_boolean(true), answer;
    cr_assert(sg_function_call(sg_function_find(SG_STR("size")), &(sg_call){ 0 }, &argument, 1,
                               &answer, &err) == SG_ERUNTIME);
    cr_assert_str_eq(err.message, "size() takes a List or a String, not a Boolean");
    cr_assert_str_eq(err.phase, "runtime");
    sg_error_clear(&err);
    cr_assert(sg_function_call(sg_function_find(SG_STR("toString")), &(sg_call){ 0 },
                               &(sg_value){ .type = SG_TYPE_LIST }, 1, &answer,
                               &err) == SG_ERUNTIME);
    cr_assert_str_eq(
        err.message,
        "toString() takes a DateTime, a LocalDateTime, a Date, a Time, a LocalTime, a "
        "Duration, a String, a Boolean, an Integer or a Float, not a List");
}
