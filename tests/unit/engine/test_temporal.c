/* test_temporal.c - the calendar against counting days one by one, and temporal values as values. */
#include "engine/temporal.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/build.h"
#include "engine/encoding.h"
#include "tests/support/graphs.h"

static bool is_leap(int64_t year)
{
    return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
}

/* --- the calendar ------------------------------------------------------------------------------ */

Test(temporal, days_follow_each_other)
{
    sg_date date = { -401, 1, 1 };
    int weekday = sg_week_of_day(sg_day_of_date(-401, 1, 1)).day;

    for (int64_t day = sg_day_of_date(-401, 1, 1); date.year < 2801; day++) {
        sg_date found = sg_date_of_day(day);
        cr_assert(found.year == date.year && found.month == date.month && found.day == date.day,
                  "day %lld", (long long)day);
        cr_assert(sg_day_of_date(date.year, date.month, date.day) == day);
        cr_assert(sg_week_of_day(day).day == weekday);
        weekday = weekday % 7 + 1;
        bool last = date.day == sg_month_length(date.year, date.month);
        date.day = last ? 1 : date.day + 1;
        date.month += last;
        if (date.month > 12) {
            date.month = 1;
            date.year++;
        }
    }
}

Test(temporal, the_first_day_is_a_thursday)
{
    sg_date date = sg_date_of_day(0);

    cr_assert(date.year == 1970 && date.month == 1 && date.day == 1);
    cr_assert(sg_week_of_day(0).day == 4);
    cr_assert(sg_day_of_date(2000, 3, 1) == 11017);
}

Test(temporal, months_have_their_lengths)
{
    for (int64_t year = -8; year < 2402; year++) {
        cr_assert(sg_year_length(year) == (is_leap(year) ? 366 : 365));
        cr_assert(sg_month_length(year, 2) == (is_leap(year) ? 29 : 28));
    }
    cr_assert(sg_month_length(2023, 4) == 30 && sg_month_length(2023, 12) == 31);
}

Test(temporal, weeks_belong_to_the_year_of_their_thursday)
{
    static const struct {
        int year, month, day, week_year, week, weekday;
    } cases[] = {
        { 1816, 12, 30, 1817, 1, 1 }, { 1818, 12, 28, 1818, 53, 1 },
        { 2021, 1, 3, 2020, 53, 7 },  { 2021, 1, 4, 2021, 1, 1 },
        { 2024, 12, 31, 2025, 1, 2 }, { 1984, 11, 11, 1984, 45, 7 },
    };

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        int64_t day = sg_day_of_date(cases[i].year, cases[i].month, cases[i].day);
        sg_week_date week = sg_week_of_day(day);
        cr_assert(week.year == cases[i].week_year && week.week == cases[i].week &&
                      week.day == cases[i].weekday,
                  "case %zu", i);
        cr_assert(sg_week_year_begin(week.year) + (week.week - 1) * 7 + week.day - 1 == day);
    }
}

Test(temporal, years_are_bounded)
{
    sg_moment moment = { .day = sg_day_of_date(SG_MAX_YEAR, 12, 31) };

    cr_assert(sg_moment_valid(&moment));
    cr_assert(sg_date_of_day(moment.day).year == SG_MAX_YEAR);
    moment.day++;
    cr_assert_not(sg_moment_valid(&moment));
    moment.day = sg_day_of_date(-SG_MAX_YEAR, 1, 1);
    cr_assert(sg_moment_valid(&moment));
    moment.day--;
    cr_assert_not(sg_moment_valid(&moment));
    cr_assert_not(sg_moment_at(INT64_MAX, 0, 1, &moment));
    cr_assert_not(sg_moment_at(INT64_MIN, 0, 0, &moment));
}

/* --- values ------------------------------------------------------------------------------------ */

static sg_arena *arena;

static void open_arena(void)
{
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
}

static void close_arena(void)
{
    sg_arena_free(arena);
}

TestSuite(temporal_values, .init = open_arena, .fini = close_arena);

static sg_value moment_value(sg_type type, int64_t day, int64_t nanosecond, int32_t offset)
{
    sg_moment moment = { .day = day, .nanosecond = nanosecond, .offset = offset };
    sg_value value = sg_null();

    cr_assert(sg_moment_valid(&moment));
    cr_assert(sg_moment_value(arena, type, &moment, &value) == SG_OK);
    return value;
}

