/* test_arena.c - lifetimes, limits, alignment, and what a rewind forgets. */
#include "engine/base/arena.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/text.h"

static sg_arena *new_arena(size_t limit)
{
    sg_arena *arena = NULL;

    cr_assert(sg_arena_new(limit, &arena) == SG_OK);
    return arena;
}

static bool all_zero(const void *start, size_t size)
{
    const unsigned char *bytes = start;

    for (size_t at = 0; at < size; at++)
        if (bytes[at])
            return false;
    return true;
}

Test(arena, gives_aligned_zeroed_and_distinct_memory)
{
    sg_arena *arena = new_arena(0);
    unsigned char *before = NULL;

    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *bytes = sg_arena_alloc(arena, size);
        cr_assert(bytes && bytes != before);
        cr_assert((uintptr_t)bytes % 16 == 0);
        cr_assert(all_zero(bytes, size));
        memset(bytes, 0xAB, size);
        before = bytes;
    }
    sg_arena_free(arena);
    sg_arena_free(NULL);
}

Test(arena, gives_requests_larger_than_any_block)
{
    sg_arena *arena = new_arena(0);
    unsigned char *small = sg_arena_alloc(arena, 100);
    unsigned char *large = sg_arena_alloc(arena, (size_t)5 << 20);
    unsigned char *next = sg_arena_alloc(arena, 100);

    cr_assert(small && large && next);
    cr_assert(all_zero(large, (size_t)5 << 20));
    memset(large, 1, (size_t)5 << 20);
    cr_assert(all_zero(small, 100) && all_zero(next, 100));
    sg_arena_free(arena);
}

Test(arena, keeps_to_its_limit)
{
    sg_arena *arena = new_arena(1000);

    cr_assert(sg_arena_limit(arena) == 1000);
    cr_assert(sg_arena_alloc(arena, 1001) == NULL);
    cr_assert(sg_arena_alloc(arena, 900) != NULL);
    cr_assert(sg_arena_alloc(arena, 200) == NULL);
    cr_assert(sg_arena_alloc(arena, 16) != NULL, "a refusal must not spoil the arena");
    cr_assert(sg_arena_used(arena) <= 1000);
    sg_arena_reset(arena);
    cr_assert(sg_arena_used(arena) == 0);
    cr_assert(sg_arena_alloc(arena, 900) != NULL);
    sg_arena_free(arena);
}

Test(arena, refuses_sizes_that_overflow)
{
    sg_arena *arena = new_arena(0);

    cr_assert(sg_arena_alloc(arena, SIZE_MAX) == NULL);
    cr_assert(sg_arena_alloc(arena, SIZE_MAX - 16) == NULL);
    cr_assert(sg_arena_alloc_array(arena, SIZE_MAX / 4, 8) == NULL);
    cr_assert(sg_arena_alloc_array(arena, 3, 0) != NULL);
    cr_assert(sg_arena_copy(arena, (sg_str){ "", SIZE_MAX }).bytes == NULL);
    cr_assert(sg_arena_make_array(arena, uint64_t, 10) != NULL);
    sg_arena_free(arena);
}

Test(arena, rewinds_over_blocks_and_zeroes_again)
{
    sg_arena *arena = new_arena(0);
    char *kept = sg_arena_alloc(arena, 64);

    cr_assert(kept);
    memset(kept, 'k', 64);
    sg_arena_mark mark = sg_arena_save(arena);
    size_t used = sg_arena_used(arena);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 200000; size *= 3) {
            void *bytes = sg_arena_alloc(arena, size);
            cr_assert(bytes && all_zero(bytes, size));
            memset(bytes, 0xFF, size);
        }
        sg_arena_rewind(arena, mark);
        cr_assert(sg_arena_used(arena) == used);
    }
    cr_assert(kept[0] == 'k' && kept[63] == 'k');
    sg_arena_free(arena);
}

