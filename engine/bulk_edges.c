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
#include "engine/bulk_internal.h"

enum {
    PIECE = 128 * 1024, /* edges, at least */
    MOST_PIECES = 256,
    BUCKET = 64 * 1024, /* edges, about */
    MOST_BUCKETS = 2048,
};

typedef struct edge_slice {
    uint32_t first, rows;
    uint32_t type;           /* number */
    const uint16_t *types;   /* of the builder, or NULL */
    uint32_t first_record;   /* SG_NO_ID: no columns */
    const uint32_t *records; /* by row, counted from the first; NULL: rows are records */
} edge_slice;

/* Buckets are numbered by (type, range of near ends). */
typedef struct type_buckets {
    uint32_t first;
    unsigned shift;
} type_buckets;

typedef struct edge_piece {
    edge_slice slice;
    uint32_t first_bucket, bucket_count;
    uint32_t *places; /* by bucket: how many, then where the next one goes */
} edge_piece;

typedef struct edge_sort {
    sg_bulk *bulk;
    const uint32_t *near, *far;
    uint64_t *pairs;              /* near << 32 | far, by bucket */
    const bool *has_columns;      /* by type: records travel along; NULL: none do */
    uint32_t *pair_records;       /* beside the pairs */
    uint32_t *near_out, *far_out; /* by edge of the direction */
    uint32_t *records_out;
    bool rows_ascend; /* as they come */

    edge_piece *pieces;
    uint32_t piece_count;
    uint32_t *type_first; /* by number, then the end */
    type_buckets *types;  /* by number, then the end */
    uint32_t *bucket_type, *bucket_first;
    uint32_t most; /* edges in a bucket */

    struct edge_scratch {
        uint32_t *counts;
        uint64_t *words, *spare;
    } * scratch; /* by worker */
} edge_sort;

/* --- pieces ------------------------------------------------------------------------------------- */

static sg_status make_pieces(edge_sort *self, const edge_slice *slices, size_t count)
{
    uint32_t total = 0, made = 0;

    for (size_t i = 0; i < count; i++)
        total += slices[i].rows;
    uint32_t size = total / MOST_PIECES > PIECE ? total / MOST_PIECES : PIECE;
    self->pieces = sg_freeze_array(&self->bulk->freeze, edge_piece, total / size + count);
    if (!self->pieces)
        return SG_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        edge_slice rest = slices[i];
        while (rest.rows > 0) {
            uint32_t rows = rest.rows < size ? rest.rows : size;
            edge_slice part = rest;
            part.rows = rows;
            self->pieces[made++].slice = part;
            rest.first += rows;
            rest.rows -= rows;
            rest.types = rest.types ? rest.types + rows : NULL;
            if (rest.records)
                rest.records += rows;
            else if (rest.first_record != SG_NO_ID)
                rest.first_record += rows;
        }
    }
    self->piece_count = made;
    return SG_OK;
}

static uint32_t type_of(const edge_sort *self, const edge_slice *slice, uint32_t row)
{
    return slice->types ? self->bulk->freeze.type_number[slice->types[row]] : slice->type;
}

/* --- types: how many edges each has ---------------------------------------------------------------- */

static void count_types(void *shared, size_t task, unsigned worker)
{
    edge_sort *self = shared;
    edge_piece *piece = &self->pieces[task];
    const edge_slice *slice = &piece->slice;

    (void)worker;
    if (!slice->types) {
        uint32_t count = 0;
        for (uint32_t row = 0; row < slice->rows; row++)
            count += self->near[slice->first + row] != SG_NO_ID;
        piece->places[0] = count;
        return;
    }
    for (uint32_t row = 0; row < slice->rows; row++)
        if (self->near[slice->first + row] != SG_NO_ID)
            piece->places[type_of(self, slice, row)]++;
}

/* Gives every piece counters for what it may hold: one thing, or `all`. */
static sg_status make_counters(edge_sort *self, uint32_t all)
{
    for (uint32_t i = 0; i < self->piece_count; i++) {
        edge_piece *piece = &self->pieces[i];
        if (piece->slice.types) {
            piece->first_bucket = 0;
            piece->bucket_count = all;
        }
        piece->places = sg_freeze_array(&self->bulk->freeze, uint32_t, piece->bucket_count);
        if (!piece->places)
            return SG_ENOMEM;
    }
    return SG_OK;
}

