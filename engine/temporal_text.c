/* temporal_text.c - temporal values as ISO 8601 has them.
 *
 *     2024-02-29T12:30:05.25+01:00     fractions of a second in groups of three digits in the short
 *                                      style, without zeros at the end in the full one
 *     ...+01:00[Europe/Stockholm]      of a time zone with a name
 *     P1Y2M3DT-4H-5M-6.7S              a unit that is zero is left out; signs stand with each unit
 */
#include <stdarg.h>
#include <stdio.h>

#include "engine/temporal.h"

typedef struct text_writer {
    char *out;
    size_t length;
} text_writer;

static void add(text_writer *text, const char *format, ...) SG_PRINTF(2, 3);

/* What any valid value gives fits: less than fifty bytes, and the name of a zone. */
static void add(text_writer *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int more =
        vsnprintf(text->out + text->length, SG_TEMPORAL_TEXT - text->length, format, arguments);
    va_end(arguments);
    if (more > 0 && (size_t)more < SG_TEMPORAL_TEXT - text->length)
        text->length += (size_t)more;
}

/* ".25": with as many digits as are left when zeros are cut off in groups. */
static void add_fraction(text_writer *text, uint32_t nanoseconds, unsigned group)
{
    unsigned cut = group == 3 ? 1000 : 10;
    int digits = 9;

    if (nanoseconds == 0)
        return;
    while (nanoseconds % cut == 0) {
        nanoseconds /= cut;
        digits -= (int)group;
    }
    add(text, ".%0*u", digits, nanoseconds);
}

static void add_day(text_writer *text, int64_t day)
{
    sg_date date = sg_date_of_day(day);
    const char *sign = date.year < 0 ? "-" : date.year > 9999 ? "+" : "";
    long long year = date.year < 0 ? -date.year : date.year;
    add(text, "%s%04lld-%02d-%02d", sign, year, date.month, date.day);
}

static void add_clock(text_writer *text, int64_t nanosecond, sg_temporal_style style)
{
    int second = (int)(nanosecond / SG_NANOSECONDS);
    uint32_t part = (uint32_t)(nanosecond % SG_NANOSECONDS);

    add(text, "%02d:%02d", second / 3600, second / 60 % 60);
    if (style == SG_TEMPORAL_FULL || second % 60 != 0 || part != 0)
        add(text, ":%02d", second % 60);
    add_fraction(text, part, style == SG_TEMPORAL_SHORT ? 3 : 1);
}

size_t sg_offset_text(int32_t offset, char out[16])
{
    char sign = offset < 0 ? '-' : '+';
    int seconds = (offset < 0 ? -offset : offset) % 100000; /* at most two digits of hours */
    int length;

    if (offset == 0)
        length = snprintf(out, 16, "Z");
    else if (seconds % 60 == 0)
        length = snprintf(out, 16, "%c%02d:%02d", sign, seconds / 3600, seconds / 60 % 60);
    else
        length = snprintf(out, 16, "%c%02d:%02d:%02d", sign, seconds / 3600, seconds / 60 % 60,
                          seconds % 60);
    return length > 0 ? (size_t)length : 0;
}

static void add_unit(text_writer *text, int64_t number, char unit)
{
    if (number != 0)
        add(text, "%lld%c", (long long)number, unit);
}

/* Minus 0.1 s is stored as -1 s and 0.9 s: the text counts towards zero. */
static void add_seconds(text_writer *text, const sg_duration *duration)
{
    int64_t seconds = duration->seconds;
    uint32_t part = duration->nanoseconds;
    bool negative = seconds < 0;

    if (seconds == 0 && part == 0)
        return;
    if (negative && part > 0) {
        seconds++;
        part = (uint32_t)SG_NANOSECONDS - part;
    }
    add(text, "T");
    add_unit(text, seconds / 3600, 'H');
    add_unit(text, seconds / 60 % 60, 'M');
    int64_t rest = seconds % 60;
    if (rest == 0 && part == 0)
        return;
    add(text, "%s%d", negative ? "-" : "", (int)(rest < 0 ? -rest : rest));
    add_fraction(text, part, 1);
    add(text, "S");
}

static void add_duration(text_writer *text, const sg_duration *duration)
{
    add(text, "P");
    add_unit(text, duration->months / 12, 'Y');
    add_unit(text, duration->months % 12, 'M');
    add_unit(text, duration->days, 'D');
    add_seconds(text, duration);
    if (text->length == 1)
        add(text, "T0S");
}

size_t sg_temporal_text(sg_value value, sg_temporal_style style, char out[SG_TEMPORAL_TEXT])
{
    text_writer text = { .out = out };
    sg_type type = (sg_type)value.type;
    char offset[16];

    out[0] = '\0';
    if (type == SG_TYPE_DURATION) {
        add_duration(&text, value.duration);
        return text.length;
    }
    sg_moment moment = sg_moment_of(value);
    if (sg_type_has_day(type))
        add_day(&text, moment.day);
    if (sg_type_has_day(type) && sg_type_has_clock(type))
        add(&text, "T");
    if (sg_type_has_clock(type))
        add_clock(&text, moment.nanosecond, style);
    if (sg_type_has_offset(type)) {
        sg_offset_text(moment.offset, offset);
        add(&text, "%s", offset);
    }
    if (moment.zone.length > 0)
        add(&text, "[%.*s]", SG_FMT(moment.zone));
    return text.length;
}
