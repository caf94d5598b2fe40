/* freeze_rows.c - makes the index from node to row for every type and direction.
 *
 * Where rows are long a dense index, which is one load, adds little to an edge and is taken; where
 * rows are few a list; else packed blocks, whose bytes weigh more for they are slower to read.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/pages.h"
#include "engine/base/parallel.h"
#include "engine/freeze.h"

enum {
    DENSE_DEGREE = 16, /* edges a node of the window: a dense index is a quarter byte an edge */
    LIST_WEIGHT = 2,
};

/* Of a block of 64 nodes from the row `at` on: the row behind it. */
static uint32_t block_end(const sg_row_list *list, uint32_t at)
{
    uint32_t first = list->nodes[0];
    uint32_t block = (list->nodes[at] - first) / SG_ROW_BLOCK, end = at + 1;

    while (end < list->rows && (list->nodes[end] - first) / SG_ROW_BLOCK == block)
        end++;
    return end;
}

static sg_row_index measure_packed(const sg_row_list *list, uint32_t last)
{
    sg_row_index index = { .form = SG_ROWS_PACKED, .first = list->nodes[0], .last = last };

    for (uint32_t at = 0, end; at < list->rows; at = end) {
        end = block_end(list, at);
        index.words += sg_row_block_words(list->first[end] - list->first[at]);
        index.rows++;
    }
    index.words += (uint64_t)sg_row_groups(&index) * 2 + index.rows + 1;
    return index;
}

sg_row_index sg_row_list_index(const sg_row_list *list)
{
    if (list->rows == 0)
        return (sg_row_index){ .form = SG_ROWS_LIST };
    uint32_t first = list->nodes[0], last = list->nodes[list->rows - 1] + 1;
    uint32_t window = last - first;
    uint64_t dense = ((uint64_t)window + 2) / 2;

    if (list->first[list->rows] / DENSE_DEGREE >= window)
        return (sg_row_index){ SG_ROWS_DENSE, first, last, window, 0, dense };
    sg_row_index packed = measure_packed(list, last);
    if (dense <= packed.words)
        return (sg_row_index){ SG_ROWS_DENSE, first, last, window, 0, dense };
    uint64_t listed = ((uint64_t)list->rows * 2 + 2) / 2;
    if (listed * LIST_WEIGHT <= packed.words)
        return (sg_row_index){ SG_ROWS_LIST, first, last, list->rows, 0, listed };
    return packed;
}

static void fill_dense(const sg_row_index *index, uint32_t *offsets, const sg_row_list *list)
{
    uint32_t row = 0;

    for (uint32_t i = 0; i < index->rows; i++) {
        offsets[i] = list->first[row];
        row += list->nodes[row] - index->first == i;
    }
    offsets[index->rows] = list->first[list->rows];
}

static void fill_list(uint32_t *nodes, const sg_row_list *list)
{
    memcpy(nodes, list->nodes, list->rows * sizeof(*nodes));
    memcpy(nodes + list->rows, list->first, ((size_t)list->rows + 1) * sizeof(*nodes));
}

/* The data of a block, whose rows are [at, end) and whose first node is `base`. */
static void fill_block(uint64_t *data, const sg_row_list *list, uint32_t at, uint32_t end,
                       uint32_t base)
{
    uint32_t edges = list->first[end] - list->first[at], begin = list->first[at];
    void *positions = data;

    for (uint32_t row = 0; row < SG_ROW_BLOCK; row++) {
        uint32_t before = list->first[at] - begin;
        if (edges > UINT16_MAX)
            ((uint32_t *)positions)[row] = before;
        else if (edges > SG_ROW_UNARY)
            ((uint16_t *)positions)[row] = (uint16_t)before;
        at += at < end && list->nodes[at] - base == row;
        if (edges <= SG_ROW_UNARY)
            sg_bit_set(data, list->first[at] - begin + row);
    }
}

