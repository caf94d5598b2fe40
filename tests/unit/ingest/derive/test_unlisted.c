/* test_unlisted.c - what is known of somebody or something that nobody listed: whom its account limits, what its
 * kind may say.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "ingest/derive/judge.h"
#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

#define M "999999999999"
#define SECRET "arn:aws:secretsmanager:eu-west-1:" A ":secret:s-AbCdEf"

static small_estate at;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_role(&at, ROLE, EC2_TRUST);
    estate_policy(&at, ROLE, "identity", ALLOW("*", "*"));
}

static void end(void)
{
    estate_end(&at);
}

#define UNLISTED(name) Test(unlisted, name, .init = begin, .fini = end)
#define EXPECT(from, to, answer)                                                               \
    cr_expect_str_eq(estate_access(&at, from, to), answer, "%s", estate_access(&at, from, to))

static sg_judgement ask(const char *principal, const char *resource, const char *action)
{
    sg_judge *judge;
    sg_judgement judgement;

    cr_assert(sg_judge_new(at.graph, &judge) == SG_OK);
    cr_assert(sg_judge_ask(judge, sg_test_find(at.graph, principal),
                           sg_test_find(at.graph, resource), sg_str_of(action), &judgement,
                           NULL) == SG_OK);
    sg_judge_free(judge);
    return judgement;
}

/* --- somebody --------------------------------------------------------------------------------- */

/* Account B of the organisation, under a policy of its root, lets nobody of its own do anything in S3. */
static void guard_b(void)
{
    estate_node(&at, "OrganizationalUnit Resource", "r-root");
    estate_account(&at, M, "o-1");
    estate_flag(&at, M, "isManagement", true);
    estate_set(&at, B, "organization", "o-1");
    estate_edge(&at, "r-root", "CONTAINS", B);
    estate_policy(&at, "r-root", "scp", ALLOW("*", "*"));
    estate_policy(&at, B, "scp", ALLOW("*", "*"));
    estate_policy(&at, B, "scp", DENY("s3:*", "*"));
    estate_collected(&at, M, "global", "organizations:ListPoliciesForTarget");
    estate_bucket(&at, BUCKET, A);
}

UNLISTED(guardrails_of_an_account_bind_its_principals_whoever_they_are)
{
    guard_b();
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'" B
                  "'},'Action':'s3:GetObject','Resource':'*'}");
    estate_derive(&at);
    EXPECT(B, BUCKET, "");
    cr_expect_eq(ask(B, BUCKET, "s3:GetObject"), SG_JUDGEMENT_DENIED);
}

UNLISTED(guardrails_of_an_account_bind_a_role_that_is_only_named)
{
    guard_b();
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::" B
                  ":role/x'},'Action':'s3:GetObject','Resource':'*'}");
    estate_derive(&at);
    EXPECT("arn:aws:iam::" B ":role/x", BUCKET, "");
}

/* --- something -------------------------------------------------------------------------------- */

/* Known by a reference alone: its policy may let in anybody, and keep out anybody. */
UNLISTED(a_secret_that_is_only_referred_to_has_a_policy_that_nobody_read)
{
    estate_node(&at, "Resource", SECRET);
    estate_flag(&at, SECRET, "known", false);
    estate_derive(&at);
    cr_expect_eq(ask(ROLE, SECRET, "secretsmanager:GetSecretValue"), SG_JUDGEMENT_CONDITIONAL);
    cr_expect_eq(ask(B, SECRET, "secretsmanager:GetSecretValue"), SG_JUDGEMENT_NONE);
}

/* A key's policy has the say; that of one that nobody described is not known. */
UNLISTED(a_key_that_is_only_referred_to_is_for_nobody_for_sure)
{
    estate_node(&at, "Resource", KEY);
    estate_flag(&at, KEY, "known", false);
    estate_derive(&at);
    cr_expect_eq(ask(ROLE, KEY, "kms:Decrypt"), SG_JUDGEMENT_CONDITIONAL);
}