static sg_status write_type_first(edge_sort *self)
{
    sg_freeze *freeze = &self->bulk->freeze;
    void *first;

    for (uint32_t i = 0; i < self->piece_count; i++) {
        self->pieces[i].first_bucket = self->pieces[i].slice.type;
        self->pieces[i].bucket_count = 1;
    }
    if (make_counters(self, freeze->types) != SG_OK)
        return sg_fail_memory(freeze->err);
    sg_parallel(self->bulk->threads, self->piece_count, count_types, self);
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_TYPE_FIRST, (size_t)freeze->types + 1, &first));
    self->type_first = freeze->type_first = first;
    for (uint32_t i = 0; i < self->piece_count; i++) {
        const edge_piece *piece = &self->pieces[i];
        for (uint32_t k = 0; k < piece->bucket_count; k++)
            self->type_first[piece->first_bucket + k + 1] += piece->places[k];
    }
    for (uint32_t type = 0; type < freeze->types; type++)
        self->type_first[type + 1] += self->type_first[type];
    freeze->edges = self->type_first[freeze->types];
    return SG_OK;
}

/* --- buckets -------------------------------------------------------------------------------------- */

/* As few bits are dropped of the near end as give buckets of the right size. */
static unsigned bucket_shift(uint32_t nodes, uint32_t edges, uint32_t all_edges)
{
    uint64_t wanted = edges / BUCKET + 1;
    uint64_t share = (uint64_t)edges * MOST_BUCKETS / (all_edges + UINT64_C(1)) + 1;
    unsigned shift = 0;

    wanted = wanted < share ? wanted : share;
    while ((((uint64_t)nodes - 1) >> shift) + 1 > wanted)
        shift++;
    return shift;
}

static sg_status make_buckets(edge_sort *self)
{
    const sg_freeze *freeze = &self->bulk->freeze;
    uint32_t total = 0;

    self->types = sg_freeze_array(freeze, type_buckets, (size_t)freeze->types + 1);
    if (!self->types)
        return SG_ENOMEM;
    for (uint32_t type = 0; type < freeze->types; type++) {
        uint32_t edges = self->type_first[type + 1] - self->type_first[type];
        self->types[type].first = total;
        if (edges == 0)
            continue;
        self->types[type].shift = bucket_shift(freeze->nodes, edges, freeze->edges);
        total += ((freeze->nodes - 1) >> self->types[type].shift) + 1;
    }
    self->types[freeze->types].first = total;
    self->bucket_type = sg_freeze_array(freeze, uint32_t, total);
    self->bucket_first = sg_freeze_array(freeze, uint32_t, (size_t)total + 1);
    if (!self->bucket_type || !self->bucket_first)
        return SG_ENOMEM;
    for (uint32_t type = 0; type < freeze->types; type++)
        for (uint32_t b = self->types[type].first; b < self->types[type + 1].first; b++)
            self->bucket_type[b] = type;
    for (uint32_t i = 0; i < self->piece_count; i++) {
        edge_piece *piece = &self->pieces[i];
        const type_buckets *found = &self->types[piece->slice.type];
        piece->first_bucket = found->first;
        piece->bucket_count = found[1].first - found->first;
    }
    return make_counters(self, total);
}

static uint32_t bucket_of(const edge_sort *self, uint32_t type, uint32_t near)
{
    return self->types[type].first + (near >> self->types[type].shift);
}

static void count_buckets(void *shared, size_t task, unsigned worker)
{
    const edge_sort *self = shared;
    edge_piece *piece = &self->pieces[task];
    const edge_slice *slice = &piece->slice;
    const uint32_t *near = self->near + slice->first;

    (void)worker;
    if (!slice->types) {
        unsigned shift = self->types[slice->type].shift;
        for (uint32_t row = 0; row < slice->rows; row++)
            if (near[row] != SG_NO_ID)
                piece->places[near[row] >> shift]++;
        return;
    }
    for (uint32_t row = 0; row < slice->rows; row++)
        if (near[row] != SG_NO_ID)
            piece->places[bucket_of(self, type_of(self, slice, row), near[row])]++;
}

static bool carries(const edge_sort *self, uint32_t type)
{
    return self->has_columns && self->has_columns[type];
}

static uint32_t record_of(const edge_slice *slice, uint32_t row)
{
    if (slice->first_record == SG_NO_ID)
        return SG_NO_ID;
    return slice->first_record + (slice->records ? slice->records[row] : row);
}

/* A piece of one type. */
static void scatter_type(edge_sort *self, const edge_slice *slice, uint32_t *places)
{
    const uint32_t *near = self->near + slice->first, *far = self->far + slice->first;
    unsigned shift = self->types[slice->type].shift;
    bool carried = carries(self, slice->type);

    for (uint32_t row = 0; row < slice->rows; row++) {
        if (near[row] == SG_NO_ID)
            continue;
        uint32_t place = places[near[row] >> shift]++;
        self->pairs[place] = (uint64_t)near[row] << 32 | far[row];
        if (carried)
            self->pair_records[place] = record_of(slice, row);
    }
}

