/* bulk_scatter.c - relationships of all tables to buckets, in two passes: counting, then writing.
 *
 *     piece 0   3 of bucket 0, 1 of bucket 1, ...         bucket 0   [0 0 0 | 1 1 | 2 ...]
 *     piece 1   2 of bucket 0, 4 of bucket 1, ...         bucket 1   [0 | 1 1 1 1 | ...]
 *
 * What each piece has for a bucket has a place of its own there, so pieces are written at once.  Buckets
 * divide the window of nodes that a type leaves from or leads to: all of them are of about one size,
 * and one fits the memory that is near to a processor.
 */
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/parallel.h"
#include "engine/bulk_edges.h"

enum {
    PIECE = 128 * 1024, /* edges, at least */
    MOST_PIECES = 256,
    BUCKET = 8 * 1024, /* edges, about */
    MOST_BUCKETS = 2048,
    MOST_NARROW_BUCKETS = 4 * MOST_BUCKETS,
    LEAST_IN_BUCKET = 256, /* edges, on average, where pairs are narrow */
};

/* --- pieces ------------------------------------------------------------------------------------- */

/* The first rows of `rest`, about `size`; blocks stay whole. */
static sg_edge_slice cut(sg_edge_slice *rest, uint32_t size)
{
    sg_edge_slice part = *rest;

    part.rows = rest->rows < size ? rest->rows : size;
    if (rest->blocks) {
        part.rows = part.block_count = 0;
        while (part.rows < size && part.block_count < rest->block_count)
            part.rows += rest->blocks[part.block_count++].count;
        rest->blocks += part.block_count;
        rest->block_count -= part.block_count;
    }
    rest->first += part.rows;
    rest->rows -= part.rows;
    rest->types = rest->types ? rest->types + part.rows : NULL;
    if (rest->records)
        rest->records += part.rows;
    else if (rest->first_record != SG_NO_ID && !rest->blocks)
        rest->first_record += part.rows;
    return part;
}

sg_status sg_edge_pieces(sg_edge_sort *self, const sg_edge_slice *slices, size_t count)
{
    uint32_t total = 0, made = 0;

    for (size_t i = 0; i < count; i++)
        total += slices[i].rows;
    uint32_t size = total / MOST_PIECES > PIECE ? total / MOST_PIECES : PIECE;
    self->pieces = sg_freeze_array(&self->bulk->freeze, sg_edge_piece, total / size + count);
    if (!self->pieces)
        return SG_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        sg_edge_slice rest = slices[i];
        while (rest.rows > 0)
            self->pieces[made++].slice = cut(&rest, size);
    }
    self->piece_count = made;
    return SG_OK;
}

/* --- types: how many edges each has, between which nodes -------------------------------------------- */

static void widen(sg_node_window *window, uint32_t node)
{
    window->least = node < window->least ? node : window->least;
    window->greatest = node > window->greatest ? node : window->greatest;
}

/* From places of nodes to their parts of all. */
static unsigned part_shift(const sg_edge_sort *self)
{
    unsigned shift = 0;

    while ((self->bulk->freeze.nodes >> shift) >= SG_NODE_PARTS)
        shift++;
    return shift;
}

/* All nodes from the first to the last, of which there may be some. */
static void widen_to(sg_node_window *window, uint32_t first, uint32_t last, unsigned shift)
{
    uint32_t begin = first >> shift, end = last >> shift; /* parts, both of them included */

    widen(window, first);
    widen(window, last);
    for (uint32_t word = begin / 64; word <= end / 64; word++) {
        unsigned from = word == begin / 64 ? begin % 64 : 0,
                 to = word == end / 64 ? end % 64 : 63;
        window->parts[word] |= (~UINT64_C(0) >> (63 - to)) & (~UINT64_C(0) << from);
    }
}

