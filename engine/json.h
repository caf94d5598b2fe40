/* json.h - JSON text to values and back (entities apart: they need a graph to print). */
#ifndef SG_JSON_H
#define SG_JSON_H

#include "engine/base/error.h"
#include "engine/value.h"

#define SG_JSON_DEPTH 512

/* Parses one JSON document (RFC 8259) into the arena; the text is copied.  Integers that do not fit
 * int64 become floats, of equal keys the last one counts, texts may hold U+0000.  Refused are what is
 * not UTF-8, halves of surrogate pairs, numbers beyond any double, and anything behind the document.
 * Errors: SG_EINVAL with the span of the fault, SG_ELIMIT (deeper than SG_JSON_DEPTH), SG_ENOMEM. */
SG_MUST_USE sg_status sg_json_parse(sg_str text, sg_arena *arena, sg_value *out, sg_error *err);
/* The same, but texts without escapes are borrowed from `text`, which must live as long as the value,
 * and what is nested deeper than `depth` is refused.  `depth` is at most SG_JSON_DEPTH. */
SG_MUST_USE sg_status sg_json_view(sg_str text, unsigned depth, sg_arena *arena, sg_value *out,
                                   sg_error *err);
/* The same; *repeated is where the first object stands that has a key twice, at the key itself where that
 * is written without escapes, or empty.  Such objects are `ambiguous`. */
SG_MUST_USE sg_status sg_json_view_noting(sg_str text, unsigned depth, sg_arena *arena,
                                          sg_value *out, sg_span *repeated, sg_error *err);
/* Appends the value as JSON: integers as integers, floats always with point or exponent, NaN and
 * infinities as {"$float":"NaN"}, temporal values as {"$date":"..."} and such, entities as their
 * ids. */
void sg_json_write(sg_value value, sg_buffer *out);

#endif
