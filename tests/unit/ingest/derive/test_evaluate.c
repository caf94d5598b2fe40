/* test_evaluate.c - the decision procedure, case by case as the AWS documentation tells it. */
#include "tests/unit/ingest/derive/scene.h"
#include "tests/unit/ingest/derive/statements.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define SESSION "arn:aws:sts::111111111111:assumed-role/r/s"
#define GRANT(principal, action)                                                               \
    "{'Effect':'Allow','Principal':" principal ",'Action':'" action "','Resource':'*'}"

static scene at;

#define EVALUATE(name) Test(evaluate, name, .init = begin, .fini = end)
#define EXPECT(action, answer) cr_expect_str_eq(scene_answer(&at, action), answer)

static void begin(void)
{
    scene_begin(&at);
}

static void end(void)
{
    scene_end(&at);
}

/* --- the vectors of the reference, by number ---------------------------------------------- */

EVALUATE(v01_actions_ignore_case)
{
    scene_identity(&at, ALLOW("S3:Get*", "*"));
    EXPECT("s3:getobject", "must");
    EXPECT("s3:PutObject", "no");
}

EVALUATE(v02_resources_do_not_ignore_case)
{
    scene_identity(&at, ALLOW("s3:GetObject", "arn:aws:s3:::b/*"));
    scene_on(&at, "arn:aws:s3:::B/x");
    EXPECT("s3:GetObject", "no");
    scene_on(&at, "arn:aws:s3:::b/x");
    EXPECT("s3:GetObject", "must");
}

EVALUATE(v03_question_mark_is_exactly_one)
{
    scene_identity(&at, ALLOW("s3:ListBucket", "arn:aws:s3:::bk?t"));
    scene_on(&at, "arn:aws:s3:::bkt");
    EXPECT("s3:ListBucket", "no");
    scene_on(&at, "arn:aws:s3:::bkat");
    EXPECT("s3:ListBucket", "must");
}

EVALUATE(v04_star_crosses_slashes)
{
    scene_identity(&at, ALLOW("s3:GetObject", "arn:aws:s3:::b/*/t/*"));
    scene_on(&at, "arn:aws:s3:::b/1/2/t/3");
    EXPECT("s3:GetObject", "must");
}

EVALUATE(v05_not_action)
{
    scene_identity(&at, "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}");
    EXPECT("s3:GetObject", "must");
    EXPECT("iam:GetUser", "no");
}

EVALUATE(v06_not_resource_in_a_deny)
{
    scene_identity(&at, ALLOW("s3:*", "*"));
    scene_identity(&at, "{'Effect':'Deny','Action':'s3:*','NotResource':'arn:aws:s3:::b1/*'}");
    scene_on(&at, "arn:aws:s3:::b2/x");
    EXPECT("s3:GetObject", "no");
    scene_on(&at, "arn:aws:s3:::b1/x");
    EXPECT("s3:GetObject", "must");
}

EVALUATE(v07_boundary_and_resource_policy_naming_the_role)
{
    scene_as_role(&at);
    scene_on(&at, "arn:aws:sqs:eu-west-1:111111111111:q");
    scene_boundary(&at, ALLOW("s3:*", "*"));
    scene_resource(&at, GRANT("{'AWS':'" ROLE "'}", "sqs:SendMessage"));
    EXPECT("sqs:SendMessage", "no");
}

EVALUATE(v07_boundary_and_resource_policy_naming_the_session)
{
    scene_as_role(&at);
    scene_on(&at, "arn:aws:sqs:eu-west-1:111111111111:q");
    scene_boundary(&at, ALLOW("s3:*", "*"));
    scene_resource(
        &at, GRANT("{'AWS':'arn:aws:sts::111111111111:assumed-role/r/s'}", "sqs:SendMessage"));
    EXPECT("sqs:SendMessage", "must");
}

