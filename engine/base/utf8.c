/* utf8.c - code points in and out; what is not UTF-8 reads as U+FFFD, a byte at a time.
 *
 *     lead byte   00..7F   C2..DF    E0..EF      F0..F4
 *     bytes          1        2         3           4
 *     payload     7 bits   5+6       4+6+6       3+6+6+6
 *
 * Overlong forms, surrogates and anything above U+10FFFF are invalid.
 */
#include "engine/base/text.h"

enum {
    REPLACEMENT = 0xFFFD,
    LARGEST = 0x10FFFF,
};

static bool is_surrogate(uint32_t code_point)
{
    return code_point >= 0xD800 && code_point <= 0xDFFF;
}

/* Reads the sequence at the start of `length` bytes; returns its size, 0 if it is invalid. */
static size_t decode(const char *bytes, size_t length, uint32_t *code_point)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char lead = (unsigned char)bytes[0];
    size_t size = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

    if (size <= 1) {
        *code_point = lead;
        return size;
    }
    if (lead > 0xF4 || size > length)
        return 0;
    uint32_t value = lead & (0x7Fu >> size);
    for (size_t at = 1; at < size; at++) {
        unsigned char byte = (unsigned char)bytes[at];
        if ((byte & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (byte & 0x3F);
    }
    if (value < least[size] || value > LARGEST || is_surrogate(value))
        return 0;
    *code_point = value;
    return size;
}

uint32_t sg_utf8_next(sg_str text, size_t *offset)
{
    uint32_t code_point = REPLACEMENT;
    size_t size = decode(text.bytes + *offset, text.length - *offset, &code_point);

    *offset += size ? size : 1;
    return size ? code_point : REPLACEMENT;
}

size_t sg_utf8_encode(uint32_t code_point, char out[4])
{
    if (code_point > LARGEST || is_surrogate(code_point))
        code_point = REPLACEMENT;
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t size = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t at = size - 1; at > 0; at--) {
        out[at] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)((0xF00u >> size & 0xF0) | code_point);
    return size;
}

size_t sg_utf8_length(sg_str text)
{
    size_t length = 0;

    for (size_t offset = 0; offset < text.length; length++)
        sg_utf8_next(text, &offset);
    return length;
}

bool sg_utf8_valid(sg_str text)
{
    uint32_t code_point;

    for (size_t offset = 0, size; offset < text.length; offset += size) {
        size = decode(text.bytes + offset, text.length - offset, &code_point);
        if (size == 0)
            return false;
    }
    return true;
}
