/* stream_edges.c - both adjacencies of a type at a time, from queues to sections.
 *
 *     out   queues by range of sources ──► sorted by (from, to) ──► OUT_OTHERS, records in order
 *                                                  │
 *     in    queues by range of targets ◄───────────┘ ──► sorted by to ──► IN_OTHERS
 *
 * A queue that is too long for memory is divided into ranges of fewer nodes, down to one.  Parallel edges
 * stay in the order in which they came.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/stream_internal.h"

enum { DIVIDE_BITS = 8 };

/* One direction of one type. */
typedef struct direction {
    sg_stream *stream;
    sg_growing *others;
    sg_stream_queue *reverse; /* by range of far ends, for the way back; NULL: this is it */
    bool has_records;         /* on the way out */
    sg_stream_type *type;

    SG_ARRAY(uint32_t) nodes; /* that have a row */
    SG_ARRAY(uint32_t) first; /* where it begins */
    uint32_t edges;           /* written */

    uint32_t *counts; /* by node of a range, and one more */
    sg_stream_ends *ends;
    uint32_t *far, *record;
    uint64_t *words, *spare;
    size_t room; /* edges that these have room for */
} direction;

static void close_direction(direction *self)
{
    sg_array_free(&self->nodes);
    sg_array_free(&self->first);
    free(self->counts);
    free(self->ends);
    free(self->far);
    free(self->record);
    free(self->words);
    free(self->spare);
}

static sg_status need_room(direction *self, size_t edges)
{
    if (edges <= self->room)
        return SG_OK;
    free(self->ends);
    free(self->far);
    free(self->record);
    free(self->words);
    free(self->spare);
    self->ends = malloc(edges * sizeof(*self->ends));
    self->far = malloc(edges * sizeof(*self->far));
    self->record = malloc(edges * sizeof(*self->record));
    self->words = malloc(edges * sizeof(*self->words));
    self->spare = malloc(edges * sizeof(*self->spare));
    self->room = edges;
    return self->ends && self->far && self->record && self->words && self->spare
               ? SG_OK
               : sg_fail_memory(self->stream->err);
}

/* --- a row ------------------------------------------------------------------------------------- */

static void sort_row(direction *self, size_t begin, size_t end)
{
    uint32_t *far = self->far, *record = self->record;
    bool ascends = true;

    for (size_t i = begin + 1; i < end; i++)
        ascends = ascends && far[i - 1] <= far[i];
    if (ascends)
        return;
    for (size_t i = begin; i < end; i++)
        self->words[i - begin] = (uint64_t)far[i] << 32 | record[i];
    sg_sort_words(self->words, self->spare, end - begin, 32);
    for (size_t i = begin; i < end; i++) {
        far[i] = (uint32_t)(self->words[i - begin] >> 32);
        record[i] = (uint32_t)self->words[i - begin];
    }
}

/* Hands the edges of a row on to the other direction, and counts the use of their records. */
static sg_status pass_on(direction *self, uint32_t node, size_t begin, size_t end)
{
    sg_stream *stream = self->stream;
    sg_stream_records *records = &self->type->records;

    for (size_t i = begin; i < end; i++) {
        sg_stream_ends back = { .slow = node, .quick = self->far[i] };
        SG_TRY(sg_stream_put_ends(stream, &self->reverse[back.quick >> SG_STREAM_RANGE_BITS],
                                  back, false));
    }
    for (size_t i = begin; i < end && self->has_records; i++) {
        uint32_t record = self->record[i];
        if (records->uses.items[record]++ == 0 &&
            sg_array_push(&records->order, record) != SG_OK)
            return sg_fail_memory(stream->err);
        SG_TRY(sg_spill_append_number(stream->spill, self->type->record_queue, record,
                                      stream->err));
    }
    return SG_OK;
}

static sg_status write_row(direction *self, uint32_t node, size_t begin, size_t end)
{
    if (self->reverse) /* on the way back they ascend as they come */
        sort_row(self, begin, end);
    if (sg_array_push(&self->nodes, node) != SG_OK ||
        sg_array_push(&self->first, self->edges) != SG_OK)
        return sg_fail_memory(self->stream->err);
    self->edges += (uint32_t)(end - begin);
    SG_TRY(sg_growing_append(self->others, self->far + begin,
                             (end - begin) * sizeof(*self->far), self->stream->err));
    return self->reverse ? pass_on(self, node, begin, end) : SG_OK;
}

/* --- a queue ----------------------------------------------------------------------------------- */

