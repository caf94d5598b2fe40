/* bulk_edges.c - both adjacencies by a counting sort in two steps, several threads in each.
 *
 *     ends      [from][to][record] ...                        as they came, or by edge
 *        │ scatter: pieces of the ends, each to its own places in the buckets
 *        ▼
 *     buckets   [type 0, nodes 0..6k][type 0, nodes 6k..12k] ...      a bucket fits the cache
 *        │ sort: by far end, if rows are long; by near end; each short row by far end
 *        ▼
 *     far ends  [ 7 9 9 ][ 3 ][ 1 4 ] ...                     and beside them the near ends
 *
 * Pieces and buckets depend on the data alone, and places on pieces, so that threads do not show.
 * The out-direction sorts what was given; the in-direction sorts the result by its other end, where
 * rows ascend because ids do.  Records travel along where a type has columns.
 *
 * Memory that was touched is used again, for touching costs more than sorting.  What holds
 *
 *                     from        to          records        pairs       pair_records
 *     as they came    near        far         record of row
 *     scattered                                              by from     their records
 *     sorted, out     near        out_others  edge_order
 *     scattered                                              by to
 *     sorted, in      in_others   out_others  edge_order     near
 */
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/bulk_edges.h"

enum { LONG_ROW = 4 }; /* edges; shorter rows are sooner sorted for themselves */

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

/* A bucket while it is sorted: edges and nodes in it. */
typedef struct edge_bucket {
    uint32_t begin, end;
    uint32_t node, width;
    uint32_t far_least;
    unsigned far_bits;
    bool carried;
} edge_bucket;

static edge_bucket bucket_at(const sg_edge_sort *self, size_t task)
{
    const sg_type_buckets *type = &self->types[self->bucket_type[task]];
    uint32_t first = ((uint32_t)task - type->first) << type->shift; /* node of the window */
    uint64_t width = UINT64_C(1) << type->shift;

    width = width < type->width - first ? width : type->width - first;
    return (edge_bucket){ .begin = self->bucket_first[task],
                          .end = self->bucket_first[task + 1],
                          .node = type->least + first,
                          .width = (uint32_t)width,
                          .far_least = type->far_least,
                          .far_bits = type->far_bits,
                          .carried = sg_edge_carries(self, self->bucket_type[task]) };
}

static uint32_t far_of(const edge_bucket *bucket, uint64_t pair)
{
    return bucket->far_least + (uint32_t)(pair & ((UINT64_C(1) << bucket->far_bits) - 1));
}

/* Few edges of many nodes: by sorting.  Near ends may take the place of narrow pairs, so they are
 * written when all pairs have been read. */
static void sort_sparse(const sg_edge_sort *self, edge_bucket bucket,
                        struct sg_edge_scratch *scratch)
{
    uint32_t count = bucket.end - bucket.begin;

    for (uint32_t i = 0; i < count; i++)
        scratch->words[i] =
            sg_edge_pair(self, bucket.begin + i) >> bucket.far_bits << 32 | (bucket.begin + i);
    sg_sort_words(scratch->words, scratch->spare, count, 32);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t pair = (uint32_t)scratch->words[i];
        self->far_out[bucket.begin + i] = far_of(&bucket, sg_edge_pair(self, pair));
        if (bucket.carried)
            self->records_out[bucket.begin + i] = self->pair_records[pair];
    }
    for (uint32_t i = 0; i < count; i++)
        self->near_out[bucket.begin + i] = bucket.node + (uint32_t)(scratch->words[i] >> 32);
}

/* By near end: by counting.  Near ends themselves are told by where the rows end, without a jump. */
static void sort_near(const sg_edge_sort *sort, edge_bucket bucket, uint32_t *next)
{
    const sg_edge_sort self = *sort; /* so that what is written cannot change it */

    memset(next, 0, ((size_t)bucket.width + 1) * sizeof(*next));
    for (uint32_t i = bucket.begin; i < bucket.end; i++)
        next[(sg_edge_pair(&self, i) >> bucket.far_bits) + 1]++;
    next[0] = bucket.begin;
    for (uint32_t i = 0; i < bucket.width; i++)
        next[i + 1] += next[i];
    for (uint32_t i = bucket.begin; i < bucket.end; i++) {
        uint64_t pair = sg_edge_pair(&self, i);
        uint32_t place = next[pair >> bucket.far_bits]++;
        self.far_out[place] = far_of(&bucket, pair);
        if (bucket.carried)
            self.records_out[place] = self.pair_records[i];
    }
    for (uint32_t i = 0, at = bucket.begin; i < bucket.width; i++)
        while (at < next[i])
            self.near_out[at++] = bucket.node + i;
}

