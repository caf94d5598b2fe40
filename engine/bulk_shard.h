/* bulk_shard.h - one of the tables in which the strings of a bulk are: slots of four bytes, and texts.
 *
 *     upper half of a hash    [ ........ tag ........ | home ]      as many bits as the slots need
 *     slot                    [ ........ tag ........ | text + 1 ]  0 = free
 *
 * Where a text is looked for first says what the slot has no room for.  Slots are at most two thirds
 * full, so that the number of a text has as many bits as a home.  The half of the hash stays beside the
 * text: slots grow by it, and the lookup of the graph is made of it.
 */
#ifndef SG_BULK_SHARD_H
#define SG_BULK_SHARD_H

#include <pthread.h>

#include "engine/base/array.h"
#include "engine/bulk.h"

/* Where a text is and how long, in a word: [ length : 16 | address : 48 ].  What is longer, or further
 * away, is told by a place among the long ones of the shard, with LONG for its length. */
typedef uint64_t sg_bulk_text;
#define SG_BULK_ADDRESS_BITS 48
#define SG_BULK_LONG UINT64_C(0xffff)

/* A string's number is its shard and its place there; what hashes to one shard shares a lock. */
typedef struct sg_bulk_shard {
    pthread_mutex_t lock;
    struct {
        sg_bulk_text *items; /* on pages, as all that is counted here */
        uint32_t *hashes;    /* the upper halves */
        size_t count, capacity;
    } texts;
    SG_ARRAY(sg_str) longs;
    uint32_t *slots;
    size_t slot_count; /* 0 or a power of two */
    bool lends;        /* the slots are a part of what is freed elsewhere */
    sg_arena *copies;  /* NULL until something is copied */
} sg_bulk_shard;

void sg_bulk_shard_free(sg_bulk_shard *shard);
/* How many slots so many texts need. */
size_t sg_bulk_shard_slots(size_t texts);
/* Room for so many texts.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_bulk_shard_reserve(sg_bulk_shard *shard, size_t texts);
/* Other slots, zeroed: borrowed, and for all texts that are there. */
void sg_bulk_shard_use(sg_bulk_shard *shard, uint32_t *slots, size_t count);
/* No text is added any more, nor asked for its hash. */
void sg_bulk_shard_forget_hashes(sg_bulk_shard *shard);
/* Adds a text that is not there; its bytes stay.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_bulk_shard_add(sg_bulk_shard *shard, sg_str text, uint64_t hash,
                                        uint32_t *place);

static inline void sg_bulk_shard_fetch(const sg_bulk_shard *shard, uint64_t hash)
{
    if (shard->slot_count > 0)
        __builtin_prefetch(&shard->slots[(hash >> 32) & (shard->slot_count - 1)]);
}

/* The next place at which the text of this hash may be, or SG_NO_ID; *probe begins at 0. */
static inline uint32_t sg_bulk_shard_next(const sg_bulk_shard *shard, uint64_t hash,
                                          size_t *probe)
{
    size_t mask = shard->slot_count - 1; /* all ones when there are none, and not used then */
    uint32_t upper = (uint32_t)(hash >> 32);

    while (*probe < shard->slot_count) {
        uint32_t slot = shard->slots[(upper + *probe) & mask];
        if (slot == 0)
            break;
        ++*probe;
        if (((slot ^ upper) & ~(uint32_t)mask) == 0)
            return (slot & (uint32_t)mask) - 1;
    }
    return SG_NO_ID;
}

static inline sg_str sg_bulk_shard_text(const sg_bulk_shard *shard, uint32_t place)
{
    sg_bulk_text text = shard->texts.items[place];
    uint64_t address = text & ((UINT64_C(1) << SG_BULK_ADDRESS_BITS) - 1);

    if (SG_LIKELY(text >> SG_BULK_ADDRESS_BITS != SG_BULK_LONG))
        return (sg_str){ (const char *)(uintptr_t)address,
                         (size_t)(text >> SG_BULK_ADDRESS_BITS) };
    return shard->longs.items[address];
}

#endif
