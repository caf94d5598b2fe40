/* classic.c - a million machines, roles and buckets, ten million relationships without properties.
 *
 *     600,000 VirtualMachine ──HAS 0.9e6──► 200,000 AccessRole ──CAN_ACCESS 5.1e6──► 200,000 Bucket
 *                                                └──CAN_ASSUME 3.9e6──► AccessRole
 *
 * Files of a type are in the order of their sources, but for one relationship in ten, which leaves
 * from somebody popular; one in five leads to somebody popular.
 */
#include "bench/classic.h"

#include <stdlib.h>

#include "bench/calibrate.h"
#include "engine/base/file.h"
#include "exchange/csv.h"
#include "generate/folder.h"
#include "generate/random.h"

enum { SEED = 11, CHUNK = 1024 * 1024, PATH_MOST = 4096 };

typedef struct {
    const char *label, *columns;
    uint32_t first, count;
} node_file;

static const node_file node_files[] = {
    { "VirtualMachine", "id:string,name:string,region:string,public:boolean", 0, 600000 },
    { "AccessRole", "id:string,name:string,kind:string,isAdmin:boolean", 600000, 200000 },
    { "Bucket", "id:string,name:string,region:string,sensitive:boolean", 800000, 200000 },
};

typedef struct {
    const char *type;
    unsigned from, to; /* node files */
    uint32_t count;
} edge_file;

static const edge_file edge_files[] = {
    { "HAS", 0, 1, 900000 },
    { "CAN_ACCESS", 1, 2, 5100000 },
    { "CAN_ASSUME", 1, 1, 3900000 },
};

/* --- files ------------------------------------------------------------------------------------------ */

typedef struct {
    char path[PATH_MOST];
    sg_file_writer *file;
    sg_buffer text;
    sg_error *err;
} writer;

static sg_status flush(writer *self)
{
    sg_status status =
        sg_file_append(self->file, self->text.bytes, self->text.length, self->err);
    sg_buffer_clear(&self->text);
    return status;
}

static sg_status write_nodes(writer *self, const node_file *file)
{
    static const char *const words[] = { "eu-west-1", "eu-central-1", "us-east-1", "global" };
    sg_buffer_format(&self->text, ":ID,%s\n", file->columns);
    for (uint32_t i = 0; i < file->count; i++) {
        sg_random random = sg_random_of(SEED, 0, file->first, i);
        sg_buffer_format(&self->text, "%u,arn:aws:%s:100000000007:%08x,%s-%u,%s,%s\n",
                         file->first + i, file->label, i * 2654435761u, file->label, i,
                         words[sg_random_below(&random, SG_COUNT(words))],
                         sg_random_permille(&random, 50) ? "true" : "false");
        if (self->text.length > CHUNK)
            SG_TRY(flush(self));
    }
    return flush(self);
}

static sg_status write_edges(writer *self, const edge_file *file)
{
    const node_file *from = &node_files[file->from], *to = &node_files[file->to];
    sg_buffer_format(&self->text, ":START_ID,:END_ID\n");
    for (uint32_t i = 0; i < file->count; i++) {
        sg_random random = sg_random_of(SEED, 1, file->count, i);
        uint32_t source = (uint32_t)((uint64_t)i * from->count / file->count);
        if (sg_random_permille(&random, 100))
            source = sg_random_zipf(&random, from->count);
        uint32_t target = sg_random_permille(&random, 200)
                              ? sg_random_zipf(&random, to->count)
                              : sg_random_below(&random, to->count);
        sg_buffer_format(&self->text, "%u,%u\n", from->first + source, to->first + target);
        if (self->text.length > CHUNK)
            SG_TRY(flush(self));
    }
    return flush(self);
}

/* Opens folder/name and has it written; nothing is left behind on failure. */
static sg_status write_file(writer *self, const char *folder, const char *name,
                            const node_file *nodes, const edge_file *edges)
{
    SG_TRY(sg_folder_join(folder, name, self->path, sizeof self->path, self->err));
    SG_TRY(sg_file_create(self->path, &self->file, self->err));
    sg_status status = nodes ? write_nodes(self, nodes) : write_edges(self, edges);
    if (status == SG_OK)
        return sg_file_commit(self->file, self->err);
    sg_file_abandon(self->file);
    return status;
}

