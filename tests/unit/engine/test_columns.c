/* test_columns.c - properties come back as they were set, in the column that suits them. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "engine/base/bitmap.h"
#include "engine/base/text.h"
#include "engine/build.h"
#include "tests/support/graphs.h"

static const sg_column *column_of(const sg_graph *graph, const char *node, const char *name)
{
    sg_key key;

    cr_assert(sg_graph_find_key(graph, sg_str_of(name), &key));
    return sg_graph_column(graph, sg_graph_label_set(graph, sg_test_find(graph, node)), key);
}

Test(columns, kinds_follow_the_values)
{
    sg_builder *builder = sg_test_builder();

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(column_of(graph, "vm-0", "public")->kind == SG_COLUMN_BIT);
    cr_assert(column_of(graph, "vm-0", "cores")->kind == SG_COLUMN_INTEGER);
    cr_assert(column_of(graph, "vm-0", "load")->kind == SG_COLUMN_FLOAT);
    cr_assert(column_of(graph, "vm-0", "account")->kind == SG_COLUMN_STRING);
    cr_assert(column_of(graph, "vm-0", "mixed")->kind == SG_COLUMN_ENCODED);
    cr_assert(column_of(graph, "vm-0", "tags")->kind == SG_COLUMN_ENCODED);
    cr_assert(column_of(graph, "bucket", "cores") == NULL);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(columns, only_gaps_have_a_bitmap)
{
    sg_builder *builder = sg_test_builder();

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(column_of(graph, "vm-0", "cores")->present == NULL);
    const sg_column *load = column_of(graph, "vm-0", "load");
    uint32_t missing = 0;
    for (uint32_t row = 0; row < load->rows; row++)
        missing += !sg_bit_test(load->present, row);
    cr_assert(missing == 1 && load->rows == 5);
    cr_assert(sg_is_null(sg_test_property(graph, sg_test_find(graph, "vm-2"), "load", NULL)));
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(columns, distinct_values_are_counted)
{
    sg_builder *builder = sg_test_builder();

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(column_of(graph, "vm-0", "account")->distinct == 2);
    cr_assert(column_of(graph, "vm-0", "public")->distinct == 2);
    cr_assert(column_of(graph, "vm-0", "mixed")->distinct == 3);
    cr_assert(column_of(graph, "vm-0", "tags")->distinct == 2);
    cr_assert(column_of(graph, "vm-0", "cores")->distinct == 5);
    cr_assert(column_of(graph, "vm-0", "load")->distinct == 4);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(columns, integers_in_a_narrow_range_have_few_values)
{
    sg_builder *builder = sg_test_builder();
    char key[16];

    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "n%d", i);
        sg_test_set(builder, sg_test_node(builder, key, "N"), "small", sg_integer(i % 3 - 1));
        sg_test_set(builder, sg_test_node(builder, key, "N"), "wide",
                    sg_integer(i % 2 ? INT64_MIN : INT64_MAX));
    }
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(column_of(graph, "n0", "small")->distinct == 3);
    cr_assert(column_of(graph, "n0", "wide")->distinct == 100);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(columns, mixed_types_keep_their_types)
{
    sg_builder *builder = sg_test_builder();
    sg_value values[] = { sg_integer(1),    sg_float(1.0),         sg_boolean(true),
                          sg_float(-0.0),   sg_integer(0),         sg_test_text("1"),
                          sg_test_text(""), sg_float((double)NAN), sg_list(NULL, 0) };
    sg_arena *arena = NULL;
    char key[16];

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (size_t i = 0; i < SG_COUNT(values); i++) {
        snprintf(key, sizeof key, "n%zu", i);
        sg_test_set(builder, sg_test_node(builder, key, "N"), "p", values[i]);
    }
    sg_graph *graph = sg_test_freeze(builder);
    for (size_t i = 0; i < SG_COUNT(values); i++) {
        snprintf(key, sizeof key, "n%zu", i);
        sg_value value = sg_test_property(graph, sg_test_find(graph, key), "p", arena);
        cr_assert(value.type == values[i].type, "value %zu", i);
        cr_assert(sg_value_same(value, values[i]), "value %zu", i);
    }
    cr_assert(column_of(graph, "n0", "p")->distinct == SG_COUNT(values));
    sg_arena_free(arena);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(columns, each_label_set_has_its_own_kind)
{
    sg_builder *builder = sg_test_builder();

    sg_test_set(builder, sg_test_node(builder, "a", "A"), "p", sg_integer(1));
    sg_test_set(builder, sg_test_node(builder, "b", "B"), "p", sg_test_text("x"));
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(column_of(graph, "a", "p")->kind == SG_COLUMN_INTEGER);
    cr_assert(column_of(graph, "b", "p")->kind == SG_COLUMN_STRING);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(columns, properties_are_a_map_sorted_by_name)
{
    sg_builder *builder = sg_test_builder();
    sg_arena *arena = NULL;
    sg_key via;

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    sg_value map = sg_graph_properties(graph, sg_test_find(graph, "vm-2"), arena);
    cr_assert(map.type == SG_TYPE_MAP && map.length == 5);
    for (uint32_t i = 1; i < map.length; i++)
        cr_assert(sg_str_compare(map.map[i - 1].key, map.map[i].key) < 0);
    cr_assert(sg_map_get(map, SG_STR("cores")).integer == 8);
    sg_value tags = sg_map_get(map, SG_STR("tags"));
    cr_assert(sg_value_same(sg_map_get(tags, SG_STR("env")), sg_test_text("prod")));
    cr_assert(sg_map_get(tags, SG_STR("ports")).length == 4);
    map = sg_graph_properties(graph, sg_test_find(graph, "none"), arena);
    cr_assert(map.type == SG_TYPE_MAP && map.length == 0);
    cr_assert(sg_graph_find_key(graph, SG_STR("via"), &via));
    sg_range range = sg_graph_type_range(graph, sg_test_type(graph, "HAS"));
    uint32_t found = 0;
    for (uint32_t edge = range.first; edge < range.last; edge++) {
        map = sg_graph_edge_properties(graph, (sg_edge){ edge }, arena);
        sg_value one = sg_graph_edge_property(graph, (sg_edge){ edge }, via, arena);
        cr_assert(sg_value_same(one, sg_map_get(map, SG_STR("via"))));
        found += !sg_is_null(one);
    }
    cr_assert(found == 2);
    sg_arena_free(arena);
    sg_graph_free(graph);
    sg_builder_free(builder);
}

Test(columns, a_full_arena_gives_null)
{
    sg_builder *builder = sg_test_builder();
    sg_arena *arena = NULL;

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    cr_assert(sg_arena_new(1, &arena) == SG_OK);
    sg_node node = sg_test_find(graph, "vm-0");
    cr_assert(sg_is_null(sg_graph_properties(graph, node, arena)));
    cr_assert(sg_is_null(sg_test_property(graph, node, "tags", arena)));
    cr_assert(!sg_is_null(sg_test_property(graph, node, "cores", arena)));
    sg_arena_free(arena);
    sg_graph_free(graph);
    sg_builder_free(builder);
}
