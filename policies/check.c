/* check.c - evaluate every policy, then score and decide every issue.
 *
 *     policies     A     B     C     D          drawn by threads
 *     collectors  [..]  [..]  [..]  [..]        one each: issues of two policies are never the same
 *     issues       all of them, in order of urgency
 */
#include "policies/check.h"

#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/base/parallel.h"
#include "policies/collect.h"

enum { MOST_THREADS = 64 };

/* A check under way. */
typedef struct {
    const sg_graph *graph;
    const sg_check_options *options;
    const sg_policy **policies;
    sg_policy_outcome *outcomes;
    sg_collector *collectors; /* by policy */
    sg_arena *arenas[MOST_THREADS];
    sg_status *statuses; /* by policy */
    sg_set_store *sets;
    uint32_t count;
} checking;

static sg_status collect_rows(sg_collector *collector, const sg_policy *policy,
                              const sg_policy_columns *columns, sg_result *result,
                              sg_policy_outcome *outcome)
{
    const sg_value *row;
    for (;;) {
        sg_step step = sg_result_next(result, &row, &outcome->error);
        if (step == SG_DONE)
            return SG_OK;
        if (step == SG_FAIL)
            return outcome->error.status;
        outcome->rows++;
        SG_TRY(sg_collect_row(collector, policy, columns, row, &outcome->error));
    }
}

static sg_status evaluate_query(sg_collector *collector, const sg_policy *policy,
                                sg_query *query, sg_policy_outcome *outcome)
{
    sg_policy_columns columns;
    sg_result *result = NULL;
    SG_TRY(sg_policy_columns_bind(policy, query, &columns, &outcome->error));
    SG_TRY(sg_query_run(query, sg_null(), &result, &outcome->error));
    sg_status status = collect_rows(collector, policy, &columns, result, outcome);
    outcome->edges_touched = sg_result_edges_touched(result);
    outcome->sets = sg_result_sets(result);
    sg_result_close(result);
    return status;
}

static sg_query_options options_of(const sg_policy *policy, const sg_check_options *options,
                                   sg_set_store *sets)
{
    sg_query_options query = { .limits = sg_query_limits_default(),
                               .now = options->now,
                               .judge = options->judge,
                               .reduce = options->reduce,
                               .sets = sets };
    query.limits.milliseconds = (uint64_t)policy->timeout_ms;
    query.limits.rows = (uint64_t)policy->max_rows;
    return query;
}

/* The outcome tells how it went; only want of memory ends the whole check. */
static sg_status evaluate(sg_collector *collector, const sg_policy *policy, sg_set_store *sets,
                          sg_policy_outcome *outcome)
{
    uint64_t begin = sg_clock_monotonic();
    sg_query *query = NULL;
    sg_query_options options = options_of(policy, collector->options, sets);
    sg_status status =
        sg_policy_prepare(policy, collector->graph, &options, &query, &outcome->error);
    if (status == SG_OK)
        status = evaluate_query(collector, policy, query, outcome);
    sg_query_free(query);
    outcome->issues = (uint32_t)collector->issues.count;
    outcome->nanoseconds = sg_clock_monotonic() - begin;
    if (status != SG_OK)
        sg_error_in(&outcome->error, policy->source.name);
    return status == SG_ENOMEM ? status : SG_OK;
}

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

static int by_urgency(const void *left, const void *right)
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

/* --- all policies ---------------------------------------------------------------------------------- */
/* A task: one policy, and the decisions about its issues. */
static void check_policy(void *shared, size_t task, unsigned worker)
{
    checking *self = shared;
    sg_collector *collector = &self->collectors[task];

    *collector = (sg_collector){ .graph = self->graph,
                                 .options = self->options,
                                 .arena = self->arenas[worker] };
    self->statuses[task] =
        evaluate(collector, self->policies[task], self->sets, &self->outcomes[task]);
    for (size_t i = 0; i < collector->issues.count; i++)
        conclude(collector, collector->issues.items[i]);
}

