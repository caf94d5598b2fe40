/* lint.c - policies against the data model, which ingest owns and policies do not know. */
#include "cli/lint.h"

#include "ingest/collector.h"
#include "ingest/model.h"
#include "policies/check.h"
#include "policies/columns.h"
#include "policies/rule.h"
#include "query/graph_text.h"

typedef struct {
    const char *what;
    bool (*knows)(sg_str name);
    sg_str (*suggest)(sg_str wanted);
} vocabulary;

static bool knows_type(sg_str name)
{
    return sg_model_find_relationship(name) != NULL;
}

static const vocabulary vocabularies[] = {
    [SG_FOOTPRINT_LABEL] = { "label", sg_model_has_label, sg_model_suggest_label },
    [SG_FOOTPRINT_TYPE] = { "relationship", knows_type, sg_model_suggest_relationship },
    [SG_FOOTPRINT_KEY] = { "property", sg_model_has_property, sg_model_suggest_property },
};

/* The first place where the name stands in one of the policy's texts. */
static sg_span place_of(const sg_policy *policy, sg_str name)
{
    static const char *const keys[] = { "query", "applies", "unknown" };
    for (size_t i = 0; i < SG_COUNT(keys); i++) {
        const sg_yaml *node = sg_yaml_get(policy->document, sg_str_of(keys[i]));
        size_t at = node ? sg_str_find(node->scalar, name, 0) : SIZE_MAX;
        if (at == SIZE_MAX)
            continue;
        uint32_t end = (uint32_t)(at + name.length);
        return (sg_span){ sg_yaml_offset(&policy->source, node, (uint32_t)at),
                          sg_yaml_offset(&policy->source, node, end) };
    }
    return policy->query_node->span;
}

static sg_status check_names(const sg_policy *policy, const sg_query *query, sg_footprint kind,
                             sg_error *err)
{
    const vocabulary *words = &vocabularies[kind];
    sg_str name;
    for (uint32_t i = 0; sg_query_footprint(query, kind, i, &name); i++) {
        if (words->knows(name))
            continue;
        sg_str nearest = words->suggest(name);
        sg_fail_at(err, SG_EINVAL, place_of(policy, name), "the data model has no %s `%.*s`",
                   words->what, SG_FMT(name));
        if (nearest.bytes)
            sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(nearest));
        return SG_EINVAL;
    }
    return SG_OK;
}

typedef sg_status prepare_part(const sg_policy *policy, const sg_graph *graph,
                               const sg_query_options *options, sg_query **out, sg_error *err);

static sg_status check_vocabulary(const sg_policy *policy, prepare_part *prepare, sg_error *err)
{
    sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_graph *nothing = NULL;
    sg_query *query = NULL;
    SG_TRY(sg_graph_text(SG_STR(""), &nothing, err));
    sg_status status = prepare(policy, nothing, &options, &query, err);
    for (int kind = SG_FOOTPRINT_LABEL; status == SG_OK && kind <= SG_FOOTPRINT_KEY; kind++)
        status = check_names(policy, query, (sg_footprint)kind, err);
    sg_query_free(query);
    sg_graph_free(nothing);
    return status;
}

/* A call that no table reads would leave every account unknown for ever. */
static sg_status check_calls(const sg_policy *policy, sg_error *err)
{
    for (uint32_t i = 0; i < policy->needs.count; i++) {
        sg_str operation, service = sg_str_cut(policy->needs.items[i], ':', &operation);
        if (sg_collector_rank(service, operation) != SIZE_MAX)
            continue;
        return sg_fail_at(err, SG_EINVAL, sg_yaml_get(policy->document, SG_STR("needs"))->span,
                          "ingest reads no call `%.*s`", SG_FMT(policy->needs.items[i]));
    }
    return SG_OK;
}

static bool has_remedy(const sg_catalogue *catalogue, sg_str id)
{
    for (const sg_remedy *remedy = catalogue->first; remedy; remedy = remedy->next)
        if (sg_str_equal(remedy->id, id))
            return true;
    return false;
}

sg_status sg_lint_policy(const sg_policy *policy, const sg_catalogue *catalogue, sg_error *err)
{
    SG_TRY(sg_policy_lint(policy, err));
    SG_TRY(check_vocabulary(policy, sg_policy_prepare, err));
    if (policy->applies.length > 0)
        SG_TRY(check_vocabulary(policy, sg_rule_prepare_scope, err));
    SG_TRY(check_calls(policy, err));
    for (uint32_t i = 0; catalogue->arena && i < policy->catalogue.count; i++)
        if (!has_remedy(catalogue, policy->catalogue.items[i]))
            return sg_fail(err, SG_EINVAL, "the remediation catalogue has no entry `%.*s`",
                           SG_FMT(policy->catalogue.items[i]));
    return SG_OK;
}
