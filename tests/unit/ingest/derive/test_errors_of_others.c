/* test_errors_of_others.c - what evaluators are known to get wrong, each with the right answer. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/derive/one_role.h"

#define WRONG(name) Test(errors_of_others, name, .init = begin, .fini = end)

WRONG(e1_a_statement_with_not_resource_alone_allows_and_denies)
{
    estate_bucket(&at, "arn:aws:s3:::c", A);
    estate_policy(
        &at, ROLE, "identity",
        "{'Effect':'Allow','Action':'s3:GetObject','NotResource':'arn:aws:s3:::c/*'}");
    estate_user(&at, USER);
    estate_policy(&at, USER, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, USER, "identity",
                  "{'Effect':'Deny','Action':'s3:*','NotResource':'arn:aws:s3:::c/*'}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT(ROLE, "arn:aws:s3:::c", "");
    EXPECT(USER, BUCKET, "");
    EXPECT(USER, "arn:aws:s3:::c", "read: must");
}

WRONG(e2_a_deny_on_a_prefix_leaves_the_rest_of_the_bucket)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", BUCKET "/*"));
    estate_policy(&at, ROLE, "identity", DENY("s3:GetObject", BUCKET "/secret/*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
}

WRONG(e3_a_deny_of_one_action_leaves_the_others)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:*Object", BUCKET "/*"));
    estate_policy(&at, ROLE, "identity", DENY("s3:DeleteObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read write: must");
}

WRONG(e4_a_deny_under_a_condition_is_not_a_deny)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':{"
                  "'NotIpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
}

WRONG(e4_a_deny_that_the_caller_steps_around_is_none)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':{"
                  "'Bool':{'aws:SecureTransport':'false'}}}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
}

WRONG(e5_a_question_mark_is_one_character_and_not_none)
{
    estate_bucket(&at, "arn:aws:s3:::bkt", A);
    estate_bucket(&at, "arn:aws:s3:::bkat", A);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "arn:aws:s3:::bk?t/*"));
    estate_derive(&at);
    EXPECT(ROLE, "arn:aws:s3:::bkt", "");
    EXPECT(ROLE, "arn:aws:s3:::bkat", "read: must");
}

WRONG(e6_names_of_resources_have_case)
{
    estate_bucket(&at, "arn:aws:s3:::B", A);
    estate_policy(&at, ROLE, "identity", ALLOW("S3:GETOBJECT", BUCKET "/*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT(ROLE, "arn:aws:s3:::B", "");
}

WRONG(e7_an_action_on_objects_needs_the_arn_of_objects)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", BUCKET));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "");
}

WRONG(e8_boundaries_and_guardrails_limit)
{
    estate_user(&at, USER);
    estate_policy(&at, USER, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, USER, "boundary", ALLOW("ec2:*", "*"));
    estate_node(&at, "OrganizationalUnit Resource", "r-1");
    estate_edge(&at, "r-1", "CONTAINS", A);
    estate_set(&at, A, "organization", "o-1");
    estate_policy(&at, ROLE, "identity", ALLOW("s3:*", "*"));
    estate_policy(&at, "r-1", "scp", ALLOW("*", "*"));
    estate_policy(&at, A, "scp", ALLOW("*", "*"));
    estate_policy(&at, A, "scp", DENY("s3:PutObject", "*"));
    estate_policy(&at, A, "rcp",
                  "{'Effect':'Deny','Principal':'*','Action':'s3:DeleteObject*',"
                  "'Resource':'*'}");
    estate_derive(&at);
    EXPECT(USER, BUCKET, "");
    EXPECT(ROLE, BUCKET, "read admin: must");
}

/* A role named by a resource policy is still within its boundary; a user is not. */
WRONG(e9_resource_policies_count_by_how_they_name)
{
    estate_user(&at, USER);
    estate_policy(&at, USER, "identity", ALLOW("none:None", "*"));
    estate_policy(&at, USER, "boundary", ALLOW("ec2:*", "*"));
    estate_policy(&at, ROLE, "boundary", ALLOW("ec2:*", "*"));
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':['" USER "','" ROLE
                  "']},'Action':'s3:GetObject','Resource':'" BUCKET "/*'}");
    estate_derive(&at);
    EXPECT(USER, BUCKET, "read: must");
    EXPECT(ROLE, BUCKET, "");
}

WRONG(regular_expressions_have_no_say)
{
    estate_bucket(&at, "arn:aws:s3:::b.c", A);
    estate_bucket(&at, "arn:aws:s3:::bxc", A);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "arn:aws:s3:::b.c/*"));
    estate_derive(&at);
    EXPECT(ROLE, "arn:aws:s3:::b.c", "read: must");
    EXPECT(ROLE, "arn:aws:s3:::bxc", "");
}

WRONG(a_name_within_a_name_is_another_name)
{
    estate_role(&at, "arn:aws:iam::" A ":role/admin", EC2_TRUST);
    estate_role(&at, "arn:aws:iam::" A ":role/admin-2", EC2_TRUST);
    estate_policy(&at, ROLE, "identity", ALLOW("ec2:Run*", "*"));
    estate_policy(&at, ROLE, "identity", ALLOW("iam:Pass*", "arn:aws:iam::" A ":role/admin"));
    estate_derive(&at);
    cr_expect(estate_is_joined(&at, ROLE, "CAN_ESCALATE_TO", "arn:aws:iam::" A ":role/admin"));
    cr_expect(
        !estate_is_joined(&at, ROLE, "CAN_ESCALATE_TO", "arn:aws:iam::" A ":role/admin-2"));
}
