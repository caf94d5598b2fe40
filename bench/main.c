/* main.c - the rows that `make bench` measures; bench/README.md says what each one is. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "bench/generated.h"
#include "bench/texts.h"
#include "engine/snapshot.h"
#include "ingest/load.h"
#include "policies/check.h"
#include "query/query.h"

#define ESTATE "tests/estates/fintech"
#define SNAPSHOT "build/bench.sgraph"

typedef struct {
    sg_graph *graph;
    const char *text;
    bool count_edges; /* what the row counts: relationships touched, else rows */
} bench_question;

static uint64_t load_estate(void *state)
{
    const char *paths[] = { ESTATE };
    sg_graph **graph = state;
    sg_graph_free(*graph);
    *graph = NULL;
    if (sg_ingest_load(paths, 1, NULL, graph, NULL, NULL) != SG_OK)
        return 0;
    return sg_graph_edges(*graph);
}

static uint64_t write_snapshot(void *state)
{
    sg_graph *const *graph = state;
    return sg_snapshot_write(*graph, SNAPSHOT, NULL) == SG_OK ? sg_graph_edges(*graph) : 0;
}

static uint64_t open_snapshot(void *state)
{
    sg_graph *graph = NULL;
    (void)state;
    if (sg_snapshot_open(SNAPSHOT, &graph, NULL) != SG_OK)
        return 0;
    uint64_t edges = sg_graph_edges(graph);
    sg_graph_free(graph);
    return edges;
}

static uint64_t run_pack(void *state)
{
    sg_graph *const *graph = state;
    const char *paths[] = { "policies/library" };
    sg_policies policies;
    sg_source failed;
    sg_check check;
    sg_check_options options = { .threads = 1 };
    uint64_t issues = 0;
    if (sg_policies_load(paths, 1, &policies, &failed, NULL) == SG_OK &&
        sg_check_run(*graph, &policies, &options, &check, NULL) == SG_OK) {
        issues = check.failed == 0 ? check.issue_count : 0;
        sg_check_free(&check);
    }
    sg_policies_free(&policies);
    return issues;
}

static uint64_t prepare(void *state)
{
    const bench_question *question = state;
    sg_query *query = NULL;
    if (sg_query_prepare(question->graph, sg_str_of(question->text), NULL, &query, NULL) !=
        SG_OK)
        return 0;
    sg_query_free(query);
    return 1;
}

static uint64_t ask(void *state)
{
    const bench_question *question = state;
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    uint64_t rows = 0, edges = 0;
    sg_step step = SG_FAIL;
    if (sg_query_prepare(question->graph, sg_str_of(question->text), NULL, &query, NULL) ==
            SG_OK &&
        sg_query_run(query, sg_null(), &result, NULL) == SG_OK) {
        while ((step = sg_result_next(result, &row, NULL)) == SG_ROW)
            rows++;
        edges = sg_result_edges_touched(result);
    }
    sg_result_close(result);
    sg_query_free(query);
    if (step == SG_FAIL)
        return 0;
    return question->count_edges ? edges : rows;
}

static uint64_t build_generated(void *state)
{
    sg_graph **graph = state;
    sg_graph_free(*graph);
    *graph = NULL;
    return sg_bench_generate(100000, 1000000, 42, graph) == SG_OK ? sg_graph_edges(*graph) : 0;
}

/* The median of these runs is the median statement of the corpus. */
static bool run_texts(const sg_graph *graph)
{
    sg_bench_texts corpus, one;
    bool good = sg_bench_corpus(graph, &corpus) == SG_OK &&
                sg_bench_long_text(graph, 62575, &one) == SG_OK;
    if (good) {
        good = sg_bench_run(&(sg_bench_row){ "corpus, parse + plan", "plans",
                                             sg_bench_prepare_next, &corpus, 1001 }) &&
               sg_bench_run(&(sg_bench_row){ "62 KB, parse + plan", "plans",
                                             sg_bench_prepare_next, &one, 21 });
        sg_bench_texts_free(&one);
        sg_bench_texts_free(&corpus);
    }
    return good;
}

int main(void)
{
    sg_graph *estate = NULL, *generated = NULL;
    bool good =
        sg_bench_run(&(sg_bench_row){ "estate load", "edges", load_estate, &estate, 5 }) &&
        sg_bench_run(
            &(sg_bench_row){ "snapshot write", "edges", write_snapshot, &estate, 5 }) &&
        sg_bench_run(&(sg_bench_row){ "snapshot open", "edges", open_snapshot, NULL, 21 }) &&
        sg_bench_run(&(sg_bench_row){ "policy pack", "issues", run_pack, &estate, 21 }) &&
        sg_bench_run(
            &(sg_bench_row){ "generated build", "edges", build_generated, &generated, 1 });
    bench_question two_hops = {
        generated,
        "MATCH (vm:VirtualMachine)-[:HAS]->(role:AccessRole)-[:CAN_ACCESS]->"
        "(b:Bucket) WHERE vm.exposure = 'PUBLIC' AND b.hasSensitiveData = true "
        "RETURN count(*)",
        true
    };
    bench_question reach = {
        generated,
        "MATCH (r:AccessRole {id: 'role-7'})-[:CAN_ASSUME*1..3]->(e:AccessRole) "
        "RETURN DISTINCT e.id",
        true
    };
    bench_question point = { generated, "MATCH (n {id: 'bucket-7'}) RETURN n.name", false };
    good = good &&
           sg_bench_run(&(sg_bench_row){ "parse + plan", "plans", prepare, &two_hops, 1001 }) &&
           run_texts(generated) &&
           sg_bench_run(&(sg_bench_row){ "two hops", "edges", ask, &two_hops, 21 }) &&
           sg_bench_run(&(sg_bench_row){ "reach", "edges", ask, &reach, 21 }) &&
           sg_bench_run(&(sg_bench_row){ "point", "rows", ask, &point, 1001 });
    printf("peak memory %.1f MiB\n", (double)sg_bench_peak_memory() / 1048576.0);
    sg_graph_free(estate);
    sg_graph_free(generated);
    remove(SNAPSHOT);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
