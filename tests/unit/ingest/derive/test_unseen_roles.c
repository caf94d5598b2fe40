/* test_unseen_roles.c - whether an administrator is reached, where roles of other accounts were not listed. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/derive/small_estate.h"

#define A "111111111111"
#define B "222222222222"
#define C "333333333333"
#define LOW "arn:aws:iam::" A ":role/low"
#define MIDDLE "arn:aws:iam::" A ":role/middle"
#define ASSUME(resource)                                                                       \
    "{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'" resource "'}"
#define EC2_ROLE                                                                               \
    "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}"
#define EXPECT_REACHES(at, key, answer)                                                        \
    cr_expect_str_eq(estate_property(at, key, "reachesAdmin"), answer)

/* The identities of A were collected; those of B, which is of the estate, were not. */
static void begin(small_estate *at, const char *statements)
{
    estate_begin(at);
    estate_account(at, A, "o-1");
    estate_account(at, B, "o-1");
    estate_flag(at, A, "isManagement", true);
    estate_role(at, LOW, EC2_ROLE);
    estate_policy(at, LOW, "identity", statements);
    estate_collected(at, A, "global", "iam:GetAccountAuthorizationDetails");
}

static void expect_low(const char *statements, const char *answer)
{
    small_estate at;

    begin(&at, statements);
    estate_derive(&at);
    cr_expect_str_eq(estate_property(&at, LOW, "isAdmin"), "false");
    EXPECT_REACHES(&at, LOW, answer);
    estate_end(&at);
}

Test(unseen_roles, a_role_of_an_account_that_was_not_collected)
{
    expect_low(ASSUME("arn:aws:iam::" B ":role/deploy"), "null");
}

Test(unseen_roles, a_role_of_an_account_that_is_not_in_the_inventory)
{
    expect_low(ASSUME("arn:aws:iam::" C ":role/deploy"), "null");
}

Test(unseen_roles, a_pattern_that_leaves_the_account_open)
{
    expect_low(ASSUME("*"), "null");
    expect_low(ASSUME("arn:aws:iam::*:role/deploy"), "null");
    expect_low(ASSUME("arn:aws:iam::22222222*:role/deploy"), "null");
    expect_low("{'Effect':'Allow','Action':'sts:*','NotResource':'arn:aws:s3:::b'}", "null");
}

Test(unseen_roles, patterns_that_only_fit_accounts_that_were_collected)
{
    expect_low(ASSUME("arn:aws:iam::" A ":role/deploy"), "false");
    expect_low(ASSUME("arn:aws:iam::11111111*:role/deploy"), "false");
    expect_low(ASSUME("arn:aws:s3:::*"), "false");
}

Test(unseen_roles, a_deny_settles_it)
{
    expect_low(ASSUME("*") ",{'Effect':'Deny','Action':'sts:AssumeRole','Resource':"
                           "'arn:aws:iam::" B ":*'}",
               "false");
    expect_low(ASSUME("*") ",{'Effect':'Deny','Action':'sts:AssumeRole','Resource':'*',"
                           "'Condition':{'StringEquals':{'aws:ResourceAccount':'" B "'}}}",
               "false");
    expect_low(ASSUME("*") ",{'Effect':'Deny','Action':'sts:AssumeRole','Resource':"
                           "'arn:aws:iam::" B ":role/other'}",
               "null");
}

Test(unseen_roles, a_boundary_settles_it)
{
    small_estate at;

    begin(&at, ASSUME("*"));
    estate_policy(&at, LOW, "boundary", "{'Effect':'Allow','Action':'s3:*','Resource':'*'}");
    estate_derive(&at);
    EXPECT_REACHES(&at, LOW, "false");
    estate_end(&at);
}

Test(unseen_roles, who_reaches_such_a_principal_may_reach_an_administrator)
{
    small_estate at;

    begin(&at, ASSUME(MIDDLE));
    estate_role(&at, MIDDLE,
                "{'Effect':'Allow','Principal':{'AWS':'" LOW "'},'Action':'sts:AssumeRole'}");
    estate_policy(&at, MIDDLE, "identity", ASSUME("arn:aws:iam::" B ":role/deploy"));
    estate_derive(&at);
    EXPECT_REACHES(&at, MIDDLE, "null");
    EXPECT_REACHES(&at, LOW, "null");
    estate_end(&at);
}

Test(unseen_roles, who_reaches_one_for_sure_still_does)
{
    small_estate at;

    begin(&at, ASSUME("*"));
    estate_role(&at, MIDDLE,
                "{'Effect':'Allow','Principal':{'AWS':'" LOW "'},'Action':'sts:AssumeRole'}");
    estate_policy(&at, MIDDLE, "identity", "{'Effect':'Allow','Action':'*','Resource':'*'}");
    estate_derive(&at);
    EXPECT_REACHES(&at, LOW, "true");
    estate_end(&at);
}

Test(unseen_roles, accounts_that_are_only_referred_to_are_not_of_the_estate)
{
    small_estate at;

    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_flag(&at, B, "known", false);
    estate_role(&at, LOW, EC2_ROLE);
    estate_policy(&at, LOW, "identity", ASSUME("*"));
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_derive(&at);
    EXPECT_REACHES(&at, LOW, "false");
    estate_end(&at);
}

/* Its trust policy is there and cannot be read: it may trust whoever has a right to assume it. */
Test(unseen_roles, a_trust_policy_that_cannot_be_read)
{
    small_estate at;

    begin(&at, ASSUME(MIDDLE));
    estate_role(&at, MIDDLE, NULL);
    estate_policy(&at, MIDDLE, "identity", "{'Effect':'Allow','Action':'*','Resource':'*'}");
    estate_derive(&at);
    cr_expect_str_eq(estate_assume(&at, LOW, MIDDLE), "may");
    EXPECT_REACHES(&at, LOW, "null");
    estate_end(&at);
}
