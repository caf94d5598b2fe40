/* arithmetic.c - + - * / % ^ and the signs.
 *
 * Two integers give an integer, checked; with a float beside it an integer becomes a float.  `+`
 * also joins: strings with strings and with the text of numbers and booleans, lists with lists and
 * with single elements at either end.  What is temporal is temporal_arithmetic.c's.
 */
#include <math.h>
#include <string.h>

#include "query/functions/implementations.h"
#include "query/functions/operators.h"
#include "query/functions/temporal.h"

sg_status sg_fail_operands(const char *operator, const sg_value * arguments, sg_error *err)
{
    return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME, SG_NO_SPAN,
                         "`%s` does not work on %s and %s", operator,
                         sg_type_phrase((sg_type)arguments[0].type),
                         sg_type_phrase((sg_type)arguments[1].type));
}

static sg_status fail_overflow(const char *operator, const sg_value * arguments, sg_error *err)
{
    return sg_query_fail(
        err, SG_ERROR_ARITHMETIC_OVERFLOW, SG_RUNTIME, SG_NO_SPAN,
        "%lld %s %lld does not fit 64 bits",
        (long long)arguments[0].integer, operator,(long long) arguments[1].integer);
}

static bool either_null(const sg_value *arguments, sg_value *out)
{
    if (!sg_is_null(arguments[0]) && !sg_is_null(arguments[1]))
        return false;
    *out = sg_null();
    return true;
}

static bool both_integers(const sg_value *arguments)
{
    return arguments[0].type == SG_TYPE_INTEGER && arguments[1].type == SG_TYPE_INTEGER;
}

/* --- joining ------------------------------------------------------------------------------------- */

static sg_status join_lists(const sg_call *call, sg_value left, sg_value right, sg_value *out,
                            sg_error *err)
{
    uint64_t length = (uint64_t)left.length + right.length;
    sg_value *items = NULL;
    if (length <= UINT32_MAX)
        items = sg_arena_make_array(call->arena, sg_value, length);
    if (!items)
        return sg_fail_arena(call, err);
    if (left.length > 0)
        memcpy(items, left.list, left.length * sizeof(*items));
    if (right.length > 0)
        memcpy(items + left.length, right.list, right.length * sizeof(*items));
    *out = sg_list(items, (uint32_t)length);
    return SG_OK;
}

/* A single element is a list of one; the element must outlive the call, as arguments do. */
static sg_value as_list(const sg_value *value)
{
    return value->type == SG_TYPE_LIST ? *value : sg_list(value, 1);
}

static sg_status join_texts(const sg_call *call, const sg_value *arguments, sg_value *out,
                            sg_error *err)
{
    sg_str left, right;
    if (sg_value_to_text(call->arena, arguments[0], &left) != SG_OK ||
        sg_value_to_text(call->arena, arguments[1], &right) != SG_OK)
        return sg_fail_arena(call, err);
    if (!left.bytes || !right.bytes)
        return sg_fail_operands("+", arguments, err);
    uint64_t length = (uint64_t)left.length + right.length;
    char *bytes = length <= UINT32_MAX ? sg_arena_alloc_raw(call->arena, length + 1) : NULL;
    if (!bytes)
        return sg_fail_arena(call, err);
    memcpy(bytes, left.bytes, left.length);
    memcpy(bytes + left.length, right.bytes, right.length);
    *out = sg_string((sg_str){ bytes, length });
    return SG_OK;
}

sg_status sg_operator_add(const sg_call *call, const sg_value *arguments, uint32_t count,
                          sg_value *out, sg_error *err)
{
    (void)count;
    sg_value left = arguments[0], right = arguments[1];
    if (either_null(arguments, out))
        return SG_OK;
    if (both_integers(arguments)) {
        int64_t sum;
        if (__builtin_add_overflow(left.integer, right.integer, &sum))
            return fail_overflow("+", arguments, err);
        *out = sg_integer(sum);
        return SG_OK;
    }
    if (sg_is_number(left) && sg_is_number(right)) {
        *out = sg_float(sg_number(left) + sg_number(right));
        return SG_OK;
    }
    if (left.type == SG_TYPE_LIST || right.type == SG_TYPE_LIST)
        return join_lists(call, as_list(&arguments[0]), as_list(&arguments[1]), out, err);
    if (left.type == SG_TYPE_STRING || right.type == SG_TYPE_STRING)
        return join_texts(call, arguments, out, err);
    if (sg_is_temporal(left) || sg_is_temporal(right))
        return sg_temporal_add(call, arguments, out, err);
    return sg_fail_operands("+", arguments, err);
}

/* --- numbers ------------------------------------------------------------------------------------- */

