/* overflow.h - growable arrays that move into a scratch file when they become large.
 *
 *     items   [..............]                in memory, up to 16 MiB
 *     items   [..............|........ ]      in a file (scratch.h): pages that nobody reads are not in memory
 *
 * The array is used as any other: items, count, capacity.  Without a place for the file, or without room
 * there, it stays in memory.
 */
#ifndef SG_BASE_OVERFLOW_H
#define SG_BASE_OVERFLOW_H

#include "engine/base/array.h"
#include "engine/base/scratch.h"

/* Beside the array, one each; zeroed it is in memory and stays there. */
typedef struct sg_overflow {
    const char *
        beside; /* the scratch file is in the folder of this one; borrowed; NULL: memory alone */
    sg_growing *file; /* NULL: in memory */
} sg_overflow;

/* Makes room for `more` items beyond count, as sg_array_reserve() does. */
#define sg_overflow_reserve(overflow, array, more)                                             \
    (sg_overflow_room((overflow), &(array)->items, &(array)->capacity, (array)->count, (more), \
                      sizeof(*(array)->items)))
/* What the array takes of memory for sure. */
#define sg_overflow_memory(overflow, array)                                                    \
    ((overflow)->file ? 0 : (array)->capacity * sizeof(*(array)->items))
/* Frees the items; the array is empty then, and may grow again. */
#define sg_overflow_free(overflow, array)                                                      \
    (sg_overflow_close((overflow), (array)->items), (array)->items = NULL,                     \
     (array)->count = (array)->capacity = 0)

/* What sg_overflow_reserve() calls, with the address of the array's pointer.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_overflow_room(sg_overflow *overflow, void *items, size_t *capacity,
                                       size_t count, size_t more, size_t item_size);
void sg_overflow_close(sg_overflow *overflow, void *items);
/* What is in a file does not count as memory until it is read again.  By any thread. */
void sg_overflow_forget(const sg_overflow *overflow);

#endif
