/* test_attack_access.c - grants of keys and access points by what an attacker would try, with what should
 * come of it worked out by hand.
 */
#include <criterion/criterion.h>

#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

#define POINT "arn:aws:s3:eu-west-1:" A ":accesspoint/p"

static small_estate at;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_role(&at, ROLE, EC2_TRUST);
    estate_role(&at, ROLE_B, EC2_TRUST);
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_collected(&at, B, "global", "iam:GetAccountAuthorizationDetails");
    estate_bucket(&at, BUCKET, A);
}

static void end(void)
{
    estate_end(&at);
}

#define ATTACK(name) Test(attack_access, name, .init = begin, .fini = end)
#define EXPECT(from, to, answer)                                                               \
    cr_expect_str_eq(estate_access(&at, from, to), answer, "%s", estate_access(&at, from, to))

/* --- grants of keys --------------------------------------------------------------------------- */

/* A key for its account's identity policies, with one grant. */
static void add_grant(const char *grantee, const char *operation, bool constrained)
{
    sg_value *operations = sg_arena_make_array(at.arena, sg_value, 1);
    sg_entry *grant = sg_arena_make_array(at.arena, sg_entry, 3);
    sg_value *grants = sg_arena_make_array(at.arena, sg_value, 1);

    cr_assert(operations && grant && grants);
    operations[0] = sg_test_text(operation);
    grant[0] = (sg_entry){ SG_STR("constrained"), sg_boolean(constrained) };
    grant[1] = (sg_entry){ SG_STR("grantee"), sg_test_text(grantee) };
    grant[2] = (sg_entry){ SG_STR("operations"), sg_list(operations, 1) };
    grants[0] = sg_map(grant, 3);
    estate_node(&at, "EncryptionKey Resource", KEY);
    estate_set(&at, KEY, "keyManager", "CUSTOMER");
    estate_policy(&at, KEY, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::" A
                  ":root'},'Action':'kms:*','Resource':'*'}");
    estate_value(&at, KEY, "grants", sg_list(grants, 1));
}

ATTACK(a_grant_for_encrypting_decrypts_nothing)
{
    add_grant(ROLE, "Encrypt", false);
    estate_derive(&at);
    EXPECT(ROLE, KEY, "write: must");
}

ATTACK(a_grant_for_some_encryption_context)
{
    add_grant(ROLE, "Decrypt", true);
    estate_derive(&at);
    EXPECT(ROLE, KEY, "decrypt: may");
}

ATTACK(a_grant_to_make_grants)
{
    add_grant(ROLE, "CreateGrant", false);
    estate_derive(&at);
    EXPECT(ROLE, KEY, "admin: must");
}

ATTACK(a_grant_overcomes_no_deny)
{
    add_grant(ROLE, "Decrypt", false);
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Deny','Action':'kms:Decrypt','Resource':'*'}");
    estate_derive(&at);
    EXPECT(ROLE, KEY, "");
}

/* Whether a grantee elsewhere needs an identity policy as well is not settled. */
ATTACK(a_grant_for_a_role_of_another_account)
{
    add_grant(ROLE_B, "Decrypt", false);
    estate_derive(&at);
    EXPECT(ROLE_B, KEY, "decrypt: may");
}

ATTACK(a_grant_for_a_role_of_another_account_that_may_decrypt)
{
    add_grant(ROLE_B, "Decrypt", false);
    estate_policy(&at, ROLE_B, "identity", ALLOW("kms:Decrypt", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, KEY, "decrypt: must");
}

/* Who may only retire a grant is not its grantee. */
ATTACK(a_grant_for_somebody_else)
{
    add_grant("arn:aws:iam::" A ":role/other", "Decrypt", false);
    estate_derive(&at);
    EXPECT(ROLE, KEY, "");
}

/* --- keys and other accounts ------------------------------------------------------------------ */

ATTACK(a_secret_without_a_key_of_its_own_is_for_its_account)
{
    static const char secret[] = "arn:aws:secretsmanager:eu-west-1:" A ":secret:s-AbCdEf";

    estate_node(&at, "Secret Resource", secret);
    estate_flag(&at, secret, "encrypted", true);
    estate_policy(&at, secret, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'secretsmanager:GetSecretValue',"
                  "'Resource':'*'}");
    estate_policy(&at, ROLE, "identity", ALLOW("secretsmanager:GetSecretValue", "*"));
    estate_policy(&at, ROLE_B, "identity", ALLOW("secretsmanager:GetSecretValue", "*"));
    estate_derive(&at);
    EXPECT(ROLE, secret, "read: must");
    EXPECT(ROLE_B, secret, "");
    EXPECT("internet", secret, "");
}

ATTACK(a_bucket_under_the_default_key_of_kms_is_for_its_account)
{
    estate_set(&at, BUCKET, "encryptionAlgorithm", "aws:kms:dsse");
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*'}");
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT(ROLE_B, BUCKET, "");
    EXPECT("internet", BUCKET, "");
    cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), "PRIVATE");
}

