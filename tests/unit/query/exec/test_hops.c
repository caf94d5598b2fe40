/* test_hops.c - types that a node has nothing of are tried in vain, and that is work which limits of time know of. */
#include "query/exec/hops.h"

#include <criterion/criterion.h>

#include "query/exec/value_groups.h"
#include "tests/support/graphs.h"
#include "tests/support/results.h"

enum { KINDS = 2000 };

Test(hops, types_tried_in_vain_are_work)
{
    sg_exec exec = { .graph = sg_test_many_kinds(KINDS) };
    const sg_plan plan = { .any_type = true, .way = SG_EITHER };
    sg_hop_kinds kinds;
    uint32_t met = 0;

    cr_assert_eq(sg_arena_new(0, &exec.arena), SG_OK);
    cr_assert_eq(sg_hop_kinds_of(&exec, &plan, false, &kinds), SG_OK);
    sg_hops hops = sg_hops_of(7);
    for (sg_run run; sg_hops_next(&hops, exec.graph, &kinds, &run);)
        met += run.count;
    cr_expect(met >= 3 && met < 10, "two leave the node, and some lead there: %u", met);
    cr_expect_eq(exec.work, (uint64_t)2 * (KINDS / SG_TYPES_A_STEP));
    sg_arena_free(exec.arena);
    sg_graph_free((sg_graph *)(uintptr_t)exec.graph);
}

/* Four nodes whose values lie thousands apart: each is given as it is, and no thousands of cells are gone through. */
Test(value_groups, few_nodes_of_many_cells_are_told_one_by_one)
{
    sg_graph *graph = sg_test_graph("(:A {n: 0}), (:A {n: 60000}), (:A {n: 0}), (:A {n: 5})");
    static const uint32_t all[] = { 0, 1, 2, 3 };
    sg_weights found = { .count = 4 };
    sg_key key;

    cr_assert(sg_graph_find_key(graph, SG_STR("n"), &key));
    cr_assert_eq(sg_id_set_of(all, 4, &found.set), SG_OK);
    cr_assert_eq(sg_group_by_value(graph, key, &found), SG_OK);
    cr_expect_eq(found.count, 4);
    for (uint32_t i = 0; i < found.count; i++)
        cr_expect_eq(found.weights[i], 1);
    sg_weights_free(&found);
    sg_test_expect_rows(graph, "MATCH (a:A) RETURN a.n, count(*) ORDER BY a.n",
                        "0 | 2\n5 | 1\n60000 | 1\n");
    sg_graph_free(graph);
}
