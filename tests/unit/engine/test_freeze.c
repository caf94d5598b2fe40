/* test_freeze.c - numbering of nodes, relationships and names; freezing again; determinism. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "engine/build.h"
#include "engine/freeze.h"
#include "engine/graph_internal.h"
#include "tests/support/graphs.h"
#include "tests/support/scratch.h"

Test(freeze, an_empty_builder_gives_an_empty_graph)
{
    sg_builder *builder = sg_test_builder();
    sg_graph *graph = sg_test_freeze(builder);
    sg_node node;
    sg_key key;

    cr_assert(sg_graph_nodes(graph) == 0 && sg_graph_edges(graph) == 0);
    cr_assert(sg_graph_label_sets(graph) == 0 && sg_graph_strings(graph) == 0);
    cr_assert(!sg_graph_find_node(graph, SG_STR("a"), &node));
    cr_assert(!sg_graph_find_key(graph, SG_STR("a"), &key));
    sg_test_digest(graph);
    sg_graph_free(graph);
    sg_builder_free(builder);
    sg_graph_free(NULL);
    sg_builder_free(NULL);
}

static void place(sg_builder *builder, const char *key, const char *labels, const char *account)
{
    sg_build_node node = sg_test_node(builder, key, labels);

    if (account)
        sg_test_set(builder, node, "account", sg_test_text(account));
}

Test(freeze, nodes_are_numbered_by_label_set_account_and_key)
{
    static const char *const expected[] = { "plain", "a", "z", "b", "c", "d", "y" };
    sg_builder *builder = sg_test_builder();

    place(builder, "y", "Z Resource", NULL);
    place(builder, "d", "B Resource", "2");
    place(builder, "c", "B Resource", "10");
    place(builder, "b", "B Resource", "10");
    place(builder, "z", "Resource B", NULL);
    place(builder, "plain", "", "9");
    place(builder, "a", "A B Resource", "9");
    sg_graph *graph = sg_test_freeze(builder);
    for (uint32_t i = 0; i < SG_COUNT(expected); i++) {
        cr_assert(sg_test_find(graph, expected[i]).id == i, "%s", expected[i]);
        sg_build_node handle = sg_builder_handle(builder, (sg_node){ i }), found;
        cr_assert(sg_builder_find_node(builder, sg_str_of(expected[i]), &found));
        cr_assert(found.index == handle.index);
    }
    cr_assert(sg_graph_label_sets(graph) == 4);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(freeze, keyless_nodes_keep_their_order)
{
    sg_builder *builder = sg_test_builder();

    for (int i = 0; i < 300; i++) {
        sg_build_node node;
        cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
        sg_test_set(builder, node, "i", sg_integer(i));
    }
    sg_graph *graph = sg_test_freeze(builder);
    for (uint32_t i = 0; i < 300; i++)
        cr_assert(sg_test_property(graph, (sg_node){ i }, "i", NULL).integer == i);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(freeze, names_are_numbered_by_name_and_only_when_used)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node node = sg_test_node(builder, "n", "Zebra Ant");
    sg_label label;
    sg_key key;

    sg_test_set(builder, node, "zeta", sg_integer(1));
    sg_test_set(builder, node, "alpha", sg_integer(1));
    sg_test_set(builder, node, "gone", sg_integer(1));
    sg_test_set(builder, node, "gone", sg_null());
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_graph_find_label(graph, SG_STR("Ant"), &label) && label.id == 0);
    cr_assert(sg_graph_find_label(graph, SG_STR("Zebra"), &label) && label.id == 1);
    cr_assert(sg_graph_find_key(graph, SG_STR("alpha"), &key) && key.id == 0);
    cr_assert(sg_graph_find_key(graph, SG_STR("zeta"), &key) && key.id == 1);
    cr_assert(!sg_graph_find_key(graph, SG_STR("gone"), &key));
    cr_assert(sg_graph_keys(graph) == 2);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(freeze, relationships_are_numbered_by_type_source_target_and_age)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node a = sg_test_node(builder, "a", ""), b = sg_test_node(builder, "b", "");

    sg_test_set_edge(builder, sg_test_edge(builder, b, "U", a), "n", sg_integer(4));
    sg_test_set_edge(builder, sg_test_edge(builder, b, "T", a), "n", sg_integer(3));
    sg_test_set_edge(builder, sg_test_edge(builder, a, "T", b), "n", sg_integer(1));
    sg_test_set_edge(builder, sg_test_edge(builder, a, "T", b), "n", sg_integer(2));
    sg_test_set_edge(builder, sg_test_edge(builder, a, "T", a), "n", sg_integer(0));
    sg_graph *graph = sg_test_freeze(builder);
    sg_key key;
    cr_assert(sg_graph_find_key(graph, SG_STR("n"), &key));
    for (uint32_t i = 0; i < 5; i++)
        cr_assert(sg_graph_edge_property(graph, (sg_edge){ i }, key, NULL).integer == i);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(freeze, a_builder_can_grow_and_freeze_again)
{
    sg_builder *builder = sg_test_builder();

    sg_test_fill(builder);
    sg_graph *first = sg_test_freeze(builder);
    uint64_t before = sg_test_digest(first);
    sg_build_node role = sg_builder_handle(builder, sg_test_find(first, "role"));
    sg_build_node vm = sg_builder_handle(builder, sg_test_find(first, "vm-3"));
    sg_test_edge(builder, vm, "CAN_REACH", role);
    sg_test_set(builder, vm, "exposure", sg_test_text("PUBLIC"));
    sg_test_node(builder, "aaa", "Added");
    sg_graph *second = sg_test_freeze(builder);
    cr_assert(sg_test_digest(first) == before);
    cr_assert(sg_graph_nodes(second) == sg_graph_nodes(first) + 1);
    cr_assert(sg_graph_edges(second) == sg_graph_edges(first) + 1);
    sg_node found = sg_test_find(second, "vm-3");
    cr_assert(sg_value_same(sg_test_property(second, found, "exposure", NULL),
                            sg_test_text("PUBLIC")));
    cr_assert(sg_builder_handle(builder, found).index == vm.index);
    cr_assert(sg_graph_degree(second, found, sg_test_type(second, "CAN_REACH"), SG_OUT) == 1);
    sg_graph_free(first);
    sg_graph_free(second);
    sg_builder_free(builder);
}

Test(freeze, the_same_calls_give_the_same_bytes)
{
    sg_builder *first = sg_test_builder(), *second = sg_test_builder();

    sg_test_fill(first);
    sg_test_fill(second);
    sg_graph *left = sg_test_freeze(first), *right = sg_test_freeze(second);
    sg_graph *again = sg_test_freeze(first);
    sg_test_same_bytes(left, right, 0);
    sg_test_same_bytes(left, again, 0);
    sg_graph_free(left);
    sg_graph_free(right);
    sg_graph_free(again);
    sg_builder_free(first);
    sg_builder_free(second);
}

/* Uses the names of sg_test_fill() and some that will not be used, in an order of its own. */
static void mention_names(sg_builder *builder)
{
    static const char *const keys[] = { "via", "tags", "unused", "port", "cores", "account" };
    static const char *const labels[] = { "VirtualMachine", "Resource", "Queue", "Compute" };
    sg_build_node node = sg_test_node(builder, "role", "");

    for (size_t i = 0; i < SG_COUNT(keys); i++) {
        sg_test_set(builder, node, keys[i], sg_test_text(labels[i % 4]));
        sg_test_set(builder, node, keys[i], sg_null());
    }
    sg_test_node(builder, "vm-4", "VirtualMachine Resource");
}

