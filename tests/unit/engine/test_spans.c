/* test_spans.c - graphs with spans against the same graphs without, through every reader. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "engine/delta.h"
#include "engine/snapshot.h"
#include "engine/spans.h"
#include "tests/support/graphs.h"
#include "tests/support/twins.h"

static void assert_equal(const sg_graph *one, const sg_graph *other, unsigned seed)
{
    char *left = sg_test_describe(one), *right = sg_test_describe(other);

    cr_assert_str_eq(left, right, "seed %u", seed);
    free(left);
    free(right);
}

Test(spans, read_as_their_relationships_do)
{
    uint32_t holes = 0, spans = 0;

    for (unsigned seed = 1; seed <= 60; seed++) {
        sg_test_twins twins = sg_test_twins_make(seed);
        assert_equal(twins.spans, twins.plain, seed);
        for (uint32_t i = 0; i < sg_graph_spans(twins.spans); i++)
            holes += sg_graph_span(twins.spans, i)->hole_count;
        spans += sg_graph_spans(twins.spans);
        cr_assert(sg_graph_spans(twins.plain) == 0);
        sg_test_twins_free(&twins);
    }
    cr_assert(spans > 60 && holes > 60);
}

Test(spans, come_back_from_a_snapshot)
{
    char path[] = "/tmp/spans-test-XXXXXX";
    int file = mkstemp(path);

    cr_assert(file >= 0 && close(file) == 0);
    for (unsigned seed = 100; seed < 110; seed++) {
        sg_test_twins twins = sg_test_twins_make(seed);
        sg_graph *back = NULL;
        sg_error err = { 0 };
        cr_assert(sg_snapshot_write(twins.spans, path, &err) == SG_OK, "%s", err.message);
        cr_assert(sg_snapshot_open(path, &back, &err) == SG_OK, "%s", err.message);
        cr_assert(sg_graph_spans(back) == sg_graph_spans(twins.spans));
        assert_equal(back, twins.plain, seed);
        sg_graph_free(back);
        sg_test_twins_free(&twins);
    }
    unlink(path);
}

/* --- changes ------------------------------------------------------------------------------------ */

/* The relationship from one node to another with this level; which of several does not matter, for
 * they are the same but for their ids. */
static bool find_edge(const sg_graph *graph, sg_node from, sg_reltype type, sg_node to,
                      sg_key level, int64_t wanted, sg_edge *out)
{
    sg_runs runs = sg_graph_runs(graph, from, type, SG_OUT);

    for (sg_run run; sg_runs_next(&runs, &run);) {
        for (uint32_t i = 0; i < run.count; i++) {
            *out = sg_run_edge(graph, &run, i);
            sg_value value = sg_graph_edge_property(graph, *out, level, NULL);
            int64_t is = value.type == SG_TYPE_INTEGER ? value.integer : -1;
            if (sg_run_other(&run, i) == to.id && is == wanted)
                return true;
        }
    }
    return false;
}

static sg_key key_of(const sg_graph *graph, const char *name)
{
    sg_key key;

    cr_assert(sg_graph_find_key(graph, sg_str_of(name), &key));
    return key;
}

static void change(sg_graph *graphs[2])
{
    sg_node from = { (uint32_t)rand() % SG_TWIN_NODES },
            to = { (uint32_t)rand() % SG_TWIN_NODES };
    sg_reltype type = { (uint16_t)(rand() % 3) };
    int64_t wanted = rand() % 4 - 1;
    int what = rand() % 4, value = 5 + rand() % 2;

    for (int i = 0; i < 2; i++) {
        sg_key level = key_of(graphs[i], "level");
        sg_edge edge;
        if (what == 0) {
            cr_assert(sg_delta_add_edge(graphs[i], from, type, to, &edge) == SG_OK);
            continue;
        }
        if (!find_edge(graphs[i], from, type, to, level, wanted, &edge))
            continue;
        if (what == 1)
            cr_assert(sg_delta_set_edge(graphs[i], edge, level, sg_integer(value)) == SG_OK);
        else
            cr_assert(sg_delta_delete_edge(graphs[i], edge) == SG_OK);
    }
}

/* Relationships that differ in `a` alone may be chosen differently in the two: these have none. */
static void remove_key(sg_graph *graph, const char *name)
{
    sg_key key;

    if (!sg_graph_find_key(graph, sg_str_of(name), &key))
        return;
    for (uint32_t id = 0; id < sg_graph_edges(graph); id++)
        if (sg_graph_has_edge(graph, (sg_edge){ id }) &&
            !sg_is_null(sg_graph_edge_property(graph, (sg_edge){ id }, key, NULL)))
            cr_assert(sg_delta_set_edge(graph, (sg_edge){ id }, key, sg_null()) == SG_OK);
}

