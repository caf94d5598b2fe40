/* test_bitmap.c - the fast forms against one bit at a time. */
#include "engine/base/bitmap.h"

#include <criterion/criterion.h>
#include <string.h>

enum {
    BITS = 200,
};

Test(bitmap, sets_clears_and_counts)
{
    uint64_t words[4] = { 0 };
    sg_bitmap bitmap = { words, BITS };

    cr_assert(sg_bitmap_words(0) == 0 && sg_bitmap_words(64) == 1 && sg_bitmap_words(65) == 2);
    sg_bit_set(words, 0);
    sg_bit_set(words, 63);
    sg_bit_set(words, 199);
    cr_assert(sg_bit_test(words, 63) && !sg_bit_test(words, 64));
    cr_assert(sg_bitmap_count(bitmap) == 3);
    sg_bit_clear(words, 63);
    cr_assert(!sg_bit_test(words, 63) && sg_bitmap_count(bitmap) == 2);
}

Test(bitmap, fills_every_range)
{
    for (uint64_t first = 0; first <= BITS; first += 3) {
        for (uint64_t last = 0; last <= BITS + 5; last++) {
            uint64_t words[4] = { 0 };
            sg_bitmap_fill((sg_bitmap){ words, BITS }, first, last);
            for (uint64_t bit = 0; bit < 256; bit++) {
                bool expected = bit >= first && bit < last && bit < BITS;
                if (sg_bit_test(words, bit) != expected)
                    cr_assert_fail("bit %u of [%u, %u)", (unsigned)bit, (unsigned)first,
                                   (unsigned)last);
            }
        }
    }
    sg_bitmap_fill((sg_bitmap){ NULL, 0 }, 0, 5);
    cr_assert(sg_bitmap_count((sg_bitmap){ NULL, 0 }) == 0);
}

Test(bitmap, counts_any_number_of_words)
{
    uint64_t words[40], state = 1;

    for (uint32_t bits = 0; bits <= 64 * 40; bits += 64) {
        uint64_t expected = 0;
        for (uint32_t word = 0; word < bits / 64; word++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
            words[word] = word % 5 == 0 ? UINT64_MAX : state ^ state >> 31;
            for (uint32_t bit = 0; bit < 64; bit++)
                expected += words[word] >> bit & 1;
        }
        cr_assert_eq(sg_bitmap_count((sg_bitmap){ words, bits }), expected, "%u bits", bits);
    }
}

Test(bitmap, walks_from_bit_to_bit)
{
    uint64_t words[4] = { 0 };
    sg_bitmap bitmap = { words, BITS };
    static const uint64_t set[] = { 3, 63, 64, 190, 199 };
    size_t seen = 0;

    cr_assert(sg_bitmap_next(bitmap, 0) == BITS);
    for (size_t each = 0; each < SG_COUNT(set); each++)
        sg_bit_set(words, set[each]);
    for (uint64_t bit = sg_bitmap_next(bitmap, 0); bit < BITS;
         bit = sg_bitmap_next(bitmap, bit + 1))
        cr_assert(seen < SG_COUNT(set) && bit == set[seen++]);
    cr_assert(seen == SG_COUNT(set));
    cr_assert(sg_bitmap_next(bitmap, 10000) == BITS);
    cr_assert(sg_bitmap_next((sg_bitmap){ NULL, 0 }, 0) == 0);
}

Test(bitmap, counts_what_is_below)
{
    uint32_t numbers[300];

    for (uint32_t i = 0; i < SG_COUNT(numbers); i++)
        numbers[i] = i / 3 * 5; /* each three times, with gaps */
    for (uint32_t count = 0; count <= SG_COUNT(numbers); count++)
        for (uint32_t limit = 0; limit < 520; limit += 7) {
            uint32_t below = 0;
            for (uint32_t i = 0; i < count; i++)
                below += numbers[i] < limit;
            cr_assert_eq(sg_count_below(numbers, count, limit), below, "%u of %u", limit,
                         count);
        }
    cr_expect_eq(sg_count_below(NULL, 0, 1), 0);
}
