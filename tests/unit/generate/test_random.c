/* test_random.c - draws: repeatable, within bounds, and shaped as they should be. */
#include "generate/random.h"

#include <criterion/criterion.h>

Test(random, same_place_same_draws)
{
    sg_random one = sg_random_of(7, 3, 5, 9), two = sg_random_of(7, 3, 5, 9);
    sg_random other = sg_random_of(8, 3, 5, 9), near = sg_random_of(7, 3, 9, 5);
    uint64_t first = sg_random_next(&one);
    cr_assert_eq(first, sg_random_next(&two));
    cr_assert_neq(first, sg_random_next(&other));
    cr_assert_neq(first, sg_random_next(&near));
}

Test(random, zipf_prefers_low_ranks_and_stays_below)
{
    sg_random random = sg_random_of(1, 0, 0, 0);
    uint32_t low = 0, middle = 0;
    for (int i = 0; i < 100000; i++) {
        uint32_t rank = sg_random_zipf(&random, 1000);
        cr_assert_lt(rank, 1000);
        low += rank < 10;
        middle += rank >= 500 && rank < 510;
    }
    /* The first ten of 1000 have about 38 % with s = 1.1, ten in the middle a fifth of a percent. */
    cr_assert(low > 30000 && low < 46000, "%u", low);
    cr_assert(middle < 500, "%u", middle);
    cr_assert_eq(sg_random_zipf(&random, 1), 0);
    cr_assert_eq(sg_random_zipf(&random, 0), 0);
    for (int i = 0; i < 1000; i++)
        cr_assert_lt(sg_random_zipf(&random, 3), 3);
}

Test(random, lognormal_has_its_median_and_its_tail)
{
    uint32_t below = 0, large = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        sg_random random = sg_random_of(1, 0, 0, i);
        uint64_t size = sg_random_lognormal(&random);
        below += size < 65536;
        large += size > 3 * 65536; /* exp(1.1 z) > 3: z > 0.999, 15.9 % */
    }
    cr_assert(below > 4800 && below < 5200, "%u", below);
    cr_assert(large > 1400 && large < 1780, "%u", large);
}

Test(random, geometric_stops)
{
    sg_random random = sg_random_of(1, 0, 0, 0);
    uint64_t sum = 0;
    for (int i = 0; i < 10000; i++)
        sum += sg_random_geometric(&random, 500, 20);
    cr_assert(sum > 9500 && sum < 10500);
    cr_assert_eq(sg_random_geometric(&random, 0, 5), 5);
}
