/* encoding.h - lists and maps as bytes, for columns and snapshots; equal values have equal bytes.
 *
 *     type:u8, then  boolean u8 | integer i64 | float f64 | string u32 bytes
 *                    list u32 items | map u32 (u32 key, item)
 *                    date i64 | localtime i64 | time i64 i32 | localdatetime i64 u32
 *                    datetime i64 i64 i32 | duration i64 i64 i64 u32     (value.h has the fields)
 *
 * Nodes, relationships and paths are not properties and cannot be encoded.  Little endian.
 */
#ifndef SG_ENCODING_H
#define SG_ENCODING_H

#include "engine/base/text.h"
#include "engine/value.h"

enum { SG_ENCODING_DEPTH = 64 };

/* Appends the bytes.  Errors: SG_EINVAL (an entity inside), SG_ELIMIT (deeper than
 * SG_ENCODING_DEPTH). */
SG_MUST_USE sg_status sg_value_encode(sg_value value, sg_buffer *out);
/* Whether that is what was encoded: told from the tag alone. */
bool sg_encoded_is_string(sg_str bytes);
/* Reads them back: strings are borrowed from `bytes`, lists and maps live in the arena.
 * Errors: SG_ECORRUPT, SG_ENOMEM; never reads past the end. */
SG_MUST_USE sg_status sg_value_decode(sg_str bytes, sg_arena *arena, sg_value *out);

#endif
