/* bitmap.c - whole words at a time. */
#include "engine/base/bitmap.h"

uint64_t sg_bitmap_count(sg_bitmap bitmap)
{
    uint64_t count = 0;

    for (size_t word = 0; word < sg_bitmap_words(bitmap.bits); word++)
        count += sg_word_count(bitmap.words[word]);
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
