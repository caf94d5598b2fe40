/* build_preview.c - properties are in the builder's cells or in a preview's columns, not in both.
 *
 *     preview    cells  [..][..][..][..]  ──►  columns of the graph       16 B each, 1 to 8 B each
 *                nodes, relationships                as they are
 *     resume     cells  [..][..][..][..]  ◄──  columns, where nothing was set meanwhile
 *
 * The strings of a preview are the builder's, so that a code means the same in both.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/build_internal.h"
#include "engine/encoding.h"
#include "engine/graph_internal.h"

/* --- lending ------------------------------------------------------------------------------------- */

/* Moves a chain out of the cells that were, and leaves where it begins now. */
static sg_status keep_chain(sg_builder *builder, const sg_cell *cells, uint32_t *head)
{
    uint32_t at = *head;

    *head = SG_NO_ID;
    for (; at != SG_NO_ID; at = cells[at].next) {
        sg_cell cell = cells[at];
        cell.key_kind &= ~SG_CELL_SHARED;
        SG_TRY(sg_builder_add_cell(builder, head, cell));
    }
    return SG_OK;
}

/* Runs that follow each other often have one record. */
static sg_status keep_runs(sg_builder *builder, const sg_cell *cells)
{
    uint32_t before = SG_NO_ID, kept = SG_NO_ID;

    for (size_t i = 0; i < builder->runs.count; i++) {
        uint32_t *head = &builder->runs.items[i].cells;
        if (*head == before) {
            *head = kept;
            continue;
        }
        before = *head;
        SG_TRY(keep_chain(builder, cells, head));
        kept = *head;
    }
    return SG_OK;
}

/* Spans and runs are few and stay as they are: their cells alone, in a new table. */
static sg_status keep_cells(sg_builder *builder)
{
    sg_cell *cells = builder->cells.items;
    sg_overflow file = builder->cells_file;

    builder->cells_file = (sg_overflow){ .beside = file.beside };
    builder->cells.items = NULL;
    builder->cells.count = builder->cells.capacity = 0;
    sg_status status = keep_runs(builder, cells);
    for (size_t i = 0; i < builder->spans.count && status == SG_OK; i++)
        status = keep_chain(builder, cells, &builder->spans.items[i].cells);
    sg_overflow_close(&file, cells);
    return status;
}

sg_status sg_builder_lend(sg_builder *builder, const uint32_t *edge_order, uint32_t edges)
{
    size_t size = ((size_t)edges + 1) * sizeof(*edge_order);
    uint32_t *kept = realloc(builder->edge_order, size);

    if (!kept)
        return SG_ENOMEM;
    memcpy(kept, edge_order, edges * sizeof(*kept));
    builder->edge_order = kept;
    builder->edge_order_count = edges;
    for (size_t i = 0; i < builder->nodes.count; i++)
        builder->nodes.items[i].cells = SG_NO_ID;
    for (size_t i = 0; i < builder->edges.count; i++) {
        builder->edges.items[i].cells = SG_NO_ID;
        sg_builder_rest(builder, i);
    }
    sg_array_free(&builder->records);
    sg_slots_free(&builder->record_slots);
    return keep_cells(builder);
}

void sg_preview_forget_texts(const sg_graph *preview)
{
    if (preview->lent)
        sg_strings_leave_fixed(preview->lent);
}

/* --- taking back --------------------------------------------------------------------------------- */

typedef struct resuming {
    sg_builder *builder;
    const sg_graph *graph;
    uint32_t *keys; /* by key of the graph: the builder's */
    sg_arena *arena;
} resuming;

/* Encoded values are read from all over the texts, so that what a few of them touch is much. */
enum { SCATTERED = 16 };

static sg_status find_keys(resuming *self)
{
    const sg_graph *graph = self->graph;

    for (uint32_t i = 0; i < graph->keys; i++)
        SG_TRY(sg_symbols_intern(&self->builder->keys, graph->key_names[i], SG_MAX_KEYS,
                                 &self->keys[i]));
    return SG_OK;
}

