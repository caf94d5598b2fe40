/* short.h - texts of a few words: compared, and told apart, by loads that may overlap.
 *
 *     true,false,true,may      [true,fal]
 *                                       [se,true,]
 *                                          [true,may]      the last word, wherever it begins
 *
 * A call of memcmp() or of a real hash costs more than these texts themselves.
 */
#ifndef SG_BASE_SHORT_H
#define SG_BASE_SHORT_H

#include <string.h>

#include "engine/base/base.h"

enum { SG_SHORT_MOST = 64 }; /* bytes; longer texts go to memcmp() */

static inline uint64_t sg_short_word(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

/* All of a text of less than eight bytes; nothing outside of it is read. */
static inline uint64_t sg_short_part(const char *at, size_t length)
{
    uint32_t first, last;

    if (length >= 4) {
        memcpy(&first, at, sizeof(first));
        memcpy(&last, at + length - sizeof(last), sizeof(last));
        return (uint64_t)last << 32 | first;
    }
    if (length == 0)
        return 0;
    return (uint64_t)(unsigned char)at[0] << 16 | (uint64_t)(unsigned char)at[length / 2] << 8 |
           (unsigned char)at[length - 1];
}

/* Whether `length` bytes are the same. */
static inline bool sg_short_same(const char *left, const char *right, size_t length)
{
    uint64_t different = 0;

    if (length < 8)
        return sg_short_part(left, length) == sg_short_part(right, length);
    if (length > SG_SHORT_MOST)
        return memcmp(left, right, length) == 0;
    for (size_t at = 0; at + 8 < length; at += 8)
        different |= sg_short_word(left + at) ^ sg_short_word(right + at);
    different |= sg_short_word(left + length - 8) ^ sg_short_word(right + length - 8);
    return different == 0;
}

/* sg_str_equal() for texts that are short as a rule. */
static inline bool sg_short_equal(sg_str left, sg_str right)
{
    return left.length == right.length && sg_short_same(left.bytes, right.bytes, left.length);
}

/* A number that tells most texts apart, for small memories of what was met last: no word waits for the
 * one before it.  Of long texts only the ends count. */
static inline uint64_t sg_short_mark(sg_str text)
{
    const char *bytes = text.bytes;
    uint64_t mark = text.length, factor = UINT64_C(0x9e3779b97f4a7c15);
    size_t most = text.length < SG_SHORT_MOST ? text.length : SG_SHORT_MOST;

    if (text.length < 8) {
        mark += sg_short_part(bytes, text.length) * factor;
    } else {
        for (size_t at = 0; at + 8 < most; at += 8, factor += UINT64_C(0xd1b54a32d192ed02))
            mark += sg_short_word(bytes + at) * factor;
        mark += sg_short_word(bytes + text.length - 8) * factor;
    }
    return mark ^ mark >> 32;
}

#endif
