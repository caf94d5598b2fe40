/* delta_rows.c - adjacency of added edges, deleted ones left out, and degrees by label set.
 *
 * A row is a list of chunks that double up to a bound; far ends ascend within a chunk, so that each
 * is a run as those of the base are:
 *
 *     row (n, HAS, out)  -->  [ 7 9 ]  -->  [ 2 7 8 _ ]  -->  ...
 *
 * An edge goes into the last chunk with room, so adding costs no more than the bound.
 */
#include <string.h>

#include "engine/base/hash.h"
#include "engine/delta_internal.h"

enum { FIRST_CHUNK = 2, LARGEST_CHUNK = 256 };

/* --- rows --------------------------------------------------------------------------------------- */

static uint64_t hash_row(uint32_t node, sg_reltype type, sg_direction way)
{
    return sg_hash_combine(sg_hash_int(node), (uint64_t)type.id * 2 + (way == SG_IN));
}

static uint8_t way_bit(sg_direction way)
{
    return way == SG_IN ? 2 : 1;
}

/* Of most types nothing has changed: their nodes need not be looked up. */
static bool has_rows(const sg_delta *delta, sg_reltype type, sg_direction way)
{
    return type.id < delta->row_ways.count &&
           (delta->row_ways.items[type.id] & way_bit(way)) != 0;
}

static sg_status note_rows(sg_delta *delta, sg_reltype type, sg_direction way)
{
    while (delta->row_ways.count <= type.id)
        SG_TRY(sg_array_push(&delta->row_ways, 0));
    uint8_t *ways = &delta->row_ways.items[type.id];
    *ways = (uint8_t)(*ways | way_bit(way));
    return SG_OK;
}

static bool find_row(const sg_delta *delta, uint32_t node, sg_reltype type, sg_direction way,
                     uint32_t *out)
{
    size_t probe = 0;

    if (!has_rows(delta, type, way))
        return false;
    while (sg_slots_next(&delta->row_slots, hash_row(node, type, way), &probe, out)) {
        const sg_delta_row *row = &delta->rows.items[*out];
        if (row->node == node && row->type == type.id && row->way == (uint16_t)way)
            return true;
    }
    return false;
}

const sg_delta_row *sg_delta_row_of(const sg_delta *delta, uint32_t node, sg_reltype type,
                                    sg_direction way)
{
    uint32_t row;

    return find_row(delta, node, type, way, &row) ? &delta->rows.items[row] : NULL;
}

static sg_status make_row(sg_delta *delta, uint32_t node, sg_reltype type, sg_direction way,
                          uint32_t *out)
{
    if (find_row(delta, node, type, way, out))
        return SG_OK;
    *out = (uint32_t)delta->rows.count;
    SG_TRY(note_rows(delta, type, way));
    SG_TRY(sg_array_reserve(&delta->rows, 1));
    SG_TRY(sg_slots_add(&delta->row_slots, hash_row(node, type, way), *out));
    return sg_array_push(&delta->rows, (sg_delta_row){ .node = node,
                                                       .type = type.id,
                                                       .way = (uint16_t)way,
                                                       .first = SG_NO_ID,
                                                       .last = SG_NO_ID });
}

/* --- chunks ------------------------------------------------------------------------------------- */

static sg_status add_chunk(sg_delta *delta, sg_delta_row *row)
{
    uint32_t capacity = FIRST_CHUNK, number = (uint32_t)delta->chunks.count;
    size_t place = delta->row_words.count;

    if (row->last != SG_NO_ID) {
        uint32_t before = delta->chunks.items[row->last].capacity;
        capacity = before < LARGEST_CHUNK ? before * 2 : LARGEST_CHUNK;
    }
    if (place > UINT32_MAX - 2 * capacity)
        return SG_ELIMIT;
    SG_TRY(sg_array_reserve(&delta->row_words, (size_t)2 * capacity));
    SG_TRY(sg_array_push(&delta->chunks,
                         (sg_delta_chunk){ SG_NO_ID, 0, capacity, (uint32_t)place }));
    memset(delta->row_words.items + place, 0, (size_t)2 * capacity * sizeof(uint32_t));
    delta->row_words.count += (size_t)2 * capacity;
    if (row->last == SG_NO_ID)
        row->first = number;
    else
        delta->chunks.items[row->last].next = number;
    row->last = number;
    return SG_OK;
}

/* The last chunk, unless it is full and edges were taken out of an earlier one. */
static sg_status chunk_with_room(sg_delta *delta, sg_delta_row *row, uint32_t *out)
{
    const sg_delta_chunk *chunks = delta->chunks.items;

    *out = row->last;
    if (row->last != SG_NO_ID && chunks[row->last].count < chunks[row->last].capacity)
        return SG_OK;
    uint32_t room = 0;
    for (uint32_t at = row->first; delta->undoing && at != SG_NO_ID; at = chunks[at].next) {
        room = chunks[at].capacity - chunks[at].count;
        *out = at;
        if (room > 0)
            return SG_OK;
    }
    SG_TRY(add_chunk(delta, row));
    *out = row->last;
    return SG_OK;
}

