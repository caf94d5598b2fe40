/* json_scan.c - JSON text skimmed many bytes at a time.
 *
 * Where a value ends is seen in words of which each bit is a byte:
 *
 *     text      { " a \ " } " , [ ] }
 *     quotes    . 1 . . 1 . 1 . . . .
 *     escaped   . . . . 1 . . . . . .
 *     inside    . 1 1 1 1 1 . . . . .      the parity of the quotes that are not escaped, up to here
 *     opens     1 . . . . . . . 1 . .      and not inside
 *     closes    . . . . . . . . . 1 1      fewer than the depth: all of the word is within the value
 */
#include "engine/base/json_scan.h"

#include <string.h>

#include "engine/base/bitmap.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { CHUNK = 16, BLOCK = 64 };

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

/* --- values ----------------------------------------------------------------------------------- */

/* What stands where in 64 bytes. */
typedef struct block {
    uint64_t quotes, backslashes, opens, closes;
} block;

/* A bracket and the brace that means the same differ by one bit only. */
enum { BRACE = 0x20 };

static inline block look_at(const char *bytes)
{
    block found = { 0 };
#if defined(__SSE2__)
    for (unsigned i = 0; i < BLOCK; i += CHUNK) {
        __m128i here = _mm_loadu_si128((const void *)(bytes + i));
        __m128i braces = _mm_or_si128(here, _mm_set1_epi8(BRACE));
        found.quotes |= (uint64_t)equal(here, '"') << i;
        found.backslashes |= (uint64_t)equal(here, '\\') << i;
        found.opens |= (uint64_t)equal(braces, '{') << i;
        found.closes |= (uint64_t)equal(braces, '}') << i;
    }
#else
    for (unsigned i = 0; i < BLOCK; i++) {
        uint64_t bit = UINT64_C(1) << i;
        found.quotes |= bytes[i] == '"' ? bit : 0;
        found.backslashes |= bytes[i] == '\\' ? bit : 0;
        found.opens |= (bytes[i] | BRACE) == '{' ? bit : 0;
        found.closes |= (bytes[i] | BRACE) == '}' ? bit : 0;
    }
#endif
    return found;
}

/* The bytes that follow a backslash which is not escaped itself; *carried tells whether the first byte
 * does, and then whether the first of the next block does. */
static inline uint64_t find_escaped(uint64_t backslashes, uint64_t *carried)
{
    uint64_t escaped = *carried;

    *carried = 0;
    for (backslashes &= ~escaped; backslashes; backslashes &= backslashes - 1) {
        uint64_t next = (backslashes & (0 - backslashes)) << 1;
        escaped |= next;
        backslashes &= ~next;
        *carried = next == 0;
    }
    return escaped;
}

/* Bit i: the parity of bits 0 .. i. */
static inline uint64_t parities(uint64_t bits)
{
    for (unsigned shift = 1; shift < BLOCK; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/* The bit of the bracket by which the depth comes to nothing, or BLOCK; *depth is then that behind. */
static inline unsigned find_end(uint64_t opens, uint64_t closes, size_t *depth)
{
    if (sg_word_count(closes) < *depth) {
        *depth = *depth + sg_word_count(opens) - sg_word_count(closes);
        return BLOCK;
    }
    for (uint64_t brackets = opens | closes; brackets; brackets &= brackets - 1) {
        unsigned bit = sg_word_first(brackets);
        if (opens >> bit & 1)
            ++*depth;
        else if (--*depth == 0)
            return bit;
    }
    return BLOCK;
}

/* Behind the object or list that begins at `at`. */
static size_t skip_brackets(sg_str text, size_t at)
{
    uint64_t inside = 0, carried = 0;
    size_t depth = 0;

    for (; at < text.length; at += BLOCK) {
        char rest[BLOCK];
        const char *bytes = text.bytes + at;
        if (text.length - at < BLOCK) {
            memset(rest, ' ', BLOCK);
            memcpy(rest, bytes, text.length - at);
            bytes = rest;
        }
        block found = look_at(bytes);
        uint64_t escaped =
            found.backslashes | carried ? find_escaped(found.backslashes, &carried) : 0;
        uint64_t strings = parities(found.quotes & ~escaped) ^ inside;
        unsigned end = find_end(found.opens & ~strings, found.closes & ~strings, &depth);
        if (end < BLOCK)
            return at + end + 1;
        inside = 0 - (strings >> (BLOCK - 1));
    }
    return SIZE_MAX;
}

size_t sg_json_skip_value(sg_str text, size_t at)
{
    if (at >= text.length)
        return SIZE_MAX;
    if (text.bytes[at] == '"')
        return sg_json_skip_string(text, at);
    if (text.bytes[at] == '{' || text.bytes[at] == '[')
        return skip_brackets(text, at);
    for (; at < text.length; at++) {
        char byte = text.bytes[at];
        if (byte == ',' || byte == '}' || byte == ']' || is_space(byte))
            return at;
    }
    return SIZE_MAX;
}
