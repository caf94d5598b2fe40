/* roles.c - HAS that follows from two descriptions: which role a machine or a pod runs as.
 *
 *     machine --instanceProfile--> profile <--instanceProfiles-- role
 *     service account --roleArn--> role      when the role's trust lets that account's token in
 *     pod --HAS--> service account --HAS--> role                       then so does the pod
 *
 * What one description names (the role of a function, a task, a pod identity association) is
 * HAS in the inventory already.
 */
#include "ingest/derive/derive.h"
#include "ingest/derive/evaluate.h"
#include "ingest/derive/read.h"
#include "ingest/derive/workloads.h"

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

/* --- machines ----------------------------------------------------------------------------- */

static sg_status derive_machines(naming *work)
{
    sg_cursor at = sg_nodes_with(work->graph, SG_STR("VirtualMachine"));

    SG_TRY(sg_profiles_read(work->graph, work->arena, &work->profiles));
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

/* --- Kubernetes --------------------------------------------------------------------------- */

static bool find_role(const naming *work, sg_str key, sg_node *out)
{
    return key.length > 0 && sg_graph_find_node(work->graph, key, out) &&
           sg_node_is(work->graph, *out, SG_STR("AccessRole"));
}

/* Whether the role lets a token of the service account in: it trusts the cluster's issuer and
 * the subject passes its conditions. */
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

/* The role that the account asks for by annotation, when it lets the account in. */
static sg_status annotated_role(naming *work, sg_node account, sg_node *role, bool *admitted)
{
    const sg_graph *graph = work->graph;
    sg_str issuer = issuer_of(work, account);
    sg_str subject;

    *admitted = false;
    if (issuer.length == 0 ||
        !find_role(work, sg_read_text(graph, account, SG_STR("roleArn"), work->arena), role))
        return SG_OK;
    subject =
        sg_arena_format(work->arena, "system:serviceaccount:%.*s:%.*s",
                        SG_FMT(sg_read_text(graph, account, SG_STR("namespace"), work->arena)),
                        SG_FMT(sg_read_text(graph, account, SG_STR("name"), work->arena)));
    if (!subject.bytes)
        return SG_ENOMEM;
    return admits_token(work, *role, issuer, subject, admitted);
}

/* All that the pod may get from its service account: roles in the inventory, and the annotated
 * one. */
static sg_status give_to_pod(naming *work, sg_node pod, sg_node account)
{
    sg_neighbours at = sg_neighbours_by(work->graph, account, SG_STR("HAS"), SG_OUT);
    sg_node role;
    bool admitted;

    while (sg_neighbours_next(&at))
        if (sg_node_is(work->graph, at.node, SG_STR("AccessRole")))
            SG_TRY(
                write_has(work, pod, at.node,
                          sg_read_edge_text(work->graph, at.edge, SG_STR("via"), work->arena)));
    SG_TRY(annotated_role(work, account, &role, &admitted));
    return admitted ? write_has(work, pod, role, SG_STR("irsa")) : SG_OK;
}

static sg_status derive_kubernetes(naming *work)
{
    sg_cursor account = sg_nodes_with(work->graph, SG_STR("KubernetesServiceAccount"));
    sg_cursor pod = sg_nodes_with(work->graph, SG_STR("Pod"));

    while (sg_cursor_next(&account)) {
        sg_node role;
        bool admitted;
        SG_TRY(annotated_role(work, account.node, &role, &admitted));
        if (admitted)
            SG_TRY(write_has(work, account.node, role, SG_STR("irsa")));
    }
    while (sg_cursor_next(&pod)) {
        sg_neighbours at = sg_neighbours_by(work->graph, pod.node, SG_STR("HAS"), SG_OUT);
        while (sg_neighbours_next(&at))
            if (sg_node_is(work->graph, at.node, SG_STR("KubernetesServiceAccount")))
                SG_TRY(give_to_pod(work, pod.node, at.node));
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
        status = derive_kubernetes(&work);
    sg_table_free(&work.profiles);
    sg_arena_free(work.arena);
    return status == SG_ENOMEM ? sg_fail_memory(err) : status;
}
