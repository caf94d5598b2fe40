/* temporal_truncate.c - date.truncate('month', d), datetime.truncate('hour', t, {minute: 30}).
 *
 * What is smaller than the unit goes to its first value; then the map sets parts of the result.  A
 * time zone in the map replaces the clock's without moving it.
 */
#include "query/functions/temporal.h"

typedef enum cut {
    CUT_MILLENNIUM,
    CUT_CENTURY,
    CUT_DECADE,
    CUT_YEAR,
    CUT_WEEK_YEAR,
    CUT_QUARTER,
    CUT_MONTH,
    CUT_WEEK,
    CUT_DAY,
    CUT_HOUR, /* ORDER: from here on a unit of the clock */
    CUT_MINUTE,
    CUT_SECOND,
    CUT_MILLISECOND,
    CUT_MICROSECOND,
} cut;

/* clang-format off */
static const struct {
    sg_str name;
    int64_t length; /* in years or in nanoseconds */
} cuts[] = {
    [CUT_MILLENNIUM]  = { SG_STR_INIT("millennium"),  1000 },
    [CUT_CENTURY]     = { SG_STR_INIT("century"),     100 },
    [CUT_DECADE]      = { SG_STR_INIT("decade"),      10 },
    [CUT_YEAR]        = { SG_STR_INIT("year"),        1 },
    [CUT_WEEK_YEAR]   = { SG_STR_INIT("weekYear"),    0 },
    [CUT_QUARTER]     = { SG_STR_INIT("quarter"),     0 },
    [CUT_MONTH]       = { SG_STR_INIT("month"),       0 },
    [CUT_WEEK]        = { SG_STR_INIT("week"),        0 },
    [CUT_DAY]         = { SG_STR_INIT("day"),         SG_DAY_NANOSECONDS },
    [CUT_HOUR]        = { SG_STR_INIT("hour"),        3600 * SG_NANOSECONDS },
    [CUT_MINUTE]      = { SG_STR_INIT("minute"),      60 * SG_NANOSECONDS },
    [CUT_SECOND]      = { SG_STR_INIT("second"),      SG_NANOSECONDS },
    [CUT_MILLISECOND] = { SG_STR_INIT("millisecond"), 1000000 },
    [CUT_MICROSECOND] = { SG_STR_INIT("microsecond"), 1000 },
};
/* clang-format on */

static sg_status find_cut(sg_str name, cut *out, sg_error *err)
{
    sg_suggestion near = { .wanted = name };

    for (size_t i = 0; i < SG_COUNT(cuts); i++) {
        if (sg_str_equal_fold(cuts[i].name, name)) {
            *out = (cut)i;
            return SG_OK;
        }
        sg_suggestion_offer(&near, cuts[i].name);
    }
    sg_status status =
        sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                      "`%.*s` is no unit to truncate to", SG_FMT(name));
    if (near.best.bytes)
        sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(near.best));
    return status;
}

static int64_t cut_day(cut unit, int64_t day)
{
    sg_date date = sg_date_of_day(day);
    sg_week_date week = sg_week_of_day(day);

    switch (unit) {
    case CUT_MILLENNIUM:
    case CUT_CENTURY:
    case CUT_DECADE:
    case CUT_YEAR:
        date.year = sg_floor_divide(date.year, cuts[unit].length) * cuts[unit].length;
        return sg_day_of_date(date.year, 1, 1);
    case CUT_WEEK_YEAR:
        return sg_week_year_begin(week.year);
    case CUT_QUARTER:
        return sg_day_of_date(date.year, (date.month - 1) / 3 * 3 + 1, 1);
    case CUT_MONTH:
        return day - date.day + 1;
    case CUT_WEEK:
        return day - week.day + 1;
    case CUT_DAY:
    case CUT_HOUR:
    case CUT_MINUTE:
    case CUT_SECOND:
    case CUT_MILLISECOND:
    case CUT_MICROSECOND:
        break;
    }
    return day;
}

static int64_t cut_clock(cut unit, int64_t nanosecond)
{
    return unit <= CUT_DAY ? 0 : nanosecond - nanosecond % cuts[unit].length;
}

