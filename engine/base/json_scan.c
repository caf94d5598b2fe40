/* json_scan.c - JSON text skimmed sixteen bytes at a time. */
#include "engine/base/json_scan.h"

#include "engine/base/bitmap.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { CHUNK = 16 };

static inline bool is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

static inline bool ends_plain(char byte)
{
    return byte == '"' || byte == '\\' || (unsigned char)byte < 0x20;
}

#if defined(__SSE2__)

static inline uint32_t equal(__m128i here, char wanted)
{
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(here, _mm_set1_epi8(wanted)));
}

/* Which of sixteen bytes are white space. */
static inline uint32_t find_space(__m128i here)
{
    return equal(here, ' ') | equal(here, '\n') | equal(here, '\r') | equal(here, '\t');
}

/* Which of sixteen bytes end plain text; the least of a byte and 0x1f is the byte itself when it is a
 * control character. */
static inline uint32_t find_plain_end(__m128i here)
{
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(here, _mm_set1_epi8(0x1f)), here);

    return equal(here, '"') | equal(here, '\\') | (uint32_t)_mm_movemask_epi8(control);
}

#endif

size_t sg_json_skip_space(sg_str text, size_t at)
{
#if defined(__SSE2__)
    for (; at < text.length && text.length - at >= CHUNK; at += CHUNK) {
        __m128i here = _mm_loadu_si128((const void *)(text.bytes + at));
        uint32_t other = find_space(here) ^ 0xffff;
        if (other)
            return at + sg_word_first(other);
    }
#endif
    while (at < text.length && is_space(text.bytes[at]))
        at++;
    return at;
}

size_t sg_json_skip_plain(sg_str text, size_t at, bool *wide)
{
#if defined(__SSE2__)
    for (; at < text.length && text.length - at >= CHUNK; at += CHUNK) {
        __m128i here = _mm_loadu_si128((const void *)(text.bytes + at));
        uint32_t ends = find_plain_end(here), high = (uint32_t)_mm_movemask_epi8(here);
        if (ends) {
            high &= (ends & (0 - ends)) - 1; /* those before the end */
            *wide = *wide || high;
            return at + sg_word_first(ends);
        }
        *wide = *wide || high;
    }
#endif
    for (; at < text.length && !ends_plain(text.bytes[at]); at++)
        *wide = *wide || (unsigned char)text.bytes[at] >= 0x80;
    return at;
}

size_t sg_json_skip_string(sg_str text, size_t at)
{
    bool wide = false;

    for (at++; (at = sg_json_skip_plain(text, at, &wide)) < text.length; at++) {
        if (text.bytes[at] == '"')
            return at + 1;
        at += text.bytes[at] == '\\';
    }
    return SIZE_MAX;
}
