/* test_access_growth.c - twice the accounts are twice the decisions, and threads change nothing.
 *
 * An account has roles with policies of their own over buckets, functions and one another, a bucket that is
 * open to another account, and one role that all may assume.  Only what an account has to do with another is
 * decided across accounts.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/small_estate.h"

enum { ROLES = 20, BUCKETS = 12, FUNCTIONS = 8, TEXT = 1024 };

static const char trust[] = "{'Effect':'Allow','Principal':{'Service':"
                            "['lambda.amazonaws.com','ec2.amazonaws.com']},"
                            "'Action':'sts:AssumeRole'}";

static void add_role(small_estate *at, unsigned account, unsigned role)
{
    char arn[128], text[TEXT];

    (void)snprintf(arn, sizeof arn, "arn:aws:iam::1000000000%02u:role/r%02u", account, role);
    (void)snprintf(text, sizeof text,
                   "%s,{'Effect':'Allow','Principal':{'AWS':'1000000000%02u'},"
                   "'Action':'sts:AssumeRole'}",
                   trust, account);
    estate_role(at, arn, role % 4 == 0 ? text : trust);
    (void)snprintf(
        text, sizeof text,
        "{'Effect':'Allow','Action':'s3:*Object','Resource':['arn:aws:s3:::b%02u-%02u/*',"
        "'arn:aws:s3:::b%02u-1*']},{'Effect':'Allow','Action':"
        "['lambda:UpdateFunctionCode','lambda:InvokeFunction'],'Resource':"
        "'arn:aws:lambda:*:*:function:f%u'},{'Effect':'Allow','Action':'sts:AssumeRole',"
        "'Resource':'arn:aws:iam::*:role/r%02u'},{'Effect':'Allow','Action':"
        "['iam:PassRole','ec2:RunInstances'],'Resource':'arn:aws:iam::*:role/r%u*'}",
        account, role % BUCKETS, account, role % FUNCTIONS, role / 4 * 4, role % 3);
    estate_policy(at, arn, "identity", text);
    if (role % 5 == 0)
        estate_policy(at, arn, "identity",
                      "{'Effect':'Allow','Action':'ec2:*','Resource':'*'}");
    if (role % 7 == 0)
        estate_policy(at, arn, "boundary",
                      "{'Effect':'Allow','Action':['s3:*','lambda:*'],'Resource':'*'}");
}

static void add_bucket(small_estate *at, unsigned account, unsigned accounts, unsigned bucket)
{
    char arn[128], owner[64], text[TEXT];

    (void)snprintf(arn, sizeof arn, "arn:aws:s3:::b%02u-%02u", account, bucket);
    (void)snprintf(owner, sizeof owner, "1000000000%02u", account);
    estate_bucket(at, arn, owner);
    (void)snprintf(text, sizeof text,
                   "{'Effect':'Allow','Principal':{'AWS':'1000000000%02u'},"
                   "'Action':'s3:GetObject','Resource':'%s/*'}",
                   (account + 1) % accounts, arn);
    if (bucket == 0)
        estate_policy(at, arn, "resource", text);
}

static void add_function(small_estate *at, unsigned account, unsigned function)
{
    char arn[128], role[128];

    (void)snprintf(arn, sizeof arn, "arn:aws:lambda:eu-west-1:1000000000%02u:function:f%u",
                   account, function);
    (void)snprintf(role, sizeof role, "arn:aws:iam::1000000000%02u:role/r%02u", account,
                   function);
    estate_node(at, "ServerlessFunction Compute Resource", arn);
    estate_set(at, arn, "region", "eu-west-1");
    estate_edge(at, arn, "HAS", role);
}

/* The digest of what is derived by so many threads. */
static uint64_t derive(unsigned accounts, unsigned threads, sg_derive_counts *counts)
{
    sg_derive_options options = sg_derive_defaults();
    small_estate at;
    uint64_t digest;

    options.threads = threads;
    options.counts = counts;
    estate_begin(&at);
    for (unsigned a = 0; a < accounts; a++) {
        char number[64];
        (void)snprintf(number, sizeof number, "1000000000%02u", a);
        estate_account(&at, number, NULL);
        estate_collected(&at, number, "global", "iam:GetAccountAuthorizationDetails");
        estate_collected(&at, number, "eu-west-1", "lambda:GetPolicy");
        for (unsigned i = 0; i < ROLES; i++)
            add_role(&at, a, i);
        for (unsigned i = 0; i < BUCKETS; i++)
            add_bucket(&at, a, accounts, i);
        for (unsigned i = 0; i < FUNCTIONS; i++)
            add_function(&at, a, i);
    }
    estate_derive_by(&at, &options);
    cr_expect(estate_is_joined(&at, "arn:aws:iam::100000000000:role/r11", "CAN_ESCALATE_TO",
                               "arn:aws:iam::100000000000:role/r03"));
    digest = sg_test_digest(at.graph);
    estate_end(&at);
    return digest;
}

Test(access_growth, twice_the_accounts_are_twice_the_decisions, .timeout = 300)
{
    sg_derive_counts two, four, eight;

    (void)derive(2, 1, &two);
    (void)derive(4, 1, &four);
    (void)derive(8, 1, &eight);
    cr_expect(two.access > 0 && two.steps > 0 && two.assumptions > 0);
    cr_expect_eq(four.access, 2 * two.access);
    cr_expect_eq(eight.access, 4 * two.access);
    cr_expect_eq(four.steps, 2 * two.steps);
    cr_expect_eq(eight.steps, 4 * two.steps);
    cr_expect_eq(four.assumptions, 2 * two.assumptions);
    cr_expect_eq(eight.assumptions, 4 * two.assumptions);
}

Test(access_growth, threads_change_nothing, .timeout = 300)
{
    sg_derive_counts alone, together;
    uint64_t digest = derive(8, 1, &alone);

    for (unsigned threads = 2; threads <= 5; threads += 3) {
        cr_expect_eq(derive(8, threads, &together), digest, "%u threads", threads);
        cr_expect_eq(together.access, alone.access);
        cr_expect_eq(together.steps, alone.steps);
        cr_expect_eq(together.assumptions, alone.assumptions);
    }
}
