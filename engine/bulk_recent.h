/* bulk_recent.h - a thread's memory of the texts that it met last.
 *
 *     short    [ 3 text text ][ 9 text      ]    two that share a line of the cache, the newer one first
 *     long     [ hash 7 ─► bytes            ]    where they are
 *
 * What is short is compared where it is remembered, and needs no hash: columns of few different texts
 * cost a load and a comparison.  The short ones are one large page, most of which a processor keeps near.
 */
#ifndef SG_BULK_RECENT_H
#define SG_BULK_RECENT_H

#include "engine/base/short.h"
#include "engine/base/text.h"
#include "engine/bulk_shard.h"

enum {
    SG_RECENT_SHORT = 27, /* bytes */
    SG_RECENT_SET_BITS = 15,
    SG_RECENT_LONG = 1024,
};

typedef struct sg_recent_short {
    uint32_t string;
    uint8_t size; /* length + 1; 0: none */
    char bytes[SG_RECENT_SHORT];
} sg_recent_short;

typedef struct sg_recent_long {
    uint64_t hash;
    const char *bytes; /* NULL: none */
    size_t length;
    uint32_t string;
} sg_recent_long;

/* Where the slots of a shard were when the thread last had its lock: to fetch from ahead of the lock. */
typedef struct sg_recent_slots {
    const uint32_t *slots;
    size_t mask;
} sg_recent_slots;

struct sg_bulk_recent {
    sg_recent_short sets[1 << SG_RECENT_SET_BITS][2];
    sg_recent_long longs[SG_RECENT_LONG];
    sg_recent_slots shards[SG_BULK_SHARDS];
    uint32_t drawn; /* for chance */
};

/* The highest bits of a product depend on every byte. */
static inline sg_recent_short *sg_recent_set(sg_bulk_recent *recent, sg_str text)
{
    uint64_t mark = sg_short_mark(text) * UINT64_C(0x9e3779b97f4a7c15);

    return recent->sets[mark >> (64 - SG_RECENT_SET_BITS)];
}

static inline bool sg_recent_is(const sg_recent_short *known, sg_str text)
{
    return known->size == text.length + 1 &&
           sg_short_same(known->bytes, text.bytes, text.length);
}

/* A text of at most SG_RECENT_SHORT bytes. */
static inline bool sg_recent_find_short(sg_bulk_recent *recent, sg_str text, uint32_t *string)
{
    const sg_recent_short *set = sg_recent_set(recent, text);
    bool second = sg_recent_is(&set[1], text);

    if (!second && !sg_recent_is(&set[0], text))
        return false;
    *string = set[second].string;
    return true;
}

static inline bool sg_recent_find_long(const sg_bulk_recent *recent, sg_str text, uint64_t hash,
                                       uint32_t *string)
{
    const sg_recent_long *known = &recent->longs[hash % SG_RECENT_LONG];

    if (known->hash != hash || !known->bytes ||
        !sg_str_equal((sg_str){ known->bytes, known->length }, text))
        return false;
    *string = known->string;
    return true;
}

/* `text` stays where it is, if it is long. */
static inline void sg_recent_note(sg_bulk_recent *recent, sg_str text, uint64_t hash,
                                  uint32_t string)
{
    if (text.length > SG_RECENT_SHORT) {
        recent->longs[hash % SG_RECENT_LONG] =
            (sg_recent_long){ hash, text.bytes, text.length, string };
        return;
    }
    sg_recent_short *set = sg_recent_set(recent, text);
    set[1] = set[0];
    set[0].string = string;
    set[0].size = (uint8_t)(text.length + 1);
    memcpy(set[0].bytes, text.bytes, text.length);
}

#endif
