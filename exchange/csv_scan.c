/* csv_scan.c - quotes, delimiters and line ends of 64 bytes, as bits of a word (csv_marks.h).
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
#include "exchange/csv_marks.h"
#include "exchange/csv_places.h"

/* Bit i: the parity of bits 0 .. i. */
static inline uint64_t parities(uint64_t bits)
{
    for (unsigned shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/* Blocks of the text, marked many at a time: bytes behind its end are made to mean nothing. */
typedef struct block_reader {
    sg_str text;
    size_t at, end;
    char delimiter; /* 0: places of delimiters are not asked for */
    uint32_t block, blocks;
    uint64_t quotes[SG_CSV_BLOCKS], line_ends[SG_CSV_BLOCKS], returns[SG_CSV_BLOCKS];
    uint64_t delimiters[SG_CSV_BLOCKS];
} block_reader;

/* Without writing to what is marked. */
static void open_reader(block_reader *reader, sg_str text, size_t begin, size_t end,
                        char delimiter)
{
    reader->text = text;
    reader->at = begin;
    reader->end = end;
    reader->delimiter = delimiter;
    reader->block = reader->blocks = 0;
}

static void mark_blocks(block_reader *reader)
{
    const char *bytes = reader->text.bytes + reader->at;
    size_t left = reader->end - reader->at;
    char rest[SG_CSV_BLOCK];
    uint32_t blocks = left >= (size_t)SG_CSV_BLOCKS * SG_CSV_BLOCK
                          ? SG_CSV_BLOCKS
                          : (uint32_t)(left / SG_CSV_BLOCK);

    if (blocks == 0) {
        memset(rest, ' ', sizeof(rest));
        memcpy(rest, bytes, left);
        bytes = rest;
        blocks = 1;
    } else if (left >= (size_t)2 * SG_CSV_BLOCKS * SG_CSV_BLOCK) {
        sg_csv_fetch_blocks(bytes + (size_t)SG_CSV_BLOCKS * SG_CSV_BLOCK, SG_CSV_BLOCKS);
    }
    sg_csv_mark(bytes, blocks, '\n', false, reader->line_ends);
    sg_csv_mark(bytes, blocks, '"', true, reader->quotes);
    sg_csv_mark(bytes, blocks, '\r', true, reader->returns);
    if (reader->delimiter)
        sg_csv_mark(bytes, blocks, reader->delimiter, false, reader->delimiters);
    reader->block = 0;
    reader->blocks = blocks;
}

/* The number of the next block among those that are marked; *base is where it is in the text. */
static inline uint32_t next_block(block_reader *reader, size_t *base)
{
    if (reader->block == reader->blocks)
        mark_blocks(reader);
    *base = reader->at;
    reader->at += SG_CSV_BLOCK;
    return reader->block++;
}

/* Line ends that end a record, of all of a block: not those right behind a line end, with or
 * without a carriage return.  *after tells whether the block follows a line end (bit 0), or one and
 * a carriage return (bit 1). */
static inline uint64_t record_ends(const block_reader *reader, uint32_t block, unsigned *after)
{
    uint64_t line_ends = reader->line_ends[block];
    uint64_t behind = line_ends << 1 | (*after & 1);
    uint64_t returns = reader->returns[block] & behind;
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
    block_reader reader;
    counted_ends by_case[2] = { { .count = 0 }, { .count = 0 } };
    unsigned after = state_before(text, begin);
    bool odd = false;

    open_reader(&reader, text, begin, end, 0);

    while (reader.at < end) {
        size_t base;
        uint32_t block = next_block(&reader, &base);
        uint64_t quotes = reader.quotes[block], ends = record_ends(&reader, block, &after);
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

/* Writes the places of the bits; whether there is one more is asked only of blocks that have many, for
 * it is guessed wrong as often as not.  There is room for SG_CSV_BLOCK. */
static inline uint32_t *put_places(uint32_t *out, uint64_t bits, uint32_t base)
{
    uint32_t *end = out + sg_word_count(bits);

    do {
        for (int i = 0; i < SG_CSV_AT_ONCE; i++, bits &= bits - 1)
            *out++ = base + sg_csv_first_place(bits);
    } while (bits);
    return end;
}

/* Blocks of plain records by the kernel that is for them, as many at a time as are marked otherwise; those
 * behind a block that it leaves are marked. */
static sg_status place_blocks(block_reader *reader, size_t begin, unsigned *after,
                              sg_csv_places *places, sg_csv_contents *contents)
{
    const size_t most = (size_t)SG_CSV_BLOCKS * SG_CSV_BLOCK;

    while (reader->end - reader->at >= most) {
        const char *bytes = reader->text.bytes + reader->at;
        SG_TRY(sg_array_reserve(places, most));
        sg_csv_placing placing = { places->items + places->count, *after & 1,
                                   contents->records };
        uint32_t done = sg_csv_place_blocks(bytes, SG_CSV_BLOCKS, reader->delimiter,
                                            (uint32_t)(reader->at - begin), &placing);
        places->count = (size_t)(placing.next - places->items);
        reader->at += (size_t)done * SG_CSV_BLOCK;
        *after = placing.after_line;
        contents->records = placing.records;
        if (done < SG_CSV_BLOCKS)
            return SG_OK;
    }
    return SG_OK;
}

sg_status sg_csv_split(sg_str text, size_t begin, size_t end, char delimiter,
                       sg_csv_places *places, sg_csv_contents *contents)
{
    const bool can_place = sg_csv_can_place_blocks();
    block_reader reader;
    unsigned after = 1;
    uint64_t carried = 0;

    if (end - begin >= UINT32_MAX - SG_CSV_BLOCK)
        return SG_ELIMIT;
    *contents = (sg_csv_contents){ .quoted = false };
    places->count = 0;
    open_reader(&reader, text, begin, end, delimiter);
    while (reader.at < end) {
        size_t base;
        if (can_place && reader.block == reader.blocks && !carried && !(after & 2)) {
            SG_TRY(place_blocks(&reader, begin, &after, places, contents));
            if (reader.at >= end)
                break;
        }
        uint32_t block = next_block(&reader, &base);
        uint64_t quotes = reader.quotes[block], inside = carried;
        uint64_t ends = record_ends(&reader, block, &after);
        uint64_t separators = reader.delimiters[block] | ends;
        if (quotes) {
            inside ^= parities(quotes);
            contents->quoted = true;
        }
        carried = inside >> 63 ? ~UINT64_C(0) : 0;
        contents->records += sg_word_count(ends & ~inside);
        SG_TRY(sg_array_reserve(places, SG_CSV_BLOCK));
        uint32_t *next = places->items + places->count;
        places->count +=
            (size_t)(put_places(next, separators & ~inside, (uint32_t)(base - begin)) - next);
    }
    contents->open = carried != 0;
    if (end == begin || text.bytes[end - 1] == '\n')
        return SG_OK;
    contents->records++;
    return sg_array_push(places, (uint32_t)(end - begin));
}
