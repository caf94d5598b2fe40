/* request.h - one question to IAM: may this caller do this action on this resource?
 *
 * A request carries all policies that take part in the answer, already sorted by their role:
 *
 *     caller's account                         resource's account
 *       guardrails  SCPs, one set per level      controls   RCPs
 *       identity    user, groups or role         policies   resource policy
 *       boundary    permission boundary
 *
 * All slices are borrowed from the estate.
 */
#ifndef SG_INGEST_DERIVE_REQUEST_H
#define SG_INGEST_DERIVE_REQUEST_H

#include "engine/graph.h"
#include "ingest/derive/policy_document.h"

/* Policies that are read together: what one allows is allowed, what one denies is denied. */
typedef struct sg_iam_policies {
    const sg_iam_policy *const *items;
    uint32_t count;
    bool incomplete; /* a policy that belongs here is not known or cannot be read */
} sg_iam_policies;

/* Service control policies from the root of the organisation down to the account: every level
 * must allow. */
typedef struct sg_guardrails {
    const sg_iam_policies *levels;
    uint32_t count;
} sg_guardrails;

typedef enum sg_iam_caller_kind {
    SG_CALLER_ANYONE, /* from the internet, without credentials or with some of their own */
    SG_CALLER_USER,
    SG_CALLER_ROOT,      /* the root user of its account */
    SG_CALLER_ROLE,      /* a session of the role, its name chosen by who assumed it */
    SG_CALLER_ACCOUNT,   /* somebody in an account whose policies are not known */
    SG_CALLER_FEDERATED, /* somebody with a token of the identity provider `arn` */
    SG_CALLER_SERVICE,   /* a service, named by `arn`, that somebody in the account has act */
} sg_iam_caller_kind;

/* The tags of a node, which are read when a condition asks for one: an estate has more of them than of
 * anything else, and hardly ever needs them. */
typedef struct sg_iam_tags {
    const sg_graph *graph; /* NULL: not known */
    sg_node node;
} sg_iam_tags;

/* How somebody from the internet comes: which keys tell of the caller differs, and so does what
 * `IfExists`, `ForAllValues:` and Null make of those that are absent. */
typedef enum sg_guise {
    SG_GUISE_MEMBER,    /* an account of some organisation that no policy names */
    SG_GUISE_ALONE,     /* an account in no organisation */
    SG_GUISE_ANONYMOUS, /* without credentials */
} sg_guise;

typedef struct sg_iam_caller {
    sg_iam_caller_kind kind;
    sg_guise guise; /* of SG_CALLER_ANYONE; decisions try them all */
    sg_str arn;
    sg_str account;      /* empty: none */
    sg_str name;         /* of a user or role */
    sg_str unique_id;    /* AIDA..., AROA...; empty: not known */
    sg_str organization; /* o-...; empty: not known */
    sg_str org_path;     /* "o-.../r-.../ou-.../"; empty: not known */
    sg_str canonical;    /* of its account, as S3 names it; empty: not known */
    bool service_linked;
    sg_iam_tags tags;
    const struct sg_guardrails
        *guardrails; /* of its account, for whom no policies are known; NULL: none */
} sg_iam_caller;

typedef struct sg_iam_identity {
    sg_iam_policies policies;
    const sg_atom_set *allowed; /* actions for which they hold an allow; NULL: not worked out */
    bool bounded;
    sg_iam_policies boundary;
    const sg_guardrails *guardrails; /* NULL: none apply */
} sg_iam_identity;

/* A condition key whose value is fixed: by the question, or by what the resource is. */
typedef struct sg_given {
    sg_str key;
    sg_str value; /* empty: there is one, but it is not known */
    bool absent;  /* there is none */
    bool another; /* there is one, and not this (empty: whichever) */
} sg_given;

/* What is asked for; its atom in the list of the estate, or SG_NO_ATOM: not looked up. */
typedef struct sg_iam_action {
    sg_str name;
    unsigned atom;
} sg_iam_action;

/* What a resource policy is to its resource. */
typedef enum sg_policy_role {
    SG_POLICY_UNSUPPORTED, /* the service has none */
    SG_POLICY_OPTIONAL,    /* it can add to identity policies */
    SG_POLICY_REQUIRED,    /* identity policies count only where it lets the account delegate */
} sg_policy_role;

typedef struct sg_iam_target {
    sg_str arn; /* with wildcards: any of those that match, see sg_iam_decision */
    sg_str account;
    sg_str region;       /* empty: global, or not known */
    sg_str organization; /* empty: not known */
    sg_str org_path;     /* likewise */
    sg_iam_tags tags;
    const sg_given *facts;
    uint32_t fact_count;
    sg_policy_role policy_role;
    sg_iam_policies policies;
    sg_iam_policies controls;
    sg_truth restricted; /* block public access keeps all but the owner's account out */
    bool unbounded;      /* a principal that has no permission boundary */
    sg_str boundary;     /* ARN of the permission boundary of a principal; empty: not known */
} sg_iam_target;

typedef struct sg_iam_request {
    const sg_iam_caller *caller;
    const sg_iam_identity
        *identity; /* NULL: the caller has none (anonymous), or it is not known */
    const sg_iam_target *target;
    sg_str action;
    unsigned atom; /* of the action, in the list of the estate; SG_NO_ATOM: not looked up */
    const sg_given *given;
    uint32_t given_count;
} sg_iam_request;

/* A value of a condition key that the caller picks to get through. */
typedef struct sg_choice {
    sg_str key;
    bool absent;
    sg_str value;
} sg_choice;

/* A request with all that was open in it decided: the resource and what the caller chose. */
typedef struct sg_situation {
    const sg_iam_request *request;
    sg_str resource; /* a text, perhaps with fresh characters */
    const sg_choice *choices;
    uint32_t choice_count;
    sg_arena *arena; /* for texts made on the way */
    bool *exhausted; /* set when the arena is full; the answer is void then */
} sg_situation;

#endif
