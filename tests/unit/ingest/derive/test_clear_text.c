/* test_clear_text.c - answersClearText: which policies keep requests without TLS out of a bucket, and which
 * only look like it.
 */
#include <criterion/criterion.h>

#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

#define BOTH "['" BUCKET "','" BUCKET "/*']"
#define CLEAR "{'Bool':{'aws:SecureTransport':'false'}}"
#define DENY_IF(principal, action, resource, condition)                                        \
    "{'Effect':'Deny','Principal':" principal ",'Action':" action ",'Resource':" resource      \
    ",'Condition':" condition "}"

static small_estate at;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_bucket(&at, BUCKET, A);
}

static void end(void)
{
    estate_end(&at);
}

#define CLEAR_TEXT(name) Test(clear_text, name, .init = begin, .fini = end)

static void expect(const char *statements, const char *answer)
{
    if (statements)
        estate_policy(&at, BUCKET, "resource", statements);
    estate_derive(&at);
    cr_expect_str_eq(estate_property(&at, BUCKET, "answersClearText"), answer);
}

CLEAR_TEXT(a_bucket_without_policy_answers)
{
    expect(NULL, "true");
}

CLEAR_TEXT(a_deny_of_everything_keeps_it_out)
{
    expect(DENY_IF("'*'", "'s3:*'", BOTH, CLEAR), "false");
}

CLEAR_TEXT(keys_have_no_case)
{
    expect(DENY_IF("{'AWS':'*'}", "'*'", "'*'", "{'Bool':{'AWS:securetransport':['false']}}"),
           "false");
}

CLEAR_TEXT(without_the_key_it_is_no_tls_either)
{
    expect(DENY_IF("'*'", "'s3:*'", BOTH, "{'BoolIfExists':{'aws:SecureTransport':'false'}}"),
           "false");
}

CLEAR_TEXT(a_deny_of_everything_else_than_tls)
{
    expect(DENY_IF("'*'", "'s3:*'", BOTH, "{'StringNotEquals':{'aws:SecureTransport':'true'}}"),
           "false");
}

CLEAR_TEXT(an_allow_with_tls_keeps_nobody_out)
{
    expect("{'Effect':'Allow','Principal':{'AWS':'" A "'},'Action':'s3:GetObject','Resource':"
           "'" BUCKET "/*','Condition':{'Bool':{'aws:SecureTransport':'true'}}}",
           "true");
}

CLEAR_TEXT(a_deny_of_tls_keeps_the_others_out)
{
    expect(DENY_IF("'*'", "'s3:*'", BOTH, "{'Bool':{'aws:SecureTransport':'true'}}"), "true");
}

CLEAR_TEXT(a_deny_of_one_prefix_leaves_the_rest)
{
    expect(DENY_IF("'*'", "'s3:*'", "['" BUCKET "','" BUCKET "/x/*']", CLEAR), "true");
}

CLEAR_TEXT(a_deny_of_writes_leaves_reads)
{
    expect(DENY_IF("'*'", "'s3:PutObject'", BOTH, CLEAR), "true");
}

CLEAR_TEXT(a_deny_of_objects_leaves_the_list_of_them)
{
    expect(DENY_IF("'*'", "'s3:*'", "'" BUCKET "/*'", CLEAR), "true");
}

CLEAR_TEXT(a_deny_of_one_role_leaves_the_others)
{
    expect(DENY_IF("{'AWS':'arn:aws:iam::" A ":role/x'}", "'s3:*'", BOTH, CLEAR), "true");
}

CLEAR_TEXT(what_hangs_on_more_is_not_known)
{
    expect(DENY_IF("'*'", "'s3:*'", BOTH,
                   "{'Bool':{'aws:SecureTransport':'false'},'ArnNotLike':{'aws:PrincipalArn':"
                   "'arn:aws:iam::*:role/old'}}"),
           "null");
}

CLEAR_TEXT(a_policy_that_nobody_read_is_not_known)
{
    estate_flag(&at, BUCKET, "policyCollected", false);
    expect(NULL, "null");
}
