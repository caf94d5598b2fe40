/* parameters.h - values of $parameters from JSON. */
#ifndef SG_CLI_PARAMETERS_H
#define SG_CLI_PARAMETERS_H

#include "engine/base/error.h"
#include "engine/value.h"

typedef struct sg_parameters {
    sg_arena *arena;
    sg_value value; /* a map; null at first */
} sg_parameters;

/* Errors: SG_EINVAL with a span (not JSON, not an object), SG_ENOMEM.  What was there before stays on
 * failure and is freed on success. */
SG_MUST_USE sg_status sg_parameters_parse(sg_str json, sg_parameters *out, sg_error *err);
/* The same, told on standard error; empty text is no parameters.  Returns an exit code. */
int sg_parameters_read(sg_str json, sg_parameters *out);
void sg_parameters_free(sg_parameters *parameters); /* zeroed ones are allowed */

#endif
