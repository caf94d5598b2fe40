/* inventory.c - JSON files through documents, mapping and derivations to a graph; bytes a second.
 *
 *     parsed by another   one thread, a file at a time, by jansson: what the others are compared with
 *     parsed              the same by ours
 *     read                parsed and mapped, until no file is left
 *     whole               and derived and frozen
 */
#include "bench/inventory.h"

#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/json.h"
#include "generate/inventory.h"
#include "ingest/load.h"

/* Once however long it takes, so that of an estate of 1e7 relationships all rows are done within six minutes. */
enum { FILES_MOST = 4000000, FILE_LARGEST = 1 << 30, RUNS = 3, LEAST = 1, SECONDS = 20 };

typedef struct {
    sg_bench *bench;
    const char *folder;
    unsigned threads;
    sg_arena *names, *arena; /* of the list; of one file */
    sg_file_list files;
    uint64_t bytes;
    uint64_t begun, least_reading; /* nanoseconds until all files were read, of the best run */
    sg_estate *plan;               /* with what an inventory can tell */
    sg_graph *graph;               /* of the last run */
    bool is_checked;               /* the graph of this row was compared with the plan */
} ingest;

/* --- parsing alone --------------------------------------------------------------------------- */

static bool parse_with_another(sg_str text, sg_arena *arena)
{
    (void)arena;
    json_t *tree = json_loadb(text.bytes, text.length, JSON_ALLOW_NUL, NULL);
    bool good = tree != NULL;
    json_decref(tree);
    return good;
}

static bool parse_with_ours(sg_str text, sg_arena *arena)
{
    sg_value tree;
    return sg_json_view(text, SG_JSON_DEPTH, arena, &tree, NULL) == SG_OK;
}

static bool parse_all(ingest *self, bool (*parse)(sg_str text, sg_arena *arena))
{
    char path[2048];
    for (size_t i = 0; i < self->files.count; i++) {
        sg_str text;
        sg_arena_reset(self->arena);
        snprintf(path, sizeof path, "%s/%.*s", self->folder, SG_FMT(self->files.paths[i]));
        if (!sg_str_ends(self->files.paths[i], SG_STR(".json")))
            continue;
        if (sg_file_read_into(path, FILE_LARGEST, self->arena, &text, NULL) != SG_OK ||
            !parse(text, self->arena))
            return false;
    }
    return true;
}

static bool parse_all_with_another(void *state, uint64_t *bytes)
{
    *bytes = ((ingest *)state)->bytes;
    return parse_all(state, parse_with_another);
}

