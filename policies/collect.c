/* collect.c - one row of a query to one path of one issue.
 *
 *     row  ->  fingerprint of its identity columns  ->  issue, new or known
 *          ->  path of its path columns             ->  kept if among the worst
 */
#include "policies/collect.h"

#include "engine/json.h"
#include "policies/factors.h"

void sg_collector_free(sg_collector *collector)
{
    sg_table_free(&collector->by_issue);
    sg_table_free(&collector->by_path);
    sg_array_free(&collector->issues);
}

/* What tells this value from others of its column: the provider's uid of a node, else its JSON. */
static sg_status uid_of(const sg_collector *collector, sg_value value, sg_str *out,
                        sg_error *err)
{
    if (value.type == SG_TYPE_NODE) {
        sg_resource resource = sg_resource_of(collector->graph, value.node, collector->arena);
        if (resource.id.length > 0) {
            *out = resource.id;
            return SG_OK;
        }
    }
    sg_buffer text = { .length = 0 };
    sg_json_write(value, &text);
    *out = sg_arena_copy(collector->arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return out->bytes ? SG_OK : sg_fail_memory(err);
}

static sg_status fingerprint_of(const sg_collector *collector, const sg_policy *policy,
                                const sg_policy_columns *columns, const sg_value *row,
                                char out[SG_FINGERPRINT_HEX + 1], sg_error *err)
{
    sg_str keys[SG_POLICY_COLUMNS];
    for (uint32_t i = 0; i < columns->identity_count; i++) {
        sg_str uid;
        SG_TRY(uid_of(collector, row[columns->identity[i]], &uid, err));
        keys[i] = sg_arena_format(collector->arena, "%.*s=%.*s",
                                  SG_FMT(policy->identity.items[i]), SG_FMT(uid));
        if (!keys[i].bytes)
            return sg_fail_memory(err);
    }
    sg_issue_fingerprint(collector->options->tenant, policy->id, keys, columns->identity_count,
                         out);
    return SG_OK;
}

static sg_score_input factors_of(const sg_collector *collector, const sg_issue *issue,
                                 const sg_policy_columns *columns, const sg_value *row)
{
    const sg_graph *graph = collector->graph;
    sg_arena *arena = collector->arena;
    sg_score_input factors = columns->fixed;
    if (columns->exposure != SG_NO_COLUMN)
        factors.exposure = sg_exposure_of(graph, row[columns->exposure], arena);
    if (columns->data != SG_NO_COLUMN)
        factors.sensitivity = sg_sensitivity_of(graph, row[columns->data], arena);
    if (columns->privilege != SG_NO_COLUMN)
        factors.privilege = sg_privilege_of(graph, row[columns->privilege], arena);
    factors.exploit = sg_exploit_of(graph, issue->resource.node, arena);
    factors.impact = issue->project ? issue->project->impact : SG_IMPACT_MEDIUM;
    return factors;
}

static sg_status path_of(const sg_collector *collector, const sg_policy_columns *columns,
                         const sg_value *row, sg_issue_path *path, sg_error *err)
{
    sg_resource *hops =
        sg_arena_make_array(collector->arena, sg_resource, columns->path_count + 1);
    if (!hops)
        return sg_fail_memory(err);
    path->hops = hops;
    for (uint32_t i = 0; i < columns->path_count; i++) {
        sg_value value = row[columns->path[i]];
        if (value.type == SG_TYPE_NODE)
            hops[path->count++] =
                sg_resource_of(collector->graph, value.node, collector->arena);
    }
    return SG_OK;
}

/* Whether this path was not seen before at this issue. */
static sg_status is_new_path(sg_collector *collector, const sg_issue *issue,
                             const sg_issue_path *path, bool *out, sg_error *err)
{
    sg_buffer key = { .length = 0 };
    sg_buffer_text(&key, issue->fingerprint);
    for (uint32_t i = 0; i < path->count; i++)
        sg_buffer_format(&key, "\n%u", path->hops[i].node.id);
    sg_str text = sg_arena_copy(collector->arena, sg_buffer_str(&key));
    sg_buffer_free(&key);
    if (!text.bytes || sg_table_put(&collector->by_path, text, 0, NULL, out) != SG_OK)
        return sg_fail_memory(err);
    return SG_OK;
}

/* Worse paths first; among equals, by the ids of their hops, so that runs agree. */
static bool precedes(const sg_issue_path *left, const sg_issue_path *right)
{
    if (left->score.points != right->score.points)
        return left->score.points > right->score.points;
    for (uint32_t i = 0; i < left->count && i < right->count; i++) {
        int order = sg_str_compare(left->hops[i].id, right->hops[i].id);
        if (order != 0)
            return order < 0;
    }
    return left->count < right->count;
}

static void keep_path(sg_issue *issue, sg_issue_path path)
{
    issue->path_count++;
    uint32_t place = issue->paths_kept;
    while (place > 0 && precedes(&path, &issue->paths[place - 1]))
        place--;
    if (place == SG_ISSUE_PATHS)
        return;
    if (issue->paths_kept < SG_ISSUE_PATHS)
        issue->paths_kept++;
    for (uint32_t i = issue->paths_kept - 1; i > place; i--)
        issue->paths[i] = issue->paths[i - 1];
    issue->paths[place] = path;
}

static sg_status find_issue(sg_collector *collector, const sg_policy *policy,
                            const sg_policy_columns *columns, const sg_value *row,
                            sg_issue **out, sg_error *err)
{
    char fingerprint[SG_FINGERPRINT_HEX + 1];
    uint64_t place;
    sg_value primary = row[columns->primary];
    if (primary.type != SG_TYPE_NODE) {
        sg_fail(err, SG_ERUNTIME, "`%.*s`, the primary column, is %s and not a node",
                SG_FMT(policy->primary), sg_type_name((sg_type)primary.type));
        return SG_ERUNTIME;
    }
    SG_TRY(fingerprint_of(collector, policy, columns, row, fingerprint, err));
    if (sg_table_find(&collector->by_issue, sg_str_of(fingerprint), &place)) {
        *out = collector->issues.items[place];
        return SG_OK;
    }
    sg_issue *issue = sg_arena_make(collector->arena, sg_issue);
    if (!issue)
        return sg_fail_memory(err);
    for (size_t i = 0; i < sizeof fingerprint; i++)
        issue->fingerprint[i] = fingerprint[i];
    issue->policy = policy;
    issue->resource = sg_resource_of(collector->graph, primary.node, collector->arena);
    if (collector->options->projects)
        issue->project = sg_project_of(collector->options->projects, collector->graph,
                                       primary.node, collector->arena);
    if (sg_table_put(&collector->by_issue, sg_str_of(issue->fingerprint),
                     collector->issues.count, NULL, NULL) != SG_OK ||
        sg_array_push(&collector->issues, issue) != SG_OK)
        return sg_fail_memory(err);
    *out = issue;
    return SG_OK;
}

sg_status sg_collect_row(sg_collector *collector, const sg_policy *policy,
                         const sg_policy_columns *columns, const sg_value *row, sg_error *err)
{
    sg_issue *issue = NULL;
    sg_issue_path path = { .count = 0 };
    bool is_new = false;
    SG_TRY(find_issue(collector, policy, columns, row, &issue, err));
    SG_TRY(path_of(collector, columns, row, &path, err));
    SG_TRY(is_new_path(collector, issue, &path, &is_new, err));
    if (!is_new)
        return SG_OK;
    path.factors = factors_of(collector, issue, columns, row);
    path.score = sg_score_of(path.factors);
    keep_path(issue, path);
    return SG_OK;
}
