/* decide.h - what to do about an issue: one pure function over a table of fourteen rules.
 *
 * Every input is total: "not known" is a value of its own.  Exactly one rule matches each of the
 * 23,040 combinations; a test enumerates them.  Rejection and exception come before owner and
 * severity, so a waived resource is never paged about and never changed.
 */
#ifndef SG_POLICIES_DECIDE_H
#define SG_POLICIES_DECIDE_H

#include "policies/severity.h"

typedef enum sg_exception_state {
    SG_EXCEPTION_NONE, /* also: expired, pending */
    SG_EXCEPTION_APPROVED,
    SG_EXCEPTION_UNVERIFIED, /* a suppression tag that names no live approved exception */
} sg_exception_state;

typedef enum sg_environment {
    SG_ENVIRONMENT_RESTRICTED_PRODUCTION,
    SG_ENVIRONMENT_PRODUCTION,
    SG_ENVIRONMENT_NON_PRODUCTION,
    SG_ENVIRONMENT_UNKNOWN,
} sg_environment;

/* How the remediation catalogue lets a change be made in this environment. */
typedef enum sg_change_mode {
    SG_MODE_AUTO, /* counts as SG_MODE_APPROVE in restricted production */
    SG_MODE_APPROVE,
    SG_MODE_DRY_RUN,
    SG_MODE_NOTIFY,
} sg_change_mode;

typedef enum sg_approval {
    SG_APPROVAL_NONE,
    SG_APPROVAL_GRANTED,
    SG_APPROVAL_DENIED
} sg_approval;

typedef struct sg_decision_input {
    bool valid;   /* schema and signature hold, ids resolve */
    bool type_ok; /* the resource's type is in the approved list */
    sg_exception_state exception;
    sg_severity severity;
    bool owner_known;
    sg_environment environment;
    bool
        in_catalogue; /* control, type, account and environment match an entry that allows the change */
    sg_change_mode mode;
    sg_approval approval;
    bool guard_ok; /* precheck, blast radius, rate and freeze window hold */
} sg_decision_input;

typedef enum sg_outcome {
    SG_OUTCOME_REMEDIATE,
    SG_OUTCOME_DRY_RUN_APPROVE,
    SG_OUTCOME_NOTIFY_OWNER,
    SG_OUTCOME_NOTIFY_SECURITY,
    SG_OUTCOME_SKIP_EXCEPTION,
    SG_OUTCOME_REJECT,
} sg_outcome;

typedef struct sg_decision {
    unsigned rule; /* 1 .. 14 */
    sg_outcome outcome;
    sg_str reason; /* static */
} sg_decision;

sg_decision sg_decision_make(sg_decision_input input);
/* How many rows of the table match: 1 for every input, or the table is wrong. */
unsigned sg_decision_matches(sg_decision_input input);

sg_str sg_outcome_name(sg_outcome outcome);             /* "NOTIFY_OWNER" */
sg_str sg_environment_name(sg_environment environment); /* "restricted-production" */
bool sg_environment_parse(sg_str name, sg_environment *out);
sg_str sg_change_mode_name(sg_change_mode mode); /* "dry-run" */
bool sg_change_mode_parse(sg_str name, sg_change_mode *out);

#endif
