/* conditions.h - whether the Condition of a statement holds: true, false, or not known. */
#ifndef SG_INGEST_DERIVE_CONDITIONS_H
#define SG_INGEST_DERIVE_CONDITIONS_H

#include "ingest/derive/request.h"

/* Kleene's logic: unknown unless one side decides. */
static inline sg_truth sg_both(sg_truth left, sg_truth right)
{
    if (left == SG_FALSE || right == SG_FALSE)
        return SG_FALSE;
    return left == SG_TRUE && right == SG_TRUE ? SG_TRUE : SG_UNKNOWN;
}
static inline sg_truth sg_either(sg_truth left, sg_truth right)
{
    if (left == SG_TRUE || right == SG_TRUE)
        return SG_TRUE;
    return left == SG_FALSE && right == SG_FALSE ? SG_FALSE : SG_UNKNOWN;
}
static inline sg_truth sg_negation(sg_truth truth)
{
    return truth == SG_UNKNOWN ? SG_UNKNOWN : truth == SG_TRUE ? SG_FALSE : SG_TRUE;
}
static inline sg_truth sg_truth_of(bool is_true)
{
    return is_true ? SG_TRUE : SG_FALSE;
}

/* All conditions of the statement; `variables` as in the policy it belongs to. */
sg_truth sg_iam_conditions_hold(const sg_situation *situation,
                                const sg_iam_statement *statement, bool variables);

#endif
