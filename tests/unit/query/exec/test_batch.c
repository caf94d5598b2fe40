/* test_batch.c - vectors and batches: views, gathers, nulls, conversions. */
#include "query/exec/batch.h"

#include <criterion/criterion.h>

static sg_arena *arena;

static void open_arena(void)
{
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
}

static void close_arena(void)
{
    sg_arena_free(arena);
}

TestSuite(batch, .init = open_arena, .fini = close_arena);

static const uint32_t ids[] = { 7, 8, SG_NO_ID, 9 };

Test(batch, ids_read_as_values_and_back)
{
    sg_vector nodes = { .kind = SG_SLOT_NODE, .ids = ids };

    cr_expect_eq(sg_vector_value(&nodes, 1).type, SG_TYPE_NODE);
    cr_expect_eq(sg_vector_value(&nodes, 1).node.id, 8u);
    cr_expect_eq(sg_vector_value(&nodes, 2).type, SG_TYPE_NULL);
    cr_expect_eq(sg_vector_id(&nodes, 2), SG_NO_ID);

    sg_value values[] = { sg_node_value((sg_node){ 3 }), sg_integer(4) };
    sg_vector mixed = { .values = values };
    cr_expect_eq(sg_vector_id(&mixed, 0), 3u);
    cr_expect_eq(sg_vector_id(&mixed, 1), SG_NO_ID, "an integer is no entity");
}

Test(batch, one_cell_stands_for_all_rows)
{
    sg_vector nodes = { .kind = SG_SLOT_NODE, .ids = ids };
    sg_vector one = sg_vector_at(&nodes, 3);

    cr_expect(one.constant);
    cr_expect_eq(sg_vector_id(&one, 0), 9u);
    cr_expect_eq(sg_vector_id(&one, 1000), 9u);
    sg_vector same = sg_vector_at(&one, 500);
    cr_expect_eq(sg_vector_id(&same, 2), 9u);
    sg_vector null = sg_vector_null(SG_SLOT_EDGE);
    cr_expect_eq(sg_vector_value(&null, 17).type, SG_TYPE_NULL);
}

Test(batch, gather_picks_rows_and_leaves_constants_alone)
{
    const uint16_t rows[] = { 3, 0, 0 };
    sg_vector nodes = { .kind = SG_SLOT_NODE, .ids = ids }, out;

    cr_assert_eq(sg_vector_gather(&nodes, rows, 3, arena, &out), SG_OK);
    cr_expect_eq(out.ids[0], 9u);
    cr_expect_eq(out.ids[1], 7u);
    cr_expect_eq(out.ids[2], 7u);
    sg_vector one = sg_vector_at(&nodes, 1);
    cr_assert_eq(sg_vector_gather(&one, rows, 3, arena, &out), SG_OK);
    cr_expect_eq(out.ids, ids + 1, "a view of the same cell");
}

Test(batch, gather_gives_null_for_no_row)
{
    const uint16_t rows[] = { SG_NO_ROW, 1 };
    sg_value values[] = { sg_integer(1), sg_integer(2) };
    sg_vector from = { .values = values }, out;

    cr_assert_eq(sg_vector_gather_or_null(&from, rows, 2, arena, &out), SG_OK);
    cr_expect_eq(out.values[0].type, SG_TYPE_NULL);
    cr_expect_eq(out.values[1].integer, 2);
    sg_vector nodes = { .kind = SG_SLOT_NODE, .ids = ids };
    cr_assert_eq(sg_vector_gather_or_null(&nodes, rows, 2, arena, &out), SG_OK);
    cr_expect_eq(out.ids[0], SG_NO_ID);
    cr_expect_eq(out.ids[1], 8u);
}

Test(batch, views_carry_the_selection_and_the_slots_asked_for)
{
    const uint32_t kept[] = { 1 };
    const uint16_t selection[] = { 0, 3 };
    sg_batch from, to;

    cr_assert_eq(sg_batch_open(&from, 3, arena), SG_OK);
    cr_assert_eq(sg_batch_open(&to, 3, arena), SG_OK);
    from.columns[0] = from.columns[1] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = ids };
    sg_batch_all(&from, 4);
    from.selection = selection;
    from.count = 2;
    sg_batch_view(&to, &from, (sg_slots){ kept, 1 });
    cr_expect_null(to.columns[0].cells);
    cr_expect_eq(to.columns[1].ids, ids);
    cr_expect_eq(to.count, 2u);
    cr_expect_eq(sg_batch_row(&to, 1), 3u);
    sg_batch_spread(&to, &from, (sg_slots){ kept, 1 }, 3);
    cr_expect_eq(sg_vector_id(&to.columns[1], 0), 9u);
}

Test(batch, memory_that_is_out_is_told)
{
    const uint16_t rows[] = { 0 };
    sg_vector nodes = { .kind = SG_SLOT_NODE, .ids = ids }, out;
    sg_arena *full;

    cr_assert_eq(sg_arena_new(16, &full), SG_OK);
    cr_assert_not_null(sg_arena_alloc(full, 16));
    cr_expect_eq(sg_vector_gather(&nodes, rows, 1, full, &out), SG_ENOMEM);
    cr_expect_eq(sg_vector_gather_or_null(&nodes, rows, 1, full, &out), SG_ENOMEM);
    sg_arena_free(full);
}
