/* rows.h - the rows of one type and direction in the order of their nodes, without looking any up.
 *
 *     piece    first 128, 64 rows, 37 edges      others  [ 7 9 9 | 3 | 1 4 | ...
 *     places   [ 0 3 3 4 6 ... 37 ]                        128  130  131
 *
 * Finding one packed row costs two lines of memory; finding the next one costs nothing.  Rows are read in
 * pieces of up to 64 nodes, as many as a word of a bitmap has bits, so that whoever has such a bitmap
 * skips a piece by one test, and what lies between the first and the last row of a piece that are wanted
 * stands in memory in one stretch.
 *
 * Read here is what stands for itself in a frozen graph: neither spans (sg_graph_span()) nor what changes
 * have laid on top (sg_graph_is_frozen()).
 */
#ifndef SG_ROWS_H
#define SG_ROWS_H

#include "engine/base/bit_lookup.h"
#include "engine/graph.h"
#include "engine/row_index.h"

enum { SG_ROWS_PIECE = 64 };

/* Rows of the nodes [first, first + count); some may be empty. */
typedef struct sg_rows_piece {
    uint32_t first, count;
    uint32_t edges;          /* in all of them, at least one */
    const uint32_t *others;  /* far ends, row by row, ascending within each */
    const uint32_t *offsets; /* where rows begin, counted from others[-offsets[0]]; or NULL */
    const uint64_t *packed;  /* the data of a block, see row_index.h; or NULL */
    const uint64_t *end;     /* where that of all blocks ends */
} sg_rows_piece;

typedef struct sg_rows {
    const sg_row_index *index;
    const uint32_t *others, *others_end; /* of all rows of the type */
    sg_row_parts parts;                  /* of the index */
    const uint64_t *data_end;            /* packed: of all blocks */
    uint32_t next, end;                  /* dense: rows; list: positions; packed: groups */
    uint32_t block;                      /* packed: the number of the next one */
    uint64_t present;                    /* packed: blocks of the group at hand that are left */
    uint32_t group, last; /* packed: the first node of the group; where the range ends */
} sg_rows;

/* Pieces whose first node lies in the range: ranges that follow each other share no piece, and leave
 * none out.  A piece that begins before a range by less than SG_ROWS_PIECE may reach into it. */
sg_rows sg_rows_read(const sg_graph *graph, sg_reltype type, sg_direction way, sg_range nodes);
bool sg_rows_next(sg_rows *rows, sg_rows_piece *out);
/* A piece some of whose nodes are in a set: a bit for the row of each. */
typedef struct sg_met_piece {
    sg_rows_piece piece;
    uint64_t rows;
} sg_met_piece;

/* The next pieces that meet the set, as many as there is room for; returns how many, 0: there are no more. */
uint32_t sg_rows_meet(sg_rows *rows, const sg_bit_window *nodes, sg_met_piece *out,
                      uint32_t room);
/* Where the rows begin in `others`, and where the last one ends: count + 1 places. */
void sg_rows_places(const sg_rows_piece *piece, uint32_t places[SG_ROWS_PIECE + 1]);
/* The same of one row alone: [first, last) of `others`. */
sg_range sg_rows_place(const sg_rows_piece *piece, uint32_t row);
/* The same of some rows, a bit each, in order; returns how many. */
uint32_t sg_rows_some(const sg_rows_piece *piece, uint64_t rows, sg_range *out);

/* Nodes before and behind which no row is; how many pieces there are, at most. */
sg_range sg_rows_window(const sg_graph *graph, sg_reltype type, sg_direction way);
uint32_t sg_rows_pieces(const sg_graph *graph, sg_reltype type, sg_direction way);

#endif