static void scatter(void *shared, size_t task, unsigned worker)
{
    edge_sort *self = shared;
    const edge_piece *piece = &self->pieces[task];
    const edge_slice *slice = &piece->slice;

    (void)worker;
    if (!slice->types) {
        scatter_type(self, slice, piece->places);
        return;
    }
    for (uint32_t row = 0; row < slice->rows; row++) {
        uint32_t edge = slice->first + row, near = self->near[edge];
        if (near == SG_NO_ID)
            continue;
        uint32_t type = type_of(self, slice, row);
        uint32_t place = piece->places[bucket_of(self, type, near) - piece->first_bucket]++;
        self->pairs[place] = (uint64_t)near << 32 | self->far[edge];
        if (carries(self, type))
            self->pair_records[place] = record_of(slice, row);
    }
}

/* From how many each piece has in each bucket to where they go: pieces in order within a bucket. */
static void place_pieces(edge_sort *self, uint32_t buckets)
{
    uint32_t *next = self->bucket_first; /* of the bucket before, so that it ends up right */

    for (uint32_t i = 0; i < self->piece_count; i++)
        for (uint32_t k = 0; k < self->pieces[i].bucket_count; k++)
            next[self->pieces[i].first_bucket + k + 1] += self->pieces[i].places[k];
    for (uint32_t b = 0; b < buckets; b++) {
        self->most = next[b + 1] > self->most ? next[b + 1] : self->most;
        next[b + 1] += next[b];
    }
    for (uint32_t i = 0; i < self->piece_count; i++) {
        edge_piece *piece = &self->pieces[i];
        for (uint32_t k = 0; k < piece->bucket_count; k++) {
            uint32_t count = piece->places[k];
            piece->places[k] = next[piece->first_bucket + k];
            next[piece->first_bucket + k] += count;
        }
    }
    memmove(next + 1, next, buckets * sizeof(*next)); /* each had become its end */
    next[0] = 0;
}

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
static void sort_row(edge_sort *self, uint32_t first, uint32_t count, bool carried,
                     struct edge_scratch *scratch)
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

static void place_pair(edge_sort *self, uint32_t place, uint32_t pair, bool carried)
{
    self->near_out[place] = (uint32_t)(self->pairs[pair] >> 32);
    self->far_out[place] = (uint32_t)self->pairs[pair];
    if (carried)
        self->records_out[place] = self->pair_records[pair];
}

/* By near end: by counting, or, where the nodes are many more than the edges, by sorting. */
static void sort_near(edge_sort *self, uint32_t begin, uint32_t end, uint32_t node,
                      uint32_t width, bool carried, struct edge_scratch *scratch)
{
    if (end - begin < width / 4) {
        for (uint32_t i = begin; i < end; i++)
            scratch->words[i - begin] = (self->pairs[i] & ~UINT64_C(0xffffffff)) | i;
        sg_sort_words(scratch->words, scratch->spare, end - begin, 32);
        for (uint32_t i = begin; i < end; i++)
            place_pair(self, i, (uint32_t)scratch->words[i - begin], carried);
        return;
    }
    uint32_t *next = scratch->counts;
    memset(next, 0, ((size_t)width + 1) * sizeof(*next));
    for (uint32_t i = begin; i < end; i++)
        next[(uint32_t)(self->pairs[i] >> 32) - node + 1]++;
    next[0] = begin;
    for (uint32_t i = 0; i < width; i++)
        next[i + 1] += next[i];
    for (uint32_t i = begin; i < end; i++)
        place_pair(self, next[(uint32_t)(self->pairs[i] >> 32) - node]++, i, carried);
}

static void sort_bucket(void *shared, size_t task, unsigned worker)
{
    edge_sort *self = shared;
    const type_buckets *type = &self->types[self->bucket_type[task]];
    uint32_t begin = self->bucket_first[task], end = self->bucket_first[task + 1];
    uint32_t node = ((uint32_t)task - type->first) << type->shift;
    uint64_t width = UINT64_C(1) << type->shift;
    uint32_t nodes = self->bulk->freeze.nodes;
    bool carried = carries(self, self->bucket_type[task]);

    if (width > nodes - node)
        width = nodes - node;
    sort_near(self, begin, end, node, (uint32_t)width, carried, &self->scratch[worker]);
    if (self->rows_ascend)
        return;
    for (uint32_t first = begin; first < end;) {
        uint32_t next = first + 1;
        while (next < end && self->near_out[next] == self->near_out[first])
            next++;
        if (next - first > 1)
            sort_row(self, first, next - first, carried, &self->scratch[worker]);
        first = next;
    }
}

