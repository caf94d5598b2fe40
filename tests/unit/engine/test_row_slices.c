/* test_row_slices.c - rows of many nodes, cut to windows, against what runs of each node give. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/build.h"
#include "engine/row_slices.h"
#include "tests/support/graphs.h"

enum { NODES = 5000 };

static void add(sg_builder *builder, const sg_build_node *nodes, uint32_t from,
                const char *type, uint32_t to)
{
    sg_test_edge(builder, nodes[from], type, nodes[to]);
}

/* Rows in each of the three forms, with relationships beside each other and hubs. */
static sg_graph *make(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, NODES);
    uint32_t state = 11;

    for (uint32_t i = 0; i < 9000; i++)
        add(builder, nodes, 100 + sg_test_draw(&state) % 2500, "packed",
            sg_test_draw(&state) % NODES);
    for (uint32_t i = 0; i < 6000; i++)
        add(builder, nodes, i % 5 ? 700 : 1300 + i % 64, "packed", i % 4000);
    for (uint32_t i = 0; i < 6000; i++)
        add(builder, nodes, i % 130, "dense", sg_test_draw(&state) % 900);
    for (uint32_t i = 0; i < 12; i++)
        add(builder, nodes, i * 400, "listed", sg_test_draw(&state) % NODES);
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

/* What the node has in the window, by runs; where it stands is told by ids where these are stored. */
static void compare(const sg_graph *graph, uint32_t node, sg_reltype type, sg_direction way,
                    sg_range window, const sg_row_slice *slice)
{
    uint32_t at = 0;
    sg_runs runs = sg_graph_runs(graph, (sg_node){ node }, type, way);

    for (sg_run run; sg_runs_next(&runs, &run);)
        for (uint32_t i = 0; i < run.count; i++) {
            uint32_t other = sg_run_other(&run, i);
            if (other < window.first || other >= window.last)
                continue;
            cr_assert_lt(at, slice->count);
            cr_assert_eq(slice->others[at], other);
            if (way == SG_OUT)
                cr_assert_eq(slice->place + at, sg_run_edge(graph, &run, i).id -
                                                    sg_graph_type_range(graph, type).first);
            at++;
        }
    cr_assert_eq(at, slice->count, "%u: %u of %u", node, slice->count, at);
}

static void compare_all(const sg_graph *graph, sg_reltype type, sg_direction way,
                        sg_range window, uint32_t step)
{
    uint32_t nodes[SG_ROW_SLICES];
    sg_row_slice slices[SG_ROW_SLICES];

    for (uint32_t node = 0; node < NODES;) {
        uint32_t count = 0;
        for (; node < NODES && count < SG_ROW_SLICES; node += step)
            nodes[count++] = node;
        sg_row_slices(graph, type, way, nodes, count, window, slices);
        for (uint32_t i = 0; i < count; i++)
            compare(graph, nodes[i], type, way, window, &slices[i]);
    }
}

Test(row_slices, are_the_rows_in_the_window)
{
    static const sg_range windows[] = {
        { 0, SG_NO_ID }, { 0, NODES }, { 300, 1000 }, { 4000, 4001 }, { 2, 2 }
    };
    sg_graph *graph = make();

    for (uint16_t type = 0; type < sg_graph_types(graph); type++)
        for (int way = SG_OUT; way <= SG_IN; way++)
            for (size_t i = 0; i < SG_COUNT(windows); i++)
                compare_all(graph, (sg_reltype){ type }, (sg_direction)way, windows[i],
                            i % 2 ? 17 : 1);
    sg_graph_free(graph);
}

/* Of a block, there and back, and some of its nodes twice. */
Test(row_slices, may_be_asked_for_in_any_order)
{
    static const uint32_t steps[] = { 1, 64 - 1, 3, 5 };
    sg_graph *graph = make();
    uint32_t nodes[SG_ROW_SLICES];
    sg_row_slice slices[SG_ROW_SLICES];
    const sg_range window = { 100, 3000 };

    for (uint16_t type = 0; type < sg_graph_types(graph); type++)
        for (uint32_t first = 90; first < 3000; first += 37)
            for (size_t i = 0; i < SG_COUNT(steps); i++) {
                for (uint32_t k = 0; k < SG_ROW_SLICES; k++)
                    nodes[k] = first - k * steps[i] % 64;
                sg_row_slices(graph, (sg_reltype){ type }, SG_OUT, nodes, SG_ROW_SLICES, window,
                              slices);
                for (uint32_t k = 0; k < SG_ROW_SLICES; k++)
                    compare(graph, nodes[k], (sg_reltype){ type }, SG_OUT, window, &slices[k]);
            }
    sg_graph_free(graph);
}

Test(row_slices, of_a_type_that_the_graph_does_not_have_are_empty)
{
    sg_graph *graph = make();
    const uint32_t nodes[] = { 0, 7, NODES + 3 };
    sg_row_slice slices[SG_ROW_SLICES];

    sg_row_slices(graph, (sg_reltype){ 99 }, SG_OUT, nodes, 3, (sg_range){ 0, SG_NO_ID },
                  slices);
    for (size_t i = 0; i < SG_COUNT(nodes); i++)
        cr_expect_eq(slices[i].count, 0);
    sg_row_slices(graph, sg_test_type(graph, "packed"), SG_OUT, nodes + 2, 1,
                  (sg_range){ 0, SG_NO_ID }, slices);
    cr_expect_eq(slices[0].count, 0);
    sg_graph_free(graph);
}
