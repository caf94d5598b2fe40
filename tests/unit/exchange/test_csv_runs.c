/* test_csv_runs.c - the kernels for columns say what a comparison of every field says.
 *
 * Pages without name and without access are not POSIX 2008, hence the wider set of declarations.
 */
#define _DEFAULT_SOURCE
#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "exchange/csv_runs.h"

enum { ROWS = 400, COLUMNS = 3, MOST = 200 };

/* Records of three columns; what stands behind the last one cannot be read. */
typedef struct record_text {
    char *pages, *text;
    size_t size, length;
    uint32_t ends[ROWS * COLUMNS];
} record_text;

static uint32_t draw(uint64_t *random, uint32_t limit)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33) % limit;
}

/* A field of one of a few lengths that differs from others of its length in at most one byte. */
static size_t draw_field(uint64_t *random, char *field)
{
    static const size_t lengths[] = { 0, 1, 5, 63, 64, 65, 127, 128, 129, MOST };
    size_t length = lengths[draw(random, sizeof(lengths) / sizeof(*lengths))];

    memset(field, 'a', MOST);
    if (length > 0 && draw(random, 2) == 0)
        field[draw(random, 2) == 0 ? length - 1 : draw(random, (uint32_t)length)] = 'b';
    return length;
}

/* The first column is `x`, the second repeats now and then, the third is the second or not. */
static void write_records(record_text *self, const char *line_end)
{
    static char text[ROWS * (2 * MOST + 5)];
    char before[MOST], field[MOST];
    size_t at = 0, length = 0, page = (size_t)sysconf(_SC_PAGESIZE);
    uint64_t random = 3;

    memset(before, 'a', sizeof(before));
    for (uint32_t row = 0; row < ROWS; row++) {
        text[at++] = 'x';
        self->ends[row * COLUMNS] = (uint32_t)at;
        text[at++] = ',';
        if (draw(&random, 2) == 0)
            length = draw_field(&random, before);
        memcpy(text + at, before, length);
        at += length;
        self->ends[row * COLUMNS + 1] = (uint32_t)at;
        text[at++] = ',';
        memcpy(field, before, sizeof(field));
        size_t other = draw(&random, 3) == 0 ? draw_field(&random, field) : length;
        memcpy(text + at, field, other);
        at += other;
        memcpy(text + at, line_end, strlen(line_end));
        at += strlen(line_end);
        self->ends[row * COLUMNS + 2] = (uint32_t)at - 1;
    }
    self->size = (at + page - 1) / page * page + page;
    self->pages =
        mmap(NULL, self->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert(self->pages != MAP_FAILED);
    cr_assert(mprotect(self->pages + self->size - page, page, PROT_NONE) == 0);
    self->text = self->pages + self->size - page - at;
    self->length = at;
    memcpy(self->text, text, at);
}

static sg_str field_of(const record_text *self, uint32_t row, uint32_t column)
{
    size_t i = (size_t)row * COLUMNS + column;
    size_t begin = (size_t)self->ends[i - 1] + 1, end = self->ends[i];

    if (column + 1 == COLUMNS && end > begin && self->text[end - 1] == '\r')
        end--;
    return (sg_str){ self->text + begin, end - begin };
}

static bool equal(sg_str left, sg_str right)
{
    return left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
}

static sg_csv_strip strip_of(const record_text *self, uint32_t column)
{
    return (sg_csv_strip){ .text = self->text,
                           .ends = self->ends + column,
                           .stride = COLUMNS,
                           .rows = ROWS,
                           .last = column + 1 == COLUMNS };
}

static void check_runs(const record_text *self, uint32_t column)
{
    const sg_csv_strip strip = strip_of(self, column);
    sg_str texts[ROWS + 1], before = { "", 0 };
    uint32_t rows[ROWS + 1], expected = 0, count = sg_csv_find_runs(&strip, texts, rows);

    for (uint32_t row = 0; row < ROWS; row++) {
        sg_str field = field_of(self, row, column);
        expected += field.length > 0 && !equal(field, before);
        before = field;
        cr_assert_eq(rows[row], field.length > 0 ? expected : 0, "row %u", row);
        cr_assert(field.length == 0 || equal(texts[expected], field), "row %u", row);
    }
    cr_assert_eq(count, expected);
}

static void check_others(const record_text *self)
{
    const sg_csv_strip left = strip_of(self, 1), right = strip_of(self, 2);
    uint32_t rows[ROWS], expected = 0, count = sg_csv_find_others(&left, &right, rows);

    for (uint32_t row = 0; row < ROWS; row++)
        if (!equal(field_of(self, row, 1), field_of(self, row, 2))) {
            cr_assert_lt(expected, count);
            cr_assert_eq(rows[expected++], row);
        }
    cr_assert_eq(count, expected);
    cr_assert_gt(count, 0);
}

static void check(const char *line_end)
{
    static record_text self;

    if (!sg_csv_can_find_runs())
        return;
    write_records(&self, line_end);
    check_runs(&self, 1);
    check_runs(&self, 2);
    check_others(&self);
    munmap(self.pages, self.size);
}

Test(csv_runs, fields_of_all_lengths)
{
    check("\n");
}

Test(csv_runs, carriage_returns_are_no_part_of_fields)
{
    check("\r\n");
}