/* A piece of one type that is packed. */
static void count_blocks(const sg_edge_sort *self, sg_edge_piece *piece,
                         sg_node_window *windows)
{
    unsigned shift = part_shift(self);

    for (uint32_t i = 0; i < piece->slice.block_count; i++) {
        const sg_bulk_block *block = &piece->slice.blocks[i];
        widen_to(&windows[0], block->from, block->from_most, shift);
        widen_to(&windows[1], block->to, block->to_most, shift);
    }
    piece->places[0] = piece->slice.rows;
}

/* What is not packed is not told so finely. */
static void all_parts(sg_node_window *window)
{
    memset(window->parts, 0xff, sizeof(window->parts));
}

/* A piece of one type. */
static void count_type(sg_edge_sort *self, sg_edge_piece *piece, sg_node_window *windows)
{
    const uint32_t *near = self->near + piece->slice.first;
    const uint32_t *far = self->far + piece->slice.first;
    sg_node_window of_near = windows[0], of_far = windows[1];
    uint32_t count = 0;

    for (uint32_t row = 0; row < piece->slice.rows; row++) {
        if (near[row] == SG_NO_ID)
            continue;
        count++;
        widen(&of_near, near[row]);
        widen(&of_far, far[row]);
    }
    piece->places[0] = count;
    windows[0] = of_near;
    windows[1] = of_far;
    all_parts(&windows[0]);
    all_parts(&windows[1]);
}

static void count_types(void *shared, size_t task, unsigned worker)
{
    sg_edge_sort *self = shared;
    sg_edge_piece *piece = &self->pieces[task];
    const sg_edge_slice *slice = &piece->slice;
    sg_node_window *windows = self->windows + (size_t)worker * self->bulk->freeze.types * 2;

    if (slice->blocks) {
        count_blocks(self, piece, windows + (size_t)slice->type * 2);
        return;
    }
    if (!slice->types) {
        count_type(self, piece, windows + (size_t)slice->type * 2);
        return;
    }
    for (uint32_t row = 0; row < slice->rows; row++) {
        uint32_t edge = slice->first + row, type;
        if (self->near[edge] == SG_NO_ID)
            continue;
        type = sg_edge_type_of(self, slice, row);
        if (piece->places[type]++ == 0) {
            all_parts(&windows[(size_t)type * 2]);
            all_parts(&windows[(size_t)type * 2 + 1]);
        }
        widen(&windows[(size_t)type * 2], self->near[edge]);
        widen(&windows[(size_t)type * 2 + 1], self->far[edge]);
    }
}

/* Windows that are empty, for every worker. */
static sg_status make_windows(sg_edge_sort *self)
{
    size_t count = (size_t)self->bulk->freeze.types * 2 * self->bulk->threads;

    self->windows = sg_freeze_array(&self->bulk->freeze, sg_node_window, count);
    for (size_t i = 0; self->windows && i < count; i++)
        self->windows[i] = (sg_node_window){ .least = UINT32_MAX };
    return self->windows ? SG_OK : SG_ENOMEM;
}

/* From those of the workers to those of all edges, at the front. */
static void join_windows(sg_edge_sort *self)
{
    size_t each = (size_t)self->bulk->freeze.types * 2;

    for (size_t i = each; i < each * self->bulk->threads; i++) {
        const sg_node_window *found = &self->windows[i];
        sg_node_window *all = &self->windows[i % each];
        all->least = found->least < all->least ? found->least : all->least;
        all->greatest = found->greatest > all->greatest ? found->greatest : all->greatest;
        for (size_t k = 0; k < SG_COUNT(all->parts); k++)
            all->parts[k] |= found->parts[k];
    }
}

