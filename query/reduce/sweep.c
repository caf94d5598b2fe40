/* sweep.c - pushing and pulling along all rows of one kind, 64 nodes at a time.
 *
 * What changes have laid on top of a frozen graph does not stand in order: there, nodes are followed one
 * by one.  Spans are met as the sets that they are: one that any of its near ends is in leads to all of
 * its far ends, whoever else is in it.
 */
#include "query/reduce/sweep.h"

#include "engine/row_picks.h"

enum { PIECES_A_NODE = 16 }; /* pieces of rows that are passed by in the time of one look-up */

bool sg_sweep_pays(const sg_graph *graph, const sg_arc_kind *kinds, uint32_t kind_count,
                   uint64_t nodes)
{
    uint64_t pieces = 0;

    for (uint32_t k = 0; k < kind_count; k++) {
        if (kinds[k].marks)
            return false;
        pieces += sg_rows_pieces(graph, kinds[k].type, kinds[k].way);
    }
    return sg_graph_is_frozen(graph) && nodes * PIECES_A_NODE > pieces;
}

/* --- bits ------------------------------------------------------------------------------------------ */
static sg_bit_window window_of(const sg_id_bits *bits)
{
    return (sg_bit_window){ bits->first, bits->last, bits->words };
}

/* The bits of 64 nodes from this one on. */
static uint64_t bits_from(const sg_id_bits *bits, uint32_t node)
{
    const sg_bit_window window = window_of(bits);

    return sg_bit_window_word(&window, node);
}

static uint64_t rows_of(const sg_rows_piece *piece)
{
    return UINT64_MAX >> (64 - piece->count);
}

/* Those of the 64 nodes from this one on that lie in the window. */
static uint64_t window_from(const sg_id_bits *bits, uint32_t node)
{
    uint64_t from = UINT64_MAX;

    if (node < bits->first)
        from = bits->first - node < 64 ? UINT64_MAX << (bits->first - node) : 0;
    if (node >= bits->last)
        return 0;
    return bits->last - node < 64 ? from & ((UINT64_C(1) << (bits->last - node)) - 1) : from;
}

/* Where the bits that are set from this one on end. */
static uint32_t stretch_end(uint64_t bits, uint32_t begin)
{
    uint64_t gaps = ~bits & UINT64_MAX << begin;

    return gaps ? sg_word_first(gaps) : 64;
}

/* The hull of two ranges' common part; pieces that reach into it begin less than one before. */
static sg_range pieces_in(sg_range nodes, uint32_t first, uint32_t last)
{
    uint32_t before = first < SG_ROWS_PIECE ? 0 : first - SG_ROWS_PIECE + 1;

    nodes.first = nodes.first > before ? nodes.first : before;
    nodes.last = nodes.last < last ? nodes.last : last;
    return nodes;
}

/* --- spans ----------------------------------------------------------------------------------------- */
static sg_range common(sg_ranked_range left, sg_range right)
{
    return (sg_range){ left.first > right.first ? left.first : right.first,
                       left.last < right.last ? left.last : right.last };
}

static bool any_of(const sg_node_set *set, sg_range within, const sg_id_bits *bits)
{
    for (uint32_t i = 0; i < set->range_count; i++) {
        sg_range range = common(set->ranges[i], within);
        if (range.first < range.last && sg_id_bits_count_within(bits, range) > 0)
            return true;
    }
    return false;
}

/* Marks what of the far range a node leads to; of a frozen graph only what it does by spans, for its row
 * is swept. */
static uint64_t push_one(const sg_graph *graph, sg_arc_kind kind, uint32_t node, sg_range far,
                         sg_id_bits *into)
{
    sg_runs runs = sg_graph_runs(graph, (sg_node){ node }, kind.type, kind.way);
    bool frozen = sg_graph_is_frozen(graph);
    uint32_t width = into->last - into->first;
    uint64_t touched = 0;

    for (sg_run run; sg_runs_next(&runs, &run); touched += run.count)
        for (uint32_t i = 0; i < run.count && !(frozen && run.others); i++) {
            uint32_t other = sg_run_other(&run, i), place = other - into->first;
            if (place < width && other >= far.first && other < far.last)
                sg_bit_set(into->words, place);
        }
    return touched;
}

