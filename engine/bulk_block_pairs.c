/* bulk_block_pairs.c - relationships from blocks to buckets.
 *
 * A block tells between which nodes its relationships leave.  Those of most are in one bucket, as files have
 * them in some order of their sources: then they are counted without being looked at, and written one
 * behind the other.
 */
#include <string.h>

#include "engine/bulk_blocks.h"
#include "engine/bulk_edges.h"

static inline uint32_t bucket_of(const sg_type_buckets *type, uint32_t near)
{
    return (near - type->least) >> type->shift;
}

void sg_edge_count_blocks(const sg_edge_sort *self, const sg_edge_slice *slice,
                          uint32_t *counts)
{
    const sg_type_buckets type = self->types[slice->type];
    uint32_t from[SG_BULK_BLOCK];

    for (uint32_t i = 0; i < slice->block_count; i++) {
        const sg_bulk_block *block = &slice->blocks[i];
        uint32_t bucket = bucket_of(&type, block->from);
        if (bucket == bucket_of(&type, block->from_most)) {
            counts[bucket] += block->count;
            continue;
        }
        sg_bulk_unpack_from(block, from);
        for (uint32_t row = 0; row < block->count; row++)
            counts[bucket_of(&type, from[row])]++;
    }
}

/* Narrow pairs of a whole block, whatever of it is used, so that compilers make vectors of them. */
static void make_narrow(const sg_type_buckets *type, const sg_bulk_ends *ends, uint32_t *pairs)
{
    const uint32_t least = type->least, far_least = type->far_least;
    const unsigned far_bits = type->far_bits % 32; /* where it is 32, a bucket is one node */
    const uint32_t mask = type->far_bits < 32 ? (UINT32_C(1) << type->shift) - 1 : 0;

    for (uint32_t row = 0; row < SG_BULK_BLOCK; row++)
        pairs[row] =
            ((ends->from[row] - least) & mask) << far_bits | (ends->to[row] - far_least);
}

/* All of a block to one bucket. */
static void put_together(const sg_edge_sort *self, const sg_type_buckets *type,
                         const sg_bulk_ends *ends, uint32_t count, uint32_t place)
{
    uint32_t pairs[SG_BULK_BLOCK];

    if (self->narrow) {
        make_narrow(type, ends, pairs);
        memcpy(self->narrow + place, pairs, count * sizeof(*pairs));
    } else {
        const sg_type_buckets here = *type; /* so that what is written cannot change it */
        uint64_t *wide = self->wide + place;
        for (uint32_t row = 0; row < count; row++)
            wide[row] = sg_edge_pair_of(&here, ends->from[row], ends->to[row]);
    }
    if (self->records)
        memcpy(self->records + place, ends->records, count * sizeof(*ends->records));
}

/* Each to its bucket. */
static void put_apart(const sg_edge_sort *self, const sg_type_buckets *type,
                      const sg_bulk_ends *ends, uint32_t count, uint32_t *places)
{
    const sg_type_buckets here = *type;
    uint32_t *narrow = self->narrow, *records = self->records;
    uint64_t *wide = self->wide;

    for (uint32_t row = 0; row < count; row++) {
        uint64_t pair = sg_edge_pair_of(&here, ends->from[row], ends->to[row]);
        uint32_t place = places[bucket_of(&here, ends->from[row])]++;
        if (narrow)
            narrow[place] = (uint32_t)pair;
        else
            wide[place] = pair;
        if (records)
            records[place] = ends->records[row];
    }
}

/* Records counted from the first of all; SG_NO_ID where the table has none. */
static void unpack_records(const sg_edge_slice *slice, const sg_bulk_block *block,
                           uint32_t *records)
{
    const uint32_t first = slice->first_record;

    if (first == SG_NO_ID) {
        memset(records, 0xff, SG_BULK_BLOCK * sizeof(*records));
        return;
    }
    sg_bulk_unpack_records(block, records);
    for (uint32_t row = 0; row < SG_BULK_BLOCK; row++)
        records[row] += first;
}

void sg_edge_scatter_blocks(const sg_edge_sort *sort, const sg_edge_slice *slice,
                            uint32_t *places)
{
    const sg_type_buckets *type = &sort->types[slice->type];
    sg_edge_sort self = *sort;
    sg_bulk_ends ends;

    if (!sg_edge_carries(sort, slice->type))
        self.records = NULL;
    for (uint32_t i = 0; i < slice->block_count; i++) {
        const sg_bulk_block *block = &slice->blocks[i];
        uint32_t bucket = bucket_of(type, block->from);
        sg_bulk_unpack_from(block, ends.from);
        sg_bulk_unpack_to(block, ends.to);
        if (self.records)
            unpack_records(slice, block, ends.records);
        if (bucket == bucket_of(type, block->from_most)) {
            put_together(&self, type, &ends, block->count, places[bucket]);
            places[bucket] += block->count;
        } else {
            put_apart(&self, type, &ends, block->count, places);
        }
    }
}
