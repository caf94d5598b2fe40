/* escalation.h - the catalogue of escalations, and how they are found.
 *
 * A principal escalates when it may do all steps of one row of escalations.def, each on the right
 * resource, and the row's preconditions hold:
 *
 *     caller --iam:PassRole--> role, which trusts lambda.amazonaws.com          lambda-001
 *        \----lambda:CreateFunction, lambda:InvokeFunction on some function
 *
 * Steps are joined by Kleene's and: what is not known makes the whole `may`.
 */
#ifndef SG_INGEST_DERIVE_ESCALATION_H
#define SG_INGEST_DERIVE_ESCALATION_H

#include "ingest/derive/access.h"
#include "ingest/derive/workloads.h"

/* What the words of escalations.def mean is told there. */
typedef enum sg_escalation_target {
    SG_ESCALATE_PASS,
    SG_ESCALATE_WORKLOAD,
    SG_ESCALATE_USER,
    SG_ESCALATE_ROLE,
    SG_ESCALATE_SELF,
    SG_ESCALATE_SELF_USER,
    SG_ESCALATE_SELF_ROLE,
    SG_ESCALATE_ASSUME,
} sg_escalation_target;

typedef enum sg_step_on {
    SG_ON_TARGET,
    SG_ON_WORKLOAD,
    SG_ON_CALLER,
    SG_ON_GROUP,
    SG_ON_ANY_GROUP,
    SG_ON_POLICY,
    SG_ON_NEW,
    SG_ON_NOTHING,
    SG_ON_ASSUMED,
    SG_ON_RETRUSTED,
} sg_step_on;

typedef enum sg_gain {
    SG_GAIN_RIGHTS,
    SG_GAIN_ADMIN,
    SG_GAIN_UNBOUND,
    SG_GAIN_GROUP,
} sg_gain;

/* Preconditions, as bits. */
enum {
    SG_NEED_MAYBE = 1 << 0,       /* something that the inventory does not tell */
    SG_NEED_RUNNING = 1 << 1,     /* the workload runs */
    SG_NEED_MANAGED = 1 << 2,     /* the machine takes orders from Systems Manager */
    SG_NEED_SSH = 1 << 3,         /* port 22 of the machine is open to somebody */
    SG_NEED_TRIGGER = 1 << 4,     /* somebody else calls the function */
    SG_NEED_CONTAINERS = 1 << 5,  /* the account has a cluster of containers */
    SG_NEED_KEY_FREE = 1 << 6,    /* the user has less than two access keys */
    SG_NEED_KEYS_TAKEN = 1 << 7,  /* it has two */
    SG_NEED_PASSWORD = 1 << 8,    /* the user has a password */
    SG_NEED_NO_PASSWORD = 1 << 9, /* it has none */
    SG_NEED_BOUNDARY = 1 << 10,   /* the target has a permission boundary */
    SG_NEED_DIRECTORY = 1 << 11,  /* the account administers IAM Identity Center */
    SG_NEED_ASSIGNED = 1 << 12,   /* the caller is a role that Identity Center made */
};

enum { SG_STEPS_MOST = 6, SG_ESCALATIONS_MOST = 128 };

typedef struct sg_step {
    sg_str action;
    sg_step_on on;
    sg_str resource; /* of SG_ON_NEW: "service:resource", or a whole ARN */
} sg_step;

typedef struct sg_escalation {
    sg_str id;
    sg_escalation_target target;
    sg_str of; /* services with commas between them, or the ARN pattern of workloads */
    sg_gain gain;
    unsigned needs;
    sg_step steps[SG_STEPS_MOST]; /* the rest have empty actions */
} sg_escalation;

/* The rows of escalations.def. */
const sg_escalation *sg_escalations(size_t *count);

/* Whether the preconditions hold; `workload` is NULL where the target is none.  Nothing is changed:
 * the access is for reading policies.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_escalation_needs(sg_access *access, unsigned needs, uint32_t caller,
                                          uint32_t target, const sg_workload *workload,
                                          sg_truth *out);

/* CAN_ESCALATE_TO, and what it adds to access->assumptions. */
SG_MUST_USE sg_status sg_derive_escalations(sg_access *access);

#endif
