/* operators.h - what the operators of expressions mean, null logic included, one value at a time.
 *
 * All have the signature of sg_scalar, so that an expression is a tree of calls.  `=`, `<` and the
 * like answer sg_truth_value() of engine/value.h; an executor with typed columns may do the same
 * work on whole columns, and these are what it must agree with.
 */
#ifndef SG_OPERATORS_H
#define SG_OPERATORS_H

#include "query/functions/functions.h"

/* Arithmetic.  Integers overflow with an error; `/` and `%` of integers by zero too.
 * `+` also joins strings, appends to and joins lists; a string joined with a number or boolean
 * takes its text. */
sg_scalar sg_operator_add, sg_operator_subtract, sg_operator_multiply, sg_operator_divide;
sg_scalar sg_operator_modulo, sg_operator_power; /* power is always a float */
sg_scalar sg_operator_negate, sg_operator_positive;

/* Comparison: boolean or null. */
sg_scalar sg_operator_equal, sg_operator_not_equal;
sg_scalar sg_operator_less, sg_operator_less_equal;
sg_scalar sg_operator_greater, sg_operator_greater_equal;
sg_scalar sg_operator_is_null, sg_operator_is_not_null;

/* Logic: three-valued; TypeError for what is neither boolean nor null. */
sg_scalar sg_operator_and, sg_operator_or, sg_operator_xor, sg_operator_not;

/* Truth of a predicate's value; a value that is neither boolean nor null fails. */
SG_MUST_USE sg_status sg_value_truth(sg_value value, sg_truth *out, sg_error *err);
static inline sg_truth sg_truth_and(sg_truth left, sg_truth right)
{
    if (left == SG_FALSE || right == SG_FALSE)
        return SG_FALSE;
    return left == SG_UNKNOWN || right == SG_UNKNOWN ? SG_UNKNOWN : SG_TRUE;
}
static inline sg_truth sg_truth_or(sg_truth left, sg_truth right)
{
    if (left == SG_TRUE || right == SG_TRUE)
        return SG_TRUE;
    return left == SG_UNKNOWN || right == SG_UNKNOWN ? SG_UNKNOWN : SG_FALSE;
}
static inline sg_truth sg_truth_xor(sg_truth left, sg_truth right)
{
    if (left == SG_UNKNOWN || right == SG_UNKNOWN)
        return SG_UNKNOWN;
    return left == right ? SG_FALSE : SG_TRUE;
}
static inline sg_truth sg_truth_not(sg_truth truth)
{
    if (truth == SG_UNKNOWN)
        return SG_UNKNOWN;
    return truth == SG_TRUE ? SG_FALSE : SG_TRUE;
}

/* Strings: null when either side is not a string. */
sg_scalar sg_operator_starts_with, sg_operator_ends_with, sg_operator_contains;
/* `=~` with the pattern compiled on the spot: for patterns that are not constant.  See regex.h. */
sg_scalar sg_operator_matches;

/* Lists and maps. */
sg_scalar sg_operator_in;        /* element, list */
sg_scalar sg_operator_subscript; /* list and integer; map, node or relationship and string */
sg_scalar
    sg_operator_slice; /* list, first, last; null if a bound is, an absent one is 0 or INT64_MAX */
/* What the statement has deleted cannot be read any more (its type and ends apart). */
SG_MUST_USE sg_status sg_check_entity(const sg_graph *graph, sg_value entity, sg_error *err);
/* Property of a map, a node or a relationship by name; null when it is not there; TypeError for
 * other types. */
SG_MUST_USE sg_status sg_operator_property(const sg_call *call, sg_value subject, sg_str name,
                                           sg_value *out, sg_error *err);

#endif
