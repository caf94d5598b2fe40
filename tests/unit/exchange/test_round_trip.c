/* test_round_trip.c - what is written is read back: CSV in full, OpenGraph as far as it can say it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/delta.h"
#include "engine/temporal.h"
#include "exchange/graphml.h"
#include "exchange/opengraph.h"
#include "tests/support/graphs.h"
#include "tests/unit/exchange/exchange.h"

static uint32_t draw(uint64_t *state, uint32_t limit)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % limit;
}

static const char *const texts[] = { "",       "plain", "a,b",
                                     "a;b",    " lead", "q\"uote",
                                     "l\nine", "\r\n",  "\xc3\xa5ngstr\xc3\xb6m",
                                     "0",      "tail " };

static sg_value draw_text(uint64_t *state)
{
    return sg_string(sg_str_of(texts[draw(state, SG_COUNT(texts))]));
}

static sg_value draw_value(uint64_t *state, uint32_t kind, sg_arena *arena);

static sg_value draw_list(uint64_t *state, uint32_t kind, sg_arena *arena)
{
    uint32_t count = draw(state, 4);
    sg_value *items = sg_arena_make_array(arena, sg_value, count + 1);

    for (uint32_t i = 0; i < count; i++)
        items[i] = draw_value(state, kind == 11 ? draw(state, 12) : kind, arena);
    return sg_list(items, count);
}

static sg_value draw_map(uint64_t *state, sg_arena *arena)
{
    static const char *const keys[] = { "$date", "a.b", "key", "z" };
    sg_entry *entries = sg_arena_make_array(arena, sg_entry, 2);

    entries[0] = (sg_entry){ sg_str_of(keys[draw(state, 2)]), draw_text(state) };
    entries[1] = (sg_entry){ sg_str_of(keys[2 + draw(state, 2)]),
                             draw_value(state, draw(state, 10), arena) };
    return sg_map(entries, draw(state, 2) + 1);
}

/* Kinds 0 to 9 are scalars, 10 a map, 11 a mixed list, 12 and more a list of kind - 12. */
static sg_value draw_value(uint64_t *state, uint32_t kind, sg_arena *arena)
{
    static const sg_type moments[] = { SG_TYPE_DATE, SG_TYPE_LOCALTIME, SG_TYPE_TIME,
                                       SG_TYPE_LOCALDATETIME, SG_TYPE_DATETIME };
    static const double floats[] = { 0.5, -0.0, 1e300, (double)__builtin_inff(), 3.0 };
    sg_moment moment = { .day = 0 };
    sg_duration duration = { .months = 3, .seconds = -5, .nanoseconds = 900000000 };
    sg_value value = sg_null();

    if (kind == 0)
        return draw_text(state);
    if (kind == 1)
        return sg_integer(draw(state, 3) ? (int64_t)draw(state, 9) - 4 : INT64_MIN);
    if (kind == 2)
        return sg_float(floats[draw(state, SG_COUNT(floats))]);
    if (kind == 3)
        return sg_boolean(draw(state, 2));
    if (kind < 9) {
        if (sg_type_has_day(moments[kind - 4]))
            moment.day = draw(state, 30000);
        if (sg_type_has_clock(moments[kind - 4]))
            moment.nanosecond = draw(state, 86400) * SG_NANOSECONDS + draw(state, 2);
        if (sg_type_has_offset(moments[kind - 4]))
            moment.offset = (int32_t)draw(state, 3) * 3600;
        cr_assert(sg_moment_value(arena, moments[kind - 4], &moment, &value) == SG_OK);
        return value;
    }
    if (kind == 9) {
        duration.days = draw(state, 5);
        cr_assert(sg_duration_value(arena, &duration, &value) == SG_OK);
        return value;
    }
    return kind == 10 ? draw_map(state, arena)
                      : draw_list(state, kind == 11 ? 11 : kind - 12, arena);
}