static void change_twins(unsigned seed, uint32_t *folded)
{
    sg_test_twins twins = sg_test_twins_make(seed);
    sg_graph *graphs[2], *copy = NULL, *merged = NULL;

    cr_assert(sg_delta_open(twins.spans, &graphs[0]) == SG_OK);
    cr_assert(sg_delta_open(twins.plain, &graphs[1]) == SG_OK);
    assert_equal(graphs[0], graphs[1], seed);
    for (int i = 0; i < 2; i++)
        remove_key(graphs[i], "a");
    for (int round = 0; round < 300; round++)
        change(graphs);
    assert_equal(graphs[0], graphs[1], seed);
    char *before = sg_test_describe(graphs[0]);
    sg_delta_begin(graphs[0]);
    for (int round = 0; round < 40; round++)
        change((sg_graph *[2]){ graphs[0], graphs[0] });
    sg_delta_undo(graphs[0]);
    char *after = sg_test_describe(graphs[0]);
    cr_assert_str_eq(before, after, "undone, seed %u", seed);
    cr_assert(sg_delta_copy(graphs[0], &copy) == SG_OK);
    assert_equal(copy, graphs[1], seed);
    cr_assert(sg_delta_merge(graphs[0], &merged, NULL) == SG_OK);
    *folded += sg_graph_spans(merged);
    cr_assert(sg_graph_edge_count(merged) == sg_graph_edge_count(graphs[1]));
    assert_equal(merged, graphs[1], seed);
    free(before);
    free(after);
    sg_graph_free(copy);
    sg_graph_free(merged);
    sg_graph_free(graphs[0]);
    sg_graph_free(graphs[1]);
}

Test(spans, changes_lie_on_top, .timeout = 120)
{
    uint32_t folded = 0;

    for (unsigned seed = 200; seed < 240; seed++)
        change_twins(seed, &folded);
    cr_assert(folded > 20, "spans stay spans when changes are folded in");
}

/* --- many --------------------------------------------------------------------------------------- */

/* Three spans of a billion and a half each: the third finds no ids, a small one behind it does. */
Test(spans, more_than_ids_can_count)
{
    enum { NODES = 40000 };
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = calloc(NODES, sizeof *nodes);
    sg_build_set all, few;
    sg_build_span span;

    cr_assert(nodes);
    for (uint32_t i = 0; i < NODES; i++)
        cr_assert(sg_builder_add_node(builder, &nodes[i]) == SG_OK);
    cr_assert(sg_builder_add_set(builder, nodes, NODES, &all) == SG_OK);
    cr_assert(sg_builder_add_set(builder, nodes, 10, &few) == SG_OK);
    for (int i = 0; i < 3; i++)
        cr_assert(sg_builder_add_span(builder, all, SG_STR("T"), all, &span) == SG_OK);
    cr_assert(sg_builder_except(builder, span, nodes[7], nodes[8]) == SG_OK);
    cr_assert(sg_builder_add_span(builder, few, SG_STR("T"), few, &span) == SG_OK);
    sg_graph *graph = sg_test_freeze(builder);
    sg_reltype type = sg_test_type(graph, "T");
    uint64_t edges = UINT64_C(3) * NODES * NODES - 1 + 100;
    uint32_t unnumbered = 0, count = 0;
    cr_assert(sg_graph_type_count(graph, type) == edges);
    cr_assert(sg_graph_edge_count(graph) == edges);
    cr_assert(sg_graph_set_degree(graph, (sg_label_set){ 0 }, type, SG_IN) == edges);
    cr_assert(sg_graph_edges(graph) == 2u * NODES * NODES + 100);
    cr_assert(sg_graph_degree(graph, (sg_node){ 7 }, type, SG_OUT) == 3 * NODES - 1 + 10);
    sg_runs runs = sg_graph_runs(graph, (sg_node){ 7 }, type, SG_OUT);
    for (sg_run run; sg_runs_next(&runs, &run); count += run.count) {
        if (sg_run_has_edges(&run))
            continue;
        unnumbered += run.count;
        cr_assert(sg_run_edge(graph, &run, 0).id == SG_NO_ID);
    }
    cr_assert(count == 3 * NODES - 1 + 10 && unnumbered == NODES - 1);
    sg_edge last = { sg_graph_edges(graph) - 1 };
    cr_assert(sg_graph_edge_from(graph, last).id == 9 && sg_graph_edge_to(graph, last).id == 9);
    last.id = NODES * NODES + 5 * NODES + 6;
    cr_assert(sg_graph_edge_from(graph, last).id == 5 && sg_graph_edge_to(graph, last).id == 6);
    sg_graph_free(graph);
    sg_builder_free(builder);
    free(nodes);
}

/* A class of admins over ranges of resources costs its ranges, not its relationships. */
Test(spans, cost_their_ranges)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node nodes[2000];
    sg_build_set sources, targets;
    sg_build_span span;
    size_t bytes = 0;

    for (uint32_t i = 0; i < SG_COUNT(nodes); i++)
        cr_assert(sg_builder_add_node(builder, &nodes[i]) == SG_OK);
    cr_assert(sg_builder_add_set(builder, nodes, 100, &sources) == SG_OK);
    cr_assert(sg_builder_add_set(builder, nodes + 100, 1900, &targets) == SG_OK);
    cr_assert(sg_builder_add_span(builder, sources, SG_STR("CAN"), targets, &span) == SG_OK);
    cr_assert(sg_builder_set_span(builder, span, SG_STR("read"), sg_boolean(true)) == SG_OK);
    sg_graph *graph = sg_test_freeze(builder);
    for (int kind = SG_SECTION_SPANS; kind <= SG_SECTION_SPAN_LISTS; kind++)
        bytes += graph->sections[kind].length;
    cr_assert(sg_graph_edge_count(graph) == 190000);
    cr_assert(bytes <= 200, "%zu bytes", bytes);
    sg_graph_free(graph);
    sg_builder_free(builder);
}
