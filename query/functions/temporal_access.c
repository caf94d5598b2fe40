/* temporal_access.c - d.year, t.epochSeconds, duration.hours: parts by name, in any case. */
#include "query/functions/temporal.h"

typedef enum component {
    PART_YEAR,
    PART_QUARTER,
    PART_MONTH,
    PART_WEEK,
    PART_WEEK_YEAR,
    PART_DAY,
    PART_ORDINAL_DAY,
    PART_WEEKDAY,
    PART_DAY_OF_QUARTER,
    PART_HOUR, /* ORDER: parts of the clock */
    PART_MINUTE,
    PART_SECOND,
    PART_MILLISECOND,
    PART_MICROSECOND,
    PART_NANOSECOND,
    PART_ZONE, /* ORDER: parts of the offset */
    PART_OFFSET,
    PART_OFFSET_MINUTES,
    PART_OFFSET_SECONDS,
    PART_EPOCH_SECONDS, /* ORDER: parts of all together */
    PART_EPOCH_MILLIS,
} component;

/* clang-format off */
static const struct {
    sg_str name;
    component part;
} parts[] = {
    { SG_STR_INIT("year"),          PART_YEAR },
    { SG_STR_INIT("quarter"),       PART_QUARTER },
    { SG_STR_INIT("month"),         PART_MONTH },
    { SG_STR_INIT("week"),          PART_WEEK },
    { SG_STR_INIT("weekYear"),      PART_WEEK_YEAR },
    { SG_STR_INIT("day"),           PART_DAY },
    { SG_STR_INIT("ordinalDay"),    PART_ORDINAL_DAY },
    { SG_STR_INIT("dayOfWeek"),     PART_WEEKDAY },
    { SG_STR_INIT("weekDay"),       PART_WEEKDAY },
    { SG_STR_INIT("dayOfQuarter"),  PART_DAY_OF_QUARTER },
    { SG_STR_INIT("hour"),          PART_HOUR },
    { SG_STR_INIT("minute"),        PART_MINUTE },
    { SG_STR_INIT("second"),        PART_SECOND },
    { SG_STR_INIT("millisecond"),   PART_MILLISECOND },
    { SG_STR_INIT("microsecond"),   PART_MICROSECOND },
    { SG_STR_INIT("nanosecond"),    PART_NANOSECOND },
    { SG_STR_INIT("timezone"),      PART_ZONE },
    { SG_STR_INIT("offset"),        PART_OFFSET },
    { SG_STR_INIT("offsetMinutes"), PART_OFFSET_MINUTES },
    { SG_STR_INIT("offsetSeconds"), PART_OFFSET_SECONDS },
    { SG_STR_INIT("epochSeconds"),  PART_EPOCH_SECONDS },
    { SG_STR_INIT("epochMillis"),   PART_EPOCH_MILLIS },
};

typedef enum source { SOURCE_MONTHS, SOURCE_DAYS, SOURCE_SECONDS, SOURCE_NANOSECONDS } source;

/* source x multiply / divide % modulo; what is multiplied takes the part of a second with it. */
static const struct {
    sg_str name;
    source source;
    int64_t multiply, divide, modulo;
} duration_parts[] = {
    { SG_STR_INIT("years"),                SOURCE_MONTHS,      1, 12, 0 },
    { SG_STR_INIT("quarters"),             SOURCE_MONTHS,      1, 3, 0 },
    { SG_STR_INIT("months"),               SOURCE_MONTHS,      1, 1, 0 },
    { SG_STR_INIT("weeks"),                SOURCE_DAYS,        1, 7, 0 },
    { SG_STR_INIT("days"),                 SOURCE_DAYS,        1, 1, 0 },
    { SG_STR_INIT("hours"),                SOURCE_SECONDS,     1, 3600, 0 },
    { SG_STR_INIT("minutes"),              SOURCE_SECONDS,     1, 60, 0 },
    { SG_STR_INIT("seconds"),              SOURCE_SECONDS,     1, 1, 0 },
    { SG_STR_INIT("milliseconds"),         SOURCE_SECONDS,     1000, 1, 0 },
    { SG_STR_INIT("microseconds"),         SOURCE_SECONDS,     1000000, 1, 0 },
    { SG_STR_INIT("nanoseconds"),          SOURCE_SECONDS,     SG_NANOSECONDS, 1, 0 },
    { SG_STR_INIT("quartersOfYear"),       SOURCE_MONTHS,      1, 3, 4 },
    { SG_STR_INIT("monthsOfQuarter"),      SOURCE_MONTHS,      1, 1, 3 },
    { SG_STR_INIT("monthsOfYear"),         SOURCE_MONTHS,      1, 1, 12 },
    { SG_STR_INIT("daysOfWeek"),           SOURCE_DAYS,        1, 1, 7 },
    { SG_STR_INIT("minutesOfHour"),        SOURCE_SECONDS,     1, 60, 60 },
    { SG_STR_INIT("secondsOfMinute"),      SOURCE_SECONDS,     1, 1, 60 },
    { SG_STR_INIT("millisecondsOfSecond"), SOURCE_NANOSECONDS, 1, 1000000, 0 },
    { SG_STR_INIT("microsecondsOfSecond"), SOURCE_NANOSECONDS, 1, 1000, 0 },
    { SG_STR_INIT("nanosecondsOfSecond"),  SOURCE_NANOSECONDS, 1, 1, 0 },
};
/* clang-format on */

static bool has_part(sg_type type, component part)
{
    if (part < PART_HOUR)
        return sg_type_has_day(type);
    if (part < PART_ZONE)
        return sg_type_has_clock(type);
    return sg_type_has_offset(type) && (part < PART_EPOCH_SECONDS || sg_type_has_day(type));
}

