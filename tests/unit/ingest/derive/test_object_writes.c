/* test_object_writes.c - who may put objects into a bucket whose default encryption has a key.
 *
 * The role may put objects by the bucket's policy and has no right to any key; what a Deny of some headers
 * leaves it is worked out by hand.
 */
#include <criterion/criterion.h>

#include "ingest/derive/judge.h"
#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

#define SSE "s3:x-amz-server-side-encryption"
#define DENY_UNLESS(condition)                                                                 \
    "{'Effect':'Deny','Principal':'*','Action':'s3:PutObject','Resource':'*','Condition':"     \
    "{" condition "}}"

static small_estate at;
static sg_judge *judge;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_role(&at, ROLE, EC2_TRUST);
    estate_role(&at, ROLE_B, EC2_TRUST);
    estate_policy(&at, ROLE_B, "identity",
                  "{'Effect':'Allow','Action':'s3:PutObject','Resource':'*'}");
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_collected(&at, B, "global", "iam:GetAccountAuthorizationDetails");
    estate_bucket(&at, BUCKET, A);
    estate_set(&at, BUCKET, "encryptionAlgorithm", "aws:kms");
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':['" ROLE "','" ROLE_B
                  "']},'Action':'s3:PutObject','Resource':'" BUCKET "/*'}");
}

static void end(void)
{
    sg_judge_free(judge);
    judge = NULL;
    estate_end(&at);
}

static void under_key(void)
{
    estate_node(&at, "EncryptionKey Resource", KEY);
    estate_set(&at, KEY, "keyManager", "CUSTOMER");
    estate_value(&at, KEY, "grants", sg_list(NULL, 0));
    estate_policy(&at, KEY, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::" A
                  ":role/somebody'},'Action':'kms:*','Resource':'*'}");
    estate_edge(&at, BUCKET, "ENCRYPTED_BY", KEY);
}

static void deny(const char *statement)
{
    estate_policy(&at, BUCKET, "resource", statement);
}

#define WRITES(name) Test(object_writes, name, .init = begin, .fini = end)
#define EXPECT(from, answer)                                                                   \
    do {                                                                                       \
        estate_derive(&at);                                                                    \
        cr_expect_str_eq(estate_access(&at, from, BUCKET), answer, "%s",                       \
                         estate_access(&at, from, BUCKET));                                    \
    } while (0)

WRITES(a_default_key_binds_nobody_who_names_another_encryption)
{
    under_key();
    EXPECT(ROLE, "write: must");
}

WRITES(a_default_key_of_aws_binds_no_other_account)
{
    EXPECT(ROLE_B, "write: must");
}

WRITES(a_missing_header_may_be_forbidden)
{
    under_key();
    deny(DENY_UNLESS("'Null':{'" SSE "':'true'}"));
    EXPECT(ROLE, "write: must");
}

/* The header may be left out: then the default's key is used, to which the role has no right.  Or it brings
 * a key of its own along. */
WRITES(another_algorithm_may_be_forbidden)
{
    under_key();
    deny(DENY_UNLESS("'StringEquals':{'" SSE "':'AES256'}"));
    EXPECT(ROLE, "write: must"); /* by the key of S3 in its account */
}

WRITES(another_account_has_no_key_that_aws_keeps)
{
    under_key();
    deny(DENY_UNLESS("'StringNotEquals':{'" SSE "':['aws:kms','aws:kms:dsse']}"));
    EXPECT(ROLE_B, "write: may");
}

WRITES(the_key_may_be_prescribed)
{
    under_key();
    deny(DENY_UNLESS("'StringNotEquals':{'" SSE "':'aws:kms'}"));
    deny(DENY_UNLESS("'StringNotEquals':{'" SSE "-aws-kms-key-id':'" KEY "'}"));
    EXPECT(ROLE, "");
}

WRITES(the_key_may_be_prescribed_to_whom_it_lets_in)
{
    under_key();
    estate_policy(&at, KEY, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'" ROLE
                  "'},'Action':'kms:GenerateDataKey','Resource':'*'}");
    deny(DENY_UNLESS("'StringNotEquals':{'" SSE "':'aws:kms'}"));
    deny(DENY_UNLESS("'StringNotEquals':{'" SSE "-aws-kms-key-id':'" KEY "'}"));
    EXPECT(ROLE, "write: must");
}

/* Which of the keys of the account the role has a right to is not asked. */
WRITES(some_key_of_the_account_may_be_prescribed)
{
    under_key();
    deny(DENY_UNLESS("'StringNotEquals':{'" SSE "':'aws:kms'}"));
    deny(DENY_UNLESS("'StringNotLike':{'" SSE "-aws-kms-key-id':'arn:aws:kms:*:" A ":key/*'}"));
    EXPECT(ROLE, "write: may");
}

/* Without a default key a prescribed one is needed all the same. */
WRITES(a_bucket_without_a_key_may_prescribe_one)
{
    estate_set(&at, BUCKET, "encryptionAlgorithm", "AES256");
    deny(DENY_UNLESS("'StringNotEquals':{'" SSE "-aws-kms-key-id':'" KEY "'}"));
    EXPECT(ROLE, "write: may");
}

/* All of the default and nothing else: no header, no key of one's own. */
WRITES(only_the_default_may_be_left)
{
    under_key();
    deny(DENY_UNLESS("'Null':{'" SSE "':'false'}"));
    deny(DENY_UNLESS("'Null':{'" SSE "-customer-algorithm':'false'}"));
    EXPECT(ROLE, "");
}

WRITES(a_customers_own_key_may_be_taken)
{
    under_key();
    deny(DENY_UNLESS("'Null':{'" SSE "':'false'}"));
    EXPECT(ROLE, "write: may");
}

/* The same where the role itself, and not the bucket, is kept from other headers. */
WRITES(a_boundary_may_prescribe_the_key)
{
    under_key();
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Deny','Action':'s3:PutObject','Resource':'*','Condition':{"
                  "'StringNotEquals':{'" SSE "-aws-kms-key-id':'" KEY "'}}}");
    EXPECT(ROLE, "");
}

/* A read needs the key, whatever a write could have named. */
WRITES(a_read_needs_the_key)
{
    under_key();
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':['s3:GetObject','s3:PutObject'],'Resource':'*'}");
    EXPECT(ROLE, "write: must");
}

WRITES(canAccess_answers_alike)
{
    sg_judgement judgement;

    under_key();
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':'sqs:SendMessage','Resource':'*'}");
    estate_derive(&at);
    cr_assert(sg_judge_new(at.graph, &judge) == SG_OK);
    cr_assert(sg_judge_ask(judge, sg_test_find(at.graph, ROLE), sg_test_find(at.graph, BUCKET),
                           SG_STR("s3:PutObject"), &judgement, NULL) == SG_OK);
    cr_expect_eq(judgement, SG_JUDGEMENT_ALLOWED, "%d", judgement);
}