/* A value that has no clock, or is to have none, has no hours to keep; likewise days. */
static sg_status check_unit(sg_type from, sg_type to, cut unit, sg_error *err)
{
    bool clock = sg_type_has_clock(from) && sg_type_has_clock(to);
    bool day = sg_type_has_day(from) && sg_type_has_day(to);

    SG_TRY(sg_moment_convertible(from, to, err));
    if (unit == CUT_DAY || (unit > CUT_DAY ? clock : day))
        return SG_OK;
    return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                         "%s cannot be truncated to a `%.*s`",
                         sg_type_phrase(unit > CUT_DAY && sg_type_has_clock(from) ? to : from),
                         SG_FMT(cuts[unit].name));
}

/* Smaller parts of a second come on top of what the unit has kept. */
static void keep_part(cut unit, int64_t nanosecond, sg_fields *fields)
{
    int64_t part = nanosecond % SG_NANOSECONDS;
    bool micro = sg_fields_have(fields, SG_FIELD_MICROSECOND);
    bool nano = sg_fields_have(fields, SG_FIELD_NANOSECOND);

    if (unit == CUT_MILLISECOND && (micro || nano)) {
        fields->given |= 1u << SG_FIELD_MILLISECOND;
        fields->number[SG_FIELD_MILLISECOND] = part / 1000000;
    } else if (unit == CUT_MICROSECOND && nano && !micro) {
        fields->given |= 1u << SG_FIELD_MICROSECOND;
        fields->number[SG_FIELD_MICROSECOND] = part / 1000;
    }
}

static sg_status set_parts(const sg_call *call, sg_type type, cut unit, sg_fields *fields,
                           sg_moment *moment, sg_error *err)
{
    const uint32_t bases = 1u << SG_FIELD_DATE | 1u << SG_FIELD_TIME | 1u << SG_FIELD_DATETIME |
                           1u << SG_FIELD_EPOCH_SECONDS | 1u << SG_FIELD_EPOCH_MILLIS;

    if (fields->given & bases)
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN, "a truncated value has its base already");
    keep_part(unit, moment->nanosecond, fields);
    bool moved = sg_fields_have(fields, SG_FIELD_TIMEZONE);
    if (moved) {
        sg_place place;
        SG_TRY(
            sg_place_parse(call, sg_value_str(fields->value[SG_FIELD_TIMEZONE]), &place, err));
        sg_place_set(call, place, type, moment);
    }
    if (sg_type_has_day(type))
        SG_TRY(sg_fields_set_day(fields, true, &moment->day, err));
    if (sg_type_has_clock(type))
        SG_TRY(sg_fields_set_clock(fields, true, &moment->nanosecond, err));
    return sg_moment_settle(call, type, !moved, moment, err);
}

static sg_status cut_value(const sg_call *call, sg_type type, const sg_value *arguments,
                           uint32_t count, sg_value *out, sg_error *err)
{
    sg_fields fields = { .given = 0 };
    sg_moment moment;
    cut unit = CUT_DAY;

    SG_TRY(find_cut(sg_value_str(arguments[0]), &unit, err));
    if (count > 1) {
        SG_TRY(check_unit((sg_type)arguments[1].type, type, unit, err));
        moment = sg_moment_of(arguments[1]);
    } else {
        SG_TRY(check_unit(type, type, unit, err));
        SG_TRY(sg_moment_now(call, (sg_place){ NULL, 0 }, &moment, err));
    }
    moment.day = cut_day(unit, moment.day);
    moment.nanosecond = cut_clock(unit, moment.nanosecond);
    if (count > 2)
        SG_TRY(sg_fields_read(type, arguments[2], &fields, err));
    if (fields.any_null) {
        *out = sg_null();
        return SG_OK;
    }
    SG_TRY(set_parts(call, type, unit, &fields, &moment, err));
    return sg_make_moment(call, type, &moment, out, err);
}

/* clang-format off */
#define TRUNCATE_FUNCTION(name, type)                                                            \
    sg_status sg_scalar_##name##_truncate(const sg_call *call, const sg_value *arguments,        \
                                          uint32_t count, sg_value *out, sg_error *err)          \
    {                                                                                            \
        return cut_value(call, type, arguments, count, out, err);                                 \
    }
TRUNCATE_FUNCTION(date,          SG_TYPE_DATE)
TRUNCATE_FUNCTION(localtime,     SG_TYPE_LOCALTIME)
TRUNCATE_FUNCTION(time,          SG_TYPE_TIME)
TRUNCATE_FUNCTION(localdatetime, SG_TYPE_LOCALDATETIME)
TRUNCATE_FUNCTION(datetime,      SG_TYPE_DATETIME)
/* clang-format on */
