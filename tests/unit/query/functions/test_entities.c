/* test_entities.c - functions of nodes, relationships and paths, over a small graph. */
#include <criterion/criterion.h>

#include "tests/support/graphs.h"
#include "tests/unit/query/functions/calls.h"

static sg_graph *small_graph(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node user = sg_test_node(builder, "u", "User Admin");
    sg_build_node role = sg_test_node(builder, "r", "");
    sg_test_set(builder, user, "name", sg_test_text("ann"));
    sg_test_set(builder, user, "age", sg_integer(7));
    sg_build_edge edge = sg_test_edge(builder, user, "ASSUMES", role);
    sg_test_set_edge(builder, edge, "since", sg_integer(2001));
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

Test(entities, nodes)
{
    sg_graph *graph = small_graph();
    sg_value user = sg_node_value(sg_test_find(graph, "u"));
    sg_value role = sg_node_value(sg_test_find(graph, "r"));
    expect_call_of(graph, "labels", &user, 1, "['Admin','User']");
    expect_call_of(graph, "labels", &role, 1, "[]");
    expect_call_of(graph, "keys", &user, 1, "['age','name']");
    expect_call_of(graph, "keys", &role, 1, "[]");
    expect_call_of(graph, "properties", &user, 1, "{'age':7,'name':'ann'}");
    expect_call_of(graph, "properties", &role, 1, "{}");
    expect_call_of(graph, "id", &user, 1, user.node.id ? "1" : "0");
    expect_call_of(graph, "elementId", &user, 1, user.node.id ? "'1'" : "'0'");
    expect_call_of(graph, "type", &user, 1, "TypeError/InvalidArgumentValue");
    sg_graph_free(graph);
}

Test(entities, relationships)
{
    sg_graph *graph = small_graph();
    sg_value edge = sg_edge_value((sg_edge){ 0 });
    expect_call_of(graph, "type", &edge, 1, "'ASSUMES'");
    expect_call_of(graph, "keys", &edge, 1, "['since']");
    expect_call_of(graph, "properties", &edge, 1, "{'since':2001}");
    bool first = sg_test_find(graph, "u").id == 0;
    expect_call_of(graph, "startNode", &edge, 1, first ? "0" : "1");
    expect_call_of(graph, "endNode", &edge, 1, first ? "1" : "0");
    expect_call_of(graph, "labels", &edge, 1, "TypeError/InvalidArgumentValue");
    sg_graph_free(graph);
}

Test(entities, paths_and_maps)
{
    const sg_node nodes[] = { { 4 }, { 5 }, { 4 } };
    const sg_edge edges[] = { { 8 }, { 9 } };
    sg_path path = { 2, nodes, edges }, point = { 0, nodes, NULL };
    sg_value value = sg_path_value(&path), lone = sg_path_value(&point);
    expect_call_of(NULL, "nodes", &value, 1, "[4,5,4]");
    expect_call_of(NULL, "relationships", &value, 1, "[8,9]");
    expect_call_of(NULL, "rels", &value, 1, "[8,9]");
    expect_call_of(NULL, "length", &value, 1, "2");
    expect_call_of(NULL, "nodes", &lone, 1, "[4]");
    expect_call_of(NULL, "relationships", &lone, 1, "[]");
    expect_call("keys", "[{'b':1,'a':null}]", "['a','b']");
    expect_call("properties", "[{'b':1}]", "{'b':1}");
    expect_call("size", "[{'b':1}]", "TypeError/InvalidArgumentValue");
    expect_call_of(NULL, "size", &value, 1, "TypeError/InvalidArgumentValue");
}