sg_status sg_delta_row_add(sg_delta *delta, uint32_t node, sg_reltype type, sg_direction way,
                           uint32_t other, uint32_t edge)
{
    uint32_t number, at;

    SG_TRY(make_row(delta, node, type, way, &number));
    sg_delta_row *row = &delta->rows.items[number];
    SG_TRY(chunk_with_room(delta, row, &at));
    sg_delta_chunk *chunk = &delta->chunks.items[at];
    uint32_t *others = delta->row_words.items + chunk->place;
    uint32_t *edges = others + chunk->capacity;
    uint32_t place = sg_count_below(others, chunk->count, other);
    memmove(others + place + 1, others + place, (chunk->count - place) * sizeof(*others));
    memmove(edges + place + 1, edges + place, (chunk->count - place) * sizeof(*edges));
    others[place] = other;
    edges[place] = edge;
    chunk->count++;
    row->count++;
    return SG_OK;
}

/* Takes the edge out of the chunk if it is there. */
static bool take_out(sg_delta *delta, sg_delta_chunk *chunk, uint32_t other, uint32_t edge)
{
    uint32_t *others = delta->row_words.items + chunk->place;
    uint32_t *edges = others + chunk->capacity;
    uint32_t at = sg_count_below(others, chunk->count, other);

    while (at < chunk->count && others[at] == other && edges[at] != edge)
        at++;
    if (at == chunk->count || others[at] != other)
        return false;
    chunk->count--;
    memmove(others + at, others + at + 1, (chunk->count - at) * sizeof(*others));
    memmove(edges + at, edges + at + 1, (chunk->count - at) * sizeof(*edges));
    return true;
}

void sg_delta_row_remove(sg_delta *delta, uint32_t node, sg_reltype type, sg_direction way,
                         uint32_t other, uint32_t edge)
{
    uint32_t number;

    if (!find_row(delta, node, type, way, &number))
        return;
    sg_delta_row *row = &delta->rows.items[number];
    for (uint32_t at = row->first; at != SG_NO_ID; at = delta->chunks.items[at].next) {
        if (take_out(delta, &delta->chunks.items[at], other, edge)) {
            row->count--;
            return;
        }
    }
}

sg_status sg_delta_row_delete(sg_delta *delta, uint32_t node, sg_reltype type, sg_direction way,
                              int32_t more)
{
    uint32_t number;

    SG_TRY(make_row(delta, node, type, way, &number));
    delta->rows.items[number].deleted += (uint32_t)more;
    return SG_OK;
}

/* --- degrees of label sets ---------------------------------------------------------------------- */

enum { SET_SHIFT = 17 }; /* behind a type and a direction */

static uint64_t degree_key(uint16_t set, sg_reltype type, sg_direction way)
{
    return (uint64_t)set << SET_SHIFT | (uint64_t)type.id << 1 | (way == SG_IN);
}

static bool find_degree(const sg_delta *delta, uint64_t key, uint32_t *out)
{
    size_t probe = 0;

    while (sg_slots_next(&delta->degree_slots, sg_hash_int(key), &probe, out))
        if (delta->degrees.items[*out].key == key)
            return true;
    return false;
}

sg_status sg_delta_add_degree(sg_delta *delta, uint16_t set, sg_reltype type, sg_direction way,
                              int64_t more)
{
    uint64_t key = degree_key(set, type, way);
    uint32_t at;

    if (!find_degree(delta, key, &at)) {
        at = (uint32_t)delta->degrees.count;
        SG_TRY(sg_array_reserve(&delta->degrees, 1));
        SG_TRY(sg_slots_add(&delta->degree_slots, sg_hash_int(key), at));
        delta->degrees.items[delta->degrees.count++] = (sg_delta_degree){ key, 0 };
    }
    delta->degrees.items[at].more += more;
    return SG_OK;
}

int64_t sg_delta_degree_of(const sg_delta *delta, sg_label_set set, sg_reltype type,
                           sg_direction way)
{
    uint32_t at;

    return find_degree(delta, degree_key(set.id, type, way), &at)
               ? delta->degrees.items[at].more
               : 0;
}

bool sg_delta_next_degree(const sg_delta *delta, sg_reltype type, sg_direction way,
                          size_t *position, sg_label_set *out)
{
    const uint64_t wanted = degree_key(0, type, way), others = (UINT64_C(1) << SET_SHIFT) - 1;

    while (*position < delta->degrees.count) {
        uint64_t key = delta->degrees.items[(*position)++].key;
        if ((key & others) == wanted) {
            *out = (sg_label_set){ (uint16_t)(key >> SET_SHIFT) };
            return true;
        }
    }
    return false;
}
