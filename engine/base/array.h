/* array.h - growable typed arrays on the heap: SG_ARRAY(sg_value) values = { 0 };
 *
 * A zeroed array is empty and valid.  Pushing returns SG_ENOMEM and leaves the array as it was.
 */
#ifndef SG_BASE_ARRAY_H
#define SG_BASE_ARRAY_H

#include <stdlib.h>

#include "engine/base/base.h"

#define SG_ARRAY(type)                                                                         \
    struct {                                                                                   \
        type *items;                                                                           \
        size_t count, capacity;                                                                \
    }

/* Makes room for `need` items in all; returns the items, moved if need be, or NULL. */
SG_MUST_USE void *sg_array_reserve_items(void *items, size_t *capacity, size_t need,
                                         size_t item_size);

/* Makes room for `more` items beyond count.  An expression of type sg_status. */
#define sg_array_reserve(array, more)                                                          \
    (sg_array_room(&(array)->items, &(array)->capacity, (array)->count, (more),                \
                   sizeof(*(array)->items)))

/* Appends one item.  An expression of type sg_status. */
#define sg_array_push(array, ...)                                                              \
    ((array)->count < (array)->capacity || sg_array_reserve((array), 1) == SG_OK               \
         ? ((array)->items[(array)->count++] = (__VA_ARGS__), SG_OK)                           \
         : SG_ENOMEM)

#define sg_array_free(array)                                                                   \
    (free((array)->items), (array)->items = NULL, (array)->count = (array)->capacity = 0)

/* What sg_array_reserve() calls.  `items` is the address of the array's pointer, of whatever
 * type: it is read and written bytewise, for a T * must not be accessed as a void *. */
SG_MUST_USE sg_status sg_array_room(void *items, size_t *capacity, size_t count, size_t more,
                                    size_t item_size);

/* The last of ascending beginnings that is no greater than the number; 0 where there is none. */
static inline uint32_t sg_last_begun(const uint32_t *begins, uint32_t count, uint32_t number)
{
    uint32_t low = 0, high = count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (begins[middle] <= number)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The place of the first of ascending numbers that is no less than the number; `count` where there is none. */
static inline uint32_t sg_first_no_less(const uint32_t *numbers, uint32_t count,
                                        uint32_t number)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (numbers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
