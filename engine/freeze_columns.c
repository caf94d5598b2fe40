/* freeze_columns.c - lays the cells of nodes and relationships out as typed columns.
 *
 * A column belongs to an owner: a label set or a relationship type, whose members are consecutive
 * rows.  First the owner's columns are planned (which keys, of which kind, in how many rows), then
 * all are given their place, then filled:
 *
 *     cells  |■■■■■■■■|▪▪▪▪|■■■■■■■■■■■| ...      each column at a multiple of 64 bytes,
 *             cells    bits cells                  its null bitmap behind it if a row lacks it
 *
 * A key whose values are of several types in one owner gets an encoded column, so that every value
 * comes back as the type that it was.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/parallel.h"
#include "engine/freeze.h"

typedef struct planned_column {
    uint32_t number; /* of the key; first: columns are sorted by it */
    uint32_t key;    /* of the builder */
    sg_column_kind kind;
    uint32_t count; /* rows that have a value */
} planned_column;

typedef struct column_plan {
    uint32_t owners;
    const uint32_t *first; /* by owner: its first row, then the end */
    const uint32_t *heads; /* by row: first cell of its chain; NULL: rows are nodes */
    const uint32_t
        *visit; /* rows, owner by owner as their cells lie; NULL: as they are numbered */
    planned_column **columns; /* by owner */
    uint32_t *counts;         /* by owner */
    size_t total;
    sg_wide_column *entries;
    uint32_t *slot;  /* by builder key: its column in the owner at hand + 1 */
    sg_arena *arena; /* of what is made while planning */
    bool mixed;      /* some key has values of several types: filling encodes them anew */
    sg_status status;
} column_plan;

static int by_key(const void *left, const void *right)
{
    uint32_t a = ((const planned_column *)left)->number;
    uint32_t b = ((const planned_column *)right)->number;

    return (a > b) - (a < b);
}

static void note_cell(const sg_freeze *freeze, column_plan *plan, planned_column *columns,
                      uint32_t *count, sg_cell cell)
{
    uint32_t key = sg_cell_key(cell);
    sg_column_kind kind = (sg_column_kind)sg_cell_kind_of(cell);

    if (plan->slot[key] == 0) {
        columns[*count] = (planned_column){ freeze->key_number[key], key, kind, 0 };
        plan->slot[key] = ++*count;
    }
    planned_column *column = &columns[plan->slot[key] - 1];
    if (column->kind != kind) {
        column->kind = SG_COLUMN_ENCODED;
        plan->mixed = true;
    }
    column->count++;
}

static uint32_t row_at(const column_plan *plan, uint32_t place)
{
    return plan->visit ? plan->visit[place] : place;
}

static uint32_t head_of(const sg_freeze *freeze, const column_plan *plan, uint32_t row)
{
    return plan->heads ? plan->heads[row]
                       : freeze->builder->nodes.items[freeze->node_order[row]].cells;
}

/* `columns` is room for one of each key. */
static sg_status plan_owner(sg_freeze *freeze, column_plan *plan, uint32_t owner,
                            planned_column *columns)
{
    const sg_cell *cells = freeze->builder->cells.items;
    uint32_t count = 0;

    for (uint32_t i = plan->first[owner]; i < plan->first[owner + 1]; i++) {
        for (uint32_t at = head_of(freeze, plan, row_at(plan, i)); at != SG_NO_ID;
             at = cells[at].next)
            if (sg_cell_kind_of(cells[at]) != SG_CELL_REMOVED)
                note_cell(freeze, plan, columns, &count, cells[at]);
        sg_builder_rest(freeze->builder, i);
    }
    for (uint32_t i = 0; i < count; i++)
        plan->slot[columns[i].key] = 0;
    qsort(columns, count, sizeof(*columns), by_key);
    plan->counts[owner] = count;
    plan->total += count;
    plan->columns[owner] = sg_arena_make_array(plan->arena, planned_column, count + 1U);
    if (!plan->columns[owner])
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        plan->columns[owner][i] = columns[i];
    return SG_OK;
}

