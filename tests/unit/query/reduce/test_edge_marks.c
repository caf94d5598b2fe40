/* test_edge_marks.c - runs of relationships that pass against a look at each: rows, spans with and without
 * the property, holes, windows, both ways; a graph with changes; what a store keeps. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/build.h"
#include "engine/delta.h"
#include "query/reduce/far_ends.h"
#include "tests/support/graphs.h"

enum { NODES = 900, EDGES = 6000 };

static const sg_range ANY = { 0, SG_NO_ID };

static uint32_t draw(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void add_spans(sg_builder *builder, const sg_build_node *nodes)
{
    for (uint32_t i = 0; i < 3; i++) { /* one passes, one does not, one has holes */
        sg_build_set sources, targets;
        sg_build_span span;
        cr_assert_eq(sg_builder_add_set(builder, nodes + 300 + i * 100, 9, &sources), SG_OK);
        cr_assert_eq(sg_builder_add_set(builder, nodes + 50 + i * 250, 200, &targets), SG_OK);
        cr_assert_eq(sg_builder_add_span(builder, sources, SG_STR("R"), targets, &span), SG_OK);
        cr_assert_eq(sg_builder_set_span(builder, span, SG_STR("read"), sg_boolean(i != 1)),
                     SG_OK);
        for (uint32_t hole = 0; hole < 9 && i == 2; hole++)
            cr_assert_eq(sg_builder_except(builder, span, nodes[500 + hole], nodes[600]),
                         SG_OK);
    }
}

