/* convert.c - toString, toInteger, toFloat, toBoolean and their OrNull twins.
 *
 * Text that is no number or boolean converts to null, and so does a value of a type that only the
 * OrNull rows of the table let through.  toInteger() alone can fail: a number may not fit.
 */
#include <math.h>

#include "engine/temporal.h"
#include "query/functions/implementations.h"

sg_status sg_value_to_text(sg_arena *arena, sg_value value, sg_str *text)
{
    char digits[32], moment[SG_TEMPORAL_TEXT];
    switch ((sg_type)value.type) {
    case SG_TYPE_STRING:
        *text = sg_value_str(value);
        return SG_OK;
    case SG_TYPE_BOOLEAN:
        *text = value.boolean ? SG_STR("true") : SG_STR("false");
        return SG_OK;
    case SG_TYPE_INTEGER:
        *text = sg_arena_format(arena, "%lld", (long long)value.integer);
        break;
    case SG_TYPE_FLOAT:
        *text = sg_arena_copy(arena, (sg_str){ digits, sg_double_format(value.real, digits) });
        break;
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        *text = sg_arena_copy(
            arena, (sg_str){ moment, sg_temporal_text(value, SG_TEMPORAL_FULL, moment) });
        break;
    case SG_TYPE_MAP:
    case SG_TYPE_NODE:
    case SG_TYPE_RELATIONSHIP:
    case SG_TYPE_LIST:
    case SG_TYPE_PATH:
    case SG_TYPE_NULL:
        *text = (sg_str){ NULL, 0 };
        return SG_OK;
    }
    return text->bytes ? SG_OK : SG_ENOMEM;
}

sg_status sg_scalar_to_string(const sg_call *call, const sg_value *arguments, uint32_t count,
                              sg_value *out, sg_error *err)
{
    (void)count;
    sg_str text;
    if (sg_value_to_text(call->arena, arguments[0], &text) != SG_OK)
        return sg_fail_arena(call, err);
    *out = text.bytes ? sg_string(text) : sg_null();
    return SG_OK;
}

/* The whole part as an integer; false when it does not fit, or is NaN. */
static bool truncate_float(double real, int64_t *out)
{
    const double two_to_63 = 9223372036854775808.0;
    if (!(real >= -two_to_63 && real < two_to_63))
        return false;
    *out = (int64_t)real;
    return true;
}

/* null: not a number, *fits false: a number out of range. */
static sg_value integer_of(sg_value value, bool *fits)
{
    int64_t integer;
    double real;
    *fits = true;
    if (value.type == SG_TYPE_INTEGER)
        return value;
    if (value.type == SG_TYPE_BOOLEAN)
        return sg_integer(value.boolean);
    if (value.type == SG_TYPE_FLOAT) {
        real = value.real;
    } else if (value.type == SG_TYPE_STRING) {
        sg_str text = sg_str_trim(sg_value_str(value));
        if (sg_str_to_int64(text, &integer))
            return sg_integer(integer);
        if (!sg_str_to_double(text, &real) || isnan(real))
            return sg_null();
    } else {
        return sg_null();
    }
    *fits = truncate_float(real, &integer);
    return *fits ? sg_integer(integer) : sg_null();
}

sg_status sg_scalar_to_integer(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    bool fits;
    sg_value integer = integer_of(arguments[0], &fits);
    if (!fits)
        return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                             "toInteger(): the number does not fit 64 bits");
    *out = integer;
    return SG_OK;
}

sg_status sg_scalar_to_integer_or_null(const sg_call *call, const sg_value *arguments,
                                       uint32_t count, sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    bool fits;
    *out = integer_of(arguments[0], &fits);
    return SG_OK;
}

sg_status sg_scalar_to_float(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    double real;
    sg_value value = arguments[0];
    if (sg_is_number(value))
        *out = sg_float(sg_number(value));
    else if (value.type == SG_TYPE_STRING &&
             sg_str_to_double(sg_str_trim(sg_value_str(value)), &real))
        *out = sg_float(real);
    else
        *out = sg_null();
    return SG_OK;
}

sg_status sg_scalar_to_boolean(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    sg_value value = arguments[0];
    *out = sg_null();
    if (value.type == SG_TYPE_BOOLEAN) {
        *out = value;
    } else if (value.type == SG_TYPE_INTEGER) {
        *out = sg_boolean(value.integer != 0);
    } else if (value.type == SG_TYPE_STRING) {
        sg_str text = sg_str_trim(sg_value_str(value));
        if (sg_str_equal_fold(text, SG_STR("true")))
            *out = sg_boolean(true);
        else if (sg_str_equal_fold(text, SG_STR("false")))
            *out = sg_boolean(false);
    }
    return SG_OK;
}
