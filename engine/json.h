/* json.h - JSON text to values and back (entities apart: they need a graph to print). */
#ifndef SG_JSON_H
#define SG_JSON_H

#include "engine/base/error.h"
#include "engine/value.h"

/* Parses one JSON document into the arena (everything copied).  Integers that do not fit int64
 * become floats.  Errors: SG_EINVAL with the span of the fault, SG_ELIMIT (deeper than 512),
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_json_parse(sg_str text, sg_arena *arena, sg_value *out, sg_error *err);
/* Appends the value as JSON: integers as integers, floats always with point or exponent, NaN and
 * infinities as {"$float":"NaN"}, temporal values as {"$date":"..."} and such, entities as their
 * ids. */
void sg_json_write(sg_value value, sg_buffer *out);

#endif
