/* key_grants.h - the grants of a KMS key as a policy beside its own. */
#ifndef SG_INGEST_DERIVE_KEY_GRANTS_H
#define SG_INGEST_DERIVE_KEY_GRANTS_H

#include "ingest/derive/estate.h"

/* Adds what the grants allow to the key's policies.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_key_add_grants(sg_estate *estate, sg_estate_resource *key);
/* Whether grants that nobody listed may let the caller do it.  A grant names a principal, so that none is for
 * whoever comes from the internet. */
bool sg_key_may_be_granted(const sg_estate_resource *key, const sg_iam_caller *caller,
                           sg_str action);

#endif
