/* affected.c - which policies read something whose sums differ, and how issues of two checks differ. */
#include "policies/affected.h"

#include "policies/columns.h"
#include "policies/digest.h"

/* What resources, scores and owners of issues are read from, at nodes that the query returns. */
static const char *const shown[] = {
    "id",       "arn",      "name",         "account",   "region",     "nativeType",
    "exposure", "isAdmin",  "reachesAdmin", "tags",      "hasSecrets", "hasSensitiveData",
    "class",    "via",      "read",         "write",     "admin",      "crossAccount",
    "known",    "provider", "environment",  "dataClass",
};
/* The same, at whatever a resource is joined with. */
static const char *const joined[] = { "epss", "exploitAvailable", "knownExploited" };
static const char *const joins[] = { "EXPOSES", "HAS_VULNERABILITY", "CONTAINS" };
/* Where the owner of an account comes from. */
static const char *const above[] = { "Organization", "OrganizationalUnit" };

typedef struct {
    const sg_digest *before, *after;
    const sg_query *query;
} reading;

/* --- sums ------------------------------------------------------------------------------------------ */
static bool label_differs(const reading *self, sg_str label)
{
    return sg_digest_label(self->before, label) != sg_digest_label(self->after, label);
}

/* Of nodes that have a label that the query names, or of any. */
static bool key_differs(const reading *self, sg_str key)
{
    sg_str label;

    if (sg_query_reads_any(self->query, SG_FOOTPRINT_LABEL))
        return sg_digest_key(self->before, key) != sg_digest_key(self->after, key);
    for (uint32_t i = 0; sg_query_footprint(self->query, SG_FOOTPRINT_LABEL, i, &label); i++)
        if (sg_digest_value(self->before, label, key) !=
            sg_digest_value(self->after, label, key))
            return true;
    return false;
}

static bool type_differs(const reading *self, sg_str type)
{
    sg_str label;

    if (sg_query_reads_any(self->query, SG_FOOTPRINT_LABEL))
        return sg_digest_type(self->before, type) != sg_digest_type(self->after, type);
    for (uint32_t i = 0; sg_query_footprint(self->query, SG_FOOTPRINT_LABEL, i, &label); i++)
        if (sg_digest_touching(self->before, label, type) !=
            sg_digest_touching(self->after, label, type))
            return true;
    return false;
}

/* --- one query ------------------------------------------------------------------------------------- */
static bool labels_differ(const reading *self)
{
    sg_str label;

    if (sg_query_reads_any(self->query, SG_FOOTPRINT_LABEL))
        return self->before->all != self->after->all;
    for (uint32_t i = 0; sg_query_footprint(self->query, SG_FOOTPRINT_LABEL, i, &label); i++)
        if (label_differs(self, label))
            return true;
    return false;
}

static bool keys_differ(const reading *self)
{
    const sg_graph *graphs[] = { self->before->graph, self->after->graph };
    sg_str key;

    for (uint32_t i = 0; sg_query_footprint(self->query, SG_FOOTPRINT_KEY, i, &key); i++)
        if (key_differs(self, key))
            return true;
    for (size_t i = 0; i < SG_COUNT(shown); i++)
        if (key_differs(self, sg_str_of(shown[i])))
            return true;
    for (int g = 0; g < 2 && sg_query_reads_any(self->query, SG_FOOTPRINT_KEY); g++)
        for (uint32_t i = 0; i < sg_graph_keys(graphs[g]); i++)
            if (key_differs(self, sg_graph_key_name(graphs[g], (sg_key){ i })))
                return true;
    return false;
}

static bool types_differ(const reading *self)
{
    const sg_graph *graphs[] = { self->before->graph, self->after->graph };
    sg_str type;

    for (uint32_t i = 0; sg_query_footprint(self->query, SG_FOOTPRINT_TYPE, i, &type); i++)
        if (type_differs(self, type))
            return true;
    for (size_t i = 0; i < SG_COUNT(joins); i++)
        if (type_differs(self, sg_str_of(joins[i])))
            return true;
    for (int g = 0; g < 2 && sg_query_reads_any(self->query, SG_FOOTPRINT_TYPE); g++)
        for (uint32_t i = 0; i < sg_graph_types(graphs[g]); i++)
            if (type_differs(self, sg_graph_type_name(graphs[g], (sg_reltype){ (uint16_t)i })))
                return true;
    return false;
}

