/* encoding.c - lists and maps as bytes; equal values have equal bytes.
 *
 *     [1, "a"]  ──►  03 02000000  07 0100000000000000  05 01000000 61
 *                    list 2 items integer 1            string "a"
 *
 * Files hold these bytes, so a type's tag is its own and never changes.
 *
 * Decoding trusts nothing: lengths are held against what is left, maps must be sorted without
 * repetition, and depth is bounded as when encoding.
 */
#include <math.h>
#include <string.h>

#include "engine/encoding.h"
#include "engine/temporal.h"

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

/* The first byte of every value. */
enum {
    TAG_MAP = 0,
    TAG_LIST = 3,
    TAG_STRING = 5,
    TAG_BOOLEAN = 6,
    TAG_INTEGER = 7,
    TAG_FLOAT = 8,
    TAG_NULL = 9,
    TAG_DATE = 10,
    TAG_LOCALTIME = 11,
    TAG_TIME = 12,
    TAG_LOCALDATETIME = 13,
    TAG_DATETIME = 14,
    TAG_DURATION = 15,
    TAG_ZONED_DATETIME = 16,
};

static void put_signed(sg_buffer *out, int64_t number)
{
    put_number(out, (uint64_t)number, 8);
}

static void put_datetime(sg_buffer *out, const sg_moment *moment)
{
    put_number(out, moment->zone.length ? TAG_ZONED_DATETIME : TAG_DATETIME, 1);
    put_signed(out, moment->day);
    put_signed(out, moment->nanosecond);
    put_number(out, (uint32_t)moment->offset, 4);
    if (moment->zone.length)
        put_text(out, moment->zone);
}

static void put_duration(sg_buffer *out, const sg_duration *duration)
{
    put_number(out, TAG_DURATION, 1);
    put_signed(out, duration->months);
    put_signed(out, duration->days);
    put_signed(out, duration->seconds);
    put_number(out, duration->nanoseconds, 4);
}

/* A tag and eight bytes, and for some types four more from where others have a length. */
static void put_integer(sg_buffer *out, unsigned tag, sg_value value)
{
    put_number(out, tag, 1);
    put_signed(out, value.integer);
    if (tag == TAG_TIME || tag == TAG_LOCALDATETIME)
        put_number(out, value.length, 4);
}

static sg_status encode(sg_value value, sg_buffer *out, unsigned depth);

static sg_status encode_list(sg_value list, sg_buffer *out, unsigned depth)
{
    put_number(out, TAG_LIST, 1);
    put_number(out, list.length, 4);
    for (uint32_t i = 0; i < list.length; i++)
        SG_TRY(encode(list.list[i], out, depth + 1));
    return out->status;
}

static sg_status encode_map(sg_value map, sg_buffer *out, unsigned depth)
{
    put_number(out, TAG_MAP, 1);
    put_number(out, map.length, 4);
    for (uint32_t i = 0; i < map.length; i++) {
        put_text(out, map.map[i].key);
        SG_TRY(encode(map.map[i].value, out, depth + 1));
    }
    return out->status;
}

