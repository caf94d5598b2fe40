/* strings.h - interned strings: equal bytes have one code, codes count from 0.
 *
 *     bytes:   arn:aws:iam::1:role/xus-east-1PUBLIC...
 *     begins:  ^                  ^         ^     ^         one per code, then the end
 *
 * Bytes may move when a string is added, so texts that were handed out are borrowed until then.  Those that
 * were fixed stay where they are, in a run of their own: a graph may have them too.
 */
#ifndef SG_STRINGS_H
#define SG_STRINGS_H

#include "engine/base/overflow.h"
#include "engine/slots.h"

typedef struct sg_string_run {
    SG_ARRAY(char) bytes;
    sg_overflow file;          /* where many bytes go, if there is one */
    SG_ARRAY(uint64_t) begins; /* of none: empty, or the end alone */
} sg_string_run;

/* Zeroed strings are empty and valid. */
typedef struct sg_strings {
    sg_string_run fixed, more; /* the first codes, and the others */
    uint32_t fixed_count, count;
    sg_slots slots;
} sg_strings;

void sg_strings_free(sg_strings *strings);
/* From here on many bytes go into a scratch file in the folder of `beside`, which is borrowed, where that can be
 * had (engine/base/overflow.h). */
void sg_strings_spill(sg_strings *strings, const char *beside);
/* The code of the text, which is copied when it is new and must not lie inside `strings`.
 * Errors: SG_ENOMEM, SG_ELIMIT (2^32-2 strings). */
SG_MUST_USE sg_status sg_strings_intern(sg_strings *strings, sg_str text, uint32_t *code);
bool sg_strings_find(const sg_strings *strings, sg_str text, uint32_t *code);
sg_str sg_strings_text(const sg_strings *strings, uint32_t code);
size_t sg_strings_memory(const sg_strings *strings);

/* Without its index, which takes some 12 to 24 bytes a string, no text is found and none may be added; sg_strings_index()
 * makes it anew.  Errors: SG_ENOMEM. */
void sg_strings_forget_index(sg_strings *strings);
SG_MUST_USE sg_status sg_strings_index(sg_strings *strings);

/* Puts all strings that there are into `fixed`, one behind the other, where they stay until the next call of this; also
 * of none there is an address and an end.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_strings_fix(sg_strings *strings);
/* The texts of codes first .. last - 1 are read no more, and their memory goes back as far as it can. */
void sg_strings_forget(sg_strings *strings, uint32_t first, uint32_t last);

/* Texts in a scratch file do not count as memory until they are read again. */
void sg_strings_leave(const sg_strings *strings);
/* The same for those that were there when sg_strings_fix() was called last: others may be added meanwhile. */
void sg_strings_leave_fixed(const sg_strings *strings);

static inline uint32_t sg_strings_count(const sg_strings *strings)
{
    return strings->count;
}

#endif
