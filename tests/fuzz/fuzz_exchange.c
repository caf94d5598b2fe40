/* fuzz_exchange.c - any bytes as CSV files or as OpenGraph JSON.
 *
 * The first byte chooses the format and the number of threads.  CSV is nodes and, behind a byte 0x1e,
 * relationships.  Whatever they hold, reading ends without a crash and with a story if it fails; two
 * threads make of it what one makes; and a graph that was read survives being written and read.
 */
#define _POSIX_C_SOURCE 200809L
#include <string.h>

#include "engine/base/file.h"
#include "exchange/csv.h"
#include "exchange/graphml.h"
#include "exchange/opengraph.h"
#include "tests/fuzz/harness.h"

/* One folder a process, emptied before each use. */
static const char *folder(void)
{
    static char path[32];

    if (!path[0]) {
        snprintf(path, sizeof(path), "/tmp/sg-fuzz-XXXXXX");
        require(mkdtemp(path) != NULL);
    }
    return path;
}

static void path_of(const char *name, char out[64])
{
    snprintf(out, 64, "%s/%s", folder(), name);
}

static void put_file(const char *name, const uint8_t *bytes, size_t size)
{
    char path[64];

    path_of(name, path);
    write_file(path, bytes, size);
}

static void empty_folder(void)
{
    sg_arena *arena;
    sg_file_list files;

    require(sg_arena_new(0, &arena) == SG_OK);
    require(sg_file_walk(folder(), 100000, arena, &files, NULL) == SG_OK);
    for (size_t i = 0; i < files.count; i++)
        unlink(sg_arena_format(arena, "%s/%.*s", folder(), SG_FMT(files.paths[i])).bytes);
    sg_arena_free(arena);
}

static sg_graph *read_csv(const sg_csv_group *groups, size_t count, unsigned threads)
{
    sg_csv_options options = { .threads = threads, .tolerance = 2 };
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;
    sg_status status = sg_csv_load(groups, count, &options, &graph, NULL, &err);

    require(status == err.status && (status == SG_OK) == (graph != NULL));
    require(status == SG_OK || err.message[0]);
    return graph;
}

/* Names that import would split cannot be written; all else is read as it was. */
static void write_and_read(const sg_graph *graph)
{
    sg_error err = { .status = SG_OK };
    const sg_csv_group *groups;
    sg_arena *arena;
    size_t count;

    empty_folder();
    if (sg_csv_write(graph, folder(), &err) != SG_OK) {
        require(err.status == SG_EINVAL && err.message[0]);
        return;
    }
    require(sg_arena_new(0, &arena) == SG_OK);
    require(sg_csv_folder(folder(), arena, &groups, &count, &err) == SG_OK);
    sg_graph *again = read_csv(groups, count, 2);
    require(again && sg_graph_nodes(again) == sg_graph_nodes(graph) &&
            sg_graph_edges(again) == sg_graph_edges(graph));
    sg_graph_free(again);
    sg_arena_free(arena);
}

static void try_csv(const uint8_t *bytes, size_t size, unsigned threads)
{
    const uint8_t *cut = size > 0 ? memchr(bytes, 0x1e, size) : NULL;
    size_t first = cut ? (size_t)(cut - bytes) : size;
    char nodes[64], edges[64];
    const char *paths[2] = { nodes, edges };
    sg_csv_group groups[2] = { { SG_STR("L"), &paths[0], 1 }, { SG_STR("T"), &paths[1], 1 } };

    put_file("n", bytes, first);
    if (cut)
        put_file("r", cut + 1, size - first - 1);
    path_of("n", nodes);
    path_of("r", edges);
    sg_graph *one = read_csv(groups, cut ? 2 : 1, 1);
    sg_graph *other = read_csv(groups, cut ? 2 : 1, threads);
    require(!one == !other);
    if (one) {
        require(sg_graph_nodes(one) == sg_graph_nodes(other) &&
                sg_graph_edges(one) == sg_graph_edges(other) &&
                sg_graph_strings(one) == sg_graph_strings(other));
        write_and_read(one);
    }
    sg_graph_free(one);
    sg_graph_free(other);
}

static void try_opengraph(const uint8_t *bytes, size_t size)
{
    char path[64], out[64];
    const char *paths[1] = { path };
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;

    put_file("g.json", bytes, size);
    path_of("g.json", path);
    path_of("out", out);
    sg_opengraph_recognise(path);
    if (sg_opengraph_load(paths, 1, 2, &graph, NULL, &err) != SG_OK) {
        require(err.message[0]);
        return;
    }
    require(sg_graphml_write(graph, out, &err) == SG_OK);
    require(sg_opengraph_write(graph, out, &err) == SG_OK);
    sg_graph_free(graph);
    paths[0] = out;
    graph = NULL;
    require(sg_opengraph_load(paths, 1, 0, &graph, NULL, &err) == SG_OK);
    sg_graph_free(graph);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    empty_folder();
    if (bytes[0] % 4 == 3)
        try_opengraph(bytes + 1, size - 1);
    else
        try_csv(bytes + 1, size - 1, 1 + bytes[0] % 4);
    empty_folder();
    return 0;
}
