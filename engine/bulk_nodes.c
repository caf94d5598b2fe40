/* bulk_nodes.c - numbers the rows of all node tables by (label set, account, key).
 *
 *     rows ─► by label set and account ─► runs of one set and account, each sorted by key
 *             counted and placed by parts   in parallel, left out where the keys ascend
 *             of the rows, in parallel      already or there are none
 *
 * Keys of one run begin alike (arn:aws:ec2:eu-west-1:...), so what all of them share is skipped and
 * the eight bytes behind it are compared as a number first.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/base/text.h"
#include "engine/bulk_internal.h"

typedef struct node_run {
    uint32_t first, last;
} node_run;

enum {
    PART = 64 * 1024, /* rows, at least */
    MOST_PARTS = 16,
};

typedef struct numbering {
    sg_bulk *bulk;
    uint32_t *set;        /* by row: label set */
    uint32_t *account;    /* by row: rank, 0 = none */
    uint32_t *set_number; /* by set of the builder */
    sg_symbols symbols;   /* strings that are accounts */
    uint32_t *rank;       /* of them, + 1 */
    uint32_t accounts;    /* ranks */
    uint32_t part, parts; /* rows of a part; how many */
    uint32_t keys;        /* combinations of set and account */
    uint32_t *places;     /* by part and key: how many, then where the next one goes */
    SG_ARRAY(node_run) runs;
    sg_status *status; /* by worker */
} numbering;

/* --- label sets --------------------------------------------------------------------------------- */

static sg_status number_sets(numbering *self)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;
    size_t sets = bulk->names->sets.count;
    uint32_t *size = sg_freeze_array(freeze, uint32_t, sets);
    uint32_t *number = sg_freeze_array(freeze, uint32_t, sets);

    if (!size || !number)
        return sg_fail_memory(freeze->err);
    for (size_t t = 0; t < bulk->tables.count; t++) {
        const sg_bulk_table *table = &bulk->tables.items[t];
        if (!table->nodes.sets)
            size[table->nodes.set] += table->nodes.rows;
        else
            for (uint32_t row = 0; row < table->nodes.rows; row++)
                size[table->nodes.sets[row]]++;
    }
    SG_TRY(sg_freeze_labels(freeze));
    SG_TRY(sg_freeze_sets(freeze, size));
    for (uint32_t i = 0; i < freeze->sets; i++)
        number[freeze->set_order[i]] = i;
    self->set_number = number;
    return SG_OK;
}

/* --- accounts ----------------------------------------------------------------------------------- */

typedef struct ranked_account {
    sg_str text;
    uint32_t symbol;
} ranked_account;

static int by_text(const void *left, const void *right)
{
    return sg_str_compare(((const ranked_account *)left)->text,
                          ((const ranked_account *)right)->text);
}

static const uint32_t *account_column(const sg_bulk *bulk, const sg_bulk_nodes *nodes)
{
    for (uint32_t i = 0; i < nodes->column_count; i++) {
        uint32_t name = bulk->names->keys.names.items[nodes->columns[i].key];
        if (nodes->columns[i].kind == SG_COLUMN_STRING &&
            sg_str_equal(sg_strings_text(&bulk->names->strings, name), SG_STR("account")))
            return nodes->columns[i].strings;
    }
    return NULL;
}

static sg_status collect_accounts(const sg_bulk *bulk, sg_symbols *accounts)
{
    uint32_t symbol;

    for (size_t t = 0; t < bulk->tables.count; t++) {
        const sg_bulk_nodes *nodes = &bulk->tables.items[t].nodes;
        const uint32_t *strings = account_column(bulk, nodes);
        uint32_t before = SG_NO_ID;
        for (uint32_t row = 0; strings && row < nodes->rows; row++) {
            if (strings[row] == before || strings[row] == SG_NO_ID)
                continue;
            before = strings[row];
            SG_TRY(sg_symbols_intern(accounts, before, SG_MAX_ITEMS, &symbol));
        }
    }
    return SG_OK;
}

static sg_status rank_accounts(numbering *self)
{
    sg_freeze *freeze = &self->bulk->freeze;
    sg_status status = collect_accounts(self->bulk, &self->symbols);
    uint32_t count = (uint32_t)self->symbols.names.count;
    ranked_account *ranked = sg_freeze_array(freeze, ranked_account, count);

    self->rank = sg_freeze_array(freeze, uint32_t, count);
    self->accounts = count + 1;
    if (status != SG_OK || !ranked || !self->rank)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < count; i++)
        ranked[i] = (ranked_account){
            sg_bulk_text_of(&self->bulk->strings, self->symbols.names.items[i]), i
        };
    qsort(ranked, count, sizeof(*ranked), by_text);
    for (uint32_t i = 0; i < count; i++)
        self->rank[ranked[i].symbol] = i + 1;
    return SG_OK;
}

/* --- rows by set and account -------------------------------------------------------------------- */

