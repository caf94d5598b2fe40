/* certainty.h - whether what an issue shows is for sure, or rests on a relationship that only may be.
 *
 *     path   vm -> role -> bucket       query   ... (role)-[access:CAN_ACCESS]->(b) WHERE access.read = true
 *                    `-- CAN_ACCESS {write, certainty: must}, {read, certainty: may}      in doubt: it is about read
 *
 * Looked at are relationships of the types that the policy's query names, from a node of the path (or the internet,
 * where the query names it) to a later one.  Where the query asks for levels of access, those count that
 * have one of them.  A way of several steps between two nodes of a path is not walked.
 */
#ifndef SG_POLICIES_CERTAINTY_H
#define SG_POLICIES_CERTAINTY_H

#include "policies/issue.h"

typedef struct sg_doubt {
    const sg_resource *from; /* NULL: the internet */
    const sg_resource *to;
    sg_str type; /* "CAN_ACCESS" */
} sg_doubt;

/* What the text of a query names: read once for a policy, of which there may be many issues. */
sg_policy_access sg_policy_access_of(sg_str query);
/* Whether every path that the issue keeps has a relationship that only may be; *out is that of the worst.
 * The graph is the one in which the issue was found. */
bool sg_issue_doubt(const sg_graph *graph, const sg_issue *issue, sg_doubt *out);

#endif
