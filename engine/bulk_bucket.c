/* bulk_bucket.c - buckets of pairs to rows: far ends in order, and a list of the rows.
 *
 *     pairs      (2, 9) (0, 7) (2, 4) (0, 1)        near ends count from the first node of the bucket
 *        │ by far end, if rows are long; by near end; each short row by far end
 *        ▼
 *     far ends   [ 1 7 ][ 4 9 ]
 *     rows       node 0 from 0, node 2 from 2       told by the counters of near ends
 *
 * A bucket is a task.  What it has is near to the processor, so it is looked at many times, and copied
 * where narrow pairs make room for far ends.
 */
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/bulk_edges.h"

enum {
    LONG_ROW = 4, /* edges; shorter rows are sooner sorted for themselves */
    DENSE = 4,    /* nodes for an edge, at most, where near ends are counted */
    LARGE = 4,    /* times the average, from where on buckets are sorted first */
};

/* A bucket while it is sorted: edges and nodes in it. */
typedef struct edge_bucket {
    uint32_t begin, end;
    uint32_t node, width;
    uint32_t far_least;
    unsigned far_bits;
    bool carried;
    uint32_t *narrow; /* its pairs, or NULL */
    const uint64_t *wide;
    const uint32_t *records; /* if they are carried */
    uint32_t before;         /* edges of types before */
    uint32_t *nodes, *first; /* of its rows */
    uint32_t rows;
} edge_bucket;

/* Without pairs, and room for rows. */
static edge_bucket bucket_at(const sg_edge_sort *self, size_t task)
{
    uint32_t number = self->bucket_type[task];
    const sg_type_buckets *type = &self->types[number];
    uint32_t first = ((uint32_t)task - type->first) << type->shift; /* node of the window */
    uint64_t width = UINT64_C(1) << type->shift;

    width = width < type->width - first ? width : type->width - first;
    return (edge_bucket){ .begin = self->bucket_first[task],
                          .end = self->bucket_first[task + 1],
                          .node = type->least + first,
                          .width = (uint32_t)width,
                          .far_least = type->far_least,
                          .far_bits = type->far_bits,
                          .carried = sg_edge_carries(self, number),
                          .before = self->type_first[number] };
}

static void find_pairs(const sg_edge_sort *self, edge_bucket *bucket)
{
    bucket->narrow = self->narrow ? self->narrow + bucket->begin : NULL;
    bucket->wide = self->wide ? self->wide + bucket->begin : NULL;
    bucket->records = bucket->carried ? self->records + bucket->begin : NULL;
}

/* What is sorted may be written over the pairs then, and over the records. */
static void copy_pairs(edge_bucket *bucket, const struct sg_edge_scratch *scratch)
{
    size_t size = (bucket->end - bucket->begin) * sizeof(*scratch->pairs);

    if (bucket->narrow) {
        memcpy(scratch->pairs, bucket->narrow, size);
        bucket->narrow = scratch->pairs;
    }
    if (bucket->carried) {
        memcpy(scratch->records, bucket->records, size);
        bucket->records = scratch->records;
    }
}

static inline uint64_t pair_at(const edge_bucket *bucket, uint32_t place)
{
    return bucket->narrow ? bucket->narrow[place] : bucket->wide[place];
}

static uint32_t far_of(const edge_bucket *bucket, uint64_t pair)
{
    return bucket->far_least + (uint32_t)(pair & ((UINT64_C(1) << bucket->far_bits) - 1));
}

static void add_row(edge_bucket *bucket, uint32_t near, uint32_t begin)
{
    bucket->nodes[bucket->rows] = bucket->node + near;
    bucket->first[bucket->rows++] = begin - bucket->before;
}

