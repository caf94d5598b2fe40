/* freeze_rows.c - makes the index from node to row for every type and direction.
 *
 * Where rows are long a dense index, which is one load, adds little to an edge and is taken; where
 * rows are few a list; else packed blocks, whose bytes weigh more for they are slower to read.
 */
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/pages.h"
#include "engine/base/parallel.h"
#include "engine/freeze.h"

enum {
    DENSE_DEGREE = 16, /* edges a node of the window: a dense index is a quarter byte an edge */
    LIST_WEIGHT = 2,
};

/* The nodes of one type and direction, one for each edge, ascending. */
typedef struct row_nodes {
    const uint32_t *nodes;
    uint32_t count;
    uint32_t first; /* of the window */
} row_nodes;

/* The edges from `at` on that belong to the block of the first of them: by steps that double, then by
 * halves. */
static uint32_t block_edges(const row_nodes *rows, uint32_t at)
{
    uint32_t before = (rows->nodes[at] - rows->first) % SG_ROW_BLOCK;
    uint64_t last =
        (uint64_t)rows->nodes[at] + (SG_ROW_BLOCK - 1 - before); /* of the block's nodes */
    uint32_t rest = rows->count - at, inside = 0, outside = 1;

    while (outside < rest && rows->nodes[at + outside] <= last) {
        inside = outside;
        outside = outside < rest / 2 ? outside * 2 : rest;
    }
    while (outside - inside > 1) {
        uint32_t middle = inside + (outside - inside) / 2;
        if (rows->nodes[at + middle] <= last)
            inside = middle;
        else
            outside = middle;
    }
    return outside;
}

/* How many different nodes have a row. */
static uint32_t count_rows(const row_nodes *rows)
{
    uint32_t different = rows->count > 0;

    for (uint32_t i = 1; i < rows->count; i++)
        different += rows->nodes[i] != rows->nodes[i - 1];
    return different;
}

static sg_row_index measure_packed(const row_nodes *rows, uint32_t last)
{
    sg_row_index index = { .form = SG_ROWS_PACKED, .first = rows->first, .last = last };

    for (uint32_t at = 0, edges; at < rows->count; at += edges) {
        edges = block_edges(rows, at);
        index.words += sg_row_block_words(edges);
        index.rows++;
    }
    index.words += (uint64_t)sg_row_groups(&index) * 2 + index.rows + 1;
    return index;
}

static sg_row_index choose_form(const row_nodes *rows)
{
    if (rows->count == 0)
        return (sg_row_index){ .form = SG_ROWS_LIST };
    uint32_t first = rows->first, last = rows->nodes[rows->count - 1] + 1;
    uint32_t window = last - first;
    uint64_t dense = ((uint64_t)window + 2) / 2;

    if (rows->count / DENSE_DEGREE >= window)
        return (sg_row_index){ SG_ROWS_DENSE, first, last, window, 0, dense };
    sg_row_index packed = measure_packed(rows, last);
    if (dense <= packed.words)
        return (sg_row_index){ SG_ROWS_DENSE, first, last, window, 0, dense };
    uint32_t different = count_rows(rows);
    uint64_t list = ((uint64_t)different * 2 + 2) / 2;
    if (list * LIST_WEIGHT <= packed.words)
        return (sg_row_index){ SG_ROWS_LIST, first, last, different, 0, list };
    return packed;
}

static void fill_dense(const sg_row_index *index, uint32_t *offsets, const row_nodes *rows)
{
    for (uint32_t i = 0; i < rows->count; i++)
        offsets[rows->nodes[i] - index->first + 1]++;
    for (uint32_t i = 0; i < index->rows; i++)
        offsets[i + 1] += offsets[i];
}

static void fill_list(const sg_row_index *index, uint32_t *nodes, const row_nodes *rows)
{
    uint32_t *offsets = nodes + index->rows;
    uint32_t row = 0;

    for (uint32_t i = 0; i < rows->count; i++) {
        if (i > 0 && rows->nodes[i] == rows->nodes[i - 1])
            continue;
        nodes[row] = rows->nodes[i];
        offsets[row++] = i;
    }
    offsets[row] = rows->count;
}

/* The data of a block: `nodes` are places within it, one for each edge. */
static void fill_block(uint64_t *data, const uint32_t *nodes, uint32_t edges, uint32_t base)
{
    void *positions = data;

    for (uint32_t row = 0, at = 0; row < SG_ROW_BLOCK; row++) {
        if (edges > UINT16_MAX)
            ((uint32_t *)positions)[row] = at;
        else if (edges > SG_ROW_UNARY)
            ((uint16_t *)positions)[row] = (uint16_t)at;
        while (at < edges && nodes[at] - base == row)
            at++;
        if (edges <= SG_ROW_UNARY)
            sg_bit_set(data, at + row);
    }
}

