/* bitmap.h - a set of small integers as bits of 64-bit words. */
#ifndef SG_BASE_BITMAP_H
#define SG_BASE_BITMAP_H

#include "engine/base/base.h"

/* `words` holds (bits + 63) / 64 words; bits past the end are zero.  Memory is the caller's. */
typedef struct sg_bitmap {
    uint64_t *words;
    uint64_t bits;
} sg_bitmap;

static inline size_t sg_bitmap_words(uint64_t bits)
{
    return (size_t)((bits + 63) / 64);
}

static inline bool sg_bit_test(const uint64_t *words, uint64_t bit)
{
    return (words[bit >> 6] >> (bit & 63)) & 1;
}

static inline void sg_bit_set(uint64_t *words, uint64_t bit)
{
    words[bit >> 6] |= UINT64_C(1) << (bit & 63);
}

static inline void sg_bit_clear(uint64_t *words, uint64_t bit)
{
    words[bit >> 6] &= ~(UINT64_C(1) << (bit & 63));
}

static inline uint32_t sg_word_count(uint64_t word) /* bits that are set */
{
#ifdef __POPCNT__
    return (uint32_t)__builtin_popcountll(word);
#else /* the compiler would call a function: sums of pairs, nibbles and bytes are faster */
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
#endif
}

static inline uint32_t sg_word_first(uint64_t word) /* the lowest bit that is set; word != 0 */
{
    return (uint32_t)__builtin_ctzll(word);
}

/* The place of the n-th bit that is set, from 0; it must be there. */
static inline uint32_t sg_word_highest(
    uint64_t word) /* the highest bit that is set; word != 0 */
{
    return 63 - (uint32_t)__builtin_clzll(word);
}
static inline uint32_t sg_word_select(uint64_t word, uint32_t n)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t sums = word - (word >> 1 & UINT64_C(0x5555555555555555));

    sums = (sums & UINT64_C(0x3333333333333333)) + (sums >> 2 & UINT64_C(0x3333333333333333));
    sums = ((sums + (sums >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f)) * ones;
    /* Byte i of the sums counts the bits of bytes 0 to i; those that are not above n lie before. */
    uint32_t place = 8 * sg_word_count(((n * ones | tops) - sums) & tops);
    uint64_t rest = n - (sums << 8 >> place & 0xff);
    /* The same with the bits of that byte, each in a byte of its own: a loop over them would be guessed wrong. */
    uint64_t bits = (word >> place & 0xff) * ones & UINT64_C(0x8040201008040201);
    sums = ((bits + (tops - ones)) >> 7 & ones) * ones;
    return place + sg_word_count(((rest * ones | tops) - sums) & tops);
}

/* How many of the ascending `numbers` are below `limit`. */
static inline uint32_t sg_count_below(const uint32_t *numbers, uint32_t count, uint32_t limit)
{
    enum { FEW = 64 };
    const uint32_t *from = numbers;
    uint32_t below = 0;

    /* Which half it is cannot be foreseen: it is computed, not jumped to. */
    for (; count > FEW; count -= count / 2)
        from += from[count / 2 - 1] < limit ? count / 2 : 0;
    if (count == 0)
        return 0;
    /* Nor how many are left: so many steps are made of any number of them. */
    for (uint32_t step = FEW; step > 0; step /= 2) {
        bool there = below + step <= count;
        uint32_t last = from[there ? below + step - 1 : 0];
        below += (there & (last < limit)) ? step : 0;
    }
    return (uint32_t)(from - numbers) + below;
}

uint64_t sg_bitmap_count(sg_bitmap bitmap);
void sg_bitmap_fill(sg_bitmap bitmap, uint64_t first, uint64_t last); /* sets [first, last) */
/* The first bit that is set at or after `from`, or bitmap.bits. */
uint64_t sg_bitmap_next(sg_bitmap bitmap, uint64_t from);

#endif