static uint32_t near_of(const direction *self, const sg_stream_ends *ends)
{
    return self->reverse ? ends->slow : ends->quick;
}

/* The edges of a queue, whose near ends are from `node` on, less than 2^bits of them. */
static sg_status sort_queue(direction *self, const sg_stream_queue *queue, uint32_t node,
                            unsigned bits)
{
    uint32_t width = UINT32_C(1) << bits, *next = self->counts;
    sg_stream_ends ends = { 0 };

    SG_TRY(need_room(self, queue->count));
    memset(next, 0, ((size_t)width + 1) * sizeof(*next));
    for (size_t i = 0; i < queue->count; i++) {
        SG_TRY(sg_stream_take_ends(self->stream, queue->number, &ends, self->has_records));
        self->ends[i] = ends;
        next[near_of(self, &ends) - node + 1]++;
    }
    sg_spill_drop(self->stream->spill, queue->number);
    for (uint32_t i = 0; i < width; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < queue->count; i++) {
        uint32_t place = next[near_of(self, &self->ends[i]) - node]++;
        self->far[place] = self->reverse ? self->ends[i].quick : self->ends[i].slow;
        self->record[place] = self->ends[i].record;
    }
    for (uint32_t i = 0, begin = 0; i < width; i++) { /* each place has become the next one's */
        if (next[i] > begin)
            SG_TRY(write_row(self, node + i, begin, next[i]));
        begin = next[i];
    }
    return SG_OK;
}

/* Divides a queue into 256 of fewer nodes each. */
static sg_status divide(const direction *self, const sg_stream_queue *queue, uint32_t node,
                        unsigned bits, sg_stream_queue *parts)
{
    sg_stream_ends ends = { 0 };

    for (uint32_t i = 0; i < UINT32_C(1) << DIVIDE_BITS; i++)
        parts[i] = SG_STREAM_NO_QUEUE;
    for (size_t i = 0; i < queue->count; i++) {
        SG_TRY(sg_stream_take_ends(self->stream, queue->number, &ends, self->has_records));
        uint32_t part = (near_of(self, &ends) - node) >> (bits - DIVIDE_BITS);
        SG_TRY(sg_stream_put_ends(self->stream, &parts[part], ends, self->has_records));
    }
    sg_spill_drop(self->stream->spill, queue->number);
    return SG_OK;
}

/* A range of 2^16 nodes, or 2^8 of them, or one; each half of the way is a loop of its own. */
static sg_status sort_range(direction *self, const sg_stream_queue *queue, uint32_t node)
{
    enum { PARTS = 1 << DIVIDE_BITS };
    sg_stream_queue parts[PARTS], single[PARTS];

    if (queue->count <= self->stream->sort_most)
        return sort_queue(self, queue, node, SG_STREAM_RANGE_BITS);
    SG_TRY(divide(self, queue, node, SG_STREAM_RANGE_BITS, parts));
    for (uint32_t i = 0; i < PARTS; i++) {
        uint32_t base = node + i * PARTS;
        if (parts[i].count == 0)
            continue;
        if (parts[i].count <= self->stream->sort_most) {
            SG_TRY(sort_queue(self, &parts[i], base, DIVIDE_BITS));
            continue;
        }
        SG_TRY(divide(self, &parts[i], base, DIVIDE_BITS, single));
        for (uint32_t k = 0; k < PARTS; k++)
            if (single[k].count > 0)
                SG_TRY(sort_queue(self, &single[k], base + k, 0));
    }
    return SG_OK;
}

/* --- a direction of a type --------------------------------------------------------------------- */

static sg_status write_index(direction *self, sg_row_index *index)
{
    sg_stream *stream = self->stream;
    sg_growing *section;
    uint32_t rows = (uint32_t)self->nodes.count;

    if (sg_array_push(&self->first, self->edges) != SG_OK)
        return sg_fail_memory(stream->err);
    sg_row_list list = { self->nodes.items, self->first.items, rows };
    *index = sg_row_list_index(&list);
    SG_TRY(sg_stream_section(stream, SG_SECTION_ROW_WORDS, &section));
    size_t begin = sg_growing_length(section);
    index->place = begin / sizeof(uint64_t);
    if (index->words == 0)
        return SG_OK;
    SG_TRY(sg_growing_extend(section, (size_t)index->words * sizeof(uint64_t), stream->err));
    sg_row_list_fill(&list, index, (uint64_t *)sg_growing_bytes(section) + index->place);
    return SG_OK;
}

