/* test_csv_bits.c - many columns of bits: relationships that share records say what those without do. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/graph_internal.h"
#include "tests/unit/exchange/exchange.h"

enum { COLUMNS = 11, NODES = 50, EDGES = 40000 };

/* Column 3 is always there, column 5 never, column 7 always true. */
static const char *bit_of(uint32_t record, unsigned column)
{
    uint64_t drawn = sg_hash_int(record * 64 + column);

    if (column == 5 || (column != 3 && column != 7 && drawn % 5 == 0))
        return "";
    return column == 7 || drawn >> 20 & 1 ? "true" : "false";
}

static sg_graph *load_layout(bool ids_first, unsigned threads)
{
    sg_buffer nodes = { .length = 0 }, edges = { .length = 0 };
    sg_csv_options options = { .threads = threads };
    const char *folder = sg_test_folder();
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;

    sg_buffer_format(&nodes, ":ID,id\n");
    for (unsigned i = 0; i < NODES; i++)
        sg_buffer_format(&nodes, "%u,node%u\n", i, i);
    sg_buffer_format(&edges, ids_first ? ":START_ID,:END_ID" : "");
    for (unsigned i = 0; i < COLUMNS; i++)
        sg_buffer_format(&edges, "%sbit%u:boolean", i > 0 || ids_first ? "," : "", i);
    sg_buffer_format(&edges, ids_first ? "\n" : ",:START_ID,:END_ID\n");
    for (uint32_t i = 0; i < EDGES; i++) {
        uint64_t drawn = sg_hash_int(i);
        if (ids_first)
            sg_buffer_format(&edges, "%u,%u,", (unsigned)(drawn % NODES), i % NODES);
        for (unsigned k = 0; k < COLUMNS; k++)
            sg_buffer_format(&edges, "%s%s", k > 0 ? "," : "",
                             bit_of((uint32_t)(drawn >> 32) % 40, k));
        if (!ids_first)
            sg_buffer_format(&edges, ",%u,%u", (unsigned)(drawn % NODES), i % NODES);
        sg_buffer_format(&edges, "\n");
    }
    char *nodes_path = sg_test_file(folder, "a.csv", sg_buffer_str(&nodes));
    char *edges_path = sg_test_file(folder, "b.csv", sg_buffer_str(&edges));
    const char *const node_paths[] = { nodes_path }, *const edge_paths[] = { edges_path };
    const sg_csv_group groups[] = { { SG_STR("N"), node_paths, 1 },
                                    { SG_STR("R"), edge_paths, 1 } };
    cr_assert(sg_csv_load(groups, 2, &options, &graph, NULL, &err) == SG_OK, "%s", err.message);
    free(nodes_path);
    free(edges_path);
    sg_test_remove(folder);
    sg_buffer_free(&nodes);
    sg_buffer_free(&edges);
    return graph;
}

Test(csv_bits, layouts_and_threads_do_not_show)
{
    sg_graph *expected = load_layout(false, 1);

    cr_assert(sg_graph_edges(expected) == EDGES);
    for (unsigned threads = 1; threads <= 2; threads++) {
        sg_graph *graph = load_layout(true, threads);
        for (size_t i = 0; i < SG_SECTIONS; i++) {
            sg_section a = expected->sections[i], b = graph->sections[i];
            cr_assert(a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0,
                      "section %zu, %u threads", i, threads);
        }
        sg_graph_free(graph);
    }
    sg_graph_free(expected);
}
