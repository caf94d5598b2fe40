/* duration.c - durations out of parts, and moved moments.
 *
 *     {months: 0.75}     0.75 x 30.436875 days = 22.82765625 days
 *                        -> 22 days and 0.82765625 x 86,400 seconds = 19 h 51 min 49.5 s
 *
 * Whole numbers stay exact; only the part behind the point is reckoned as a double.
 */
#include <math.h>

#include "query/functions/temporal.h"

#define MONTH_DAYS 30.436875 /* 146,097 days in 4,800 months */

/* --- sums --------------------------------------------------------------------------------------- */

static void add_scaled(sg_duration_sum *sum, int64_t *to, int64_t number, int64_t scale)
{
    int64_t product;
    if (__builtin_mul_overflow(number, scale, &product) ||
        __builtin_add_overflow(*to, product, to))
        sum->overflow = true;
}

/* So many of a part of a second, `count` of which are a whole one. */
static void add_parts(sg_duration_sum *sum, int64_t number, int64_t count)
{
    add_scaled(sum, &sum->seconds, number / count, 1);
    add_scaled(sum, &sum->nanoseconds, number % count, SG_NANOSECONDS / count);
}

void sg_duration_add(sg_duration_sum *sum, sg_unit unit, int64_t whole)
{
    switch (unit) {
    case SG_UNIT_YEAR:
        add_scaled(sum, &sum->months, whole, 12);
        break;
    case SG_UNIT_QUARTER:
        add_scaled(sum, &sum->months, whole, 3);
        break;
    case SG_UNIT_MONTH:
        add_scaled(sum, &sum->months, whole, 1);
        break;
    case SG_UNIT_WEEK:
        add_scaled(sum, &sum->days, whole, 7);
        break;
    case SG_UNIT_DAY:
        add_scaled(sum, &sum->days, whole, 1);
        break;
    case SG_UNIT_HOUR:
        add_scaled(sum, &sum->seconds, whole, 3600);
        break;
    case SG_UNIT_MINUTE:
        add_scaled(sum, &sum->seconds, whole, 60);
        break;
    case SG_UNIT_SECOND:
        add_scaled(sum, &sum->seconds, whole, 1);
        break;
    case SG_UNIT_MILLISECOND:
        add_parts(sum, whole, 1000);
        break;
    case SG_UNIT_MICROSECOND:
        add_parts(sum, whole, 1000000);
        break;
    case SG_UNIT_NANOSECOND:
        add_parts(sum, whole, SG_NANOSECONDS);
        break;
    }
}

/* What a fraction of each unit is counted in, and how many of those it has. */
/* clang-format off */
static const struct {
    sg_unit smaller;
    double count;
} steps[] = {
    [SG_UNIT_YEAR]        = { SG_UNIT_MONTH,      12 },
    [SG_UNIT_QUARTER]     = { SG_UNIT_MONTH,      3 },
    [SG_UNIT_MONTH]       = { SG_UNIT_DAY,        MONTH_DAYS },
    [SG_UNIT_WEEK]        = { SG_UNIT_DAY,        7 },
    [SG_UNIT_DAY]         = { SG_UNIT_SECOND,     86400 },
    [SG_UNIT_HOUR]        = { SG_UNIT_SECOND,     3600 },
    [SG_UNIT_MINUTE]      = { SG_UNIT_SECOND,     60 },
    [SG_UNIT_SECOND]      = { SG_UNIT_NANOSECOND, 1e9 },
    [SG_UNIT_MILLISECOND] = { SG_UNIT_NANOSECOND, 1e6 },
    [SG_UNIT_MICROSECOND] = { SG_UNIT_NANOSECOND, 1e3 },
    [SG_UNIT_NANOSECOND]  = { SG_UNIT_NANOSECOND, 0 },
};
/* clang-format on */

void sg_duration_add_part(sg_duration_sum *sum, sg_unit unit, double number)
{
    for (;;) {
        double whole = unit == SG_UNIT_NANOSECOND ? round(number) : trunc(number);
        if (!(whole > -9223372036854775808.0 && whole < 9223372036854775808.0)) { /* NaN too */
            sum->overflow = true;
            return;
        }
        sg_duration_add(sum, unit, (int64_t)whole);
        if (unit == SG_UNIT_NANOSECOND || whole == number)
            return;
        number = (number - whole) * steps[unit].count;
        unit = steps[unit].smaller;
    }
}

sg_status sg_duration_of_sum(const sg_duration_sum *sum, sg_duration *out, sg_error *err)
{
    int64_t more = sg_floor_divide(sum->nanoseconds, SG_NANOSECONDS);
    sg_duration duration = {
        .months = sum->months,
        .days = sum->days,
        .nanoseconds = (uint32_t)sg_floor_modulo(sum->nanoseconds, SG_NANOSECONDS),
    };

    if (sum->overflow || __builtin_add_overflow(sum->seconds, more, &duration.seconds) ||
        !sg_duration_valid(&duration))
        return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                             "the duration is too long");
    *out = duration;
    return SG_OK;
}

sg_status sg_make_duration(const sg_call *call, const sg_duration *duration, sg_value *out,
                           sg_error *err)
{
    if (sg_duration_value(call->arena, duration, out) != SG_OK)
        return sg_fail_arena(call, err);
    return SG_OK;
}

/* --- maps --------------------------------------------------------------------------------------- */