/* The key's policy was not collected: it may let in whom the bucket lets in. */
ATTACK(a_key_whose_policy_nobody_read_may_let_anybody_in)
{
    estate_node(&at, "EncryptionKey Resource", KEY);
    estate_edge(&at, BUCKET, "ENCRYPTED_BY", KEY);
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'" ROLE
                  "'},'Action':'s3:GetObject','Resource':'*'}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
}

ATTACK(a_denied_use_of_a_key_stays_denied_whatever_its_policy)
{
    estate_node(&at, "EncryptionKey Resource", KEY);
    estate_edge(&at, BUCKET, "ENCRYPTED_BY", KEY);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Deny','Action':'kms:Decrypt','Resource':'*'}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "");
}

/* The key itself was not collected: it may be for everybody, as the bucket is. */
ATTACK(a_key_that_nobody_described_may_be_public)
{
    estate_node(&at, "Resource", KEY);
    estate_edge(&at, BUCKET, "ENCRYPTED_BY", KEY);
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*'}");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: may");
    cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), "UNKNOWN");
}

/* Nobody asked how the bucket is encrypted: there may be a key that keeps everybody out. */
ATTACK(a_bucket_of_unknown_encryption_is_not_certainly_public)
{
    estate_value(&at, BUCKET, "encrypted", sg_null());
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*'}");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: may");
    cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), "UNKNOWN");
}

/* KMS takes the operations that manage a key from its own account alone. */
ATTACK(another_account_cannot_take_over_a_key)
{
    estate_node(&at, "EncryptionKey Resource", KEY);
    estate_policy(&at, KEY, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':['arn:aws:iam::" A
                  ":root','arn:aws:iam::" B ":root']},'Action':['kms:Decrypt',"
                  "'kms:ScheduleKeyDeletion','kms:PutKeyPolicy'],'Resource':'*'}");
    estate_policy(&at, ROLE, "identity", ALLOW("kms:*", "*"));
    estate_policy(&at, ROLE_B, "identity", ALLOW("kms:*", "*"));
    estate_derive(&at);
    EXPECT(ROLE, KEY, "admin decrypt: must");
    EXPECT(ROLE_B, KEY, "decrypt: must");
}

/* --- access points ---------------------------------------------------------------------------- */

#define DELEGATES                                                                              \
    "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'*','Resource':['" BUCKET "','" BUCKET \
    "/*'],'Condition':{'StringEquals':{'s3:DataAccessPointAccount':'" A "'}}}"
#define ADMITS(principal)                                                                      \
    "{'Effect':'Allow','Principal':{'AWS':'" principal                                         \
    "'},'Action':'s3:GetObject','Resource':'" POINT "/object/*'}"

static void add_point(const char *origin, const char *policy)
{
    estate_node(&at, "AccessPoint Resource", POINT);
    estate_set(&at, POINT, "networkOrigin", origin);
    estate_flag(&at, POINT, "policyCollected", policy != NULL);
    estate_flag(&at, POINT, "restrictPublicBuckets", false);
    estate_edge(&at, POINT, "FORWARDS_TO", BUCKET);
    if (policy)
        estate_policy(&at, POINT, "resource", policy);
}

/* The bucket does not delegate, and its own account's identity policies do not speak of it. */
ATTACK(a_point_without_a_word_of_the_bucket)
{
    add_point("Internet", ADMITS(ROLE_B));
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "");
}

ATTACK(a_point_for_a_role_of_the_account)
{
    add_point("Internet", ADMITS(ROLE));
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
}

