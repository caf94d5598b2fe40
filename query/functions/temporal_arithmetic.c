/* temporal_arithmetic.c - moments moved by durations, durations added up and scaled.
 *
 * A moment is moved by months first, then days, then the clock; what its type lacks stays out.
 * Durations are added unit by unit; where scaling leaves a fraction, duration.c carries it down.
 */
#include "query/functions/temporal.h"

static bool is_moment(sg_value value)
{
    return sg_is_temporal(value) && value.type != SG_TYPE_DURATION;
}

/* In a zone, days are days of the calendar and hours pass: the clock may be set meanwhile. */
static sg_status move_in_zone(const sg_call *call, const sg_duration *by, int sign,
                              sg_moment *moment, sg_error *err)
{
    const sg_duration days = { .months = by->months, .days = by->days };
    const sg_duration rest = { .seconds = by->seconds, .nanoseconds = by->nanoseconds };
    const sg_zone *zone;

    SG_TRY(sg_moment_add(SG_TYPE_DATETIME, &days, sign, moment, err));
    SG_TRY(sg_zones_find(call->zones, moment->zone, &zone, err));
    sg_zone_settle(zone, true, moment);
    SG_TRY(sg_moment_add(SG_TYPE_DATETIME, &rest, sign, moment, err));
    (void)sg_zone_shift(zone, moment); /* what is out of bounds is no value */
    return SG_OK;
}

static sg_status move(const sg_call *call, sg_value from, const sg_duration *by, int sign,
                      sg_value *out, sg_error *err)
{
    sg_moment moment = sg_moment_of(from);

    if (moment.zone.length > 0)
        SG_TRY(move_in_zone(call, by, sign, &moment, err));
    else
        SG_TRY(sg_moment_add((sg_type)from.type, by, sign, &moment, err));
    return sg_make_moment(call, (sg_type)from.type, &moment, out, err);
}

static void add(sg_duration_sum *sum, const sg_duration *duration, int sign)
{
    sg_duration_add(sum, SG_UNIT_MONTH, duration->months * sign);
    sg_duration_add(sum, SG_UNIT_DAY, duration->days * sign);
    sg_duration_add(sum, SG_UNIT_SECOND, duration->seconds * sign);
    sg_duration_add(sum, SG_UNIT_NANOSECOND, (int64_t)duration->nanoseconds * sign);
}

static sg_status finish(const sg_call *call, const sg_duration_sum *sum, sg_value *out,
                        sg_error *err)
{
    sg_duration duration;

    SG_TRY(sg_duration_of_sum(sum, &duration, err));
    return sg_make_duration(call, &duration, out, err);
}

static sg_status sum_up(const sg_call *call, const sg_value *arguments, int sign, sg_value *out,
                        sg_error *err)
{
    sg_duration_sum sum = { .months = 0 };

    add(&sum, arguments[0].duration, 1);
    add(&sum, arguments[1].duration, sign);
    return finish(call, &sum, out, err);
}

sg_status sg_temporal_add(const sg_call *call, const sg_value *arguments, sg_value *out,
                          sg_error *err)
{
    sg_value left = arguments[0], right = arguments[1];

    if (left.type == SG_TYPE_DURATION && right.type == SG_TYPE_DURATION)
        return sum_up(call, arguments, 1, out, err);
    if (is_moment(left) && right.type == SG_TYPE_DURATION)
        return move(call, left, right.duration, 1, out, err);
    if (left.type == SG_TYPE_DURATION && is_moment(right))
        return move(call, right, left.duration, 1, out, err);
    return sg_fail_operands("+", arguments, err);
}

sg_status sg_temporal_subtract(const sg_call *call, const sg_value *arguments, sg_value *out,
                               sg_error *err)
{
    sg_value left = arguments[0], right = arguments[1];

    if (right.type == SG_TYPE_DURATION && left.type == SG_TYPE_DURATION)
        return sum_up(call, arguments, -1, out, err);
    if (right.type == SG_TYPE_DURATION && is_moment(left))
        return move(call, left, right.duration, -1, out, err);
    sg_status status = sg_fail_operands("-", arguments, err);
    if (is_moment(left) && is_moment(right))
        sg_error_hint(err, "duration.between() tells how far two moments are apart");
    return status;
}

/* --- scaling ------------------------------------------------------------------------------------ */

typedef void scaling(sg_duration_sum *sum, sg_unit unit, int64_t number, sg_value by);

static void multiply(sg_duration_sum *sum, sg_unit unit, int64_t number, sg_value by)
{
    int64_t product;

    if (by.type == SG_TYPE_FLOAT)
        sg_duration_add_part(sum, unit, (double)number * by.real);
    else if (__builtin_mul_overflow(number, by.integer, &product))
        sum->overflow = true;
    else
        sg_duration_add(sum, unit, product);
}

static void divide(sg_duration_sum *sum, sg_unit unit, int64_t number, sg_value by)
{
    if (by.type == SG_TYPE_FLOAT) {
        sg_duration_add_part(sum, unit, (double)number / by.real);
        return;
    }
    sg_duration_add(sum, unit, number / by.integer);
    sg_duration_add_part(sum, unit, (double)(number % by.integer) / (double)by.integer);
}

static sg_status scale_duration(const sg_call *call, scaling *scale,
                                const sg_duration *duration, sg_value by, sg_value *out,
                                sg_error *err)
{
    sg_duration_sum sum = { .months = 0 };

    scale(&sum, SG_UNIT_MONTH, duration->months, by);
    scale(&sum, SG_UNIT_DAY, duration->days, by);
    scale(&sum, SG_UNIT_SECOND, duration->seconds, by);
    scale(&sum, SG_UNIT_NANOSECOND, duration->nanoseconds, by);
    return finish(call, &sum, out, err);
}

sg_status sg_temporal_multiply(const sg_call *call, const sg_value *arguments, sg_value *out,
                               sg_error *err)
{
    sg_value left = arguments[0], right = arguments[1];

    if (left.type == SG_TYPE_DURATION && sg_is_number(right))
        return scale_duration(call, multiply, left.duration, right, out, err);
    if (sg_is_number(left) && right.type == SG_TYPE_DURATION)
        return scale_duration(call, multiply, right.duration, left, out, err);
    return sg_fail_operands("*", arguments, err);
}

sg_status sg_temporal_divide(const sg_call *call, const sg_value *arguments, sg_value *out,
                             sg_error *err)
{
    sg_value left = arguments[0], right = arguments[1];

    if (left.type != SG_TYPE_DURATION || !sg_is_number(right))
        return sg_fail_operands("/", arguments, err);
    if (right.type == SG_TYPE_INTEGER && right.integer == 0)
        return sg_query_fail(err, SG_ERROR_DIVISION_BY_ZERO, SG_RUNTIME, SG_NO_SPAN,
                             "a duration is divided by zero");
    return scale_duration(call, divide, left.duration, right, out, err);
}
