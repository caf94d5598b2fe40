/* test_escalation_chains.c - reachesAdmin over several steps, and who is left out of escalation. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/value.h"
#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/small_estate.h"

#define A "111111111111"
#define IAM(name) "arn:aws:iam::" A ":" name
#define TARGET_ROLE IAM("role/target")
#define EVERYTHING "{'Effect':'Allow','Action':'*','Resource':'*'}"
#define EC2_ROLE                                                                               \
    "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}"
#define B "222222222222"
#define ROLE_B "arn:aws:iam::" B ":role/admin"
#define LOW IAM("role/low")
#define PROPERTY(key, name, answer) cr_expect_str_eq(estate_property(&at, key, name), answer)

/* The user of A may write the code of a function of A, whose role may assume an administrator of
 * B. */
static void make_chain(small_estate *at, const char *assume)
{
    estate_begin(at);
    estate_account(at, A, NULL);
    estate_account(at, B, NULL);
    estate_user(at, IAM("user/low"));
    estate_policy(at, IAM("user/low"), "identity",
                  "{'Effect':'Allow','Action':['lambda:UpdateFunctionCode',"
                  "'lambda:InvokeFunction'],'Resource':'*'}");
    estate_role(at, TARGET_ROLE, EC2_ROLE);
    estate_policy(at, TARGET_ROLE, "identity", assume);
    estate_node(at, "ServerlessFunction Compute Resource",
                "arn:aws:lambda:eu-west-1:" A ":function:f");
    estate_set(at, "arn:aws:lambda:eu-west-1:" A ":function:f", "region", "eu-west-1");
    estate_edge(at, "arn:aws:lambda:eu-west-1:" A ":function:f", "HAS", TARGET_ROLE);
    estate_role(at, ROLE_B,
                "{'Effect':'Allow','Principal':{'AWS':'" TARGET_ROLE
                "'},'Action':'sts:AssumeRole'}");
    estate_policy(at, ROLE_B, "identity", EVERYTHING);
    estate_collected(at, A, "eu-west-1", "lambda:ListFunctions");
    estate_collected(at, A, "eu-west-1", "lambda:GetPolicy");
    estate_collected(at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_collected(at, B, "global", "iam:GetAccountAuthorizationDetails");
    estate_derive(at);
}

Test(escalation_chains, chains_go_on_in_other_accounts)
{
    small_estate at;

    make_chain(&at, "{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'*'}");
    PROPERTY(IAM("user/low"), "isAdmin", "false");
    PROPERTY(IAM("user/low"), "reachesAdmin", "true");
    estate_end(&at);
}

Test(escalation_chains, chains_are_as_certain_as_their_weakest_link)
{
    small_estate at;

    make_chain(&at, "{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'*','Condition':"
                    "{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}");
    PROPERTY(IAM("user/low"), "reachesAdmin", "null");
    estate_end(&at);
}

Test(escalation_chains, chains_end_where_a_link_is_missing)
{
    small_estate at;

    make_chain(&at, "{'Effect':'Allow','Action':'s3:GetObject','Resource':'*'}");
    PROPERTY(IAM("user/low"), "reachesAdmin", "false");
    estate_end(&at);
}

/* Nobody said whether there are stacks, and the role may update them all. */
Test(escalation_chains, what_was_not_collected_is_not_out_of_reach)
{
    small_estate at;

    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_role(&at, LOW, EC2_ROLE);
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','Action':'cloudformation:UpdateStack','Resource':'*'}");
    estate_derive(&at);
    PROPERTY(LOW, "reachesAdmin", "null");
    estate_end(&at);
}

Test(escalation_chains, administrators_have_no_need_of_it)
{
    small_estate at;

    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_role(&at, LOW, EC2_ROLE);
    estate_role(&at, TARGET_ROLE, EC2_ROLE);
    estate_policy(&at, LOW, "identity", EVERYTHING);
    estate_derive(&at);
    cr_expect(!estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", TARGET_ROLE));
    PROPERTY(LOW, "reachesAdmin", "true");
    estate_end(&at);
}

/* Its boundary leaves nothing of what it could attach. */
Test(escalation_chains, no_administrator_within_a_boundary)
{
    small_estate at;

    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_role(&at, LOW, EC2_ROLE);
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','Action':'iam:PutRolePolicy','Resource':'*'}");
    estate_policy(&at, LOW, "boundary",
                  "{'Effect':'Allow','Action':['iam:PutRolePolicy','s3:*'],'Resource':'*'}");
    estate_derive(&at);
    cr_expect(!estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", LOW));
    PROPERTY(LOW, "reachesAdmin", "false");
    estate_end(&at);
}

Test(escalation_chains, a_boundary_that_can_be_taken_away_is_none)
{
    small_estate at;

    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_role(&at, LOW, EC2_ROLE);
    estate_policy(&at, LOW, "identity", "{'Effect':'Allow','Action':'iam:*','Resource':'*'}");
    estate_policy(&at, LOW, "boundary", "{'Effect':'Allow','Action':'iam:*','Resource':'*'}");
    estate_derive(&at);
    cr_expect(estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", LOW));
    PROPERTY(LOW, "reachesAdmin", "true");
    estate_end(&at);
}

/* What its bearer may do to a boundary, and whether it becomes administrator. */
Test(escalation_chains, a_role_rids_itself_of_its_boundary)
{
    static const struct {
        const char *boundary, *reaches;
    } cases[] = {
        { "{'Effect':'Allow','Action':'iam:DeleteRolePermissionsBoundary','Resource':'*'}",
          "true" },
        { "{'Effect':'Allow','Action':'iam:PutRolePermissionsBoundary','Resource':'*'}",
          "true" },
        { "{'Effect':'Allow','Action':'iam:PutRolePermissionsBoundary','Resource':'*',"
          "'Condition':{'StringEquals':{'iam:PermissionsBoundary':'" IAM("policy/b") "'}}}",
          "null" }, /* what that policy leaves */
        { "{'Effect':'Allow','Action':'iam:DeleteRolePermissionsBoundary','Resource':'" IAM(
              "role/other") "'}",
          "false" },
        { "{'Effect':'Allow','Action':'s3:*','Resource':'*'}", "false" },
    };

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        small_estate at;

        estate_begin(&at);
        estate_account(&at, A, NULL);
        estate_role(&at, LOW, EC2_ROLE);
        estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
        estate_policy(&at, LOW, "identity", "{'Effect':'Allow','Action':'*','Resource':'*'}");
        estate_policy(&at, LOW, "boundary", cases[i].boundary);
        estate_derive(&at);
        PROPERTY(LOW, "reachesAdmin", cases[i].reaches);
        estate_end(&at);
    }
}

Test(escalation_chains, roles_of_services_are_no_targets)
{
    const char *linked = IAM("role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX");
    small_estate at;

    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_role(&at, LOW, EC2_ROLE);
    estate_role(&at, linked, EC2_ROLE);
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','Action':['iam:UpdateAssumeRolePolicy','iam:PassRole',"
                  "'ec2:RunInstances'],'Resource':'" IAM("role/aws-service-role/*") "'}");
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','Action':'ec2:RunInstances','Resource':'*'}");
    estate_derive(&at);
    cr_expect(!estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", linked));
    estate_end(&at);
}

/* Which function it is about is known only once the variable behind the wildcard is replaced. */
Test(escalation_chains, variables_pick_out_workloads)
{
    static const char *const functions[] = { "arn:aws:lambda:eu-west-1:" A ":function:blue-f",
                                             "arn:aws:lambda:eu-west-1:" A ":function:red-f" };
    static const char *const roles[] = { IAM("role/blue"), IAM("role/red") };
    const sg_entry team = { SG_STR("team"), sg_string(SG_STR("blue")) };
    small_estate at;

    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_role(&at, LOW, EC2_ROLE);
    estate_value(&at, LOW, "tags", sg_map(&team, 1));
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','Action':'lambda:*','Resource':"
                  "'arn:aws:lambda:*:*:function:${aws:PrincipalTag/team}-*'}");
    for (size_t i = 0; i < SG_COUNT(functions); i++) {
        estate_role(&at, roles[i], EC2_ROLE);
        estate_node(&at, "ServerlessFunction Compute Resource", functions[i]);
        estate_edge(&at, functions[i], "HAS", roles[i]);
    }
    estate_derive(&at);
    cr_expect(estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", roles[0]));
    cr_expect(!estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", roles[1]));
    estate_end(&at);
}

/* Which policies may be attached decides whether that makes an administrator. */
Test(escalation_chains, only_policies_that_may_be_attached_help)
{
    static const struct {
        const char *policies, *certainty;
    } rights[] = {
        { "arn:aws:iam::aws:policy/*", "true" },
        { "arn:aws:iam::aws:policy/ReadOnlyAccess", "null" },
    };

    for (size_t i = 0; i < SG_COUNT(rights); i++) {
        small_estate at;
        char text[512];

        (void)snprintf(text, sizeof text,
                       "{'Effect':'Allow','Action':'iam:AttachRolePolicy','Resource':'*',"
                       "'Condition':{'ArnLike':{'iam:PolicyARN':'%s'}}}",
                       rights[i].policies);
        estate_begin(&at);
        estate_account(&at, A, NULL);
        estate_role(&at, LOW, EC2_ROLE);
        estate_policy(&at, LOW, "identity", text);
        estate_derive(&at);
        PROPERTY(LOW, "reachesAdmin", rights[i].certainty);
        estate_end(&at);
    }
}

/* Only those that stay within the boundary may be given policies: the caller picks no boundary then. */
Test(escalation_chains, the_boundary_of_the_target_decides_who_may_be_given_policies)
{
    static const char limits[] = IAM("policy/limits"), bound[] = IAM("role/bound");
    small_estate at;

    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_role(&at, LOW, EC2_ROLE);
    estate_role(&at, TARGET_ROLE, EC2_ROLE);
    estate_role(&at, bound, EC2_ROLE);
    estate_node(&at, "AccessPolicy Resource", limits);
    sg_test_set_edge(at.builder,
                     sg_test_edge(at.builder, estate_find(&at, bound), "HAS_POLICY",
                                  estate_find(&at, limits)),
                     "kind", sg_test_text("boundary"));
    estate_policy(
        &at, LOW, "identity",
        "{'Effect':'Allow','Action':['iam:PutRolePolicy','iam:UpdateAssumeRolePolicy'],"
        "'Resource':'*','Condition':{'StringEquals':{'iam:PermissionsBoundary':'" IAM(
            "policy/limits") "'}}}");
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_derive(&at);
    cr_expect(!estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", TARGET_ROLE));
    cr_expect(!estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", LOW));
    cr_expect(estate_is_joined(&at, LOW, "CAN_ESCALATE_TO", bound));
    PROPERTY(LOW, "reachesAdmin", "null"); /* what the boundary leaves was not collected */
    estate_end(&at);
}
