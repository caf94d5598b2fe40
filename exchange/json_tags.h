/* json_tags.h - values that JSON lacks, as maps with one key that begins with `$` (docs/exchange.md).
 *
 *     {"$date":"2024-02-29"}  {"$duration":"P1D"}  {"$float":"NaN"}  {"$map":{"$date":1}}
 *
 * sg_json_write() writes all of them but the last; that is made and resolved here.
 */
#ifndef SG_EXCHANGE_JSON_TAGS_H
#define SG_EXCHANGE_JSON_TAGS_H

#include "engine/json.h"

/* The value as sg_json_write() may write it: maps with a key that begins with `$` are put into
 * another.  Errors: SG_ENOMEM, SG_ELIMIT (nested deeper than SG_VALUE_DEPTH). */
SG_MUST_USE sg_status sg_json_tag(sg_value value, sg_arena *arena, sg_value *out);
/* The value that was written.  Errors: also SG_EINVAL (a tag that says nothing sensible). */
SG_MUST_USE sg_status sg_json_untag(sg_value value, sg_arena *arena, sg_value *out);

#endif
