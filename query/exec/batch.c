/* batch.c - views, copies and conversions of the columns of a batch. */
#include "query/exec/batch.h"

#include <string.h>

sg_vector sg_vector_at(const sg_vector *vector, uint32_t row)
{
    sg_vector one = *vector;

    if (!vector->cells)
        return one;
    if (vector->kind == SG_SLOT_VALUE)
        one.values += vector->constant ? 0 : row;
    else
        one.ids += vector->constant ? 0 : row;
    one.constant = true;
    return one;
}

sg_vector sg_vector_null(sg_slot_kind kind)
{
    static const sg_value no_value = { .type = SG_TYPE_NULL };
    static const uint32_t no_id = SG_NO_ID;
    sg_vector null = { .kind = kind, .constant = true };

    if (kind == SG_SLOT_VALUE)
        null.values = &no_value;
    else
        null.ids = &no_id;
    return null;
}

sg_status sg_vector_gather(const sg_vector *from, const uint16_t *rows, uint32_t count,
                           sg_arena *arena, sg_vector *out)
{
    *out = *from;
    if (from->constant || !from->cells)
        return SG_OK;
    if (from->kind == SG_SLOT_VALUE) {
        sg_value *values = sg_arena_alloc_raw(arena, count * sizeof *values);
        if (!values)
            return SG_ENOMEM;
        for (uint32_t i = 0; i < count; i++)
            values[i] = from->values[rows[i]];
        out->values = values;
        return SG_OK;
    }
    uint32_t *ids = sg_arena_alloc_raw(arena, count * sizeof *ids);
    if (!ids)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        ids[i] = from->ids[rows[i]];
    out->ids = ids;
    return SG_OK;
}

sg_status sg_vector_gather_or_null(const sg_vector *from, const uint16_t *rows, uint32_t count,
                                   sg_arena *arena, sg_vector *out)
{
    bool values = from->kind == SG_SLOT_VALUE;
    size_t size = values ? sizeof(sg_value) : sizeof(uint32_t);
    void *cells = sg_arena_alloc_raw(arena, count * size);

    if (!cells)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t cell = from->constant ? 0 : rows[i];
        bool none = rows[i] == SG_NO_ROW;
        if (values)
            ((sg_value *)cells)[i] = none ? sg_null() : from->values[cell];
        else
            ((uint32_t *)cells)[i] = none ? SG_NO_ID : from->ids[cell];
    }
    *out = (sg_vector){ .kind = from->kind, .cells = cells };
    return SG_OK;
}

sg_status sg_vector_convert(const sg_vector *from, sg_slot_kind kind, uint32_t rows,
                            sg_arena *arena, sg_vector *out)
{
    *out = *from;
    if (from->kind == kind)
        return SG_OK;
    uint32_t count = from->constant ? 1 : rows;
    out->kind = kind;
    if (kind == SG_SLOT_VALUE) {
        sg_value *values = sg_arena_alloc_raw(arena, count * sizeof *values);
        if (!values)
            return SG_ENOMEM;
        for (uint32_t i = 0; i < count; i++)
            values[i] = sg_id_value(from->kind, from->ids[i]);
        out->values = values;
        return SG_OK;
    }
    uint32_t *ids = sg_arena_alloc_raw(arena, count * sizeof *ids);
    if (!ids)
        return SG_ENOMEM;
    sg_type type = kind == SG_SLOT_NODE ? SG_TYPE_NODE : SG_TYPE_RELATIONSHIP;
    for (uint32_t i = 0; i < count; i++) {
        sg_value value = sg_vector_value(from, i);
        ids[i] = value.type == type ? sg_value_id(value) : SG_NO_ID;
    }
    out->ids = ids;
    return SG_OK;
}

sg_status sg_batch_open(sg_batch *batch, uint32_t width, sg_arena *arena)
{
    *batch = (sg_batch){ .width = width };
    batch->columns = sg_arena_make_array(arena, sg_vector, width);
    return batch->columns ? SG_OK : SG_ENOMEM;
}

void sg_batch_view(sg_batch *batch, const sg_batch *from, sg_slots slots)
{
    for (uint32_t i = 0; i < slots.count; i++) {
        const sg_vector *column = &from->columns[slots.slots[i]];
        if (column->cells)
            batch->columns[slots.slots[i]] = *column;
    }
    batch->rows = from->rows;
    batch->count = from->count;
    batch->selection = from->selection;
}

sg_status sg_batch_gather(sg_batch *batch, const sg_batch *from, sg_slots slots,
                          const uint16_t *rows, uint32_t count, sg_arena *arena)
{
    for (uint32_t i = 0; i < slots.count; i++) {
        const sg_vector *column = &from->columns[slots.slots[i]];
        if (column->cells)
            SG_TRY(
                sg_vector_gather(column, rows, count, arena, &batch->columns[slots.slots[i]]));
    }
    return SG_OK;
}

void sg_batch_spread(sg_batch *batch, const sg_batch *from, sg_slots slots, uint32_t row)
{
    for (uint32_t i = 0; i < slots.count; i++) {
        const sg_vector *column = &from->columns[slots.slots[i]];
        if (column->cells)
            batch->columns[slots.slots[i]] = sg_vector_at(column, row);
    }
}

void sg_batch_all(sg_batch *batch, uint32_t rows)
{
    batch->rows = batch->count = rows;
    batch->selection = NULL;
}
