/* test_pack.c - cells as narrow as their values allow, and the values that come back. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/graph_internal.h"
#include "tests/support/graphs.h"

enum { ROWS = 70001 };

typedef int64_t number_at(uint32_t row);

static int64_t small(uint32_t row)
{
    return (int64_t)(row % 200) - 100;
}
static int64_t either(uint32_t row)
{
    return row % 7 < 3;
}
static int64_t always(uint32_t row)
{
    (void)row;
    return 12;
}
static int64_t medium(uint32_t row)
{
    return 1000000 + row % 20000 * 3;
}
static int64_t large(uint32_t row)
{
    return -5 + (int64_t)row * 61000;
}
static int64_t extreme(uint32_t row)
{
    return row % 4 < 2 ? INT64_MAX - row : INT64_MIN + row;
}

typedef struct packed_case {
    const char *key;
    number_at *number;
    bool text;      /* the number as text */
    uint32_t every; /* rows that have a value */
    uint32_t width;
    bool dictionary, sparse;
} packed_case;

static const packed_case cases[] = {
    { "i1", small, false, 1, 1, false, false },   { "i2", medium, false, 1, 2, false, false },
    { "i4", large, false, 1, 4, false, false },   { "i8", extreme, false, 1, 8, false, false },
    { "s1", small, true, 1, 1, true, false },     { "s2", medium, true, 1, 2, true, false },
    { "s4", large, true, 1, 4, false, false },    { "n1", small, true, 3, 1, true, true },
    { "n2", large, false, 1000, 4, false, true }, { "n3", extreme, false, 2, 8, false, false },
    { "b1", either, true, 1, 0, true, false },    { "b2", always, true, 1, 0, true, false },
    { "b3", either, true, 2, 0, true, false },    { "b4", either, true, 3, 1, true, true },
    { "b5", always, true, 2, 0, true, false },
};

static sg_value value_at(const packed_case *each, uint32_t row, char *text, size_t size)
{
    if (!each->text)
        return sg_integer(each->number(row));
    snprintf(text, size, "value %lld", (long long)each->number(row));
    return sg_test_text(text);
}

static sg_graph *make(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node node;
    char text[40];

    for (uint32_t row = 0; row < ROWS; row++) {
        cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
        for (size_t i = 0; i < SG_COUNT(cases); i++)
            if (row % cases[i].every == 0)
                sg_test_set(builder, node, cases[i].key,
                            value_at(&cases[i], row, text, sizeof text));
        sg_test_set(builder, node, "f", sg_float(row / 3.0));
        sg_test_set(builder, node, "b", sg_boolean(row % 5 == 0));
    }
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

static const sg_column *column_of(const sg_graph *graph, const char *name)
{
    sg_key key;

    cr_assert(sg_graph_find_key(graph, sg_str_of(name), &key));
    return sg_graph_column(graph, (sg_label_set){ 0 }, key);
}

static void check_column(const sg_graph *graph, const packed_case *each)
{
    const sg_column *column = column_of(graph, each->key);
    char text[40];

    cr_assert(column->width == each->width, "%s: %u", each->key, column->width);
    cr_assert((column->dictionary != NULL) == each->dictionary, "%s", each->key);
    cr_assert((column->ranks != NULL) == each->sparse, "%s", each->key);
    cr_assert(column->count == (ROWS + each->every - 1) / each->every);
    for (uint32_t row = 0; row < ROWS; row++) {
        sg_value is = sg_column_value(graph, column, row, NULL);
        if (row % each->every != 0) {
            cr_assert(sg_is_null(is));
            continue;
        }
        sg_value wanted = value_at(each, row, text, sizeof text);
        cr_assert(sg_value_same(is, wanted), "%s of %u", each->key, row);
    }
}

Test(pack, every_width_gives_its_values_back)
{
    sg_graph *graph = make();

    for (size_t i = 0; i < SG_COUNT(cases); i++)
        check_column(graph, &cases[i]);
    for (uint32_t row = 0; row < ROWS; row++) {
        cr_assert(sg_column_float(column_of(graph, "f"), row) == row / 3.0);
        cr_assert(sg_column_bit(column_of(graph, "b"), row) == (row % 5 == 0));
    }
    sg_graph_free(graph);
}

/* Bytes of cells, counted: what the widths above say and little more. */
Test(pack, cells_cost_their_width)
{
    sg_graph *graph = make();
    uint64_t wanted = 8 * ROWS + ROWS / 8; /* floats and bits */

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        const sg_column *column = column_of(graph, cases[i].key);
        wanted += (uint64_t)(cases[i].sparse ? column->count : ROWS) * cases[i].width;
        wanted += cases[i].width == 0 ? ROWS / 8 : 0;
        wanted += column->present ? ROWS / 8 : 0;
        wanted += (uint64_t)column->dictionary_count * 4;
    }
    uint64_t bytes = graph->sections[SG_SECTION_CELLS].length;
    cr_assert(bytes >= wanted && bytes < wanted + wanted / 50, "%llu instead of %llu",
              (unsigned long long)bytes, (unsigned long long)wanted);
    sg_graph_free(graph);
}
