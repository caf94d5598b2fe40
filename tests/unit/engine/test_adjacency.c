/* test_adjacency.c - rows both ways against a plain list of edges, for every form of row index. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/build.h"
#include "engine/graph_internal.h"
#include "tests/support/graphs.h"

enum {
    MAX_EDGES = 4000,
};

typedef struct plain_edge {
    uint32_t from, to; /* of the frozen graph, once translated */
    uint32_t number;   /* the property `n`: order of building within the type */
} plain_edge;

typedef struct plain_graph {
    uint32_t nodes, edges;
    plain_edge edge[MAX_EDGES];
} plain_graph;

static int by_source(const void *left, const void *right)
{
    const plain_edge *a = left, *b = right;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int by_target(const void *left, const void *right)
{
    const plain_edge *a = left, *b = right;

    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return by_source(left, right);
}

/* `stride` and `window` choose which nodes have edges, and so the form of the index. */
static sg_graph *build(plain_graph *plain, uint32_t nodes, uint32_t edges, uint32_t stride,
                       uint32_t window)
{
    sg_builder *builder = sg_test_builder();
    uint32_t *number = calloc(nodes, sizeof(*number));

    cr_assert(number && edges <= MAX_EDGES);
    *plain = (plain_graph){ .nodes = nodes, .edges = edges };
    for (uint32_t i = 0; i < nodes; i++) {
        sg_build_node node;
        cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
        if (i % 5 == 0) /* so that numbers differ from handles */
            cr_assert(sg_builder_add_label(builder, node, SG_STR("Fifth")) == SG_OK);
    }
    for (uint32_t i = 0; i < edges; i++) {
        plain_edge *edge = &plain->edge[i];
        *edge = (plain_edge){ (uint32_t)rand() % window * stride % nodes,
                              (uint32_t)rand() % window * stride % nodes, i };
        sg_build_edge made = sg_test_edge(builder, (sg_build_node){ edge->from }, "T",
                                          (sg_build_node){ edge->to });
        sg_test_set_edge(builder, made, "n", sg_integer(i));
        if (i % 3 == 0)
            sg_test_edge(builder, (sg_build_node){ edge->to }, i % 2 ? "A" : "Z",
                         (sg_build_node){ edge->from });
    }
    sg_graph *graph = sg_test_freeze(builder);
    for (uint32_t i = 0; i < nodes; i++)
        number[sg_builder_handle(builder, (sg_node){ i }).index] = i;
    for (uint32_t i = 0; i < edges; i++) {
        plain->edge[i].from = number[plain->edge[i].from];
        plain->edge[i].to = number[plain->edge[i].to];
    }
    free(number);
    sg_builder_free(builder);
    return graph;
}

static void compare_direction(const sg_graph *graph, plain_graph *plain, sg_direction way)
{
    sg_reltype type = sg_test_type(graph, "T");
    sg_range range = sg_graph_type_range(graph, type);
    uint32_t next = 0;
    sg_key key;

    cr_assert(sg_graph_find_key(graph, SG_STR("n"), &key));
    qsort(plain->edge, plain->edges, sizeof(plain->edge[0]),
          way == SG_OUT ? by_source : by_target);
    for (uint32_t node = 0; node < plain->nodes; node++) {
        uint32_t first = next;
        sg_runs runs = sg_graph_runs(graph, (sg_node){ node }, type, way);
        for (sg_run run; sg_runs_next(&runs, &run);) {
            for (uint32_t i = 0; i < run.count; i++, next++) {
                const plain_edge *edge = &plain->edge[next];
                sg_edge id = sg_run_edge(graph, &run, i);
                cr_assert(next < plain->edges);
                cr_assert(node == (way == SG_OUT ? edge->from : edge->to));
                cr_assert(sg_run_other(&run, i) == (way == SG_OUT ? edge->to : edge->from));
                cr_assert(sg_graph_edge_property(graph, id, key, NULL).integer == edge->number);
                cr_assert(sg_graph_edge_from(graph, id).id == edge->from);
                cr_assert(sg_graph_edge_to(graph, id).id == edge->to);
                cr_assert(sg_graph_edge_type(graph, id).id == type.id);
                cr_assert(id.id >= range.first && id.id < range.last);
            }
        }
        cr_assert(sg_graph_degree(graph, (sg_node){ node }, type, way) == next - first);
    }
    cr_assert(next == plain->edges);
}

/* What many label sets have together, whichever these are, is what they have one by one. */
static void compare_together(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    uint32_t sets = sg_graph_label_sets(graph), state = 5;

    for (uint32_t one_in = 1; one_in < 5; one_in++) {
        uint64_t some[1024] = { 0 }, degree = 0;
        for (uint32_t set = 0; set < sets; set++)
            if (sg_test_draw(&state) % one_in == 0 || (one_in == 4 && set % 130 < 64)) {
                sg_bit_set(some, set);
                degree +=
                    sg_graph_set_degree(graph, (sg_label_set){ (uint16_t)set }, type, way);
            }
        cr_assert(sg_graph_sets_degree(graph, some, type, way) == degree);
    }
}

static void compare_statistics(const sg_graph *graph)
{
    for (uint32_t i = 0; i < sg_graph_types(graph) * 2; i++) {
        sg_reltype type = { (uint16_t)(i / 2) };
        sg_direction way = i % 2 ? SG_IN : SG_OUT;
        uint32_t total = 0;
        uint64_t with[1024] = { 0 };
        cr_assert(sg_graph_label_sets(graph) < 64 * 1024);
        sg_graph_sets_with(graph, type, way, with);
        for (uint32_t set = 0; set < sg_graph_label_sets(graph); set++) {
            sg_range range = sg_label_set_range(graph, (sg_label_set){ (uint16_t)set });
            uint32_t degree = 0;
            for (uint32_t node = range.first; node < range.last; node++)
                degree += sg_graph_degree(graph, (sg_node){ node }, type, way);
            cr_assert(degree ==
                      sg_graph_set_degree(graph, (sg_label_set){ (uint16_t)set }, type, way));
            cr_assert(sg_bit_test(with, set) == (degree > 0));
            total += degree;
        }
        cr_assert(total == sg_graph_type_count(graph, type));
        compare_together(graph, type, way);
    }
}

static void compare(uint32_t nodes, uint32_t edges, uint32_t stride, uint32_t window,
                    sg_row_form form)
{
    plain_graph *plain = calloc(1, sizeof(*plain));

    cr_assert(plain);
    sg_graph *graph = build(plain, nodes, edges, stride, window);
    uint32_t type = sg_test_type(graph, "T").id;
    cr_assert(graph->row_indexes[type * 2].form == (uint32_t)form);
    cr_assert(graph->row_indexes[type * 2 + 1].form == (uint32_t)form);
    compare_direction(graph, plain, SG_OUT);
    compare_direction(graph, plain, SG_IN);
    compare_statistics(graph);
    sg_graph_free(graph);
    free(plain);
}

Test(adjacency, dense_rows)
{
    srand(1);
    compare(200, 4000, 1, 200, SG_ROWS_DENSE);
    compare(1, 3, 1, 1, SG_ROWS_DENSE);
    compare(64, 1100, 1, 64, SG_ROWS_DENSE);
}

Test(adjacency, packed_rows_as_bits)
{
    srand(2);
    compare(6000, 1000, 7, 800, SG_ROWS_PACKED);
    compare(4096, 600, 9, 400, SG_ROWS_PACKED);
    compare(20000, 4000, 1, 20000, SG_ROWS_PACKED);
    compare(1000, 4000, 1, 1000, SG_ROWS_PACKED);
}

Test(adjacency, packed_rows_as_positions)
{
    srand(4);
    compare(300, 4000, 1, 300, SG_ROWS_PACKED);
    compare(260, 4000, 1, 260, SG_ROWS_PACKED);
}

Test(adjacency, rows_by_list)
{
    srand(3);
    compare(20000, 60, 977, 20, SG_ROWS_LIST);
    compare(50000, 12, 49995, 2, SG_ROWS_LIST);
}

/* Types that few of many label sets have, and one that all have. */
Test(adjacency, many_label_sets)
{
    enum { SETS = 300, EACH = 5, NODES = SETS * EACH };
    sg_builder *builder = sg_test_builder();
    sg_build_node nodes[NODES];
    uint32_t state = 11;
    char key[16], label[16];

    for (uint32_t i = 0; i < NODES; i++) {
        snprintf(key, sizeof key, "n%u", i);
        snprintf(label, sizeof label, "L%u", i / EACH);
        nodes[i] = sg_test_node(builder, key, label);
    }
    for (uint32_t i = 0; i < 3 * NODES; i++)
        sg_test_edge(builder, nodes[i % NODES], "ALL", nodes[sg_test_draw(&state) % NODES]);
    for (uint32_t i = 0; i < 40; i++)
        sg_test_edge(builder, nodes[sg_test_draw(&state) % NODES], i % 4 ? "FEW" : "FEWER",
                     nodes[sg_test_draw(&state) % NODES]);
    for (uint32_t i = 0; i < NODES / 4; i++)
        sg_test_edge(builder, nodes[NODES / 3 + i / 2], "MIDDLE", nodes[i]);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_graph_label_sets(graph) >= SETS);
    compare_statistics(graph);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

/* A block with more edges than 16 bits count. */
Test(adjacency, a_hub_among_small_rows)
{
    enum { NODES = 6000, HUB = 77, SPOKES = 70000 };
    sg_builder *builder = sg_test_builder();
    sg_build_node node;

    for (uint32_t i = 0; i < NODES; i++)
        cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
    for (uint32_t i = 0; i < SPOKES; i++)
        sg_test_edge(builder, (sg_build_node){ HUB }, "T", (sg_build_node){ i % NODES });
    for (uint32_t i = 0; i < NODES; i += 3)
        sg_test_edge(builder, (sg_build_node){ i }, "T", (sg_build_node){ HUB });
    sg_graph *graph = sg_test_freeze(builder);
    sg_reltype type = sg_test_type(graph, "T");
    cr_assert(graph->row_indexes[0].form == SG_ROWS_PACKED);
    uint32_t edge = 0;
    for (uint32_t i = 0; i < NODES; i++) {
        uint32_t degree = (i == HUB ? SPOKES : 0u) + (i % 3 == 0);
        cr_assert(sg_graph_degree(graph, (sg_node){ i }, type, SG_OUT) == degree);
        for (uint32_t last = edge + degree; edge < last; edge++)
            cr_assert(sg_graph_edge_from(graph, (sg_edge){ edge }).id == i);
    }
    sg_graph_free(graph);
    sg_builder_free(builder);
}

/* What is asked of topology, counted and not timed: both directions with all row indexes.  A type
 * leads from nodes of one kind to nodes of another, as types do; every fifth to all nodes. */
Test(adjacency, nine_bytes_an_edge)
{
    enum { NODES = 20000, EDGES = 10 * NODES, TYPES = 20, KIND = NODES / TYPES };
    static const uint32_t degrees[] = { 1, 1, 2, 3, 8, 30 };
    sg_builder *builder = sg_test_builder();
    sg_build_node node;
    char type[8];

    srand(5);
    for (uint32_t i = 0; i < NODES; i++)
        cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
    for (uint32_t made = 0; made < EDGES;) {
        uint32_t kind = (uint32_t)rand() % TYPES,
                 count = degrees[(size_t)rand() % SG_COUNT(degrees)];
        uint32_t from = (kind * KIND + (uint32_t)rand() % (3 * KIND)) % NODES;
        uint32_t targets = kind % 5 == 0 ? NODES : 2 * KIND;
        snprintf(type, sizeof type, "T%u", kind);
        for (uint32_t i = 0; i < count && made < EDGES; i++, made++) {
            uint32_t to = (kind * 7 * KIND + (uint32_t)rand() % targets) % NODES;
            sg_test_edge(builder, (sg_build_node){ from }, type, (sg_build_node){ to });
        }
    }
    sg_graph *graph = sg_test_freeze(builder);
    size_t bytes = graph->sections[SG_SECTION_OUT_OTHERS].length +
                   graph->sections[SG_SECTION_IN_OTHERS].length +
                   graph->sections[SG_SECTION_ROW_INDEXES].length +
                   graph->sections[SG_SECTION_ROW_WORDS].length;
    cr_assert(sg_graph_edges(graph) == EDGES);
    cr_assert(bytes <= (size_t)9 * EDGES, "%.2f bytes an edge", (double)bytes / EDGES);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(adjacency, a_node_without_relationships_has_no_run)
{
    sg_builder *builder = sg_test_builder();
    sg_run run;

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    sg_runs runs =
        sg_graph_runs(graph, sg_test_find(graph, "bucket"), sg_test_type(graph, "HAS"), SG_OUT);
    cr_assert(!sg_runs_next(&runs, &run));
    sg_node role = sg_test_find(graph, "role");
    cr_assert(sg_graph_degree(graph, role, sg_test_type(graph, "HAS"), SG_IN) == 5);
    cr_assert(sg_graph_degree(graph, role, sg_test_type(graph, "CAN_ASSUME"), SG_IN) == 1);
    cr_assert(sg_graph_degree(graph, role, sg_test_type(graph, "CAN_ASSUME"), SG_OUT) == 1);
    sg_graph_free(graph);
    sg_builder_free(builder);
}
