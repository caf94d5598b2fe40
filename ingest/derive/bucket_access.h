/* bucket_access.h - what S3 adds to policies: ACLs, ownership and block public access. */
#ifndef SG_INGEST_DERIVE_BUCKET_ACCESS_H
#define SG_INGEST_DERIVE_BUCKET_ACCESS_H

#include "ingest/derive/estate.h"

/* Folds the ACL and the public access blocks into target.policies and target.restricted, and
 * tells which of them were not collected.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_bucket_prepare(sg_estate *estate, sg_estate_resource *bucket);

/* Whether AWS calls the policy public: an Allow of a harmful action to others than a fixed set
 * of principals or networks.  Denies do not count. */
bool sg_bucket_policy_is_public(const sg_iam_policy *policy);
/* Whether an ACL or access points that were not collected may let the caller do it. */
bool sg_bucket_may_hide(const sg_estate_resource *bucket, const sg_iam_caller *caller,
                        sg_str action);

#endif
