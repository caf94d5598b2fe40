/* zone.c - from an instant to the offset of a zone's clocks, and from what a clock shows to both. */
#include "query/functions/zone.h"

int32_t sg_zone_offset(const sg_zone *zone, int64_t epoch)
{
    uint32_t first = 0, behind = zone->count; /* the first transition after the instant */

    while (first < behind) {
        uint32_t middle = first + (behind - first) / 2;
        if (zone->times[middle] <= epoch)
            first = middle + 1;
        else
            behind = middle;
    }
    if (first == zone->count && zone->has_rule)
        return sg_zone_rule_offset(&zone->rule, epoch);
    return first ? zone->after[first - 1] : zone->before;
}

void sg_zone_settle(const sg_zone *zone, bool keep, sg_moment *moment)
{
    const sg_moment reading = { .day = moment->day, .nanosecond = moment->nanosecond };
    int64_t clock = sg_moment_epoch(&reading);
    /* No offset is a day: these are in force before and after whatever happens at the reading. */
    int32_t before = sg_zone_offset(zone, clock - SG_DAY_SECONDS);
    int32_t after = sg_zone_offset(zone, clock + SG_DAY_SECONDS);

    moment->zone = zone->name;
    if (keep && sg_zone_offset(zone, clock - moment->offset) == moment->offset)
        return;
    if (sg_zone_offset(zone, clock - before) == before) {
        moment->offset = before;
    } else if (sg_zone_offset(zone, clock - after) == after) {
        moment->offset = after;
    } else { /* skipped */
        moment->offset = before;
        sg_zone_shift(zone, moment);
    }
}

bool sg_zone_shift(const sg_zone *zone, sg_moment *moment)
{
    int64_t epoch = sg_moment_epoch(moment);
    sg_moment shifted;

    if (!sg_moment_at(epoch, (uint32_t)(moment->nanosecond % SG_NANOSECONDS),
                      sg_zone_offset(zone, epoch), &shifted))
        return false;
    shifted.zone = zone->name;
    *moment = shifted;
    return true;
}
