/* bulk_blocks.c - packing and unpacking of bulk_blocks.h.
 *
 * Loops go over whole blocks, whatever of them is used, so that compilers make vectors of them: behind
 * what is used there is room in the block that is read, and in the part that is written.
 */
#include "engine/bulk_blocks.h"

#include <string.h>

#include "engine/bulk_internal.h"

enum {
    PART = 512 * 1024, /* bytes a thread takes at a time */
    WIDEST = 3 * 4,    /* bytes of a relationship */
    WHOLE = SG_BULK_BLOCK *
            WIDEST, /* that a block may take, or write over or read behind its end */
};

sg_status sg_bulk_block_room(sg_bulk *bulk, uint64_t edges)
{
    sg_bulk_return(bulk, bulk->blocks.room);
    bulk->blocks.room = NULL;
    bulk->blocks.size = 0;
    atomic_store(&bulk->blocks.used, 0);
    if (edges == 0)
        return SG_OK;
    if (edges > SG_MAX_ITEMS)
        return SG_ELIMIT;
    /* Of each part what the last block leaves may stay empty, and of all threads their last part. */
    uint64_t parts = edges * WIDEST / (PART - WHOLE) + bulk->threads + 1;
    bulk->blocks.size = (size_t)parts * PART;
    bulk->blocks.room = sg_bulk_raw_array(bulk, unsigned char, bulk->blocks.size);
    return bulk->blocks.room ? SG_OK : SG_ENOMEM;
}

static bool take_part(sg_bulk *bulk, sg_bulk_writer *writer)
{
    size_t used = atomic_fetch_add(&bulk->blocks.used, PART);

    if (used >= bulk->blocks.size)
        return false;
    *writer = (sg_bulk_writer){ bulk->blocks.room + used, bulk->blocks.room + used + PART };
    return true;
}

void sg_bulk_blocks_fit(sg_bulk *bulk)
{
    size_t used = atomic_load(&bulk->blocks.used);

    if (bulk->blocks.room && used < bulk->blocks.size) {
        bulk->blocks.size = used;
        sg_bulk_trim(bulk, bulk->blocks.room, used, 1);
    }
}

/* --- packing ------------------------------------------------------------------------------------ */

typedef struct number_range {
    uint32_t least, greatest;
} number_range;

static number_range range_of(const uint32_t *numbers)
{
    number_range range = { UINT32_MAX, 0 };

    for (uint32_t i = 0; i < SG_BULK_BLOCK; i++) {
        range.least = numbers[i] < range.least ? numbers[i] : range.least;
        range.greatest = numbers[i] > range.greatest ? numbers[i] : range.greatest;
    }
    return range;
}

static uint8_t width_of(number_range range)
{
    uint32_t most = range.greatest - range.least;

    return (uint8_t)((most > 0) + (most > 0xff) + (most > 0xffff) + (most > 0xffffff));
}

static void put_two(const uint32_t *numbers, uint32_t least, unsigned char *at)
{
    uint16_t narrow[SG_BULK_BLOCK];

    for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
        narrow[i] = (uint16_t)(numbers[i] - least);
    memcpy(at, narrow, sizeof(narrow));
}

/* The lowest three bytes first; each is written over by the next one. */
static void put_three(const uint32_t *numbers, uint32_t least, unsigned char *at)
{
    for (uint32_t i = 0; i < SG_BULK_BLOCK; i++) {
        uint32_t number = numbers[i] - least;
        at[(size_t)i * 3] = (unsigned char)number;
        at[(size_t)i * 3 + 1] = (unsigned char)(number >> 8);
        at[(size_t)i * 3 + 2] = (unsigned char)(number >> 16);
    }
}

static void put(const uint32_t *numbers, uint32_t least, uint8_t width, unsigned char *at)
{
    switch (width) {
    case 0:
        break;
    case 1:
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            at[i] = (unsigned char)(numbers[i] - least);
        break;
    case 2:
        put_two(numbers, least, at);
        break;
    case 3:
        put_three(numbers, least, at);
        break;
    default: {
        uint32_t whole[SG_BULK_BLOCK];
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            whole[i] = numbers[i] - least;
        memcpy(at, whole, sizeof(whole));
        break;
    }
    }
}

/* Behind what is used stands what does not change the range. */
static void fill_up(uint32_t *numbers, uint32_t count)
{
    for (uint32_t i = count; i < SG_BULK_BLOCK; i++)
        numbers[i] = numbers[0];
}

sg_status sg_bulk_pack(sg_bulk *bulk, sg_bulk_writer *writer, sg_bulk_ends *ends,
                       bool has_records, uint32_t count, sg_bulk_block *block)
{
    if ((size_t)(writer->end - writer->at) < WHOLE && !take_part(bulk, writer))
        return SG_ELIMIT;
    fill_up(ends->from, count);
    fill_up(ends->to, count);
    number_range from = range_of(ends->from), to = range_of(ends->to), records = { 0, 0 };
    if (has_records) {
        fill_up(ends->records, count);
        records = range_of(ends->records);
    }
    *block = (sg_bulk_block){ .bytes = writer->at,
                              .count = count,
                              .from = from.least,
                              .from_most = from.greatest,
                              .to = to.least,
                              .to_most = to.greatest,
                              .record = records.least,
                              .from_width = width_of(from),
                              .to_width = width_of(to),
                              .record_width = width_of(records) };
    put(ends->from, from.least, block->from_width, writer->at);
    writer->at += (size_t)count * block->from_width;
    put(ends->to, to.least, block->to_width, writer->at);
    writer->at += (size_t)count * block->to_width;
    if (has_records)
        put(ends->records, records.least, block->record_width, writer->at);
    writer->at += (size_t)count * block->record_width;
    return SG_OK;
}

/* --- unpacking ---------------------------------------------------------------------------------- */

static void get_two(const unsigned char *at, uint32_t least, uint32_t *numbers)
{
    uint16_t narrow[SG_BULK_BLOCK];

    memcpy(narrow, at, sizeof(narrow));
    for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
        numbers[i] = least + narrow[i];
}

static void get(const unsigned char *at, uint32_t least, uint8_t width, uint32_t *numbers)
{
    switch (width) {
    case 0:
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            numbers[i] = least;
        break;
    case 1:
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            numbers[i] = least + at[i];
        break;
    case 2:
        get_two(at, least, numbers);
        break;
    case 3:
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++, at += 3)
            numbers[i] = least + (at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16);
        break;
    default:
        memcpy(numbers, at, SG_BULK_BLOCK * sizeof(*numbers));
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            numbers[i] += least;
        break;
    }
}

void sg_bulk_unpack_from(const sg_bulk_block *block, uint32_t *from)
{
    get(block->bytes, block->from, block->from_width, from);
}

void sg_bulk_unpack_to(const sg_bulk_block *block, uint32_t *to)
{
    get(block->bytes + (size_t)block->count * block->from_width, block->to, block->to_width,
        to);
}

void sg_bulk_unpack_records(const sg_bulk_block *block, uint32_t *records)
{
    unsigned before = (unsigned)block->from_width + block->to_width;

    get(block->bytes + (size_t)block->count * before, block->record, block->record_width,
        records);
}
