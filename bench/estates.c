/* estates.c - make the files, load them, measure the program that opens them. */
#include "bench/estates.h"

#include <stdlib.h>

#include "bench/calibrate.h"
#include "engine/snapshot.h"
#include "engine/stats.h"
#include "exchange/csv.h"
#include "generate/csv.h"
#include "generate/folder.h"
#include "generate/names.h"
#include "generate/snapshot.h"
#include "query/query.h"

enum { SEED = 1, POINTS = 4096 };

/* Whom the questions ask about, for peers: ids, and the numbers that CSV files know nodes by. */
static sg_status write_parameters(const sg_bench_estate *estate, sg_error *err)
{
    const sg_bench_subjects *subjects = &estate->questions.subjects;
    sg_buffer text = { 0 };
    sg_buffer_format(&text,
                     "{\"account\": \"%s\", \"bucket\": \"%s\", \"role\": \"%s\", "
                     "\"bucket_number\": %u, \"role_number\": %u}\n",
                     subjects->account, subjects->bucket_id, subjects->role_id,
                     subjects->bucket, subjects->role);
    sg_status status = sg_folder_write(estate->csv, "parameters.json", &text, err);
    sg_buffer_free(&text);
    return status;
}

sg_status sg_bench_estate_make(sg_bench_estate *estate, uint32_t accounts, sg_error *err)
{
    sg_estate_options options = { .accounts = accounts, .seed = SEED };
    snprintf(estate->csv, sizeof estate->csv, "%s/csv-%u", estate->work, accounts);
    snprintf(estate->snapshot, sizeof estate->snapshot, "%s/%u.sgraph", estate->work, accounts);
    SG_TRY(sg_estate_new(&options, &estate->plan, err));
    if (!estate->generated)
        SG_TRY(sg_generate_csv(estate->plan, estate->csv, NULL, err));
    SG_TRY(sg_bench_questions_read(estate->plan, "bench/queries", &estate->questions, err));
    if (estate->generated)
        return sg_folder_make(NULL, estate->work, err);
    return write_parameters(estate, err);
}

/* Before a row that makes the graph: letting go of the last one is no part of that. */
static bool forget_graph(void *state)
{
    sg_bench_estate *self = state;
    sg_graph_free(self->graph);
    self->graph = NULL;
    return true;
}

static bool get_ready_to_load(void *state)
{
    sg_bench_estate *self = state;
    forget_graph(self);
    sg_bench_warm_memory(self->questions.edges);
    return true;
}

