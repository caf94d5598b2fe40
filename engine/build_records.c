/* build_records.c - properties that many relationships have alike, stored once.
 *
 *     edges    [from to ... cells]  [from to ... cells]  [from to ... cells]
 *                             \              /                     |
 *     cells    ...   [read][write][certainty]   ...   [read][write][certainty]
 *
 * The cells of a record say that they are shared; who sets a property of one relationship alone gets a
 * chain of its own first (build_properties.c).
 */
#include <string.h>

#include "engine/base/hash.h"
#include "engine/build_internal.h"

static uint64_t hash_cells(const sg_cell *cells, uint32_t count)
{
    uint64_t hash = count;

    for (uint32_t i = 0; i < count; i++)
        hash = sg_hash_combine(sg_hash_combine(hash, cells[i].key_kind),
                               (uint64_t)cells[i].integer);
    return hash;
}

static bool same_cells(const sg_cell *left, const sg_cell *right, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (left[i].key_kind != right[i].key_kind || left[i].integer != right[i].integer)
            return false;
    return true;
}

static bool find_record(const sg_builder *builder, const sg_cell *cells, uint32_t count,
                        uint64_t hash, uint32_t *head)
{
    size_t probe = 0;

    for (uint32_t i; sg_slots_next(&builder->record_slots, hash, &probe, &i);) {
        sg_build_record record = builder->records.items[i];
        if (record.count == count &&
            same_cells(builder->cells.items + record.first, cells, count)) {
            *head = record.first;
            return true;
        }
    }
    return false;
}

/* Appends the cells as a record. */
static sg_status add_record(sg_builder *builder, const sg_cell *cells, uint32_t count,
                            uint64_t hash, uint32_t *head)
{
    if (builder->cells.count > SG_MAX_ITEMS - count || builder->records.count >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    SG_TRY(sg_overflow_reserve(&builder->cells_file, &builder->cells, count));
    SG_TRY(sg_array_reserve(&builder->records, 1));
    SG_TRY(sg_slots_add(&builder->record_slots, hash, (uint32_t)builder->records.count));
    *head = (uint32_t)builder->cells.count;
    for (uint32_t i = 0; i < count; i++) {
        sg_cell cell = cells[i];
        cell.next = i + 1 < count ? *head + i + 1 : SG_NO_ID;
        builder->cells.items[builder->cells.count++] = cell;
    }
    builder->records.items[builder->records.count++] = (sg_build_record){ *head, count };
    return SG_OK;
}

sg_status sg_builder_record(sg_builder *builder, const sg_build_property *properties,
                            uint32_t count, uint32_t *head)
{
    sg_cell cells[SG_BUILD_RECORD_MOST];

    *head = SG_NO_ID;
    if (count == 0)
        return SG_OK;
    SG_TRY(sg_builder_afford(builder, count * sizeof(*cells)));
    for (uint32_t i = 0; i < count; i++) {
        SG_TRY(
            sg_builder_make_cell(builder, properties[i].name, properties[i].value, &cells[i]));
        cells[i].key_kind |= SG_CELL_SHARED;
    }
    uint64_t hash = hash_cells(cells, count);
    return find_record(builder, cells, count, hash, head)
               ? SG_OK
               : add_record(builder, cells, count, hash, head);
}

sg_status sg_builder_set_edge_record(sg_builder *builder, sg_build_edge edge,
                                     const sg_build_property *properties, uint32_t count)
{
    uint32_t *head = &builder->edges.items[edge.index].cells;

    if (count <= SG_BUILD_RECORD_MOST && *head == SG_NO_ID)
        return sg_builder_record(builder, properties, count, head);
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(sg_builder_set_edge(builder, edge, properties[i].name, properties[i].value));
    return SG_OK;
}
