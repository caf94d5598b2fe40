/* test_access_routes.c - CAN_ACCESS where more than two policies meet: keys, grants, access points, ACLs
 * of other accounts, addresses of functions.
 */
#include <criterion/criterion.h>

#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

#define POINT "arn:aws:s3:eu-west-1:" A ":accesspoint/p"
#define FUNCTION "arn:aws:lambda:eu-west-1:" A ":function:f"
#define GRANT(principal, action)                                                               \
    "{'Effect':'Allow','Principal':" principal ",'Action':'" action "','Resource':'*'}"
#define ROOT(account) "{'AWS':'arn:aws:iam::" account ":root'}"

static small_estate at;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_role(&at, ROLE, EC2_TRUST);
    estate_role(&at, ROLE_B, EC2_TRUST);
    estate_bucket(&at, BUCKET, A);
}

static void end(void)
{
    estate_end(&at);
}

#define ROUTE(name) Test(access_routes, name, .init = begin, .fini = end)
#define EXPECT(from, to, answer) cr_expect_str_eq(estate_access(&at, from, to), answer)

static void add_key(const char *policy)
{
    estate_node(&at, "EncryptionKey Resource", KEY);
    estate_set(&at, KEY, "keyManager", "CUSTOMER");
    estate_edge(&at, BUCKET, "ENCRYPTED_BY", KEY);
    if (policy)
        estate_policy(&at, KEY, "resource", policy);
}

/* --- keys --------------------------------------------------------------------------------- */

ROUTE(reading_what_is_encrypted_needs_the_key)
{
    add_key(GRANT(ROOT(A), "kms:*"));
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "");
}

ROUTE(the_key_by_way_of_the_service_is_enough)
{
    add_key(GRANT(ROOT(A), "kms:*"));
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*','Condition':{"
                  "'StringEquals':{'kms:ViaService':'s3.eu-west-1.amazonaws.com'}}}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT(ROLE, KEY, "");
}

/* Two roles with the same policies, and a key that lets in one of them. */
ROUTE(a_key_tells_roles_apart_that_the_bucket_does_not)
{
    const char *twin = "arn:aws:iam::" A ":role/twin";

    add_key(GRANT("{'AWS':'" ROLE "'}", "kms:Decrypt"));
    estate_role(&at, twin, EC2_TRUST);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, twin, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT(twin, BUCKET, "");
}

ROUTE(deleting_needs_no_key)
{
    add_key(GRANT(ROOT(A), "kms:*"));
    estate_policy(&at, ROLE, "identity", ALLOW("s3:DeleteObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "write: must");
}

ROUTE(v10_identity_policies_need_the_key_policy)
{
    add_key(GRANT("{'AWS':'arn:aws:iam::" A ":user/keeper'}", "kms:*"));
    estate_policy(&at, ROLE, "identity", ALLOW("*", "*"));
    estate_derive(&at);
    EXPECT(ROLE, KEY, "");
    EXPECT(ROLE, BUCKET, "write admin: must");
}

ROUTE(a_key_that_nobody_described_leaves_doubt)
{
    estate_node(&at, "Resource", KEY);
    estate_edge(&at, BUCKET, "ENCRYPTED_BY", KEY);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
}

ROUTE(keys_of_aws_are_for_their_account_alone)
{
    add_key(NULL);
    estate_set(&at, KEY, "keyManager", "AWS");
    estate_policy(&at, BUCKET, "resource", GRANT("{'AWS':'" ROLE_B "'}", "s3:GetObject"));
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT(ROLE_B, BUCKET, "");
}

ROUTE(nobody_without_credentials_has_a_key)
{
    add_key(GRANT(ROOT(A), "kms:*"));
    estate_policy(&at, BUCKET, "resource", GRANT("'*'", "s3:GetObject"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
    cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), "PRIVATE");
}

ROUTE(grants_allow_what_they_list)
{
    sg_value operations[] = { sg_test_text("Decrypt") };
    sg_entry grant[3];
    sg_value grants[1];

    grant[0] = (sg_entry){ SG_STR("constrained"), sg_boolean(false) };
    grant[1] = (sg_entry){ SG_STR("grantee"), sg_test_text(ROLE) };
    grant[2] = (sg_entry){ SG_STR("operations"), sg_list(operations, 1) };
    grants[0] = sg_map(grant, 3);
    add_key(GRANT("{'AWS':'arn:aws:iam::" A ":user/keeper'}", "kms:*"));
    estate_value(&at, KEY, "grants", sg_list(grants, 1));
    estate_policy(&at, ROLE, "identity", ALLOW("none:None", "*"));
    estate_derive(&at);
    EXPECT(ROLE, KEY, "decrypt: must");
}

/* --- access points ------------------------------------------------------------------------ */

static void add_point(const char *origin, const char *policy)
{
    estate_node(&at, "AccessPoint Resource", POINT);
    estate_set(&at, POINT, "networkOrigin", origin);
    estate_edge(&at, POINT, "FORWARDS_TO", BUCKET);
    estate_policy(&at, POINT, "resource", policy);
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*','Condition':{"
                  "'StringEquals':{'s3:DataAccessPointAccount':'" A "'}}}");
}

ROUTE(an_access_point_is_a_way_into_the_bucket)
{
    add_point("Internet", "{'Effect':'Allow','Principal':{'AWS':'" ROLE_B
                          "'},'Action':'s3:GetObject','Resource':'" POINT "/object/*'}");
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "read: must");
    EXPECT("internet", BUCKET, "");
}

