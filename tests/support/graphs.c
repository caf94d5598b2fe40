/* graphs.c - building and reading graphs in tests with one short line each; failures assert. */
#include "tests/support/graphs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/graph_internal.h"

/* --- building --------------------------------------------------------------------------------- */

sg_builder *sg_test_builder(void)
{
    sg_builder *builder = NULL;

    cr_assert(sg_builder_new(0, &builder) == SG_OK);
    return builder;
}

sg_build_node sg_test_node(sg_builder *builder, const char *key, const char *labels)
{
    sg_build_node node = { SG_NO_ID };
    sg_str rest = sg_str_of(labels);

    cr_assert(sg_builder_merge_node(builder, sg_str_of(key), &node, NULL) == SG_OK);
    while (rest.length > 0) {
        sg_str label = sg_str_cut(rest, ' ', &rest);
        cr_assert(sg_builder_add_label(builder, node, label) == SG_OK);
    }
    return node;
}

sg_build_edge sg_test_edge(sg_builder *builder, sg_build_node from, const char *type,
                           sg_build_node to)
{
    sg_build_edge edge = { SG_NO_ID };

    cr_assert(sg_builder_add_edge(builder, from, sg_str_of(type), to, &edge) == SG_OK);
    return edge;
}

void sg_test_set(sg_builder *builder, sg_build_node node, const char *name, sg_value value)
{
    cr_assert(sg_builder_set(builder, node, sg_str_of(name), value) == SG_OK);
}

void sg_test_set_edge(sg_builder *builder, sg_build_edge edge, const char *name, sg_value value)
{
    cr_assert(sg_builder_set_edge(builder, edge, sg_str_of(name), value) == SG_OK);
}

sg_graph *sg_test_freeze(sg_builder *builder)
{
    sg_graph *graph = NULL;
    sg_error err = { 0 };

    cr_assert(sg_builder_freeze(builder, &graph, &err) == SG_OK, "%s", err.message);
    return graph;
}

sg_value sg_test_text(const char *text)
{
    return sg_string(sg_str_of(text));
}

void sg_test_fill(sg_builder *builder)
{
    sg_value items[] = { sg_integer(1), sg_test_text("two"), sg_null(), sg_float(0.5) };
    sg_entry tags[] = { { SG_STR("env"), sg_test_text("prod") },
                        { SG_STR("ports"), sg_list(items, 4) } };
    sg_build_node none = sg_test_node(builder, "none", "");
    sg_build_node role = sg_test_node(builder, "role", "AccessRole Principal Resource");
    sg_build_node bucket = sg_test_node(builder, "bucket", "Bucket DataStore Resource");
    sg_build_node queue = sg_test_node(builder, "queue", "Queue DataStore Resource");
    char key[32];

    for (int i = 0; i < 5; i++) {
        snprintf(key, sizeof key, "vm-%d", i);
        sg_build_node vm = sg_test_node(builder, key, "Compute Resource VirtualMachine");
        sg_test_set(builder, vm, "account", sg_test_text(i % 2 ? "111" : "222"));
        sg_test_set(builder, vm, "public", sg_boolean(i % 3 == 0));
        sg_test_set(builder, vm, "cores", sg_integer(i * 4));
        if (i != 2)
            sg_test_set(builder, vm, "load", sg_float(i / 8.0));
        sg_test_set(builder, vm, "mixed", i % 2 ? sg_integer(i) : sg_test_text("text"));
        sg_test_set(builder, vm, "tags", sg_map(tags, i == 4 ? 1 : 2));
        sg_build_edge edge = sg_test_edge(builder, vm, "HAS", role);
        if (i > 2)
            sg_test_set_edge(builder, edge, "via", sg_test_text("profile"));
        sg_test_set_edge(builder, edge, "port", sg_integer(i));
    }
    sg_test_set(builder, bucket, "id", sg_test_text("b-1"));
    sg_test_set(builder, bucket, "arn", sg_test_text("arn:aws:s3:::b"));
    sg_test_set(builder, queue, "arn", sg_test_text("arn:aws:sqs:::q"));
    sg_test_edge(builder, role, "CAN_ACCESS", bucket);
    sg_test_edge(builder, role, "CAN_ACCESS", queue);
    sg_test_edge(builder, role, "CAN_ACCESS", bucket);
    sg_test_edge(builder, role, "CAN_ASSUME", role);
    sg_test_edge(builder, none, "SEES", bucket);
    cr_assert(sg_builder_alias(builder, role, SG_STR("arn:aws:iam::1:role/r")) == SG_OK);
    cr_assert(sg_builder_attach(builder, SG_STR("coverage"), SG_STR("{}")) == SG_OK);
    cr_assert(sg_builder_attach(builder, SG_STR("about"), SG_STR("")) == SG_OK);
}

