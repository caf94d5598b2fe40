/* strings.c - interned strings: equal bytes have one code, codes count from 0. */
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/strings.h"

#define MAX_STRINGS (UINT32_MAX - 1)

void sg_strings_free(sg_strings *strings)
{
    sg_array_free(&strings->bytes);
    sg_array_free(&strings->ends);
    sg_slots_free(&strings->slots);
}

sg_str sg_strings_text(const sg_strings *strings, uint32_t code)
{
    uint64_t begin = code == 0 ? 0 : strings->ends.items[code - 1];
    uint64_t length = strings->ends.items[code] - begin;

    /* Nothing is allocated yet when all strings so far are empty. */
    return length == 0 ? SG_STR("") : (sg_str){ strings->bytes.items + begin, (size_t)length };
}

static bool find(const sg_strings *strings, sg_str text, uint64_t hash, uint32_t *code)
{
    size_t probe = 0;

    for (uint32_t i; sg_slots_next(&strings->slots, hash, &probe, &i);) {
        if (sg_str_equal(sg_strings_text(strings, i), text)) {
            *code = i;
            return true;
        }
    }
    return false;
}

bool sg_strings_find(const sg_strings *strings, sg_str text, uint32_t *code)
{
    return find(strings, text, sg_hash_str(text), code);
}

sg_status sg_strings_intern(sg_strings *strings, sg_str text, uint32_t *code)
{
    uint64_t hash = sg_hash_str(text);

    if (find(strings, text, hash, code))
        return SG_OK;
    if (strings->ends.count >= MAX_STRINGS)
        return SG_ELIMIT;
    SG_TRY(sg_array_reserve(&strings->bytes, text.length));
    SG_TRY(sg_array_reserve(&strings->ends, 1));
    SG_TRY(sg_slots_add(&strings->slots, hash, (uint32_t)strings->ends.count));
    if (text.length > 0)
        memcpy(strings->bytes.items + strings->bytes.count, text.bytes, text.length);
    strings->bytes.count += text.length;
    *code = (uint32_t)strings->ends.count;
    strings->ends.items[strings->ends.count++] = strings->bytes.count;
    return SG_OK;
}