/* --- rows ----------------------------------------------------------------------------------------- */

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
static void sort_row(const sg_edge_sort *self, uint32_t first, uint32_t count, bool carried,
                     const struct sg_edge_scratch *scratch)
{
    uint32_t *ends = self->far_out + first;
    uint32_t *records = carried ? self->records + first : NULL;

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

static void sort_rows(const sg_edge_sort *self, const edge_bucket *bucket,
                      const struct sg_edge_scratch *scratch)
{
    for (uint32_t row = 0; row < bucket->rows; row++) {
        uint32_t first = bucket->before + bucket->first[row];
        uint32_t end =
            row + 1 < bucket->rows ? bucket->before + bucket->first[row + 1] : bucket->end;
        if (end - first > 1)
            sort_row(self, first, end - first, bucket->carried, scratch);
    }
}

/* --- by near end ------------------------------------------------------------------------------------ */

/* Few edges of many nodes: by sorting. */
static void sort_sparse(const sg_edge_sort *self, edge_bucket *bucket,
                        const struct sg_edge_scratch *scratch)
{
    uint32_t count = bucket->end - bucket->begin;
    uint64_t before = UINT64_MAX;

    for (uint32_t i = 0; i < count; i++)
        scratch->words[i] = pair_at(bucket, i) >> bucket->far_bits << 32 | i;
    sg_sort_words(scratch->words, scratch->spare, count, 32);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t near = scratch->words[i] >> 32;
        uint32_t pair = (uint32_t)scratch->words[i];
        self->far_out[bucket->begin + i] = far_of(bucket, pair_at(bucket, pair));
        if (bucket->carried)
            self->records[bucket->begin + i] = bucket->records[pair];
        if (near != before)
            add_row(bucket, (uint32_t)near, bucket->begin + i);
        before = near;
    }
}

/* From how many edges each node has to where its row begins, and a list of the rows. */
static void place_rows(edge_bucket *bucket, uint32_t *next)
{
    uint32_t before = bucket->begin, rows = 0;

    for (uint32_t i = 0; i < bucket->width; i++) { /* a row that is empty is written over */
        uint32_t count = next[i];
        bucket->nodes[rows] = bucket->node + i;
        bucket->first[rows] = before - bucket->before;
        rows += count > 0;
        next[i] = before;
        before += count;
    }
    bucket->rows = rows;
}

/* By counting, where pairs are narrow and nothing travels along. */
static void sort_narrow(const sg_edge_sort *self, edge_bucket *bucket, uint32_t *next)
{
    const uint32_t *pairs = bucket->narrow;
    const unsigned far_bits = bucket->far_bits;
    const uint32_t count = bucket->end - bucket->begin, far_least = bucket->far_least;
    const uint32_t mask = (uint32_t)((UINT64_C(1) << far_bits) - 1);
    uint32_t *far_out = self->far_out;

    for (uint32_t i = 0; i < count; i++)
        next[pairs[i] >> far_bits]++;
    place_rows(bucket, next);
    for (uint32_t i = 0; i < count; i++)
        far_out[next[pairs[i] >> far_bits]++] = far_least + (pairs[i] & mask);
}

static void sort_near(const sg_edge_sort *self, edge_bucket *bucket, uint32_t *next)
{
    const edge_bucket here = *bucket; /* so that what is written cannot change it */
    const uint32_t count = here.end - here.begin;
    uint32_t *far_out = self->far_out, *records = self->records;

    memset(next, 0, (size_t)bucket->width * sizeof(*next));
    if (here.narrow && !here.carried && here.far_bits < 32) {
        sort_narrow(self, bucket, next);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        next[pair_at(&here, i) >> here.far_bits]++;
    place_rows(bucket, next);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t pair = pair_at(&here, i);
        uint32_t place = next[pair >> here.far_bits]++;
        far_out[place] = far_of(&here, pair);
        if (here.carried)
            records[place] = here.records[i];
    }
}

/* --- by far end ------------------------------------------------------------------------------------- */

enum { DIGITS = 1024 };

/* From how many there are of each digit to where they go. */
static void place_digits(uint32_t *places, uint32_t digits)
{
    uint32_t before = 0;

    for (uint32_t digit = 0; digit < digits; digit++) {
        uint32_t here = places[digit];
        places[digit] = before;
        before += here;
    }
}

static void sort_digit(const uint32_t *from, uint32_t *to, uint32_t count, unsigned shift,
                       uint32_t mask, uint32_t *places)
{
    place_digits(places, mask + 1);
    for (uint32_t i = 0; i < count; i++)
        to[places[from[i] >> shift & mask]++] = from[i];
}

/* Narrow pairs by far end, so that counting near ends leaves rows sorted: two or four passes over digits
 * of the far end. */
