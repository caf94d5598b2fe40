/* twins.c - random graphs with and without spans, and all that can be read of them. */
#include "tests/support/twins.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/support/graphs.h"

static const char *const types[] = { "CAN", "HAS", "SEES" };
static const char *const labels[] = { "Role", "Bucket", "Role Admin", "" };

typedef struct twin_builders {
    sg_builder *spans, *plain;
    sg_build_node nodes[SG_TWIN_NODES]; /* handles are the same in both */
} twin_builders;

/* A few ranges of nodes and a few single ones. */
static uint32_t choose(sg_build_node *out)
{
    uint32_t count = 0, ranges = rand() % 8 ? 1 + (uint32_t)rand() % 3 : 0;

    for (uint32_t i = 0; i < ranges; i++) {
        uint32_t first = (uint32_t)rand() % SG_TWIN_NODES, length = (uint32_t)rand() % 12;
        for (uint32_t k = 0; k < length && first + k < SG_TWIN_NODES; k++)
            out[count++] = (sg_build_node){ first + k };
    }
    return count;
}

static bool is_among(const sg_build_node *nodes, uint32_t count, uint32_t node)
{
    for (uint32_t i = 0; i < count; i++)
        if (nodes[i].index == node)
            return true;
    return false;
}

static void add_span(twin_builders *both)
{
    sg_build_node sources[64], targets[64];
    uint32_t source_count = choose(sources), target_count = choose(targets);
    const char *type = types[rand() % 2];
    bool hole[SG_TWIN_NODES][SG_TWIN_NODES] = { { false } };
    sg_build_set from, to;
    sg_build_span span;

    cr_assert(sg_builder_add_set(both->spans, sources, source_count, &from) == SG_OK);
    cr_assert(sg_builder_add_set(both->spans, targets, target_count, &to) == SG_OK);
    cr_assert(sg_builder_add_span(both->spans, from, sg_str_of(type), to, &span) == SG_OK);
    int first = rand() % 3, second = rand() % 2;
    if (first > 0)
        cr_assert(sg_builder_set_span(both->spans, span, SG_STR("level"), sg_integer(first)) ==
                  SG_OK);
    if (second > 0)
        cr_assert(sg_builder_set_span(both->spans, span, SG_STR("a"), sg_integer(second)) ==
                  SG_OK);
    for (int i = rand() % 200; i > 0; i--) { /* some are no holes of it, some are told twice */
        sg_build_node source = { (uint32_t)rand() % SG_TWIN_NODES };
        sg_build_node target = { (uint32_t)rand() % SG_TWIN_NODES };
        cr_assert(sg_builder_except(both->spans, span, source, target) == SG_OK);
        hole[source.index][target.index] = true;
    }
    for (uint32_t s = 0; s < SG_TWIN_NODES; s++) {
        for (uint32_t t = 0; t < SG_TWIN_NODES; t++) {
            if (hole[s][t] || !is_among(sources, source_count, s) ||
                !is_among(targets, target_count, t))
                continue;
            sg_build_edge edge =
                sg_test_edge(both->plain, (sg_build_node){ s }, type, (sg_build_node){ t });
            if (first > 0)
                sg_test_set_edge(both->plain, edge, "level", sg_integer(first));
            if (second > 0)
                sg_test_set_edge(both->plain, edge, "a", sg_integer(second));
        }
    }
}

static void add_edge(sg_builder *builder, uint32_t from, uint32_t to, const char *type,
                     int level)
{
    sg_build_edge edge =
        sg_test_edge(builder, (sg_build_node){ from }, type, (sg_build_node){ to });

    if (level > 0)
        sg_test_set_edge(builder, edge, "level", sg_integer(level));
}

