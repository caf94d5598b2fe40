/* temporal.h - dates, times and durations: the calendar, order, and text.
 *
 * Every temporal value but a duration is a moment, of which its type may lack parts:
 *
 *                      day   nanosecond   offset
 *     date              x
 *     localtime               x
 *     time                    x            x
 *     localdatetime     x     x
 *     datetime          x     x            x       and perhaps the name of a time zone
 *
 * Days count from 1970-01-01 in the Gregorian calendar, which is taken to have been valid always;
 * there is a year 0, and years go from -999,999,999 to 999,999,999.  A day has 86,400 seconds.
 */
#ifndef SG_TEMPORAL_H
#define SG_TEMPORAL_H

#include "engine/value.h"

#define SG_NANOSECONDS INT64_C(1000000000) /* of a second */
#define SG_DAY_SECONDS INT64_C(86400)
#define SG_DAY_NANOSECONDS (SG_DAY_SECONDS * SG_NANOSECONDS)
#define SG_MAX_YEAR INT64_C(999999999)
#define SG_MAX_OFFSET 64800 /* seconds: eighteen hours */
#define SG_ZONE_NAME 48     /* bytes of the name of a zone */

/* --- the calendar ------------------------------------------------------------------------------ */
typedef struct sg_date {
    int64_t year;
    int month, day; /* from 1 */
} sg_date;
/* ISO 8601: weeks begin on Monday, and week 1 is the one with 4 January in it; so the year of a
 * week may be the year before or after. */
typedef struct sg_week_date {
    int64_t year;
    int week, day; /* from 1 */
} sg_week_date;

/* Of a date that exists. */
int64_t sg_day_of_date(int64_t year, int month, int day);
sg_date sg_date_of_day(int64_t day);
sg_week_date sg_week_of_day(int64_t day);
int64_t sg_week_year_begin(int64_t year); /* the Monday of its week 1 */
int sg_month_length(int64_t year, int month);
int sg_year_length(int64_t year);
/* Rounded down, also below zero. */
static inline int64_t sg_floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by != 0 && (number < 0) != (by < 0));
}
static inline int64_t sg_floor_modulo(int64_t number, int64_t by)
{
    int64_t rest = number % by;
    return rest != 0 && (rest < 0) != (by < 0) ? rest + by : rest;
}

/* --- moments ------------------------------------------------------------------------------------ */
bool sg_type_has_day(sg_type type);
bool sg_type_has_clock(sg_type type);
bool sg_type_has_offset(sg_type type);
/* Of any temporal value but a duration. */
sg_moment sg_moment_of(sg_value value);
/* Whether year, time of day, offset and the length of the zone's name are within bounds. */
bool sg_moment_valid(const sg_moment *moment);
/* The parts that the type has, as a value, which borrows the zone's name.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_moment_value(sg_arena *arena, sg_type type, const sg_moment *moment,
                                      sg_value *out);
/* Seconds since 1970-01-01T00:00Z. */
int64_t sg_moment_epoch(const sg_moment *moment);
/* The moment so many seconds since 1970-01-01T00:00Z, and nanoseconds under one, on a clock of that
 * offset; false: out of bounds. */
bool sg_moment_at(int64_t epoch, uint32_t nanoseconds, int32_t offset, sg_moment *out);

/* --- durations ---------------------------------------------------------------------------------- */
/* Whether months, days and seconds are each less than 2^61 seconds, a month being 30.436875 days. */
bool sg_duration_valid(const sg_duration *duration);
/* Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_duration_value(sg_arena *arena, const sg_duration *duration,
                                        sg_value *out);
#define SG_MONTH_SECONDS INT64_C(2629746)

/* --- values ------------------------------------------------------------------------------------- */
/* Of two values of one temporal type: <0, 0 or >0, by the instant first, then by the offset, then by
 * the zone's name; durations by length, a month being 30.436875 days. */
int sg_temporal_order(sg_value left, sg_value right);
uint64_t sg_temporal_hash(sg_value value);

typedef enum sg_temporal_style {
    SG_TEMPORAL_SHORT, /* 12:00, as the machine interface and the TCK have it */
    SG_TEMPORAL_FULL,  /* 12:00:00, as toString() and tables have it */
} sg_temporal_style;
#define SG_TEMPORAL_TEXT 128
/* ISO 8601, terminated; returns its length. */
size_t sg_temporal_text(sg_value value, sg_temporal_style style, char out[SG_TEMPORAL_TEXT]);
/* Reads what sg_temporal_text() writes; a zone's name is borrowed from the text.  False when the text
 * is anything else, or out of memory. */
bool sg_temporal_read(sg_type type, sg_str text, sg_arena *arena, sg_value *out);
/* "+01:00", or "Z" for none; returns its length. */
size_t sg_offset_text(int32_t offset, char out[16]);

#endif
