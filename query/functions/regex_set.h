/* regex_set.h - sets of characters: what a class such as [a-z\d] or \p{L} stands for. */
#ifndef SG_REGEX_SET_H
#define SG_REGEX_SET_H

#include "engine/base/arena.h"
#include "engine/base/bitmap.h"

#define SG_LAST_CHARACTER 0x10FFFF

typedef struct sg_char_range {
    uint32_t first, last; /* both included */
} sg_char_range;

/* Disjoint ranges in order, and the same for ASCII as bits. */
typedef struct sg_charset {
    uint64_t ascii[2];
    const sg_char_range *ranges;
    uint32_t count;
} sg_charset;

/* A set under construction, in any order.  The first failure is remembered in `status`. */
typedef struct sg_charset_builder {
    sg_arena *arena;
    sg_char_range *ranges;
    uint32_t count, capacity;
    sg_status status;
} sg_charset_builder;

void sg_charset_add(sg_charset_builder *builder, uint32_t first, uint32_t last);
/* Adds the class of that name, or all that is not in it: "d", "w", "s", "h", "v", and the names that
 * stand in \p{..}.  False when there is no such class. */
bool sg_charset_add_class(sg_charset_builder *builder, sg_str name, bool negated);
/* Adds the other case of every letter in the set: of ASCII letters, or of all. */
void sg_charset_fold(sg_charset_builder *builder, bool unicode);
/* Makes it the set of all that was not in it. */
void sg_charset_negate(sg_charset_builder *builder);
/* Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_charset_finish(sg_charset_builder *builder, sg_charset *out);

bool sg_charset_find(const sg_charset *set, uint32_t character);
static inline bool sg_charset_has(const sg_charset *set, uint32_t character)
{
    return character < 128 ? sg_bit_test(set->ascii, character)
                           : sg_charset_find(set, character);
}

#endif
