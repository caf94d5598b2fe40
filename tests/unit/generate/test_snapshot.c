/* test_snapshot.c - the generated graph has what the plan says, in its places. */
#include "generate/snapshot.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/snapshot.h"
#include "generate/expected.h"
#include "generate/names.h"
#include "tests/support/graphs.h"

static sg_status count_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    (void)sink;
    (void)node;
    (void)err;
    return SG_OK;
}

typedef struct {
    sg_sink sink;
    uint32_t count[SG_RELATIONS];
} counter;

static sg_status count_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    (void)err;
    ((counter *)sink)->count[edge->relation]++;
    return SG_OK;
}

Test(generated_graph, counts_of_every_label_and_type)
{
    sg_estate *estate = NULL;
    sg_graph *graph = NULL;
    counter counts = { .sink = { .node = count_node, .edge = count_edge } };
    sg_estate_options options = { .accounts = 4, .seed = 9 };
    cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
    cr_assert_eq(sg_generate_graph(estate, &graph, NULL), SG_OK);
    cr_assert_eq(sg_generate(estate, &counts.sink, NULL), SG_OK);
    cr_assert_eq(sg_graph_nodes(graph), estate->nodes);
    for (uint32_t i = 0; i < SG_RELATIONS; i++) {
        sg_reltype type;
        cr_assert_gt(counts.count[i], 0, "relation %u", i);
        cr_assert(sg_graph_find_type(graph, sg_relation_name((sg_relation)i), &type));
        cr_assert_eq(sg_graph_type_count(graph, type), counts.count[i]);
    }
    uint32_t first, roles;
    sg_estate_range(estate, SG_KIND_ROLE, &first, &roles);
    cr_assert_eq(sg_graph_label_count(graph, sg_test_label(graph, "AccessRole")), roles);
    sg_graph_free(graph);
    sg_estate_free(estate);
}

Test(generated_graph, properties_maps_and_gaps)
{
    sg_estate *estate = NULL;
    sg_graph *graph = NULL;
    sg_arena *arena = NULL;
    char id[SG_NAME_MOST], name[SG_NAME_MOST];
    sg_estate_options options = { .accounts = 2, .seed = 9 };
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
    cr_assert_eq(sg_generate_graph(estate, &graph, NULL), SG_OK);
    for (uint32_t i = 0; i < sg_estate_count(estate, 0, SG_KIND_MACHINE); i++) {
        sg_place place = { 0, SG_KIND_MACHINE, i };
        sg_machine_facts facts = sg_facts_machine(estate, 0, i);
        sg_id_of(estate, place, id);
        sg_name_of(estate, place, name);
        sg_node node = sg_test_find(graph, id);
        cr_assert(
            sg_value_same(sg_test_property(graph, node, "name", arena), sg_test_text(name)));
        cr_assert(sg_value_same(sg_test_property(graph, node, "exposure", arena),
                                sg_test_text(sg_facts_exposure(facts.way))));
        sg_value tags = sg_test_property(graph, node, "tags", arena);
        cr_assert(sg_value_same(sg_map_get(tags, SG_STR("owner")),
                                sg_test_text(sg_owner_of(estate, place))));
        cr_assert_eq(sg_is_null(sg_test_property(graph, node, "publicIpAddress", arena)),
                     facts.way == SG_WAY_BALANCED || facts.way == SG_WAY_NO_ROUTE ||
                         facts.way == SG_WAY_INTERNAL);
    }
    sg_graph_free(graph);
    sg_estate_free(estate);
    sg_arena_free(arena);
}

