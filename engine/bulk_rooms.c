/* bulk_rooms.c - memory of a bulk: large arrays on pages of their own, small ones together.
 *
 *     chunk   [ a ][ b ][ c ][ d ]..........     large pages, also for what is smaller than one; spare when
 *                                                all of it is
 *     own     [ pairs of ends              ]
 *     spare   [ returned, touched already  ]     for the next arrays, cut between large pages
 *     joined  [ spare     ][ spare ][ fresh]     where none is large enough: pages are moved
 *
 * The system clears pages when they are touched first, more slowly than anything is done with them
 * afterwards: what has been touched is used again, for scratch and for sections of the graph.
 */
#include <string.h>

#include "engine/base/pages.h"
#include "engine/bulk_internal.h"

static const size_t own_size = (size_t)2 << 20; /* from here on; that of a large page, too */
static const size_t first_chunk = (size_t)64 << 10, last_chunk = (size_t)32 << 20;

static void free_all(const sg_bulk_pages *pages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sg_pages_free(pages[i].start, pages[i].size);
}

void sg_bulk_rooms_free(sg_bulk_rooms *rooms)
{
    free_all(rooms->own.items, rooms->own.count);
    free_all(rooms->spare.items, rooms->spare.count);
    free_all(rooms->chunks.items, rooms->chunks.count);
    sg_array_free(&rooms->own);
    sg_array_free(&rooms->spare);
    sg_array_free(&rooms->chunks);
}

/* Large pages only, where they add little: small ones would be touched by the hundred instead. */
static size_t whole_pages(size_t size)
{
    size_t large = (size + own_size - 1) / own_size * own_size;

    return large - size <= size / 8 ? large : size;
}

/* A zeroed part of a chunk. */
static void *take_part(sg_bulk_rooms *rooms, size_t size)
{
    size_t chunks = rooms->chunks.count, length = first_chunk;

    size = (size + 63) / 64 * 64;
    if (chunks == 0 || rooms->chunks.items[chunks - 1].size - rooms->used < size) {
        if (chunks > 0)
            length = rooms->chunks.items[chunks - 1].size * 2;
        length = length < last_chunk ? length : last_chunk;
        length = whole_pages(length > size ? length : size);
        sg_bulk_pages made = { sg_pages_alloc(length), length };
        if (!made.start || sg_array_push(&rooms->chunks, made) != SG_OK) {
            sg_pages_free(made.start, made.size);
            return NULL;
        }
        rooms->used = 0;
        chunks++;
    }
    char *start = (char *)rooms->chunks.items[chunks - 1].start + rooms->used;
    rooms->used += size;
    return start;
}

/* From the smallest spare room that is large enough: all of it, or its first large pages, if what they
 * leave can be a room too. */
static void *take_spare(sg_bulk_rooms *rooms, size_t size)
{
    size_t best = rooms->spare.count;

    for (size_t i = 0; i < rooms->spare.count; i++) {
        size_t found = rooms->spare.items[i].size;
        if (found >= size &&
            (best == rooms->spare.count || found < rooms->spare.items[best].size))
            best = i;
    }
    if (best == rooms->spare.count || sg_array_reserve(&rooms->own, 1) != SG_OK)
        return NULL;
    sg_bulk_pages found = rooms->spare.items[best];
    size_t taken = (size + own_size - 1) / own_size * own_size;
    if (found.size >= taken + own_size) {
        rooms->spare.items[best] =
            (sg_bulk_pages){ (char *)found.start + taken, found.size - taken };
        found.size = taken;
    } else {
        rooms->spare.items[best] = rooms->spare.items[--rooms->spare.count];
    }
    rooms->own.items[rooms->own.count++] = found;
    return found.start;
}

/* Moves the large pages of spare rooms to the front of the room, until it is full; *size is what they
 * are. */
static bool fill_with_spare(sg_bulk_rooms *rooms, sg_bulk_pages room, size_t *size)
{
    for (size_t i = rooms->spare.count; i-- > 0 && *size < room.size;) {
        sg_bulk_pages *found = &rooms->spare.items[i];
        size_t left = room.size - *size, part = found->size / own_size * own_size;
        part = part < left ? part : left;
        if (!sg_pages_move(found->start, found->size, part, (char *)room.start + *size))
            return false;
        *size += part;
        found->start = (char *)found->start + part;
        found->size -= part;
        if (found->size < own_size)
            *found = rooms->spare.items[--rooms->spare.count];
    }
    return true;
}

/* A room of large pages, spare ones as far as there are some: the first *touched bytes. */
static void *take_joined(sg_bulk_rooms *rooms, size_t size, size_t *touched)
{
    sg_bulk_pages made = { .size = (size + own_size - 1) / own_size * own_size };

    if (rooms->spare.count == 0 || sg_array_reserve(&rooms->own, 1) != SG_OK)
        return NULL;
    made.start = sg_pages_alloc(made.size);
    if (!made.start || !fill_with_spare(rooms, made, touched)) {
        sg_pages_free(made.start, made.size);
        return NULL;
    }
    rooms->own.items[rooms->own.count++] = made;
    return made.start;
}