ROUTE(an_access_point_whose_policy_is_for_others_is_none)
{
    add_point("Internet", "{'Effect':'Allow','Principal':{'AWS':'" ROLE
                          "'},'Action':'s3:GetObject','Resource':'" POINT "/object/*'}");
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "");
}

ROUTE(an_access_point_of_a_network_is_not_for_the_internet)
{
    add_point("VPC",
              "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'" POINT
              "/object/*'}");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
}

/* --- ACLs --------------------------------------------------------------------------------- */

static void add_acl(const char *grantee, const char *permission)
{
    sg_entry grant[2];
    sg_value grants[1];

    grant[0] = (sg_entry){ SG_STR("grantee"), sg_test_text(grantee) };
    grant[1] = (sg_entry){ SG_STR("permission"), sg_test_text(permission) };
    grants[0] = sg_map(grant, 2);
    estate_set(&at, BUCKET, "objectOwnership", "ObjectWriter");
    estate_value(&at, BUCKET, "acl", sg_list(grants, 1));
}

ROUTE(an_acl_lets_another_account_delegate)
{
    estate_set(&at, B, "canonicalId", "b0b");
    add_acl("b0b", "WRITE");
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:PutObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "write: must");
    EXPECT("internet", BUCKET, "");
}

ROUTE(v22_an_acl_of_a_bucket_that_owns_its_objects_is_void)
{
    estate_set(&at, B, "canonicalId", "b0b");
    add_acl("b0b", "WRITE");
    estate_set(&at, BUCKET, "objectOwnership", "BucketOwnerEnforced");
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:PutObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "");
}

/* --- functions, domains, organisations ------------------------------------------------------ */

static void add_function(const char *auth)
{
    estate_node(&at, "ServerlessFunction Compute Resource", FUNCTION);
    estate_set(&at, FUNCTION, "region", "eu-west-1");
    estate_set(&at, FUNCTION, "functionUrlAuth", auth);
    estate_policy(&at, FUNCTION, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'lambda:InvokeFunctionUrl',"
                  "'Resource':'*','Condition':{'StringEquals':{'lambda:FunctionUrlAuthType':"
                  "'NONE'}}}");
}

ROUTE(an_address_without_authentication_is_for_all)
{
    add_function("NONE");
    estate_derive(&at);
    EXPECT("internet", FUNCTION, "invoke: must");
}

ROUTE(an_address_with_authentication_is_not)
{
    add_function("AWS_IAM");
    estate_derive(&at);
    EXPECT("internet", FUNCTION, "");
}

static void add_url_of(const char *function)
{
    sg_entry items[] = { { SG_STR("function"), sg_string(sg_str_of(function)) } };
    sg_value url = sg_map(items, 1);
    sg_build_node node;

    add_function("AWS_IAM");
    cr_assert(sg_builder_merge_node(at.builder, SG_STR(FUNCTION), &node, NULL) == SG_OK);
    cr_assert(sg_builder_set(at.builder, node, SG_STR("functionUrls"), sg_list(&url, 1)) ==
              SG_OK);
    estate_derive(&at);
}

ROUTE(an_address_of_its_own_brings_no_other_policy)
{
    add_url_of(FUNCTION);
    EXPECT("internet", FUNCTION, "");
}

/* The policy of an alias is told only to who asks for it. */
ROUTE(an_address_of_an_alias_brings_a_policy_that_nobody_read)
{
    add_url_of(FUNCTION ":live");
    EXPECT("internet", FUNCTION, "read write admin invoke: may");
}

ROUTE(search_domains_have_policies)
{
    const char *domain = "arn:aws:es:eu-west-1:" A ":domain/d";

    estate_node(&at, "Database DataStore Resource", domain);
    estate_policy(&at, domain, "resource", GRANT("'*'", "es:ESHttp*"));
    estate_derive(&at);
    EXPECT("internet", domain, "read write: must");
}

ROUTE(paths_of_the_organisation_are_known)
{
    estate_node(&at, "OrganizationalUnit Resource", "r-1");
    estate_node(&at, "OrganizationalUnit Resource", "ou-1");
    estate_edge(&at, "r-1", "CONTAINS", "ou-1");
    estate_edge(&at, "ou-1", "CONTAINS", B);
    estate_set(&at, B, "organization", "o-1");
    estate_flag(&at, B, "isManagement", true);
    estate_policy(
        &at, BUCKET, "resource",
        "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*',"
        "'Condition':{'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-1/r-1/*'}}}");
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "read: must");
    EXPECT("internet", BUCKET, "");
}

ROUTE(an_action_that_is_a_number_is_not_no_action)
{
    estate_policy(&at, ROLE, "identity", "{'Effect':'Deny','Action':7,'Resource':'*'}");
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
}
