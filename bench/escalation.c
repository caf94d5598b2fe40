/* escalation.c - CAN_ESCALATE_TO among 4,000 roles and the 8,000 functions that run as them.
 *
 * Every role has a policy of its own: it may write the code of some functions, pass some roles to machines
 * that it starts, assume one, and in one of twenty change the policies of others.
 */
#include "bench/escalation.h"

#include "bench/identities.h"
#include "ingest/derive/derive.h"

enum { ACCOUNTS = 20, ROLES = 200, FUNCTIONS = 400, THREADS = 2 };

typedef struct scene {
    sg_builder *builder;
    sg_graph *graph;
    sg_derive_counts counts;
} scene;

static const char trust[] =
    "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"lambda.amazonaws.com\","
    "\"ec2.amazonaws.com\"],\"AWS\":\"%s\"},\"Action\":\"sts:AssumeRole\"}}";

static const char document[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["
    "\"lambda:UpdateFunctionCode\",\"lambda:InvokeFunction\"],\"Resource\":"
    "\"arn:aws:lambda:*:%s:function:f%02u*\"},{\"Effect\":\"Allow\",\"Action\":\"iam:"
    "PassRole\","
    "\"Resource\":\"arn:aws:iam::%s:role/r%02u*\"},{\"Effect\":\"Allow\",\"Action\":"
    "\"ec2:RunInstances\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Action\":\"%s\","
    "\"Resource\":\"arn:aws:iam::%s:role/r%03u\"}]}";

static sg_status add_role(scene *at, const char *account, unsigned role)
{
    char arn[96], key[128], text[1024];
    sg_build_node node, policy;

    (void)snprintf(arn, sizeof arn, "arn:aws:iam::%s:role/r%03u", account, role);
    SG_TRY(sg_bench_add_node(at->builder, sg_str_of(arn), "AccessRole", sg_str_of(account),
                             &node));
    (void)snprintf(text, sizeof text, trust, account);
    SG_TRY(
        sg_builder_set(at->builder, node, SG_STR("trustPolicy"), sg_string(sg_str_of(text))));
    (void)snprintf(text, sizeof text, document, account, role % 40, account, role % 20,
                   role % 20 == 7 ? "iam:PutRolePolicy" : "sts:AssumeRole", account,
                   (role + 1) % ROLES);
    (void)snprintf(key, sizeof key, "%s/policy", arn);
    SG_TRY(sg_bench_add_policy(at->builder, sg_str_of(key), text, &policy));
    return sg_bench_attach(at->builder, node, policy, "identity");
}

static sg_status add_function(scene *at, const char *account, unsigned function)
{
    char arn[96], role[96];
    sg_build_node node, runs_as;
    sg_build_edge edge;

    (void)snprintf(arn, sizeof arn, "arn:aws:lambda:eu-west-1:%s:function:f%03u", account,
                   function);
    (void)snprintf(role, sizeof role, "arn:aws:iam::%s:role/r%03u", account, function % ROLES);
    SG_TRY(sg_bench_add_node(at->builder, sg_str_of(arn), "ServerlessFunction",
                             sg_str_of(account), &node));
    SG_TRY(sg_builder_merge_node(at->builder, sg_str_of(role), &runs_as, NULL));
    return sg_builder_merge_edge(at->builder, node, SG_STR("HAS"), runs_as, SG_STR(""), &edge);
}

static sg_status make_scene(scene *at, sg_error *err)
{
    SG_TRY(sg_builder_new(0, &at->builder));
    for (unsigned a = 0; a < ACCOUNTS; a++) {
        char account[16];
        sg_build_node node;
        (void)snprintf(account, sizeof account, "100000000%03u", a);
        SG_TRY(sg_bench_add_node(at->builder, sg_str_of(account), "Account", sg_str_of(account),
                                 &node));
        for (unsigned i = 0; i < ROLES; i++)
            SG_TRY(add_role(at, account, i));
        for (unsigned i = 0; i < FUNCTIONS; i++)
            SG_TRY(add_function(at, account, i));
    }
    return sg_builder_freeze(at->builder, &at->graph, err);
}

static bool derive(void *state, uint64_t *counted)
{
    scene *at = state;
    sg_derive_options options = sg_derive_defaults();
    sg_error err = { .status = SG_OK };

    options.threads = THREADS;
    options.counts = &at->counts;
    *counted = (uint64_t)ACCOUNTS * ROLES;
    return sg_derive_access(at->graph, at->builder, NULL, &options, &err) == SG_OK;
}

void sg_bench_escalation(sg_bench *bench)
{
    scene at = { .builder = NULL };
    sg_error err = { .status = SG_OK };

    if (!sg_bench_wanted(bench, "escalation"))
        return;
    if (make_scene(&at, &err) == SG_OK) {
        sg_bench_run(bench,
                     &(sg_bench_row){ .name = "escalation, 4,000 roles x 8,000 functions",
                                      .unit = "roles",
                                      .work = derive,
                                      .state = &at,
                                      .runs = 1 });
        sg_bench_figure(bench, "escalation, steps decided", (double)at.counts.steps, "");
    } else {
        sg_bench_failure(bench, "escalation", err.message);
    }
    sg_graph_free(at.graph);
    sg_builder_free(at.builder);
}