/* Gives every piece counters for what it may hold: one thing, or `all`. */
static sg_status make_counters(sg_edge_sort *self, uint32_t all)
{
    for (uint32_t i = 0; i < self->piece_count; i++) {
        sg_edge_piece *piece = &self->pieces[i];
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

sg_status sg_edge_types(sg_edge_sort *self)
{
    sg_freeze *freeze = &self->bulk->freeze;
    void *first;

    for (uint32_t i = 0; i < self->piece_count; i++) {
        self->pieces[i].first_bucket = self->pieces[i].slice.type;
        self->pieces[i].bucket_count = 1;
    }
    if (make_counters(self, freeze->types) != SG_OK || make_windows(self) != SG_OK)
        return sg_fail_memory(freeze->err);
    sg_parallel(self->bulk->threads, self->piece_count, count_types, self);
    join_windows(self);
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_TYPE_FIRST, (size_t)freeze->types + 1, &first));
    self->type_first = freeze->type_first = first;
    for (uint32_t i = 0; i < self->piece_count; i++) {
        const sg_edge_piece *piece = &self->pieces[i];
        for (uint32_t k = 0; k < piece->bucket_count; k++)
            self->type_first[piece->first_bucket + k + 1] += piece->places[k];
    }
    for (uint32_t type = 0; type < freeze->types; type++)
        self->type_first[type + 1] += self->type_first[type];
    freeze->edges = self->type_first[freeze->types];
    return SG_OK;
}

/* --- buckets -------------------------------------------------------------------------------------- */

/* How many nodes of the window can have edges. */
static uint32_t nodes_met(const sg_edge_sort *self, const sg_node_window *window)
{
    uint32_t width = window->greatest - window->least + 1;
    uint64_t parts = 0;

    for (size_t k = 0; k < SG_COUNT(window->parts); k++)
        parts += sg_word_count(window->parts[k]);
    parts <<= part_shift(self);
    return parts < width ? (uint32_t)parts : width;
}

/* As few bits are dropped of a place in the window as give buckets of the right size among the nodes
 * that are met; and not too many buckets in all. */
static unsigned bucket_shift(uint32_t width, uint32_t met, uint32_t edges, uint32_t all_edges)
{
    uint64_t wanted = edges / BUCKET + 1, most = edges / (2 * LEAST_IN_BUCKET) + 1;
    uint64_t share = (uint64_t)edges * MOST_BUCKETS / (all_edges + UINT64_C(1)) + 1;
    unsigned shift = 0;

    wanted = wanted < share ? wanted : share;
    most = most < 2 * share ? most : 2 * share;
    while ((((uint64_t)met - 1) >> shift) + 1 > wanted ||
           (((uint64_t)width - 1) >> shift) + 1 > most)
        shift++;
    return shift;
}

static unsigned bits_of(uint32_t width)
{
    unsigned bits = 1;

    while (bits < 32 && (width - 1) >> bits > 0)
        bits++;
    return bits;
}

/* The buckets of every type; returns how many.  Where pairs are narrow, a bucket has no more nodes than
 * the far end leaves bits for. */
static uint64_t divide(const sg_edge_sort *self, bool narrow)
{
    const sg_freeze *freeze = &self->bulk->freeze;
    uint64_t total = 0;

    for (uint32_t type = 0; type < freeze->types; type++) {
        uint32_t edges = self->type_first[type + 1] - self->type_first[type];
        const sg_node_window *windows = &self->windows[(size_t)type * 2];
        const sg_node_window *near = &windows[self->of_far], *far = &windows[!self->of_far];
        sg_type_buckets *made = &self->types[type];
        *made = (sg_type_buckets){ .first = (uint32_t)total };
        if (edges == 0)
            continue;
        made->least = near->least;
        made->width = near->greatest - near->least + 1;
        made->shift = bucket_shift(made->width, nodes_met(self, near), edges, freeze->edges);
        made->far_least = far->least;
        made->far_bits = narrow ? bits_of(far->greatest - far->least + 1) : 32;
        if (narrow && made->shift > 32 - made->far_bits)
            made->shift = 32 - made->far_bits;
        total += ((made->width - 1) >> made->shift) + 1;
    }
    self->types[freeze->types].first = (uint32_t)total;
    return total;
}

