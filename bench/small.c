/* small.c - the demo estate from JSON to issues, and the time that statements take to prepare. */
#include "bench/small.h"

#include "bench/texts.h"
#include "ingest/load.h"
#include "policies/check.h"
#include "query/query.h"

#define ESTATE "tests/estates/fintech"

static bool load_estate(void *state, uint64_t *edges)
{
    const char *paths[] = { ESTATE };
    sg_graph **graph = state;
    sg_graph_free(*graph);
    *graph = NULL;
    if (sg_ingest_load(paths, 1, NULL, graph, NULL, NULL) != SG_OK)
        return false;
    *edges = sg_graph_edges(*graph);
    return true;
}

static bool run_policies(void *state, uint64_t *issues)
{
    sg_graph *const *graph = state;
    const char *paths[] = { "policies/library" };
    sg_policies policies;
    sg_source failed;
    sg_check check;
    sg_check_options options = { .threads = 1 };
    bool good = false;
    if (sg_policies_load(paths, 1, &policies, &failed, NULL) != SG_OK)
        return false;
    if (sg_check_run(*graph, &policies, &options, &check, NULL) == SG_OK) {
        *issues = check.issue_count;
        good = check.failed == 0 && check.issue_count > 0;
        sg_check_free(&check);
    }
    sg_policies_free(&policies);
    return good;
}

static bool prepare_one(void *state, uint64_t *plans)
{
    *plans = sg_bench_prepare_next(state);
    return *plans > 0;
}

/* The median of these runs is the median statement of the corpus. */
static void run_texts(sg_bench *bench, const sg_graph *graph)
{
    sg_bench_texts corpus, one;
    if (sg_bench_corpus(graph, &corpus) == SG_OK) {
        sg_bench_run(bench, &(sg_bench_row){ .name = "corpus, parse + plan",
                                             .unit = "plans",
                                             .work = prepare_one,
                                             .state = &corpus,
                                             .runs = 1001 });
        sg_bench_texts_free(&corpus);
    }
    if (sg_bench_long_text(graph, 62575, &one) == SG_OK) {
        sg_bench_run(bench, &(sg_bench_row){ .name = "62 KB, parse + plan",
                                             .unit = "plans",
                                             .work = prepare_one,
                                             .state = &one,
                                             .runs = 21 });
        sg_bench_texts_free(&one);
    }
}

void sg_bench_small(sg_bench *bench)
{
    sg_graph *graph = NULL;
    uint64_t edges;
    sg_bench_heading("the demo estate");
    if (!load_estate(&graph, &edges)) {
        sg_bench_failure(bench, "estate load", "the demo estate cannot be read");
        return;
    }
    sg_bench_run(bench, &(sg_bench_row){ .name = "estate load",
                                         .unit = "edges",
                                         .work = load_estate,
                                         .state = &graph,
                                         .runs = 11 });
    sg_bench_run(bench, &(sg_bench_row){ .name = "policies",
                                         .unit = "issues",
                                         .work = run_policies,
                                         .state = &graph,
                                         .runs = 21 });
    run_texts(bench, graph);
    sg_graph_free(graph);
}
