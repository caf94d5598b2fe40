/* temporal.c - the calendar, and temporal values taken apart, put together, compared and hashed.
 *
 * Years are counted from 1 March inside, so that the leap day is the last of its year: then the
 * months before a date have (153 m + 2) / 5 days, and 400 years always 146,097.
 */
#include "engine/temporal.h"

#include "engine/base/hash.h"

/* --- the calendar ------------------------------------------------------------------------------ */

#define ERA_YEARS 400
#define ERA_DAYS INT64_C(146097)
#define EPOCH_DAYS INT64_C(719468) /* from 0000-03-01 to 1970-01-01 */

int64_t sg_day_of_date(int64_t year, int month, int day)
{
    int64_t shifted = year - (month <= 2);
    int64_t era = sg_floor_divide(shifted, ERA_YEARS);
    int64_t of_era = shifted - era * ERA_YEARS;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;
}

sg_date sg_date_of_day(int64_t day)
{
    int64_t shifted = day + EPOCH_DAYS;
    int64_t era = sg_floor_divide(shifted, ERA_DAYS);
    int64_t of_era = shifted - era * ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    return (sg_date){
        .year = year + era * ERA_YEARS + (month >= 10),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(of_year - (153 * month + 2) / 5 + 1),
    };
}

/* 1 is Monday; 1970-01-01 was a Thursday. */
static int weekday_of(int64_t day)
{
    return (int)sg_floor_modulo(day + 3, 7) + 1;
}

int64_t sg_week_year_begin(int64_t year)
{
    int64_t fourth = sg_day_of_date(year, 1, 4);
    return fourth - weekday_of(fourth) + 1;
}

