/* delta.c - deltas one after the other: write, digest, choose policies, evaluate those, compare.
 *
 * What is held from the version before (its digest and its issues) is not timed.  In the end the last
 * step is compared with a full evaluation of both versions.
 */
#include "bench/delta.h"

#include <stdlib.h>

#include "generate/names.h"
#include "policies/affected.h"
#include "query/session.h"

enum { STEPS = 7, SHARE = 1000, PARAMETER_BYTES = SG_NAME_MOST };

typedef struct {
    sg_session *session;
    const sg_estate *plan;
    const sg_policies *policies;
    unsigned threads;
    uint32_t changes, step; /* relationships a delta; deltas so far */
    const sg_graph *graph;  /* pinned: the version of now */
    sg_digest *digest;      /* of it */
    bool *chosen;
    sg_check check; /* what was chosen, on the version of now */
    bool has_check;
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

static bool evaluate(deltas *self, const sg_graph *graph, const bool *chosen, sg_check *out)
{
    sg_check_options options = { .threads = self->threads, .chosen = chosen };
    return sg_check_run(graph, self->policies, &options, out, NULL) == SG_OK &&
           out->failed == 0;
}

/* One delta, from the statement to the issues of the policies that it touches. */
static bool step(void *state, uint64_t *issues)
{
    deltas *self = state;
    sg_arena *arena = NULL;
    sg_digest *after = NULL;
    if (sg_arena_new(0, &arena) != SG_OK)
        return false;
    self->step++;
    bool good = write_changes(self, draw_changes(self, arena));
    const sg_graph *graph = sg_session_pin(self->session);
    good = good && sg_digest_new(graph, &after, NULL) == SG_OK;
    if (good)
        sg_policies_affected(self->policies, NULL, self->digest, after, self->chosen);
    if (self->has_check)
        sg_check_free(&self->check);
    self->has_check = good && evaluate(self, graph, self->chosen, &self->check);
    sg_digest_free(self->digest);
    self->digest = after;
    sg_session_unpin(self->session, self->graph);
    self->graph = graph;
    sg_arena_free(arena);
    *issues = self->has_check ? self->check.issue_count : 0;
    return self->has_check;
}

/* The chosen policies must find now what all of them find of these: the others have changed nothing. */
static bool is_complete(deltas *self)
{
    sg_check all;
    uint32_t found = 0;
    if (!evaluate(self, self->graph, NULL, &all))
        return false;
    for (uint32_t i = 0, position = 0; i < all.outcome_count; i++, position++)
        if (self->chosen[position])
            found += all.outcomes[i].issues;
    sg_check_free(&all);
    return found == self->check.issue_count;
}

void sg_bench_delta(sg_bench *bench, sg_bench_estate *estate, const sg_policies *policies)
{
    deltas self = { .plan = estate->plan, .policies = policies, .threads = estate->threads };
    sg_graph *graph = estate->graph;
    self.changes = (uint32_t)(sg_graph_edge_count(graph) / SHARE);
    estate->graph = NULL;
    self.chosen = calloc((size_t)policies->count + 1, sizeof *self.chosen);
    if (self.chosen && sg_session_new(graph, &self.session, NULL) == SG_OK) {
        self.graph = sg_session_pin(self.session);
        if (sg_digest_new(self.graph, &self.digest, NULL) == SG_OK) {
            sg_bench_run(bench, &(sg_bench_row){ .name = "delta, pack again",
                                                 .unit = "issues",
                                                 .work = step,
                                                 .state = &self,
                                                 .runs = STEPS,
                                                 .seconds = 20 });
            if (!self.has_check || !is_complete(&self))
                sg_bench_failure(bench, "delta", "not what a full evaluation finds");
        }
    } else {
        sg_bench_failure(bench, "delta", "no memory");
    }
    if (self.has_check)
        sg_check_free(&self.check);
    sg_digest_free(self.digest);
    if (self.session)
        sg_session_unpin(self.session, self.graph);
    sg_session_free(self.session);
    free(self.chosen);
}
