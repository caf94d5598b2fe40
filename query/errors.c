/* errors.c - the rows of errors.def, and the one function that every query failure goes through. */
#include "query/errors.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *type, *detail;
} kinds[] = {
#define SG_ERROR_KIND(kind, type, detail) [SG_ERROR_##kind] = { type, detail },
#include "query/errors.def"
#undef SG_ERROR_KIND
};

const char *sg_error_kind_type(sg_error_kind kind)
{
    return kinds[kind].type;
}

const char *sg_error_kind_detail(sg_error_kind kind)
{
    return kinds[kind].detail;
}

static sg_status status_of(sg_error_kind kind, sg_phase phase)
{
    if (kind == SG_ERROR_UNSUPPORTED)
        return SG_EUNSUPPORTED;
    if (kind == SG_ERROR_LIMIT_REACHED)
        return SG_ELIMIT;
    if (kind == SG_ERROR_OUT_OF_MEMORY)
        return SG_ENOMEM;
    return phase == SG_COMPILE ? SG_EINVAL : SG_ERUNTIME;
}

sg_status sg_query_fail(sg_error *err, sg_error_kind kind, sg_phase phase, sg_span span,
                        const char *format, ...)
{
    sg_status status = status_of(kind, phase);
    if (!err || err->status != SG_OK)
        return status;
    char message[sizeof(err->message)];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    sg_fail(err, status, "%s", message);
    sg_query_fail_where(err, span);
    err->type = kinds[kind].type;
    err->detail = kinds[kind].detail;
    err->phase = phase == SG_COMPILE ? "compile" : "runtime";
    return status;
}

void sg_query_fail_where(sg_error *err, sg_span span)
{
    if (!err || err->status == SG_OK || err->has_span || span.end == 0)
        return;
    err->span = span;
    err->has_span = true;
}
