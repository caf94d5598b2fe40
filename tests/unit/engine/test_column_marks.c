/* test_column_marks.c - rows marked by loops over cells against rows tested one by one. */
#include "engine/column_marks.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/hash.h"

enum { ROWS = 1500, WORDS = (ROWS + 63) / 64 + 8 };

/* A column of random cells with memory of its own. */
typedef struct {
    sg_column column;
    uint64_t cells[ROWS + 8], present[WORDS];
    uint32_t ranks[ROWS / 512 + 2];
} sample;

static void set_cell(sample *self, uint32_t cell, uint64_t value)
{
    if (self->column.width == 0) {
        if (value & 1)
            sg_bit_set(self->cells, cell);
        return;
    }
    memcpy((char *)self->cells + (size_t)cell * self->column.width, &value, self->column.width);
}

/* Of `values` different cells; `gaps`: one row in three has no value; `sparse`: cells for values only. */
static void fill(sample *self, uint32_t width, uint64_t values, bool gaps, bool sparse)
{
    uint32_t cell = 0;

    memset(self, 0, sizeof *self);
    self->column = (sg_column){ .rows = ROWS, .width = width, .cells = self->cells };
    self->column.present = gaps ? self->present : NULL;
    self->column.ranks = sparse ? self->ranks : NULL;
    for (uint32_t row = 0; row < ROWS; row++) {
        uint64_t random = sg_hash_int(row * 31 + width);
        if (row % 512 == 0)
            self->ranks[row / 512] = cell;
        if (gaps && random % 3 == 0)
            continue;
        sg_bit_set(self->present, row);
        set_cell(self, sparse ? cell : row, random / 3 % values);
        cell++;
    }
    self->column.count = cell;
}

static uint64_t cell_of(const sg_column *column, uint32_t row)
{
    return column->width ? sg_column_raw(column, sg_column_cell(column, row))
                         : sg_column_bit(column, row);
}

static bool passes(const sg_column *column, const sg_column_test *test, uint32_t row)
{
    bool pass = false;

    if (!sg_column_has(column, row))
        return test->nulls;
    uint64_t cell = cell_of(column, row);
    if (test->kind == SG_MARK_PRESENT)
        pass = true;
    else if (test->kind == SG_MARK_RANGE)
        pass = cell - test->low <= test->span;
    else if (test->kind == SG_MARK_TABLE)
        pass = test->table[cell] != 0;
    else if (test->kind == SG_MARK_FEW)
        for (int i = 0; i < SG_FEW_CELLS; i++)
            pass = pass || test->few[i] == cell;
    return pass != test->outside;
}

static void expect_marks(const sg_column *column, const sg_column_test *test, uint32_t first,
                         uint32_t rows)
{
    uint64_t words[WORDS];

    memset(words, 0x5a, sizeof words);
    sg_column_mark(column, test, first, rows, words);
    for (uint32_t i = 0; i < sg_bitmap_words(rows) * 64; i++)
        cr_assert_eq(sg_bit_test(words, i), i < rows && passes(column, test, first + i),
                     "width %u, kind %d, row %u of %u from %u", column->width, (int)test->kind,
                     i, rows, first);
}

/* All kinds of tests, each way round, on the whole column and on parts that end within a word. */
static void expect_all(const sg_column *column)
{
    static uint8_t table[1 << 16];
    static const uint32_t parts[][2] = { { 0, ROWS }, { 64, 1 }, { 512, 64 }, { 1024, 131 } };

    for (size_t i = 0; i < sizeof table; i++)
        table[i] = i % 3 == 1 ? UINT8_MAX : 0;
    for (int kind = SG_MARK_NOTHING; kind < SG_MARK_REALS; kind++) {
        if (kind == SG_MARK_TABLE && (column->width == 0 || column->width > 2))
            continue;
        for (int way = 0; way < 8; way++) {
            const sg_column_test test = { .kind = (sg_mark_kind)kind,
                                          .outside = way & 1,
                                          .nulls = way & 2,
                                          .few = { 1, way & 4 ? 1 : 7, 1, 1 },
                                          .low = way & 4 ? 1 : 0,
                                          .span = way & 4 ? 5 : 0,
                                          .table = table };
            for (size_t part = 0; part < SG_COUNT(parts); part++)
                expect_marks(column, &test, parts[part][0], parts[part][1]);
        }
    }
}

