/* bulk_codes.c - strings get codes by first use in the order of the columns, several threads.
 *
 *     cells of all columns, in order    [ x y x ][ z x ][ w y w ]
 *     place of the first use, by string    x 0  y 1  z 3  w 5         least of all, by all threads
 *     which uses are first                [ 1 1 0 ][ 1 0 ][ 1 0 0 ]   counted by stretch, summed,
 *     codes                                 0 1       2       3       given, then written
 */
#include <stdatomic.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/parallel.h"
#include "engine/bulk_internal.h"

enum {
    STRETCH = 64 * 1024, /* rows */
};

/* A column of codes, or some rows of one. */
typedef struct code_part {
    const sg_wide_column *column;
    uint32_t first, last; /* rows */
    uint32_t use;         /* of row `first`, counted over all columns; from 1 */
    uint32_t code;        /* how many first uses, then the code of the first of them */
} code_part;

typedef struct coding {
    sg_bulk *bulk;
    uint64_t *words;
    _Atomic uint32_t *use; /* by string: complement of the first use, so that 0 is none */
    SG_ARRAY(code_part) parts;
    SG_ARRAY(code_part) columns;
    uint32_t **seen; /* by worker: by code, the column that had it last + 1 */
} coding;

static uint32_t *cells_of(const coding *self, const sg_wide_column *column)
{
    return (uint32_t *)(void *)(self->words + column->cells);
}

static uint32_t place_of(const coding *self, uint32_t string)
{
    return sg_bulk_place(&self->bulk->strings, string);
}

/* --- which columns --------------------------------------------------------------------------------- */

static sg_status collect(coding *self, sg_wide_columns all, const uint32_t *first,
                         uint64_t *use)
{
    const sg_wide_column *columns = all.items;

    for (size_t i = 0; i < all.count; i++) {
        uint32_t rows = first[columns[i].owner + 1] - first[columns[i].owner];
        SG_TRY(sg_array_push(&self->columns, (code_part){ &columns[i], 0, rows, 0, 0 }));
        if (columns[i].kind != SG_COLUMN_STRING && columns[i].kind != SG_COLUMN_ENCODED)
            continue;
        for (uint32_t at = 0; at < rows; at += STRETCH) {
            uint32_t last = rows - at < STRETCH ? rows : at + STRETCH;
            if (*use > SG_MAX_ITEMS - STRETCH)
                return SG_ELIMIT;
            SG_TRY(sg_array_push(&self->parts,
                                 (code_part){ &columns[i], at, last, (uint32_t)*use, 0 }));
            *use += last - at;
        }
    }
    return SG_OK;
}

/* --- first uses ------------------------------------------------------------------------------------ */

static void note_use(_Atomic uint32_t *noted, uint32_t use)
{
    uint32_t wanted = ~use, found = atomic_load_explicit(noted, memory_order_relaxed);

    while (found < wanted &&
           !atomic_compare_exchange_weak_explicit(noted, &found, wanted, memory_order_relaxed,
                                                  memory_order_relaxed))
        ;
}

static void note_uses(void *shared, size_t task, unsigned worker)
{
    const coding *self = shared;
    const code_part *part = &self->parts.items[task];
    const uint32_t *cells = cells_of(self, part->column);

    (void)worker;
    for (uint32_t row = part->first; row < part->last; row++)
        if (sg_wide_has(self->words, part->column, row))
            note_use(&self->use[place_of(self, cells[row])], part->use + (row - part->first));
}

static bool is_first(const coding *self, const code_part *part, uint32_t row, uint32_t place)
{
    return atomic_load_explicit(&self->use[place], memory_order_relaxed) ==
           ~(part->use + (row - part->first));
}

static void count_first(void *shared, size_t task, unsigned worker)
{
    const coding *self = shared;
    code_part *part = &self->parts.items[task];
    const uint32_t *cells = cells_of(self, part->column);

    (void)worker;
    for (uint32_t row = part->first; row < part->last; row++)
        part->code += sg_wide_has(self->words, part->column, row) &&
                      is_first(self, part, row, place_of(self, cells[row]));
}

static void give_codes(void *shared, size_t task, unsigned worker)
{
    const coding *self = shared;
    const code_part *part = &self->parts.items[task];
    const uint32_t *cells = cells_of(self, part->column);
    uint32_t code = part->code;

    (void)worker;
    for (uint32_t row = part->first; row < part->last; row++) {
        if (!sg_wide_has(self->words, part->column, row) ||
            !is_first(self, part, row, place_of(self, cells[row])))
            continue;
        self->bulk->code_string[code - self->bulk->first_code] = cells[row];
        self->bulk->code[place_of(self, cells[row])] = code++;
    }
}

/* --- writing --------------------------------------------------------------------------------------- */

