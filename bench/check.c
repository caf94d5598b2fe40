/* check.c - policies over the estate: the shipped combinations must find exactly what was planted, and a
 * pack of 300 the same all at once as one by one. */
#include <stdlib.h>

#include "bench/delta.h"
#include "bench/estates.h"
#include "bench/pack.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "generate/names.h"
#include "policies/check.h"

#define COMBINATIONS "policies/library/combinations"

typedef struct {
    const sg_graph *graph;
    const sg_estate *plan;
    sg_policies policies;
    unsigned threads;
    uint64_t issues; /* that the pack must find, once it is known */
} pack;

static bool is_planted(const sg_issue *issue)
{
    for (uint32_t i = 0; i < SG_PLANTS; i++) {
        sg_str rest = sg_plant_policies((sg_plant)i);
        while (rest.length > 0)
            if (sg_str_equal(sg_str_cut(rest, ' ', &rest), issue->policy->id))
                return true;
    }
    return false;
}

/* How many issues the plants must be, and a sum over the ids of what they are about. */
static uint64_t sum_planted(const sg_estate *plan, uint32_t *count)
{
    char id[SG_NAME_MOST] = "";
    uint64_t sum = 0;
    for (uint32_t plant = 0; plant < SG_PLANTS; plant++)
        for (uint32_t account = 0; account < plan->accounts; account++)
            for (uint32_t i = 0; i < plan->items[account].planted[plant]; i++) {
                sg_place place = sg_estate_plant(plan, account, (sg_plant)plant, i,
                                                 sg_plant_about((sg_plant)plant));
                sg_str rest = sg_plant_policies((sg_plant)plant);
                sg_str text = { id, sg_id_of(plan, place, id) };
                while (rest.length > 0) {
                    sg_str policy = sg_str_cut(rest, ' ', &rest);
                    sum += sg_hash_combine(sg_hash_str(policy), sg_hash_str(text));
                    ++*count;
                }
            }
    return sum;
}

static bool find_planted(void *state, uint64_t *touched)
{
    pack *self = state;
    sg_check check;
    sg_check_options options = { .threads = self->threads };
    uint32_t found = 0, planted = 0;
    uint64_t sum = 0;
    if (sg_check_run(self->graph, &self->policies, &options, &check, NULL) != SG_OK)
        return false;
    for (uint32_t i = 0; i < check.issue_count; i++)
        if (is_planted(check.issues[i])) {
            sum += sg_hash_combine(sg_hash_str(check.issues[i]->policy->id),
                                   sg_hash_str(check.issues[i]->resource.id));
            found++;
        }
    *touched = 0;
    for (uint32_t i = 0; i < check.outcome_count; i++)
        *touched += check.outcomes[i].edges_touched;
    bool good =
        check.failed == 0 && sum == sum_planted(self->plan, &planted) && found == planted;
    sg_check_free(&check);
    return good;
}

/* --- the pack ----------------------------------------------------------------------------------- */

static bool check_all(void *state, uint64_t *issues)
{
    pack *self = state;
    sg_check check;
    sg_check_options options = { .threads = self->threads };
    if (sg_check_run(self->graph, &self->policies, &options, &check, NULL) != SG_OK)
        return false;
    *issues = check.issue_count;
    bool good = check.failed == 0 && (self->issues == 0 || self->issues == check.issue_count);
    sg_check_free(&check);
    return good;
}

/* Each policy as a pack of its own: nothing is shared. */
static bool check_singly(void *state, uint64_t *issues)
{
    pack *self = state;
    pack one = *self;
    one.issues = 0;
    *issues = 0;
    for (const sg_policy *policy = self->policies.first; policy; policy = policy->next) {
        sg_policy copy = *policy;
        uint64_t found;
        copy.next = NULL;
        one.policies = (sg_policies){ .first = &copy, .count = 1 };
        if (!check_all(&one, &found))
            return false;
        *issues += found;
    }
    return true;
}

static bool load(sg_bench *bench, const char *folder, pack *self)
{
    sg_source failed;
    sg_error err = { .status = SG_OK };
    if (sg_policies_load(&folder, 1, &self->policies, &failed, &err) == SG_OK)
        return true;
    sg_bench_failure(bench, folder, err.message);
    return false;
}

static void run_pack(sg_bench *bench, pack *self, const char *work)
{
    char folder[512];
    sg_error err = { .status = SG_OK };
    snprintf(folder, sizeof folder, "%s/pack", work);
    if (sg_bench_pack_write(folder, &err) != SG_OK) {
        sg_bench_failure(bench, "pack", err.message);
        return;
    }
    if (!load(bench, folder, self))
        return;
    unsigned threads = self->threads;
    self->issues = 0;
    check_singly(self, &self->issues);
    sg_bench_row row = { .name = "pack", .unit = "issues", .work = check_all, .state = self };
    row.runs = 21;
    sg_bench_run(bench, &row);
    self->threads = 1;
    row.name = "pack, 1 thread";
    sg_bench_run(bench, &row);
    self->threads = threads;
    row = (sg_bench_row){ .name = "pack, one by one",
                          .unit = "issues",
                          .work = check_singly,
                          .state = self,
                          .runs = 3 };
    sg_bench_run(bench, &row);
    sg_policies_free(&self->policies);
}

static void run_deltas(sg_bench *bench, pack *self, sg_bench_estate *estate)
{
    char folder[512];
    sg_error err = { .status = SG_OK };
    snprintf(folder, sizeof folder, "%s/pack", estate->work);
    if (sg_bench_pack_write(folder, &err) != SG_OK) {
        sg_bench_failure(bench, "delta", err.message);
        return;
    }
    if (!load(bench, folder, self))
        return;
    sg_bench_delta(bench, estate, &self->policies);
    sg_policies_free(&self->policies);
}

void sg_bench_estate_check(sg_bench *bench, sg_bench_estate *estate)
{
    pack self = { .graph = estate->graph, .plan = estate->plan, .threads = estate->threads };
    sg_bench_heading("policies");
    if (load(bench, COMBINATIONS, &self)) {
        sg_bench_run(bench, &(sg_bench_row){ .name = "combinations",
                                             .unit = "edges",
                                             .work = find_planted,
                                             .state = &self,
                                             .runs = 21 });
        sg_policies_free(&self.policies);
    }
    if (sg_bench_wanted(bench, "pack"))
        run_pack(bench, &self, estate->work);
    if (sg_bench_wanted(bench, "delta"))
        run_deltas(bench, &self, estate);
}
