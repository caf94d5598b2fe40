/* test_arc_needs.c - what label sets tell of a walk: which kinds lead to what is wanted, and from a frontier. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "query/reduce/arc_needs.h"
#include "tests/support/graphs.h"

enum { EACH = 200, LABELS = 4 };

static sg_status count(void *self, uint64_t edges)
{
    *(uint64_t *)self += edges;
    return SG_OK;
}

/* A -R-> B -S-> C, and D -R-> B. */
static sg_graph *make(void)
{
    static const struct {
        const char *type;
        uint32_t from, to;
    } layers[] = { { "R", 0, 1 }, { "S", 1, 2 }, { "R", 3, 1 } };
    sg_builder *builder = sg_test_builder();
    sg_build_node nodes[EACH * LABELS];

    for (uint32_t i = 0; i < EACH * LABELS; i++) {
        const char label[] = { (char)('A' + i / EACH), '\0' };
        char name[16];
        snprintf(name, sizeof name, "n%03u", i);
        nodes[i] = sg_test_node(builder, name, label);
    }
    for (uint32_t i = 0; i < EACH * SG_COUNT(layers); i++) {
        uint32_t from = layers[i / EACH].from * EACH + i % EACH;
        uint32_t to = layers[i / EACH].to * EACH + (i * 7) % EACH;
        sg_test_edge(builder, nodes[from], layers[i / EACH].type, nodes[to]);
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

static sg_range range_of(const sg_graph *graph, const char *label)
{
    uint32_t ranges;
    sg_label number;

    cr_assert(sg_graph_find_label(graph, sg_str_of(label), &number));
    const sg_range *range = sg_graph_label_ranges(graph, number, &ranges);
    cr_assert_eq(ranges, 1);
    return *range;
}

Test(arc_needs, tells_what_leads_from_a_frontier)
{
    sg_graph *graph = make();
    uint64_t touched = 0;
    const sg_reltype types[] = { sg_test_type(graph, "R"), sg_test_type(graph, "S") };
    const sg_reduced_arc arc = { .types = types,
                                 .type_count = SG_COUNT(types),
                                 .direction = SG_RIGHT,
                                 .walks = true,
                                 .minimum = 1,
                                 .maximum = 3 };
    const sg_range a = range_of(graph, "A"), b = range_of(graph, "B"), c = range_of(graph, "C");
    sg_arc_step step;
    sg_arc_needs needs;
    sg_id_bits wanted, front;
    uint32_t ids[EACH];

    cr_assert_eq(sg_arc_step_of(graph, (sg_arc_meter){ .touch = count, .self = &touched }, &arc,
                                NULL, true, &step),
                 SG_OK);
    cr_assert_eq(sg_id_bits_new(c, &wanted), SG_OK);
    cr_assert_eq(sg_id_bits_new((sg_range){ 0, EACH * LABELS }, &front), SG_OK);
    sg_id_bits_fill(&wanted, c);
    cr_assert_eq(sg_arc_needs_make(&step, &wanted, &needs), SG_OK);
    cr_expect_eq(needs.kinds[0], 2, "R leads to B");
    cr_expect_eq(needs.kinds[1], 1, "S leads to C");
    sg_arc_needs_mark(&needs, 1);
    cr_expect_not(sg_arc_needs_goes_on(&needs, 0), "S leads to C");
    sg_arc_needs_mark(&needs, 0);
    cr_expect(sg_arc_needs_goes_on(&needs, 1), "R leads to B");

    sg_id_bits_fill(&front, (sg_range){ b.first + 3, b.first + 53 });
    cr_assert_eq(sg_arc_needs_meet(&needs, &step, 3, &front, UINT32_MAX - 1), SG_OK);
    cr_expect_eq(sg_arc_needs_front(&needs, 0), 0, "nothing of B has R");
    cr_expect_eq(sg_arc_needs_front(&needs, 1), 50);
    cr_expect_eq(sg_arc_needs_list(&needs, &step, 0, &front, ids), 0);
    cr_expect_eq(sg_arc_needs_list(&needs, &step, 1, &front, ids), 50);
    for (uint32_t i = 0; i < 50; i++)
        cr_expect_eq(ids[i], b.first + 3 + i);
    sg_id_bits_fill(&front, (sg_range){ a.first, a.first + 7 });
    cr_assert_eq(sg_arc_needs_meet(&needs, &step, 3, &front, 0), SG_OK);
    cr_expect_eq(sg_arc_needs_front(&needs, 0) > 0, true);
    cr_expect_eq(sg_arc_needs_front(&needs, 1) > 0, true);
    sg_arc_needs_free(&needs);
    sg_id_bits_free(&wanted);
    sg_id_bits_free(&front);
    sg_arc_step_free(&step);
    sg_graph_free(graph);
}
