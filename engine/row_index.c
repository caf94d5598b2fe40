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

/* Reading the rows of a block costs about as much as finding some of them one by one: it pays where of so many nodes one
 * is wanted, or more. */
enum { CROWDED = 4 };

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

static uint32_t block_of(const sg_row_index *index, uint32_t node)
{
    return (node - index->first) / SG_ROW_BLOCK;
}

/* How many of the nodes, from the first on, lie in its block; *rows is how many rows of it are read for them. */
static uint32_t count_in_block(const sg_row_index *index, const uint32_t *nodes, uint32_t count,
                               uint32_t *rows)
{
    uint32_t block = block_of(index, nodes[0]), some = 0;

    *rows = 0;
    while (some < count && nodes[some] < index->last && block_of(index, nodes[some]) == block) {
        uint32_t row = (nodes[some] - index->first) % SG_ROW_BLOCK;
        *rows = row < *rows ? *rows : row + 1;
        some++;
    }
    return some;
}

/* Where the first `count` rows of a block begin, and where the last of them ends. */
static void read_places(const uint64_t *data, uint32_t edges, uint32_t count, uint32_t *places)
{
    places[0] = 0;
    if (edges <= SG_ROW_UNARY) {
        sg_row_read_unary(data, count, places);
        return;
    }
    for (uint32_t i = 1; i <= count; i++)
        places[i] = position_at(data, edges, i);
}

/* Finds the rows of those of the nodes, from the first on, that lie in its block, which is in the window; returns how
 * many. */
static uint32_t find_in_block(const sg_row_index *index, sg_row_parts parts,
                              const uint32_t *nodes, uint32_t count, sg_range *out)
{
    uint32_t places[SG_ROW_BLOCK + 1] = { 0 }, rows;
    uint32_t some = count_in_block(index, nodes, count, &rows);
    bool present;
    const sg_row_block *block =
        &parts.blocks[find_block(parts, nodes[0] - index->first, &present)];

    if (present)
        read_places(parts.data + block->place, block[1].edges - block->edges, rows, places);
    for (uint32_t i = 0; i < some; i++) {
        uint32_t row = (nodes[i] - index->first) % SG_ROW_BLOCK;
        out[i] = (sg_range){ block->edges + places[row], block->edges + places[row + 1] };
    }
    return some;
}

/* Finds the rows of nodes that stand close to each other: a block is read once. */
static void find_crowded(const sg_row_index *index, sg_row_parts parts, const uint32_t *nodes,
                         uint32_t count, sg_range *out)
{
    for (uint32_t i = 0; i < count;) {
        if (nodes[i] >= index->first && nodes[i] < index->last)
            i += find_in_block(index, parts, nodes + i, count - i, out + i);
        else
            out[i++] = (sg_range){ 0, 0 };
    }
}

void sg_row_find_many(const sg_row_index *index, const uint64_t *words, const uint32_t *nodes,
                      uint32_t count, sg_range *out)
{
    sg_row_parts parts = sg_row_index_parts(index, words);

    if (parts.groups && count > 0 && nodes[count - 1] - nodes[0] < count * CROWDED) {
        find_crowded(index, parts, nodes, count, out);
        return;
    }
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
