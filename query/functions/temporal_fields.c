/* temporal_fields.c - dates and times from maps: {year: 2024, month: 2}, {date: d, hour: 12}.
 *
 * A date is given by month and day, by week and weekday, by quarter or by the day of the year; these
 * do not mix.  Another temporal value can be the base that the other entries change.  A null entry
 * makes the whole null, so that datetime({epochSeconds: n.seen}) of a node without `seen` is null.
 */
#include "query/functions/temporal.h"

#define BIT(field) (1u << SG_FIELD_##field)
#define CALENDAR_FIELDS (BIT(MONTH) | BIT(DAY))
#define WEEK_FIELDS (BIT(WEEK) | BIT(DAY_OF_WEEK))
#define QUARTER_FIELDS (BIT(QUARTER) | BIT(DAY_OF_QUARTER))
#define PART_FIELDS (BIT(MILLISECOND) | BIT(MICROSECOND) | BIT(NANOSECOND))

typedef enum need {
    NEEDS_DAY = 1,
    NEEDS_CLOCK = 2,
    NEEDS_OFFSET = 4,
    NEEDS_MOMENT = NEEDS_DAY | NEEDS_CLOCK,
    NEEDS_INSTANT = NEEDS_MOMENT | NEEDS_OFFSET,
} need;

static const struct {
    sg_str name;
    need need;
} rows[] = {
#define FIELD(id, name, need) { SG_STR_INIT(name), need },
#include "query/functions/temporal_fields.def"
#undef FIELD
};

static sg_status fail_value(sg_error *err, const char *what, const char *name)
{
    return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                         "%s `%s`", what, name);
}

/* --- reading ------------------------------------------------------------------------------------ */

static need parts_of(sg_type type)
{
    return (need)((sg_type_has_day(type) ? NEEDS_DAY : 0) |
                  (sg_type_has_clock(type) ? NEEDS_CLOCK : 0) |
                  (sg_type_has_offset(type) ? NEEDS_OFFSET : 0));
}

static sg_status fail_name(sg_type type, sg_str name, sg_error *err)
{
    sg_suggestion near = { .wanted = name };
    sg_status status =
        sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                      "%s has no part `%.*s`", sg_type_phrase(type), SG_FMT(name));
    for (size_t i = 0; i < SG_COUNT(rows); i++)
        sg_suggestion_offer(&near, rows[i].name);
    if (near.best.bytes)
        sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(near.best));
    return status;
}

/* Whether the value is such that the field can be taken from it. */
static bool fits(sg_field field, sg_value value)
{
    sg_type type = (sg_type)value.type;

    if (field == SG_FIELD_TIMEZONE)
        return type == SG_TYPE_STRING;
    if (field == SG_FIELD_DATE)
        return sg_type_has_day(type);
    if (field == SG_FIELD_TIME)
        return sg_type_has_clock(type);
    if (field == SG_FIELD_DATETIME)
        return sg_type_has_day(type) && sg_type_has_clock(type);
    return type == SG_TYPE_INTEGER;
}

static sg_status read_entry(sg_type type, const sg_entry *entry, sg_fields *out, sg_error *err)
{
    size_t at = 0;

    while (at < SG_COUNT(rows) && !sg_str_equal_fold(rows[at].name, entry->key))
        at++;
    if (at == SG_COUNT(rows) || (rows[at].need & ~parts_of(type)) != 0)
        return fail_name(type, entry->key, err);
    if (sg_is_null(entry->value)) {
        out->any_null = true;
        return SG_OK;
    }
    if (!fits((sg_field)at, entry->value))
        return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                             "`%.*s` cannot be %s", SG_FMT(rows[at].name),
                             sg_type_phrase((sg_type)entry->value.type));
    out->given |= 1u << at;
    out->number[at] = entry->value.integer;
    out->value[at] = entry->value;
    return SG_OK;
}

sg_status sg_fields_read(sg_type type, sg_value map, sg_fields *out, sg_error *err)
{
    *out = (sg_fields){ .given = 0 };
    for (uint32_t i = 0; i < map.length; i++)
        SG_TRY(read_entry(type, &map.map[i], out, err));
    return SG_OK;
}

