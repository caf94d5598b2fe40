/* test_sweep.c - sweeps against sets made node by node: rows, spans with and without holes, windows,
 * ranges of work, a changed graph. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/build.h"
#include "engine/delta.h"
#include "query/reduce/sweep.h"
#include "tests/support/graphs.h"

enum { NODES = 1500 };

static sg_graph *make(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, NODES);
    sg_build_edge edge;
    uint32_t state = 11;

    for (uint32_t i = 0; i < 4000; i++)
        cr_assert_eq(sg_builder_add_edge(builder, nodes[70 + sg_test_draw(&state) % 900],
                                         SG_STR("R"), nodes[sg_test_draw(&state) % NODES],
                                         &edge),
                     SG_OK);
    for (uint32_t i = 0; i < 2; i++) { /* one whole, one with holes */
        sg_build_set sources, targets;
        sg_build_span span;
        cr_assert_eq(sg_builder_add_set(builder, nodes + 900 + i * 200, 9, &sources), SG_OK);
        cr_assert_eq(sg_builder_add_set(builder, nodes + 100 + i * 500, 300, &targets), SG_OK);
        cr_assert_eq(sg_builder_add_span(builder, sources, SG_STR("R"), targets, &span), SG_OK);
        for (uint32_t hole = 0; hole < 9 && i; hole++)
            cr_assert_eq(sg_builder_except(builder, span, nodes[1100 + hole], nodes[600]),
                         SG_OK);
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

static sg_id_bits bits_of(sg_range window, uint32_t one_in, uint32_t seed)
{
    sg_id_bits bits;

    cr_assert_eq(sg_id_bits_new(window, &bits), SG_OK);
    for (uint32_t i = window.first; i < window.last; i++)
        if (sg_test_draw(&seed) % one_in == 0)
            sg_id_bits_add(&bits, i);
    return bits;
}

/* The far ends of one node, or whether one of them is in `from`. */
static bool leads(const sg_graph *graph, sg_arc_kind kind, uint32_t node,
                  const sg_id_bits *from, sg_id_bits *into)
{
    sg_runs runs = sg_graph_runs(graph, (sg_node){ node }, kind.type, kind.way);
    bool met = false;

    for (sg_run run; sg_runs_next(&runs, &run);)
        for (uint32_t i = 0; i < run.count; i++) {
            uint32_t other = sg_run_other(&run, i);
            met = met || (from && sg_id_bits_has(from, other));
            if (into && other >= into->first && other < into->last)
                sg_id_bits_add(into, other);
        }
    return met;
}

static void expect_same(const sg_id_bits *left, const sg_id_bits *right, const char *what)
{
    cr_expect_eq(memcmp(left->words, right->words,
                        sg_bitmap_words(left->last - left->first) * sizeof(uint64_t)),
                 0, "%s, window from %u", what, left->first);
}

static void check_push(const sg_graph *graph, sg_arc_kind kind, sg_range window,
                       uint32_t one_in)
{
    sg_id_bits from = bits_of((sg_range){ 64, 1200 }, one_in, 5);
    sg_id_bits swept = bits_of(window, 9, 7), walked = bits_of(window, 9, 7);

    for (uint32_t i = from.first; i < from.last; i++)
        if (sg_id_bits_has(&from, i))
            leads(graph, kind, i, NULL, &walked);
    sg_far_bytes scratch = { 0 };
    for (uint32_t first = 0; first < NODES; first += 500) /* in parts, as threads do */
        sg_sweep_push(graph, kind, (sg_range){ first, first + 500 }, &from, &swept, &scratch);
    sg_far_bytes_free(&scratch);
    expect_same(&swept, &walked, "push");
    sg_id_bits_free(&from);
    sg_id_bits_free(&swept);
    sg_id_bits_free(&walked);
}

static void check_pull(const sg_graph *graph, sg_arc_kind kind, sg_range window,
                       uint32_t one_in)
{
    sg_id_bits from = bits_of((sg_range){ 0, 1111 }, one_in, 5);
    sg_id_bits swept = bits_of(window, 9, 7), walked = bits_of(window, 9, 7);

    for (uint32_t i = window.first; i < window.last; i++)
        if (leads(graph, kind, i, &from, NULL))
            sg_id_bits_add(&walked, i);
    for (uint32_t first = 0; first < NODES; first += 500)
        sg_sweep_pull(graph, kind, (sg_range){ first, first + 500 }, &from, NULL, &swept);
    expect_same(&swept, &walked, "pull");
    sg_id_bits_free(&from);
    sg_id_bits_free(&swept);
    sg_id_bits_free(&walked);
}

static void check(const sg_graph *graph)
{
    const sg_range windows[] = { { 0, NODES }, { 128, 901 }, { 448, 449 } };

    for (int way = SG_OUT; way <= SG_IN; way++)
        for (size_t i = 0; i < SG_COUNT(windows); i++)
            for (uint32_t one_in = 1; one_in <= 200; one_in = one_in * 5 + 2) {
                sg_arc_kind kind = { { 0 }, (sg_direction)way, NULL };
                check_push(graph, kind, windows[i], one_in);
                check_pull(graph, kind, windows[i], one_in);
            }
}

Test(sweep, reaches_what_is_reached_node_by_node)
{
    sg_graph *graph = make();

    cr_assert(sg_graph_spans(graph) > 0);
    check(graph);
    sg_graph_free(graph);
}

Test(sweep, pulls_only_what_is_wanted)
{
    sg_graph *graph = make();
    const sg_arc_kind kind = { { 0 }, SG_OUT, NULL };
    sg_id_bits from = bits_of((sg_range){ 0, NODES }, 1, 1);
    sg_id_bits wanted = bits_of((sg_range){ 64, 880 }, 3, 2);
    sg_id_bits swept = bits_of((sg_range){ 0, NODES }, UINT32_MAX, 3);

    sg_sweep_pull(graph, kind, (sg_range){ 0, NODES }, &from, &wanted, &swept);
    for (uint32_t i = 0; i < 880; i++) /* those of spans are behind */
        cr_expect_eq(sg_id_bits_has(&swept, i),
                     sg_id_bits_has(&wanted, i) &&
                         sg_graph_degree(graph, (sg_node){ i }, kind.type, SG_OUT) > 0);
    sg_id_bits_free(&from);
    sg_id_bits_free(&wanted);
    sg_id_bits_free(&swept);
    sg_graph_free(graph);
}

Test(sweep, follows_a_changed_graph)
{
    sg_graph *changed = NULL;
    sg_edge edge;

    cr_assert_eq(sg_delta_open(make(), &changed), SG_OK);
    cr_assert_eq(sg_delta_delete_edge(changed, (sg_edge){ 17 }), SG_OK);
    cr_assert_eq(
        sg_delta_add_edge(changed, (sg_node){ 3 }, (sg_reltype){ 0 }, (sg_node){ 4 }, &edge),
        SG_OK);
    check(changed);
    sg_graph_free(changed);
}
