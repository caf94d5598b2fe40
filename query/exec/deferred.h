/* deferred.h - nodes that DELETE names while they still have relationships.
 *
 *     MATCH (a)-[r]->() DELETE a DELETE r        right: at the end nothing is joined to a
 *     MATCH (a)-[r]->() DELETE a                 wrong
 *
 * Whether a node may go is a matter of the end of the statement, so it waits until then; the graph has
 * no relationships without ends meanwhile.
 */
#ifndef SG_DEFERRED_H
#define SG_DEFERRED_H

#include "query/exec/operator.h"

/* `span`: of the DELETE. */
SG_MUST_USE sg_status sg_defer_deletion(sg_exec *exec, sg_node node, sg_span span);
/* Deletes them, or fails when one is still joined to something. */
SG_MUST_USE sg_status sg_finish_deletions(sg_exec *exec);

#endif
