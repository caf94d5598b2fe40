/* watch.h - the issues of a graph that changes, kept up to date at the cost of the change.
 *
 *     version 7                    the policies, and the issues that they have found
 *        |  a statement            (r17)-[:CAN_ACCESS]->(b4) came
 *     version 8                    policy reads no CAN_ACCESS at roles     as before
 *                                  policy is about vm-[HAS]->r-[..]->b     vm 1, vm 9 again (query/reduce/around.h)
 *                                  policy has a LIMIT, a path, ...         again as a whole
 *
 * What comes out is what a check of the whole (check.h) would find.  A policy is evaluated around the change
 * when its query is local in the primary column (sg_query_is_local) and its issues are told apart by their
 * primary.
 */
#ifndef SG_POLICIES_WATCH_H
#define SG_POLICIES_WATCH_H

#include "policies/affected.h"
#include "query/session.h"

typedef struct sg_watch sg_watch;

/* Evaluates all policies on the graph of the moment, and pins it.  Session, policies and options are
 * borrowed for as long as the watch; `chosen` of the options must be NULL.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_watch_new(sg_session *session, const sg_policies *policies,
                                   const sg_check_options *options, sg_watch **out,
                                   sg_error *err);
void sg_watch_free(sg_watch *watch); /* NULL is allowed */

/* Goes on to the graph of the moment.  *changes tells which issues have been opened, changed and resolved,
 * and is good until the next call, as are the earlier states of issues in it.  Errors: as above; the watch is of no
 * use then but to be freed. */
SG_MUST_USE sg_status sg_watch_advance(sg_watch *watch, sg_issue_changes *changes,
                                       sg_error *err);

/* How many policies the last step has left alone, evaluated around the change, and as a whole. */
typedef struct sg_watch_counts {
    uint32_t untouched, around, whole;
    uint32_t failed;    /* of all policies: those whose answer is not known */
    uint64_t primaries; /* nodes that were looked at again around the change */
    sg_set_store_counts sets;
} sg_watch_counts;
sg_watch_counts sg_watch_counts_of(const sg_watch *watch);

/* All issues of the version at hand, by urgency, as a check that only borrows them: it is not to be freed and is good
 * until the next step.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_watch_check(sg_watch *watch, sg_check *out, sg_error *err);

#endif
