/* bit_lookup.h - which of some numbers are in a bitmap: up to 64 at once, as bits.
 *
 *     numbers   b1 b4 b7 b9        far ends of a row, ascending
 *     words     .. 1 .. 0 .. 1     a bit for each node of the window
 *     result    1 0 1 0            bit i: the i-th number is in it
 *
 * What is asked cannot be foreseen, and is asked of every relationship that a join follows.  Processors with AVX-512
 * ask of sixteen numbers by one gather, which is fast where the words are in the caches near them, as those of a window
 * of nodes are; for others there is plain C.  Which it is, is found out when a program runs, so that one build serves
 * all.  This file is the place for such a choice: who needs the answers takes a function and knows no processor.
 */
#ifndef SG_BASE_BIT_LOOKUP_H
#define SG_BASE_BIT_LOOKUP_H

#include "engine/base/bitmap.h"

/* A set as bits, one for each number from `first` on; none from `last` on are in it. */
typedef struct sg_bit_window {
    uint32_t first, last;
    const uint64_t *words;
} sg_bit_window;

/* Of 1 to 64 numbers; those outside of the window are in no set.  Numbers that ascend are told soonest. */
typedef uint64_t sg_bit_lookup(const sg_bit_window *window, const uint32_t *numbers,
                               uint32_t count);

sg_bit_lookup sg_bit_lookup_plain;
/* The fastest one that the processor has. */
sg_bit_lookup *sg_bit_lookup_here(void);

/* The lowest `count` bits, of 1 to 64. */
static inline uint64_t sg_bits_low(uint32_t count)
{
    return UINT64_MAX >> (64 - count);
}

/* The `count` bits, 1 to 64, from this place on; no word behind them is read. */
static inline uint64_t sg_bits_from(const uint64_t *words, uint64_t place, uint32_t count)
{
    uint64_t word = place / 64;
    uint32_t shift = place % 64;
    /* Whether they go on in the next word cannot be foreseen either. */
    uint64_t last = word + (shift + count > 64);

    return (words[word] >> shift | words[last] << 1 << (63 - shift)) & sg_bits_low(count);
}

/* The bits of 64 numbers from this one on; none is outside of the window. */
static inline uint64_t sg_bit_window_word(const sg_bit_window *window, uint32_t number)
{
    if (number < window->first)
        return window->first - number < 64 && window->first < window->last
                   ? window->words[0] << (window->first - number)
                   : 0;
    if (number >= window->last)
        return 0;
    uint32_t place = number - window->first, word = place / 64, shift = place % 64;
    uint64_t low = window->words[word] >> shift;
    /* Shifted by one first: numbers that begin with a word have nothing of the next one. */
    return (word + 1) * 64 < window->last - window->first
               ? low | window->words[word + 1] << 1 << (63 - shift)
               : low;
}

#endif