sg_status sg_operator_subtract(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)count;
    int64_t difference;
    if (either_null(arguments, out))
        return SG_OK;
    if (sg_is_temporal(arguments[0]) || sg_is_temporal(arguments[1]))
        return sg_temporal_subtract(call, arguments, out, err);
    if (!sg_is_number(arguments[0]) || !sg_is_number(arguments[1]))
        return sg_fail_operands("-", arguments, err);
    if (!both_integers(arguments))
        *out = sg_float(sg_number(arguments[0]) - sg_number(arguments[1]));
    else if (__builtin_sub_overflow(arguments[0].integer, arguments[1].integer, &difference))
        return fail_overflow("-", arguments, err);
    else
        *out = sg_integer(difference);
    return SG_OK;
}

sg_status sg_operator_multiply(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)count;
    int64_t product;
    if (either_null(arguments, out))
        return SG_OK;
    if (sg_is_temporal(arguments[0]) || sg_is_temporal(arguments[1]))
        return sg_temporal_multiply(call, arguments, out, err);
    if (!sg_is_number(arguments[0]) || !sg_is_number(arguments[1]))
        return sg_fail_operands("*", arguments, err);
    if (!both_integers(arguments))
        *out = sg_float(sg_number(arguments[0]) * sg_number(arguments[1]));
    else if (__builtin_mul_overflow(arguments[0].integer, arguments[1].integer, &product))
        return fail_overflow("*", arguments, err);
    else
        *out = sg_integer(product);
    return SG_OK;
}

static sg_status fail_zero(const char *operator, const sg_value * arguments, sg_error *err)
{
    return sg_query_fail(err, SG_ERROR_DIVISION_BY_ZERO, SG_RUNTIME, SG_NO_SPAN,
                         "%lld %s 0: division by zero",
                         (long long)arguments[0].integer, operator);
}

sg_status sg_operator_divide(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)count;
    sg_value left = arguments[0], right = arguments[1];
    if (either_null(arguments, out))
        return SG_OK;
    if (sg_is_temporal(arguments[0]) || sg_is_temporal(arguments[1]))
        return sg_temporal_divide(call, arguments, out, err);
    if (!sg_is_number(left) || !sg_is_number(right))
        return sg_fail_operands("/", arguments, err);
    if (!both_integers(arguments))
        *out = sg_float(sg_number(left) / sg_number(right));
    else if (right.integer == 0)
        return fail_zero("/", arguments, err);
    else if (left.integer == INT64_MIN && right.integer == -1)
        return fail_overflow("/", arguments, err);
    else
        *out = sg_integer(left.integer / right.integer);
    return SG_OK;
}

sg_status sg_operator_modulo(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    sg_value left = arguments[0], right = arguments[1];
    if (either_null(arguments, out))
        return SG_OK;
    if (!sg_is_number(left) || !sg_is_number(right))
        return sg_fail_operands("%", arguments, err);
    if (!both_integers(arguments))
        *out = sg_float(fmod(sg_number(left), sg_number(right)));
    else if (right.integer == 0)
        return fail_zero("%", arguments, err);
    else /* INT64_MIN % -1 traps on some machines, and is 0 */
        *out = sg_integer(right.integer == -1 ? 0 : left.integer % right.integer);
    return SG_OK;
}

sg_status sg_operator_power(const sg_call *call, const sg_value *arguments, uint32_t count,
                            sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    if (either_null(arguments, out))
        return SG_OK;
    if (!sg_is_number(arguments[0]) || !sg_is_number(arguments[1]))
        return sg_fail_operands("^", arguments, err);
    *out = sg_float(pow(sg_number(arguments[0]), sg_number(arguments[1])));
    return SG_OK;
}

static sg_status fail_sign(char sign, sg_value value, sg_error *err)
{
    return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME, SG_NO_SPAN,
                         "`%c` does not work on %s", sign, sg_type_phrase((sg_type)value.type));
}

sg_status sg_operator_negate(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    sg_value number = arguments[0];
    if (sg_is_null(number))
        *out = number;
    else if (number.type == SG_TYPE_FLOAT)
        *out = sg_float(-number.real);
    else if (number.type != SG_TYPE_INTEGER)
        return fail_sign('-', number, err);
    else if (number.integer == INT64_MIN)
        return sg_query_fail(err, SG_ERROR_ARITHMETIC_OVERFLOW, SG_RUNTIME, SG_NO_SPAN,
                             "-(%lld) does not fit 64 bits", (long long)number.integer);
    else
        *out = sg_integer(-number.integer);
    return SG_OK;
}

sg_status sg_operator_positive(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    if (!sg_is_null(arguments[0]) && !sg_is_number(arguments[0]))
        return fail_sign('+', arguments[0], err);
    *out = arguments[0];
    return SG_OK;
}