static void *take_fresh(sg_bulk_rooms *rooms, size_t size)
{
    sg_bulk_pages made = { .size = whole_pages(size) };

    made.start = sg_pages_alloc(made.size);
    if (made.start && sg_array_push(&rooms->own, made) == SG_OK)
        return made.start;
    sg_pages_free(made.start, made.size);
    return NULL;
}

static void *take(sg_bulk *bulk, size_t count, size_t item, bool zeroed)
{
    if (count >= SIZE_MAX / 2 / item)
        return NULL;
    size_t size = (count + 1) * item, touched = 0; /* nothing has an address too */
    if (size < own_size)
        return take_part(&bulk->rooms, size);
    void *room = take_spare(&bulk->rooms, size);
    if (room)
        touched = size;
    else
        room = take_joined(&bulk->rooms, size, &touched);
    if (room && zeroed)
        memset(room, 0, touched < size ? touched : size);
    return room ? room : take_fresh(&bulk->rooms, size);
}

void *sg_bulk_room(sg_bulk *bulk, size_t count, size_t item)
{
    return take(bulk, count, item, true);
}

void *sg_bulk_raw_room(sg_bulk *bulk, size_t count, size_t item)
{
    return take(bulk, count, item, false);
}

void sg_bulk_give(sg_bulk *bulk, void *pages, size_t size)
{
    if (size < own_size ||
        sg_array_push(&bulk->rooms.spare, ((sg_bulk_pages){ pages, size })) != SG_OK)
        sg_pages_free(pages, size);
}

size_t sg_bulk_close_chunks(sg_bulk *bulk)
{
    sg_bulk_rooms *rooms = &bulk->rooms;

    if (rooms->chunks.count > 0)
        rooms->used = rooms->chunks.items[rooms->chunks.count - 1].size;
    return rooms->chunks.count;
}

void sg_bulk_return_chunks(sg_bulk *bulk, size_t count)
{
    sg_bulk_rooms *rooms = &bulk->rooms;
    size_t kept = 0;

    for (size_t i = 0; i < rooms->chunks.count; i++) {
        sg_bulk_pages chunk = rooms->chunks.items[i];
        if (i < count && chunk.size >= own_size)
            sg_bulk_give(bulk, chunk.start, chunk.size);
        else
            rooms->chunks.items[kept++] = chunk;
    }
    rooms->chunks.count = kept;
}

/* Where the room is among those on pages of their own, or their number. */
static size_t find_own(const sg_bulk_rooms *rooms, const void *room)
{
    size_t i = 0;

    while (i < rooms->own.count && rooms->own.items[i].start != room)
        i++;
    return i;
}

void sg_bulk_return(sg_bulk *bulk, void *room)
{
    sg_bulk_rooms *rooms = &bulk->rooms;
    size_t at = find_own(rooms, room);

    if (at == rooms->own.count || sg_array_push(&rooms->spare, rooms->own.items[at]) != SG_OK)
        return; /* then it is freed with the bulk */
    rooms->own.items[at] = rooms->own.items[--rooms->own.count];
}

void sg_bulk_trim(sg_bulk *bulk, const void *room, size_t count, size_t item)
{
    size_t at = find_own(&bulk->rooms, room), used = (count + 1) * item;

    if (at == bulk->rooms.own.count) /* among others in a chunk */
        return;
    sg_bulk_pages *own = &bulk->rooms.own.items[at];
    used = (used + own_size - 1) / own_size * own_size;
    if (own->size < used + own_size)
        return;
    sg_pages_free((char *)own->start + used, own->size - used);
    own->size = used;
}

sg_status sg_bulk_keep(sg_bulk *bulk, sg_section_kind kind, void *room, size_t count)
{
    sg_bulk_rooms *rooms = &bulk->rooms;
    sg_freeze *freeze = &bulk->freeze;
    size_t at = find_own(rooms, room);
    void *items;

    if (at == rooms->own.count) { /* among others in a chunk */
        SG_TRY(sg_freeze_section(freeze, kind, count, &items));
        memcpy(items, room, count * sg_section_item(kind));
        return SG_OK;
    }
    if (sg_section_take(freeze->graph, kind, room, rooms->own.items[at].size, count) != SG_OK)
        return sg_fail_memory(freeze->err);
    rooms->own.items[at] = rooms->own.items[--rooms->own.count];
    return SG_OK;
}

sg_status sg_bulk_section(sg_bulk *bulk, sg_section_kind kind, size_t count, void **items)
{
    size_t item = sg_section_item(kind);
    void *room;

    if (count < own_size / item)
        return sg_freeze_section(&bulk->freeze, kind, count, items);
    room = sg_bulk_raw_room(bulk, count, item);
    if (!room)
        return sg_fail_memory(bulk->freeze.err);
    SG_TRY(sg_bulk_keep(bulk, kind, room, count));
    *items = bulk->freeze.graph->sections[kind].owned;
    return SG_OK;
}