/* Set and account of rows of a table, counted from its first. */
static void note_rows(const numbering *self, const sg_bulk_table *table, uint32_t row,
                      uint32_t end)
{
    const sg_bulk_nodes *nodes = &table->nodes;
    const uint32_t *strings = account_column(self->bulk, nodes);
    uint32_t before = SG_NO_ID, rank = 0, symbol = 0;

    for (; row < end; row++) {
        uint32_t string = strings ? strings[row] : SG_NO_ID;
        if (string != before) {
            bool found = sg_symbols_find(&self->symbols, string, &symbol);
            rank = found ? self->rank[symbol] : 0;
            before = string;
        }
        self->set[table->first + row] =
            self->set_number[nodes->sets ? nodes->sets[row] : nodes->set];
        self->account[table->first + row] = rank;
    }
}

static uint32_t key_at(const numbering *self, uint32_t row)
{
    return self->set[row] * self->accounts + self->account[row];
}

/* Set and account of the rows of a part, and how many there are of each key. */
static void note_part(void *shared, size_t task, unsigned worker)
{
    numbering *self = shared;
    uint32_t begin = (uint32_t)task * self->part, row = begin;
    uint32_t end = sg_part_end(self->bulk->rows, begin, self->part);

    (void)worker;
    while (row < end) {
        const sg_bulk_table *table = sg_bulk_table_of(self->bulk, row);
        uint32_t rows = end - table->first;
        rows = rows < table->nodes.rows ? rows : table->nodes.rows;
        note_rows(self, table, row - table->first, rows);
        row = table->first + rows;
    }
    if (self->places)
        for (row = begin; row < end; row++)
            self->places[task * self->keys + key_at(self, row)]++;
}

static void place_part(void *shared, size_t task, unsigned worker)
{
    numbering *self = shared;
    sg_freeze *freeze = &self->bulk->freeze;
    uint32_t *places = self->places + task * self->keys;
    uint32_t begin = (uint32_t)task * self->part;
    uint32_t end = sg_part_end(self->bulk->rows, begin, self->part);

    (void)worker;
    for (uint32_t row = begin; row < end; row++) {
        uint32_t place = places[key_at(self, row)]++;
        freeze->node_order[place] = row;
        freeze->node_number[row] = place;
    }
}

/* Parts of a key follow each other. */
static void place_keys(const numbering *self)
{
    uint32_t before = 0;

    for (size_t key = 0; key < self->keys; key++)
        for (size_t part = 0; part < self->parts; part++) {
            uint32_t *place = &self->places[part * self->keys + key], count = *place;
            *place = before;
            before += count;
        }
}

/* Too many combinations to be counted: by account, then by set. */
static sg_status sort_twice(const numbering *self)
{
    sg_freeze *freeze = &self->bulk->freeze;
    uint32_t rows = self->bulk->rows;
    uint32_t limit = freeze->sets > self->accounts ? freeze->sets : self->accounts;
    uint32_t *counts = sg_freeze_array(freeze, uint32_t, (size_t)limit + 1);

    if (!counts)
        return SG_ENOMEM;
    sg_freeze_sort(self->account, self->accounts, NULL, freeze->node_number, rows, counts);
    sg_freeze_sort(self->set, freeze->sets, freeze->node_number, freeze->node_order, rows,
                   counts);
    return SG_OK;
}

static void number_rows(const sg_freeze *freeze, uint32_t rows)
{
    for (uint32_t i = 0; i < rows; i++)
        freeze->node_number[freeze->node_order[i]] = i;
}

static sg_status sort_rows(numbering *self)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;
    uint64_t keys = (uint64_t)freeze->sets * self->accounts;
    bool few = keys <= bulk->rows;

    self->part = bulk->rows / MOST_PARTS > PART ? bulk->rows / MOST_PARTS : PART;
    self->parts = sg_parts(bulk->rows, self->part);
    self->keys = (uint32_t)keys;
    self->places = few ? sg_bulk_array(bulk, uint32_t, keys * self->parts) : NULL;
    if (few && !self->places)
        return SG_ENOMEM;
    sg_parallel(bulk->threads, self->parts, note_part, self);
    if (!few) {
        SG_TRY(sort_twice(self));
        number_rows(freeze, bulk->rows);
        return SG_OK;
    }
    place_keys(self);
    sg_parallel(bulk->threads, self->parts, place_part, self);
    sg_bulk_return(bulk, self->places);
    return SG_OK;
}

/* --- keys --------------------------------------------------------------------------------------- */

typedef struct placed_row {
    uint64_t head; /* bytes behind what all keys of the run share, the first one highest */
    sg_str key;
    uint32_t row;
} placed_row;

