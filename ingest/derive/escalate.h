/* escalate.h - what the parts of the escalation derivation share. */
#ifndef SG_INGEST_DERIVE_ESCALATE_H
#define SG_INGEST_DERIVE_ESCALATE_H

#include "engine/base/bitmap.h"
#include "ingest/derive/escalate_candidates.h"
#include "ingest/derive/escalation.h"
#include "ingest/derive/glob.h"

enum { SG_PASS_SERVICES_MOST = 32, SG_ESCALATION_WORDS = SG_ESCALATIONS_MOST / 64 };

/* What one principal gains by another. */
typedef struct sg_gained {
    uint8_t rows[SG_ESCALATIONS_MOST]; /* sg_truth by row */
    sg_truth admin;                    /* a way there makes an administrator of it */
    bool touched;
} sg_gained;

/* A relationship to be made. */
typedef struct sg_escalated {
    uint32_t from, to; /* principals */
    sg_gained gained;
} sg_escalated;

/* What was found out about a class of principals, until it is written. */
typedef struct sg_escalate_found {
    SG_ARRAY(sg_escalated) escalated;
    SG_ARRAY(sg_assumption) assumptions;
    uint64_t asked; /* steps that were decided */
    sg_status status;
} sg_escalate_found;

typedef struct sg_escalation_group {
    sg_node node;
    sg_str arn;
    uint32_t account;
    sg_iam_policies policies;
} sg_escalation_group;

/* Each thread has one of its own: what is the same for all classes is only read. */
typedef struct sg_escalate {
    sg_access *access;
    const sg_escalation *rows;
    size_t count;
    sg_atom_set actions; /* of all rows */
    bool by_resource;    /* policies of functions grant something by themselves */
    sg_str services[SG_PASS_SERVICES_MOST]; /* that roles can be passed to */
    uint32_t service_count;
    uint32_t services_of[SG_ESCALATIONS_MOST]; /* per row, as bits */
    unsigned step_atoms[SG_ESCALATIONS_MOST][SG_STEPS_MOST];
    unsigned pass_atom;    /* of iam:PassRole */
    uint32_t *mates;       /* principals by account, then by ARN */
    sg_str *mate_arns;     /* of these */
    uint32_t *mates_first; /* per account, and one more */
    uint32_t *mate_of;     /* per principal: its place in its account */
    uint8_t **trusted;     /* per role: sg_truth by service; NULL: none */
    sg_workloads workloads;
    sg_str *workload_arns; /* of its items */
    uint64_t (
        *rows_about)[SG_ESCALATION_WORDS]; /* per workload: the rows about its kind, as bits */
    sg_escalation_group *groups;           /* by account */
    uint32_t *groups_first;                /* per account, and one more */
    sg_assumption *assumed;                /* CAN_ASSUME by `from` */
    uint32_t assumed_count;
    const sg_iam_policy *everything; /* allows all */
    uint8_t *armed, *unbound;        /* per principal: 0 or sg_truth + 1; of one thread */

    /* Of the class in hand. */
    const sg_estate_class *class;
    sg_escalate_found *found;
    uint8_t known_steps[SG_ESCALATIONS_MOST][SG_STEPS_MOST]; /* 0 or sg_truth + 1 */
    uint8_t *passes;                                         /* by mate and service, likewise */
    uint8_t on_workload[SG_ATOM_BITS]; /* of the workload in hand, by action, likewise */
    sg_gained *gains;                  /* by mate */
    sg_candidates passable; /* mates that the class may be able to pass to services */
    uint32_t *touched;      /* mates with gains */
    uint32_t touched_count;
} sg_escalate;

/* A truth that was found, in a byte that is 0 before. */
static inline uint8_t sg_note_of(sg_truth truth)
{
    return (uint8_t)(truth + 1);
}
static inline sg_truth sg_noted(uint8_t note)
{
    return (sg_truth)(note - 1);
}

/* Reads what is the same for all classes into the scratch arena.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_escalate_begin(sg_access *access, sg_escalate *out);
SG_MUST_USE sg_status sg_escalate_open_class(sg_escalate *work, const sg_estate_class *class);

/* The principals of the account that the class in hand may be allowed the action on.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_escalate_candidates(sg_escalate *work, unsigned atom,
                                             sg_candidates *out);
/* Whether the class has an allow for every action of the row at all. */
bool sg_escalate_could(const sg_escalate *work, size_t row);
/* Joins the truth of steps to *truth: those that are about no target; all but ASSUMED. */
SG_MUST_USE sg_status sg_escalate_common_steps(sg_escalate *work, size_t row, uint32_t who,
                                               sg_truth *truth);
SG_MUST_USE sg_status sg_escalate_steps(sg_escalate *work, size_t row, uint32_t who,
                                        uint32_t target, const sg_workload *workload,
                                        sg_truth *truth);
/* The rows about workloads, as true as what they ask besides: rows[row] is SG_FALSE for all others. */
SG_MUST_USE sg_status sg_escalate_hijack(sg_escalate *work, uint32_t who, const sg_truth *rows);
/* Adds what a row does for the class to the target's gains. */
SG_MUST_USE sg_status sg_escalate_add_gain(sg_escalate *work, size_t row, uint32_t target,
                                           sg_truth truth);
/* The steps of the row on some workload that was not collected. */
SG_MUST_USE sg_status sg_escalate_unseen(sg_escalate *work, size_t row, uint32_t who,
                                         sg_truth *truth);
/* iam:PassRole on the role, to the service. */
SG_MUST_USE sg_status sg_escalate_pass(sg_escalate *work, uint32_t who, uint32_t role,
                                       uint32_t service, sg_truth *out);
/* The action on a thing of the caller's account that only identity policies speak of. */
SG_MUST_USE sg_status sg_escalate_ask(sg_escalate *work, uint32_t who, sg_str action,
                                      sg_str arn, sg_iam_tags tags, sg_truth *out);
/* The action on a principal. */
SG_MUST_USE sg_status sg_escalate_ask_about(sg_escalate *work, uint32_t who, sg_str action,
                                            uint32_t principal, sg_truth *out);
/* Whether the gain makes an administrator of the target. */
SG_MUST_USE sg_status sg_escalate_admin(sg_escalate *work, sg_gain gain, uint32_t target,
                                        sg_truth *out);
/* Positions in `assumed` of what the principal can assume. */
sg_range sg_escalate_assumed_by(const sg_escalate *work, uint32_t from);

#endif
