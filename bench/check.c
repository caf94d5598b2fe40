/* check.c - policies over the estate: the shipped combinations must find exactly what they should, and a
 * pack of 300 the same all at once as one by one. */
#include <stdlib.h>
#include <string.h>

#include "bench/delta.h"
#include "bench/estates.h"
#include "bench/pack.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "generate/expected.h"
#include "generate/names.h"
#include "policies/check.h"

#define COMBINATIONS "policies/library/combinations"

enum { NOW = 1798761600 }; /* 2027-01-01: after all that is generated */
enum { TOLD_MOST = 200 };

typedef struct {
    const sg_graph *graph;
    const sg_estate *plan;
    sg_policies policies;
    unsigned threads;
    uint64_t issues; /* that the pack must find, once it is known */
    uint64_t *
        expected; /* hashes of policy and resource, sorted, of all that combinations must find */
    size_t expected_count;
    sg_str told[TOLD_MOST]; /* policies that an inventory tells all about */
    size_t told_count;
} pack;

static uint64_t hash_of(sg_str policy, sg_str resource)
{
    return sg_hash_combine(sg_hash_str(policy), sg_hash_str(resource));
}

static int by_size(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Sorts, and keeps each once: a resource can be an issue of a policy for several reasons. */
static size_t arrange(uint64_t *hashes, size_t count)
{
    size_t kept = 0;
    if (count > 0)
        qsort(hashes, count, sizeof *hashes, by_size);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || hashes[i] != hashes[kept - 1])
            hashes[kept++] = hashes[i];
    return kept;
}

/* Expected issues come by policy. */
static void note_told(pack *self, sg_str policy)
{
    bool is_new =
        self->told_count == 0 || !sg_str_equal(self->told[self->told_count - 1], policy);
    if (is_new && self->told_count < TOLD_MOST)
        self->told[self->told_count++] = policy;
}

/* Of an inventory other policies may find more: it does not tell all that they ask for. */
static bool is_told(const pack *self, sg_str policy)
{
    bool found = !self->plan->inventory;
    for (size_t i = 0; i < self->told_count && !found; i++)
        found = sg_str_equal(self->told[i], policy);
    return found;
}

static bool expect(pack *self)
{
    char id[SG_NAME_MOST];
    sg_expected expected;
    if (sg_expected_new(self->plan, &expected, NULL) != SG_OK)
        return false;
    self->expected = malloc((expected.count + 1) * sizeof *self->expected);
    for (size_t i = 0; self->expected && i < expected.count; i++) {
        sg_place about = sg_estate_place(self->plan, expected.items[i].about);
        sg_str resource = { id, sg_id_of(self->plan, about, id) };
        self->expected[i] = hash_of(expected.items[i].policy, resource);
        note_told(self, expected.items[i].policy);
    }
    if (self->expected)
        self->expected_count = arrange(self->expected, expected.count);
    sg_expected_free(&expected);
    return self->expected != NULL;
}

/* Whether the issues are about exactly what was expected. */
static bool is_expected(const pack *self, const sg_check *check)
{
    uint64_t *found = malloc(((size_t)check->issue_count + 1) * sizeof *found);
    size_t count = 0;
    if (!found)
        return false;
    for (uint32_t i = 0; i < check->issue_count; i++)
        if (is_told(self, check->issues[i]->policy->id))
            found[count++] =
                hash_of(check->issues[i]->policy->id, check->issues[i]->resource.id);
    count = arrange(found, count);
    bool same = count == self->expected_count &&
                memcmp(found, self->expected, count * sizeof *found) == 0;
    free(found);
    return same;
}

static bool find_combinations(void *state, uint64_t *touched)
{
    pack *self = state;
    sg_check check;
    sg_check_options options = { .threads = self->threads, .now = NOW };
    if (sg_check_run(self->graph, &self->policies, &options, &check, NULL) != SG_OK)
        return false;
    *touched = 0;
    for (uint32_t i = 0; i < check.outcome_count; i++)
        *touched += check.outcomes[i].edges_touched;
    bool good = check.failed == 0 && is_expected(self, &check);
    sg_check_free(&check);
    return good;
}

bool sg_bench_finds_planted(const sg_graph *graph, const sg_estate *plan, unsigned threads)
{
    pack self = { .graph = graph, .plan = plan, .threads = threads };
    const char *folder = COMBINATIONS;
    sg_source failed;
    uint64_t touched;
    bool good = sg_policies_load(&folder, 1, &self.policies, &failed, NULL) == SG_OK &&
                expect(&self) && find_combinations(&self, &touched);
    free(self.expected);
    sg_policies_free(&self.policies);
    return good;
}

static void run_combinations(sg_bench *bench, pack *self)
{
    if (!expect(self))
        sg_bench_failure(bench, "combinations", "what to expect could not be worked out");
    else
        sg_bench_run(bench, &(sg_bench_row){ .name = "combinations",
                                             .unit = "edges",
                                             .work = find_combinations,
                                             .state = self,
                                             .runs = 21 });
    free(self->expected);
    self->expected = NULL;
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

/* Each policy as a pack of its own: it shares nothing with others, and is evaluated the same way. */
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
        run_combinations(bench, &self);
        sg_policies_free(&self.policies);
    }
    if (sg_bench_wanted(bench, "pack"))
        run_pack(bench, &self, estate->work);
    if (sg_bench_wanted(bench, "delta"))
        run_deltas(bench, &self, estate);
}
