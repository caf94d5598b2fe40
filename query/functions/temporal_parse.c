/* temporal_parse.c - dates and times from ISO 8601 text.
 *
 *     day       2024-02-29  20240229     2024-02  202402       2024
 *               2024-W09-4  2024W094     2024-W09  2024W09
 *               2024-Q1-60  2024Q160     2024-Q1   2024Q1
 *               2024-060    2024060
 *     clock     12:31:14.25  123114.25   12:31    1231         12
 *     offset    Z  +01:00  +0100  +01    and with seconds; [Europe/Paris] behind it or in its place
 *
 * Years beyond four digits have a sign, and then whatever follows has its dash.
 */
#include "query/functions/temporal.h"

#include "engine/base/text_reader.h"

/* A number of exactly so many digits. */
static bool take_digits(sg_text_reader *text, unsigned count, int64_t *out)
{
    if (sg_text_digits(text, count) < count)
        return false;
    *out = 0;
    for (unsigned i = 0; i < count; i++)
        *out = *out * 10 + (*text->next++ - '0');
    return true;
}

/* --- the day ------------------------------------------------------------------------------------ */

static bool take_year(sg_text_reader *text, int64_t *year)
{
    bool minus = sg_text_take(text, '-');

    if (!minus && !sg_text_take(text, '+'))
        return take_digits(text, 4, year);
    unsigned count = sg_text_digits(text, 9);
    if (count == 0 || !take_digits(text, count, year))
        return false;
    if (minus)
        *year = -*year;
    return true;
}

static void give(sg_fields *fields, sg_field field, int64_t number)
{
    fields->given |= 1u << field;
    fields->number[field] = number;
}

/* Behind the year: `W09-4` or `Q1-60`, the part behind the dash need not be there. */
static bool take_part(sg_text_reader *text, bool dash, sg_fields *fields, sg_field big,
                      unsigned big_digits, sg_field small, unsigned small_digits)
{
    int64_t number;

    if (!take_digits(text, big_digits, &number))
        return false;
    give(fields, big, number);
    if (dash ? !sg_text_take(text, '-') : sg_text_digits(text, 1) == 0)
        return true;
    if (!take_digits(text, small_digits, &number))
        return false;
    give(fields, small, number);
    return true;
}

/* Fills in the fields that a map would have for this day; they are checked as a map's are. */
static bool take_day(sg_text_reader *text, sg_fields *fields)
{
    int64_t number;

    if (!take_year(text, &number))
        return false;
    give(fields, SG_FIELD_YEAR, number);
    bool dash = sg_text_take(text, '-');
    if (sg_text_take(text, 'W'))
        return take_part(text, dash, fields, SG_FIELD_WEEK, 2, SG_FIELD_DAY_OF_WEEK, 1);
    if (sg_text_take(text, 'Q'))
        return take_part(text, dash, fields, SG_FIELD_QUARTER, 1, SG_FIELD_DAY_OF_QUARTER, 2);
    if (sg_text_digits(text, 5) == 3 && take_digits(text, 3, &number)) {
        give(fields, SG_FIELD_ORDINAL_DAY, number);
        return true;
    }
    if (sg_text_digits(text, 1) > 0)
        return take_part(text, dash, fields, SG_FIELD_MONTH, 2, SG_FIELD_DAY, 2);
    return !dash;
}

/* --- the clock ---------------------------------------------------------------------------------- */

static bool take_fraction(sg_text_reader *text, int64_t *nanoseconds)
{
    if (!sg_text_take(text, '.') && !sg_text_take(text, ','))
        return true;
    unsigned count = sg_text_digits(text, 9);
    if (count == 0 || !take_digits(text, count, nanoseconds))
        return false;
    for (; count < 9; count++)
        *nanoseconds *= 10;
    return true;
}

static bool take_clock(sg_text_reader *text, int64_t *nanosecond)
{
    int64_t hour, minute = 0, second = 0, part = 0;

    if (!take_digits(text, 2, &hour))
        return false;
    bool colon = sg_text_take(text, ':');
    if (colon || sg_text_digits(text, 1) > 0) {
        if (!take_digits(text, 2, &minute))
            return false;
        if (colon ? sg_text_take(text, ':') : sg_text_digits(text, 1) > 0)
            if (!take_digits(text, 2, &second) || !take_fraction(text, &part))
                return false;
    }
    *nanosecond = (hour * 3600 + minute * 60 + second) * SG_NANOSECONDS + part;
    return hour < 24 && minute < 60 && second < 60;
}