sg_status sg_edge_buckets(sg_edge_sort *self, bool *narrow)
{
    const sg_freeze *freeze = &self->bulk->freeze;

    self->types = sg_freeze_array(freeze, sg_type_buckets, (size_t)freeze->types + 1);
    if (!self->types)
        return SG_ENOMEM;
    uint64_t total = divide(self, true);
    *narrow = total <= freeze->edges / LEAST_IN_BUCKET + freeze->types &&
              total <= MOST_NARROW_BUCKETS;
    if (!*narrow)
        total = divide(self, false);
    self->bucket_type = sg_freeze_array(freeze, uint32_t, total);
    self->bucket_first = sg_freeze_array(freeze, uint32_t, total + 1);
    if (!self->bucket_type || !self->bucket_first)
        return SG_ENOMEM;
    for (uint32_t type = 0; type < freeze->types; type++)
        for (uint32_t b = self->types[type].first; b < self->types[type + 1].first; b++)
            self->bucket_type[b] = type;
    for (uint32_t i = 0; i < self->piece_count; i++) {
        sg_edge_piece *piece = &self->pieces[i];
        const sg_type_buckets *found = &self->types[piece->slice.type];
        piece->first_bucket = found->first;
        piece->bucket_count = found[1].first - found->first;
    }
    return make_counters(self, (uint32_t)total);
}

static uint32_t bucket_of(const sg_edge_sort *self, uint32_t type, uint32_t near)
{
    const sg_type_buckets *buckets = &self->types[type];

    return buckets->first + ((near - buckets->least) >> buckets->shift);
}

/* A piece of one type.  Neighbours are counted apart, as many of them are of one bucket and a counter has
 * to be written before it can be read again. */
static void count_type_buckets(const sg_type_buckets *type, const sg_edge_piece *piece,
                               const uint32_t *near)
{
    uint32_t others[MOST_NARROW_BUCKETS], *places = piece->places, row = 0;
    const uint32_t rows = piece->slice.rows, count = piece->bucket_count, least = type->least;
    const unsigned shift = type->shift;

    if (count <= SG_COUNT(others)) {
        memset(others, 0, count * sizeof(*others));
        for (; row + 1 < rows; row += 2) {
            if (near[row] != SG_NO_ID)
                places[(near[row] - least) >> shift]++;
            if (near[row + 1] != SG_NO_ID)
                others[(near[row + 1] - least) >> shift]++;
        }
        for (uint32_t k = 0; k < count; k++)
            places[k] += others[k];
    }
    for (; row < rows; row++)
        if (near[row] != SG_NO_ID)
            places[(near[row] - least) >> shift]++;
}

static void count_buckets(void *shared, size_t task, unsigned worker)
{
    const sg_edge_sort *self = shared;
    sg_edge_piece *piece = &self->pieces[task];
    const sg_edge_slice *slice = &piece->slice;
    const uint32_t *near = self->near + slice->first;

    (void)worker;
    if (slice->blocks) {
        sg_edge_count_blocks(self, slice, piece->places);
        return;
    }
    if (!slice->types) {
        count_type_buckets(&self->types[slice->type], piece, near);
        return;
    }
    for (uint32_t row = 0; row < slice->rows; row++)
        if (near[row] != SG_NO_ID)
            piece->places[bucket_of(self, sg_edge_type_of(self, slice, row), near[row])]++;
}

static uint32_t record_of(const sg_edge_slice *slice, uint32_t row)
{
    if (slice->first_record == SG_NO_ID)
        return SG_NO_ID;
    return slice->first_record + (slice->records ? slice->records[row] : row);
}

static void put_pair(const sg_edge_sort *self, const sg_type_buckets *type, uint32_t place,
                     uint32_t near, uint32_t far)
{
    if (self->narrow)
        self->narrow[place] = (uint32_t)sg_edge_pair_of(type, near, far);
    else
        self->wide[place] = sg_edge_pair_of(type, near, far);
}

