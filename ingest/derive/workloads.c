/* workloads.c - from HAS and instance profiles to a list by account. */
#include "ingest/derive/workloads.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "ingest/derive/read.h"

/* Which call tells of what with its role, and which lists what that call is asked about. */
static const struct {
    sg_str kind; /* what the ARN pattern ends in */
    sg_str call, list;
} calls[] = {
    { SG_STR_INIT(":service/*"), SG_STR_INIT("apprunner:DescribeService"),
      SG_STR_INIT("apprunner:ListServices") },
    { SG_STR_INIT(":job-definition/*"), SG_STR_INIT("batch:DescribeJobDefinitions"),
      SG_STR_INIT("") },
    { SG_STR_INIT(":code-interpreter-custom/*"),
      SG_STR_INIT("bedrock-agentcore-control:GetCodeInterpreter"),
      SG_STR_INIT("bedrock-agentcore-control:ListCodeInterpreters") },
    { SG_STR_INIT(":stack/*"), SG_STR_INIT("cloudformation:DescribeStacks"), SG_STR_INIT("") },
    { SG_STR_INIT(":project/*"), SG_STR_INIT("codebuild:BatchGetProjects"),
      SG_STR_INIT("codebuild:ListProjects") },
    { SG_STR_INIT(":instance/*"), SG_STR_INIT("ec2:DescribeInstances"), SG_STR_INIT("") },
    { SG_STR_INIT(":launch-template/*"), SG_STR_INIT("ec2:DescribeLaunchTemplateVersions"),
      SG_STR_INIT("ec2:DescribeLaunchTemplates") },
    { SG_STR_INIT(":task/*"), SG_STR_INIT("ecs:DescribeTasks"),
      SG_STR_INIT("ecs:ListClusters") },
    { SG_STR_INIT(":devEndpoint/*"), SG_STR_INIT("glue:GetDevEndpoints"), SG_STR_INIT("") },
    { SG_STR_INIT(":function:*"), SG_STR_INIT("lambda:ListFunctions"), SG_STR_INIT("") },
    { SG_STR_INIT(":notebook-instance/*"), SG_STR_INIT("sagemaker:DescribeNotebookInstance"),
      SG_STR_INIT("sagemaker:ListNotebookInstances") },
    { SG_STR_INIT(":stateMachine:*"), SG_STR_INIT("stepfunctions:DescribeStateMachine"),
      SG_STR_INIT("stepfunctions:ListStateMachines") },
};

typedef struct listing {
    const sg_estate *estate;
    sg_table profiles;  /* ARN of an instance profile to node id of its role */
    sg_table resources; /* ARN of a function to its index */
    SG_ARRAY(sg_workload) found;
} listing;

sg_status sg_profiles_read(const sg_graph *graph, sg_arena *arena, sg_table *out)
{
    sg_cursor at = sg_nodes_with(graph, SG_STR("AccessRole"));

    while (sg_cursor_next(&at)) {
        sg_value profiles = sg_read(graph, at.node, SG_STR("instanceProfiles"), arena);
        for (uint32_t i = 0; profiles.type == SG_TYPE_LIST && i < profiles.length; i++)
            if (profiles.list[i].type == SG_TYPE_STRING)
                SG_TRY(
                    sg_table_put(out, sg_value_str(profiles.list[i]), at.node.id, NULL, NULL));
    }
    return SG_OK;
}

/* --- what was collected ------------------------------------------------------------------- */

/* What the rows of the coverage say of one call in one account. */
typedef struct answer {
    bool any, badly,
        items; /* answered somewhere; somewhere not in full; with something in it */
} answer;

static void note_answer(answer *noted, const sg_coverage_row *row)
{
    noted->any = true;
    noted->badly = noted->badly || row->status != SG_COVERAGE_COMPLETE;
    noted->items = noted->items || row->items > 0;
}

/* By account and kind: whether the call was answered in full everywhere, or the list without an item. */
static sg_status read_collected(const sg_estate *estate, sg_workloads *out)
{
    size_t count = estate->account_count * SG_COUNT(calls) + 1;
    answer *called = sg_arena_make_array(estate->arena, answer, count);
    answer *listed = sg_arena_make_array(estate->arena, answer, count);
    bool *collected = sg_arena_make_array(estate->arena, bool, count);
    size_t rows = estate->coverage ? sg_coverage_rows(estate->coverage) : 0;

    if (!called || !listed || !collected)
        return SG_ENOMEM;
    for (size_t i = 0; i < rows; i++) {
        const sg_coverage_row *row = sg_coverage_at(estate->coverage, i);
        uint32_t account;
        if (!sg_estate_find_account(estate, row->account, &account))
            continue;
        for (size_t k = 0; k < SG_COUNT(calls); k++) {
            if (sg_str_equal(row->call, calls[k].call))
                note_answer(&called[account * SG_COUNT(calls) + k], row);
            else if (sg_str_equal(row->call, calls[k].list))
                note_answer(&listed[account * SG_COUNT(calls) + k], row);
        }
    }
    for (size_t i = 0; i < count; i++)
        collected[i] = (called[i].any && !called[i].badly) ||
                       (listed[i].any && !listed[i].badly && !listed[i].items);
    out->collected = collected;
    return SG_OK;
}

bool sg_workloads_collected(const sg_workloads *workloads, sg_str pattern, uint32_t account)
{
    for (size_t i = 0; i < SG_COUNT(calls); i++)
        if (sg_str_ends(pattern, calls[i].kind))
            return workloads->collected[account * SG_COUNT(calls) + i];
    return false;
}

