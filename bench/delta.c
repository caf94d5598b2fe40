/* delta.c - deltas one after the other: write, find what they touch, evaluate around it, tell issues apart.
 *
 * What is held from the version before (the issues, and sets of nodes) is not timed.  In the end all
 * issues are compared with those of a full evaluation.
 */
#include "bench/delta.h"

#include <stdlib.h>
#include <string.h>

#include "generate/names.h"
#include "policies/watch.h"

enum { STEPS = 21, SHARE = 1000 };

typedef struct {
    sg_session *session;
    const sg_estate *plan;
    const sg_policies *policies;
    sg_check_options options;
    uint32_t changes, step; /* relationships a delta; deltas so far */
    sg_watch *watch;
    sg_arena *arena; /* of the delta that comes next */
    sg_value drawn;
} deltas;

/* [{role, bucket}, ...]: roles that may now read buckets of any account. */
static sg_value draw_changes(const deltas *self, sg_arena *arena)
{
    uint32_t role_first, roles, bucket_first, buckets;
    sg_value *items = sg_arena_make_array(arena, sg_value, self->changes);
    sg_estate_range(self->plan, SG_KIND_ROLE, &role_first, &roles);
    sg_estate_range(self->plan, SG_KIND_BUCKET, &bucket_first, &buckets);
    for (uint32_t i = 0; items && i < self->changes; i++) {
        sg_random random = sg_random_of(self->plan->seed, 5000, self->step, i);
        char id[SG_NAME_MOST];
        uint32_t role = role_first + sg_random_below(&random, roles);
        uint32_t bucket = bucket_first + sg_random_below(&random, buckets);
        sg_entry *entries = sg_arena_make_array(arena, sg_entry, 2);
        if (!entries)
            return sg_null();
        sg_id_of(self->plan, sg_estate_place(self->plan, bucket), id);
        entries[0] =
            (sg_entry){ SG_STR("bucket"), sg_string(sg_arena_copy(arena, sg_str_of(id))) };
        sg_id_of(self->plan, sg_estate_place(self->plan, role), id);
        entries[1] =
            (sg_entry){ SG_STR("role"), sg_string(sg_arena_copy(arena, sg_str_of(id))) };
        items[i] = sg_map(entries, 2);
    }
    return items ? sg_list(items, self->changes) : sg_null();
}

static bool write_changes(deltas *self, sg_value changes)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    sg_entry parameter = { SG_STR("changes"), changes };
    sg_step step = SG_FAIL;
    uint64_t created = 0;
    if (sg_session_prepare(
            self->session,
            SG_STR("UNWIND $changes AS change MATCH (r:AccessRole {id: change.role}), "
                   "(b:Bucket {id: change.bucket}) CREATE (r)-[:CAN_ACCESS {read: true, "
                   "write: false, certainty: 'must'}]->(b)"),
            NULL, &query, NULL) == SG_OK &&
        sg_query_run(query, sg_map(&parameter, 1), &result, NULL) == SG_OK) {
        while ((step = sg_result_next(result, &row, NULL)) == SG_ROW)
            continue;
        created = sg_result_counters(result).relationships_created;
    }
    sg_result_close(result);
    sg_query_free(query);
    return step == SG_DONE && created == self->changes;
}

/* One delta, from the statement to the issues that differ. */
static bool step(void *state, uint64_t *changed)
{
    deltas *self = state;
    sg_issue_changes changes;
    if (!write_changes(self, self->drawn) ||
        sg_watch_advance(self->watch, &changes, NULL) != SG_OK)
        return false;
    *changed = changes.count;
    return true;
}

static bool draw_next(void *state)
{
    deltas *self = state;
    sg_arena_reset(self->arena);
    self->step++;
    self->drawn = draw_changes(self, self->arena);
    return self->drawn.type == SG_TYPE_LIST;
}

/* The issues that were kept must be those that all policies find now. */
static bool is_complete(deltas *self)
{
    const sg_graph *graph = sg_session_pin(self->session);
    sg_check all, kept;
    bool same = sg_watch_check(self->watch, &kept, NULL) == SG_OK &&
                sg_check_run(graph, self->policies, &self->options, &all, NULL) == SG_OK;
    if (same) {
        same = all.failed == 0 && all.issue_count == kept.issue_count;
        for (uint32_t i = 0; same && i < all.issue_count; i++)
            same = strcmp(all.issues[i]->fingerprint, kept.issues[i]->fingerprint) == 0 &&
                   all.issues[i]->path_count == kept.issues[i]->path_count &&
                   all.issues[i]->score.points == kept.issues[i]->score.points;
        sg_check_free(&all);
    }
    sg_session_unpin(self->session, graph);
    return same;
}

void sg_bench_delta(sg_bench *bench, sg_bench_estate *estate, const sg_policies *policies)
{
    deltas self = { .plan = estate->plan,
                    .policies = policies,
                    .options = { .threads = estate->threads } };
    sg_graph *graph = estate->graph;
    self.changes = (uint32_t)(sg_graph_edge_count(graph) / SHARE);
    estate->graph = NULL;
    if (sg_arena_new(0, &self.arena) == SG_OK &&
        sg_session_new(graph, &self.session, NULL) == SG_OK &&
        sg_watch_new(self.session, policies, &self.options, &self.watch, NULL) == SG_OK) {
        sg_bench_run(bench, &(sg_bench_row){ .name = "delta, pack again",
                                             .unit = "issues",
                                             .work = step,
                                             .before = draw_next,
                                             .state = &self,
                                             .runs = STEPS,
                                             .seconds = 20 });
        if (!is_complete(&self))
            sg_bench_failure(bench, "delta", "not what a full evaluation finds");
    } else {
        sg_bench_failure(bench, "delta", "no memory");
    }
    sg_watch_free(self.watch);
    sg_session_free(self.session);
    sg_arena_free(self.arena);
}
