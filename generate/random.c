/* random.c - SplitMix64, and the distributions that an organisation needs, in integers. */
#include "generate/random.h"

#include "engine/base/hash.h"

static const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);

sg_random sg_random_of(uint64_t seed, uint32_t theme, uint32_t account, uint32_t index)
{
    uint64_t place = sg_hash_combine(((uint64_t)theme << 32) | account, index);
    return (sg_random){ sg_hash_combine(seed, place) };
}

uint64_t sg_random_next(sg_random *random)
{
    uint64_t mixed = random->state += golden;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

uint32_t sg_random_below(sg_random *random, uint32_t limit)
{
    return (uint32_t)(((sg_random_next(random) >> 32) * limit) >> 32);
}

bool sg_random_permille(sg_random *random, uint32_t permille)
{
    return sg_random_below(random, 1000) < permille;
}

/* 65536 * 2^(-k/10): an octave of ranks [2^k, 2^(k+1)) weighs 2^k * (2^k)^-1.1. */
static uint32_t octave_weight(unsigned octave)
{
    static const uint32_t tenths[] = { 65536, 61147, 57052, 53232, 49667,
                                       46341, 43238, 40342, 37641, 35120 };
    return tenths[octave % 10] >> (octave / 10);
}

uint32_t sg_random_zipf(sg_random *random, uint32_t count)
{
    uint32_t total = 0;
    unsigned octaves = 0;
    if (count < 2)
        return 0;
    while (octaves < 32 && (UINT64_C(1) << octaves) <= count)
        total += octave_weight(octaves++);
    uint32_t draw = sg_random_below(random, total);
    unsigned octave = 0;
    while (octave + 1 < octaves && draw >= octave_weight(octave))
        draw -= octave_weight(octave++);
    uint32_t first = UINT32_C(1) << octave;
    uint32_t beyond = count + 1 - first < first ? count + 1 - first : first;
    return first - 1 + sg_random_below(random, beyond);
}

uint32_t sg_random_geometric(sg_random *random, uint32_t permille, uint32_t most)
{
    uint32_t count = 0;
    while (count < most && !sg_random_permille(random, permille))
        count++;
    return count;
}

/* 2^(power / 65536), 65536 = 1; the fraction by its binary digits. */
static uint64_t power_of_two(int64_t power)
{
    /* 65536 * 2^(2^-i), i = 1 .. 16 */
    static const uint32_t roots[] = { 92682, 77936, 71468, 68438, 66971, 66250, 65892, 65714,
                                      65625, 65580, 65558, 65547, 65542, 65539, 65537, 65537 };
    int64_t whole = power >> 16;
    uint64_t result = 65536;
    for (unsigned i = 0; i < SG_COUNT(roots); i++)
        if (power & (INT64_C(1) << (15 - i)))
            result = (result * roots[i]) >> 16;
    if (whole < -16)
        return 1;
    return whole < 0 ? result >> -whole : result << (whole > 40 ? 40 : whole);
}

uint64_t sg_random_lognormal(sg_random *random)
{
    enum { DRAWS = 12, SIGMA_OVER_LN2 = 104004 }; /* 65536 * 1.1 / ln 2 */
    int64_t sum = -(int64_t)DRAWS / 2 * 65536;
    for (int i = 0; i < DRAWS; i++)
        sum += (int64_t)(sg_random_next(random) >> 48);
    return power_of_two(sum * SIGMA_OVER_LN2 / 65536);
}
