/* test_aggregates.c - what groups of rows come to. */
#include <criterion/criterion.h>

#include "tests/unit/query/functions/calls.h"

Test(aggregates, count_and_collect)
{
    expect_aggregate("count", "[[1],[null],['a']]", "2");
    expect_aggregate("count", "[]", "0");
    expect_aggregate("collect", "[[1],[null],['a'],[[2]],[3],[4],[5],[6],[7],[8]]",
                     "[1,'a',[2],3,4,5,6,7,8]");
    expect_aggregate("collect", "[]", "[]");
}

Test(aggregates, minimum_and_maximum)
{
    expect_aggregate("max", "[[1],[2.0],[5],[null],[3.2]]", "5");
    expect_aggregate("min", "[[1],[2.0],[0.1],[null],[5]]", "0.1");
    expect_aggregate("min", "[[1],['a'],[null],[[1,2]],[0.2],['b']]", "[1,2]");
    expect_aggregate("max", "[[1],['a'],[null],[[1,2]],[0.2],['b']]", "1");
    expect_aggregate("max", "[['a'],['b'],['B'],['abc']]", "'b'");
    expect_aggregate("min", "[]", "null");
    expect_aggregate("max", "[[null]]", "null");
}

Test(aggregates, sum_and_mean)
{
    expect_aggregate("sum", "[[1],[2],[null]]", "3");
    expect_aggregate("sum", "[[1],[0.5]]", "1.5");
    expect_aggregate("sum", "[]", "0");
    expect_aggregate("sum", "[[1e100],[1.0],[-1e100]]", "1.0");
    expect_aggregate("sum", "[[9223372036854775807],[1]]", "ArithmeticError/IntegerOverflow");
    expect_aggregate("sum", "[[1e308],[1e308],[1.0]]", "{'$float':'Infinity'}");
    expect_aggregate("avg", "[[1],[2],[null]]", "1.5");
    expect_aggregate("avg", "[[9223372036854775807],[9223372036854775807]]",
                     "9.223372036854776e18");
    expect_aggregate("avg", "[]", "null");
}

Test(aggregates, deviation)
{
    expect_aggregate("stDev", "[[2],[4],[4],[4],[5],[5],[7],[9]]", "2.138089935299395");
    expect_aggregate("stDevP", "[[2],[4],[4],[4],[5],[5],[7],[9]]", "2.0");
    expect_aggregate("stDev", "[[3]]", "0.0");
    expect_aggregate("stDev", "[]", "0.0");
    expect_aggregate("stDevP", "[]", "0.0");
}

Test(aggregates, percentiles)
{
    expect_aggregate("percentileDisc", "[[30,0.0],[10,0.0],[20,0.0]]", "10");
    expect_aggregate("percentileDisc", "[[30,0.5],[10,0.5],[20,0.5]]", "20");
    expect_aggregate("percentileDisc", "[[30,1.0],[10,1.0],[20,1.0]]", "30");
    expect_aggregate("percentileDisc", "[[30,0.34],[10,0.34],[20,0.34]]", "20");
    expect_aggregate("percentileDisc", "[]", "null");
    expect_aggregate("percentileCont", "[[10,0.5],[20,0.5]]", "15.0");
    expect_aggregate("percentileCont", "[[30,1],[10,1],[20,1]]", "30.0");
    expect_aggregate("percentileCont", "[[10,0.25],[null,0.25],[20,0.25]]", "12.5");
    expect_aggregate("percentileCont", "[]", "null");
    expect_aggregate("percentileDisc", "[[1,1.1]]", "ArgumentError/NumberOutOfRange");
    expect_aggregate("percentileDisc", "[[1,-1]]", "ArgumentError/NumberOutOfRange");
    expect_aggregate("percentileCont", "[[1,1000]]", "ArgumentError/NumberOutOfRange");
}

Test(aggregates, keep_nothing_of_their_arguments)
{
    sg_arena *arena = NULL;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    sg_call call = { .arena = arena };
    char text[] = "first";
    sg_value argument = sg_string(sg_str_of(text)), answer;
    const char *const names[] = { "collect", "min" };
    for (size_t i = 0; i < SG_COUNT(names); i++) {
        const sg_function *function = sg_function_find(sg_str_of(names[i]));
        void *state = sg_arena_alloc(arena, function->aggregate->size);
        text[0] = 'f';
        cr_assert(sg_aggregate_step(function, state, &call, &argument, 1, NULL) == SG_OK);
        text[0] = 'x';
        cr_assert(sg_aggregate_finish(function, state, &call, &answer, NULL) == SG_OK);
        sg_value kept = answer.type == SG_TYPE_LIST ? answer.list[0] : answer;
        cr_assert(sg_str_equal(sg_value_str(kept), SG_STR("first")));
    }
    sg_arena_free(arena);
}
