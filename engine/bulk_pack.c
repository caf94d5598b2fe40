/* bulk_pack.c - writes the columns: 64 rows at a time from where they lie to as wide as they are.
 *
 *     records    [ 7 9 8 ... ]          64 of a part
 *        │ gather, by table and kind
 *        ▼
 *     values     [ 2 0 2 ... ]          codes, places in a dictionary, distances from the least
 *     present    1 1 1 ...              one word
 *        │ put, by width
 *        ▼
 *     cells      | 2 | 0 | 2 | ...
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/parallel.h"
#include "engine/bulk_columns.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    BLOCK = 64,
    CLEARED = 128 * 1024, /* words at a time */
};

/* A stretch while it is written. */
typedef struct stretch_writer {
    const sg_bulk_columns_making *self;
    const sg_bulk_planned *column;
    const sg_bulk_part *part;
    sg_bulk_column_worker *worker;
    const uint32_t *by_place; /* of strings: what a cell holds */
    const sg_bulk_cells *table;
    sg_bulk_column source; /* of the table, if it has the column */
    bool has_source;
} stretch_writer;

/* --- gathering ----------------------------------------------------------------------------------------- */

static void find_source(stretch_writer *writer, const sg_bulk_cells *table, uint32_t key)
{
    writer->table = table;
    writer->has_source = false;
    for (uint32_t i = 0; table && i < table->column_count && !writer->has_source; i++) {
        if (table->columns[i].key != key)
            continue;
        writer->source = sg_bulk_source(table, i, writer->column->mixed);
        /* A column of another kind has no value here, or the planned one would be mixed. */
        writer->has_source = writer->source.kind == writer->column->kind;
    }
}

static uint64_t gather_strings(const stretch_writer *writer, sg_bulk_run run, uint64_t *values)
{
    const sg_bulk_strings *strings = &writer->self->bulk->strings;
    uint32_t before = SG_NO_ID;
    uint64_t present = 0, value = 0;

    for (uint32_t i = 0; i < run.count; i++) {
        uint32_t string = writer->source.strings[run.records[i] - run.table->first];
        if (string != before) {
            value = string == SG_NO_ID ? 0 : writer->by_place[sg_bulk_place(strings, string)];
            before = string;
        }
        values[i] = value;
        present |= (uint64_t)(string != SG_NO_ID) << i;
    }
    return present;
}

static uint64_t gather_numbers(const stretch_writer *writer, sg_bulk_run run, uint64_t *values)
{
    const sg_bulk_column *source = &writer->source;
    const uint64_t *numbers = source->cells;
    uint64_t present = 0, least = (uint64_t)writer->column->entry->least;

    for (uint32_t i = 0; i < run.count; i++) {
        uint32_t row = run.records[i] - run.table->first;
        bool has = !source->present || source->present[row];
        memcpy(&values[i], &numbers[row], sizeof(*values));
        values[i] = has ? values[i] - least : 0;
        present |= (uint64_t)has << i;
    }
    return present;
}

static uint64_t gather_bits(const stretch_writer *writer, sg_bulk_run run, uint64_t *values)
{
    uint64_t present = 0;

    for (uint32_t i = 0; i < run.count; i++) {
        uint8_t bit = writer->source.bits[run.records[i] - run.table->first];
        values[i] = bit & 1;
        present |= (uint64_t)(bit != SG_BULK_NO_BIT) << i;
    }
    return present;
}

/* At most 64 records; which of them have a value.  Values of those that have none are 0. */
static uint64_t gather(stretch_writer *writer, const uint32_t *records, uint32_t count,
                       uint64_t *values)
{
    uint64_t present = 0;

    for (uint32_t at = 0; at < count;) {
        sg_bulk_run run =
            sg_bulk_run_of(writer->part->side, records + at, count - at, writer->table);
        uint64_t here = 0;
        if (run.table != writer->table)
            find_source(writer, run.table, writer->column->key);
        if (!run.table || !writer->has_source)
            memset(values + at, 0, run.count * sizeof(*values));
        else if (sg_bulk_has_strings(writer->column->kind))
            here = gather_strings(writer, run, values + at);
        else if (writer->column->kind == SG_COLUMN_BIT)
            here = gather_bits(writer, run, values + at);
        else
            here = gather_numbers(writer, run, values + at);
        present |= here << at;
        at += run.count;
    }
    return present;
}

