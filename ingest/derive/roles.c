/* roles.c - HAS: which role a workload runs as, from what its description names.
 *
 *     machine --instanceProfile--> profile <--instanceProfiles-- role
 *     function, task -------------------------- ARN ----------> role
 *     pod --serviceAccount--> service account --annotation----> role     when the role's trust lets
 *                                             --association---> role     that account's token in
 *
 * Keys: a service account is `<cluster>/<namespace>/<name>`, as is `cluster` of its pods a key.
 */
#include "ingest/derive/derive.h"
#include "ingest/derive/evaluate.h"
#include "ingest/derive/mentions.h"
#include "ingest/derive/read.h"

#include "engine/base/table.h"

typedef struct naming {
    const sg_graph *graph;
    sg_builder *builder;
    sg_arena *arena;
    sg_table profiles; /* ARN of an instance profile to node id */
} naming;

static sg_status write_has(naming *work, sg_node from, sg_node to, sg_str via)
{
    sg_build_edge edge;

    SG_TRY(sg_builder_merge_edge(work->builder, sg_builder_handle(work->builder, from),
                                 SG_STR("HAS"), sg_builder_handle(work->builder, to),
                                 SG_STR(""), &edge));
    return sg_builder_set_edge(work->builder, edge, SG_STR("via"), sg_string(via));
}

/* --- machines -------------------------------------------------------------------------------- */

static sg_status index_profiles(naming *work)
{
    sg_cursor at = sg_nodes_with(work->graph, SG_STR("AccessRole"));

    while (sg_cursor_next(&at)) {
        sg_value profiles =
            sg_read(work->graph, at.node, SG_STR("instanceProfiles"), work->arena);
        for (uint32_t i = 0; profiles.type == SG_TYPE_LIST && i < profiles.length; i++)
            if (profiles.list[i].type == SG_TYPE_STRING)
                SG_TRY(sg_table_put(&work->profiles, sg_value_str(profiles.list[i]), at.node.id,
                                    NULL, NULL));
    }
    return SG_OK;
}

static sg_status derive_machines(naming *work)
{
    sg_cursor at = sg_nodes_with(work->graph, SG_STR("VirtualMachine"));

    SG_TRY(index_profiles(work));
    while (sg_cursor_next(&at)) {
        sg_str profile =
            sg_read_text(work->graph, at.node, SG_STR("instanceProfile"), work->arena);
        uint64_t role;
        if (sg_table_find(&work->profiles, profile, &role))
            SG_TRY(write_has(work, at.node, (sg_node){ (uint32_t)role },
                             SG_STR("instanceProfile")));
    }
    return SG_OK;
}

/* --- workloads that name their role ---------------------------------------------------------- */

static bool find_role(const naming *work, sg_str key, sg_node *out)
{
    return key.length > 0 && sg_graph_find_node(work->graph, key, out) &&
           sg_node_is(work->graph, *out, SG_STR("AccessRole"));
}

static sg_status derive_named(naming *work)
{
    static const struct {
        sg_str label, property;
    } rows[] = {
        { SG_STR_INIT("ServerlessFunction"), SG_STR_INIT("executionRole") },
        { SG_STR_INIT("ContainerTask"), SG_STR_INIT("taskRole") },
    };

    for (size_t i = 0; i < SG_COUNT(rows); i++) {
        sg_cursor at = sg_nodes_with(work->graph, rows[i].label);
        while (sg_cursor_next(&at)) {
            sg_node role;
            if (find_role(work,
                          sg_read_text(work->graph, at.node, rows[i].property, work->arena),
                          &role))
                SG_TRY(write_has(work, at.node, role, rows[i].property));
        }
    }
    return SG_OK;
}

/* --- Kubernetes ------------------------------------------------------------------------------ */

/* Whether the role lets a token of the service account in: it trusts the cluster's issuer and the
 * subject passes its conditions. */
static sg_status admits_token(naming *work, sg_node role, sg_str issuer, sg_str subject,
                              bool *out)
{
    sg_error story = { .status = SG_OK };
    sg_iam_policy policy;
    const sg_iam_policy *const trust[] = { &policy };
    sg_iam_caller caller = { .kind = SG_CALLER_FEDERATED };
    sg_iam_target target = { .arn = sg_read_arn(work->graph, role, work->arena),
                             .policy_role = SG_POLICY_REQUIRED,
                             .policies = { .items = trust, .count = 1 },
                             .restricted = SG_FALSE };
    sg_given given[] = {
        { .key = sg_arena_format(work->arena, "%.*s:sub", SG_FMT(issuer)), .value = subject },
        { .key = sg_arena_format(work->arena, "%.*s:aud", SG_FMT(issuer)),
          .value = SG_STR("sts.amazonaws.com") },
    };
    sg_iam_request request = { .caller = &caller,
                               .target = &target,
                               .action = SG_STR("sts:AssumeRoleWithWebIdentity"),
                               .given = given,
                               .given_count = SG_COUNT(given) };

    *out = false;
    if (!given[0].key.bytes || !given[1].key.bytes)
        return SG_ENOMEM;
    sg_status status =
        sg_iam_policy_parse(sg_read_text(work->graph, role, SG_STR("trustPolicy"), work->arena),
                            work->arena, &policy, &story);
    if (status == SG_ENOMEM)
        return status;
    for (uint32_t s = 0; status == SG_OK && !*out && s < policy.count; s++) {
        const sg_iam_statement *statement = &policy.statements[s];
        for (uint32_t p = 0; !*out && p < statement->principal_count; p++) {
            sg_iam_decision decision;
            if (statement->principals[p].kind != SG_NAMED_FEDERATED ||
                !sg_str_ends(statement->principals[p].text, issuer))
                continue;
            caller.arn = statement->principals[p].text;
            SG_TRY(sg_iam_decide(&request, work->arena, &decision));
            *out = decision.may;
        }
    }
    return SG_OK;
}

