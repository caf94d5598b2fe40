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
    return (uint32_t)__builtin_popcountll(word);
}

static inline uint32_t sg_word_first(uint64_t word) /* the lowest bit that is set; word != 0 */
{
    return (uint32_t)__builtin_ctzll(word);
}

uint64_t sg_bitmap_count(sg_bitmap bitmap);
void sg_bitmap_fill(sg_bitmap bitmap, uint64_t first, uint64_t last); /* sets [first, last) */
/* The first bit that is set at or after `from`, or bitmap.bits. */
uint64_t sg_bitmap_next(sg_bitmap bitmap, uint64_t from);

#endif
