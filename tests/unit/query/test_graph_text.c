/* test_graph_text.c - graphs written as patterns. */
#include "query/graph_text.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/text.h"

static sg_graph *graph_of(const char *text)
{
    sg_graph *graph = NULL;
    sg_error err = { 0 };
    sg_status status = sg_graph_text(sg_str_of(text), &graph, &err);
    cr_assert(status == SG_OK, "%s", err.message);
    return graph;
}

static sg_value property_of(const sg_graph *graph, sg_node node, const char *name,
                            sg_arena *arena)
{
    sg_key key;
    if (!sg_graph_find_key(graph, sg_str_of(name), &key))
        return sg_null();
    return sg_graph_property(graph, node, key, arena);
}

Test(graph_text, empty_text_is_an_empty_graph)
{
    sg_graph *graph = graph_of(" // nothing\n");
    cr_assert(sg_graph_nodes(graph) == 0 && sg_graph_edges(graph) == 0);
    sg_graph_free(graph);
}

Test(graph_text, a_variable_is_one_node_throughout)
{
    sg_graph *graph = graph_of("(a:User {id: 'u1', name: 'ann'})-[:HAS]->(r:AccessRole)\n"
                               "(a:Admin)<-[:KNOWS]-(b {id: 'u2'}), (b)-[:HAS]->(r)");
    sg_node ann, bob;
    sg_label label;
    cr_assert(sg_graph_nodes(graph) == 3 && sg_graph_edges(graph) == 3);
    cr_assert(sg_graph_find_node(graph, SG_STR("u1"), &ann));
    cr_assert(sg_graph_find_node(graph, SG_STR("u2"), &bob));
    cr_assert(sg_graph_find_label(graph, SG_STR("Admin"), &label));
    cr_assert(sg_graph_has_label(graph, ann, label) && !sg_graph_has_label(graph, bob, label));
    cr_assert(sg_graph_find_label(graph, SG_STR("User"), &label));
    cr_assert(sg_graph_has_label(graph, ann, label));
    sg_graph_free(graph);
}

Test(graph_text, arrows_point_where_they_are_drawn)
{
    sg_graph *graph = graph_of("({id: 'a'})<-[:R {weight: 1.5}]-({id: 'b'})");
    sg_node a, b;
    sg_reltype type;
    sg_key weight;
    cr_assert(sg_graph_find_node(graph, SG_STR("a"), &a));
    cr_assert(sg_graph_find_node(graph, SG_STR("b"), &b));
    cr_assert(sg_graph_find_type(graph, SG_STR("R"), &type));
    cr_assert(sg_graph_edge_from(graph, (sg_edge){ 0 }).id == b.id);
    cr_assert(sg_graph_edge_to(graph, (sg_edge){ 0 }).id == a.id);
    cr_assert(sg_graph_find_key(graph, SG_STR("weight"), &weight));
    sg_value value = sg_graph_edge_property(graph, (sg_edge){ 0 }, weight, NULL);
    cr_assert(value.type == SG_TYPE_FLOAT && value.real > 1.4 && value.real < 1.6);
    sg_graph_free(graph);
}

Test(graph_text, takes_constants_of_every_kind)
{
    sg_graph *graph = graph_of("(a:A {arn: 'arn:x', n: -3, t: true, l: [1, [], 'b'], "
                               "m: {k: {}, j: null}, none: null})");
    sg_arena *arena;
    sg_node node;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_graph_find_node(graph, SG_STR("arn:x"), &node));
    cr_assert(property_of(graph, node, "n", arena).integer == -3);
    cr_assert(property_of(graph, node, "t", arena).boolean);
    sg_value list = property_of(graph, node, "l", arena);
    cr_assert(list.type == SG_TYPE_LIST && list.length == 3 && list.list[1].length == 0);
    sg_value map = property_of(graph, node, "m", arena);
    cr_assert(map.type == SG_TYPE_MAP);
    cr_assert(sg_map_get(map, SG_STR("k")).type == SG_TYPE_MAP);
    cr_assert(sg_is_null(property_of(graph, node, "none", arena)));
    sg_arena_free(arena);
    sg_graph_free(graph);
}

Test(graph_text, an_id_finds_a_node_that_is_there_already)
{
    sg_builder *builder;
    sg_build_node node, same;
    sg_error err = { 0 };
    cr_assert(sg_builder_new(0, &builder) == SG_OK);
    cr_assert(sg_builder_merge_node(builder, SG_STR("x"), &node, NULL) == SG_OK);
    cr_assert(sg_graph_text_add(SG_STR("(:A {id: 'x', arn: 'y'})"), builder, &err) == SG_OK);
    cr_assert(sg_builder_nodes(builder) == 1);
    cr_assert(sg_builder_find_node(builder, SG_STR("y"), &same) && same.index == node.index);
    sg_builder_free(builder);
}

static void expect_refused(const char *text, const char *detail, const char *place)
{
    sg_graph *graph = NULL;
    sg_error err = { 0 };
    cr_assert(sg_graph_text(sg_str_of(text), &graph, &err) == SG_EINVAL, "%s", text);
    cr_assert_str_eq(err.detail, detail);
    size_t begin = (size_t)(strstr(text, place) - text);
    cr_assert(err.has_span && err.span.begin == begin, "%s: %u", text, err.span.begin);
    cr_assert(err.span.end == begin + strlen(place), "%s: %u", text, err.span.end);
    cr_assert(graph == NULL);
}

Test(graph_text, refuses_what_no_graph_has)
{
    expect_refused("(a)-->(b)", "NoSingleRelationshipType", "-->");
    expect_refused("(a)-[:A|B]->(b)", "NoSingleRelationshipType", "-[:A|B]->");
    expect_refused("(a)-[:A]-(b)", "RequiresDirectedRelationship", "-[:A]-");
    expect_refused("(a)-[:A*2]->(b)", "CreatingVarLength", "-[:A*2]->");
    expect_refused("(a {x: 1 + 1})", "NonConstantExpression", "1 + 1");
    expect_refused("(a $p)", "InvalidParameterUse", "$p");
    expect_refused("(a:A|B)", "UnexpectedSyntax", "A|B");
    expect_refused("(a WHERE a.x)", "UnexpectedSyntax", "a.x");
    expect_refused("(a)-[:R WHERE b.x]->()", "UnexpectedSyntax", "b.x");
    expect_refused("p = (a)", "UnexpectedSyntax", "p = (a)");
    expect_refused("(a)-[:R]->(:B {", "UnexpectedSyntax", "{");
}
