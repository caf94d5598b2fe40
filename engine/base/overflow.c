/* overflow.c - growable arrays that move into a scratch file when they become large. */
#include "engine/base/overflow.h"

#include <string.h>

#define SPILLED                                                                                \
    ((size_t)16 << 20) /* bytes in memory at most, where there is a place for a file */
#define STEP ((size_t)4 << 20)

/* Room for `wanted` bytes in the file, which holds `held` already. */
static bool grow_file(sg_overflow *overflow, size_t held, size_t wanted)
{
    bool grown = sg_growing_extend(overflow->file, wanted - held, NULL) == SG_OK;

    if (grown)
        sg_growing_expect(overflow->file, wanted - held);
    return grown;
}

/* From memory into a new file; false: it stays where it is. */
static bool spill(sg_overflow *overflow, void *items, size_t used, size_t wanted)
{
    if (sg_growing_open(overflow->beside, &overflow->file, NULL) != SG_OK)
        return false;
    if (!grow_file(overflow, 0, wanted)) {
        sg_growing_close(overflow->file);
        overflow->file = NULL;
        return false;
    }
    if (used > 0)
        memcpy(sg_growing_bytes(overflow->file), items, used);
    free(items);
    return true;
}

/* From the file back into memory, for want of room there. */
static void *fetch(sg_overflow *overflow, size_t used, size_t wanted)
{
    void *items = malloc(wanted);

    if (!items)
        return NULL;
    if (used > 0)
        memcpy(items, sg_growing_bytes(overflow->file), used);
    sg_growing_close(overflow->file);
    *overflow = (sg_overflow){ .beside = NULL };
    return items;
}

/* Where the items are when there is room for `wanted` bytes, of which `used` stay; NULL: not enough memory. */
static void *move(sg_overflow *overflow, void *items, size_t held, size_t used, size_t wanted)
{
    if (overflow->file ? grow_file(overflow, held, wanted)
                       : spill(overflow, items, used, wanted))
        return sg_growing_bytes(overflow->file);
    if (overflow->file)
        return fetch(overflow, used, wanted);
    overflow->beside = NULL;
    return realloc(items, wanted);
}

sg_status sg_overflow_room(sg_overflow *overflow, void *items, size_t *capacity, size_t count,
                           size_t more, size_t item_size)
{
    size_t most = SIZE_MAX / 2 / item_size;
    void *held;

    if (more <= *capacity - count)
        return SG_OK;
    if (more > most - count)
        return SG_ENOMEM;
    if (!overflow->beside || (count + more) * item_size <= SPILLED)
        return sg_array_room(items, capacity, count, more, item_size);
    size_t room = count + more + STEP / item_size;
    memcpy(&held, items, sizeof held);
    void *moved =
        move(overflow, held, *capacity * item_size, count * item_size, room * item_size);
    if (!moved)
        return SG_ENOMEM;
    memcpy(items, &moved, sizeof moved);
    *capacity = room;
    return SG_OK;
}

void sg_overflow_close(sg_overflow *overflow, void *items)
{
    if (overflow->file)
        sg_growing_close(overflow->file);
    else
        free(items);
    overflow->file = NULL;
}

void sg_overflow_forget(const sg_overflow *overflow)
{
    if (overflow->file)
        sg_growing_forget(overflow->file);
}
