/* test_bulk.c - a bulk makes of tables what a builder makes of the same rows, byte by byte. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/build.h"
#include "engine/bulk_internal.h"
#include "engine/graph_internal.h"
#include "tests/support/graphs.h"

enum { KEYS = 6, SETS = 5, TYPES = 4, TABLES = 3 };

static const char *const key_names[KEYS] = { "id", "account", "arn", "n", "flag", "score" };
static const char *const set_labels[SETS][2] = {
    { "A", "Resource" }, { "Zed", NULL }, { NULL, NULL }, { "B", "A" }, { "Resource", NULL }
};
static const char *const type_names[TYPES] = { "USES", "HAS", "ZZ", "A" };

typedef struct random_source {
    uint64_t state;
} random_source;

static uint32_t draw(random_source *random, uint32_t limit)
{
    random->state =
        random->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random->state >> 33) % limit;
}

/* A property of one row: null where absent.  Texts live as long as the test's arena. */
typedef struct test_cell {
    sg_value value;
} test_cell;

typedef struct test_estate {
    sg_arena *arena;
    uint32_t nodes, edges;
    uint32_t *set;
    sg_str *key; /* bytes NULL: none */
    sg_value (*cells)[KEYS];
    uint32_t *from, *to, *type; /* from SG_NO_ID: left out */
    sg_value (*edge_cells)[KEYS];
    bool edge_columns;
    uint32_t
        records[TABLES]; /* relationships repeat the properties of so many; 0: they do not */
    /* kind of each column by table */
    sg_column_kind kinds[TABLES][KEYS];
} test_estate;

static sg_value draw_value(test_estate *estate, random_source *random, sg_column_kind kind)
{
    sg_value list[2];
    switch (kind) {
    case SG_COLUMN_BIT:
        return sg_boolean(draw(random, 2) == 1);
    case SG_COLUMN_INTEGER:
        return sg_integer((int64_t)draw(random, 50) - 25);
    case SG_COLUMN_FLOAT:
        return sg_float(draw(random, 50) / 4.0);
    case SG_COLUMN_STRING:
        return sg_string(sg_arena_format(estate->arena, "%s%u", draw(random, 9) ? "s" : "HAS",
                                         draw(random, 40)));
    case SG_COLUMN_ENCODED:
        break;
    }
    list[0] = sg_integer(draw(random, 4));
    list[1] = sg_string(SG_STR("x"));
    sg_value out, value = sg_list(list, 2);
    cr_assert(sg_value_copy(estate->arena, value, &out) == SG_OK);
    return out;
}

static uint32_t table_of(const test_estate *estate, uint32_t row, uint32_t rows)
{
    (void)estate;
    return (uint32_t)((uint64_t)row * TABLES / rows);
}

static uint32_t table_start(const test_estate *estate, uint32_t table, uint32_t rows)
{
    uint32_t start = 0;
    while (start < rows && table_of(estate, start, rows) < table)
        start++;
    return start;
}