EVALUATE(v07_boundary_and_resource_policy_naming_the_user)
{
    scene_on(&at, "arn:aws:sqs:eu-west-1:111111111111:q");
    scene_boundary(&at, ALLOW("s3:*", "*"));
    scene_resource(&at, GRANT("{'AWS':'" ANN "'}", "sqs:SendMessage"));
    EXPECT("sqs:SendMessage", "must");
}

EVALUATE(v08_trust_of_the_account_delegates_only)
{
    scene_on(&at, ROLE);
    at.target.policy_role = SG_POLICY_REQUIRED;
    scene_resource(&at, "{'Effect':'Allow','Principal':{'AWS':'" ROOT_A
                        "'},'Action':'sts:AssumeRole'}");
    EXPECT("sts:AssumeRole", "no");
    scene_identity(&at, ALLOW("sts:AssumeRole", ROLE));
    EXPECT("sts:AssumeRole", "must");
}

EVALUATE(v08_trust_of_the_user_needs_no_identity_policy)
{
    scene_on(&at, ROLE);
    at.target.policy_role = SG_POLICY_REQUIRED;
    scene_resource(&at, "{'Effect':'Allow','Principal':{'AWS':'" ANN
                        "'},'Action':'sts:AssumeRole'}");
    EXPECT("sts:AssumeRole", "must");
}

EVALUATE(v09_across_accounts_both_sides_must_allow)
{
    scene_in_account(&at, "222222222222");
    scene_resource(&at, GRANT("{'AWS':'" ROOT_A "'}", "s3:ListBucket"));
    EXPECT("s3:ListBucket", "no");
    scene_identity(&at, ALLOW("s3:*", "*"));
    EXPECT("s3:ListBucket", "must");
    at.target.policies.count = 0;
    EXPECT("s3:ListBucket", "no");
}

EVALUATE(v10_key_policy_without_the_account_keeps_admins_out)
{
    scene_as_role(&at);
    scene_on(&at, "arn:aws:kms:eu-west-1:111111111111:key/k");
    at.target.policy_role = SG_POLICY_REQUIRED;
    scene_identity(&at, ALLOW("*", "*"));
    scene_resource(&at, GRANT("{'AWS':'" ANN "'}", "kms:*"));
    EXPECT("kms:Decrypt", "no");
    scene_resource(&at, GRANT("{'AWS':'" ROOT_A "'}", "kms:*"));
    EXPECT("kms:Decrypt", "must");
}

EVALUATE(v11_service_control_policies_must_allow_on_every_level)
{
    scene_identity(&at, ALLOW("*", "*"));
    scene_scp(&at, 0, ALLOW("*", "*"));
    scene_scp(&at, 1, ALLOW("ec2:*", "*"));
    EXPECT("s3:ListBucket", "no");
    EXPECT("ec2:RunInstances", "must");
    at.identity.guardrails = NULL; /* the management account */
    EXPECT("s3:ListBucket", "must");
}

EVALUATE(v13_for_all_values_of_an_absent_key_is_true)
{
    scene_identity(&at,
                   "{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':"
                   "{'ForAllValues:StringEquals':{'aws:CalledVia':'athena.amazonaws.com'}}}");
    EXPECT("s3:ListBucket", "must");
}

EVALUATE(v14_negated_operator_on_an_absent_key_is_true)
{
    at.caller = (sg_iam_caller){ .kind = SG_CALLER_ANYONE };
    scene_resource(&at, GRANT("'*'", "s3:ListBucket"));
    EXPECT("s3:ListBucket", "must");
    scene_resource(&at, "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*',"
                        "'Condition':{'StringNotEquals':{'aws:SourceVpce':'vpce-1'}}}");
    EXPECT("s3:ListBucket", "no");
}

EVALUATE(v15_restricted_public_bucket_stays_open_to_its_own_account)
{
    scene_resource(&at, GRANT("'*'", "s3:ListBucket"));
    at.target.restricted = SG_TRUE;
    EXPECT("s3:ListBucket", "must");
    scene_identity(&at, ALLOW("s3:*", "*"));
    scene_in_account(&at, "222222222222");
    EXPECT("s3:ListBucket", "no");
    at.caller = (sg_iam_caller){ .kind = SG_CALLER_ANYONE };
    EXPECT("s3:ListBucket", "no");
}

