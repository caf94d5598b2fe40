/* groups.c - rows that ascend as long as they come so, then a hash table of them. */
#include "query/exec/groups.h"

#include <string.h>

#include "engine/base/hash.h"

enum {
    SEARCHED = 8, /* rows that are compared one by one, the last ones */
};

#define NO_ROW UINT32_MAX

void sg_groups_open(sg_groups *groups, sg_arena *arena, const sg_graph *graph, uint32_t width,
                    size_t payload)
{
    *groups = (sg_groups){ .arena = arena, .graph = graph, .width = width, .payload = payload };
}

void sg_groups_clear(sg_groups *groups)
{
    sg_groups_open(groups, groups->arena, groups->graph, groups->width, groups->payload);
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

/* What owns no memory, as most keys do, is there at once, and what the graph owns stays there. */
static sg_status keep_cell(const sg_groups *groups, const sg_value *from, sg_value *to)
{
    *to = *from;
    if (from->type == SG_TYPE_NODE || from->type == SG_TYPE_INTEGER ||
        from->type == SG_TYPE_NULL)
        return SG_OK;
    if (from->type == SG_TYPE_STRING && groups->graph &&
        sg_graph_keeps_text(groups->graph, sg_value_str(*from)))
        return SG_OK;
    return sg_value_copy(groups->arena, *from, to);
}

/* Makes room for the rows of one more chunk. */
static sg_status add_chunk(sg_groups *groups)
{
    uint32_t chunk = groups->chunk_count, rows = (uint32_t)SG_GROUPS_FIRST << chunk;
    size_t row = groups->width * sizeof(sg_value) + groups->payload;

    if (chunk == SG_GROUPS_CHUNKS)
        return SG_ENOMEM;
    groups->chunks[chunk] = sg_arena_alloc_raw(groups->arena, rows * row);
    if (!groups->chunks[chunk])
        return SG_ENOMEM;
    groups->chunk_count++;
    groups->capacity += rows;
    return SG_OK;
}

/* --- ascending rows --------------------------------------------------------------------------------- */
/* The order of two values of types whose values are the same as none of another type; false for others. */
static bool compare(const sg_value *left, const sg_value *right, int *order)
{
    enum {
        COMPARABLE = 1 << SG_TYPE_NODE | 1 << SG_TYPE_RELATIONSHIP | 1 << SG_TYPE_STRING |
                     1 << SG_TYPE_BOOLEAN | 1 << SG_TYPE_NULL,
    };

    if (left->type != right->type) {
        *order = left->type < right->type ? -1 : 1;
        return (COMPARABLE >> left->type & 1) && (COMPARABLE >> right->type & 1);
    }
    switch ((int)left->type) {
    case SG_TYPE_NODE:
        *order = (left->node.id > right->node.id) - (left->node.id < right->node.id);
        return true;
    case SG_TYPE_INTEGER: /* compared with a float it may be the same */
        *order = (left->integer > right->integer) - (left->integer < right->integer);
        return true;
    case SG_TYPE_STRING:
        *order = sg_str_compare(sg_value_str(*left), sg_value_str(*right));
        return true;
    case SG_TYPE_NULL:
        *order = 0;
        return true;
    default:
        return false;
    }
}

/* Whether the row is above another, which it is when it is in the first column that tells them apart. */
static bool is_above(const sg_value *row, const sg_value *other, uint32_t width, bool *same)
{
    int order = 0;

    *same = false;
    for (uint32_t i = 0; i < width; i++) {
        if (!compare(&row[i], &other[i], &order))
            return false;
        if (order != 0)
            return order > 0;
    }
    *same = true;
    return false;
}

/* Looks for a row among those found last; *index is NO_ROW where it is above all rows.  False where a table must
 * tell. */
static bool find_ascending(const sg_groups *groups, const sg_value *row, uint32_t *index)
{
    uint32_t count = groups->count, searched = count < SEARCHED ? count : SEARCHED;
    bool same = false;

    *index = NO_ROW;
    if (count == 0 || is_above(row, sg_groups_row(groups, count - 1), groups->width, &same))
        return true;
    for (uint32_t i = 1; i <= searched && *index == NO_ROW; i++)
        if (same || same_rows(sg_groups_row(groups, count - i), row, groups->width))
            *index = count - i;
    return *index != NO_ROW;
}

/* --- by hash ----------------------------------------------------------------------------------------- */
/* Where the row with the number and hash goes. */
static void take_slot(sg_groups *groups, uint32_t index)
{
    uint32_t mask = groups->slot_count - 1, slot = (uint32_t)groups->hashes[index] & mask;

    while (groups->slots[slot])
        slot = (slot + 1) & mask;
    groups->slots[slot] = index + 1;
}

/* Makes a table for as many rows as there is room for: half as many as there are slots, or fewer. */
static sg_status make_table(sg_groups *groups)
{
    uint32_t slot_count = 2 * (groups->capacity + SG_GROUPS_FIRST); /* a power of two */
    uint64_t *hashes = sg_arena_alloc_raw(groups->arena, groups->capacity * sizeof *hashes);
    uint32_t *slots = sg_arena_alloc_array(groups->arena, slot_count, sizeof *slots);

    if (slot_count < groups->capacity || !hashes || !slots)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < groups->count; i++)
        hashes[i] = groups->hashes ? groups->hashes[i]
                                   : hash_row(sg_groups_row(groups, i), groups->width);
    groups->hashes = hashes;
    groups->slots = slots;
    groups->slot_count = slot_count;
    for (uint32_t i = 0; i < groups->count; i++)
        take_slot(groups, i);
    return SG_OK;
}

