/* evaluate.h - one policy on one graph: its rows folded to issues, each scored and decided. */
#ifndef SG_POLICIES_EVALUATE_H
#define SG_POLICIES_EVALUATE_H

#include "policies/collect.h"
#include "query/reduce/set_store.h"

/* The query of a policy, prepared, and where its rows have what the policy names. */
typedef struct sg_prepared_policy {
    const sg_policy *policy;
    sg_query *query; /* NULL: it could not be prepared */
    sg_policy_columns columns;
    sg_str seen[SG_POLICY_SEEN]; /* names of columns, borrowed by the query */
} sg_prepared_policy;

/* Prepares the policy for the graph; of a policy whose query starts `among` certain nodes of its primary column
 * too.  `sets` may be NULL.  Errors: as of queries; the query is to be closed in any case. */
SG_MUST_USE sg_status sg_policy_open(const sg_policy *policy, const sg_graph *graph,
                                     const sg_check_options *options, sg_set_store *sets,
                                     bool among, sg_prepared_policy *out, sg_error *err);
void sg_policy_close(sg_prepared_policy *prepared); /* zeroed ones are allowed */

/* Adds the issues that the policy finds, scored and decided, to the collector; of the primaries in the set
 * only, if there is one.  How it went is in the outcome.  Errors: SG_ENOMEM alone. */
SG_MUST_USE sg_status sg_policy_collect(const sg_prepared_policy *prepared,
                                        const sg_id_set *among, sg_set_store *sets,
                                        sg_collector *collector, sg_policy_outcome *outcome);
/* The same of a policy whose rows say nothing but the primary, where it is known that it has one about each of the nodes. */
SG_MUST_USE sg_status sg_policy_collect_nodes(const sg_prepared_policy *prepared,
                                              const uint32_t *nodes, uint32_t count,
                                              sg_collector *collector,
                                              sg_policy_outcome *outcome);
/* By urgency: score descending, then policy id and resource id.  For qsort of sg_issue pointers. */
int sg_issue_by_urgency(const void *left, const void *right);

#endif
