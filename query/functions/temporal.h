/* temporal.h - what the functions of dates, times and durations share.
 *
 *     date('2024-02-29')          temporal_parse.c, duration_parse.c    text to parts
 *     date({year: 2024})          temporal_fields.c                     a map to parts
 *     date.truncate('month', d)   temporal_truncate.c
 *     d.dayOfWeek                 temporal_access.c                     parts to numbers
 *     d + duration({days: 1})     temporal_arithmetic.c, duration.c
 *
 *     '+02:00', 'Europe/Paris'      temporal_place.c, zone*.c             where a clock stands
 */
#ifndef SG_FUNCTIONS_TEMPORAL_H
#define SG_FUNCTIONS_TEMPORAL_H

#include "query/functions/implementations.h"
#include "query/functions/zone.h"

/* Where a clock stands: in a zone with a name, or at an offset.  UTC and GMT are the offset 0. */
typedef struct sg_place {
    const sg_zone *zone; /* NULL: the offset */
    int32_t offset;
} sg_place;
/* "+01:00", "-0330", "Z", "Europe/Stockholm". */
SG_MUST_USE sg_status sg_place_parse(const sg_call *call, sg_str text, sg_place *out,
                                     sg_error *err);
/* The statement's time, as a clock there shows it. */
SG_MUST_USE sg_status sg_moment_now(const sg_call *call, sg_place place, sg_moment *out,
                                    sg_error *err);
/* A clock there, which shows what the moment shows; what has no day takes the offset of now. */
void sg_place_set(const sg_call *call, sg_place place, sg_type type, sg_moment *moment);
/* A clock there, which shows the instant that the moment is; `has_day`: the moment has one. */
void sg_place_shift(const sg_call *call, sg_place place, bool has_day, sg_moment *moment);
/* What the clock shows has changed: finds its offset again, if it is one of a zone.  `keep` as for
 * sg_zone_settle(). */
SG_MUST_USE sg_status sg_moment_settle(const sg_call *call, sg_type type, bool keep,
                                       sg_moment *moment, sg_error *err);
/* Makes a value of the parts, unless they are out of bounds. */
SG_MUST_USE sg_status sg_make_moment(const sg_call *call, sg_type type, const sg_moment *moment,
                                     sg_value *out, sg_error *err);
/* Fails unless a value of one type has the parts that another needs; days begin at midnight. */
SG_MUST_USE sg_status sg_moment_convertible(sg_type from, sg_type to, sg_error *err);

/* ISO 8601 text of a value of that type. */
SG_MUST_USE sg_status sg_moment_parse(const sg_call *call, sg_type type, sg_str text,
                                      sg_moment *out, sg_error *err);
/* "+01:00", "-0330", "Z"; false: the text is none of these. */
bool sg_offset_parse(sg_str text, int32_t *out);

/* The names that maps have for parts, in any case. */
typedef enum sg_field {
#define FIELD(id, name, need) SG_FIELD_##id,
#include "query/functions/temporal_fields.def"
#undef FIELD
    SG_FIELDS
} sg_field;

typedef struct sg_fields {
    uint32_t given; /* a bit for each */
    bool any_null;  /* a part is null, so that the whole is */
    int64_t number[SG_FIELDS];
    sg_value value[SG_FIELDS]; /* of those that are no number */
} sg_fields;

static inline bool sg_fields_have(const sg_fields *fields, sg_field field)
{
    return (fields->given >> field & 1u) != 0;
}
/* Fails on names that a value of the type has no part for. */
SG_MUST_USE sg_status sg_fields_read(sg_type type, sg_value map, sg_fields *out, sg_error *err);
/* Replaces parts of a date; unless `based`, what is not given is the first, and what is bigger than
 * something given must be given too. */
SG_MUST_USE sg_status sg_fields_set_day(const sg_fields *fields, bool based, int64_t *day,
                                        sg_error *err);
SG_MUST_USE sg_status sg_fields_set_clock(const sg_fields *fields, bool based,
                                          int64_t *nanosecond, sg_error *err);
/* A moment from nothing but a map. */
SG_MUST_USE sg_status sg_moment_from_fields(const sg_call *call, sg_type type,
                                            const sg_fields *fields, sg_moment *out,
                                            sg_error *err);

/* Durations out of parts that may have fractions: what is not whole goes to the next smaller unit, a
 * month being 30.436875 days. */
typedef enum sg_unit {
    SG_UNIT_YEAR,
    SG_UNIT_QUARTER,
    SG_UNIT_MONTH,
    SG_UNIT_WEEK,
    SG_UNIT_DAY,
    SG_UNIT_HOUR,
    SG_UNIT_MINUTE,
    SG_UNIT_SECOND,
    SG_UNIT_MILLISECOND,
    SG_UNIT_MICROSECOND,
    SG_UNIT_NANOSECOND,
} sg_unit;
typedef struct sg_duration_sum {
    int64_t months, days, seconds, nanoseconds;
    bool overflow;
} sg_duration_sum;
void sg_duration_add(sg_duration_sum *sum, sg_unit unit, int64_t whole);
void sg_duration_add_part(sg_duration_sum *sum, sg_unit unit, double number);
SG_MUST_USE sg_status sg_duration_of_sum(const sg_duration_sum *sum, sg_duration *out,
                                         sg_error *err);
SG_MUST_USE sg_status sg_duration_parse(sg_str text, sg_duration *out, sg_error *err);
SG_MUST_USE sg_status sg_make_duration(const sg_call *call, const sg_duration *duration,
                                       sg_value *out, sg_error *err);
/* Moves the parts that the type has. */
SG_MUST_USE sg_status sg_moment_add(sg_type type, const sg_duration *duration, int sign,
                                    sg_moment *moment, sg_error *err);

/* What `.name` of a temporal value is; fails when it has no such part. */
SG_MUST_USE sg_status sg_temporal_property(const sg_call *call, sg_value subject, sg_str name,
                                           sg_value *out, sg_error *err);

/* `+ - * /` where one side at least is temporal. */
SG_MUST_USE sg_status sg_temporal_add(const sg_call *call, const sg_value *arguments,
                                      sg_value *out, sg_error *err);
SG_MUST_USE sg_status sg_temporal_subtract(const sg_call *call, const sg_value *arguments,
                                           sg_value *out, sg_error *err);
SG_MUST_USE sg_status sg_temporal_multiply(const sg_call *call, const sg_value *arguments,
                                           sg_value *out, sg_error *err);
SG_MUST_USE sg_status sg_temporal_divide(const sg_call *call, const sg_value *arguments,
                                         sg_value *out, sg_error *err);

#endif