static sg_status make_plan(sg_freeze *freeze, column_plan *plan)
{
    planned_column *columns =
        sg_arena_make_array(plan->arena, planned_column, freeze->keys + 1U);

    plan->columns = sg_arena_make_array(plan->arena, planned_column *, plan->owners + 1U);
    plan->counts = sg_arena_make_array(plan->arena, uint32_t, plan->owners + 1U);
    plan->slot =
        sg_arena_make_array(plan->arena, uint32_t, freeze->builder->keys.names.count + 1);
    if (!columns || !plan->columns || !plan->counts || !plan->slot)
        return SG_ENOMEM;
    for (uint32_t owner = 0; owner < plan->owners; owner++)
        SG_TRY(plan_owner(freeze, plan, owner, columns));
    return SG_OK;
}

/* Gives the columns their places, from *words on. */
static sg_status place_columns(sg_freeze *freeze, column_plan *plan, sg_wide_columns *columns,
                               uint64_t *words)
{
    sg_wide_column *entry;

    SG_TRY(sg_freeze_wide_columns(freeze, columns, plan->total));
    plan->entries = entry = columns->items;
    for (uint32_t owner = 0; owner < plan->owners; owner++) {
        uint32_t rows = plan->first[owner + 1] - plan->first[owner];
        for (uint32_t i = 0; i < plan->counts[owner]; i++, entry++) {
            planned_column column = plan->columns[owner][i];
            *entry = (sg_wide_column){ .owner = owner,
                                       .key = column.number,
                                       .kind = (uint32_t)column.kind,
                                       .distinct = column.count,
                                       .cells = *words,
                                       .present = SG_NO_PLACE };
            *words += sg_wide_words(column.kind, rows);
            if (column.count < rows) {
                entry->present = *words;
                *words += sg_wide_words(SG_COLUMN_BIT, rows);
            }
        }
    }
    return SG_OK;
}

static sg_status write_cell(sg_freeze *freeze, const sg_wide_column *column, uint64_t *words,
                            uint32_t row, sg_cell cell)
{
    void *place = words + column->cells;

    if (column->present != SG_NO_PLACE)
        sg_bit_set(words + column->present, row);
    switch ((sg_column_kind)column->kind) {
    case SG_COLUMN_BIT:
        if (cell.integer != 0)
            sg_bit_set(place, row);
        break;
    case SG_COLUMN_INTEGER:
        ((int64_t *)place)[row] = cell.integer;
        break;
    case SG_COLUMN_FLOAT:
        ((double *)place)[row] = cell.real;
        break;
    case SG_COLUMN_ENCODED:
        if (sg_cell_kind_of(cell) != SG_CELL_ENCODED) {
            sg_value value = sg_builder_cell_value(freeze->builder, cell, NULL);
            SG_TRY(sg_builder_encode(freeze->builder, value, &cell.code));
        }
        ((uint32_t *)place)[row] = cell.code;
        break;
    case SG_COLUMN_STRING:
        ((uint32_t *)place)[row] = cell.code;
        break;
    }
    return SG_OK;
}

static sg_status fill_columns(sg_freeze *freeze, column_plan *plan, uint64_t *words)
{
    const sg_cell *cells = freeze->builder->cells.items;
    const sg_wide_column *entries = plan->entries;

    for (uint32_t owner = 0; owner < plan->owners; owner++) {
        uint32_t first = plan->first[owner];
        for (uint32_t i = 0; i < plan->counts[owner]; i++)
            plan->slot[plan->columns[owner][i].key] = i;
        for (uint32_t i = first; i < plan->first[owner + 1]; i++) {
            uint32_t row = row_at(plan, i);
            for (uint32_t at = head_of(freeze, plan, row); at != SG_NO_ID; at = cells[at].next)
                if (sg_cell_kind_of(cells[at]) != SG_CELL_REMOVED)
                    SG_TRY(write_cell(freeze, &entries[plan->slot[sg_cell_key(cells[at])]],
                                      words, row - first, cells[at]));
            sg_builder_rest(freeze->builder, i);
        }
        entries += plan->counts[owner];
    }
    return SG_OK;
}

/* The nodes of each set in the order in which their cells lie. */
static uint32_t *visit_nodes(const sg_freeze *freeze)
{
    const sg_builder *builder = freeze->builder;
    uint32_t *visit = malloc(((size_t)freeze->nodes + 1) * sizeof(*visit));
    uint32_t *next = sg_freeze_array(freeze, uint32_t, builder->sets.count);

    if (!next || !visit) {
        free(visit);
        return NULL;
    }
    for (uint32_t i = 0; i < freeze->sets; i++)
        next[freeze->set_order[i]] = freeze->set_first[i];
    for (uint32_t i = 0; i < freeze->nodes; i++) {
        uint32_t node = sg_builder_node_at(builder, i);
        visit[next[builder->nodes.items[node].set]++] = freeze->node_number[node];
    }
    return visit;
}

