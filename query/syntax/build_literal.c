/* build_literal.c - names, numbers and strings as they are written.
 *
 * Integers are 64 bits wide.  9223372036854775808 is one too many, but its negation is not, and the
 * minus comes later: such a literal is noted in the parser and sg_ast_negate() clears the note.
 */
#include <string.h>

#include "query/syntax/build.h"

static sg_str text_of(const sg_parser *parser, sg_span span)
{
    return sg_str_slice(parser->text, span.begin, span.end);
}

/* A name in back-ticks, where two of them stand for one. */
static sg_str unquote(sg_parser *parser, sg_str quoted)
{
    sg_str inner = sg_str_slice(quoted, 1, quoted.length - 1);
    if (sg_str_find(inner, SG_STR("``"), 0) == SIZE_MAX)
        return inner;
    char *bytes = sg_parser_alloc(parser, inner.length);
    if (parser->status != SG_OK)
        return inner;
    size_t length = 0;
    for (size_t i = 0; i < inner.length; i++) {
        bytes[length++] = inner.bytes[i];
        if (inner.bytes[i] == '`')
            i++;
    }
    return (sg_str){ bytes, length };
}

sg_name sg_ast_name(sg_parser *parser, sg_span token)
{
    sg_str text = text_of(parser, token);
    if (text.bytes[0] == '`')
        text = unquote(parser, text);
    return (sg_name){ .text = text, .span = token };
}

sg_name_list *sg_ast_name_item(sg_parser *parser, sg_name name)
{
    sg_name_list *item = sg_ast_make(parser, sg_name_list);
    item->name = name;
    return item;
}

sg_name sg_ast_dotted_name(sg_parser *parser, const sg_name_list *parts)
{
    sg_name name = parts->name;
    size_t length = 0, filled = 0;
    if (!parts->next || parser->status != SG_OK)
        return name;
    for (const sg_name_list *part = parts; part; part = part->next) {
        length += part->name.text.length + 1;
        name.span.end = part->name.span.end;
    }
    char *bytes = sg_parser_alloc(parser, length);
    if (parser->status != SG_OK)
        return name;
    for (const sg_name_list *part = parts; part; part = part->next) {
        memcpy(bytes + filled, part->name.text.bytes, part->name.text.length);
        filled += part->name.text.length;
        bytes[filled++] = '.';
    }
    name.text = (sg_str){ bytes, length - 1 };
    return name;
}

static sg_expression *make_literal(sg_parser *parser, sg_span token, sg_value value)
{
    sg_expression *literal = sg_ast_make(parser, sg_expression);
    literal->kind = SG_EXPR_LITERAL;
    literal->span = token;
    literal->value = value;
    literal->height = 1;
    return literal;
}

sg_expression *sg_ast_constant(sg_parser *parser, sg_span token, sg_value value)
{
    return make_literal(parser, token, value);
}

/* --- numbers ------------------------------------------------------------------------------------ */
static unsigned digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return (unsigned)(digit - '0');
    return (unsigned)((digit | 0x20) - 'a') + 10;
}

/* Reads what the lexer took for an integer; false when it has more than 64 bits. */
static bool read_integer(sg_str text, uint64_t *out)
{
    uint64_t base = 10, number = 0;
    size_t offset = 0;
    if (text.length > 2 && text.bytes[0] == '0' && (text.bytes[1] | 0x20) >= 'a') {
        base = (text.bytes[1] | 0x20) == 'x' ? 16 : 8;
        offset = 2;
    }
    for (; offset < text.length; offset++) {
        unsigned digit = digit_value(text.bytes[offset]);
        if (number > (UINT64_MAX - digit) / base)
            return false;
        number = number * base + digit;
    }
    *out = number;
    return true;
}

static void fail_overflow(sg_parser *parser, sg_span token)
{
    sg_parser_fail(parser, SG_ERROR_INTEGER_OVERFLOW, token,
                   "this integer does not fit into 64 bits");
}

uint64_t sg_ast_bound(sg_parser *parser, sg_span token)
{
    uint64_t number = 0;
    if (!read_integer(text_of(parser, token), &number) || number > INT64_MAX)
        fail_overflow(parser, token);
    return number;
}

sg_expression *sg_ast_integer(sg_parser *parser, sg_span token)
{
    const uint64_t minimum = (uint64_t)INT64_MAX + 1;
    uint64_t number = 0;
    if (!read_integer(text_of(parser, token), &number) || number > minimum)
        fail_overflow(parser, token);
    if (number < minimum)
        return make_literal(parser, token, sg_integer((int64_t)number));
    if (parser->unsigned_minimum)
        fail_overflow(parser, parser->unsigned_minimum->span);
    parser->unsigned_minimum = make_literal(parser, token, sg_integer(INT64_MIN));
    return parser->unsigned_minimum;
}

