/* inventory.c - JSON files through documents, mapping and derivations to a graph; bytes a second. */
#include "bench/inventory.h"

#include <sys/stat.h>

#include "engine/base/file.h"
#include "generate/inventory.h"
#include "ingest/load.h"

enum { FILES_MOST = 4000000 };

typedef struct {
    const char *folder;
    unsigned threads;
    uint64_t bytes;
} ingest;

static bool load(void *state, uint64_t *bytes)
{
    const ingest *self = state;
    sg_ingest_options options = { .threads = self->threads };
    sg_graph *graph = NULL;
    bool good = sg_ingest_load(&self->folder, 1, &options, &graph, NULL, NULL) == SG_OK &&
                sg_graph_edges(graph) > 0;
    sg_graph_free(graph);
    *bytes = self->bytes;
    return good;
}

static bool measure(const char *folder, uint64_t *bytes)
{
    sg_arena *arena = NULL;
    sg_file_list files = { .count = 0 };
    struct stat info;
    char path[2048];
    bool good = sg_arena_new(0, &arena) == SG_OK &&
                sg_file_walk(folder, FILES_MOST, arena, &files, NULL) == SG_OK;
    *bytes = 0;
    for (size_t i = 0; good && i < files.count; i++) {
        snprintf(path, sizeof path, "%s/%.*s", folder, SG_FMT(files.paths[i]));
        good = stat(path, &info) == 0;
        *bytes += good ? (uint64_t)info.st_size : 0;
    }
    sg_arena_free(arena);
    return good;
}

void sg_bench_inventory(sg_bench *bench, const sg_bench_estate *estate)
{
    char folder[512];
    sg_error err = { .status = SG_OK };
    snprintf(folder, sizeof folder, "%s/aws-%u", estate->work, estate->plan->accounts);
    ingest state = { .folder = folder, .threads = 1 };
    if (sg_generate_inventory(estate->plan, folder, &err) != SG_OK ||
        !measure(folder, &state.bytes)) {
        sg_bench_failure(bench, "inventory", err.message);
        return;
    }
    sg_bench_row row = {
        .name = "inventory, 1 thread", .unit = "bytes", .work = load, .state = &state, .runs = 1
    };
    sg_bench_run(bench, &row);
    state.threads = estate->threads;
    row.name = "inventory";
    sg_bench_run(bench, &row);
}
