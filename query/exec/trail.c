/* trail.c - a set of relationships with an order. */
#include "query/exec/trail.h"

#include <string.h>

/* Puts all edges into a new table of slots. */
static sg_status hash_all(sg_trail *trail, sg_exec *exec)
{
    trail->slots = sg_arena_make_array(exec->arena, uint32_t, 4 * (size_t)trail->capacity);
    if (!trail->slots)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < trail->count; i++)
        trail->slots[sg_trail_slot(trail, trail->edges[i])] = trail->edges[i] + 1;
    trail->hashed = true;
    return SG_OK;
}

/* The capacity is a power of two. */
static sg_status grow(sg_trail *trail, sg_exec *exec)
{
    uint32_t capacity = trail->capacity ? 2 * trail->capacity : SG_TRAIL_LOOK_THROUGH;
    uint32_t *edges = sg_arena_alloc_array(exec->arena, capacity, sizeof *edges);

    if (!edges)
        return SG_ENOMEM;
    if (trail->count)
        memcpy(edges, trail->edges, trail->count * sizeof *edges);
    trail->edges = edges;
    trail->capacity = capacity;
    return trail->count >= SG_TRAIL_LOOK_THROUGH ? hash_all(trail, exec) : SG_OK;
}

sg_status sg_trail_push(sg_trail *trail, sg_exec *exec, uint32_t edge)
{
    if (trail->count == trail->capacity)
        SG_TRY(grow(trail, exec));
    trail->edges[trail->count++] = edge;
    if (trail->hashed)
        trail->slots[sg_trail_slot(trail, edge)] = edge + 1;
    return SG_OK;
}

void sg_trail_pop(sg_trail *trail)
{
    trail->count--;
    if (trail->hashed)
        trail->slots[sg_trail_slot(trail, trail->edges[trail->count])] = 0;
}

void sg_trail_clear(sg_trail *trail)
{
    while (trail->count > 0)
        sg_trail_pop(trail);
}

static sg_status exclude(sg_trail *trail, sg_exec *exec, sg_value value)
{
    if (value.type == SG_TYPE_RELATIONSHIP && !sg_trail_has(trail, value.edge.id))
        return sg_trail_push(trail, exec, value.edge.id);
    return SG_OK;
}

sg_status sg_trail_exclude(sg_trail *trail, sg_exec *exec, const sg_batch *batch, uint32_t row,
                           sg_slots slots)
{
    for (uint32_t i = 0; i < slots.count; i++) {
        sg_value value = sg_vector_value(&batch->columns[slots.slots[i]], row);
        if (value.type != SG_TYPE_LIST) {
            SG_TRY(exclude(trail, exec, value));
            continue;
        }
        for (uint32_t j = 0; j < value.length; j++)
            SG_TRY(exclude(trail, exec, value.list[j]));
    }
    return SG_OK;
}
