/* strings.c - functions of text.  Positions and lengths count characters (code points). */
#include <string.h>

#include "query/functions/implementations.h"
#include "query/functions/letters.h"

/* Writes the text letter by letter; a letter may change its length in bytes, but not beyond 4. */
static sg_status map_letters(const sg_call *call, sg_str text, uint32_t (*map)(uint32_t),
                             sg_value *out, sg_error *err)
{
    size_t need = 0;
    char bytes[4];
    for (size_t at = 0; at < text.length;)
        need += sg_utf8_encode(map(sg_utf8_next(text, &at)), bytes);
    if (need > UINT32_MAX)
        return sg_fail_arena(call, err);
    char *copy = sg_arena_alloc_raw(call->arena, need + 1);
    if (!copy)
        return sg_fail_arena(call, err);
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        size_t width = sg_utf8_encode(map(sg_utf8_next(text, &at)), bytes);
        memcpy(copy + length, bytes, width);
        length += width;
    }
    *out = sg_string((sg_str){ copy, length });
    return SG_OK;
}

sg_status sg_scalar_to_lower(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)count;
    return map_letters(call, sg_value_str(arguments[0]), sg_letter_lower, out, err);
}

sg_status sg_scalar_to_upper(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)count;
    return map_letters(call, sg_value_str(arguments[0]), sg_letter_upper, out, err);
}

/* --- parts ------------------------------------------------------------------------------------- */

/* The offset `characters` further than `at`, or the end. */
static size_t skip(sg_str text, size_t at, int64_t characters)
{
    for (; characters > 0 && at < text.length; characters--)
        sg_utf8_next(text, &at);
    return at;
}

static sg_status fail_negative(const char *function, const char *what, sg_error *err)
{
    return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                         "%s(): the %s is negative", function, what);
}

sg_status sg_scalar_left(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    sg_str text = sg_value_str(arguments[0]);
    if (arguments[1].integer < 0)
        return fail_negative("left", "length", err);
    *out = sg_string(sg_str_slice(text, 0, skip(text, 0, arguments[1].integer)));
    return SG_OK;
}

sg_status sg_scalar_right(const sg_call *call, const sg_value *arguments, uint32_t count,
                          sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    sg_str text = sg_value_str(arguments[0]);
    int64_t wanted = arguments[1].integer, length = (int64_t)sg_utf8_length(text);
    if (wanted < 0)
        return fail_negative("right", "length", err);
    *out = sg_string(sg_str_slice(text, skip(text, 0, length - wanted), text.length));
    return SG_OK;
}

sg_status sg_scalar_substring(const sg_call *call, const sg_value *arguments, uint32_t count,
                              sg_value *out, sg_error *err)
{
    (void)call;
    sg_str text = sg_value_str(arguments[0]);
    if (arguments[1].integer < 0)
        return fail_negative("substring", "start", err);
    if (count == 3 && arguments[2].integer < 0)
        return fail_negative("substring", "length", err);
    size_t begin = skip(text, 0, arguments[1].integer);
    size_t end = count == 3 ? skip(text, begin, arguments[2].integer) : text.length;
    *out = sg_string(sg_str_slice(text, begin, end));
    return SG_OK;
}

/* Where the search text next occurs at or after `from`; an empty one occurs before every character
 * and at the end.  SIZE_MAX: no more. */
static size_t find_next(sg_str text, sg_str search, size_t from)
{
    return from > text.length ? SIZE_MAX : sg_str_find(text, search, from);
}

/* Where to look on after an occurrence: an empty one is followed by a character to be kept. */
static size_t behind(sg_str text, sg_str search, size_t found)
{
    if (search.length > 0)
        return found + search.length;
    return found < text.length ? skip(text, found, 1) : text.length + 1;
}

sg_status sg_scalar_replace(const sg_call *call, const sg_value *arguments, uint32_t count,
                            sg_value *out, sg_error *err)
{
    (void)count;
    sg_str text = sg_value_str(arguments[0]), search = sg_value_str(arguments[1]);
    sg_str replacement = sg_value_str(arguments[2]);
    uint64_t found = 0;
    for (size_t at = 0; (at = find_next(text, search, at)) != SIZE_MAX;) {
        found++;
        at = behind(text, search, at);
    }
    if (found == 0) {
        *out = arguments[0];
        return SG_OK;
    }
    uint64_t added = found * replacement.length; /* both under 2^32 + 1 */
    uint64_t need = text.length - found * search.length;
    char *bytes = NULL;
    if (added <= UINT32_MAX && need + added <= UINT32_MAX)
        bytes = sg_arena_alloc_raw(call->arena, need + added + 1);
    if (!bytes)
        return sg_fail_arena(call, err);
    size_t length = 0, kept = 0;
    for (size_t at = 0; (at = find_next(text, search, at)) != SIZE_MAX;) {
        memcpy(bytes + length, text.bytes + kept, at - kept);
        length += at - kept;
        if (replacement.length > 0)
            memcpy(bytes + length, replacement.bytes, replacement.length);
        length += replacement.length;
        kept = at + search.length;
        at = behind(text, search, at);
    }
    memcpy(bytes + length, text.bytes + kept, text.length - kept);
    *out = sg_string((sg_str){ bytes, length + text.length - kept });
    return SG_OK;
}

/* --- split --------------------------------------------------------------------------------------- */

/* The first separator at or after `from`; of several at one place the one that is named first. */
static size_t find_separator(sg_str text, const sg_value *separators, uint32_t count,
                             size_t from, size_t *length)
{
    size_t best = SIZE_MAX;
    for (uint32_t i = 0; i < count; i++) {
        sg_str separator = sg_value_str(separators[i]);
        /* An empty separator stands between characters: not at the start, not at the end. */
        size_t at =
            separator.length > 0 ? sg_str_find(text, separator, from) : skip(text, from, 1);
        if (separator.length == 0 && at >= text.length)
            at = SIZE_MAX;
        if (at < best) {
            best = at;
            *length = separator.length;
        }
    }
    return best;
}

/* Cuts the text and returns how many parts it has; parts may be NULL to only count. */
static size_t cut(sg_str text, const sg_value *separators, uint32_t count, sg_value *parts)
{
    size_t found = 0, begin = 0, length = 0;
    for (;;) {
        size_t end = find_separator(text, separators, count, begin, &length);
        if (parts)
            parts[found] = sg_string(sg_str_slice(text, begin, end));
        found++;
        if (end == SIZE_MAX)
            return found;
        begin = end + length;
    }
}

sg_status sg_scalar_split(const sg_call *call, const sg_value *arguments, uint32_t count,
                          sg_value *out, sg_error *err)
{
    (void)count;
    const sg_value *separators = &arguments[1];
    uint32_t separator_count = 1;
    if (arguments[1].type == SG_TYPE_LIST) {
        separators = arguments[1].list;
        separator_count = arguments[1].length;
    }
    for (uint32_t i = 0; i < separator_count; i++)
        if (separators[i].type != SG_TYPE_STRING)
            return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                                 SG_NO_SPAN, "split(): a separator is %s, not a String",
                                 sg_type_phrase((sg_type)separators[i].type));
    sg_str text = sg_value_str(arguments[0]);
    size_t found = cut(text, separators, separator_count, NULL);
    sg_value *parts = NULL;
    if (found <= UINT32_MAX)
        parts = sg_arena_make_array(call->arena, sg_value, found);
    if (!parts)
        return sg_fail_arena(call, err);
    cut(text, separators, separator_count, parts);
    *out = sg_list(parts, (uint32_t)found);
    return SG_OK;
}
