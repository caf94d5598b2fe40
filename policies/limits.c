/* limits.c - limits of a policy that grow with the estate. */
#include "policies/limits.h"

uint64_t sg_policy_limit(int64_t stated, uint64_t nodes)
{
    enum { PART = SG_POLICY_LIMITS_NODES };
    uint64_t limit = (uint64_t)stated;

    if (nodes <= PART)
        return limit;
    if (limit > UINT64_MAX / nodes)
        return UINT64_MAX;
    return limit * nodes / PART;
}

void sg_policy_limits(const sg_policy *policy, const sg_graph *graph, sg_query_limits *limits)
{
    uint64_t nodes = sg_graph_nodes(graph);

    limits->milliseconds = sg_policy_limit(policy->timeout_ms, nodes);
    limits->rows = sg_policy_limit(policy->max_rows, nodes);
}
