/* access.c - CAN_ACCESS from ten thousand roles to a million resources.
 *
 * An account has 100 roles and 10,000 resources of four kinds.  Policies are as they are: most roles carry
 * one of a few managed policies and one of their own with two statements; some have a boundary; one
 * bucket in twenty has a policy that denies.  Pairs that are allowed would be some billion relationships
 * one by one.
 */
#include "bench/access.h"

#include <stdlib.h>
#include <string.h>

#include "bench/identities.h"
#include "engine/build.h"
#include "ingest/derive/derive.h"
#include "query/query.h"

enum { ACCOUNTS = 100, ROLES = 100, OF_A_KIND = 2500, MANAGED = 20, THREADS = 2 };

static const struct {
    const char *label, *begin; /* of the ARN */
    bool global;               /* neither region nor account in it */
} kinds[] = {
    { "Bucket", "arn:aws:s3:::data-", true },
    { "Queue", "arn:aws:sqs:eu-west-1:100000000", false },
    { "Secret", "arn:aws:secretsmanager:eu-west-1:100000000", false },
    { "Topic", "arn:aws:sns:eu-west-1:100000000", false },
};

typedef struct scene {
    sg_builder *builder;
    sg_graph *graph, *derived;
    sg_arena *arena;
    sg_build_node managed[MANAGED];
} scene;

static sg_status add_managed(scene *at)
{
    static const char *const actions[] = { "s3:*",        "s3:Get*",          "sqs:*",
                                           "sns:Publish", "secretsmanager:*", "s3:List*",
                                           "sqs:Send*",   "ec2:Describe*",    "logs:*",
                                           "cloudwatch:*" };
    char document[512];
    char key[64];

    for (unsigned i = 0; i < MANAGED; i++) {
        (void)snprintf(document, sizeof document,
                       "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                       "\"Action\":[\"%s\",\"%s\"],\"Resource\":\"*\"}]}",
                       actions[i % SG_COUNT(actions)],
                       actions[(i * 7 + i / 10) % SG_COUNT(actions)]);
        (void)snprintf(key, sizeof key, "managed-%u", i);
        SG_TRY(sg_bench_add_policy(at->builder, sg_str_of(key), document, &at->managed[i]));
    }
    return SG_OK;
}

/* Every role has a policy of its own, so that no two roles of the account are alike. */
static sg_status add_role(scene *at, sg_str account, unsigned number, unsigned role)
{
    char document[768];
    char key[96];
    sg_build_node node, own;

    (void)snprintf(key, sizeof key, "arn:aws:iam::%.*s:role/role-%03u", SG_FMT(account), role);
    SG_TRY(sg_bench_add_node(at->builder, sg_str_of(key), "AccessRole", account, &node));
    (void)snprintf(
        document, sizeof document,
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
        "\"s3:*Object\",\"Resource\":[\"arn:aws:s3:::data-%03u-%02u*\",\"arn:aws:s3:::"
        "data-*%02u/in/*\"]},{\"Effect\":\"Deny\",\"Action\":[\"s3:Delete*\",\"sqs:Purge*\"]"
        ",\"Resource\":\"arn:aws:s3:::data-%03u-%u*\"}]}",
        number, role % 25, role, number, role % 10);
    (void)snprintf(key + strlen(key), sizeof key - strlen(key), "/policy");
    SG_TRY(sg_bench_add_policy(at->builder, sg_str_of(key), document, &own));
    SG_TRY(sg_bench_attach(at->builder, node, own, "identity"));
    if (role % 10 == 0)
        SG_TRY(sg_bench_attach(at->builder, node, at->managed[role % MANAGED], "boundary"));
    return sg_bench_attach(at->builder, node, at->managed[(role * 13) % MANAGED], "identity");
}

static sg_status add_resource(scene *at, size_t kind, sg_str account, unsigned number,
                              unsigned resource)
{
    char key[128];
    sg_build_node node, policy;

    sg_arena_reset(at->arena);
    sg_str arn = sg_arena_format(at->arena, "%s%03u%s%04u", kinds[kind].begin, number,
                                 kinds[kind].global ? "-" : ":thing-", resource);
    if (!arn.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_bench_add_node(at->builder, arn, kinds[kind].label, account, &node));
    if (kind != 0)
        return SG_OK;
    SG_TRY(sg_builder_set(at->builder, node, SG_STR("policyCollected"), sg_boolean(true)));
    SG_TRY(sg_builder_set(at->builder, node, SG_STR("objectOwnership"),
                          sg_string(SG_STR("BucketOwnerEnforced"))));
    if (resource % 20 > 0)
        return SG_OK;
    (void)snprintf(key, sizeof key, "%.*s/policy", SG_FMT(arn));
    SG_TRY(sg_bench_add_policy(
        at->builder, sg_str_of(key),
        "{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\","
        "\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}}",
        &policy));
    return sg_bench_attach(at->builder, node, policy, "resource");
}

