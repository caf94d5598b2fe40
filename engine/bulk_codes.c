/* bulk_codes.c - strings get codes by first use in the order of the columns.
 *
 *     strings of all stretches, in order    [ x y ][ z x ][ w y ]     each once a stretch
 *     codes                                   0 1    2      3
 *
 * The stretches are few strings where values repeat, so one thread gives the codes, while another one
 * claims texts for the lookup; dictionaries are made by several.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/bulk_columns.h"

enum { AHEAD = 16 };

sg_status sg_bulk_find_names(sg_bulk *bulk)
{
    const sg_strings *names = &bulk->names->strings;

    bulk->name_string = sg_freeze_array(&bulk->freeze, uint32_t, sg_strings_count(names));
    if (!bulk->name_string)
        return SG_ENOMEM;
    for (uint32_t name = 0; name < sg_strings_count(names); name++) {
        sg_str text = sg_strings_text(names, name);
        SG_TRY(sg_bulk_intern(bulk, NULL, SG_BULK_FIND, &text, 1, &bulk->name_string[name]));
    }
    return SG_OK;
}

/* Names have codes already: a string that is a name has that. */
static void share_names(sg_bulk *bulk)
{
    const sg_freeze *freeze = &bulk->freeze;

    for (uint32_t code = 0; code < freeze->codes; code++) {
        uint32_t string = bulk->name_string[freeze->code_order[code]];
        if (string != SG_NO_ID)
            bulk->code[sg_bulk_place(&bulk->strings, string)] = code;
    }
    bulk->first_code = freeze->codes;
}

uint32_t sg_bulk_code(sg_bulk *bulk, uint32_t string)
{
    uint32_t *code = &bulk->code[sg_bulk_place(&bulk->strings, string)];

    if (*code == SG_NO_ID) {
        bulk->code_string[bulk->freeze.codes - bulk->first_code] = string;
        *code = bulk->freeze.codes++;
    }
    return *code;
}

static void give_codes(sg_bulk_columns_making *self)
{
    sg_bulk *bulk = self->bulk;

    memset(bulk->code, 0xff, bulk->strings.first[SG_BULK_SHARDS] * sizeof(*bulk->code));
    share_names(bulk);
    for (size_t i = 0; i < self->stretches.count; i++) {
        const sg_bulk_placed *placed = &self->stretches.items[i];
        const sg_bulk_stretch *stretch = &placed->part->stretches.items[placed->stretch];
        const uint32_t *strings = stretch->strings.items;
        for (size_t k = 0; k < stretch->strings.count; k++) {
            if (k + AHEAD < stretch->strings.count)
                __builtin_prefetch(
                    &bulk->code[sg_bulk_place(&bulk->strings, strings[k + AHEAD])], 1);
            (void)sg_bulk_code(bulk, strings[k]);
        }
    }
}

static void code_or_claim(void *shared, size_t task, unsigned worker)
{
    sg_bulk_columns_making *self = shared;

    (void)worker;
    if (task == 0)
        give_codes(self);
    else
        sg_bulk_claim(self->bulk);
}

/* --- dictionaries ------------------------------------------------------------------------------------ */

/* Sorts codes through words, by digits; false: no memory. */
static bool sort_codes(uint32_t *codes, uint32_t count)
{
    uint64_t *words = malloc(((size_t)count * 2 + 1) * sizeof(*words));

    if (!words)
        return false;
    for (uint32_t i = 0; i < count; i++)
        words[i] = codes[i];
    sg_sort_words(words, words + count, count, 0);
    for (uint32_t i = 0; i < count; i++)
        codes[i] = (uint32_t)words[i];
    free(words);
    return true;
}

/* Counts the distinct strings of the column and, as long as they are few, notes their codes. */
static uint32_t count_distinct(const sg_bulk_columns_making *self,
                               const sg_bulk_planned *column, sg_bulk_column_worker *worker,
                               uint32_t *codes)
{
    const sg_bulk *bulk = self->bulk;
    uint32_t stamp = ++worker->stamps, distinct = 0;

    for (size_t i = 0; i < column->stretch_count; i++) {
        const sg_bulk_placed *placed = &self->stretches.items[column->first_stretch + i];
        const sg_bulk_stretch *stretch = &placed->part->stretches.items[placed->stretch];
        if (column->stretch_count == 1 && stretch->strings.count > SG_DICTIONARY_MOST)
            return (uint32_t)stretch->strings.count;
        for (size_t k = 0; k < stretch->strings.count; k++) {
            uint32_t place = sg_bulk_place(&bulk->strings, stretch->strings.items[k]);
            if (worker->seen[place] == stamp)
                continue;
            worker->seen[place] = stamp;
            if (distinct < SG_DICTIONARY_MOST)
                codes[distinct] = bulk->code[place];
            distinct++;
        }
    }
    return distinct;
}

static void make_dictionary(void *shared, size_t task, unsigned number)
{
    const sg_bulk_columns_making *self = shared;
    sg_bulk_column_worker *worker = &self->workers[number];
    sg_bulk_planned *column = &self->columns.items[task];
    size_t most = 0;

    column->distinct = column->count;
    if (!sg_bulk_has_strings(column->kind))
        return;
    for (size_t i = 0; i < column->stretch_count; i++) {
        const sg_bulk_placed *placed = &self->stretches.items[column->first_stretch + i];
        most += placed->part->stretches.items[placed->stretch].strings.count;
    }
    most = most < SG_DICTIONARY_MOST ? most : SG_DICTIONARY_MOST;
    uint32_t *codes = malloc((most + 1) * sizeof(*codes));
    if (!codes) {
        worker->failed = true;
        return;
    }
    column->distinct = count_distinct(self, column, worker, codes);
    column->width = sg_freeze_code_width(column->distinct, column->count, column->rows);
    if (column->width == 4) {
        free(codes);
        return;
    }
    worker->failed = worker->failed || !sort_codes(codes, column->distinct);
    column->dictionary = codes;
}

sg_status sg_bulk_codes(sg_bulk_columns_making *self)
{
    sg_bulk *bulk = self->bulk;
    uint32_t strings = bulk->strings.first[SG_BULK_SHARDS];

    SG_TRY(sg_freeze_names(&bulk->freeze));
    bulk->code = sg_bulk_raw_array(bulk, uint32_t, strings);
    bulk->code_string = sg_bulk_raw_array(bulk, uint32_t, strings);
    if (!bulk->code || !bulk->code_string)
        return SG_ENOMEM;
    sg_bulk_strings_forget(bulk);
    if (sg_bulk_open_claims(bulk) != SG_OK)
        return SG_ENOMEM;
    sg_parallel(bulk->threads, 2, code_or_claim, self);
    sg_bulk_close_claims(bulk);
    sg_parallel(bulk->threads, self->columns.count, make_dictionary, self);
    for (unsigned i = 0; i < bulk->threads; i++)
        if (self->workers[i].failed)
            return SG_ENOMEM;
    return SG_OK;
}
