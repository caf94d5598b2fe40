/* test_slot_set.c - sets of slots grow, shrink and compare without regard to their width. */
#include "query/plan/slot_set.h"

#include <criterion/criterion.h>

static sg_arena *arena;

static void begin(void)
{
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
}

static void end(void)
{
    sg_arena_free(arena);
}

TestSuite(slot_set, .init = begin, .fini = end);

static sg_slot_set set_of(uint32_t first, uint32_t second)
{
    sg_slot_set set = { 0 };

    cr_assert(sg_slot_set_add(&set, arena, first) == SG_OK);
    cr_assert(sg_slot_set_add(&set, arena, second) == SG_OK);
    return set;
}

Test(slot_set, an_empty_set_is_within_all)
{
    sg_slot_set empty = { 0 }, some = set_of(3, 200);

    cr_assert(sg_slot_set_empty(&empty));
    cr_assert(sg_slot_set_within(&empty, &some) && sg_slot_set_within(&empty, &empty));
    cr_assert(!sg_slot_set_within(&some, &empty));
    cr_assert(!sg_slot_set_has(&empty, 3));
}

Test(slot_set, no_slot_is_left_out)
{
    sg_slot_set set = { 0 };

    cr_assert(sg_slot_set_add(&set, arena, SG_NO_SLOT) == SG_OK);
    cr_assert(sg_slot_set_empty(&set));
    sg_slot_set_remove(&set, 70);
    cr_assert(!sg_slot_set_has(&set, SG_NO_SLOT));
}

Test(slot_set, copies_do_not_share)
{
    sg_slot_set set = set_of(1, 64), copy;

    cr_assert(sg_slot_set_copy(&set, arena, &copy) == SG_OK);
    sg_slot_set_remove(&copy, 64);
    cr_assert(sg_slot_set_has(&set, 64) && !sg_slot_set_has(&copy, 64));
    cr_assert(sg_slot_set_within(&copy, &set));
}

Test(slot_set, sets_of_different_width_mix)
{
    sg_slot_set narrow = set_of(1, 2), wide = set_of(2, 300);

    sg_slot_set_intersect(&narrow, &wide);
    cr_assert(!sg_slot_set_has(&narrow, 1) && sg_slot_set_has(&narrow, 2));
    sg_slot_set_subtract(&wide, &narrow);
    cr_assert(!sg_slot_set_has(&wide, 2) && sg_slot_set_has(&wide, 300));
    cr_assert(sg_slot_set_unite(&narrow, arena, &wide) == SG_OK);
    cr_assert(sg_slot_set_within(&wide, &narrow));
}

Test(slot_set, slots_are_listed_in_order)
{
    sg_slot_set set = set_of(130, 0);
    sg_slots slots;

    cr_assert(sg_slot_set_add(&set, arena, 63) == SG_OK);
    cr_assert(sg_slot_set_list(&set, arena, &slots) == SG_OK);
    cr_assert(slots.count == 3);
    cr_assert(slots.slots[0] == 0 && slots.slots[1] == 63 && slots.slots[2] == 130);
}
