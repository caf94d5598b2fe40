/* shown.h - what issues say of nodes, worked out once a node: the policies of a check show the same ones
 * again and again.
 *
 * It belongs to one thread.  Entries and their texts live in the arena, as long as the issues that show them.
 */
#ifndef SG_POLICIES_SHOWN_H
#define SG_POLICIES_SHOWN_H

#include "engine/base/table.h"
#include "policies/issue.h"

/* A zeroed one with graph and arena is empty and valid. */
typedef struct sg_shown {
    const sg_graph *graph;
    sg_arena *arena;
    sg_table by_node;
} sg_shown;

void sg_shown_free(sg_shown *shown); /* entries stay in the arena */

/* The node as it is shown; borrowed.  Errors: SG_ENOMEM; so for all below. */
SG_MUST_USE sg_status sg_shown_resource(sg_shown *shown, sg_node node, const sg_resource **out);
/* Terms of the score (policies/factors.h) of a node or relationship. */
SG_MUST_USE sg_status sg_shown_exposure(sg_shown *shown, sg_value value,
                                        sg_exposure_factor *out);
SG_MUST_USE sg_status sg_shown_sensitivity(sg_shown *shown, sg_value value,
                                           sg_sensitivity_factor *out);
SG_MUST_USE sg_status sg_shown_privilege(sg_shown *shown, sg_value value,
                                         sg_privilege_factor *out);
SG_MUST_USE sg_status sg_shown_exploit(sg_shown *shown, sg_node node, sg_exploit_factor *out);

#endif