static void sort_far(const edge_bucket *bucket, const struct sg_edge_scratch *scratch)
{
    uint32_t *pairs = bucket->narrow, *spare = (void *)scratch->spare;
    uint32_t count = bucket->end - bucket->begin, places[2][DIGITS];
    unsigned passes = bucket->far_bits <= 20 ? 2 : 4;
    unsigned bits = (bucket->far_bits + passes - 1) / passes;
    uint32_t mask = (UINT32_C(1) << bits) - 1;

    for (unsigned shift = 0; shift < passes * bits; shift += 2 * bits) {
        memset(places, 0, sizeof(places));
        for (uint32_t i = 0; i < count; i++) {
            places[0][pairs[i] >> shift & mask]++;
            places[1][pairs[i] >> (shift + bits) & mask]++;
        }
        sort_digit(pairs, spare, count, shift, mask, places[0]);
        sort_digit(spare, pairs, count, shift + bits, mask, places[1]);
    }
}

/* --- by both ends, with records ----------------------------------------------------------------------- */

enum { MOST_PASSES = 4 };

/* What is counted of a bucket: each digit of its far ends, and its near ends. */
typedef struct bucket_digits {
    unsigned passes, bits;
    uint32_t mask;
    uint32_t places[MOST_PASSES][DIGITS];
} bucket_digits;

/* Neighbours are counted apart, near ends and the second digit: most of them have these in common, and a
 * counter has to be written before it can be read again.  `others` has room for the near ends. */
static void count_pairs(const uint32_t *pairs, const edge_bucket *bucket, uint32_t *next,
                        uint32_t *others, bucket_digits *digits)
{
    const uint32_t count = bucket->end - bucket->begin, mask = digits->mask;
    const unsigned far_bits = bucket->far_bits, bits = digits->bits;
    uint32_t *first = digits->places[0], *second = digits->places[1], seconds[DIGITS] = { 0 };

    memset(next, 0, (size_t)bucket->width * sizeof(*next));
    memset(others, 0, (size_t)bucket->width * sizeof(*others));
    for (uint32_t i = 0; i + 1 < count; i += 2) {
        const uint64_t pair = pairs[i], other = pairs[i + 1];
        next[pair >> far_bits]++;
        others[other >> far_bits]++;
        first[pair & mask]++;
        first[other & mask]++;
        second[pair >> bits & mask]++;
        seconds[other >> bits & mask]++;
    }
    if (count % 2) {
        const uint64_t pair = pairs[count - 1];
        next[pair >> far_bits]++;
        first[pair & mask]++;
        second[pair >> bits & mask]++;
    }
    for (uint32_t i = 0; i < bucket->width; i++)
        next[i] += others[i];
    for (uint32_t i = 0; i <= mask; i++)
        second[i] += seconds[i];
}

static void count_digits(const uint32_t *pairs, const edge_bucket *bucket, uint32_t *next,
                         uint32_t *others, bucket_digits *digits)
{
    const uint32_t count = bucket->end - bucket->begin;

    digits->passes = (bucket->far_bits + 9) / 10; /* DIGITS is ten bits */
    digits->bits = (bucket->far_bits + digits->passes - 1) / digits->passes;
    digits->mask = (UINT32_C(1) << digits->bits) - 1;
    memset(digits->places, 0, digits->passes * sizeof(digits->places[0]));
    memset(digits->places[1], 0, sizeof(digits->places[1])); /* counted, if not used */
    count_pairs(pairs, bucket, next, others, digits);
    for (unsigned pass = 2; pass < digits->passes; pass++)
        for (uint32_t i = 0; i < count; i++)
            digits->places[pass][pairs[i] >> (pass * digits->bits) & digits->mask]++;
    for (unsigned pass = 0; pass < digits->passes; pass++)
        place_digits(digits->places[pass], digits->mask + 1);
}

/* Narrow pairs whose records travel along, as words of both: by far end, digit after digit, then by near
 * end.  What is alike stays in order.  Words are copies. */
