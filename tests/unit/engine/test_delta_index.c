/* test_delta_index.c - what is found by a name or a value after changes, and what cannot be stored. */
#include <criterion/criterion.h>

#include "engine/delta.h"
#include "tests/support/graphs.h"

Test(delta_index, names_and_documents_survive_a_merge)
{
    sg_builder *builder = sg_test_builder();
    sg_graph *graph, *merged;
    sg_str document;
    sg_key key;

    sg_test_fill(builder);
    sg_build_node node = sg_test_node(builder, "merge-key", "Thing");
    sg_test_set(builder, node, "id", sg_test_text("old-id"));
    cr_assert(sg_builder_alias(builder, node, SG_STR("nickname")) == SG_OK);
    cr_assert(sg_delta_open(sg_test_freeze(builder), &graph) == SG_OK);
    sg_builder_free(builder);
    sg_node thing = sg_test_find(graph, "old-id");
    cr_assert(sg_delta_key(graph, SG_STR("id"), &key) == SG_OK);
    cr_assert(sg_delta_set(graph, thing, key, sg_test_text("new-id")) == SG_OK);
    cr_assert(!sg_graph_find_node(graph, SG_STR("old-id"), &thing));
    cr_assert(sg_delta_merge(graph, &merged, NULL) == SG_OK);
    cr_assert(sg_test_find(merged, "merge-key").id == sg_test_find(merged, "new-id").id);
    cr_assert(sg_test_find(merged, "nickname").id == sg_test_find(merged, "new-id").id);
    cr_assert(!sg_graph_find_node(merged, SG_STR("old-id"), &thing));
    cr_assert(sg_graph_attachment(merged, SG_STR("coverage"), &document));
    sg_graph_free(merged);
    sg_graph_free(graph);
}

Test(delta_index, indexes_find_what_has_the_value_now)
{
    sg_graph *base, *graph;
    sg_label user, other;
    sg_node nodes[100], found;
    sg_key name;
    sg_seek seek;
    bool changed;
    uint32_t count = 0;

    cr_assert(sg_graph_empty(&base, NULL) == SG_OK && sg_delta_open(base, &graph) == SG_OK);
    cr_assert(sg_delta_label(graph, SG_STR("User"), &user) == SG_OK);
    cr_assert(sg_delta_label(graph, SG_STR("Other"), &other) == SG_OK);
    cr_assert(sg_delta_key(graph, SG_STR("name"), &name) == SG_OK);
    for (int i = 0; i < 100; i++) {
        cr_assert(sg_delta_add_node(graph, i % 2 ? &user : &other, 1, &nodes[i]) == SG_OK);
        cr_assert(sg_delta_set(graph, nodes[i], name, sg_integer(i % 10)) == SG_OK);
    }
    cr_assert(!sg_graph_seek(graph, &user, name, sg_integer(3), &seek));
    sg_delta_begin(graph);
    sg_index_about users = { .label = user, .key_count = 1, .keys = { name } };
    sg_index_about others = { .label = other, .key_count = 1, .keys = { name } };
    cr_assert(sg_delta_add_index(graph, SG_STR("users"), users) == SG_OK);
    cr_assert(sg_delta_add_index(graph, SG_STR("users"), others) == SG_EINVAL);
    cr_assert(sg_delta_add_index(graph, SG_STR("again"), users) == SG_EINVAL);
    cr_assert(sg_graph_has_index(graph, user, name) && !sg_graph_has_index(graph, other, name));
    cr_assert(sg_graph_seek(graph, &user, name, sg_float(3.0), &seek));
    while (sg_seek_next(&seek, &found))
        count++;
    cr_assert(count == 10);
    cr_assert(sg_delta_add_label(graph, nodes[0], user, &changed) == SG_OK && changed);
    cr_assert(sg_graph_seek(graph, &user, name, sg_integer(0), &seek));
    cr_assert(sg_seek_next(&seek, &found) && found.id == nodes[0].id);
    sg_delta_undo(graph);
    cr_assert(!sg_graph_has_index(graph, user, name));
    cr_assert(sg_delta_drop_index(graph, SG_STR("users")) == SG_ENOTFOUND);
    sg_graph_free(graph);
}

Test(delta_index, what_cannot_be_a_property_is_refused)
{
    sg_graph *base, *graph;
    sg_value entity = sg_node_value((sg_node){ 0 }), list = sg_list(&entity, 1);
    sg_node node;
    sg_key key;

    cr_assert(sg_graph_empty(&base, NULL) == SG_OK && sg_delta_open(base, &graph) == SG_OK);
    cr_assert(sg_delta_key(graph, SG_STR("k"), &key) == SG_OK);
    cr_assert(sg_delta_add_node(graph, NULL, 0, &node) == SG_OK);
    cr_assert(sg_delta_set(graph, node, key, entity) == SG_EINVAL);
    cr_assert(sg_delta_set(graph, node, key, list) == SG_EINVAL);
    cr_assert(sg_is_null(sg_graph_property(graph, node, key, NULL)));
    sg_graph_free(graph);
}
