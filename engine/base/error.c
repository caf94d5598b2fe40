/* error.c - failures recorded: the first one wins.
 *
 * All texts are cut to what an sg_error can hold, never in the middle of a character.
 */
#include "engine/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Drops a character at the end of which only the first bytes were kept. */
static void drop_broken_end(char *text, size_t length)
{
    size_t lead = length;

    while (lead > 0 && length - lead < 4) {
        unsigned char byte = (unsigned char)text[--lead];
        if (byte >= 0xC0 && !sg_utf8_valid((sg_str){ text + lead, length - lead }))
            text[lead] = '\0';
        if ((byte & 0xC0) != 0x80)
            return;
    }
}

SG_PRINTF(3, 0)
static void write_text(char *out, size_t size, const char *format, va_list arguments)
{
    int length = vsnprintf(out, size, format, arguments);

    if (length < 0)
        out[0] = '\0';
    else if ((size_t)length >= size)
        drop_broken_end(out, size - 1);
}

SG_PRINTF(3, 0)
static bool record(sg_error *err, sg_status status, const char *format, va_list arguments)
{
    if (!err || err->status != SG_OK)
        return false;
    sg_error_clear(err);
    err->status = status;
    write_text(err->message, sizeof err->message, format, arguments);
    return true;
}

sg_status sg_fail(sg_error *err, sg_status status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    record(err, status, format, arguments);
    va_end(arguments);
    return status;
}

sg_status sg_fail_at(sg_error *err, sg_status status, sg_span span, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (record(err, status, format, arguments)) {
        err->has_span = true;
        err->span = span;
    }
    va_end(arguments);
    return status;
}

void sg_error_hint(sg_error *err, const char *format, ...)
{
    va_list arguments;

    if (!err || err->status == SG_OK || err->hint[0])
        return;
    va_start(arguments, format);
    write_text(err->hint, sizeof err->hint, format, arguments);
    va_end(arguments);
}

void sg_error_in(sg_error *err, sg_str source)
{
    if (!err || err->status == SG_OK || err->source[0] || source.length == 0)
        return;
    size_t most = sizeof err->source - 1;
    size_t length = source.length < most ? source.length : most;
    memcpy(err->source, source.bytes, length);
    err->source[length] = '\0';
    if (length < source.length)
        drop_broken_end(err->source, length);
}

void sg_error_clear(sg_error *err)
{
    *err = (sg_error){ .status = SG_OK };
}