/* The identity policy names the point and not the bucket. */
ATTACK(a_point_for_a_role_elsewhere_that_names_the_point_alone)
{
    add_point("Internet", ADMITS(ROLE_B));
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", POINT "/object/*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "read: may");
}

ATTACK(a_point_of_a_network_for_a_role)
{
    add_point("VPC", ADMITS(ROLE_B));
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "read: may");
}

ATTACK(a_public_point)
{
    add_point("Internet", ADMITS("*"));
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: must");
}

ATTACK(a_public_point_whose_own_block_is_on)
{
    add_point("Internet", ADMITS("*"));
    estate_flag(&at, POINT, "restrictPublicBuckets", true);
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
    EXPECT(ROLE_B, BUCKET, "");
}

ATTACK(a_public_point_whose_accounts_block_is_on)
{
    add_point("Internet", ADMITS("*"));
    estate_flag(&at, A, "restrictPublicBuckets", true);
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
}

/* Nobody asked for the policy of the point: it may let in anybody whom the bucket lets it. */
ATTACK(a_point_whose_policy_was_not_collected)
{
    add_point("Internet", NULL);
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "read: may");
    EXPECT("internet", BUCKET, "read write admin: may");
}

ATTACK(a_point_that_has_no_policy)
{
    add_point("Internet", NULL);
    estate_flag(&at, POINT, "policyCollected", true);
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "");
    EXPECT("internet", BUCKET, "");
}

/* Delegated to the points of an account that is not the bucket's. */
ATTACK(a_bucket_that_delegates_to_points_of_another_account)
{
    add_point("Internet", ADMITS(ROLE_B));
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'*','Resource':'" BUCKET
                  "/*','Condition':{'StringEquals':{'s3:DataAccessPointAccount':'" B "'}}}");
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "");
}

/* Nobody listed the access points that the bucket leaves the decision to. */
ATTACK(a_bucket_that_delegates_to_points_that_nobody_listed)
{
    estate_flag(&at, BUCKET, "ignorePublicAcls", true);
    estate_policy(&at, BUCKET, "resource", DELEGATES);
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read write admin: may");
    cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), "UNKNOWN");
}

/* --- callers from the internet ---------------------------------------------------------------- */

#define OPEN_IF(condition)                                                                     \
    "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'" BUCKET            \
    "/*','Condition':{" condition "}}"

static void expect_internet(const char *statement, const char *answer)
{
    estate_flag(&at, BUCKET, "restrictPublicBuckets", false);
    estate_policy(&at, BUCKET, "resource", statement);
    estate_derive(&at);
    EXPECT("internet", BUCKET, answer);
}

#define OPEN(name, condition, answer)                                                          \
    ATTACK(name)                                                                               \
    {                                                                                          \
        expect_internet(OPEN_IF(condition), answer);                                           \
    }

/* Whoever has an account names its users and roles. */
OPEN(roles_of_a_name_in_any_account,
     "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/deploy*'}", "read: may")
OPEN(roles_of_one_account, "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::" B ":role/*'}", "")
OPEN(users_of_a_name, "'StringEquals':{'aws:username':'bob'}", "read: may")
OPEN(sessions_of_a_name, "'StringLike':{'aws:userid':'*:bob'}", "read: may")
OPEN(sessions_of_one_role, "'StringLike':{'aws:userid':'AROAEXAMPLE:*'}", "")
OPEN(accounts_of_a_pattern, "'StringLike':{'aws:PrincipalAccount':'1*'}", "read: may")
OPEN(any_organisation_of_a_pattern, "'StringLike':{'aws:PrincipalOrgID':'o-*'}", "read: may")
OPEN(a_star_that_is_no_wildcard, "'StringEquals':{'aws:PrincipalOrgID':'o-*'}", "")
OPEN(one_organisation, "'StringEquals':{'aws:PrincipalOrgID':'o-1'}", "")
OPEN(paths_of_any_organisation, "'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-*/r-*'}",
     "read: may")
OPEN(paths_of_one_organisation, "'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-1/*'}",
     "")

/* Services act for what anybody has. */
OPEN(any_source, "'ArnLike':{'aws:SourceArn':'*'}", "read: may")
OPEN(topics_of_anybody, "'ArnLike':{'aws:SourceArn':'arn:aws:sns:*:*:*'}", "read: may")
OPEN(topics_of_one_account, "'ArnLike':{'aws:SourceArn':'arn:aws:sns:*:" B ":*'}", "")
OPEN(one_bucket_as_the_source, "'ArnLike':{'aws:SourceArn':'arn:aws:s3:*:*:logs'}", "")

