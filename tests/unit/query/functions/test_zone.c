/* test_zone.c - time zones: files, rules, clocks that are set, and names. */
#define _POSIX_C_SOURCE 200809L
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "query/functions/zone.h"

static sg_arena *arena;

static void begin(void)
{
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
}

static void end(void)
{
    sg_arena_free(arena);
}

TestSuite(zone, .init = begin, .fini = end);

/* --- rules -------------------------------------------------------------------------------------- */
static int64_t instant(int64_t year, int month, int day, int hour, int minute)
{
    return sg_day_of_date(year, month, day) * SG_DAY_SECONDS + hour * 3600 + minute * 60;
}

static int32_t offset_by(const char *text, int64_t epoch)
{
    sg_zone_rule rule;

    cr_assert(sg_zone_rule_read(sg_str_of(text), &rule), "%s", text);
    return sg_zone_rule_offset(&rule, epoch);
}

Test(zone, rules_say_when_the_clocks_change)
{
    static const char paris[] = "CET-1CEST,M3.5.0,M10.5.0/3";
    static const char dublin[] = "IST-1GMT0,M10.5.0,M3.5.0/1";
    static const char sydney[] = "AEST-10AEDT,M10.1.0,M4.1.0/3";

    cr_expect_eq(offset_by(paris, instant(2024, 3, 31, 0, 59)), 3600);
    cr_expect_eq(offset_by(paris, instant(2024, 3, 31, 1, 0)), 7200);
    cr_expect_eq(offset_by(paris, instant(2024, 10, 27, 0, 59)), 7200);
    cr_expect_eq(offset_by(paris, instant(2024, 10, 27, 1, 0)), 3600);
    cr_expect_eq(offset_by(dublin, instant(2024, 1, 1, 0, 0)), 0);
    cr_expect_eq(offset_by(dublin, instant(2024, 7, 1, 0, 0)), 3600);
    cr_expect_eq(offset_by(sydney, instant(2024, 1, 1, 0, 0)), 11 * 3600);
    cr_expect_eq(offset_by(sydney, instant(2024, 7, 1, 0, 0)), 10 * 3600);
    cr_expect_eq(offset_by("<+0330>-3:30", 0), 12600);
    cr_expect_eq(offset_by("EST5", 0), -18000);
}

Test(zone, days_of_the_year_count_leap_days_or_not)
{
    static const char julian[] = "AAA0BBB,J60/0,J300/0";
    static const char ordinal[] = "AAA0BBB,59/0,299/0";

    cr_expect_eq(offset_by(julian, instant(2024, 2, 29, 12, 0)), 0);
    cr_expect_eq(offset_by(julian, instant(2024, 3, 1, 0, 0)), 3600);
    cr_expect_eq(offset_by(ordinal, instant(2024, 2, 29, 0, 0)), 3600);
    cr_expect_eq(offset_by(ordinal, instant(2023, 3, 1, 0, 0)), 3600);
    cr_expect_eq(offset_by(ordinal, instant(2023, 2, 28, 23, 59)), 0);
}

Test(zone, what_is_no_rule)
{
    static const char *const cases[] = {
        "",
        "CE-1",
        "CET",
        "CET-25",
        "CET-19",
        "CET-1CEST",
        "CET-1CEST,",
        "CET-1CEST,M3.5.0",
        "<CET-1",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1 ",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,J0,J300",
        "CET-1:60",
        "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/3x",
    };
    sg_zone_rule rule;

    for (size_t i = 0; i < SG_COUNT(cases); i++)
        cr_expect_not(sg_zone_rule_read(sg_str_of(cases[i]), &rule), "%s", cases[i]);
}

/* --- files -------------------------------------------------------------------------------------- */
static void put(sg_buffer *out, uint64_t number, unsigned bytes)
{
    while (bytes-- > 0)
        sg_buffer_char(out, (char)(unsigned char)(number >> (8 * bytes)));
}

static void put_header(sg_buffer *out, uint32_t leaps, uint32_t times, uint32_t kinds)
{
    sg_buffer_text(out, "TZif2");
    put(out, 0, 8);
    put(out, 0, 7);
    const uint32_t counts[] = { 0, 0, leaps, times, kinds, 4 };
    for (size_t i = 0; i < SG_COUNT(counts); i++)
        put(out, counts[i], 4);
}

