/* watched.c - one policy again: as a whole, or for the primaries that a change has touched.
 *
 *     around   nodes touched in the version before, and in the one after    -->  primaries
 *              issues about them go, rows about them are made again
 */
#include "policies/watched.h"

#include <string.h>

enum { SLACK = 1 << 20 }; /* bytes of issues that are gone, before all are made again */

/* --- as a whole ------------------------------------------------------------------------------------ */
static bool identity_has_primary(const sg_policy_columns *columns)
{
    for (uint32_t i = 0; i < columns->identity_count; i++)
        if (columns->identity[i] == columns->primary)
            return true;
    return false;
}

/* Part of the fingerprint, to tell most issues apart at a glance. */
static uint32_t print_of(const sg_issue *issue)
{
    uint32_t print;

    memcpy(&print, issue->fingerprint, sizeof print);
    return print;
}

static sg_status keep_issue(sg_watched *self, const sg_issue *issue)
{
    return sg_array_push(&self->issues,
                         (sg_watched_issue){ issue, issue->resource.node.id, print_of(issue) });
}

static sg_status keep_issues(sg_watched *self, const sg_collector *collector)
{
    SG_TRY(sg_array_reserve(&self->come, collector->issues.count));
    for (size_t i = 0; i < collector->issues.count; i++) {
        SG_TRY(keep_issue(self, collector->issues.items[i]));
        SG_TRY(sg_array_push(&self->come, collector->issues.items[i]));
    }
    return SG_OK;
}

static sg_status collect_whole(sg_watched *self, const sg_watching *of,
                               const sg_prepared_policy *prepared)
{
    sg_shown shown = { .graph = of->graph, .arena = self->arena };
    sg_collector collector = {
        .graph = of->graph, .options = of->options, .arena = self->arena, .shown = &shown
    };
    sg_status status = sg_policy_collect(prepared, NULL, of->sets, &collector, &self->outcome);

    if (status == SG_OK)
        status = keep_issues(self, &collector);
    self->local = self->outcome.error.status == SG_OK && !collector.merges &&
                  identity_has_primary(&prepared->columns) &&
                  sg_query_is_local(prepared->query, (uint32_t)prepared->columns.primary);
    self->whole_size = sg_arena_used(self->arena);
    sg_collector_free(&collector);
    sg_shown_free(&shown);
    return status;
}

static sg_status drop_issues(sg_watched *self)
{
    SG_TRY(sg_array_reserve(&self->gone, self->issues.count));
    for (size_t i = 0; i < self->issues.count; i++)
        SG_TRY(sg_array_push(&self->gone, self->issues.items[i].issue));
    self->issues.count = 0;
    return SG_OK;
}

static sg_status evaluate_whole(sg_watched *self, const sg_watching *of)
{
    sg_prepared_policy prepared;

    self->how = SG_WATCH_WHOLE;
    self->primaries = 0;
    self->retired = self->arena;
    self->arena = NULL;
    SG_TRY(drop_issues(self));
    self->local = false;
    self->outcome = (sg_policy_outcome){ .policy = self->policy };
    SG_TRY(sg_arena_new(0, &self->arena));
    sg_status status = sg_policy_open(self->policy, of->graph, of->options, of->sets, false,
                                      &prepared, &self->outcome.error);
    if (status == SG_OK)
        status = collect_whole(self, of, &prepared);
    else if (status != SG_ENOMEM) {
        sg_error_in(&self->outcome.error, self->policy->source.name);
        status = SG_OK;
    }
    sg_policy_close(&prepared);
    return status;
}

/* --- around a change ---------------------------------------------------------------------------------- */
/* Those of the set that are there still. */
static sg_status drop_deleted(const sg_graph *graph, const sg_id_set *set, sg_id_set **out)
{
    uint32_t ids[256], count;
    sg_id_reader reader = sg_id_set_read(set);
    sg_id_bits bits;

    SG_TRY(sg_id_bits_new((sg_range){ set->first, set->last }, &bits));
    while ((count = sg_id_reader_next(&reader, ids, SG_COUNT(ids))) > 0)
        for (uint32_t i = 0; i < count; i++)
            if (sg_graph_has_node(graph, (sg_node){ ids[i] }))
                sg_id_bits_add(&bits, ids[i]);
    return sg_id_bits_finish(&bits, out);
}

/* The nodes of a step as bits. */
typedef struct {
    sg_id_bits maybe, sure, nodes;
    sg_id_bits
        known; /* of the sure ones, those that have an issue which says of them what is so */
} marked;

static sg_status mark_primaries(const sg_primaries *primaries, marked *out)
{
    *out = (marked){ 0 };
    SG_TRY(sg_id_set_bits(primaries->maybe, &out->maybe));
    SG_TRY(sg_id_set_bits(primaries->sure, &out->sure));
    SG_TRY(sg_id_set_bits(primaries->nodes, &out->nodes));
    return sg_id_bits_new((sg_range){ out->sure.first, out->sure.last }, &out->known);
}

static void drop_marks(marked *marks, const sg_primaries *primaries)
{
    sg_id_bits_drop(&marks->maybe, primaries->maybe);
    sg_id_bits_drop(&marks->sure, primaries->sure);
    sg_id_bits_drop(&marks->nodes, primaries->nodes);
    sg_id_bits_free(&marks->known);
}

/* Parts the issues in those that may be other ones now and the rest. */
static sg_status part_issues(sg_watched *self, marked *marks)
{
    size_t kept = 0;

    for (size_t i = 0; i < self->issues.count; i++) {
        const sg_watched_issue *one = &self->issues.items[i];
        bool sure = sg_id_bits_has(&marks->sure, one->node);
        if (sg_id_bits_has(&marks->maybe, one->node) ||
            (sure && sg_id_bits_has(&marks->nodes, one->node))) {
            SG_TRY(sg_array_push(&self->gone, one->issue));
            continue;
        }
        if (sure)
            sg_id_bits_add(&marks->known, one->node);
        self->issues.items[kept++] = *one;
    }
    self->issues.count = kept;
    return SG_OK;
}

