/* trail.h - the relationships of a path under construction, and those it must not use: a set that
 * is pushed to and popped from.
 *
 * Paths are short, and then looking through them is fastest; beyond a few relationships there is a
 * bit for every relationship of the graph.
 */
#ifndef SG_TRAIL_H
#define SG_TRAIL_H

#include "engine/base/bitmap.h"
#include "query/exec/operator.h"

enum { SG_TRAIL_LOOK_THROUGH = 32 };

typedef struct sg_trail {
    uint32_t *edges; /* in order */
    uint32_t count, capacity;
    uint64_t *bits; /* valid when `marked` */
    uint32_t room;  /* bits that there are */
    bool marked;
} sg_trail;

SG_MUST_USE sg_status sg_trail_push(sg_trail *trail, sg_exec *exec, uint32_t edge);
void sg_trail_pop(sg_trail *trail);
void sg_trail_clear(sg_trail *trail);
/* Pushes the relationships, single or in lists, that the slots of a row hold. */
SG_MUST_USE sg_status sg_trail_exclude(sg_trail *trail, sg_exec *exec, const sg_batch *batch,
                                       uint32_t row, sg_slots slots);
static inline bool sg_trail_has(const sg_trail *trail, uint32_t edge)
{
    if (trail->marked)
        return sg_bit_test(trail->bits, edge);
    for (uint32_t i = trail->count; i > 0; i--)
        if (trail->edges[i - 1] == edge)
            return true;
    return false;
}

#endif
