/* duration_between.c - how far it is from one point in time to another.
 *
 * Where one has no day, the days of both are left out; a day without clock begins at midnight; a
 * clock without offset is taken to stand where the other does.  Then both are read off one clock:
 *
 *     between     whole months, then whole days, then what is left
 *     inMonths, inDays, inSeconds     all of it in that, the rest dropped
 */
#include "query/functions/temporal.h"

typedef struct distance {
    sg_moment from, to; /* on clocks of one offset */
    bool days;          /* both have a day */
} distance;

static distance distance_of(sg_value from, sg_value to)
{
    distance self = { sg_moment_of(from), sg_moment_of(to), false };
    bool from_offset = sg_type_has_offset((sg_type)from.type);
    bool to_offset = sg_type_has_offset((sg_type)to.type);

    self.days = sg_type_has_day((sg_type)from.type) && sg_type_has_day((sg_type)to.type);
    if (!self.days)
        self.from.day = self.to.day = 0;
    if (from_offset && to_offset) {
        int64_t shift = (int64_t)self.from.offset - self.to.offset;
        int64_t clock = self.to.nanosecond + shift * SG_NANOSECONDS;
        self.to.day += sg_floor_divide(clock, SG_DAY_NANOSECONDS);
        self.to.nanosecond = sg_floor_modulo(clock, SG_DAY_NANOSECONDS);
    }
    return self;
}

/* The last day to count: a day that is not over does not count. */
static int64_t last_day(const distance *self)
{
    const sg_moment *from = &self->from, *to = &self->to;

    if (to->day > from->day && to->nanosecond < from->nanosecond)
        return to->day - 1;
    if (to->day < from->day && to->nanosecond > from->nanosecond)
        return to->day + 1;
    return to->day;
}

static int64_t whole_months(const distance *self)
{
    sg_date from = sg_date_of_day(self->from.day), to = sg_date_of_day(last_day(self));
    /* Months as numbers with their days behind the point, in 32nds. */
    int64_t first = (from.year * 12 + from.month) * 32 + from.day;
    int64_t last = (to.year * 12 + to.month) * 32 + to.day;

    return self->days ? (last - first) / 32 : 0;
}

static int64_t whole_days(const distance *self)
{
    return self->days ? last_day(self) - self->from.day : 0;
}

static void add_rest(const distance *self, sg_duration_sum *sum)
{
    sum->seconds = (self->to.day - self->from.day) * SG_DAY_SECONDS;
    sum->nanoseconds = self->to.nanosecond - self->from.nanosecond;
}

static sg_status finish(const sg_call *call, const sg_duration_sum *sum, sg_value *out,
                        sg_error *err)
{
    sg_duration duration;

    SG_TRY(sg_duration_of_sum(sum, &duration, err));
    return sg_make_duration(call, &duration, out, err);
}

sg_status sg_scalar_duration_between(const sg_call *call, const sg_value *arguments,
                                     uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    distance self = distance_of(arguments[0], arguments[1]);
    sg_duration_sum sum = { .months = whole_months(&self) };
    const sg_duration months = { .months = sum.months };

    SG_TRY(sg_moment_add(SG_TYPE_DATE, &months, 1, &self.from, err));
    sum.days = whole_days(&self);
    self.from.day += sum.days;
    add_rest(&self, &sum);
    return finish(call, &sum, out, err);
}

sg_status sg_scalar_duration_in_months(const sg_call *call, const sg_value *arguments,
                                       uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    distance self = distance_of(arguments[0], arguments[1]);
    sg_duration_sum sum = { .months = whole_months(&self) };
    return finish(call, &sum, out, err);
}

sg_status sg_scalar_duration_in_days(const sg_call *call, const sg_value *arguments,
                                     uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    distance self = distance_of(arguments[0], arguments[1]);
    sg_duration_sum sum = { .days = whole_days(&self) };
    return finish(call, &sum, out, err);
}

sg_status sg_scalar_duration_in_seconds(const sg_call *call, const sg_value *arguments,
                                        uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    distance self = distance_of(arguments[0], arguments[1]);
    sg_duration_sum sum = { .months = 0 };
    add_rest(&self, &sum);
    return finish(call, &sum, out, err);
}