static uint64_t push_each(const sg_graph *graph, sg_arc_kind kind, sg_range near, sg_range far,
                          const sg_id_bits *from, sg_id_bits *into)
{
    uint64_t touched = 0;

    near.first = near.first > from->first ? near.first : from->first;
    near.last = near.last < from->last ? near.last : from->last;
    for (uint32_t node = near.first; node < near.last;) {
        uint64_t bits = bits_from(from, node);
        uint32_t skip = bits ? sg_word_first(bits) : 64;
        node = node + skip < node ? near.last : node + skip;
        if (skip < 64 && node < near.last)
            touched += push_one(graph, kind, node++, far, into);
    }
    return touched;
}

/* From near ends of one range to far ends of another. */
static uint64_t push_spans(const sg_graph *graph, sg_arc_kind kind, sg_range near, sg_range far,
                           const sg_id_bits *from, sg_id_bits *into)
{
    sg_range spans = sg_graph_type_spans(graph, kind.type);
    uint64_t touched = 0;

    for (uint32_t i = spans.first; i < spans.last; i++) {
        const sg_edge_span *span = sg_graph_span(graph, i);
        const sg_node_set *here = kind.way == SG_OUT ? &span->sources : &span->targets;
        const sg_node_set *there = kind.way == SG_OUT ? &span->targets : &span->sources;
        touched += here->range_count;
        if (!any_of(here, near, from))
            continue;
        for (uint32_t k = 0; k < here->range_count && span->hole_count > 0; k++)
            touched += push_each(graph, kind, common(here->ranges[k], near), far, from, into);
        for (uint32_t k = 0; k < there->range_count && span->hole_count == 0; k++) {
            sg_range range = common(there->ranges[k], far);
            if (range.first < range.last)
                sg_id_bits_fill_within(into, range);
            touched++;
        }
    }
    return touched;
}

/* --- push ------------------------------------------------------------------------------------------ */
/* So few rows of a piece are found one by one sooner than all of them are. */
enum { FEW_ROWS = 6 };

static bool is_few(uint64_t rows)
{
    for (int i = 0; i < FEW_ROWS; i++)
        rows &= rows - 1;
    return rows == 0;
}

/* Marks what stands in the rows of a piece that are wanted, stretch by stretch. */
static void push_piece(const sg_rows_piece *piece, uint64_t wanted, sg_far_marks *marks)
{
    uint32_t places[SG_ROWS_PIECE + 1];

    sg_rows_places(piece, places);
    while (wanted) {
        uint32_t begin = sg_word_first(wanted), end = stretch_end(wanted, begin);
        sg_far_marks_add(marks, piece->others + places[begin], places[end] - places[begin]);
        wanted = end < 64 ? wanted & UINT64_MAX << end : 0;
    }
}

/* Adds a piece all of whose rows are wanted to those before that it follows in memory; otherwise these are marked. */
static void push_whole(const sg_rows_piece *piece, sg_row_pick *whole, sg_far_marks *marks)
{
    if (piece->others == whole->others + whole->count) {
        whole->count += piece->edges;
        return;
    }
    sg_far_marks_now(marks, whole->others, whole->count);
    *whole = (sg_row_pick){ piece->others, piece->edges };
}

static void push_few(const sg_met_piece *pieces, uint32_t count, sg_row_picker *pick,
                     sg_far_marks *marks)
{
    sg_row_pick rows[SG_ROW_PICKS];

    count = pick(pieces, count, rows);
    for (uint32_t i = 0; i < count; i++)
        sg_far_marks_add(marks, rows[i].others, rows[i].count);
}

uint64_t sg_sweep_push(const sg_graph *graph, sg_arc_kind kind, sg_range nodes,
                       const sg_id_bits *from, sg_id_bits *into, sg_far_bytes *scratch)
{
    const sg_range all = { 0, SG_NO_ID };
    const sg_bit_window near = window_of(from);
    sg_row_picker *pick = sg_row_picker_here();
    sg_met_piece pieces[SG_PICKED_PIECES];
    sg_far_marks marks;

    if (!sg_graph_is_frozen(graph))
        return push_each(graph, kind, nodes, all, from, into);
    uint64_t touched = push_spans(graph, kind, nodes, all, from, into);
    sg_rows rows =
        sg_rows_read(graph, kind.type, kind.way, pieces_in(nodes, from->first, from->last));
    sg_far_marks_begin(&marks, sg_rows_window(graph, kind.type, sg_arc_kind_back(kind).way),
                       rows.others_end, into, scratch);
    sg_row_pick whole = { rows.others, 0 };
    for (uint32_t count; (count = sg_rows_meet(&rows, &near, pieces, SG_PICKED_PIECES)) > 0;) {
        uint32_t few = 0;
        for (uint32_t i = 0; i < count; i++)
            if (pieces[i].rows == rows_of(&pieces[i].piece))
                push_whole(&pieces[i].piece, &whole, &marks);
            else if (is_few(pieces[i].rows))
                pieces[few++] = pieces[i];
            else
                push_piece(&pieces[i].piece, pieces[i].rows, &marks);
        push_few(pieces, few, pick, &marks);
    }
    sg_far_marks_now(&marks, whole.others, whole.count);
    return touched + sg_far_marks_end(&marks);
}

