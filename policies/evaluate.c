/* evaluate.c - rows of a policy's query to issues, and what is to be done about each. */
#include "policies/evaluate.h"

#include "engine/base/clock.h"
#include "policies/limits.h"

static sg_query_options options_of(const sg_policy *policy, const sg_graph *graph,
                                   const sg_check_options *options, sg_set_store *sets)
{
    sg_query_options query = { .limits = sg_query_limits_default(),
                               .now = options->now,
                               .judge = options->judge,
                               .reduce = options->reduce,
                               .sets = sets };
    sg_policy_limits(policy, graph, &query.limits);
    return query;
}

sg_status sg_policy_open(const sg_policy *policy, const sg_graph *graph,
                         const sg_check_options *options, sg_set_store *sets, bool among,
                         sg_prepared_policy *out, sg_error *err)
{
    sg_query_options query = options_of(policy, graph, options, sets);

    *out = (sg_prepared_policy){ .policy = policy };
    query.seen = (sg_seen_columns){ out->seen, sg_policy_columns_seen(policy, out->seen) };
    if (among)
        query.among = policy->primary;
    SG_TRY(sg_policy_prepare(policy, graph, &query, &out->query, err));
    return sg_policy_columns_bind(policy, out->query, &out->columns, err);
}

void sg_policy_close(sg_prepared_policy *prepared)
{
    sg_query_free(prepared->query);
    prepared->query = NULL;
}

/* --- rows ------------------------------------------------------------------------------------------ */
static sg_status collect_rows(sg_collector *collector, const sg_prepared_policy *prepared,
                              sg_result *result, sg_policy_outcome *outcome)
{
    const sg_value *row;
    for (;;) {
        sg_step step = sg_result_next(result, &row, &outcome->error);
        if (step == SG_DONE)
            return SG_OK;
        if (step == SG_FAIL)
            return outcome->error.status;
        outcome->rows++;
        SG_TRY(sg_collect_row(collector, prepared->policy, &prepared->columns, row,
                              &outcome->error));
    }
}

static sg_status run(sg_collector *collector, const sg_prepared_policy *prepared,
                     sg_policy_outcome *outcome)
{
    sg_result *result = NULL;

    SG_TRY(sg_query_run(prepared->query, sg_null(), &result, &outcome->error));
    sg_status status = collect_rows(collector, prepared, result, outcome);
    outcome->edges_touched = sg_result_edges_touched(result);
    outcome->sets = sg_result_sets(result);
    sg_result_close(result);
    return status;
}

/* --- issues ---------------------------------------------------------------------------------------- */
/* Whether the remedy's precheck finds the resource as it must be before the change. */
static bool precheck_holds(const sg_collector *collector, const sg_issue *issue)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    bool holds = false;
    sg_entry parameter = { SG_STR("id"), sg_string(issue->resource.id) };
    if (issue->remedy->precheck.length == 0)
        return true;
    if (sg_query_prepare(collector->graph, issue->remedy->precheck, NULL, &query, NULL) ==
            SG_OK &&
        sg_query_run(query, sg_map(&parameter, 1), &result, NULL) == SG_OK)
        holds = sg_result_next(result, &row, NULL) == SG_ROW;
    sg_result_close(result);
    sg_query_free(query);
    return holds;
}

static void decide(const sg_collector *collector, sg_issue *issue)
{
    const sg_catalogue *catalogue = collector->options->catalogue;
    const sg_project *project = issue->project;
    sg_decision_input input = {
        .valid = true,
        .type_ok = catalogue &&
                   sg_catalogue_covers_type(catalogue, collector->graph, issue->resource.node),
        .exception = SG_EXCEPTION_NONE,
        .severity = issue->severity,
        .owner_known = project && project->owner.length > 0,
        .environment = project ? project->environment : SG_ENVIRONMENT_UNKNOWN,
        .mode = SG_MODE_NOTIFY,
        .approval = SG_APPROVAL_NONE,
    };
    if (catalogue)
        issue->remedy = sg_catalogue_find(catalogue, issue->policy->id, collector->graph,
                                          issue->resource.node, issue->resource.account);
    if (issue->remedy) {
        input.in_catalogue = true;
        input.mode = issue->remedy->mode[input.environment];
        input.guard_ok = precheck_holds(collector, issue);
    }
    issue->decision_input = input;
    issue->decision = sg_decision_make(input);
}

/* The issue is as bad as its worst path; a fixed severity is a floor under the band. */
static void conclude(const sg_collector *collector, sg_issue *issue)
{
    issue->factors = issue->paths[0].factors;
    issue->score = issue->paths[0].score;
    issue->severity = issue->score.band;
    if (issue->policy->fixed && issue->severity < issue->policy->severity)
        issue->severity = issue->policy->severity;
    decide(collector, issue);
}

static void conclude_all(const sg_collector *collector, size_t first,
                         sg_policy_outcome *outcome)
{
    for (size_t i = first; i < collector->issues.count; i++)
        conclude(collector, collector->issues.items[i]);
    outcome->issues += (uint32_t)(collector->issues.count - first);
}

sg_status sg_policy_collect_nodes(const sg_prepared_policy *prepared, const uint32_t *nodes,
                                  uint32_t count, sg_collector *collector,
                                  sg_policy_outcome *outcome)
{
    size_t before = collector->issues.count;

    for (uint32_t i = 0; i < count; i++) {
        const sg_value row = sg_node_value((sg_node){ nodes[i] });
        SG_TRY(sg_collect_row(collector, prepared->policy, &prepared->columns, &row,
                              &outcome->error));
    }
    outcome->rows += count;
    conclude_all(collector, before, outcome);
    return SG_OK;
}

sg_status sg_policy_collect(const sg_prepared_policy *prepared, const sg_id_set *among,
                            sg_set_store *sets, sg_collector *collector,
                            sg_policy_outcome *outcome)
{
    uint64_t begin = sg_clock_monotonic();
    sg_query_options options =
        options_of(prepared->policy, collector->graph, collector->options, sets);
    size_t before = collector->issues.count;

    options.among_nodes = among;
    if (sets && !among && options.reduce == SG_REDUCE_WHERE_IT_PAYS)
        options.reduce = SG_REDUCE_EARLY;
    sg_query_set_options(prepared->query, &options);
    sg_status status = run(collector, prepared, outcome);
    conclude_all(collector, before, outcome);
    outcome->nanoseconds += sg_clock_monotonic() - begin;
    if (status != SG_OK)
        sg_error_in(&outcome->error, prepared->policy->source.name);
    if (status == SG_ELIMIT)
        sg_error_hint(&outcome->error, "`limits` of the policy's file allow more");
    return status == SG_ENOMEM ? status : SG_OK;
}

int sg_issue_by_urgency(const void *left, const void *right)
{
    const sg_issue *a = *(const sg_issue *const *)left, *b = *(const sg_issue *const *)right;
    if (a->score.points != b->score.points)
        return a->score.points > b->score.points ? -1 : 1;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    int order = sg_str_compare(a->policy->id, b->policy->id);
    if (order == 0)
        order = sg_str_compare(a->resource.id, b->resource.id);
    return order != 0 ? order
                      : sg_str_compare(sg_str_of(a->fingerprint), sg_str_of(b->fingerprint));
}
