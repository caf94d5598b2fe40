/* collect.c - one row of a query to one path of one issue.
 *
 *     row  ->  nodes of its identity columns  ->  fingerprint  ->  issue, new or known
 *          ->  nodes of its path columns      ->  kept if among the worst
 *
 * Most rows of a policy are about nodes that came before: what is said of a node (shown.h), and which
 * issue the nodes of the identity belong to, is worked out once.  Rows that show the same path count once, as the
 * worst of them, so that nothing depends on the order in which rows come.
 */
#include "policies/collect.h"

#include <string.h>

#include "engine/json.h"

void sg_collector_free(sg_collector *collector)
{
    sg_table_free(&collector->by_nodes);
    sg_table_free(&collector->by_issue);
    sg_table_free(&collector->by_path);
    sg_array_free(&collector->issues);
}

/* Numbers as the key of a table. */
static sg_str key_of(const uint32_t *numbers, uint32_t count)
{
    return (sg_str){ (const char *)numbers, count * sizeof *numbers };
}

/* Adds a copy of the key, which is not there yet. */
static sg_status put_numbers(sg_collector *collector, sg_table *table, const uint32_t *numbers,
                             uint32_t count, uint64_t value)
{
    sg_str key = sg_arena_copy(collector->arena, key_of(numbers, count));

    return key.bytes ? sg_table_put(table, key, value, NULL, NULL) : SG_ENOMEM;
}