/* LMT (+00:30) until 1900, +01:00 until 2000-03-26 01:00 UTC, then +02:00; then `rule`. */
static void make_file(sg_buffer *out, uint32_t leaps, const char *rule)
{
    static const int32_t offsets[] = { 1800, 3600, 7200 };

    put_header(out, 0, 0, 1); /* of version 1: one kind */
    put(out, 0, 6);
    put(out, 0, 4);
    put_header(out, leaps, 2, 3);
    put(out, (uint64_t)instant(1900, 1, 1, 0, 0), 8);
    put(out, (uint64_t)instant(2000, 3, 26, 1, 0), 8);
    put(out, 1, 1);
    put(out, 2, 1);
    for (size_t i = 0; i < SG_COUNT(offsets); i++) {
        put(out, (uint32_t)offsets[i], 4);
        put(out, 0, 2);
    }
    put(out, 0, 4);
    for (uint32_t i = 0; i < leaps; i++) {
        put(out, 0, 8);
        put(out, 0, 4);
    }
    sg_buffer_format(out, "\n%s\n", rule);
}

Test(zone, a_file_has_transitions_and_a_rule)
{
    sg_buffer file = { 0 };
    sg_zone zone;

    make_file(&file, 0, "CET-1CEST,M3.5.0,M10.5.0/3");
    cr_assert_eq(sg_zone_read(sg_buffer_str(&file), arena, &zone), SG_OK);
    cr_expect_eq(sg_zone_offset(&zone, INT64_MIN / 4), 1800);
    cr_expect_eq(sg_zone_offset(&zone, instant(1899, 12, 31, 23, 59)), 1800);
    cr_expect_eq(sg_zone_offset(&zone, instant(1900, 1, 1, 0, 0)), 3600);
    cr_expect_eq(sg_zone_offset(&zone, instant(2000, 7, 1, 0, 0)), 7200);
    cr_expect_eq(sg_zone_offset(&zone, instant(2000, 12, 1, 0, 0)), 3600);
    cr_expect_eq(sg_zone_offset(&zone, instant(4000, 7, 1, 0, 0)), 7200);
    sg_buffer_free(&file);
}

Test(zone, without_a_rule_the_last_offset_stays)
{
    sg_buffer file = { 0 };
    sg_zone zone;

    make_file(&file, 0, "");
    cr_assert_eq(sg_zone_read(sg_buffer_str(&file), arena, &zone), SG_OK);
    cr_expect_eq(sg_zone_offset(&zone, instant(2000, 12, 1, 0, 0)), 7200);
    sg_buffer_free(&file);
}

Test(zone, damaged_files_are_refused)
{
    sg_buffer file = { 0 }, leaps = { 0 }, rule = { 0 };
    sg_zone zone;

    make_file(&file, 0, "CET-1");
    make_file(&leaps, 1, "CET-1");
    make_file(&rule, 0, "nonsense");
    sg_str good = sg_buffer_str(&file);
    for (size_t length = 0; length < good.length; length++)
        cr_expect_eq(sg_zone_read(sg_str_slice(good, 0, length), arena, &zone), SG_ECORRUPT,
                     "%zu bytes", length);
    cr_expect_eq(sg_zone_read(sg_buffer_str(&leaps), arena, &zone), SG_ECORRUPT);
    cr_expect_eq(sg_zone_read(sg_buffer_str(&rule), arena, &zone), SG_ECORRUPT);
    for (size_t at = 0; at < good.length; at++) { /* whatever stands there: an answer or none */
        char before = file.bytes[at];
        file.bytes[at] = (char)0xff;
        if (sg_zone_read(good, arena, &zone) == SG_OK)
            cr_expect_leq(abs(sg_zone_offset(&zone, 0)), SG_MAX_OFFSET);
        file.bytes[at] = before;
    }
    sg_buffer_free(&file);
    sg_buffer_free(&leaps);
    sg_buffer_free(&rule);
}

