/* test_far_ends.c - far ends in a set, counted for many nodes at once, against a look at each; with conditions:
 * test_edge_marks.c. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/build.h"
#include "engine/delta.h"
#include "query/reduce/far_ends.h"
#include "tests/support/graphs.h"

enum { NODES = 2000 };

/* Rows of numbers that follow each other, the same with one twice and one left out, short ones, long ones. */
static sg_graph *make(bool with_spans)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, NODES);
    sg_build_set sources, targets;
    sg_build_span span;
    uint32_t state = 21;

    for (uint32_t i = 0; i < 300; i++) {
        uint32_t first = sg_test_draw(&state) % 1500, length = sg_test_draw(&state) % 140;
        for (uint32_t k = 0; k < length; k++)
            sg_test_edge(builder, nodes[i], "R",
                         nodes[first + (i % 3 == 0 && k == length / 2 ? k - 1 : k)]);
    }
    for (uint32_t i = 0; i < 5000; i++)
        sg_test_edge(builder, nodes[300 + sg_test_draw(&state) % 900], "R",
                     nodes[sg_test_draw(&state) % NODES]);
    if (with_spans) {
        cr_assert_eq(sg_builder_add_set(builder, nodes + 250, 90, &sources), SG_OK);
        cr_assert_eq(sg_builder_add_set(builder, nodes + 700, 100, &targets), SG_OK);
        cr_assert_eq(sg_builder_add_span(builder, sources, SG_STR("R"), targets, &span), SG_OK);
        cr_assert_eq(sg_builder_except(builder, span, nodes[260], nodes[750]), SG_OK);
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

static uint64_t count_one(const sg_graph *graph, uint32_t node, sg_direction way,
                          const sg_id_bits *ends)
{
    uint64_t count = 0;
    sg_runs runs = sg_graph_runs(graph, (sg_node){ node }, sg_test_type(graph, "R"), way);

    for (sg_run run; sg_runs_next(&runs, &run);)
        for (uint32_t i = 0; i < run.count; i++)
            count += sg_id_bits_has(ends, sg_run_other(&run, i));
    return count;
}

static void check_into(const sg_graph *graph, sg_direction way, sg_range window,
                       uint32_t one_in)
{
    const sg_arc_kind kind = { sg_test_type(graph, "R"), way, NULL };
    uint32_t nodes[NODES], state = one_in;
    uint64_t counts[NODES], any[NODES] = { 0 }, touched = 0, looked_at = 0, all = 0;
    sg_id_bits ends;

    cr_assert_eq(sg_id_bits_new(window, &ends), SG_OK);
    for (uint32_t i = window.first; i < window.last; i++)
        if (sg_test_draw(&state) % one_in == 0)
            sg_id_bits_add(&ends, i);
    for (uint32_t i = 0; i < NODES; i++) {
        nodes[i] = i;
        counts[i] = i; /* what is there is added to */
    }
    sg_far_ends_count(graph, kind, nodes, NODES, &ends, false, counts, &touched);
    sg_far_ends_count(graph, kind, nodes, NODES, &ends, true, any, &looked_at);
    for (uint32_t i = 0; i < NODES; i++) {
        uint64_t wanted = count_one(graph, i, way, &ends);
        cr_assert_eq(counts[i] - i, wanted, "%u: %u of %u", i, (unsigned)(counts[i] - i),
                     (unsigned)wanted);
        cr_assert_eq(any[i], wanted > 0);
        all += wanted;
    }
    cr_expect(touched >= all && looked_at <= touched);
    sg_id_bits_free(&ends);
}

static void check(const sg_graph *graph)
{
    static const sg_range windows[] = { { 0, NODES }, { 700, 900 }, { 1000, 1001 }, { 5, 5 } };

    for (size_t i = 0; i < SG_COUNT(windows); i++)
        for (uint32_t one_in = 1; one_in < 12; one_in += 5) {
            check_into(graph, SG_OUT, windows[i], one_in);
            check_into(graph, SG_IN, windows[i], one_in);
        }
}

Test(far_ends, are_counted_in_rows_and_spans)
{
    for (int spans = 0; spans < 2; spans++) {
        sg_graph *graph = make(spans == 1);
        check(graph);
        sg_graph_free(graph);
    }
}

Test(far_ends, are_counted_where_something_has_changed)
{
    sg_graph *graph = NULL;
    sg_reltype type;
    sg_edge edge;
    uint32_t state = 4;

    cr_assert_eq(sg_delta_open(make(true), &graph), SG_OK);
    cr_assert_eq(sg_delta_type(graph, SG_STR("R"), &type), SG_OK);
    sg_delta_begin(graph);
    for (uint32_t i = 0; i < 400; i++) {
        cr_assert_eq(sg_delta_add_edge(graph, (sg_node){ sg_test_draw(&state) % NODES }, type,
                                       (sg_node){ sg_test_draw(&state) % NODES }, &edge),
                     SG_OK);
        cr_assert_eq(sg_delta_delete_edge(graph, (sg_edge){ sg_test_draw(&state) % 9000 }),
                     SG_OK);
    }
    check(graph);
    sg_graph_free(graph);
}
