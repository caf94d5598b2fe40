/* zone.h - a time zone: which offset its clocks had, have and will have.
 *
 *     epoch  ---+------------+-----------------+-- - - -
 *            LMT|   +01:00   |  +02:00, +01:00 | by the rule, for ever
 *               transitions of the file        |
 *
 * Zones come from the files that the system has (TZif, RFC 8536), which are read and never trusted.
 * A clock that is set back shows an hour twice, and one that is set forward skips one: such a reading
 * means the earlier instant, and a time as much later as was skipped.
 */
#ifndef SG_ZONE_H
#define SG_ZONE_H

#include "engine/base/error.h"
#include "engine/temporal.h"

/* When in a year the clocks change. */
typedef enum sg_zone_day_kind {
    SG_ZONE_MONTH_WEEK_DAY, /* M3.5.0: the last Sunday of March */
    SG_ZONE_JULIAN,         /* J60: 1 March in any year */
    SG_ZONE_ORDINAL,        /* 59: from 0, leap days counted */
} sg_zone_day_kind;

typedef struct sg_zone_change {
    sg_zone_day_kind kind;
    int month, week, day;
    int32_t seconds; /* from midnight of that day, by the clock before the change */
} sg_zone_change;

/* What is in force behind the last transition. */
typedef struct sg_zone_rule {
    int32_t standard, summer;  /* offsets */
    bool changes;              /* false: `standard` always */
    sg_zone_change begin, end; /* of summer time */
} sg_zone_rule;

typedef struct sg_zone {
    sg_str name;
    const int64_t *times; /* of the transitions, ascending */
    const int32_t *after; /* the offset from each of them on */
    uint32_t count;
    int32_t before; /* the offset before the first */
    bool has_rule;  /* else the last offset stays */
    sg_zone_rule rule;
} sg_zone;

/* --- zone_file.c, zone_rule.c ------------------------------------------------------------------- */
enum { SG_ZONE_FILE_BYTES = 256 << 10 };
/* Reads the bytes of a TZif file, version 2 or later; all but the name, in the arena.
 * Errors: SG_ECORRUPT (not such a file), SG_ENOMEM. */
SG_MUST_USE sg_status sg_zone_read(sg_str bytes, sg_arena *arena, sg_zone *out);
/* "CET-1CEST,M3.5.0,M10.5.0/3"; false: not such a rule. */
bool sg_zone_rule_read(sg_str text, sg_zone_rule *out);
int32_t sg_zone_rule_offset(const sg_zone_rule *rule, int64_t epoch);

/* --- zone.c ------------------------------------------------------------------------------------- */
/* The offset in force at that many seconds since 1970. */
int32_t sg_zone_offset(const sg_zone *zone, int64_t epoch);
/* Finds the offset for what the clock of the moment shows, and moves the clock if it never shows
 * that.  `keep`: the offset that the moment has, if that is one of two. */
void sg_zone_settle(const sg_zone *zone, bool keep, sg_moment *moment);
/* The same instant on the clocks of the zone; false: out of bounds. */
bool sg_zone_shift(const sg_zone *zone, sg_moment *moment);

/* --- zones.c ------------------------------------------------------------------------------------ */
/* The zones that a statement has used; may be asked by several threads. */
typedef struct sg_zones sg_zones;
SG_MUST_USE sg_status sg_zones_new(sg_zones **out, sg_error *err);
void sg_zones_free(sg_zones *zones); /* NULL is allowed */
/* The zone of that name, from the folder in $TZDIR or the system's; borrowed for as long as `zones`,
 * and so is its name.  Errors: query errors, without a place. */
SG_MUST_USE sg_status sg_zones_find(sg_zones *zones, sg_str name, const sg_zone **out,
                                    sg_error *err);

#endif
