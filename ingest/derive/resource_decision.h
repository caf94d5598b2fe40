/* resource_decision.h - an action on a resource of the estate, and all that has to be allowed for it. */
#ifndef SG_INGEST_DERIVE_RESOURCE_DECISION_H
#define SG_INGEST_DERIVE_RESOURCE_DECISION_H

#include "ingest/derive/estate.h"
#include "ingest/derive/evaluate.h"

/* May the caller do the action to what the resource's ARN with the suffix stands for, such as
 * some object of the bucket?  `identity` as in sg_iam_request.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_resource_decide(const sg_estate *estate, const sg_iam_caller *caller,
                                         const sg_iam_identity *identity,
                                         const sg_estate_resource *resource,
                                         sg_iam_action action, sg_str suffix, sg_arena *scratch,
                                         sg_iam_decision *out);

#endif
