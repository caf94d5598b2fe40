/* groups.h - distinct rows of values: find or add, in order of arrival.
 *
 * Rows are the same when their values are (sg_value_same): null with null, 1 with 1.0.  Values are
 * copied when a row is added.
 *
 *     slots (open addressing)    hashes    cells
 *     [0][2][0][1]               h0 h1     a0 b0 | a1 b1
 *         `--> row 1
 */
#ifndef SG_GROUPS_H
#define SG_GROUPS_H

#include "query/exec/operator.h"

typedef struct sg_groups {
    sg_arena *arena;
    uint32_t width; /* values of a row */
    uint32_t count, capacity;
    sg_value *cells;
    uint64_t *hashes;
    uint32_t *slots; /* 0 = free, else row + 1 */
    uint32_t slot_count;
    uint32_t last; /* the row found last: rows of a group tend to come together */
} sg_groups;

void sg_groups_open(sg_groups *groups, sg_arena *arena, uint32_t width);
/* Forgets all rows; the caller resets the arena. */
void sg_groups_clear(sg_groups *groups);
/* The number of the row that is the same as `row`, added when it is new.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_groups_find(sg_groups *groups, const sg_value *row, uint32_t *index,
                                     bool *added);
/* Whether there is such a row; *index is its number. */
bool sg_groups_has(const sg_groups *groups, const sg_value *row, uint32_t *index);
static inline const sg_value *sg_groups_row(const sg_groups *groups, uint32_t index)
{
    return groups->cells + (size_t)index * groups->width;
}

#endif