/* A bucket of which nobody knows the account has a policy all the same. */
UNLISTED(a_bucket_of_an_unknown_account)
{
    (void)sg_test_node(at.builder, BUCKET, "Bucket Resource");
    estate_set(&at, BUCKET, "id", BUCKET);
    estate_derive(&at);
    cr_expect_neq(ask(ROLE, BUCKET, "s3:GetObject"), SG_JUDGEMENT_ALLOWED);
    cr_expect_neq(ask(B, BUCKET, "s3:GetObject"), SG_JUDGEMENT_DENIED);
}

/* The inventory has an organisation, and nobody listed its members. */
UNLISTED(an_account_may_be_in_an_organisation_whose_members_nobody_listed)
{
    estate_account(&at, M, "o-1");
    estate_flag(&at, M, "isManagement", true);
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_bucket(&at, BUCKET, A);
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read write admin: may");
}

UNLISTED(an_account_is_in_no_organisation_that_does_not_list_it)
{
    estate_account(&at, M, "o-1");
    estate_flag(&at, M, "isManagement", true);
    estate_collected(&at, M, "global", "organizations:ListAccounts");
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_bucket(&at, BUCKET, A);
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read write admin: must");
}

/* --- keys that nobody told of ------------------------------------------------------------------ */

#define QUEUE "arn:aws:sqs:eu-west-1:" A ":q"
#define SNAPSHOT "arn:aws:ec2:eu-west-1:" A ":snapshot/snap-1"

/* Known by their policies: whether there is a key that keeps people out was not told. */
UNLISTED(a_secret_that_nobody_listed_may_be_under_a_key)
{
    estate_node(&at, "Secret Resource", SECRET);
    estate_flag(&at, SECRET, "policyCollected", true);
    estate_policy(&at, SECRET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'secretsmanager:GetSecretValue',"
                  "'Resource':'*'}");
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_derive(&at);
    EXPECT(ROLE, SECRET, "write admin: must; read: may");
    EXPECT("internet", SECRET, "read: may");
}

UNLISTED(a_queue_whose_attributes_nobody_asked_for_may_be_under_a_key)
{
    estate_node(&at, "Queue Resource", QUEUE);
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_derive(&at);
    EXPECT(ROLE, QUEUE, "read write admin: may");
}

UNLISTED(a_snapshot_is_told_with_its_key)
{
    static const char *const told[] = { NULL, "false", "true" };
    static const char *const answers[] = { "admin: must; read: may", "read admin: must",
                                           "admin: must; read: may" };

    for (size_t i = 0; i < SG_COUNT(told); i++) {
        end();
        begin();
        estate_node(&at, "Snapshot Resource", SNAPSHOT);
        if (told[i])
            estate_flag(&at, SNAPSHOT, "encrypted", i == 2);
        estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
        estate_derive(&at);
        EXPECT(ROLE, SNAPSHOT, answers[i]);
    }
}

/* --- distributions ---------------------------------------------------------------------------- */

#define DISTRIBUTION "arn:aws:cloudfront::" A ":distribution/E1"
#define TO_DISTRIBUTION                                                                        \
    "{'Effect':'Allow','Principal':{'Service':'cloudfront.amazonaws.com'},'Action':"           \
    "'s3:GetObject','Resource':'*','Condition':{'StringEquals':{'aws:SourceArn':"              \
    "'" DISTRIBUTION "'}}}"

static void expect_exposure(const char *listing, const char *policy, const char *exposure)
{
    estate_bucket(&at, BUCKET, A);
    estate_policy(&at, BUCKET, "resource", policy);
    estate_collected(&at, A, "global", "s3:GetBucketPolicy");
    if (listing)
        estate_collected(&at, listing, "global", "cloudfront:ListDistributions");
    estate_derive(&at);
    cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), exposure, "%s",
                     estate_property(&at, BUCKET, "exposure"));
}

UNLISTED(a_bucket_for_a_distribution_that_nobody_listed)
{
    expect_exposure(NULL, TO_DISTRIBUTION, "UNKNOWN");
}

