/* test_versions.c - readers keep their version while a writer makes the next. */
#include "engine/versions.h"

#include <criterion/criterion.h>
#include <pthread.h>

#include "tests/support/graphs.h"

static sg_versions *make_versions(void)
{
    sg_builder *builder = sg_test_builder();
    sg_versions *versions;

    sg_test_fill(builder);
    cr_assert(sg_versions_new(sg_test_freeze(builder), &versions) == SG_OK);
    sg_builder_free(builder);
    return versions;
}

static void add_node(sg_versions *versions, bool commit)
{
    sg_graph *graph;
    sg_node node;

    cr_assert(sg_versions_begin(versions, &graph) == SG_OK);
    cr_assert(sg_delta_add_node(graph, NULL, 0, &node) == SG_OK);
    if (commit)
        sg_versions_commit(versions);
    else
        sg_versions_abandon(versions);
}

static uint32_t count_now(sg_versions *versions)
{
    const sg_graph *graph = sg_versions_pin(versions);
    uint32_t count = sg_graph_node_count(graph);

    sg_versions_unpin(versions, graph);
    return count;
}

Test(versions, a_reader_is_not_disturbed)
{
    sg_versions *versions = make_versions();
    const sg_graph *before = sg_versions_pin(versions);
    uint32_t count = sg_graph_node_count(before);

    add_node(versions, true);
    const sg_graph *after = sg_versions_pin(versions);
    cr_assert(after != before && sg_graph_node_count(after) == count + 1);
    add_node(versions, true);
    add_node(versions, true);
    cr_assert(sg_graph_node_count(before) == count);
    cr_assert(sg_graph_node_count(after) == count + 1);
    cr_assert(count_now(versions) == count + 3);
    sg_versions_unpin(versions, before);
    cr_assert(sg_graph_node_count(after) == count + 1);
    sg_versions_unpin(versions, after);
    sg_versions_free(versions);
}

Test(versions, what_is_abandoned_was_never_there)
{
    sg_versions *versions = make_versions();
    uint32_t count = count_now(versions);

    add_node(versions, false);
    cr_assert(count_now(versions) == count);
    const sg_graph *pinned = sg_versions_pin(versions);
    add_node(versions, false);
    cr_assert(count_now(versions) == count && sg_graph_node_count(pinned) == count);
    sg_versions_unpin(versions, pinned);
    add_node(versions, true);
    cr_assert(count_now(versions) == count + 1);
    sg_versions_free(versions);
}

static void *read_many(void *opaque)
{
    sg_versions *versions = opaque;
    uint32_t last = 0;

    for (int i = 0; i < 200; i++) {
        const sg_graph *graph = sg_versions_pin(versions);
        uint32_t first = sg_graph_node_count(graph), scanned = 0;
        sg_scan scan = sg_nodes_scan(graph, NULL);
        for (sg_range range; sg_scan_next(&scan, &range);)
            scanned += range.last - range.first;
        if (scanned != first || first < last)
            return versions;
        last = first;
        sg_versions_unpin(versions, graph);
    }
    return NULL;
}

Test(versions, readers_on_other_threads_see_whole_steps)
{
    sg_versions *versions = make_versions();
    pthread_t threads[2];
    void *wrong;

    for (int i = 0; i < 2; i++)
        cr_assert(pthread_create(&threads[i], NULL, read_many, versions) == 0);
    for (int i = 0; i < 200; i++)
        add_node(versions, i % 3 != 0);
    for (int i = 0; i < 2; i++) {
        cr_assert(pthread_join(threads[i], &wrong) == 0);
        cr_assert(wrong == NULL);
    }
    sg_versions_free(versions);
}

Test(versions, what_steps_did_is_known)
{
    sg_versions *versions = make_versions();
    const sg_graph *before = sg_versions_pin(versions);
    sg_delta_changes changes;

    add_node(versions, true);
    add_node(versions, false);
    const sg_graph *between = sg_versions_pin(versions);
    add_node(versions, true);
    const sg_graph *after = sg_versions_pin(versions);
    cr_assert_eq(sg_versions_between(versions, before, after, &changes), SG_OK);
    cr_assert_eq(changes.count, 2);
    cr_expect_eq(changes.items[0].kind, SG_DELTA_NODE_ADDED);
    cr_expect_eq(changes.items[0].id, sg_graph_nodes(before));
    cr_expect_eq(changes.items[1].id, sg_graph_nodes(between));
    free(changes.items);
    cr_assert_eq(sg_versions_between(versions, between, between, &changes), SG_OK);
    cr_expect_eq(changes.count, 0);
    free(changes.items);
    sg_versions_unpin(versions, before);
    sg_versions_unpin(versions, between);
    sg_versions_unpin(versions, after);
    sg_versions_free(versions);
}

Test(versions, steps_of_long_ago_are_forgotten)
{
    sg_versions *versions = make_versions();
    const sg_graph *before = sg_versions_pin(versions);
    sg_delta_changes changes;
    sg_graph *graph;
    sg_node node;

    for (int step = 0; step < 2; step++) {
        cr_assert_eq(sg_versions_begin(versions, &graph), SG_OK);
        for (int i = 0; i < 600000; i++)
            cr_assert_eq(sg_delta_add_node(graph, NULL, 0, &node), SG_OK);
        sg_versions_commit(versions);
        const sg_graph *after = sg_versions_pin(versions);
        cr_expect_eq(sg_versions_between(versions, before, after, &changes),
                     step == 0 ? SG_OK : SG_ENOTFOUND);
        if (step == 0)
            free(changes.items);
        sg_versions_unpin(versions, after);
    }
    sg_versions_unpin(versions, before);
    sg_versions_free(versions);
}
