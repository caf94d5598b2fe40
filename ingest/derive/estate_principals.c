/* estate_principals.c - users and roles with all policies that speak for and against them. */
#include "ingest/derive/arn.h"
#include "ingest/derive/estate.h"
#include "ingest/derive/read.h"

static bool is_known(const sg_estate *estate, sg_node node)
{
    return sg_read_truth(estate->graph, node, SG_STR("known"), estate->arena) != SG_FALSE;
}

static sg_iam_caller_kind kind_of(const sg_estate *estate, sg_node node, sg_str arn)
{
    if (sg_node_is(estate->graph, node, SG_STR("AccessRole")))
        return SG_CALLER_ROLE;
    if (sg_str_ends(arn, SG_STR(":root")) ||
        sg_read_truth(estate->graph, node, SG_STR("isRoot"), estate->arena) == SG_TRUE)
        return SG_CALLER_ROOT;
    return SG_CALLER_USER;
}

/* The ARN of the policy that is its boundary. */
static sg_str boundary_of(const sg_estate *estate, sg_node principal)
{
    sg_neighbours at = sg_neighbours_by(estate->graph, principal, SG_STR("HAS_POLICY"), SG_OUT);

    while (sg_neighbours_next(&at)) {
        sg_str kind = sg_read_edge_text(estate->graph, at.edge, SG_STR("kind"), estate->arena);
        if (sg_str_equal(kind, SG_STR("boundary")))
            return sg_read_arn(estate->graph, at.node, estate->arena);
    }
    return (sg_str){ "", 0 };
}

sg_iam_target sg_estate_principal_target(const sg_estate_principal *principal)
{
    return (sg_iam_target){
        .arn = principal->caller.arn,
        .account = principal->caller.account,
        .organization = principal->caller.organization,
        .org_path = principal->caller.org_path,
        .tags = principal->caller.tags,
        .restricted = SG_FALSE,
        .boundary = principal->boundary,
        .unbounded = principal->known && !principal->identity.bounded,
    };
}

static sg_status read_policies(sg_estate *estate, sg_estate_principal *principal)
{
    sg_neighbours group =
        sg_neighbours_by(estate->graph, principal->node, SG_STR("MEMBER_OF"), SG_OUT);
    sg_iam_identity *identity = &principal->identity;
    uint32_t bounds = 0;

    SG_TRY(sg_estate_attached(estate, principal->node, SG_STR("identity"), &identity->policies,
                              NULL));
    while (sg_neighbours_next(&group)) {
        if (!is_known(estate, group.node))
            identity->policies.incomplete = true;
        SG_TRY(sg_estate_attached(estate, group.node, SG_STR("identity"), &identity->policies,
                                  NULL));
    }
    SG_TRY(sg_estate_attached(estate, principal->node, SG_STR("boundary"), &identity->boundary,
                              &bounds));
    identity->bounded = bounds > 0;
    principal->boundary = boundary_of(estate, principal->node);
    if (principal->caller.kind != SG_CALLER_ROLE)
        return SG_OK;
    return sg_estate_policy(
        estate,
        sg_read_text(estate->graph, principal->node, SG_STR("trustPolicy"), estate->arena),
        &principal->trust);
}

static sg_status read_principal(sg_estate *estate, sg_node node)
{
    sg_estate_principal *principal = &estate->principals[estate->principal_count];
    sg_str arn = sg_read_arn(estate->graph, node, estate->arena);
    sg_arn parts;
    bool added;

    if (!sg_arn_split(arn, &parts) || !sg_is_account(parts.account))
        return SG_OK;
    SG_TRY(sg_table_put(&estate->principal_index, arn, estate->principal_count, NULL, &added));
    if (!added)
        return SG_OK;
    *principal = (sg_estate_principal){ .node = node, .known = is_known(estate, node) };
    SG_TRY(sg_estate_add_account(estate, parts.account, &principal->account));
    principal->caller = (sg_iam_caller){
        .kind = kind_of(estate, node, arn),
        .arn = arn,
        .account = parts.account,
        .name = sg_last_part(parts.resource),
        .unique_id = sg_read_text(estate->graph, node, SG_STR("uniqueId"), estate->arena),
        .organization = estate->accounts[principal->account].organization,
        .org_path = estate->accounts[principal->account].org_path,
        .canonical = estate->accounts[principal->account].canonical,
        .service_linked = sg_str_starts(parts.resource, SG_STR("role/aws-service-role/")),
        .tags = { estate->graph, node },
    };
    estate->principal_count++;
    SG_TRY(read_policies(estate, principal));

    sg_estate_account *account = &estate->accounts[principal->account];
    account->has_principals = account->has_principals || principal->known;
    account->ours = account->ours || principal->known;
    if (!estate->coverage && principal->identity.policies.count > 0)
        account->identities_collected = true;
    return SG_OK;
}

/* What depends on all principals of an account having been seen. */
static void finish(sg_estate *estate, sg_estate_principal *principal)
{
    const sg_estate_account *account = &estate->accounts[principal->account];

    if (!account->identities_collected)
        principal->identity.policies.incomplete = true;
    if (account->guarded && !principal->caller.service_linked)
        principal->identity.guardrails = principal->caller.guardrails = &account->guardrails;
}

/* Also by a file that does not tell its account: it speaks of the principals in it. */
static bool were_collected(const sg_estate *estate, sg_str account)
{
    static const sg_str call = SG_STR_INIT("iam:GetAccountAuthorizationDetails");

    return sg_coverage_collected(estate->coverage, account, SG_STR("global"), call) ||
           sg_coverage_collected(estate->coverage, SG_STR(""), SG_STR("global"), call);
}

sg_status sg_estate_read_principals(sg_estate *estate, sg_error *err)
{
    static const sg_str labels[] = { SG_STR_INIT("UserAccount"), SG_STR_INIT("AccessRole") };
    size_t room = 1;

    for (size_t i = 0; i < SG_COUNT(labels); i++)
        room += sg_count_with(estate->graph, labels[i]);
    estate->principals = sg_arena_make_array(estate->arena, sg_estate_principal, room);
    if (!estate->principals)
        return sg_fail_memory(err);
    for (size_t i = 0; i < SG_COUNT(labels); i++) {
        sg_cursor at = sg_nodes_with(estate->graph, labels[i]);
        while (sg_cursor_next(&at)) {
            if (read_principal(estate, at.node) != SG_OK)
                return sg_fail_memory(err);
            sg_estate_rest(estate, estate->principal_count);
        }
    }
    for (uint32_t i = 0; i < estate->account_count; i++)
        if (were_collected(estate, estate->accounts[i].number))
            estate->accounts[i].identities_collected = true;
    for (uint32_t i = 0; i < estate->principal_count; i++)
        finish(estate, &estate->principals[i]);
    return SG_OK;
}
