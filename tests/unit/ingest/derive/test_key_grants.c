/* test_key_grants.c - grants of keys that nobody listed: any principal may have one, and nobody knows. */
#include <criterion/criterion.h>

#include "ingest/derive/judge.h"
#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

static small_estate at;

/* A bucket for both roles, under a key that lets in neither. */
static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_role(&at, ROLE, EC2_TRUST);
    estate_role(&at, ROLE_B, EC2_TRUST);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:GetObject", "*"));
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_collected(&at, B, "global", "iam:GetAccountAuthorizationDetails");
    estate_bucket(&at, BUCKET, A);
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*'}");
    estate_node(&at, "EncryptionKey Resource", KEY);
    estate_flag(&at, KEY, "policyCollected", true);
    estate_set(&at, KEY, "keyManager", "CUSTOMER");
    estate_policy(&at, KEY, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::" A
                  ":role/other'},'Action':'kms:*','Resource':'*'}");
    estate_edge(&at, BUCKET, "ENCRYPTED_BY", KEY);
}

static void end(void)
{
    estate_end(&at);
}

#define GRANTS(name) Test(key_grants, name, .init = begin, .fini = end)
#define EXPECT(from, to, answer)                                                               \
    cr_expect_str_eq(estate_access(&at, from, to), answer, "%s", estate_access(&at, from, to))

GRANTS(none_were_listed)
{
    estate_value(&at, KEY, "grants", sg_list(NULL, 0));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "");
    EXPECT(ROLE_B, BUCKET, "");
    EXPECT("internet", BUCKET, "");
}

/* A grant names a principal: the internet is none. */
GRANTS(nobody_listed_them)
{
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
    EXPECT(ROLE_B, BUCKET, "read: may");
    EXPECT("internet", BUCKET, "");
    cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), "PRIVATE");
}

GRANTS(a_deny_counts_whatever_was_granted)
{
    estate_policy(&at, ROLE, "identity", DENY("kms:Decrypt", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "");
    EXPECT(ROLE_B, BUCKET, "read: may");
}

GRANTS(a_grantee_that_cannot_be_read_may_be_anybody)
{
    sg_value *grants = sg_arena_make_array(at.arena, sg_value, 1);

    cr_assert(grants != NULL);
    grants[0] = sg_map(NULL, 0);
    estate_value(&at, KEY, "grants", sg_list(grants, 1));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
}

/* --- canAccess() ------------------------------------------------------------------------------ */

static sg_judgement ask(const char *principal, const char *action)
{
    sg_judge *judge;
    sg_judgement judgement;
    sg_buffer text = { .length = 0 };

    cr_assert(sg_coverage_write(at.coverage, &text) == SG_OK);
    cr_assert(sg_builder_attach(at.builder, SG_STR("coverage"), sg_buffer_str(&text)) == SG_OK);
    sg_buffer_free(&text);
    estate_derive(&at);
    cr_assert(sg_judge_new(at.graph, &judge) == SG_OK);
    cr_assert(sg_judge_ask(judge, sg_test_find(at.graph, principal),
                           sg_test_find(at.graph, KEY), sg_str_of(action), &judgement,
                           NULL) == SG_OK);
    sg_judge_free(judge);
    return judgement;
}

GRANTS(use_of_the_key_is_not_denied)
{
    cr_expect_eq(ask(ROLE, "kms:Decrypt"), SG_JUDGEMENT_NONE);
}

GRANTS(what_no_grant_gives_is_denied)
{
    cr_expect_eq(ask(ROLE, "kms:PutKeyPolicy"), SG_JUDGEMENT_DENIED);
}

GRANTS(another_account_may_have_one_too)
{
    cr_expect_eq(ask(ROLE_B, "kms:Decrypt"), SG_JUDGEMENT_NONE);
}