static sg_graph *make(bool with_spans)
{
    sg_builder *builder = NULL;
    sg_graph *graph = NULL;
    sg_build_node *nodes = calloc(NODES, sizeof *nodes);
    sg_build_edge edge;
    uint32_t state = 5;

    cr_assert(nodes && sg_builder_new(0, &builder) == SG_OK);
    for (uint32_t i = 0; i < NODES; i++) {
        char name[16];
        snprintf(name, sizeof name, "%05u", i);
        cr_assert_eq(sg_builder_merge_node(builder, sg_str_of(name), &nodes[i], NULL), SG_OK);
    }
    for (uint32_t i = 0; i < EDGES; i++) {
        uint32_t from = draw(&state) % (i % 3 ? 40 : NODES);
        cr_assert_eq(sg_builder_add_edge(builder, nodes[from],
                                         i % 7 ? SG_STR("R") : SG_STR("S"),
                                         nodes[draw(&state) % 700], &edge),
                     SG_OK);
        if (draw(&state) % 4)
            cr_assert_eq(sg_builder_set_edge(builder, edge, SG_STR("read"),
                                             sg_boolean(draw(&state) % 3 == 0)),
                         SG_OK);
    }
    if (with_spans)
        add_spans(builder, nodes);
    cr_assert_eq(sg_builder_freeze(builder, &graph, NULL), SG_OK);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

/* --- the condition: r.read, by one property at a time ----------------------------------------------- */
typedef struct {
    const sg_graph *graph;
    uint32_t marked; /* how often columns were asked */
    bool fails;
    bool has_column; /* the column itself is given */
} tester;

static bool reads(const sg_graph *graph, uint32_t edge)
{
    sg_key key;

    cr_assert(sg_graph_find_key(graph, SG_STR("read"), &key));
    sg_value value = sg_graph_edge_property(graph, (sg_edge){ edge }, key, NULL);
    return value.type == SG_TYPE_BOOLEAN && value.boolean;
}

static bool name(void *self, const sg_reduced_arc *arc, sg_buffer *out)
{
    (void)self;
    (void)arc;
    sg_buffer_text(out, "read");
    return true;
}

static sg_status column(void *self, const sg_reduced_arc *arc, sg_reltype type,
                        sg_column_bits *out)
{
    const tester *by = self;
    sg_key key;

    (void)arc;
    *out = (sg_column_bits){ NULL, NULL };
    if (!by->has_column)
        return SG_OK;
    cr_assert(sg_graph_find_key(by->graph, SG_STR("read"), &key));
    const sg_column *truths = sg_graph_edge_column(by->graph, type, key);
    cr_assert(truths && truths->width == 0 && !truths->ranks);
    *out = (sg_column_bits){ truths->cells, truths->present };
    return SG_OK;
}

static sg_status mark(void *self, const sg_reduced_arc *arc, sg_reltype type, sg_id_bits *bits)
{
    tester *by = self;
    sg_range range = sg_graph_type_range(by->graph, type);

    (void)arc;
    by->marked++;
    for (uint32_t id = range.first; id < range.last; id++)
        if (sg_graph_edge_in_columns(by->graph, (sg_edge){ id }) && reads(by->graph, id))
            sg_id_bits_add(bits, id - range.first);
    return by->fails ? SG_EINVAL : SG_OK;
}

static sg_status test(void *self, const sg_reduced_arc *arc, uint32_t *edges, uint32_t *count)
{
    const tester *by = self;
    uint32_t kept = 0;

    (void)arc;
    for (uint32_t i = 0; i < *count; i++)
        if (reads(by->graph, edges[i]))
            edges[kept++] = edges[i];
    *count = kept;
    return SG_OK;
}

static sg_status make_marks(tester *by, const sg_edge_tester *edges, sg_set_store *store,
                            sg_range ends, sg_edge_marks **out)
{
    static const sg_reduced_arc arc = { .test_count = 1 };
    sg_reltype type;

    cr_assert(sg_graph_find_type(by->graph, SG_STR("R"), &type));
    return sg_edge_marks_new(by->graph, store, edges, &arc, type, ends, SG_STR("read"), out);
}

/* --- comparing --------------------------------------------------------------------------------------- */
/* The same number of relationships to each far end of the window, and none that does not pass. */
static void check_node(const sg_graph *graph, const sg_edge_marks *marks, uint32_t node,
                       sg_direction way, sg_range window)
{
    uint32_t wanted[NODES + 8] = { 0 };
    sg_reltype type;

    cr_assert(sg_graph_find_type(graph, SG_STR("R"), &type));
    sg_runs runs = sg_graph_runs(graph, (sg_node){ node }, type, way);
    for (sg_run run; sg_runs_next(&runs, &run);)
        for (uint32_t i = 0; i < run.count; i++)
            wanted[sg_run_other(&run, i)] += reads(graph, sg_run_edge(graph, &run, i).id);
    sg_marked_runs some = sg_marked_runs_of(graph, (sg_node){ node }, type, way, marks, window);
    for (sg_run run; sg_marked_runs_next(&some, &run);)
        for (uint32_t i = 0; i < run.count; i++) {
            cr_assert(reads(graph, sg_run_edge(graph, &run, i).id), "%u", node);
            wanted[sg_run_other(&run, i)]--;
        }
    for (uint32_t i = window.first; i < window.last && i < NODES; i++)
        cr_assert_eq(wanted[i], 0, "%u to %u: %d are missing", node, i, (int)wanted[i]);
}

static uint64_t count_one(const sg_graph *graph, const sg_edge_marks *marks, uint32_t node,
                          sg_direction way, const sg_id_bits *ends)
{
    uint64_t count = 0;
    sg_marked_runs some =
        sg_marked_runs_of(graph, (sg_node){ node }, sg_test_type(graph, "R"), way, marks, ANY);

    for (sg_run run; sg_marked_runs_next(&some, &run);)
        for (uint32_t i = 0; i < run.count; i++)
            count += sg_id_bits_has(ends, sg_run_other(&run, i));
    return count;
}

/* Those that lead into some nodes are counted, of many nodes at once, and it is told whether one does. */
static void check_into(const sg_graph *graph, sg_edge_marks *marks, sg_range among,
                       sg_direction way, sg_range window)
{
    sg_arc_kind kind = { sg_test_type(graph, "R"), way, marks };
    uint32_t nodes[NODES], count = 0, state = window.first + 1;
    uint64_t counts[NODES] = { 0 }, any[NODES] = { 0 }, touched = 0, looked_at = 0, all = 0;
    sg_id_bits ends;

    window.last = window.last < NODES ? window.last : NODES;
    cr_assert_eq(sg_id_bits_new(window, &ends), SG_OK);
    for (uint32_t i = window.first; i < window.last; i++)
        if (sg_test_draw(&state) % 3 == 0)
            sg_id_bits_add(&ends, i);
    for (uint32_t i = among.first; i < among.last && i < NODES; i++)
        nodes[count++] = i;
    sg_far_ends_count(graph, kind, nodes, count, &ends, false, counts, &touched);
    sg_far_ends_count(graph, kind, nodes, count, &ends, true, any, &looked_at);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t wanted = count_one(graph, marks, nodes[i], way, &ends);
        cr_assert_eq(counts[i], wanted, "%u: %u of %u", nodes[i], (unsigned)counts[i],
                     (unsigned)wanted);
        cr_assert_eq(any[i], wanted > 0);
        all += wanted;
    }
    cr_assert(touched >= all && looked_at <= touched);
    sg_id_bits_free(&ends);
}