static sg_status sort_direction(direction *self, sg_section_kind kind,
                                const sg_stream_queue *queues, sg_row_index *index)
{
    sg_stream *stream = self->stream;
    uint32_t nodes = stream->bulk->freeze.nodes;

    self->counts = malloc(((UINT32_C(1) << SG_STREAM_RANGE_BITS) + 1) * sizeof(uint32_t));
    if (!self->counts)
        return sg_fail_memory(stream->err);
    SG_TRY(sg_stream_section(stream, kind, &self->others));
    for (uint32_t range = 0; range <= nodes >> SG_STREAM_RANGE_BITS; range++)
        if (queues[range].count > 0)
            SG_TRY(sort_range(self, &queues[range], range << SG_STREAM_RANGE_BITS));
    return write_index(self, index);
}

static sg_status sort_both(sg_stream *stream, sg_stream_type *type, sg_stream_queue *reverse,
                           sg_row_index *indexes)
{
    direction out = { .stream = stream,
                      .type = type,
                      .has_records = type->owner.columns.count > 0,
                      .reverse = reverse };
    direction in = { .stream = stream, .type = type };

    sg_status status = sort_direction(&out, SG_SECTION_OUT_OTHERS, type->queues, &indexes[0]);
    close_direction(&out);
    if (status == SG_OK)
        status = sort_direction(&in, SG_SECTION_IN_OTHERS, reverse, &indexes[1]);
    close_direction(&in);
    return status;
}

/* --- all types --------------------------------------------------------------------------------- */

static bool has_any(const sg_stream_type *type)
{
    return type->edges > 0 || type->has_spans;
}

/* Types that have relationships are numbered by name. */
static sg_status number_types(sg_stream *stream)
{
    sg_freeze *freeze = &stream->bulk->freeze;
    size_t all = stream->types.count;
    uint32_t *symbols = sg_freeze_array(freeze, uint32_t, all);
    void *first;

    stream->type_of = sg_freeze_array(freeze, uint32_t, all);
    if (!symbols || !stream->type_of)
        return sg_fail_memory(stream->err);
    for (size_t i = 0; i < all; i++) {
        const sg_stream_type *type = &stream->types.items[i];
        if (has_any(type) && sg_bulk_type(stream->bulk, type->name, &symbols[i]) != SG_OK)
            return sg_fail_memory(stream->err);
    }
    SG_TRY(sg_freeze_types(freeze));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_TYPE_FIRST, (size_t)freeze->types + 1, &first));
    freeze->type_first = first;
    for (size_t i = 0; i < all; i++)
        if (has_any(&stream->types.items[i]))
            stream->type_of[freeze->type_number[symbols[i]]] = (uint32_t)i;
    for (uint32_t type = 0; type < freeze->types; type++)
        freeze->type_first[type + 1] =
            freeze->type_first[type] +
            (uint32_t)stream->types.items[stream->type_of[type]].edges;
    freeze->edges = freeze->type_first[freeze->types];
    return SG_OK;
}

/* How many relationships have each of the properties. */
static void count_cells(sg_stream_type *type)
{
    const sg_stream_records *records = &type->records;

    for (uint32_t column = 0; column < type->owner.columns.count; column++)
        for (uint32_t record = 0; record < records->texts.count; record++)
            if (sg_stream_has(type, record, column))
                type->owner.columns.items[column].count +=
                    (uint32_t)records->uses.items[record];
}

sg_status sg_stream_adjacency(sg_stream *stream)
{
    sg_freeze *freeze = &stream->bulk->freeze;
    size_t ranges = (freeze->nodes >> SG_STREAM_RANGE_BITS) + (size_t)1;
    sg_stream_queue *reverse = sg_freeze_array(freeze, sg_stream_queue, ranges);
    void *indexes;

    if (!reverse)
        return sg_fail_memory(stream->err);
    SG_TRY(number_types(stream));
    SG_TRY(
        sg_freeze_section(freeze, SG_SECTION_ROW_INDEXES, (size_t)freeze->types * 2, &indexes));
    for (uint32_t i = 0; i < freeze->types; i++) {
        sg_stream_type *type = &stream->types.items[stream->type_of[i]];
        for (size_t k = 0; k < ranges; k++)
            reverse[k] = SG_STREAM_NO_QUEUE;
        SG_TRY(sort_both(stream, type, reverse, (sg_row_index *)indexes + i * (size_t)2));
        count_cells(type);
        if (type->owner.columns.count > 0)
            SG_TRY(sg_spill_rest(stream->spill, type->record_queue, stream->err));
    }
    return SG_OK;
}
