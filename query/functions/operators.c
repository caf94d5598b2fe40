/* operators.c - comparison, logic and the predicates of strings: what answers true, false or null. */
#include "query/functions/operators.h"

#include "query/functions/implementations.h"
#include "query/functions/regex.h"

/* --- comparison ---------------------------------------------------------------------------------- */

sg_status sg_operator_equal(const sg_call *call, const sg_value *arguments, uint32_t count,
                            sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_truth_value(sg_value_equal(arguments[0], arguments[1]));
    return SG_OK;
}

sg_status sg_operator_not_equal(const sg_call *call, const sg_value *arguments, uint32_t count,
                                sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_truth_value(sg_truth_not(sg_value_equal(arguments[0], arguments[1])));
    return SG_OK;
}

/* clang-format off */
#define ORDER_OPERATOR(name, condition)                                                          \
    sg_status sg_operator_##name(const sg_call *call, const sg_value *arguments, uint32_t count, \
                                 sg_value *out, sg_error *err)                                   \
    {                                                                                            \
        (void)call, (void)count, (void)err;                                                      \
        int order;                                                                               \
        sg_truth truth = sg_value_compare(arguments[0], arguments[1], &order);                   \
        if (truth == SG_TRUE && !(condition))                                                    \
            truth = SG_FALSE;                                                                    \
        *out = sg_truth_value(truth);                                                            \
        return SG_OK;                                                                            \
    }
ORDER_OPERATOR(less,          order < 0)
ORDER_OPERATOR(less_equal,    order <= 0)
ORDER_OPERATOR(greater,       order > 0)
ORDER_OPERATOR(greater_equal, order >= 0)
/* clang-format on */

sg_status sg_operator_is_null(const sg_call *call, const sg_value *arguments, uint32_t count,
                              sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_boolean(sg_is_null(arguments[0]));
    return SG_OK;
}

sg_status sg_operator_is_not_null(const sg_call *call, const sg_value *arguments,
                                  uint32_t count, sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_boolean(!sg_is_null(arguments[0]));
    return SG_OK;
}

/* --- logic --------------------------------------------------------------------------------------- */

sg_status sg_value_truth(sg_value value, sg_truth *out, sg_error *err)
{
    if (value.type == SG_TYPE_BOOLEAN)
        *out = value.boolean ? SG_TRUE : SG_FALSE;
    else if (sg_is_null(value))
        *out = SG_UNKNOWN;
    else
        return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME, SG_NO_SPAN,
                             "expected a Boolean, got %s", sg_type_phrase((sg_type)value.type));
    return SG_OK;
}

/* clang-format off */
#define LOGIC_OPERATOR(name)                                                                     \
    sg_status sg_operator_##name(const sg_call *call, const sg_value *arguments, uint32_t count, \
                                 sg_value *out, sg_error *err)                                   \
    {                                                                                            \
        (void)call, (void)count;                                                                 \
        sg_truth left = SG_UNKNOWN, right = SG_UNKNOWN;                                          \
        SG_TRY(sg_value_truth(arguments[0], &left, err));                                        \
        SG_TRY(sg_value_truth(arguments[1], &right, err));                                       \
        *out = sg_truth_value(sg_truth_##name(left, right));                                     \
        return SG_OK;                                                                            \
    }
LOGIC_OPERATOR(and)
LOGIC_OPERATOR(or)
LOGIC_OPERATOR(xor)
/* clang-format on */

sg_status sg_operator_not(const sg_call *call, const sg_value *arguments, uint32_t count,
                          sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    sg_truth truth = SG_UNKNOWN;
    SG_TRY(sg_value_truth(arguments[0], &truth, err));
    *out = sg_truth_value(sg_truth_not(truth));
    return SG_OK;
}

/* --- strings ------------------------------------------------------------------------------------- */

static bool contains(sg_str text, sg_str part)
{
    return sg_str_find(text, part, 0) != SIZE_MAX;
}

/* clang-format off */
#define STRING_OPERATOR(name, predicate)                                                         \
    sg_status sg_operator_##name(const sg_call *call, const sg_value *arguments, uint32_t count, \
                                 sg_value *out, sg_error *err)                                   \
    {                                                                                            \
        (void)call, (void)count, (void)err;                                                      \
        bool known = arguments[0].type == SG_TYPE_STRING && arguments[1].type == SG_TYPE_STRING; \
        *out = known ? sg_boolean(predicate(sg_value_str(arguments[0]),                          \
                                            sg_value_str(arguments[1])))                         \
                     : sg_null();                                                                \
        return SG_OK;                                                                            \
    }
STRING_OPERATOR(starts_with, sg_str_starts)
STRING_OPERATOR(ends_with,   sg_str_ends)
STRING_OPERATOR(contains,    contains)
/* clang-format on */

sg_status sg_operator_matches(const sg_call *call, const sg_value *arguments, uint32_t count,
                              sg_value *out, sg_error *err)
{
    (void)count;
    if (arguments[0].type != SG_TYPE_STRING || arguments[1].type != SG_TYPE_STRING) {
        *out = sg_null();
        return SG_OK;
    }
    sg_arena_mark mark = sg_arena_save(call->arena);
    const sg_regex *regex;
    SG_TRY(sg_regex_compile(sg_value_str(arguments[1]), call->arena, &regex, err));
    sg_regex_scratch *scratch = sg_regex_scratch_new(regex, call->arena);
    if (!scratch)
        return sg_fail_arena(call, err);
    *out = sg_boolean(sg_regex_match(regex, sg_value_str(arguments[0]), scratch));
    sg_arena_rewind(call->arena, mark);
    return SG_OK;
}
