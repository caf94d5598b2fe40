/* test_judge.c - canAccess()'s answers about small estates. */
#include "ingest/derive/judge.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

#define TARGET "arn:aws:iam::" A ":role/target"
#define UNREAD "arn:aws:iam::" A ":role/unread"
#define LISTER "arn:aws:iam::" A ":role/lister"
#define BOUNDED "arn:aws:iam::" A ":role/bounded"
#define LIMITS "arn:aws:iam::" A ":policy/limits"
#define OTHERS "arn:aws:s3:::others"

static small_estate at;
static sg_judge *judge;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_account(&at, B, NULL);
    estate_role(&at, ROLE, EC2_TRUST);
    estate_role(&at, TARGET,
                "{'Effect':'Allow','Principal':{'AWS':'" ROLE "'},'Action':'sts:AssumeRole'}");
    estate_role(&at, UNREAD, EC2_TRUST);
    estate_policy(&at, UNREAD, "identity", NULL);
    estate_policy(&at, UNREAD, "identity",
                  "{'Effect':'Deny','Action':'s3:Delete*','Resource':'*'}");
    estate_bucket(&at, BUCKET, A);
    estate_bucket(&at, OTHERS, A);
    estate_set(&at, OTHERS, "objectOwnership", "ObjectWriter");
    estate_node(&at, "Resource", "arn:aws:glue:eu-west-1:" A ":job/j");
    estate_node(&at, "Resource", "thing");
    estate_policy(&at, ROLE, "identity", ALLOW("s3:Get*", BUCKET "/public/*"));
    estate_policy(&at, ROLE, "identity", ALLOW("glue:StartJobRun", "*"));
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':'s3:PutObject','Resource':'*','Condition':"
                  "{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}");
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket','Resource':'*'}");
    estate_role(&at, LISTER, EC2_TRUST);
    estate_policy(&at, LISTER, "identity", ALLOW("s3:ListAllMyBuckets", "*"));
    estate_policy(&at, LISTER, "identity", ALLOW("s3:ListJobs", "arn:aws:s3:::*"));
    estate_policy(&at, LISTER, "identity", ALLOW("ec2:*", "*"));
    estate_policy(&at, LISTER, "identity",
                  "{'Effect':'Allow','Action':'iam:*','Resource':'*','Condition':"
                  "{'StringEquals':{'iam:PermissionsBoundary':'" LIMITS "'}}}");
    estate_role(&at, BOUNDED, EC2_TRUST);
    estate_node(&at, "AccessPolicy Resource", LIMITS);
    sg_test_set_edge(at.builder,
                     sg_test_edge(at.builder, estate_find(&at, BOUNDED), "HAS_POLICY",
                                  estate_find(&at, LIMITS)),
                     "kind", sg_test_text("boundary"));
    estate_derive(&at);
    cr_assert(sg_judge_new(at.graph, &judge) == SG_OK);
}

static void end(void)
{
    sg_judge_free(judge);
    estate_end(&at);
}

#define JUDGE(name) Test(judge, name, .init = begin, .fini = end)

static const char *ask(const char *principal, const char *action, const char *resource)
{
    static const char *const names[] = { [SG_JUDGEMENT_NONE] = "none",
                                         [SG_JUDGEMENT_ALLOWED] = "allowed",
                                         [SG_JUDGEMENT_CONDITIONAL] = "conditional",
                                         [SG_JUDGEMENT_DENIED] = "denied" };
    sg_error err = { .status = SG_OK };
    sg_judgement answer;

    cr_assert(sg_judge_ask(judge, sg_test_find(at.graph, principal),
                           sg_test_find(at.graph, resource), sg_str_of(action), &answer,
                           &err) == SG_OK,
              "%s", err.message);
    return names[answer];
}

JUDGE(some_object_is_enough)
{
    cr_expect_str_eq(ask(ROLE, "s3:GetObject", BUCKET), "allowed");
    cr_expect_str_eq(ask(ROLE, "s3:GetObjectTagging", BUCKET), "allowed");
    cr_expect_str_eq(ask(ROLE, "s3:GetBucketPolicy", BUCKET), "denied");
}

JUDGE(conditions_make_it_conditional)
{
    cr_expect_str_eq(ask(ROLE, "s3:PutObject", BUCKET), "conditional");
}

JUDGE(any_action_on_anything_with_an_arn)
{
    cr_expect_str_eq(ask(ROLE, "glue:StartJobRun", "arn:aws:glue:eu-west-1:" A ":job/j"),
                     "allowed");
    cr_expect_str_eq(ask(ROLE, "glue:DeleteJob", "arn:aws:glue:eu-west-1:" A ":job/j"),
                     "denied");
    cr_expect_str_eq(ask(ROLE, "glue:DeleteJob", "thing"), "none");
    cr_expect_str_eq(ask(BUCKET, "glue:DeleteJob", BUCKET), "none");
}

JUDGE(roles_are_assumed_by_their_trust_policy)
{
    cr_expect_str_eq(ask(ROLE, "sts:AssumeRole", TARGET), "allowed");
    cr_expect_str_eq(ask(TARGET, "sts:AssumeRole", ROLE), "denied");
    cr_expect_str_eq(ask(ROLE, "iam:PassRole", TARGET), "denied");
}