static void fill_packed(const sg_row_index *index, uint64_t *words, const sg_row_list *list)
{
    sg_row_group *groups = (void *)words;
    sg_row_block *blocks = (void *)(groups + sg_row_groups(index));
    uint64_t *data = (void *)(blocks + index->rows + 1);
    uint32_t number = 0, place = 0;

    for (uint32_t at = 0, end; at < list->rows; at = end) {
        uint32_t block = (list->nodes[at] - index->first) / SG_ROW_BLOCK;
        end = block_end(list, at);
        groups[block / 64].present |= UINT64_C(1) << (block % 64);
        blocks[number++] = (sg_row_block){ list->first[at], place };
        fill_block(data + place, list, at, end, index->first + block * SG_ROW_BLOCK);
        place += sg_row_block_words(list->first[end] - list->first[at]);
    }
    blocks[number] = (sg_row_block){ list->first[list->rows], place };
    for (uint32_t i = 1; i < sg_row_groups(index); i++)
        groups[i].rank = groups[i - 1].rank + sg_word_count(groups[i - 1].present);
}

void sg_row_list_fill(const sg_row_list *list, const sg_row_index *index, uint64_t *words)
{
    void *place = words;

    if (list->rows == 0) /* then the index has no words either */
        return;
    switch ((sg_row_form)index->form) {
    case SG_ROWS_DENSE:
        fill_dense(index, place, list);
        break;
    case SG_ROWS_LIST:
        fill_list(place, list);
        break;
    case SG_ROWS_PACKED:
        fill_packed(index, place, list);
        break;
    }
}

/* What threads share: a task is a type. */
typedef struct row_making {
    const sg_freeze *freeze;
    const uint32_t *nodes;
    sg_row_list *made;
    const sg_row_list *lists;
    sg_row_index *indexes;
    uint64_t *words;
} row_making;

/* From a node for each edge to a row for each node; NULL nodes: no memory. */
static void make_list(const uint32_t *nodes, uint32_t edges, sg_row_list *out)
{
    uint32_t different = edges > 0, row = 0;

    for (uint32_t i = 1; i < edges; i++)
        different += nodes[i] != nodes[i - 1];
    out->nodes = malloc(((size_t)different * 2 + 1) * sizeof(*out->nodes));
    if (!out->nodes)
        return;
    out->first = out->nodes + different;
    out->rows = different;
    out->first[0] = 0;
    for (uint32_t i = 0; i < edges;
         i++) { /* the last edge of a row stays; where that is, is no guess */
        row += i > 0 && nodes[i] != nodes[i - 1];
        out->nodes[row] = nodes[i];
        out->first[row + 1] = i + 1;
    }
}

static void make_one(void *shared, size_t task, unsigned worker)
{
    const row_making *self = shared;
    uint32_t first = self->freeze->type_first[task], last = self->freeze->type_first[task + 1];

    (void)worker;
    make_list(self->nodes + first, last - first, &self->made[task]);
}

static void choose_one(void *shared, size_t task, unsigned worker)
{
    const row_making *self = shared;

    (void)worker;
    self->indexes[task] = sg_row_list_index(&self->lists[task]);
}

static void fill_one(void *shared, size_t task, unsigned worker)
{
    const row_making *self = shared;

    (void)worker;
    sg_row_list_fill(&self->lists[task], &self->indexes[task],
                     self->words + self->indexes[task].place);
}

sg_status sg_freeze_row_lists(sg_freeze *freeze, sg_direction way, const sg_row_list *lists)
{
    sg_freeze_row_words *made = &freeze->rows[way == SG_IN];
    row_making self = { .freeze = freeze, .lists = lists };

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

sg_status sg_freeze_rows(sg_freeze *freeze, sg_direction way, const uint32_t *nodes)
{
    sg_row_list *lists = sg_freeze_array(freeze, sg_row_list, freeze->types);
    row_making self = { .freeze = freeze, .nodes = nodes, .made = lists };
    bool complete = true;

    if (!lists)
        return sg_fail_memory(freeze->err);
    sg_parallel(freeze->threads, freeze->types, make_one, &self);
    for (uint32_t type = 0; type < freeze->types; type++)
        complete = complete && lists[type].nodes;
    sg_status status =
        complete ? sg_freeze_row_lists(freeze, way, lists) : sg_fail_memory(freeze->err);
    for (uint32_t type = 0; type < freeze->types; type++)
        free(lists[type].nodes);
    return status;
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