/* A piece of one type. */
static void scatter_type(const sg_edge_sort *self, const sg_edge_slice *slice, uint32_t *places)
{
    const uint32_t *near = self->near + slice->first, *far = self->far + slice->first;
    const sg_edge_sort here = *self; /* so that what is written cannot change it */
    const sg_type_buckets type = self->types[slice->type];
    bool carried = sg_edge_carries(self, slice->type);

    for (uint32_t row = 0; row < slice->rows; row++) {
        if (near[row] == SG_NO_ID)
            continue;
        uint32_t place = places[(near[row] - type.least) >> type.shift]++;
        put_pair(&here, &type, place, near[row], far[row]);
        if (carried)
            here.records[place] = record_of(slice, row);
    }
}

/* A piece of rows, in which far ends are told by the row. */
static void scatter_rows(const sg_edge_sort *self, const sg_edge_slice *slice, uint32_t *places)
{
    const sg_row_list *list = &self->far_rows[slice->type];
    const uint32_t *near = self->near + self->type_first[slice->type];
    const sg_type_buckets type = self->types[slice->type];
    uint32_t edge = slice->first - self->type_first[slice->type], end = edge + slice->rows;
    uint32_t *narrow = self->narrow;
    uint64_t *wide = self->wide;

    for (uint32_t row = sg_last_begun(list->first, list->rows, edge); edge < end; row++) {
        uint32_t far = list->nodes[row], stop = list->first[row + 1];
        for (stop = stop < end ? stop : end; edge < stop; edge++) {
            uint32_t place = places[(near[edge] - type.least) >> type.shift]++;
            if (narrow)
                narrow[place] = (uint32_t)sg_edge_pair_of(&type, near[edge], far);
            else
                wide[place] = sg_edge_pair_of(&type, near[edge], far);
        }
    }
}

static void scatter(void *shared, size_t task, unsigned worker)
{
    sg_edge_sort *self = shared;
    const sg_edge_piece *piece = &self->pieces[task];
    const sg_edge_slice *slice = &piece->slice;

    (void)worker;
    if (self->far_rows) {
        scatter_rows(self, slice, piece->places);
        return;
    }
    if (slice->blocks) {
        sg_edge_scatter_blocks(self, slice, piece->places);
        return;
    }
    if (!slice->types) {
        scatter_type(self, slice, piece->places);
        return;
    }
    for (uint32_t row = 0; row < slice->rows; row++) {
        uint32_t edge = slice->first + row, near = self->near[edge];
        if (near == SG_NO_ID)
            continue;
        uint32_t type = sg_edge_type_of(self, slice, row);
        uint32_t place = piece->places[bucket_of(self, type, near) - piece->first_bucket]++;
        put_pair(self, &self->types[type], place, near, self->far[edge]);
        if (sg_edge_carries(self, type))
            self->records[place] = record_of(slice, row);
    }
}

/* From how many each piece has in each bucket to where they go: pieces in order within a bucket. */
static void place_pieces(sg_edge_sort *self, uint32_t buckets)
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
        sg_edge_piece *piece = &self->pieces[i];
        for (uint32_t k = 0; k < piece->bucket_count; k++) {
            uint32_t count = piece->places[k];
            piece->places[k] = next[piece->first_bucket + k];
            next[piece->first_bucket + k] += count;
        }
    }
    memmove(next + 1, next, buckets * sizeof(*next)); /* each had become its end */
    next[0] = 0;
}

/* --- the whole ------------------------------------------------------------------------------------ */

void sg_edge_scatter(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;

    sg_parallel(bulk->threads, self->piece_count, count_buckets, self);
    place_pieces(self, self->types[bulk->freeze.types].first);
    sg_parallel(bulk->threads, self->piece_count, scatter, self);
}
