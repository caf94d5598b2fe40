/* row_index.c - finding rows, and the node of a row, in each of the three forms. */
#include "engine/row_index.h"

#include "engine/base/bitmap.h"

sg_row_parts sg_row_index_parts(const sg_row_index *index, const uint64_t *words)
{
    const void *place = words + index->place;
    sg_row_parts parts = { 0 };

    switch ((sg_row_form)index->form) {
    case SG_ROWS_DENSE:
        parts.offsets = place;
        break;
    case SG_ROWS_LIST:
        parts.nodes = place;
        parts.offsets = parts.nodes + index->rows;
        break;
    case SG_ROWS_PACKED:
        parts.groups = place;
        parts.blocks = (const void *)(parts.groups + sg_row_groups(index));
        parts.data = (const void *)(parts.blocks + index->rows + 1);
        break;
    }
    return parts;
}

/* --- within a block ------------------------------------------------------------------------------ */

/* The place of the n-th bit that is set, from 0; it must be there. */
static uint32_t select_one(const uint64_t *words, uint32_t n)
{
    uint32_t word = 0;

    for (uint32_t count; n >= (count = sg_word_count(words[word])); word++)
        n -= count;
    return word * 64 + sg_word_select(words[word], n);
}

static uint32_t select_zero(const uint64_t *words, uint32_t n)
{
    uint32_t word = 0;

    for (uint32_t count; n >= (count = sg_word_count(~words[word])); word++)
        n -= count;
    return word * 64 + sg_word_select(~words[word], n);
}

static uint32_t next_one(const uint64_t *words, uint32_t from)
{
    uint32_t word = from / 64;
    uint64_t bits = words[word] >> (from % 64) << (from % 64);

    while (bits == 0)
        bits = words[++word];
    return word * 64 + sg_word_first(bits);
}

static uint32_t position_at(const uint64_t *data, uint32_t edges, uint32_t row)
{
    const void *positions = data;

    if (row == SG_ROW_BLOCK)
        return edges;
    return edges <= UINT16_MAX ? ((const uint16_t *)positions)[row]
                               : ((const uint32_t *)positions)[row];
}

sg_range sg_row_in_block(const uint64_t *data, uint32_t edges, uint32_t row)
{
    if (edges > SG_ROW_UNARY)
        return (sg_range){ position_at(data, edges, row), position_at(data, edges, row + 1) };
    uint32_t begin = row == 0 ? 0 : select_one(data, row - 1) + 1;

    return (sg_range){ begin - row, next_one(data, begin) - row };
}

/* The row that the edge stands in. */
static uint32_t row_of_edge(const uint64_t *data, uint32_t edges, uint32_t edge)
{
    if (edges <= SG_ROW_UNARY)
        return select_zero(data, edge) - edge;
    uint32_t low = 0, high = SG_ROW_BLOCK - 1;

    while (low < high) { /* the last row that begins at or before the edge */
        uint32_t middle = low + (high - low + 1) / 2;
        if (position_at(data, edges, middle) <= edge)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* --- all forms ----------------------------------------------------------------------------------- */

/* The blocks before that of the node; *present tells whether its own is there. */
static uint32_t find_block(sg_row_parts parts, uint32_t place, bool *present)
{
    sg_row_group group = parts.groups[place / SG_ROW_GROUP];
    uint64_t bit = UINT64_C(1) << (place / SG_ROW_BLOCK % 64);

    *present = (group.present & bit) != 0;
    return group.rank + sg_word_count(group.present & (bit - 1));
}

static sg_range find_packed(sg_row_parts parts, uint32_t place)
{
    bool present;
    uint32_t number = find_block(parts, place, &present);
    const sg_row_block *block = &parts.blocks[number];

    if (!present)
        return (sg_range){ block->edges, block->edges };
    sg_range row = sg_row_in_block(parts.data + block->place, block[1].edges - block->edges,
                                   place % SG_ROW_BLOCK);
    return (sg_range){ block->edges + row.first, block->edges + row.last };
}

static inline sg_range find(const sg_row_index *index, sg_row_parts parts, uint32_t node)
{
    uint32_t rank = node - index->first;

    if (node < index->first || node >= index->last)
        return (sg_range){ 0, 0 };
    if (parts.groups)
        return find_packed(parts, rank);
    SG_INVARIANT(parts.offsets);
    if (parts.nodes) {
        rank = sg_count_below(parts.nodes, index->rows, node);
        if (rank == index->rows || parts.nodes[rank] != node)
            return (sg_range){ 0, 0 };
    }
    return (sg_range){ parts.offsets[rank], parts.offsets[rank + 1] };
}

sg_range sg_row_find(const sg_row_index *index, const uint64_t *words, uint32_t node)
{
    return find(index, sg_row_index_parts(index, words), node);
}

void sg_row_find_many(const sg_row_index *index, const uint64_t *words, const uint32_t *nodes,
                      uint32_t count, sg_range *out)
{
    sg_row_parts parts = sg_row_index_parts(index, words);

    for (uint32_t i = 0; i < count; i++)
        out[i] = find(index, parts, nodes[i]);
}

uint32_t sg_row_edges_below(const sg_row_index *index, const uint64_t *words, uint32_t limit)
{
    if (limit <= index->first || index->rows == 0)
        return 0;
    sg_row_parts parts = sg_row_index_parts(index, words);

    if (parts.groups)
        return limit < index->last ? find_packed(parts, limit - index->first).first
                                   : parts.blocks[index->rows].edges;
    SG_INVARIANT(parts.offsets);
    if (limit >= index->last)
        return parts.offsets[index->rows];
    return parts.offsets[parts.nodes ? sg_count_below(parts.nodes, index->rows, limit)
                                     : limit - index->first];
}

/* The place in the window of the first node of the block. */
static uint32_t place_of_block(const sg_row_index *index, sg_row_parts parts, uint32_t block)
{
    uint32_t low = 0, high = sg_row_groups(index) - 1;

    while (low < high) { /* the last group that begins at or before the block */
        uint32_t middle = low + (high - low + 1) / 2;
        if (parts.groups[middle].rank <= block)
            low = middle;
        else
            high = middle - 1;
    }
    sg_row_group group = parts.groups[low];
    return low * SG_ROW_GROUP +
           sg_word_select(group.present, block - group.rank) * SG_ROW_BLOCK;
}

uint32_t sg_row_node(const sg_row_index *index, const uint64_t *words, uint32_t position)
{
    sg_row_parts parts = sg_row_index_parts(index, words);

    if (parts.groups) {
        uint32_t low = 0, high = index->rows - 1;
        while (low < high) { /* the last block that begins at or before the edge */
            uint32_t middle = low + (high - low + 1) / 2;
            if (parts.blocks[middle].edges <= position)
                low = middle;
            else
                high = middle - 1;
        }
        sg_row_block block = parts.blocks[low];
        return index->first + place_of_block(index, parts, low) +
               row_of_edge(parts.data + block.place, parts.blocks[low + 1].edges - block.edges,
                           position - block.edges);
    }
    SG_INVARIANT(parts.offsets);
    /* The first row that ends after the edge. */
    uint32_t row = sg_count_below(parts.offsets + 1, index->rows, position + 1);
    return parts.nodes ? parts.nodes[row] : index->first + row;
}