static sg_graph *draw_graph(uint64_t seed)
{
    static const char *const labels[] = { "A", "B", "odd label", "C:D" };
    static const char *const types[] = { "T", "U V", "W=X" };
    static const char *const names[] = { "id",  "p",  "with.dot", "back\\slash",
                                         "a:b", " s", "q\"" };
    sg_builder *builder = sg_test_builder();
    uint64_t state = seed * 31 + 5;
    sg_build_node nodes[40];
    sg_arena *arena;
    uint32_t kinds[SG_COUNT(names)];

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (size_t i = 0; i < SG_COUNT(names); i++)
        kinds[i] = draw(&state, 22);
    for (size_t i = 0; i < SG_COUNT(nodes); i++) {
        cr_assert(sg_builder_add_node(builder, &nodes[i]) == SG_OK);
        for (size_t l = 0; l < SG_COUNT(labels); l++)
            if (draw(&state, 3) == 0)
                cr_assert(sg_builder_add_label(builder, nodes[i], sg_str_of(labels[l])) ==
                          SG_OK);
        for (size_t k = 0; k < SG_COUNT(names); k++) {
            /* one in nine values is of another kind */
            uint32_t kind = draw(&state, 9) == 0 ? draw(&state, 22) : kinds[k];
            if (draw(&state, 3) > 0)
                sg_test_set(builder, nodes[i], names[k], draw_value(&state, kind, arena));
        }
    }
    for (int i = 0; i < 120; i++) {
        sg_build_edge edge = sg_test_edge(builder, nodes[draw(&state, 40)],
                                          types[draw(&state, 3)], nodes[draw(&state, 40)]);
        if (draw(&state, 2))
            sg_test_set_edge(builder, edge, "p", draw_value(&state, kinds[1], arena));
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    sg_arena_free(arena);
    return graph;
}

Test(round_trip, csv_gives_the_same_graph)
{
    for (uint64_t seed = 0; seed < 60; seed++) {
        const char *folder = sg_test_folder();
        sg_graph *graph = draw_graph(seed), *read = NULL;
        sg_csv_options options = { .threads = 1 + (unsigned)(seed % 2) };
        sg_error err = { .status = SG_OK };

        cr_assert(sg_csv_write(graph, folder, &err) == SG_OK, "%s", err.message);
        cr_assert(sg_test_load(folder, &options, &read, NULL, &err) == SG_OK, "seed %u: %s %s",
                  (unsigned)seed, err.source, err.message);
        sg_test_same(graph, read);
        sg_graph_free(graph);
        sg_graph_free(read);
        sg_test_remove(folder);
    }
}

Test(round_trip, the_fixture_and_a_graph_with_nothing)
{
    sg_builder *builder = sg_test_builder();
    sg_error err = { .status = SG_OK };

    for (int round = 0; round < 2; round++) {
        const char *folder = sg_test_folder();
        sg_graph *graph = sg_test_freeze(builder), *read = NULL;
        cr_assert(sg_csv_write(graph, folder, &err) == SG_OK, "%s", err.message);
        if (round == 1) {
            cr_assert(sg_test_load(folder, NULL, &read, NULL, &err) == SG_OK, "%s",
                      err.message);
            sg_test_same(graph, read);
        }
        sg_graph_free(read);
        sg_graph_free(graph);
        sg_test_remove(folder);
        sg_test_fill(builder);
    }
    sg_builder_free(builder);
}

Test(round_trip, open_graph_keeps_nodes_edges_and_plain_values)
{
    static const char document[] =
        "{\"metadata\":{\"source_kind\":\"x{\\\"\"},\n \"graph\":{\"nodes\":["
        "{\"id\":\"n1\",\"kinds\":[\"User\",\"Base\"],\"properties\":{\"name\":\"ann\",\"n\":1,"
        "\"f\":1.5,\"b\":true,\"l\":[\"x\",\"y\"]}},"
        "{\"id\":\"n2\",\"kinds\":[\"Group\"]},"
        "{\"id\":\"n1\",\"kinds\":[\"Admin\"],\"properties\":{\"n\":2}}],"
        "\"edges\":[{\"kind\":\"MemberOf\",\"start\":{\"value\":\"ann\",\"match_by\":\"name\"},"
        "\"end\":{\"value\":\"n2\",\"match_by\":\"id\"},\"properties\":{\"w\":3}}]}}";
    const char *folder = sg_test_folder();
    char *path = sg_test_file(folder, "in.json", SG_STR(document));
    char *out = sg_test_file(folder, "out.json", SG_STR(""));
    const char *const paths[] = { path }, *const written[] = { out };
    sg_opengraph_report report;
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL, *read = NULL;

    cr_assert(sg_opengraph_recognise(path) && !sg_opengraph_recognise(out));
    cr_assert(sg_opengraph_load(paths, 1, 0, &graph, &report, &err) == SG_OK, "%s",
              err.message);
    cr_assert(report.nodes == 2 && report.relationships == 1);
    sg_node n1 = sg_test_find(graph, "n1");
    cr_assert(sg_test_property(graph, n1, "n", NULL).integer == 2);
    cr_assert(sg_graph_has_label(graph, n1, sg_test_label(graph, "Admin")));
    cr_assert(sg_graph_degree(graph, n1, sg_test_type(graph, "MemberOf"), SG_OUT) == 1);
    cr_assert(sg_opengraph_write(graph, out, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_opengraph_recognise(out));
    cr_assert(sg_opengraph_load(written, 1, 0, &read, NULL, &err) == SG_OK, "%s", err.message);
    sg_test_same(graph, read);
    sg_graph_free(graph);
    sg_graph_free(read);
    sg_test_remove(folder);
    free(path);
    free(out);
}

Test(round_trip, wrong_open_graphs_are_told)
{
    static const struct {
        const char *text, *where, *message;
    } cases[] = {
        { "{\"graph\":{\"nodes\":[{\"kinds\":[]}]}}", "graph.nodes[0]", "needs an `id`" },
        { "{\"graph\":{\"nodes\":[{\"id\":\"a\",\"kinds\":\"X\"}]}}", "graph.nodes[0]",
          "`kinds`" },
        { "{\"graph\":{\"nodes\":{}}}", "", "is no list" },
        { "{\"graph\":[]}", "", "no object `graph`" },
        { "{\"graph\":{\"nodes\":[", "x.json:1:", "expected" },
        { "{\"graph\":{\"edges\":[{\"kind\":\"T\",\"start\":{\"value\":\"a\"},"
          "\"end\":{\"value\":\"b\"}}]}}",
          "graph.edges[0].start", "no node has the id `a`" },
        { "{\"graph\":{\"edges\":[{\"kind\":\"T\",\"start\":{},\"end\":{\"value\":\"b\"}}]}}",
          "graph.edges[0]", "with a `value`" },
        { "{\"graph\":{\"edges\":[{\"kind\":\"T\",\"start\":{\"value\":\"a\",\"match_by\":"
          "\"x\"},"
          "\"end\":{\"value\":\"b\"}}]}}",
          "graph.edges[0]", "`match_by`" },
    };
    const char *folder = sg_test_folder();

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        char *path = sg_test_file(folder, "x.json", sg_str_of(cases[i].text));
        const char *const paths[] = { path };
        sg_error err = { .status = SG_OK };
        sg_graph *graph;
        cr_assert(sg_opengraph_load(paths, 1, 0, &graph, NULL, &err) == SG_EINVAL, "case %zu",
                  i);
        cr_assert(strstr(err.message, cases[i].message), "case %zu: %s", i, err.message);
        cr_assert(strstr(err.source, cases[i].where), "case %zu: %s", i, err.source);
        free(path);
    }
    sg_test_remove(folder);
}

Test(round_trip, graphml_is_well_formed_and_typed)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node a = sg_test_node(builder, "a", "X Y"), b = sg_test_node(builder, "b", "");
    const char *folder = sg_test_folder();
    char *path = sg_test_file(folder, "g.graphml", SG_STR(""));
    sg_error err = { .status = SG_OK };
    sg_str text;

    sg_test_set(builder, a, "n", sg_integer(7));
    sg_test_set(builder, a, "m<\"", sg_test_text("x & \x01 <y>\n"));
    sg_test_set(builder, b, "m<\"", sg_integer(1));
    sg_test_edge(builder, a, "T", b);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_graphml_write(graph, path, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_file_read(path, 100000, &text, &err) == SG_OK);
    static const char *const wanted[] = {
        "attr.name=\"n\" attr.type=\"long\"/>",
        "attr.name=\"m&lt;&quot;\" attr.type=\"string\"/>",
        "labels=\":X:Y\"><data key=\"labels\">:X:Y</data>",
        ">x &amp; \xef\xbf\xbd &lt;y&gt;&#10;</data>",
        "source=\"n1\" target=\"n0\" label=\"T\"",
        "</graph>\n</graphml>\n",
    };
    for (size_t i = 0; i < SG_COUNT(wanted); i++)
        cr_assert(sg_str_find(text, sg_str_of(wanted[i]), 0) != SIZE_MAX, "%s in %.*s",
                  wanted[i], SG_FMT(text));
    free((void *)(uintptr_t)text.bytes);
    sg_graph_free(graph);
    sg_builder_free(builder);
    sg_test_remove(folder);
    free(path);
}