/* The cluster by name or key, for its issuer; empty when it is not known. */
static sg_str issuer_of(const naming *work, sg_node account)
{
    sg_neighbours at = sg_neighbours_by(work->graph, account, SG_STR("CONTAINS"), SG_IN);
    sg_str cluster = sg_read_text(work->graph, account, SG_STR("cluster"), work->arena);
    sg_node node;

    while (sg_neighbours_next(&at))
        if (sg_node_is(work->graph, at.node, SG_STR("KubernetesCluster")))
            return sg_read_text(work->graph, at.node, SG_STR("oidcIssuer"), work->arena);
    if (sg_graph_find_node(work->graph, cluster, &node))
        return sg_read_text(work->graph, node, SG_STR("oidcIssuer"), work->arena);
    sg_cursor clusters = sg_nodes_with(work->graph, SG_STR("KubernetesCluster"));
    while (sg_cursor_next(&clusters))
        if (cluster.length > 0 &&
            sg_str_equal(sg_read_text(work->graph, clusters.node, SG_STR("name"), work->arena),
                         cluster))
            return sg_read_text(work->graph, clusters.node, SG_STR("oidcIssuer"), work->arena);
    return (sg_str){ "", 0 };
}

/* The role of a service account, by association or by annotation; *via empty: none. */
static sg_status role_of(naming *work, sg_node account, sg_node *role, sg_str *via)
{
    const sg_graph *graph = work->graph;
    sg_str issuer = issuer_of(work, account);
    sg_str subject;
    bool admitted = false;

    *via = (sg_str){ "", 0 };
    if (find_role(work, sg_read_text(graph, account, SG_STR("podIdentityRole"), work->arena),
                  role)) {
        *via = SG_STR("podIdentity");
        return SG_OK;
    }
    if (issuer.length == 0 ||
        !find_role(work, sg_read_text(graph, account, SG_STR("roleArn"), work->arena), role))
        return SG_OK;
    subject =
        sg_arena_format(work->arena, "system:serviceaccount:%.*s:%.*s",
                        SG_FMT(sg_read_text(graph, account, SG_STR("namespace"), work->arena)),
                        SG_FMT(sg_read_text(graph, account, SG_STR("name"), work->arena)));
    if (!subject.bytes)
        return SG_ENOMEM;
    SG_TRY(admits_token(work, *role, issuer, subject, &admitted));
    if (admitted)
        *via = SG_STR("irsa");
    return SG_OK;
}

static sg_status derive_service_accounts(naming *work)
{
    sg_cursor at = sg_nodes_with(work->graph, SG_STR("KubernetesServiceAccount"));

    while (sg_cursor_next(&at)) {
        sg_node role;
        sg_str via;

        SG_TRY(role_of(work, at.node, &role, &via));
        if (via.length > 0)
            SG_TRY(write_has(work, at.node, role, via));
    }
    return SG_OK;
}

/* The service account a pod runs as: by relationship, or by name in its namespace. */
static sg_status account_of(naming *work, sg_node pod, sg_node *out, bool *found)
{
    const sg_graph *graph = work->graph;
    sg_neighbours at = sg_neighbours_by(graph, pod, SG_STR("HAS"), SG_OUT);
    sg_str key;

    *found = true;
    while (sg_neighbours_next(&at)) {
        if (sg_node_is(graph, at.node, SG_STR("KubernetesServiceAccount"))) {
            *out = at.node;
            return SG_OK;
        }
    }
    key = sg_arena_format(
        work->arena, "%.*s/%.*s/%.*s",
        SG_FMT(sg_read_text(graph, pod, SG_STR("cluster"), work->arena)),
        SG_FMT(sg_read_text(graph, pod, SG_STR("namespace"), work->arena)),
        SG_FMT(sg_read_text(graph, pod, SG_STR("serviceAccount"), work->arena)));
    if (!key.bytes)
        return SG_ENOMEM;
    *found = sg_graph_find_node(graph, key, out) &&
             sg_node_is(graph, *out, SG_STR("KubernetesServiceAccount"));
    return SG_OK;
}

static sg_status derive_pods(naming *work)
{
    sg_cursor at = sg_nodes_with(work->graph, SG_STR("Pod"));

    while (sg_cursor_next(&at)) {
        sg_node account, role;
        sg_str via;
        bool found;

        SG_TRY(account_of(work, at.node, &account, &found));
        if (!found)
            continue;
        SG_TRY(write_has(work, at.node, account, SG_STR("serviceAccount")));
        SG_TRY(role_of(work, account, &role, &via));
        if (via.length > 0)
            SG_TRY(write_has(work, at.node, role, via));
    }
    return SG_OK;
}

sg_status sg_derive_roles(const sg_graph *graph, sg_builder *builder,
                          const sg_coverage *coverage, const sg_derive_options *options,
                          sg_error *err)
{
    naming work = { .graph = graph, .builder = builder };
    sg_status status = sg_arena_new(0, &work.arena);

    (void)coverage;
    (void)options;
    if (status == SG_OK)
        status = derive_machines(&work);
    if (status == SG_OK)
        status = derive_named(&work);
    if (status == SG_OK)
        status = derive_service_accounts(&work);
    if (status == SG_OK)
        status = derive_pods(&work);
    sg_table_free(&work.profiles);
    sg_arena_free(work.arena);
    return status == SG_ENOMEM ? sg_fail_memory(err) : status;
}
