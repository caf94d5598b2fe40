/* test_can_assume.c - TRUSTS, CAN_ASSUME, isAdmin and reachesAdmin, on small estates. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/unit/ingest/derive/small_estate.h"

#define A "111111111111"
#define B "222222222222"
#define C "333333333333"
#define ROLE "arn:aws:iam::" A ":role/target"
#define LOW "arn:aws:iam::" A ":role/low"
#define USER "arn:aws:iam::" A ":user/ann"
#define ROLE_B "arn:aws:iam::" B ":role/b"
#define ADMIN "{'Effect':'Allow','Action':'*','Resource':'*'}"
#define ADMIN_BUT(action) ADMIN ",{'Effect':'Deny','Action':'" action "','Resource':'*'}"
#define ASSUME "{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'*'}"
#define TRUST(principal)                                                                       \
    "{'Effect':'Allow','Principal':" principal ",'Action':'sts:AssumeRole'}"
#define GITHUB "arn:aws:iam::" A ":oidc-provider/token.actions.githubusercontent.com"

static small_estate at;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_user(&at, USER);
    estate_role(&at, LOW, TRUST("{'Service':'ec2.amazonaws.com'}"));
    estate_role(&at, ROLE_B, TRUST("{'Service':'ec2.amazonaws.com'}"));
    estate_policy(&at, USER, "identity", "{'Effect':'Allow','Action':'s3:*','Resource':'*'}");
    estate_policy(&at, ROLE_B, "identity", ASSUME);
}

static void end(void)
{
    estate_end(&at);
}

#define ASSUMES(name) Test(can_assume, name, .init = begin, .fini = end)
#define EXPECT(from, to, answer) cr_expect_str_eq(estate_assume(&at, from, to), answer)
#define PROPERTY(key, name, answer) cr_expect_str_eq(estate_property(&at, key, name), answer)

ASSUMES(v08_the_account_delegates)
{
    estate_role(&at, ROLE, TRUST("{'AWS':'arn:aws:iam::" A ":root'}"));
    estate_policy(&at, LOW, "identity", ASSUME);
    estate_derive(&at);
    EXPECT(LOW, ROLE, "must");
    EXPECT(USER, ROLE, "");
    EXPECT(ROLE_B, ROLE, "");
    EXPECT(ROLE, ROLE, "");
    cr_expect(estate_is_joined(&at, ROLE, "TRUSTS", A));
}

ASSUMES(a_named_user_needs_no_policy)
{
    estate_role(&at, ROLE, TRUST("{'AWS':'" USER "'}"));
    estate_derive(&at);
    EXPECT(USER, ROLE, "must");
    EXPECT(LOW, ROLE, "");
    cr_expect(estate_is_joined(&at, ROLE, "TRUSTS", USER));
}

ASSUMES(another_account_needs_both_sides)
{
    estate_role(&at, "arn:aws:iam::" B ":role/none", TRUST("{'Service':'ec2.amazonaws.com'}"));
    estate_role(&at, ROLE, TRUST("{'AWS':'arn:aws:iam::" B ":root'}"));
    estate_derive(&at);
    EXPECT(ROLE_B, ROLE, "must cross");
    EXPECT("arn:aws:iam::" B ":role/none", ROLE, "");
    EXPECT(USER, ROLE, "");
}

ASSUMES(an_account_outside)
{
    estate_role(&at, ROLE, TRUST("{'AWS':'" C "'}"));
    estate_derive(&at);
    EXPECT(C, ROLE, "must cross");
    PROPERTY(C, "external", "true");
}

ASSUMES(an_account_outside_with_an_external_id)
{
    estate_role(&at, ROLE,
                "{'Effect':'Allow','Principal':{'AWS':'" C "'},'Action':'sts:AssumeRole',"
                "'Condition':{'StringEquals':{'sts:ExternalId':'s3cret'}}}");
    estate_derive(&at);
    EXPECT(C, ROLE, "may cross externalId");
}

ASSUMES(everybody)
{
    estate_role(&at, ROLE, TRUST("'*'"));
    estate_derive(&at);
    EXPECT("internet", ROLE, "must cross");
    EXPECT(ROLE_B, ROLE, "must cross");
    EXPECT(USER, ROLE, "must");
}

ASSUMES(everybody_of_an_organisation)
{
    estate_role(&at, ROLE,
                "{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Condition':"
                "{'StringEquals':{'aws:PrincipalOrgID':'o-1'}}}");
    estate_set(&at, B, "organization", "o-1");
    estate_derive(&at);
    EXPECT("internet", ROLE, "");
    EXPECT(ROLE_B, ROLE, "may cross"); /* its guardrails were not collected */
}

ASSUMES(services_are_trusted_and_assume_nothing)
{
    estate_derive(&at);
    cr_expect(estate_is_joined(&at, LOW, "TRUSTS", "ec2.amazonaws.com"));
    EXPECT("ec2.amazonaws.com", LOW, "");
}

