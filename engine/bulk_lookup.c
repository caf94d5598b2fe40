/* bulk_lookup.c - the hash table from text to node, and the texts themselves.
 *
 * Who claims a text is as in freeze_lookup.c: keys first, then `id`, then `arn`, each in order of
 * the nodes.  Claiming is for one thread, and needs no codes: another one gives them meanwhile
 * (bulk_codes.c).  Where a text belongs in the table is found by several threads; entries are put in
 * by one, in the order of the claims, with what comes next on its way, while others write columns.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/parallel.h"
#include "engine/base/text.h"
#include "engine/bulk_internal.h"

enum {
    STRETCH = 16 * 1024, /* claims, or codes */
    AHEAD = 16,
};

static void claim(sg_bulk *bulk, uint32_t string, uint32_t node)
{
    sg_bulk_claims *self = &bulk->claims;
    uint32_t place = sg_bulk_place(&bulk->strings, string);

    if (self->owner[place] == node + 1 || sg_bit_test(self->shared, place))
        return;
    if (self->owner[place] == 0)
        self->owner[place] = node + 1;
    else
        sg_bit_set(self->shared, place);
    self->items[self->count++] = (sg_lookup_slot){ string, node };
}

/* Claims what `text` has by node, and empties it. */
static void claim_texts(sg_bulk *bulk)
{
    const sg_bulk_claims *self = &bulk->claims;
    const sg_bulk_strings *strings = &bulk->strings;
    uint32_t nodes = bulk->rows;

    for (uint32_t node = 0; node < nodes; node++) {
        if (node + AHEAD < nodes && self->text[node + AHEAD] != 0)
            __builtin_prefetch(
                &self->owner[sg_bulk_place(strings, self->text[node + AHEAD] - 1)], 1);
        if (self->text[node] != 0)
            claim(bulk, self->text[node] - 1, node);
        self->text[node] = 0;
    }
}

static void note_texts(sg_bulk *bulk, const sg_bulk_table *table, const uint32_t *strings)
{
    const uint32_t *number = bulk->freeze.node_number + table->first;

    for (uint32_t row = 0; row < table->nodes.rows; row++)
        if (strings[row] != SG_NO_ID)
            bulk->claims.text[number[row]] = strings[row] + 1;
}

static void claim_keys(sg_bulk *bulk)
{
    for (size_t t = 0; t < bulk->tables.count; t++)
        if (bulk->tables.items[t].nodes.keys)
            note_texts(bulk, &bulk->tables.items[t], bulk->tables.items[t].nodes.keys);
    claim_texts(bulk);
}

/* The strings that rows of the table have for the property, or NULL. */
static const uint32_t *strings_of(const sg_bulk *bulk, const sg_bulk_table *table, sg_str name)
{
    const sg_bulk_column *column;
    uint32_t key;

    if (!sg_builder_find_key(bulk->names, name, &key))
        return NULL;
    column = sg_bulk_find_column(table->nodes.columns, table->nodes.column_count, key);
    return column && column->kind == SG_COLUMN_STRING ? column->strings : NULL;
}

static void claim_property(sg_bulk *bulk, sg_str name)
{
    for (size_t t = 0; t < bulk->tables.count; t++) {
        const sg_bulk_table *table = &bulk->tables.items[t];
        const uint32_t *strings = strings_of(bulk, table, name);
        if (strings)
            note_texts(bulk, table, strings);
    }
    claim_texts(bulk);
}

/* How many claims there can be. */
static size_t count_claims(const sg_bulk *bulk)
{
    size_t most = 0;

    for (size_t t = 0; t < bulk->tables.count; t++) {
        const sg_bulk_table *table = &bulk->tables.items[t];
        size_t texts = (size_t)(table->nodes.keys != NULL) +
                       (strings_of(bulk, table, SG_STR("id")) != NULL) +
                       (strings_of(bulk, table, SG_STR("arn")) != NULL);
        most += texts * table->nodes.rows;
    }
    return most;
}