/* --- records that are shared ------------------------------------------------------------------------- */

static void gather_records(stretch_writer *writer)
{
    const sg_bulk_column_worker *worker = writer->worker;
    const uint32_t *records = writer->part->records.items;
    uint32_t count = (uint32_t)writer->part->records.count;
    uint64_t values[BLOCK];

    for (uint32_t at = 0; at < count; at += BLOCK) {
        uint32_t block = count - at < BLOCK ? count - at : BLOCK;
        uint64_t present = gather(writer, records + at, block, values);
        for (uint32_t i = 0; i < block; i++) {
            uint32_t place = records[at + i] + 1;
            worker->record_values[place] = values[i];
            worker->record_bytes[place] = (uint8_t)values[i];
            worker->record_has[place] = present >> i & 1;
        }
    }
}

static inline void look_up(const uint8_t *by_record, const uint32_t *records, uint32_t count,
                           uint8_t *bytes)
{
    for (uint32_t i = 0; i < count; i++)
        bytes[i] = by_record[(uint32_t)(records[i] + 1)];
}

/* The lowest bits of 64 bytes, of eight at a time: each moves to a place of its own in the highest. */
static uint64_t pack_bytes(const uint8_t *bytes)
{
    uint64_t word = 0;

    for (unsigned i = 0; i < BLOCK; i += 8, bytes += 8) {
        uint64_t eight = (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 |
                         (uint64_t)bytes[2] << 16 | (uint64_t)bytes[3] << 24 |
                         (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 |
                         (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
        eight &= UINT64_C(0x0101010101010101);
        word |= (eight * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return word;
}

/* Bits of what is looked up; 0 behind `count`. */
static uint64_t look_up_bits(const uint8_t *by_record, const uint32_t *records, uint32_t count)
{
    uint8_t bytes[BLOCK];

    if (count < BLOCK)
        memset(bytes, 0, sizeof(bytes));
    look_up(by_record, records, count, bytes);
    return pack_bytes(bytes);
}

/* Which of the rows have a value. */
static uint64_t present_of(const stretch_writer *writer, const uint32_t *records,
                           uint32_t count)
{
    if (writer->column->count == writer->column->rows)
        return ~UINT64_C(0) >> (BLOCK - count);
    return look_up_bits(writer->worker->record_has, records, count);
}

/* --- cells -------------------------------------------------------------------------------------------- */

/* Moves values that are there to the front; returns how many. */
static uint32_t compact(uint64_t *values, uint64_t present)
{
    uint32_t count = 0;

    for (; present; present &= present - 1)
        values[count++] = values[sg_word_first(present)];
    return count;
}

static uint64_t pack_bits(const uint64_t *values, uint32_t count)
{
    uint64_t word = 0;

    for (uint32_t i = 0; i < count; i++)
        word |= (values[i] & 1) << i;
    return word;
}

static void put(void *cells, uint32_t width, uint64_t first, const uint64_t *values,
                uint32_t count)
{
    switch (width) {
    case 1:
        for (uint32_t i = 0; i < count; i++)
            ((uint8_t *)cells)[first + i] = (uint8_t)values[i];
        break;
    case 2:
        for (uint32_t i = 0; i < count; i++)
            ((uint16_t *)cells)[first + i] = (uint16_t)values[i];
        break;
    case 4:
        for (uint32_t i = 0; i < count; i++)
            ((uint32_t *)cells)[first + i] = (uint32_t)values[i];
        break;
    default:
        memcpy((uint64_t *)cells + first, values, count * sizeof(*values));
        break;
    }
}

/* Cells of one byte straight from records. */
static void write_bytes(const stretch_writer *writer)
{
    const sg_column_entry *entry = writer->column->entry;
    const sg_bulk_part *part = writer->part;
    const uint32_t *records = part->side->order + part->side->first[part->owner];
    sg_column_parts parts = sg_column_parts_of(entry, writer->column->rows);
    uint64_t *words = writer->self->words + entry->place;
    uint8_t *cells = (uint8_t *)(words + parts.cells);
    const uint8_t *by_record = writer->worker->record_bytes;

    for (uint32_t row = part->first; row < part->last; row += BLOCK) {
        uint32_t count = part->last - row < BLOCK ? part->last - row : BLOCK;
        if (parts.ranks > 0)
            words[row / BLOCK] = present_of(writer, records + row, count);
        look_up(by_record, records + row, count, cells + row);
    }
}

static uint64_t gather_shared(const stretch_writer *writer, const uint32_t *records,
                              uint32_t count, uint64_t *values)
{
    const uint64_t *by_record = writer->worker->record_values;

    for (uint32_t i = 0; i < count; i++)
        values[i] = by_record[(uint32_t)(records[i] + 1)];
    return present_of(writer, records, count);
}

static void write_rows(stretch_writer *writer, uint32_t before)
{
    const sg_column_entry *entry = writer->column->entry;
    const sg_bulk_part *part = writer->part;
    const uint32_t *records = part->side->order + part->side->first[part->owner];
    sg_column_parts parts = sg_column_parts_of(entry, writer->column->rows);
    uint64_t *words = writer->self->words + entry->place, values[BLOCK];
    uint64_t cell = entry->sparse ? before : part->first;

    for (uint32_t row = part->first; row < part->last; row += BLOCK) {
        uint32_t count = part->last - row < BLOCK ? part->last - row : BLOCK;
        uint64_t present = part->shared ? gather_shared(writer, records + row, count, values)
                                        : gather(writer, records + row, count, values);
        if (parts.ranks > 0)
            words[row / BLOCK] = present;
        if (entry->width == 0) {
            words[parts.cells + row / BLOCK] = pack_bits(values, count);
            continue;
        }
        if (entry->sparse)
            count = compact(values, present);
        put(words + parts.cells, entry->width, cell, values, count);
        cell += count;
    }
}

/* Of strings that are in the dictionary, their places in it. */
static void place_strings(const stretch_writer *writer, const sg_bulk_stretch *stretch)
{
    const sg_bulk *bulk = writer->self->bulk;
    const uint32_t *dictionary = writer->column->dictionary;

    for (size_t i = 0; i < stretch->strings.count; i++) {
        uint32_t place = sg_bulk_place(&bulk->strings, stretch->strings.items[i]);
        uint32_t low = 0, left = writer->column->distinct, code = bulk->code[place];
        while (left > 1) { /* without a branch that is guessed wrong every other time */
            uint32_t half = left / 2;
            low += dictionary[low + half] <= code ? half : 0;
            left -= half;
        }
        writer->worker->values[place] = low;
    }
}

static stretch_writer open_writer(const sg_bulk_columns_making *self,
                                  const sg_bulk_placed *placed, sg_bulk_column_worker *worker)
{
    stretch_writer writer = { .self = self,
                              .column = &self->columns.items[placed->column],
                              .part = placed->part,
                              .worker = worker,
                              .by_place = self->bulk->code };

    if (writer.column->dictionary) {
        place_strings(&writer, &placed->part->stretches.items[placed->stretch]);
        writer.by_place = worker->values;
    }
    return writer;
}

static void write_stretch(const sg_bulk_columns_making *self, const sg_bulk_placed *placed,
                          sg_bulk_column_worker *worker)
{
    const sg_column_entry *entry = self->columns.items[placed->column].entry;

    if (placed->part->shared && entry->width == 0)
        return; /* with the other bits of the part */
    stretch_writer writer = open_writer(self, placed, worker);
    if (placed->part->shared)
        gather_records(&writer);
    if (placed->part->shared && entry->width == 1 && !entry->sparse)
        write_bytes(&writer);
    else
        write_rows(&writer, placed->before);
}

/* The lookup is one task, as long as many others together. */
static void write_or_fill(void *shared, size_t task, unsigned number)
{
    const sg_bulk_columns_making *self = shared;

    if (task == 0)
        sg_bulk_fill_lookup(self->bulk);
    else
        write_stretch(self, &self->stretches.items[task - 1], &self->workers[number]);
}

/* --- bits of records ---------------------------------------------------------------------------------- */

enum { TOGETHER = 8 }; /* columns, a bit each in a byte of a record */

/* Whether records have a value in one of the columns, and which. */
static void fold_records(stretch_writer *writer, unsigned number)
{
    const uint32_t *records = writer->part->records.items;
    uint32_t count = (uint32_t)writer->part->records.count;
    uint16_t *folded = writer->worker->record_bits;
    uint64_t values[BLOCK];

    for (uint32_t at = 0; at < count; at += BLOCK) {
        uint32_t block = count - at < BLOCK ? count - at : BLOCK;
        uint64_t present = gather(writer, records + at, block, values);
        for (uint32_t i = 0; i < block; i++) {
            uint16_t *found = &folded[records[at + i] + 1];
            uint64_t here = (values[i] & 1) | (present >> i & 1) << TOGETHER;
            *found = (uint16_t)((number > 0 ? *found : 0) | here << number);
        }
    }
}

/* One bit of each of 64 bytes. */
static inline uint64_t pick_bits(const uint8_t *bytes, unsigned number)
{
#if defined(__SSE2__)
    const __m128i *parts = (const void *)bytes;
    const __m128i by = _mm_cvtsi32_si128(7 - (int)number); /* to the highest bit of the byte */
    uint64_t word = 0;

    for (unsigned i = 0; i < 4; i++) {
        __m128i part = _mm_sll_epi16(_mm_loadu_si128(parts + i), by);
        word |= (uint64_t)(uint32_t)_mm_movemask_epi8(part) << (16 * i);
    }
    return word;
#else
    uint8_t lowest[BLOCK];
    for (unsigned i = 0; i < BLOCK; i++)
        lowest[i] = bytes[i] >> number & 1;
    return pack_bytes(lowest);
#endif
}

/* Some columns of a part, of which records have the bits: each row is looked up once for all of them. */
static void write_bits(const sg_bulk_columns_making *self, const sg_bulk_part *part,
                       const uint32_t *placed, uint32_t columns, sg_bulk_column_worker *worker)
{
    const uint32_t *records = part->side->order + part->side->first[part->owner];
    const uint16_t *folded = worker->record_bits;
    uint64_t *values[TOGETHER], *has[TOGETHER];

    for (uint32_t k = 0; k < columns; k++) {
        stretch_writer writer = open_writer(self, &self->stretches.items[placed[k]], worker);
        sg_column_parts parts = sg_column_parts_of(writer.column->entry, writer.column->rows);
        uint64_t *words = self->words + writer.column->entry->place;
        fold_records(&writer, k);
        values[k] = words + parts.cells;
        has[k] = parts.ranks > 0 ? words : NULL;
    }
    for (uint32_t row = part->first; row < part->last; row += BLOCK) {
        uint32_t count = part->last - row < BLOCK ? part->last - row : BLOCK;
        uint8_t low[BLOCK] = { 0 }, high[BLOCK] = { 0 };
        for (uint32_t i = 0; i < count; i++) {
            uint16_t bits = folded[(uint32_t)(records[row + i] + 1)];
            low[i] = (uint8_t)bits;
            high[i] = (uint8_t)(bits >> TOGETHER);
        }
        for (uint32_t k = 0; k < columns; k++) {
            values[k][row / BLOCK] = pick_bits(low, k);
            if (has[k])
                has[k][row / BLOCK] = pick_bits(high, k);
        }
    }
}

static void write_part_bits(void *shared, size_t task, unsigned number)
{
    const sg_bulk_columns_making *self = shared;
    const sg_bulk_part *part = &self->parts.items[task];

    for (size_t at = 0; at < part->bits.count; at += TOGETHER) {
        size_t left = part->bits.count - at;
        write_bits(self, part, part->bits.items + at,
                   (uint32_t)(left < TOGETHER ? left : TOGETHER), &self->workers[number]);
    }
}

/* Which stretches parts that share records have of columns of bits. */
static sg_status find_bits(sg_bulk_columns_making *self)
{
    for (size_t i = 0; i < self->stretches.count; i++) {
        const sg_bulk_placed *placed = &self->stretches.items[i];
        if (placed->part->shared && self->columns.items[placed->column].entry->width == 0)
            SG_TRY(sg_array_push(&placed->part->bits, (uint32_t)i));
    }
    return SG_OK;
}

/* --- columns ------------------------------------------------------------------------------------------ */

static uint32_t distinct_of(const sg_bulk_planned *column)
{
    uint64_t between = (uint64_t)column->greatest - (uint64_t)column->least;

    if (column->kind != SG_COLUMN_INTEGER && column->kind != SG_COLUMN_BIT)
        return column->distinct;
    return between < column->count ? (uint32_t)between + 1 : column->count;
}

static void shape_column(sg_bulk_planned *column, uint64_t *words)
{
    sg_column_entry *entry = column->entry;

    *entry = (sg_column_entry){ .owner = column->owner,
                                .key = column->number,
                                .kind = (uint32_t)column->kind,
                                .distinct = distinct_of(column),
                                .place = *words,
                                .count = column->count,
                                .dictionary = column->dictionary ? column->distinct : 0,
                                .sparse = sg_freeze_is_sparse(column->kind, column->count,
                                                              column->rows) };
    if (sg_bulk_has_strings(column->kind))
        entry->width = column->width;
    else if (column->kind == SG_COLUMN_INTEGER)
        sg_freeze_integer_width(entry, column->least, column->greatest);
    else
        entry->width = column->kind == SG_COLUMN_FLOAT ? 8 : 0;
    *words += sg_column_parts_of(entry, column->rows).end;
}

/* The dictionary, and the ranks of the bitmap that the stretches have written. */
static void finish_column(void *shared, size_t task, unsigned worker)
{
    const sg_bulk_columns_making *self = shared;
    const sg_bulk_planned *column = &self->columns.items[task];
    const sg_column_entry *entry = column->entry;
    sg_column_parts parts = sg_column_parts_of(entry, column->rows);
    uint64_t *words = self->words + entry->place;

    (void)worker;
    if (column->dictionary)
        memcpy(words + parts.dictionary, column->dictionary,
               entry->dictionary * sizeof(*column->dictionary));
    if (entry->sparse)
        sg_freeze_ranks(words, column->rows, (uint32_t *)(void *)(words + parts.ranks));
}

/* A stretch of the section, of which bits and dictionaries do not write all. */
static void clear_words(void *shared, size_t task, unsigned worker)
{
    const sg_bulk_columns_making *self = shared;
    uint64_t first = task * (uint64_t)CLEARED, left = self->word_count - first;

    (void)worker;
    memset(self->words + first, 0,
           (size_t)(left < CLEARED ? left : CLEARED) * sizeof(uint64_t));
}

sg_status sg_bulk_write_columns(sg_bulk_columns_making *self)
{
    sg_bulk *bulk = self->bulk;
    size_t edge_columns = self->columns.count - self->node_columns;
    void *nodes, *edges, *made;
    uint64_t words = 0;

    SG_TRY(
        sg_freeze_section(&bulk->freeze, SG_SECTION_NODE_COLUMNS, self->node_columns, &nodes));
    SG_TRY(sg_freeze_section(&bulk->freeze, SG_SECTION_EDGE_COLUMNS, edge_columns, &edges));
    for (size_t i = 0; i < self->columns.count; i++) {
        self->columns.items[i].entry =
            i < self->node_columns ? (sg_column_entry *)nodes + i
                                   : (sg_column_entry *)edges + (i - self->node_columns);
        shape_column(&self->columns.items[i], &words);
    }
    SG_TRY(sg_bulk_section(bulk, SG_SECTION_CELLS, (size_t)words, &made));
    self->words = made;
    self->word_count = words;
    sg_parallel(bulk->threads, (size_t)(words / CLEARED) + 1, clear_words, self);
    for (unsigned i = 0; i < bulk->threads; i++) {
        self->workers[i].values =
            sg_bulk_raw_array(bulk, uint32_t, bulk->strings.first[SG_BULK_SHARDS]);
        if (!self->workers[i].values)
            return SG_ENOMEM;
    }
    SG_TRY(find_bits(self));
    sg_parallel(bulk->threads, 1 + self->stretches.count, write_or_fill, self);
    sg_parallel(bulk->threads, self->parts.count, write_part_bits, self);
    sg_parallel(bulk->threads, self->columns.count, finish_column, self);
    return SG_OK;
}
