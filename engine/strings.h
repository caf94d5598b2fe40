/* strings.h - interned strings: equal bytes have one code, codes count from 0.
 *
 *     bytes:  arn:aws:iam::1:role/xus-east-1PUBLIC...
 *     ends:                      ^         ^     ^         one per code
 *
 * Bytes may move when a string is added, so texts that were handed out are borrowed until then.
 */
#ifndef SG_STRINGS_H
#define SG_STRINGS_H

#include "engine/base/array.h"
#include "engine/slots.h"

/* Zeroed strings are empty and valid. */
typedef struct sg_strings {
    SG_ARRAY(char) bytes;
    SG_ARRAY(uint64_t) ends;
    sg_slots slots;
} sg_strings;

void sg_strings_free(sg_strings *strings);
/* The code of the text, which is copied when it is new and must not lie inside `strings`.
 * Errors: SG_ENOMEM, SG_ELIMIT (2^32-2 strings). */
SG_MUST_USE sg_status sg_strings_intern(sg_strings *strings, sg_str text, uint32_t *code);
bool sg_strings_find(const sg_strings *strings, sg_str text, uint32_t *code);
sg_str sg_strings_text(const sg_strings *strings, uint32_t code);

static inline uint32_t sg_strings_count(const sg_strings *strings)
{
    return (uint32_t)strings->ends.count;
}

#endif