/* Anybody has networks, endpoints in them and private addresses of their own; one of a fixed id is
 * somebody's. */
OPEN(any_network, "'StringLike':{'aws:SourceVpc':'vpc-*'}", "read: may")
OPEN(one_network, "'StringEquals':{'aws:SourceVpc':'vpc-1'}", "")
OPEN(any_endpoint, "'StringLike':{'aws:SourceVpce':'*'}", "read: may")
OPEN(that_there_is_a_network, "'Null':{'aws:SourceVpc':'false'}", "read: may")
OPEN(private_addresses, "'IpAddress':{'aws:VpcSourceIp':'10.0.0.0/8'}", "read: may")
OPEN(machines_of_anybody, "'ArnLike':{'ec2:SourceInstanceARN':'arn:aws:ec2:*:*:instance/*'}",
     "read: may")
OPEN(machines_of_one_account,
     "'ArnLike':{'ec2:SourceInstanceARN':'arn:aws:ec2:*:" B ":instance/*'}", "")
OPEN(functions_of_anybody,
     "'ArnLike':{'lambda:SourceFunctionArn':'arn:aws:lambda:*:*:function:*'}", "read: may")

/* Services that call for somebody call for anybody. */
OPEN(by_way_of_a_service, "'ForAnyValue:StringEquals':{'aws:CalledVia':'athena.amazonaws.com'}",
     "read: may")
OPEN(by_way_of_some_service, "'Bool':{'aws:ViaAWSService':'true'}", "read: may")
OPEN(access_points_of_anybody, "'StringEquals':{'s3:AccessPointNetworkOrigin':'Internet'}",
     "read: may")

#define OPEN_UNLESS(name, condition, answer)                                                   \
    ATTACK(name)                                                                               \
    {                                                                                          \
        estate_policy(&at, BUCKET, "resource",                                                 \
                      "{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*',"          \
                      "'Condition':{" condition "}}");                                         \
        expect_internet("{'Effect':'Allow','Principal':'*','Action':'s3:GetObject',"           \
                        "'Resource':'" BUCKET "/*'}",                                          \
                        answer);                                                               \
    }

OPEN_UNLESS(unless_of_some_network, "'StringNotLike':{'aws:SourceVpc':'vpc-*'}", "read: may")
OPEN_UNLESS(unless_of_one_endpoint, "'StringNotEquals':{'aws:SourceVpce':'vpce-1'}", "")
OPEN_UNLESS(unless_by_an_endpoint, "'Null':{'aws:SourceVpce':'true'}", "read: may")
OPEN_UNLESS(unless_from_private_addresses, "'NotIpAddress':{'aws:VpcSourceIp':'10.0.0.0/8'}",
            "read: may")
OPEN_UNLESS(unless_by_a_service, "'Bool':{'aws:ViaAWSService':'false'}", "read: may")
OPEN_UNLESS(unless_by_no_service_but_one,
            "'ForAllValues:StringEquals':{'aws:CalledVia':'athena.amazonaws.com'}", "read: may")

ATTACK(keeping_out_who_can_take_another_name)
{
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*','Condition':"
                  "{'StringEquals':{'aws:username':'bob'}}}");
    expect_internet("{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':"
                    "'" BUCKET "/*'}",
                    "read: must");
}

ATTACK(keeping_out_all_but_a_name)
{
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*','Condition':"
                  "{'StringNotLike':{'aws:PrincipalOrgID':'o-*'}}}");
    expect_internet("{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':"
                    "'" BUCKET "/*'}",
                    "read: may");
}

/* --- organisations of which a part is not known ----------------------------------------------- */

#define PUBLIC_READ                                                                            \
    "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'" BUCKET "/*'}"

static void add_control(const char *key)
{
    estate_node(&at, "AccessPolicy", key);
    estate_set(&at, key, "kind", "rcp");
    estate_flag(&at, key, "targetsCollected", true);
}