static sg_status take_issues(const checking *self, sg_check *check)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < self->count; i++)
        count += (uint32_t)self->collectors[i].issues.count;
    const sg_issue **issues =
        sg_arena_make_array(check->arena, const sg_issue *, (size_t)count + 1);
    if (!issues)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < self->count; i++)
        for (size_t j = 0; j < self->collectors[i].issues.count; j++)
            issues[check->issue_count++] = self->collectors[i].issues.items[j];
    qsort(issues, count, sizeof(const sg_issue *), by_urgency);
    check->issues = issues;
    return SG_OK;
}

static sg_status list_policies(checking *self, const sg_policies *policies, sg_check *check)
{
    size_t room = (size_t)policies->count + 1;
    uint32_t position = 0;

    self->policies = sg_arena_make_array(check->arena, const sg_policy *, room);
    self->outcomes = sg_arena_make_array(check->arena, sg_policy_outcome, room);
    self->collectors = sg_arena_make_array(check->arena, sg_collector, room);
    self->statuses = sg_arena_make_array(check->arena, sg_status, room);
    if (!self->policies || !self->outcomes || !self->collectors || !self->statuses)
        return SG_ENOMEM;
    for (const sg_policy *policy = policies->first; policy; policy = policy->next, position++) {
        if (self->options->chosen && !self->options->chosen[position])
            continue;
        self->outcomes[self->count].policy = policy;
        self->policies[self->count++] = policy;
    }
    check->outcomes = self->outcomes;
    check->outcome_count = self->count;
    return SG_OK;
}

static sg_status make_arenas(checking *self, unsigned threads, sg_check *check)
{
    check->arenas = sg_arena_make_array(check->arena, sg_arena *, threads);
    if (!check->arenas)
        return SG_ENOMEM;
    for (; check->arena_count < threads; check->arena_count++) {
        SG_TRY(sg_arena_new(0, &check->arenas[check->arena_count]));
        self->arenas[check->arena_count] = check->arenas[check->arena_count];
    }
    return SG_OK;
}

static sg_status run(checking *self, const sg_policies *policies, sg_check *check)
{
    unsigned threads = self->options->threads ? self->options->threads : 1;

    if (threads > MOST_THREADS)
        threads = MOST_THREADS;
    SG_TRY(list_policies(self, policies, check));
    SG_TRY(make_arenas(self, threads, check));
    if (!self->options->keeps_to_itself)
        SG_TRY(sg_set_store_new(self->graph, SG_SET_STORE_BYTES, &self->sets));
    sg_parallel(threads, self->count, check_policy, self);
    if (self->sets)
        check->sets = sg_set_store_counts_of(self->sets);
    for (uint32_t i = 0; i < self->count; i++) {
        SG_TRY(self->statuses[i]);
        check->failed += self->outcomes[i].error.status != SG_OK;
    }
    return take_issues(self, check);
}

sg_status sg_check_run(const sg_graph *graph, const sg_policies *policies,
                       const sg_check_options *options, sg_check *out, sg_error *err)
{
    sg_check check = { .issue_count = 0 };
    checking self = { .graph = graph, .options = options };
    if (sg_arena_new(0, &check.arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = run(&self, policies, &check);
    for (uint32_t i = 0; self.collectors && i < self.count; i++)
        sg_collector_free(&self.collectors[i]);
    sg_set_store_free(self.sets);
    if (status != SG_OK) {
        sg_check_free(&check);
        return sg_fail_memory(err);
    }
    *out = check;
    return SG_OK;
}

void sg_check_free(sg_check *check)
{
    for (uint32_t i = 0; i < check->arena_count; i++)
        sg_arena_free(check->arenas[i]);
    sg_arena_free(check->arena);
    *check = (sg_check){ .issue_count = 0 };
}

const sg_issue *sg_check_find(const sg_check *check, sg_str prefix)
{
    const sg_issue *found = NULL;
    for (uint32_t i = 0; prefix.length >= 4 && i < check->issue_count; i++) {
        if (!sg_str_starts(sg_str_of(check->issues[i]->fingerprint), prefix))
            continue;
        if (found)
            return NULL;
        found = check->issues[i];
    }
    return found;
}
