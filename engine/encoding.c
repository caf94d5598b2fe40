/* encoding.c - lists and maps as bytes; equal values have equal bytes.
 *
 *     [1, "a"]  ──►  03 02000000  07 0100000000000000  05 01000000 61
 *                    list 2 items integer 1            string "a"
 *
 * Decoding trusts nothing: lengths are held against what is left, maps must be sorted without
 * repetition, and depth is bounded as when encoding.
 */
#include <math.h>
#include <string.h>

#include "engine/encoding.h"

/* --- encoding --------------------------------------------------------------------------------- */

static void put_number(sg_buffer *out, uint64_t number, unsigned bytes)
{
    char text[8];

    for (unsigned i = 0; i < bytes; i++)
        text[i] = (char)(unsigned char)(number >> (8 * i));
    sg_buffer_add(out, (sg_str){ text, bytes });
}

static void put_text(sg_buffer *out, sg_str text)
{
    put_number(out, text.length, 4);
    sg_buffer_add(out, text);
}

static void put_float(sg_buffer *out, double real)
{
    uint64_t bits;

    if (isnan(real)) /* one NaN of the many */
        real = (double)NAN;
    memcpy(&bits, &real, sizeof(bits));
    put_number(out, bits, 8);
}

static sg_status encode(sg_value value, sg_buffer *out, unsigned depth)
{
    if (depth > SG_ENCODING_DEPTH)
        return SG_ELIMIT;
    put_number(out, value.type, 1);
    switch ((sg_type)value.type) {
    case SG_TYPE_NULL:
        break;
    case SG_TYPE_BOOLEAN:
        put_number(out, value.boolean, 1);
        break;
    case SG_TYPE_INTEGER:
        put_number(out, (uint64_t)value.integer, 8);
        break;
    case SG_TYPE_FLOAT:
        put_float(out, value.real);
        break;
    case SG_TYPE_STRING:
        put_text(out, sg_value_str(value));
        break;
    case SG_TYPE_LIST:
        put_number(out, value.length, 4);
        for (uint32_t i = 0; i < value.length; i++)
            SG_TRY(encode(value.list[i], out, depth + 1));
        break;
    case SG_TYPE_MAP:
        put_number(out, value.length, 4);
        for (uint32_t i = 0; i < value.length; i++) {
            put_text(out, value.map[i].key);
            SG_TRY(encode(value.map[i].value, out, depth + 1));
        }
        break;
    case SG_TYPE_NODE:
    case SG_TYPE_RELATIONSHIP:
    case SG_TYPE_PATH:
    default:
        return SG_EINVAL;
    }
    return out->status;
}

sg_status sg_value_encode(sg_value value, sg_buffer *out)
{
    return encode(value, out, 0);
}

/* --- decoding --------------------------------------------------------------------------------- */

typedef struct byte_reader {
    const unsigned char *next, *end;
    sg_arena *arena;
} byte_reader;

static bool take_number(byte_reader *reader, unsigned bytes, uint64_t *number)
{
    if ((size_t)(reader->end - reader->next) < bytes)
        return false;
    *number = 0;
    for (unsigned i = 0; i < bytes; i++)
        *number |= (uint64_t)reader->next[i] << (8 * i);
    reader->next += bytes;
    return true;
}

static bool take_text(byte_reader *reader, sg_str *text)
{
    uint64_t length;

    if (!take_number(reader, 4, &length) || (size_t)(reader->end - reader->next) < length)
        return false;
    *text = (sg_str){ (const char *)reader->next, (size_t)length };
    reader->next += length;
    return true;
}

static sg_status decode(byte_reader *reader, unsigned depth, sg_value *out);

static sg_status decode_list(byte_reader *reader, unsigned depth, sg_value *out)
{
    uint64_t count;
    sg_value *items;

    /* An item takes a byte at least: a count that cannot be true allocates nothing. */
    if (!take_number(reader, 4, &count) || count > (size_t)(reader->end - reader->next))
        return SG_ECORRUPT;
    items = sg_arena_make_array(reader->arena, sg_value, (size_t)count);
    if (!items)
        return SG_ENOMEM;
    for (uint64_t i = 0; i < count; i++)
        SG_TRY(decode(reader, depth + 1, &items[i]));
    *out = sg_list(items, (uint32_t)count);
    return SG_OK;
}

static sg_status decode_map(byte_reader *reader, unsigned depth, sg_value *out)
{
    uint64_t count;
    sg_entry *entries;

    if (!take_number(reader, 4, &count) || count > (size_t)(reader->end - reader->next) / 5)
        return SG_ECORRUPT;
    entries = sg_arena_make_array(reader->arena, sg_entry, (size_t)count);
    if (!entries)
        return SG_ENOMEM;
    for (uint64_t i = 0; i < count; i++) {
        if (!take_text(reader, &entries[i].key))
            return SG_ECORRUPT;
        if (i > 0 && sg_str_compare(entries[i - 1].key, entries[i].key) >= 0)
            return SG_ECORRUPT;
        SG_TRY(decode(reader, depth + 1, &entries[i].value));
    }
    *out = sg_map(entries, (uint32_t)count);
    return SG_OK;
}

static sg_status decode_scalar(byte_reader *reader, sg_type type, sg_value *out)
{
    uint64_t number;
    double real;
    sg_str text;

    if (type == SG_TYPE_STRING) {
        if (!take_text(reader, &text))
            return SG_ECORRUPT;
        *out = sg_string(text);
        return SG_OK;
    }
    if (!take_number(reader, type == SG_TYPE_BOOLEAN ? 1 : 8, &number))
        return SG_ECORRUPT;
    if (type == SG_TYPE_BOOLEAN) {
        *out = sg_boolean(number != 0);
        return number <= 1 ? SG_OK : SG_ECORRUPT;
    }
    if (type == SG_TYPE_FLOAT) {
        memcpy(&real, &number, sizeof(real));
        *out = sg_float(real);
        return SG_OK;
    }
    int64_t integer;
    memcpy(&integer, &number, sizeof(integer));
    *out = sg_integer(integer);
    return SG_OK;
}

static sg_status decode(byte_reader *reader, unsigned depth, sg_value *out)
{
    uint64_t type;

    if (depth > SG_ENCODING_DEPTH || !take_number(reader, 1, &type))
        return SG_ECORRUPT;
    switch ((sg_type)type) {
    case SG_TYPE_NULL:
        *out = sg_null();
        return SG_OK;
    case SG_TYPE_BOOLEAN:
    case SG_TYPE_INTEGER:
    case SG_TYPE_FLOAT:
    case SG_TYPE_STRING:
        return decode_scalar(reader, (sg_type)type, out);
    case SG_TYPE_LIST:
        return decode_list(reader, depth, out);
    case SG_TYPE_MAP:
        return decode_map(reader, depth, out);
    case SG_TYPE_NODE:
    case SG_TYPE_RELATIONSHIP:
    case SG_TYPE_PATH:
    default:
        return SG_ECORRUPT;
    }
}

sg_status sg_value_decode(sg_str bytes, sg_arena *arena, sg_value *out)
{
    const unsigned char *begin = (const unsigned char *)bytes.bytes;
    byte_reader reader = { begin, begin + bytes.length, arena };
    sg_value value;

    SG_TRY(decode(&reader, 0, &value));
    if (reader.next != reader.end)
        return SG_ECORRUPT;
    *out = value;
    return SG_OK;
}
