/* value_groups.c - counts by cell, a label set at a time. */
#include "query/exec/value_groups.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/bitmap.h"
#include "engine/column_marks.h"

enum {
    IDS = 1024,
    CELLS_MOST = 1 << 16,
    CELLS_FEW = 1 << 12, /* are gone through for a label set of however few nodes */
    ROWS = 4096,
};

typedef struct {
    uint32_t node;
    uint64_t weight;
} group;

typedef struct {
    const sg_graph *graph;
    sg_key key;
    const sg_id_set *set;
    const uint64_t *weights; /* by position in the set, or NULL */
    uint32_t position;       /* in the set: of the label set at hand */
    SG_ARRAY(group) groups;
    uint64_t *counts;   /* by cell, the nodes without a value last */
    uint32_t *examples; /* by cell: the row that stands for it */
} grouping;

/* Of cells of two bytes at most. */
static uint32_t cells_of(const sg_column *column)
{
    if (!column)
        return 0;
    return column->width == 0 ? 2 : UINT32_C(1) << (8 * column->width);
}

/* --- counting -------------------------------------------------------------------------------------- */
/* 64 nodes from `node` on, as bits. */
static uint64_t word_from(const sg_id_set *set, uint32_t node)
{
    uint64_t word = 0;
    uint32_t place = node - set->first, shift = place % 64;
    size_t at = place / 64, words = sg_bitmap_words(set->last - set->first);

    if (at < words)
        word = set->words[at] >> shift;
    if (shift && at + 1 < words)
        word |= set->words[at + 1] << (64 - shift);
    return word;
}

/* Counts the nodes of the range, whose weights are 1, from the words of the set. */
static void count_words(grouping *self, const sg_column *column, sg_range range, uint32_t cells)
{
    const sg_id_set *set = self->set;
    uint32_t rows = range.last - range.first;
    uint64_t words[ROWS / 64];

    for (uint32_t at = 0; at < rows; at += ROWS) {
        uint32_t block = rows - at < ROWS ? rows - at : ROWS;
        if (range.first + at + block <= set->first || range.first + at >= set->last)
            continue;
        for (uint32_t i = 0; i < block; i += 64) {
            uint32_t node = range.first + at + i;
            uint64_t word = node >= set->first ? word_from(set, node)
                            : set->first - node < 64
                                ? word_from(set, set->first) << (set->first - node)
                                : 0;
            if (block - i < 64)
                word &= (UINT64_C(1) << (block - i)) - 1;
            words[i / 64] = word;
        }
        if (column)
            self->counts[cells] += sg_column_count(column, at, block, words, self->counts);
        else
            self->counts[cells] += sg_bitmap_count((sg_bitmap){ words, block });
    }
}

/* The same by ids, as far as they are in the range. */
static void count_ids(grouping *self, const sg_column *column, sg_range range, uint32_t cells)
{
    uint32_t ids[IDS], count;
    sg_id_reader reader = sg_id_set_read_from(self->set, range.first);

    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0)
        for (uint32_t i = 0; i < count; i++) {
            uint32_t row = ids[i] - range.first;
            uint64_t cell = cells;
            if (ids[i] >= range.last)
                return;
            if (column && sg_column_has(column, row))
                cell = sg_column_raw(column, sg_column_cell(column, row));
            self->counts[cell] += self->weights ? self->weights[self->position] : 1;
            self->position++;
        }
}

/* --- groups ---------------------------------------------------------------------------------------- */
static sg_status keep_each(grouping *self, sg_range range)
{
    uint32_t ids[IDS], count;
    sg_id_reader reader = sg_id_set_read_from(self->set, range.first);

    while ((count = sg_id_reader_next(&reader, ids, IDS)) > 0)
        for (uint32_t i = 0; i < count; i++) {
            if (ids[i] >= range.last)
                return SG_OK;
            uint64_t weight = self->weights ? self->weights[self->position] : 1;
            self->position++;
            SG_TRY(sg_array_push(&self->groups, (group){ ids[i], weight }));
        }
    return SG_OK;
}

