/* workloads.h - what runs as which role, and the roles of instance profiles. */
#ifndef SG_INGEST_DERIVE_WORKLOADS_H
#define SG_INGEST_DERIVE_WORKLOADS_H

#include "ingest/derive/estate.h"

/* Something that acts as a role of the estate. */
typedef struct sg_workload {
    sg_node node;
    sg_str arn;
    uint32_t role;                      /* principal */
    const sg_estate_resource *resource; /* itself as a resource with policies; NULL: none */
} sg_workload;

typedef struct sg_workloads {
    const sg_workload *items; /* by the account of the role, then by ARN */
    const uint32_t *first;    /* per account of the estate, and one more */
    const bool *collected;    /* per account and kind: sg_workloads_collected() */
} sg_workloads;

/* From HAS, and from instance profiles; lives in the estate's arena.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_workloads_read(const sg_estate *estate, sg_workloads *out);

/* Whether all workloads of the account whose ARN has this pattern (as escalations.def writes it)
 * are in the inventory, as far as the coverage tells. */
bool sg_workloads_collected(const sg_workloads *workloads, sg_str pattern, uint32_t account);

/* Adds the roles that instance profiles hold: ARN of the profile to node id.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_profiles_read(const sg_graph *graph, sg_arena *arena, sg_table *out);

#endif