static sg_value duration_value(int64_t months, int64_t days, int64_t seconds, uint32_t part)
{
    sg_duration duration = { months, days, seconds, part };
    sg_value value = sg_null();

    cr_assert(sg_duration_valid(&duration));
    cr_assert(sg_duration_value(arena, &duration, &value) == SG_OK);
    return value;
}

static void expect_text(sg_value value, const char *brief, const char *full)
{
    char text[SG_TEMPORAL_TEXT];

    cr_assert(sg_temporal_text(value, SG_TEMPORAL_SHORT, text) == strlen(brief));
    cr_assert_str_eq(text, brief);
    cr_assert(sg_temporal_text(value, SG_TEMPORAL_FULL, text) == strlen(full));
    cr_assert_str_eq(text, full);
}

#define NOON (SG_DAY_NANOSECONDS / 2)

Test(temporal_values, text)
{
    expect_text(moment_value(SG_TYPE_DATE, -1, 0, 0), "1969-12-31", "1969-12-31");
    expect_text(moment_value(SG_TYPE_LOCALTIME, 0, NOON, 0), "12:00", "12:00:00");
    expect_text(moment_value(SG_TYPE_LOCALTIME, 0, NOON + 250000000, 0), "12:00:00.250",
                "12:00:00.25");
    expect_text(moment_value(SG_TYPE_TIME, 0, 1, -7507), "00:00:00.000000001-02:05:07",
                "00:00:00.000000001-02:05:07");
    expect_text(moment_value(SG_TYPE_TIME, 0, 0, 3600), "00:00+01:00", "00:00:00+01:00");
    expect_text(moment_value(SG_TYPE_LOCALDATETIME, -1, NOON, 0), "1969-12-31T12:00",
                "1969-12-31T12:00:00");
    expect_text(moment_value(SG_TYPE_DATETIME, 0, 0, 0), "1970-01-01T00:00Z",
                "1970-01-01T00:00:00Z");
    expect_text(moment_value(SG_TYPE_DATE, sg_day_of_date(-SG_MAX_YEAR, 1, 1), 0, 0),
                "-999999999-01-01", "-999999999-01-01");
    expect_text(moment_value(SG_TYPE_DATE, sg_day_of_date(12345, 6, 7), 0, 0), "+12345-06-07",
                "+12345-06-07");
}

Test(temporal_values, text_of_durations)
{
    expect_text(duration_value(0, 0, 0, 0), "PT0S", "PT0S");
    expect_text(duration_value(149, 14, 58390, 0), "P12Y5M14DT16H13M10S",
                "P12Y5M14DT16H13M10S");
    expect_text(duration_value(-13, -1, 0, 0), "P-1Y-1M-1D", "P-1Y-1M-1D");
    expect_text(duration_value(0, 0, -86400, 100000000), "PT-23H-59M-59.9S",
                "PT-23H-59M-59.9S");
    expect_text(duration_value(0, 0, -1, 500000000), "PT-0.5S", "PT-0.5S");
    expect_text(duration_value(0, 0, 3600, 1), "PT1H0.000000001S", "PT1H0.000000001S");
}

Test(temporal_values, order_is_by_instant)
{
    sg_value here = moment_value(SG_TYPE_DATETIME, 0, NOON, 3600);
    sg_value there = moment_value(SG_TYPE_DATETIME, 0, NOON, 0);
    sg_value same = moment_value(SG_TYPE_DATETIME, 0, NOON - 3600 * SG_NANOSECONDS, 0);
    int order = 0;

    cr_assert(sg_value_compare(here, there, &order) == SG_TRUE && order < 0);
    cr_assert(sg_value_equal(here, here) == SG_TRUE);
    cr_assert(sg_value_equal(here, same) == SG_FALSE); /* one instant, two clocks */
    cr_assert(sg_value_order(same, here) < 0);
    cr_assert(sg_value_compare(here, moment_value(SG_TYPE_DATE, 0, 0, 0), &order) ==
              SG_UNKNOWN);
    cr_assert(sg_value_equal(here, moment_value(SG_TYPE_LOCALDATETIME, 0, NOON, 0)) ==
              SG_FALSE);
}

