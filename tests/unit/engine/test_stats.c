/* test_stats.c - sizes that add up, and percentiles against sorted degrees. */
#include "engine/stats.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/delta.h"
#include "tests/support/graphs.h"

Test(stats, sections_are_named_and_used_for_something)
{
    sg_builder *builder = sg_test_builder();
    uint64_t bytes = 0;

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    for (uint32_t i = 0; i < sg_graph_sections(graph); i++) {
        sg_section_size size = sg_graph_section(graph, i);
        cr_assert(size.name[0] && size.about[0] && size.use < SG_USES);
        cr_assert((size.items == 0) == (size.bytes == 0));
        if (strcmp(size.name, "out_others") == 0)
            cr_assert(size.use == SG_USE_TOPOLOGY && size.items == sg_graph_edges(graph));
        if (strcmp(size.name, "string_bytes") == 0)
            cr_assert(size.use == SG_USE_STRINGS);
        if (strcmp(size.name, "cells") == 0)
            cr_assert(size.use == SG_USE_COLUMNS);
        if (strcmp(size.name, "lookup") == 0)
            cr_assert(size.use == SG_USE_LOOKUP);
        bytes += size.bytes;
    }
    cr_assert(bytes > 0);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

/* Ninety nodes with one relationship, nine with four, one with a hundred thousand. */
Test(stats, degrees_by_nearest_rank)
{
    enum { NODES = 200, HUB = 100000 };
    sg_builder *builder = sg_test_builder();
    sg_build_node nodes[NODES];
    sg_degrees out, in;

    for (uint32_t i = 0; i < NODES; i++)
        cr_assert(sg_builder_add_node(builder, &nodes[i]) == SG_OK);
    for (uint32_t i = 0; i < 90; i++)
        sg_test_edge(builder, nodes[i], "T", nodes[199]);
    for (uint32_t i = 90; i < 99; i++)
        for (int k = 0; k < 4; k++)
            sg_test_edge(builder, nodes[i], "T", nodes[199]);
    for (uint32_t i = 0; i < HUB; i++)
        sg_test_edge(builder, nodes[99], "T", nodes[100 + i % 2]);
    sg_graph *graph = sg_test_freeze(builder);
    sg_reltype type = sg_test_type(graph, "T");
    cr_assert(sg_graph_degrees(graph, type, SG_OUT, &out) == SG_OK);
    cr_assert(out.nodes == 100 && out.p50 == 1 && out.p90 == 1 && out.p99 == 4);
    cr_assert(out.most == HUB);
    cr_assert(sg_graph_degrees(graph, type, SG_IN, &in) == SG_OK);
    cr_assert(in.nodes == 3 && in.p50 == HUB / 2 && in.p90 == HUB / 2 && in.most == HUB / 2);
    cr_assert(sg_graph_span_count(graph, type) == 0);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(stats, degrees_of_spans_and_of_nothing)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node nodes[10];
    sg_build_set from, to;
    sg_build_span span;
    sg_graph *changed;
    sg_degrees degrees;
    sg_reltype none;

    for (uint32_t i = 0; i < SG_COUNT(nodes); i++)
        cr_assert(sg_builder_add_node(builder, &nodes[i]) == SG_OK);
    cr_assert(sg_builder_add_set(builder, nodes, 4, &from) == SG_OK);
    cr_assert(sg_builder_add_set(builder, nodes, 10, &to) == SG_OK);
    cr_assert(sg_builder_add_span(builder, from, SG_STR("T"), to, &span) == SG_OK);
    cr_assert(sg_builder_except(builder, span, nodes[0], nodes[1]) == SG_OK);
    sg_graph *graph = sg_test_freeze(builder);
    sg_reltype type = sg_test_type(graph, "T");
    cr_assert(sg_graph_span_count(graph, type) == 39);
    cr_assert(sg_graph_degrees(graph, type, SG_OUT, &degrees) == SG_OK);
    cr_assert(degrees.nodes == 4 && degrees.p50 == 10 && degrees.most == 10);
    cr_assert(sg_graph_degrees(graph, type, SG_IN, &degrees) == SG_OK);
    cr_assert(degrees.nodes == 10 && degrees.p50 == 4 && degrees.most == 4);
    cr_assert(sg_delta_open(graph, &changed) == SG_OK);
    cr_assert(sg_delta_type(changed, SG_STR("NEW"), &none) == SG_OK);
    cr_assert(sg_graph_degrees(changed, none, SG_OUT, &degrees) == SG_OK);
    cr_assert(degrees.nodes == 0 && degrees.most == 0);
    sg_graph_free(changed);
    sg_builder_free(builder);
}