sg_status sg_bench_estate_open(sg_bench_estate *estate, sg_error *err)
{
    sg_arena *arena = NULL;
    const sg_csv_group *groups;
    size_t count = 0;
    sg_csv_options options = { .threads = estate->loading_threads };
    forget_graph(estate);
    if (estate->generated)
        return sg_generate_graph(estate->plan, &estate->graph, err);
    if (sg_arena_new(0, &arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = sg_csv_folder(estate->csv, arena, &groups, &count, err);
    if (status == SG_OK)
        status = sg_csv_load(groups, count, &options, &estate->graph, NULL, err);
    sg_arena_free(arena);
    return status;
}

/* The CSV files to a graph, nodes and both directions of relationships, all properties. */
static bool load_csv(void *state, uint64_t *edges)
{
    sg_bench_estate *self = state;
    if (sg_bench_estate_open(self, NULL) != SG_OK)
        return false;
    *edges = sg_graph_edges(self->graph);
    return sg_graph_nodes(self->graph) == self->plan->nodes && *edges == self->questions.edges;
}

static bool write_snapshot(void *state, uint64_t *edges)
{
    sg_bench_estate *self = state;
    *edges = sg_graph_edges(self->graph);
    return sg_snapshot_write(self->graph, self->snapshot, NULL) == SG_OK;
}

static bool open_snapshot(void *state, uint64_t *edges)
{
    sg_bench_estate *self = state;
    if (sg_snapshot_open(self->snapshot, &self->graph, NULL) != SG_OK)
        return false;
    *edges = sg_graph_edges(self->graph);
    return true;
}

/* The least of some runs of the program, the whole process each time. */
static bool run_program(sg_bench *bench, const char *name, const char *const *arguments,
                        double *milliseconds, double *mebibytes)
{
    uint64_t best_time = UINT64_MAX, best_peak = UINT64_MAX;
    for (int i = 0; i < 5; i++) {
        uint64_t time, peak;
        if (!sg_bench_program(arguments, &peak, &time)) {
            sg_bench_failure(bench, name, "it did not exit with 0");
            return false;
        }
        best_time = time < best_time ? time : best_time;
        best_peak = peak < best_peak ? peak : best_peak;
    }
    *milliseconds = (double)best_time / 1e6;
    *mebibytes = (double)best_peak / 1048576.0;
    return true;
}

/* The program loads the files; opens the snapshot and answers a lookup, and a count over relationships; and,
 * for its memory, reads all of the graph. */
static void run_programs(sg_bench *bench, const sg_bench_estate *self)
{
    char cypher[512];
    double time, memory;
    snprintf(cypher, sizeof cypher, "MATCH (b:Bucket {id: '%s'}) RETURN b.name",
             self->questions.subjects.bucket_id);
    const char *const count =
        "MATCH (vm:VirtualMachine)-[:HAS]->(r:AccessRole)-[a:CAN_ACCESS]->(b:Bucket) "
        "WHERE vm.exposure = 'PUBLIC' AND b.hasSensitiveData = true AND a.read = true "
        "RETURN count(*)";
    const char *const lookup[] = { self->program,  "query", "--graph",
                                   self->snapshot, cypher,  NULL };
    const char *const counting[] = { self->program,  "query", "--graph",
                                     self->snapshot, count,   NULL };
    const char *const all[] = { self->program, "shell", "--graph", self->snapshot, NULL };
    char loaded[600];
    snprintf(loaded, sizeof loaded, "%s.sgraph", self->csv);
    const char *const load[] = { self->program, "load", self->csv, "--out", loaded, NULL };
    if (!self->generated && run_program(bench, "program, loading", load, &time, &memory)) {
        sg_bench_figure(bench, "program, loading", memory, "MiB");
        sg_bench_figure(bench, "program, loading to a file", time, "ms");
    }
    remove(loaded);
    if (run_program(bench, "program to first answer", lookup, &time, &memory)) {
        sg_bench_figure(bench, "program to first answer", time, "ms");
        sg_bench_figure(bench, "program, peak memory", memory, "MiB");
    }
    if (run_program(bench, "program to first count", counting, &time, &memory)) {
        sg_bench_figure(bench, "program to first count", time, "ms");
        sg_bench_figure(bench, "program, memory of that", memory, "MiB");
    }
    if (run_program(bench, "program, all of it read", all, &time, &memory)) {
        sg_bench_figure(bench, "program, all of it read", memory, "MiB");
        sg_bench_figure(bench, "program, time of that", time, "ms");
    }
}

/* What a relationship costs in memory, by use; the snapshot is of the same size. */
static void measure_sections(sg_bench *bench, const sg_graph *graph)
{
    uint64_t bytes[SG_USES] = { 0 }, all = 0;
    for (uint32_t i = 0; i < sg_graph_sections(graph); i++) {
        sg_section_size size = sg_graph_section(graph, i);
        bytes[size.use] += size.bytes;
        all += size.bytes;
    }
    for (uint32_t use = 0; use < SG_USES; use++)
        if (use != SG_USE_OTHER)
            sg_bench_figure(bench, sg_section_use_name((sg_section_use)use),
                            (double)bytes[use] / (double)sg_graph_edges(graph), "B/edge");
    sg_bench_figure(bench, "graph", (double)all / (double)sg_graph_edges(graph), "B/edge");
}

/* --- lookups ------------------------------------------------------------------------------------ */

typedef struct {
    sg_query *query;
    const sg_estate *plan;
    uint32_t next;
} lookups;

/* Another bucket each time, spread over all. */
static bool look_up(void *state, uint64_t *rows)
{
    lookups *self = state;
    char id[SG_NAME_MOST], account[SG_NAME_MOST];
    uint32_t first, count;
    sg_result *result = NULL;
    const sg_value *row = NULL;
    sg_estate_range(self->plan, SG_KIND_BUCKET, &first, &count);
    sg_place place = sg_estate_place(self->plan, first + self->next % count);
    self->next += 7919;
    sg_entry parameter = { SG_STR("bucket"),
                           sg_string((sg_str){ id, sg_id_of(self->plan, place, id) }) };
    sg_account_of(self->plan, place, account);
    bool good = sg_query_run(self->query, sg_map(&parameter, 1), &result, NULL) == SG_OK &&
                sg_result_next(result, &row, NULL) == SG_ROW && row[0].type == SG_TYPE_STRING &&
                sg_str_equal(sg_value_str(row[0]), sg_str_of(account)) &&
                sg_result_next(result, &row, NULL) == SG_DONE;
    sg_result_close(result);
    *rows = 1;
    return good;
}

static void run_lookups(sg_bench *bench, const sg_bench_estate *self)
{
    lookups state = { .plan = self->plan };
    if (sg_query_prepare(self->graph, SG_STR("MATCH (b:Bucket {id: $bucket}) RETURN b.account"),
                         NULL, &state.query, NULL) != SG_OK) {
        sg_bench_failure(bench, "lookup", "it cannot be prepared");
        return;
    }
    sg_bench_run(
        bench,
        &(sg_bench_row){
            .name = "lookup", .unit = "rows", .work = look_up, .state = &state, .runs = 1001 });
    sg_query_free(state.query);
}

void sg_bench_estate_load(sg_bench *bench, sg_bench_estate *estate)
{
    char heading[128];
    uint64_t edges = 0;
    snprintf(heading, sizeof heading, "estate of %u accounts: %u nodes, %llu relationships",
             estate->plan->accounts, estate->plan->nodes,
             (unsigned long long)estate->questions.edges);
    sg_bench_heading(heading);
    bench->edges = estate->questions.edges;
    estate->loading_threads = 1;
    sg_bench_row load = { .name = "load, 1 thread",
                          .unit = "edges",
                          .work = load_csv,
                          .before = get_ready_to_load,
                          .state = estate,
                          .runs = 9,
                          .seconds = 20 };
    if (!estate->generated)
        sg_bench_run(bench, &load);
    estate->loading_threads = estate->threads;
    load.name = "load";
    if (!estate->generated)
        sg_bench_run(bench, &load);
    if (!estate->graph && !load_csv(estate, &edges)) {
        sg_bench_failure(bench, "load", "the files cannot be loaded");
        return;
    }
    sg_bench_run(bench, &(sg_bench_row){ .name = "snapshot write",
                                         .unit = "edges",
                                         .work = write_snapshot,
                                         .state = estate,
                                         .runs = 3 });
    if (!sg_bench_wanted(bench, "snapshot write") && !write_snapshot(estate, &edges)) {
        sg_bench_failure(bench, "snapshot", "it cannot be written");
        return;
    }
    sg_bench_run(bench, &(sg_bench_row){ .name = "snapshot open",
                                         .unit = "edges",
                                         .work = open_snapshot,
                                         .before = forget_graph,
                                         .state = estate,
                                         .runs = 21 });
    if (!estate->graph)
        return;
    measure_sections(bench, estate->graph);
    run_programs(bench, estate);
    run_lookups(bench, estate);
}

void sg_bench_estate_free(sg_bench_estate *estate)
{
    sg_graph_free(estate->graph);
    sg_bench_questions_free(&estate->questions);
    sg_estate_free(estate->plan);
}
