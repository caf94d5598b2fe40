/* test_snapshot_check.c - contents that lie: each is refused, or can be read without harm.
 *
 * The arrays stand in memory of exactly their size, so that the address sanitizer sees every step
 * outside; reading goes through the whole interface.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/snapshot_check.h"
#include "engine/snapshot_format.h"
#include "tests/support/graphs.h"

static void add_spans(sg_builder *builder, const sg_build_node *nodes)
{
    sg_build_set sources, targets;
    sg_build_span span;

    cr_assert(sg_builder_add_set(builder, nodes, 9, &sources) == SG_OK);
    cr_assert(sg_builder_add_set(builder, nodes + 5, 30, &targets) == SG_OK);
    cr_assert(sg_builder_add_span(builder, sources, SG_STR("BITS"), targets, &span) == SG_OK);
    cr_assert(sg_builder_set_span(builder, span, SG_STR("via"), sg_test_text("span")) == SG_OK);
    cr_assert(sg_builder_set_span(builder, span, SG_STR("port"), sg_integer(22)) == SG_OK);
    for (int i = 0; i < 5; i++)
        cr_assert(sg_builder_except(builder, span, nodes[i], nodes[20 - 2 * i]) == SG_OK);
    cr_assert(sg_builder_add_span(builder, targets, SG_STR("BITS"), targets, &span) == SG_OK);
    cr_assert(sg_builder_add_span(builder, targets, SG_STR("HAS"), sources, &span) == SG_OK);
}

/* A graph that has rows of every form, and spans, besides all that the sample has. */
static sg_graph *sample(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node nodes[400];

    sg_test_fill(builder);
    for (size_t i = 0; i < SG_COUNT(nodes); i++)
        cr_assert(sg_builder_add_node(builder, &nodes[i]) == SG_OK);
    for (size_t i = 0; i < SG_COUNT(nodes); i += 8)
        sg_test_edge(builder, nodes[i], "BITS", nodes[i / 2]);
    add_spans(builder, nodes);
    sg_test_edge(builder, nodes[0], "LIST", nodes[399]);
    sg_test_edge(builder, nodes[399], "LIST", nodes[0]);
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

/* Whether all that opening checks now or later is sound. */
static bool is_sound(const sg_graph *graph)
{
    sg_error err = { 0 };

    /* Names are looked at by then. */
    if (!sg_check_block(graph, SG_SECTION_STRING_OFFSETS, 0,
                        graph->sections[SG_SECTION_STRING_OFFSETS].length))
        return false;
    if (sg_graph_check(graph, "file", &err) != SG_OK) {
        cr_assert(err.status == SG_ECORRUPT && err.message[0] != '\0');
        return false;
    }
    for (int kind = 0; kind < SG_SECTIONS; kind++)
        if (!sg_check_block(graph, (sg_section_kind)kind, 0, graph->sections[kind].length))
            return false;
    for (size_t i = 0; i < graph->node_columns_count; i++) {
        const sg_column_entry *entry = &graph->node_columns[i];
        if (!sg_check_column(graph, entry, sg_check_column_rows(graph, entry, true)))
            return false;
    }
    for (size_t i = 0; i < graph->edge_columns_count; i++) {
        const sg_column_entry *entry = &graph->edge_columns[i];
        if (!sg_check_column(graph, entry, sg_check_column_rows(graph, entry, false)))
            return false;
    }
    for (uint32_t i = 0; i < graph->row_indexes_count; i++)
        if (!sg_check_index(graph, i))
            return false;
    return true;
}

/* Whether the graph is refused; what is accepted is read from end to end. */
static bool is_refused(sg_graph *graph)
{
    if (!is_sound(graph))
        return true;
    sg_arena_free(graph->arena);
    graph->arena = NULL;
    cr_assert(sg_graph_assemble(graph) == SG_OK);
    sg_test_digest(graph);
    return false;
}

Test(snapshot_check, a_frozen_graph_is_sound)
{
    sg_graph *graph = sample();
    uint32_t forms = 0;

    for (size_t i = 0; i < graph->row_indexes_count; i++)
        forms |= UINT32_C(1) << graph->row_indexes[i].form;
    cr_assert(forms == 7, "the sample has rows of all forms");
    cr_assert(!is_refused(graph));
    sg_graph_free(graph);
}

/* Puts `bytes` at every place of the section, one after the other; returns how many were refused. */
static size_t deceive(sg_graph *graph, sg_section_kind kind, const void *bytes, size_t length)
{
    unsigned char *owned = graph->sections[kind].owned;
    unsigned char kept[8];
    size_t refused = 0;

    for (size_t at = 0; at + length <= graph->sections[kind].length; at += length) {
        memcpy(kept, owned + at, length);
        memcpy(owned + at, bytes, length);
        refused += is_refused(graph);
        memcpy(owned + at, kept, length);
    }
    return refused;
}

static void deceive_everywhere(const void *bytes, size_t length)
{
    sg_graph *graph = sample();
    uint64_t digest = sg_test_digest(graph);

    for (int kind = 0; kind < SG_SECTIONS; kind++)
        deceive(graph, (sg_section_kind)kind, bytes, length);
    cr_assert(!is_refused(graph));
    cr_assert(sg_test_digest(graph) == digest);
    sg_graph_free(graph);
}

Test(snapshot_check, great_numbers_do_no_harm, .timeout = 300)
{
    deceive_everywhere("\xff\xff\xff\xff", 4);
}

Test(snapshot_check, negative_numbers_do_no_harm, .timeout = 300)
{
    deceive_everywhere("\xfe\xff\xff\x7f", 4);
}

Test(snapshot_check, zeroes_do_no_harm, .timeout = 300)
{
    deceive_everywhere("\0\0\0\0", 4);
}

Test(snapshot_check, small_numbers_do_no_harm, .timeout = 300)
{
    deceive_everywhere("\x05\0\0\0", 4);
    deceive_everywhere("\x90\x01\0\0", 4);
}

Test(snapshot_check, random_flips_do_no_harm, .timeout = 300)
{
    sg_graph *graph = sample();
    size_t refused = 0;

    srand(11);
    for (int round = 0; round < 3000; round++) {
        unsigned char *place[4], kept[4];
        for (int i = 0; i < 4; i++) {
            sg_section *section = &graph->sections[rand() % SG_SECTIONS];
            place[i] = section->length
                           ? (unsigned char *)section->owned + (size_t)rand() % section->length
                           : NULL;
        }
        for (int i = 0; i < 4; i++) {
            if (!place[i])
                continue;
            kept[i] = *place[i];
            *place[i] = (unsigned char)(*place[i] ^ (1 << (rand() % 8)));
        }
        refused += is_refused(graph);
        for (int i = 4; i-- > 0;)
            if (place[i])
                *place[i] = kept[i];
    }
    cr_assert(refused > 1000);
    cr_assert(!is_refused(graph));
    sg_graph_free(graph);
}

/* A section shortened by an item contradicts some other, or holds nothing that anyone needs. */
Test(snapshot_check, shorter_sections_do_no_harm)
{
    sg_graph *graph = sample();

    for (int kind = 0; kind < SG_SECTIONS; kind++) {
        sg_section *section = &graph->sections[kind];
        size_t item = sg_section_item((sg_section_kind)kind), length = section->length;
        for (size_t shorter = 0; shorter < length; shorter += item) {
            section->length = shorter;
            sg_graph_point(graph);
            bool refused = is_refused(graph);
            cr_assert(refused || kind == SG_SECTION_LOOKUP || kind == SG_SECTION_ATTACHMENTS,
                      "section %d, %zu bytes", kind, shorter);
        }
        section->length = length;
        sg_graph_point(graph);
    }
    sg_graph_free(graph);
}

Test(snapshot_check, neighbours_outside_are_refused)
{
    sg_graph *graph = sample();
    uint32_t outside = sg_graph_nodes(graph);
    size_t edges = graph->edges;

    cr_assert(deceive(graph, SG_SECTION_OUT_OTHERS, &outside, 4) == edges);
    cr_assert(deceive(graph, SG_SECTION_IN_OTHERS, &outside, 4) == edges);
    sg_graph_free(graph);
}
