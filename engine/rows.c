/* rows.c - rows in order, in each of the three forms of an index (row_index.h). */
#include "engine/rows.h"

#include <string.h>

#include "engine/graph_internal.h"
#include "engine/row_index.h"

static uint32_t least(uint32_t left, uint32_t right)
{
    return left < right ? left : right;
}

/* The block number of the first block at or after the place, which is on a block's boundary. */
static void begin_packed(sg_rows *self, sg_row_parts parts, uint32_t place)
{
    uint32_t groups = sg_row_groups(self->index);

    self->next = place / SG_ROW_GROUP;
    self->end = groups;
    if (self->next >= groups)
        return;
    sg_row_group group = parts.groups[self->next];
    uint64_t before = (UINT64_C(1) << (place / SG_ROW_BLOCK % 64)) - 1;
    self->block = group.rank + sg_word_count(group.present & before);
    self->present = group.present & ~before;
    self->group = self->index->first + self->next * SG_ROW_GROUP;
    self->next++;
}

sg_rows sg_rows_read(const sg_graph *graph, sg_reltype type, sg_direction way, sg_range nodes)
{
    sg_rows self = { .index = NULL };

    if (type.id >= graph->types || !sg_rows_are_sound(graph, type, way))
        return self;
    const sg_row_index *index = sg_row_index_of(graph, type, way);
    sg_row_parts parts = sg_row_index_parts(index, graph->row_words);
    self.index = index;
    self.parts = parts;
    self.others =
        (way == SG_OUT ? graph->out_others : graph->in_others) + graph->type_first[type.id];
    self.others_end =
        self.others + (graph->type_first[type.id + 1] - graph->type_first[type.id]);
    self.data_end = graph->row_words + index->place + index->words;
    nodes.first = nodes.first > index->first ? nodes.first : index->first;
    self.last = least(nodes.last, index->last);
    if (nodes.first >= self.last || index->rows == 0)
        return self;
    /* Pieces begin at multiples of their size from the window's first node. */
    uint32_t place = (nodes.first - index->first + SG_ROWS_PIECE - 1) & ~(SG_ROWS_PIECE - 1U);
    if (parts.groups) {
        begin_packed(&self, parts, place);
    } else if (parts.nodes) {
        self.next = sg_count_below(parts.nodes, index->rows, nodes.first);
        self.end = sg_count_below(parts.nodes, index->rows, self.last);
    } else {
        self.next = place;
        self.end = self.last - index->first;
    }
    return self;
}

/* --- the next piece -------------------------------------------------------------------------------- */
static bool next_dense(sg_rows *self, const uint32_t *offsets, sg_rows_piece *out)
{
    uint32_t rows = self->index->rows;

    while (self->next < self->end) {
        uint32_t row = self->next, count = least(rows - row, SG_ROWS_PIECE);
        self->next += count;
        if (offsets[row + count] == offsets[row])
            continue;
        *out = (sg_rows_piece){ .first = self->index->first + row,
                                .count = count,
                                .edges = offsets[row + count] - offsets[row],
                                .others = self->others + offsets[row],
                                .offsets = offsets + row };
        return true;
    }
    return false;
}

static bool next_listed(sg_rows *self, sg_rows_piece *out)
{
    const sg_row_parts parts = self->parts;

    if (self->next >= self->end)
        return false;
    uint32_t row = self->next++;
    *out = (sg_rows_piece){ .first = parts.nodes[row],
                            .count = 1,
                            .edges = parts.offsets[row + 1] - parts.offsets[row],
                            .others = self->others + parts.offsets[row],
                            .offsets = parts.offsets + row };
    return true;
}

/* Goes on to the next group that has a block. */
static bool next_group(sg_rows *self)
{
    while (!self->present) {
        if (self->next >= self->end)
            return false;
        sg_row_group group = self->parts.groups[self->next];
        self->present = group.present;
        self->block = group.rank;
        self->group = self->index->first + self->next * SG_ROW_GROUP;
        self->next++;
    }
    return true;
}

/* The next block of the group; false: the range ends before it. */
static inline bool next_block(sg_rows *self, sg_rows_piece *out)
{
    const sg_row_block *block = &self->parts.blocks[self->block++];
    uint32_t first = self->group + sg_word_first(self->present) * SG_ROW_BLOCK;

    self->present &= self->present - 1;
    if (first >= self->last) {
        self->present = 0;
        self->next = self->end;
        return false;
    }
    *out = (sg_rows_piece){ .first = first,
                            .count = least(self->index->last - first, SG_ROW_BLOCK),
                            .edges = block[1].edges - block->edges,
                            .others = self->others + block->edges,
                            .packed = self->parts.data + block->place,
                            .end = self->data_end };
    return true;
}

bool sg_rows_next(sg_rows *self, sg_rows_piece *out)
{
    if (!self->index || self->end == 0)
        return false;
    if (self->parts.groups)
        return next_group(self) && next_block(self, out);
    return self->parts.nodes ? next_listed(self, out)
                             : next_dense(self, self->parts.offsets, out);
}