sg_test_twins sg_test_twins_make(unsigned seed)
{
    twin_builders both = { sg_test_builder(), sg_test_builder(), { { 0 } } };
    sg_test_twins twins;
    char key[16];

    srand(seed);
    for (uint32_t i = 0; i < SG_TWIN_NODES; i++) {
        const char *label = labels[rand() % 4];
        snprintf(key, sizeof key, "n%u", i);
        both.nodes[i] = sg_test_node(both.spans, key, label);
        sg_test_set(both.spans, both.nodes[i], "number", sg_integer(i));
        sg_test_set(both.plain, sg_test_node(both.plain, key, label), "number", sg_integer(i));
    }
    for (int i = 1 + rand() % 5; i > 0; i--)
        add_span(&both);
    for (int i = rand() % 60; i > 0; i--) {
        uint32_t from = (uint32_t)rand() % SG_TWIN_NODES, to = (uint32_t)rand() % SG_TWIN_NODES;
        const char *type = types[rand() % 3];
        int level = rand() % 3;
        add_edge(both.spans, from, to, type, level);
        add_edge(both.plain, from, to, type, level);
    }
    /* Names in the same order, so that types and keys have the same numbers. */
    for (size_t i = 0; i < SG_COUNT(types); i++) {
        add_edge(both.spans, 0, 1, types[i], 1);
        add_edge(both.plain, 0, 1, types[i], 1);
    }
    twins = (sg_test_twins){ sg_test_freeze(both.spans), sg_test_freeze(both.plain) };
    sg_builder_free(both.spans);
    sg_builder_free(both.plain);
    return twins;
}

void sg_test_twins_free(sg_test_twins *twins)
{
    sg_graph_free(twins->spans);
    sg_graph_free(twins->plain);
}

/* --- reading ------------------------------------------------------------------------------------ */

typedef struct told_edge {
    uint32_t other;
    int64_t level, a; /* -1: none */
} told_edge;

static int by_all(const void *left, const void *right)
{
    const told_edge *a = left, *b = right;

    if (a->other != b->other)
        return a->other < b->other ? -1 : 1;
    if (a->level != b->level)
        return a->level < b->level ? -1 : 1;
    return (a->a > b->a) - (a->a < b->a);
}

static int64_t number(const sg_graph *graph, sg_edge edge, const char *name, sg_arena *arena)
{
    sg_key key;
    sg_value value = sg_graph_find_key(graph, sg_str_of(name), &key)
                         ? sg_graph_edge_property(graph, edge, key, arena)
                         : sg_null();

    return value.type == SG_TYPE_INTEGER ? value.integer : -1;
}

static told_edge tell(const sg_graph *graph, sg_edge edge, uint32_t other, sg_arena *arena)
{
    told_edge told = { other, number(graph, edge, "level", arena),
                       number(graph, edge, "a", arena) };
    sg_value map = sg_graph_edge_properties(graph, edge, arena);

    cr_assert(map.type == SG_TYPE_MAP &&
              map.length == (uint32_t)(told.level >= 0) + (told.a >= 0));
    return told;
}

