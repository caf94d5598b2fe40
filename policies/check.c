/* check.c - evaluate every policy, then score and decide every issue.
 *
 *     policies     A     B     C     D          prepared, then drawn by threads: the costliest first
 *     collectors  [..]  [..]  [..]  [..]        one each: issues of two policies are never the same
 *     issues       all of them, in order of urgency
 */
#include "policies/check.h"

#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/base/parallel.h"
#include "policies/evaluate.h"

enum { MOST_THREADS = 64 };

/* A check under way. */
typedef struct {
    const sg_graph *graph;
    const sg_check_options *options;
    sg_policy_outcome *outcomes;
    /* By policy: */
    sg_prepared_policy *prepared;
    sg_collector *collectors;
    sg_status *statuses;
    uint32_t *order;               /* of evaluation */
    sg_shown *shown[MOST_THREADS]; /* in the arenas of the threads */
    sg_set_store *sets;
    uint32_t count;
} checking;

/* --- all policies ---------------------------------------------------------------------------------- */
/* A task: one policy made ready. */
static void prepare_policy(void *shared, size_t task, unsigned worker)
{
    checking *self = shared;
    sg_policy_outcome *outcome = &self->outcomes[task];
    uint64_t begin = sg_clock_monotonic();

    (void)worker;
    self->statuses[task] =
        sg_policy_open(outcome->policy, self->graph, self->options, self->sets, false,
                       &self->prepared[task], &outcome->error);
    outcome->nanoseconds = sg_clock_monotonic() - begin;
}

/* A task: the rows of one policy, and the decisions about its issues. */
static void check_policy(void *shared, size_t task, unsigned worker)
{
    checking *self = shared;
    uint32_t at = self->order[task];
    sg_collector *collector = &self->collectors[at];

    *collector = (sg_collector){ .graph = self->graph,
                                 .options = self->options,
                                 .arena = self->shown[worker]->arena,
                                 .shown = self->shown[worker] };
    if (self->statuses[at] == SG_OK)
        self->statuses[at] = sg_policy_collect(&self->prepared[at], NULL, self->sets, collector,
                                               &self->outcomes[at]);
    else if (self->statuses[at] != SG_ENOMEM) {
        sg_error_in(&self->outcomes[at].error, self->outcomes[at].policy->source.name);
        self->statuses[at] = SG_OK;
    }
    sg_policy_close(&self->prepared[at]);
    if (collector->issues.count > 1)
        qsort(collector->issues.items, collector->issues.count, sizeof *collector->issues.items,
              sg_issue_by_urgency);
}

/* A policy's place in the list, and what it may cost. */
typedef struct {
    uint64_t family; /* 0: none */
    double cost;
    uint32_t place;
    bool leads; /* the costliest of its family: what it works out the others find */
} costed;

static int by_cost(const void *left, const void *right)
{
    const costed *a = left, *b = right;

    if (a->leads != b->leads)
        return a->leads ? -1 : 1;
    if (a->cost != b->cost)
        return a->cost > b->cost ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static int by_family(const void *left, const void *right)
{
    const costed *a = left, *b = right;

    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    return by_cost(left, right);
}

/* The costliest first, so that no thread is left with a long one at the end; and before all, one of each
 * family, so that no two threads work out the same at once. */
static sg_status put_in_order(checking *self, sg_arena *arena)
{
    costed *all = sg_arena_make_array(arena, costed, (size_t)self->count + 1);

    if (!all)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < self->count; i++) {
        const sg_query *query = self->prepared[i].query;
        all[i] = (costed){ .family = query ? sg_query_family(query) : 0,
                           .cost = query ? sg_query_estimate(query) : 0,
                           .place = i };
    }
    qsort(all, self->count, sizeof *all, by_family);
    for (uint32_t i = 0; i < self->count; i++)
        all[i].leads = all[i].family != 0 && (i == 0 || all[i].family != all[i - 1].family);
    qsort(all, self->count, sizeof *all, by_cost);
    for (uint32_t i = 0; i < self->count; i++)
        self->order[i] = all[i].place;
    return SG_OK;
}

