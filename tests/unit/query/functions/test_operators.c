/* test_operators.c - comparison, logic and the predicates of strings. */
#include "query/functions/operators.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/query/functions/calls.h"

Test(operators, equality)
{
    expect_operator(sg_operator_equal, "[1, 1.0]", "true");
    expect_operator(sg_operator_equal, "[1, '1']", "false");
    expect_operator(sg_operator_equal, "[null, null]", "null");
    expect_operator(sg_operator_not_equal, "[1, 2]", "true");
    expect_operator(sg_operator_not_equal, "[1, 'a']", "true");
    expect_operator(sg_operator_not_equal, "[1, null]", "null");
    expect_operator(sg_operator_is_null, "[null]", "true");
    expect_operator(sg_operator_is_null, "[0]", "false");
    expect_operator(sg_operator_is_not_null, "[null]", "false");
    expect_operator(sg_operator_is_not_null, "[0]", "true");
}

Test(operators, order)
{
    expect_operator(sg_operator_less, "[1, 2]", "true");
    expect_operator(sg_operator_less, "[2, 2]", "false");
    expect_operator(sg_operator_less_equal, "[2, 2.0]", "true");
    expect_operator(sg_operator_greater, "['b', 'a']", "true");
    expect_operator(sg_operator_greater_equal, "['a', 'b']", "false");
    expect_operator(sg_operator_less, "[1, 'a']", "null");
    expect_operator(sg_operator_less, "[1, null]", "null");
    expect_operator(sg_operator_greater_equal, "[[1, null], [1]]", "true");
    expect_operator(sg_operator_greater_equal, "[[1, 2], [1, null]]", "null");
}

Test(operators, logic_has_three_values)
{
    static const char *const names[] = { "false", "true", "null" };
    static const char *const both[3][3] = { { "false", "false", "false" },
                                            { "false", "true", "null" },
                                            { "false", "null", "null" } };
    static const char *const either[3][3] = { { "false", "true", "null" },
                                              { "true", "true", "true" },
                                              { "null", "true", "null" } };
    static const char *const one[3][3] = { { "false", "true", "null" },
                                           { "true", "false", "null" },
                                           { "null", "null", "null" } };
    for (int left = 0; left < 3; left++)
        for (int right = 0; right < 3; right++) {
            char arguments[20] = "[";
            strcat(strcat(arguments, names[left]), ",");
            strcat(strcat(arguments, names[right]), "]");
            expect_operator(sg_operator_and, arguments, both[left][right]);
            expect_operator(sg_operator_or, arguments, either[left][right]);
            expect_operator(sg_operator_xor, arguments, one[left][right]);
        }
    expect_operator(sg_operator_not, "[true]", "false");
    expect_operator(sg_operator_not, "[false]", "true");
    expect_operator(sg_operator_not, "[null]", "null");
    expect_operator(sg_operator_not, "[1]", "TypeError/InvalidArgumentType");
    expect_operator(sg_operator_and, "[true, 'x']", "TypeError/InvalidArgumentType");
    expect_operator(sg_operator_or, "[[], true]", "TypeError/InvalidArgumentType");
}

Test(operators, strings)
{
    expect_operator(sg_operator_starts_with, "['ABCDEF', 'ABC']", "true");
    expect_operator(sg_operator_starts_with, "['AB', 'ABC']", "false");
    expect_operator(sg_operator_ends_with, "['ABCDEF', 'DEF']", "true");
    expect_operator(sg_operator_ends_with, "['ABCDEF', '']", "true");
    expect_operator(sg_operator_contains, "['ABCDEF', 'CD']", "true");
    expect_operator(sg_operator_contains, "['ABCDEF', 'cd']", "false");
    expect_operator(sg_operator_contains, "['', '']", "true");
    expect_operator(sg_operator_contains, "[1, 'a']", "null");
    expect_operator(sg_operator_contains, "['a', null]", "null");
    expect_operator(sg_operator_matches, "['abc', 'a.*']", "true");
    expect_operator(sg_operator_matches, "['abc', 'b']", "false");
    expect_operator(sg_operator_matches, "[null, 'b']", "null");
    expect_operator(sg_operator_matches, "[1, 'b']", "null");
    expect_operator(sg_operator_matches, "['a', '(']",
                    "ArgumentError/InvalidRegularExpression");
}