Test(arena, reuses_the_same_memory_after_a_rewind)
{
    sg_arena *arena = new_arena(0);
    sg_arena_mark empty = sg_arena_save(arena);
    const void *first = sg_arena_alloc(arena, 100);

    sg_arena_rewind(arena, empty);
    const void *again = sg_arena_alloc_raw(arena, 100);
    cr_assert(first == again);
    sg_arena_free(arena);
}

Test(arena, serves_a_request_that_a_kept_block_is_too_small_for)
{
    sg_arena *arena = new_arena(0);

    cr_assert(sg_arena_alloc(arena, 10));
    sg_arena_reset(arena);
    unsigned char *large = sg_arena_alloc(arena, 100000);
    cr_assert(large && all_zero(large, 100000));
    memset(large, 1, 100000);
    unsigned char *small = sg_arena_alloc(arena, 100);
    cr_assert(small && all_zero(small, 100));
    sg_arena_free(arena);
}

Test(arena, copies_and_formats)
{
    sg_arena *arena = new_arena(256);
    sg_str copy = sg_arena_copy(arena, SG_STR("bucket"));
    sg_str empty = sg_arena_copy(arena, (sg_str){ NULL, 0 });
    sg_str text = sg_arena_format(arena, "%s-%d", "node", 42);

    cr_assert(sg_str_equal(copy, SG_STR("bucket")) && copy.bytes[6] == '\0');
    cr_assert(empty.bytes && empty.length == 0 && empty.bytes[0] == '\0');
    cr_assert(sg_str_equal(text, SG_STR("node-42")) && text.bytes[7] == '\0');
    cr_assert(sg_arena_format(arena, "%500d", 1).bytes == NULL);
    sg_arena_free(arena);
}

Test(arena, shares_a_budget_with_others)
{
    sg_budget budget = { .limit = 10000 };
    sg_arena *one = NULL, *other = NULL;

    cr_assert(sg_arena_new_within(&budget, &one) == SG_OK);
    cr_assert(sg_arena_new_within(&budget, &other) == SG_OK);
    cr_assert(sg_arena_alloc(one, 4000) && budget.held >= 4000);
    cr_assert(sg_arena_alloc(other, 4000) && budget.held >= 8000);
    cr_assert(sg_arena_alloc(one, 5000) == NULL && budget.held <= budget.limit);
    sg_arena_reset(one);
    cr_assert(budget.held >= 8000, "what is kept for reuse is still held");
    sg_arena_free(one);
    sg_arena_free(other);
    cr_assert(budget.held == 0);
}

Test(arena, blocks_go_from_one_to_the_next_by_a_pool)
{
    sg_arena_pool pool = { .held = 0 };
    sg_budget budget = { .pool = &pool };
    sg_arena *arena;

    cr_assert_eq(sg_arena_new_within(&budget, &arena), SG_OK);
    unsigned char *first = sg_arena_alloc_raw(arena, 3000);
    cr_assert_not_null(first);
    memset(first, 0xff, 3000);
    cr_assert_not_null(sg_arena_alloc(arena, SG_POOL_BYTES + 1)); /* too large to be kept */
    sg_arena_free(arena);
    cr_expect_eq(budget.held, 0);
    cr_expect_gt(pool.held, 0);
    cr_expect_leq(pool.held, SG_POOL_BYTES);

    size_t before = pool.held;
    cr_assert_eq(sg_arena_new_within(&budget, &arena), SG_OK);
    unsigned char *again = sg_arena_alloc(arena, 3000);
    cr_expect_eq(again, first);
    for (size_t i = 0; i < 3000; i++)
        cr_assert_eq(again[i], 0, "byte %zu was used before and is not zero", i);
    cr_expect_lt(pool.held, before);
    cr_expect_gt(budget.held, 0);
    sg_arena_free(arena);
    sg_arena_pool_drain(&pool);
    cr_expect_eq(pool.held, 0);
}
