/* watch.c - one step of a watch: what changed, which policies see it, and their issues.
 *
 *     changes --> difference --> policies touched --> each as a whole, or around the change
 *                                                       gone: issues taken out    come: put in
 */
#include "policies/watch.h"

#include <stdlib.h>

#include "engine/base/parallel.h"
#include "policies/watched.h"

struct sg_watch {
    sg_session *session;
    const sg_policies *policies;
    sg_watching of; /* what the policies share */
    sg_watched *watched;
    uint32_t count;
    sg_watched **tasks; /* those that the step at hand is about */
    uint32_t task_count;
    sg_arena *names, *arena; /* what policies read; changes and lists of the last step */
};

/* --- evaluating ------------------------------------------------------------------------------------ */
static void watch_task(void *shared, size_t task, unsigned worker)
{
    sg_watch *self = shared;

    (void)worker;
    sg_watched_evaluate(self->tasks[task], &self->of);
}

static sg_status evaluate(sg_watch *self)
{
    unsigned threads = self->of.options->threads ? self->of.options->threads : 1;

    sg_parallel(threads, self->task_count, watch_task, self);
    for (uint32_t i = 0; i < self->task_count; i++)
        SG_TRY(self->tasks[i]->status);
    return SG_OK;
}

/* --- making ---------------------------------------------------------------------------------------- */
static sg_status make(sg_watch *self)
{
    uint32_t count = 0;

    SG_TRY(sg_arena_new(0, &self->names));
    SG_TRY(sg_arena_new(0, &self->arena));
    self->watched = calloc((size_t)self->policies->count + 1, sizeof *self->watched);
    self->tasks = calloc((size_t)self->policies->count + 1, sizeof(sg_watched *));
    if (!self->watched || !self->tasks)
        return SG_ENOMEM;
    for (const sg_policy *policy = self->policies->first; policy; policy = policy->next) {
        sg_watched *one = &self->watched[count];
        one->policy = policy;
        SG_TRY(sg_reads_of(policy, self->of.options->catalogue, self->of.graph, self->names,
                           &one->reads));
        self->tasks[count++] = one;
    }
    self->count = self->task_count = count;
    SG_TRY(sg_set_store_new(self->of.graph, SG_SET_STORE_BYTES, &self->of.sets));
    return evaluate(self);
}

sg_status sg_watch_new(sg_session *session, const sg_policies *policies,
                       const sg_check_options *options, sg_watch **out, sg_error *err)
{
    sg_watch *self = calloc(1, sizeof *self);

    if (!self)
        return sg_fail_memory(err);
    self->session = session;
    self->policies = policies;
    self->of.options = options;
    self->of.graph = sg_session_pin(session);
    if (make(self) != SG_OK) {
        sg_watch_free(self);
        return sg_fail_memory(err);
    }
    *out = self;
    return SG_OK;
}

void sg_watch_free(sg_watch *self)
{
    if (!self)
        return;
    for (uint32_t i = 0; i < self->count; i++)
        sg_watched_free(&self->watched[i]);
    free(self->watched);
    free(self->tasks);
    sg_set_store_free(self->of.sets);
    sg_arena_free(self->names);
    sg_arena_free(self->arena);
    sg_session_unpin(self->session, self->of.graph);
    free(self);
}

/* --- a step ---------------------------------------------------------------------------------------- */
/* Chooses the policies that the step is about, and how each is to be evaluated. */
static void choose(sg_watch *self, const sg_difference *difference)
{
    bool all = !difference || sg_surroundings_differ(difference);

    self->task_count = 0;
    for (uint32_t i = 0; i < self->count; i++) {
        sg_watched *one = &self->watched[i];
        one->how = SG_WATCH_UNTOUCHED;
        if (all || (one->reads->next && sg_reads_differ(one->reads->next, difference)))
            one->how = SG_WATCH_WHOLE;
        else if (sg_reads_query_differs(one->reads, difference))
            one->how = one->local ? SG_WATCH_AROUND : SG_WATCH_WHOLE;
        if (one->how != SG_WATCH_UNTOUCHED)
            self->tasks[self->task_count++] = one;
    }
}

static bool spares(void *touches, sg_str key)
{
    return sg_touches_spare(touches, key);
}

/* Evaluates on the later graph with the sets that the change has left as they were. */
static sg_status evaluate_after(sg_watch *self, sg_touches *touches)
{
    sg_watching *of = &self->of;

    SG_TRY(sg_set_store_new(of->graph, SG_SET_STORE_BYTES, &of->sets));
    if (!touches)
        return evaluate(self);
    const sg_set_changes changes = { touches->all_nodes.items, touches->all_edges.items,
                                     (uint32_t)touches->all_nodes.count,
                                     (uint32_t)touches->all_edges.count };
    sg_set_store_carry(of->sets_before, of->sets, spares, touches);
    sg_set_store_follow(of->sets, of->sets_before, &changes);
    of->touches = touches;
    sg_status status = evaluate(self);
    of->touches = NULL;
    sg_set_store_follow(of->sets, NULL, NULL);
    return status;
}

