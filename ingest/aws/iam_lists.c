/* iam_lists.c - what else IAM lists: keys, providers, profiles, and policies one by one. */
#include "ingest/rows.h"

/* clang-format off */
#define PRINCIPAL(kind, name) "arn:{@partition}:iam::{@account}:" kind "/{" name "}"
#define ATTACHED(kind, label_of)                                                               \
        .items = "AttachedPolicies[]", .adds = true,                                           \
        .label = "AccessPolicy", .key = "{PolicyArn}",                                         \
        .edges = EDGES(POLICY_OF(label_of, PRINCIPAL(kind, "@parameter"), "identity"))
#define INLINE(kind, label_of, name)                                                           \
        .label = "AccessPolicy", .native = "AWS::IAM::Policy",                                 \
        .key = PRINCIPAL(kind, name) "/policy/{PolicyName}", .arn = "", .place = SG_APART,     \
        .properties = PROPERTIES(TEXT("name", "PolicyName"), CONSTANT("kind", NULL, "identity"), \
                                 JSON("document", "PolicyDocument"), ALWAYS("inline", NULL),   \
                                 NEVER("awsManaged", NULL)),                                   \
        .edges = EDGES(POLICY_OF(label_of, PRINCIPAL(kind, name), "identity"))

static const sg_collector rows[] = {
    {
        .service = "iam", .operation = "ListAccessKeys",
        .items = "AccessKeyMetadata[]",
        .label = "AccessKey", .native = "AWS::IAM::AccessKey",
        .key = "{AccessKeyId}", .place = SG_GLOBAL,
        .properties = PROPERTIES(TEXT("name", "AccessKeyId"), TEXT("status", "Status"), TIME("createdAt", "CreateDate")),
        .edges = EDGES(FROM("HAS_KEY", "UserAccount", PRINCIPAL("user", "UserName"))),
    },
    {
        .service = "iam", .operation = "ListOpenIDConnectProviders",
        .items = "OpenIDConnectProviderList[]",
        .label = "IdentityProvider", .native = "AWS::IAM::OIDCProvider",
        .key = "{Arn}", .place = SG_GLOBAL,
    },
    {
        .service = "iam", .operation = "GetOpenIDConnectProvider",
        .label = "IdentityProvider", .native = "AWS::IAM::OIDCProvider",
        .key = "{@parameter}", .place = SG_GLOBAL,
        .properties = PROPERTIES(TEXT("name", "Url"), TIME("createdAt", "CreateDate"), TAGS("Tags")),
    },
    {
        .service = "iam", .operation = "ListSAMLProviders",
        .items = "SAMLProviderList[]",
        .label = "IdentityProvider", .native = "AWS::IAM::SAMLProvider",
        .key = "{Arn}", .place = SG_GLOBAL,
        .properties = PROPERTIES(TIME("createdAt", "CreateDate")),
    },
    {
        .service = "iam", .operation = "ListInstanceProfiles",
        .items = "InstanceProfiles[].Roles[]", .adds = true,
        .label = "AccessRole", .key = "{Arn}",
        .properties = PROPERTIES(TEXTS("instanceProfiles", "^Arn")),
    },
    {
        .service = "iam", .operation = "ListGroupsForUser",
        .items = "Groups[]", .adds = true,
        .label = "Group", .key = "{Arn}",
        .edges = EDGES(FROM("MEMBER_OF", "UserAccount", PRINCIPAL("user", "@parameter"))),
    },
    { .service = "iam", .operation = "ListAttachedUserPolicies", ATTACHED("user", "UserAccount") },
    { .service = "iam", .operation = "ListAttachedRolePolicies", ATTACHED("role", "AccessRole") },
    { .service = "iam", .operation = "ListAttachedGroupPolicies", ATTACHED("group", "Group") },
    { .service = "iam", .operation = "GetUserPolicy", INLINE("user", "UserAccount", "UserName") },
    { .service = "iam", .operation = "GetRolePolicy", INLINE("role", "AccessRole", "RoleName") },
    { .service = "iam", .operation = "GetGroupPolicy", INLINE("group", "Group", "GroupName") },
    {
        .service = "iam", .operation = "GetPolicyVersion",
        .items = "PolicyVersion", .when = "IsDefaultVersion=true", .adds = true,
        .label = "AccessPolicy", .key = "{@parameter}",
        .properties = PROPERTIES(JSON("document", "Document")),
    },
};
/* clang-format on */

const sg_collectors sg_iam_lists = { rows, SG_COUNT(rows) };
