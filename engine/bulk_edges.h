/* bulk_edges.h - relationships on their way from tables to buckets, and from there to adjacency.
 *
 *     slices   [table 0][table 1 ......][table 2 ..]       what was given
 *     pieces   [   ][   ][   ][   ][   ][   ][   ]         what a thread takes
 *     buckets  [type 0, nodes 0..6k][type 0, nodes 6k..12k] ...
 *
 * A pair in a bucket says where its ends stand, the near one in the nodes of the bucket and the far one
 * in the window of the type.  That is less than two numbers of nodes, so most graphs have narrow pairs:
 *
 *     narrow   [ near : 11 | far : 18 ]              4 bytes, as many bits for each as it takes
 *     wide     [ near : 32 | far : 32 ]              8 bytes
 */
#ifndef SG_BULK_EDGES_H
#define SG_BULK_EDGES_H

#include "engine/bulk_internal.h"

typedef struct sg_edge_slice {
    uint32_t first, rows;
    uint32_t type;               /* number */
    const uint16_t *types;       /* of the builder, or NULL */
    uint32_t first_record;       /* SG_NO_ID: no columns */
    const uint32_t *records;     /* by row, counted from the first; NULL: rows are records */
    const sg_bulk_block *blocks; /* NULL: ends are those of `first` and what follows */
    uint32_t block_count;
} sg_edge_slice;

/* The nodes that edges of a type have at one end; greatest < least: none yet.  Of all nodes in as many
 * parts, which of them can be among those. */
enum { SG_NODE_PARTS = 1024 };
typedef struct sg_node_window {
    uint32_t least, greatest;
    uint64_t parts[SG_NODE_PARTS / 64];
} sg_node_window;

/* Buckets are numbered by (type, range of near ends), within the window of near ends. */
typedef struct sg_type_buckets {
    uint32_t first;
    unsigned shift;
    uint32_t least, width; /* of the window */
    uint32_t far_least;    /* of the other window */
    unsigned far_bits;     /* of a pair */
} sg_type_buckets;

typedef struct sg_edge_piece {
    sg_edge_slice slice;
    uint32_t first_bucket, bucket_count;
    uint32_t *places; /* by bucket: how many, then where the next one goes */
} sg_edge_piece;

/* The rows of a direction.  A bucket lists its own where it has room for as many as it has edges or
 * nodes, whichever are fewer, and one more; those of a type are moved together then. */
typedef struct sg_edge_rows {
    uint32_t *nodes, *first; /* as in sg_row_list */
    size_t *at;              /* by bucket */
    uint32_t *count;         /* by bucket */
    sg_row_list *lists;      /* by type */
} sg_edge_rows;

typedef struct sg_edge_sort {
    sg_bulk *bulk;
    const uint32_t *near;
    const uint32_t *far; /* beside them, or NULL: */
    const sg_row_list
        *far_rows;           /* by type: near ends lie in rows, whose nodes are the far ends */
    uint32_t *narrow;        /* pairs by bucket, or NULL */
    uint64_t *wide;          /* pairs by bucket otherwise */
    const bool *has_columns; /* by type: records travel along; NULL: none do */
    uint32_t *records; /* beside the pairs; in the order of the rows once they are sorted */
    uint32_t
        *far_out; /* by edge of the direction; where narrow pairs were, if they are narrow */
    sg_edge_rows rows;
    bool rows_ascend; /* as they come */
    bool of_far;      /* near ends are what the windows call far ends */

    sg_edge_piece *pieces;
    uint32_t piece_count;
    uint32_t *type_first; /* by number, then the end */
    /* By type: of near ends, of far ends; one behind the other for each worker while they are found. */
    sg_node_window *windows;
    sg_type_buckets *types; /* by number, then the end */
    uint32_t *bucket_type, *bucket_first;
    uint32_t *bucket_order; /* in which they are sorted */
    uint32_t most;          /* edges in a bucket */

    struct sg_edge_scratch {
        uint32_t *counts, *pairs, *records; /* copies of a bucket's */
        uint64_t *words, *spare;
    } * scratch; /* by worker */
} sg_edge_sort;

static inline uint32_t sg_edge_type_of(const sg_edge_sort *self, const sg_edge_slice *slice,
                                       uint32_t row)
{
    return slice->types ? self->bulk->freeze.type_number[slice->types[row]] : slice->type;
}
/* Whether relationships of the type bring their records along. */
static inline bool sg_edge_carries(const sg_edge_sort *self, uint32_t type)
{
    return self->has_columns && self->has_columns[type];
}

/* The pair of two ends of the type. */
static inline uint64_t sg_edge_pair_of(const sg_type_buckets *type, uint32_t near, uint32_t far)
{
    uint64_t in_bucket = (near - type->least) & ((UINT64_C(1) << type->shift) - 1);

    return in_bucket << type->far_bits | (far - type->far_least);
}

/* Of a slice of blocks, adds how many each bucket of its type has; then puts them there. */
void sg_edge_count_blocks(const sg_edge_sort *self, const sg_edge_slice *slice,
                          uint32_t *counts);
void sg_edge_scatter_blocks(const sg_edge_sort *self, const sg_edge_slice *slice,
                            uint32_t *places);

/* Sorts relationships by their sources.  Leaves the numbers of their records beside them, by type and in
 * order, in freeze.edge_order; what it holds for types without columns means nothing, and it is NULL when there
 * are no others. */
SG_MUST_USE sg_status sg_bulk_sort_out(sg_bulk *bulk, sg_edge_sort *out);
/* After that, and when nobody asks for records any more: sorts them by their other ends, and writes the
 * sections of both directions. */
SG_MUST_USE sg_status sg_bulk_sort_in(sg_bulk *bulk, const sg_edge_sort *out);

/* Cuts slices into pieces.  Errors: SG_ENOMEM, without a story. */
SG_MUST_USE sg_status sg_edge_pieces(sg_edge_sort *self, const sg_edge_slice *slices,
                                     size_t count);
/* Counts the relationships of each type, writes the section of where types begin, and finds their
 * windows. */
SG_MUST_USE sg_status sg_edge_types(sg_edge_sort *self);
/* Divides the windows into buckets, of one kind of pairs.  Errors: SG_ENOMEM, without a story. */
SG_MUST_USE sg_status sg_edge_buckets(sg_edge_sort *self, bool *narrow);
/* Writes the pairs by bucket, pieces in order within each. */
void sg_edge_scatter(sg_edge_sort *self);
/* From pairs to far ends, in rows that are sorted and listed.  Errors: SG_ENOMEM, without a story. */
SG_MUST_USE sg_status sg_edge_sort_buckets(sg_edge_sort *self);

#endif
