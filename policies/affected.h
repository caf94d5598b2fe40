/* affected.h - what changed between two versions of a graph, and which policies may find something
 * else because of it.
 *
 *     digest of before ─┐   label VirtualMachine: property exposure     policy reads both: affected
 *     digest of after  ─┘   type CAN_ACCESS                             policy reads :Volume: as before
 *
 * A digest has a sum for each label (who has it), for each label and property (their values), and for
 * each type of relationship (its ends and properties); nodes are known by their `id`, or by their numbers where both
 * graphs number the same nodes alike.  Sums of hashes do
 * not depend on how a version numbers its nodes, and what is equal in both has equal sums.
 *
 * A policy is left out only when nothing that it reads has changed: the labels, properties and types
 * that its query and the precheck of its remedy name, and what score and owner of an issue are read
 * from; where a pattern names no label or no type, any.
 */
#ifndef SG_POLICIES_AFFECTED_H
#define SG_POLICIES_AFFECTED_H

#include "policies/check.h"

typedef struct sg_digest sg_digest;

/* Borrows the graph.  Errors: SG_ENOMEM, SG_ELIMIT (more combinations of labels and properties than can be told apart). */
SG_MUST_USE sg_status sg_digest_new(const sg_graph *graph, sg_digest **out, sg_error *err);
/* Of two graphs that are to be compared with each other and no other one: what is the same in both is not digested
 * (same.h).  Errors: likewise. */
SG_MUST_USE sg_status sg_digests_new(const sg_graph *before, const sg_graph *after,
                                     sg_digest *out[2], sg_error *err);
void sg_digest_free(sg_digest *digest); /* NULL is allowed */

const sg_graph *sg_digest_graph(const sg_digest *digest);

/* Fills in `chosen`, by position in the list of policies: true where a policy may be affected.
 * `catalogue` may be NULL; the graphs of the digests are read for their names.  Errors: as above. */
SG_MUST_USE sg_status sg_policies_affected(const sg_policies *policies,
                                           const sg_catalogue *catalogue,
                                           const sg_digest *before, const sg_digest *after,
                                           bool *chosen, sg_error *err);

/* An issue of two checks of the same policies, told by its fingerprint. */
typedef struct sg_issue_change {
    const sg_issue *before, *after; /* NULL: opened; NULL: resolved */
} sg_issue_change;

typedef struct sg_issue_changes {
    sg_issue_change
        *changes; /* in the order of `after`; resolved ones last, in that of `before` */
    uint32_t count, opened, changed, resolved;
} sg_issue_changes;

/* `changed` are those whose score, severity, decision, owner or number of paths differ.  In the arena.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_issues_compare(const sg_check *before, const sg_check *after,
                                        sg_arena *arena, sg_issue_changes *out);

#endif
