/* estate.h - what the graph tells about access, laid out for evaluation.
 *
 *     account 1 --- n principals (users, roles)      each with its policies, boundary, trust
 *        |    \---- n resources                      each with its resource policy
 *        +--------- guardrails (SCPs of its organisation), controls (RCPs)
 *
 * Policies are parsed once per distinct text.  Principals with the same policies behave alike;
 * they form a class, and whatever does not depend on who exactly asks is decided once per
 * class.
 */
#ifndef SG_INGEST_DERIVE_ESTATE_H
#define SG_INGEST_DERIVE_ESTATE_H

#include "engine/base/array.h"
#include "engine/base/table.h"
#include "engine/graph.h"
#include "ingest/coverage.h"
#include "ingest/derive/atoms.h"
#include "ingest/derive/request.h"
#include "ingest/derive/workers.h"

typedef struct sg_estate_account {
    sg_str number;
    sg_str organization; /* empty: not known */
    sg_str org_path;     /* from the organisation to its unit; empty: not known */
    sg_str canonical;    /* S3's name of it; empty: not known */
    bool management;
    bool ours;                 /* described, or something of it was loaded */
    bool has_principals;       /* its identities were loaded */
    bool identities_collected; /* all of their policies were */
    bool guarded;
    bool runs_containers;     /* it has a cluster of containers: escalate_begin.c */
    sg_guardrails guardrails; /* when guarded */
    sg_iam_policies controls;
    sg_truth ignore_public_acls, restrict_public_buckets;
} sg_estate_account;

typedef struct sg_estate_principal {
    sg_node node;
    uint32_t account; /* index */
    uint32_t class;   /* index */
    bool known;       /* described, not only referred to */
    sg_iam_caller caller;
    sg_iam_identity identity;
    sg_str boundary;            /* ARN of its permission boundary; empty: none, or not known */
    const sg_iam_policy *trust; /* of a role; NULL: none, or not readable */
} sg_estate_principal;

typedef struct sg_estate_class {
    uint32_t account;
    uint32_t first, count; /* in sg_estate.members */
    uint32_t said, said_within,
        said_end;        /* in sg_estate.said: by policies, then by boundaries */
    sg_atom_set allowed; /* actions for which its policies hold an allow */
    uint32_t granted;    /* resource symbols for which they hold one, as bits */
    bool assumes;        /* they hold one for sts:AssumeRole */
} sg_estate_class;

/* A statement of the policies or boundaries of a class that may matter to access or to assuming. */
typedef struct sg_estate_said {
    const sg_iam_policy *policy;
    uint64_t begins;    /* how its patterns do: sg_aim_begins() */
    uint32_t statement; /* in the policy */
    uint32_t
        about; /* whose actions it covers: resource symbols as bits, and SG_ABOUT_ASSUMING */
} sg_estate_said;
#define SG_ABOUT_ASSUMING (UINT32_C(1) << 31)

/* ORDER: the rows of access_levels.def. */
typedef enum sg_resource_symbol {
#define RESOURCE(symbol, label, service, policy, call) SG_RESOURCE_##symbol,
#define LEVEL(symbol, level, action, suffix)
#include "ingest/derive/access_levels.def"
#undef RESOURCE
#undef LEVEL
} sg_resource_symbol;

/* What access_levels.def says of a kind of resource. */
typedef struct sg_estate_kind {
    sg_str label, service;
    sg_policy_role policy_role;
    sg_str policy_call; /* empty: no call answers it */
} sg_estate_kind;

const sg_estate_kind *sg_estate_kind_of(sg_resource_symbol symbol);
/* Of the resources of a service, by its name in their ARNs; NULL: of those that are not read. */
const sg_estate_kind *sg_estate_kind_by_service(sg_str service);

/* A million of them are as large as the rest of an estate: flags stand together. */
typedef struct sg_estate_resource {
    sg_node node;
    uint32_t account; /* index */
    sg_resource_symbol symbol;
    bool granting; /* its policy allows some by itself: individuals, outsiders, anyone */
    bool open;     /* it allows outsiders */
    bool wide;     /* and not only those of accounts that it lists */
    bool naming;   /* it names users, roles or sessions */
    bool personal; /* it looks at who asks in another way: see sg_iam_policy_is_personal() */
    /* Of a bucket: its policy or ACL, or what may block their grants, was not collected, and something is
     * not blocked anyway. */
    bool hidden_grants, hidden_blocks;
    bool hidden_acl; /* of a bucket: nobody told of its ACL, which counts */
    bool
        hidden_points; /* of a bucket: it delegates to access points that nobody listed or read */
    bool hidden_fronts;    /* of a bucket: it lets in distributions that nobody listed */
    bool granted_directly; /* of a key: it has grants */
    bool hidden_grantees;  /* of a key: nobody listed its grants */
    bool aws_managed;      /* of a key: AWS keeps it for one of its services */
    bool key_unknown;      /* there is, or may be, a key that the estate does not describe */
    uint32_t point_count;
    const sg_atom_set *granted; /* actions for which it holds an allow; NULL: not worked out */
    const struct sg_estate_resource *key; /* that encrypts it; NULL: none, or not known */
    const struct sg_access_point *points; /* of a bucket: access_points.h */
    uint64_t signature;                   /* sg_resource_signature() */
    sg_iam_target target;
} sg_estate_resource;

