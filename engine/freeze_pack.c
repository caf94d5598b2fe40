/* freeze_pack.c - from wide columns to those of the graph: cells no wider than their values ask for.
 *
 *     codes      [ 712 9 712 712 ]   few different      ─► dictionary [ 9 712 ], cells [ 1 0 1 1 ], of two: bits
 *     integers   [ 443 22 80 ]       near each other    ─► least 22, cells [ 421 0 58 ]
 *     nulls      [ - - 5 - - - ]     half or more       ─► ranks, cells of the values alone
 */
#include <stdlib.h>

#include "engine/base/bitmap.h"
#include "engine/base/pages.h"
#include "engine/base/parallel.h"
#include "engine/freeze.h"

/* --- wide columns ---------------------------------------------------------------------------------- */

uint64_t sg_wide_words(sg_column_kind kind, uint64_t rows)
{
    uint64_t words = rows;

    switch (kind) {
    case SG_COLUMN_BIT:
        words = (rows + 63) / 64;
        break;
    case SG_COLUMN_INTEGER:
    case SG_COLUMN_FLOAT:
        break;
    case SG_COLUMN_STRING:
    case SG_COLUMN_ENCODED:
        words = (rows + 1) / 2;
        break;
    }
    return (words + 7) / 8 * 8;
}

sg_status sg_freeze_wide_columns(sg_freeze *freeze, sg_wide_columns *columns, size_t count)
{
    columns->items = sg_freeze_array(freeze, sg_wide_column, count);
    columns->count = count;
    return columns->items ? SG_OK : sg_fail_memory(freeze->err);
}

sg_status sg_freeze_wide_words(sg_freeze *freeze, uint64_t words)
{
    freeze->wide_size = (size_t)words * sizeof(uint64_t) + 1;
    freeze->wide = sg_pages_alloc(freeze->wide_size);
    return freeze->wide ? SG_OK : sg_fail_memory(freeze->err);
}

void sg_freeze_free_wide(sg_freeze *freeze)
{
    sg_pages_free(freeze->wide, freeze->wide_size);
    freeze->wide = NULL;
}

/* --- packing ---------------------------------------------------------------------------------------- */

typedef struct packed_column {
    const sg_wide_column *wide;
    sg_column_entry *entry;
    uint32_t rows;
    uint32_t *dictionary;
    bool failed; /* for want of memory */
} packed_column;

typedef struct packing {
    sg_freeze *freeze;
    packed_column *columns;
    size_t count;
    uint32_t *
        *by_code;    /* by worker, by code: the column that had it last + 1; its place there */
    uint64_t *words; /* of the graph */
} packing;

static bool has_codes(const sg_wide_column *wide)
{
    return wide->kind == SG_COLUMN_STRING || wide->kind == SG_COLUMN_ENCODED;
}

