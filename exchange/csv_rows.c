/* csv_rows.c - records that are two numbers and a rest, without looking for separators first.
 *
 * Eight bytes at a time are digits until one is not, which tells how long the number is without a
 * branch that could be guessed wrong.  Whatever is not plain is left to those who can read it all.
 */
#include "exchange/csv_rows.h"

#include <string.h>

#include "engine/base/bitmap.h"
#include "exchange/csv_field.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    BLOCK = 16,
    ROOM = 64, /* bytes behind the begin of a record that can be read for both numbers */
};

/* The number that ends at the delimiter, or at a line end if that may be; false: it is odd.  Sixteen
 * bytes behind its begin can be read. */
static inline bool read_number(const char **at, uint64_t *out)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;

    memcpy(&word, *at, sizeof(word));
    uint64_t digits = word ^ UINT64_C(0x3030303030303030);
    uint64_t others =
        ((digits + UINT64_C(0x7676767676767676)) | digits) & UINT64_C(0x8080808080808080);
    if (others != 0) {
        unsigned bits = (unsigned)__builtin_ctzll(others) - 7; /* of digits */
        if (bits == 0 || (bits > 8 && **at == '0'))
            return false;
        word = digits << (64 - bits);
        word = (word * 10 + (word >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
        word = (word * 100 + (word >> 16)) & UINT64_C(0x0000ffff0000ffff);
        *out = (word * 10000 + (word >> 32)) & UINT64_C(0xffffffff);
        *at += bits / 8;
        return true;
    }
#endif
    sg_str text = { *at, 0 };
    while (text.length < BLOCK && (unsigned char)(text.bytes[text.length] - '0') < 10)
        text.length++;
    *at += text.length;
    return sg_csv_number(text, out);
}

/* The line end at or behind `at`, or NULL. */
static inline const char *find_line_end(const char *at, const char *end)
{
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8('\n');
    for (; end - at >= BLOCK; at += BLOCK) {
        __m128i here = _mm_loadu_si128((const void *)at);
        unsigned found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(here, wanted));
        if (found != 0)
            return at + __builtin_ctz(found);
    }
#endif
    return end > at ? memchr(at, '\n', (size_t)(end - at)) : NULL;
}

/* The rest of the record, and where the next one begins; false: it is odd. */
static inline bool read_rest(const sg_csv_rows *rows, const char **at, const char *end,
                             sg_str *rest)
{
    const char *begin = *at, *line_end;

    if (rows->has_rest && (begin == end || *begin++ != rows->delimiter))
        return false;
    line_end = find_line_end(begin, end);
    *at = line_end ? line_end + 1 : end;
    if (!line_end)
        line_end = end;
    if (line_end > begin && line_end[-1] == '\r')
        line_end--;
    *rest = (sg_str){ begin, (size_t)(line_end - begin) };
    return rows->has_rest || rest->length == 0;
}

static inline bool read_record(const sg_csv_rows *rows, const char **at, const char *end,
                               uint64_t *first, uint64_t *second, sg_str *rest)
{
    if (!read_number(at, first) || **at != rows->delimiter)
        return false;
    ++*at;
    return read_number(at, second) && *at <= end && read_rest(rows, at, end, rest);
}

/* The last records, of which too little is left to read beyond them: from a copy with room behind. */
static bool read_near_end(const sg_csv_rows *rows, const char **at, const char *end,
                          uint64_t *first, uint64_t *second, sg_str *rest)
{
    char copy[2 * ROOM] = "";
    size_t length = (size_t)(end - *at);
    const char *next = copy;

    memcpy(copy, *at, length);
    if (!read_record(rows, &next, copy + length, first, second, rest))
        return false;
    rest->bytes = *at + (rest->bytes - copy);
    *at += next - copy;
    return true;
}

uint32_t sg_csv_rows_read(sg_csv_rows *rows, uint32_t most, uint64_t *first, uint64_t *second,
                          sg_str *rests)
{
    const char *at = rows->text.bytes, *end = at + rows->text.length;
    uint32_t count = 0;
    sg_str rest;

    for (; count < most && at < end; count++) {
        const char *begin = at;
        bool good = end - at >= ROOM
                        ? read_record(rows, &at, end, &first[count], &second[count], &rest)
                        : read_near_end(rows, &at, end, &first[count], &second[count], &rest);
        if (!good) {
            rows->odd = true;
            at = begin;
            break;
        }
        if (rests)
            rests[count] = rest;
    }
    rows->text = (sg_str){ at, (size_t)(end - at) };
    return count;
}