/* Pairs of four bytes by far end, so that counting near ends leaves rows sorted: two or four passes over
 * digits of the far end. */
static void sort_far(const sg_edge_sort *self, edge_bucket bucket,
                     struct sg_edge_scratch *scratch)
{
    enum { DIGITS = 1024 };
    uint32_t *from = self->narrow + bucket.begin, *to = (void *)scratch->spare;
    uint32_t count = bucket.end - bucket.begin;
    unsigned passes = bucket.far_bits <= 20 ? 2 : 4;
    unsigned bits = (bucket.far_bits + passes - 1) / passes;
    uint32_t next[4][DIGITS] = { { 0 } }, mask = (UINT32_C(1) << bits) - 1;

    for (uint32_t i = 0; i < count; i++)
        for (unsigned pass = 0; pass < passes; pass++)
            next[pass][from[i] >> (pass * bits) & mask]++;
    for (unsigned pass = 0; pass < passes; pass++) {
        uint32_t *places = next[pass], before = 0;
        for (uint32_t digit = 0; digit <= mask; digit++) {
            uint32_t here = places[digit];
            places[digit] = before;
            before += here;
        }
        for (uint32_t i = 0; i < count; i++)
            to[places[from[i] >> (pass * bits) & mask]++] = from[i];
        uint32_t *sorted = to;
        to = from;
        from = sorted;
    }
}

/* Whether files had the bucket in its order. */
static bool is_sorted(const sg_edge_sort *self, edge_bucket bucket)
{
    for (uint32_t i = bucket.begin + 1; i < bucket.end; i++)
        if (sg_edge_pair(self, i - 1) > sg_edge_pair(self, i))
            return false;
    return true;
}

static void keep_order(const sg_edge_sort *self, edge_bucket bucket)
{
    for (uint32_t i = bucket.begin; i < bucket.end; i++) {
        uint64_t pair = sg_edge_pair(self, i);
        self->far_out[i] = far_of(&bucket, pair);
        self->near_out[i] = bucket.node + (uint32_t)(pair >> bucket.far_bits);
        if (bucket.carried)
            self->records_out[i] = self->pair_records[i];
    }
}

static void sort_rows(sg_edge_sort *self, edge_bucket bucket, struct sg_edge_scratch *scratch)
{
    for (uint32_t first = bucket.begin; first < bucket.end;) {
        uint32_t next = first + 1;
        while (next < bucket.end && self->near_out[next] == self->near_out[first])
            next++;
        if (next - first > 1)
            sort_row(self, first, next - first, bucket.carried, scratch);
        first = next;
    }
}

static void sort_bucket(void *shared, size_t task, unsigned worker)
{
    sg_edge_sort *self = shared;
    edge_bucket bucket = bucket_at(self, task);
    struct sg_edge_scratch *scratch = &self->scratch[worker];
    uint32_t count = bucket.end - bucket.begin;
    bool rows_ascend = self->rows_ascend;

    if (is_sorted(self, bucket)) {
        keep_order(self, bucket);
        return;
    }
    if (count < bucket.width / 4) {
        sort_sparse(self, bucket, scratch);
    } else {
        if (!rows_ascend && self->narrow && !bucket.carried &&
            count / LONG_ROW >= bucket.width) {
            sort_far(self, bucket, scratch);
            rows_ascend = true;
        }
        sort_near(self, bucket, scratch->counts);
    }
    if (!rows_ascend)
        sort_rows(self, bucket, scratch);
}

/* --- both directions ---------------------------------------------------------------------------- */