static test_estate make_estate(uint64_t seed, uint32_t nodes, uint32_t edges, bool edge_columns)
{
    test_estate estate = { .nodes = nodes, .edges = edges, .edge_columns = edge_columns };
    random_source random = { seed * 77 + 1 };

    cr_assert(sg_arena_new(0, &estate.arena) == SG_OK);
    estate.set = sg_arena_make_array(estate.arena, uint32_t, nodes + 1);
    estate.key = sg_arena_make_array(estate.arena, sg_str, nodes + 1);
    estate.cells = sg_arena_alloc_array(estate.arena, nodes + 1, sizeof(*estate.cells));
    estate.from = sg_arena_make_array(estate.arena, uint32_t, edges + 1);
    estate.to = sg_arena_make_array(estate.arena, uint32_t, edges + 1);
    estate.type = sg_arena_make_array(estate.arena, uint32_t, edges + 1);
    estate.edge_cells =
        sg_arena_alloc_array(estate.arena, edges + 1, sizeof(*estate.edge_cells));
    for (uint32_t t = 0; t < TABLES; t++)
        for (uint32_t k = 0; k < KEYS; k++)
            estate.kinds[t][k] = k < 3 ? SG_COLUMN_STRING : (sg_column_kind)draw(&random, 5);
    for (uint32_t i = 0; i < nodes; i++) {
        uint32_t table = table_of(&estate, i, nodes);
        estate.set[i] = table == 1 ? 3 : draw(&random, SETS);
        if (table != 2 && draw(&random, 4) > 0)
            estate.key[i] = sg_arena_format(estate.arena, "key-%07u",
                                            (uint32_t)(i * UINT64_C(7919) % 1000003));
        for (uint32_t k = 0; k < KEYS; k++)
            estate.cells[i][k] = draw(&random, 5) == 0 && (k != 3 || table != 1)
                                     ? sg_null()
                                     : draw_value(&estate, &random, estate.kinds[table][k]);
    }
    uint32_t start[TABLES];
    for (uint32_t t = 0; t < TABLES; t++)
        start[t] = table_start(&estate, t, edges);
    for (uint32_t t = 0; t < TABLES; t++)
        estate.records[t] = draw(&random, 2) * (1 + draw(&random, 9));
    for (uint32_t i = 0; i < edges; i++) {
        uint32_t table = table_of(&estate, i, edges);
        estate.from[i] = draw(&random, 30) == 0 ? SG_NO_ID : draw(&random, nodes);
        /* a hub, so that long rows are there too */
        estate.to[i] = draw(&random, 3) == 0 ? nodes / 2 : draw(&random, nodes);
        if (draw(&random, 7) == 0 && estate.from[i] != SG_NO_ID)
            estate.from[i] = nodes / 3;
        estate.type[i] = table == 1 ? 2 : draw(&random, TYPES);
        if (estate.type[i] == 1 && estate.from[i] != SG_NO_ID) /* from nodes of one set only */
            estate.from[i] = (uint32_t)(((uint64_t)nodes + draw(&random, nodes)) / TABLES);
        uint32_t same = i - start[table];
        for (uint32_t k = 0; k < KEYS; k++)
            estate.edge_cells[i][k] =
                same >= estate.records[table] && estate.records[table] > 0
                    ? estate.edge_cells[i - estate.records[table]][k]
                : !edge_columns || draw(&random, 3) == 0
                    ? sg_null()
                    : draw_value(&estate, &random, estate.kinds[table][k]);
    }
    return estate;
}

/* --- by builder ----------------------------------------------------------------------------------- */

static sg_graph *by_builder(const test_estate *estate)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *handles = calloc(estate->nodes + 1, sizeof(*handles));
    sg_graph *graph;

    for (uint32_t i = 0; i < estate->nodes; i++) {
        if (estate->key[i].bytes)
            cr_assert(sg_builder_merge_node(builder, estate->key[i], &handles[i], NULL) ==
                      SG_OK);
        else
            cr_assert(sg_builder_add_node(builder, &handles[i]) == SG_OK);
        for (int l = 0; l < 2; l++)
            if (set_labels[estate->set[i]][l])
                cr_assert(sg_builder_add_label(builder, handles[i],
                                               sg_str_of(set_labels[estate->set[i]][l])) ==
                          SG_OK);
        for (uint32_t k = 0; k < KEYS; k++)
            sg_test_set(builder, handles[i], key_names[k], estate->cells[i][k]);
    }
    for (uint32_t i = 0; i < estate->edges; i++) {
        if (estate->from[i] == SG_NO_ID)
            continue;
        sg_build_edge edge = sg_test_edge(builder, handles[estate->from[i]],
                                          type_names[estate->type[i]], handles[estate->to[i]]);
        for (uint32_t k = 0; k < KEYS; k++)
            sg_test_set_edge(builder, edge, key_names[k], estate->edge_cells[i][k]);
    }
    cr_assert(sg_builder_attach(builder, SG_STR("zdoc"), SG_STR("12")) == SG_OK);
    cr_assert(sg_builder_attach(builder, SG_STR("HAS"), SG_STR("345")) == SG_OK);
    graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(handles);
    return graph;
}

/* --- by bulk -------------------------------------------------------------------------------------- */

static void *column_cells(sg_bulk *bulk, const test_estate *estate, sg_value (*cells)[KEYS],
                          uint32_t key, uint32_t first, uint32_t rows, sg_bulk_column *column)
{
    uint8_t *bits = sg_arena_alloc(estate->arena, rows), *present;
    int64_t *numbers = sg_arena_alloc_array(estate->arena, rows, 8);
    uint32_t *strings = sg_arena_alloc_array(estate->arena, rows, 4);

    column->present = present = sg_arena_alloc(estate->arena, rows);
    for (uint32_t row = 0; row < rows; row++) {
        sg_value value = cells[first + row][key];
        strings[row] = SG_NO_ID;
        present[row] = !sg_is_null(value);
        bits[row] = SG_BULK_NO_BIT;
        if (!present[row])
            continue;
        bits[row] = value.type == SG_TYPE_BOOLEAN && value.boolean;
        memcpy(&numbers[row], &value.integer, 8);
        if (column->kind == SG_COLUMN_STRING) {
            sg_str text = sg_value_str(value);
            cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_BORROW, &text, 1, &strings[row]) ==
                      SG_OK);
        } else if (column->kind == SG_COLUMN_ENCODED) {
            cr_assert(sg_bulk_encode(bulk, value, &strings[row]) == SG_OK);
        }
    }
    if (column->kind == SG_COLUMN_BIT)
        return bits;
    if (column->kind == SG_COLUMN_STRING || column->kind == SG_COLUMN_ENCODED)
        return strings;
    return numbers;
}

