/* bulk_blocks.c - packing and unpacking of bulk_blocks.h.
 *
 * Loops go over whole blocks, whatever of them is used, so that they can be made of vectors: behind what is
 * used there is room in the block that is read, and in the part that is written.  They are there twice, for
 * any processor and for those that have wider vectors, which is asked at run time.
 */
#include "engine/bulk_blocks.h"

#include <string.h>

#include "engine/bulk_internal.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

/* --- loops -------------------------------------------------------------------------------------- */

#define LOOPS static inline __attribute__((always_inline))

typedef struct number_range {
    uint32_t least, greatest;
} number_range;

LOOPS number_range find_range(const uint32_t *numbers)
{
    uint32_t least = UINT32_MAX, greatest = 0;

    for (uint32_t i = 0; i < SG_BULK_BLOCK; i++) {
        least = numbers[i] < least ? numbers[i] : least;
        greatest = numbers[i] > greatest ? numbers[i] : greatest;
    }
    return (number_range){ least, greatest };
}

/* As it stands in memory with its lowest byte first, and back. */
LOOPS uint32_t little(uint32_t number)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return number;
#else
    return __builtin_bswap32(number);
#endif
}

/* Of `width` bytes each, the lowest first: where it is three, the fourth is written over by the next. */
LOOPS void put(const uint32_t *numbers, uint32_t least, uint8_t width, unsigned char *at)
{
    uint32_t words[SG_BULK_BLOCK];
    uint16_t halves[SG_BULK_BLOCK];

    if (width == 0)
        return;
    if (width == 1) {
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            at[i] = (unsigned char)(numbers[i] - least);
    } else if (width == 2) {
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            halves[i] = (uint16_t)(numbers[i] - least);
        memcpy(at, halves, sizeof(halves));
    } else {
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            words[i] = little(numbers[i] - least);
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            memcpy(at + (size_t)i * width, &words[i], sizeof(words[i]));
    }
}

LOOPS void get(const unsigned char *at, uint32_t least, uint8_t width, uint32_t *numbers)
{
    uint16_t halves[SG_BULK_BLOCK];

    if (width == 0) {
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            numbers[i] = least;
    } else if (width == 1) {
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            numbers[i] = least + at[i];
    } else if (width == 2) {
        memcpy(halves, at, sizeof(halves));
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            numbers[i] = least + halves[i];
    } else {
        const uint32_t mask = UINT32_MAX >> (32 - 8 * width);
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            memcpy(&numbers[i], at + (size_t)i * width, sizeof(*numbers));
        for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
            numbers[i] = least + (little(numbers[i]) & mask);
    }
}

static number_range range_plainly(const uint32_t *numbers)
{
    return find_range(numbers);
}

static void put_plainly(const uint32_t *numbers, uint32_t least, uint8_t width,
                        unsigned char *at)
{
    put(numbers, least, width, at);
}

static void get_plainly(const unsigned char *at, uint32_t least, uint8_t width,
                        uint32_t *numbers)
{
    get(at, least, width, numbers);
}

#if defined(__x86_64__)
#define BY_32 __attribute__((target("avx2")))
#define BY_64 __attribute__((target("avx512f,avx512bw")))

static bool has_32(void)
{
    return __builtin_cpu_supports("avx2");
}

static bool has_64(void)
{
    return __builtin_cpu_supports("avx512bw");
}

BY_32 static number_range range_by_32(const uint32_t *numbers)
{
    return find_range(numbers);
}

enum { SIXTEEN = 16 }; /* numbers in 64 bytes */

/* Of widths that are not in steps of two the loops are as good as any. */
BY_64 static void put_by_64(const uint32_t *numbers, uint32_t least, uint8_t width,
                            unsigned char *at)
{
    const __m512i less = _mm512_set1_epi32((int)least);

    if (width != 1 && width != 2) {
        put(numbers, least, width, at);
        return;
    }
    for (uint32_t i = 0; i < SG_BULK_BLOCK; i += SIXTEEN) {
        __m512i words = _mm512_sub_epi32(_mm512_loadu_si512(numbers + i), less);
        if (width == 1)
            _mm_storeu_si128((void *)(at + i), _mm512_cvtepi32_epi8(words));
        else
            _mm256_storeu_si256((void *)(at + (size_t)i * 2), _mm512_cvtepi32_epi16(words));
    }
}

