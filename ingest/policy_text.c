/* policy_text.c - policy documents: objects, JSON text or percent-encoded text to canonical text. */
#include "ingest/policy_text.h"

#include <stdlib.h>
#include <string.h>

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

sg_str sg_percent_decode(sg_str text, bool plus, sg_arena *arena)
{
    char *bytes = sg_arena_alloc_raw(arena, text.length + 1);
    size_t length = 0;

    if (!bytes)
        return (sg_str){ NULL, 0 };
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        int high = i + 2 < text.length ? hex_digit(text.bytes[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text.bytes[i + 2]) : -1;

        if (byte == '%' && low >= 0) {
            byte = (char)(high * 16 + low);
            i += 2;
        } else if (byte == '+' && plus) {
            byte = ' ';
        }
        bytes[length++] = byte;
    }
    bytes[length] = '\0';
    return (sg_str){ bytes, length };
}

static sg_status dump(const json_t *value, sg_arena *arena, sg_value *out)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);

    if (!text)
        return SG_ENOMEM;
    sg_str copy = sg_arena_copy(arena, sg_str_of(text));
    free(text);
    *out = sg_string(copy);
    return copy.bytes ? SG_OK : SG_ENOMEM;
}

/* The gateway of APIs gives its policies as JSON text with every quote escaped once more. */
static sg_str unquote(sg_str text, sg_arena *arena)
{
    sg_str quoted = sg_arena_format(arena, "\"%.*s\"", SG_FMT(text)), plain = text;

    if (!quoted.bytes)
        return quoted;
    json_t *parsed =
        json_loadb(quoted.bytes, quoted.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (json_is_string(parsed))
        plain = sg_arena_copy(
            arena, (sg_str){ json_string_value(parsed), json_string_length(parsed) });
    json_decref(parsed);
    return plain;
}

sg_status sg_policy_text(const json_t *value, sg_arena *arena, sg_value *out, sg_found *found)
{
    sg_str text = { json_string_value(value), json_string_length(value) };

    *found = SG_FOUND;
    if (json_is_object(value))
        return dump(value, arena, out);
    if (!json_is_string(value)) {
        *found = SG_MISTYPED;
        return SG_OK;
    }
    if (sg_str_starts(text, SG_STR("%7B")) || sg_str_starts(text, SG_STR("%7b")))
        text = sg_percent_decode(text, false, arena);
    if (sg_str_starts(text, SG_STR("{\\\"")))
        text = unquote(text, arena);
    if (!text.bytes)
        return SG_ENOMEM;
    json_t *parsed = json_loadb(text.bytes, text.length, JSON_ALLOW_NUL, NULL);
    if (!json_is_object(parsed)) {
        json_decref(parsed);
        *out = sg_string(text);
        *found = SG_MISTYPED;
        return SG_OK;
    }
    sg_status status = dump(parsed, arena, out);
    json_decref(parsed);
    return status;
}