/* --- pull ------------------------------------------------------------------------------------------ */
/* The first position at or after `at` whose far end is in `from`, or the end. */
static uint32_t first_met(const uint32_t *others, uint32_t at, uint32_t end,
                          const sg_id_bits *from)
{
    uint32_t first = from->first, width = from->last - first;

    for (; at < end; at++) {
        uint32_t place = others[at] - first;
        if (place < width && from->words[place >> 6] >> (place & 63) & 1)
            break;
    }
    return at;
}

/* Of the rows [begin, end), all of them wanted: reads on until a far end is met, and goes to the next row. */
static uint64_t pull_stretch(const sg_rows_piece *piece, const uint32_t *places, uint32_t begin,
                             uint32_t end, const sg_id_bits *from, sg_id_bits *into)
{
    uint32_t row = begin, at = places[begin];
    uint64_t touched = 0;

    while (at < places[end]) {
        uint32_t met = first_met(piece->others, at, places[end], from);
        touched += met - at;
        if (met == places[end])
            break;
        while (places[row + 1] <= met)
            row++;
        sg_id_bits_add(into, piece->first + row);
        at = places[row + 1];
        touched++;
    }
    return touched;
}

static uint64_t pull_piece(const sg_rows_piece *piece, uint64_t wanted, const sg_id_bits *from,
                           sg_id_bits *into)
{
    uint32_t places[SG_ROWS_PIECE + 1];
    uint64_t touched = 0;

    if (wanted == rows_of(piece) &&
        first_met(piece->others, 0, piece->edges, from) == piece->edges)
        return piece->edges;
    if (is_few(wanted)) {
        for (; wanted; wanted &= wanted - 1) {
            sg_range row = sg_rows_place(piece, sg_word_first(wanted));
            uint32_t met = first_met(piece->others, row.first, row.last, from);
            touched += met - row.first + (met < row.last);
            if (met < row.last)
                sg_id_bits_add(into, piece->first + sg_word_first(wanted));
        }
        return touched;
    }
    sg_rows_places(piece, places);
    while (wanted) {
        uint32_t begin = sg_word_first(wanted), end = stretch_end(wanted, begin);
        touched += pull_stretch(piece, places, begin, end, from, into);
        wanted = end < 64 ? wanted & UINT64_MAX << end : 0;
    }
    return touched;
}

uint64_t sg_sweep_pull(const sg_graph *graph, sg_arc_kind kind, sg_range nodes,
                       const sg_id_bits *from, const sg_id_bits *wanted, sg_id_bits *into)
{
    const sg_range all = { 0, SG_NO_ID };
    sg_arc_kind forth = sg_arc_kind_back(kind);

    if (!sg_graph_is_frozen(graph))
        return push_each(graph, forth, all, nodes, from, into);
    uint64_t touched = push_spans(graph, forth, all, nodes, from, into);
    sg_rows rows =
        sg_rows_read(graph, kind.type, kind.way, pieces_in(nodes, into->first, into->last));
    for (sg_rows_piece piece; sg_rows_next(&rows, &piece);) {
        uint64_t open =
            rows_of(&piece) & window_from(into, piece.first) & ~bits_from(into, piece.first);
        if (wanted)
            open &= bits_from(wanted, piece.first);
        if (open)
            touched += pull_piece(&piece, open, from, into);
    }
    return touched;
}

uint64_t sg_sweep_edges(const sg_graph *graph, sg_arc_kind kind, const sg_id_bits *nodes,
                        bool outside)
{
    uint64_t edges = 0;
    sg_rows rows =
        sg_rows_read(graph, kind.type, kind.way,
                     pieces_in((sg_range){ 0, SG_NO_ID }, nodes->first, nodes->last));

    for (sg_rows_piece piece; sg_rows_next(&rows, &piece);) {
        uint64_t bits = bits_from(nodes, piece.first);
        if ((outside ? ~bits : bits) & rows_of(&piece))
            edges += piece.edges;
    }
    return edges;
}