/* Adds issues about the sure nodes that have none. */
static sg_status collect_sure(const sg_primaries *primaries, const marked *marks,
                              sg_collector *collector, sg_policy_outcome *outcome)
{
    uint32_t ids[256], count;
    sg_id_reader reader = sg_id_set_read(primaries->sure);

    while ((count = sg_id_reader_next(&reader, ids, SG_COUNT(ids))) > 0) {
        uint32_t few = 0;
        for (uint32_t i = 0; i < count; i++)
            if (!sg_id_bits_has(&marks->known, ids[i]))
                ids[few++] = ids[i];
        SG_TRY(sg_policy_collect_nodes(&primaries->after, ids, few, collector, outcome));
    }
    return SG_OK;
}

/* Adds what the policy finds among the others that are there still. */
static sg_status collect_maybe(sg_watched *self, const sg_watching *of, sg_primaries *primaries,
                               sg_collector *collector, sg_policy_outcome *outcome)
{
    sg_id_set *there;

    if (primaries->maybe->count == 0)
        return SG_OK;
    SG_TRY(sg_primaries_open(primaries, self->policy, of));
    SG_TRY(drop_deleted(of->graph, primaries->maybe, &there));
    sg_status status =
        sg_policy_collect(&primaries->after, there, of->sets, collector, outcome);
    sg_id_set_free(there);
    return status;
}

/* Whether some issue that is to come has the fingerprint of one that stays: two primaries made one issue. */
static bool meet(const sg_watched *self, const sg_collector *collector)
{
    enum { BITS = 4096 };
    uint64_t prints[BITS / 64] = { 0 };
    bool met = collector->merges;

    for (size_t i = 0; i < collector->issues.count; i++)
        sg_bit_set(prints, print_of(collector->issues.items[i]) % BITS);
    for (size_t i = 0; i < self->issues.count && collector->issues.count > 0 && !met; i++) {
        const sg_watched_issue *one = &self->issues.items[i];
        met = sg_bit_test(prints, one->print % BITS) &&
              sg_table_find(&collector->by_issue, sg_str_of(one->issue->fingerprint), NULL);
    }
    return met;
}

/* *done is false where the policy has to be evaluated as a whole after all. */
static sg_status collect_around(sg_watched *self, const sg_watching *of,
                                sg_primaries *primaries, const marked *marks, bool *done)
{
    sg_shown shown = { .graph = of->graph, .arena = self->arena };
    sg_collector collector = {
        .graph = of->graph, .options = of->options, .arena = self->arena, .shown = &shown
    };
    sg_policy_outcome outcome = { .policy = self->policy };

    sg_status status = collect_sure(primaries, marks, &collector, &outcome);
    if (status == SG_OK)
        status = collect_maybe(self, of, primaries, &collector, &outcome);
    *done = outcome.error.status == SG_OK && !meet(self, &collector);
    if (status == SG_OK && *done)
        status = keep_issues(self, &collector);
    self->outcome.rows = outcome.rows;
    self->outcome.edges_touched = outcome.edges_touched;
    self->outcome.nanoseconds = outcome.nanoseconds;
    self->outcome.issues = (uint32_t)self->issues.count;
    sg_collector_free(&collector);
    sg_shown_free(&shown);
    return status;
}

static sg_status renew(sg_watched *self, const sg_watching *of, sg_primaries *primaries,
                       bool *done)
{
    marked marks;

    self->primaries = (uint64_t)primaries->maybe->count + primaries->sure->count;
    *done = self->primaries == 0;
    if (*done)
        return SG_OK;
    sg_status status = mark_primaries(primaries, &marks);
    if (status == SG_OK)
        status = part_issues(self, &marks);
    if (status == SG_OK)
        status = collect_around(self, of, primaries, &marks, done);
    drop_marks(&marks, primaries);
    return status;
}

static sg_status evaluate_around(sg_watched *self, const sg_watching *of, bool *done)
{
    sg_primaries primaries;

    *done = false;
    sg_status status = sg_primaries_find(self->policy, self->reads, of, &primaries);
    if (status == SG_OK)
        status = renew(self, of, &primaries, done);
    sg_primaries_free(&primaries);
    return status;
}

/* Puts back what was taken out before it turned out that this does not do. */
static sg_status put_back(sg_watched *self)
{
    for (size_t i = 0; i < self->gone.count; i++)
        SG_TRY(keep_issue(self, self->gone.items[i]));
    sg_array_free(&self->gone);
    return SG_OK;
}

void sg_watched_evaluate(sg_watched *self, const sg_watching *of)
{
    bool done = false;

    self->primaries = 0;
    self->status = SG_OK;
    if (self->how == SG_WATCH_AROUND &&
        sg_arena_used(self->arena) < 2 * self->whole_size + SLACK) {
        self->status = evaluate_around(self, of, &done);
        if (self->status != SG_OK && self->status != SG_ENOMEM)
            self->status = SG_OK;
        if (self->status == SG_OK && !done)
            self->status = put_back(self);
    }
    if (self->status == SG_OK && !done)
        self->status = evaluate_whole(self, of);
}

void sg_watched_forget(sg_watched *self)
{
    sg_array_free(&self->gone);
    sg_array_free(&self->come);
    sg_arena_free(self->retired);
    self->retired = NULL;
}

void sg_watched_free(sg_watched *self)
{
    sg_watched_forget(self);
    sg_array_free(&self->issues);
    sg_arena_free(self->arena);
}