/* `among`: those that are looked at by end. */
static void check_by(tester by, sg_range among)
{
    const sg_graph *graph = by.graph;
    const sg_range windows[] = { { 0, SG_NO_ID }, { 100, 230 }, { 640, 641 } };
    const sg_edge_tester edges = { &by, name, column, mark, test };
    sg_edge_marks *marks = NULL;
    uint64_t touched = 0;

    cr_assert_eq(make_marks(&by, &edges, NULL, among, &marks), SG_OK);
    cr_expect_not(sg_edge_marks_all(marks));
    cr_assert_eq(sg_edge_marks_turn(marks, &touched), SG_OK);
    cr_expect_gt(touched, 0);
    cr_expect_eq(sg_edge_marks_turn_cost(marks), 0);
    for (uint32_t node = 0; node < NODES; node++)
        for (size_t i = 0; i < SG_COUNT(windows); i++) {
            check_node(graph, marks, node, SG_OUT, windows[i]);
            if (node >= among.first && node < among.last)
                check_node(graph, marks, node, SG_IN, windows[i]);
        }
    for (size_t i = 0; i < SG_COUNT(windows); i++) {
        check_into(graph, marks, ANY, SG_OUT, windows[i]);
        check_into(graph, marks, among, SG_IN, windows[i]);
    }
    sg_edge_marks_free(marks);
}

static void check(const sg_graph *graph)
{
    const sg_range among[] = { ANY, { 101, 230 }, { 0, 60 }, { 640, NODES } };

    for (size_t i = 0; i < SG_COUNT(among); i++)
        check_by((tester){ .graph = graph }, among[i]);
}

Test(edge_marks, may_be_a_column_as_it_stands)
{
    sg_graph *graph = make(true);

    check_by((tester){ .graph = graph, .has_column = true }, ANY);
    check_by((tester){ .graph = graph, .has_column = true }, (sg_range){ 101, 230 });
    sg_graph_free(graph);
}

Test(edge_marks, give_what_passes_of_rows_and_spans)
{
    sg_graph *graph = make(true);

    cr_assert_eq(sg_graph_spans(graph), 3);
    check(graph);
    sg_graph_free(graph);
}