static const struct {
    sg_str name;
    sg_unit unit;
} units[] = {
    { SG_STR_INIT("years"), SG_UNIT_YEAR },
    { SG_STR_INIT("quarters"), SG_UNIT_QUARTER },
    { SG_STR_INIT("months"), SG_UNIT_MONTH },
    { SG_STR_INIT("weeks"), SG_UNIT_WEEK },
    { SG_STR_INIT("days"), SG_UNIT_DAY },
    { SG_STR_INIT("hours"), SG_UNIT_HOUR },
    { SG_STR_INIT("minutes"), SG_UNIT_MINUTE },
    { SG_STR_INIT("seconds"), SG_UNIT_SECOND },
    { SG_STR_INIT("milliseconds"), SG_UNIT_MILLISECOND },
    { SG_STR_INIT("microseconds"), SG_UNIT_MICROSECOND },
    { SG_STR_INIT("nanoseconds"), SG_UNIT_NANOSECOND },
};

static sg_status add_entry(sg_duration_sum *sum, const sg_entry *entry, sg_error *err)
{
    sg_suggestion near = { .wanted = entry->key };
    size_t at = 0;

    while (at < SG_COUNT(units) && !sg_str_equal_fold(units[at].name, entry->key))
        sg_suggestion_offer(&near, units[at++].name);
    if (at == SG_COUNT(units)) {
        sg_status status =
            sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                          "a Duration has no part `%.*s`", SG_FMT(entry->key));
        if (near.best.bytes)
            sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(near.best));
        return status;
    }
    if (entry->value.type == SG_TYPE_INTEGER)
        sg_duration_add(sum, units[at].unit, entry->value.integer);
    else if (entry->value.type == SG_TYPE_FLOAT)
        sg_duration_add_part(sum, units[at].unit, entry->value.real);
    else
        return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                             "`%.*s` cannot be %s", SG_FMT(entry->key),
                             sg_type_phrase((sg_type)entry->value.type));
    return SG_OK;
}

static sg_status duration_of_map(const sg_call *call, sg_value map, sg_value *out,
                                 sg_error *err)
{
    sg_duration_sum sum = { .months = 0 };
    sg_duration duration;

    for (uint32_t i = 0; i < map.length; i++) {
        if (sg_is_null(map.map[i].value)) {
            *out = sg_null();
            return SG_OK;
        }
        SG_TRY(add_entry(&sum, &map.map[i], err));
    }
    SG_TRY(sg_duration_of_sum(&sum, &duration, err));
    return sg_make_duration(call, &duration, out, err);
}

sg_status sg_scalar_duration(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)count;
    sg_duration duration;

    if (arguments[0].type == SG_TYPE_DURATION) {
        *out = arguments[0];
        return SG_OK;
    }
    if (arguments[0].type == SG_TYPE_MAP)
        return duration_of_map(call, arguments[0], out, err);
    SG_TRY(sg_duration_parse(sg_value_str(arguments[0]), &duration, err));
    return sg_make_duration(call, &duration, out, err);
}

/* --- moving ------------------------------------------------------------------------------------- */

/* The same day so many months later, or the last of a month that is too short for it. */
static bool add_months(int64_t *day, int64_t months)
{
    sg_date date = sg_date_of_day(*day);
    int64_t month;

    if (__builtin_add_overflow(date.year * 12 + date.month - 1, months, &month))
        return false;
    int64_t year = sg_floor_divide(month, 12);
    int of_year = (int)(month - year * 12) + 1;
    if (year < -SG_MAX_YEAR || year > SG_MAX_YEAR)
        return false;
    int length = sg_month_length(year, of_year);
    *day = sg_day_of_date(year, of_year, date.day < length ? date.day : length);
    return true;
}

/* A duration is bounded in all (sg_duration_valid), so that its parts can be negated and summed. */
static bool move(sg_type type, const sg_duration *duration, int sign, sg_moment *moment)
{
    int64_t seconds = duration->seconds * sign, part = (int64_t)duration->nanoseconds * sign;

    if (sg_type_has_day(type) &&
        (!add_months(&moment->day, duration->months * sign) ||
         __builtin_add_overflow(moment->day, duration->days * sign, &moment->day)))
        return false;
    if (type == SG_TYPE_DATE) { /* whole days, towards zero */
        int64_t whole = seconds + (sign > 0 ? seconds < 0 && part > 0 : 0) -
                        (sign < 0 ? seconds > 0 && part < 0 : 0);
        return !__builtin_add_overflow(moment->day, whole / SG_DAY_SECONDS, &moment->day);
    }
    int64_t days = sg_floor_divide(seconds, SG_DAY_SECONDS);
    int64_t clock =
        moment->nanosecond + (seconds - days * SG_DAY_SECONDS) * SG_NANOSECONDS + part;
    int64_t carry = sg_floor_divide(clock, SG_DAY_NANOSECONDS);
    moment->nanosecond = clock - carry * SG_DAY_NANOSECONDS;
    if (!sg_type_has_day(type))
        return true;
    return !__builtin_add_overflow(moment->day, days + carry, &moment->day);
}

sg_status sg_moment_add(sg_type type, const sg_duration *duration, int sign, sg_moment *moment,
                        sg_error *err)
{
    if (move(type, duration, sign, moment) && sg_moment_valid(moment))
        return SG_OK;
    return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                         "years go from -%lld to %lld", (long long)SG_MAX_YEAR,
                         (long long)SG_MAX_YEAR);
}
