/* test_rows.c - rows read in order against rows that are looked up, in all three forms. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/build.h"
#include "engine/row_index.h"
#include "engine/rows.h"
#include "tests/support/graphs.h"

enum { NODES = 9000 };

/* `packed` has rows at some nodes, and a hub; `dense` long rows from the first node on; `listed` very few
 * rows far apart. */
static sg_graph *make(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, NODES);
    uint32_t state = 3;

    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t from = 100 + sg_test_draw(&state) % 2500, to = sg_test_draw(&state) % NODES;
        sg_test_edge(builder, nodes[from], "packed", nodes[to]);
    }
    sg_test_rows(builder, nodes, NODES, &state);
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

/* Few rows, many and all of them against where the rows begin and end. */
static void compare_some(const sg_rows_piece *piece, const uint32_t *places)
{
    static const uint64_t wanted[] = { 0,
                                       1,
                                       UINT64_C(0x8000000000000000),
                                       UINT64_C(0x8000010000400101),
                                       UINT64_C(0xaaaaaaaaaaaaaaaa),
                                       UINT64_MAX };
    sg_range rows[SG_ROWS_PIECE];

    for (size_t i = 0; i < SG_COUNT(wanted); i++) {
        uint64_t bits = wanted[i] & UINT64_MAX >> (64 - piece->count);
        uint32_t count = sg_rows_some(piece, bits, rows), at = 0;
        for (uint32_t row = 0; row < piece->count; row++)
            if (bits >> row & 1) {
                cr_assert_lt(at, count);
                cr_assert(rows[at].first == places[row] && rows[at].last == places[row + 1],
                          "row %u of the piece at %u", row, piece->first);
                at++;
            }
        cr_assert_eq(at, count);
    }
}

/* The relationships of the pieces, each row against the one that is looked up. */
static uint64_t compare(const sg_graph *graph, sg_reltype type, sg_direction way,
                        sg_range nodes)
{
    uint32_t places[SG_ROWS_PIECE + 1];
    sg_rows rows = sg_rows_read(graph, type, way, nodes);
    uint64_t edges = 0;

    for (sg_rows_piece piece; sg_rows_next(&rows, &piece);) {
        cr_assert(piece.first >= nodes.first && piece.first < nodes.last);
        cr_assert(piece.count >= 1 && piece.count <= SG_ROWS_PIECE);
        sg_rows_places(&piece, places);
        cr_assert_eq(places[piece.count], piece.edges);
        for (uint32_t i = 0; i < piece.count; i++) {
            sg_runs runs = sg_graph_runs(graph, (sg_node){ piece.first + i }, type, way);
            sg_run run = { .count = 0 };
            bool has = sg_runs_next(&runs, &run);
            cr_assert_eq(run.count, places[i + 1] - places[i]);
            cr_assert(!has || run.others == piece.others + places[i]);
        }
        compare_some(&piece, places);
        edges += piece.edges;
    }
    return edges;
}

Test(rows, are_those_that_are_looked_up)
{
    sg_graph *graph = make();

    for (uint16_t type = 0; type < sg_graph_types(graph); type++)
        for (int way = SG_OUT; way <= SG_IN; way++) {
            sg_reltype one = { type };
            sg_range window = sg_rows_window(graph, one, (sg_direction)way);
            uint64_t all = sg_graph_type_count(graph, one), parts = 0;
            cr_expect_eq(compare(graph, one, (sg_direction)way, (sg_range){ 0, NODES }), all);
            cr_expect_eq(compare(graph, one, (sg_direction)way, window), all);
            for (uint32_t first = 0; first < NODES; first += 777)
                parts +=
                    compare(graph, one, (sg_direction)way, (sg_range){ first, first + 777 });
            cr_expect_eq(parts, all);
            cr_expect_eq(compare(graph, one, (sg_direction)way, (sg_range){ 50, 50 }), 0);
        }
    sg_graph_free(graph);
}

Test(rows, come_in_three_forms)
{
    static const struct {
        const char *type;
        uint32_t most;
    } kinds[] = { { "packed", 41 }, { "dense", 3 }, { "listed", 12 } };
    sg_graph *graph = make();

    for (size_t i = 0; i < SG_COUNT(kinds); i++) {
        sg_reltype type;
        cr_assert(sg_graph_find_type(graph, sg_str_of(kinds[i].type), &type));
        uint32_t pieces = 0;
        sg_rows rows = sg_rows_read(graph, type, SG_OUT, (sg_range){ 0, NODES });
        for (sg_rows_piece piece; sg_rows_next(&rows, &piece);)
            pieces++;
        cr_expect_leq(pieces, kinds[i].most, "%s: %u pieces", kinds[i].type, pieces);
        cr_expect_leq(pieces, sg_rows_pieces(graph, type, SG_OUT));
    }
    cr_expect_eq(sg_rows_pieces(graph, (sg_reltype){ 99 }, SG_OUT), 0);
    sg_graph_free(graph);
}
