/* store.c - rows kept by column in chunks. */
#include "query/exec/store.h"

#include <string.h>

void sg_row_store_open(sg_row_store *store, sg_exec *exec, sg_arena *arena, sg_slots slots)
{
    *store = (sg_row_store){ .exec = exec, .arena = arena, .slots = slots };
}

void sg_row_store_clear(sg_row_store *store)
{
    sg_arena_reset(store->arena);
    sg_row_store_open(store, store->exec, store->arena, store->slots);
}

static sg_slot_kind kind_of(const sg_row_store *store, uint32_t column)
{
    return store->exec->tree->slots[store->slots.slots[column]].kind;
}

static sg_status add_chunk(sg_row_store *store)
{
    if (store->chunk_count == store->chunk_capacity) {
        uint32_t capacity = store->chunk_capacity ? 2 * store->chunk_capacity : 8;
        void ***chunks = sg_arena_alloc_array(store->arena, capacity, sizeof *chunks);
        if (!chunks)
            return SG_ENOMEM;
        if (store->chunk_count)
            memcpy(chunks, store->chunks, store->chunk_count * sizeof *chunks);
        store->chunks = chunks;
        store->chunk_capacity = capacity;
    }
    void **columns = sg_arena_alloc_array(store->arena, store->slots.count, sizeof *columns);
    if (!columns)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < store->slots.count; i++) {
        size_t size = kind_of(store, i) == SG_SLOT_VALUE ? sizeof(sg_value) : sizeof(uint32_t);
        columns[i] = sg_arena_alloc_raw(store->arena, SG_BATCH_ROWS * size);
        if (!columns[i])
            return SG_ENOMEM;
    }
    store->chunks[store->chunk_count++] = columns;
    return SG_OK;
}

/* Appends one column of the rows [first, last), which fit into the last chunk behind `used` rows. */
static sg_status append_column(sg_row_store *store, uint32_t column, const sg_rows *rows,
                               uint32_t first, uint32_t last, uint32_t used)
{
    const sg_vector *from = &rows->batch->columns[store->slots.slots[column]];
    void *cells = store->chunks[store->chunk_count - 1][column];

    if (kind_of(store, column) != SG_SLOT_VALUE) {
        uint32_t *ids = (uint32_t *)cells + used;
        for (uint32_t i = first; i < last; i++)
            ids[i - first] = sg_vector_id(from, sg_rows_row(rows, i));
        return SG_OK;
    }
    sg_value *values = (sg_value *)cells + used;
    for (uint32_t i = first; i < last; i++) {
        if (from->constant && i > first)
            values[i - first] = values[0];
        else
            SG_TRY(sg_value_copy(store->arena, sg_vector_value(from, sg_rows_row(rows, i)),
                                 &values[i - first]));
    }
    return SG_OK;
}

sg_status sg_row_store_append(sg_row_store *store, const sg_rows *rows)
{
    if (rows->count > UINT32_MAX - 1 - store->count)
        return SG_ELIMIT;
    for (uint32_t first = 0; first < rows->count;) {
        uint32_t used = store->count % SG_BATCH_ROWS;
        if (used == 0)
            SG_TRY(add_chunk(store));
        uint32_t room = SG_BATCH_ROWS - used, left = rows->count - first;
        uint32_t last = first + (left < room ? left : room);
        for (uint32_t i = 0; i < store->slots.count; i++)
            if (rows->batch->columns[store->slots.slots[i]].cells)
                SG_TRY(append_column(store, i, rows, first, last, used));
        store->count += last - first;
        first = last;
    }
    return SG_OK;
}

sg_status sg_row_store_gather(const sg_row_store *store, const uint32_t *rows, uint32_t count,
                              sg_batch *batch, sg_arena *arena)
{
    for (uint32_t column = 0; column < store->slots.count; column++) {
        sg_slot_kind kind = kind_of(store, column);
        size_t size = kind == SG_SLOT_VALUE ? sizeof(sg_value) : sizeof(uint32_t);
        void *cells = sg_arena_alloc_raw(arena, count * size);
        if (!cells)
            return SG_ENOMEM;
        for (uint32_t i = 0; i < count; i++) {
            const void *from = store->chunks[rows[i] / SG_BATCH_ROWS][column];
            uint32_t cell = rows[i] % SG_BATCH_ROWS;
            if (kind == SG_SLOT_VALUE)
                ((sg_value *)cells)[i] = ((const sg_value *)from)[cell];
            else
                ((uint32_t *)cells)[i] = ((const uint32_t *)from)[cell];
        }
        batch->columns[store->slots.slots[column]] =
            (sg_vector){ .kind = kind, .cells = cells };
    }
    return SG_OK;
}