static sg_bulk_column *make_columns(sg_bulk *bulk, const test_estate *estate,
                                    sg_value (*cells)[KEYS], uint32_t table, uint32_t first,
                                    uint32_t rows)
{
    sg_bulk_column *columns = sg_arena_make_array(estate->arena, sg_bulk_column, KEYS);

    for (uint32_t k = 0; k < KEYS; k++) {
        columns[k].kind = estate->kinds[table][k];
        cr_assert(sg_bulk_key(bulk, sg_str_of(key_names[k]), &columns[k].key) == SG_OK);
        columns[k].cells = column_cells(bulk, estate, cells, k, first, rows, &columns[k]);
    }
    return columns;
}

static void add_node_table(sg_bulk *bulk, const test_estate *estate, uint32_t table,
                           uint32_t first, uint32_t end)
{
    sg_bulk_nodes nodes = { .rows = end - first, .column_count = KEYS };
    uint32_t *sets = sg_arena_make_array(estate->arena, uint32_t, end - first + 1);
    uint32_t *keys = sg_arena_make_array(estate->arena, uint32_t, end - first + 1);

    for (uint32_t i = first; i < end; i++) {
        const char *const *labels = set_labels[estate->set[i]];
        sg_str names[2] = { sg_str_of(labels[0]), sg_str_of(labels[1]) };
        size_t count = labels[1] ? 2 : labels[0] ? 1 : 0;
        cr_assert(sg_bulk_set(bulk, names, count, &sets[i - first]) == SG_OK);
        keys[i - first] = SG_NO_ID;
        if (estate->key[i].bytes)
            cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_COPY, &estate->key[i], 1,
                                     &keys[i - first]) == SG_OK);
    }
    nodes.columns = make_columns(bulk, estate, estate->cells, table, first, nodes.rows);
    nodes.keys = table == 2 ? NULL : keys;
    nodes.sets = table == 1 ? NULL : sets;
    nodes.set = table == 1 && end > first ? sets[0] : 0;
    cr_assert(sg_bulk_add_nodes(bulk, &nodes) == SG_OK);
}

static void add_edge_table(sg_bulk *bulk, const test_estate *estate, uint32_t table,
                           uint32_t first, uint32_t end, uint32_t *records)
{
    sg_bulk_edges edges = { .first = first, .rows = end - first };
    uint16_t *types = sg_arena_make_array(estate->arena, uint16_t, end - first + 1);

    for (uint32_t i = first; i < end; i++) {
        if (estate->from[i] == SG_NO_ID)
            continue; /* its type may be nobody's */
        cr_assert(sg_bulk_type(bulk, sg_str_of(type_names[estate->type[i]]), &edges.type) ==
                  SG_OK);
        types[i - first] = (uint16_t)edges.type;
    }
    edges.types = table == 1 ? NULL : types;
    edges.column_count = estate->edge_columns ? KEYS : 0;
    if (estate->edge_columns && edges.rows > estate->records[table])
        edges.records = estate->records[table];
    for (uint32_t i = 0; edges.records > 0 && i < edges.rows; i++)
        records[first + i] = i % edges.records;
    if (estate->edge_columns)
        edges.columns = make_columns(bulk, estate, estate->edge_cells, table, first,
                                     edges.records ? edges.records : edges.rows);
    cr_assert(sg_bulk_add_edges(bulk, &edges) == SG_OK);
}

