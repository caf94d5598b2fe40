/* limits.h - how much one policy may take of an estate of some size.
 *
 *     rows   │            ╱      `limits` of a policy are those of an estate of up to a million nodes;
 *            │          ╱        with more they grow as the nodes do.  What a policy finds grows with
 *     max ───┼────────╱          the estate, so a fixed bound would make a large one an error, while
 *            └───────┴──── nodes a query that multiplies grows faster and still runs into it.
 *                    1e6
 */
#ifndef SG_POLICIES_LIMITS_H
#define SG_POLICIES_LIMITS_H

#include "policies/policy.h"
#include "query/query.h"

enum { SG_POLICY_LIMITS_NODES = 1000000 };

/* The policy's limit, as the file states it, on an estate of so many nodes; UINT64_MAX at most.  0,
 * which is no limit, stays 0. */
uint64_t sg_policy_limit(int64_t stated, uint64_t nodes);
/* Sets time and rows to those of the policy on the graph; the others stay as they are. */
void sg_policy_limits(const sg_policy *policy, const sg_graph *graph, sg_query_limits *limits);

#endif