/* One row: its relationships, which are noted in `seen` by id. */
static void describe_row(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way,
                         uint8_t *seen, sg_arena *arena, sg_buffer *out)
{
    uint32_t degree = sg_graph_degree(graph, node, type, way), count = 0;
    told_edge *told = calloc((size_t)degree + 1, sizeof *told);
    sg_runs runs = sg_graph_runs(graph, node, type, way);

    cr_assert(told);
    for (sg_run run; sg_runs_next(&runs, &run);) {
        cr_assert(run.count > 0 && sg_run_has_edges(&run) && run.node == node.id);
        cr_assert(sg_run_seek(&run, 0, 0) == 0);
        for (uint32_t i = 0; i < run.count; i++) {
            sg_edge edge = sg_run_edge(graph, &run, i);
            uint32_t other = sg_run_other(&run, i), copied;
            cr_assert(count < degree && edge.id < sg_graph_edges(graph));
            sg_run_copy_others(&run, i, 1, &copied);
            cr_assert(copied == other && (i == 0 || sg_run_other(&run, i - 1) <= other));
            cr_assert(sg_run_other(&run, sg_run_seek(&run, 0, other)) == other);
            cr_assert(sg_graph_has_edge(graph, edge));
            cr_assert(sg_graph_edge_type(graph, edge).id == type.id);
            cr_assert(sg_graph_edge_from(graph, edge).id == (way == SG_OUT ? node.id : other));
            cr_assert(sg_graph_edge_to(graph, edge).id == (way == SG_OUT ? other : node.id));
            seen[edge.id] = (uint8_t)(seen[edge.id] + (way == SG_OUT ? 1 : 16));
            told[count++] = tell(graph, edge, other, arena);
        }
    }
    cr_assert(count == degree);
    if (count > 0)
        sg_buffer_format(out, "%u %s %.*s:", node.id, way == SG_OUT ? "out" : "in",
                         SG_FMT(sg_graph_type_name(graph, type)));
    qsort(told, count, sizeof *told, by_all);
    for (uint32_t i = 0; i < count; i++)
        sg_buffer_format(out, " %u:%d:%d", told[i].other, (int)told[i].level, (int)told[i].a);
    if (count > 0)
        sg_buffer_char(out, '\n');
    free(told);
}

static void describe_type(const sg_graph *graph, sg_reltype type, sg_buffer *out)
{
    uint64_t sum = 0;

    if (sg_graph_type_count(graph, type) > 0)
        sg_buffer_format(out, "%.*s %u\n", SG_FMT(sg_graph_type_name(graph, type)),
                         (unsigned)sg_graph_type_count(graph, type));
    for (uint32_t i = 0; i < 2 * sg_graph_label_sets(graph); i++) {
        sg_label_set set = { (uint16_t)(i / 2) };
        sg_direction way = i % 2 ? SG_IN : SG_OUT;
        uint64_t degree = sg_graph_set_degree(graph, set, type, way), counted = 0;
        for (uint32_t node = 0; node < sg_graph_nodes(graph); node++)
            if (sg_graph_has_node(graph, (sg_node){ node }) &&
                sg_graph_label_set(graph, (sg_node){ node }).id == set.id)
                counted += sg_graph_degree(graph, (sg_node){ node }, type, way);
        cr_assert(counted == degree, "set %u", set.id);
        sum += degree;
    }
    cr_assert(sum == 2 * sg_graph_type_count(graph, type));
}

char *sg_test_describe(const sg_graph *graph)
{
    uint8_t *seen = calloc((size_t)sg_graph_edges(graph) + 1, 1);
    sg_buffer out = { 0 };
    sg_arena *arena;
    uint64_t there = 0;

    cr_assert(seen && sg_arena_new(0, &arena) == SG_OK);
    sg_buffer_format(&out, "%u nodes, %u relationships\n", sg_graph_node_count(graph),
                     (unsigned)sg_graph_edge_count(graph));
    for (uint32_t i = 0; i < sg_graph_types(graph); i++)
        describe_type(graph, (sg_reltype){ (uint16_t)i }, &out);
    for (uint32_t node = 0; node < sg_graph_nodes(graph); node++) {
        if (!sg_graph_has_node(graph, (sg_node){ node }))
            continue;
        for (uint32_t i = 0; i < 2 * sg_graph_types(graph); i++)
            describe_row(graph, (sg_node){ node }, (sg_reltype){ (uint16_t)(i / 2) },
                         i % 2 ? SG_IN : SG_OUT, seen, arena, &out);
        sg_arena_reset(arena);
    }
    for (uint32_t id = 0; id < sg_graph_edges(graph); id++) {
        bool has = sg_graph_has_edge(graph, (sg_edge){ id });
        cr_assert(seen[id] == (has ? 17 : 0), "each relationship is read once each way");
        there += has;
    }
    cr_assert(there == sg_graph_edge_count(graph));
    sg_arena_free(arena);
    free(seen);
    return out.bytes;
}
