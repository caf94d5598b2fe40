/* freeze_symbols.c - labels, types and keys are numbered by name, strings by first use.
 *
 * Codes are given in the order in which the graph itself mentions strings (names, columns, lookup,
 * documents), so that the codes of one column lie near each other and the pool has no string that
 * nothing uses.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/base/text.h"
#include "engine/freeze.h"

enum { TEXTS_OF_A_TASK = 4096 };

typedef struct named_symbol {
    sg_str name;
    uint32_t symbol;
} named_symbol;

static int by_name(const void *left, const void *right)
{
    return sg_str_compare(((const named_symbol *)left)->name,
                          ((const named_symbol *)right)->name);
}

/* Numbers the symbols that are used (NULL: all) by name. */
static sg_status number_symbols(sg_freeze *freeze, const sg_symbols *symbols, const bool *used,
                                uint32_t **number, uint32_t **order, uint32_t *count)
{
    uint32_t all = (uint32_t)symbols->names.count;
    named_symbol *named = sg_freeze_array(freeze, named_symbol, all);

    *number = sg_freeze_array(freeze, uint32_t, all);
    *order = sg_freeze_array(freeze, uint32_t, all);
    if (!named || !*number || !*order)
        return sg_fail_memory(freeze->err);
    *count = 0;
    for (uint32_t i = 0; i < all; i++) {
        (*number)[i] = SG_NO_ID;
        if (used && !used[i])
            continue;
        sg_str name = sg_strings_text(&freeze->builder->strings, symbols->names.items[i]);
        named[(*count)++] = (named_symbol){ name, i };
    }
    qsort(named, *count, sizeof(*named), by_name);
    for (uint32_t i = 0; i < *count; i++) {
        (*number)[named[i].symbol] = i;
        (*order)[i] = named[i].symbol;
    }
    return SG_OK;
}

static void note_key(const sg_builder *builder, uint32_t cell, bool *used)
{
    if (sg_cell_kind_of(builder->cells.items[cell]) != SG_CELL_REMOVED)
        used[sg_cell_key(builder->cells.items[cell])] = true;
}

static void note_record(const sg_builder *builder, uint32_t at, bool *used)
{
    const sg_cell *cells = builder->cells.items;

    if (at == SG_NO_ID || !(cells[at].key_kind & SG_CELL_SHARED))
        return;
    for (; at != SG_NO_ID; at = cells[at].next)
        note_key(builder, at, used);
}

/* Which keys something still has; a property that was removed everywhere is no longer a key, nor are those
 * of a record that nothing has any more. */
static sg_status find_used_keys(sg_freeze *freeze, bool **used)
{
    const sg_builder *builder = freeze->builder;
    const sg_cell *cells = builder->cells.items;

    *used = sg_freeze_array(freeze, bool, builder->keys.names.count);
    if (!*used)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < builder->cells.count; i++) {
        if (!(cells[i].key_kind & SG_CELL_SHARED))
            note_key(builder, i, *used);
        sg_builder_rest(builder, i);
    }
    for (size_t i = 0; i < builder->edges.count; i++) {
        note_record(builder, builder->edges.items[i].cells, *used);
        sg_builder_rest(builder, i);
    }
    for (size_t i = 0; i < builder->runs.count; i++)
        note_record(builder, builder->runs.items[i].cells, *used);
    return SG_OK;
}

sg_status sg_freeze_labels(sg_freeze *freeze)
{
    return number_symbols(freeze, &freeze->builder->labels, NULL, &freeze->label_number,
                          &freeze->label_order, &freeze->labels);
}

sg_status sg_freeze_types(sg_freeze *freeze)
{
    return number_symbols(freeze, &freeze->builder->types, NULL, &freeze->type_number,
                          &freeze->type_order, &freeze->types);
}

sg_status sg_freeze_keys(sg_freeze *freeze, const bool *used)
{
    return number_symbols(freeze, &freeze->builder->keys, used, &freeze->key_number,
                          &freeze->key_order, &freeze->keys);
}

sg_status sg_freeze_symbols(sg_freeze *freeze)
{
    bool *used;

    SG_TRY(find_used_keys(freeze, &used));
    SG_TRY(sg_freeze_labels(freeze));
    SG_TRY(sg_freeze_types(freeze));
    return sg_freeze_keys(freeze, used);
}

/* --- strings ---------------------------------------------------------------------------------- */

uint32_t sg_freeze_code(sg_freeze *freeze, uint32_t string)
{
    if (!freeze->code)
        return string;
    if (freeze->code[string] == SG_NO_ID) {
        freeze->code[string] = freeze->codes;
        freeze->code_order[freeze->codes++] = string;
    }
    return freeze->code[string];
}

