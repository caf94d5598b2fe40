/* test_graph.c - names, label ranges, lookup and attachments of a frozen graph. */
#include "engine/graph.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/build.h"
#include "tests/support/graphs.h"

Test(graph, names_are_found_and_told)
{
    sg_builder *builder = sg_test_builder();
    sg_label label;
    sg_reltype type;

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++) {
        sg_str name = sg_graph_label_name(graph, (sg_label){ (uint16_t)i });
        cr_assert(sg_graph_find_label(graph, name, &label) && label.id == i);
    }
    cr_assert(!sg_graph_find_label(graph, SG_STR("Buckets"), &label));
    cr_assert(!sg_graph_find_label(graph, SG_STR(""), &label));
    cr_assert(!sg_graph_find_type(graph, SG_STR("has"), &type));
    cr_assert(sg_graph_types(graph) == 4);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(graph, label_ranges_cover_exactly_the_nodes_with_the_label)
{
    sg_builder *builder = sg_test_builder();
    char key[16], labels[64];

    srand(7);
    for (int i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "n%d", i);
        snprintf(labels, sizeof labels, "%s%s%s%s", rand() % 2 ? "A " : "",
                 rand() % 3 ? "B " : "", rand() % 4 ? "" : "C ", rand() % 5 ? "D" : "");
        sg_test_node(builder, key, labels);
    }
    sg_graph *graph = sg_test_freeze(builder);
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++) {
        sg_label label = { (uint16_t)i };
        uint32_t count, next = 0, total = 0;
        const sg_range *ranges = sg_graph_label_ranges(graph, label, &count);
        for (uint32_t k = 0; k < count; k++) {
            cr_assert(ranges[k].first < ranges[k].last);
            cr_assert(k == 0 || ranges[k].first > ranges[k - 1].last, "merged, ascending");
            total += ranges[k].last - ranges[k].first;
        }
        cr_assert(total == sg_graph_label_count(graph, label));
        for (uint32_t node = 0; node < sg_graph_nodes(graph); node++) {
            while (next < count && ranges[next].last <= node)
                next++;
            bool inside = next < count && ranges[next].first <= node;
            sg_build_node handle = sg_builder_handle(builder, (sg_node){ node });
            sg_str name = sg_graph_label_name(graph, label);
            cr_assert(inside == sg_graph_has_label(graph, (sg_node){ node }, label));
            cr_assert(inside == sg_builder_has_label(builder, handle, name));
        }
    }
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(graph, every_set_is_one_range)
{
    sg_builder *builder = sg_test_builder();
    uint32_t next = 0;

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++) {
        sg_label_set set = { (uint16_t)i };
        sg_range range = sg_label_set_range(graph, set);
        cr_assert(range.first == next && range.last > range.first);
        for (uint32_t node = range.first; node < range.last; node++)
            cr_assert(sg_graph_label_set(graph, (sg_node){ node }).id == i);
        next = range.last;
    }
    cr_assert(next == sg_graph_nodes(graph));
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(graph, nodes_are_found_by_key_alias_id_and_arn)
{
    sg_builder *builder = sg_test_builder();
    sg_node node;

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_test_find(graph, "b-1").id == sg_test_find(graph, "bucket").id);
    cr_assert(sg_test_find(graph, "arn:aws:s3:::b").id == sg_test_find(graph, "bucket").id);
    cr_assert(sg_test_find(graph, "arn:aws:sqs:::q").id == sg_test_find(graph, "queue").id);
    cr_assert(sg_test_find(graph, "arn:aws:iam::1:role/r").id ==
              sg_test_find(graph, "role").id);
    cr_assert(!sg_graph_find_node(graph, SG_STR("profile"), &node), "any other property");
    cr_assert(!sg_graph_find_node(graph, SG_STR(""), &node));
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(graph, a_text_that_several_nodes_claim_is_known_to_be_shared)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node a = sg_test_node(builder, "a", ""), b = sg_test_node(builder, "b", "");
    sg_node found;
    bool shared;

    sg_test_set(builder, a, "id", sg_test_text("a"));
    sg_test_set(builder, a, "arn", sg_test_text("same"));
    sg_test_set(builder, b, "id", sg_test_text("same"));
    sg_test_set(builder, sg_test_node(builder, "c", ""), "arn", sg_test_text("same"));
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_graph_find_shared(graph, SG_STR("same"), &found, &shared) && shared);
    cr_assert(found.id == sg_test_find(graph, "b").id, "an id comes before an ARN");
    cr_assert(sg_graph_find_shared(graph, SG_STR("a"), &found, &shared) && !shared,
              "one node that claims a text twice shares it with nobody");
    cr_assert(!sg_graph_find_shared(graph, SG_STR("none"), &found, &shared) && !shared);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(graph, a_key_wins_over_an_id_and_an_id_over_an_arn)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node a = sg_test_node(builder, "a", ""), b = sg_test_node(builder, "b", "");
    sg_build_node c = sg_test_node(builder, "c", "");

    sg_test_set(builder, b, "id", sg_test_text("a"));
    sg_test_set(builder, a, "arn", sg_test_text("x"));
    sg_test_set(builder, b, "id", sg_test_text("x"));
    sg_test_set(builder, c, "id", sg_integer(5));
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_builder_handle(builder, sg_test_find(graph, "a")).index == a.index);
    cr_assert(sg_builder_handle(builder, sg_test_find(graph, "x")).index == b.index);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(graph, many_keys_are_all_found)
{
    sg_builder *builder = sg_test_builder();
    sg_node node;
    char key[64];

    for (int i = 0; i < 20000; i++) {
        snprintf(key, sizeof key, "arn:aws:ec2:eu-west-1:1:instance/i-%08x", i * 7919);
        sg_test_node(builder, key, i % 2 ? "A" : "B");
    }
    sg_graph *graph = sg_test_freeze(builder);
    for (int i = 0; i < 20000; i++) {
        snprintf(key, sizeof key, "arn:aws:ec2:eu-west-1:1:instance/i-%08x", i * 7919);
        sg_build_node handle = sg_builder_handle(builder, sg_test_find(graph, key));
        cr_assert(handle.index == (uint32_t)i);
        snprintf(key, sizeof key, "i-%08x", i * 7919);
        cr_assert(!sg_graph_find_node(graph, sg_str_of(key), &node));
    }
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(graph, attachments_travel_and_are_replaced)
{
    sg_builder *builder = sg_test_builder();
    sg_str text;

    sg_test_fill(builder);
    cr_assert(sg_builder_attach(builder, SG_STR("coverage"), SG_STR("[1]")) == SG_OK);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_graph_attachment(graph, SG_STR("coverage"), &text));
    cr_assert(sg_str_equal(text, SG_STR("[1]")));
    cr_assert(sg_graph_attachment(graph, SG_STR("about"), &text) && text.length == 0);
    cr_assert(!sg_graph_attachment(graph, SG_STR("other"), &text));
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(graph, texts_may_hold_any_bytes)
{
    sg_builder *builder = sg_test_builder();
    sg_str odd = { "a\0b\xff", 4 };
    sg_build_node node;
    sg_node found;

    cr_assert(sg_builder_merge_node(builder, odd, &node, NULL) == SG_OK);
    cr_assert(sg_builder_set(builder, node, odd, sg_string(odd)) == SG_OK);
    cr_assert(sg_builder_set(builder, node, SG_STR(""), sg_string(SG_STR(""))) == SG_OK);
    sg_graph *graph = sg_test_freeze(builder);
    sg_key key;
    cr_assert(sg_graph_find_node(graph, odd, &found));
    cr_assert(sg_graph_find_key(graph, odd, &key));
    cr_assert(sg_value_same(sg_graph_property(graph, found, key, NULL), sg_string(odd)));
    cr_assert(sg_graph_find_key(graph, SG_STR(""), &key) && key.id == 0);
    cr_assert(sg_graph_property(graph, found, key, NULL).length == 0);
    sg_graph_free(graph);
    sg_builder_free(builder);
}
