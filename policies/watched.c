/* watched.c - one policy again: as a whole, or for the primaries that a change has touched.
 *
 *     around   nodes touched in the version before, and in the one after    -->  primaries
 *              issues about them go, rows about them are made again
 */
#include "policies/watched.h"

enum { SLACK = 1 << 20 }; /* bytes of issues that are gone, before all are made again */

/* --- as a whole ------------------------------------------------------------------------------------ */
static bool identity_has_primary(const sg_policy_columns *columns)
{
    for (uint32_t i = 0; i < columns->identity_count; i++)
        if (columns->identity[i] == columns->primary)
            return true;
    return false;
}

static sg_status keep_issues(sg_watched *self, const sg_collector *collector)
{
    for (size_t i = 0; i < collector->issues.count; i++) {
        SG_TRY(sg_array_push(&self->issues, collector->issues.items[i]));
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

static sg_status evaluate_whole(sg_watched *self, const sg_watching *of)
{
    sg_prepared_policy prepared;

    self->how = SG_WATCH_WHOLE;
    self->primaries = 0;
    self->retired = self->arena;
    self->arena = NULL;
    self->gone = self->issues;
    self->issues = (sg_watched_issues){ 0 };
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

/* --- what the change touches ------------------------------------------------------------------------- */
/* The policy in one version of the graph, with what is touched there. */
typedef struct {
    sg_prepared_policy prepared;
    sg_touched touched;
} side;

static sg_status unite(const sg_id_set *const *sets, uint32_t count, sg_id_set **out)
{
    uint32_t ids[256], some;
    sg_range window = { UINT32_MAX, 0 };
    sg_id_bits bits;

    for (uint32_t i = 0; i < count; i++) {
        if (!sets[i] || sets[i]->count == 0)
            continue;
        window.first = sets[i]->first < window.first ? sets[i]->first : window.first;
        window.last = sets[i]->last > window.last ? sets[i]->last : window.last;
    }
    if (window.last == 0)
        return sg_id_set_of(NULL, 0, out);
    SG_TRY(sg_id_bits_new(window, &bits));
    for (uint32_t i = 0; i < count; i++) {
        if (!sets[i])
            continue;
        sg_id_reader reader = sg_id_set_read(sets[i]);
        while ((some = sg_id_reader_next(&reader, ids, SG_COUNT(ids))) > 0)
            for (uint32_t k = 0; k < some; k++)
                sg_id_bits_add(&bits, ids[k]);
    }
    return sg_id_bits_finish(&bits, out);
}

/* Whether something in this version may be in a match that the other one lacks. */
static bool is_touched(const side *self)
{
    return self->touched.edge_count > 0 || self->touched.nodes->count > 0;
}

static sg_status open_side(const sg_watched *self, const sg_watching *of, bool before,
                           side *out)
{
    if (out->prepared.query)
        return SG_OK;
    return sg_policy_open(self->policy, before ? of->before : of->graph, of->options,
                          before ? of->sets_before : of->sets, true, &out->prepared, NULL);
}

typedef sg_status asks(const side *one, sg_id_set **out);

static sg_status ask_subsets(const side *one, sg_id_set **out)
{
    return sg_query_subtouched(one->prepared.query, &one->touched, out, NULL);
}

static sg_status ask_primaries(const side *one, sg_id_set **out)
{
    return sg_query_touched(one->prepared.query, (uint32_t)one->prepared.columns.primary,
                            &one->touched, out, NULL);
}

/* What both versions answer, and more besides. */
static sg_status ask_both(const sg_watched *self, const sg_watching *of, side sides[2],
                          asks *ask, const sg_id_set *more, sg_id_set **out)
{
    sg_id_set *found[2] = { NULL, NULL };
    sg_status status = SG_OK;

    for (int i = 0; i < 2 && status == SG_OK; i++) {
        if (!is_touched(&sides[i]))
            continue;
        status = open_side(self, of, i == 0, &sides[i]);
        if (status == SG_OK)
            status = ask(&sides[i], &found[i]);
    }
    const sg_id_set *all[] = { found[0], found[1], more };
    if (status == SG_OK)
        status = unite(all, SG_COUNT(all), out);
    sg_id_set_free(found[0]);
    sg_id_set_free(found[1]);
    return status;
}

/* The primaries that may have other rows now.  Subqueries come first: what they say is another matter of the
 * nodes that they are about, in both versions. */
static sg_status find_primaries(const sg_watched *self, const sg_watching *of, side sides[2],
                                sg_id_set **out)
{
    sg_id_set *nodes, *all;

    SG_TRY(sg_touches_nodes(of->touches, self->reads, &nodes));
    sides[0].touched.nodes = sides[1].touched.nodes = nodes;
    sg_status status = ask_both(self, of, sides, ask_subsets, nodes, &all);
    sg_id_set_free(nodes);
    SG_TRY(status);
    sides[0].touched.nodes = sides[1].touched.nodes = all;
    status = ask_both(self, of, sides, ask_primaries, NULL, out);
    sg_id_set_free(all);
    return status;
}

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

/* --- around it ------------------------------------------------------------------------------------- */
/* Parts the issues in those about the primaries and the others. */
static sg_status part_issues(sg_watched *self, const sg_id_set *primaries)
{
    size_t kept = 0;

    SG_TRY(sg_array_reserve(&self->gone, self->issues.count));
    for (size_t i = 0; i < self->issues.count; i++) {
        const sg_issue *issue = self->issues.items[i];
        if (sg_id_set_has(primaries, issue->resource.node.id))
            self->gone.items[self->gone.count++] = issue;
        else
            self->issues.items[kept++] = issue;
    }
    self->issues.count = kept;
    return SG_OK;
}

/* Whether some issue that is to come has the fingerprint of one that stays: two primaries made one issue. */
static sg_status meet(const sg_watched *self, const sg_collector *collector, bool *out)
{
    *out = collector->merges;
    for (size_t i = 0; i < self->issues.count && collector->issues.count > 0 && !*out; i++)
        *out = sg_table_find(&collector->by_issue,
                             sg_str_of(self->issues.items[i]->fingerprint), NULL);
    return SG_OK;
}

/* *done is false where the policy has to be evaluated as a whole after all. */
static sg_status collect_around(sg_watched *self, const sg_watching *of, const side *after,
                                const sg_id_set *primaries, bool *done)
{
    sg_shown shown = { .graph = of->graph, .arena = self->arena };
    sg_collector collector = {
        .graph = of->graph, .options = of->options, .arena = self->arena, .shown = &shown
    };
    sg_policy_outcome outcome = { .policy = self->policy };
    bool merges = false;

    sg_status status =
        sg_policy_collect(&after->prepared, primaries, of->sets, &collector, &outcome);
    if (status == SG_OK)
        status = meet(self, &collector, &merges);
    *done = outcome.error.status == SG_OK && !merges;
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

static sg_status renew(sg_watched *self, const sg_watching *of, side sides[2], bool *done)
{
    sg_id_set *touched, *primaries = NULL;

    SG_TRY(find_primaries(self, of, sides, &touched));
    self->primaries = touched->count;
    *done = touched->count == 0;
    sg_status status = *done ? SG_OK : part_issues(self, touched);
    if (status == SG_OK && !*done) {
        status = drop_deleted(of->graph, touched, &primaries);
        if (status == SG_OK)
            status = open_side(self, of, false, &sides[1]);
        if (status == SG_OK)
            status = collect_around(self, of, &sides[1], primaries, done);
        sg_id_set_free(primaries);
    }
    sg_id_set_free(touched);
    return status;
}

static sg_touched touched_of(const sg_touched_edges *there)
{
    return (sg_touched){ .edges = there->edges.items,
                         .groups = there->groups.items,
                         .edge_count = (uint32_t)there->edges.count,
                         .group_count = (uint32_t)there->groups.count };
}

static sg_status evaluate_around(sg_watched *self, const sg_watching *of, bool *done)
{
    side sides[2] = { { .touched = touched_of(&of->touches->there_before) },
                      { .touched = touched_of(&of->touches->there_after) } };

    *done = false;
    sg_status status = renew(self, of, sides, done);
    sg_policy_close(&sides[0].prepared);
    sg_policy_close(&sides[1].prepared);
    return status;
}

/* Puts back what was taken out before it turned out that this does not do. */
static sg_status put_back(sg_watched *self)
{
    for (size_t i = 0; i < self->gone.count; i++)
        SG_TRY(sg_array_push(&self->issues, self->gone.items[i]));
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