static uint32_t look_up(const sg_groups *groups, const sg_value *row, uint64_t hash)
{
    uint32_t mask = groups->slot_count - 1;

    for (uint32_t slot = (uint32_t)hash & mask; groups->slots[slot]; slot = (slot + 1) & mask) {
        uint32_t index = groups->slots[slot] - 1;
        if (groups->hashes[index] == hash &&
            same_rows(sg_groups_row(groups, index), row, groups->width))
            return index;
    }
    return NO_ROW;
}

/* --- both -------------------------------------------------------------------------------------------- */
bool sg_groups_has(const sg_groups *groups, const sg_value *row, uint32_t *index)
{
    SG_INVARIANT(groups->slots || groups->count == 0);
    if (groups->count == 0)
        return false;
    *index = look_up(groups, row, hash_row(row, groups->width));
    return *index != NO_ROW;
}

sg_status sg_groups_close(sg_groups *groups)
{
    return groups->slots || groups->count == 0 ? SG_OK : make_table(groups);
}

/* Adds a row that is new. */
static sg_status append(sg_groups *groups, const sg_value *row, uint64_t hash, uint32_t *index)
{
    if (groups->count == groups->capacity) {
        SG_TRY(add_chunk(groups));
        if (groups->slots)
            SG_TRY(make_table(groups));
    }
    sg_value *cells = sg_groups_place(groups, groups->count);
    for (uint32_t i = 0; i < groups->width; i++)
        SG_TRY(keep_cell(groups, &row[i], &cells[i]));
    memset(cells + groups->width, 0, groups->payload);
    *index = groups->last = groups->count++;
    if (!groups->slots)
        return SG_OK;
    groups->hashes[*index] = hash;
    take_slot(groups, *index);
    return SG_OK;
}

sg_status sg_groups_find(sg_groups *groups, const sg_value *row, uint32_t *index, bool *added)
{
    uint64_t hash = 0;

    *added = false;
    if (!groups->slots) {
        if (!find_ascending(groups, row, index))
            SG_TRY(make_table(groups));
        else if (*index != NO_ROW)
            return SG_OK;
    }
    if (groups->slots) {
        *index = groups->last;
        if (same_rows(sg_groups_row(groups, groups->last), row, groups->width))
            return SG_OK;
        hash = hash_row(row, groups->width);
        *index = look_up(groups, row, hash);
        groups->last = *index;
        if (*index != NO_ROW)
            return SG_OK;
    }
    *added = true;
    return append(groups, row, hash, index);
}

void sg_groups_column(const sg_groups *groups, uint32_t column, uint32_t first, uint32_t count,
                      sg_value *out)
{
    size_t row = groups->width + groups->payload / sizeof(sg_value);

    for (uint32_t done = 0, some; done < count; done += some) {
        uint32_t above = first + done + SG_GROUPS_FIRST; /* the chunk ends at a power of two */
        uint32_t end = UINT32_C(2) << sg_word_highest(above);
        const sg_value *cells = sg_groups_row(groups, first + done) + column;
        some = end - above < count - done ? end - above : count - done;
        for (uint32_t i = 0; i < some; i++)
            out[done + i] = cells[i * row];
    }
}
