/* threads.c - what runs on several threads, under the thread sanitizer (`make tsan`).
 *
 * A program of its own, for Criterion does not start under that sanitizer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/parallel.h"
#include "engine/snapshot.h"
#include "ingest/load.h"
#include "policies/check.h"
#include "query/query.h"
#include "tests/threads/threads.h"

#define ESTATE "tests/estates/fintech"

enum { READERS = 4 };

typedef struct {
    const sg_graph *graph;
    uint64_t rows[READERS];
} readers;

static uint64_t count_rows(const sg_graph *graph)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    uint64_t rows = 0;
    if (sg_query_prepare(graph,
                         SG_STR("MATCH (a)-[r]->(b) WHERE a.account IS NOT NULL RETURN a, b"),
                         NULL, &query, NULL) == SG_OK &&
        sg_query_run(query, sg_null(), &result, NULL) == SG_OK)
        while (sg_result_next(result, &row, NULL) == SG_ROW)
            rows++;
    sg_result_close(result);
    sg_query_free(query);
    return rows;
}

static void read_graph(void *shared, size_t task, unsigned worker)
{
    readers *readers_of_graph = shared;
    (void)worker;
    readers_of_graph->rows[task] = count_rows(readers_of_graph->graph);
}

/* The issues that the shipped policies find, on so many threads. */
static uint32_t check_policies(const sg_graph *graph, const sg_policies *policies,
                               unsigned threads)
{
    sg_check_options options = { .threads = threads, .reduce = SG_REDUCE_ALWAYS };
    sg_check check;
    if (sg_check_run(graph, policies, &options, &check, NULL) != SG_OK)
        return 0;
    uint32_t issues = check.failed ? 0 : check.issue_count;
    sg_check_free(&check);
    return issues;
}

static bool policies_agree(const sg_graph *graph, const sg_policies *policies)
{
    uint32_t one = check_policies(graph, policies, 1);
    uint32_t many = check_policies(graph, policies, READERS);
    return one > 0 && one == many;
}

/* Readers that meet relationships of a snapshot that nobody has looked at yet. */
static bool lazy_readers_agree(const sg_graph *graph, uint64_t rows)
{
    char path[] = "/tmp/threads-XXXXXX";
    int file = mkstemp(path);
    sg_graph *lazy = NULL;
    bool agree = file >= 0 && sg_snapshot_write(graph, path, NULL) == SG_OK &&
                 sg_snapshot_open_lazily(path, &lazy, NULL) == SG_OK;
    readers shared = { .graph = lazy };
    if (agree)
        sg_parallel(READERS, READERS, read_graph, &shared);
    for (int i = 0; i < READERS; i++)
        agree = agree && shared.rows[i] == rows;
    sg_graph_free(lazy);
    if (file >= 0) {
        close(file);
        unlink(path);
    }
    return agree;
}

static int fail(const char *what)
{
    fprintf(stderr, "threads: %s\n", what);
    return EXIT_FAILURE;
}

int main(void)
{
    const char *paths[] = { ESTATE }, *library[] = { "policies/library" };
    sg_policies policies;
    sg_source failed;
    sg_graph *one = NULL, *four = NULL;
    sg_ingest_options options = { .threads = 1 };
    if (sg_ingest_load(paths, 1, &options, &one, NULL, NULL) != SG_OK)
        return fail("loading on one thread");
    options.threads = READERS;
    if (sg_ingest_load(paths, 1, &options, &four, NULL, NULL) != SG_OK)
        return fail("loading on four threads");
    if (sg_graph_nodes(one) != sg_graph_nodes(four) ||
        sg_graph_edges(one) != sg_graph_edges(four))
        return fail("one thread and four give different graphs");
    if (!sg_threads_read_csv())
        return fail("one thread and four read CSV files differently");

    readers shared = { .graph = four };
    sg_parallel(READERS, READERS, read_graph, &shared);
    for (int i = 0; i < READERS; i++)
        if (shared.rows[i] == 0 || shared.rows[i] != shared.rows[0])
            return fail("readers of one graph disagree");
    if (!lazy_readers_agree(four, shared.rows[0]))
        return fail("readers of a snapshot opened lazily disagree");
    if (sg_policies_load(library, 1, &policies, &failed, NULL) != SG_OK)
        return fail("the policies cannot be loaded");
    if (!policies_agree(four, &policies))
        return fail("one thread and four find different issues");
    if (!sg_threads_check_and_change(one, &policies))
        return fail("checks find different issues while others read and write");
    sg_policies_free(&policies);
    printf("threads: ok, %llu rows read by each of %d\n", (unsigned long long)shared.rows[0],
           READERS);
    sg_graph_free(four);
    return EXIT_SUCCESS;
}
