/* test_clock.c - times read and written. */
#include "engine/base/clock.h"

#include <criterion/criterion.h>
#include <stdint.h>

#include "engine/base/text.h"

static bool reads_as(const char *text, int64_t expected)
{
    int64_t seconds = ~expected;

    return sg_time_parse(sg_str_of(text), &seconds) && seconds == expected;
}

Test(clock, moves_forward)
{
    uint64_t before = sg_clock_monotonic();

    cr_assert(before > 0 && sg_clock_monotonic() >= before);
    cr_assert(sg_clock_wall() > INT64_C(1700000000));
}

Test(clock, reads_times)
{
    cr_assert(reads_as("1970-01-01", 0));
    cr_assert(reads_as("1970-01-01T00:00:00Z", 0));
    cr_assert(reads_as("1969-12-31T23:59:59Z", -1));
    cr_assert(reads_as("2026-11-01T10:00:00Z", 1793527200));
    cr_assert(reads_as("2026-11-01T10:00:00.123456Z", 1793527200));
    cr_assert(reads_as("2026-11-01T12:00:00+02:00", 1793527200));
    cr_assert(reads_as("2026-11-01T04:30:00-0530", 1793527200));
    cr_assert(reads_as("2026-11-01T11:00:00+01", 1793527200));
    cr_assert(reads_as("2026-11-01t10:00:00z", 1793527200));
    cr_assert(reads_as("2026-11-01 10:00:00", 1793527200));
    cr_assert(reads_as("2000-02-29", 951782400));
    cr_assert(reads_as("0000-01-01", INT64_C(-62167219200)));
    cr_assert(reads_as("9999-12-31T23:59:59Z", INT64_C(253402300799)));
}

Test(clock, refuses_anything_else)
{
    static const char *const wrong[] = {
        "",
        "2026",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-01-00",
        "2026-1-1",
        "2026-01-01T",
        "2026-01-01T10:00",
        "2026-01-01T24:00:00Z",
        "2026-01-01T10:60:00Z",
        "2026-01-01T10:00:61Z",
        "2026-01-01T10:00:00.Z",
        "2026-01-01T10:00:00Zx",
        "2026-01-01T10:00:00+",
        "2026-01-01T10:00:00+1",
        "2026-01-01T10:00:00+01:",
        "2026-01-01T10:00:00+24:00",
        "2026-01-01x",
        " 2026-01-01",
        "2026/01/01",
        "20260101",
        "-026-01-01",
    };
    int64_t seconds = 0;

    for (size_t each = 0; each < SG_COUNT(wrong); each++)
        cr_assert(!sg_time_parse(sg_str_of(wrong[each]), &seconds), "`%s`", wrong[each]);
    cr_assert(!sg_time_parse((sg_str){ NULL, 0 }, &seconds));
}

Test(clock, writes_what_it_reads)
{
    char text[21];

    sg_time_format(0, text);
    cr_assert_str_eq(text, "1970-01-01T00:00:00Z");
    sg_time_format(INT64_MIN, text);
    cr_assert_str_eq(text, "0000-01-01T00:00:00Z");
    sg_time_format(INT64_MAX, text);
    cr_assert_str_eq(text, "9999-12-31T23:59:59Z");
    for (int64_t seconds = INT64_C(-62167219200); seconds < INT64_C(253402300799);
         seconds += 1234567 * 7) {
        sg_time_format(seconds, text);
        if (!reads_as(text, seconds))
            cr_assert_fail("%s does not read back", text);
    }
}