Test(freeze, bytes_do_not_depend_on_the_order_of_names)
{
    sg_builder *first = sg_test_builder(), *second = sg_test_builder();

    sg_test_fill(first);
    mention_names(second);
    sg_test_fill(second);
    sg_graph *left = sg_test_freeze(first), *right = sg_test_freeze(second);
    sg_test_same_bytes(left, right, 0);
    sg_graph_free(left);
    sg_graph_free(right);
    sg_builder_free(first);
    sg_builder_free(second);
}

/* What stands in a graph, and its codes of strings left aside. */
static void assert_same_content(const sg_graph *left, const sg_graph *right)
{
    sg_arena *arena;

    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    cr_assert_eq(sg_graph_nodes(left), sg_graph_nodes(right));
    cr_assert_eq(sg_graph_edges(left), sg_graph_edges(right));
    for (uint32_t id = 0; id < sg_graph_nodes(left); id++)
        cr_expect(sg_value_same(sg_graph_properties(left, (sg_node){ id }, arena),
                                sg_graph_properties(right, (sg_node){ id }, arena)));
    for (uint32_t id = 0; id < sg_graph_edges(left); id++) {
        sg_edge edge = { id };
        cr_expect_eq(sg_graph_edge_from(left, edge).id, sg_graph_edge_from(right, edge).id);
        cr_expect_eq(sg_graph_edge_to(left, edge).id, sg_graph_edge_to(right, edge).id);
        cr_expect(sg_value_same(sg_graph_edge_properties(left, edge, arena),
                                sg_graph_edge_properties(right, edge, arena)));
    }
    sg_arena_free(arena);
}