static sg_status encode(sg_value value, sg_buffer *out, unsigned depth)
{
    if (depth > SG_ENCODING_DEPTH)
        return SG_ELIMIT;
    switch ((sg_type)value.type) {
    case SG_TYPE_NULL:
        put_number(out, TAG_NULL, 1);
        break;
    case SG_TYPE_BOOLEAN:
        put_number(out, TAG_BOOLEAN, 1);
        put_number(out, value.boolean, 1);
        break;
    case SG_TYPE_INTEGER:
        put_integer(out, TAG_INTEGER, value);
        break;
    case SG_TYPE_DATE:
        put_integer(out, TAG_DATE, value);
        break;
    case SG_TYPE_LOCALTIME:
        put_integer(out, TAG_LOCALTIME, value);
        break;
    case SG_TYPE_TIME:
        put_integer(out, TAG_TIME, value);
        break;
    case SG_TYPE_LOCALDATETIME:
        put_integer(out, TAG_LOCALDATETIME, value);
        break;
    case SG_TYPE_DATETIME:
        put_datetime(out, value.moment);
        break;
    case SG_TYPE_DURATION:
        put_duration(out, value.duration);
        break;
    case SG_TYPE_FLOAT:
        put_number(out, TAG_FLOAT, 1);
        put_float(out, value.real);
        break;
    case SG_TYPE_STRING:
        put_number(out, TAG_STRING, 1);
        put_text(out, sg_value_str(value));
        break;
    case SG_TYPE_LIST:
        return encode_list(value, out, depth);
    case SG_TYPE_MAP:
        return encode_map(value, out, depth);
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

bool sg_encoded_is_string(sg_str bytes)
{
    return bytes.length > 0 && bytes.bytes[0] == TAG_STRING;
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

static bool take_signed(byte_reader *reader, int64_t *number)
{
    uint64_t bits;

    if (!take_number(reader, 8, &bits))
        return false;
    memcpy(number, &bits, sizeof(bits));
    return true;
}

static sg_status decode_boolean(byte_reader *reader, sg_value *out)
{
    uint64_t number;

    if (!take_number(reader, 1, &number) || number > 1)
        return SG_ECORRUPT;
    *out = sg_boolean(number != 0);
    return SG_OK;
}

static sg_status decode_string(byte_reader *reader, sg_value *out)
{
    sg_str text;

    if (!take_text(reader, &text))
        return SG_ECORRUPT;
    *out = sg_string(text);
    return SG_OK;
}

static sg_status decode_number(byte_reader *reader, unsigned tag, sg_value *out)
{
    int64_t integer;
    double real;

    if (!take_signed(reader, &integer))
        return SG_ECORRUPT;
    memcpy(&real, &integer, sizeof(real));
    *out = tag == TAG_FLOAT ? sg_float(real) : sg_integer(integer);
    return SG_OK;
}

/* --- temporal values: what is out of bounds is no value ------------------------------------------- */

static sg_status decode_duration(byte_reader *reader, sg_value *out)
{
    sg_duration duration;
    uint64_t nanoseconds;

    if (!take_signed(reader, &duration.months) || !take_signed(reader, &duration.days) ||
        !take_signed(reader, &duration.seconds) || !take_number(reader, 4, &nanoseconds))
        return SG_ECORRUPT;
    duration.nanoseconds = (uint32_t)nanoseconds;
    if (!sg_duration_valid(&duration))
        return SG_ECORRUPT;
    return sg_duration_value(reader->arena, &duration, out);
}

/* The moment that the bytes of a type stand for. */
static bool take_moment(byte_reader *reader, unsigned tag, sg_moment *moment)
{
    bool instant = tag == TAG_DATETIME || tag == TAG_ZONED_DATETIME;
    int64_t first, second = 0;
    uint64_t last = 0;
    sg_str zone = { NULL, 0 };

    if (!take_signed(reader, &first) || (instant && !take_signed(reader, &second)))
        return false;
    if (tag != TAG_DATE && tag != TAG_LOCALTIME && !take_number(reader, 4, &last))
        return false;
    if (tag == TAG_ZONED_DATETIME && (!take_text(reader, &zone) || zone.length == 0))
        return false;
    if (tag == TAG_LOCALDATETIME)
        return last < (uint64_t)SG_NANOSECONDS &&
               sg_moment_at(first, (uint32_t)last, 0, moment);
    int32_t offset = (int32_t)(uint32_t)last;
    if (instant)
        *moment = (sg_moment){ first, second, offset, zone };
    else if (tag == TAG_DATE)
        *moment = (sg_moment){ .day = first };
    else
        *moment = (sg_moment){ .nanosecond = first, .offset = offset };
    return sg_moment_valid(moment);
}

static sg_status decode_moment(byte_reader *reader, unsigned tag, sg_value *out)
{
    static const sg_type types[] = {
        [TAG_DATE] = SG_TYPE_DATE,         [TAG_LOCALTIME] = SG_TYPE_LOCALTIME,
        [TAG_TIME] = SG_TYPE_TIME,         [TAG_LOCALDATETIME] = SG_TYPE_LOCALDATETIME,
        [TAG_DATETIME] = SG_TYPE_DATETIME, [TAG_ZONED_DATETIME] = SG_TYPE_DATETIME,
    };
    sg_moment moment;

    if (!take_moment(reader, tag, &moment))
        return SG_ECORRUPT;
    return sg_moment_value(reader->arena, types[tag], &moment, out);
}

static sg_status decode(byte_reader *reader, unsigned depth, sg_value *out)
{
    uint64_t tag;

    if (depth > SG_ENCODING_DEPTH || !take_number(reader, 1, &tag))
        return SG_ECORRUPT;
    switch (tag) {
    case TAG_NULL:
        *out = sg_null();
        return SG_OK;
    case TAG_BOOLEAN:
        return decode_boolean(reader, out);
    case TAG_INTEGER:
    case TAG_FLOAT:
        return decode_number(reader, (unsigned)tag, out);
    case TAG_STRING:
        return decode_string(reader, out);
    case TAG_LIST:
        return decode_list(reader, depth, out);
    case TAG_MAP:
        return decode_map(reader, depth, out);
    case TAG_DATE:
    case TAG_LOCALTIME:
    case TAG_TIME:
    case TAG_LOCALDATETIME:
    case TAG_DATETIME:
    case TAG_ZONED_DATETIME:
        return decode_moment(reader, (unsigned)tag, out);
    case TAG_DURATION:
        return decode_duration(reader, out);
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