sg_expression *sg_ast_float(sg_parser *parser, sg_span token)
{
    double real = 0;
    if (!sg_str_to_double(text_of(parser, token), &real))
        sg_parser_fail(parser, SG_ERROR_FLOATING_POINT_OVERFLOW, token,
                       "this number is too large for a float");
    return make_literal(parser, token, sg_float(real));
}

sg_expression *sg_ast_bad_number(sg_parser *parser, sg_span token)
{
    sg_str text = text_of(parser, token);
    sg_parser_fail(parser, SG_ERROR_INVALID_NUMBER_LITERAL, token, "`%.*s` is not a number",
                   (int)(text.length < 40 ? text.length : 40), text.bytes);
    return make_literal(parser, token, sg_null());
}

/* --- strings ------------------------------------------------------------------------------------ */
static int hex_value(char byte)
{
    if ((byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f'))
        return (int)digit_value(byte);
    return -1;
}

/* The code point of `digits` hexadecimal digits at `offset`, or UINT32_MAX. */
static uint32_t read_hex(sg_str text, size_t offset, size_t digits)
{
    uint32_t code_point = 0;
    if (offset + digits > text.length)
        return UINT32_MAX;
    for (size_t i = 0; i < digits; i++) {
        int value = hex_value(text.bytes[offset + i]);
        if (value < 0)
            return UINT32_MAX;
        code_point = code_point << 4 | (uint32_t)value;
    }
    return code_point;
}

/* \uXXXX, two of them for a character beyond U+FFFF, or \UXXXXXXXX, at `*offset`. */
static uint32_t read_unicode(sg_str text, size_t *offset)
{
    size_t digits = text.bytes[*offset + 1] == 'u' ? 4 : 8;
    uint32_t high = read_hex(text, *offset + 2, digits);
    *offset += 2 + digits;
    if (high < 0xD800 || (high > 0xDFFF && high <= 0x10FFFF))
        return high;
    bool pair = digits == 4 && high <= 0xDBFF && *offset + 1 < text.length &&
                text.bytes[*offset] == '\\' && text.bytes[*offset + 1] == 'u';
    uint32_t low = pair ? read_hex(text, *offset + 2, 4) : UINT32_MAX;
    if (low < 0xDC00 || low > 0xDFFF)
        return UINT32_MAX;
    *offset += 6;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* What a backslash and this byte stand for; NUL when the two stand for themselves, as in '\.'. */
static char simple_escape(char byte)
{
    switch (byte) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case '\\':
    case '\'':
    case '"':
    case '`':
        return byte;
    default:
        return '\0';
    }
}

/* Resolves the escapes of `text`; what they stand for is never longer than they are. */
static sg_str unescape(sg_parser *parser, sg_str text, sg_span token)
{
    char *bytes = sg_parser_alloc(parser, text.length);
    size_t length = 0;
    if (parser->status != SG_OK)
        return SG_STR("");
    for (size_t offset = 0; offset < text.length;) {
        char byte = text.bytes[offset], next = '\0';
        if (byte == '\\' && offset + 1 < text.length)
            next = text.bytes[offset + 1];
        if (next == 'u' || next == 'U') {
            uint32_t begin = token.begin + 1 + (uint32_t)offset;
            uint32_t code_point = read_unicode(text, &offset);
            if (code_point == UINT32_MAX) {
                sg_parser_fail(parser, SG_ERROR_INVALID_UNICODE_LITERAL,
                               (sg_span){ begin, begin + 2 },
                               "`\\%c` must be followed by the %d hexadecimal digits of a "
                               "character",
                               next, next == 'u' ? 4 : 8);
                return SG_STR("");
            }
            length += sg_utf8_encode(code_point, bytes + length);
        } else if (next != '\0' && simple_escape(next) != '\0') {
            bytes[length++] = simple_escape(next);
            offset += 2;
        } else {
            bytes[length++] = byte;
            offset++;
        }
    }
    return (sg_str){ bytes, length };
}

sg_expression *sg_ast_string(sg_parser *parser, sg_span token)
{
    sg_str text = sg_str_slice(parser->text, token.begin + 1, token.end - 1);
    if (text.length > 0 && memchr(text.bytes, '\\', text.length))
        text = unescape(parser, text, token);
    return make_literal(parser, token, sg_string(text));
}

sg_expression *sg_ast_parameter(sg_parser *parser, sg_span token)
{
    sg_expression *parameter = make_literal(parser, token, sg_null());
    parameter->kind = SG_EXPR_PARAMETER;
    parameter->name = sg_ast_name(parser, (sg_span){ token.begin + 1, token.end });
    parameter->name.span = token;
    return parameter;
}
