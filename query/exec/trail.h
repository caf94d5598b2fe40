/* trail.h - the relationships of a path under construction, and those it must not use: a set that
 * is pushed to and popped from.
 *
 * Paths are short, and then looking through them is fastest; beyond a few relationships there is a
 * hash table besides.  What was put into it last is taken out first, so taking out is clearing the
 * slot: whatever else probes past it was put in earlier, and found its place without it.
 */
#ifndef SG_TRAIL_H
#define SG_TRAIL_H

#include "engine/base/hash.h"
#include "query/exec/operator.h"

enum { SG_TRAIL_LOOK_THROUGH = 32 };

typedef struct sg_trail {
    uint32_t *edges; /* in order */
    uint32_t count, capacity;
    uint32_t *slots; /* edge + 1, 0: free; 4 for each of `capacity`, valid when `hashed` */
    bool hashed;
} sg_trail;

SG_MUST_USE sg_status sg_trail_push(sg_trail *trail, sg_exec *exec, uint32_t edge);
void sg_trail_pop(sg_trail *trail);
void sg_trail_clear(sg_trail *trail);
/* Pushes the relationships, single or in lists, that the slots of a row hold. */
SG_MUST_USE sg_status sg_trail_exclude(sg_trail *trail, sg_exec *exec, const sg_batch *batch,
                                       uint32_t row, sg_slots slots);
/* Where the edge is, or would be put. */
static inline uint32_t sg_trail_slot(const sg_trail *trail, uint32_t edge)
{
    uint32_t mask = 4 * trail->capacity - 1;
    uint32_t at = (uint32_t)(sg_hash_int(edge) & mask);

    while (trail->slots[at] != 0 && trail->slots[at] != edge + 1)
        at = (at + 1) & mask;
    return at;
}
static inline bool sg_trail_has(const sg_trail *trail, uint32_t edge)
{
    if (trail->hashed)
        return trail->slots[sg_trail_slot(trail, edge)] != 0;
    for (uint32_t i = trail->count; i > 0; i--)
        if (trail->edges[i - 1] == edge)
            return true;
    return false;
}

#endif
