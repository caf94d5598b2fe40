/* row_count.c - the value of SKIP and LIMIT, checked. */
#include "query/exec/row_count.h"

sg_status sg_row_count(sg_eval *eval, const char *clause, sg_arena *arena, uint64_t *out)
{
    sg_error *err = &eval->exec->error;
    sg_span span = eval->expression->span;
    sg_value value;

    SG_TRY(sg_eval_alone(eval, arena, &value));
    if (value.type != SG_TYPE_INTEGER)
        return sg_query_fail(err, SG_ERROR_INVALID_ARGUMENT_TYPE, SG_RUNTIME, span,
                             "%s takes an integer, but this is a %s", clause,
                             sg_type_name((sg_type)value.type));
    if (value.integer < 0)
        return sg_query_fail(err, SG_ERROR_NEGATIVE_INTEGER_ARGUMENT, SG_RUNTIME, span,
                             "%s takes an integer that is not negative, but this is %lld",
                             clause, (long long)value.integer);
    *out = (uint64_t)value.integer;
    return SG_OK;
}
