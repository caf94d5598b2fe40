/* bulk_recent.h - a thread's memory of the texts that it met last.
 *
 *     short    [ text text 3 ][ text      9 ]    two that share a line of the cache, the newer one first
 *     long     [ hash 7 ─► bytes            ]    where they are
 *
 * What is short is compared where it is remembered, and needs no hash: columns of few different texts
 * cost a load and a comparison, both of as many bytes whatever the text, so that no branch depends on it.
 * The short ones are one large page, most of which a processor keeps near.
 */
#ifndef SG_BULK_RECENT_H
#define SG_BULK_RECENT_H

#include "engine/base/text.h"
#include "engine/bulk_shard.h"

enum {
    SG_RECENT_SHORT = 27, /* bytes */
    SG_RECENT_SET_BITS = 15,
    SG_RECENT_LONG = 1024,
};

typedef struct sg_recent_short {
    char bytes[SG_RECENT_SHORT]; /* zeroes behind the text */
    uint8_t size;                /* length + 1; 0: none */
    uint32_t string;
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

/* The strings of those of the texts that are short and remembered.  Which of them are not is told, in order,
 * in `missed`, which has room for all; how many that are is returned. */
size_t sg_recent_find_short(const sg_bulk_recent *recent, const sg_str *texts, size_t count,
                            uint32_t *strings, uint16_t *missed);
/* The same by what every processor has. */
size_t sg_recent_find_short_plainly(const sg_bulk_recent *recent, const sg_str *texts,
                                    size_t count, uint32_t *strings, uint16_t *missed);

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
void sg_recent_note(sg_bulk_recent *recent, sg_str text, uint64_t hash, uint32_t string);

#endif