JUDGE(policies_that_were_not_read_may_allow_but_not_undeny)
{
    cr_expect_str_eq(ask(UNREAD, "s3:GetObject", BUCKET), "none");
    cr_expect_str_eq(ask(UNREAD, "s3:DeleteObject", BUCKET), "denied");
}

JUDGE(actions_of_no_resource_are_asked_about_the_account)
{
    sg_error err = { .status = SG_OK };
    sg_judgement answer;

    cr_expect_str_eq(ask(LISTER, "s3:ListAllMyBuckets", A), "allowed");
    cr_expect_str_eq(ask(LISTER, "s3:ListAllMyBuckets", B), "denied");
    cr_expect_str_eq(ask(ROLE, "s3:ListAllMyBuckets", A), "denied");
    cr_expect(sg_judge_ask(judge, sg_test_find(at.graph, LISTER),
                           sg_test_find(at.graph, BUCKET), SG_STR("s3:listallmybuckets"),
                           &answer, &err) == SG_EINVAL);
    cr_expect(strstr(err.message, "ask about the account") != NULL, "%s", err.message);
}

/* A pattern of ARNs allows nothing that has no resource. */
JUDGE(actions_of_no_resource_need_a_pattern_that_matches_everything)
{
    cr_expect_str_eq(ask(LISTER, "s3:ListJobs", A), "denied");
}

JUDGE(actions_about_other_things_are_not_judged)
{
    cr_expect_str_eq(ask(LISTER, "ec2:TerminateInstances", BUCKET), "none");
    cr_expect_str_eq(ask(LISTER, "sts:AssumeRole", BUCKET), "none");
    cr_expect_str_eq(ask(ROLE, "nobody:KnowsIt", BUCKET), "denied");
}

JUDGE(a_boundary_is_a_fact_of_whom_a_policy_is_put_on)
{
    cr_expect_str_eq(ask(LISTER, "iam:PutRolePolicy", BOUNDED), "allowed");
    cr_expect_str_eq(ask(LISTER, "iam:PutRolePolicy", ROLE), "denied");
    cr_expect_str_eq(ask(LISTER, "iam:PutRolePermissionsBoundary", ROLE), "allowed");
    cr_expect_str_eq(ask(LISTER, "iam:PassRole", BOUNDED), "denied");
}

JUDGE(the_internet_and_accounts_ask_too)
{
    cr_expect_str_eq(ask(B, "s3:ListBucket", BUCKET), "allowed");
    cr_expect_str_eq(ask(B, "s3:GetObject", BUCKET), "denied");
}

JUDGE(what_is_no_action_is_an_error)
{
    static const char *const texts[] = { "",        "s3",     "s3:",          ":GetObject",
                                         "s3:Get*", "s3:a b", "s*:GetObject", "*" };
    sg_node role = sg_test_find(at.graph, ROLE);

    for (size_t i = 0; i < SG_COUNT(texts); i++) {
        sg_error err = { .status = SG_OK };
        sg_judgement answer;
        cr_expect(sg_judge_ask(judge, role, role, sg_str_of(texts[i]), &answer, &err) ==
                      SG_EINVAL,
                  "%s", texts[i]);
    }
}

JUDGE(nodes_of_later_versions_are_not_known)
{
    sg_error err = { .status = SG_OK };
    sg_judgement answer;

    cr_assert(sg_judge_ask(judge, (sg_node){ sg_graph_nodes(at.graph) },
                           sg_test_find(at.graph, BUCKET), SG_STR("s3:GetObject"), &answer,
                           &err) == SG_OK);
    cr_expect(answer == SG_JUDGEMENT_NONE);
}

/* --- reasons ------------------------------------------------------------------------------ */

static void add_reason(void *state, const sg_reason *reason)
{
    sg_buffer_format(state, "%s %.*s %u%s; ", reason->deny ? "limits" : "grants",
                     SG_FMT(reason->kind), (unsigned)reason->number,
                     reason->conditional ? " perhaps" : "");
}

static void expect_reasons(const char *principal, const char *resource, const char *wanted)
{
    sg_buffer found = { .length = 0 };
    sg_error err = { .status = SG_OK };

    cr_assert(sg_judge_reasons(judge, sg_test_find(at.graph, principal),
                               sg_test_find(at.graph, resource), add_reason, &found,
                               &err) == SG_OK);
    cr_expect_str_eq(found.bytes ? found.bytes : "", wanted);
    sg_buffer_free(&found);
}

JUDGE(reasons_are_the_statements_that_speak_of_both)
{
    expect_reasons(ROLE, BUCKET,
                   "grants identity 1; grants identity 1 perhaps; grants resource 1; ");
    expect_reasons(UNREAD, BUCKET, "limits identity 1; grants resource 1; ");
    expect_reasons(ROLE, TARGET, "grants trust 1; ");
    expect_reasons(TARGET, ROLE, "");
    expect_reasons(BUCKET, ROLE, "");
}

/* Nobody told of the ACL of the bucket, which grants writing it and nothing about its policy. */
JUDGE(an_acl_that_was_not_collected)
{
    cr_expect_str_eq(ask(LISTER, "s3:PutBucketAcl", OTHERS), "none");
    cr_expect_str_eq(ask(LISTER, "s3:PutBucketPolicy", OTHERS), "denied");
}