/* --- taking ------------------------------------------------------------------------------------- */

static sg_status take(const sg_fields *fields, sg_field field, int64_t least, int64_t most,
                      int64_t *out, sg_error *err)
{
    if (!sg_fields_have(fields, field))
        return SG_OK;
    if (fields->number[field] < least || fields->number[field] > most)
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN, "`%.*s` is from %lld to %lld here, not %lld",
                             SG_FMT(rows[field].name), (long long)least, (long long)most,
                             (long long)fields->number[field]);
    *out = fields->number[field];
    return SG_OK;
}

/* A part is given and the one that it is a part of is not. */
static sg_status demand(const sg_fields *fields, bool based, sg_field part, sg_field whole,
                        sg_error *err)
{
    if (based || !sg_fields_have(fields, part) || sg_fields_have(fields, whole))
        return SG_OK;
    return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                         "`%.*s` is given, so `%.*s` must be given too",
                         SG_FMT(rows[part].name), SG_FMT(rows[whole].name));
}

/* --- the day ------------------------------------------------------------------------------------ */

static sg_status set_calendar_day(const sg_fields *fields, bool based, int64_t *day,
                                  sg_error *err)
{
    sg_date date = based ? sg_date_of_day(*day) : (sg_date){ 0, 1, 1 };
    int64_t month = date.month, of_month = date.day;

    SG_TRY(take(fields, SG_FIELD_YEAR, -SG_MAX_YEAR, SG_MAX_YEAR, &date.year, err));
    SG_TRY(demand(fields, based, SG_FIELD_DAY, SG_FIELD_MONTH, err));
    SG_TRY(take(fields, SG_FIELD_MONTH, 1, 12, &month, err));
    int length = sg_month_length(date.year, (int)month);
    SG_TRY(take(fields, SG_FIELD_DAY, 1, length, &of_month, err));
    if (of_month > length)
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN, "month %lld of %lld has no day %lld", (long long)month,
                             (long long)date.year, (long long)of_month);
    *day = sg_day_of_date(date.year, (int)month, (int)of_month);
    return SG_OK;
}

static sg_status set_week_day(const sg_fields *fields, bool based, int64_t *day, sg_error *err)
{
    sg_week_date date = based ? sg_week_of_day(*day) : (sg_week_date){ 0, 1, 1 };
    int64_t week = date.week, weekday = date.day;

    SG_TRY(take(fields, SG_FIELD_YEAR, -SG_MAX_YEAR, SG_MAX_YEAR, &date.year, err));
    SG_TRY(demand(fields, based, SG_FIELD_DAY_OF_WEEK, SG_FIELD_WEEK, err));
    int64_t begin = sg_week_year_begin(date.year);
    int64_t weeks = (sg_week_year_begin(date.year + 1) - begin) / 7;
    SG_TRY(take(fields, SG_FIELD_WEEK, 1, weeks, &week, err));
    SG_TRY(take(fields, SG_FIELD_DAY_OF_WEEK, 1, 7, &weekday, err));
    *day = begin + (week - 1) * 7 + weekday - 1;
    return SG_OK;
}

static sg_status set_quarter_day(const sg_fields *fields, bool based, int64_t *day,
                                 sg_error *err)
{
    sg_date date = based ? sg_date_of_day(*day) : (sg_date){ 0, 1, 1 };
    int64_t quarter = (date.month - 1) / 3 + 1;
    int64_t of_quarter =
        based ? *day - sg_day_of_date(date.year, (int)quarter * 3 - 2, 1) + 1 : 1;

    SG_TRY(take(fields, SG_FIELD_YEAR, -SG_MAX_YEAR, SG_MAX_YEAR, &date.year, err));
    SG_TRY(demand(fields, based, SG_FIELD_DAY_OF_QUARTER, SG_FIELD_QUARTER, err));
    SG_TRY(take(fields, SG_FIELD_QUARTER, 1, 4, &quarter, err));
    int last = (int)quarter * 3;
    int64_t begin = sg_day_of_date(date.year, last - 2, 1);
    int64_t end = sg_day_of_date(date.year, last, sg_month_length(date.year, last));
    SG_TRY(take(fields, SG_FIELD_DAY_OF_QUARTER, 1, end - begin + 1, &of_quarter, err));
    *day = begin + of_quarter - 1 > end ? end : begin + of_quarter - 1;
    return SG_OK;
}

