/* errors.h - how a query says that it failed: a kind with a stable name, a phase, a place. */
#ifndef SG_QUERY_ERRORS_H
#define SG_QUERY_ERRORS_H

#include "engine/base/error.h"

/* SG_ERROR_UNDEFINED_VARIABLE, ...: one for each row of errors.def. */
typedef enum sg_error_kind {
#define SG_ERROR_KIND(kind, type, detail) SG_ERROR_##kind,
#include "query/errors.def"
#undef SG_ERROR_KIND
} sg_error_kind;

typedef enum sg_phase {
    SG_COMPILE, /* found before any row was read */
    SG_RUNTIME, /* found in the data */
} sg_phase;

/* Says that the place is not known here; a caller that knows adds it with sg_query_fail_where(). */
#define SG_NO_SPAN ((sg_span){ 0, 0 })

/* Records the failure with type, detail and phase unless there is one already (or err is NULL).
 * Returns the status that belongs to it: SG_EINVAL at compile time and SG_ERUNTIME at run time,
 * but SG_EUNSUPPORTED for UNSUPPORTED, SG_ELIMIT for LIMIT_REACHED, SG_ENOMEM for OUT_OF_MEMORY. */
sg_status sg_query_fail(sg_error *err, sg_error_kind kind, sg_phase phase, sg_span span,
                        const char *format, ...) SG_PRINTF(5, 6);
/* Gives the failure at hand a place, unless it has one: functions do not know where they stand. */
void sg_query_fail_where(sg_error *err, sg_span span);

const char *sg_error_kind_type(sg_error_kind kind);
const char *sg_error_kind_detail(sg_error_kind kind);

#endif
