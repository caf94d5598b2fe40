/* slots.h - the bare mechanism of a hash table: open addressing over (tag, index) pairs.
 *
 *     slots:  [tag 7 ]|[free]|[tag 9 ]|[tag 9 ]|[free] ...        index + 1, 0 = free
 *                |                |        |
 *     items:  wherever the caller keeps them; the caller compares
 *
 * A slot carries 32 bits of the hash, so that growing needs no item and a miss rarely looks at one:
 *
 *     size_t at = 0;
 *     for (uint32_t i; sg_slots_next(&slots, hash, &at, &i);)
 *         if (equal(items[i], wanted))
 *             return i;
 */
#ifndef SG_SLOTS_H
#define SG_SLOTS_H

#include "engine/base/base.h"

typedef struct sg_slot {
    uint32_t tag;
    uint32_t index; /* + 1; 0 = free */
} sg_slot;

/* Zeroed slots are empty and valid. */
typedef struct sg_slots {
    sg_slot *slots;
    size_t count, capacity; /* capacity is 0 or a power of two */
} sg_slots;

/* Both halves, so that a hash that is weak in one of them still spreads. */
static inline uint32_t sg_slots_tag(uint64_t hash)
{
    return (uint32_t)(hash ^ (hash >> 32));
}

void sg_slots_free(sg_slots *slots);
/* The next index whose hash may be `hash`; *probe begins at 0.  Where there is none the search can go on
 * from *probe after something was added. */
static inline bool sg_slots_next(const sg_slots *slots, uint64_t hash, size_t *probe,
                                 uint32_t *index)
{
    uint32_t tag = sg_slots_tag(hash);

    while (*probe < slots->capacity) {
        sg_slot slot = slots->slots[(tag + *probe) & (slots->capacity - 1)];
        if (slot.index == 0)
            return false;
        ++*probe;
        if (slot.tag == tag) {
            *index = slot.index - 1;
            return true;
        }
    }
    return false;
}
/* Makes room for so many indexes in all.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_slots_reserve(sg_slots *slots, size_t count);
/* Adds an index without looking whether it is there.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_slots_add(sg_slots *slots, uint64_t hash, uint32_t index);

/* Brings the slot where a search for the hash begins nearer to the processor. */
static inline void sg_slots_prefetch(const sg_slots *slots, uint64_t hash)
{
    if (slots->capacity > 0)
        __builtin_prefetch(&slots->slots[sg_slots_tag(hash) & (slots->capacity - 1)]);
}

static inline size_t sg_slots_memory(const sg_slots *slots)
{
    return slots->capacity * sizeof(sg_slot);
}

#endif
