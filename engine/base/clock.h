/* clock.h - time as a value that is passed in; only this file asks the system. */
#ifndef SG_BASE_CLOCK_H
#define SG_BASE_CLOCK_H

#include "engine/base/base.h"

uint64_t sg_clock_monotonic(void); /* nanoseconds since some start */
int64_t sg_clock_wall(void);       /* seconds since 1970-01-01T00:00:00Z */

/* Reads RFC 3339 / ISO 8601 "2026-11-01T10:00:00Z" with optional fraction and offset, or the
 * date alone; seconds since 1970.  False when it is anything else. */
bool sg_time_parse(sg_str text, int64_t *seconds);
/* Writes "YYYY-MM-DDTHH:MM:SSZ" and a NUL; years 0000 to 9999, others are clamped. */
void sg_time_format(int64_t seconds, char out[21]);

#endif