static sg_graph *by_bulk(const test_estate *estate, unsigned threads)
{
    const uint32_t *numbers;
    uint32_t *from, *to, *records;
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;
    sg_bulk *bulk;

    cr_assert(sg_bulk_new(threads, &bulk) == SG_OK);
    for (uint32_t t = 0, first = 0; t < TABLES; t++) {
        uint32_t end = table_start(estate, t + 1, estate->nodes);
        add_node_table(bulk, estate, t, first, end);
        first = end;
    }
    cr_assert(sg_bulk_number(bulk, &numbers, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_bulk_edge_room(bulk, estate->edges, &from, &to) == SG_OK);
    cr_assert(sg_bulk_edge_records(bulk, &records) == SG_OK);
    for (uint32_t i = 0; i < estate->edges; i++) {
        from[i] = estate->from[i] == SG_NO_ID ? SG_NO_ID : numbers[estate->from[i]];
        to[i] = numbers[estate->to[i]];
    }
    for (uint32_t t = 0, first = 0; t < TABLES; t++) {
        uint32_t end = table_start(estate, t + 1, estate->edges);
        add_edge_table(bulk, estate, t, first, end, records);
        first = end;
    }
    cr_assert(sg_bulk_attach(bulk, SG_STR("zdoc"), SG_STR("12")) == SG_OK);
    cr_assert(sg_bulk_attach(bulk, SG_STR("HAS"), SG_STR("345")) == SG_OK);
    cr_assert(sg_bulk_freeze(bulk, &graph, &err) == SG_OK, "%s", err.message);
    sg_bulk_free(bulk);
    return graph;
}

static void expect_equal(const sg_graph *left, const sg_graph *right, const char *what)
{
    static const char *const names[] = {
#define SECTION(kind, field, type, about) #field,
#include "engine/sections.def"
#undef SECTION
    };
    for (size_t i = 0; i < SG_SECTIONS; i++) {
        cr_assert(left->sections[i].length == right->sections[i].length, "%s: length of %s",
                  what, names[i]);
        cr_assert(memcmp(left->sections[i].bytes, right->sections[i].bytes,
                         left->sections[i].length) == 0,
                  "%s: bytes of %s", what, names[i]);
    }
}

static void compare(uint64_t seed, uint32_t nodes, uint32_t edges, bool edge_columns)
{
    test_estate estate = make_estate(seed, nodes, edges, edge_columns);
    sg_graph *expected = by_builder(&estate);
    char what[64];

    for (unsigned threads = 1; threads <= 3; threads++) {
        sg_graph *graph = by_bulk(&estate, threads);
        snprintf(what, sizeof(what), "seed %u, %u threads", (unsigned)seed, threads);
        expect_equal(expected, graph, what);
        sg_graph_free(graph);
    }
    sg_graph_free(expected);
    sg_arena_free(estate.arena);
}

Test(bulk, small_graphs_equal_those_of_a_builder)
{
    for (uint64_t seed = 0; seed < 60; seed++)
        compare(seed, 1 + (uint32_t)seed * 3, (uint32_t)seed * 11, seed % 2 == 0);
}

Test(bulk, graphs_of_several_stretches_equal_those_of_a_builder)
{
    compare(1, 150000, 300000, false);
    compare(2, 70000, 200000, true);
}

/* Too few for pairs of four bytes. */
Test(bulk, few_relationships_of_many_nodes_equal_those_of_a_builder)
{
    compare(3, 150000, 900, true);
    compare(4, 150000, 5000, false);
}

Test(bulk, nothing_gives_an_empty_graph)
{
    sg_error err = { .status = SG_OK };
    sg_builder *builder = sg_test_builder();
    sg_graph *expected = sg_test_freeze(builder), *graph;
    sg_bulk *bulk;

    cr_assert(sg_bulk_new(2, &bulk) == SG_OK);
    cr_assert(sg_bulk_threads(bulk) == 2);
    cr_assert(sg_bulk_freeze(bulk, &graph, &err) == SG_OK);
    expect_equal(expected, graph, "empty");
    sg_graph_free(graph);
    sg_graph_free(expected);
    sg_builder_free(builder);
    sg_bulk_free(bulk);
    sg_bulk_free(NULL);
}

Test(bulk, strings_have_one_number_and_are_found)
{
    sg_str texts[4] = { SG_STR("a"), SG_STR(""), SG_STR("b"), SG_STR("a") };
    uint32_t strings[4], found[4];
    sg_bulk_recent *recent = sg_bulk_recent_new();
    sg_bulk *bulk;

    cr_assert(recent && sg_bulk_new(1, &bulk) == SG_OK);
    cr_assert(sg_bulk_intern(bulk, recent, SG_BULK_FIND, texts, 4, found) == SG_OK);
    for (int i = 0; i < 4; i++)
        cr_assert(found[i] == SG_NO_ID);
    cr_assert(sg_bulk_intern(bulk, recent, SG_BULK_BORROW, texts, 4, strings) == SG_OK);
    cr_assert(strings[0] == strings[3] && strings[0] != strings[1] && strings[1] != strings[2]);
    cr_assert(sg_bulk_intern(bulk, recent, SG_BULK_FIND, texts, 4, found) == SG_OK);
    cr_assert(memcmp(strings, found, sizeof(found)) == 0);
    cr_assert(sg_bulk_encode(bulk, sg_node_value((sg_node){ 0 }), found) == SG_EINVAL);
    sg_bulk_recent_free(recent);
    sg_bulk_free(bulk);
}

Test(bulk, texts_of_any_length_are_what_they_were)
{
    static const size_t lengths[] = { 0, 1, 65534, 65535, 65536, 200000 };
    enum { COUNT = SG_COUNT(lengths) };
    sg_str texts[COUNT];
    uint32_t strings[COUNT], found[COUNT];
    sg_bulk *bulk;

    cr_assert(sg_bulk_new(1, &bulk) == SG_OK);
    for (size_t i = 0; i < COUNT; i++) {
        char *bytes = malloc(lengths[i] + 1);
        cr_assert(bytes);
        memset(bytes, 'x', lengths[i] + 1);
        texts[i] = (sg_str){ bytes, lengths[i] };
    }
    cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_BORROW, texts, COUNT / 2, strings) == SG_OK);
    cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_COPY, texts, COUNT, strings) == SG_OK);
    cr_assert(sg_bulk_intern(bulk, NULL, SG_BULK_FIND, texts, COUNT, found) == SG_OK);
    for (size_t i = 0; i < COUNT; i++) {
        cr_assert(strings[i] == found[i]);
        cr_assert(sg_str_equal(sg_bulk_text_of(&bulk->strings, strings[i]), texts[i]));
    }
    sg_bulk_free(bulk);
    for (size_t i = 0; i < COUNT; i++)
        free((void *)(uintptr_t)texts[i].bytes);
}

