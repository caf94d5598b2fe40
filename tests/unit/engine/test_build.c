/* test_build.c - merging: what is found again, what is new, what replaces what. */
#include "engine/build.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/base/text.h"
#include "tests/support/graphs.h"

Test(build, merging_a_node_finds_it_by_key)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node first, second, other;
    bool created = false;

    cr_assert(sg_builder_merge_node(builder, SG_STR("arn:1"), &first, &created) == SG_OK);
    cr_assert(created);
    cr_assert(sg_builder_merge_node(builder, SG_STR("arn:1"), &second, &created) == SG_OK);
    cr_assert(!created && second.index == first.index);
    cr_assert(sg_builder_merge_node(builder, SG_STR("arn:2"), &other, NULL) == SG_OK);
    cr_assert(other.index != first.index);
    cr_assert(sg_builder_find_node(builder, SG_STR("arn:1"), &second));
    cr_assert(second.index == first.index);
    cr_assert(!sg_builder_find_node(builder, SG_STR("arn:3"), &second));
    cr_assert(sg_builder_nodes(builder) == 2);
    sg_builder_free(builder);
}

Test(build, nodes_without_keys_are_never_merged)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node first, second;

    cr_assert(sg_builder_add_node(builder, &first) == SG_OK);
    cr_assert(sg_builder_add_node(builder, &second) == SG_OK);
    cr_assert(first.index != second.index);
    sg_builder_free(builder);
}

Test(build, an_alias_finds_the_node_unless_the_name_is_taken)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node a = sg_test_node(builder, "a", ""), b = sg_test_node(builder, "b", ""), found;

    cr_assert(sg_builder_alias(builder, a, SG_STR("also a")) == SG_OK);
    cr_assert(sg_builder_alias(builder, b, SG_STR("also a")) == SG_OK);
    cr_assert(sg_builder_alias(builder, b, SG_STR("a")) == SG_OK);
    cr_assert(sg_builder_find_node(builder, SG_STR("also a"), &found));
    cr_assert(found.index == a.index);
    cr_assert(sg_builder_merge_node(builder, SG_STR("also a"), &found, NULL) == SG_OK);
    cr_assert(found.index == a.index);
    cr_assert(sg_builder_find_node(builder, SG_STR("a"), &found) && found.index == a.index);
    sg_builder_free(builder);
}

Test(build, labels_are_a_set)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node node = sg_test_node(builder, "a", "B A B"), other;

    cr_assert(sg_builder_has_label(builder, node, SG_STR("A")));
    cr_assert(sg_builder_has_label(builder, node, SG_STR("B")));
    cr_assert(!sg_builder_has_label(builder, node, SG_STR("C")));
    other = sg_test_node(builder, "c", "C");
    cr_assert(!sg_builder_has_label(builder, node, SG_STR("C")));
    cr_assert(sg_builder_has_label(builder, other, SG_STR("C")));
    sg_builder_free(builder);
}

Test(build, a_node_has_at_most_255_labels)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node node = sg_test_node(builder, "a", "");
    char label[16];

    for (int i = 0; i < 255; i++) {
        snprintf(label, sizeof label, "L%d", i);
        cr_assert(sg_builder_add_label(builder, node, sg_str_of(label)) == SG_OK);
    }
    cr_assert(sg_builder_add_label(builder, node, SG_STR("L7")) == SG_OK);
    cr_assert(sg_builder_add_label(builder, node, SG_STR("L255")) == SG_ELIMIT);
    sg_builder_free(builder);
}

