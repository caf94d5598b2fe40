/* test_kind_sets.c - which label sets have which of many kinds: told right, in memory and time that count. */
#include "query/reduce/kind_sets.h"

#include <criterion/criterion.h>

#include "tests/support/graphs.h"

enum { KINDS = 2000, ENOUGH = 8 * KINDS };

/* Steps of work that a search may make. */
typedef struct {
    uint64_t left;
} patience;

static sg_status no_edges(void *self, uint64_t edges)
{
    (void)self;
    cr_assert(edges == 0);
    return SG_OK;
}

static sg_status work(void *self, uint64_t steps)
{
    patience *of = self;

    if (steps > of->left)
        return SG_ELIMIT;
    of->left -= steps;
    return SG_OK;
}

static const sg_reduced_arc any_way = {
    .any_type = true, .direction = SG_EITHER, .walks = true, .minimum = 1, .maximum = 3
};

static sg_status sort(const sg_graph *graph, sg_arc_meter meter, sg_arc_step *out)
{
    cr_assert_eq(sg_arc_step_of(graph, meter, &any_way, NULL, true, out), SG_OK);
    return sg_arc_step_sort(out, NULL, 0);
}

Test(kind_sets, tells_what_nodes_have)
{
    sg_graph *graph = sg_test_many_kinds(KINDS);
    sg_arc_step step;

    cr_assert_eq(sort(graph, (sg_arc_meter){ .touch = no_edges }, &step), SG_OK);
    cr_assert_eq(step.kind_count, 2 * KINDS);
    for (uint32_t node = 0; node < KINDS; node++) {
        sg_arc_kinds kinds = sg_arc_kinds_of(&step, node);
        uint32_t k = 0;
        for (uint32_t i = 0; i < step.kind_count; i++) {
            sg_arc_kind kind = step.kinds[i];
            if (sg_graph_degree(graph, (sg_node){ node }, kind.type, kind.way) == 0)
                continue;
            cr_assert(k < kinds.count && kinds.kinds[k].type.id == kind.type.id &&
                      kinds.kinds[k].way == kind.way);
            k++;
        }
        cr_assert_eq(k, kinds.count);
    }
    sg_arc_step_free(&step);
    sg_graph_free(graph);
}

/* Kinds times label sets are four million: what is found is of the size of what is there, and counts. */
Test(kind_sets, memory_counts)
{
    sg_graph *graph = sg_test_many_kinds(KINDS);
    sg_budget budget = { .limit = 1024 * 1024 };
    sg_arc_meter meter = { .touch = no_edges, .budget = &budget };
    sg_arc_step step;

    cr_assert_eq(sort(graph, meter, &step), SG_OK);
    cr_expect(budget.held > KINDS * sizeof(sg_arc_kind));
    sg_arc_step_free(&step);
    cr_expect_eq(budget.held, 0);
    budget.limit = KINDS * sizeof(sg_arc_kind);
    cr_expect_eq(sort(graph, meter, &step), SG_ENOMEM);
    cr_expect(budget.refused);
    sg_arc_step_free(&step);
    cr_expect_eq(budget.held, 0);
    sg_graph_free(graph);
}

Test(kind_sets, time_is_looked_at)
{
    sg_graph *graph = sg_test_many_kinds(KINDS);
    patience of = { .left = (uint64_t)KINDS * ENOUGH };
    sg_arc_meter meter = { .touch = no_edges, .work = work, .self = &of };
    sg_arc_step step;

    cr_expect_eq(sort(graph, meter, &step), SG_OK);
    sg_arc_step_free(&step);
    of.left = KINDS;
    cr_expect_eq(sort(graph, meter, &step), SG_ELIMIT);
    sg_arc_step_free(&step);
    sg_graph_free(graph);
}