static uint32_t write_codes(const coding *self, const code_part *part, uint32_t stamp,
                            uint32_t *seen)
{
    uint32_t *cells = cells_of(self, part->column);
    uint32_t distinct = 0;

    for (uint32_t row = 0; row < part->last; row++) {
        if (!sg_wide_has(self->words, part->column, row))
            continue;
        uint32_t code = cells[row] = self->bulk->code[place_of(self, cells[row])];
        distinct += seen[code] != stamp;
        seen[code] = stamp;
    }
    return distinct;
}

static void finish_column(void *shared, size_t task, unsigned worker)
{
    const coding *self = shared;
    code_part *part = &self->columns.items[task];
    sg_wide_column *column = (sg_wide_column *)(uintptr_t)part->column;

    if (column->kind == SG_COLUMN_STRING || column->kind == SG_COLUMN_ENCODED)
        column->distinct = write_codes(self, part, (uint32_t)task + 1, self->seen[worker]);
    else
        column->distinct = sg_freeze_distinct(column, self->words, part->last);
}

/* --- the whole ------------------------------------------------------------------------------------- */

/* Names have codes already: a string that is a name has that. */
static sg_status share_names(coding *self)
{
    sg_bulk *bulk = self->bulk;
    const sg_freeze *freeze = &bulk->freeze;

    for (uint32_t code = 0; code < freeze->codes; code++) {
        sg_str text = sg_strings_text(&bulk->names->strings, freeze->code_order[code]);
        uint32_t string;
        SG_TRY(sg_bulk_intern(bulk, NULL, SG_BULK_FIND, &text, 1, &string));
        if (string == SG_NO_ID)
            continue;
        uint32_t place = sg_bulk_place(&bulk->strings, string);
        bulk->code[place] = code;
        atomic_store_explicit(&self->use[place], UINT32_MAX, memory_order_relaxed);
    }
    bulk->first_code = freeze->codes;
    return SG_OK;
}

static sg_status open_coding(coding *self)
{
    sg_bulk *bulk = self->bulk;
    uint32_t strings = bulk->strings.first[SG_BULK_SHARDS];

    self->words = bulk->freeze.wide;
    self->use = sg_bulk_room(bulk, strings, sizeof(*self->use));
    bulk->code = sg_bulk_array(bulk, uint32_t, strings);
    bulk->code_string = sg_bulk_array(bulk, uint32_t, strings);
    self->seen = sg_freeze_array(&bulk->freeze, uint32_t *, bulk->threads);
    if (!self->use || !bulk->code || !bulk->code_string || !self->seen)
        return SG_ENOMEM;
    memset(bulk->code, 0xff, strings * sizeof(*bulk->code));
    for (unsigned i = 0; i < bulk->threads; i++) {
        self->seen[i] = sg_bulk_array(bulk, uint32_t, (size_t)strings + bulk->freeze.codes);
        if (!self->seen[i])
            return SG_ENOMEM;
    }
    return share_names(self);
}

static sg_status code_columns(coding *self)
{
    sg_bulk *bulk = self->bulk;
    uint64_t use = 1;

    SG_TRY(open_coding(self));
    SG_TRY(collect(self, bulk->freeze.node_columns, bulk->freeze.set_first, &use));
    SG_TRY(collect(self, bulk->freeze.edge_columns, bulk->freeze.type_first, &use));
    sg_parallel(bulk->threads, self->parts.count, note_uses, self);
    sg_parallel(bulk->threads, self->parts.count, count_first, self);
    for (size_t i = 0; i < self->parts.count; i++) {
        uint32_t count = self->parts.items[i].code;
        self->parts.items[i].code = bulk->freeze.codes;
        bulk->freeze.codes += count;
    }
    sg_parallel(bulk->threads, self->parts.count, give_codes, self);
    sg_parallel(bulk->threads, self->columns.count, finish_column, self);
    return SG_OK;
}

uint32_t sg_bulk_code(sg_bulk *bulk, uint32_t string)
{
    uint32_t place = sg_bulk_place(&bulk->strings, string);

    if (bulk->code[place] == SG_NO_ID) {
        bulk->code_string[bulk->freeze.codes - bulk->first_code] = string;
        bulk->code[place] = bulk->freeze.codes++;
    }
    return bulk->code[place];
}

sg_status sg_bulk_codes(sg_bulk *bulk)
{
    coding self = { .bulk = bulk };

    if (sg_bulk_strings_seal(&bulk->strings) != SG_OK)
        return sg_fail(bulk->freeze.err, SG_ELIMIT, "there are more than 2^32-2 strings");
    SG_TRY(sg_freeze_names(&bulk->freeze));
    sg_status status = code_columns(&self);
    sg_array_free(&self.parts);
    sg_array_free(&self.columns);
    if (status == SG_OK || status == SG_ENOMEM)
        return status == SG_OK ? SG_OK : sg_fail_memory(bulk->freeze.err);
    return sg_fail(bulk->freeze.err, status, "there are more than 2^32-2 text properties");
}