sg_status sg_bulk_open_claims(sg_bulk *bulk)
{
    sg_bulk_claims *claims = &bulk->claims;
    uint32_t strings = bulk->strings.first[SG_BULK_SHARDS];

    claims->owner = sg_bulk_raw_array(bulk, uint32_t, strings);
    claims->shared = sg_bulk_raw_array(bulk, uint64_t, sg_bitmap_words(strings));
    claims->text = sg_bulk_raw_array(bulk, uint32_t, bulk->rows);
    claims->items = sg_bulk_raw_array(bulk, sg_lookup_slot, count_claims(bulk));
    return claims->owner && claims->shared && claims->text && claims->items ? SG_OK : SG_ENOMEM;
}

void sg_bulk_claim(sg_bulk *bulk)
{
    const sg_bulk_claims *claims = &bulk->claims;
    uint32_t strings = bulk->strings.first[SG_BULK_SHARDS];

    memset(claims->owner, 0, strings * sizeof(*claims->owner));
    memset(claims->shared, 0, sg_bitmap_words(strings) * sizeof(*claims->shared));
    memset(claims->text, 0, bulk->rows * sizeof(*claims->text));
    claim_keys(bulk);
    claim_property(bulk, SG_STR("id"));
    claim_property(bulk, SG_STR("arn"));
}

void sg_bulk_close_claims(sg_bulk *bulk)
{
    sg_bulk_return(bulk, bulk->claims.owner);
    sg_bulk_return(bulk, bulk->claims.shared);
    sg_bulk_return(bulk, bulk->claims.text);
}

/* --- the table ------------------------------------------------------------------------------------- */

/* Of a stretch of the claims; and empties as large a part of the table. */
static void find_homes(void *shared, size_t task, unsigned worker)
{
    const sg_bulk *bulk = shared;
    const sg_bulk_claims *claims = &bulk->claims;
    size_t last = (task + 1) * STRETCH < claims->count ? (task + 1) * STRETCH : claims->count;
    size_t tasks = claims->count / STRETCH + 1, slot = claims->slots / tasks * task;
    size_t end = task + 1 < tasks ? claims->slots / tasks * (task + 1) : claims->slots;

    (void)worker;
    for (; slot < end; slot++)
        claims->table[slot] = (sg_lookup_slot){ .code = SG_NO_ID };
    for (size_t i = task * STRETCH; i < last; i++) {
        uint32_t string = claims->items[i].code;
        uint32_t hash = sg_bulk_hash_of(&bulk->strings, string);
        claims->home[i] = (uint32_t)sg_lookup_home_of(hash, claims->slots);
        claims->code[i] = bulk->code[sg_bulk_place(&bulk->strings, string)];
    }
}

/* The table, still empty; what of it says code and home is in the claims. */
sg_status sg_bulk_open_lookup(sg_bulk *bulk)
{
    sg_bulk_claims *claims = &bulk->claims;
    void *table;

    claims->home = sg_bulk_raw_array(bulk, uint32_t, claims->count);
    claims->code = sg_bulk_raw_array(bulk, uint32_t, claims->count);
    if (!claims->home || !claims->code)
        return sg_fail_memory(bulk->freeze.err);
    claims->slots = claims->count + claims->count / 2 + 1;
    if (claims->slots > UINT32_MAX)
        return sg_fail(bulk->freeze.err, SG_ELIMIT, "the nodes have too many names");
    SG_TRY(sg_bulk_section(bulk, SG_SECTION_LOOKUP, claims->slots, &table));
    claims->table = table;
    sg_parallel(bulk->threads, claims->count / STRETCH + 1, find_homes, bulk);
    for (size_t i = 0; i < claims->count; i++)
        if (claims->code[i] == SG_NO_ID) /* a key that is in no column */
            claims->code[i] = sg_bulk_code(bulk, claims->items[i].code);
    for (uint32_t i = 0; i < SG_BULK_SHARDS; i++)
        sg_bulk_shard_forget_hashes(&bulk->strings.shards[i]);
    return SG_OK;
}

