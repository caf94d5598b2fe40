/* policy_document.h - an IAM policy document as statements.
 *
 * The JSON form lets nearly everything be one thing or a list of things; here all are lists:
 *
 *     {"Effect":"Allow","Action":"s3:Get*","Resource":"*"}
 *         -> allow, actions [s3:Get*], resources [*], no principals, no conditions
 *
 * Nothing is expanded or judged here; evaluate.h does.
 */
#ifndef SG_INGEST_DERIVE_POLICY_DOCUMENT_H
#define SG_INGEST_DERIVE_POLICY_DOCUMENT_H

#include "engine/base/error.h"

typedef enum sg_condition_operator {
#define OPERATOR(symbol, name, family, relation, negated) SG_CONDITION_##symbol,
#include "ingest/derive/condition_operators.def"
#undef OPERATOR
    SG_CONDITION_UNKNOWN, /* a name we do not know: can be true or false */
} sg_condition_operator;

typedef enum sg_quantifier {
    SG_SINGLE_VALUE,
    SG_FOR_ALL_VALUES,
    SG_FOR_ANY_VALUE
} sg_quantifier;

typedef struct sg_texts {
    const sg_str *items;
    uint32_t count;
} sg_texts;

/* What ranges of addresses have in common with the internet. */
typedef struct sg_reach {
    bool all_ipv4, all_ipv6; /* together they hold all of it */
    bool some;               /* some of it */
} sg_reach;

/* One key of one operator. */
typedef struct sg_iam_condition {
    sg_condition_operator op;
    sg_quantifier quantifier;
    bool if_exists;
    uint8_t source; /* where the value of the key comes from: sg_key_source() */
    sg_reach reach; /* of the values, where they are addresses */
    sg_str key;
    sg_texts values;
} sg_iam_condition;

typedef enum sg_named_kind {
    SG_NAMED_AWS, /* "*", an account, or an ARN */
    SG_NAMED_SERVICE,
    SG_NAMED_FEDERATED,
    SG_NAMED_CANONICAL,
} sg_named_kind;

typedef struct sg_named {
    sg_named_kind kind;
    sg_str text;
} sg_named;

typedef struct sg_iam_statement {
    sg_str sid; /* may be empty */
    bool deny;
    bool not_action, not_resource, not_principal;
    bool has_resource;  /* else: the resource that the policy is attached to */
    bool has_principal; /* only in resource and trust policies */
    bool is_grant;      /* of a key: made for its principal, and not written into a policy */
    sg_texts actions, resources;
    const sg_named *principals;
    uint32_t principal_count;
    const sg_iam_condition *conditions;
    uint32_t condition_count;
} sg_iam_statement;

/* Some of the actions of ingest/derive/atoms.h, as bits. */
enum { SG_ATOM_BITS = 512 };
typedef struct sg_atom_set {
    uint64_t words[SG_ATOM_BITS / 64];
} sg_atom_set;

typedef struct sg_iam_policy {
    bool variables; /* Version 2012-10-17: ${...} is a variable, else plain text */
    const sg_iam_statement *statements;
    uint32_t count;
    const sg_atom_set *const *atoms; /* that each statement covers; NULL: not worked out */
    bool covering; /* every statement covers the action that is asked about: narrow.h */
} sg_iam_policy;

/* Documents over this length are refused.  Customers may write 32 KiB (key policies); the
 * longest policy that AWS itself manages has 140 KiB. */
#define SG_POLICY_LENGTH ((size_t)512 << 10)

/* "service:Name", where only the name may have wildcards; "*" stands for every service.  IAM takes no
 * policy with anything else, so that one in an inventory is not what IAM holds. */
bool sg_iam_is_action_pattern(sg_str text);

/* Reads a document; what is no pattern of actions matches none.  The policy lives in the arena and points
 * into the text, which must live as long.  Errors: SG_EINVAL (not JSON, or not a policy), SG_ELIMIT (too
 * long or too deep), SG_ENOMEM. */
SG_MUST_USE sg_status sg_iam_policy_parse(sg_str text, sg_arena *arena, sg_iam_policy *out,
                                          sg_error *err);

#endif