static sg_status set_ordinal_day(const sg_fields *fields, bool based, int64_t *day,
                                 sg_error *err)
{
    int64_t year = based ? sg_date_of_day(*day).year : 0, ordinal = 1;

    SG_TRY(take(fields, SG_FIELD_YEAR, -SG_MAX_YEAR, SG_MAX_YEAR, &year, err));
    SG_TRY(take(fields, SG_FIELD_ORDINAL_DAY, 1, sg_year_length(year), &ordinal, err));
    *day = sg_day_of_date(year, 1, 1) + ordinal - 1;
    return SG_OK;
}

sg_status sg_fields_set_day(const sg_fields *fields, bool based, int64_t *day, sg_error *err)
{
    bool weeks = (fields->given & WEEK_FIELDS) != 0;
    bool quarters = (fields->given & QUARTER_FIELDS) != 0;
    bool ordinal = (fields->given & BIT(ORDINAL_DAY)) != 0;
    bool calendar = (fields->given & CALENDAR_FIELDS) != 0;

    if (!based && !sg_fields_have(fields, SG_FIELD_YEAR))
        return fail_value(err, "a date needs a", "year");
    if (weeks + quarters + ordinal + calendar > 1)
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN,
                             "a date is given by month and day, by week, by quarter or by the "
                             "day of the year, not by two of them");
    if (weeks)
        return set_week_day(fields, based, day, err);
    if (quarters)
        return set_quarter_day(fields, based, day, err);
    if (ordinal)
        return set_ordinal_day(fields, based, day, err);
    if (calendar || !based || sg_fields_have(fields, SG_FIELD_YEAR))
        return set_calendar_day(fields, based, day, err);
    return SG_OK;
}

/* --- the clock ---------------------------------------------------------------------------------- */

/* Each of millisecond, microsecond and nanosecond counts from where the bigger one ends. */
static sg_status take_part(const sg_fields *fields, int64_t *part, sg_error *err)
{
    bool milliseconds = sg_fields_have(fields, SG_FIELD_MILLISECOND);
    bool microseconds = sg_fields_have(fields, SG_FIELD_MICROSECOND);
    int64_t milli = 0, micro = 0, nano = 0;

    SG_TRY(take(fields, SG_FIELD_MILLISECOND, 0, 999, &milli, err));
    SG_TRY(take(fields, SG_FIELD_MICROSECOND, 0, milliseconds ? 999 : 999999, &micro, err));
    SG_TRY(take(fields, SG_FIELD_NANOSECOND, 0,
                microseconds   ? 999
                : milliseconds ? 999999
                               : 999999999,
                &nano, err));
    *part = milli * 1000000 + micro * 1000 + nano;
    return SG_OK;
}

sg_status sg_fields_set_clock(const sg_fields *fields, bool based, int64_t *nanosecond,
                              sg_error *err)
{
    int64_t seconds = *nanosecond / SG_NANOSECONDS, part = *nanosecond % SG_NANOSECONDS;
    int64_t hour = seconds / 3600, minute = seconds / 60 % 60, second = seconds % 60;

    SG_TRY(demand(fields, based, SG_FIELD_MINUTE, SG_FIELD_HOUR, err));
    SG_TRY(demand(fields, based, SG_FIELD_SECOND, SG_FIELD_MINUTE, err));
    SG_TRY(take(fields, SG_FIELD_HOUR, 0, 23, &hour, err));
    SG_TRY(take(fields, SG_FIELD_MINUTE, 0, 59, &minute, err));
    SG_TRY(take(fields, SG_FIELD_SECOND, 0, 59, &second, err));
    if (fields->given & PART_FIELDS)
        SG_TRY(take_part(fields, &part, err));
    *nanosecond = (hour * 3600 + minute * 60 + second) * SG_NANOSECONDS + part;
    return SG_OK;
}