static bool parse_all_with_ours(void *state, uint64_t *bytes)
{
    *bytes = ((ingest *)state)->bytes;
    return parse_all(state, parse_with_ours);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void note_progress(void *state, size_t done, size_t total)
{
    ingest *self = state;
    uint64_t reading = sg_clock_monotonic() - self->begun;
    if (done == total && (self->least_reading == 0 || reading < self->least_reading))
        self->least_reading = reading;
}

static bool load(void *state, uint64_t *bytes)
{
    ingest *self = state;
    sg_ingest_options options = { .threads = self->threads,
                                  .progress = note_progress,
                                  .progress_state = self };
    self->begun = sg_clock_monotonic();
    *bytes = self->bytes;
    return sg_ingest_load(&self->folder, 1, &options, &self->graph, NULL, NULL) == SG_OK;
}

/* Before a run: letting go of the last graph is no part of loading. */
static bool forget_graph(void *state)
{
    ingest *self = state;
    sg_graph_free(self->graph);
    self->graph = NULL;
    return true;
}

/* Once a row: a graph of one load is that of all. */
static bool is_as_planted(void *state)
{
    ingest *self = state;
    if (self->is_checked)
        return true;
    self->is_checked = true;
    self->bench->edges = sg_graph_edges(self->graph); /* which these rows grow with */
    return sg_bench_finds_planted(self->graph, self->plan, self->threads);
}

/* Reading by all threads, beside one thread that only parses, and with the other parser. */
static void compare_reading(sg_bench *bench, const ingest *self)
{
    const sg_bench_past *parsed = sg_bench_last(bench, "inventory, jansson parses");
    if (parsed && self->least_reading > 0)
        sg_bench_figure(bench, "inventory, read / jansson",
                        parsed->median * 1e6 / (double)self->least_reading, "x");
}

/* The whole by all threads beside the whole by one. */
static void compare_threads(sg_bench *bench)
{
    const sg_bench_past *alone = sg_bench_last(bench, "inventory, 1 thread");
    const sg_bench_past *together = sg_bench_last(bench, "inventory");
    if (alone && together && together->median > 0)
        sg_bench_figure(bench, "inventory, threads / 1 thread",
                        alone->median / together->median, "x");
}

/* Files of a run before are taken as they are when all of them were made: making them takes longer than most rows,
 * and the same seed makes the same bytes. */
static sg_status make_inventory(const sg_estate *plan, const char *folder, sg_error *err)
{
    sg_file_writer *writer;
    char made[600];
    snprintf(made, sizeof made, "%s.made", folder);
    if (sg_file_exists(made) && sg_file_is_folder(folder)) {
        printf("inventory: the files in %s are of a run before; they are made again when %s is "
               "removed\n",
               folder, made);
        return SG_OK;
    }
    SG_TRY(sg_generate_inventory(plan, folder, err));
    SG_TRY(sg_file_create(made, &writer, err));
    return sg_file_commit(writer, err);
}

static bool open_inventory(ingest *self)
{
    struct stat info;
    char path[2048];
    bool good =
        sg_arena_new(0, &self->names) == SG_OK && sg_arena_new(0, &self->arena) == SG_OK &&
        sg_file_walk(self->folder, FILES_MOST, self->names, &self->files, NULL) == SG_OK;
    for (size_t i = 0; good && i < self->files.count; i++) {
        snprintf(path, sizeof path, "%s/%.*s", self->folder, SG_FMT(self->files.paths[i]));
        good = stat(path, &info) == 0;
        self->bytes += good ? (uint64_t)info.st_size : 0;
    }
    return good;
}

static void run_row(sg_bench *bench, ingest *self, const char *name, sg_bench_work *work)
{
    bool loads = work == load;
    sg_bench_row row = { .name = name,
                         .unit = "bytes",
                         .work = work,
                         .before = loads ? forget_graph : NULL,
                         .after = loads ? is_as_planted : NULL,
                         .state = self,
                         .runs = RUNS,
                         .least = LEAST,
                         .seconds = SECONDS };
    sg_bench_run(bench, &row);
}

/* Loads with so many threads and tells how fast the files were read. */
static void run_load(sg_bench *bench, ingest *self, unsigned threads, const char *whole,
                     const char *reading)
{
    self->threads = threads;
    self->least_reading = 0;
    self->is_checked = false;
    run_row(bench, self, whole, load);
    if (self->least_reading > 0)
        sg_bench_figure(bench, reading, (double)self->bytes * 1e3 / (double)self->least_reading,
                        "MB/s");
}

void sg_bench_inventory(sg_bench *bench, const sg_bench_estate *estate)
{
    char folder[512];
    sg_error err = { .status = SG_OK };
    snprintf(folder, sizeof folder, "%s/aws-%u", estate->work, estate->plan->accounts);
    ingest state = { .bench = bench, .folder = folder };
    sg_estate_options options = { .accounts = estate->plan->accounts,
                                  .seed = estate->plan->seed,
                                  .inventory = true };
    if (sg_estate_new(&options, &state.plan, &err) != SG_OK ||
        make_inventory(state.plan, folder, &err) != SG_OK || !open_inventory(&state)) {
        sg_bench_failure(bench, "inventory", err.message);
    } else {
        run_load(bench, &state, 1, "inventory, 1 thread", "inventory, read, 1 thread");
        run_load(bench, &state, estate->threads, "inventory", "inventory, read");
        run_row(bench, &state, "inventory, jansson parses", parse_all_with_another);
        run_row(bench, &state, "inventory, parsed", parse_all_with_ours);
        compare_threads(bench);
        compare_reading(bench, &state);
        if (sg_bench_wanted(bench, "inventory, above graph"))
            sg_bench_above_graph(bench, "inventory, above graph", estate->program, folder,
                                 estate->threads);
    }
    sg_graph_free(state.graph);
    sg_estate_free(state.plan);
    sg_arena_free(state.names);
    sg_arena_free(state.arena);
}