/* --- the offset --------------------------------------------------------------------------------- */

static bool take_offset(sg_text_reader *text, int32_t *offset)
{
    int64_t hours, minutes = 0, seconds = 0;

    if (sg_text_take(text, 'Z') || sg_text_take(text, 'z')) {
        *offset = 0;
        return true;
    }
    bool minus = sg_text_take(text, '-');
    if ((!minus && !sg_text_take(text, '+')) || !take_digits(text, 2, &hours))
        return false;
    bool colon = sg_text_take(text, ':');
    if (colon || sg_text_digits(text, 1) > 0) {
        if (!take_digits(text, 2, &minutes))
            return false;
        if (colon ? sg_text_take(text, ':') : sg_text_digits(text, 1) > 0)
            if (!take_digits(text, 2, &seconds))
                return false;
    }
    int64_t all = hours * 3600 + minutes * 60 + seconds;
    *offset = (int32_t)(minus ? -all : all);
    return minutes < 60 && seconds < 60 && all <= SG_MAX_OFFSET;
}

bool sg_offset_parse(sg_str text, int32_t *out)
{
    sg_text_reader reader = sg_text_reader_of(text);

    return take_offset(&reader, out) && sg_text_ended(&reader);
}

/* --- all of it ---------------------------------------------------------------------------------- */

/* `[Europe/Paris]` behind the offset, or in its place. */
static bool take_zone(sg_text_reader *text, sg_str *zone)
{
    if (!sg_text_take(text, '['))
        return true;
    const char *begin = text->next;
    while (!sg_text_ended(text) && *text->next != ']')
        text->next++;
    *zone = (sg_str){ begin, (size_t)(text->next - begin) };
    return sg_text_take(text, ']');
}

typedef struct parsed {
    sg_fields day;
    sg_moment moment;
    bool has_offset;
    sg_str zone; /* what the brackets hold; bytes NULL without */
} parsed;

static bool take_moment(sg_type type, sg_text_reader *text, parsed *out)
{
    if (sg_type_has_day(type)) {
        if (!take_day(text, &out->day))
            return false;
        if (!sg_type_has_clock(type) || sg_text_ended(text))
            return true;
        if (!sg_text_take(text, 'T') && !sg_text_take(text, 't'))
            return false;
    }
    if (!take_clock(text, &out->moment.nanosecond))
        return false;
    if (!sg_type_has_offset(type) || sg_text_ended(text))
        return true;
    out->has_offset = *text->next != '[';
    if (out->has_offset && !take_offset(text, &out->moment.offset))
        return false;
    return take_zone(text, &out->zone);
}

/* An offset beside a zone must be one that its clocks have then. */
static sg_status enter_zone(const sg_call *call, sg_type type, parsed *self, sg_error *err)
{
    sg_moment given = self->moment;
    sg_place place;

    if (!sg_type_has_day(type))
        return sg_query_fail(
            err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
            "a Time has an offset such as '+02:00', and no zone `%.*s`", SG_FMT(self->zone));
    SG_TRY(sg_place_parse(call, self->zone, &place, err));
    if (!place.zone || !self->has_offset)
        sg_place_set(call, place, type, &self->moment);
    else
        sg_zone_settle(place.zone, true, &self->moment);
    if (!self->has_offset || self->moment.offset == given.offset)
        return SG_OK;
    return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                         "the clocks of `%.*s` have another offset then", SG_FMT(self->zone));
}

sg_status sg_moment_parse(const sg_call *call, sg_type type, sg_str text, sg_moment *out,
                          sg_error *err)
{
    sg_text_reader reader = sg_text_reader_of(text);
    parsed self = { .has_offset = false };

    if (!take_moment(type, &reader, &self) || !sg_text_ended(&reader))
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN, "`%.*s` is not the text of %s", SG_FMT(text),
                             sg_type_phrase(type));
    if (sg_type_has_day(type))
        SG_TRY(sg_fields_set_day(&self.day, false, &self.moment.day, err));
    if (self.zone.bytes)
        SG_TRY(enter_zone(call, type, &self, err));
    *out = self.moment;
    return SG_OK;
}
