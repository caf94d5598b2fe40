/* test_organizations.c - units, accounts, guardrails. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/inventory.h"

#define ORGANISATION "arn:aws:organizations::111122223333:"

static void give_tree(inventory *it)
{
    inventory_give(it, "m/us-east-1/organizations-describe-organization.json",
                   "{'Organization':{'Id':'o-1','Arn':'" ORGANISATION "organization/o-1',"
                   "'MasterAccountId':'111122223333'}}");
    inventory_give(it, "m/us-east-1/organizations-list-roots.json",
                   "{'Roots':[{'Id':'r-1','Arn':'" ORGANISATION
                   "root/o-1/r-1','Name':'Root'}]}");
    inventory_give(it, "m/us-east-1/organizations-list-organizational-units-for-parent/r-1",
                   "{'OrganizationalUnits':[{'Id':'ou-1','Arn':'" ORGANISATION
                   "ou/o-1/ou-1','Name':'prod'}]}");
    inventory_give(it, "m/us-east-1/organizations-list-accounts-for-parent/ou-1",
                   "{'Accounts':[{'Id':'444455556666','Name':'payments','Status':'ACTIVE'}]}");
    inventory_give(it, "m/us-east-1/organizations-list-accounts.json",
                   "{'Accounts':[{'Id':'444455556666','Arn':'" ORGANISATION
                   "account/o-1/444455556666','Name':'payments','State':'ACTIVE'},"
                   "{'Id':'111122223333','Arn':'" ORGANISATION
                   "account/o-1/111122223333','Name':'main','Status':'ACTIVE'}]}");
}

Test(organizations, units_contain_accounts)
{
    inventory it;

    inventory_open(&it);
    give_tree(&it);
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "o-1", "CONTAINS", "r-1") == 1);
    cr_expect(inventory_edges(&it, "r-1", "CONTAINS", "ou-1") == 1);
    cr_expect(inventory_edges(&it, "ou-1", "CONTAINS", "444455556666") == 1);
    cr_expect(inventory_edges(&it, "o-1", "CONTAINS", "444455556666") == 0);
    cr_expect(inventory_edges(&it, "o-1", "CONTAINS", "111122223333") == 1,
              "an account of which no unit is known hangs on the organisation");
    cr_expect_str_eq(inventory_get(&it, "444455556666", "name"), "\"payments\"");
    cr_expect_str_eq(inventory_get(&it, "444455556666", "organization"), "\"o-1\"");
    cr_expect_str_eq(inventory_get(&it, "444455556666", "status"), "\"ACTIVE\"");
    cr_expect_str_eq(inventory_get(&it, "444455556666", "account"), "\"444455556666\"");
    cr_expect_str_eq(inventory_get(&it, "111122223333", "isManagement"), "true");
    inventory_close(&it);
}

Test(organizations, guardrails_hang_on_units_and_accounts)
{
    inventory it;

    inventory_open(&it);
    give_tree(&it);
    inventory_give(&it, "m/us-east-1/organizations-describe-policy/p-1",
                   "{'Policy':{'PolicySummary':{'Id':'p-1','Arn':'" ORGANISATION
                   "policy/o-1/service_control_policy/p-1','Name':'no-root',"
                   "'Type':'SERVICE_CONTROL_POLICY','AwsManaged':false},"
                   "'Content':'{ \\'Version\\': 1 }'}}");
    inventory_give(&it, "m/us-east-1/organizations-list-targets-for-policy/p-1",
                   "{'Targets':[{'TargetId':'ou-1','Type':'ORGANIZATIONAL_UNIT'},"
                   "{'TargetId':'444455556666','Type':'ACCOUNT'}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "p-1", "kind"), "\"scp\"");
    cr_expect_str_eq(inventory_get(&it, "p-1", "document"), "\"{\\\"Version\\\":1}\"");
    cr_expect_str_eq(inventory_get(&it, "p-1", "awsManaged"), "false");
    cr_expect_str_eq(inventory_get(&it, "p-1", "targetsCollected"), "true");
    cr_expect_str_eq(inventory_edge(&it, "ou-1", "HAS_POLICY", "p-1", "kind"), "\"scp\"");
    cr_expect(inventory_edges(&it, "444455556666", "HAS_POLICY", "p-1") == 1);
    inventory_close(&it);
}
