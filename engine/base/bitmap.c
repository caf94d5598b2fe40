/* bitmap.c - whole words at a time. */
#include "engine/base/bitmap.h"

/* Adds three words bit by bit: what is left of the sum is in *ones, what is carried is returned. */
static inline uint64_t carry(uint64_t *ones, uint64_t a, uint64_t b)
{
    uint64_t half = *ones ^ a, carried = (*ones & a) | (half & b);

    *ones = half ^ b;
    return carried;
}

/* Eight words at a time become one that counts eights, so that few have to be counted (Harley and Seal). */
uint64_t sg_bitmap_count(sg_bitmap bitmap)
{
    size_t words = sg_bitmap_words(bitmap.bits), at = 0;
    uint64_t ones = 0, twos = 0, fours = 0, count = 0;

    for (; at + 8 <= words; at += 8) {
        const uint64_t *w = bitmap.words + at;
        uint64_t two = carry(&ones, w[0], w[1]), other = carry(&ones, w[2], w[3]);
        uint64_t four = carry(&twos, two, other);
        two = carry(&ones, w[4], w[5]);
        other = carry(&ones, w[6], w[7]);
        count += sg_word_count(carry(&fours, four, carry(&twos, two, other)));
    }
    count =
        8 * count + 4 * sg_word_count(fours) + 2 * sg_word_count(twos) + sg_word_count(ones);
    for (; at < words; at++)
        count += sg_word_count(bitmap.words[at]);
    return count;
}

void sg_bitmap_fill(sg_bitmap bitmap, uint64_t first, uint64_t last)
{
    if (last > bitmap.bits)
        last = bitmap.bits;
    if (first >= last)
        return;
    uint64_t from = UINT64_MAX << (first & 63);
    uint64_t to = UINT64_MAX >> (63 - ((last - 1) & 63));
    uint64_t word = first >> 6, end = (last - 1) >> 6;
    if (word == end) {
        bitmap.words[word] |= from & to;
        return;
    }
    bitmap.words[word] |= from;
    while (++word < end)
        bitmap.words[word] = UINT64_MAX;
    bitmap.words[end] |= to;
}

uint64_t sg_bitmap_next(sg_bitmap bitmap, uint64_t from)
{
    if (from >= bitmap.bits)
        return bitmap.bits;
    uint64_t word = from >> 6, words = sg_bitmap_words(bitmap.bits);
    uint64_t rest = bitmap.words[word] & (UINT64_MAX << (from & 63));
    while (!rest) {
        if (++word == words)
            return bitmap.bits;
        rest = bitmap.words[word];
    }
    return (word << 6) + (uint64_t)__builtin_ctzll(rest);
}
