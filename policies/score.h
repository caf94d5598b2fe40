/* score.h - how urgent an issue is: points, then floors and caps, every term shown.
 *
 *     raw = (severity + exposure + data + privilege + exploitability) x business impact
 *
 * Floors raise what combines the internet with an identity that reaches restricted data or
 * administrator rights, or with active exploitation; a cap holds down what is isolated.  What is not
 * known counts nothing but is listed, so that missing data never looks safe.
 */
#ifndef SG_POLICIES_SCORE_H
#define SG_POLICIES_SCORE_H

#include "policies/severity.h"

typedef enum sg_exposure_factor {
    SG_EXPOSURE_NONE,
    SG_EXPOSURE_INTERNAL,
    SG_EXPOSURE_CROSS_ACCOUNT,
    SG_EXPOSURE_INDIRECT, /* internet through a load balancer or proxy */
    SG_EXPOSURE_DIRECT,   /* internet */
    SG_EXPOSURE_NOT_KNOWN,
} sg_exposure_factor;

typedef enum sg_sensitivity_factor {
    SG_SENSITIVITY_NONE,
    SG_SENSITIVITY_INTERNAL,
    SG_SENSITIVITY_CONFIDENTIAL,
    SG_SENSITIVITY_SECRETS,
    SG_SENSITIVITY_RESTRICTED, /* PII, PCI, PHI */
    SG_SENSITIVITY_NOT_KNOWN,
} sg_sensitivity_factor;

typedef enum sg_privilege_factor {
    SG_PRIVILEGE_NONE,
    SG_PRIVILEGE_READ,
    SG_PRIVILEGE_WRITE,
    SG_PRIVILEGE_ESCALATION,
    SG_PRIVILEGE_ADMIN,
    SG_PRIVILEGE_NOT_KNOWN,
} sg_privilege_factor;

typedef enum sg_exploit_factor {
    SG_EXPLOIT_NONE,
    SG_EXPLOIT_LIKELY, /* EPSS >= 0.1 */
    SG_EXPLOIT_PUBLIC, /* public exploit, or EPSS >= 0.5 */
    SG_EXPLOIT_ACTIVE, /* known exploited, or a live detection */
    SG_EXPLOIT_NOT_KNOWN,
} sg_exploit_factor;

typedef enum sg_business_impact {
    SG_IMPACT_SANDBOX,
    SG_IMPACT_LOW,    /* LBI */
    SG_IMPACT_MEDIUM, /* MBI, and where no project says otherwise */
    SG_IMPACT_HIGH,   /* HBI */
} sg_business_impact;

typedef struct sg_score_input {
    sg_severity severity;
    sg_exposure_factor exposure;
    sg_sensitivity_factor sensitivity;
    sg_privilege_factor privilege;
    sg_exploit_factor exploit;
    sg_business_impact impact;
} sg_score_input;

typedef enum sg_score_rule {
    SG_SCORE_PLAIN,
    SG_SCORE_FLOOR_DATA,    /* F1: internet to an identity to restricted data or secrets */
    SG_SCORE_FLOOR_ADMIN,   /* F2: internet to administrator rights */
    SG_SCORE_FLOOR_EXPLOIT, /* F3: internet and active exploitation */
    SG_SCORE_CAP_ISOLATED,  /* C1: no exposure, no data, no privilege, not exploited */
} sg_score_rule;

typedef struct sg_score {
    unsigned points;  /* 0 .. 100 */
    sg_severity band; /* >= 90 CRITICAL, 70 HIGH, 40 MEDIUM, 1 LOW */
    sg_score_rule rule;
} sg_score;

sg_score sg_score_of(sg_score_input input);
/* Every term in one line: "95 = (CRITICAL 60 + internet 15 + restricted data 15 + read 5) x MBI 1.00; no
 * floor; not known: exploitability". */
void sg_score_explain(sg_score_input input, sg_score score, sg_buffer *out);

sg_str sg_business_impact_name(sg_business_impact impact); /* "HBI" */
bool sg_business_impact_parse(sg_str name, sg_business_impact *out);

#endif