/* --- the issue ------------------------------------------------------------------------------------- */
/* What tells this value from others of its column: the provider's uid of a node, else its JSON. */
static sg_status uid_of(sg_collector *collector, sg_value value, sg_str *out)
{
    const sg_resource *resource;

    if (value.type == SG_TYPE_NODE) {
        SG_TRY(sg_shown_resource(collector->shown, value.node, &resource));
        *out = resource->id;
        if (out->length > 0)
            return SG_OK;
    }
    sg_buffer text = { .length = 0 };
    sg_json_write(value, &text);
    *out = sg_arena_copy(collector->arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return out->bytes ? SG_OK : SG_ENOMEM;
}

/* "vm=i-0abc", as it stands in the fingerprint. */
static sg_status write_key(sg_arena *arena, sg_str column, sg_str uid, sg_str *out)
{
    char *text = sg_arena_alloc_raw(arena, column.length + 1 + uid.length);

    if (!text)
        return SG_ENOMEM;
    memcpy(text, column.bytes, column.length);
    text[column.length] = '=';
    memcpy(text + column.length + 1, uid.bytes, uid.length);
    *out = (sg_str){ text, column.length + 1 + uid.length };
    return SG_OK;
}

static sg_status fingerprint_of(sg_collector *collector, const sg_policy *policy,
                                const sg_policy_columns *columns, const sg_value *row,
                                char out[SG_FINGERPRINT_HEX + 1])
{
    sg_str keys[SG_POLICY_COLUMNS];

    for (uint32_t i = 0; i < columns->identity_count; i++) {
        sg_str uid;
        SG_TRY(uid_of(collector, row[columns->identity[i]], &uid));
        SG_TRY(write_key(collector->arena, policy->identity.items[i], uid, &keys[i]));
    }
    sg_issue_fingerprint(collector->options->tenant, policy->id, keys, columns->identity_count,
                         out);
    return SG_OK;
}

static sg_status make_issue(sg_collector *collector, const sg_policy *policy, sg_node primary,
                            const char *fingerprint, uint64_t *place)
{
    const sg_resource *resource;
    sg_issue *issue = sg_arena_make(collector->arena, sg_issue);

    if (!issue)
        return SG_ENOMEM;
    SG_TRY(sg_shown_resource(collector->shown, primary, &resource));
    memcpy(issue->fingerprint, fingerprint, sizeof issue->fingerprint);
    issue->policy = policy;
    issue->resource = *resource;
    if (collector->options->projects)
        issue->project = sg_project_of(collector->options->projects, collector->graph, primary,
                                       collector->arena);
    *place = collector->issues.count;
    SG_TRY(
        sg_table_put(&collector->by_issue, sg_str_of(issue->fingerprint), *place, NULL, NULL));
    return sg_array_push(&collector->issues, issue);
}

static sg_status find_by_fingerprint(sg_collector *collector, const sg_policy *policy,
                                     const sg_policy_columns *columns, const sg_value *row,
                                     uint64_t *place)
{
    char fingerprint[SG_FINGERPRINT_HEX + 1];
    sg_node primary = row[columns->primary].node;

    SG_TRY(fingerprint_of(collector, policy, columns, row, fingerprint));
    if (!sg_table_find(&collector->by_issue, sg_str_of(fingerprint), place))
        return make_issue(collector, policy, primary, fingerprint, place);
    collector->merges |= collector->issues.items[*place]->resource.node.id != primary.id;
    return SG_OK;
}

/* The nodes of the identity; false where it has other values. */
static bool identity_nodes(const sg_policy_columns *columns, const sg_value *row,
                           uint32_t nodes[SG_POLICY_COLUMNS])
{
    for (uint32_t i = 0; i < columns->identity_count; i++) {
        if (row[columns->identity[i]].type != SG_TYPE_NODE)
            return false;
        nodes[i] = row[columns->identity[i]].node.id;
    }
    return true;
}

static sg_status find_issue(sg_collector *collector, const sg_policy *policy,
                            const sg_policy_columns *columns, const sg_value *row,
                            uint64_t *place)
{
    uint32_t nodes[SG_POLICY_COLUMNS], count = columns->identity_count;
    bool known = identity_nodes(columns, row, nodes);

    if (known && sg_table_find(&collector->by_nodes, key_of(nodes, count), place)) {
        collector->merges |=
            collector->issues.items[*place]->resource.node.id != row[columns->primary].node.id;
        return SG_OK;
    }
    SG_TRY(find_by_fingerprint(collector, policy, columns, row, place));
    return known ? put_numbers(collector, &collector->by_nodes, nodes, count, *place) : SG_OK;
}

/* --- the path -------------------------------------------------------------------------------------- */
static sg_status factors_of(const sg_collector *collector, const sg_issue *issue,
                            const sg_policy_columns *columns, const sg_value *row,
                            sg_score_input *out)
{
    sg_shown *shown = collector->shown;

    *out = columns->fixed;
    out->impact = issue->project ? issue->project->impact : SG_IMPACT_MEDIUM;
    if (columns->exposure != SG_NO_COLUMN)
        SG_TRY(sg_shown_exposure(shown, row[columns->exposure], &out->exposure));
    if (columns->data != SG_NO_COLUMN)
        SG_TRY(sg_shown_sensitivity(shown, row[columns->data], &out->sensitivity));
    if (columns->privilege != SG_NO_COLUMN)
        SG_TRY(sg_shown_privilege(shown, row[columns->privilege], &out->privilege));
    return sg_shown_exploit(shown, issue->resource.node, &out->exploit);
}

/* Worse paths first; among equals, by the ids of their hops, so that runs agree.  The hops of `left` stand apart. */
static bool precedes(const sg_issue_path *left, const sg_resource *const *hops,
                     const sg_issue_path *right)
{
    if (left->score.points != right->score.points)
        return left->score.points > right->score.points;
    for (uint32_t i = 0; i < left->count && i < right->count; i++) {
        if (hops[i]->node.id == right->hops[i].node.id)
            continue;
        int order = sg_str_compare(hops[i]->id, right->hops[i].id);
        if (order != 0)
            return order < 0;
    }
    return left->count < right->count;
}

/* Gives the path copies of its hops. */
static sg_status copy_hops(sg_collector *collector, const sg_resource *const *hops,
                           sg_issue_path *path)
{
    sg_resource *copies =
        sg_arena_make_array(collector->arena, sg_resource, (size_t)path->count + 1);

    if (!copies)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < path->count; i++)
        copies[i] = *hops[i];
    path->hops = copies;
    return SG_OK;
}

/* Puts the path in its place, if it is among the worst: most are not, and nothing is made for them. */
static sg_status keep_path(sg_collector *collector, sg_issue *issue, sg_issue_path path,
                           const uint32_t *nodes)
{
    const sg_resource *hops[SG_POLICY_COLUMNS];
    uint32_t place = issue->paths_kept;

    for (uint32_t i = 0; i < path.count; i++)
        SG_TRY(sg_shown_resource(collector->shown, (sg_node){ nodes[i] }, &hops[i]));
    while (place > 0 && precedes(&path, hops, &issue->paths[place - 1]))
        place--;
    if (place == SG_ISSUE_PATHS)
        return SG_OK;
    SG_TRY(copy_hops(collector, hops, &path));
    if (issue->paths_kept < SG_ISSUE_PATHS)
        issue->paths_kept++;
    for (uint32_t i = issue->paths_kept - 1; i > place; i--)
        issue->paths[i] = issue->paths[i - 1];
    issue->paths[place] = path;
    return SG_OK;
}

