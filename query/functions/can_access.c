/* can_access.c - canAccess(principal, resource, action): what the judge of the statement answers. */
#include "query/functions/implementations.h"
#include "query/functions/operators.h"

static sg_value answer_value(sg_access_answer answer)
{
    switch (answer) {
    case SG_ACCESS_ALLOWED:
        return sg_string(SG_STR("ALLOWED"));
    case SG_ACCESS_DENIED:
        return sg_string(SG_STR("DENIED"));
    case SG_ACCESS_CONDITIONAL:
        return sg_string(SG_STR("CONDITIONAL"));
    case SG_ACCESS_UNKNOWN:
        break;
    }
    return sg_null();
}

/* A judge tells its failures without the names that those of a query have. */
static sg_status fail_judge(sg_status status, const sg_error *told, sg_error *err)
{
    sg_error_kind kind = status == SG_ENOMEM   ? SG_ERROR_OUT_OF_MEMORY
                         : status == SG_ELIMIT ? SG_ERROR_LIMIT_REACHED
                                               : SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE;

    return sg_query_fail(err, kind, SG_RUNTIME, SG_NO_SPAN, "canAccess(): %s",
                         told->status == SG_OK ? "it cannot be judged" : told->message);
}

sg_status sg_scalar_can_access(const sg_call *call, const sg_value *arguments, uint32_t count,
                               sg_value *out, sg_error *err)
{
    (void)count;
    sg_access_answer answer = SG_ACCESS_UNKNOWN;
    sg_error told = { .status = SG_OK };

    SG_TRY(sg_check_entity(call->graph, arguments[0], err));
    SG_TRY(sg_check_entity(call->graph, arguments[1], err));
    if (call->judge) {
        sg_status status =
            call->judge->decide(call->judge->subject, call->graph, arguments[0].node,
                                arguments[1].node, sg_value_str(arguments[2]), &answer, &told);
        if (status != SG_OK)
            return fail_judge(status, &told, err);
    }
    *out = answer_value(answer);
    return SG_OK;
}