sg_week_date sg_week_of_day(int64_t day)
{
    int weekday = weekday_of(day);
    int64_t year = sg_date_of_day(day - weekday + 4).year; /* of the week's Thursday */
    int64_t week = (day - sg_week_year_begin(year)) / 7 + 1;
    return (sg_week_date){ year, (int)week, weekday };
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int sg_month_length(int64_t year, int month)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

int sg_year_length(int64_t year)
{
    return is_leap(year) ? 366 : 365;
}

/* --- moments ------------------------------------------------------------------------------------ */

bool sg_type_has_day(sg_type type)
{
    return type == SG_TYPE_DATE || type == SG_TYPE_LOCALDATETIME || type == SG_TYPE_DATETIME;
}

bool sg_type_has_clock(sg_type type)
{
    return type == SG_TYPE_LOCALTIME || type == SG_TYPE_TIME || type == SG_TYPE_LOCALDATETIME ||
           type == SG_TYPE_DATETIME;
}

bool sg_type_has_offset(sg_type type)
{
    return type == SG_TYPE_TIME || type == SG_TYPE_DATETIME;
}

sg_moment sg_moment_of(sg_value value)
{
    int64_t number = value.integer;

    if (value.type == SG_TYPE_DATETIME)
        return *value.moment;
    if (value.type == SG_TYPE_DATE)
        return (sg_moment){ .day = number };
    if (value.type == SG_TYPE_LOCALTIME)
        return (sg_moment){ .nanosecond = number };
    if (value.type == SG_TYPE_TIME)
        return (sg_moment){ .nanosecond = number, .offset = (int32_t)value.length };
    return (sg_moment){
        .day = sg_floor_divide(number, SG_DAY_SECONDS),
        .nanosecond = sg_floor_modulo(number, SG_DAY_SECONDS) * SG_NANOSECONDS + value.length,
    };
}

bool sg_moment_valid(const sg_moment *moment)
{
    return moment->day >= sg_day_of_date(-SG_MAX_YEAR, 1, 1) &&
           moment->day <= sg_day_of_date(SG_MAX_YEAR, 12, 31) && moment->nanosecond >= 0 &&
           moment->nanosecond < SG_DAY_NANOSECONDS && moment->offset >= -SG_MAX_OFFSET &&
           moment->offset <= SG_MAX_OFFSET && moment->zone.length <= SG_ZONE_NAME;
}

sg_status sg_moment_value(sg_arena *arena, sg_type type, const sg_moment *moment, sg_value *out)
{
    sg_value value = { .type = (uint8_t)type };
    sg_moment *copy;

    if (type == SG_TYPE_DATETIME) {
        copy = sg_arena_make(arena, sg_moment);
        if (!copy)
            return SG_ENOMEM;
        *copy = *moment;
        value.moment = copy;
    } else if (type == SG_TYPE_LOCALDATETIME) {
        value.integer = moment->day * SG_DAY_SECONDS + moment->nanosecond / SG_NANOSECONDS;
        value.length = (uint32_t)(moment->nanosecond % SG_NANOSECONDS);
    } else if (type == SG_TYPE_DATE) {
        value.integer = moment->day;
    } else {
        value.integer = moment->nanosecond;
        if (type == SG_TYPE_TIME)
            value.length = (uint32_t)moment->offset;
    }
    *out = value;
    return SG_OK;
}

int64_t sg_moment_epoch(const sg_moment *moment)
{
    return moment->day * SG_DAY_SECONDS + moment->nanosecond / SG_NANOSECONDS - moment->offset;
}

bool sg_moment_at(int64_t epoch, uint32_t nanoseconds, int32_t offset, sg_moment *out)
{
    int64_t seconds;

    if (__builtin_add_overflow(epoch, (int64_t)offset, &seconds))
        return false;
    int64_t day = sg_floor_divide(seconds, SG_DAY_SECONDS);
    int64_t of_day = sg_floor_modulo(seconds, SG_DAY_SECONDS);
    const sg_moment moment = { .day = day,
                               .nanosecond = of_day * SG_NANOSECONDS + nanoseconds,
                               .offset = offset };
    if (!sg_moment_valid(&moment))
        return false;
    *out = moment;
    return true;
}

/* --- durations ---------------------------------------------------------------------------------- */

/* Each part alone is under 2^61 seconds, so that they can be negated and summed. */
static bool is_bounded(int64_t number, int64_t seconds)
{
    int64_t most = (INT64_C(1) << 61) / seconds;
    return number >= -most && number <= most;
}

bool sg_duration_valid(const sg_duration *duration)
{
    return duration->nanoseconds < SG_NANOSECONDS &&
           is_bounded(duration->months, SG_MONTH_SECONDS) &&
           is_bounded(duration->days, SG_DAY_SECONDS) && is_bounded(duration->seconds, 1);
}

static int64_t average_seconds(const sg_duration *duration)
{
    return duration->months * SG_MONTH_SECONDS + duration->days * SG_DAY_SECONDS +
           duration->seconds;
}

sg_status sg_duration_value(sg_arena *arena, const sg_duration *duration, sg_value *out)
{
    sg_duration *copy = sg_arena_make(arena, sg_duration);
    if (!copy)
        return SG_ENOMEM;
    *copy = *duration;
    *out = (sg_value){ .type = SG_TYPE_DURATION, .duration = copy };
    return SG_OK;
}

/* --- values ------------------------------------------------------------------------------------- */

static int compare(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

static int compare_durations(const sg_duration *left, const sg_duration *right)
{
    int order = compare(average_seconds(left), average_seconds(right));
    if (order == 0)
        order = compare(left->nanoseconds, right->nanoseconds);
    if (order == 0)
        order = compare(left->months, right->months);
    return order != 0 ? order : compare(left->days, right->days);
}

int sg_temporal_order(sg_value left, sg_value right)
{
    if (left.type == SG_TYPE_DURATION)
        return compare_durations(left.duration, right.duration);
    sg_moment one = sg_moment_of(left), other = sg_moment_of(right);
    int order = compare(sg_moment_epoch(&one), sg_moment_epoch(&other));
    if (order == 0)
        order = compare(one.nanosecond % SG_NANOSECONDS, other.nanosecond % SG_NANOSECONDS);
    if (order == 0)
        order = compare(one.offset, other.offset);
    return order != 0 ? order : sg_str_compare(one.zone, other.zone);
}

uint64_t sg_temporal_hash(sg_value value)
{
    if (value.type == SG_TYPE_DURATION) {
        const sg_duration *duration = value.duration;
        uint64_t hash = sg_hash_int((uint64_t)duration->months);
        hash = sg_hash_combine(hash, (uint64_t)duration->days);
        hash = sg_hash_combine(hash, (uint64_t)duration->seconds);
        return sg_hash_combine(hash, duration->nanoseconds);
    }
    sg_moment moment = sg_moment_of(value);
    uint64_t hash = sg_hash_int((uint64_t)moment.day);
    hash = sg_hash_combine(hash, (uint64_t)moment.nanosecond);
    return sg_hash_combine(hash, (uint64_t)moment.offset);
}
