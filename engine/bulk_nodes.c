/* bulk_nodes.c - numbers the rows of all node tables by (label set, account, key).
 *
 *     rows ─► by account ─► by label set ─► runs of one set and account, each sorted by key
 *             counting sorts, left out       in parallel, left out where the keys ascend
 *             where the rows ascend          already or there are none
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

typedef struct numbering {
    sg_bulk *bulk;
    uint32_t *set;     /* by row: label set */
    uint32_t *account; /* by row: rank, 0 = none */
    uint32_t accounts; /* ranks */
    uint32_t *counts;
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
    for (size_t t = 0; t < bulk->tables.count; t++) {
        const sg_bulk_table *table = &bulk->tables.items[t];
        const uint32_t *sets_of = table->nodes.sets;
        for (uint32_t row = 0; row < table->nodes.rows; row++)
            self->set[table->first + row] = number[sets_of ? sets_of[row] : table->nodes.set];
    }
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

/* Notes by row which of the accounts met so far it is, + 1. */
static sg_status collect_accounts(numbering *self, sg_symbols *accounts)
{
    for (size_t t = 0; t < self->bulk->tables.count; t++) {
        const sg_bulk_table *table = &self->bulk->tables.items[t];
        const uint32_t *strings = account_column(self->bulk, &table->nodes);
        uint32_t before = SG_NO_ID, symbol = 0;
        if (!strings)
            continue;
        for (uint32_t row = 0; row < table->nodes.rows; row++) {
            if (strings[row] == SG_NO_ID)
                continue;
            if (strings[row] != before)
                SG_TRY(sg_symbols_intern(accounts, strings[row], SG_MAX_ITEMS, &symbol));
            before = strings[row];
            self->account[table->first + row] = symbol + 1;
        }
    }
    return SG_OK;
}

static sg_status rank_accounts(numbering *self)
{
    sg_freeze *freeze = &self->bulk->freeze;
    sg_symbols accounts = { 0 };
    sg_status status = collect_accounts(self, &accounts);
    uint32_t count = (uint32_t)accounts.names.count;
    ranked_account *ranked = sg_freeze_array(freeze, ranked_account, count);
    uint32_t *rank = sg_freeze_array(freeze, uint32_t, (size_t)count + 1);

    if (status == SG_OK && ranked && rank) {
        for (uint32_t i = 0; i < count; i++)
            ranked[i] = (ranked_account){
                sg_bulk_text_of(&self->bulk->strings, accounts.names.items[i]), i
            };
        qsort(ranked, count, sizeof(*ranked), by_text);
        for (uint32_t i = 0; i < count; i++)
            rank[ranked[i].symbol + 1] = i + 1;
        for (uint32_t row = 0; count > 0 && row < self->bulk->rows; row++)
            self->account[row] = rank[self->account[row]];
    } else {
        status = sg_fail_memory(freeze->err);
    }
    self->accounts = count + 1;
    sg_symbols_free(&accounts);
    return status;
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
    return SG_OK;
}

/* --- the whole ---------------------------------------------------------------------------------- */

static bool in_order(const numbering *self)
{
    for (uint32_t row = 1; row < self->bulk->rows; row++)
        if (self->set[row - 1] > self->set[row] ||
            (self->set[row - 1] == self->set[row] && self->accounts > 1 &&
             self->account[row - 1] > self->account[row]))
            return false;
    return true;
}

static sg_status sort_rows(numbering *self)
{
    sg_freeze *freeze = &self->bulk->freeze;
    uint32_t rows = self->bulk->rows;
    uint32_t limit = freeze->sets > self->accounts ? freeze->sets : self->accounts;

    if (in_order(self)) {
        for (uint32_t row = 0; row < rows; row++)
            freeze->node_order[row] = row;
        return SG_OK;
    }
    uint32_t *counts = sg_freeze_array(freeze, uint32_t, (size_t)limit + 1);
    if (!counts)
        return SG_ENOMEM;
    const uint32_t *by_account = self->accounts > 1 ? freeze->node_number : NULL;
    if (by_account)
        sg_freeze_sort(self->account, self->accounts, NULL, freeze->node_number, rows, counts);
    sg_freeze_sort(self->set, freeze->sets, by_account, freeze->node_order, rows, counts);
    return SG_OK;
}

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
    for (uint32_t i = 0; i < bulk->rows; i++)
        freeze->node_number[freeze->node_order[i]] = i;
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
    SG_TRY(number(&self));
    bulk->numbered = true;
    *numbers = freeze->node_number;
    return SG_OK;
}