static int by_node(const void *left, const void *right)
{
    uint32_t a = ((const group *)left)->node, b = ((const group *)right)->node;

    return (a > b) - (a < b);
}

static sg_status group_set(grouping *self, sg_label_set set)
{
    sg_range range = sg_label_set_range(self->graph, set);
    const sg_column *column = sg_graph_column(self->graph, set, self->key);
    size_t before = self->groups.count;

    if (range.first >= self->set->last || range.last <= self->set->first ||
        range.first == range.last)
        return SG_OK;
    if (column && column->width > 2)
        return keep_each(self, range);
    uint32_t cells = cells_of(column);
    if (cells > CELLS_FEW && cells > range.last - range.first)
        return keep_each(self, range);
    memset(self->counts, 0, ((size_t)cells + 1) * sizeof *self->counts);
    memset(self->examples, 0xff, ((size_t)cells + 1) * sizeof *self->examples);
    if (column)
        sg_column_examples(self->graph, column, false, self->examples, &self->examples[cells]);
    else
        self->examples[cells] = 0;
    if (self->weights || !self->set->words)
        count_ids(self, column, range, cells);
    else
        count_words(self, column, range, cells);
    for (uint32_t i = 0; i <= cells; i++) {
        if (self->counts[i] == 0)
            continue;
        if (self->examples[i] == SG_NO_ID) /* a file that lies about distinct values */
            return SG_EUNSUPPORTED;
        SG_TRY(sg_array_push(&self->groups,
                             (group){ range.first + self->examples[i], self->counts[i] }));
    }
    if (self->groups.count > before)
        qsort(self->groups.items + before, self->groups.count - before, sizeof(group), by_node);
    return SG_OK;
}

/* --- the answer ------------------------------------------------------------------------------------ */
static sg_status replace(const grouping *self, sg_weights *found)
{
    uint32_t count = (uint32_t)self->groups.count;
    uint32_t *ids = malloc(((size_t)count + 1) * sizeof *ids);
    uint64_t *weights = malloc(((size_t)count + 1) * sizeof *weights);
    sg_id_set *set = NULL;

    for (uint32_t i = 0; ids && weights && i < count; i++) {
        ids[i] = self->groups.items[i].node;
        weights[i] = self->groups.items[i].weight;
    }
    sg_status status = ids && weights ? sg_id_set_of(ids, count, &set) : SG_ENOMEM;
    free(ids);
    if (status != SG_OK) {
        free(weights);
        return status;
    }
    sg_weights_free(found);
    *found = (sg_weights){ set, weights, count };
    return SG_OK;
}

sg_status sg_group_by_value(const sg_graph *graph, sg_key key, sg_weights *found)
{
    grouping self = { .graph = graph,
                      .key = key,
                      .set = found->set,
                      .weights = found->weights,
                      .counts = malloc((CELLS_MOST + 1) * sizeof(uint64_t)),
                      .examples = malloc((CELLS_MOST + 1) * sizeof(uint32_t)) };
    sg_status status = self.counts && self.examples ? SG_OK : SG_ENOMEM;

    for (uint32_t i = 0; status == SG_OK && i < sg_graph_label_sets(graph); i++)
        status = group_set(&self, (sg_label_set){ (uint16_t)i });
    if (status == SG_OK)
        status = replace(&self, found);
    free(self.counts);
    free(self.examples);
    sg_array_free(&self.groups);
    return status;
}

bool sg_values_differ(const sg_graph *graph, sg_key key, const sg_id_set *set)
{
    const sg_column *found = NULL;
    uint32_t sets = 0;

    for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++) {
        sg_label_set one = { (uint16_t)i };
        sg_range range = sg_label_set_range(graph, one);
        if (range.first >= range.last || range.first >= set->last || range.last <= set->first)
            continue;
        found = sg_graph_column(graph, one, key);
        sets++;
    }
    return sets == 1 && found && found->kind == SG_COLUMN_STRING &&
           found->count == found->rows && found->distinct == found->count;
}
