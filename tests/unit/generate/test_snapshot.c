/* test_snapshot.c - the generated graph has what the plan says, in its places. */
#include "generate/snapshot.h"

#include <criterion/criterion.h>
#include <stdlib.h>

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
    counter counts = { .sink = { count_node, count_edge } };
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
