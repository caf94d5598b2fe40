/* test_lists.c - functions of lists. */
#include <criterion/criterion.h>

#include "tests/unit/query/functions/calls.h"

Test(lists, ends_and_size)
{
    expect_call("head", "[[1,2,3]]", "1");
    expect_call("last", "[[1,2,3]]", "3");
    expect_call("tail", "[[1,2,3]]", "[2,3]");
    expect_call("head", "[[]]", "null");
    expect_call("last", "[[]]", "null");
    expect_call("tail", "[[]]", "[]");
    expect_call("size", "[[1,null]]", "2");
    expect_call("isEmpty", "[[]]", "true");
    expect_call("isEmpty", "[{'a':1}]", "false");
    expect_call("reverse", "[[1,'a',null]]", "[null,'a',1]");
    expect_call("reverse", "[[]]", "[]");
}

Test(lists, range)
{
    expect_call("range", "[0, 3]", "[0,1,2,3]");
    expect_call("range", "[3, 0]", "[]");
    expect_call("range", "[0, 10, 3]", "[0,3,6,9]");
    expect_call("range", "[10, 0, -5]", "[10,5,0]");
    expect_call("range", "[0, 1, -1]", "[]");
    expect_call("range", "[1, 1]", "[1]");
    expect_call("range", "[9223372036854775806, 9223372036854775807]",
                "[9223372036854775806,9223372036854775807]");
    expect_call("range", "[-9223372036854775808, 9223372036854775807, 9223372036854775807]",
                "[-9223372036854775808,-1,9223372036854775806]");
    expect_call("range", "[9223372036854775807, -9223372036854775808, -9223372036854775808]",
                "[9223372036854775807,-1]");
}

Test(lists, range_refuses)
{
    expect_call("range", "[2, 8, 0]", "ArgumentError/NumberOutOfRange");
    expect_call("range", "[true, 1]", "ArgumentError/InvalidArgumentType");
    expect_call("range", "[0, 1.0]", "ArgumentError/InvalidArgumentType");
    expect_call("range", "[0, 1, 'x']", "ArgumentError/InvalidArgumentType");
    expect_call("range", "[-9223372036854775808, 9223372036854775807]",
                "LimitError/OutOfMemory");
}

Test(lists, range_stays_within_memory)
{
    sg_arena *arena = NULL;
    sg_error err = { 0 };
    sg_value arguments[] = { sg_integer(1), sg_integer(100000000) }, answer;
    cr_assert(sg_arena_new(1 << 20, &arena) == SG_OK);
    cr_assert(sg_function_call(sg_function_find(SG_STR("range")), &(sg_call){ .arena = arena },
                               arguments, 2, &answer, &err) == SG_ENOMEM);
    cr_assert_str_eq(err.message, "the statement needs more than its 1 MiB of memory");
    sg_arena_free(arena);
}
