/* access.c - looking into values: IN, subscripts, slices, properties. */
#include "query/functions/implementations.h"
#include "query/functions/operators.h"
#include "query/functions/temporal.h"

sg_status sg_operator_in(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    sg_value list = arguments[1];
    if (sg_is_null(list)) {
        *out = sg_null();
        return SG_OK;
    }
    if (list.type != SG_TYPE_LIST)
        return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME, SG_NO_SPAN,
                             "IN needs a List on its right, not %s",
                             sg_type_phrase((sg_type)list.type));
    sg_truth any = SG_FALSE;
    for (uint32_t i = 0; i < list.length && any != SG_TRUE; i++)
        any = sg_truth_or(any, sg_value_equal(arguments[0], list.list[i]));
    *out = sg_truth_value(any);
    return SG_OK;
}

sg_status sg_operator_property(const sg_call *call, sg_value subject, sg_str name,
                               sg_value *out, sg_error *err)
{
    sg_key key;
    SG_TRY(sg_check_entity(call->graph, subject, err));
    if (subject.type == SG_TYPE_MAP)
        *out = sg_map_get(subject, name);
    else if (sg_is_null(subject))
        *out = subject;
    else if (sg_is_temporal(subject))
        return sg_temporal_property(call, subject, name, out, err);
    else if (subject.type != SG_TYPE_NODE && subject.type != SG_TYPE_RELATIONSHIP)
        return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME, SG_NO_SPAN,
                             "%s has no property `%.*s`", sg_type_phrase((sg_type)subject.type),
                             SG_FMT(name));
    else if (!sg_graph_find_key(call->graph, name, &key))
        *out = sg_null();
    else if (subject.type == SG_TYPE_NODE)
        *out = sg_graph_property(call->graph, subject.node, key, call->arena);
    else
        *out = sg_graph_edge_property(call->graph, subject.edge, key, call->arena);
    return SG_OK;
}

static sg_status fail_index(sg_value subject, sg_value index, sg_error *err)
{
    sg_error_kind kind = SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE;
    if (subject.type == SG_TYPE_LIST)
        kind = SG_ERROR_LIST_ELEMENT_ACCESS_BY_NON_INTEGER;
    else if (subject.type == SG_TYPE_MAP || subject.type == SG_TYPE_NODE ||
             subject.type == SG_TYPE_RELATIONSHIP)
        kind = SG_ERROR_MAP_ELEMENT_ACCESS_BY_NON_STRING;
    return sg_query_fail(err, kind, SG_RUNTIME, SG_NO_SPAN, "%s has no elements by %s",
                         sg_type_phrase((sg_type)subject.type),
                         sg_type_phrase((sg_type)index.type));
}

/* Where a position that may count from the end lies; negative when it is before the start. */
static int64_t from_start(int64_t position, uint32_t length)
{
    return position < 0 ? position + (int64_t)length : position;
}

sg_status sg_operator_subscript(const sg_call *call, const sg_value *arguments, uint32_t count,
                                sg_value *out, sg_error *err)
{
    (void)count;
    sg_value subject = arguments[0], index = arguments[1];
    if (sg_is_null(subject) || sg_is_null(index)) {
        *out = sg_null();
        return SG_OK;
    }
    bool named = subject.type == SG_TYPE_MAP || subject.type == SG_TYPE_NODE ||
                 subject.type == SG_TYPE_RELATIONSHIP;
    if (named && index.type == SG_TYPE_STRING)
        return sg_operator_property(call, subject, sg_value_str(index), out, err);
    if (subject.type != SG_TYPE_LIST || index.type != SG_TYPE_INTEGER)
        return fail_index(subject, index, err);
    int64_t position = from_start(index.integer, subject.length);
    *out = position >= 0 && position < (int64_t)subject.length ? subject.list[position]
                                                               : sg_null();
    return SG_OK;
}

static int64_t clamp(int64_t position, uint32_t length)
{
    position = from_start(position, length);
    if (position < 0)
        return 0;
    return position < (int64_t)length ? position : (int64_t)length;
}

sg_status sg_operator_slice(const sg_call *call, const sg_value *arguments, uint32_t count,
                            sg_value *out, sg_error *err)
{
    (void)call;
    sg_value list = arguments[0];
    for (uint32_t i = 0; i < count; i++)
        if (sg_is_null(arguments[i])) {
            *out = sg_null();
            return SG_OK;
        }
    if (list.type != SG_TYPE_LIST)
        return fail_index(list, arguments[1], err);
    for (uint32_t i = 1; i < count; i++)
        if (arguments[i].type != SG_TYPE_INTEGER)
            return fail_index(list, arguments[i], err);
    int64_t first = clamp(arguments[1].integer, list.length);
    int64_t last = clamp(arguments[2].integer, list.length);
    *out =
        last > first ? sg_list(list.list + first, (uint32_t)(last - first)) : sg_list(NULL, 0);
    return SG_OK;
}