/* Writes the codes of the names, in the order of the symbols' numbers. */
static sg_status write_names(sg_freeze *freeze, sg_section_kind kind, const sg_symbols *symbols,
                             const uint32_t *order, uint32_t count)
{
    void *items;

    SG_TRY(sg_freeze_section(freeze, kind, count, &items));
    for (uint32_t i = 0; i < count; i++)
        ((uint32_t *)items)[i] = sg_freeze_code(freeze, symbols->names.items[order[i]]);
    return SG_OK;
}

sg_status sg_freeze_names(sg_freeze *freeze)
{
    const sg_builder *builder = freeze->builder;
    uint32_t strings = sg_strings_count(&builder->strings);

    if (freeze->way == SG_FREEZE_LENDS) {
        freeze->codes = strings;
    } else {
        freeze->code = sg_freeze_array(freeze, uint32_t, strings);
        freeze->code_order = sg_freeze_array(freeze, uint32_t, strings);
        if (!freeze->code || !freeze->code_order)
            return sg_fail_memory(freeze->err);
        memset(freeze->code, 0xff, strings * sizeof(*freeze->code)); /* SG_NO_ID */
    }
    SG_TRY(write_names(freeze, SG_SECTION_LABEL_NAMES, &builder->labels, freeze->label_order,
                       freeze->labels));
    SG_TRY(write_names(freeze, SG_SECTION_TYPE_NAMES, &builder->types, freeze->type_order,
                       freeze->types));
    return write_names(freeze, SG_SECTION_KEY_NAMES, &builder->keys, freeze->key_order,
                       freeze->keys);
}

/* The graph reads the strings where they are. */
static sg_status lend_strings(sg_freeze *freeze)
{
    sg_strings *strings = &freeze->builder->strings;
    sg_section *sections = freeze->graph->sections;

    if (sg_strings_fix(strings) != SG_OK)
        return sg_fail_memory(freeze->err);
    freeze->graph->lent = strings;
    sections[SG_SECTION_STRING_OFFSETS] = (sg_section){
        .bytes = strings->fixed.begins.items,
        .length = strings->fixed.begins.count * sizeof(*strings->fixed.begins.items),
    };
    sections[SG_SECTION_STRING_BYTES] = (sg_section){ .bytes = strings->fixed.bytes.items,
                                                      .length = strings->fixed.bytes.count };
    return SG_OK;
}

/* Texts on their way into the graph. */
typedef struct moving_texts {
    sg_freeze *freeze;
    const uint64_t *offsets; /* by code */
    char *bytes;
} moving_texts;

/* Copies texts as they stand in the builder, so that those behind can go; what is written is as much as what
 * was left. */
static void copy_texts(void *shared, size_t task, unsigned worker)
{
    const moving_texts *self = shared;
    sg_strings *strings = &self->freeze->builder->strings;
    uint32_t count = sg_strings_count(strings), first = (uint32_t)task * TEXTS_OF_A_TASK;
    uint32_t last = count - first > TEXTS_OF_A_TASK ? first + TEXTS_OF_A_TASK : count;

    (void)worker;
    for (uint32_t i = first; i < last; i++) {
        sg_str text = sg_strings_text(strings, i);
        if (self->freeze->code[i] != SG_NO_ID)
            memcpy(self->bytes + self->offsets[self->freeze->code[i]], text.bytes, text.length);
    }
    if (self->freeze->way == SG_FREEZE_TAKES)
        sg_strings_forget(strings, first, last);
}

sg_status sg_freeze_strings(sg_freeze *freeze)
{
    const sg_strings *strings = &freeze->builder->strings;
    uint64_t length = 0;
    void *offsets, *bytes;

    if (freeze->way == SG_FREEZE_LENDS)
        return lend_strings(freeze);
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_STRING_OFFSETS, (size_t)freeze->codes + 1,
                             &offsets));
    for (uint32_t i = 0; i < freeze->codes; i++) {
        length += sg_strings_text(strings, freeze->code_order[i]).length;
        ((uint64_t *)offsets)[i + 1] = length;
    }
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_STRING_BYTES, (size_t)length, &bytes));
    moving_texts moving = { freeze, offsets, bytes };
    size_t strings_count = sg_strings_count(strings);
    sg_parallel(freeze->threads, (strings_count + TEXTS_OF_A_TASK - 1) / TEXTS_OF_A_TASK,
                copy_texts, &moving);
    return SG_OK;
}
