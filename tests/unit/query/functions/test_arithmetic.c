/* test_arithmetic.c - numbers that fit and do not, and what `+` joins. */
#include <criterion/criterion.h>

#include "query/functions/operators.h"
#include "tests/unit/query/functions/calls.h"

Test(arithmetic, integers_are_checked)
{
    expect_operator(sg_operator_add, "[1, 2]", "3");
    expect_operator(sg_operator_add, "[9223372036854775807, 1]",
                    "ArithmeticError/IntegerOverflow");
    expect_operator(sg_operator_subtract, "[1, 3]", "-2");
    expect_operator(sg_operator_subtract, "[-9223372036854775808, 1]",
                    "ArithmeticError/IntegerOverflow");
    expect_operator(sg_operator_multiply, "[6, 7]", "42");
    expect_operator(sg_operator_multiply, "[4611686018427387904, 2]",
                    "ArithmeticError/IntegerOverflow");
    expect_operator(sg_operator_divide, "[7, 2]", "3");
    expect_operator(sg_operator_divide, "[-7, 2]", "-3");
    expect_operator(sg_operator_divide, "[7, 0]", "ArithmeticError/DivisionByZero");
    expect_operator(sg_operator_divide, "[-9223372036854775808, -1]",
                    "ArithmeticError/IntegerOverflow");
    expect_operator(sg_operator_modulo, "[-7, 3]", "-1");
    expect_operator(sg_operator_modulo, "[7, 0]", "ArithmeticError/DivisionByZero");
    expect_operator(sg_operator_modulo, "[-9223372036854775808, -1]", "0");
    expect_operator(sg_operator_negate, "[5]", "-5");
    expect_operator(sg_operator_negate, "[-9223372036854775808]",
                    "ArithmeticError/IntegerOverflow");
    expect_operator(sg_operator_positive, "[5]", "5");
}

Test(arithmetic, floats_are_not)
{
    expect_operator(sg_operator_add, "[1, 0.5]", "1.5");
    expect_operator(sg_operator_subtract, "[1.5, 1]", "0.5");
    expect_operator(sg_operator_multiply, "[1e200, 1e200]", "{'$float':'Infinity'}");
    expect_operator(sg_operator_divide, "[1, 0.0]", "{'$float':'Infinity'}");
    expect_operator(sg_operator_divide, "[7.0, 2]", "3.5");
    expect_operator(sg_operator_modulo, "[7.5, 2]", "1.5");
    expect_operator(sg_operator_power, "[2, 3]", "8.0");
    expect_operator(sg_operator_power, "[4, 0.5]", "2.0");
    expect_operator(sg_operator_negate, "[0.5]", "-0.5");
}

Test(arithmetic, null_makes_null)
{
    expect_operator(sg_operator_add, "[null, 'a']", "null");
    expect_operator(sg_operator_add, "[[1], null]", "null");
    expect_operator(sg_operator_subtract, "[1, null]", "null");
    expect_operator(sg_operator_multiply, "[null, 1]", "null");
    expect_operator(sg_operator_divide, "[null, 0]", "null");
    expect_operator(sg_operator_modulo, "[null, 0]", "null");
    expect_operator(sg_operator_power, "[null, 0]", "null");
    expect_operator(sg_operator_negate, "[null]", "null");
    expect_operator(sg_operator_positive, "[null]", "null");
}

Test(arithmetic, plus_joins)
{
    expect_operator(sg_operator_add, "['a', 'b']", "'ab'");
    expect_operator(sg_operator_add, "['', '']", "''");
    expect_operator(sg_operator_add, "['a', 1]", "'a1'");
    expect_operator(sg_operator_add, "[1.5, 'a']", "'1.5a'");
    expect_operator(sg_operator_add, "['a', true]", "'atrue'");
    expect_operator(sg_operator_add, "[[1], [2, 3]]", "[1,2,3]");
    expect_operator(sg_operator_add, "[[1], 2]", "[1,2]");
    expect_operator(sg_operator_add, "['x', [1]]", "['x',1]");
    expect_operator(sg_operator_add, "[[], []]", "[]");
    expect_operator(sg_operator_add, "[{'a':1}, [{}]]", "[{'a':1},{}]");
}

Test(arithmetic, other_types_fail)
{
    static const char *const wrong = "TypeError/InvalidArgumentType";
    expect_operator(sg_operator_add, "[true, 1]", wrong);
    expect_operator(sg_operator_add, "['a', {}]", wrong);
    expect_operator(sg_operator_subtract, "['a', 'b']", wrong);
    expect_operator(sg_operator_multiply, "[[1], 2]", wrong);
    expect_operator(sg_operator_divide, "[1, 'a']", wrong);
    expect_operator(sg_operator_modulo, "[{}, 1]", wrong);
    expect_operator(sg_operator_power, "[true, 1]", wrong);
    expect_operator(sg_operator_negate, "['a']", wrong);
    expect_operator(sg_operator_positive, "[[]]", wrong);
}
