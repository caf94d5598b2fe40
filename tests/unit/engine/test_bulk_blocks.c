/* test_bulk_blocks.c - what is packed comes out of the blocks, whatever it takes. */
#include <criterion/criterion.h>

#include "engine/base/hash.h"
#include "engine/bulk_blocks.h"

/* Numbers from `least` on, in as many bytes above it as told. */
static uint32_t number_at(uint32_t least, unsigned bytes, uint32_t i)
{
    uint32_t mask = bytes == 0 ? 0 : UINT32_MAX >> (32 - 8 * bytes);

    if (i == 1) /* so that all of them are needed */
        return least + mask;
    return i == 0 ? least : least + ((uint32_t)sg_hash_int(i + bytes) & mask);
}

static void expect_block(const sg_bulk_block *block, const unsigned *bytes, uint32_t least)
{
    sg_bulk_ends ends;

    sg_bulk_unpack_from(block, ends.from);
    sg_bulk_unpack_to(block, ends.to);
    sg_bulk_unpack_records(block, ends.records);
    for (uint32_t i = 0; i < block->count; i++) {
        cr_assert_eq(ends.from[i], number_at(least, bytes[0], i));
        cr_assert_eq(ends.to[i], number_at(least, bytes[1], i));
        cr_assert_eq(ends.records[i], number_at(least, bytes[2], i));
    }
}

Test(bulk_blocks, every_width_and_count)
{
    static const uint32_t counts[] = { 1, 2, 3, SG_BULK_BLOCK - 1, SG_BULK_BLOCK };
    enum { WIDTHS = 5, BLOCKS = WIDTHS * WIDTHS * WIDTHS * SG_COUNT(counts) };
    sg_bulk_writer writer = { NULL, NULL };
    sg_bulk_block blocks[BLOCKS];
    sg_bulk_ends ends;
    sg_bulk *bulk;

    cr_assert(sg_bulk_new(2, &bulk) == SG_OK);
    cr_assert(sg_bulk_block_room(bulk, BLOCKS * SG_BULK_BLOCK) == SG_OK);
    for (uint32_t b = 0; b < BLOCKS; b++) {
        const unsigned bytes[] = { b % WIDTHS, b / WIDTHS % WIDTHS,
                                   b / WIDTHS / WIDTHS % WIDTHS };
        uint32_t least = bytes[0] + bytes[1] + bytes[2] > 3 ? 0 : 1000 * b,
                 count = counts[b % 5];
        for (uint32_t i = 0; i < count; i++) {
            ends.from[i] = number_at(least, bytes[0], i);
            ends.to[i] = number_at(least, bytes[1], i);
            ends.records[i] = number_at(least, bytes[2], i);
        }
        cr_assert(sg_bulk_pack(bulk, &writer, &ends, true, count, &blocks[b]) == SG_OK);
        cr_assert(blocks[b].count == count && blocks[b].from == least);
        cr_assert(count == 1 || blocks[b].from_width == bytes[0]);
        cr_assert(count == 1 || blocks[b].to_most == number_at(least, bytes[1], 1));
    }
    sg_bulk_blocks_fit(bulk);
    for (uint32_t b = 0; b < BLOCKS; b++) {
        const unsigned bytes[] = { b % WIDTHS, b / WIDTHS % WIDTHS,
                                   b / WIDTHS / WIDTHS % WIDTHS };
        expect_block(&blocks[b], bytes, bytes[0] + bytes[1] + bytes[2] > 3 ? 0 : 1000 * b);
    }
    sg_bulk_free(bulk);
}

Test(bulk_blocks, room_for_so_many_is_enough_and_ends)
{
    sg_bulk_writer writer = { NULL, NULL };
    uint64_t room = 100000, packed = 0;
    sg_bulk_block block;
    sg_bulk_ends ends;
    sg_bulk *bulk;

    cr_assert(sg_bulk_new(1, &bulk) == SG_OK);
    cr_assert(sg_bulk_pack(bulk, &writer, &ends, false, 1, &block) == SG_ELIMIT);
    cr_assert(sg_bulk_block_room(bulk, UINT64_C(1) << 33) == SG_ELIMIT);
    cr_assert(sg_bulk_block_room(bulk, room) == SG_OK);
    for (uint32_t i = 0; i < SG_BULK_BLOCK; i++)
        ends.from[i] = ends.to[i] = ends.records[i] = number_at(0, 4, i);
    while (sg_bulk_pack(bulk, &writer, &ends, true, SG_BULK_BLOCK, &block) == SG_OK) {
        packed += block.count;
        cr_assert(packed < 8 * room);
    }
    cr_assert(packed >= room);
    /* Asked for again, it begins again. */
    writer = (sg_bulk_writer){ NULL, NULL };
    cr_assert(sg_bulk_block_room(bulk, room) == SG_OK);
    cr_assert(sg_bulk_pack(bulk, &writer, &ends, true, SG_BULK_BLOCK, &block) == SG_OK);
    cr_assert(sg_bulk_block_room(bulk, 0) == SG_OK);
    sg_bulk_free(bulk);
}
