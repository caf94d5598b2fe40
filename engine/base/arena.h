/* arena.h - bump allocation: a lifetime with a name and a limit.
 *
 *     block            block (bigger)
 *     [used|....]  ->  [used|used|........]
 *                                 ^ next
 *
 * Nothing inside is freed singly.  Arenas are not shared between threads.
 */
#ifndef SG_BASE_ARENA_H
#define SG_BASE_ARENA_H

#include "engine/base/base.h"

typedef struct sg_arena sg_arena;

/* Blocks that arenas have given back, for others to take: what runs again and again asks the system for
 * memory once.  Zeroed is an empty one; for one thread at a time. */
enum { SG_POOL_SIZES = 9, SG_POOL_BYTES = 512 * 1024 };
typedef struct sg_arena_pool {
    void *blocks[SG_POOL_SIZES]; /* by size: 4 KiB, 8 KiB ... */
    size_t held;                 /* bytes; no more than SG_POOL_BYTES */
} sg_arena_pool;

void sg_arena_pool_drain(sg_arena_pool *pool); /* frees them */

/* A bound that several arenas keep together: what counts is the memory that they hold, also
 * while they keep it for reuse.  For one thread, as arenas are. */
typedef struct sg_budget {
    size_t limit; /* bytes; 0 = no limit */
    size_t held;
    bool refused;        /* it was the limit that some allocation failed for */
    sg_arena_pool *pool; /* of its arenas' blocks, or NULL; outlives them */
} sg_budget;

/* Counts bytes that no arena holds; false when that is more than the limit. */
SG_MUST_USE bool sg_budget_afford(sg_budget *budget, size_t size);

/* A place in an arena to which sg_arena_rewind() goes back. */
typedef struct sg_arena_mark {
    void *block;
    size_t used, total;
} sg_arena_mark;

/* Makes an arena that gives out at most `limit` bytes; 0 means no limit.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_arena_new(size_t limit, sg_arena **out);
/* Makes an arena whose memory counts against the budget, which must outlive it. */
SG_MUST_USE sg_status sg_arena_new_within(sg_budget *budget, sg_arena **out);
void sg_arena_free(sg_arena *arena); /* NULL is allowed, as for free() */

/* Gives `size` zeroed bytes aligned to 16, or NULL when the limit or the system says no. */
SG_MUST_USE void *sg_arena_alloc(sg_arena *arena, size_t size);
/* The same for `count` items; NULL also when the product overflows. */
SG_MUST_USE void *sg_arena_alloc_array(sg_arena *arena, size_t count, size_t size);
/* Gives `size` bytes with whatever content: for buffers that are filled at once. */
SG_MUST_USE void *sg_arena_alloc_raw(sg_arena *arena, size_t size);

/* Typed forms: zeroed, no cast. */
#define sg_arena_make(arena, type) ((type *)sg_arena_alloc((arena), sizeof(type)))
#define sg_arena_make_array(arena, type, count)                                                \
    ((type *)sg_arena_alloc_array((arena), (count), sizeof(type)))

/* Copies the bytes into the arena and adds a terminating NUL that is not counted.
 * Returns {NULL, 0} on failure; an empty string has bytes that are not NULL. */
SG_MUST_USE sg_str sg_arena_copy(sg_arena *arena, sg_str text);
/* Formats into the arena as printf does; {NULL, 0} on failure. */
SG_MUST_USE sg_str sg_arena_format(sg_arena *arena, const char *format, ...) SG_PRINTF(2, 3);

sg_arena_mark sg_arena_save(const sg_arena *arena);
/* Forgets all that was allocated since the mark; blocks are kept for reuse. */
void sg_arena_rewind(sg_arena *arena, sg_arena_mark mark);
/* Forgets everything; blocks are kept for reuse. */
void sg_arena_reset(sg_arena *arena);

/* Bytes given out and not forgotten. */
size_t sg_arena_used(const sg_arena *arena);
size_t sg_arena_limit(const sg_arena *arena);

#endif