/* --- both directions ---------------------------------------------------------------------------- */

static sg_status make_scratch(edge_sort *self)
{
    sg_bulk *bulk = self->bulk;

    self->scratch = sg_freeze_array(&bulk->freeze, struct edge_scratch, bulk->threads);
    for (unsigned i = 0; self->scratch && i < bulk->threads; i++) {
        struct edge_scratch *scratch = &self->scratch[i];
        scratch->counts = sg_bulk_raw_array(bulk, uint32_t, (size_t)bulk->freeze.nodes + 1);
        scratch->words = sg_bulk_raw_array(bulk, uint64_t, self->most);
        scratch->spare = sg_bulk_raw_array(bulk, uint64_t, self->most);
        if (!scratch->counts || !scratch->words || !scratch->spare)
            return SG_ENOMEM;
    }
    return self->scratch ? SG_OK : SG_ENOMEM;
}

static sg_status sort_edges(edge_sort *self)
{
    sg_bulk *bulk = self->bulk;

    if (make_buckets(self) != SG_OK)
        return sg_fail_memory(bulk->freeze.err);
    uint32_t buckets = self->types[bulk->freeze.types].first;
    sg_parallel(bulk->threads, self->piece_count, count_buckets, self);
    place_pieces(self, buckets);
    if (make_scratch(self) != SG_OK)
        return sg_fail_memory(bulk->freeze.err);
    sg_parallel(bulk->threads, self->piece_count, scatter, self);
    return SG_OK;
}

/* Which types have columns, and the records that travel then. */
static sg_status make_records(edge_sort *self, const edge_slice *slices, size_t count)
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
            has_columns[type_of(self, &slices[i], row)] = true;
    }
    return SG_OK;
}

static sg_status sort_out(edge_sort *self)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;
    size_t count = bulk->edge_tables.count;
    edge_slice *slices = sg_freeze_array(freeze, edge_slice, count);

    if (!slices)
        return sg_fail_memory(freeze->err);
    for (size_t i = 0; i < count; i++) {
        const sg_bulk_edge_table *table = &bulk->edge_tables.items[i];
        const sg_bulk_edges *edges = &table->edges;
        slices[i] = (edge_slice){ .first = edges->first,
                                  .rows = edges->rows,
                                  .type = edges->types ? 0 : freeze->type_number[edges->type],
                                  .types = edges->types,
                                  .first_record = table->first_record,
                                  .records = edges->records ? bulk->edge_records + edges->first
                                                            : NULL };
    }
    if (make_pieces(self, slices, count) != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(write_type_first(self));
    self->pairs = sg_bulk_raw_array(bulk, uint64_t, freeze->edges);
    if (!self->pairs || make_records(self, slices, count) != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(sort_edges(self));
    self->near_out = bulk->from; /* whose ends are in the pairs now */
    self->far_out = bulk->to;
    sg_parallel(bulk->threads, self->types[freeze->types].first, sort_bucket, self);
    return sg_freeze_rows(freeze, SG_OUT, self->near_out);
}

/* `out` has sorted the other direction: its results are the ends here. */
static sg_status sort_in(edge_sort *self, const edge_sort *out)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;
    edge_slice *slices = sg_freeze_array(freeze, edge_slice, freeze->types);

    if (!slices)
        return sg_fail_memory(freeze->err);
    for (uint32_t type = 0; type < freeze->types; type++)
        slices[type] = (edge_slice){ .first = out->type_first[type],
                                     .rows = out->type_first[type + 1] - out->type_first[type],
                                     .type = type,
                                     .first_record = SG_NO_ID };
    self->near = out->far_out;
    self->far = out->near_out;
    self->pairs = out->pairs;
    self->type_first = out->type_first;
    if (make_pieces(self, slices, freeze->types) != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(sort_edges(self));
    self->far_out = bulk->from;
    self->near_out = out->pair_records;
    sg_parallel(bulk->threads, self->types[freeze->types].first, sort_bucket, self);
    return sg_freeze_rows(freeze, SG_IN, self->near_out);
}

sg_status sg_bulk_sort_edges(sg_bulk *bulk)
{
    edge_sort out = { .bulk = bulk }, in = { .bulk = bulk, .rows_ascend = true };
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