ASSUMES(explicit_deny_and_boundary)
{
    estate_role(&at, ROLE, TRUST("{'AWS':'" A "'}"));
    estate_policy(&at, LOW, "identity", ASSUME);
    estate_policy(&at, LOW, "boundary", "{'Effect':'Allow','Action':'s3:*','Resource':'*'}");
    estate_policy(&at, USER, "identity", ASSUME);
    estate_policy(&at, USER, "identity",
                  "{'Effect':'Deny','Action':'sts:*','Resource':'" ROLE "'}");
    estate_derive(&at);
    EXPECT(LOW, ROLE, "");
    EXPECT(USER, ROLE, "");
}

ASSUMES(roles_linked_to_services_are_no_targets)
{
    const char *linked = "arn:aws:iam::" A ":role/aws-service-role/x.amazonaws.com/X";

    estate_role(&at, linked, TRUST("{'AWS':'" USER "'}"));
    estate_derive(&at);
    EXPECT(USER, linked, "");
}

ASSUMES(deleted_principals_stand_for_nobody)
{
    estate_role(&at, ROLE, TRUST("{'AWS':'AROAEXAMPLE'}"));
    estate_derive(&at);
    EXPECT(LOW, ROLE, "");
}

ASSUMES(tokens_of_anybody_when_the_subject_is_open)
{
    estate_role(&at, ROLE,
                "{'Effect':'Allow','Principal':{'Federated':'" GITHUB
                "'},'Action':'sts:AssumeRoleWithWebIdentity','Condition':{'StringEquals':"
                "{'token.actions.githubusercontent.com:aud':'sts.amazonaws.com'}}}");
    estate_role(&at, "arn:aws:iam::" A ":role/narrow",
                "{'Effect':'Allow','Principal':{'Federated':'" GITHUB
                "'},'Action':'sts:AssumeRoleWithWebIdentity','Condition':{'StringLike':"
                "{'token.actions.githubusercontent.com:sub':'repo:ours/*'}}}");
    estate_derive(&at);
    EXPECT("internet", ROLE, "must cross");
    EXPECT("internet", "arn:aws:iam::" A ":role/narrow", "");
    EXPECT(GITHUB, "arn:aws:iam::" A ":role/narrow", "may");
}

/* The owner's name is part of the pattern: somebody else can register "ours-too". */
ASSUMES(a_subject_whose_owner_has_a_wildcard_is_open)
{
    estate_role(&at, ROLE,
                "{'Effect':'Allow','Principal':{'Federated':'" GITHUB
                "'},'Action':'sts:AssumeRoleWithWebIdentity','Condition':{'StringLike':"
                "{'token.actions.githubusercontent.com:sub':'repo:ours*'}}}");
    estate_derive(&at);
    EXPECT("internet", ROLE, "must cross");
}

ASSUMES(a_wildcard_that_is_compared_literally_lets_nobody_in)
{
    estate_role(&at, ROLE,
                "{'Effect':'Allow','Principal':{'Federated':'" GITHUB
                "'},'Action':'sts:AssumeRoleWithWebIdentity','Condition':{'StringEquals':"
                "{'token.actions.githubusercontent.com:sub':'repo:*'}}}");
    estate_derive(&at);
    EXPECT("internet", ROLE, "");
}

/* --- administrators ----------------------------------------------------------------------- */

ASSUMES(administrators)
{
    estate_policy(&at, LOW, "identity", ADMIN);
    estate_derive(&at);
    PROPERTY(LOW, "isAdmin", "true");
    PROPERTY(USER, "isAdmin", "false");
    PROPERTY(LOW, "reachesAdmin", "true");
    PROPERTY(USER, "reachesAdmin", "false");
}

ASSUMES(administrators_by_a_policy_that_the_dump_only_names)
{
    estate_policy(&at, LOW, "identity", NULL);
    estate_set(&at, "policy-2", "arn", "arn:aws:iam::aws:policy/AdministratorAccess");
    estate_derive(&at);
    PROPERTY(LOW, "isAdmin", "true");
}

ASSUMES(a_boundary_or_a_deny_makes_no_administrator)
{
    estate_policy(&at, LOW, "identity", ADMIN);
    estate_policy(&at, LOW, "boundary",
                  "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}");
    estate_policy(&at, USER, "identity", ADMIN);
    estate_policy(&at, USER, "identity", "{'Effect':'Deny','Action':'iam:*','Resource':'*'}");
    estate_derive(&at);
    PROPERTY(LOW, "isAdmin", "false");
    PROPERTY(USER, "isAdmin", "false");
}