static int by_key(const void *left, const void *right)
{
    const placed_row *a = left, *b = right;

    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    int order = sg_str_compare(a->key, b->key);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

/* The key's text: rows without one come first, as if it were empty. */
static sg_str key_of(const sg_bulk *bulk, uint32_t row)
{
    const sg_bulk_table *found = sg_bulk_table_of(bulk, row);
    uint32_t string = found->nodes.keys ? found->nodes.keys[row - found->first] : SG_NO_ID;
    return string == SG_NO_ID ? SG_STR("") : sg_bulk_text_of(&bulk->strings, string);
}

static size_t common_start(sg_str left, sg_str right)
{
    size_t most = left.length < right.length ? left.length : right.length, at = 0;

    while (at < most && left.bytes[at] == right.bytes[at])
        at++;
    return at;
}

static uint64_t head_of(sg_str key, size_t skip)
{
    uint64_t head = 0;

    for (size_t i = skip; i < skip + 8; i++)
        head = head << 8 | (i < key.length ? (unsigned char)key.bytes[i] : 0);
    return head;
}

static void sort_run(void *shared, size_t task, unsigned worker)
{
    numbering *self = shared;
    node_run run = self->runs.items[task];
    uint32_t *order = self->bulk->freeze.node_order + run.first;
    uint32_t count = run.last - run.first;
    placed_row *rows = malloc(count * sizeof(*rows));
    size_t shared_bytes = SIZE_MAX;
    bool ascending = true;

    if (!rows) {
        self->status[worker] = SG_ENOMEM;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        rows[i] = (placed_row){ .key = key_of(self->bulk, order[i]), .row = order[i] };
        size_t same = common_start(rows[0].key, rows[i].key);
        shared_bytes = same < shared_bytes ? same : shared_bytes;
        ascending = ascending && (i == 0 || sg_str_compare(rows[i - 1].key, rows[i].key) <= 0);
    }
    if (!ascending) {
        for (uint32_t i = 0; i < count; i++)
            rows[i].head = head_of(rows[i].key, shared_bytes);
        qsort(rows, count, sizeof(*rows), by_key);
        for (uint32_t i = 0; i < count; i++)
            order[i] = rows[i].row;
    }
    free(rows);
}

static bool any_keys(const sg_bulk *bulk)
{
    for (size_t t = 0; t < bulk->tables.count; t++)
        if (bulk->tables.items[t].nodes.keys)
            return true;
    return false;
}

/* Sorts by key the nodes that have set and account in common. */
static sg_status sort_keys(numbering *self)
{
    sg_bulk *bulk = self->bulk;
    const uint32_t *order = bulk->freeze.node_order;
    node_run run = { 0, 0 };

    if (!any_keys(bulk))
        return SG_OK;
    for (uint32_t i = 1; i <= bulk->rows; i++) {
        if (i < bulk->rows && self->set[order[i]] == self->set[order[i - 1]] &&
            self->account[order[i]] == self->account[order[i - 1]])
            continue;
        run.last = i;
        if (run.last - run.first > 1)
            SG_TRY(sg_array_push(&self->runs, run));
        run.first = i;
    }
    self->status = sg_freeze_array(&bulk->freeze, sg_status, bulk->threads);
    if (!self->status)
        return SG_ENOMEM;
    sg_parallel(bulk->threads, self->runs.count, sort_run, self);
    for (unsigned i = 0; i < bulk->threads; i++)
        SG_TRY(self->status[i]);
    number_rows(&bulk->freeze, bulk->rows);
    return SG_OK;
}

/* --- the whole ---------------------------------------------------------------------------------- */

static sg_status number(numbering *self)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;

    self->set = sg_bulk_array(bulk, uint32_t, bulk->rows);
    self->account = sg_bulk_array(bulk, uint32_t, bulk->rows);
    freeze->node_order = sg_bulk_array(bulk, uint32_t, bulk->rows);
    freeze->node_number = sg_bulk_array(bulk, uint32_t, bulk->rows);
    if (!self->set || !self->account || !freeze->node_order || !freeze->node_number)
        return sg_fail_memory(freeze->err);
    SG_TRY(number_sets(self));
    SG_TRY(rank_accounts(self));
    sg_status status = sort_rows(self);
    if (status == SG_OK)
        status = sort_keys(self);
    sg_array_free(&self->runs);
    if (status != SG_OK)
        return sg_fail_memory(freeze->err);
    sg_bulk_return(bulk, self->set);
    sg_bulk_return(bulk, self->account);
    return SG_OK;
}

sg_status sg_bulk_number(sg_bulk *bulk, const uint32_t **numbers, sg_error *err)
{
    numbering self = { .bulk = bulk };
    sg_freeze *freeze = &bulk->freeze;

    *freeze = (sg_freeze){ .builder = bulk->names, .err = err, .nodes = bulk->rows };
    freeze->graph = calloc(1, sizeof(*freeze->graph));
    if (!freeze->graph || sg_arena_new(0, &freeze->scratch) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = number(&self);
    sg_symbols_free(&self.symbols);
    SG_TRY(status);
    bulk->numbered = true;
    *numbers = freeze->node_number;
    return SG_OK;
}
