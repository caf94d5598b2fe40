/* trim.c - text without white space, or without some characters, at its start, at its end or at both. */
#include "query/functions/implementations.h"
#include "query/functions/letters.h"

/* Whether the character is one of those that go: white space unless they are named. */
static bool goes(uint32_t character, const sg_str *named)
{
    if (!named)
        return sg_letter_is_space(character);
    for (size_t at = 0; at < named->length;)
        if (sg_utf8_next(*named, &at) == character)
            return true;
    return false;
}

static sg_str without_start(sg_str text, const sg_str *named)
{
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        if (!goes(sg_utf8_next(text, &at), named))
            return sg_str_slice(text, start, text.length);
    }
    return sg_str_slice(text, 0, 0);
}

static sg_str without_end(sg_str text, const sg_str *named)
{
    size_t end = 0;
    for (size_t at = 0; at < text.length;)
        if (!goes(sg_utf8_next(text, &at), named))
            end = at;
    return sg_str_slice(text, 0, end);
}

static sg_value trim(const sg_value *arguments, uint32_t count, bool start, bool end)
{
    sg_str text = sg_value_str(arguments[0]);
    sg_str characters = count > 1 ? sg_value_str(arguments[1]) : SG_STR("");
    const sg_str *named = count > 1 ? &characters : NULL;

    if (start)
        text = without_start(text, named);
    return sg_string(end ? without_end(text, named) : text);
}

sg_status sg_scalar_trim(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    *out = trim(arguments, count, true, true);
    return SG_OK;
}

sg_status sg_scalar_trim_left(const sg_call *call, const sg_value *arguments, uint32_t count,
                              sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    *out = trim(arguments, count, true, false);
    return SG_OK;
}

sg_status sg_scalar_trim_right(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    *out = trim(arguments, count, false, true);
    return SG_OK;
}