Test(freeze, a_preview_is_read_while_the_builder_grows)
{
    sg_builder *builder = sg_test_builder(), *other = sg_test_builder();
    sg_graph *preview;

    sg_test_fill(builder);
    sg_test_fill(other);
    sg_graph *frozen = sg_test_freeze(other);
    cr_assert_eq(sg_builder_preview(builder, &preview, NULL), SG_OK);
    assert_same_content(preview, frozen);
    sg_build_node role = sg_builder_handle(builder, sg_test_find(preview, "role"));
    for (unsigned i = 0; i < 2000; i++) { /* so that the builder's texts move */
        char name[64];
        snprintf(name, sizeof name, "a node that came later, number %u", i);
        sg_test_edge(builder, role, "CAN_REACH", sg_test_node(builder, name, "Added"));
    }
    assert_same_content(preview, frozen);
    sg_graph_free(preview);
    sg_graph_free(frozen);
    sg_builder_free(builder); /* without its properties */
    sg_builder_free(other);
}

/* Sets, replaces and removes properties of what is there, and adds to it. */
static void change(sg_builder *builder)
{
    const sg_build_property record[] = { { SG_STR("port"), sg_test_text("a text now") },
                                         { SG_STR("more"), sg_boolean(true) } };
    sg_build_node vm, role, added = sg_test_node(builder, "added", "Compute Added");
    sg_build_edge edge;

    cr_assert(sg_builder_find_node(builder, SG_STR("vm-3"), &vm));
    cr_assert(sg_builder_find_node(builder, SG_STR("role"), &role));
    sg_test_set(builder, vm, "cores", sg_integer(7));
    sg_test_set(builder, vm, "load", sg_null());
    sg_test_set(builder, vm, "nothing", sg_null());
    sg_test_set(builder, vm, "exposure", sg_test_text("PUBLIC"));
    sg_test_set(builder, added, "account", sg_test_text("111"));
    cr_assert_eq(sg_builder_add_label(builder, vm, SG_STR("Added")), SG_OK);
    cr_assert_eq(sg_builder_merge_edge(builder, added, SG_STR("HAS"), role, SG_STR("x"), &edge),
                 SG_OK);
    cr_assert_eq(sg_builder_set_edge_record(builder, edge, record, 2), SG_OK);
    cr_assert_eq(sg_builder_set_edge_record(builder, (sg_build_edge){ 0 }, record, 2), SG_OK);
    sg_test_set_edge(builder, (sg_build_edge){ 1 }, "port", sg_null());
}

