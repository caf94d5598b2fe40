/* csv_field.c - one field of a CSV text: quotes, and the value it stands for. */
#include "exchange/csv_field.h"

#include "engine/temporal.h"
#include "exchange/json_tags.h"

const char *sg_csv_unquote(sg_str raw, sg_arena *arena, sg_str *out)
{
    if (!sg_csv_is_quoted(raw)) {
        *out = raw;
        return raw.length > 0 && memchr(raw.bytes, '"', raw.length)
                   ? "a quote stands inside of a field without quotes; quote the field and "
                     "double it"
                   : NULL;
    }
    if (raw.length < 2 || raw.bytes[raw.length - 1] != '"')
        return "something stands behind the closing quote";
    raw = sg_str_slice(raw, 1, raw.length - 1);
    *out = raw;
    if (raw.length == 0 || !memchr(raw.bytes, '"', raw.length))
        return NULL;
    char *text = sg_arena_alloc_raw(arena, raw.length);
    size_t length = 0;
    if (!text)
        return "out of memory";
    for (size_t i = 0; i < raw.length; i++) {
        text[length++] = raw.bytes[i];
        if (raw.bytes[i] == '"' && (++i == raw.length || raw.bytes[i] != '"'))
            return "a quote inside of a quoted field is not doubled";
    }
    *out = (sg_str){ text, length };
    return NULL;
}

const char *sg_csv_type_name(sg_csv_type type)
{
    static const char *const names[] = {
#define TYPE(name, spelling, value) [SG_CSV_##name] = spelling,
#include "exchange/csv_types.def"
#undef TYPE
    };

    return names[type];
}

sg_type sg_csv_type_value(sg_csv_type type)
{
    static const sg_type types[] = {
#define TYPE(name, spelling, value) [SG_CSV_##name] = value,
#include "exchange/csv_types.def"
#undef TYPE
    };

    return types[type];
}

static bool read_float(sg_str text, double *out)
{
    char digits[32] = "";
    const double special[] = { (double)__builtin_inff(), -(double)__builtin_inff(),
                               (double)__builtin_nanf("") };

    if (sg_str_to_double(text, out))
        return true;
    for (size_t i = 0; i < SG_COUNT(special); i++) {
        sg_str name = { digits, sg_double_format(special[i], digits) };
        if (sg_str_equal(text, name)) {
            *out = special[i];
            return true;
        }
    }
    return false;
}

static bool read_boolean(sg_str text, bool *out)
{
    *out = sg_str_equal_fold(text, SG_STR("true"));
    return *out || sg_str_equal_fold(text, SG_STR("false"));
}

static bool read_json(sg_str text, sg_arena *arena, sg_value *out)
{
    return sg_json_parse(text, arena, out, NULL) == SG_OK &&
           sg_json_untag(*out, arena, out) == SG_OK;
}

bool sg_csv_value(sg_csv_type type, sg_str text, sg_arena *arena, sg_value *out)
{
    switch (type) {
    case SG_CSV_STRING:
        *out = sg_string(text);
        return text.length <= UINT32_MAX;
    case SG_CSV_INTEGER:
        *out = sg_integer(0);
        return sg_str_to_int64(sg_str_trim(text), &out->integer);
    case SG_CSV_FLOAT:
        *out = sg_float(0);
        return read_float(sg_str_trim(text), &out->real);
    case SG_CSV_BOOLEAN:
        *out = sg_boolean(false);
        return read_boolean(sg_str_trim(text), &out->boolean);
    case SG_CSV_JSON:
        return read_json(text, arena, out);
    case SG_CSV_DATE:
    case SG_CSV_LOCALTIME:
    case SG_CSV_TIME:
    case SG_CSV_LOCALDATETIME:
    case SG_CSV_DATETIME:
    case SG_CSV_DURATION:
        break;
    }
    return sg_temporal_read(sg_csv_type_value(type), sg_str_trim(text), arena, out);
}

bool sg_csv_list(sg_csv_type type, char separator, sg_str text, sg_arena *arena, sg_value *out)
{
    uint32_t count = 1;

    if (text.length >= UINT32_MAX)
        return false;
    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == separator;
    sg_value *items = sg_arena_make_array(arena, sg_value, count);
    if (!items)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        sg_str rest, item = sg_str_cut(text, separator, &rest);
        if (!sg_csv_value(type, item, arena, &items[i]))
            return false;
        text = rest;
    }
    *out = sg_list(items, count);
    return true;
}