/* --- reading ---------------------------------------------------------------------------------- */

sg_build_node *sg_test_numbered(sg_builder *builder, uint32_t count)
{
    sg_build_node *nodes = calloc(count, sizeof *nodes);

    cr_assert(nodes);
    for (uint32_t i = 0; i < count; i++) {
        char name[16];
        snprintf(name, sizeof name, "%05u", i);
        nodes[i] = sg_test_node(builder, name, "");
    }
    return nodes;
}

sg_graph *sg_test_many_kinds(uint32_t count)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = calloc(count, sizeof *nodes);
    char key[16], text[32];

    cr_assert(nodes);
    for (uint32_t i = 0; i < count; i++) {
        snprintf(key, sizeof key, "n%05u", i);
        snprintf(text, sizeof text, "N L%05u", i);
        nodes[i] = sg_test_node(builder, key, text);
        sg_test_set(builder, nodes[i], "v", sg_integer(i % 7));
    }
    for (uint32_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, "T%u", i);
        sg_test_edge(builder, nodes[i], text, nodes[(i + 1) % count]);
        sg_test_edge(builder, nodes[i], text, nodes[(i * 7 + 5) % count]);
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

uint32_t sg_test_draw(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

sg_node sg_test_find(const sg_graph *graph, const char *key)
{
    sg_node node = { SG_NO_ID };

    cr_assert(sg_graph_find_node(graph, sg_str_of(key), &node), "no node `%s`", key);
    return node;
}

sg_label sg_test_label(const sg_graph *graph, const char *name)
{
    sg_label label = { UINT16_MAX };

    cr_assert(sg_graph_find_label(graph, sg_str_of(name), &label), "no label `%s`", name);
    return label;
}

sg_reltype sg_test_type(const sg_graph *graph, const char *name)
{
    sg_reltype type = { UINT16_MAX };

    cr_assert(sg_graph_find_type(graph, sg_str_of(name), &type), "no type `%s`", name);
    return type;
}

sg_value sg_test_property(const sg_graph *graph, sg_node node, const char *name,
                          sg_arena *arena)
{
    sg_key key;

    return sg_graph_find_key(graph, sg_str_of(name), &key)
               ? sg_graph_property(graph, node, key, arena)
               : sg_null();
}

void sg_test_rows(sg_builder *builder, const sg_build_node *nodes, uint32_t count,
                  uint32_t *state)
{
    for (uint32_t i = 0; i < 70000; i++)
        sg_test_edge(builder, nodes[1300], "packed", nodes[i % count]);
    for (uint32_t i = 0; i < 12000; i++)
        sg_test_edge(builder, nodes[i % 130], "dense", nodes[sg_test_draw(state) % count]);
    for (uint32_t i = 0; i < count / 700; i++)
        sg_test_edge(builder, nodes[i * 700], "listed", nodes[sg_test_draw(state) % count]);
}

static uint64_t mix(uint64_t digest, uint64_t number)
{
    return sg_hash_combine(digest, number);
}

static uint64_t mix_names(const sg_graph *graph, uint64_t digest)
{
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++) {
        sg_label label = { (uint16_t)i };
        uint32_t count;
        const sg_range *ranges = sg_graph_label_ranges(graph, label, &count);
        digest = mix(digest, sg_hash_str(sg_graph_label_name(graph, label)));
        digest = mix(digest, sg_graph_label_count(graph, label));
        for (uint32_t k = 0; k < count; k++)
            digest = mix(mix(digest, ranges[k].first), ranges[k].last);
    }
    for (uint32_t i = 0; i < sg_graph_types(graph); i++) {
        sg_reltype type = { (uint16_t)i };
        sg_range range = sg_graph_type_range(graph, type);
        digest = mix(digest, sg_hash_str(sg_graph_type_name(graph, type)));
        digest = mix(mix(digest, range.first), range.last);
        for (uint32_t set = 0; set < sg_graph_label_sets(graph); set++)
            for (int way = SG_OUT; way <= SG_IN; way++)
                digest = mix(digest, sg_graph_set_degree(graph, (sg_label_set){ (uint16_t)set },
                                                         type, (sg_direction)way));
    }
    for (uint32_t i = 0; i < sg_graph_keys(graph); i++)
        digest = mix(digest, sg_hash_str(sg_graph_key_name(graph, (sg_key){ i })));
    return digest;
}