EVALUATE(v17_variables_only_in_the_new_version)
{
    scene_on(&at, "arn:aws:s3:::b/ann/x");
    at.own[at.identity.policies.count++] =
        scene_policy(&at, "2008-10-17", ALLOW("s3:*", "arn:aws:s3:::b/${aws:username}/*"));
    EXPECT("s3:GetObject", "no");
    scene_identity(&at, ALLOW("s3:*", "arn:aws:s3:::b/${aws:username}/*"));
    EXPECT("s3:GetObject", "must");
    scene_on(&at, "arn:aws:s3:::b/${aws:username}/x");
    at.identity.policies.count = 1;
    EXPECT("s3:GetObject", "must");
}

EVALUATE(v18_not_principal_deny_must_list_the_account_too)
{
    scene_identity(&at, ALLOW("s3:*", "*"));
    scene_resource(&at, "{'Effect':'Deny','NotPrincipal':{'AWS':'" ANN
                        "'},'Action':'s3:*','Resource':'*'}");
    EXPECT("s3:ListBucket", "no");
    at.target.policies.count = 0;
    scene_resource(&at, "{'Effect':'Deny','NotPrincipal':{'AWS':['" ANN "','" ROOT_A
                        "']},'Action':'s3:*','Resource':'*'}");
    EXPECT("s3:ListBucket", "must");
}

/* A session of a role is its account, the role and itself: all three must be listed, and other sessions of
 * the role stay denied. */
EVALUATE(not_principal_deny_must_list_role_and_session)
{
    static const char *const lists[][2] = {
        { "'" ROLE "'", "no" },
        { "'" ROLE "','" ROOT_A "'", "no" },
        { "'" SESSION "','" ROOT_A "'", "no" },
        { "'" ROLE "','" SESSION "'", "no" },
        { "'" ROLE "','" SESSION "','" ROOT_A "'", "may" },
        { "'" ROOT_A "'", "no" },
    };

    scene_as_role(&at);
    scene_identity(&at, ALLOW("s3:*", "*"));
    for (size_t i = 0; i < SG_COUNT(lists); i++) {
        char deny[512];
        (void)snprintf(deny, sizeof deny,
                       "{'Effect':'Deny','NotPrincipal':{'AWS':[%s]},'Action':'s3:*',"
                       "'Resource':'*'}",
                       lists[i][0]);
        at.target.policies.count = 0;
        scene_resource(&at, deny);
        cr_expect_str_eq(scene_answer(&at, "s3:ListBucket"), lists[i][1], "%s: %s", lists[i][0],
                         scene_answer(&at, "s3:ListBucket"));
    }
}

/* A service has no account that could be listed. */
EVALUATE(not_principal_deny_spares_a_service_by_its_name)
{
    at.caller.kind = SG_CALLER_SERVICE;
    at.caller.arn = SG_STR("cloudtrail.amazonaws.com");
    scene_resource(&at, GRANT("{'Service':'cloudtrail.amazonaws.com'}", "s3:*"));
    scene_resource(&at,
                   "{'Effect':'Deny','NotPrincipal':{'Service':'cloudtrail.amazonaws.com'},"
                   "'Action':'s3:*','Resource':'*'}");
    EXPECT("s3:PutBucketAcl", "must");
    at.caller.arn = SG_STR("config.amazonaws.com");
    EXPECT("s3:PutBucketAcl", "no");
}

EVALUATE(v19_some_objects_or_none)
{
    sg_iam_decision decision;

    scene_on(&at, "arn:aws:s3:::b/*");
    scene_identity(&at, ALLOW("s3:GetObject", "arn:aws:s3:::b/*"));
    decision = scene_ask(&at, "s3:GetObject");
    cr_expect(decision.must && decision.everywhere);
    scene_identity(&at, DENY("s3:GetObject", "arn:aws:s3:::b/secret/*"));
    decision = scene_ask(&at, "s3:GetObject");
    cr_expect(decision.must && !decision.everywhere);
    scene_identity(&at, DENY("s3:GetObject", "arn:aws:s3:::b/*"));
    EXPECT("s3:GetObject", "no");
}