/* --- those that meet a set ------------------------------------------------------------------------- */
static uint64_t rows_met(const sg_rows_piece *piece, const sg_bit_window *nodes)
{
    return sg_bit_window_word(nodes, piece->first) & sg_bits_low(piece->count);
}

/* Whether a block meets the set cannot be foreseen: it is written, and kept if it does. */
static uint32_t meet_packed(sg_rows *self, const sg_bit_window *nodes, sg_met_piece *out,
                            uint32_t room)
{
    sg_rows rows = *self;
    uint32_t count = 0;

    while (count < room && next_group(&rows))
        while (count < room && rows.present && next_block(&rows, &out[count].piece)) {
            out[count].rows = rows_met(&out[count].piece, nodes);
            count += out[count].rows != 0;
        }
    *self = rows;
    return count;
}

uint32_t sg_rows_meet(sg_rows *self, const sg_bit_window *nodes, sg_met_piece *out,
                      uint32_t room)
{
    uint32_t count = 0;

    if (self->index && self->end > 0 && self->parts.groups)
        return meet_packed(self, nodes, out, room);
    while (count < room && sg_rows_next(self, &out[count].piece)) {
        out[count].rows = rows_met(&out[count].piece, nodes);
        count += out[count].rows != 0;
    }
    return count;
}

/* --- within a piece -------------------------------------------------------------------------------- */
/* All positions of a block's table, whose number the compiler knows: several are made at once. */
static void widen(const uint16_t *data, uint32_t *places)
{
    for (uint32_t i = 0; i < SG_ROW_BLOCK; i++)
        places[i] = data[i];
}

static void subtract(const uint32_t *offsets, uint32_t count, uint32_t *places)
{
    uint32_t first = offsets[0];

    for (uint32_t i = 0; count == SG_ROWS_PIECE && i < SG_ROWS_PIECE; i++)
        places[i] = offsets[i] - first;
    for (uint32_t i = 0; count < SG_ROWS_PIECE && i < count; i++)
        places[i] = offsets[i] - first;
}

void sg_rows_places(const sg_rows_piece *piece, uint32_t places[SG_ROWS_PIECE + 1])
{
    if (piece->packed && piece->edges <= SG_ROW_UNARY) {
        places[0] = 0;
        sg_row_read_unary(piece->packed, piece->count, places);
        return;
    }
    if (piece->offsets)
        subtract(piece->offsets, piece->count, places);
    else if (piece->edges <= UINT16_MAX)
        widen((const void *)piece->packed, places);
    else
        memcpy(places, piece->packed, SG_ROW_BLOCK * sizeof *places);
    places[piece->count] = piece->edges;
}

sg_range sg_rows_place(const sg_rows_piece *piece, uint32_t row)
{
    if (!piece->offsets)
        return sg_row_in_block(piece->packed, piece->edges, row);
    return (sg_range){ piece->offsets[row] - piece->offsets[0],
                       piece->offsets[row + 1] - piece->offsets[0] };
}

/* The place behind the last 1 before the word, or 0. */
static uint32_t end_before(const uint64_t *data, uint32_t word)
{
    while (word > 0 && data[word - 1] == 0)
        word--;
    return word == 0 ? 0 : word * 64 - (uint32_t)__builtin_clzll(data[word - 1]);
}

/* Goes through the words once, for rows that ascend. */
static uint32_t read_some(const uint64_t *data, uint64_t wanted, sg_range *out)
{
    uint32_t word = 0, before = 0, ones = sg_word_count(data[0]), count = 0;

    for (; wanted; wanted &= wanted - 1, count++) {
        uint32_t row = sg_word_first(wanted);
        for (; row >= before + ones; ones = sg_word_count(data[++word]))
            before += ones;
        uint32_t end = sg_word_select(data[word], row - before);
        uint64_t below = data[word] & ((UINT64_C(1) << end) - 1);
        uint32_t begin =
            below ? word * 64 + 64 - (uint32_t)__builtin_clzll(below) : end_before(data, word);
        out[count] = (sg_range){ begin - row, word * 64 + end - row };
    }
    return count;
}

uint32_t sg_rows_some(const sg_rows_piece *piece, uint64_t wanted, sg_range *out)
{
    uint32_t count = 0;

    if (!piece->offsets && piece->edges <= SG_ROW_UNARY)
        return read_some(piece->packed, wanted, out);
    for (; wanted; wanted &= wanted - 1)
        out[count++] = sg_rows_place(piece, sg_word_first(wanted));
    return count;
}

/* --- all of them ----------------------------------------------------------------------------------- */
sg_range sg_rows_window(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    if (type.id >= graph->types || graph->type_first[type.id] == graph->type_first[type.id + 1])
        return (sg_range){ 0, 0 };
    const sg_row_index *index = sg_row_index_of(graph, type, way);
    return (sg_range){ index->first, index->last };
}

uint32_t sg_rows_pieces(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    if (type.id >= graph->types)
        return 0;
    const sg_row_index *index = sg_row_index_of(graph, type, way);
    return index->form == SG_ROWS_DENSE ? index->rows / SG_ROWS_PIECE + 1 : index->rows;
}
