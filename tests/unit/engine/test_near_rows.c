/* test_near_rows.c - rows of nodes that follow each other, or do not, against rows that are looked up. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/build.h"
#include "engine/near_rows.h"
#include "tests/support/graphs.h"

enum { NODES = 6000 };

/* Rows of some nodes with gaps of more than a piece, and a hub; long rows; very few. */
static sg_graph *make(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, NODES);
    uint32_t state = 5;

    for (uint32_t i = 0; i < 12000; i++) {
        uint32_t from = sg_test_draw(&state) % NODES, to = sg_test_draw(&state) % NODES;
        if (from / 300 % 2 == 0)
            sg_test_edge(builder, nodes[from], "packed", nodes[to]);
    }
    sg_test_rows(builder, nodes, NODES, &state);
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

static uint64_t relationships(const sg_graph *graph, sg_runs near, sg_runs searched)
{
    sg_run left, right;
    uint64_t count = 0;

    while (sg_runs_next(&searched, &right)) {
        cr_assert(sg_runs_next(&near, &left));
        cr_assert_eq(left.count, right.count);
        cr_assert_eq(left.node, right.node);
        for (uint32_t i = 0; i<left.count; i += left.count> 1000 ? 97 : 1) {
            cr_assert_eq(sg_run_other(&left, i), sg_run_other(&right, i));
            cr_assert_eq(sg_run_edge(graph, &left, i).id, sg_run_edge(graph, &right, i).id);
        }
        count += left.count;
    }
    cr_assert_not(sg_runs_next(&near, &left));
    return count;
}

/* Asks for nodes by ones, by steps of some and at random, far ones in between. */
static uint64_t ask(const sg_graph *graph, sg_reltype type, sg_direction way, uint32_t step)
{
    sg_near_rows near = { .count = 0 };
    uint32_t state = 11;
    uint64_t count = 0;

    for (uint32_t i = 0; i < NODES + 200; i += step) {
        uint32_t draw = sg_test_draw(&state);
        sg_node node = { draw % 16 == 0 ? draw % NODES : i };
        if (node.id >= NODES)
            continue;
        count += relationships(graph, sg_graph_runs_near(graph, node, type, way, &near),
                               sg_graph_runs(graph, node, type, way));
    }
    return count;
}

Test(near_rows, are_those_that_are_looked_up)
{
    static const char *const names[] = { "packed", "dense", "listed" };
    static const uint32_t steps[] = { 1, 3, 70 };
    sg_graph *graph = make();
    uint64_t count = 0;

    for (size_t i = 0; i < SG_COUNT(names); i++)
        for (size_t j = 0; j < SG_COUNT(steps); j++) {
            sg_reltype type;
            cr_assert(sg_graph_find_type(graph, sg_str_of(names[i]), &type));
            count += ask(graph, type, SG_OUT, steps[j]);
            count += ask(graph, type, SG_IN, steps[j]);
        }
    cr_expect_gt(count, 100000u);
    sg_graph_free(graph);
}
