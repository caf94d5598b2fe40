/* csv_rows.c - records that are two numbers and a rest, without looking for separators first.
 *
 * Line ends are found for many records ahead, so that one record need not wait for the end of the one
 * before: the processor reads several at once, in one vector where it has such (csv_eight.h).  Eight bytes at a time are digits until one is not,
 * which tells how long the number is without a branch that could be guessed wrong.  Whatever is not
 * plain is left to those who can read it all.
 */
#include "exchange/csv_rows.h"

#include <string.h>

#include "engine/base/bitmap.h"
#include "exchange/csv_bits.h"
#include "exchange/csv_eight.h"
#include "exchange/csv_field.h"
#include "exchange/csv_marks.h"

enum {
    DIGITS = 16, /* at most */
    ROOM = 64,   /* bytes behind the begin of a record that can be read for both numbers */
    LINES = 128, /* found ahead, at least where there are so many */
    BLOCKS = 16, /* looked at for them together */
};

/* A number of any length; it is seldom one of more than eight digits. */
static bool read_long_number(const char **at, uint64_t *out)
{
    sg_str text = { *at, 0 };

    while (text.length < DIGITS && (unsigned char)(text.bytes[text.length] - '0') < 10)
        text.length++;
    *at += text.length;
    return sg_csv_number(text, out);
}

/* The number that ends at something else than a digit; false: it is odd.  Sixteen bytes behind its
 * begin can be read. */
static inline bool read_number(const char **at, uint64_t *out)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;

    memcpy(&word, *at, sizeof(word));
    uint64_t digits = word ^ UINT64_C(0x3030303030303030);
    uint64_t others =
        ((digits + UINT64_C(0x7676767676767676)) | digits) & UINT64_C(0x8080808080808080);
    if (SG_LIKELY(others != 0)) {
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
    return read_long_number(at, out);
}

/* Line ends from `at` on: whole blocks of them until there are LINES.  The end of the text is one,
 * unless it stands behind one.  Returns how many; there is at least one. */
static uint32_t find_line_ends(const char *at, const char *end, const char **ends)
{
    uint64_t marks[BLOCKS];
    uint32_t count = 0;

    while (count < LINES && end - at >= SG_CSV_BLOCK) {
        size_t left = (size_t)(end - at) / SG_CSV_BLOCK;
        uint32_t blocks = left < BLOCKS ? (uint32_t)left : BLOCKS;
        if (left >= (size_t)3 * BLOCKS)
            sg_csv_fetch_blocks(at + (size_t)2 * BLOCKS * SG_CSV_BLOCK, BLOCKS);
        sg_csv_mark(at, blocks, '\n', false, marks);
        count += sg_csv_place(at, marks, blocks, LINES - count, ends + count, &blocks);
        at += (size_t)blocks * SG_CSV_BLOCK;
    }
    if (count >= LINES)
        return count;
    for (; at < end; at++)
        if (*at == '\n')
            ends[count++] = at;
    if (end[-1] != '\n')
        ends[count++] = end;
    return count;
}

/* The record from `at` to its line end; false: it is odd. */
static inline bool read_record(const sg_csv_rows *rows, const char *at, const char *line_end,
                               uint64_t *first, uint64_t *second, sg_str *rest)
{
    if (!read_number(&at, first) || *at != rows->delimiter)
        return false;
    at++;
    if (!read_number(&at, second) || at > line_end)
        return false;
    if (rows->has_rest && (at == line_end || *at++ != rows->delimiter))
        return false;
    if (line_end > at && line_end[-1] == '\r')
        line_end--;
    *rest = (sg_str){ at, (size_t)(line_end - at) };
    return rows->has_rest || at == line_end;
}

/* The last records, of which too little is left to read beyond them: from a copy with room behind. */
static bool read_near_end(const sg_csv_rows *rows, const char *at, const char *line_end,
                          uint64_t *first, uint64_t *second, sg_str *rest)
{
    char copy[2 * ROOM] = "";
    size_t length = (size_t)(line_end - at);

    memcpy(copy, at, length);
    *rest = (sg_str){ copy, 0 };
    bool good = read_record(rows, copy, copy + length, first, second, rest);
    rest->bytes = at + (rest->bytes - copy);
    return good;
}

/* Rests of eight records, without carriage returns. */
static inline void put_rests(const char *const *behind, const char *const *line_ends,
                             sg_str *rests)
{
    for (int i = 0; i < SG_CSV_EIGHT; i++) {
        const char *begin = behind[i] + 1, *line_end = line_ends[i];
        line_end -= line_end > begin && line_end[-1] == '\r';
        rests[i] = (sg_str){ begin, (size_t)(line_end - begin) };
    }
}

/* Records of the lines, line i from behind ends[i] to ends[i + 1]: as many as there are, and are wanted, and
 * plain.  Returns how many. */
static uint32_t read_lines(sg_csv_rows *rows, const char *const *ends, uint32_t lines,
                           const char *end, uint64_t *first, uint64_t *second, sg_str *rests)
{
    const char *behind[SG_CSV_EIGHT];
    bool wide = sg_csv_can_read_eight();
    uint32_t count = 0;
    sg_str rest;

    while (count < lines) {
        if (wide && lines - count >= SG_CSV_EIGHT &&
            end - ends[count + SG_CSV_EIGHT - 1] > SG_CSV_EIGHT_BYTES &&
            sg_csv_read_eight(ends + count, rows->delimiter, rows->has_rest, first + count,
                              second + count, behind)) {
            if (rests && rows->has_rest)
                put_rests(behind, ends + count + 1, rests + count);
            count += SG_CSV_EIGHT;
            continue;
        }
        const char *at = ends[count] + 1, *line_end = ends[count + 1];
        rows->odd =
            end - at >= ROOM
                ? !read_record(rows, at, line_end, &first[count], &second[count], &rest)
                : !read_near_end(rows, at, line_end, &first[count], &second[count], &rest);
        if (rows->odd)
            return count;
        if (rests)
            rests[count] = rest;
        count++;
    }
    return count;
}

uint32_t sg_csv_rows_read(sg_csv_rows *rows, uint32_t most, uint64_t *first, uint64_t *second,
                          sg_str *rests)
{
    const char *at = rows->text.bytes, *end = at + rows->text.length;
    const char
        *ends[1 + LINES + 2 * SG_CSV_BLOCK]; /* the first stands before the first record */
    uint32_t count = 0;

    while (count < most && at < end && !rows->odd) {
        uint32_t lines = find_line_ends(at, end, ends + 1);
        lines = lines < most - count ? lines : most - count;
        ends[0] = at - 1;
        uint32_t read = read_lines(rows, ends, lines, end, first + count, second + count,
                                   rests ? rests + count : NULL);
        count += read;
        at = read > 0 ? ends[read] + 1 : at;
        at = at < end ? at : end;
    }
    rows->text = (sg_str){ at, (size_t)(end - at) };
    return count;
}