EVALUATE(v20_pass_role_to_a_service_the_role_does_not_trust)
{
    scene_on(&at, ROLE);
    scene_identity(&at, "{'Effect':'Allow','Action':'iam:PassRole','Resource':'*','Condition':"
                        "{'StringEquals':{'iam:PassedToService':'lambda.amazonaws.com'}}}");
    EXPECT("iam:PassRole", "must"); /* to some service */
    scene_given(&at, "iam:PassedToService", "ec2.amazonaws.com");
    EXPECT("iam:PassRole", "no");
}

EVALUATE(v21_group_policies_join_the_users_own)
{
    scene_identity(&at, ALLOW("sns:*", "*"));
    scene_identity(&at, ALLOW("s3:ListBucket", "arn:aws:s3:::b")); /* of the group */
    EXPECT("s3:ListBucket", "must");
}

/* --- where other evaluators err ----------------------------------------------------------- */

EVALUATE(e1_not_resource_alone_still_allows)
{
    scene_identity(&at,
                   "{'Effect':'Allow','Action':'s3:*','NotResource':'arn:aws:s3:::other'}");
    EXPECT("s3:ListBucket", "must");
}

EVALUATE(e2_not_resource_alone_still_denies)
{
    scene_identity(&at, ALLOW("s3:*", "*"));
    scene_identity(&at, "{'Effect':'Deny','Action':'s3:*','NotResource':'arn:aws:s3:::other'}");
    EXPECT("s3:ListBucket", "no");
}

EVALUATE(e3_deny_of_a_prefix_leaves_the_bucket)
{
    scene_on(&at, "arn:aws:s3:::b/*");
    scene_identity(&at, ALLOW("s3:GetObject", "arn:aws:s3:::*"));
    scene_identity(&at, DENY("s3:*", "arn:aws:s3:::b/hr/*"));
    EXPECT("s3:GetObject", "must");
}

EVALUATE(e4_deny_of_one_action_leaves_the_others)
{
    scene_identity(&at, "{'Effect':'Allow','Action':['s3:ListBucket','s3:PutBucketPolicy'],"
                        "'Resource':'*'}");
    scene_identity(&at, DENY("s3:PutBucketPolicy", "*"));
    EXPECT("s3:ListBucket", "must");
    EXPECT("s3:PutBucketPolicy", "no");
}

EVALUATE(e5_conditional_deny_makes_it_uncertain)
{
    scene_identity(&at, ALLOW("s3:*", "*"));
    scene_identity(&at, "{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':"
                        "{'NotIpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}");
    EXPECT("s3:ListBucket", "may");
}

EVALUATE(e6_question_mark_is_not_optional)
{
    scene_identity(&at, ALLOW("s3:Get?bject", "*"));
    EXPECT("s3:GetObject", "must");
    EXPECT("s3:Getbject", "no");
}

EVALUATE(e7_arns_with_characters_that_regular_expressions_know)
{
    scene_identity(&at, ALLOW("s3:*", "arn:aws:s3:::b.c+(d)"));
    scene_on(&at, "arn:aws:s3:::bxc+(d)");
    EXPECT("s3:ListBucket", "no");
    scene_on(&at, "arn:aws:s3:::b.c+(d)");
    EXPECT("s3:ListBucket", "must");
}

EVALUATE(e8_object_actions_on_the_bare_bucket_grant_nothing)
{
    scene_identity(&at, ALLOW("s3:GetObject", "arn:aws:s3:::b"));
    scene_on(&at, "arn:aws:s3:::b/*");
    EXPECT("s3:GetObject", "no");
}