static void fill_packed(const sg_row_index *index, uint64_t *words, const row_nodes *rows)
{
    sg_row_group *groups = (void *)words;
    sg_row_block *blocks = (void *)(groups + sg_row_groups(index));
    uint64_t *data = (void *)(blocks + index->rows + 1);
    uint32_t number = 0, place = 0;

    for (uint32_t at = 0, edges; at < rows->count; at += edges) {
        uint32_t block = (rows->nodes[at] - rows->first) / SG_ROW_BLOCK;
        edges = block_edges(rows, at);
        groups[block / 64].present |= UINT64_C(1) << (block % 64);
        blocks[number++] = (sg_row_block){ at, place };
        fill_block(data + place, rows->nodes + at, edges, rows->first + block * SG_ROW_BLOCK);
        place += sg_row_block_words(edges);
    }
    blocks[number] = (sg_row_block){ rows->count, place };
    for (uint32_t i = 1; i < sg_row_groups(index); i++)
        groups[i].rank = groups[i - 1].rank + sg_word_count(groups[i - 1].present);
}

static void fill_index(const sg_row_index *index, uint64_t *words, const row_nodes *rows)
{
    void *place = words + index->place;

    if (rows->count == 0) /* then the index has no words either */
        return;
    switch ((sg_row_form)index->form) {
    case SG_ROWS_DENSE:
        fill_dense(index, place, rows);
        break;
    case SG_ROWS_LIST:
        fill_list(index, place, rows);
        break;
    case SG_ROWS_PACKED:
        fill_packed(index, place, rows);
        break;
    }
}

/* What threads share: a task is a type. */
typedef struct row_making {
    const sg_freeze *freeze;
    const uint32_t *nodes;
    sg_row_index *indexes;
    uint64_t *words;
} row_making;

static row_nodes rows_at(const row_making *self, size_t type)
{
    uint32_t first = self->freeze->type_first[type], last = self->freeze->type_first[type + 1];

    return (row_nodes){ self->nodes + first, last - first,
                        first < last ? self->nodes[first] : 0 };
}

static void choose_one(void *shared, size_t task, unsigned worker)
{
    const row_making *self = shared;
    row_nodes of_type = rows_at(self, task);

    (void)worker;
    self->indexes[task] = choose_form(&of_type);
}

static void fill_one(void *shared, size_t task, unsigned worker)
{
    const row_making *self = shared;
    row_nodes of_type = rows_at(self, task);

    (void)worker;
    fill_index(&self->indexes[task], self->words, &of_type);
}

sg_status sg_freeze_rows(sg_freeze *freeze, sg_direction way, const uint32_t *nodes)
{
    sg_freeze_row_words *made = &freeze->rows[way == SG_IN];
    row_making self = { .freeze = freeze, .nodes = nodes };

    made->indexes = self.indexes = sg_freeze_array(freeze, sg_row_index, freeze->types);
    if (!self.indexes)
        return sg_fail_memory(freeze->err);
    sg_parallel(freeze->threads, freeze->types, choose_one, &self);
    for (uint32_t type = 0; type < freeze->types; type++) {
        self.indexes[type].place = made->count;
        made->count += self.indexes[type].words;
    }
    if (made->count < SIZE_MAX / sizeof(uint64_t))
        made->words = sg_pages_alloc((size_t)made->count * sizeof(uint64_t));
    if (!made->words)
        return sg_fail_memory(freeze->err);
    self.words = made->words;
    sg_parallel(freeze->threads, freeze->types, fill_one, &self);
    return SG_OK;
}

void sg_freeze_free_rows(sg_freeze *freeze)
{
    for (int way = 0; way < 2; way++) {
        sg_pages_free(freeze->rows[way].words,
                      (size_t)freeze->rows[way].count * sizeof(uint64_t));
        freeze->rows[way].words = NULL;
    }
}

sg_status sg_freeze_write_rows(sg_freeze *freeze)
{
    const sg_freeze_row_words *out = &freeze->rows[0], *in = &freeze->rows[1];
    uint64_t place = 0;
    void *indexes, *words;

    SG_TRY(
        sg_freeze_section(freeze, SG_SECTION_ROW_INDEXES, (size_t)freeze->types * 2, &indexes));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_ROW_WORDS, (size_t)(out->count + in->count),
                             &words));
    for (uint32_t i = 0; i < freeze->types * 2; i++) {
        const sg_freeze_row_words *made = &freeze->rows[i % 2];
        sg_row_index index = made->indexes[i / 2];
        memcpy((uint64_t *)words + place, made->words + index.place,
               (size_t)index.words * sizeof(uint64_t));
        index.place = place;
        place += index.words;
        ((sg_row_index *)indexes)[i] = index;
    }
    sg_freeze_free_rows(freeze);
    return SG_OK;
}
