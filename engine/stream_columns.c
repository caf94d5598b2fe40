/* stream_columns.c - a column in two passes over its cells.
 *
 *     queue of cells ──► learn: codes, extremes, who has a value ──► write: as wide as they are
 *
 * Codes are given by first use in the order of the columns, so a column is learnt when the one before is
 * written.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/parallel.h"
#include "engine/stream_internal.h"

/* --- cells of nodes ---------------------------------------------------------------------------- */

bool sg_stream_is_kind(sg_value value, sg_column_kind kind)
{
    static const sg_type types[] = { [SG_COLUMN_BIT] = SG_TYPE_BOOLEAN,
                                     [SG_COLUMN_INTEGER] = SG_TYPE_INTEGER,
                                     [SG_COLUMN_FLOAT] = SG_TYPE_FLOAT,
                                     [SG_COLUMN_STRING] = SG_TYPE_STRING };

    return kind == SG_COLUMN_ENCODED || sg_is_null(value) || value.type == types[kind];
}

/* A boolean is a byte as in a bulk; else a byte tells whether there is a number, which follows. */
static sg_status put_number(sg_stream *stream, const sg_stream_kept *column, sg_value value)
{
    unsigned char cell[9] = { !sg_is_null(value) };
    size_t length = cell[0] ? sizeof(cell) : 1;

    memcpy(cell + 1, &value.integer, sizeof(value.integer)); /* or the float, in its place */
    if (column->kind == SG_COLUMN_BIT) {
        cell[0] = sg_is_null(value) ? SG_BULK_NO_BIT : value.boolean;
        length = 1;
    }
    return sg_spill_append(stream->spill, column->queue, cell, length, stream->err);
}

sg_status sg_stream_put(sg_stream *stream, sg_stream_kept *column, sg_value value)
{
    sg_str text;

    if (!sg_stream_is_kind(value, column->kind))
        return sg_fail(stream->err, SG_EINVAL, "a property is of another kind than announced");
    column->count += !sg_is_null(value);
    if (!sg_bulk_has_strings(column->kind))
        return put_number(stream, column, value);
    if (sg_is_null(value))
        return sg_stream_put_no_text(stream, column->queue);
    if (!column->recent && !(column->recent = sg_stream_recent_new()))
        return sg_fail_memory(stream->err);
    if (column->kind == SG_COLUMN_ENCODED)
        SG_TRY(sg_stream_encode(stream, value, &text));
    else
        text = sg_value_str(value);
    return sg_stream_put_text(stream, column->queue, column->recent, text);
}

sg_status sg_stream_rest(sg_stream *stream, sg_stream_owner *set)
{
    for (size_t i = 0; i < set->columns.count; i++) {
        sg_stream_kept *column = &set->columns.items[i];
        free(column->recent);
        column->recent = NULL;
        SG_TRY(sg_spill_rest(stream->spill, column->queue, stream->err));
    }
    return SG_OK;
}

/* --- learning ---------------------------------------------------------------------------------- */

static sg_status note_code(sg_stream_learning *self, uint32_t code)
{
    size_t words = sg_bitmap_words((uint64_t)code + 1);

    if (words > self->seen_words) {
        size_t room = words + words / 2 + 1024;
        uint64_t *seen = realloc(self->seen, room * sizeof(*seen));
        if (!seen)
            return sg_fail_memory(self->stream->err);
        memset(seen + self->seen_words, 0, (room - self->seen_words) * sizeof(*seen));
        self->seen = seen;
        self->seen_words = room;
    }
    if (sg_bit_test(self->seen, code))
        return SG_OK;
    sg_bit_set(self->seen, code);
    if (self->distinct < SG_DICTIONARY_MOST)
        self->dictionary[self->distinct] = code;
    self->distinct++;
    return SG_OK;
}

sg_status sg_stream_note(sg_stream_learning *self, uint64_t value, uint64_t times)
{
    self->entry.count += (uint32_t)times;
    if (sg_bulk_has_strings(self->column->kind))
        return note_code(self, (uint32_t)value);
    int64_t number = (int64_t)value;
    self->least = number < self->least ? number : self->least;
    self->greatest = number > self->greatest ? number : self->greatest;
    return SG_OK;
}

sg_status sg_stream_learn(sg_stream_learning *self, const sg_stream_kept *column,
                          uint32_t owner, uint32_t rows)
{
    self->column = column;
    self->rows = rows;
    self->least = INT64_MAX;
    self->greatest = INT64_MIN;
    self->by_record = NULL;
    if (self->distinct > 0)
        memset(self->seen, 0, self->seen_words * sizeof(*self->seen));
    self->distinct = 0;
    self->entry = (sg_column_entry){ .owner = owner,
                                     .key = self->stream->bulk->freeze.key_number[column->key],
                                     .kind = (uint32_t)column->kind };
    free(self->present);
    self->present = calloc(sg_bitmap_words(rows) + 1, sizeof(*self->present));
    return self->present ? SG_OK : sg_fail_memory(self->stream->err);
}

