/* temporal.c - date(), localtime(), time(), localdatetime(), datetime() and their relatives.
 *
 * All clocks of a statement, `.transaction`, `.statement` and `.realtime`, are its start: the same
 * statement with the same time gives the same answer.
 */
#include "query/functions/temporal.h"

sg_status sg_make_moment(const sg_call *call, sg_type type, const sg_moment *moment,
                         sg_value *out, sg_error *err)
{
    if (!sg_moment_valid(moment))
        return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                             "years go from -%lld to %lld", (long long)SG_MAX_YEAR,
                             (long long)SG_MAX_YEAR);
    if (sg_moment_value(call->arena, type, moment, out) != SG_OK)
        return sg_fail_arena(call, err);
    return SG_OK;
}

sg_status sg_moment_convertible(sg_type from, sg_type to, sg_error *err)
{
    bool day = !sg_type_has_day(to) || sg_type_has_day(from);
    bool clock = sg_type_has_day(to) || sg_type_has_clock(from);

    if (day && clock)
        return SG_OK;
    return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                         "%s cannot be made of %s, which has no %s", sg_type_phrase(to),
                         sg_type_phrase(from), day ? "time of day" : "day");
}

static sg_status now(const sg_call *call, sg_type type, const sg_value *zone, sg_value *out,
                     sg_error *err)
{
    sg_moment moment;
    sg_place place = { NULL, 0 };

    if (zone)
        SG_TRY(sg_place_parse(call, sg_value_str(*zone), &place, err));
    SG_TRY(sg_moment_now(call, place, &moment, err));
    return sg_make_moment(call, type, &moment, out, err);
}

static sg_status from_map(const sg_call *call, sg_type type, sg_value map, sg_value *out,
                          sg_error *err)
{
    sg_fields fields;
    sg_moment moment;

    SG_TRY(sg_fields_read(type, map, &fields, err));
    if (fields.any_null) {
        *out = sg_null();
        return SG_OK;
    }
    SG_TRY(sg_moment_from_fields(call, type, &fields, &moment, err));
    return sg_make_moment(call, type, &moment, out, err);
}

static sg_status make(const sg_call *call, sg_type type, const sg_value *arguments,
                      uint32_t count, sg_value *out, sg_error *err)
{
    sg_moment moment;

    if (count == 0)
        return now(call, type, NULL, out, err);
    sg_value from = arguments[0];
    if (from.type == SG_TYPE_MAP)
        return from_map(call, type, from, out, err);
    if (from.type == SG_TYPE_STRING) {
        SG_TRY(sg_moment_parse(call, type, sg_value_str(from), &moment, err));
    } else {
        SG_TRY(sg_moment_convertible((sg_type)from.type, type, err));
        moment = sg_moment_of(from);
    }
    return sg_make_moment(call, type, &moment, out, err);
}

/* clang-format off */
#define MOMENT_FUNCTIONS(name, type)                                                             \
    sg_status sg_scalar_##name(const sg_call *call, const sg_value *arguments, uint32_t count,   \
                               sg_value *out, sg_error *err)                                     \
    {                                                                                            \
        return make(call, type, arguments, count, out, err);                                     \
    }                                                                                            \
    sg_status sg_scalar_##name##_now(const sg_call *call, const sg_value *arguments,             \
                                     uint32_t count, sg_value *out, sg_error *err)               \
    {                                                                                            \
        return now(call, type, count > 0 ? arguments : NULL, out, err);                          \
    }
MOMENT_FUNCTIONS(date,          SG_TYPE_DATE)
MOMENT_FUNCTIONS(localtime,     SG_TYPE_LOCALTIME)
MOMENT_FUNCTIONS(time,          SG_TYPE_TIME)
MOMENT_FUNCTIONS(localdatetime, SG_TYPE_LOCALDATETIME)
MOMENT_FUNCTIONS(datetime,      SG_TYPE_DATETIME)
/* clang-format on */

static sg_status from_epoch(const sg_call *call, int64_t seconds, int64_t part, sg_value *out,
                            sg_error *err)
{
    sg_moment moment;

    if (part < 0 || part >= SG_NANOSECONDS ||
        !sg_moment_at(seconds, (uint32_t)part, 0, &moment))
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN, "%lld s and %lld ns are no time since 1970",
                             (long long)seconds, (long long)part);
    return sg_make_moment(call, SG_TYPE_DATETIME, &moment, out, err);
}

sg_status sg_scalar_datetime_from_epoch(const sg_call *call, const sg_value *arguments,
                                        uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    return from_epoch(call, arguments[0].integer, arguments[1].integer, out, err);
}

sg_status sg_scalar_datetime_from_millis(const sg_call *call, const sg_value *arguments,
                                         uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    int64_t millis = arguments[0].integer;
    return from_epoch(call, sg_floor_divide(millis, 1000),
                      sg_floor_modulo(millis, 1000) * 1000000, out, err);
}
