/* lists.c - functions of lists, and of what can be a list among other things. */
#include <string.h>

#include "query/functions/implementations.h"

sg_status sg_scalar_coalesce(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)call, (void)err;
    uint32_t first = 0;
    while (first + 1 < count && sg_is_null(arguments[first]))
        first++;
    *out = arguments[first];
    return SG_OK;
}

sg_status sg_scalar_exists(const sg_call *call, const sg_value *arguments, uint32_t count,
                           sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_boolean(!sg_is_null(arguments[0]));
    return SG_OK;
}

sg_status sg_scalar_is_empty(const sg_call *call, const sg_value *arguments, uint32_t count,
                             sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_boolean(arguments[0].length == 0);
    return SG_OK;
}

sg_status sg_scalar_size(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    sg_value value = arguments[0];
    *out =
        sg_integer(value.type == SG_TYPE_LIST ? (int64_t)value.length
                                              : (int64_t)sg_utf8_length(sg_value_str(value)));
    return SG_OK;
}

sg_status sg_scalar_head(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    sg_value list = arguments[0];
    *out = list.length > 0 ? list.list[0] : sg_null();
    return SG_OK;
}

sg_status sg_scalar_last(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    sg_value list = arguments[0];
    *out = list.length > 0 ? list.list[list.length - 1] : sg_null();
    return SG_OK;
}

sg_status sg_scalar_tail(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    sg_value list = arguments[0];
    *out = list.length > 0 ? sg_list(list.list + 1, list.length - 1) : list;
    return SG_OK;
}

/* --- reverse ------------------------------------------------------------------------------------- */

static sg_status reverse_text(const sg_call *call, sg_str text, sg_value *out, sg_error *err)
{
    char *bytes = sg_arena_alloc_raw(call->arena, text.length + 1);
    if (!bytes)
        return sg_fail_arena(call, err);
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        sg_utf8_next(text, &at);
        memcpy(bytes + text.length - at, text.bytes + start, at - start);
    }
    *out = sg_string((sg_str){ bytes, text.length });
    return SG_OK;
}

sg_status sg_scalar_reverse(const sg_call *call, const sg_value *arguments, uint32_t count,
                            sg_value *out, sg_error *err)
{
    (void)count;
    sg_value value = arguments[0];
    if (value.type == SG_TYPE_STRING)
        return reverse_text(call, sg_value_str(value), out, err);
    sg_value *items = sg_arena_make_array(call->arena, sg_value, value.length);
    if (!items)
        return sg_fail_arena(call, err);
    for (uint32_t i = 0; i < value.length; i++)
        items[i] = value.list[value.length - 1 - i];
    *out = sg_list(items, value.length);
    return SG_OK;
}

/* --- range --------------------------------------------------------------------------------------- */

/* How many numbers stand at such a width on such a distance, both ends included. */
static uint64_t count_steps(uint64_t distance, uint64_t width)
{
    uint64_t steps = distance / width;
    return steps == UINT64_MAX ? steps : steps + 1;
}

/* 0 when the step leads away from `last`; the step is not 0. */
static uint64_t range_length(int64_t first, int64_t last, int64_t step)
{
    if (step > 0)
        return first > last ? 0 : count_steps((uint64_t)last - (uint64_t)first, (uint64_t)step);
    return first < last ? 0 : count_steps((uint64_t)first - (uint64_t)last, -(uint64_t)step);
}

sg_status sg_scalar_range(const sg_call *call, const sg_value *arguments, uint32_t count,
                          sg_value *out, sg_error *err)
{
    for (uint32_t i = 0; i < count; i++)
        if (arguments[i].type != SG_TYPE_INTEGER)
            return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_TYPE, SG_RUNTIME,
                                 SG_NO_SPAN, "range() takes an Integer, not %s",
                                 sg_type_phrase((sg_type)arguments[i].type));
    int64_t first = arguments[0].integer, step = count == 3 ? arguments[2].integer : 1;
    if (step == 0)
        return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                             "range(): the step is 0");
    uint64_t length = range_length(first, arguments[1].integer, step);
    sg_value *items = NULL;
    if (length <= UINT32_MAX)
        items = sg_arena_make_array(call->arena, sg_value, length);
    if (!items)
        return sg_fail_arena(call, err);
    for (uint64_t i = 0; i < length; i++)
        items[i] = sg_integer((int64_t)((uint64_t)first + i * (uint64_t)step));
    *out = sg_list(items, (uint32_t)length);
    return SG_OK;
}