/* What issues of any policy depend on. */
static bool surroundings_differ(const sg_digest *before, const sg_digest *after)
{
    for (size_t i = 0; i < SG_COUNT(joined); i++) {
        sg_str key = sg_str_of(joined[i]);
        if (sg_digest_key(before, key) != sg_digest_key(after, key))
            return true;
    }
    for (size_t i = 0; i < SG_COUNT(above); i++) {
        sg_str label = sg_str_of(above[i]);
        if (sg_digest_touching(before, label, SG_STR("CONTAINS")) !=
                sg_digest_touching(after, label, SG_STR("CONTAINS")) ||
            sg_digest_value(before, label, SG_STR("name")) !=
                sg_digest_value(after, label, SG_STR("name")))
            return true;
    }
    return before->is_vague || after->is_vague;
}

static bool query_differs(const sg_digest *before, const sg_digest *after,
                          const sg_query *query)
{
    const reading self = { before, after, query };

    return labels_differ(&self) || keys_differ(&self) || types_differ(&self);
}

/* --- policies -------------------------------------------------------------------------------------- */
/* A query that cannot be prepared may find anything. */
static bool text_differs(const sg_digest *before, const sg_digest *after, sg_str text)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_query *query = NULL;

    if (text.length == 0)
        return false;
    bool differs = sg_query_prepare(after->graph, text, &options, &query, NULL) != SG_OK ||
                   query_differs(before, after, query);
    sg_query_free(query);
    return differs;
}

static bool remedies(const sg_remedy *remedy, sg_str policy)
{
    for (uint32_t i = 0; i < remedy->controls.count; i++)
        if (sg_str_equal(remedy->controls.items[i], policy))
            return true;
    return false;
}

static bool policy_differs(const sg_digest *before, const sg_digest *after,
                           const sg_catalogue *catalogue, const sg_policy *policy)
{
    if (text_differs(before, after, policy->query))
        return true;
    for (const sg_remedy *one = catalogue ? catalogue->first : NULL; one; one = one->next)
        if (remedies(one, policy->id) && text_differs(before, after, one->precheck))
            return true;
    return false;
}

void sg_policies_affected(const sg_policies *policies, const sg_catalogue *catalogue,
                          const sg_digest *before, const sg_digest *after, bool *chosen)
{
    bool all = surroundings_differ(before, after);
    uint32_t position = 0;

    for (const sg_policy *policy = policies->first; policy; policy = policy->next)
        chosen[position++] = all || policy_differs(before, after, catalogue, policy);
}

/* --- issues ---------------------------------------------------------------------------------------- */
static bool issue_differs(const sg_issue *left, const sg_issue *right)
{
    bool owner = !left->project == !right->project &&
                 (!left->project || sg_str_equal(left->project->name, right->project->name));

    return left->score.points != right->score.points || left->severity != right->severity ||
           left->path_count != right->path_count || !owner ||
           left->decision.rule != right->decision.rule ||
           left->decision.outcome != right->decision.outcome;
}

static sg_status index_issues(const sg_check *check, sg_table *out)
{
    for (uint32_t i = 0; i < check->issue_count; i++)
        SG_TRY(sg_table_put(out, sg_str_of(check->issues[i]->fingerprint), i, NULL, NULL));
    return SG_OK;
}

static void compare(const sg_check *before, const sg_check *after, const sg_table *then,
                    const sg_table *now, sg_issue_changes *out)
{
    uint64_t place;

    for (uint32_t i = 0; i < after->issue_count; i++) {
        const sg_issue *issue = after->issues[i], *old = NULL;
        if (sg_table_find(then, sg_str_of(issue->fingerprint), &place))
            old = before->issues[place];
        if (old && !issue_differs(old, issue))
            continue;
        out->changes[out->count++] = (sg_issue_change){ old, issue };
        out->opened += !old;
        out->changed += old != NULL;
    }
    for (uint32_t i = 0; i < before->issue_count; i++) {
        if (sg_table_find(now, sg_str_of(before->issues[i]->fingerprint), &place))
            continue;
        out->changes[out->count++] = (sg_issue_change){ before->issues[i], NULL };
        out->resolved++;
    }
}

sg_status sg_issues_compare(const sg_check *before, const sg_check *after, sg_arena *arena,
                            sg_issue_changes *out)
{
    size_t most = (size_t)before->issue_count + after->issue_count + 1;
    sg_table then = { 0 }, now = { 0 };

    *out = (sg_issue_changes){ .changes = sg_arena_make_array(arena, sg_issue_change, most) };
    sg_status status = out->changes ? index_issues(before, &then) : SG_ENOMEM;
    if (status == SG_OK)
        status = index_issues(after, &now);
    if (status == SG_OK)
        compare(before, after, &then, &now, out);
    sg_table_free(&then);
    sg_table_free(&now);
    return status;
}
