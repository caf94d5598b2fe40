/* rule.c - the query of a rule and the scope it states, evaluated and put side by side.
 *
 * Scope and condition become one query, so that both are seen on the same rows:
 *
 *     <applies>
 *     RETURN DISTINCT <primary> AS resource, coalesce((<unknown>), true) AS undecided
 */
#include "policies/rule.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "policies/columns.h"
#include "policies/limits.h"

typedef SG_ARRAY(sg_rule_finding) findings;

/* The condition stands on a line of its own: its last line may end in a comment. */
#define BETWEEN "\nRETURN DISTINCT %.*s AS resource, coalesce((\n"

/* An error in the text that was put together points to the part it was written in. */
static void point_into_file(const sg_policy *policy, size_t condition_at, const sg_error *inner,
                            sg_error *err)
{
    const sg_yaml *applies = sg_yaml_get(policy->document, SG_STR("applies"));
    const sg_yaml *unknown = sg_yaml_get(policy->document, SG_STR("unknown"));
    *err = *inner;
    if (!inner->has_span)
        return;
    if (inner->span.begin < policy->applies.length) {
        uint32_t last = (uint32_t)policy->applies.length;
        err->span.begin = sg_yaml_offset(&policy->source, applies, inner->span.begin);
        err->span.end = sg_yaml_offset(&policy->source, applies,
                                       inner->span.end < last ? inner->span.end : last);
    } else if (unknown && inner->span.begin >= condition_at &&
               inner->span.end <= condition_at + policy->unknown.length) {
        uint32_t from = (uint32_t)condition_at;
        err->span.begin = sg_yaml_offset(&policy->source, unknown, inner->span.begin - from);
        err->span.end = sg_yaml_offset(&policy->source, unknown, inner->span.end - from);
    } else {
        err->span = applies->span;
    }
}

sg_status sg_rule_prepare_scope(const sg_policy *policy, const sg_graph *graph,
                                const sg_query_options *options, sg_query **out, sg_error *err)
{
    sg_str condition = policy->unknown.length ? policy->unknown : SG_STR("false");
    sg_buffer text = { .length = 0 };
    sg_error inner = { .status = SG_OK };
    sg_buffer_add(&text, policy->applies);
    sg_buffer_format(&text, BETWEEN, SG_FMT(policy->primary));
    size_t condition_at = text.length;
    sg_buffer_add(&text, condition);
    sg_buffer_text(&text, "\n), true) AS undecided");
    sg_status status = text.status != SG_OK ? sg_fail_memory(&inner)
                                            : sg_query_prepare(graph, sg_buffer_str(&text),
                                                               options, out, &inner);
    if (status != SG_OK && err && err->status == SG_OK)
        point_into_file(policy, condition_at, &inner, err);
    sg_buffer_free(&text);
    return status;
}

/* What one row says: `undecided` is the position of that column, or none. */
static sg_status add_row(const sg_policy *policy, const sg_value *row, int resource,
                         int undecided, findings *out, sg_error *err)
{
    sg_value node = row[resource];
    sg_rule_finding finding = { .node = node.node, .verdict = SG_RULE_FAIL };
    if (node.type != SG_TYPE_NODE)
        return sg_fail(err, SG_ERUNTIME, "`%.*s` of policy %.*s is no node",
                       SG_FMT(policy->primary), SG_FMT(policy->id));
    if (undecided != SG_NO_COLUMN) {
        sg_value flag = row[undecided];
        bool known = flag.type == SG_TYPE_BOOLEAN && !flag.boolean;
        finding.verdict = known ? SG_RULE_PASS : SG_RULE_UNKNOWN;
    }
    return sg_array_push(out, finding) == SG_OK ? SG_OK : sg_fail_memory(err);
}

static sg_status take_rows(const sg_policy *policy, sg_query *query, int resource,
                           int undecided, findings *out, sg_error *err)
{
    sg_result *result = NULL;
    const sg_value *row;
    sg_status status = SG_OK;
    sg_step step = SG_ROW;
    SG_TRY(sg_query_run(query, sg_null(), &result, err));
    while (status == SG_OK && (step = sg_result_next(result, &row, err)) == SG_ROW)
        status = add_row(policy, row, resource, undecided, out, err);
    if (step == SG_FAIL)
        status = err && err->status != SG_OK ? err->status : SG_ERUNTIME;
    sg_result_close(result);
    return status;
}

static sg_status find_failures(const sg_policy *policy, const sg_graph *graph,
                               const sg_query_options *options, findings *out, sg_error *err)
{
    sg_query *query = NULL;
    sg_policy_columns columns;
    sg_status status = sg_policy_prepare(policy, graph, options, &query, err);
    if (status == SG_OK)
        status = sg_policy_columns_bind(policy, query, &columns, err);
    if (status == SG_OK)
        status = take_rows(policy, query, columns.primary, SG_NO_COLUMN, out, err);
    sg_query_free(query);
    return status;
}

static sg_status find_scope(const sg_policy *policy, const sg_graph *graph,
                            const sg_query_options *options, findings *out, sg_error *err)
{
    sg_query *query = NULL;
    sg_status status = sg_rule_prepare_scope(policy, graph, options, &query, err);
    if (status == SG_OK)
        status = take_rows(policy, query, 0, 1, out, err);
    sg_query_free(query);
    return status;
}

/* By node, and for one node the verdict that holds first: they are in order of precedence. */
static int by_node(const void *left, const void *right)
{
    const sg_rule_finding *a = left, *b = right;
    if (a->node.id != b->node.id)
        return a->node.id < b->node.id ? -1 : 1;
    return (int)a->verdict - (int)b->verdict;
}

static sg_status keep(findings *found, sg_arena *arena, sg_rule_findings *out, sg_error *err)
{
    sg_rule_finding *items = sg_arena_make_array(arena, sg_rule_finding, found->count + 1);
    uint32_t kept = 0;
    if (!items)
        return sg_fail_memory(err);
    if (found->count > 0)
        qsort(found->items, found->count, sizeof(sg_rule_finding), by_node);
    for (size_t i = 0; i < found->count; i++)
        if (kept == 0 || items[kept - 1].node.id != found->items[i].node.id)
            items[kept++] = found->items[i];
    *out = (sg_rule_findings){ items, kept };
    return SG_OK;
}

sg_status sg_rule_evaluate(const sg_policy *policy, const sg_graph *graph,
                           const sg_query_options *options, sg_arena *arena,
                           sg_rule_findings *out, sg_error *err)
{
    findings found = { .count = 0 };
    sg_query_options failures = *options;
    sg_policy_limits(policy, graph, &failures.limits);
    sg_query_options scope = failures;
    scope.limits.rows = options->limits.rows; /* all that there is, not all that is wrong */
    sg_status status = find_failures(policy, graph, &failures, &found, err);
    if (status == SG_OK && policy->applies.length > 0)
        status = find_scope(policy, graph, &scope, &found, err);
    if (status == SG_OK)
        status = keep(&found, arena, out, err);
    sg_array_free(&found);
    return status;
}
