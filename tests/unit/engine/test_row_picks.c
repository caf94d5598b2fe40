/* test_row_picks.c - pieces that meet a set, and the rows of its nodes, in plain C and by what the processor at hand
 * has, against pieces and rows one by one. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/build.h"
#include "engine/row_picks.h"
#include "tests/support/graphs.h"

enum { NODES = 9000 };

/* Rows in every form; of `packed` some pieces are bits and others tables, and `thin` ends with a piece in bits. */
static sg_graph *make(void)
{
    sg_builder *builder = sg_test_builder();
    sg_build_node *nodes = sg_test_numbered(builder, NODES);
    uint32_t state = 5;

    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t from = 100 + sg_test_draw(&state) % 2500, to = sg_test_draw(&state) % NODES;
        sg_test_edge(builder, nodes[from], "packed", nodes[to]);
        if (i % 4 == 0)
            sg_test_edge(builder, nodes[from * 3], "thin", nodes[to]);
    }
    sg_test_rows(builder, nodes, NODES, &state);
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    free(nodes);
    return graph;
}

static sg_bit_window draw(sg_range nodes, uint32_t one_in, uint32_t *state)
{
    uint64_t *words = calloc(sg_bitmap_words(nodes.last - nodes.first) + 1, sizeof *words);

    cr_assert(words);
    for (uint32_t i = 0; i < nodes.last - nodes.first; i++)
        if (sg_test_draw(state) % one_in == 0)
            sg_bit_set(words, i);
    return (sg_bit_window){ nodes.first, nodes.last, words };
}

static bool has(const sg_bit_window *set, uint32_t node)
{
    return node >= set->first && node < set->last && sg_bit_test(set->words, node - set->first);
}

/* The next piece with a node of the set, found one by one. */
static bool next_met(sg_rows *rows, const sg_bit_window *set, sg_met_piece *out)
{
    while (sg_rows_next(rows, &out->piece)) {
        out->rows = 0;
        for (uint32_t i = 0; i < out->piece.count; i++)
            out->rows |= (uint64_t)has(set, out->piece.first + i) << i;
        if (out->rows)
            return true;
    }
    return false;
}

static int by_place(const void *left, const void *right)
{
    const sg_row_pick *l = left, *r = right;

    if (l->others != r->others)
        return l->others < r->others ? -1 : 1;
    return (l->count > r->count) - (l->count < r->count);
}

static void compare(sg_row_picker *pick, const sg_met_piece *pieces, uint32_t count)
{
    static sg_row_pick found[SG_ROW_PICKS], expected[SG_ROW_PICKS];
    uint32_t all = 0;

    for (uint32_t i = 0; i < count; i++)
        for (uint32_t row = 0; row < pieces[i].piece.count; row++)
            if (pieces[i].rows >> row & 1) {
                sg_range place = sg_rows_place(&pieces[i].piece, row);
                expected[all++] = (sg_row_pick){ pieces[i].piece.others + place.first,
                                                 place.last - place.first };
            }
    cr_assert_eq(pick(pieces, count, found), all);
    qsort(found, all, sizeof *found, by_place);
    qsort(expected, all, sizeof *expected, by_place);
    for (uint32_t i = 0; i < all; i++)
        cr_assert(by_place(&found[i], &expected[i]) == 0, "row %u of %u", i, all);
}

/* Returns how many pieces met the set. */
static uint32_t compare_all(sg_row_picker *pick, const sg_graph *graph, sg_reltype type,
                            sg_direction way, const sg_bit_window *set, uint32_t room)
{
    const sg_range all = { 0, NODES };
    sg_rows rows = sg_rows_read(graph, type, way, all), again = rows;
    sg_met_piece pieces[SG_PICKED_PIECES], one;
    uint32_t met = 0, count;

    while ((count = sg_rows_meet(&rows, set, pieces, room)) > 0) {
        cr_assert_leq(count, room);
        for (uint32_t i = 0; i < count; i++) {
            cr_assert(next_met(&again, set, &one));
            cr_assert_eq(pieces[i].piece.first, one.piece.first);
            cr_assert_eq(pieces[i].piece.others, one.piece.others);
            cr_assert_eq(pieces[i].piece.edges, one.piece.edges);
            cr_assert_eq(pieces[i].rows, one.rows);
        }
        compare(pick, pieces, count);
        met += count;
    }
    cr_assert_not(next_met(&again, set, &one));
    return met;
}

static void check(sg_row_picker *pick)
{
    static const sg_range windows[] = {
        { 0, NODES }, { 640, 1999 }, { 128, 129 }, { 8960, NODES }
    };
    static const uint32_t one_in[] = { 1, 2, 20, 300 };
    sg_graph *graph = make();
    uint32_t state = 7, met = 0;

    for (uint16_t type = 0; type < sg_graph_types(graph); type++)
        for (int way = SG_OUT; way <= SG_IN; way++)
            for (size_t i = 0; i < SG_COUNT(windows) * SG_COUNT(one_in); i++) {
                sg_bit_window set =
                    draw(windows[i / SG_COUNT(one_in)], one_in[i % SG_COUNT(one_in)], &state);
                met += compare_all(pick, graph, (sg_reltype){ type }, (sg_direction)way, &set,
                                   i % 3 ? SG_PICKED_PIECES : 3);
                free((void *)(uintptr_t)set.words);
            }
    cr_expect_gt(met, 1000);
    sg_graph_free(graph);
}

Test(row_picks, plain)
{
    check(sg_row_picks_plain);
}

Test(row_picks, of_this_processor)
{
    if (sg_row_picker_here() == sg_row_picks_plain)
        cr_skip_test("there is no faster one than plain C here");
    check(sg_row_picker_here());
}

/* Without a relationship of a type there is no piece, whatever the set. */
Test(row_picks, nothing_of_a_type_that_is_not_there)
{
    sg_graph *graph = make();
    uint64_t words[1] = { UINT64_MAX };
    const sg_bit_window set = { 0, 64, words };
    sg_rows rows = sg_rows_read(graph, (sg_reltype){ 99 }, SG_OUT, (sg_range){ 0, NODES });
    sg_met_piece piece;

    cr_expect_eq(sg_rows_meet(&rows, &set, &piece, 1), 0);
    sg_graph_free(graph);
}
