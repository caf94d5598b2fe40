/* test_access.c - IN, subscripts, slices and properties. */
#include <criterion/criterion.h>

#include "query/functions/operators.h"
#include "tests/support/graphs.h"
#include "tests/unit/query/functions/calls.h"

Test(access, in)
{
    expect_operator(sg_operator_in, "[1, [2, 1]]", "true");
    expect_operator(sg_operator_in, "[3, [2, 1]]", "false");
    expect_operator(sg_operator_in, "[3, [2, null]]", "null");
    expect_operator(sg_operator_in, "[2, [null, 2]]", "true");
    expect_operator(sg_operator_in, "[null, [1]]", "null");
    expect_operator(sg_operator_in, "[null, []]", "false");
    expect_operator(sg_operator_in, "[1, null]", "null");
    expect_operator(sg_operator_in, "[[1, 2], [1, [1, 2]]]", "true");
    expect_operator(sg_operator_in, "[[1, 2], [[1, null]]]", "null");
    expect_operator(sg_operator_in, "['1', [1]]", "false");
    expect_operator(sg_operator_in, "[1, 'a']", "TypeError/InvalidArgumentType");
}

Test(access, subscripts)
{
    expect_operator(sg_operator_subscript, "[[1, 2, 3], 0]", "1");
    expect_operator(sg_operator_subscript, "[[1, 2, 3], -1]", "3");
    expect_operator(sg_operator_subscript, "[[1, 2, 3], 3]", "null");
    expect_operator(sg_operator_subscript, "[[1, 2, 3], -4]", "null");
    expect_operator(sg_operator_subscript, "[[1], -9223372036854775808]", "null");
    expect_operator(sg_operator_subscript, "[[1], null]", "null");
    expect_operator(sg_operator_subscript, "[null, 1]", "null");
    expect_operator(sg_operator_subscript, "[{'a': 7}, 'a']", "7");
    expect_operator(sg_operator_subscript, "[{'a': 7}, 'A']", "null");
    expect_operator(sg_operator_subscript, "[{'a': 7}, null]", "null");
    expect_operator(sg_operator_subscript, "[[1], 'a']",
                    "TypeError/ListElementAccessByNonInteger");
    expect_operator(sg_operator_subscript, "[[1], 1.0]",
                    "TypeError/ListElementAccessByNonInteger");
    expect_operator(sg_operator_subscript, "[{'a': 7}, 0]",
                    "TypeError/MapElementAccessByNonString");
    expect_operator(sg_operator_subscript, "[100, 0]", "TypeError/InvalidArgumentType");
    expect_operator(sg_operator_subscript, "['abc', 0]", "TypeError/InvalidArgumentType");
}

Test(access, slices)
{
    expect_operator(sg_operator_slice, "[[1, 2, 3, 4, 5], 1, 3]", "[2,3]");
    expect_operator(sg_operator_slice, "[[1, 2, 3], 0, 9223372036854775807]", "[1,2,3]");
    expect_operator(sg_operator_slice, "[[1, 2, 3], -2, 9223372036854775807]", "[2,3]");
    expect_operator(sg_operator_slice, "[[1, 2, 3], 0, -1]", "[1,2]");
    expect_operator(sg_operator_slice, "[[1, 2, 3], 2, 1]", "[]");
    expect_operator(sg_operator_slice, "[[1, 2, 3], 5, 9]", "[]");
    expect_operator(sg_operator_slice, "[[1, 2, 3], -9, 1]", "[1]");
    expect_operator(sg_operator_slice, "[[1, 2, 3], null, 1]", "null");
    expect_operator(sg_operator_slice, "[[1, 2, 3], 1, null]", "null");
    expect_operator(sg_operator_slice, "[null, 1, 2]", "null");
    expect_operator(sg_operator_slice, "[[1], 'a', 2]",
                    "TypeError/ListElementAccessByNonInteger");
    expect_operator(sg_operator_slice, "[7, 1, 2]", "TypeError/InvalidArgumentType");
}

Test(access, properties)
{
    sg_arena *arena = NULL;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    sg_builder *builder = sg_test_builder();
    sg_build_node node = sg_test_node(builder, "n", "User");
    sg_test_set(builder, node, "name", sg_test_text("ann"));
    sg_build_edge edge = sg_test_edge(builder, node, "KNOWS", node);
    sg_test_set_edge(builder, edge, "since", sg_integer(2001));
    sg_graph *graph = sg_test_freeze(builder);
    sg_call call = { .graph = graph, .arena = arena };
    sg_value found = sg_null(), user = sg_node_value((sg_node){ 0 });
    sg_value knows = sg_edge_value((sg_edge){ 0 });

    cr_assert(sg_operator_property(&call, user, SG_STR("name"), &found, NULL) == SG_OK);
    cr_assert(sg_str_equal(sg_value_str(found), SG_STR("ann")));
    cr_assert(sg_operator_property(&call, user, SG_STR("since"), &found, NULL) == SG_OK);
    cr_assert(sg_is_null(found));
    cr_assert(sg_operator_property(&call, knows, SG_STR("since"), &found, NULL) == SG_OK);
    cr_assert(found.integer == 2001);
    cr_assert(sg_operator_property(&call, user, SG_STR("nobody"), &found, NULL) == SG_OK);
    cr_assert(sg_is_null(found));
    cr_assert(sg_operator_property(&call, sg_null(), SG_STR("name"), &found, NULL) == SG_OK);
    cr_assert(sg_is_null(found));
    sg_error err = { 0 };
    cr_assert(sg_operator_property(&call, sg_integer(1), SG_STR("name"), &found, &err) ==
              SG_ERUNTIME);
    cr_assert_str_eq(err.message, "an Integer has no property `name`");

    sg_value by_name[] = { user, sg_test_text("name") }, by_number[] = { user, sg_integer(0) };
    cr_assert(sg_operator_subscript(&call, by_name, 2, &found, NULL) == SG_OK);
    cr_assert(sg_str_equal(sg_value_str(found), SG_STR("ann")));
    sg_error_clear(&err);
    cr_assert(sg_operator_subscript(&call, by_number, 2, &found, &err) == SG_ERUNTIME);
    cr_assert_str_eq(err.detail, "MapElementAccessByNonString");
    sg_graph_free(graph);
    sg_builder_free(builder);
    sg_arena_free(arena);
}
