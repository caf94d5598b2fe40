/* columns.c - from names in a policy file to positions in rows, with errors that point. */
#include "policies/columns.h"

#include "policies/factors.h"

static int column_of(const sg_query *query, sg_str name)
{
    uint32_t count = sg_query_columns(query);
    for (uint32_t i = 0; i < count; i++)
        if (sg_str_equal(sg_query_column_name(query, i), name))
            return (int)i;
    return SG_NO_COLUMN;
}

/* The scalar `name` at or below the key of the policy's file. */
static const sg_yaml *find_scalar(const sg_yaml *node, sg_str name)
{
    if (node->kind == SG_YAML_SCALAR)
        return sg_str_equal(node->scalar, name) ? node : NULL;
    for (const sg_yaml *item = node->items; item; item = item->next) {
        const sg_yaml *found = find_scalar(item, name);
        if (found)
            return found;
    }
    return NULL;
}

static sg_span place_of(const sg_policy *policy, const char *key, sg_str name)
{
    const sg_yaml *node = sg_yaml_get(policy->document, sg_str_of(key));
    const sg_yaml *scalar = node ? find_scalar(node, name) : NULL;
    return scalar ? scalar->span : policy->document->span;
}

static sg_status no_column(const sg_policy *policy, const sg_query *query, sg_str name,
                           const char *key, sg_error *err)
{
    sg_suggestion suggestion = { .wanted = name };
    uint32_t count = sg_query_columns(query);
    for (uint32_t i = 0; i < count; i++)
        sg_suggestion_offer(&suggestion, sg_query_column_name(query, i));
    sg_fail_at(err, SG_EINVAL, place_of(policy, key, name),
               "`%s` names `%.*s`, which the query does not return", key, SG_FMT(name));
    if (suggestion.best.bytes)
        sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(suggestion.best));
    return SG_EINVAL;
}

static sg_status bind_column(const sg_policy *policy, const sg_query *query, sg_str name,
                             const char *key, int *out, sg_error *err)
{
    *out = column_of(query, name);
    return *out == SG_NO_COLUMN ? no_column(policy, query, name, key, err) : SG_OK;
}

static sg_status bind_columns(const sg_policy *policy, const sg_query *query,
                              sg_yaml_texts names, const char *key, int *out, uint32_t *count,
                              sg_error *err)
{
    if (names.count > SG_POLICY_COLUMNS)
        return sg_fail_at(err, SG_ELIMIT, place_of(policy, key, names.items[0]),
                          "`%s` names more than %d columns", key, SG_POLICY_COLUMNS);
    for (uint32_t i = 0; i < names.count; i++)
        SG_TRY(bind_column(policy, query, names.items[i], key, &out[i], err));
    *count = names.count;
    return SG_OK;
}

/* A factor is a column, a word, or not given: then it counts as none. */
static sg_status bind_factor(const sg_policy *policy, const sg_query *query, sg_str name,
                             bool is_word, int *out, sg_error *err)
{
    *out = SG_NO_COLUMN;
    if (name.length == 0 || is_word)
        return SG_OK;
    return bind_column(policy, query, name, "factors", out, err);
}

/* Whether the identity or the path says what is in the column. */
static bool is_told(const sg_policy_columns *columns, int column)
{
    for (uint32_t i = 0; i < columns->identity_count; i++)
        if (columns->identity[i] == column)
            return true;
    for (uint32_t i = 0; i < columns->path_count; i++)
        if (columns->path[i] == column)
            return true;
    return column == SG_NO_COLUMN || column == columns->primary;
}

sg_status sg_policy_columns_bind(const sg_policy *policy, const sg_query *query,
                                 sg_policy_columns *out, sg_error *err)
{
    *out = (sg_policy_columns){
        .fixed = { .severity = policy->severity,
                   .exposure = SG_EXPOSURE_NONE,
                   .sensitivity = SG_SENSITIVITY_NONE,
                   .privilege = SG_PRIVILEGE_NONE,
                   .exploit = SG_EXPLOIT_NOT_KNOWN,
                   .impact = SG_IMPACT_MEDIUM },
    };
    SG_TRY(bind_column(policy, query, policy->primary, "primary", &out->primary, err));
    SG_TRY(bind_columns(policy, query, policy->identity, "identity", out->identity,
                        &out->identity_count, err));
    SG_TRY(bind_columns(policy, query, policy->path, "path", out->path, &out->path_count, err));
    SG_TRY(bind_factor(policy, query, policy->exposure_factor,
                       sg_exposure_word(policy->exposure_factor, &out->fixed.exposure),
                       &out->exposure, err));
    SG_TRY(bind_factor(policy, query, policy->data_factor,
                       sg_sensitivity_word(policy->data_factor, &out->fixed.sensitivity),
                       &out->data, err));
    SG_TRY(bind_factor(policy, query, policy->privilege_factor,
                       sg_privilege_word(policy->privilege_factor, &out->fixed.privilege),
                       &out->privilege, err));
    out->varies = !is_told(out, out->exposure) || !is_told(out, out->data) ||
                  !is_told(out, out->privilege);
    return SG_OK;
}

static void add_name(sg_str name, sg_str *names, uint32_t *count)
{
    for (uint32_t i = 0; i < *count; i++)
        if (sg_str_equal(names[i], name))
            return;
    names[(*count)++] = name;
}

uint32_t sg_policy_columns_seen(const sg_policy *policy, sg_str names[SG_POLICY_SEEN])
{
    enum { SINGLE = 4 };
    sg_score_input word;
    uint32_t count = 0;

    if (policy->identity.count > SG_POLICY_SEEN || policy->path.count > SG_POLICY_SEEN ||
        policy->identity.count + policy->path.count + SINGLE > SG_POLICY_SEEN)
        return 0;
    add_name(policy->primary, names, &count);
    for (uint32_t i = 0; i < policy->identity.count; i++)
        add_name(policy->identity.items[i], names, &count);
    for (uint32_t i = 0; i < policy->path.count; i++)
        add_name(policy->path.items[i], names, &count);
    if (policy->exposure_factor.length > 0 &&
        !sg_exposure_word(policy->exposure_factor, &word.exposure))
        add_name(policy->exposure_factor, names, &count);
    if (policy->data_factor.length > 0 &&
        !sg_sensitivity_word(policy->data_factor, &word.sensitivity))
        add_name(policy->data_factor, names, &count);
    if (policy->privilege_factor.length > 0 &&
        !sg_privilege_word(policy->privilege_factor, &word.privilege))
        add_name(policy->privilege_factor, names, &count);
    return count;
}

sg_status sg_policy_prepare(const sg_policy *policy, const sg_graph *graph,
                            const sg_query_options *options, sg_query **out, sg_error *err)
{
    sg_error inner = { .status = SG_OK };
    sg_status status = sg_query_prepare(graph, policy->query, options, out, &inner);
    if (status == SG_OK)
        return SG_OK;
    if (err && err->status == SG_OK) {
        *err = inner;
        if (inner.has_span) {
            err->span.begin =
                sg_yaml_offset(&policy->source, policy->query_node, inner.span.begin);
            err->span.end = sg_yaml_offset(&policy->source, policy->query_node, inner.span.end);
        }
    }
    return status;
}
