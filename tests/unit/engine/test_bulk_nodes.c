/* test_bulk_nodes.c - rows get numbers by label set, account and their order, however many of them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/bulk_internal.h"

enum { TABLES = 3, ROWS = 70000, TEXT = 16 };

typedef struct estate {
    sg_bulk *bulk;
    char *texts;       /* of accounts */
    uint32_t *strings; /* by row of all tables; SG_NO_ID: none */
    uint32_t *account; /* the number in the text, or UINT32_MAX */
    sg_bulk_column columns[TABLES];
    uint32_t sets[TABLES];
} estate;

/* The tables have sets B, A, B: the third follows the first in its set. */
static void make_estate(estate *self, uint32_t accounts, unsigned threads)
{
    static const char *const labels[TABLES] = { "B", "A", "B" };
    uint32_t key, rows = TABLES * ROWS;

    cr_assert(sg_bulk_new(threads, &self->bulk) == SG_OK);
    self->texts = malloc((size_t)accounts * TEXT);
    self->strings = malloc(rows * sizeof(*self->strings));
    self->account = malloc(rows * sizeof(*self->account));
    cr_assert(self->texts && self->strings && self->account);
    cr_assert(sg_bulk_key(self->bulk, SG_STR("account"), &key) == SG_OK);
    for (uint32_t i = 0; i < accounts; i++)
        snprintf(self->texts + (size_t)i * TEXT, TEXT, "%08u", i);
    for (uint32_t row = 0; row < rows; row++) {
        uint64_t drawn = sg_hash_int(row / 3);
        sg_str text = { self->texts + drawn % accounts * TEXT, 8 };
        bool has = drawn >> 60 != 0;
        self->account[row] = has ? (uint32_t)(drawn % accounts) : UINT32_MAX;
        self->strings[row] = SG_NO_ID;
        if (has)
            cr_assert(sg_bulk_intern(self->bulk, NULL, SG_BULK_BORROW, &text, 1,
                                     &self->strings[row]) == SG_OK);
    }
    for (uint32_t t = 0; t < TABLES; t++) {
        sg_str label = sg_str_of(labels[t]);
        cr_assert(sg_bulk_set(self->bulk, &label, 1, &self->sets[t]) == SG_OK);
        self->columns[t] = (sg_bulk_column){ .key = key,
                                             .kind = SG_COLUMN_STRING,
                                             .strings = self->strings + t * ROWS };
        sg_bulk_nodes nodes = {
            .rows = ROWS, .set = self->sets[t], .columns = &self->columns[t], .column_count = 1
        };
        cr_assert(sg_bulk_add_nodes(self->bulk, &nodes) == SG_OK);
    }
}

/* Less than: by set of the tables (A before B), account (none first), row. */
static bool is_before(const estate *self, uint32_t left, uint32_t right)
{
    bool a[2] = { left / ROWS == 1, right / ROWS == 1 };
    uint32_t accounts[2] = { self->account[left] + 1, self->account[right] + 1 };

    if (a[0] != a[1])
        return a[0];
    return accounts[0] != accounts[1] ? accounts[0] < accounts[1] : left < right;
}

static void expect_order(uint32_t accounts, unsigned threads)
{
    const uint32_t rows = TABLES * ROWS, *numbers;
    uint32_t *order = malloc(rows * sizeof(*order));
    sg_error err = { .status = SG_OK };
    estate made;

    cr_assert(order);
    memset(order, 0xff, rows * sizeof(*order));
    make_estate(&made, accounts, threads);
    cr_assert(sg_bulk_number(made.bulk, &numbers, &err) == SG_OK);
    for (uint32_t row = 0; row < rows; row++) {
        cr_assert(numbers[row] < rows && order[numbers[row]] == UINT32_MAX);
        order[numbers[row]] = row;
    }
    for (uint32_t i = 1; i < rows; i++)
        cr_assert(is_before(&made, order[i - 1], order[i]), "%u accounts, node %u", accounts,
                  i);
    sg_bulk_free(made.bulk);
    free(made.texts);
    free(made.strings);
    free(made.account);
    free(order);
}

Test(bulk_nodes, accounts_that_can_be_counted_and_too_many)
{
    static const uint32_t accounts[] = { 1, 140, 150000 };

    for (size_t i = 0; i < SG_COUNT(accounts); i++)
        for (unsigned threads = 1; threads <= 2; threads++)
            expect_order(accounts[i], threads);
}