Test(column_marks, every_width_with_and_without_gaps)
{
    static const uint32_t widths[] = { 0, 1, 2, 4, 8 };
    static sample self;

    for (size_t i = 0; i < SG_COUNT(widths); i++)
        for (int form = 0; form < 3; form++) {
            if (widths[i] == 0 && form == 2)
                continue; /* bits are never packed */
            fill(&self, widths[i], widths[i] ? 9 : 2, form > 0, form == 2);
            expect_all(&self.column);
        }
}

Test(column_marks, floats_between_bounds)
{
    static sample self;
    uint64_t words[WORDS];
    const double values[] = {
        -1.5, 0.0, 2.5, (double)INFINITY, -(double)INFINITY, (double)NAN
    };
    sg_column_test test = { .kind = SG_MARK_REALS, .least = -1.5, .most = 2.5 };

    fill(&self, 8, 2, false, false);
    for (uint32_t row = 0; row < ROWS; row++)
        memcpy(&self.cells[row], &values[row % 6], sizeof(double));
    for (int outside = 0; outside < 2; outside++) {
        test.outside = outside;
        sg_column_mark(&self.column, &test, 0, ROWS, words);
        for (uint32_t row = 0; row < ROWS; row++)
            cr_assert_eq(sg_bit_test(words, row), (row % 6 < 3) != outside);
    }
}

/* Bounds of integers, also where a cell cannot say them. */
Test(column_marks, integers_within_and_beyond_the_cells)
{
    static const int64_t bounds[] = { INT64_MIN, -5, -3, 0, 100, 252, 253, 70000, INT64_MAX };
    static sample self;
    uint64_t words[WORDS];

    for (uint32_t width = 1; width <= 8; width *= 2) {
        fill(&self, width, 256, false, false);
        self.column.kind = SG_COLUMN_INTEGER;
        self.column.least = width == 8 ? 0 : -3;
        if (width == 8)
            self.cells[5] = (uint64_t)INT64_MIN;
        for (size_t low = 0; low < SG_COUNT(bounds); low++)
            for (size_t high = 0; high < SG_COUNT(bounds); high++) {
                sg_column_test test =
                    sg_column_test_integers(&self.column, bounds[low], bounds[high]);
                sg_column_mark(&self.column, &test, 0, ROWS, words);
                for (uint32_t row = 0; row < ROWS; row++) {
                    int64_t value = sg_column_integer(&self.column, row);
                    cr_assert_eq(sg_bit_test(words, row),
                                 value >= bounds[low] && value <= bounds[high]);
                }
            }
    }
}

Test(column_marks, counts_by_cell)
{
    static const uint32_t widths[] = { 0, 1, 2 };
    static sample self;
    static uint64_t counts[1 << 16], wanted[1 << 16], marked[WORDS];

    for (size_t i = 0; i < SG_COUNT(widths); i++)
        for (int form = 0; form < 3; form++) {
            if (widths[i] == 0 && form == 2)
                continue;
            uint32_t without = 0;
            fill(&self, widths[i], widths[i] ? 9 : 2, form > 0, form == 2);
            memset(counts, 0, sizeof counts);
            memset(wanted, 0, sizeof wanted);
            memset(marked, 0, sizeof marked);
            for (uint32_t row = 0; row < ROWS; row++) {
                if (row % 5 == 0 && row > 700)
                    continue;
                sg_bit_set(marked, row);
                if (sg_column_has(&self.column, row))
                    wanted[cell_of(&self.column, row)]++;
                else
                    without++;
            }
            cr_expect_eq(sg_column_count(&self.column, 0, ROWS, marked, counts), without);
            cr_expect_eq(memcmp(counts, wanted, sizeof counts), 0, "width %u", widths[i]);
        }
}
