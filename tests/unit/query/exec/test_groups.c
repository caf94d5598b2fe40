/* test_groups.c - distinct rows: what is the same, order of arrival, growth. */
#include "query/exec/groups.h"

#include <criterion/criterion.h>

static uint32_t find(sg_groups *groups, sg_value left, sg_value right, bool *added)
{
    const sg_value row[] = { left, right };
    uint32_t index = UINT32_MAX;

    cr_assert_eq(sg_groups_find(groups, row, &index, added), SG_OK);
    return index;
}

Test(groups, null_is_the_same_as_null_and_one_as_one_point_zero)
{
    sg_arena *arena;
    sg_groups groups;
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_groups_open(&groups, arena, 2);
    cr_expect_eq(find(&groups, sg_integer(1), sg_null(), &added), 0u);
    cr_expect(added);
    cr_expect_eq(find(&groups, sg_null(), sg_integer(1), &added), 1u);
    cr_expect(added);
    cr_expect_eq(find(&groups, sg_float(1.0), sg_null(), &added), 0u);
    cr_expect_not(added);
    cr_expect_eq(find(&groups, sg_string(SG_STR("1")), sg_null(), &added), 2u);
    cr_expect(added);
    cr_expect_eq(sg_groups_row(&groups, 1)[1].integer, 1);
    sg_arena_free(arena);
}

Test(groups, rows_are_copied)
{
    sg_arena *arena;
    sg_groups groups;
    char text[] = "abc";
    sg_value row = sg_string((sg_str){ text, 3 });
    uint32_t index;
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_groups_open(&groups, arena, 1);
    cr_assert_eq(sg_groups_find(&groups, &row, &index, &added), SG_OK);
    text[0] = 'x';
    cr_expect_eq(sg_groups_row(&groups, 0)->string[0], 'a');
    cr_assert_eq(sg_groups_find(&groups, &row, &index, &added), SG_OK);
    cr_expect(added, "xbc is another row");
    sg_arena_free(arena);
}

Test(groups, a_hundred_thousand_rows_keep_their_numbers)
{
    enum { ROWS = 100000 };
    sg_arena *arena;
    sg_groups groups;
    uint32_t wrong = 0;
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_groups_open(&groups, arena, 2);
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < ROWS; i++)
            wrong += find(&groups, sg_integer(i), sg_boolean(i % 2), &added) != i ||
                     added != (pass == 0);
    cr_expect_eq(wrong, 0u);
    cr_expect_eq(groups.count, (uint32_t)ROWS);
    sg_groups_clear(&groups);
    cr_expect_eq(find(&groups, sg_integer(5), sg_null(), &added), 0u);
    sg_arena_free(arena);
}

Test(groups, rows_without_columns_are_all_the_same)
{
    sg_arena *arena;
    sg_groups groups;
    uint32_t index = 7;
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_groups_open(&groups, arena, 0);
    cr_assert_eq(sg_groups_find(&groups, NULL, &index, &added), SG_OK);
    cr_expect(added);
    cr_assert_eq(sg_groups_find(&groups, NULL, &index, &added), SG_OK);
    cr_expect_not(added);
    cr_expect_eq(index, 0u);
    sg_arena_free(arena);
}