static void add_span(sg_builder *builder)
{
    sg_build_node nodes[2];
    sg_build_set set;
    sg_build_span span;

    cr_assert(sg_builder_find_node(builder, SG_STR("role"), &nodes[0]));
    cr_assert(sg_builder_find_node(builder, SG_STR("vm-1"), &nodes[1]));
    cr_assert_eq(sg_builder_add_set(builder, nodes, 2, &set), SG_OK);
    cr_assert_eq(sg_builder_add_span(builder, set, SG_STR("SEES"), set, &span), SG_OK);
    cr_assert_eq(sg_builder_set_span(builder, span, SG_STR("far"), sg_boolean(true)), SG_OK);
    cr_assert_eq(sg_builder_set_span(builder, span, SG_STR("by"), sg_test_text("role")), SG_OK);
}

/* With previews before, between and after the changes, and without any. */
Test(freeze, previews_change_nothing_of_what_is_made)
{
    sg_builder *plain = sg_test_builder();

    sg_test_fill(plain);
    add_span(plain);
    change(plain);
    sg_graph *frozen = sg_test_freeze(plain);
    for (unsigned previews = 1; previews < 4; previews++) {
        sg_builder *builder = sg_test_builder();
        sg_graph *preview, *finished;

        sg_test_fill(builder);
        add_span(builder);
        for (unsigned i = 0; i < previews; i++) {
            cr_assert_eq(sg_builder_preview(builder, &preview, NULL), SG_OK);
            if (i == previews / 2)
                change(builder);
            cr_assert_eq(sg_builder_resume(builder, preview), SG_OK);
        }
        cr_assert_eq(sg_builder_finish(builder, &finished, NULL), SG_OK);
        sg_test_same_bytes(finished, frozen, 0);
        sg_graph_free(finished);
        sg_builder_free(builder);
    }
    sg_graph_free(frozen);
    sg_builder_free(plain);
}

Test(freeze, what_is_finished_is_what_would_be_frozen)
{
    sg_builder *builder = sg_test_builder();
    sg_graph *finished;

    sg_test_fill(builder);
    for (unsigned i = 0; i < 10000; i++) { /* more texts than are forgotten at once */
        char name[128];
        snprintf(name, sizeof name, "%0100u", i);
        sg_test_set(builder, sg_test_node(builder, name, "Many"), "text", sg_test_text(name));
    }
    sg_graph *frozen = sg_test_freeze(builder);
    cr_assert_eq(sg_builder_finish(builder, &finished, NULL), SG_OK);
    sg_test_same_bytes(finished, frozen, 0);
    sg_graph_free(finished);
    sg_graph_free(frozen);
    sg_builder_free(builder);
}

/* Texts, properties and relationships of more bytes than stay in memory where there is a scratch file, in an order
 * that is not that of the graph. */
static void add_many(sg_builder *builder)
{
    enum { NODES = 150000, PROPERTIES = 8, EDGES = 7 };
    sg_build_node *nodes = calloc(NODES, sizeof *nodes);
    sg_build_edge edge;

    cr_assert(nodes);
    for (unsigned i = 0; i < NODES; i++) {
        char name[160];
        snprintf(name, sizeof name, "%0150u", i * 7919 % NODES);
        nodes[i] = sg_test_node(builder, name, i % 3 ? "Many" : "Others");
        sg_test_set(builder, nodes[i], "text", sg_test_text(name + 5));
        for (unsigned p = 0; p < PROPERTIES; p++)
            sg_test_set(builder, nodes[i],
                        (const char *[]){ "a", "b", "c", "d", "e", "f", "g", "h" }[p],
                        sg_integer((int64_t)i * p));
        for (unsigned e = 0; e < EDGES; e++) {
            cr_assert_eq(sg_builder_merge_edge(builder, nodes[i], SG_STR("TO"),
                                               nodes[i / (e + 2)], SG_STR(""), &edge),
                         SG_OK);
            if (e == 0)
                sg_test_set_edge(builder, edge, "number", sg_integer(i));
        }
    }
    free(nodes);
}