static int64_t day_part(int64_t day, component part)
{
    sg_date date = sg_date_of_day(day);
    int quarter = (date.month - 1) / 3 + 1;

    if (part == PART_YEAR)
        return date.year;
    if (part == PART_QUARTER)
        return quarter;
    if (part == PART_MONTH)
        return date.month;
    if (part == PART_WEEK)
        return sg_week_of_day(day).week;
    if (part == PART_WEEK_YEAR)
        return sg_week_of_day(day).year;
    if (part == PART_WEEKDAY)
        return sg_week_of_day(day).day;
    if (part == PART_DAY)
        return date.day;
    int first = part == PART_DAY_OF_QUARTER ? quarter * 3 - 2 : 1;
    return day - sg_day_of_date(date.year, first, 1) + 1;
}

static int64_t clock_part(int64_t nanosecond, component part)
{
    int64_t seconds = nanosecond / SG_NANOSECONDS, rest = nanosecond % SG_NANOSECONDS;

    if (part == PART_HOUR)
        return seconds / 3600;
    if (part == PART_MINUTE)
        return seconds / 60 % 60;
    if (part == PART_SECOND)
        return seconds % 60;
    return part == PART_MILLISECOND   ? rest / 1000000
           : part == PART_MICROSECOND ? rest / 1000
                                      : rest;
}

static sg_status offset_text(const sg_call *call, int32_t offset, sg_value *out, sg_error *err)
{
    char text[16];
    sg_str copy = sg_arena_copy(call->arena, (sg_str){ text, sg_offset_text(offset, text) });

    if (!copy.bytes)
        return sg_fail_arena(call, err);
    *out = sg_string(copy);
    return SG_OK;
}

static sg_status moment_part(const sg_call *call, const sg_moment *moment, component part,
                             sg_value *out, sg_error *err)
{
    if (part == PART_ZONE && moment->zone.length > 0) {
        *out = sg_string(moment->zone);
        return SG_OK;
    }
    if (part == PART_ZONE || part == PART_OFFSET)
        return offset_text(call, moment->offset, out, err);
    if (part < PART_HOUR)
        *out = sg_integer(day_part(moment->day, part));
    else if (part < PART_ZONE)
        *out = sg_integer(clock_part(moment->nanosecond, part));
    else if (part == PART_OFFSET_MINUTES)
        *out = sg_integer(moment->offset / 60);
    else if (part == PART_OFFSET_SECONDS)
        *out = sg_integer(moment->offset);
    else if (part == PART_EPOCH_SECONDS)
        *out = sg_integer(sg_moment_epoch(moment));
    else /* years are bounded, so that their milliseconds fit */
        *out = sg_integer(sg_moment_epoch(moment) * 1000 +
                          clock_part(moment->nanosecond, PART_MILLISECOND));
    return SG_OK;
}

static sg_status fail_name(sg_value subject, sg_str name, sg_suggestion *near, sg_error *err)
{
    sg_status status = sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                                     SG_NO_SPAN, "%s has no part `%.*s`",
                                     sg_type_phrase((sg_type)subject.type), SG_FMT(name));
    if (near->best.bytes)
        sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(near->best));
    return status;
}

static sg_status duration_part(const sg_duration *duration, size_t row, sg_value *out,
                               sg_error *err)
{
    const int64_t sources[] = { [SOURCE_MONTHS] = duration->months,
                                [SOURCE_DAYS] = duration->days,
                                [SOURCE_SECONDS] = duration->seconds,
                                [SOURCE_NANOSECONDS] = duration->nanoseconds };
    int64_t number = sources[duration_parts[row].source];
    int64_t multiply = duration_parts[row].multiply;

    if (multiply > 1) {
        int64_t more = duration->nanoseconds / (SG_NANOSECONDS / multiply);
        if (__builtin_mul_overflow(number, multiply, &number) ||
            __builtin_add_overflow(number, more, &number))
            return sg_query_fail(err, SG_ERROR_ARITHMETIC_OVERFLOW, SG_RUNTIME, SG_NO_SPAN,
                                 "the duration's `%.*s` do not fit 64 bits",
                                 SG_FMT(duration_parts[row].name));
    }
    number /= duration_parts[row].divide;
    *out =
        sg_integer(duration_parts[row].modulo ? number % duration_parts[row].modulo : number);
    return SG_OK;
}

static sg_status duration_property(sg_value subject, sg_str name, sg_value *out, sg_error *err)
{
    sg_suggestion near = { .wanted = name };

    for (size_t i = 0; i < SG_COUNT(duration_parts); i++) {
        if (sg_str_equal_fold(duration_parts[i].name, name))
            return duration_part(subject.duration, i, out, err);
        sg_suggestion_offer(&near, duration_parts[i].name);
    }
    return fail_name(subject, name, &near, err);
}

sg_status sg_temporal_property(const sg_call *call, sg_value subject, sg_str name,
                               sg_value *out, sg_error *err)
{
    sg_suggestion near = { .wanted = name };

    if (subject.type == SG_TYPE_DURATION)
        return duration_property(subject, name, out, err);
    for (size_t i = 0; i < SG_COUNT(parts); i++) {
        if (!has_part((sg_type)subject.type, parts[i].part))
            continue;
        if (sg_str_equal_fold(parts[i].name, name)) {
            sg_moment moment = sg_moment_of(subject);
            return moment_part(call, &moment, parts[i].part, out, err);
        }
        sg_suggestion_offer(&near, parts[i].name);
    }
    return fail_name(subject, name, &near, err);
}