static void sort_carried(const sg_edge_sort *self, edge_bucket *bucket,
                         const struct sg_edge_scratch *scratch)
{
    const uint32_t count = bucket->end - bucket->begin, far_least = bucket->far_least;
    const uint32_t *pairs = bucket->narrow, *records = bucket->records;
    const unsigned far_bits = bucket->far_bits;
    const uint32_t far_mask = (uint32_t)((UINT64_C(1) << far_bits) - 1);
    uint64_t *from = scratch->words, *to = scratch->spare;
    uint32_t *next = scratch->counts, *far_out = self->far_out;
    uint32_t *records_out = self->records;
    bucket_digits digits;

    count_digits(pairs, bucket, next, scratch->pairs, &digits);
    place_rows(bucket, next);
    for (uint32_t i = 0; i < count; i++)
        from[digits.places[0][pairs[i] & digits.mask]++] =
            (uint64_t)pairs[i] << 32 | records[i];
    for (unsigned pass = 1; pass < digits.passes; pass++) {
        const unsigned shift = 32 + pass * digits.bits;
        for (uint32_t i = 0; i < count; i++)
            to[digits.places[pass][from[i] >> shift & digits.mask]++] = from[i];
        uint64_t *sorted = to;
        to = from;
        from = sorted;
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t pair = (uint32_t)(from[i] >> 32);
        const uint32_t place = next[(uint64_t)pair >> far_bits]++;
        far_out[place] = far_least + (pair & far_mask);
        records_out[place] = (uint32_t)from[i];
    }
}

/* --- one bucket ------------------------------------------------------------------------------------- */

/* Whether files had the bucket in its order. */
static bool is_sorted(const edge_bucket *bucket)
{
    for (uint32_t i = 1; i < bucket->end - bucket->begin; i++)
        if (pair_at(bucket, i - 1) > pair_at(bucket, i))
            return false;
    return true;
}

/* Then a pair is read before its far end is written, and records stay. */
static void keep_order(const sg_edge_sort *self, edge_bucket *bucket)
{
    uint64_t before = UINT64_MAX;

    for (uint32_t i = 0; i < bucket->end - bucket->begin; i++) {
        uint64_t pair = pair_at(bucket, i), near = pair >> bucket->far_bits;
        self->far_out[bucket->begin + i] = far_of(bucket, pair);
        if (near != before)
            add_row(bucket, (uint32_t)near, bucket->begin + i);
        before = near;
    }
}

static void sort_bucket(const sg_edge_sort *self, edge_bucket *bucket,
                        const struct sg_edge_scratch *scratch)
{
    uint32_t count = bucket->end - bucket->begin;
    bool rows_ascend = self->rows_ascend;
    bool narrow_rows = bucket->narrow && !rows_ascend; /* to be sorted */

    if (is_sorted(bucket)) {
        keep_order(self, bucket);
        return;
    }
    if (narrow_rows && bucket->carried && count / LONG_ROW >= bucket->width) {
        sort_carried(self, bucket, scratch);
        return;
    }
    copy_pairs(bucket, scratch);
    if (count < bucket->width / DENSE) {
        sort_sparse(self, bucket, scratch);
    } else {
        if (narrow_rows && !bucket->carried && count / LONG_ROW >= bucket->width) {
            sort_far(bucket, scratch);
            rows_ascend = true;
        }
        sort_near(self, bucket, scratch->counts);
    }
    if (!rows_ascend)
        sort_rows(self, bucket, scratch);
}

static void sort_task(void *shared, size_t task, unsigned worker)
{
    sg_edge_sort *self = shared;
    uint32_t number = self->bucket_order[task];
    edge_bucket bucket = bucket_at(self, number);

    find_pairs(self, &bucket);
    bucket.nodes = self->rows.nodes + self->rows.at[number];
    bucket.first = self->rows.first + self->rows.at[number];
    sort_bucket(self, &bucket, &self->scratch[worker]);
    self->rows.count[number] = bucket.rows;
}

/* --- all buckets ------------------------------------------------------------------------------------ */

static sg_status make_scratch(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;
    uint64_t counted = (uint64_t)self->most * DENSE + DENSE;

    counted = counted < bulk->freeze.nodes ? counted : bulk->freeze.nodes;
    self->scratch = sg_freeze_array(&bulk->freeze, struct sg_edge_scratch, bulk->threads);
    for (unsigned i = 0; self->scratch && i < bulk->threads; i++) {
        struct sg_edge_scratch *scratch = &self->scratch[i];
        scratch->counts = sg_bulk_raw_array(bulk, uint32_t, (size_t)counted);
        scratch->pairs = sg_bulk_raw_array(bulk, uint32_t, self->most);
        scratch->records = sg_bulk_raw_array(bulk, uint32_t, self->most);
        scratch->words = sg_bulk_raw_array(bulk, uint64_t, self->most);
        scratch->spare = sg_bulk_raw_array(bulk, uint64_t, self->most);
        if (!scratch->counts || !scratch->pairs || !scratch->records || !scratch->words ||
            !scratch->spare)
            return SG_ENOMEM;
    }
    return self->scratch ? SG_OK : SG_ENOMEM;
}

