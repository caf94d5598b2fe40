/* test_access_guardrails.c - CAN_ACCESS under service and resource control policies, on small estates. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/derive/one_role.h"

#define ANYBODY(action)                                                                        \
    "{'Effect':'Allow','Principal':'*','Action':'" action "','Resource':'" BUCKET "/*'}"

#define GUARDRAIL(name) Test(access_guardrails, name, .init = begin, .fini = end)
#define EXPOSURE(answer) cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), answer)

GUARDRAIL(v11_service_control_policies_of_the_organisation)
{
    estate_account(&at, B, "o-1");
    estate_set(&at, A, "organization", "o-1");
    estate_flag(&at, B, "isManagement", true);
    estate_node(&at, "OrganizationalUnit Resource", "r-root");
    estate_node(&at, "OrganizationalUnit Resource", "ou-1");
    estate_edge(&at, "r-root", "CONTAINS", "ou-1");
    estate_edge(&at, "ou-1", "CONTAINS", A);
    estate_edge(&at, "r-root", "CONTAINS", B);
    estate_policy(&at, "r-root", "scp", ALLOW("*", "*"));
    estate_policy(&at, "ou-1", "scp", ALLOW("ec2:*", "*"));
    estate_policy(&at, A, "scp", ALLOW("*", "*"));
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_role(&at, ROLE_B, EC2_TRUST);
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_bucket(&at, "arn:aws:s3:::m", B);
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "");
    EXPECT(ROLE_B, "arn:aws:s3:::m", "read: must");
}

GUARDRAIL(v12_roles_of_services_are_exempt_from_service_control_policies)
{
    const char *linked =
        "arn:aws:iam::" A ":role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";

    estate_set(&at, A, "organization", "o-1");
    estate_node(&at, "OrganizationalUnit Resource", "r-root");
    estate_edge(&at, "r-root", "CONTAINS", A);
    estate_policy(&at, "r-root", "scp", ALLOW("ec2:*", "*"));
    estate_policy(&at, A, "scp", ALLOW("*", "*"));
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_role(&at, linked, EC2_TRUST);
    estate_policy(&at, linked, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "");
    EXPECT(linked, BUCKET, "read: must");
}

GUARDRAIL(service_control_policies_that_were_not_collected)
{
    estate_set(&at, A, "organization", "o-1");
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
}

/* Each policy is asked where it hangs; the answer of the one that allows is missing. */
static void guard_by_policy(bool all_told)
{
    estate_set(&at, A, "organization", "o-1");
    estate_account(&at, "999999999999", "o-1");
    estate_flag(&at, "999999999999", "isManagement", true);
    estate_collected(&at, "999999999999", "global", "organizations:ListTargetsForPolicy");
    estate_node(&at, "OrganizationalUnit Resource", "r-root");
    estate_edge(&at, "r-root", "CONTAINS", A);
    estate_policy(&at, "r-root", "scp", "{'Effect':'Deny','Action':'ec2:*','Resource':'*'}");
    estate_policy(&at, A, "scp", ALLOW("*", "*"));
    estate_flag(&at, "policy-0", "targetsCollected", true);
    estate_flag(&at, "policy-1", "targetsCollected", true);
    estate_node(&at, "AccessPolicy", "p-full");
    estate_set(&at, "p-full", "kind", "scp");
    if (all_told)
        estate_flag(&at, "p-full", "targetsCollected", true);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
}

GUARDRAIL(a_guardrail_that_hangs_nobody_knows_where_makes_it_may)
{
    guard_by_policy(false);
    EXPECT(ROLE, BUCKET, "read: may");
}

GUARDRAIL(a_guardrail_that_hangs_nowhere_allows_nothing)
{
    guard_by_policy(true);
    EXPECT(ROLE, BUCKET, "");
}

GUARDRAIL(resource_control_policies_deny_everybody)
{
    estate_set(&at, A, "organization", "o-1");
    estate_node(&at, "OrganizationalUnit Resource", "r-root");
    estate_edge(&at, "r-root", "CONTAINS", A);
    estate_policy(&at, "r-root", "scp", ALLOW("*", "*"));
    estate_policy(&at, A, "scp", ALLOW("*", "*"));
    estate_policy(&at, "r-root", "rcp",
                  "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*','Condition':"
                  "{'StringNotEquals':{'aws:PrincipalOrgID':'o-1'}}}");
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, BUCKET, "resource", ANYBODY("s3:GetObject"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT("internet", BUCKET, "");
    EXPOSURE("PRIVATE");
}