EVALUATE(e9_boundaries_and_guardrails_count)
{
    scene_identity(&at, ALLOW("*", "*"));
    scene_boundary(&at, ALLOW("ec2:*", "*"));
    EXPECT("s3:ListBucket", "no");
    EXPECT("ec2:RunInstances", "must");
    scene_scp(&at, 0, ALLOW("*", "*"));
    scene_scp(&at, 0, DENY("ec2:Run*", "*"));
    EXPECT("ec2:RunInstances", "no");
    EXPECT("ec2:StopInstances", "must");
}

/* --- what is not known -------------------------------------------------------------------- */

EVALUATE(a_policy_that_was_not_collected_makes_it_uncertain)
{
    scene_identity(&at, ALLOW("s3:*", "*"));
    at.target.policies.incomplete = true;
    EXPECT("s3:ListBucket", "may");
    at.target.policies.incomplete = false;
    at.identity.policies.incomplete = true;
    EXPECT("s3:ListBucket", "may");
    EXPECT("ec2:RunInstances", "no");
}

EVALUATE(a_boundary_that_was_not_collected_makes_it_uncertain)
{
    scene_identity(&at, ALLOW("s3:*", "*"));
    at.identity.bounded = true;
    at.identity.boundary.incomplete = true;
    EXPECT("s3:ListBucket", "may");
}

EVALUATE(a_wildcard_across_the_parts_of_an_arn_is_uncertain)
{
    scene_identity(&at, ALLOW("sqs:*", "arn:aws:sqs:*:q"));
    scene_on(&at, "arn:aws:sqs:eu-west-1:111111111111:q");
    EXPECT("sqs:SendMessage", "may");
    scene_identity(&at, DENY("sqs:*", "arn:aws:sqs:*:q"));
    EXPECT("sqs:SendMessage", "no");
}

EVALUATE(an_account_of_which_nothing_is_known)
{
    at.caller = (sg_iam_caller){ .kind = SG_CALLER_ACCOUNT, .account = SG_STR("222222222222") };
    scene_resource(&at, GRANT("{'AWS':'222222222222'}", "s3:ListBucket"));
    EXPECT("s3:ListBucket", "must");
    EXPECT("s3:PutObject", "no");
}

/* --- what the caller chooses -------------------------------------------------------------- */

EVALUATE(a_choice_that_the_condition_wants)
{
    scene_identity(&at, "{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':"
                        "{'StringLike':{'s3:prefix':['home/${aws:username}/*']}}}");
    EXPECT("s3:ListBucket", "must");
}

EVALUATE(a_choice_that_avoids_the_deny)
{
    scene_identity(&at, ALLOW("s3:PutObject", "arn:aws:s3:::b/*"));
    scene_identity(&at, "{'Effect':'Deny','Action':'s3:PutObject','Resource':'*','Condition':{"
                        "'StringNotEquals':{'s3:x-amz-server-side-encryption':'aws:kms'}}}");
    scene_on(&at, "arn:aws:s3:::b/*");
    EXPECT("s3:PutObject", "must");
}

EVALUATE(no_choice_satisfies_both)
{
    scene_identity(&at, "{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':"
                        "{'StringEquals':{'s3:prefix':'a'}}}");
    scene_identity(&at, "{'Effect':'Deny','Action':'s3:ListBucket','Resource':'*','Condition':"
                        "{'StringLike':{'s3:prefix':'a*'}}}");
    EXPECT("s3:ListBucket", "no");
}

EVALUATE(encrypted_transport_is_a_choice)
{
    scene_identity(&at, ALLOW("s3:*", "*"));
    scene_resource(&at, "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*',"
                        "'Condition':{'Bool':{'aws:SecureTransport':'false'}}}");
    EXPECT("s3:ListBucket", "must");
}

EVALUATE(too_many_choices_are_uncertain)
{
    scene_identity(&at,
                   "{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':{"
                   "'StringEquals':{'s3:prefix':'1','s3:delimiter':'2','s3:max-keys':'3',"
                   "'aws:Referer':'4','aws:UserAgent':'5','s3:VersionId':'6','s3:authType':'7',"
                   "'s3:TlsVersion':'8'}}}");
    EXPECT("s3:ListBucket", "may");
}

