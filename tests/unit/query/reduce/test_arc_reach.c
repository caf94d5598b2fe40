/* test_arc_reach.c - what walks reach against searches node by node: from few nodes and from many, with and
 * without nodes that are wanted, on a graph as it was frozen and on one that has changed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/delta.h"
#include "query/reduce/arc_step.h"
#include "tests/support/graphs.h"

enum { NODES = 3000 };

/* Layers that lead on, with a few nodes that lead to very many. */
static sg_graph *make(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, NODES);
    sg_build_edge edge;
    uint32_t state = 3;

    for (uint32_t i = 0; i < 6000; i++) {
        uint32_t from = sg_test_draw(&state) % NODES;
        uint32_t to = (from + sg_test_draw(&state) % 700) % NODES;
        const char *type = i % 3 == 0 ? "R" : i % 3 == 1 ? "S" : "T";
        from = i % 40 == 0 ? from % 5 : from;
        cr_assert_eq(
            sg_builder_add_edge(builder, nodes[from], sg_str_of(type), nodes[to], &edge),
            SG_OK);
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

enum { BAND = NODES / 6 };

static void add_between(sg_builder *builder, sg_build_node *const nodes, const char *type,
                        uint32_t from, uint32_t to, uint32_t *state)
{
    sg_build_edge edge;
    uint32_t first = from * BAND + sg_test_draw(state) % BAND;
    uint32_t last = to * BAND + sg_test_draw(state) % BAND;

    cr_assert_eq(
        sg_builder_add_edge(builder, nodes[first], sg_str_of(type), nodes[last], &edge), SG_OK);
}

/* Bands of nodes with a label each:  F -T-> A -R-> B -R-> C -R-> D, R also within each of these, and B -S-> E. */
static sg_graph *make_bands(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = calloc(NODES, sizeof *nodes);
    uint32_t state = 7;

    cr_assert(nodes);
    for (uint32_t i = 0; i < NODES; i++) {
        const char label[] = { (char)('A' + i / BAND), '\0' };
        char name[16];
        snprintf(name, sizeof name, "%05u", i);
        nodes[i] = sg_test_node(builder, name, label);
    }
    for (uint32_t i = 0; i < 3000; i++) {
        uint32_t band = i % 4;
        add_between(builder, nodes, "R", band, i % 8 < 4 && band < 3 ? band + 1 : band, &state);
        if (i % 3 == 0)
            add_between(builder, nodes, "S", 1, 4, &state);
        if (i % 5 == 0)
            add_between(builder, nodes, "T", 5, 0, &state);
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

static sg_status count(void *self, uint64_t edges)
{
    *(uint64_t *)self += edges;
    return SG_OK;
}

static sg_id_set *draw_set(uint32_t first, uint32_t one_in, uint32_t seed)
{
    uint32_t ids[NODES], found = 0;
    sg_id_set *set;

    for (uint32_t i = first; i < NODES; i++)
        if (sg_test_draw(&seed) % one_in == 0)
            ids[found++] = i;
    cr_assert_eq(sg_id_set_of(ids, found, &set), SG_OK);
    return set;
}

/* One step after the other, each node by itself. */
static void search(const sg_graph *graph, const sg_reduced_arc *arc, bool forth,
                   const sg_id_set *sources, uint8_t *reached)
{
    uint8_t at[NODES] = { 0 }, next[NODES];
    sg_direction way = (arc->direction == SG_RIGHT) == forth ? SG_OUT : SG_IN;

    memset(reached, 0, NODES);
    for (uint32_t i = 0; i < sources->count; i++)
        at[sources->ids[i]] = 1;
    if (arc->minimum == 0)
        memcpy(reached, at, NODES);
    for (uint64_t level = 0; level < arc->maximum; level++) {
        memset(next, 0, sizeof next);
        for (uint32_t i = 0; i < NODES; i++)
            for (uint32_t k = 0; k < arc->type_count && at[i]; k++) {
                sg_runs runs = sg_graph_runs(graph, (sg_node){ i }, arc->types[k], way);
                for (sg_run run; sg_runs_next(&runs, &run);)
                    for (uint32_t j = 0; j < run.count; j++)
                        next[sg_run_other(&run, j)] = 1;
            }
        for (uint32_t i = 0; i < NODES; i++)
            reached[i] |= next[i];
        memcpy(at, next, sizeof at);
    }
}

static void check(const sg_graph *graph, const sg_reduced_arc *arc, bool forth,
                  const sg_id_set *sources, const sg_id_set *wanted)
{
    uint64_t touched = 0;
    const sg_arc_meter meter = { .touch = count, .self = &touched };
    sg_arc_step step;
    sg_id_bits bits;
    uint8_t reached[NODES];

    cr_assert_eq(sg_arc_step_of(graph, meter, arc, NULL, forth, &step), SG_OK);
    cr_assert_eq(sg_arc_step_sort(&step, NULL, 0), SG_OK);
    cr_assert_eq(sg_arc_reach(&step, sources, wanted, &bits), SG_OK);
    search(graph, arc, forth, sources, reached);
    for (uint32_t i = 0; i < NODES; i++) {
        bool told = sg_id_bits_has(&bits, i);
        cr_assert(!told || reached[i], "node %u is not reached in %u", (unsigned)i,
                  (unsigned)arc->maximum);
        if (!wanted || sg_id_set_has(wanted, i))
            cr_assert_eq(told, reached[i], "node %u of *%u..%u from %u nodes", (unsigned)i,
                         (unsigned)arc->minimum, (unsigned)arc->maximum,
                         (unsigned)sources->count);
    }
    sg_id_bits_free(&bits);
    sg_arc_step_free(&step);
}

static void check_all(const sg_graph *graph)
{
    const sg_reltype types[] = { sg_test_type(graph, "R"), sg_test_type(graph, "S"),
                                 sg_test_type(graph, "T") };
    const uint32_t shares[] = { 2, 30, 400 };

    for (uint32_t i = 0; i < 3 * 3 * 6 * 4; i++) {
        const sg_reduced_arc arc = { .types = types,
                                     .type_count = SG_COUNT(types),
                                     .direction = i % 2 ? SG_LEFT : SG_RIGHT,
                                     .walks = true,
                                     .minimum = i / 2 % 2,
                                     .maximum = i / 4 % 6 + 1 };
        sg_id_set *sources = draw_set(0, shares[i / 24 % 3], i);
        sg_id_set *wanted = draw_set(NODES / 3, shares[i / 72], i + 1);
        check(graph, &arc, i % 3 == 0, sources, wanted);
        check(graph, &arc, i % 3 == 0, sources, NULL);
        sg_id_set_free(sources);
        sg_id_set_free(wanted);
    }
}

Test(arc_reach, reaches_what_is_reached_node_by_node)
{
    sg_graph *graph = make();

    check_all(graph);
    sg_graph_free(graph);
}

Test(arc_reach, follows_a_changed_graph)
{
    sg_graph *changed = NULL;
    sg_edge edge;

    cr_assert_eq(sg_delta_open(make(), &changed), SG_OK);
    cr_assert_eq(sg_delta_delete_edge(changed, (sg_edge){ 17 }), SG_OK);
    cr_assert_eq(
        sg_delta_add_edge(changed, (sg_node){ 3 }, (sg_reltype){ 0 }, (sg_node){ 4 }, &edge),
        SG_OK);
    check_all(changed);
    sg_graph_free(changed);
}

/* Some of the nodes that have the label. */
static sg_id_set *draw_band(const sg_graph *graph, const char *label, uint32_t one_in)
{
    uint32_t ids[NODES], found = 0, ranges;
    sg_id_set *set;
    sg_label number;

    cr_assert(sg_graph_find_label(graph, sg_str_of(label), &number));
    const sg_range *range = sg_graph_label_ranges(graph, number, &ranges);
    for (uint32_t i = range->first; i < range->last; i += one_in)
        ids[found++] = i;
    cr_assert(ranges == 1 && found > 0);
    cr_assert_eq(sg_id_set_of(ids, found, &set), SG_OK);
    return set;
}

/* What cannot lead to the label in time is left out, and nothing else is. */
Test(arc_reach, leaves_out_what_leads_to_no_wanted_label)
{
    sg_graph *graph = make_bands();
    const sg_reltype types[] = { sg_test_type(graph, "R"), sg_test_type(graph, "S"),
                                 sg_test_type(graph, "T") };
    static const char *const labels[] = { "A", "B", "C", "D", "E", "F" };

    for (uint32_t i = 0; i < 6 * 6 * 6 * 4; i++) {
        const sg_reduced_arc arc = { .types = types,
                                     .type_count = SG_COUNT(types),
                                     .direction = i % 2 ? SG_LEFT : SG_RIGHT,
                                     .walks = true,
                                     .minimum = i / 2 % 2,
                                     .maximum = i / 4 % 6 + 1 };
        sg_id_set *sources = draw_band(graph, labels[i / 24 % 6], i % 7 ? 1 : 3);
        sg_id_set *wanted = draw_band(graph, labels[i / 144], i % 3 + 1);
        check(graph, &arc, true, sources, wanted);
        sg_id_set_free(sources);
        sg_id_set_free(wanted);
    }
    sg_graph_free(graph);
}

/* Relationships that are touched on the way from one label to another. */
static uint64_t touched_between(const sg_graph *graph, const char *from, const char *to,
                                uint64_t maximum)
{
    uint64_t touched = 0;
    const sg_reltype types[] = { sg_test_type(graph, "R"), sg_test_type(graph, "S") };
    const sg_reduced_arc arc = { .types = types,
                                 .type_count = SG_COUNT(types),
                                 .direction = SG_RIGHT,
                                 .walks = true,
                                 .minimum = 1,
                                 .maximum = maximum };
    sg_id_set *sources = draw_band(graph, from, 1), *wanted = draw_band(graph, to, 1);
    sg_arc_step step;
    sg_id_bits bits;

    cr_assert_eq(sg_arc_step_of(graph, (sg_arc_meter){ .touch = count, .self = &touched }, &arc,
                                NULL, true, &step),
                 SG_OK);
    cr_assert_eq(sg_arc_reach(&step, sources, wanted, &bits), SG_OK);
    sg_id_bits_free(&bits);
    sg_arc_step_free(&step);
    sg_id_set_free(sources);
    sg_id_set_free(wanted);
    return touched;
}

Test(arc_reach, follows_no_type_that_leads_to_no_wanted_label)
{
    sg_graph *graph = make_bands();

    cr_expect_eq(touched_between(graph, "A", "F", 6), 0, "nothing leads to F");
    uint64_t only =
        touched_between(graph, "B", "E", 1); /* each of E as far as the first of B */
    cr_expect(only > 0 && only <= 1000, "S alone leads to E");
    cr_expect(touched_between(graph, "B", "E", 2) > 1000, "by way of B too");
    sg_graph_free(graph);
}

/* Steps of one pattern that follow the same find out once what the nodes of each label have. */
Test(arc_reach, steps_borrow_of_those_that_follow_the_same)
{
    sg_graph *graph = make_bands();
    const sg_reltype types[] = { sg_test_type(graph, "S"), sg_test_type(graph, "T"),
                                 sg_test_type(graph, "S"), sg_test_type(graph, "T") };
    const sg_reduced_arc either = { .types = types, .type_count = 4, .direction = SG_EITHER };
    const sg_reduced_arc fewer = { .types = types, .type_count = 3, .direction = SG_EITHER };
    sg_arc_step steps[4];

    for (size_t i = 0; i < SG_COUNT(steps); i++) {
        const sg_reduced_arc *arc = i < 2 ? &either : i == 2 ? &fewer : &either;
        cr_assert_eq(sg_arc_step_of(graph, (sg_arc_meter){ .touch = count, .self = NULL }, arc,
                                    NULL, i % 2 == 0, &steps[i]),
                     SG_OK);
        cr_assert_eq(sg_arc_step_sort(&steps[i], steps, (uint32_t)i), SG_OK);
    }
    cr_expect_not_null(steps[0].set_first);
    cr_expect_eq(steps[1].set_first, steps[0].set_first, "from either end the same");
    cr_expect_eq(steps[3].set_kinds, steps[0].set_kinds);
    cr_expect_null(steps[2].set_first, "six kinds are not many");
    for (uint32_t node = 0; node < sg_graph_nodes(graph); node++)
        cr_assert_eq(sg_arc_kinds_of(&steps[3], node).kinds,
                     sg_arc_kinds_of(&steps[0], node).kinds);
    for (size_t i = 0; i < SG_COUNT(steps); i++)
        sg_arc_step_free(&steps[i]);
    sg_graph_free(graph);
}

/* Nobody needs what else there is once all that is wanted has been seen. */
Test(arc_reach, stops_when_all_that_is_wanted_was_seen)
{
    sg_graph *graph = make();
    uint64_t all = 0, few = 0;
    const sg_reltype types[] = { sg_test_type(graph, "R") };
    const sg_reduced_arc arc = { .types = types,
                                 .type_count = 1,
                                 .direction = SG_RIGHT,
                                 .walks = true,
                                 .minimum = 0,
                                 .maximum = 9 };
    sg_id_set *sources = draw_set(0, 40, 5);
    sg_arc_step step;
    sg_id_bits bits;

    cr_assert_eq(sg_arc_step_of(graph, (sg_arc_meter){ .touch = count, .self = &all }, &arc,
                                NULL, true, &step),
                 SG_OK);
    cr_assert_eq(sg_arc_reach(&step, sources, NULL, &bits), SG_OK);
    sg_id_bits_free(&bits);
    step.meter.self = &few;
    cr_assert_eq(sg_arc_reach(&step, sources, sources, &bits), SG_OK);
    sg_id_bits_free(&bits);
    cr_assert(all > 50 && few == 0, "%llu and %llu", (unsigned long long)all,
              (unsigned long long)few);
    sg_arc_step_free(&step);
    sg_id_set_free(sources);
    sg_graph_free(graph);
}
