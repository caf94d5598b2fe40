/* resource_groups.h - resources that a caller's policies cannot tell apart.
 *
 * What IAM says of a resource depends on its ARN only through the patterns that it matches.  For the
 * resources of one account and kind, sorted by ARN, most patterns pick out a run:
 *
 *     arn:...:logs-*           |======|                    all of a run, alike
 *     arn:...:*-prod      | x   x  x     x   xx  x|        looked at one by one
 *     groups               1 2 1 3 4 3 1 2 ...             one decision each
 *
 * Two resources are in one group when they leave every pattern in the same state, so that also what may
 * follow the ARN (the key of an object) is matched alike; and when they agree in all else that a
 * decision looks at: key, region, tags where a condition reads them, what is not known of them.
 */
#ifndef SG_INGEST_DERIVE_RESOURCE_GROUPS_H
#define SG_INGEST_DERIVE_RESOURCE_GROUPS_H

#include "engine/base/bitmap.h"
#include "ingest/derive/estate.h"

typedef struct sg_resource_groups {
    uint32_t *group; /* by place in the run; only of those that are marked and plain */
    uint32_t *first; /* by group: a resource of it, by place in the run */
    uint32_t count;
} sg_resource_groups;

/* Whether the resource lets in nobody by itself and does not look at who exactly asks: only such
 * resources are grouped. */
bool sg_resource_is_plain(const sg_estate_resource *resource);

/* All that a decision looks at but its ARN and tags; own policies by what they say of it.  The secret is
 * that of the estate. */
uint64_t sg_resource_signature(uint64_t secret, const sg_estate_resource *resource);

/* Groups the marked plain resources of the run for the policies of the caller; the result lives in the
 * arena.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_resource_groups_make(const sg_estate *estate,
                                              const sg_iam_identity *identity, sg_range run,
                                              sg_bitmap marked, sg_arena *arena,
                                              sg_resource_groups *out);

/* The resources of the run whose ARN can match the pattern, by what it literally begins with. */
sg_range sg_resource_candidates(const sg_estate *estate, sg_range run, sg_str pattern);

#endif