static sg_status follow(sg_watch *self, const sg_graph *before)
{
    sg_delta_changes changes;
    sg_difference difference;
    sg_touches touches;

    sg_status status = sg_session_between(self->session, before, self->of.graph, &changes);
    if (status == SG_ENOTFOUND) {
        choose(self, NULL);
        return evaluate_after(self, NULL);
    }
    SG_TRY(status);
    status = sg_difference_of_changes(before, self->of.graph, &changes, &difference);
    if (status == SG_OK) {
        choose(self, &difference);
        sg_difference_free(&difference);
        status = sg_touches_of(before, self->of.graph, &changes, &touches);
    }
    free(changes.items);
    SG_TRY(status);
    status = evaluate_after(self, &touches);
    sg_touches_free(&touches);
    return status;
}

/* All issues that the tasks have taken out, or put in, as a check that can be compared. */
static sg_status gather(sg_watch *self, bool come, sg_check *out)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < self->task_count; i++) {
        const sg_watched *one = self->tasks[i];
        count += (uint32_t)(come ? one->come.count : one->gone.count);
    }
    const sg_issue **issues =
        sg_arena_make_array(self->arena, const sg_issue *, (size_t)count + 1);
    if (!issues)
        return SG_ENOMEM;
    *out = (sg_check){ .issues = issues };
    for (uint32_t i = 0; i < self->task_count; i++) {
        const sg_watched_issues *list = come ? &self->tasks[i]->come : &self->tasks[i]->gone;
        for (size_t k = 0; k < list->count; k++)
            issues[out->issue_count++] = list->items[k];
    }
    if (count > 1)
        qsort(issues, count, sizeof *issues, sg_issue_by_urgency);
    return SG_OK;
}

static sg_status tell_changes(sg_watch *self, sg_issue_changes *changes)
{
    sg_check gone, come;

    SG_TRY(gather(self, false, &gone));
    SG_TRY(gather(self, true, &come));
    return sg_issues_compare(&gone, &come, self->arena, changes);
}

sg_status sg_watch_advance(sg_watch *self, sg_issue_changes *changes, sg_error *err)
{
    sg_watching *of = &self->of;
    const sg_graph *before = of->graph;

    sg_arena_reset(self->arena);
    for (uint32_t i = 0; i < self->task_count; i++)
        sg_watched_forget(self->tasks[i]);
    self->task_count = 0;
    of->graph = sg_session_pin(self->session);
    of->before = before;
    of->sets_before = of->sets;
    of->sets = NULL;
    sg_status status = follow(self, before);
    sg_set_store_free(of->sets_before);
    of->sets_before = NULL;
    of->before = NULL;
    sg_session_unpin(self->session, before);
    if (status == SG_OK)
        status = tell_changes(self, changes);
    return status == SG_OK ? SG_OK : sg_fail_memory(err);
}

/* --- what there is --------------------------------------------------------------------------------- */
sg_watch_counts sg_watch_counts_of(const sg_watch *self)
{
    sg_watch_counts counts = { .untouched = self->count - self->task_count,
                               .sets = sg_set_store_counts_of(self->of.sets) };

    for (uint32_t i = 0; i < self->task_count; i++) {
        counts.around += self->tasks[i]->how == SG_WATCH_AROUND;
        counts.whole += self->tasks[i]->how == SG_WATCH_WHOLE;
        counts.primaries += self->tasks[i]->primaries;
    }
    for (uint32_t i = 0; i < self->count; i++)
        counts.failed += self->watched[i].outcome.error.status != SG_OK;
    return counts;
}

sg_status sg_watch_check(sg_watch *self, sg_check *out, sg_error *err)
{
    size_t count = 0;

    for (uint32_t i = 0; i < self->count; i++)
        count += self->watched[i].issues.count;
    const sg_issue **issues = sg_arena_make_array(self->arena, const sg_issue *, count + 1);
    sg_policy_outcome *outcomes =
        sg_arena_make_array(self->arena, sg_policy_outcome, (size_t)self->count + 1);
    if (!issues || !outcomes)
        return sg_fail_memory(err);
    *out = (sg_check){ .issues = issues, .outcomes = outcomes };
    for (uint32_t i = 0; i < self->count; i++) {
        const sg_watched *one = &self->watched[i];
        outcomes[out->outcome_count++] = one->outcome;
        out->failed += one->outcome.error.status != SG_OK;
        for (size_t k = 0; k < one->issues.count; k++)
            issues[out->issue_count++] = one->issues.items[k].issue;
    }
    qsort(issues, count, sizeof *issues, sg_issue_by_urgency);
    return SG_OK;
}
