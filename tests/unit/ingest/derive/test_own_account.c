/* test_own_account.c - what a resource's policy cannot give to other accounts, though it says so. */
#include <criterion/criterion.h>

#include "ingest/derive/judge.h"
#include "ingest/derive/own_account.h"
#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

#define QUEUE "arn:aws:sqs:eu-west-1:" A ":q"
#define VAULT "arn:aws:backup:eu-west-1:" A ":backup-vault:v"
#define TO_ALL(action) "{'Effect':'Allow','Principal':'*','Action':'" action "','Resource':'*'}"

static small_estate at;
static sg_judge *judge;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_role(&at, ROLE, EC2_TRUST);
    estate_role(&at, ROLE_B, EC2_TRUST);
    estate_policy(&at, ROLE_B, "identity", "{'Effect':'Allow','Action':'*','Resource':'*'}");
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':'sns:Publish','Resource':'*'}");
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_collected(&at, B, "global", "iam:GetAccountAuthorizationDetails");
}

static void end(void)
{
    sg_judge_free(judge);
    judge = NULL;
    estate_end(&at);
}

static sg_judgement ask(const char *principal, const char *resource, const char *action)
{
    sg_judgement judgement;

    if (!judge)
        cr_assert(sg_judge_new(at.graph, &judge) == SG_OK);
    cr_assert(sg_judge_ask(judge, sg_test_find(at.graph, principal),
                           sg_test_find(at.graph, resource), sg_str_of(action), &judgement,
                           NULL) == SG_OK);
    return judgement;
}

#define OWN(name) Test(own_account, name, .init = begin, .fini = end)
#define EXPECT(from, to, answer)                                                               \
    cr_expect_str_eq(estate_access(&at, from, to), answer, "%s", estate_access(&at, from, to))

/* S3 answers 405 to whoever has the right and is of another account. */
OWN(a_bucket_policy_is_not_given_away)
{
    estate_bucket(&at, BUCKET, A);
    estate_policy(&at, BUCKET, "resource", TO_ALL("s3:*BucketPolicy"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "admin: must");
    EXPECT(ROLE_B, BUCKET, "");
    EXPECT("internet", BUCKET, "");
    cr_expect_eq(ask(ROLE_B, BUCKET, "s3:GetBucketPolicy"), SG_JUDGEMENT_DENIED);
    cr_expect_eq(ask(ROLE_B, BUCKET, "s3:putbucketpolicy"), SG_JUDGEMENT_DENIED);
    cr_expect_eq(ask(ROLE, BUCKET, "s3:GetBucketPolicy"), SG_JUDGEMENT_ALLOWED);
}

OWN(other_operations_on_a_bucket_are_given)
{
    estate_bucket(&at, BUCKET, A);
    estate_policy(&at, BUCKET, "resource", TO_ALL("s3:*"));
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "read write admin: must");
    cr_expect_eq(ask(ROLE_B, BUCKET, "s3:PutBucketVersioning"), SG_JUDGEMENT_CONDITIONAL);
    cr_expect_eq(ask(ROLE, BUCKET, "s3:PutBucketVersioning"), SG_JUDGEMENT_ALLOWED);
}

/* A policy that nobody read cannot give it either. */
OWN(an_unread_bucket_policy_does_not_give_itself_away)
{
    estate_bucket(&at, BUCKET, A);
    estate_flag(&at, BUCKET, "policyCollected", false);
    estate_derive(&at);
    cr_expect_eq(ask(ROLE_B, BUCKET, "s3:PutBucketPolicy"), SG_JUDGEMENT_DENIED);
    cr_expect_eq(ask(ROLE_B, BUCKET, "s3:PutBucketAcl"), SG_JUDGEMENT_CONDITIONAL);
}

OWN(a_queue_is_managed_by_its_account)
{
    estate_node(&at, "Queue DataStore Resource", QUEUE);
    estate_flag(&at, QUEUE, "policyCollected", true);
    estate_policy(&at, QUEUE, "resource", TO_ALL("sqs:*"));
    estate_derive(&at);
    EXPECT(ROLE, QUEUE, "read write admin: must");
    EXPECT(ROLE_B, QUEUE, "read write: must");
    EXPECT("internet", QUEUE, "read write: must");
}

OWN(a_vault_takes_copies_from_other_accounts_and_nothing_else)
{
    estate_node(&at, "BackupVault Resource", VAULT);
    estate_flag(&at, VAULT, "policyCollected", true);
    estate_policy(&at, VAULT, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':['backup:CopyIntoBackupVault',"
                  "'backup:DeleteBackupVault'],'Resource':'*'}");
    estate_derive(&at);
    EXPECT(ROLE, VAULT, "write admin: must");
    EXPECT(ROLE_B, VAULT, "write: must");
}

OWN(services_that_list_what_they_share_keep_the_rest)
{
    cr_expect_eq(sg_action_sharing(SG_STR("kms:Decrypt")), SG_SHARED);
    cr_expect_eq(sg_action_sharing(SG_STR("KMS:decrypt")), SG_SHARED);
    cr_expect_eq(sg_action_sharing(SG_STR("kms:PutKeyPolicy")), SG_KEPT);
    cr_expect_eq(sg_action_sharing(SG_STR("secretsmanager:GetSecretValue")), SG_SHARED);
    cr_expect_eq(sg_action_sharing(SG_STR("secretsmanager:BatchGetSecretValue")), SG_KEPT);
    cr_expect_eq(sg_action_sharing(SG_STR("sns:AddPermission")), SG_SHARED);
}