/* Deletes, changes and adds relationships, of the type and of another. */
static void change(sg_graph *graph)
{
    uint32_t state = 77, edges = sg_graph_edges(graph);
    sg_reltype type, fresh;
    sg_key key;
    sg_edge edge;

    cr_assert(sg_graph_find_type(graph, SG_STR("R"), &type));
    cr_assert_eq(sg_delta_type(graph, SG_STR("fresh"), &fresh), SG_OK);
    cr_assert_eq(sg_delta_key(graph, SG_STR("read"), &key), SG_OK);
    sg_delta_begin(graph);
    for (uint32_t i = 0; i < 500; i++) {
        edge = (sg_edge){ draw(&state) % edges };
        if (i % 3 == 0)
            cr_assert_eq(sg_delta_delete_edge(graph, edge), SG_OK);
        else if (sg_graph_has_edge(graph, edge) && edge.id < EDGES)
            cr_assert_eq(sg_delta_set_edge(graph, edge, key, sg_boolean(draw(&state) % 2 == 0)),
                         SG_OK);
        cr_assert_eq(sg_delta_add_edge(graph, (sg_node){ draw(&state) % NODES },
                                       i % 5 ? type : fresh, (sg_node){ draw(&state) % NODES },
                                       &edge),
                     SG_OK);
        if (i % 2)
            cr_assert_eq(sg_delta_set_edge(graph, edge, key, sg_boolean(i % 4 == 1)), SG_OK);
    }
}

Test(edge_marks, see_what_changes_have_made)
{
    for (int spans = 0; spans < 2; spans++) {
        sg_graph *graph = NULL;
        cr_assert_eq(sg_delta_open(make(spans == 1), &graph), SG_OK);
        change(graph);
        check(graph);
        sg_graph_free(graph);
    }
}

/* A relationship of a span that has become different from the others. */
Test(edge_marks, decline_spans_that_are_not_alike)
{
    sg_graph *graph = NULL;
    sg_edge_marks *marks = NULL;
    sg_key key;

    cr_assert_eq(sg_delta_open(make(true), &graph), SG_OK);
    tester by = { .graph = graph };
    const sg_edge_tester edges = { &by, name, column, mark, test };
    cr_assert_eq(sg_delta_key(graph, SG_STR("read"), &key), SG_OK);
    sg_delta_begin(graph);
    uint32_t first = sg_graph_span(graph, 0)->first_edge;
    cr_assert_eq(sg_delta_set_edge(graph, (sg_edge){ first + 3 }, key, sg_boolean(false)),
                 SG_OK);
    cr_expect_eq(make_marks(&by, &edges, NULL, ANY, &marks), SG_EUNSUPPORTED);
    sg_graph_free(graph);
}

Test(edge_marks, are_made_once_for_all_that_share_a_store)
{
    sg_graph *graph = make(true);
    tester by = { .graph = graph };
    const sg_edge_tester edges = { &by, name, column, mark, test };
    const sg_range ends[] = { ANY, { 0, 500 }, { 40, 80 }, { 40, 80 } }; /* of 700 */
    sg_set_store *store = NULL;
    uint64_t touched = 0;

    cr_assert_eq(sg_set_store_new(graph, 1 << 20, &store), SG_OK);
    for (size_t i = 0; i < SG_COUNT(ends); i++) {
        sg_edge_marks *marks = NULL;
        cr_assert_eq(make_marks(&by, &edges, store, ends[i], &marks), SG_OK);
        cr_assert_eq(sg_edge_marks_turn(marks, &touched), SG_OK);
        sg_edge_marks_free(marks);
    }
    cr_expect_eq(by.marked, 1);
    cr_expect_eq(sg_set_store_counts_of(store).made,
                 4); /* by start, by end (of all and of a few), of spans */
    cr_expect_eq(sg_set_store_counts_of(store).shared, 8);
    sg_set_store_free(store);
    sg_graph_free(graph);
}

Test(edge_marks, a_test_that_fails_is_told)
{
    sg_graph *graph = make(false);
    tester by = { .graph = graph, .fails = true };
    const sg_edge_tester edges = { &by, name, column, mark, test };
    sg_edge_marks *marks = NULL;

    cr_expect_eq(make_marks(&by, &edges, NULL, ANY, &marks), SG_EINVAL);
    sg_graph_free(graph);
}
