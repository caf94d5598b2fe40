/* test_same.c - parts of two graphs that are the same, whatever stands before them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "engine/snapshot.h"
#include "policies/same.h"
#include "tests/support/results.h"

#define NODES                                                                                  \
    "(a:Vm {id: 'a', name: 'one'}), (b:Vm {id: 'b', name: 'two', size: 3}), (r:Role {id: "     \
    "'r'})"
#define EDGES "(a)-[:HAS {via: 'x'}]->(r), (b)-[:HAS]->(r), (r)-[:CAN {read: true}]->(b)"

typedef struct {
    bool nodes, names, sizes, has, can;
} expected;

static void expect(const char *before, const char *after, expected wanted)
{
    sg_graph *left = sg_test_graph(before), *right = sg_test_graph(after);
    sg_label vm;
    sg_same same;

    cr_assert_eq(sg_same_of(left, right, &same), SG_OK);
    cr_assert(sg_graph_find_label(left, SG_STR("Vm"), &vm));
    uint32_t set = 0;
    while (!sg_label_set_has(left, (sg_label_set){ (uint16_t)set }, vm))
        set++;
    const sg_label_set of = { (uint16_t)set };
    cr_expect_eq(same.nodes, wanted.nodes, "%s", after);
    cr_expect_eq(sg_same_column(&same, left, of, SG_STR("name")), wanted.names, "%s", after);
    cr_expect_eq(sg_same_column(&same, left, of, SG_STR("size")), wanted.sizes, "%s", after);
    cr_expect_eq(sg_same_type(&same, left, SG_STR("HAS")), wanted.has, "%s", after);
    cr_expect_eq(sg_same_type(&same, left, SG_STR("CAN")), wanted.can, "%s", after);
    cr_expect_not(sg_same_type(&same, left, SG_STR("NEW")));
    cr_expect_not(sg_same_column(&same, left, of, SG_STR("new")));
    sg_same_free(&same);
    sg_graph_free(left);
    sg_graph_free(right);
}

Test(same, parts_that_differ_are_told)
{
    const char *all = NODES ", " EDGES;

    expect(all, NODES ", " EDGES, (expected){ true, true, true, true, true });
    /* A relationship more, of a type that stands before or behind the other. */
    expect(all, NODES ", " EDGES ", (a)-[:CAN]->(b)",
           (expected){ true, true, true, true, false });
    expect(all, NODES ", (a)-[:HAS]->(b), " EDGES, (expected){ true, true, true, false, true });
    expect(all, NODES ", " EDGES ", (a)-[:NEW {new: 1}]->(b)",
           (expected){ true, true, true, true, true });
    /* Another end, as many relationships; another property. */
    expect(all,
           NODES ", (a)-[:HAS {via: 'x'}]->(r), (b)-[:HAS]->(a), (r)-[:CAN {read: true}]->(b)",
           (expected){ true, true, true, false, true });
    expect(all,
           NODES ", (a)-[:HAS {via: 'y'}]->(r), (b)-[:HAS]->(r), (r)-[:CAN {read: true}]->(b)",
           (expected){ true, true, true, false, true });
    expect(all,
           NODES ", (a)-[:HAS {via: 'x'}]->(r), (b)-[:HAS]->(r), (r)-[:CAN {read: false}]->(b)",
           (expected){ true, true, true, true, false });
    expect(all,
           NODES ", (a)-[:HAS {via: 'x'}]->(r), (b)-[:HAS]->(r), (r)-[:CAN {new: true}]->(b)",
           (expected){ true, true, true, true, false });
}

Test(same, values_are_compared_by_their_texts)
{
    const char *all = NODES ", " EDGES;

    /* The new text comes before others: they have other codes. */
    expect(
        all,
        "(a:Vm {id: 'a', name: 'new'}), (b:Vm {id: 'b', name: 'two', size: 3}), (r:Role {id: "
        "'r'}), " EDGES,
        (expected){ true, false, true, true, true });
    expect(
        all,
        "(a:Vm {id: 'a', name: 'one'}), (b:Vm {id: 'b', name: 'two', size: 4}), (r:Role {id: "
        "'r', new: 'text'}), " EDGES,
        (expected){ true, true, false, true, true });
}

Test(same, other_nodes_have_nothing_in_common)
{
    const char *all = NODES ", " EDGES;

    expect(all, NODES ", (c:Vm {id: 'c'}), " EDGES,
           (expected){ false, false, false, false, false });
    expect(
        all,
        "(a:Vm {id: 'a', name: 'one'}), (b:Vm {id: 'c', name: 'two', size: 3}), (r:Role {id: "
        "'r'}), " EDGES,
        (expected){ false, false, false, false, false });
    expect(
        all,
        "(a:Vm {id: 'a', name: 'one'}), (b:Vm {id: 'b', name: 'two', size: 3}), (r:Other {id: "
        "'r'}), " EDGES,
        (expected){ false, false, false, false, false });
}

Test(same, snapshots_are_known_by_their_checksums)
{
    char path[2][64];
    sg_graph *graphs[3] = { NULL };
    const char *texts[] = { NODES ", " EDGES, NODES };

    for (int i = 0; i < 2; i++) {
        sg_graph *made = sg_test_graph(texts[i]);
        snprintf(path[i], sizeof path[i], "/tmp/secgraph-same-%d-%d.sgraph", (int)getpid(), i);
        cr_assert_eq(sg_snapshot_write(made, path[i], NULL), SG_OK);
        cr_expect_not(sg_snapshot_equals(made, made), "it is of no file");
        sg_graph_free(made);
    }
    cr_assert_eq(sg_snapshot_open(path[0], &graphs[0], NULL), SG_OK);
    cr_assert_eq(sg_snapshot_open_lazily(path[0], &graphs[1], NULL), SG_OK);
    cr_assert_eq(sg_snapshot_open(path[1], &graphs[2], NULL), SG_OK);
    cr_expect(sg_snapshot_equals(graphs[0], graphs[1]));
    cr_expect_not(sg_snapshot_equals(graphs[0], graphs[2]));
    for (int i = 0; i < 3; i++)
        sg_graph_free(graphs[i]);
    unlink(path[0]);
    unlink(path[1]);
}