/* Room for the pairs: that of the other direction, if it has as wide ones. */
static sg_status make_pairs(sg_edge_sort *self, const sg_edge_sort *other, bool narrow)
{
    sg_bulk *bulk = self->bulk;

    if (other && narrow == (other->narrow != NULL)) {
        self->narrow = other->narrow;
        self->wide = other->wide;
    } else if (narrow) {
        self->narrow = sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    } else {
        self->wide = sg_bulk_raw_array(bulk, uint64_t, bulk->freeze.edges);
    }
    return self->narrow || self->wide ? SG_OK : SG_ENOMEM;
}

static void return_pairs(const sg_edge_sort *self)
{
    sg_bulk_return(self->bulk, self->narrow);
    sg_bulk_return(self->bulk, self->wide);
}

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

/* From pieces to rows that are sorted. */
static sg_status sort_ends(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;

    sg_edge_scatter(self);
    if (make_scratch(self) != SG_OK)
        return SG_ENOMEM;
    self->near_out = self->of_far ? self->narrow : bulk->from; /* ends are in the pairs now */
    self->far_out = self->of_far ? bulk->from : bulk->to;
    if (!self->near_out)
        self->near_out = sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    if (!self->near_out)
        return SG_ENOMEM;
    sg_parallel(bulk->threads, self->types[bulk->freeze.types].first, sort_bucket, self);
    return SG_OK;
}

/* Which types have columns, and the records that travel then. */
static sg_status make_records(sg_edge_sort *self, const sg_edge_slice *slices, size_t count)
{
    sg_bulk *bulk = self->bulk;
    bool *has_columns = sg_freeze_array(&bulk->freeze, bool, bulk->freeze.types);

    if (!has_columns || sg_bulk_edge_records(bulk, &self->records_out) != SG_OK)
        return SG_ENOMEM;
    bulk->freeze.edge_order = self->records_out;
    for (size_t i = 0; i < count; i++) {
        if (slices[i].first_record == SG_NO_ID)
            continue;
        self->has_columns = has_columns;
        if (!slices[i].types)
            has_columns[slices[i].type] = true;
        for (uint32_t row = 0; slices[i].types && row < slices[i].rows; row++)
            has_columns[sg_edge_type_of(self, &slices[i], row)] = true;
    }
    if (self->has_columns)
        self->pair_records = sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    return !self->has_columns || self->pair_records ? SG_OK : SG_ENOMEM;
}

static sg_status sort_out(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;
    size_t count = bulk->edge_tables.count;
    sg_edge_slice *slices = sg_freeze_array(freeze, sg_edge_slice, count);
    bool narrow;

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
    if (sg_edge_buckets(self, &narrow) != SG_OK || make_pairs(self, NULL, narrow) != SG_OK ||
        make_records(self, slices, count) != SG_OK || sort_ends(self) != SG_OK)
        return sg_fail_memory(freeze->err);
    sg_bulk_return(bulk, self->pair_records);
    return sg_freeze_rows(freeze, SG_OUT, self->near_out);
}

/* `out` has sorted the other direction: its results are the ends here. */
static sg_status sort_in(sg_edge_sort *self, const sg_edge_sort *out)
{
    sg_freeze *freeze = &self->bulk->freeze;
    sg_edge_slice *slices = sg_freeze_array(freeze, sg_edge_slice, freeze->types);
    bool narrow;

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
    self->type_first = out->type_first;
    self->windows = out->windows;
    if (sg_edge_pieces(self, slices, freeze->types) != SG_OK ||
        sg_edge_buckets(self, &narrow) != SG_OK || make_pairs(self, out, narrow) != SG_OK ||
        sort_ends(self) != SG_OK)
        return sg_fail_memory(freeze->err);
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
    if (in.near_out != in.narrow)
        sg_bulk_return(bulk, in.near_out);
    return_pairs(&in);
    if (in.narrow != out.narrow)
        return_pairs(&out);
    SG_TRY(sg_bulk_keep(bulk, SG_SECTION_OUT_OTHERS, bulk->to, bulk->freeze.edges));
    SG_TRY(sg_bulk_keep(bulk, SG_SECTION_IN_OTHERS, bulk->from, bulk->freeze.edges));
    return sg_freeze_write_rows(&bulk->freeze);
}
