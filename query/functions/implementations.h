/* implementations.h - the functions behind the rows of functions.def, and what they share. */
#ifndef SG_FUNCTIONS_IMPLEMENTATIONS_H
#define SG_FUNCTIONS_IMPLEMENTATIONS_H

#include "query/errors.h"
#include "query/functions/functions.h"

/* clang-format off */
#define SCALAR(name, minimum, maximum, first, second, others, gives, flags, implementation,      \
               arguments, summary) sg_scalar sg_scalar_##implementation;
#define ALIAS(name, minimum, maximum, first, second, others, gives, flags, implementation,       \
              arguments, summary)
#define AGGREGATE(name, minimum, maximum, first, second, others, gives, flags, implementation,   \
                  arguments, summary) extern const sg_aggregate_class sg_aggregate_##implementation;
#include "query/functions/functions.def"
/* clang-format on */

/* A number as a double. */
static inline double sg_number(sg_value number)
{
    return number.type == SG_TYPE_INTEGER ? (double)number.integer : number.real;
}

/* "an Integer", "a List": for messages. */
const char *sg_type_phrase(sg_type type);

/* "`+` does not work on ... and ...". */
sg_status sg_fail_operands(const char *operator, const sg_value * arguments, sg_error *err);

/* The usual story when call->arena is full. */
sg_status sg_fail_arena(const sg_call *call, sg_error *err);

/* The value as toString() gives it; *text {NULL, 0} when the type has no text.  Errors: SG_ENOMEM,
 * not told. */
SG_MUST_USE sg_status sg_value_to_text(sg_arena *arena, sg_value value, sg_str *text);

#endif