/* --- all issues ------------------------------------------------------------------------------------- */
/* Issues of one policy that are as urgent as each other: no issue of another policy stands between them. */
typedef struct {
    sg_issue *const *first;
    size_t count;
} stretch;

static bool is_as_urgent(const sg_issue *left, const sg_issue *right)
{
    return left->score.points == right->score.points && left->severity == right->severity;
}

static stretch next_stretch(const sg_collector *collector, size_t at)
{
    stretch found = { collector->issues.items + at, 1 };

    while (at + found.count < collector->issues.count &&
           is_as_urgent(found.first[0], found.first[found.count]))
        found.count++;
    return found;
}

static int by_first_issue(const void *left, const void *right)
{
    const stretch *a = left, *b = right;

    return sg_issue_by_urgency(a->first, b->first);
}

/* The issues of each policy are in order: stretches of them are put in order, not issues. */
static sg_status take_issues(const checking *self, sg_check *check)
{
    size_t count = 0, stretch_count = 0;

    for (uint32_t i = 0; i < self->count; i++)
        count += self->collectors[i].issues.count;
    const sg_issue **issues = sg_arena_make_array(check->arena, const sg_issue *, count + 1);
    stretch *stretches = malloc((count + 1) * sizeof *stretches);
    if (!issues || !stretches) {
        free(stretches);
        return SG_ENOMEM;
    }
    for (uint32_t i = 0; i < self->count; i++)
        for (size_t at = 0; at < self->collectors[i].issues.count;
             at += stretches[stretch_count++].count)
            stretches[stretch_count] = next_stretch(&self->collectors[i], at);
    qsort(stretches, stretch_count, sizeof *stretches, by_first_issue);
    for (size_t i = 0; i < stretch_count; i++)
        for (size_t k = 0; k < stretches[i].count; k++)
            issues[check->issue_count++] = stretches[i].first[k];
    free(stretches);
    check->issues = issues;
    return SG_OK;
}

static sg_status list_policies(checking *self, const sg_policies *policies, sg_check *check)
{
    size_t room = (size_t)policies->count + 1;
    uint32_t position = 0;

    self->prepared = sg_arena_make_array(check->arena, sg_prepared_policy, room);
    self->order = sg_arena_make_array(check->arena, uint32_t, room);
    self->outcomes = sg_arena_make_array(check->arena, sg_policy_outcome, room);
    self->collectors = sg_arena_make_array(check->arena, sg_collector, room);
    self->statuses = sg_arena_make_array(check->arena, sg_status, room);
    if (!self->prepared || !self->order || !self->outcomes || !self->collectors ||
        !self->statuses)
        return SG_ENOMEM;
    for (const sg_policy *policy = policies->first; policy; policy = policy->next, position++) {
        if (self->options->chosen && !self->options->chosen[position])
            continue;
        self->outcomes[self->count++].policy = policy;
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
    for (unsigned i = 0; i < threads; i++) {
        SG_TRY(sg_arena_new(0, &check->arenas[i]));
        check->arena_count++;
        self->shown[i] = sg_arena_make(check->arenas[i], sg_shown);
        if (!self->shown[i])
            return SG_ENOMEM;
        *self->shown[i] = (sg_shown){ .graph = self->graph, .arena = check->arenas[i] };
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
    sg_parallel(threads, self->count, prepare_policy, self);
    SG_TRY(put_in_order(self, check->arena));
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
    for (uint32_t i = 0; i < self.count; i++) {
        sg_policy_close(&self.prepared[i]);
        sg_collector_free(&self.collectors[i]);
    }
    for (uint32_t i = 0; i < check.arena_count && self.shown[i]; i++)
        sg_shown_free(self.shown[i]);
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