static const void *wide_cells(const packing *self, const sg_wide_column *wide)
{
    return self->freeze->wide + wide->cells;
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* --- how cells are stored ------------------------------------------------------------------------- */

uint32_t sg_freeze_code_width(uint32_t distinct, uint32_t count, uint32_t rows)
{
    /* A column of strings is sparse by its count alone; bits are by row. */
    bool sparse = sg_freeze_is_sparse(SG_COLUMN_STRING, count, rows);
    uint32_t width = distinct <= 2 && !sparse ? 0 : distinct <= 256 ? 1 : 2;

    if (distinct > SG_DICTIONARY_MOST ||
        (uint64_t)count * (4 - width) <= (uint64_t)distinct * 4)
        return 4; /* a dictionary is not worth its bytes */
    return width;
}

void sg_freeze_integer_width(sg_column_entry *entry, int64_t least, int64_t greatest)
{
    uint64_t between = (uint64_t)greatest - (uint64_t)least;

    entry->width = between <= UINT8_MAX    ? 1
                   : between <= UINT16_MAX ? 2
                   : between <= UINT32_MAX ? 4
                                           : 8;
    entry->least = entry->width < 8 ? least : 0;
}

bool sg_freeze_is_sparse(sg_column_kind kind, uint32_t count, uint32_t rows)
{
    return kind != SG_COLUMN_BIT && count <= rows / 2;
}

void sg_freeze_ranks(const uint64_t *present, uint32_t rows, uint32_t *ranks)
{
    size_t words = sg_bitmap_words(rows);
    uint32_t rank = 0;

    for (size_t word = 0; word < words; word++) {
        if (word % 8 == 0)
            ranks[word / 8] = rank;
        rank += sg_word_count(present[word]);
    }
    if (rows % 512 == 0) /* one more than is read, so that there always is a last one */
        ranks[rows / 512] = rank;
}

/* --- measuring ------------------------------------------------------------------------------------ */

/* The distinct codes, ascending, if that many are worth a dictionary. */
static void make_dictionary(const packing *self, packed_column *column, uint32_t stamp,
                            uint32_t *seen)
{
    const sg_wide_column *wide = column->wide;
    const uint32_t *codes = wide_cells(self, wide);
    uint32_t width = sg_freeze_code_width(wide->distinct, column->entry->count, column->rows),
             count = 0;

    column->entry->width = width;
    if (width == 4)
        return;
    column->dictionary = malloc((size_t)wide->distinct * sizeof(*column->dictionary));
    if (!column->dictionary) {
        column->failed = true;
        return;
    }
    for (uint32_t row = 0; row < column->rows; row++) {
        if (!sg_wide_has(self->freeze->wide, wide, row) || seen[codes[row]] == stamp)
            continue;
        seen[codes[row]] = stamp;
        column->dictionary[count++] = codes[row];
    }
    qsort(column->dictionary, count, sizeof(*column->dictionary), by_number);
    column->entry->dictionary = count;
}

static void measure_integers(const packing *self, packed_column *column)
{
    const int64_t *integers = wide_cells(self, column->wide);
    int64_t least = INT64_MAX, greatest = INT64_MIN;

    for (uint32_t row = 0; row < column->rows; row++) {
        if (!sg_wide_has(self->freeze->wide, column->wide, row))
            continue;
        least = integers[row] < least ? integers[row] : least;
        greatest = integers[row] > greatest ? integers[row] : greatest;
    }
    sg_freeze_integer_width(column->entry, least, greatest);
}

static void measure(void *shared, size_t task, unsigned worker)
{
    const packing *self = shared;
    packed_column *column = &self->columns[task];
    const sg_wide_column *wide = column->wide;
    uint32_t count = column->rows;

    if (wide->present != SG_NO_PLACE)
        count = (uint32_t)sg_bitmap_count(
            (sg_bitmap){ self->freeze->wide + wide->present, column->rows });
    *column->entry = (sg_column_entry){ .owner = wide->owner,
                                        .key = wide->key,
                                        .kind = wide->kind,
                                        .distinct = wide->distinct,
                                        .count = count };
    if (has_codes(wide))
        make_dictionary(self, column, (uint32_t)task + 1, self->by_code[worker]);
    else if (wide->kind == SG_COLUMN_INTEGER)
        measure_integers(self, column);
    else
        column->entry->width = wide->kind == SG_COLUMN_FLOAT ? 8 : 0;
    column->entry->sparse =
        sg_freeze_is_sparse((sg_column_kind)wide->kind, count, column->rows);
}

/* --- writing ---------------------------------------------------------------------------------------- */

static void put(void *cells, uint32_t width, uint32_t cell, uint64_t value)
{
    switch (width) {
    case 0:
        ((uint64_t *)cells)[cell / 64] |= value << (cell % 64); /* from zeroes */
        break;
    case 1:
        ((uint8_t *)cells)[cell] = (uint8_t)value;
        break;
    case 2:
        ((uint16_t *)cells)[cell] = (uint16_t)value;
        break;
    case 4:
        ((uint32_t *)cells)[cell] = (uint32_t)value;
        break;
    default:
        ((uint64_t *)cells)[cell] = value;
        break;
    }
}

/* What the cell of the row is to hold. */
static uint64_t value_at(const packing *self, const packed_column *column, uint32_t row,
                         const uint32_t *places)
{
    const void *cells = wide_cells(self, column->wide);

    if (has_codes(column->wide)) {
        uint32_t code = ((const uint32_t *)cells)[row];
        return column->dictionary ? places[code] : code;
    }
    return ((const uint64_t *)cells)[row] - (uint64_t)column->entry->least;
}

static void write_values(const packing *self, const packed_column *column, void *cells,
                         uint32_t *places)
{
    const sg_column_entry *entry = column->entry;
    uint32_t cell = 0;

    for (uint32_t i = 0; i < entry->dictionary; i++)
        places[column->dictionary[i]] = i;
    for (uint32_t row = 0; row < column->rows; row++) {
        if (!sg_wide_has(self->freeze->wide, column->wide, row)) {
            cell += !entry->sparse;
            continue;
        }
        put(cells, entry->width, cell++, value_at(self, column, row, places));
    }
}

static void write_column(void *shared, size_t task, unsigned worker)
{
    const packing *self = shared;
    packed_column *column = &self->columns[task];
    const sg_column_entry *entry = column->entry;
    sg_column_parts parts = sg_column_parts_of(entry, column->rows);
    uint64_t *words = self->words + entry->place;

    for (uint64_t i = 0; i < parts.ranks; i++)
        words[i] = self->freeze->wide[column->wide->present + i];
    if (entry->sparse)
        sg_freeze_ranks(words, column->rows, (uint32_t *)(void *)(words + parts.ranks));
    for (uint32_t i = 0; i < entry->dictionary; i++)
        ((uint32_t *)(void *)(words + parts.dictionary))[i] = column->dictionary[i];
    if (entry->kind != SG_COLUMN_BIT) {
        write_values(self, column, words + parts.cells, self->by_code[worker]);
        return;
    }
    const uint64_t *bits = wide_cells(self, column->wide);
    for (size_t i = 0; i < sg_bitmap_words(column->rows); i++)
        words[parts.cells + i] = bits[i];
}

/* --- the whole -------------------------------------------------------------------------------------- */

static sg_status add_columns(packing *self, sg_wide_columns wide, const uint32_t *first,
                             sg_section_kind section)
{
    void *entries;

    SG_TRY(sg_freeze_section(self->freeze, section, wide.count, &entries));
    for (size_t i = 0; i < wide.count; i++) {
        uint32_t owner = wide.items[i].owner;
        self->columns[self->count++] =
            (packed_column){ .wide = &wide.items[i],
                             .entry = (sg_column_entry *)entries + i,
                             .rows = first[owner + 1] - first[owner] };
    }
    return SG_OK;
}

/* Gives the columns their places; returns how many words they take. */
static sg_status place_columns(packing *self, uint64_t *words)
{
    *words = 0;
    for (size_t i = 0; i < self->count; i++) {
        packed_column *column = &self->columns[i];
        if (column->failed)
            return sg_fail_memory(self->freeze->err);
        column->entry->place = *words;
        *words += sg_column_parts_of(column->entry, column->rows).end;
    }
    return SG_OK;
}

static sg_status pack(packing *self)
{
    sg_freeze *freeze = self->freeze;
    unsigned threads = freeze->threads ? freeze->threads : 1;
    uint64_t words;
    void *made;

    self->columns = sg_freeze_array(freeze, packed_column,
                                    freeze->node_columns.count + freeze->edge_columns.count);
    self->by_code = sg_freeze_array(freeze, uint32_t *, threads);
    if (!self->columns || !self->by_code)
        return sg_fail_memory(freeze->err);
    for (unsigned i = 0; i < threads; i++) {
        self->by_code[i] = sg_freeze_array(freeze, uint32_t, freeze->codes);
        if (!self->by_code[i])
            return sg_fail_memory(freeze->err);
    }
    SG_TRY(add_columns(self, freeze->node_columns, freeze->set_first, SG_SECTION_NODE_COLUMNS));
    SG_TRY(
        add_columns(self, freeze->edge_columns, freeze->type_first, SG_SECTION_EDGE_COLUMNS));
    sg_parallel(threads, self->count, measure, self);
    SG_TRY(place_columns(self, &words));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_CELLS, (size_t)words, &made));
    self->words = made;
    sg_parallel(threads, self->count, write_column, self);
    return SG_OK;
}

sg_status sg_freeze_pack(sg_freeze *freeze)
{
    packing self = { .freeze = freeze };
    sg_arena_mark mark = sg_arena_save(freeze->scratch);
    sg_status status = pack(&self);

    for (size_t i = 0; i < self.count; i++)
        free(self.columns[i].dictionary);
    sg_arena_rewind(freeze->scratch, mark);
    sg_freeze_free_wide(freeze);
    return status;
}