/* A value of a key that has values of several types in one owner is encoded, whatever it is. */
static sg_status take_encoded(resuming *self, uint32_t code, sg_cell *cell)
{
    sg_value value;

    SG_TRY(sg_value_decode(sg_graph_string(self->graph, code), self->arena, &value));
    bool plain = value.type == SG_TYPE_BOOLEAN || value.type == SG_TYPE_INTEGER ||
                 value.type == SG_TYPE_FLOAT || value.type == SG_TYPE_STRING;
    cell->code = code;
    cell->key_kind |= SG_CELL_ENCODED;
    if (plain)
        SG_TRY(sg_builder_fill_cell(self->builder, cell, value));
    sg_arena_reset(self->arena);
    return SG_OK;
}

static sg_status take_cell(resuming *self, const sg_column *column, uint32_t key, uint32_t row,
                           uint32_t *head)
{
    sg_cell cell = { .key_kind = self->keys[key] << 4 };

    if (!sg_column_has(column, row))
        return SG_OK;
    switch (column->kind) {
    case SG_COLUMN_BIT:
        cell.integer = sg_column_bit(column, row);
        break;
    case SG_COLUMN_INTEGER:
        cell.integer = sg_column_integer(column, row);
        break;
    case SG_COLUMN_FLOAT:
        cell.real = sg_column_float(column, row);
        break;
    case SG_COLUMN_STRING:
        cell.code = sg_column_code(column, row);
        break;
    case SG_COLUMN_ENCODED:
        SG_TRY(take_encoded(self, sg_column_code(column, row), &cell));
        return sg_builder_add_cell(self->builder, head, cell);
    }
    cell.key_kind |= (uint32_t)column->kind;
    return sg_builder_add_cell(self->builder, head, cell);
}

static sg_status take_nodes(resuming *self)
{
    const sg_graph *graph = self->graph;
    const sg_builder *builder = self->builder;

    for (uint32_t set = 0; set < graph->label_sets; set++) {
        const uint32_t *columns = graph->set_columns_first + set;
        uint32_t first = graph->set_first[set], last = graph->set_first[set + 1];
        for (uint32_t id = first; id < last; id++) {
            for (uint32_t c = columns[0]; c < columns[1]; c++)
                SG_TRY(take_cell(self, &graph->set_columns[c], graph->node_columns[c].key,
                                 id - first,
                                 &builder->nodes.items[builder->node_order[id]].cells));
            sg_builder_rest(builder, (size_t)id * SCATTERED);
        }
    }
    return SG_OK;
}

static sg_status take_edges(resuming *self)
{
    const sg_graph *graph = self->graph;
    const sg_builder *builder = self->builder;

    for (uint32_t type = 0; type < graph->types; type++) {
        const uint32_t *columns = graph->type_columns_first + type;
        uint32_t first = graph->type_first[type], last = graph->type_first[type + 1];
        for (uint32_t id = first; id < last; id++) {
            for (uint32_t c = columns[0];
                 c < columns[1] &&
                 builder->edge_order[id] < builder->edges.count; /* else of a run */
                 c++)
                SG_TRY(take_cell(self, &graph->type_columns[c], graph->edge_columns[c].key,
                                 id - first,
                                 &builder->edges.items[builder->edge_order[id]].cells));
            sg_builder_rest(builder, (size_t)id * SCATTERED);
        }
    }
    return SG_OK;
}

static sg_status take_back(resuming *self)
{
    const sg_graph *graph = self->graph;
    size_t cells = 0;

    self->keys = malloc(((size_t)graph->keys + 1) * sizeof(*self->keys));
    if (!self->keys || sg_arena_new(0, &self->arena) != SG_OK)
        return SG_ENOMEM;
    for (size_t i = 0; i < graph->node_columns_count; i++)
        cells += graph->node_columns[i].count;
    for (size_t i = 0; i < graph->edge_columns_count; i++)
        cells += graph->edge_columns[i].count;
    /* In a file they are asked of the system as they come. */
    if (!self->builder->cells_file.beside)
        SG_TRY(sg_overflow_reserve(&self->builder->cells_file, &self->builder->cells, cells));
    SG_TRY(find_keys(self));
    SG_TRY(take_nodes(self));
    return take_edges(self);
}

sg_status sg_builder_resume(sg_builder *builder, sg_graph *preview)
{
    resuming self = { .builder = builder, .graph = preview };
    sg_status status = take_back(&self);

    free(self.keys);
    sg_arena_free(self.arena);
    sg_graph_free(preview);
    free(builder->edge_order);
    builder->edge_order = NULL;
    builder->edge_order_count = 0;
    return status;
}
