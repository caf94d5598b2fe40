/* test_iam.c - users, groups, roles and their policies. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/ingest/inventory.h"

#define IAM "arn:aws:iam::111122223333:"
#define DETAILS "m/us-east-1/iam-get-account-authorization-details.json"

Test(iam, users_and_groups)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, DETAILS,
        "{'UserDetailList':[{'Arn':'" IAM "user/a/ann','UserName':'ann','UserId':'AIDA1',"
        "'Path':'/a/','GroupList':['ops'],'UserPolicyList':[{'PolicyName':'mine',"
        "'PolicyDocument':{'Statement':[],'Version':'2012-10-17'}}],"
        "'AttachedManagedPolicies':[{'PolicyArn':'arn:aws:iam::aws:policy/ReadOnlyAccess'}],"
        "'PermissionsBoundary':{'PermissionsBoundaryArn':'" IAM "policy/edge'}}],"
        "'GroupDetailList':[{'Arn':'" IAM "group/x/ops','GroupName':'ops','GroupId':'AGPA1',"
        "'GroupPolicyList':[{'PolicyName':'g','PolicyDocument':"
        "'%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D'}],"
        "'AttachedManagedPolicies':[]}],'RoleDetailList':[],'Policies':[]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, IAM "user/a/ann", "MEMBER_OF", IAM "group/x/ops") == 1,
              "the group is named without its path");
    cr_expect_str_eq(inventory_edge(&it, IAM "user/a/ann", "HAS_POLICY",
                                    IAM "user/a/ann/policy/mine", "kind"),
                     "\"identity\"");
    cr_expect_str_eq(
        inventory_edge(&it, IAM "user/a/ann", "HAS_POLICY", IAM "policy/edge", "kind"),
        "\"boundary\"");
    cr_expect(inventory_edges(&it, IAM "user/a/ann", "HAS_POLICY",
                              "arn:aws:iam::aws:policy/ReadOnlyAccess") == 1);
    cr_expect_str_eq(inventory_get(&it, IAM "user/a/ann/policy/mine", "document"),
                     "\"{\\\"Statement\\\":[],\\\"Version\\\":\\\"2012-10-17\\\"}\"");
    cr_expect_str_eq(inventory_get(&it, IAM "user/a/ann/policy/mine", "inline"), "true");
    cr_expect_str_eq(inventory_get(&it, IAM "group/x/ops/policy/g", "document"),
                     "\"{\\\"Statement\\\":[],\\\"Version\\\":\\\"2012-10-17\\\"}\"");
    cr_expect_str_eq(inventory_get(&it, IAM "user/a/ann", "region"), "\"global\"");
    cr_expect_str_eq(inventory_get(&it, IAM "user/a/ann", "uniqueId"), "\"AIDA1\"");
    cr_expect(inventory_labelled(&it, IAM "user/a/ann", "Principal"));
    inventory_close(&it);
}

Test(iam, roles_and_managed_policies)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, DETAILS,
        "{'RoleDetailList':[{'Arn':'" IAM "role/web','RoleName':'web','RoleId':'AROA1',"
        "'AssumeRolePolicyDocument':{'Version':'2012-10-17','Statement':[]},"
        "'InstanceProfileList':[{'Arn':'" IAM "instance-profile/web'}],"
        "'RoleLastUsed':{'LastUsedDate':'2024-05-01T10:00:00+00:00'},'RolePolicyList':[],"
        "'AttachedManagedPolicies':[{'PolicyArn':'" IAM "policy/p'}],"
        "'Tags':[{'Key':'team','Value':'web'}]}],"
        "'Policies':[{'Arn':'" IAM "policy/p','PolicyName':'p','PolicyVersionList':["
        "{'VersionId':'v1','IsDefaultVersion':false,'Document':{'Version':'1'}},"
        "{'VersionId':'v2','IsDefaultVersion':true,'Document':{'Version':'2'}}]},"
        "{'Arn':'arn:aws:iam::aws:policy/"
        "AdministratorAccess','PolicyName':'AdministratorAccess'}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, IAM "policy/p", "document"),
                     "\"{\\\"Version\\\":\\\"2\\\"}\"");
    cr_expect_str_eq(inventory_get(&it, IAM "policy/p", "awsManaged"), "false");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:iam::aws:policy/AdministratorAccess", "awsManaged"),
        "true");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:iam::aws:policy/AdministratorAccess", "account"), "null");
    cr_expect(strstr(inventory_get(&it, IAM "role/web", "trustPolicy"), "2012-10-17"));
    cr_expect_str_eq(inventory_get(&it, IAM "role/web", "instanceProfiles"),
                     "[\"" IAM "instance-profile/web\"]");
    cr_expect_str_eq(inventory_get(&it, IAM "role/web", "lastUsedAt"),
                     "\"2024-05-01T10:00:00Z\"");
    cr_expect_str_eq(inventory_get(&it, IAM "role/web", "tags"), "{\"team\":\"web\"}");
    inventory_close(&it);
}

Test(iam, pages_may_split_the_lists_in_any_way)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, DETAILS, "{'UserDetailList':[]}");
    inventory_give(&it, DETAILS, "{'RoleDetailList':[{'Arn':'" IAM "role/r','RoleName':'r'}]}");
    inventory_freeze(&it);
    cr_expect(inventory_labelled(&it, IAM "role/r", "AccessRole"));
    cr_expect(inventory_row(&it, "global", "iam:GetAccountAuthorizationDetails")->status ==
              SG_COVERAGE_COMPLETE);
    inventory_close(&it);
}

Test(iam, keys_providers_and_profiles)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, "m/us-east-1/iam-list-access-keys/ann",
        "{'AccessKeyMetadata':[{'UserName':'ann','AccessKeyId':'AKIA1','Status':'Active',"
        "'CreateDate':'2020-01-01T00:00:00Z'}]}");
    inventory_give(&it, "m/us-east-1/iam-list-open-id-connect-providers.json",
                   "{'OpenIDConnectProviderList':[{'Arn':'" IAM "oidc-provider/x/id/1'}]}");
    inventory_give(&it, "m/us-east-1/iam-list-instance-profiles.json",
                   "{'InstanceProfiles':[{'Arn':'" IAM
                   "instance-profile/a','Roles':[{'Arn':'" IAM "role/r'}]},{'Arn':'" IAM
                   "instance-profile/b','Roles':[{'Arn':'" IAM "role/r'}]}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, IAM "user/ann", "HAS_KEY", "AKIA1") == 1);
    cr_expect_str_eq(inventory_get(&it, "AKIA1", "status"), "\"Active\"");
    cr_expect(inventory_labelled(&it, IAM "oidc-provider/x/id/1", "IdentityProvider"));
    cr_expect_str_eq(inventory_get(&it, IAM "role/r", "instanceProfiles"),
                     "[\"" IAM "instance-profile/a\",\"" IAM "instance-profile/b\"]");
    inventory_close(&it);
}

Test(iam, policies_one_by_one)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "m/us-east-1/iam-list-attached-role-policies/web",
                   "{'AttachedPolicies':[{'PolicyName':'p','PolicyArn':'" IAM "policy/p'}]}");
    inventory_give(&it, "m/us-east-1/iam-get-role-policy/web/own",
                   "{'RoleName':'web','PolicyName':'own','PolicyDocument':{'Version':'1'}}");
    inventory_give(
        &it,
        "m/us-east-1/iam-get-policy-version/arn%3Aaws%3Aiam%3A%3A111122223333%3Apolicy%2Fp/v1",
        "{'PolicyVersion':{'IsDefaultVersion':true,'Document':{'Version':'9'}}}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, IAM "role/web", "HAS_POLICY", IAM "policy/p") == 1);
    cr_expect(inventory_edges(&it, IAM "role/web", "HAS_POLICY", IAM "role/web/policy/own") ==
              1);
    cr_expect_str_eq(inventory_get(&it, IAM "policy/p", "document"),
                     "\"{\\\"Version\\\":\\\"9\\\"}\"");
    inventory_close(&it);
}
