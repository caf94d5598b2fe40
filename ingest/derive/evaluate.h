/* evaluate.h - the decision of IAM on a request, and on sets of requests.
 *
 * Where the answer hangs on something that cannot be known (a condition on the source address,
 * a policy that was not collected), it is neither yes nor no:
 *
 *     must  it is allowed, whatever the unknown turns out to be
 *     may   some value of the unknown allows it          must implies may
 */
#ifndef SG_INGEST_DERIVE_EVALUATE_H
#define SG_INGEST_DERIVE_EVALUATE_H

#include "ingest/derive/request.h"

typedef struct sg_iam_decision {
    bool may, must;  /* of some resource that target.arn stands for */
    bool everywhere; /* may, and none of them is kept out */
} sg_iam_decision;

/* Decides; the arena is used for scratch and rewound.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_iam_decide(const sg_iam_request *request, sg_arena *arena,
                                    sg_iam_decision *out);

/* --- what it is made of ------------------------------------------------------------------- */

/* The answer to a request in which nothing is open. */
sg_truth sg_iam_evaluate(const sg_situation *situation);

/* The guardrails that bind the caller, NULL when there are none. */
static inline const sg_guardrails *sg_iam_guardrails(const sg_iam_request *request)
{
    return request->identity ? request->identity->guardrails : request->caller->guardrails;
}

/* Whether the statement covers the action. */
bool sg_iam_has_action(const sg_iam_statement *statement, sg_str action);
/* Whether the statement at a position of the policy covers the request's action. */
bool sg_iam_covers(const sg_iam_policy *policy, uint32_t statement,
                   const sg_iam_request *request);

#endif
