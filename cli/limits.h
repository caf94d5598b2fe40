/* limits.h - limits of a statement, as they are set on a command line and in the shell. */
#ifndef SG_CLI_LIMITS_H
#define SG_CLI_LIMITS_H

#include "cli/options.h"
#include "query/query.h"

/* What was given on the command line; NULL: nothing. */
typedef struct sg_limit_options {
#define LIMIT(name, member, unit, argument, summary) const char *name;
#include "cli/limits.def"
#undef LIMIT
} sg_limit_options;

/* Sets the limit called `name` to a whole number of at least 1, with or without its unit ("512",
 * "512MiB", "2GiB", "30s"), or to "default".  Errors: SG_EINVAL with a hint. */
SG_MUST_USE sg_status sg_limits_set(sg_query_limits *limits, sg_str name, sg_str value,
                                    sg_error *err);
/* Sets all that were given. */
SG_MUST_USE sg_status sg_limits_take(sg_query_limits *limits, const sg_limit_options *given,
                                     sg_error *err);
/* Appends them all, one a line. */
void sg_limits_print(const sg_query_limits *limits, sg_buffer *out);

#endif