static sg_status add_account(scene *at, unsigned number)
{
    char account[16];
    sg_build_node node;

    (void)snprintf(account, sizeof account, "100000000%03u", number);
    SG_TRY(sg_bench_add_node(at->builder, sg_str_of(account), "Account", sg_str_of(account),
                             &node));
    for (unsigned role = 0; role < ROLES; role++)
        SG_TRY(add_role(at, sg_str_of(account), number, role));
    for (size_t kind = 0; kind < SG_COUNT(kinds); kind++)
        for (unsigned i = 0; i < OF_A_KIND; i++)
            SG_TRY(add_resource(at, kind, sg_str_of(account), number, i));
    return SG_OK;
}

static sg_status make_scene(scene *at, sg_error *err)
{
    SG_TRY(sg_arena_new(0, &at->arena));
    SG_TRY(sg_builder_new(0, &at->builder));
    SG_TRY(add_managed(at));
    for (unsigned i = 0; i < ACCOUNTS; i++)
        SG_TRY(add_account(at, i));
    return sg_builder_freeze(at->builder, &at->graph, err);
}

/* A line of /proc/self/status in MiB: VmRSS now, or VmHWM since the marks were cleared. */
static double memory_now(const char *name)
{
    char line[128];
    double kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");

    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0)
            kilobytes = strtod(line + strlen(name), NULL);
    if (file)
        fclose(file);
    return kilobytes / 1024;
}

static void clear_marks(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");

    if (!file)
        return;
    fputs("5", file);
    fclose(file);
}

static bool derive(void *state, uint64_t *counted)
{
    scene *at = state;
    sg_derive_options options = sg_derive_defaults();
    sg_error err = { .status = SG_OK };

    options.threads = THREADS;
    *counted = (uint64_t)ACCOUNTS * ROLES;
    return sg_derive_access(at->graph, at->builder, NULL, &options, &err) == SG_OK;
}

static bool count(void *state, uint64_t *counted)
{
    const scene *at = state;
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    bool good = sg_query_prepare(
                    at->derived,
                    SG_STR("MATCH (r:AccessRole)-[:CAN_ACCESS]->(b:Bucket) RETURN count(*)"),
                    NULL, &query, NULL) == SG_OK &&
                sg_query_run(query, sg_null(), &result, NULL) == SG_OK &&
                sg_result_next(result, &row, NULL) == SG_ROW && row[0].type == SG_TYPE_INTEGER;

    *counted = good ? (uint64_t)row[0].integer : 0;
    sg_result_close(result);
    sg_query_free(query);
    return *counted > 0;
}

static void run(sg_bench *bench, scene *at)
{
    sg_error err = { .status = SG_OK };
    double before;

    clear_marks();
    before = memory_now("VmRSS:");
    sg_bench_run(bench, &(sg_bench_row){ .name = "access, 10,000 roles x 1,000,000",
                                         .unit = "roles",
                                         .work = derive,
                                         .state = at,
                                         .runs = 1 });
    sg_bench_figure(bench, "access, memory of it", memory_now("VmHWM:") - before, "MiB");
    if (sg_builder_freeze(at->builder, &at->derived, &err) == SG_OK)
        sg_bench_run(bench, &(sg_bench_row){ .name = "access, count of roles to buckets",
                                             .unit = "pairs",
                                             .work = count,
                                             .state = at,
                                             .runs = 50 });
    else
        sg_bench_failure(bench, "access, count of roles to buckets", err.message);
}

void sg_bench_access(sg_bench *bench)
{
    scene at = { .builder = NULL };
    sg_error err = { .status = SG_OK };

    if (!sg_bench_wanted(bench, "access"))
        return;
    if (make_scene(&at, &err) == SG_OK)
        run(bench, &at);
    else
        sg_bench_failure(bench, "access", err.message);
    sg_graph_free(at.derived);
    sg_graph_free(at.graph);
    sg_builder_free(at.builder);
    sg_arena_free(at.arena);
}