/* --- who asks ----------------------------------------------------------------------------- */

EVALUATE(an_organisation_lets_its_members_in_and_nobody_else)
{
    scene_in_account(&at, "222222222222");
    scene_resource(&at, "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*',"
                        "'Condition':{'StringEquals':{'aws:PrincipalOrgID':'o-1'}}}");
    scene_identity(&at, ALLOW("s3:*", "*"));
    EXPECT("s3:ListBucket", "may"); /* ann's organisation is not known */
    at.caller.organization = SG_STR("o-1");
    EXPECT("s3:ListBucket", "must");
    at.caller.organization = SG_STR("o-2");
    EXPECT("s3:ListBucket", "no");
    at.caller = (sg_iam_caller){ .kind = SG_CALLER_ANYONE };
    EXPECT("s3:ListBucket", "no");
}

EVALUATE(addresses_of_the_internet)
{
    at.caller = (sg_iam_caller){ .kind = SG_CALLER_ANYONE };
    scene_resource(&at,
                   "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket',"
                   "'Resource':'*','Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}}");
    EXPECT("s3:ListBucket", "no");
    scene_resource(&at,
                   "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket','Resource':'*',"
                   "'Condition':{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}");
    EXPECT("s3:ListBucket", "may");
    scene_resource(&at,
                   "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket','Resource':'*',"
                   "'Condition':{'IpAddress':{'aws:SourceIp':'0.0.0.0/0'}}}");
    EXPECT("s3:ListBucket", "must");
}

EVALUATE(tags_of_user_and_resource)
{
    scene_identity(&at,
                   "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':"
                   "{'StringEquals':{'aws:ResourceTag/team':'${aws:PrincipalTag/team}'}}}");
    EXPECT("s3:ListBucket", "no");
    at.caller.tags = scene_tags(&at, 1);
    EXPECT("s3:ListBucket", "no");
    at.target.tags = scene_tags(&at, 1);
    EXPECT("s3:ListBucket", "must");
    at.target.tags = (sg_iam_tags){ .graph = NULL };
    EXPECT("s3:ListBucket", "may");
}

EVALUATE(sessions_of_a_role_by_unique_id)
{
    scene_as_role(&at);
    scene_identity(&at, ALLOW("s3:*", "*"));
    scene_resource(&at, "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*',"
                        "'Condition':{'StringNotLike':{'aws:userid':['AROAR:*','AIDAX']}}}");
    EXPECT("s3:ListBucket", "must");
    at.target.policies.count = 0;
    scene_resource(&at, "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*',"
                        "'Condition':{'StringNotLike':{'aws:userid':['AROAR:only-me']}}}");
    EXPECT("s3:ListBucket", "may");
    at.target.policies.count = 0;
    scene_resource(&at, "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*',"
                        "'Condition':{'StringNotLike':{'aws:userid':['AROAX:*']}}}");
    EXPECT("s3:ListBucket", "no");
}

EVALUATE(the_root_user_needs_no_policy_but_obeys_guardrails)
{
    at.caller.kind = SG_CALLER_ROOT;
    EXPECT("s3:ListBucket", "must");
    scene_scp(&at, 0, ALLOW("*", "*"));
    scene_scp(&at, 0, DENY("s3:*", "*"));
    EXPECT("s3:ListBucket", "no");
}

EVALUATE(combinations_of_open_patterns_meet)
{
    scene_on(&at, "arn:aws:s3:::b/*");
    scene_identity(&at, ALLOW("s3:GetObject", "arn:aws:s3:::b/team/*"));
    scene_boundary(&at, ALLOW("s3:GetObject", "arn:aws:s3:::b/*.csv"));
    EXPECT("s3:GetObject", "must");
    at.identity.boundary.count = 0;
    scene_boundary(&at, ALLOW("s3:GetObject", "arn:aws:s3:::b/other/*"));
    EXPECT("s3:GetObject", "no");
}