/* --- clocks ------------------------------------------------------------------------------------- */
static const sg_zone paris = {
    .name = SG_STR_INIT("Test/Paris"),
    .has_rule = true,
    .rule = { .standard = 3600,
              .summer = 7200,
              .changes = true,
              .begin = { .month = 3, .week = 5, .seconds = 2 * 3600 },
              .end = { .month = 10, .week = 5, .seconds = 3 * 3600 } },
};

static void expect_settled(int month, int day, int hour, bool keep, int32_t offset,
                           const char *wanted)
{
    sg_moment moment = { .day = sg_day_of_date(2024, month, day),
                         .nanosecond = (hour * 60 + 30) * 60 * SG_NANOSECONDS,
                         .offset = offset };
    char text[SG_TEMPORAL_TEXT];
    sg_value value;

    sg_zone_settle(&paris, keep, &moment);
    cr_assert_eq(sg_moment_value(arena, SG_TYPE_DATETIME, &moment, &value), SG_OK);
    sg_temporal_text(value, SG_TEMPORAL_SHORT, text);
    cr_expect_str_eq(text, wanted);
}

Test(zone, an_hour_that_is_skipped_and_one_that_comes_twice)
{
    expect_settled(3, 31, 1, false, 0, "2024-03-31T01:30+01:00[Test/Paris]");
    expect_settled(3, 31, 2, false, 0, "2024-03-31T03:30+02:00[Test/Paris]");
    expect_settled(3, 31, 3, false, 0, "2024-03-31T03:30+02:00[Test/Paris]");
    expect_settled(10, 27, 2, false, 3600, "2024-10-27T02:30+02:00[Test/Paris]");
    expect_settled(10, 27, 2, true, 3600, "2024-10-27T02:30+01:00[Test/Paris]");
    expect_settled(10, 27, 2, true, 7200, "2024-10-27T02:30+02:00[Test/Paris]");
    expect_settled(10, 27, 2, true, 0, "2024-10-27T02:30+02:00[Test/Paris]");
    expect_settled(10, 27, 3, true, 7200, "2024-10-27T03:30+01:00[Test/Paris]");
}

/* --- names -------------------------------------------------------------------------------------- */
Test(zone, names_are_found_once)
{
    sg_zones *zones = NULL;
    const sg_zone *first = NULL, *again = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_zones_new(&zones, &err), SG_OK);
    cr_assert_eq(sg_zones_find(zones, SG_STR("Europe/Stockholm"), &first, &err), SG_OK,
                 "tzdata is one of .ci/packages: %s", err.message);
    cr_assert_eq(sg_zones_find(zones, SG_STR("Europe/Stockholm"), &again, &err), SG_OK);
    cr_expect_eq(first, again);
    cr_expect_eq(sg_zone_offset(first, instant(2024, 7, 1, 0, 0)), 7200);
    sg_zones_free(zones);
    sg_zones_free(NULL);
}

Test(zone, what_is_no_name_is_not_looked_for)
{
    static const char *const cases[] = {
        "",
        "/etc/passwd",
        "Europe/",
        "../zoneinfo/UTC",
        "Europe//Paris",
        "Europe/Atlantis",
        "Europe",
        "a.b",
        "zone.tab",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    };
    sg_zones *zones = NULL;
    const sg_zone *zone;

    cr_assert_eq(sg_zones_new(&zones, NULL), SG_OK);
    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        sg_error err = { 0 };
        cr_expect_eq(sg_zones_find(zones, sg_str_of(cases[i]), &zone, &err), SG_ERUNTIME, "%s",
                     cases[i]);
        cr_expect_str_eq(err.type, "ArgumentError");
    }
    sg_zones_free(zones);
}

Test(zone, a_folder_without_zones)
{
    sg_zones *zones = NULL;
    const sg_zone *zone;
    sg_error err = { 0 };

    setenv("TZDIR", "/nowhere/zoneinfo", 1);
    cr_assert_eq(sg_zones_new(&zones, NULL), SG_OK);
    cr_expect_eq(sg_zones_find(zones, SG_STR("Europe/Paris"), &zone, &err), SG_ERUNTIME);
    cr_expect(strstr(err.message, "no time zones are installed"), "%s", err.message);
    cr_expect(strstr(err.hint, "tzdata"), "%s", err.hint);
    sg_zones_free(zones);
}
