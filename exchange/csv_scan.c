/* csv_scan.c - quotes, delimiters and line ends of 64 bytes at a time, as bits of a word.
 *
 *     text      1 , " a , b " \n
 *     quotes    . . 1 . . . 1 .
 *     inside    . . 1 1 1 1 . .       each bit is the parity of the quotes up to it
 *     ends      . . . . . . . 1       and not inside
 */
#include "exchange/csv_scan.h"

#include <string.h>

#include "engine/base/bitmap.h"
#include "exchange/csv_bits.h"

/* Bit i: the parity of bits 0 .. i. */
static inline uint64_t parities(uint64_t bits)
{
    for (unsigned shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/* A block of the text: bytes behind its end are made to mean nothing. */
typedef struct block_reader {
    sg_str text;
    size_t at, end;
    char rest[SG_CSV_BLOCK];
} block_reader;

static inline const char *next_block(block_reader *reader, size_t *base)
{
    *base = reader->at;
    reader->at += SG_CSV_BLOCK;
    sg_csv_fetch_ahead(reader->text.bytes + *base, reader->end - *base);
    if (reader->end - *base >= SG_CSV_BLOCK)
        return reader->text.bytes + *base;
    memset(reader->rest, ' ', SG_CSV_BLOCK);
    memcpy(reader->rest, reader->text.bytes + *base, reader->end - *base);
    return reader->rest;
}

/* Line ends that end a record, of all of a block: not those right behind a line end, with or
 * without a carriage return.  *after tells whether the block follows a line end (bit 0), or one and
 * a carriage return (bit 1). */
static inline uint64_t record_ends(const char *bytes, uint64_t line_ends, unsigned *after)
{
    uint64_t behind = line_ends << 1 | (*after & 1);
    uint64_t returns = sg_csv_find_rare(bytes, '\r') & behind;
    uint64_t blank = line_ends & (behind | returns << 1 | (*after >> 1 & 1));

    *after = (unsigned)(line_ends >> 63) | (unsigned)(returns >> 63) << 1;
    return line_ends & ~blank;
}

static unsigned state_before(sg_str text, size_t begin)
{
    bool returned = begin > 0 && text.bytes[begin - 1] == '\r';
    size_t before = begin - returned;
    bool ended = before == 0 || text.bytes[before - 1] == '\n';

    return ended ? (returned ? 2 : 1) : 0;
}

/* Ends of one of both cases: how many, and the block that had the last of them. */
typedef struct counted_ends {
    uint32_t count;
    uint64_t last;
    size_t base;
} counted_ends;

static inline void count_ends(counted_ends *counted, uint64_t ends, size_t base)
{
    if (ends == 0)
        return;
    counted->count += sg_word_count(ends);
    counted->last = ends;
    counted->base = base;
}

sg_csv_outline sg_csv_scan(sg_str text, size_t begin, size_t end)
{
    sg_csv_outline outline = { .odd = false };
    block_reader reader = { .text = text, .at = begin, .end = end };
    counted_ends by_case[2] = { { .count = 0 }, { .count = 0 } };
    unsigned after = state_before(text, begin);
    bool odd = false;

    while (reader.at < end) {
        size_t base;
        const char *bytes = next_block(&reader, &base);
        uint64_t quotes = sg_csv_find_rare(bytes, '"');
        uint64_t ends = record_ends(bytes, sg_csv_find_byte(bytes, '\n'), &after);
        if (SG_LIKELY(quotes == 0)) {
            count_ends(&by_case[odd], ends, base);
            continue;
        }
        uint64_t inside = (odd ? ~UINT64_C(0) : 0) ^ parities(quotes);
        count_ends(&by_case[0], ends & ~inside, base);
        count_ends(&by_case[1], ends & inside, base);
        outline.quoted = true;
        odd = (inside >> 63) != 0;
    }
    outline.odd = odd;
    for (int i = 0; i < 2; i++) {
        if (by_case[i].count == 0)
            continue;
        outline.ends[i] = by_case[i].count;
        outline.last[i] = by_case[i].base + 64 - (size_t)__builtin_clzll(by_case[i].last);
    }
    return outline;
}

/* Writes the places of the bits, several at a time: most blocks have a few. */
static inline uint32_t *put_places(uint32_t *out, uint64_t bits, uint32_t base)
{
    uint32_t *end = out + sg_word_count(bits);

    while (bits) {
        *out++ = base + sg_word_first(bits);
        bits &= bits - 1;
    }
    return end;
}

sg_status sg_csv_split(sg_str text, size_t begin, size_t end, char delimiter,
                       sg_csv_places *places, bool *quoted)
{
    block_reader reader = { .text = text, .at = begin, .end = end };
    unsigned after = 1;
    uint64_t carried = 0;

    if (end - begin >= UINT32_MAX - SG_CSV_BLOCK)
        return SG_ELIMIT;
    *quoted = false;
    places->count = 0;
    while (reader.at < end) {
        size_t base;
        const char *bytes = next_block(&reader, &base);
        uint64_t quotes = sg_csv_find_rare(bytes, '"'), inside = carried;
        uint64_t separators = sg_csv_find_byte(bytes, delimiter) |
                              record_ends(bytes, sg_csv_find_byte(bytes, '\n'), &after);
        if (quotes) {
            inside ^= parities(quotes);
            *quoted = true;
        }
        carried = inside >> 63 ? ~UINT64_C(0) : 0;
        SG_TRY(sg_array_reserve(places, SG_CSV_BLOCK));
        uint32_t *next = places->items + places->count;
        places->count +=
            (size_t)(put_places(next, separators & ~inside, (uint32_t)(base - begin)) - next);
    }
    if (end > begin && text.bytes[end - 1] != '\n')
        return sg_array_push(places, (uint32_t)(end - begin));
    return SG_OK;
}