static sg_status take_number(const sg_stream_learning *self, uint32_t queue, uint64_t *value,
                             bool *has)
{
    sg_stream *stream = self->stream;
    unsigned char there;

    *value = 0;
    SG_TRY(sg_spill_read(stream->spill, queue, &there, 1, stream->err));
    *has = there != 0;
    if (self->column->kind != SG_COLUMN_BIT)
        return there ? sg_spill_read(stream->spill, queue, value, sizeof(*value), stream->err)
                     : SG_OK;
    *has = there != SG_BULK_NO_BIT;
    *value = there & 1;
    return SG_OK;
}

static sg_status learn_numbers(sg_stream_learning *self)
{
    for (uint32_t row = 0; row < self->rows; row++) {
        uint64_t value;
        bool has;
        SG_TRY(take_number(self, self->column->queue, &value, &has));
        if (!has)
            continue;
        sg_bit_set(self->present, row);
        SG_TRY(sg_stream_note(self, value, 1));
    }
    self->queue = self->column->queue;
    sg_spill_rewind(self->stream->spill, self->queue);
    return SG_OK;
}

/* Codes wait in a queue of their own for the second pass, and where they are claims in `claims`, too. */
static sg_status learn_codes(sg_stream_learning *self, sg_stream_recent *recent,
                             uint32_t claims)
{
    sg_stream *stream = self->stream;

    for (uint32_t row = 0; row < self->rows; row++) {
        uint32_t code;
        SG_TRY(sg_stream_take_code(stream, self->column->queue, recent, &code));
        SG_TRY(sg_spill_append(stream->spill, self->queue, &code, sizeof(code), stream->err));
        if (claims != SG_NO_ID)
            SG_TRY(sg_spill_append(stream->spill, claims, &code, sizeof(code), stream->err));
        if (code == SG_NO_ID)
            continue;
        sg_bit_set(self->present, row);
        SG_TRY(sg_stream_note(self, code, 1));
    }
    sg_spill_drop(stream->spill, self->column->queue);
    return SG_OK;
}

static sg_status learn_strings(sg_stream_learning *self, uint32_t claims)
{
    sg_stream_recent *recent = sg_stream_recent_new();

    if (!recent)
        return sg_fail_memory(self->stream->err);
    sg_status status = sg_spill_queue(self->stream->spill, &self->queue, self->stream->err);
    if (status == SG_OK)
        status = learn_codes(self, recent, claims);
    free(recent);
    return status;
}

sg_status sg_stream_learn_nodes(sg_stream_learning *self, uint32_t claims)
{
    return sg_bulk_has_strings(self->column->kind) ? learn_strings(self, claims)
                                                   : learn_numbers(self);
}

/* --- writing ----------------------------------------------------------------------------------- */

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static void shape(sg_stream_learning *self, uint64_t place)
{
    sg_column_entry *entry = &self->entry;
    uint64_t between = (uint64_t)self->greatest - (uint64_t)self->least;

    entry->place = place;
    entry->sparse = sg_freeze_is_sparse(self->column->kind, entry->count, self->rows);
    entry->distinct = entry->count;
    if (sg_bulk_has_strings(self->column->kind)) {
        entry->distinct = self->distinct;
        entry->width = sg_freeze_code_width(self->distinct, entry->count, self->rows);
        entry->dictionary = entry->width < 4 ? self->distinct : 0;
        qsort(self->dictionary, entry->dictionary, sizeof(*self->dictionary), by_number);
        return;
    }
    if (self->column->kind != SG_COLUMN_FLOAT && between < entry->count)
        entry->distinct = (uint32_t)between + 1;
    if (self->column->kind == SG_COLUMN_INTEGER)
        sg_freeze_integer_width(entry, self->least, self->greatest);
    else
        entry->width = self->column->kind == SG_COLUMN_FLOAT ? 8 : 0;
}

static uint32_t place_of(const sg_stream_learning *self, uint32_t code)
{
    uint32_t below = sg_count_below(self->dictionary, self->entry.dictionary, code);

    return self->entry.dictionary > 0 ? below : code;
}

static sg_status read_records(sg_stream_learning *self, uint32_t first, uint32_t count)
{
    sg_stream *stream = self->stream;

    for (uint32_t i = 0; i < count; i++) {
        uint64_t record;
        SG_TRY(sg_spill_read_number(stream->spill, self->queue, &record, stream->err));
        self->values[i] = sg_bit_test(self->present, first + i) ? self->by_record[record] : 0;
    }
    return SG_OK;
}

