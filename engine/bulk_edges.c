/* bulk_edges.c - both adjacencies by a counting sort in two steps, several threads in each.
 *
 *     ends      [from][to][record] ...                        as they came, or by edge
 *        │ scatter: pieces of the ends, each to its own places in the buckets
 *        ▼
 *     buckets   [type 0, nodes 0..6k][type 0, nodes 6k..12k] ...      a bucket fits the cache
 *        │ sort: by near end, then each row by far end
 *        ▼
 *     far ends  [ 7 9 9 ][ 3 ][ 1 4 ] ...                     and beside them the near ends
 *
 * Pieces and buckets depend on the data alone, and places on pieces, so that threads do not show.
 * The out-direction sorts what was given; the in-direction sorts the result by its other end, where
 * rows ascend because ids do.  Records travel along where a type has columns.
 *
 * Memory that was touched is used again, for touching costs more than sorting.  What holds
 *
 *                     from        to          records        pairs     pair_records
 *     as they came    near        far         record of row
 *     scattered                                              by from   their records
 *     sorted, out     near        out_others  edge_order
 *     scattered                                              by to
 *     sorted, in      in_others   out_others  edge_order               near
 */
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/bulk_edges.h"

/* --- one bucket --------------------------------------------------------------------------------- */

static bool ascends(const uint32_t *ends, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (ends[i - 1] > ends[i])
            return false;
    return true;
}

/* A short row without parallel edges. */
static bool sort_few(uint32_t *ends, uint32_t *records, uint32_t count)
{
    uint32_t old_ends[SG_RANK_MOST], old_records[SG_RANK_MOST];
    uint8_t ranks[SG_RANK_MOST];

    if (count > SG_RANK_MOST || !sg_rank_few(ends, count, ranks))
        return false;
    memcpy(old_ends, ends, count * sizeof(*ends));
    for (uint32_t i = 0; i < count; i++)
        ends[ranks[i]] = old_ends[i];
    if (!records)
        return true;
    memcpy(old_records, records, count * sizeof(*records));
    for (uint32_t i = 0; i < count; i++)
        records[ranks[i]] = old_records[i];
    return true;
}

/* Parallel edges stay in the order in which they came. */
static void sort_row(sg_edge_sort *self, uint32_t first, uint32_t count, bool carried,
                     struct sg_edge_scratch *scratch)
{
    uint32_t *ends = self->far_out + first;
    uint32_t *records = carried ? self->records_out + first : NULL;

    if (ascends(ends, count) || sort_few(ends, records, count))
        return;
    for (uint32_t i = 0; i < count; i++)
        scratch->words[i] = (uint64_t)ends[i] << 32 | (records ? records[i] : 0);
    sg_sort_words(scratch->words, scratch->spare, count, 32);
    for (uint32_t i = 0; i < count; i++) {
        ends[i] = (uint32_t)(scratch->words[i] >> 32);
        if (records)
            records[i] = (uint32_t)scratch->words[i];
    }
}

/* Few edges of many nodes: by sorting. */
static void sort_sparse(sg_edge_sort *self, uint32_t begin, uint32_t end, bool carried,
                        struct sg_edge_scratch *scratch)
{
    for (uint32_t i = begin; i < end; i++)
        scratch->words[i - begin] = (self->pairs[i] & ~UINT64_C(0xffffffff)) | i;
    sg_sort_words(scratch->words, scratch->spare, end - begin, 32);
    for (uint32_t i = begin; i < end; i++) {
        uint32_t pair = (uint32_t)scratch->words[i - begin];
        self->near_out[i] = (uint32_t)(self->pairs[pair] >> 32);
        self->far_out[i] = (uint32_t)self->pairs[pair];
        if (carried)
            self->records_out[i] = self->pair_records[pair];
    }
}

/* By near end: by counting.  Near ends themselves are told by the counts, without a jump. */
static void sort_near(sg_edge_sort *self, uint32_t begin, uint32_t end, uint32_t node,
                      uint32_t width, bool carried, uint32_t *next)
{
    memset(next, 0, ((size_t)width + 1) * sizeof(*next));
    for (uint32_t i = begin; i < end; i++)
        next[(uint32_t)(self->pairs[i] >> 32) - node + 1]++;
    next[0] = begin;
    for (uint32_t i = 0, at = begin; i < width; i++) {
        next[i + 1] += next[i];
        while (at < next[i + 1])
            self->near_out[at++] = node + i;
    }
    for (uint32_t i = begin; i < end; i++) {
        uint32_t place = next[(uint32_t)(self->pairs[i] >> 32) - node]++;
        self->far_out[place] = (uint32_t)self->pairs[i];
        if (carried)
            self->records_out[place] = self->pair_records[i];
    }
}

static void sort_bucket(void *shared, size_t task, unsigned worker)
{
    sg_edge_sort *self = shared;
    const sg_type_buckets *type = &self->types[self->bucket_type[task]];
    uint32_t begin = self->bucket_first[task], end = self->bucket_first[task + 1];
    uint32_t first_node = ((uint32_t)task - type->first) << type->shift; /* of the window */
    uint64_t width = UINT64_C(1) << type->shift;
    struct sg_edge_scratch *scratch = &self->scratch[worker];
    bool carried = sg_edge_carries(self, self->bucket_type[task]);

    if (width > type->width - first_node)
        width = type->width - first_node;
    if (end - begin < width / 4)
        sort_sparse(self, begin, end, carried, scratch);
    else
        sort_near(self, begin, end, type->least + first_node, (uint32_t)width, carried,
                  scratch->counts);
    if (self->rows_ascend)
        return;
    for (uint32_t first = begin; first < end;) {
        uint32_t next = first + 1;
        while (next < end && self->near_out[next] == self->near_out[first])
            next++;
        if (next - first > 1)
            sort_row(self, first, next - first, carried, scratch);
        first = next;
    }
}