static sg_status write_files(writer *self, const char *folder)
{
    sg_buffer arguments = { .length = 0 }, none = { .length = 0 };
    char name[256];
    sg_status status = sg_folder_make(folder, "nodes", self->err);
    if (status == SG_OK)
        status = sg_folder_make(folder, "relationships", self->err);
    for (size_t i = 0; i < SG_COUNT(node_files) && status == SG_OK; i++) {
        snprintf(name, sizeof name, "nodes/%s.csv", node_files[i].label);
        sg_buffer_format(&arguments, "--nodes=%s=%s\n", node_files[i].label, name);
        status = write_file(self, folder, name, &node_files[i], NULL);
    }
    for (size_t i = 0; i < SG_COUNT(edge_files) && status == SG_OK; i++) {
        const edge_file *file = &edge_files[i];
        snprintf(name, sizeof name, "relationships/%s.%s.%s.csv", file->type,
                 node_files[file->from].label, node_files[file->to].label);
        sg_buffer_format(&arguments, "--relationships=%s=%s\n", file->type, name);
        status = write_file(self, folder, name, NULL, file);
    }
    if (status == SG_OK)
        status = sg_folder_write(folder, "import.args", &arguments, self->err);
    sg_buffer_format(&none, "{}\n");
    if (status == SG_OK) /* peers ask for them; no question is asked here */
        status = sg_folder_write(folder, "parameters.json", &none, self->err);
    sg_buffer_free(&arguments);
    sg_buffer_free(&none);
    return status;
}

/* --- loading ---------------------------------------------------------------------------------------- */

typedef struct {
    char folder[PATH_MOST];
    unsigned threads;
    sg_graph *graph; /* of the last run */
} loading;

static uint32_t edges_in_all(void)
{
    uint32_t edges = 0;
    for (size_t i = 0; i < SG_COUNT(edge_files); i++)
        edges += edge_files[i].count;
    return edges;
}

static bool count_right(const sg_graph *graph)
{
    uint32_t nodes = 0;
    bool right = true;
    for (size_t i = 0; i < SG_COUNT(node_files); i++)
        nodes += node_files[i].count;
    for (size_t i = 0; i < SG_COUNT(edge_files); i++) {
        sg_reltype type;
        right = right && sg_graph_find_type(graph, sg_str_of(edge_files[i].type), &type) &&
                sg_graph_type_count(graph, type) == edge_files[i].count;
    }
    return right && sg_graph_nodes(graph) == nodes && sg_graph_edges(graph) == edges_in_all();
}

static void forget(loading *self)
{
    sg_graph_free(self->graph);
    self->graph = NULL;
}

static bool get_ready(void *state)
{
    forget(state);
    sg_bench_warm_memory(edges_in_all());
    return true;
}

static bool load(void *state, uint64_t *edges)
{
    loading *self = state;
    sg_csv_options options = { .threads = self->threads };
    const sg_csv_group *groups;
    sg_arena *arena = NULL;
    size_t count = 0;
    bool good = sg_arena_new(0, &arena) == SG_OK &&
                sg_csv_folder(self->folder, arena, &groups, &count, NULL) == SG_OK &&
                sg_csv_load(groups, count, &options, &self->graph, NULL, NULL) == SG_OK &&
                count_right(self->graph);
    *edges = good ? sg_graph_edges(self->graph) : 0;
    sg_arena_free(arena);
    return good;
}

void sg_bench_classic(sg_bench *bench, const char *work, unsigned threads)
{
    sg_error err = { .status = SG_OK };
    writer files = { .err = &err };
    loading state = { .threads = 1 };
    sg_bench_row row = { .name = "classic load, 1 thread",
                         .unit = "edges",
                         .work = load,
                         .before = get_ready,
                         .state = &state,
                         .runs = 9,
                         .seconds = 20 };
    if (!sg_bench_wanted(bench, row.name) && !sg_bench_wanted(bench, "classic load"))
        return;
    sg_bench_heading(
        "a million nodes of few columns, 9,900,000 relationships without properties");
    snprintf(state.folder, sizeof state.folder, "%s/csv-classic", work);
    if (write_files(&files, state.folder) != SG_OK) {
        sg_bench_failure(bench, "classic load", err.message);
    } else {
        sg_bench_run(bench, &row);
        state.threads = threads;
        row.name = "classic load";
        sg_bench_run(bench, &row);
        forget(&state);
    }
    sg_buffer_free(&files.text);
}
