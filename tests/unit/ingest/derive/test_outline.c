/* test_outline.c - roles that say the same of a thing are decided together, others are not. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/unit/ingest/derive/small_estate.h"

#define OWNER "100000000001"
#define ROLE "arn:aws:iam::" OWNER ":role/"

static const char trust[] = "{'Effect':'Allow','Principal':{'AWS':'" OWNER "'},"
                            "'Action':'sts:AssumeRole'}";

/* An account with a bucket that is open to another account, a role that trusts the account, and so many
 * roles, each with a policy of its own; one of them speaks of the bucket and of the role. */
static sg_derive_counts derive(unsigned roles, const char *more, small_estate *at)
{
    sg_derive_options options = sg_derive_defaults();
    sg_derive_counts counts = { 0 };

    options.counts = &counts;
    estate_begin(at);
    estate_account(at, OWNER, NULL);
    estate_collected(at, OWNER, "global", "iam:GetAccountAuthorizationDetails");
    estate_bucket(at, "arn:aws:s3:::open", OWNER);
    estate_policy(at, "arn:aws:s3:::open", "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'100000000002'},"
                  "'Action':'s3:GetObject','Resource':'arn:aws:s3:::open/*'}");
    estate_role(at, ROLE "target", trust);
    for (unsigned i = 0; i < roles; i++) {
        char arn[128], text[1024];
        (void)snprintf(arn, sizeof arn, ROLE "r%02u", i);
        (void)snprintf(text, sizeof text,
                       "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::of-%02u/*'},"
                       "{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'" ROLE
                       "of-%02u'}%s",
                       i, i, i == 1 ? more : "");
        estate_role(at, arn,
                    "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},"
                    "'Action':'sts:AssumeRole'}");
        estate_policy(at, arn, "identity", text);
    }
    estate_derive_by(at, &options);
    return counts;
}

static const char both[] = ",{'Effect':'Allow','Action':['s3:GetObject','sts:AssumeRole'],"
                           "'Resource':['arn:aws:s3:::open/*','" ROLE "target']}";

Test(outline, those_who_say_nothing_are_decided_once)
{
    small_estate at;
    sg_derive_counts few = derive(4, both, &at);

    cr_expect_str_eq(estate_access(&at, ROLE "r01", "arn:aws:s3:::open"), "read: must");
    cr_expect_str_eq(estate_access(&at, ROLE "r02", "arn:aws:s3:::open"), "");
    cr_expect_str_eq(estate_assume(&at, ROLE "r01", ROLE "target"), "must");
    cr_expect_str_eq(estate_assume(&at, ROLE "r02", ROLE "target"), "");
    estate_end(&at);
    sg_derive_counts many = derive(40, both, &at);
    cr_expect_str_eq(estate_access(&at, ROLE "r39", "arn:aws:s3:::open"), "");
    estate_end(&at);
    cr_expect(few.access > 0 && few.assumptions > 0);
    cr_expect_eq(many.access, few.access);
    cr_expect_eq(many.assumptions, few.assumptions);
}

/* A statement that looks at who asks is decided for whom it belongs to. */
Test(outline, who_is_looked_at_is_decided_alone)
{
    small_estate at;
    sg_derive_counts plain = derive(4, both, &at);

    estate_end(&at);
    sg_derive_counts personal =
        derive(4,
               ",{'Effect':'Allow','Action':['s3:GetObject','sts:AssumeRole'],"
               "'Resource':['arn:aws:s3:::open/*','" ROLE "target'],'Condition':"
               "{'ArnLike':{'aws:PrincipalArn':'" ROLE "r01'}}}",
               &at);
    cr_expect_str_eq(estate_access(&at, ROLE "r01", "arn:aws:s3:::open"), "read: must");
    cr_expect_str_eq(estate_access(&at, ROLE "r02", "arn:aws:s3:::open"), "");
    cr_expect_eq(personal.access, plain.access);
    estate_end(&at);
}
