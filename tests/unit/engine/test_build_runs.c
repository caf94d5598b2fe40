/* test_build_runs.c - runs of relationships make the graph that one by one would have been made. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/graphs.h"

enum { NODES = 12 };

/* What every third node reads, and some write, of others: by runs or one by one. */
static void relate(sg_builder *builder, const sg_build_node *nodes, bool by_runs)
{
    for (uint32_t from = 0; from < NODES; from += 3) {
        for (uint32_t write = 0; write < 2; write++) {
            sg_build_property record[] = {
                { SG_STR("write"), sg_boolean(write == 1) },
                { SG_STR("certainty"), sg_test_text(from % 2 ? "may" : "must") },
            };
            uint32_t count = write ? from % 2 : NODES - from;
            if (by_runs) {
                cr_assert(sg_builder_add_run(builder, nodes[from], SG_STR("READS"),
                                             nodes + from, count, record,
                                             SG_COUNT(record)) == SG_OK);
                continue;
            }
            for (uint32_t to = from; to < from + count; to++) {
                sg_build_edge edge = sg_test_edge(builder, nodes[from], "READS", nodes[to]);
                cr_assert(sg_builder_set_edge_record(builder, edge, record, SG_COUNT(record)) ==
                          SG_OK);
            }
        }
    }
}

static uint64_t digest_of(bool by_runs, bool previewed)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, NODES);
    sg_graph *preview, *graph;
    uint64_t digest;

    sg_test_set_edge(builder, sg_test_edge(builder, nodes[0], "READS", nodes[3]), "write",
                     sg_boolean(true));
    relate(builder, nodes, by_runs);
    if (previewed) {
        cr_assert(sg_builder_preview(builder, &preview, NULL) == SG_OK);
        cr_expect_eq(sg_graph_edges(preview), 1 + 12 + 9 + 1 + 6 + 3 + 1);
        cr_assert(sg_builder_resume(builder, preview) == SG_OK);
    }
    cr_assert(sg_builder_finish(builder, &graph, NULL) == SG_OK);
    digest = sg_test_digest(graph);
    cr_expect_eq(sg_graph_edges(graph), 1 + 12 + 9 + 1 + 6 + 3 + 1);
    sg_graph_free(graph);
    sg_builder_free(builder);
    free(nodes);
    return digest;
}

Test(build_runs, are_the_same_as_one_by_one)
{
    uint64_t digest = digest_of(false, false);

    cr_expect_eq(digest_of(true, false), digest);
    cr_expect_eq(digest_of(true, true), digest);
}

Test(build_runs, count_and_have_a_limit_of_properties)
{
    sg_build_property record[SG_BUILD_RECORD_MOST + 1] = { { SG_STR("a"), sg_boolean(true) } };
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, 3);

    cr_expect(sg_builder_add_run(builder, nodes[0], SG_STR("T"), nodes, 3, record, 1) == SG_OK);
    cr_expect(sg_builder_add_run(builder, nodes[0], SG_STR("T"), nodes, 0, NULL, 0) == SG_OK);
    cr_expect_eq(sg_builder_edges(builder), 3);
    cr_expect(sg_builder_add_run(builder, nodes[0], SG_STR("T"), nodes, 1, record,
                                 SG_COUNT(record)) == SG_EINVAL);
    cr_expect_eq(sg_builder_edges(builder), 3);
    sg_builder_free(builder);
    free(nodes);
}