typedef struct sg_estate {
    const sg_graph *graph;
    const sg_coverage *coverage;
    sg_arena *arena;
    unsigned threads; /* that read it */
    uint64_t secret;  /* of signatures: nobody can make two of them alike on purpose */
    sg_atoms atoms;
    sg_table account_index; /* number to index */
    sg_estate_account *accounts;
    uint32_t account_count;
    sg_table principal_index; /* ARN to index */
    sg_estate_principal *principals;
    uint32_t principal_count;
    uint32_t *members; /* principals by class */
    sg_estate_class *classes;
    uint32_t class_count;
    SG_ARRAY(sg_estate_said) said; /* by class */
    uint32_t *classes_of;          /* classes by account */
    uint32_t *classes_of_first;    /* per account, and one more */
    sg_estate_resource *resources; /* by account, symbol, ARN */
    uint32_t resource_count;
    sg_table policies;  /* document text to const sg_iam_policy * */
    sg_workers parsing; /* arenas of those that were parsed ahead */
    sg_table
        atom_sets; /* bytes of a set to const sg_atom_set *: statements say few different things */
    unsigned *level_atoms;     /* of the rows LEVEL of access_levels.def */
    sg_atom_set *kind_actions; /* by bit of sg_estate_said.about */
} sg_estate;

/* Reads the graph by so many threads (0: one a processor); everything lives in `arena` but the tables.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_estate_read(const sg_graph *graph, const sg_coverage *coverage,
                                     unsigned threads, sg_arena *arena, sg_estate *out,
                                     sg_error *err);
void sg_estate_close(sg_estate *estate);

/* The actions of statements of the policies that allow; of those that were not worked out, all. */
sg_atom_set sg_estate_allowed(const sg_iam_policies *policies);
/* The actions that make the levels of such a resource. */
sg_atom_set sg_estate_actions_of(const sg_estate *estate, sg_resource_symbol symbol);
/* The principal as what an action is done to, with all that its account and boundary say of it. */
sg_iam_target sg_estate_principal_target(const sg_estate_principal *principal);
/* What its account says of a caller. */
void sg_estate_describe_account(const sg_estate_account *account, sg_iam_caller *caller);
bool sg_estate_find_account(const sg_estate *estate, sg_str number, uint32_t *index);
bool sg_estate_find_principal(const sg_estate *estate, sg_str arn, uint32_t *index);

/* Called for each of many things whose texts are read one after the other, with its number: now and then, texts
 * that lie in a file are left to the system (sg_preview_forget_texts).  By any thread. */
void sg_estate_rest(const sg_estate *estate, size_t number);

/* --- parts of the reading ----------------------------------------------------------------- */

SG_MUST_USE sg_status sg_estate_read_accounts(sg_estate *estate, sg_error *err);
SG_MUST_USE sg_status sg_estate_read_principals(sg_estate *estate, sg_error *err);
SG_MUST_USE sg_status sg_estate_read_classes(sg_estate *estate, sg_error *err);
SG_MUST_USE sg_status sg_estate_read_resources(sg_estate *estate, sg_error *err);
/* Sorts the classes by account, once all accounts are known. */
SG_MUST_USE sg_status sg_estate_list_classes(sg_estate *estate, sg_error *err);

/* Whether the statement, or one of the policy or of the set, looks at who asks: a policy variable, a condition on the
 * principal. */
bool sg_iam_statement_is_personal(const sg_iam_policy *policy,
                                  const sg_iam_statement *statement);
bool sg_iam_policy_is_personal(const sg_iam_policy *policy);
bool sg_iam_set_is_personal(const sg_iam_policies *set);
/* The index of the account with this number, added when it is new. */
SG_MUST_USE sg_status sg_estate_add_account(sg_estate *estate, sg_str number, uint32_t *index);
/* Parses the policies of the graph ahead, by all threads.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_estate_parse_policies(sg_estate *estate, sg_error *err);
/* Keeps what was parsed of a text (NULL: nobody can read it), which is not kept yet.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_estate_keep_policy(sg_estate *estate, sg_str text,
                                            sg_iam_policy *policy);
/* The parsed document; *out is NULL when it is empty or cannot be read. */
SG_MUST_USE sg_status sg_estate_policy(sg_estate *estate, sg_str text,
                                       const sg_iam_policy **out);
/* The document of an AccessPolicy node, or what is known of AWS's own; empty when there is none. */
sg_str sg_estate_document(const sg_estate *estate, sg_node policy, sg_arena *arena);
/* One more policy in the set. */
SG_MUST_USE sg_status sg_estate_add_policy(sg_estate *estate, sg_iam_policies *set,
                                           const sg_iam_policy *policy);
/* The policies of a kind that hang on the node, added to the set; *attached (may be NULL)
 * counts them. */
SG_MUST_USE sg_status sg_estate_attached(sg_estate *estate, sg_node node, sg_str kind,
                                         sg_iam_policies *set, uint32_t *attached);

#endif