Test(build, the_last_value_wins_and_null_removes)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node node = sg_test_node(builder, "a", "");
    sg_value items[] = { sg_integer(1), sg_test_text("x") };
    sg_arena *arena = NULL;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_is_null(sg_builder_get(builder, node, SG_STR("p"), arena)));
    sg_test_set(builder, node, "p", sg_null());
    cr_assert(sg_is_null(sg_builder_get(builder, node, SG_STR("p"), arena)));
    sg_test_set(builder, node, "p", sg_integer(1));
    sg_test_set(builder, node, "q", sg_boolean(true));
    sg_test_set(builder, node, "p", sg_test_text("now a text"));
    sg_value value = sg_builder_get(builder, node, SG_STR("p"), arena);
    cr_assert(sg_value_same(value, sg_test_text("now a text")));
    sg_test_set(builder, node, "p", sg_null());
    cr_assert(sg_is_null(sg_builder_get(builder, node, SG_STR("p"), arena)));
    sg_test_set(builder, node, "p", sg_list(items, 2));
    value = sg_builder_get(builder, node, SG_STR("p"), arena);
    cr_assert(sg_value_same(value, sg_list(items, 2)));
    sg_test_set(builder, node, "p", sg_float(1.5));
    value = sg_builder_get(builder, node, SG_STR("p"), arena);
    cr_assert(value.type == SG_TYPE_FLOAT && sg_value_same(value, sg_float(1.5)));
    value = sg_builder_get(builder, node, SG_STR("q"), arena);
    cr_assert(sg_value_same(value, sg_boolean(true)));
    sg_arena_free(arena);
    sg_builder_free(builder);
}

Test(build, what_was_got_outlives_growth)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node node = sg_test_node(builder, "a", "");
    sg_arena *arena = NULL;
    char key[32];

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    sg_test_set(builder, node, "p", sg_test_text("kept"));
    sg_value value = sg_builder_get(builder, node, SG_STR("p"), arena);
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "key number %d", i);
        sg_test_node(builder, key, "");
    }
    cr_assert(sg_value_same(value, sg_test_text("kept")));
    sg_arena_free(arena);
    sg_builder_free(builder);
}

Test(build, entities_are_no_properties)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node node = sg_test_node(builder, "a", "");
    sg_value inside[] = { sg_node_value((sg_node){ 0 }) };

    cr_assert(sg_builder_set(builder, node, SG_STR("p"), inside[0]) == SG_EINVAL);
    cr_assert(sg_builder_set(builder, node, SG_STR("p"), sg_list(inside, 1)) == SG_EINVAL);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_graph_keys(graph) == 0);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(build, relationships_merge_by_ends_type_and_discriminator)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node a = sg_test_node(builder, "a", ""), b = sg_test_node(builder, "b", "");
    sg_build_edge edges[6];
    sg_str none = SG_STR("");

    cr_assert(sg_builder_merge_edge(builder, a, SG_STR("T"), b, none, &edges[0]) == SG_OK);
    cr_assert(sg_builder_merge_edge(builder, a, SG_STR("T"), b, none, &edges[1]) == SG_OK);
    cr_assert(edges[1].index == edges[0].index);
    cr_assert(sg_builder_merge_edge(builder, b, SG_STR("T"), a, none, &edges[1]) == SG_OK);
    cr_assert(sg_builder_merge_edge(builder, a, SG_STR("U"), b, none, &edges[2]) == SG_OK);
    cr_assert(sg_builder_merge_edge(builder, a, SG_STR("T"), b, SG_STR("tcp"), &edges[3]) ==
              SG_OK);
    cr_assert(sg_builder_add_edge(builder, a, SG_STR("T"), b, &edges[4]) == SG_OK);
    cr_assert(sg_builder_edges(builder) == 5);
    cr_assert(sg_builder_merge_edge(builder, a, SG_STR("T"), b, SG_STR("tcp"), &edges[5]) ==
              SG_OK);
    cr_assert(edges[5].index == edges[3].index && sg_builder_edges(builder) == 5);
    sg_builder_free(builder);
}

Test(build, memory_is_limited)
{
    sg_builder *builder = NULL;
    sg_status status = SG_OK;
    sg_build_node node;
    char key[64];

    cr_assert(sg_builder_new(64 * 1024, &builder) == SG_OK);
    for (int i = 0; i < 100000 && status == SG_OK; i++) {
        snprintf(key, sizeof key, "a key of some length, number %d", i);
        status = sg_builder_merge_node(builder, sg_str_of(key), &node, NULL);
    }
    cr_assert(status == SG_ELIMIT);
    cr_assert(sg_builder_nodes(builder) > 100 && sg_builder_nodes(builder) < 2000);
    cr_assert(sg_builder_set(builder, (sg_build_node){ 0 }, SG_STR("p"), sg_integer(1)) ==
              SG_ELIMIT);
    sg_builder_free(builder);
}