void sg_bulk_fill_lookup(const sg_bulk *bulk)
{
    const sg_bulk_claims *claims = &bulk->claims;
    sg_lookup_slot *table = claims->table;
    const uint32_t *home = claims->home;
    const size_t slots = claims->slots;

    for (size_t i = 0; i < claims->count; i++) {
        size_t at = home[i];
        if (i + AHEAD < claims->count)
            __builtin_prefetch(&table[home[i + AHEAD]], 1);
        while (table[at].code != SG_NO_ID)
            at = at + 1 < slots ? at + 1 : 0;
        table[at] = (sg_lookup_slot){ claims->code[i], claims->items[i].node };
    }
}

void sg_bulk_close_lookup(sg_bulk *bulk)
{
    sg_bulk_return(bulk, bulk->claims.items);
    sg_bulk_return(bulk, bulk->claims.home);
    sg_bulk_return(bulk, bulk->claims.code);
}

/* --- texts ---------------------------------------------------------------------------------------- */

typedef struct text_writing {
    const sg_bulk *bulk;
    uint64_t *offsets;
    char *bytes;
} text_writing;

static sg_str text_of(const sg_bulk *bulk, uint32_t code)
{
    if (code < bulk->first_code)
        return sg_strings_text(&bulk->names->strings, bulk->freeze.code_order[code]);
    return sg_bulk_text_of(&bulk->strings, bulk->code_string[code - bulk->first_code]);
}

static uint32_t stretch_end(const sg_bulk *bulk, size_t task)
{
    size_t end = (task + 1) * STRETCH;

    return end < bulk->freeze.codes ? (uint32_t)end : bulk->freeze.codes;
}

/* Offsets are lengths at first. */
static void measure(void *shared, size_t task, unsigned worker)
{
    const text_writing *self = shared;
    uint32_t end = stretch_end(self->bulk, task);

    (void)worker;
    for (uint32_t code = (uint32_t)(task * STRETCH); code < end; code++)
        self->offsets[code + 1] = text_of(self->bulk, code).length;
}

/* Most texts have 16 to 32 bytes: both halves of those are copied at once, where they may overlap. */
static inline void copy_text(char *to, sg_str text)
{
    enum { HALF = 16 };

    if (text.length >= HALF && text.length <= 2 * HALF) {
        memcpy(to, text.bytes, HALF);
        memcpy(to + text.length - HALF, text.bytes + text.length - HALF, HALF);
    } else if (text.length > 0) {
        memcpy(to, text.bytes, text.length);
    }
}

static void copy(void *shared, size_t task, unsigned worker)
{
    const text_writing *self = shared;
    uint32_t end = stretch_end(self->bulk, task);

    (void)worker;
    for (uint32_t code = (uint32_t)(task * STRETCH); code < end; code++)
        copy_text(self->bytes + self->offsets[code], text_of(self->bulk, code));
}

sg_status sg_bulk_write_strings(sg_bulk *bulk)
{
    text_writing self = { .bulk = bulk };
    size_t codes = bulk->freeze.codes, tasks = (codes + STRETCH - 1) / STRETCH;
    void *offsets, *bytes;

    SG_TRY(sg_bulk_section(bulk, SG_SECTION_STRING_OFFSETS, codes + 1, &offsets));
    self.offsets = offsets;
    self.offsets[0] = 0;
    sg_parallel(bulk->threads, tasks, measure, &self);
    for (size_t code = 0; code < codes; code++)
        self.offsets[code + 1] += self.offsets[code];
    SG_TRY(sg_bulk_section(bulk, SG_SECTION_STRING_BYTES, (size_t)self.offsets[codes], &bytes));
    self.bytes = bytes;
    sg_parallel(bulk->threads, tasks, copy, &self);
    return SG_OK;
}