BY_64 static void get_by_64(const unsigned char *at, uint32_t least, uint8_t width,
                            uint32_t *numbers)
{
    const __m512i more = _mm512_set1_epi32((int)least);

    if (width != 1 && width != 2) {
        get(at, least, width, numbers);
        return;
    }
    for (uint32_t i = 0; i < SG_BULK_BLOCK; i += SIXTEEN) {
        const void *here = at + (size_t)i * width;
        __m512i words = width == 1 ? _mm512_cvtepu8_epi32(_mm_loadu_si128(here))
                                   : _mm512_cvtepu16_epi32(_mm256_loadu_si256(here));
        _mm512_storeu_si512(numbers + i, _mm512_add_epi32(words, more));
    }
}
#else
#define has_32() false
#define has_64() false
#define range_by_32 range_plainly
#define put_by_64 put_plainly
#define get_by_64 get_plainly
#endif

/* --- packing ------------------------------------------------------------------------------------ */

/* Packs the numbers at the writer's place: *least above which they take how many bytes. */
static uint8_t pack_numbers(uint32_t *numbers, uint32_t count, sg_bulk_writer *writer,
                            number_range *range)
{
    for (uint32_t i = count; i < SG_BULK_BLOCK; i++) /* what does not change the range */
        numbers[i] = numbers[0];
    *range = has_32() ? range_by_32(numbers) : range_plainly(numbers);
    uint32_t most = range->greatest - range->least;
    uint8_t width = (uint8_t)((most > 0) + (most > 0xff) + (most > 0xffff) + (most > 0xffffff));
    if (has_64())
        put_by_64(numbers, range->least, width, writer->at);
    else
        put_plainly(numbers, range->least, width, writer->at);
    writer->at += (size_t)count * width;
    return width;
}

sg_status sg_bulk_pack(sg_bulk *bulk, sg_bulk_writer *writer, sg_bulk_ends *ends,
                       bool has_records, uint32_t count, sg_bulk_block *block)
{
    number_range from, to, records = { 0, 0 };
    sg_bulk_block made = { .count = count };

    if ((size_t)(writer->end - writer->at) < WHOLE && !take_part(bulk, writer))
        return SG_ELIMIT;
    made.bytes = writer->at;
    made.from_width = pack_numbers(ends->from, count, writer, &from);
    made.to_width = pack_numbers(ends->to, count, writer, &to);
    if (has_records)
        made.record_width = pack_numbers(ends->records, count, writer, &records);
    made.from = from.least;
    made.from_most = from.greatest;
    made.to = to.least;
    made.to_most = to.greatest;
    made.record = records.least;
    *block = made;
    return SG_OK;
}

/* --- unpacking ---------------------------------------------------------------------------------- */

static void unpack_numbers(const unsigned char *at, uint32_t least, uint8_t width,
                           uint32_t *numbers)
{
    if (has_64())
        get_by_64(at, least, width, numbers);
    else
        get_plainly(at, least, width, numbers);
}

void sg_bulk_unpack_from(const sg_bulk_block *block, uint32_t *from)
{
    unpack_numbers(block->bytes, block->from, block->from_width, from);
}

void sg_bulk_unpack_to(const sg_bulk_block *block, uint32_t *to)
{
    unpack_numbers(block->bytes + (size_t)block->count * block->from_width, block->to,
                   block->to_width, to);
}

void sg_bulk_unpack_records(const sg_bulk_block *block, uint32_t *records)
{
    unsigned before = (unsigned)block->from_width + block->to_width;

    unpack_numbers(block->bytes + (size_t)block->count * before, block->record,
                   block->record_width, records);
}
