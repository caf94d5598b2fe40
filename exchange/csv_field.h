/* csv_field.h - one field of a CSV text: its bytes, its quotes, and the value it stands for. */
#ifndef SG_EXCHANGE_CSV_FIELD_H
#define SG_EXCHANGE_CSV_FIELD_H

#include <string.h>

#include "engine/base/text.h"
#include "exchange/csv_header.h"

/* The field that ends at separator `at` of the places (csv_scan.h), as it stands in the text.  Line
 * ends before the first field of a record are blank lines; a carriage return behind the last one is
 * part of its line end. */
static inline sg_str sg_csv_raw(sg_str text, const uint32_t *places, size_t at, bool first,
                                bool last)
{
    size_t begin = at > 0 ? (size_t)places[at - 1] + 1 : 0, end = places[at];

    while (first && begin < end &&
           (text.bytes[begin] == '\n' ||
            (text.bytes[begin] == '\r' && text.bytes[begin + 1] == '\n')))
        begin++;
    if (last && end > begin && text.bytes[end - 1] == '\r')
        end--;
    return (sg_str){ text.bytes + begin, end - begin };
}

static inline bool sg_csv_is_quoted(sg_str raw)
{
    return raw.length > 0 && raw.bytes[0] == '"';
}

/* What a raw field says, in the arena when quotes in it are doubled.  NULL, or what is wrong. */
const char *sg_csv_unquote(sg_str raw, sg_arena *arena, sg_str *out);

/* The value of a text of that type, in the arena.  False: it is none. */
bool sg_csv_value(sg_csv_type type, sg_str text, sg_arena *arena, sg_value *out);
/* The list of the values between the separators. */
bool sg_csv_list(sg_csv_type type, char separator, sg_str text, sg_arena *arena, sg_value *out);
const char *sg_csv_type_name(sg_csv_type type);
sg_type sg_csv_type_value(sg_csv_type type);

/* Four to eight digits at once: a word of them is made of pairs, then of fours, then of all.
 *
 *     "00001234"   each byte less '0'   0 0 0 0 1 2 3 4
 *     * 10 and add the next one         00 . 00 . 12 . 34 .
 *     * 100 and add                     0000 . . . 1234 . . .
 *     * 10000 and add                   1234
 */
static inline bool sg_csv_word_of_digits(const char *digits, size_t count, uint64_t *out)
{
    const unsigned missing = 8 * (8 - (unsigned)count); /* bits */
    uint32_t first, last;

    memcpy(&first, digits, 4);
    memcpy(&last, digits + count - 4, 4);
    uint64_t word = (uint64_t)last << 32 | (uint32_t)((uint64_t)first << missing);
    word -= UINT64_C(0x3030303030303030) >> missing << missing;
    /* A byte over 9, or below 0 (which borrows), has a bit of its upper half set, or would get one. */
    if (((word + UINT64_C(0x0606060606060606)) | word) & UINT64_C(0xf0f0f0f0f0f0f0f0))
        return false;
    word = (word * 10 + (word >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000ffff0000ffff);
    *out = (word * 10000 + (word >> 32)) & UINT64_C(0xffffffff);
    return true;
}

static inline bool sg_csv_digits(const char *digits, size_t count, uint64_t *out)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (count >= 4)
        return sg_csv_word_of_digits(digits, count, out);
#endif
    for (*out = 0; count > 0; count--, digits++) {
        unsigned digit = (unsigned)(unsigned char)*digits - '0';
        if (digit > 9)
            return false;
        *out = *out * 10 + digit;
    }
    return true;
}

/* Digits only, at most 16, no leading zero: ids that are numbers. */
static inline bool sg_csv_number(sg_str text, uint64_t *out)
{
    uint64_t high = 0, low;

    if (text.length == 0 || text.length > 16 || (text.length > 1 && text.bytes[0] == '0'))
        return false;
    if (text.length > 8) {
        if (!sg_csv_digits(text.bytes, text.length - 8, &high) ||
            !sg_csv_digits(text.bytes + text.length - 8, 8, &low))
            return false;
        *out = high * 100000000 + low;
        return true;
    }
    return sg_csv_digits(text.bytes, text.length, out);
}

#endif
