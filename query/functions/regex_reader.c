/* regex_reader.c - a place in the text of a regular expression, failures, and escaped characters. */
#include "query/functions/regex_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "query/errors.h"
#include "query/functions/letters.h"
#include "query/functions/regex_set.h"

#define MOST_SHOWN 200 /* bytes of the expression in a message */

sg_status sg_regex_fail(sg_regex_reader *self, size_t offset, const char *format, ...)
{
    char reason[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    sg_str shown = sg_str_slice(self->text, 0, MOST_SHOWN);
    return sg_query_fail(self->err, SG_ERROR_INVALID_REGULAR_EXPRESSION, SG_RUNTIME, SG_NO_SPAN,
                         "regular expression, offset %zu: %s, in `%.*s%s`", offset, reason,
                         SG_FMT(shown), shown.length < self->text.length ? "..." : "");
}

sg_status sg_regex_fail_room(sg_regex_reader *self)
{
    return sg_query_fail(self->err, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME, SG_NO_SPAN,
                         "no memory for a regular expression");
}

bool sg_regex_at_end(const sg_regex_reader *self)
{
    return self->at >= self->text.length;
}

char sg_regex_peek(const sg_regex_reader *self, size_t distance)
{
    size_t at = self->at + distance;
    if (at < self->text.length)
        return self->text.bytes[at];
    return '\0';
}

bool sg_regex_accept(sg_regex_reader *self, const char *word)
{
    size_t length = strlen(word);
    if (self->text.length - self->at < length ||
        memcmp(self->text.bytes + self->at, word, length) != 0)
        return false;
    self->at += length;
    return true;
}

uint32_t sg_regex_next(sg_regex_reader *self)
{
    return sg_utf8_next(self->text, &self->at);
}

/* --- escapes ------------------------------------------------------------------------------------- */

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* Exactly so many hexadecimal digits; false leaves the place as it was. */
static bool accept_hex(sg_regex_reader *self, size_t digits, uint32_t *out)
{
    uint32_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        int digit = hex_digit(sg_regex_peek(self, i));
        if (digit < 0)
            return false;
        value = value * 16 + (uint32_t)digit;
    }
    self->at += digits;
    *out = value;
    return true;
}

/* Behind \u: four digits; two surrogates written one after the other are one character. */
static bool accept_unicode(sg_regex_reader *self, uint32_t *out)
{
    if (!accept_hex(self, 4, out))
        return false;
    size_t behind = self->at;
    uint32_t low;
    if (*out >= 0xD800 && *out <= 0xDBFF && sg_regex_accept(self, "\\u")) {
        if (accept_hex(self, 4, &low) && low >= 0xDC00 && low <= 0xDFFF)
            *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
        else
            self->at = behind;
    }
    return true;
}

/* Behind \x: two digits, or any number in braces. */
static bool accept_code_point(sg_regex_reader *self, uint32_t *out)
{
    if (!sg_regex_accept(self, "{"))
        return accept_hex(self, 2, out);
    uint32_t value = 0, digit;
    while (accept_hex(self, 1, &digit)) {
        value = value * 16 + digit;
        if (value > SG_LAST_CHARACTER)
            return false;
    }
    *out = value;
    return self->text.bytes[self->at - 1] != '{' && sg_regex_accept(self, "}");
}

/* Behind \0: one to three octal digits, at most 0377. */
static bool accept_octal(sg_regex_reader *self, uint32_t *out)
{
    uint32_t value = 0;
    size_t count = 0;
    for (; count < 3 && sg_regex_peek(self, count) >= '0' && sg_regex_peek(self, count) <= '7';
         count++) {
        uint32_t more = value * 8 + (uint32_t)(sg_regex_peek(self, count) - '0');
        if (more > 0377)
            break;
        value = more;
    }
    self->at += count;
    *out = value;
    return count > 0;
}

sg_status sg_regex_read_escape(sg_regex_reader *self, uint32_t *out)
{
    size_t start = self->at - 1;
    if (sg_regex_at_end(self))
        return sg_regex_fail(self, start, "nothing follows the backslash");
    bool understood = true;
    uint32_t letter = sg_regex_next(self);
    switch (letter) {
    case 't':
        *out = '\t';
        break;
    case 'n':
        *out = '\n';
        break;
    case 'r':
        *out = '\r';
        break;
    case 'f':
        *out = '\f';
        break;
    case 'a':
        *out = 0x07;
        break;
    case 'e':
        *out = 0x1B;
        break;
    case '0':
        understood = accept_octal(self, out);
        break;
    case 'x':
        understood = accept_code_point(self, out);
        break;
    case 'u':
        understood = accept_unicode(self, out);
        break;
    default:
        if (letter >= '1' && letter <= '9')
            return sg_regex_fail(self, start, "back-references are not supported");
        understood = letter > 127 || (sg_letter_lower(letter) == sg_letter_upper(letter));
        *out = letter;
    }
    return understood ? SG_OK
                      : sg_regex_fail(self, start, "unknown escape `\\%c`", (char)letter);
}
