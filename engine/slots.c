/* slots.c - the bare mechanism of a hash table: open addressing over (tag, index) pairs. */
#include "engine/slots.h"

#include "engine/base/pages.h"

#define FIRST_CAPACITY 64

static void place(sg_slot *slots, size_t capacity, sg_slot slot)
{
    size_t at = slot.tag & (capacity - 1);

    while (slots[at].index != 0)
        at = (at + 1) & (capacity - 1);
    slots[at] = slot;
}

static sg_status grow(sg_slots *slots, size_t capacity)
{
    sg_slot *grown = capacity <= SIZE_MAX / sizeof(*grown)
                         ? sg_pages_alloc(capacity * sizeof(*grown))
                         : NULL;

    if (!grown)
        return SG_ENOMEM;
    for (size_t i = 0; i < slots->capacity; i++)
        if (slots->slots[i].index != 0)
            place(grown, capacity, slots->slots[i]);
    sg_pages_free(slots->slots, sg_slots_memory(slots));
    slots->slots = grown;
    slots->capacity = capacity;
    return SG_OK;
}

void sg_slots_free(sg_slots *slots)
{
    sg_pages_free(slots->slots, sg_slots_memory(slots));
    *slots = (sg_slots){ 0 };
}

sg_status sg_slots_reserve(sg_slots *slots, size_t count)
{
    size_t capacity = slots->capacity ? slots->capacity : FIRST_CAPACITY;

    /* At most two thirds full: probes stay short with linear probing. */
    while (capacity / 3 * 2 < count && capacity <= SIZE_MAX / 4)
        capacity *= 2;
    return capacity > slots->capacity ? grow(slots, capacity) : SG_OK;
}

sg_status sg_slots_add(sg_slots *slots, uint64_t hash, uint32_t index)
{
    if ((slots->count + 1) * 3 > slots->capacity * 2)
        SG_TRY(sg_slots_reserve(slots, slots->count + 1));
    place(slots->slots, slots->capacity, (sg_slot){ sg_slots_tag(hash), index + 1 });
    slots->count++;
    return SG_OK;
}