/* The relationships of each type as they were built, which is how their cells lie before a preview; behind one
 * they lie as they are numbered.  `built` is scratch for as many. */
static void visit_edges(const sg_freeze *freeze, uint32_t *next, uint32_t *built,
                        uint32_t *visit)
{
    for (uint32_t edge = 0; edge < freeze->edges; edge++)
        built[freeze->edge_order[edge]] = edge;
    memcpy(next, freeze->type_first, freeze->types * sizeof(*next));
    for (uint32_t i = 0; i < freeze->edges; i++)
        visit[next[sg_last_begun(freeze->type_first, freeze->types, built[i])]++] = built[i];
}

/* Those of nodes and those of relationships. */
typedef struct both_plans {
    sg_freeze *freeze;
    column_plan plans[2];
} both_plans;

static void plan_one(void *shared, size_t which, unsigned worker)
{
    both_plans *self = shared;

    (void)worker;
    self->plans[which].status = make_plan(self->freeze, &self->plans[which]);
}

static void fill_one(void *shared, size_t which, unsigned worker)
{
    both_plans *self = shared;

    (void)worker;
    self->plans[which].status =
        fill_columns(self->freeze, &self->plans[which], self->freeze->wide);
}

static sg_status run_both(both_plans *self, unsigned threads, sg_task *run)
{
    sg_error *err = self->freeze->err;

    sg_parallel(threads, SG_COUNT(self->plans), run, self);
    for (size_t i = 0; i < SG_COUNT(self->plans); i++) {
        sg_status status = self->plans[i].status;
        if (status != SG_OK)
            return status == SG_ENOMEM ? sg_fail_memory(err)
                                       : sg_fail(err, status, "cannot store a property value");
    }
    return SG_OK;
}

/* Encoding adds texts, which nobody else reads meanwhile. */
static sg_status make_columns(both_plans *both)
{
    sg_freeze *freeze = both->freeze;
    column_plan *nodes = &both->plans[0], *edges = &both->plans[1];
    uint64_t words = 0;

    SG_TRY(run_both(both, freeze->threads, plan_one));
    SG_TRY(place_columns(freeze, nodes, &freeze->node_columns, &words));
    SG_TRY(place_columns(freeze, edges, &freeze->edge_columns, &words));
    SG_TRY(sg_freeze_wide_words(freeze, words));
    return run_both(both, nodes->mixed || edges->mixed ? 1 : freeze->threads, fill_one);
}

/* Each plan has an arena of its own. */
static sg_status make_both(sg_freeze *freeze, const uint32_t *by_node, const uint32_t *by_edge)
{
    both_plans both = { .freeze = freeze,
                        .plans = { { .owners = freeze->sets,
                                     .first = freeze->set_first,
                                     .visit = by_node,
                                     .arena = freeze->scratch },
                                   { .owners = freeze->types,
                                     .first = freeze->type_first,
                                     .heads = freeze->edge_cells,
                                     .visit = by_edge } } };

    if (sg_arena_new(0, &both.plans[1].arena) != SG_OK)
        return sg_fail_memory(freeze->err);
    sg_status status = make_columns(&both);
    sg_arena_free(both.plans[1].arena);
    return status;
}

sg_status sg_freeze_columns(sg_freeze *freeze)
{
    uint32_t *by_node = visit_nodes(freeze), *by_edge = NULL;
    bool built = freeze->way == SG_FREEZE_LENDS;
    uint32_t *next = sg_freeze_array(freeze, uint32_t, freeze->types);
    sg_status status = by_node && next ? SG_OK : SG_ENOMEM;

    if (status == SG_OK && built) {
        by_edge = malloc(((size_t)freeze->edges * 2 + 1) * sizeof(*by_edge));
        if (by_edge)
            visit_edges(freeze, next, by_edge + freeze->edges, by_edge);
        else
            status = SG_ENOMEM;
    }
    status =
        status == SG_OK ? make_both(freeze, by_node, by_edge) : sg_fail_memory(freeze->err);
    free(by_node);
    free(by_edge);
    return status;
}
