/* csv_field.h - one field of a CSV text: its bytes, its quotes, and the value it stands for. */
#ifndef SG_EXCHANGE_CSV_FIELD_H
#define SG_EXCHANGE_CSV_FIELD_H

#include <string.h>

#include "engine/base/text.h"
#include "exchange/csv_header.h"

/* The field that ends at separator `at` of the places (csv_scan.h), as it stands in the text.  Line
 * ends before the first field of a record are blank lines; a carriage return behind the last one is
 * part of its line end. */
static inline sg_str sg_csv_raw(sg_str text, const uint32_t *places, size_t at, bool last)
{
    size_t begin = at > 0 ? (size_t)places[at - 1] + 1 : 0, end = places[at];

    while (begin < end && (text.bytes[begin] == '\n' ||
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

/* Digits only, at most 18, no leading zero: ids that are numbers. */
static inline bool sg_csv_number(sg_str text, uint64_t *out)
{
    uint64_t number = 0;

    if (text.length == 0 || text.length > 18 || (text.length > 1 && text.bytes[0] == '0'))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        unsigned digit = (unsigned)(unsigned char)text.bytes[i] - '0';
        if (digit > 9)
            return false;
        number = number * 10 + digit;
    }
    *out = number;
    return true;
}

#endif