Test(temporal_values, durations_have_no_less_but_an_order)
{
    sg_value month = duration_value(1, 0, 0, 0), days = duration_value(0, 31, 0, 0);
    int order = 0;

    cr_assert(sg_value_compare(month, days, &order) == SG_UNKNOWN);
    cr_assert(sg_value_order(month, days) < 0);
    cr_assert(sg_value_order(month, duration_value(0, 30, 0, 0)) > 0);
    cr_assert(sg_value_equal(duration_value(0, 1, 0, 0), duration_value(0, 0, 86400, 0)) ==
              SG_FALSE);
    cr_assert(sg_value_equal(month, duration_value(1, 0, 0, 0)) == SG_TRUE);
    const sg_duration most = { INT64_MAX, 0, 0, 0 }, least = { 0, 0, INT64_MIN, 0 };
    cr_assert_not(sg_duration_valid(&most) || sg_duration_valid(&least));
}

static size_t samples(sg_value out[16])
{
    size_t count = 0;

    out[count++] = moment_value(SG_TYPE_DATE, -719528, 0, 0);
    out[count++] = moment_value(SG_TYPE_LOCALTIME, 0, SG_DAY_NANOSECONDS - 1, 0);
    out[count++] = moment_value(SG_TYPE_TIME, 0, 5, -SG_MAX_OFFSET);
    out[count++] = moment_value(SG_TYPE_LOCALDATETIME, -1, NOON + 7, 0);
    out[count++] = moment_value(SG_TYPE_DATETIME, 20000, NOON + 7, 3600);
    sg_moment zoned = sg_moment_of(out[count - 1]);
    zoned.zone = SG_STR("Europe/Paris");
    cr_assert(sg_moment_value(arena, SG_TYPE_DATETIME, &zoned, &out[count++]) == SG_OK);
    out[count++] = duration_value(-5, 40, -3, 999999999);
    return count;
}

Test(temporal_values, copies_and_hashes_agree)
{
    sg_value values[16], copy;
    size_t count = samples(values);

    for (size_t i = 0; i < count; i++) {
        cr_assert(sg_value_copy(arena, values[i], &copy) == SG_OK);
        cr_assert(sg_value_same(values[i], copy));
        cr_assert(sg_value_hash(values[i]) == sg_value_hash(copy));
        for (size_t j = 0; j < count; j++)
            cr_assert(sg_value_same(values[i], values[j]) == (i == j));
    }
}

Test(temporal_values, bytes_come_back)
{
    sg_value values[16], back;
    size_t count = samples(values);

    for (size_t i = 0; i < count; i++) {
        sg_buffer bytes = { .length = 0 };
        cr_assert(sg_value_encode(values[i], &bytes) == SG_OK);
        cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_OK);
        cr_assert(back.type == values[i].type && sg_value_same(values[i], back));
        for (size_t length = 0; length < bytes.length; length++)
            cr_assert(sg_value_decode((sg_str){ bytes.bytes, length }, arena, &back) ==
                      SG_ECORRUPT);
        memset(bytes.bytes + 1, 0xff, bytes.length - 1);
        if (values[i].type != SG_TYPE_DATE) /* the day before 1970 */
            cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_ECORRUPT);
        memset(bytes.bytes + 1, 0x7f, bytes.length - 1);
        cr_assert(sg_value_decode(sg_buffer_str(&bytes), arena, &back) == SG_ECORRUPT);
        sg_buffer_free(&bytes);
    }
}

Test(temporal_values, properties_come_back)
{
    sg_builder *builder = sg_test_builder();
    sg_value values[16], list;
    size_t count = samples(values);
    char key[32];

    for (size_t i = 0; i < count; i++) {
        snprintf(key, sizeof key, "n%zu", i);
        sg_test_set(builder, sg_test_node(builder, key, "N"), "at", values[i]);
    }
    list = sg_list(values, (uint32_t)count);
    sg_test_set(builder, sg_test_node(builder, "all", "N"), "at", list);
    sg_graph *graph = sg_test_freeze(builder);
    for (size_t i = 0; i < count; i++) {
        snprintf(key, sizeof key, "n%zu", i);
        sg_value back = sg_test_property(graph, sg_test_find(graph, key), "at", arena);
        cr_assert(back.type == values[i].type && sg_value_same(back, values[i]));
    }
    cr_assert(
        sg_value_same(sg_test_property(graph, sg_test_find(graph, "all"), "at", arena), list));
    sg_graph_free(graph);
    sg_builder_free(builder);
}