/* What the cells of the next rows hold, by row; 0 for rows without a value. */
static sg_status read_values(sg_stream_learning *self, uint32_t first, uint32_t count)
{
    sg_stream *stream = self->stream;
    uint32_t codes[SG_STREAM_CHUNK], before = SG_NO_ID, place = 0;

    if (self->by_record)
        return read_records(self, first, count);
    if (!sg_bulk_has_strings(self->column->kind)) {
        for (uint32_t i = 0; i < count; i++) {
            bool has;
            SG_TRY(take_number(self, self->queue, &self->values[i], &has));
            self->values[i] -= has ? (uint64_t)self->entry.least : 0;
        }
        return SG_OK;
    }
    SG_TRY(
        sg_spill_read(stream->spill, self->queue, codes, count * sizeof(*codes), stream->err));
    for (uint32_t i = 0; i < count; i++) {
        if (!sg_bit_test(self->present, first + i)) {
            self->values[i] = 0;
        } else {
            place = codes[i] == before ? place : place_of(self, codes[i]);
            before = codes[i];
            self->values[i] = place;
        }
    }
    return SG_OK;
}

static uint32_t without_gaps(sg_stream_learning *self, uint32_t first, uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++)
        if (sg_bit_test(self->present, first + i))
            self->values[kept++] = self->values[i];
    return kept;
}

static size_t pack_bits(const uint64_t *values, uint32_t count, uint64_t *out)
{
    memset(out, 0, SG_STREAM_CHUNK / 8);
    for (uint32_t i = 0; i < count; i++)
        out[i / 64] |= (values[i] & 1) << (i % 64);
    return sg_bitmap_words(count) * sizeof(*out);
}

/* The values as cells of that width, one behind the other; returns how many bytes. */
static size_t pack(const uint64_t *values, uint32_t count, uint32_t width, uint64_t *out)
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *narrow = (uint8_t *)out + i;
        uint16_t *half = (uint16_t *)(void *)out + i;
        uint32_t *word = (uint32_t *)(void *)out + i;
        if (width == 1)
            *narrow = (uint8_t)values[i];
        else if (width == 2)
            *half = (uint16_t)values[i];
        else if (width == 4)
            *word = (uint32_t)values[i];
        else
            out[i] = values[i];
    }
    return (size_t)count * width;
}

static sg_status write_cells(sg_stream_learning *self, sg_growing *cells)
{
    uint64_t packed[SG_STREAM_CHUNK];

    for (uint32_t first = 0, end; first < self->rows; first = end) {
        end = sg_part_end(self->rows, first, SG_STREAM_CHUNK);
        uint32_t count = end - first;
        size_t bytes;
        SG_TRY(read_values(self, first, count));
        if (self->entry.width == 0) {
            bytes = pack_bits(self->values, count, packed);
        } else {
            count = self->entry.sparse ? without_gaps(self, first, count) : count;
            bytes = pack(self->values, count, self->entry.width, packed);
        }
        SG_TRY(sg_growing_append(cells, packed, bytes, self->stream->err));
    }
    return SG_OK;
}

/* Zeroes up to the word of the section. */
static sg_status pad(const sg_stream_learning *self, sg_growing *cells, uint64_t word)
{
    size_t end = (size_t)word * sizeof(uint64_t);

    return sg_growing_extend(cells, end - sg_growing_length(cells), self->stream->err);
}

static sg_status write_ranks(const sg_stream_learning *self, sg_growing *cells)
{
    size_t count = (size_t)self->rows / 512 + 1;
    uint32_t *ranks = calloc(count, sizeof(*ranks));

    if (!ranks)
        return sg_fail_memory(self->stream->err);
    sg_freeze_ranks(self->present, self->rows, ranks);
    sg_status status =
        sg_growing_append(cells, ranks, count * sizeof(*ranks), self->stream->err);
    free(ranks);
    return status;
}

sg_status sg_stream_write_column(sg_stream_learning *self, sg_growing *cells)
{
    sg_error *err = self->stream->err;

    shape(self, sg_growing_length(cells) / sizeof(uint64_t));
    for (size_t i = 0; self->by_record && i < self->records; i++)
        self->by_record[i] = sg_bulk_has_strings(self->column->kind)
                                 ? place_of(self, (uint32_t)self->by_record[i])
                                 : self->by_record[i] - (uint64_t)self->entry.least;
    const sg_column_entry *entry = &self->entry;
    sg_column_parts parts = sg_column_parts_of(entry, self->rows);
    if (parts.ranks > 0)
        SG_TRY(sg_growing_append(cells, self->present,
                                 (size_t)parts.ranks * sizeof(*self->present), err));
    if (entry->sparse)
        SG_TRY(write_ranks(self, cells));
    SG_TRY(pad(self, cells, entry->place + parts.dictionary));
    SG_TRY(sg_growing_append(cells, self->dictionary,
                             entry->dictionary * sizeof(*self->dictionary), err));
    SG_TRY(pad(self, cells, entry->place + parts.cells));
    SG_TRY(write_cells(self, cells));
    return pad(self, cells, entry->place + parts.end);
}