static bool has_hops(const sg_issue_path *path, const uint32_t *nodes, uint32_t count)
{
    if (path->count != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (path->hops[i].node.id != nodes[i])
            return false;
    return true;
}

/* Of equal scores, one and the same whichever row came first. */
static bool is_worse(sg_score_input left, sg_score left_score, sg_score_input right,
                     sg_score right_score)
{
    const int terms[] = { (int)left_score.points - (int)right_score.points,
                          (int)left.exposure - (int)right.exposure,
                          (int)left.sensitivity - (int)right.sensitivity,
                          (int)left.privilege - (int)right.privilege };

    for (size_t i = 0; i < SG_COUNT(terms); i++)
        if (terms[i] != 0)
            return terms[i] > 0;
    return false;
}

/* Takes the path out when it is kept and not as bad as it turns out to be; *better tells that it is
 * kept and stays. */
static void drop_milder(sg_issue *issue, const uint32_t *nodes, uint32_t count,
                        sg_score_input factors, sg_score score, bool *stays)
{
    uint32_t at = 0;

    while (at < issue->paths_kept && !has_hops(&issue->paths[at], nodes, count))
        at++;
    *stays = at < issue->paths_kept &&
             !is_worse(factors, score, issue->paths[at].factors, issue->paths[at].score);
    if (*stays || at == issue->paths_kept)
        return;
    issue->paths_kept--;
    for (; at < issue->paths_kept; at++)
        issue->paths[at] = issue->paths[at + 1];
}

/* Whether it is not among the worst whatever its hops are. */
static bool is_mild(const sg_issue *issue, sg_score score)
{
    return issue->paths_kept == SG_ISSUE_PATHS &&
           score.points < issue->paths[SG_ISSUE_PATHS - 1].score.points;
}

static sg_status add_path(sg_collector *collector, sg_issue *issue,
                          const sg_policy_columns *columns, const sg_value *row,
                          const uint32_t *nodes, uint32_t count, bool is_new)
{
    sg_issue_path path = { .count = count };
    bool stays = false;

    SG_TRY(factors_of(collector, issue, columns, row, &path.factors));
    path.score = sg_score_of(path.factors);
    issue->path_count += is_new;
    if (!is_new)
        drop_milder(issue, nodes, count, path.factors, path.score, &stays);
    if (stays || is_mild(issue, path.score))
        return SG_OK;
    return keep_path(collector, issue, path, nodes);
}

static bool is_edge(const sg_value *row, int column)
{
    return column != SG_NO_COLUMN && row[column].type == SG_TYPE_RELATIONSHIP;
}

/* Whether rows that show the same path may have other factors: relationships are no part of it. */
static bool may_vary(const sg_policy_columns *columns, const sg_value *row)
{
    return columns->varies || is_edge(row, columns->exposure) || is_edge(row, columns->data) ||
           is_edge(row, columns->privilege);
}

/* Whether no row before has shown the path, whose nodes stand behind the issue's place in the key. */
static sg_status note_path(sg_collector *collector, const sg_policy_columns *columns,
                           const uint32_t *key, uint32_t count, bool *is_new)
{
    uint64_t seen;

    if (columns->path_count == 0) { /* the issue has its one path, or is new itself */
        *is_new = collector->issues.items[key[0]]->path_count == 0;
        return SG_OK;
    }
    *is_new = !sg_table_find(&collector->by_path, key_of(key, count), &seen);
    return *is_new ? put_numbers(collector, &collector->by_path, key, count, 0) : SG_OK;
}

static sg_status collect(sg_collector *collector, const sg_policy *policy,
                         const sg_policy_columns *columns, const sg_value *row)
{
    uint32_t key[SG_POLICY_COLUMNS + 1], count = 0;
    uint64_t place;
    bool is_new;

    SG_TRY(find_issue(collector, policy, columns, row, &place));
    key[0] = (uint32_t)place;
    for (uint32_t i = 0; i < columns->path_count; i++)
        if (row[columns->path[i]].type == SG_TYPE_NODE)
            key[++count] = row[columns->path[i]].node.id;
    SG_TRY(note_path(collector, columns, key, count + 1, &is_new));
    if (!is_new && !may_vary(columns, row))
        return SG_OK;
    return add_path(collector, collector->issues.items[place], columns, row, key + 1, count,
                    is_new);
}

sg_status sg_collect_row(sg_collector *collector, const sg_policy *policy,
                         const sg_policy_columns *columns, const sg_value *row, sg_error *err)
{
    sg_value primary = row[columns->primary];

    if (primary.type != SG_TYPE_NODE)
        return sg_fail(err, SG_ERUNTIME, "`%.*s`, the primary column, is %s and not a node",
                       SG_FMT(policy->primary), sg_type_name((sg_type)primary.type));
    return collect(collector, policy, columns, row) == SG_OK ? SG_OK : sg_fail_memory(err);
}
