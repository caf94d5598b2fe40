/* row_index.h - from a node to its row: where its edges of one type and direction stand.
 *
 * Only nodes of the window [first, last) have edges; positions count from the first edge of the
 * type.  Three forms, all within a quarter to half a byte an edge:
 *
 *     dense   offsets[node - first]                        4 B a node: where rows are long
 *     list    nodes[], searched by halves, and offsets[]   8 B a row: where rows are very few
 *     packed  a bit per 64 nodes, then a block of them:
 *
 *       groups   [present|rank]  ...                       a bit for each of 64 blocks
 *       blocks   [edges before|place] ...                  of the blocks that are present
 *       data     up to 448 edges   0010100 ...             a 0 an edge, a 1 at the end of a row
 *                more              [0 17 17 40 ...]        64 positions in the block, 2 or 4 B each
 *
 * A packed row costs two lines of memory to find, and its bits at most one.
 */
#ifndef SG_ROW_INDEX_H
#define SG_ROW_INDEX_H

#include "engine/base/bitmap.h"
#include "engine/graph.h"

typedef enum sg_row_form { SG_ROWS_DENSE, SG_ROWS_LIST, SG_ROWS_PACKED } sg_row_form;

typedef struct sg_row_index {
    uint32_t form; /* an sg_row_form */
    uint32_t first, last;
    uint32_t rows; /* dense: nodes of the window; list: nodes that have edges; packed: blocks */
    uint64_t place; /* in row_words */
    uint64_t words; /* how many there */
} sg_row_index;

enum {
    SG_ROW_BLOCK = 64,                    /* nodes */
    SG_ROW_GROUP = 64 * SG_ROW_BLOCK,     /* nodes */
    SG_ROW_UNARY = 8 * 64 - SG_ROW_BLOCK, /* edges of a block in bits, one line of memory */
};

typedef struct sg_row_group {
    uint64_t present;
    uint32_t rank; /* blocks in the groups before */
    uint32_t zero;
} sg_row_group;

/* One more stands behind the last: where edges and data end. */
typedef struct sg_row_block {
    uint32_t edges; /* in the blocks before */
    uint32_t place; /* in `data` */
} sg_row_block;

/* Where the parts of an index stand. */
typedef struct sg_row_parts {
    const uint32_t *offsets; /* dense, list */
    const uint32_t *nodes;   /* list */
    const sg_row_group *groups;
    const sg_row_block *blocks;
    const uint64_t *data;
} sg_row_parts;

sg_row_parts sg_row_index_parts(const sg_row_index *index, const uint64_t *words);

static inline uint32_t sg_row_groups(const sg_row_index *index)
{
    return (uint32_t)(((uint64_t)index->last - index->first + SG_ROW_GROUP - 1) / SG_ROW_GROUP);
}
/* 64-bit words of the data of a block. */
static inline uint32_t sg_row_block_words(uint32_t edges)
{
    if (edges <= SG_ROW_UNARY)
        return (SG_ROW_BLOCK + edges + 63) / 64;
    return edges <= UINT16_MAX ? SG_ROW_BLOCK / 4 : SG_ROW_BLOCK / 2;
}

/* The edges of the row-th node of a block that has `edges` in all, counted from the block's first. */
sg_range sg_row_in_block(const uint64_t *data, uint32_t edges, uint32_t row);
/* Where the first `count` rows of a block whose data are bits end, behind places[0], which is where the first begins:
 * each 1 ends a row, and stands behind as many 0s as there are edges up to there. */
static inline void sg_row_read_unary(const uint64_t *data, uint32_t count, uint32_t *places)
{
    uint32_t row = 0;

    for (uint32_t base = 0; row < count; base += 64)
        for (uint64_t bits = *data++; bits && row < count; bits &= bits - 1, row++)
            places[row + 1] = base + sg_word_first(bits) - row;
}
/* The edges of the node, counted from the first of the type. */
sg_range sg_row_find(const sg_row_index *index, const uint64_t *words, uint32_t node);
/* The same of many nodes; of those that follow each other a block is read once. */
void sg_row_find_many(const sg_row_index *index, const uint64_t *words, const uint32_t *nodes,
                      uint32_t count, sg_range *out);
/* How many edges nodes below `limit` have. */
uint32_t sg_row_edges_below(const sg_row_index *index, const uint64_t *words, uint32_t limit);
/* The node in whose row the edge at the position stands. */
uint32_t sg_row_node(const sg_row_index *index, const uint64_t *words, uint32_t position);

#endif