/* A member of the organisation that B manages and was asked where its policies hang. */
static void join_organization(void)
{
    estate_set(&at, A, "organization", "o-1");
    estate_set(&at, B, "organization", "o-1");
    estate_flag(&at, B, "isManagement", true);
    estate_collected(&at, B, "global", "organizations:ListTargetsForPolicy");
    estate_node(&at, "OrganizationalUnit Resource", "r-root");
    estate_node(&at, "OrganizationalUnit Resource", "ou-1");
    estate_policy(&at, BUCKET, "resource", PUBLIC_READ);
    add_control("p-RCPFullAWSAccess");
}

/* The control policy hangs on a unit, and nobody listed the accounts of the units. */
ATTACK(a_control_policy_somewhere_above_an_account_of_no_known_unit)
{
    join_organization();
    add_control("p-deny");
    estate_edge(&at, "r-root", "CONTAINS", "ou-1");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: may");
}

ATTACK(a_control_policy_above_a_unit_whose_parent_is_not_known)
{
    join_organization();
    add_control("p-deny");
    estate_edge(&at, "ou-1", "CONTAINS", A);
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: may");
}

ATTACK(a_control_policy_that_hangs_elsewhere)
{
    join_organization();
    add_control("p-deny");
    estate_edge(&at, "r-root", "CONTAINS", A);
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: must");
}

ATTACK(no_control_policy_that_denies_anything)
{
    join_organization();
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: must");
}

/* That there is an organisation is all that is known of it. */
ATTACK(control_policies_that_nobody_asked_for)
{
    estate_set(&at, A, "organization", "o-1");
    estate_policy(&at, BUCKET, "resource", PUBLIC_READ);
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: may");
}

/* The units are known, and nothing of what hangs on them. */
ATTACK(control_policies_of_known_units_that_nobody_asked_for)
{
    estate_set(&at, A, "organization", "o-1");
    estate_node(&at, "OrganizationalUnit Resource", "r-root");
    estate_edge(&at, "r-root", "CONTAINS", A);
    estate_policy(&at, BUCKET, "resource", PUBLIC_READ);
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: may");
}

/* --- access control lists --------------------------------------------------------------------- */

/* The owner of the bucket may own all objects, and then its ACL does not count. */
ATTACK(an_acl_of_a_bucket_whose_ownership_was_not_collected)
{
    static sg_entry entries[2];
    static sg_value grant;

    entries[0] = (sg_entry){ SG_STR("grantee"),
                             sg_test_text("http://acs.amazonaws.com/groups/global/AllUsers") };
    entries[1] = (sg_entry){ SG_STR("permission"), sg_test_text("WRITE") };
    grant = sg_map(entries, 2);
    estate_value(&at, BUCKET, "acl", sg_list(&grant, 1));
    estate_value(&at, BUCKET, "objectOwnership", sg_null());
    estate_derive(&at);
    EXPECT("internet", BUCKET, "write: may");
    cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), "UNKNOWN");
}

/* --- tokens of identity pools ----------------------------------------------------------------- */

#define COGNITO "cognito-identity.amazonaws.com"
#define POOL_ROLE "arn:aws:iam::" A ":role/pool"

static const char *strangers_assume(const char *condition)
{
    sg_str trust = sg_arena_format(at.arena,
                                   "{'Effect':'Allow','Principal':{'Federated':'" COGNITO
                                   "'},'Action':'sts:AssumeRoleWithWebIdentity'%s}",
                                   condition);

    estate_role(&at, POOL_ROLE, trust.bytes);
    estate_derive(&at);
    return estate_assume(&at, "internet", POOL_ROLE);
}

ATTACK(tokens_of_any_identity_pool)
{
    cr_expect_str_eq(strangers_assume(""), "must cross");
}

/* Anybody's own pool gives tokens to guests. */
ATTACK(guests_of_any_identity_pool)
{
    cr_expect_str_eq(strangers_assume(",'Condition':{'ForAnyValue:StringLike':{'" COGNITO
                                      ":amr':'unauthenticated'}}"),
                     "must cross");
}

ATTACK(tokens_of_any_identity_pool_of_a_region)
{
    cr_expect_str_eq(
        strangers_assume(",'Condition':{'StringLike':{'" COGNITO ":aud':'us-east-1:*'}}"),
        "must cross");
}

ATTACK(tokens_of_one_identity_pool)
{
    cr_expect_str_eq(
        strangers_assume(",'Condition':{'StringEquals':{'" COGNITO ":aud':'eu-west-1:p'}}"),
        "");
}
