/* test_numbers.c - functions of numbers, time and chance. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/unit/query/functions/calls.h"

Test(numbers, signs_and_steps)
{
    expect_call("abs", "[-3]", "3");
    expect_call("abs", "[-3.5]", "3.5");
    expect_call("abs", "[-9223372036854775808]", "ArithmeticError/IntegerOverflow");
    expect_call("sign", "[-3]", "-1");
    expect_call("sign", "[0.0]", "0");
    expect_call("sign", "[2.5]", "1");
    expect_call("ceil", "[1.2]", "2.0");
    expect_call("floor", "[-1.2]", "-2.0");
    expect_call("ceil", "[3]", "3.0");
}

Test(numbers, round)
{
    expect_call("round", "[1.5]", "2.0");
    expect_call("round", "[-1.5]", "-1.0");
    expect_call("round", "[2.4999999999999996]", "2.0");
    expect_call("round", "[0.49999999999999994]", "0.0");
    expect_call("round", "[3]", "3.0");
    expect_call("round", "[1.249, 1]", "1.2");
    expect_call("round", "[2.675, 2]", "2.68");
    expect_call("round", "[1.005, 2]", "1.01");
    expect_call("round", "[-1.55, 1]", "-1.6");
    expect_call("round", "[1.55, 1, 'HALF_DOWN']", "1.5");
    expect_call("round", "[1.25, 1, 'HALF_EVEN']", "1.2");
    expect_call("round", "[1.35, 1, 'half_even']", "1.4");
    expect_call("round", "[1.21, 1, 'UP']", "1.3");
    expect_call("round", "[-1.21, 1, 'UP']", "-1.3");
    expect_call("round", "[1.29, 1, 'DOWN']", "1.2");
    expect_call("round", "[-1.21, 1, 'CEILING']", "-1.2");
    expect_call("round", "[-1.21, 1, 'FLOOR']", "-1.3");
    expect_call("round", "[1.5, 0]", "2.0");
    expect_call("round", "[1e300, 20]", "1e300");
    expect_call("round", "[1.5, -1]", "ArgumentError/NumberOutOfRange");
    expect_call("round", "[1.5, 1, 'SIDEWAYS']", "ArgumentError/InvalidArgumentValue");
    sg_value nan = sg_float((double)NAN);
    expect_call_of(NULL, "round", &nan, 1, "{'$float':'NaN'}");
    expect_call_of(NULL, "isNaN", &nan, 1, "true");
    expect_call("isNaN", "[1]", "false");
}

Test(numbers, real_functions)
{
    expect_call("sqrt", "[16]", "4.0");
    expect_call("sqrt", "[-1]", "{'$float':'NaN'}");
    expect_call("exp", "[0]", "1.0");
    expect_call("log", "[1]", "0.0");
    expect_call("log10", "[1000]", "3.0");
    expect_call("sin", "[0]", "0.0");
    expect_call("cos", "[0]", "1.0");
    expect_call("tan", "[0]", "0.0");
    expect_call("asin", "[0]", "0.0");
    expect_call("acos", "[1]", "0.0");
    expect_call("atan", "[0]", "0.0");
    expect_call("atan2", "[0, 1]", "0.0");
    expect_call("cot", "[0]", "{'$float':'Infinity'}");
    expect_call("degrees", "[0]", "0.0");
    expect_call("radians", "[180]", "3.141592653589793");
    expect_call("pi", "[]", "3.141592653589793");
    expect_call("e", "[]", "2.718281828459045");
}

Test(numbers, time_is_handed_in)
{
    expect_call("timestamp", "[]", "1700000000123");
}

Test(numbers, chance_follows_its_state)
{
    sg_arena *arena = NULL;
    uint64_t state = 1, again = 1;
    sg_value one, other;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    sg_call call = { .arena = arena, .random_state = &state };
    const sg_function *rand = sg_function_find(SG_STR("rand"));
    double sum = 0.0;
    for (int i = 0; i < 1000; i++) {
        cr_assert(sg_function_call(rand, &call, NULL, 0, &one, NULL) == SG_OK);
        cr_assert(one.real >= 0.0 && one.real < 1.0);
        sum += one.real;
    }
    cr_assert(sum > 400.0 && sum < 600.0);
    state = 1;
    const sg_function *uuid = sg_function_find(SG_STR("randomUUID"));
    cr_assert(sg_function_call(uuid, &call, NULL, 0, &one, NULL) == SG_OK);
    call.random_state = &again;
    cr_assert(sg_function_call(uuid, &call, NULL, 0, &other, NULL) == SG_OK);
    cr_assert(sg_value_same(one, other) && one.length == 36);
    cr_assert(one.string[14] == '4' && strchr("89ab", one.string[19]));
    cr_assert(rand->flags & SG_VOLATILE);
    sg_arena_free(arena);
}
