/* temporal_place.c - clocks and where they stand: at an offset, or in a zone, whose offset changes. */
#include "query/functions/temporal.h"

/* Names of the offset 0, which need no file. */
static bool is_universal(sg_str zone)
{
    return sg_str_equal_fold(zone, SG_STR("UTC")) || sg_str_equal_fold(zone, SG_STR("GMT")) ||
           sg_str_equal_fold(zone, SG_STR("Etc/UTC"));
}

static bool is_like_offset(sg_str text)
{
    return text.length == 0 || *text.bytes == '+' || *text.bytes == '-' ||
           (*text.bytes >= '0' && *text.bytes <= '9');
}

sg_status sg_place_parse(const sg_call *call, sg_str text, sg_place *out, sg_error *err)
{
    *out = (sg_place){ NULL, 0 };
    if (is_universal(text) || sg_offset_parse(text, &out->offset))
        return SG_OK;
    if (is_like_offset(text))
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN, "`%.*s` is no offset such as '+02:00' or 'Z'",
                             SG_FMT(text));
    return sg_zones_find(call->zones, text, &out->zone, err);
}

sg_status sg_moment_now(const sg_call *call, sg_place place, sg_moment *out, sg_error *err)
{
    int32_t offset = place.zone ? sg_zone_offset(place.zone, call->now) : place.offset;

    if (!sg_moment_at(call->now, call->now_nanoseconds, offset, out))
        return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                             "the statement's time is out of bounds");
    if (place.zone)
        out->zone = place.zone->name;
    return SG_OK;
}

void sg_place_set(const sg_call *call, sg_place place, sg_type type, sg_moment *moment)
{
    moment->zone = (sg_str){ NULL, 0 };
    if (!place.zone)
        moment->offset = place.offset;
    else if (sg_type_has_day(type))
        sg_zone_settle(place.zone, false, moment);
    else
        moment->offset = sg_zone_offset(place.zone, call->now);
}

void sg_place_shift(const sg_call *call, sg_place place, bool has_day, sg_moment *moment)
{
    int64_t instant = has_day ? sg_moment_epoch(moment) : call->now;
    int32_t offset = place.zone ? sg_zone_offset(place.zone, instant) : place.offset;
    int64_t shift = (int64_t)offset - moment->offset;
    int64_t clock = moment->nanosecond + shift * SG_NANOSECONDS;

    if (has_day)
        moment->day += sg_floor_divide(clock, SG_DAY_NANOSECONDS);
    moment->nanosecond = sg_floor_modulo(clock, SG_DAY_NANOSECONDS);
    moment->offset = offset;
    moment->zone = place.zone ? place.zone->name : (sg_str){ NULL, 0 };
}

sg_status sg_moment_settle(const sg_call *call, sg_type type, bool keep, sg_moment *moment,
                           sg_error *err)
{
    const sg_zone *zone;

    if (moment->zone.length == 0 || type != SG_TYPE_DATETIME)
        return SG_OK;
    SG_TRY(sg_zones_find(call->zones, moment->zone, &zone, err));
    sg_zone_settle(zone, keep, moment);
    return SG_OK;
}
