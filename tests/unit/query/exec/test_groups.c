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
    sg_groups_open(&groups, arena, NULL, 2, 0);
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
    sg_groups_open(&groups, arena, NULL, 1, 0);
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
    sg_groups_open(&groups, arena, NULL, 2, 0);
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

/* Rows of a column that ascends in pieces: a table is made where it falls, and knows what came before. */
Test(groups, rows_are_found_whether_they_ascend_or_not)
{
    enum { ROWS = 1000 };
    static const uint32_t pieces[] = { 1, 7, 40, ROWS, 999 };
    sg_arena *arena;
    sg_groups groups;
    uint32_t wrong = 0, index;
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    for (size_t piece = 0; piece < SG_COUNT(pieces); piece++) {
        sg_groups_open(&groups, arena, NULL, 2, 0);
        for (uint32_t pass = 0; pass < 2; pass++)
            for (uint32_t i = 0; i < ROWS; i++) {
                sg_value left = sg_node_value((sg_node){ i % pieces[piece] });
                wrong +=
                    find(&groups, left, sg_integer(i), &added) != i || added != (pass == 0);
            }
        cr_expect_eq(groups.count, (uint32_t)ROWS);
        cr_assert_eq(sg_groups_close(&groups), SG_OK);
        const sg_value row[] = { sg_node_value((sg_node){ 0 }), sg_integer(0) };
        cr_expect(sg_groups_has(&groups, row, &index));
        cr_expect_eq(index, 0u);
    }
    cr_expect_eq(wrong, 0u);
    sg_arena_free(arena);
}

/* A node and an integer are never the same, and an integer and a float may be. */
Test(groups, ascending_rows_of_several_types_are_told_apart)
{
    const sg_value values[] = { sg_integer(1),
                                sg_integer(2),
                                sg_float(1.0),
                                sg_float(2.5),
                                sg_string(SG_STR("a")),
                                sg_null(),
                                sg_integer(2),
                                sg_null(),
                                sg_string(SG_STR("a")),
                                sg_float(2.5),
                                sg_node_value((sg_node){ 1 }) };
    const uint32_t expected[] = { 0, 1, 0, 2, 3, 4, 1, 4, 3, 2, 5 };
    sg_arena *arena;
    sg_groups groups;
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_groups_open(&groups, arena, NULL, 2, 0);
    for (size_t i = 0; i < SG_COUNT(values); i++)
        cr_expect_eq(find(&groups, sg_string(SG_STR("x")), values[i], &added), expected[i]);
    sg_arena_free(arena);
}

Test(groups, what_a_row_has_besides_is_zeroed_and_stays)
{
    sg_arena *arena;
    sg_groups groups;
    uint32_t index;
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_groups_open(&groups, arena, NULL, 1, 2 * sizeof(sg_value));
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < 500; i++) {
            sg_value row = sg_integer(i * 7919 % 500);
            cr_assert_eq(sg_groups_find(&groups, &row, &index, &added), SG_OK);
            uint64_t *counts = sg_groups_payload(&groups, index);
            cr_assert_eq(counts[0], pass * i);
            cr_assert_eq(counts[3], (uint64_t)pass);
            counts[0] += i;
            counts[3]++;
        }
    sg_arena_free(arena);
}

Test(groups, rows_without_columns_are_all_the_same)
{
    sg_arena *arena;
    sg_groups groups;
    uint32_t index = 7;
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_groups_open(&groups, arena, NULL, 0, 0);
    cr_assert_eq(sg_groups_find(&groups, NULL, &index, &added), SG_OK);
    cr_expect(added);
    cr_assert_eq(sg_groups_find(&groups, NULL, &index, &added), SG_OK);
    cr_expect_not(added);
    cr_expect_eq(index, 0u);
    sg_arena_free(arena);
}

/* Whatever piece of it is asked for. */
Test(groups, a_column_is_that_of_the_rows)
{
    enum { ROWS = 700 };
    sg_arena *arena;
    sg_groups groups;
    sg_value column[ROWS];
    bool added;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    sg_groups_open(&groups, arena, NULL, 2, sizeof(sg_value));
    for (uint32_t i = 0; i < ROWS; i++)
        cr_assert_eq(find(&groups, sg_integer(i), sg_integer(3 * (int64_t)i), &added), i);
    for (uint32_t first = 0; first < ROWS; first += 23)
        for (uint32_t count = 0; first + count <= ROWS; count += 11) {
            sg_groups_column(&groups, 1, first, count, column);
            for (uint32_t i = 0; i < count; i++)
                cr_assert_eq(column[i].integer, 3 * (int64_t)(first + i));
        }
    sg_arena_free(arena);
}