/* --- both directions ---------------------------------------------------------------------------- */

static sg_status make_scratch(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;

    self->scratch = sg_freeze_array(&bulk->freeze, struct sg_edge_scratch, bulk->threads);
    for (unsigned i = 0; self->scratch && i < bulk->threads; i++) {
        struct sg_edge_scratch *scratch = &self->scratch[i];
        scratch->counts = sg_bulk_raw_array(bulk, uint32_t, (size_t)bulk->freeze.nodes + 1);
        scratch->words = sg_bulk_raw_array(bulk, uint64_t, self->most);
        scratch->spare = sg_bulk_raw_array(bulk, uint64_t, self->most);
        if (!scratch->counts || !scratch->words || !scratch->spare)
            return SG_ENOMEM;
    }
    return self->scratch ? SG_OK : SG_ENOMEM;
}

/* Which types have columns, and the records that travel then. */
static sg_status make_records(sg_edge_sort *self, const sg_edge_slice *slices, size_t count)
{
    sg_bulk *bulk = self->bulk;
    bool *has_columns = sg_freeze_array(&bulk->freeze, bool, bulk->freeze.types);

    self->pair_records = sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    if (!self->pair_records || !has_columns ||
        sg_bulk_edge_records(bulk, &self->records_out) != SG_OK)
        return SG_ENOMEM;
    bulk->freeze.edge_order = self->records_out;
    self->has_columns = has_columns;
    for (size_t i = 0; i < count; i++) {
        if (slices[i].first_record == SG_NO_ID)
            continue;
        if (!slices[i].types)
            has_columns[slices[i].type] = true;
        for (uint32_t row = 0; slices[i].types && row < slices[i].rows; row++)
            has_columns[sg_edge_type_of(self, &slices[i], row)] = true;
    }
    return SG_OK;
}

static sg_status sort_out(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;
    size_t count = bulk->edge_tables.count;
    sg_edge_slice *slices = sg_freeze_array(freeze, sg_edge_slice, count);

    if (!slices)
        return sg_fail_memory(freeze->err);
    for (size_t i = 0; i < count; i++) {
        const sg_bulk_edge_table *table = &bulk->edge_tables.items[i];
        const sg_bulk_edges *edges = &table->edges;
        slices[i] =
            (sg_edge_slice){ .first = edges->first,
                             .rows = edges->rows,
                             .type = edges->types ? 0 : freeze->type_number[edges->type],
                             .types = edges->types,
                             .first_record = table->first_record,
                             .records =
                                 edges->records ? bulk->edge_records + edges->first : NULL };
    }
    if (sg_edge_pieces(self, slices, count) != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(sg_edge_types(self));
    self->pairs = sg_bulk_raw_array(bulk, uint64_t, freeze->edges);
    if (!self->pairs || make_records(self, slices, count) != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(sg_edge_scatter(self));
    if (make_scratch(self) != SG_OK)
        return sg_fail_memory(freeze->err);
    self->near_out = bulk->from; /* whose ends are in the pairs now */
    self->far_out = bulk->to;
    sg_parallel(bulk->threads, self->types[freeze->types].first, sort_bucket, self);
    return sg_freeze_rows(freeze, SG_OUT, self->near_out);
}

/* `out` has sorted the other direction: its results are the ends here. */
static sg_status sort_in(sg_edge_sort *self, const sg_edge_sort *out)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;
    sg_edge_slice *slices = sg_freeze_array(freeze, sg_edge_slice, freeze->types);

    if (!slices)
        return sg_fail_memory(freeze->err);
    for (uint32_t type = 0; type < freeze->types; type++)
        slices[type] =
            (sg_edge_slice){ .first = out->type_first[type],
                             .rows = out->type_first[type + 1] - out->type_first[type],
                             .type = type,
                             .first_record = SG_NO_ID };
    self->near = out->far_out;
    self->far = out->near_out;
    self->pairs = out->pairs;
    self->type_first = out->type_first;
    self->windows = out->windows;
    if (sg_edge_pieces(self, slices, freeze->types) != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(sg_edge_scatter(self));
    if (make_scratch(self) != SG_OK)
        return sg_fail_memory(freeze->err);
    self->far_out = bulk->from;
    self->near_out = out->pair_records;
    sg_parallel(bulk->threads, self->types[freeze->types].first, sort_bucket, self);
    return sg_freeze_rows(freeze, SG_IN, self->near_out);
}

sg_status sg_bulk_sort_edges(sg_bulk *bulk)
{
    sg_edge_sort out = { .bulk = bulk },
                 in = { .bulk = bulk, .rows_ascend = true, .of_far = true };
    uint32_t *from, *to;

    if (!bulk->from && sg_bulk_edge_room(bulk, 0, &from, &to) != SG_OK)
        return sg_fail_memory(bulk->freeze.err);
    out.near = bulk->from;
    out.far = bulk->to;
    bulk->freeze.threads = bulk->threads;
    SG_TRY(sort_out(&out));
    SG_TRY(sort_in(&in, &out));
    sg_bulk_return(bulk, out.pairs);
    sg_bulk_return(bulk, out.pair_records);
    SG_TRY(sg_bulk_keep(bulk, SG_SECTION_OUT_OTHERS, bulk->to, bulk->freeze.edges));
    SG_TRY(sg_bulk_keep(bulk, SG_SECTION_IN_OTHERS, bulk->from, bulk->freeze.edges));
    return sg_freeze_write_rows(&bulk->freeze);
}