static void return_scratch(const sg_edge_sort *self)
{
    for (unsigned i = 0; i < self->bulk->threads; i++) {
        sg_bulk_return(self->bulk, self->scratch[i].counts);
        sg_bulk_return(self->bulk, self->scratch[i].pairs);
        sg_bulk_return(self->bulk, self->scratch[i].records);
        sg_bulk_return(self->bulk, self->scratch[i].words);
        sg_bulk_return(self->bulk, self->scratch[i].spare);
    }
}

/* Large buckets, those of popular nodes, come first: one at the end would leave all threads but one idle. */
static sg_status order_buckets(sg_edge_sort *self, uint32_t buckets)
{
    const uint32_t *first = self->bucket_first;
    uint64_t average = self->bulk->freeze.edges / (buckets + UINT64_C(1)) + 1;
    uint32_t at = 0;

    self->bucket_order = sg_freeze_array(&self->bulk->freeze, uint32_t, buckets);
    if (!self->bucket_order)
        return SG_ENOMEM;
    for (uint32_t b = 0; b < buckets; b++)
        if (first[b + 1] - first[b] >= LARGE * average)
            self->bucket_order[at++] = b;
    for (uint32_t b = 0; b < buckets; b++)
        if (first[b + 1] - first[b] < LARGE * average)
            self->bucket_order[at++] = b;
    return SG_OK;
}

/* Room for the lists of rows. */
static sg_status make_rows(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;
    uint32_t types = bulk->freeze.types, buckets = self->types[types].first;
    sg_edge_rows *rows = &self->rows;
    size_t room = 0;

    rows->at = sg_freeze_array(&bulk->freeze, size_t, buckets);
    rows->count = sg_freeze_array(&bulk->freeze, uint32_t, buckets);
    rows->lists = sg_freeze_array(&bulk->freeze, sg_row_list, types);
    if (!rows->at || !rows->count || !rows->lists)
        return SG_ENOMEM;
    for (uint32_t b = 0; b < buckets; b++) {
        edge_bucket bucket = bucket_at(self, b);
        uint32_t edges = bucket.end - bucket.begin;
        rows->at[b] = room;
        room += (edges < bucket.width ? edges : bucket.width) + (size_t)1;
    }
    rows->nodes = sg_bulk_raw_array(bulk, uint32_t, room * 2);
    rows->first = rows->nodes ? rows->nodes + room : NULL;
    return rows->nodes ? SG_OK : SG_ENOMEM;
}

/* Moves the rows of a type's buckets together. */
static void list_rows(void *shared, size_t task, unsigned worker)
{
    const sg_edge_sort *self = shared;
    const sg_edge_rows *rows = &self->rows;
    uint32_t bucket = self->types[task].first, end = self->types[task + 1].first;
    sg_row_list *list = &rows->lists[task];

    (void)worker;
    if (bucket == end)
        return;
    *list = (sg_row_list){ rows->nodes + rows->at[bucket], rows->first + rows->at[bucket], 0 };
    for (; bucket < end; bucket++) {
        size_t size = rows->count[bucket] * sizeof(*list->nodes);
        memmove(list->nodes + list->rows, rows->nodes + rows->at[bucket], size);
        memmove(list->first + list->rows, rows->first + rows->at[bucket], size);
        list->rows += rows->count[bucket];
    }
    list->first[list->rows] = self->type_first[task + 1] - self->type_first[task];
}

sg_status sg_edge_sort_buckets(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;

    uint32_t buckets = self->types[bulk->freeze.types].first;

    if (make_scratch(self) != SG_OK || make_rows(self) != SG_OK ||
        order_buckets(self, buckets) != SG_OK)
        return SG_ENOMEM;
    sg_parallel(bulk->threads, buckets, sort_task, self);
    return_scratch(self);
    sg_parallel(bulk->threads, bulk->freeze.types, list_rows, self);
    return SG_OK;
}