static uint64_t mix_node(const sg_graph *graph, sg_node node, sg_arena *arena, uint64_t digest)
{
    sg_label_set set = sg_graph_label_set(graph, node);
    uint32_t count;
    const sg_label *labels = sg_label_set_labels(graph, set, &count);

    digest = mix(digest, set.id);
    for (uint32_t i = 0; i < count; i++) {
        cr_assert(sg_graph_has_label(graph, node, labels[i]));
        digest = mix(digest, labels[i].id);
    }
    digest = mix(digest, sg_value_hash(sg_graph_properties(graph, node, arena)));
    for (uint32_t i = 0; i < sg_graph_types(graph) * 2; i++) {
        sg_reltype type = { (uint16_t)(i / 2) };
        sg_direction way = i % 2 ? SG_IN : SG_OUT;
        sg_runs runs = sg_graph_runs(graph, node, type, way);
        uint32_t degree = 0;
        for (sg_run run; sg_runs_next(&runs, &run); degree += run.count)
            for (uint32_t k = 0; k < run.count; k++)
                digest =
                    mix(mix(digest, sg_run_other(&run, k)), sg_run_edge(graph, &run, k).id);
        cr_assert(degree == sg_graph_degree(graph, node, type, way));
    }
    return digest;
}

static uint64_t mix_columns(const sg_graph *graph, sg_arena *arena, uint64_t digest)
{
    uint32_t sets = sg_graph_label_sets(graph), types = sg_graph_types(graph);

    for (uint32_t owner = 0; owner < sets + types; owner++) {
        for (uint32_t key = 0; key < sg_graph_keys(graph); key++) {
            sg_label_set set = { (uint16_t)owner };
            sg_reltype type = { (uint16_t)(owner - sets) };
            const sg_column *column = owner < sets
                                          ? sg_graph_column(graph, set, (sg_key){ key })
                                          : sg_graph_edge_column(graph, type, (sg_key){ key });
            if (!column)
                continue;
            digest = mix(mix(digest, column->kind), column->distinct);
            for (uint32_t row = 0; row < column->rows; row++)
                digest = mix(digest, sg_value_hash(sg_column_value(graph, column, row, arena)));
            sg_arena_reset(arena);
        }
    }
    return digest;
}

uint64_t sg_test_digest(const sg_graph *graph)
{
    uint64_t digest = mix_names(graph, sg_graph_nodes(graph));
    sg_arena *arena = NULL;
    sg_node found = { 0 };
    sg_str text;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (uint32_t i = 0; i < sg_graph_nodes(graph); i++) {
        digest = mix_node(graph, (sg_node){ i }, arena, digest);
        sg_arena_reset(arena);
    }
    for (uint32_t i = 0; i < sg_graph_edges(graph); i++) {
        sg_edge edge = { i };
        digest = mix(digest, sg_graph_edge_type(graph, edge).id);
        digest = mix(digest, sg_graph_edge_from(graph, edge).id);
        digest = mix(digest, sg_graph_edge_to(graph, edge).id);
        digest = mix(digest, sg_value_hash(sg_graph_edge_properties(graph, edge, arena)));
        sg_arena_reset(arena);
    }
    digest = mix_columns(graph, arena, digest);
    for (uint32_t i = 0; i < sg_graph_strings(graph); i++) {
        text = sg_graph_string(graph, i);
        digest = mix(digest, sg_hash_str(text));
        if (sg_graph_find_node(graph, text, &found))
            digest = mix(digest, found.id);
        if (sg_graph_attachment(graph, text, &text))
            digest = mix(digest, sg_hash_str(text));
    }
    sg_arena_free(arena);
    return digest;
}

void sg_test_same_bytes(const sg_graph *left, const sg_graph *right, int number)
{
    for (size_t i = 0; i < SG_SECTIONS; i++) {
        sg_section a = left->sections[i], b = right->sections[i];
        cr_assert(a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0,
                  "section %zu, case %d", i, number);
    }
}
