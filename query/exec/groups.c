/* groups.c - a hash table of rows. */
#include "query/exec/groups.h"

#include <string.h>

#include "engine/base/hash.h"

enum { FIRST_SLOTS = 16 };

void sg_groups_open(sg_groups *groups, sg_arena *arena, uint32_t width)
{
    *groups = (sg_groups){ .arena = arena, .width = width };
}

void sg_groups_clear(sg_groups *groups)
{
    sg_groups_open(groups, groups->arena, groups->width);
}

/* Nodes and relationships are the same as nothing else, so any hash of the id agrees. */
static uint64_t hash_cell(const sg_value *value)
{
    if (value->type == SG_TYPE_NODE || value->type == SG_TYPE_RELATIONSHIP)
        return sg_hash_int((uint64_t)value->type << 32 | sg_value_id(*value));
    return sg_value_hash(*value);
}

static uint64_t hash_row(const sg_value *row, uint32_t width)
{
    uint64_t hash = width;

    for (uint32_t i = 0; i < width; i++)
        hash = sg_hash_combine(hash, hash_cell(&row[i]));
    return hash;
}

static bool same(const sg_value *left, const sg_value *right)
{
    if (left->type == right->type && left->type == SG_TYPE_NODE)
        return left->node.id == right->node.id;
    if (left->type == right->type && left->type == SG_TYPE_INTEGER)
        return left->integer == right->integer;
    return sg_value_same(*left, *right);
}

static bool same_rows(const sg_value *left, const sg_value *right, uint32_t width)
{
    for (uint32_t i = 0; i < width; i++)
        if (!same(&left[i], &right[i]))
            return false;
    return true;
}

/* What owns no memory, as most keys do, is there at once. */
static sg_status keep_cell(sg_arena *arena, const sg_value *from, sg_value *to)
{
    *to = *from;
    if (from->type == SG_TYPE_NODE || from->type == SG_TYPE_INTEGER ||
        from->type == SG_TYPE_NULL)
        return SG_OK;
    return sg_value_copy(arena, *from, to);
}

/* Makes room for one more row: arrays at most 3/4 as long as there are slots. */
static sg_status grow(sg_groups *groups)
{
    uint32_t slot_count = groups->slot_count ? 2 * groups->slot_count : FIRST_SLOTS;
    uint32_t capacity = slot_count / 4 * 3;
    size_t row = groups->width * sizeof(sg_value);
    sg_value *cells = sg_arena_alloc_raw(groups->arena, capacity * row);
    uint64_t *hashes = sg_arena_alloc_raw(groups->arena, capacity * sizeof *hashes);
    uint32_t *slots = sg_arena_alloc_array(groups->arena, slot_count, sizeof *slots);

    if (slot_count < groups->slot_count || !cells || !hashes || !slots)
        return SG_ENOMEM;
    if (groups->count) {
        memcpy(cells, groups->cells, groups->count * row);
        memcpy(hashes, groups->hashes, groups->count * sizeof *hashes);
    }
    for (uint32_t i = 0; i < groups->count; i++) {
        uint32_t slot = (uint32_t)hashes[i] & (slot_count - 1);
        while (slots[slot])
            slot = (slot + 1) & (slot_count - 1);
        slots[slot] = i + 1;
    }
    groups->cells = cells;
    groups->hashes = hashes;
    groups->slots = slots;
    groups->slot_count = slot_count;
    groups->capacity = capacity;
    return SG_OK;
}

/* Looks for a row with the hash; *slot is where it is, or where it would go. */
static bool look_up(const sg_groups *groups, const sg_value *row, uint64_t hash, uint32_t *slot,
                    uint32_t *index)
{
    uint32_t mask = groups->slot_count - 1;

    for (*slot = (uint32_t)hash & mask; groups->slots[*slot]; *slot = (*slot + 1) & mask) {
        *index = groups->slots[*slot] - 1;
        if (groups->hashes[*index] == hash &&
            same_rows(sg_groups_row(groups, *index), row, groups->width))
            return true;
    }
    return false;
}

bool sg_groups_has(const sg_groups *groups, const sg_value *row, uint32_t *index)
{
    uint32_t slot;

    return groups->count > 0 &&
           look_up(groups, row, hash_row(row, groups->width), &slot, index);
}

sg_status sg_groups_find(sg_groups *groups, const sg_value *row, uint32_t *index, bool *added)
{
    uint32_t slot;

    *added = false;
    *index = groups->last;
    if (groups->count > 0 && same_rows(sg_groups_row(groups, groups->last), row, groups->width))
        return SG_OK;
    if (groups->count == groups->capacity)
        SG_TRY(grow(groups));
    uint64_t hash = hash_row(row, groups->width);
    if (look_up(groups, row, hash, &slot, index)) {
        groups->last = *index;
        return SG_OK;
    }
    sg_value *cells = groups->cells + (size_t)groups->count * groups->width;
    for (uint32_t i = 0; i < groups->width; i++)
        SG_TRY(keep_cell(groups->arena, &row[i], &cells[i]));
    groups->hashes[groups->count] = hash;
    *index = groups->last = groups->count;
    groups->slots[slot] = ++groups->count;
    *added = true;
    return SG_OK;
}