/* However it is written: the two policies before them are of the scene. */
ASSUMES(policies_that_make_administrators)
{
    static const char *const granting[] = {
        ADMIN,
        "{'Sid':'Zz','Effect':'Allow','Action':['*','s3:*'],'Resource':'*'}",
        "{'Effect':'Allow','Action':'*:*','Resource':['*','arn:aws:s3:::x']}",
        "{'Effect':'Allow','NotAction':'foo:Bar','Resource':'*'}",
        "{'Effect':'Allow','Action':'*','NotResource':'arn:aws:s3:::x'}",
        ADMIN_BUT("s3:DeleteBucket"),
    };
    static const char *const others[] = {
        "{'Effect':'Deny','Action':'*','Resource':'*'}",
        "{'Effect':'Allow','Action':'s3:*','Resource':'*'}",
        "{'Effect':'Allow','Action':'iam:*','Resource':'*'}",
        "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}",
        "{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::x/*'}",
        ADMIN_BUT("iam:*"),
        "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::x/${aws:username}/*'}",
    };
    for (size_t i = 0; i < SG_COUNT(granting); i++)
        estate_policy(&at, LOW, "identity", granting[i]);
    for (size_t i = 0; i < SG_COUNT(others); i++)
        estate_policy(&at, LOW, "identity", others[i]);
    estate_derive(&at);
    for (size_t i = 0; i < SG_COUNT(granting) + SG_COUNT(others); i++) {
        char key[16];
        (void)snprintf(key, sizeof key, "policy-%zu", i + 2);
        PROPERTY(key, "grantsAdmin", i < SG_COUNT(granting) ? "true" : "false");
    }
}

ASSUMES(policies_that_may_make_administrators)
{
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':"
                  "{'aws:MultiFactorAuthPresent':'true'}}}");
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'ArnLike':"
                  "{'aws:PrincipalArn':'" LOW "'}}}");
    estate_policy(&at, LOW, "identity", NULL);
    estate_derive(&at);
    PROPERTY("policy-2", "grantsAdmin", "null");
    PROPERTY("policy-3", "grantsAdmin", "null");
    PROPERTY("policy-4", "grantsAdmin", "null");
}

ASSUMES(policies_of_resources_are_not_judged_as_those_of_principals)
{
    estate_policy(&at, LOW, "identity", ADMIN);
    estate_set(&at, "policy-2", "kind", "scp");
    estate_derive(&at);
    PROPERTY("policy-2", "grantsAdmin", "null");
}

ASSUMES(a_deny_of_something_else_leaves_an_administrator)
{
    estate_policy(&at, LOW, "identity", ADMIN);
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Deny','Action':'s3:DeleteBucket','Resource':'*'}");
    estate_derive(&at);
    PROPERTY(LOW, "isAdmin", "true");
}

ASSUMES(power_users_are_no_administrators)
{
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','NotAction':['iam:*','organizations:*'],'Resource':'*'}");
    estate_derive(&at);
    PROPERTY(LOW, "isAdmin", "false");
}

ASSUMES(administrators_under_a_condition_are_not_certain)
{
    estate_policy(&at, LOW, "identity",
                  "{'Effect':'Allow','Action':'*','Resource':'*','Condition':"
                  "{'Bool':{'aws:MultiFactorAuthPresent':'true'}}}");
    estate_derive(&at);
    PROPERTY(LOW, "isAdmin", "null");
    PROPERTY(LOW, "reachesAdmin", "null");
}

ASSUMES(administrators_are_reached_over_chains)
{
    estate_role(&at, ROLE, TRUST("{'AWS':'" LOW "'}"));
    estate_policy(&at, ROLE, "identity", ADMIN);
    estate_role(&at, "arn:aws:iam::" A ":role/first", TRUST("{'Service':'ec2.amazonaws.com'}"));
    estate_role(&at, "arn:aws:iam::" A ":role/second",
                TRUST("{'AWS':'arn:aws:iam::" A ":role/first'}"));
    estate_set(&at, LOW, "trustPolicy",
               "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::" A
               ":role/second\"},\"Action\":\"sts:AssumeRole\"}}");
    estate_derive(&at);
    PROPERTY("arn:aws:iam::" A ":role/first", "isAdmin", "false");
    PROPERTY("arn:aws:iam::" A ":role/first", "reachesAdmin", "true");
    PROPERTY(USER, "reachesAdmin", "false");
}

ASSUMES(the_root_user_is_an_administrator)
{
    estate_user(&at, "arn:aws:iam::" A ":root");
    estate_derive(&at);
    PROPERTY("arn:aws:iam::" A ":root", "isAdmin", "true");
}

ASSUMES(of_principals_that_are_only_named_nothing_is_said)
{
    estate_flag(&at, LOW, "known", false);
    estate_derive(&at);
    PROPERTY(LOW, "isAdmin", "null");
    PROPERTY(LOW, "reachesAdmin", "null");
}

ASSUMES(identities_that_were_not_collected)
{
    estate_collected(&at, B, "global", "iam:GetAccountAuthorizationDetails");
    estate_derive(&at);
    PROPERTY(LOW, "isAdmin", "null");
    PROPERTY(ROLE_B, "isAdmin", "false");
}
