/* duration_between.c - how far it is from one point in time to another.
 *
 * Where one has no day, the days of both are left out; a day without clock begins at midnight; a
 * clock without offset is taken to stand where the other does.  Then both are read off one clock:
 *
 *     between     whole months, then whole days, then what is left
 *     inMonths, inDays, inSeconds     all of it in that, the rest dropped
 *
 * Months and days are those of the clock; what is left is time that passes, so that a night in which
 * the clock is set back has an hour more.
 */
#include "query/functions/temporal.h"

typedef struct distance {
    sg_moment from, to;  /* read off one clock, each with its offset */
    const sg_zone *zone; /* where that clock stands; NULL: at an offset that does not change */
    bool days;           /* both have a day */
} distance;

/* The one stands in a zone; the other gets what it lacks, day and place, or is moved there. */
static void enter_zone(const sg_zone *zone, const sg_moment *one, sg_value from,
                       sg_moment *other)
{
    sg_type type = (sg_type)from.type;

    if (!sg_type_has_day(type))
        other->day = one->day;
    if (sg_type_has_offset(type))
        (void)sg_zone_shift(zone, other);
    else
        sg_zone_settle(zone, false, other);
}

static sg_status find_zone(const sg_call *call, const sg_value *arguments, distance *self,
                           sg_error *err)
{
    bool first = self->from.zone.length > 0;
    const sg_moment *one = first ? &self->from : &self->to;

    /* A clock that has an offset already and comes first is the one that both are read off. */
    if (one->zone.length == 0 || (!first && sg_type_has_offset((sg_type)arguments[0].type)))
        return SG_OK;
    SG_TRY(sg_zones_find(call->zones, one->zone, &self->zone, err));
    enter_zone(self->zone, one, arguments[first], first ? &self->to : &self->from);
    return SG_OK;
}

static sg_status distance_of(const sg_call *call, const sg_value *arguments, distance *out,
                             sg_error *err)
{
    sg_type from = (sg_type)arguments[0].type, to = (sg_type)arguments[1].type;
    distance self = { .from = sg_moment_of(arguments[0]), .to = sg_moment_of(arguments[1]) };

    self.days = sg_type_has_day(from) && sg_type_has_day(to);
    SG_TRY(find_zone(call, arguments, &self, err));
    if (!self.days)
        self.from.day = self.to.day = 0;
    if (!self.zone) {
        const sg_place place = { NULL, self.from.offset };
        if (sg_type_has_offset(from) && sg_type_has_offset(to))
            sg_place_shift(call, place, true, &self.to);
        else
            self.from.offset = self.to.offset = 0;
    }
    *out = self;
    return SG_OK;
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
    int64_t shift = (int64_t)self->from.offset - self->to.offset;

    sum->seconds = (self->to.day - self->from.day) * SG_DAY_SECONDS + shift;
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
    distance self;

    SG_TRY(distance_of(call, arguments, &self, err));
    sg_duration_sum sum = { .months = whole_months(&self) };
    const sg_duration months = { .months = sum.months };
    SG_TRY(sg_moment_add(SG_TYPE_DATE, &months, 1, &self.from, err));
    sum.days = whole_days(&self);
    self.from.day += sum.days;
    if (self.zone && self.days)
        sg_zone_settle(self.zone, true, &self.from);
    add_rest(&self, &sum);
    return finish(call, &sum, out, err);
}

sg_status sg_scalar_duration_in_months(const sg_call *call, const sg_value *arguments,
                                       uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    distance self;

    SG_TRY(distance_of(call, arguments, &self, err));
    sg_duration_sum sum = { .months = whole_months(&self) };
    return finish(call, &sum, out, err);
}

sg_status sg_scalar_duration_in_days(const sg_call *call, const sg_value *arguments,
                                     uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    distance self;

    SG_TRY(distance_of(call, arguments, &self, err));
    sg_duration_sum sum = { .days = whole_days(&self) };
    return finish(call, &sum, out, err);
}

sg_status sg_scalar_duration_in_seconds(const sg_call *call, const sg_value *arguments,
                                        uint32_t count, sg_value *out, sg_error *err)
{
    (void)count;
    distance self;

    SG_TRY(distance_of(call, arguments, &self, err));
    sg_duration_sum sum = { .months = 0 };
    add_rest(&self, &sum);
    return finish(call, &sum, out, err);
}