UNLISTED(a_bucket_for_a_distribution_where_all_are_listed)
{
    expect_exposure(A, TO_DISTRIBUTION, "PRIVATE");
}

UNLISTED(a_bucket_for_a_distribution_of_another_account)
{
    expect_exposure(B, TO_DISTRIBUTION, "UNKNOWN");
}

#define TO_DISTRIBUTIONS_IF(condition)                                                         \
    "{'Effect':'Allow','Principal':{'Service':'cloudfront.amazonaws.com'},'Action':"           \
    "'s3:GetObject','Resource':'*','Condition':{" condition "}}"

/* Anybody makes a distribution and names the bucket as what is behind it. */
UNLISTED(a_bucket_for_distributions_of_anybody)
{
    expect_exposure(A,
                    "{'Effect':'Allow','Principal':{'Service':'cloudfront.amazonaws.com'},"
                    "'Action':'s3:GetObject','Resource':'*'}",
                    "UNKNOWN");
}

UNLISTED(a_bucket_for_distributions_of_a_pattern_of_accounts)
{
    expect_exposure(A,
                    TO_DISTRIBUTIONS_IF(
                        "'ArnLike':{'aws:SourceArn':'arn:aws:cloudfront::*:distribution/*'}"),
                    "UNKNOWN");
}

UNLISTED(a_bucket_for_distributions_of_its_account)
{
    expect_exposure(A, TO_DISTRIBUTIONS_IF("'StringEquals':{'aws:SourceAccount':'" A "'}"),
                    "PRIVATE");
}

UNLISTED(a_bucket_for_distributions_of_an_organisation)
{
    expect_exposure(A, TO_DISTRIBUTIONS_IF("'StringEquals':{'aws:SourceOrgID':'o-1'}"),
                    "PRIVATE");
}

UNLISTED(a_bucket_for_an_identity_of_a_distribution)
{
    expect_exposure(NULL,
                    "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::cloudfront:user/"
                    "CloudFront Origin Access Identity E2'},'Action':'s3:GetObject',"
                    "'Resource':'*'}",
                    "UNKNOWN");
}

/* --- what stands between ---------------------------------------------------------------------- */

static void expect_internet(const char *condition, const char *answer)
{
    char statement[512];

    estate_bucket(&at, BUCKET, A);
    (void)snprintf(statement, sizeof statement,
                   "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*',"
                   "'Condition':{%s}}",
                   condition);
    estate_policy(&at, BUCKET, "resource", statement);
    estate_collected(&at, A, "eu-west-1", "s3control:ListAccessPoints");
    estate_set(&at, BUCKET, "region", "eu-west-1");
    estate_derive(&at);
    cr_expect_str_eq(estate_access(&at, "internet", BUCKET), answer, "%s: %s", condition,
                     estate_access(&at, "internet", BUCKET));
}

/* Anybody's topic, or whatever else a service acts for, will do. */
UNLISTED(a_service_must_stand_between_whoever_it_acts_for)
{
    expect_internet("'Null':{'aws:SourceArn':'false'}", "read: may");
}

UNLISTED(a_service_of_one_account_must_stand_between)
{
    expect_internet(
        "'Null':{'aws:SourceArn':'false'},'StringEquals':{'aws:SourceAccount':'" A "'}", "");
}

UNLISTED(nobody_may_stand_between)
{
    expect_internet("'Null':{'aws:SourceArn':'true'}", "read: must");
}

/* An access point can be made in any account, for a bucket of another. */
UNLISTED(a_point_of_anybody_must_stand_between)
{
    expect_internet("'ArnLike':{'s3:DataAccessPointArn':'arn:aws:s3:*:*:accesspoint/*'}",
                    "read: may");
}

UNLISTED(a_point_of_one_account_must_stand_between)
{
    expect_internet("'StringEquals':{'s3:DataAccessPointAccount':'" A "'}", "");
}