Test(build, labels_and_types_are_limited)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node node = { 0 };
    sg_build_edge edge;
    char name[16];

    for (int i = 0; i < 65535; i++) {
        snprintf(name, sizeof name, "n%d", i);
        if (i % 255 == 0)
            cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
        cr_assert(sg_builder_add_label(builder, node, sg_str_of(name)) == SG_OK);
        cr_assert(sg_builder_add_edge(builder, node, sg_str_of(name), node, &edge) == SG_OK);
    }
    cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
    cr_assert(sg_builder_add_label(builder, node, SG_STR("more")) == SG_ELIMIT);
    cr_assert(sg_builder_add_edge(builder, node, SG_STR("more"), node, &edge) == SG_ELIMIT);
    cr_assert(sg_builder_merge_edge(builder, node, SG_STR("more"), node, SG_STR(""), &edge) ==
              SG_ELIMIT);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_graph_labels(graph) == 65535 && sg_graph_types(graph) == 65535);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

/* Two graphs of three relationships: properties one by one, and by records; then one is changed. */
static uint64_t digest_of(bool records, bool change, bool forget)
{
    const sg_build_property given[] = { { SG_STR("read"), sg_boolean(true) },
                                        { SG_STR("port"), sg_integer(22) },
                                        { SG_STR("certainty"), sg_string(SG_STR("must")) } };
    sg_builder *builder = sg_test_builder();
    sg_build_edge edges[3];
    sg_build_node a, b;

    cr_assert(sg_builder_merge_node(builder, SG_STR("a"), &a, NULL) == SG_OK &&
              sg_builder_merge_node(builder, SG_STR("b"), &b, NULL) == SG_OK);
    for (int i = 0; i < 3; i++) {
        cr_assert(sg_builder_add_edge(builder, a, SG_STR("T"), b, &edges[i]) == SG_OK);
        if (records)
            cr_assert(sg_builder_set_edge_record(builder, edges[i], given, SG_COUNT(given)) ==
                      SG_OK);
        for (size_t k = 0; !records && k < SG_COUNT(given); k++)
            cr_assert(sg_builder_set_edge(builder, edges[i], given[k].name, given[k].value) ==
                      SG_OK);
    }
    if (change)
        cr_assert(
            sg_builder_set_edge(builder, edges[1], SG_STR("port"), sg_integer(80)) == SG_OK &&
            sg_builder_set_edge(builder, edges[1], SG_STR("via"), sg_integer(1)) == SG_OK);
    for (int i = 0; forget && i < 3; i++)
        cr_assert(sg_builder_set_edge(builder, edges[i], SG_STR("read"), sg_null()) == SG_OK);
    sg_graph *graph = sg_test_freeze(builder);
    uint64_t digest = sg_test_digest(graph);
    sg_key key;
    cr_expect_eq(sg_graph_find_key(graph, SG_STR("read"), &key), !forget);
    sg_graph_free(graph);
    sg_builder_free(builder);
    return digest;
}

Test(build, a_record_is_the_same_as_its_properties)
{
    cr_expect_eq(digest_of(true, false, false), digest_of(false, false, false));
    cr_expect_eq(digest_of(true, true, false), digest_of(false, true, false));
    cr_expect_eq(digest_of(true, false, true), digest_of(false, false, true));
    cr_expect_neq(digest_of(true, true, false), digest_of(true, false, false));
}

Test(build, equal_records_are_stored_once)
{
    const sg_build_property given[] = { { SG_STR("p"), sg_integer(1) } };
    sg_builder *builder = NULL;
    sg_build_edge edge;
    sg_build_node node;

    cr_assert(sg_builder_new(1024 * 1024, &builder) == SG_OK);
    cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
    for (int i = 0; i < 20000; i++) { /* cells of their own would take 320,000 bytes more */
        cr_assert(sg_builder_add_edge(builder, node, SG_STR("T"), node, &edge) == SG_OK);
        cr_assert(sg_builder_set_edge_record(builder, edge, given, 1) == SG_OK);
    }
    for (int i = 0; i < 3; i++) /* a record for an edge that has properties is added to them */
        cr_assert(sg_builder_set_edge_record(
                      builder, edge, (sg_build_property[]){ { SG_STR("q"), sg_integer(i) } },
                      1) == SG_OK);
    sg_graph *graph = sg_test_freeze(builder);
    cr_expect_eq(sg_graph_keys(graph), 2);
    sg_graph_free(graph);
    sg_builder_free(builder);
}
