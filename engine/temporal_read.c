/* temporal_read.c - reads what temporal_text.c writes: the extended forms of ISO 8601.
 *
 *     2024-02-29   12:30   12:30:05.25   Z   +01:00   [Europe/Stockholm]   P1Y2M3DT-4H-5M-6.7S
 *
 * Files hold this; the many other forms that the query language takes are its own
 * (query/functions/temporal_parse.c).
 */
#include "engine/temporal.h"

#include "engine/base/text_reader.h"

/* A number of `least` to `most` digits. */
static bool take_number(sg_text_reader *text, int least, int most, int64_t *out)
{
    int digits = 0;

    for (*out = 0; digits < most && sg_text_digits(text, 1) > 0; digits++)
        *out = *out * 10 + (*text->next++ - '0');
    return digits >= least;
}

/* The part of a second behind a point, if there is one, in nanoseconds. */
static bool take_fraction(sg_text_reader *text, int64_t *out)
{
    int digits = 0;

    *out = 0;
    if (!sg_text_take(text, '.') && !sg_text_take(text, ','))
        return true;
    for (; digits < 9 && sg_text_digits(text, 1) > 0; digits++)
        *out = *out * 10 + (*text->next++ - '0');
    for (int i = digits; i < 9; i++)
        *out *= 10;
    return digits > 0;
}

static bool take_day(sg_text_reader *text, int64_t *day)
{
    int64_t year, month, of_month;
    bool minus = sg_text_take(text, '-'), is_signed = minus || sg_text_take(text, '+');

    if (!take_number(text, 4, is_signed ? 9 : 4, &year) || !sg_text_take(text, '-') ||
        !take_number(text, 2, 2, &month) || !sg_text_take(text, '-') ||
        !take_number(text, 2, 2, &of_month))
        return false;
    year = minus ? -year : year;
    if (month < 1 || month > 12 || of_month < 1 || of_month > sg_month_length(year, (int)month))
        return false;
    *day = sg_day_of_date(year, (int)month, (int)of_month);
    return true;
}

static bool take_clock(sg_text_reader *text, int64_t *nanosecond)
{
    int64_t hour, minute, second = 0, part = 0;

    if (!take_number(text, 2, 2, &hour) || !sg_text_take(text, ':') ||
        !take_number(text, 2, 2, &minute))
        return false;
    if (sg_text_take(text, ':') &&
        (!take_number(text, 2, 2, &second) || !take_fraction(text, &part)))
        return false;
    *nanosecond = ((hour * 60 + minute) * 60 + second) * SG_NANOSECONDS + part;
    return hour < 24 && minute < 60 && second < 60;
}

static bool take_offset(sg_text_reader *text, int32_t *offset)
{
    int64_t hour, minute = 0, second = 0;
    bool minus;

    if (sg_text_take(text, 'Z'))
        return true;
    minus = sg_text_take(text, '-');
    if ((!minus && !sg_text_take(text, '+')) || !take_number(text, 2, 2, &hour))
        return false;
    if (sg_text_take(text, ':') && !take_number(text, 2, 2, &minute))
        return false;
    if (sg_text_take(text, ':') && !take_number(text, 2, 2, &second))
        return false;
    *offset = (int32_t)((hour * 60 + minute) * 60 + second);
    *offset = minus ? -*offset : *offset;
    return minute < 60 && second < 60;
}

/* "[Europe/Stockholm]", if there is one: the clock's offset stands before it. */
static bool take_zone(sg_text_reader *text, sg_str *zone)
{
    if (!sg_text_take(text, '['))
        return true;
    zone->bytes = text->next;
    while (!sg_text_ended(text) && *text->next != ']')
        text->next++;
    zone->length = (size_t)(text->next - zone->bytes);
    return zone->length > 0 && sg_text_take(text, ']');
}

static bool read_moment(sg_type type, sg_text_reader *text, sg_moment *moment)
{
    if (sg_type_has_day(type) && !take_day(text, &moment->day))
        return false;
    if (sg_type_has_day(type) && sg_type_has_clock(type) && !sg_text_take(text, 'T'))
        return false;
    if (sg_type_has_clock(type) && !take_clock(text, &moment->nanosecond))
        return false;
    if (sg_type_has_offset(type) && !take_offset(text, &moment->offset))
        return false;
    if (type == SG_TYPE_DATETIME && !take_zone(text, &moment->zone))
        return false;
    return sg_text_ended(text) && sg_moment_valid(moment);
}

/* --- durations ---------------------------------------------------------------------------------- */

/* A number with a sign, and the part behind its point in nanoseconds with that sign too. */
static bool take_signed(sg_text_reader *text, int64_t *whole, int64_t *part)
{
    bool minus = sg_text_take(text, '-');

    /* Fifteen digits times the seconds of a year are less than 2^63. */
    if (!take_number(text, 1, 18, whole) || !take_fraction(text, part))
        return false;
    *whole = minus ? -*whole : *whole;
    *part = minus ? -*part : *part;
    return true;
}

/* Adds number times unit; false when that is no int64. */
static bool add_units(int64_t *sum, int64_t number, int64_t unit)
{
    int64_t product;

    return !__builtin_mul_overflow(number, unit, &product) &&
           !__builtin_add_overflow(*sum, product, sum);
}

/* Units of `letters`, each at most once and in this order. */
static bool take_units(sg_text_reader *text, const char *letters, const int64_t *units,
                       int64_t *const sums[], int64_t *part, bool *any)
{
    while (!sg_text_ended(text) && *text->next != 'T') {
        int64_t number;
        if (!take_signed(text, &number, part) || sg_text_ended(text))
            return false;
        while (*letters && *letters != *text->next) {
            letters++;
            units++;
            sums++;
        }
        if (!*letters || (*part != 0 && *letters != 'S') || !add_units(*sums, number, *units))
            return false;
        text->next++;
        letters++;
        units++;
        sums++;
        *any = true;
    }
    return true;
}

static bool read_duration(sg_text_reader *text, sg_duration *out)
{
    static const int64_t dates[] = { 12, 1, 7, 1 }, times[] = { 3600, 60, 1 };
    int64_t *const date_sums[] = { &out->months, &out->months, &out->days, &out->days };
    int64_t *const time_sums[] = { &out->seconds, &out->seconds, &out->seconds };
    int64_t part = 0;
    bool any = false, any_time = false;

    if (!sg_text_take(text, 'P') || !take_units(text, "YMWD", dates, date_sums, &part, &any))
        return false;
    if (sg_text_take(text, 'T') &&
        (!take_units(text, "HMS", times, time_sums, &part, &any_time) || !any_time))
        return false;
    if (part < 0) { /* seconds count down, nanoseconds up */
        if (__builtin_sub_overflow(out->seconds, 1, &out->seconds))
            return false;
        part += SG_NANOSECONDS;
    }
    out->nanoseconds = (uint32_t)part;
    return (any || any_time) && sg_text_ended(text) && sg_duration_valid(out);
}

bool sg_temporal_read(sg_type type, sg_str text, sg_arena *arena, sg_value *out)
{
    sg_text_reader reader = sg_text_reader_of(text);
    sg_duration duration = { .months = 0 };
    sg_moment moment = { .day = 0 };

    if (type == SG_TYPE_DURATION)
        return read_duration(&reader, &duration) &&
               sg_duration_value(arena, &duration, out) == SG_OK;
    return read_moment(type, &reader, &moment) &&
           sg_moment_value(arena, type, &moment, out) == SG_OK;
}
