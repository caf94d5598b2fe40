/* reads.h - the names that a policy's answer depends on: what its query and the prechecks of its remedies
 * mention, and what resources, scores and owners of issues are read from.
 *
 *     labels VirtualMachine, AccessRole    types HAS, CAN_ACCESS    properties exposure, name, ...
 */
#ifndef SG_POLICIES_READS_H
#define SG_POLICIES_READS_H

#include "policies/difference.h"

typedef struct sg_read_names {
    const sg_str *items;
    uint32_t count;
    bool any; /* others as well */
} sg_read_names;

/* Of one text. */
typedef struct sg_reads {
    sg_read_names of[3];   /* by sg_footprint */
    bool unknown;          /* it cannot be prepared, so that it may read anything */
    struct sg_reads *next; /* of the same policy: another text */
} sg_reads;

/* What the policy reads, in the arena; `catalogue` may be NULL, the graph need not have the names.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_reads_of(const sg_policy *policy, const sg_catalogue *catalogue,
                                  const sg_graph *graph, sg_arena *arena, sg_reads **out);
/* Whether the difference is in what is read; so for all below. */
bool sg_reads_differ(const sg_reads *reads, const sg_difference *difference);
/* The query alone, without the prechecks. */
bool sg_reads_query_differs(const sg_reads *reads, const sg_difference *difference);
/* What issues of any policy depend on, wherever they are. */
bool sg_surroundings_differ(const sg_difference *difference);
/* Whether properties of a node of that name show in issues or their scores. */
bool sg_reads_key(const sg_reads *reads, sg_str key);
/* Whether scores read relationships of the type at the nodes that a query returns. */
bool sg_is_joined(sg_str type);

#endif
