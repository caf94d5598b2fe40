/* iam.c - identities and their policies, as GetAccountAuthorizationDetails gives them.
 *
 * Groups come before the users that name them without their path: the further name of a group (and
 * of a user or role) is its ARN without path.  An inline policy is a node of its own, named after
 * its principal.
 */
#include "ingest/derive/arn.h"
#include "ingest/rows.h"

/* clang-format off */
#define PATHLESS(kind, name) { "arn:{@partition}:iam::{@account}:" kind "/{" name "}" }
#define INLINE_POLICY(list, label_of)                                                          \
        .items = list,                                                                         \
        .label = "AccessPolicy", .native = "AWS::IAM::Policy",                                 \
        .key = "{^Arn}/policy/{PolicyName}", .arn = "", .place = SG_APART,                     \
        .properties = PROPERTIES(TEXT("name", "PolicyName"), CONSTANT("kind", NULL, "identity"), \
                                 JSON("document", "PolicyDocument"), ALWAYS("inline", NULL),   \
                                 NEVER("awsManaged", NULL)),                                   \
        .edges = EDGES(POLICY_OF(label_of, "{^Arn}", "identity"))

static const sg_property user_properties[] = {
    TEXT("name", "UserName"), TEXT("uniqueId", "UserId"), TEXT("path", "Path"),
    TIME("createdAt", "CreateDate"), TIME("lastUsedAt", "PasswordLastUsed"), TAGS("Tags"),
    { .name = NULL },
};

static const sg_property role_properties[] = {
    TEXT("name", "RoleName"), TEXT("uniqueId", "RoleId"), TEXT("path", "Path"),
    TIME("createdAt", "CreateDate"), TIME("lastUsedAt", "RoleLastUsed.LastUsedDate"), TAGS("Tags"),
    JSON("trustPolicy", "AssumeRolePolicyDocument"), TEXTS("instanceProfiles", "InstanceProfileList[].Arn"),
    { .name = NULL },
};

static const sg_property group_properties[] = {
    TEXT("name", "GroupName"), TEXT("uniqueId", "GroupId"), TEXT("path", "Path"),
    TIME("createdAt", "CreateDate"),
    { .name = NULL },
};

static const sg_property policy_properties[] = {
    TEXT("name", "PolicyName"), TEXT("uniqueId", "PolicyId"), TEXT("path", "Path"),
    TIME("createdAt", "CreateDate"), CONSTANT("kind", NULL, "identity"), NEVER("inline", NULL),
    JSON("document", "PolicyVersionList[IsDefaultVersion=true].Document"),
        { .name = "awsManaged", .path = "Arn", .field = SG_EQUALS, .text = "aws", .reword = sg_arn_account },
    { .name = NULL },
};

static const sg_collector rows[] = {
    {
        .service = "iam", .operation = "GetAccountAuthorizationDetails",
        .items = "Policies[]",
        .label = "AccessPolicy", .native = "AWS::IAM::ManagedPolicy",
        .key = "{Arn}", .place = SG_GLOBAL,
        .properties = policy_properties,
    },
    {
        .service = "iam", .operation = "GetAccountAuthorizationDetails",
        .items = "GroupDetailList[]",
        .label = "Group", .native = "AWS::IAM::Group",
        .key = "{Arn}", .aliases = PATHLESS("group", "GroupName"), .place = SG_GLOBAL,
        .properties = group_properties,
        .edges = EDGES(POLICY_EACH("AttachedManagedPolicies[]", "{PolicyArn}", "identity")),
    },
    {
        .service = "iam", .operation = "GetAccountAuthorizationDetails",
        .items = "UserDetailList[]",
        .label = "UserAccount", .native = "AWS::IAM::User",
        .key = "{Arn}", .aliases = PATHLESS("user", "UserName"), .place = SG_GLOBAL,
        .properties = user_properties,
        .edges = EDGES(POLICY_EACH("AttachedManagedPolicies[]", "{PolicyArn}", "identity"),
                       POLICY("{PermissionsBoundary.PermissionsBoundaryArn}", "boundary"),
                       TO_EACH("MEMBER_OF", "Group", "GroupList[]", "arn:{@partition}:iam::{@account}:group/{.}")),
    },
    {
        .service = "iam", .operation = "GetAccountAuthorizationDetails",
        .items = "RoleDetailList[]",
        .label = "AccessRole", .native = "AWS::IAM::Role",
        .key = "{Arn}", .aliases = PATHLESS("role", "RoleName"), .place = SG_GLOBAL,
        .properties = role_properties,
        .edges = EDGES(POLICY_EACH("AttachedManagedPolicies[]", "{PolicyArn}", "identity"),
                       POLICY("{PermissionsBoundary.PermissionsBoundaryArn}", "boundary")),
    },
    {
        .service = "iam", .operation = "GetAccountAuthorizationDetails",
        INLINE_POLICY("GroupDetailList[].GroupPolicyList[]", "Group"),
    },
    {
        .service = "iam", .operation = "GetAccountAuthorizationDetails",
        INLINE_POLICY("UserDetailList[].UserPolicyList[]", "UserAccount"),
    },
    {
        .service = "iam", .operation = "GetAccountAuthorizationDetails",
        INLINE_POLICY("RoleDetailList[].RolePolicyList[]", "AccessRole"),
    },

    /* --- the same from single calls ----------------------------------------------------------- */
    {
        .service = "iam", .operation = "ListPolicies",
        .items = "Policies[]",
        .label = "AccessPolicy", .native = "AWS::IAM::ManagedPolicy",
        .key = "{Arn}", .place = SG_GLOBAL,
        .properties = policy_properties,
    },
    {
        .service = "iam", .operation = "ListGroups",
        .items = "Groups[]",
        .label = "Group", .native = "AWS::IAM::Group",
        .key = "{Arn}", .aliases = PATHLESS("group", "GroupName"), .place = SG_GLOBAL,
        .properties = group_properties,
    },
    {
        .service = "iam", .operation = "ListUsers",
        .items = "Users[]",
        .label = "UserAccount", .native = "AWS::IAM::User",
        .key = "{Arn}", .aliases = PATHLESS("user", "UserName"), .place = SG_GLOBAL,
        .properties = user_properties,
    },
    {
        .service = "iam", .operation = "ListRoles",
        .items = "Roles[]",
        .label = "AccessRole", .native = "AWS::IAM::Role",
        .key = "{Arn}", .aliases = PATHLESS("role", "RoleName"), .place = SG_GLOBAL,
        .properties = role_properties,
    },
};
/* clang-format on */

const sg_collectors sg_iam = { rows, SG_COUNT(rows) };
