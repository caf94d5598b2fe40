/* judge.h - may this principal do this action to this resource?  For any action, of a finished graph.
 *
 * The judge reads the policies of the graph when it is first asked and keeps them.  What it answers is
 * what CAN_ACCESS is made of: the same documents, read the same way.
 */
#ifndef SG_INGEST_DERIVE_JUDGE_H
#define SG_INGEST_DERIVE_JUDGE_H

#include "engine/base/error.h"
#include "engine/graph.h"

typedef struct sg_judge sg_judge;

/* The graph is borrowed until sg_judge_free().  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_judge_new(const sg_graph *graph, sg_judge **out);
void sg_judge_free(sg_judge *judge); /* NULL is allowed */

typedef enum sg_judgement {
    SG_JUDGEMENT_NONE, /* nothing to judge by: no principal, no ARN, or unread policies might allow it */
    SG_JUDGEMENT_ALLOWED,
    SG_JUDGEMENT_CONDITIONAL,
    SG_JUDGEMENT_DENIED,
} sg_judgement;

/* Asked about a bucket, an action on objects means some object in it; an action of no resource is asked
 * about an account.  An action that is not about such resources: SG_JUDGEMENT_NONE.  May be called by
 * several threads at once.  Errors: SG_EINVAL (the action is not written as service:Name; it is about no
 * resource, and the node is no account), SG_ENOMEM. */
SG_MUST_USE sg_status sg_judge_ask(sg_judge *judge, sg_node principal, sg_node resource,
                                   sg_str action, sg_judgement *out, sg_error *err);

/* A statement that has a say in what the principal can do to the resource. */
typedef struct sg_reason {
    sg_str policy;   /* its name, else its id; "trust policy" */
    sg_str kind;     /* identity, boundary, resource, scp, rcp, trust */
    sg_str sid;      /* may be empty */
    uint32_t number; /* of the statement in its policy, from 1 */
    bool deny;
    bool conditional; /* it hangs on something that is not known */
} sg_reason;

typedef void sg_reason_visit(void *state, const sg_reason *reason);

/* Visits the statements that grant something of what CAN_ACCESS (of a role: CAN_ASSUME) tells of the two,
 * and those that deny something of it, policies of the principal first.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_judge_reasons(sg_judge *judge, sg_node principal, sg_node resource,
                                       sg_reason_visit *visit, void *state, sg_error *err);

#endif
