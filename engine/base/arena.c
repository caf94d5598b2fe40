/* arena.c - blocks in a list, of which one is being filled.
 *
 *     first              current             kept for reuse after a rewind
 *     [used|used] -----> [used|....] ------> [............]
 *               rewind        ^ next byte
 *
 * Blocks remember how far they are not known to be zero (`soiled`), so that fresh memory is not zeroed
 * twice.  Under AddressSanitizer everything that is not given
 * out is poisoned, else an overrun inside of a block would go unseen.
 */
#include "engine/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define POISON(start, size) __asan_poison_memory_region((start), (size))
#define UNPOISON(start, size) __asan_unpoison_memory_region((start), (size))
#else
#define POISON(start, size) ((void)(start), (void)(size))
#define UNPOISON(start, size) ((void)(start), (void)(size))
#endif

enum {
    ALIGNMENT = 16,
    FIRST_BLOCK = 4 * 1024,
    LARGEST_BLOCK = 1024 * 1024,
};

typedef struct block block;
struct block {
    block *next;
    size_t size, used;
    size_t soiled; /* bytes from here on are still zero */
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct sg_arena {
    block *first;
    block *current; /* NULL: nothing is given out; the next block is `first` */
    size_t limit, total;
    size_t next_size;
    sg_budget *budget; /* NULL: none */
};

sg_status sg_arena_new(size_t limit, sg_arena **out)
{
    sg_arena *arena = calloc(1, sizeof *arena);

    if (!arena)
        return SG_ENOMEM;
    arena->limit = limit;
    arena->next_size = FIRST_BLOCK;
    *out = arena;
    return SG_OK;
}

sg_status sg_arena_new_within(sg_budget *budget, sg_arena **out)
{
    SG_TRY(sg_arena_new(0, out));
    (*out)->budget = budget;
    return SG_OK;
}

/* --- pools ----------------------------------------------------------------------------------------- */
/* Where blocks of the size are kept; SG_POOL_SIZES: nowhere. */
static uint32_t place_of(size_t size)
{
    uint32_t place = 0;

    while (place < SG_POOL_SIZES && size != (size_t)FIRST_BLOCK << place)
        place++;
    return place;
}

static void free_block(block *one)
{
    UNPOISON(one->bytes, one->size);
    free(one);
}

static void give_back(sg_arena_pool *pool, block *one)
{
    uint32_t place = place_of(one->size);

    if (place == SG_POOL_SIZES || one->size > SG_POOL_BYTES - pool->held) {
        free_block(one);
        return;
    }
    POISON(one->bytes, one->size);
    one->next = pool->blocks[place];
    pool->blocks[place] = one;
    pool->held += one->size;
}

/* A block of just this size, or NULL. */
static block *take_back(sg_arena_pool *pool, size_t size)
{
    uint32_t place = place_of(size);
    block *one = place < SG_POOL_SIZES ? pool->blocks[place] : NULL;

    if (!one)
        return NULL;
    pool->blocks[place] = one->next;
    pool->held -= size;
    one->used = 0;
    return one;
}

void sg_arena_pool_drain(sg_arena_pool *pool)
{
    for (uint32_t place = 0; place < SG_POOL_SIZES; place++)
        for (block *one = pool->blocks[place], *next; one; one = next) {
            next = one->next;
            free_block(one);
        }
    *pool = (sg_arena_pool){ 0 };
}

void sg_arena_free(sg_arena *arena)
{
    if (!arena)
        return;
    sg_arena_pool *pool = arena->budget ? arena->budget->pool : NULL;
    for (block *each = arena->first, *next; each; each = next) {
        next = each->next;
        if (arena->budget)
            arena->budget->held -= each->size;
        if (pool)
            give_back(pool, each);
        else
            free_block(each);
    }
    free(arena);
}

bool sg_budget_afford(sg_budget *budget, size_t size)
{
    if (budget->limit &&
        (budget->held > budget->limit || size > budget->limit - budget->held)) {
        budget->refused = true;
        return false;
    }
    budget->held += size;
    return true;
}

/* A block of just this size.  Where arenas come and go, as those with a pool do, what the system gives has mostly been
 * used before: it would be zeroed as a whole, and most of what arenas give out is filled at once.  But for what is
 * large: that may be new, and need never be touched. */
static block *take_block(sg_arena_pool *pool, size_t size)
{
    block *fresh = pool ? take_back(pool, size) : NULL;

    if (fresh)
        return fresh;
    if (!pool || size > LARGEST_BLOCK)
        return calloc(1, sizeof *fresh + size);
    fresh = malloc(sizeof *fresh + size);
    if (fresh)
        *fresh = (block){ .soiled = size };
    return fresh;
}

/* A new block of at least `size` bytes, linked in behind the current one: a mark before it then
 * stays before it. */
static block *add_block(sg_arena *arena, size_t size)
{
    while (arena->next_size < size && arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2; /* a size that pools keep */
    size_t room = size > arena->next_size ? size : arena->next_size;
    if (room > SIZE_MAX - sizeof(block) ||
        (arena->budget && !sg_budget_afford(arena->budget, room)))
        return NULL;
    block *fresh = take_block(arena->budget ? arena->budget->pool : NULL, room);
    if (!fresh) {
        if (arena->budget)
            arena->budget->held -= room;
        return NULL;
    }
    if (room == arena->next_size && arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
    fresh->size = room;
    POISON(fresh->bytes, room);
    block **link = arena->current ? &arena->current->next : &arena->first;
    fresh->next = *link;
    *link = fresh;
    return fresh;
}

/* The block that has room for `size` bytes, which becomes the current one. */
static block *find_room(sg_arena *arena, size_t size)
{
    block *current = arena->current;

    if (current && current->size - current->used >= size)
        return current;
    block *next = current ? current->next : arena->first;
    if (!next || next->size < size)
        next = add_block(arena, size);
    if (!next)
        return NULL;
    next->used = 0;
    arena->current = next;
    return next;
}

/* Gives out `size` bytes; *soiled is how many at their start are perhaps not zero. */
static void *take(sg_arena *arena, size_t size, size_t *soiled)
{
    if (size > SIZE_MAX - ALIGNMENT)
        return NULL;
    /* Nothing still takes a place of its own, so that every result is a distinct address. */
    size_t rounded = ((size ? size : 1) + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (arena->limit && rounded > arena->limit - arena->total)
        return NULL;
    block *room = find_room(arena, rounded);
    if (!room)
        return NULL;
    unsigned char *start = room->bytes + room->used;
    *soiled = room->soiled > room->used ? room->soiled - room->used : 0;
    room->used += rounded;
    arena->total += rounded;
    if (room->soiled < room->used)
        room->soiled = room->used;
    UNPOISON(start, size);
    return start;
}

void *sg_arena_alloc(sg_arena *arena, size_t size)
{
    size_t soiled;
    void *start = take(arena, size, &soiled);

    if (start && soiled)
        memset(start, 0, soiled < size ? soiled : size);
    return start;
}

void *sg_arena_alloc_array(sg_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return sg_arena_alloc(arena, count * size);
}

void *sg_arena_alloc_raw(sg_arena *arena, size_t size)
{
    size_t soiled;

    return take(arena, size, &soiled);
}

sg_str sg_arena_copy(sg_arena *arena, sg_str text)
{
    char *copy = text.length == SIZE_MAX ? NULL : sg_arena_alloc_raw(arena, text.length + 1);

    if (!copy)
        return (sg_str){ NULL, 0 };
    if (text.length)
        memcpy(copy, text.bytes, text.length);
    copy[text.length] = '\0';
    return (sg_str){ copy, text.length };
}

sg_str sg_arena_format(sg_arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;

    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0)
        text = sg_arena_alloc_raw(arena, (size_t)length + 1);
    if (!text)
        return (sg_str){ NULL, 0 };
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return (sg_str){ text, (size_t)length };
}

sg_arena_mark sg_arena_save(const sg_arena *arena)
{
    const block *current = arena->current;

    return (sg_arena_mark){
        .block = arena->current,
        .used = current ? current->used : 0,
        .total = arena->total,
    };
}

void sg_arena_rewind(sg_arena *arena, sg_arena_mark mark)
{
    block *current = mark.block;

    arena->current = current;
    arena->total = mark.total;
    if (current) {
        current->used = mark.used;
        POISON(current->bytes + current->used, current->size - current->used);
    }
#ifdef ARENA_POISONS
    for (block *each = current ? current->next : arena->first; each; each = each->next)
        POISON(each->bytes, each->size);
#endif
}

void sg_arena_reset(sg_arena *arena)
{
    sg_arena_rewind(arena, (sg_arena_mark){ 0 });
}

size_t sg_arena_used(const sg_arena *arena)
{
    return arena->total;
}

size_t sg_arena_limit(const sg_arena *arena)
{
    return arena->limit;
}