/* --- a moment from nothing but a map ---------------------------------------------------------------- */

typedef struct base {
    sg_moment moment;
    bool day, clock, offset; /* which parts something gave */
} base;

static void add_base(base *self, const sg_fields *fields, sg_field field)
{
    if (!sg_fields_have(fields, field))
        return;
    sg_type type = (sg_type)fields->value[field].type;
    sg_moment moment = sg_moment_of(fields->value[field]);
    if (field != SG_FIELD_TIME) {
        self->day = true;
        self->moment.day = moment.day;
    }
    if (field != SG_FIELD_DATE) {
        self->clock = true;
        self->offset = sg_type_has_offset(type);
        self->moment.nanosecond = moment.nanosecond;
        self->moment.offset = moment.offset;
        self->moment.zone = moment.zone;
    }
}

static sg_status set_epoch(base *self, const sg_fields *fields, sg_error *err)
{
    bool seconds = sg_fields_have(fields, SG_FIELD_EPOCH_SECONDS);
    int64_t number = fields->number[seconds ? SG_FIELD_EPOCH_SECONDS : SG_FIELD_EPOCH_MILLIS];
    int64_t whole = seconds ? number : sg_floor_divide(number, 1000);
    uint32_t part = seconds ? 0 : (uint32_t)sg_floor_modulo(number, 1000) * 1000000;

    if (!sg_moment_at(whole, part, 0, &self->moment))
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN, "%lld is too far from 1970", (long long)number);
    self->day = self->clock = self->offset = true;
    return SG_OK;
}

static sg_status read_base(base *self, const sg_fields *fields, sg_error *err)
{
    uint32_t epoch = fields->given & (BIT(EPOCH_SECONDS) | BIT(EPOCH_MILLIS));
    uint32_t others = fields->given & (BIT(DATE) | BIT(TIME) | BIT(DATETIME));

    if ((epoch & (epoch - 1)) || (epoch && others) ||
        ((others & BIT(DATETIME)) && others != BIT(DATETIME)))
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN,
                             "the map says twice what the date and time are based on");
    if (epoch)
        return set_epoch(self, fields, err);
    add_base(self, fields, SG_FIELD_DATE);
    add_base(self, fields, SG_FIELD_TIME);
    add_base(self, fields, SG_FIELD_DATETIME);
    return SG_OK;
}

/* A base with an offset is the same instant on the new clock; else the clock only stands there. */
static sg_status set_place(const sg_call *call, sg_type type, base *self,
                           const sg_fields *fields, sg_error *err)
{
    sg_place place;

    if (self->day) /* of a day that was another's */
        SG_TRY(sg_moment_settle(call, SG_TYPE_DATETIME, self->offset, &self->moment, err));
    if (!sg_fields_have(fields, SG_FIELD_TIMEZONE))
        return SG_OK;
    SG_TRY(sg_place_parse(call, sg_value_str(fields->value[SG_FIELD_TIMEZONE]), &place, err));
    if (self->offset)
        sg_place_shift(call, place, self->day, &self->moment);
    else
        sg_place_set(call, place, type, &self->moment);
    return SG_OK;
}

sg_status sg_moment_from_fields(const sg_call *call, sg_type type, const sg_fields *fields,
                                sg_moment *out, sg_error *err)
{
    base self = { .day = false };

    if (fields->given == BIT(TIMEZONE)) {
        SG_TRY(sg_moment_now(call, (sg_place){ NULL, 0 }, &self.moment, err));
        self.day = self.clock = self.offset = true;
    }
    SG_TRY(read_base(&self, fields, err));
    SG_TRY(set_place(call, type, &self, fields, err));
    if (sg_type_has_day(type))
        SG_TRY(sg_fields_set_day(fields, self.day, &self.moment.day, err));
    else if (!self.clock && !sg_fields_have(fields, SG_FIELD_HOUR))
        return fail_value(err, "a time needs an", "hour");
    if (sg_type_has_clock(type))
        SG_TRY(sg_fields_set_clock(fields, self.clock, &self.moment.nanosecond, err));
    *out = self.moment;
    return sg_moment_settle(call, type, self.offset, out, err);
}
