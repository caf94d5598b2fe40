/* test_number.c - numbers to text and back, without loss. */
#include "engine/base/text.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool reads_as_int(const char *text, int64_t expected)
{
    int64_t value = ~expected;

    return sg_str_to_int64(sg_str_of(text), &value) && value == expected;
}

static bool reads_as_double(const char *text, double expected)
{
    double value = -expected - 1;

    return sg_str_to_double(sg_str_of(text), &value) &&
           memcmp(&value, &expected, sizeof value) == 0;
}

Test(number, reads_integers)
{
    cr_assert(reads_as_int("0", 0));
    cr_assert(reads_as_int("-0", 0));
    cr_assert(reads_as_int("+17", 17));
    cr_assert(reads_as_int("0042", 42));
    cr_assert(reads_as_int("9223372036854775807", INT64_MAX));
    cr_assert(reads_as_int("-9223372036854775808", INT64_MIN));
}

Test(number, refuses_what_is_no_integer)
{
    static const char *const wrong[] = {
        "",
        "-",
        "+",
        "--1",
        " 1",
        "1 ",
        "1.0",
        "0x10",
        "1e3",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999999",
        "18446744073709551617",
    };
    int64_t value = 0;

    for (size_t each = 0; each < SG_COUNT(wrong); each++)
        cr_assert(!sg_str_to_int64(sg_str_of(wrong[each]), &value), "`%s`", wrong[each]);
    cr_assert(!sg_str_to_int64((sg_str){ NULL, 0 }, &value));
}

Test(number, reads_doubles)
{
    cr_assert(reads_as_double("0", 0.0));
    cr_assert(reads_as_double("-0.0", -0.0));
    cr_assert(reads_as_double("1.5", 1.5));
    cr_assert(reads_as_double(".5", 0.5));
    cr_assert(reads_as_double("5.", 5.0));
    cr_assert(reads_as_double("+1e3", 1000.0));
    cr_assert(reads_as_double("0.1", 0.1));
    cr_assert(reads_as_double("000.00100E+2", 0.1));
    cr_assert(reads_as_double("1.7976931348623157e308", DBL_MAX));
    cr_assert(reads_as_double("5e-324", 4.9406564584124654e-324));
    cr_assert(reads_as_double("1e-400", 0.0));
    cr_assert(reads_as_double("0e999999999999999999999", 0.0));
    cr_assert(reads_as_double("9007199254740993", 9007199254740992.0));
}

Test(number, refuses_what_is_no_finite_double)
{
    static const char *const wrong[] = {
        "",      "-",      ".",    "e5",       "1e",
        "1e+",   " 1",     "1 ",   "0x1p3",    "inf",
        "nan",   "NaN",    "1,5",  "1.2.",     "--1",
        "1e400", "-1e400", "1e5x", "Infinity", "1e99999999999999999999",
    };
    double value = 0;

    for (size_t each = 0; each < SG_COUNT(wrong); each++)
        cr_assert(!sg_str_to_double(sg_str_of(wrong[each]), &value), "`%s`", wrong[each]);
    cr_assert(!sg_str_to_double((sg_str){ NULL, 0 }, &value));
}

/* Halfway between two doubles the rest of the digits decides, however far away it is. */
Test(number, reads_more_digits_than_it_keeps)
{
    enum { ZEROS = 5000 };
    char text[ZEROS + 64];
    size_t length = strlen(strcpy(text, "9007199254740993."));

    memset(text + length, '0', ZEROS);
    strcpy(text + length + ZEROS, "0");
    cr_assert(reads_as_double(text, 9007199254740992.0), "ties go to even");
    strcpy(text + length + ZEROS, "1");
    cr_assert(reads_as_double(text, 9007199254740994.0), "a hair above the tie goes up");

    length = strlen(strcpy(text, "9007199254740993"));
    memset(text + length, '0', ZEROS);
    strcpy(text + length + ZEROS, "1e-5001");
    cr_assert(reads_as_double(text, 9007199254740994.0));
    strcpy(text + length + ZEROS, "0e-5001");
    cr_assert(reads_as_double(text, 9007199254740992.0));
    memset(text, '0', ZEROS);
    strcpy(text + ZEROS, "12.5");
    cr_assert(reads_as_double(text, 12.5));
}

Test(number, writes_doubles_shortly)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        { 0.0, "0.0" },
        { -0.0, "-0.0" },
        { 1.0, "1.0" },
        { -1.5, "-1.5" },
        { 0.1, "0.1" },
        { 0.30000000000000004, "0.30000000000000004" },
        { 100.0, "100.0" },
        { 123456.789, "123456.789" },
        { 0.0001, "0.0001" },
        { 0.00001, "1e-5" },
        { 1e15, "1000000000000000.0" },
        { 1e16, "1e16" },
        { 1.25e21, "1.25e21" },
        { 1e300, "1e300" },
        { 9007199254740992.0, "9007199254740992.0" },
        { DBL_MAX, "1.7976931348623157e308" },
        { DBL_MIN, "2.2250738585072014e-308" },
        { 4.9406564584124654e-324, "5e-324" },
        { -0.00012345678901234567, "-0.00012345678901234567" },
        { (double)INFINITY, "Infinity" },
        { -(double)INFINITY, "-Infinity" },
        { (double)NAN, "NaN" },
    };

    for (size_t each = 0; each < SG_COUNT(rows); each++) {
        char text[32];
        size_t length = sg_double_format(rows[each].number, text);
        cr_assert_str_eq(text, rows[each].text);
        cr_assert(length == strlen(text));
    }
}

Test(number, every_double_reads_back_as_itself)
{
    uint64_t state = 88172645463325252u;

    for (int round = 0; round < 100000; round++) {
        double number;
        char text[32];
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        memcpy(&number, &state, sizeof number);
        if (!isfinite(number))
            continue;
        cr_assert(sg_double_format(number, text) < sizeof text);
        if (!reads_as_double(text, number))
            cr_assert_fail("%s does not read back", text);
    }
}
