/* test_property.c - tests of properties that are remembered by cell, of columns whose cells mean different things. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/base/text.h"
#include "tests/support/results.h"

enum { HUBS = 40, FILLERS = 300 };

/* Hubs lead to an A and a B in turn.  The texts of A are x and z, those of B z and w, and so many others are in the
 * graph that columns have dictionaries: their first cells mean x here and z there.  Of two texts cells are bits; with
 * `bytes` there is an A and a B of a third one, to which no hub leads. */
static sg_graph *make(bool gaps, bool bytes)
{
    sg_buffer text = { .length = 0 };

    for (unsigned i = 0; i < HUBS; i++) {
        sg_buffer_format(&text, "%s(:Hub {n: %u})-[:T]->(a%u:A {k: '%s'})", i ? ", " : "", i, i,
                         i % 2 ? "z" : "x");
        sg_buffer_format(&text, ", (:Hub {n: %u})-[:T]->(b%u:B%s)", i, i,
                         gaps && i % 4 == 2 ? ""
                         : i % 2            ? " {k: 'w'}"
                                            : " {k: 'z'}");
    }
    for (unsigned i = 0; i < FILLERS; i++)
        sg_buffer_format(&text, ", (:Filler {k: 'filler %u'})", i);
    if (bytes)
        sg_buffer_text(&text, ", (:A {k: 'y'}), (:B {k: 'y'})");
    cr_assert_eq(text.status, SG_OK);
    sg_buffer_char(&text, '\0');
    sg_graph *graph = sg_test_graph(text.bytes);
    sg_buffer_free(&text);
    return graph;
}

static const sg_column *column_of(const sg_graph *graph, const char *name)
{
    sg_key key;

    cr_assert(sg_graph_find_key(graph, SG_STR("k"), &key));
    for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++) {
        sg_label_set set = { (uint16_t)i };
        sg_range range = sg_label_set_range(graph, set);
        sg_label label;
        cr_assert(sg_graph_find_label(graph, sg_str_of(name), &label));
        if (range.first < range.last &&
            sg_graph_has_label(graph, (sg_node){ range.first }, label))
            return sg_graph_column(graph, set, key);
    }
    return NULL;
}

static void expect(const sg_graph *graph, const char *condition, const char *rows)
{
    char query[256];

    snprintf(query, sizeof query,
             "MATCH (h:Hub)-[:T]->(n) WITH h, n ORDER BY h.n WITH n WHERE %s "
             "RETURN labels(n)[0] AS l, count(*) ORDER BY l",
             condition);
    sg_test_expect_rows(graph, query, rows);
}

Test(property, a_cell_means_what_its_column_says)
{
    for (uint32_t width = 0; width < 2; width++) {
        sg_graph *graph = make(false, width == 1);
        const sg_column *a = column_of(graph, "A"), *b = column_of(graph, "B");

        cr_assert(a && b);
        cr_assert_eq(a->width, width);
        cr_assert_eq(b->width, width);
        cr_assert(a->dictionary && b->dictionary);
        expect(graph, "n.k = 'x'", "'A' | 20\n");
        expect(graph, "n.k = 'z'", "'A' | 20\n'B' | 20\n");
        expect(graph, "n.k <> 'z'", "'A' | 20\n'B' | 20\n");
        expect(graph, "n.k < 'x'", "'B' | 20\n");
        expect(graph, "n.k STARTS WITH 'w'", "'B' | 20\n");
        sg_graph_free(graph);
    }
}

Test(property, what_is_not_there_is_no_cell)
{
    for (int bytes = 0; bytes < 2; bytes++) {
        sg_graph *graph = make(true, bytes);

        expect(graph, "n.k = 'z'", "'A' | 20\n'B' | 10\n");
        expect(graph, "n.k <> 'z'", "'A' | 20\n'B' | 20\n");
        expect(graph, "NOT n.k = 'w'", "'A' | 40\n'B' | 10\n");
        sg_graph_free(graph);
    }
}

/* Keys of groups are values: their properties are read by the columns of each. */
Test(property, of_the_keys_of_groups)
{
    sg_graph *graph = make(true, true);

    sg_test_expect_rows(graph,
                        "MATCH (h:Hub)-[:T]->(n) WITH h, n ORDER BY h.n WITH n, count(h) AS c "
                        "RETURN labels(n)[0] AS l, n.k AS k, sum(c) ORDER BY l, k",
                        "'A' | 'x' | 20\n'A' | 'z' | 20\n'B' | 'w' | 20\n'B' | 'z' | 10\n"
                        "'B' | null | 10\n");
    sg_graph_free(graph);
}
