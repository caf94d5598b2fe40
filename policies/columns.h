/* columns.h - the columns that a policy names, as positions in the rows of its query. */
#ifndef SG_POLICIES_COLUMNS_H
#define SG_POLICIES_COLUMNS_H

#include "policies/issue.h"
#include "query/query.h"

enum { SG_NO_COLUMN = -1, SG_POLICY_COLUMNS = 64, SG_POLICY_SEEN = 16 };

typedef struct sg_policy_columns {
    int primary;
    int identity[SG_POLICY_COLUMNS], path[SG_POLICY_COLUMNS];
    uint32_t identity_count, path_count;
    bool varies;                   /* rows of one issue and path may have different factors */
    int exposure, data, privilege; /* SG_NO_COLUMN: the word's factor in `fixed`, or none */
    sg_score_input fixed;
} sg_policy_columns;

/* Errors: SG_EINVAL with a span in the policy's file: a column that the query does not return, a
 * word that no vocabulary has. */
SG_MUST_USE sg_status sg_policy_columns_bind(const sg_policy *policy, const sg_query *query,
                                             sg_policy_columns *out, sg_error *err);
/* Names of the columns that issues are made of, for sg_query_options.seen; 0: too many to be listed. */
uint32_t sg_policy_columns_seen(const sg_policy *policy, sg_str names[SG_POLICY_SEEN]);
/* Prepares the policy's query; its errors point into the policy's file. */
SG_MUST_USE sg_status sg_policy_prepare(const sg_policy *policy, const sg_graph *graph,
                                        const sg_query_options *options, sg_query **out,
                                        sg_error *err);

#endif