Test(bulk, rooms_are_made_of_those_returned_and_are_zeroed)
{
    enum { ROOMS = 3 };
    const size_t each = (size_t)5 << 20, joined = (size_t)14 << 20;
    unsigned char *rooms[ROOMS];
    sg_bulk *bulk;

    cr_assert(sg_bulk_new(1, &bulk) == SG_OK);
    for (int i = 0; i < ROOMS; i++) {
        rooms[i] = sg_bulk_room(bulk, each, 1);
        cr_assert(rooms[i]);
        memset(rooms[i], 0xff, each);
    }
    for (int i = 0; i < ROOMS; i++)
        sg_bulk_return(bulk, rooms[i]);
    unsigned char *room = sg_bulk_room(bulk, joined, 1);
    cr_assert(room);
    for (size_t at = 0; at < joined; at++)
        if (room[at])
            cr_assert_fail("byte %zu is not zero", at);
    memset(room, 0xff, joined);
    sg_bulk_return(bulk, room);
    rooms[0] = sg_bulk_room(bulk, each, 1);
    cr_assert(rooms[0]);
    for (size_t at = 0; at < each; at++)
        if (rooms[0][at])
            cr_assert_fail("byte %zu is not zero", at);
    sg_bulk_free(bulk);
}

Test(bulk, small_rooms_become_large_ones_when_all_of_their_chunks_is_returned)
{
    enum { SMALL = 1 << 20, ROOMS = 20 };
    const size_t large = (size_t)7 << 20;
    unsigned char *small[ROOMS + 1], *room;
    bool reused = false;
    sg_bulk *bulk;

    cr_assert(sg_bulk_new(1, &bulk) == SG_OK);
    for (int i = 0; i < ROOMS; i++) {
        small[i] = sg_bulk_room(bulk, SMALL, 1);
        cr_assert(small[i]);
        memset(small[i], 0xff, SMALL);
    }
    size_t chunks = sg_bulk_close_chunks(bulk);
    small[ROOMS] = sg_bulk_room(bulk, SMALL, 1);
    cr_assert(small[ROOMS]);
    memset(small[ROOMS], 7, SMALL);
    sg_bulk_return_chunks(bulk, chunks);
    room = sg_bulk_room(bulk, large, 1);
    cr_assert(room);
    for (int i = 0; i < ROOMS; i++)
        reused = reused || (small[i] >= room && small[i] < room + large);
    cr_assert(reused);
    for (size_t at = 0; at < large; at++)
        if (room[at])
            cr_assert_fail("byte %zu is not zero", at);
    memset(room, 0xff, large);
    for (size_t at = 0; at < SMALL; at++)
        if (small[ROOMS][at] != 7)
            cr_assert_fail("byte %zu of a room in another chunk has changed", at);
    sg_bulk_free(bulk);
}
