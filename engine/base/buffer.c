/* buffer.c - text under construction: the first failure sticks, later writes do nothing. */
#include "engine/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t usual_limit = (size_t)1 << 30;

void sg_buffer_free(sg_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (sg_buffer){ .limit = buffer->limit };
}

void sg_buffer_clear(sg_buffer *buffer)
{
    buffer->length = 0;
    buffer->status = SG_OK;
    if (buffer->bytes)
        buffer->bytes[0] = '\0';
}

/* Makes room for `more` bytes and a NUL; false, and remembered, when that fails. */
static bool make_room(sg_buffer *buffer, size_t more)
{
    size_t limit = buffer->limit ? buffer->limit : usual_limit;

    if (buffer->status != SG_OK)
        return false;
    if (limit == SIZE_MAX)
        limit--;
    if (buffer->length > limit || more > limit - buffer->length) {
        buffer->status = SG_ELIMIT;
        return false;
    }
    size_t need = buffer->length + more + 1;
    if (need <= buffer->capacity)
        return true;
    size_t room = buffer->capacity < 64 ? 128 : buffer->capacity * 2;
    if (room < need)
        room = need;
    char *bytes = realloc(buffer->bytes, room);
    if (!bytes) {
        buffer->status = SG_ENOMEM;
        return false;
    }
    buffer->bytes = bytes;
    buffer->capacity = room;
    return true;
}

void sg_buffer_add(sg_buffer *buffer, sg_str text)
{
    if (!make_room(buffer, text.length))
        return;
    if (text.length)
        memcpy(buffer->bytes + buffer->length, text.bytes, text.length);
    buffer->length += text.length;
    buffer->bytes[buffer->length] = '\0';
}

void sg_buffer_char(sg_buffer *buffer, char byte)
{
    if (!make_room(buffer, 1))
        return;
    buffer->bytes[buffer->length++] = byte;
    buffer->bytes[buffer->length] = '\0';
}

void sg_buffer_text(sg_buffer *buffer, const char *terminated)
{
    sg_buffer_add(buffer, sg_str_of(terminated));
}

void sg_buffer_format_list(sg_buffer *buffer, const char *format, va_list arguments)
{
    va_list measured;

    va_copy(measured, arguments);
    int length = vsnprintf(NULL, 0, format, measured);
    va_end(measured);
    if (length < 0) {
        if (buffer->status == SG_OK)
            buffer->status = SG_ELIMIT; /* more than INT_MAX bytes */
        return;
    }
    if (!make_room(buffer, (size_t)length))
        return;
    vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, arguments);
    buffer->length += (size_t)length;
}

void sg_buffer_format(sg_buffer *buffer, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    sg_buffer_format_list(buffer, format, arguments);
    va_end(arguments);
}

/* The letter behind the backslash, or NUL when the byte has no short escape. */
static char short_escape(uint32_t code_point)
{
    switch (code_point) {
    case '"':
    case '\\':
        return (char)code_point;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return '\0';
    }
}

static void add_json(sg_buffer *buffer, uint32_t code_point)
{
    char bytes[4];
    char escape = short_escape(code_point);

    if (escape)
        sg_buffer_add(buffer, (sg_str){ (char[]){ '\\', escape }, 2 });
    else if (code_point < 0x20)
        sg_buffer_format(buffer, "\\u%04x", (unsigned)code_point);
    else
        sg_buffer_add(buffer, (sg_str){ bytes, sg_utf8_encode(code_point, bytes) });
}

static bool is_plain(char byte)
{
    return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

void sg_buffer_json_string(sg_buffer *buffer, sg_str text)
{
    sg_buffer_char(buffer, '"');
    for (size_t offset = 0; offset < text.length && buffer->status == SG_OK;) {
        size_t end = offset;
        while (end < text.length && is_plain(text.bytes[end]))
            end++;
        sg_buffer_add(buffer, sg_str_slice(text, offset, end));
        offset = end;
        if (offset < text.length)
            add_json(buffer, sg_utf8_next(text, &offset));
    }
    sg_buffer_char(buffer, '"');
}

void sg_buffer_csv_cell(sg_buffer *buffer, sg_str text)
{
    static const char signs[] = { '=', '+', '-', '@', '\t', '\r' };
    bool formula = text.length > 0 && memchr(signs, text.bytes[0], sizeof signs);

    sg_buffer_text(buffer, formula ? "\"'" : "\"");
    for (sg_str rest = text; rest.length > 0;) {
        sg_str part = sg_str_cut(rest, '"', &rest);
        bool quote = part.bytes + part.length < text.bytes + text.length;
        sg_buffer_add(buffer, part);
        sg_buffer_text(buffer, quote ? "\"\"" : "");
    }
    sg_buffer_char(buffer, '"');
}

sg_str sg_buffer_str(const sg_buffer *buffer)
{
    return buffer->bytes ? (sg_str){ buffer->bytes, buffer->length } : SG_STR("");
}
