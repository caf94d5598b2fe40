/* bulk_shard.c - growing and adding of bulk_shard.h. */
#include "engine/bulk_shard.h"

#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/pages.h"

enum {
    FIRST = 256, /* texts that there is room for at first */
    FIRST_SLOTS = 64,
};

/* One less than there is room for: the last number of the last shard would be SG_NO_ID. */
#define MOST ((UINT32_C(1) << SG_BULK_SHARD_BITS) - 1)

static void free_slots(sg_bulk_shard *shard)
{
    if (!shard->lends)
        sg_pages_free(shard->slots, shard->slot_count * sizeof(*shard->slots));
    shard->slots = NULL;
    shard->slot_count = 0;
}

static void free_texts(const sg_bulk_shard *shard)
{
    sg_pages_free(shard->texts.items, shard->texts.capacity * sizeof(*shard->texts.items));
    sg_pages_free(shard->texts.hashes, shard->texts.capacity * sizeof(*shard->texts.hashes));
}

void sg_bulk_shard_forget_hashes(sg_bulk_shard *shard)
{
    sg_pages_free(shard->texts.hashes, shard->texts.capacity * sizeof(*shard->texts.hashes));
    shard->texts.hashes = NULL;
}

void sg_bulk_shard_free(sg_bulk_shard *shard)
{
    free_slots(shard);
    free_texts(shard);
    sg_array_free(&shard->longs);
    sg_arena_free(shard->copies);
}

size_t sg_bulk_shard_slots(size_t texts)
{
    size_t count = FIRST_SLOTS;

    while (count / 3 * 2 < texts)
        count *= 2;
    return count;
}

sg_status sg_bulk_shard_reserve(sg_bulk_shard *shard, size_t texts)
{
    size_t capacity = shard->texts.capacity * 2 > FIRST ? shard->texts.capacity * 2 : FIRST;

    if (texts <= shard->texts.capacity)
        return SG_OK;
    capacity = capacity > texts ? capacity : texts;
    sg_bulk_text *items = sg_pages_alloc(capacity * sizeof(*items));
    uint32_t *hashes = sg_pages_alloc(capacity * sizeof(*hashes));
    if (!items || !hashes) {
        sg_pages_free(items, capacity * sizeof(*items));
        sg_pages_free(hashes, capacity * sizeof(*hashes));
        return SG_ENOMEM;
    }
    if (shard->texts.count > 0) {
        memcpy(items, shard->texts.items, shard->texts.count * sizeof(*items));
        memcpy(hashes, shard->texts.hashes, shard->texts.count * sizeof(*hashes));
    }
    free_texts(shard);
    shard->texts.items = items;
    shard->texts.hashes = hashes;
    shard->texts.capacity = capacity;
    return SG_OK;
}

/* In the first free slot from its home on. */
static void place_text(sg_bulk_shard *shard, uint32_t upper, uint32_t place)
{
    size_t mask = shard->slot_count - 1, at = upper & mask;

    while (shard->slots[at] != 0)
        at = (at + 1) & mask;
    shard->slots[at] = (upper & ~(uint32_t)mask) | (place + 1);
}

void sg_bulk_shard_use(sg_bulk_shard *shard, uint32_t *slots, size_t count)
{
    free_slots(shard);
    shard->slots = slots;
    shard->slot_count = count;
    shard->lends = true;
    for (size_t i = 0; i < shard->texts.count; i++)
        place_text(shard, shard->texts.hashes[i], (uint32_t)i);
}

static sg_status grow_slots(sg_bulk_shard *shard)
{
    size_t count = sg_bulk_shard_slots(shard->texts.count + 1);
    uint32_t *slots = sg_pages_alloc(count * sizeof(*slots));

    if (!slots)
        return SG_ENOMEM;
    sg_bulk_shard_use(shard, slots, count);
    shard->lends = false;
    return SG_OK;
}

/* The text as a word. */
static sg_status make_word(sg_bulk_shard *shard, sg_str text, sg_bulk_text *word)
{
    uint64_t address = (uintptr_t)text.bytes;

    if (text.length < SG_BULK_LONG && address >> SG_BULK_ADDRESS_BITS == 0) {
        *word = (uint64_t)text.length << SG_BULK_ADDRESS_BITS | address;
        return SG_OK;
    }
    *word = SG_BULK_LONG << SG_BULK_ADDRESS_BITS | shard->longs.count;
    return sg_array_push(&shard->longs, text);
}

sg_status sg_bulk_shard_add(sg_bulk_shard *shard, sg_str text, uint64_t hash, uint32_t *place)
{
    size_t count = shard->texts.count;
    sg_bulk_text word;

    if (count >= MOST || text.length > UINT32_MAX)
        return SG_ELIMIT;
    SG_TRY(make_word(shard, text, &word));
    SG_TRY(sg_bulk_shard_reserve(shard, count + 1));
    if (count + 1 > shard->slot_count / 3 * 2)
        SG_TRY(grow_slots(shard));
    shard->texts.items[count] = word;
    shard->texts.hashes[count] = (uint32_t)(hash >> 32);
    place_text(shard, (uint32_t)(hash >> 32), (uint32_t)count);
    *place = (uint32_t)count;
    shard->texts.count++;
    return SG_OK;
}