/* The stream and the graph in memory are the same file; the larger one has nodes in two ranges. */
Test(generated_graph, a_stream_writes_the_same_bytes)
{
    static const uint32_t sizes[] = { 1, 11 };
    for (size_t i = 0; i < SG_COUNT(sizes); i++) {
        sg_estate *estate = NULL;
        sg_graph *graph = NULL;
        sg_str built, streamed;
        char folder[] = "/tmp/secgraph-test-XXXXXX", whole[64], stream[64];
        sg_estate_options options = { .accounts = sizes[i], .seed = 3 };
        cr_assert(mkdtemp(folder));
        snprintf(whole, sizeof whole, "%s/whole", folder);
        snprintf(stream, sizeof stream, "%s/stream", folder);
        cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
        cr_assert_eq(sg_generate_graph(estate, &graph, NULL), SG_OK);
        cr_assert_eq(sg_snapshot_write(graph, whole, NULL), SG_OK);
        cr_assert_eq(sg_generate_snapshot(estate, stream, false, NULL, NULL), SG_OK);
        cr_assert_eq(sg_file_read(whole, SIZE_MAX, &built, NULL), SG_OK);
        cr_assert_eq(sg_file_read(stream, SIZE_MAX, &streamed, NULL), SG_OK);
        cr_assert(sg_str_equal(built, streamed), "%u accounts", sizes[i]);
        free((void *)(uintptr_t)built.bytes);
        free((void *)(uintptr_t)streamed.bytes);
        cr_assert(unlink(whole) == 0 && unlink(stream) == 0 && rmdir(folder) == 0);
        sg_graph_free(graph);
        sg_estate_free(estate);
    }
}

/* What a witness of a stream is told, with spans and without, is what a walk of the estate finds. */
Test(generated_graph, evidence_of_what_is_written)
{
    sg_estate *estate = NULL;
    sg_expected walked, witnessed;
    char folder[] = "/tmp/secgraph-test-XXXXXX", path[64];
    sg_estate_options options = { .accounts = 3, .seed = 3 };
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/stream", folder);
    cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
    cr_assert_eq(sg_expected_new(estate, &walked, NULL), SG_OK);
    for (int spans = 0; spans < 2; spans++) {
        sg_evidence evidence;
        cr_assert_eq(sg_evidence_begin(estate, &evidence, NULL), SG_OK);
        cr_assert_eq(sg_generate_snapshot(estate, path, spans, &evidence.sink, NULL), SG_OK);
        cr_assert_eq(sg_expected_of(&evidence, &witnessed, NULL), SG_OK);
        cr_assert_eq(witnessed.count, walked.count);
        for (size_t i = 0; i < walked.count; i++)
            cr_assert(sg_str_equal(witnessed.items[i].policy, walked.items[i].policy) &&
                      witnessed.items[i].about == walked.items[i].about);
        sg_expected_free(&witnessed);
        sg_evidence_free(&evidence);
    }
    sg_expected_free(&walked);
    sg_estate_free(estate);
    cr_assert(unlink(path) == 0 && rmdir(folder) == 0);
}

/* As spans everything that may be done is there as well, in less. */
Test(generated_graph, hubs_as_spans)
{
    sg_estate *estate = NULL;
    sg_graph *built = NULL, *spanned = NULL;
    char folder[] = "/tmp/secgraph-test-XXXXXX", path[64];
    sg_estate_options options = { .accounts = 3, .seed = 3 };
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/spans", folder);
    cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
    cr_assert_eq(sg_generate_graph(estate, &built, NULL), SG_OK);
    cr_assert_eq(sg_generate_snapshot(estate, path, true, NULL, NULL), SG_OK);
    cr_assert_eq(sg_snapshot_open(path, &spanned, NULL), SG_OK);
    sg_reltype type = sg_test_type(built, "CAN_ACCESS");
    sg_range stored = sg_graph_type_range(built, type);
    sg_range rest = sg_graph_type_range(spanned, sg_test_type(spanned, "CAN_ACCESS"));
    cr_assert_eq(sg_graph_spans(built), 0);
    cr_assert_gt(sg_graph_spans(spanned), 0);
    cr_assert_lt(rest.last - rest.first, stored.last - stored.first);
    for (uint32_t i = 0; i < sg_graph_types(built); i++) {
        sg_reltype each = { (uint16_t)i };
        cr_assert_eq(sg_graph_type_count(built, each), sg_graph_type_count(spanned, each));
    }
    for (uint32_t node = 0; node < sg_graph_nodes(built); node++)
        for (int way = 0; way < 2; way++) {
            sg_direction direction = way ? SG_IN : SG_OUT;
            cr_assert_eq(sg_graph_degree(built, (sg_node){ node }, type, direction),
                         sg_graph_degree(spanned, (sg_node){ node }, type, direction),
                         "node %u", node);
        }
    sg_graph_free(built);
    sg_graph_free(spanned);
    sg_estate_free(estate);
    cr_assert(unlink(path) == 0 && rmdir(folder) == 0);
}
