/* array.c - room for more items: capacity grows by half, so that pushing is constant work. */
#include "engine/base/array.h"

#include <stdint.h>
#include <string.h>

enum {
    FIRST_CAPACITY = 8,
};

void *sg_array_reserve_items(void *items, size_t *capacity, size_t need, size_t item_size)
{
    if (items && need <= *capacity)
        return items;
    size_t most = SIZE_MAX / item_size;
    if (need > most)
        return NULL;
    size_t room = *capacity > most - *capacity / 2 ? most : *capacity + *capacity / 2;
    if (room < need)
        room = need;
    if (room < FIRST_CAPACITY && FIRST_CAPACITY <= most)
        room = FIRST_CAPACITY;
    void *moved = realloc(items, room * item_size);
    if (moved)
        *capacity = room;
    return moved;
}

sg_status sg_array_room(void *items, size_t *capacity, size_t count, size_t more,
                        size_t item_size)
{
    if (more <= *capacity - count)
        return SG_OK;
    if (more > SIZE_MAX - count)
        return SG_ENOMEM;
    void *held;
    memcpy(&held, items, sizeof held);
    void *moved = sg_array_reserve_items(held, capacity, count + more, item_size);
    if (!moved)
        return SG_ENOMEM;
    memcpy(items, &moved, sizeof moved);
    return SG_OK;
}
