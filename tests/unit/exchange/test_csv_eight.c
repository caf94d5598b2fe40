/* test_csv_eight.c - eight records at once say what one after the other says, or that they are not plain. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "exchange/csv_eight.h"
#include "exchange/csv_rows.h"

enum { TEXT = 4096 };

typedef struct eight {
    char text[TEXT];
    const char *ends[1 + SG_CSV_EIGHT];
    uint64_t first[SG_CSV_EIGHT], second[SG_CSV_EIGHT];
    const char *behind[SG_CSV_EIGHT];
} eight;

static bool read_them(eight *self, const char *const records[SG_CSV_EIGHT], bool has_rest)
{
    char *at = self->text;

    memset(self->text, '7',
           sizeof(self->text)); /* what stands behind is a digit, if that matters */
    *at++ = '\n';
    self->ends[0] = self->text;
    for (int i = 0; i < SG_CSV_EIGHT; i++) {
        memcpy(at, records[i], strlen(records[i]));
        at += strlen(records[i]);
        *at = '\n';
        self->ends[i + 1] = at++;
    }
    return sg_csv_read_eight(self->ends, ',', has_rest, self->first, self->second,
                             self->behind);
}

static const char *const plain[SG_CSV_EIGHT] = { "0,1", "12,345",         "1234567,7654321",
                                                 "9,0", "10,99",          "3,1000000",
                                                 "5,5", "9999999,9999999" };

Test(csv_eight, numbers_and_where_they_end)
{
    static const uint64_t first[] = { 0, 12, 1234567, 9, 10, 3, 5, 9999999 };
    static const uint64_t second[] = { 1, 345, 7654321, 0, 99, 1000000, 5, 9999999 };
    const char *rests[SG_CSV_EIGHT];
    char texts[SG_CSV_EIGHT][64];
    eight made;

    if (!sg_csv_can_read_eight())
        cr_skip_test("this processor cannot");
    for (int has_rest = 0; has_rest < 2; has_rest++) {
        for (int i = 0; i < SG_CSV_EIGHT; i++) {
            snprintf(texts[i], sizeof(texts[i]), "%s%s", plain[i],
                     has_rest     ? (i % 2 ? ",true,may" : ",")
                     : i % 3 == 0 ? "\r"
                                  : "");
            rests[i] = texts[i];
        }
        cr_assert(read_them(&made, rests, has_rest));
        cr_assert_arr_eq(made.first, first, sizeof(first));
        cr_assert_arr_eq(made.second, second, sizeof(second));
        for (int i = 0; i < SG_CSV_EIGHT; i++)
            cr_assert(made.behind[i] == made.ends[i] + 1 + strlen(plain[i]));
    }
}

Test(csv_eight, whatever_is_not_plain_is_refused)
{
    static const char *const odd[] = { "",        "1",          "1,",        ",1",   "1,2,3",
                                       "a,1",     "1,a",        "01,1",      "1,01", "1;2",
                                       "1, 2",    " 1,2",       "\"1\",2",   "-1,2", "1,2 ",
                                       "1,2\r\r", "12345678,1", "1,12345678" };
    const char *records[SG_CSV_EIGHT];
    eight made;

    if (!sg_csv_can_read_eight())
        cr_skip_test("this processor cannot");
    for (size_t i = 0; i < SG_COUNT(odd); i++)
        for (int place = 0; place < SG_CSV_EIGHT; place++) {
            memcpy(records, plain, sizeof(records));
            cr_assert(read_them(&made, records, false));
            records[place] = odd[i];
            cr_assert_not(read_them(&made, records, false), "`%s` at %d", odd[i], place);
        }
    cr_assert_not(read_them(&made, plain, true), "there is no rest");
}

Test(csv_eight, words_to_what_a_table_says)
{
    enum { WORDS = 3 * SG_CSV_EIGHT, SIZE = 100 };
    uint32_t table[SIZE], found[WORDS];
    uint64_t words[WORDS];

    if (!sg_csv_can_read_eight())
        cr_skip_test("this processor cannot");
    for (uint32_t i = 0; i < SIZE; i++)
        table[i] = 7 * i;
    for (uint32_t i = 0; i < WORDS; i++)
        words[i] = SIZE - 1 - i;
    cr_assert(sg_csv_find_eights(table, SIZE, words, WORDS, found));
    for (uint32_t i = 0; i < WORDS; i++)
        cr_assert_eq(found[i], 7 * words[i] - 1);
    static const uint64_t unknown[] = { 0, SIZE, UINT64_C(1) << 32 | 1, UINT64_MAX };
    for (size_t k = 0; k < sizeof(unknown) / sizeof(unknown[0]); k++)
        for (uint32_t i = 0; i < WORDS; i++) {
            uint64_t before = words[i];
            words[i] = unknown[k];
            cr_assert(!sg_csv_find_eights(table, SIZE, words, WORDS, found));
            cr_assert_eq(found[i], UINT32_MAX);
            words[i] = before;
        }
}