/* --- what runs ---------------------------------------------------------------------------- */

/* "lt-1:3", its third version, is of the template lt-1. */
static sg_str arn_of_template(const listing *list, sg_node node, uint32_t role)
{
    const sg_estate *estate = list->estate;
    sg_str rest;
    sg_str id =
        sg_str_cut(sg_read_text(estate->graph, node, SG_STR("id"), estate->arena), ':', &rest);

    return sg_arena_format(
        estate->arena, "arn:aws:ec2:%.*s:%.*s:launch-template/%.*s",
        SG_FMT(sg_read_text(estate->graph, node, SG_STR("region"), estate->arena)),
        SG_FMT(estate->principals[role].caller.account), SG_FMT(id));
}

static sg_status note(listing *list, sg_node node, uint32_t role)
{
    sg_str arn = sg_read_arn(list->estate->graph, node, list->estate->arena);
    sg_workload workload = { .node = node, .role = role };
    uint64_t index;

    if (arn.length == 0 && sg_node_is(list->estate->graph, node, SG_STR("LaunchTemplate")))
        arn = arn_of_template(list, node, role);
    if (!arn.bytes)
        return SG_ENOMEM;
    if (arn.length == 0)
        return SG_OK;
    workload.arn = arn;
    if (sg_table_find(&list->resources, arn, &index))
        workload.resource = &list->estate->resources[index];
    return sg_array_push(&list->found, workload);
}

static sg_status note_users_of(listing *list, uint32_t role)
{
    sg_node node = list->estate->principals[role].node;
    sg_neighbours at = sg_neighbours_by(list->estate->graph, node, SG_STR("HAS"), SG_IN);

    while (sg_neighbours_next(&at))
        SG_TRY(note(list, at.node, role));
    return SG_OK;
}

/* Machines and launch templates name an instance profile. */
static sg_status note_profiled(listing *list)
{
    const sg_graph *graph = list->estate->graph;
    sg_key key;

    if (!sg_graph_find_key(graph, SG_STR("instanceProfile"), &key))
        return SG_OK;
    for (uint32_t s = 0; s < sg_graph_label_sets(graph); s++) {
        sg_label_set set = { (uint16_t)s };
        sg_range range = sg_label_set_range(graph, set);
        if (!sg_graph_column(graph, set, key))
            continue;
        for (uint32_t id = range.first; id < range.last; id++) {
            sg_str profile = sg_read_text(graph, (sg_node){ id }, SG_STR("instanceProfile"),
                                          list->estate->arena);
            uint64_t node;
            uint32_t role;
            if (sg_table_find(&list->profiles, profile, &node) &&
                sg_estate_find_principal(
                    list->estate,
                    sg_read_arn(graph, (sg_node){ (uint32_t)node }, list->estate->arena),
                    &role))
                SG_TRY(note(list, (sg_node){ id }, role));
        }
    }
    return SG_OK;
}

static sg_status index_estate(listing *list)
{
    const sg_estate *estate = list->estate;

    SG_TRY(sg_profiles_read(estate->graph, estate->arena, &list->profiles));
    for (uint32_t i = 0; i < estate->resource_count; i++)
        if (estate->resources[i].symbol == SG_RESOURCE_FUNCTION)
            SG_TRY(
                sg_table_put(&list->resources, estate->resources[i].target.arn, i, NULL, NULL));
    return SG_OK;
}

static int compare_arns(const void *left, const void *right)
{
    const sg_workload *a = left;
    const sg_workload *b = right;
    int order = sg_str_compare(a->arn, b->arn);

    return order != 0 ? order : a->role < b->role ? -1 : a->role > b->role;
}

/* Sorts by account, by counting, and each account by ARN. */
static sg_status group(const listing *list, sg_workloads *out)
{
    const sg_estate *estate = list->estate;
    size_t accounts = estate->account_count;
    uint32_t *first = sg_arena_make_array(estate->arena, uint32_t, accounts + 2);
    sg_workload *items = sg_arena_make_array(estate->arena, sg_workload, list->found.count + 1);

    if (!first || !items)
        return SG_ENOMEM;
    for (size_t i = 0; i < list->found.count; i++)
        first[estate->principals[list->found.items[i].role].account + 2]++;
    for (size_t i = 2; i < accounts + 2; i++)
        first[i] += first[i - 1];
    for (size_t i = 0; i < list->found.count; i++)
        items[first[estate->principals[list->found.items[i].role].account + 1]++] =
            list->found.items[i];
    for (size_t a = 0; a < accounts; a++)
        qsort(&items[first[a]], first[a + 1] - first[a], sizeof *items, compare_arns);
    *out = (sg_workloads){ .items = items, .first = first };
    return read_collected(estate, out);
}

static sg_status list_all(listing *list, sg_workloads *out)
{
    SG_TRY(index_estate(list));
    for (uint32_t i = 0; i < list->estate->principal_count; i++)
        if (list->estate->principals[i].caller.kind == SG_CALLER_ROLE)
            SG_TRY(note_users_of(list, i));
    SG_TRY(note_profiled(list));
    return group(list, out);
}

sg_status sg_workloads_read(const sg_estate *estate, sg_workloads *out)
{
    listing list = { .estate = estate };
    sg_status status = list_all(&list, out);

    sg_table_free(&list.profiles);
    sg_table_free(&list.resources);
    sg_array_free(&list.found);
    return status;
}