static sg_graph *finish_many(const char *place, unsigned threads)
{
    sg_builder *builder = sg_test_builder();
    sg_graph *preview, *finished;

    sg_builder_use_scratch(builder, place);
    sg_builder_use_threads(builder, threads);
    sg_test_fill(builder);
    add_many(builder);
    cr_assert_eq(sg_builder_preview(builder, &preview, NULL), SG_OK);
    uint64_t digest = sg_test_digest(preview);
    sg_preview_forget_texts(preview);
    cr_expect_eq(sg_test_digest(preview), digest);
    change(builder);
    cr_assert_eq(sg_builder_resume(builder, preview), SG_OK);
    cr_assert_eq(sg_builder_finish(builder, &finished, NULL), SG_OK);
    sg_preview_forget_texts(finished); /* no preview */
    sg_builder_free(builder);
    return finished;
}

Test(freeze, what_waits_in_scratch_files_is_what_would_be_in_memory)
{
    enter();
    sg_graph *held = finish_many(NULL, 1), *spilled = finish_many(beside, 3);
    sg_test_same_bytes(spilled, held, 0);
    leave();
    sg_graph_free(spilled);
    sg_graph_free(held);
}

Test(freeze, several_threads_make_what_one_makes)
{
    sg_graph *one = finish_many(NULL, 1), *several = finish_many(NULL, 5);

    sg_test_same_bytes(several, one, 0);
    sg_graph_free(several);
    sg_graph_free(one);
}

/* Half of the items have one key, and some keys have none. */
Test(freeze, several_threads_sort_as_one_does)
{
    enum { COUNT = 200000, LIMIT = 999 };
    uint32_t *numbers = calloc((size_t)COUNT * 4 + LIMIT + 1, sizeof *numbers), state = 7;
    uint32_t *keys = numbers, *once = keys + COUNT, *twice = once + COUNT,
             *expected = twice + COUNT, *counts = expected + COUNT;

    cr_assert(numbers);
    for (uint32_t i = 0; i < COUNT; i++)
        keys[i] = i % 2 ? 500 : sg_test_draw(&state) % LIMIT / 3 * 3;
    sg_freeze_sort(keys, LIMIT, NULL, once, COUNT, counts);
    for (uint32_t i = 1; i < COUNT; i++)
        cr_assert(keys[once[i - 1]] < keys[once[i]] ||
                  (keys[once[i - 1]] == keys[once[i]] && once[i - 1] < once[i]));
    for (unsigned threads = 0; threads < 12; threads++) {
        sg_freeze_sort_by(threads, keys, LIMIT, NULL, twice, COUNT, counts);
        cr_expect_arr_eq(twice, once, COUNT * sizeof *once, "%u threads", threads);
    }
    sg_freeze_sort(keys, LIMIT, once, expected, COUNT, counts);
    sg_freeze_sort_by(4, keys, LIMIT, once, twice, COUNT, counts);
    cr_expect_arr_eq(twice, expected, COUNT * sizeof *twice);
    free(numbers);
}

/* The index of relationships goes with a preview and comes back. */
Test(freeze, what_was_built_before_a_preview_is_found_behind_it)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node from = sg_test_node(builder, "from", "A"),
                  to = sg_test_node(builder, "to", "A"), found;
    sg_build_edge added = sg_test_edge(builder, from, "NEVER_MERGED", to), merged, again;
    sg_graph *preview;

    cr_assert_eq(sg_builder_merge_edge(builder, from, SG_STR("AT"), to, SG_STR("x"), &merged),
                 SG_OK);
    for (unsigned i = 0; i < 2; i++) {
        cr_assert_eq(sg_builder_preview(builder, &preview, NULL), SG_OK);
        cr_expect(sg_builder_find_node(builder, SG_STR("to"), &found));
        cr_expect_eq(found.index, to.index);
        cr_assert_eq(
            sg_builder_merge_edge(builder, from, SG_STR("AT"), to, SG_STR("x"), &again), SG_OK);
        cr_expect_eq(again.index, merged.index);
        cr_assert_eq(sg_builder_merge_edge(builder, from, SG_STR("NEVER_MERGED"), to,
                                           SG_STR(""), &again),
                     SG_OK);
        cr_expect_neq(again.index, added.index);
        cr_assert_eq(sg_builder_resume(builder, preview), SG_OK);
    }
    cr_expect_eq(sg_builder_edges(builder), 3);
    sg_builder_free(builder);
}
