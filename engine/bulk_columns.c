/* bulk_columns.c - from columns of tables to columns of the graph.
 *
 * A table's rows go to several label sets, and a label set's come from several tables.  First it is
 * counted what each owner (label set or type) has, which gives kinds and places; then every column
 * of the graph is filled in stretches, each by one thread, reading its rows where they lie:
 *
 *     table 1  name  [ a b c d ]          set 0  name [ a d | f ]    <- rows 0 3 of 1, 0 of 2
 *     table 2  name  [ f g ]              set 1  name [ b c | g ]
 *
 * Codes of strings are still the bulk's own; bulk_codes.c replaces them.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/parallel.h"
#include "engine/bulk_internal.h"

enum {
    STRETCH = 64 * 1024, /* rows; whole words of bits */
};

/* --- the plan ------------------------------------------------------------------------------------ */

typedef struct column_count {
    const sg_bulk_column *column;
    const uint32_t *owner_of; /* by row; NULL: all `owner` */
    const uint16_t *types;    /* the same for relationships, by builder type */
    const uint32_t *from;     /* by row: SG_NO_ID where it is left out; NULL: none is */
    uint32_t owner, rows;
    uint32_t *counts; /* by owner, or one */
} column_count;

typedef struct column_counting {
    SG_ARRAY(column_count) counts;
    const uint32_t *type_number;
} column_counting;

/* Rows that have the value and are relationships, of a column of one owner: loops without a branch. */
static uint32_t count_rows(const column_count *each)
{
    const sg_bulk_column *column = each->column;
    uint32_t count = 0;

    if (column->kind == SG_COLUMN_STRING || column->kind == SG_COLUMN_ENCODED) {
        for (uint32_t row = 0; row < each->rows; row++)
            count += column->strings[row] != SG_NO_ID;
        return count;
    }
    for (uint32_t row = 0; row < each->rows; row++)
        count += sg_bulk_has_cell(column, row);
    return count;
}

static void count_one(void *shared, size_t task, unsigned worker)
{
    const column_counting *self = shared;
    const column_count *each = &self->counts.items[task];

    (void)worker;
    if (!each->owner_of && !each->types && !each->from) {
        each->counts[0] = count_rows(each);
        return;
    }
    for (uint32_t row = 0; row < each->rows; row++) {
        uint32_t owner = 0;
        if (!sg_bulk_has_cell(each->column, row) || (each->from && each->from[row] == SG_NO_ID))
            continue;
        if (each->owner_of)
            owner = each->owner_of[row];
        else if (each->types)
            owner = self->type_number[each->types[row]];
        each->counts[owner]++;
    }
}

static sg_status add_counts(sg_bulk *bulk, column_counting *self, column_count shape,
                            const sg_bulk_column *columns, uint32_t count, uint32_t owners)
{
    for (uint32_t i = 0; i < count; i++) {
        shape.column = &columns[i];
        shape.counts = sg_freeze_array(&bulk->freeze, uint32_t,
                                       shape.owner_of || shape.types ? owners : 1);
        if (!shape.counts)
            return SG_ENOMEM;
        SG_TRY(sg_array_push(&self->counts, shape));
    }
    return SG_OK;
}

/* The sources of the table's relationships when some of them are left out, else NULL. */
static const uint32_t *left_out(const sg_bulk *bulk, const sg_bulk_edges *table)
{
    const uint32_t *from = bulk->from + table->first;
    uint32_t count = 0;

    for (uint32_t row = 0; table->column_count > 0 && row < table->rows; row++)
        count += from[row] == SG_NO_ID;
    return count > 0 ? from : NULL;
}

static sg_status count_columns(sg_bulk *bulk, column_counting *nodes, column_counting *edges)
{
    const sg_freeze *freeze = &bulk->freeze;

    for (size_t t = 0; t < bulk->tables.count; t++) {
        const sg_bulk_table *table = &bulk->tables.items[t];
        column_count shape = { .rows = table->nodes.rows };
        if (table->nodes.sets)
            shape.owner_of = bulk->row_set + table->first;
        else if (shape.rows > 0)
            shape.owner = bulk->row_set[table->first];
        SG_TRY(add_counts(bulk, nodes, shape, table->nodes.columns, table->nodes.column_count,
                          freeze->sets));
    }
    for (size_t t = 0; t < bulk->edge_tables.count; t++) {
        const sg_bulk_edges *table = &bulk->edge_tables.items[t];
        column_count shape = { .rows = table->rows,
                               .types = table->types,
                               .from = left_out(bulk, table) };
        if (!table->types)
            shape.owner = freeze->type_number[table->type];
        SG_TRY(
            add_counts(bulk, edges, shape, table->columns, table->column_count, freeze->types));
    }
    edges->type_number = freeze->type_number;
    sg_parallel(bulk->threads, nodes->counts.count, count_one, nodes);
    sg_parallel(bulk->threads, edges->counts.count, count_one, edges);
    return SG_OK;
}

static int by_place(const void *left, const void *right)
{
    const sg_bulk_planned *a = left, *b = right;

    if (a->owner != b->owner)
        return a->owner < b->owner ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* One item for each owner and key, whose kind is that of all its sources, or encoded. */
static void merge_plan(sg_bulk_plan *plan)
{
    size_t kept = 0;

    if (plan->count > 0)
        qsort(plan->items, plan->count, sizeof(*plan->items), by_place);
    for (size_t i = 0; i < plan->count; i++) {
        sg_bulk_planned *each = &plan->items[i];
        sg_bulk_planned *last = kept > 0 ? &plan->items[kept - 1] : NULL;
        if (!last || by_place(last, each) != 0) {
            plan->items[kept++] = *each;
            continue;
        }
        last->count += each->count;
        if (last->kind != each->kind) {
            last->kind = SG_COLUMN_ENCODED;
            last->mixed = true;
        }
    }
    plan->count = kept;
}

static sg_status note_counts(const column_counting *counting, uint32_t owners,
                             sg_bulk_plan *plan, bool *used)
{
    for (size_t i = 0; i < counting->counts.count; i++) {
        const column_count *each = &counting->counts.items[i];
        bool several = each->owner_of || each->types;
        for (uint32_t k = 0; k < (several ? owners : 1); k++) {
            sg_bulk_planned item = { .owner = several ? k : each->owner,
                                     .key = each->column->key,
                                     .count = each->counts[k],
                                     .kind = each->column->kind };
            if (item.count == 0)
                continue;
            used[item.key] = true;
            SG_TRY(sg_array_push(plan, item));
        }
    }
    return SG_OK;
}

static void number_plan(const sg_freeze *freeze, sg_bulk_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        plan->items[i].number = freeze->key_number[plan->items[i].key];
    merge_plan(plan);
}

sg_status sg_bulk_plan_columns(sg_bulk *bulk)
{
    sg_freeze *freeze = &bulk->freeze;
    column_counting nodes = { .type_number = NULL }, edges = { .type_number = NULL };
    bool *used = sg_freeze_array(freeze, bool, bulk->names->keys.names.count);
    sg_status status = used ? count_columns(bulk, &nodes, &edges) : SG_ENOMEM;

    if (status == SG_OK)
        status = note_counts(&nodes, freeze->sets, &bulk->node_plan, used);
    if (status == SG_OK)
        status = note_counts(&edges, freeze->types, &bulk->edge_plan, used);
    sg_array_free(&nodes.counts);
    sg_array_free(&edges.counts);
    if (status != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(sg_freeze_keys(freeze, used));
    number_plan(freeze, &bulk->node_plan);
    number_plan(freeze, &bulk->edge_plan);
    return SG_OK;
}

/* --- filling ------------------------------------------------------------------------------------- */

typedef struct column_part {
    uint32_t column;
    uint32_t first, last; /* rows of it */
} column_part;

typedef struct column_filling {
    sg_bulk *bulk;
    const sg_bulk_plan *plan;
    const sg_wide_column *entries; /* beside the plan */
    const uint32_t *first;         /* by owner */
    const uint32_t *order;         /* by node or edge: row */
    bool of_edges;
    uint64_t *words;
    SG_ARRAY(column_part) parts;
} column_filling;

/* Where rows lie: a table, and the column in it.  Rows that follow each other are mostly of one. */
typedef struct source_cursor {
    uint32_t first, last; /* rows of the table */
    const sg_bulk_column *column;
} source_cursor;

static void seek_source(const column_filling *self, uint32_t key, uint32_t row,
                        source_cursor *cursor)
{
    if (!self->of_edges) {
        const sg_bulk_table *table = sg_bulk_table_of(self->bulk, row);
        *cursor = (source_cursor){ table->first, table->first + table->nodes.rows,
                                   sg_bulk_find_column(table->nodes.columns,
                                                       table->nodes.column_count, key) };
        return;
    }
    for (size_t t = 0; t < self->bulk->edge_tables.count; t++) {
        const sg_bulk_edges *table = &self->bulk->edge_tables.items[t];
        if (row - table->first < table->rows)
            *cursor = (source_cursor){ table->first, table->first + table->rows,
                                       sg_bulk_find_column(table->columns, table->column_count,
                                                           key) };
    }
}

/* What the cell holds, as a value, in a column of kinds that differ. */
static sg_value mixed_value(const sg_bulk *bulk, const sg_bulk_column *column, uint32_t row)
{
    switch (column->kind) {
    case SG_COLUMN_BIT:
        return sg_boolean(column->bits[row] != 0);
    case SG_COLUMN_INTEGER:
        return sg_integer(column->integers[row]);
    case SG_COLUMN_FLOAT:
        return sg_float(column->floats[row]);
    case SG_COLUMN_STRING:
        return sg_string(sg_bulk_text_of(&bulk->strings, column->strings[row]));
    case SG_COLUMN_ENCODED:
        break;
    }
    return sg_null();
}

/* Rows that follow each other in the graph and lie in one table: cells from place `place` on, of the
 * rows order[0 .. count), of which row `first` is the table's first. */
typedef struct source_run {
    const sg_bulk_column *column;
    const uint32_t *order;
    uint32_t first, count, place;
    uint64_t *present; /* NULL: every row of the graph's column has a value */
} source_run;

static sg_status copy_mixed(sg_bulk *bulk, const source_run *run, uint32_t *cells)
{
    const sg_bulk_column *column = run->column;

    for (uint32_t i = 0; i < run->count; i++) {
        uint32_t row = run->order[i] - run->first;
        if (!sg_bulk_has_cell(column, row))
            continue;
        if (column->kind == SG_COLUMN_ENCODED)
            cells[run->place + i] = column->strings[row];
        else
            SG_TRY(
                sg_bulk_encode(bulk, mixed_value(bulk, column, row), &cells[run->place + i]));
        if (run->present)
            sg_bit_set(run->present, run->place + i);
    }
    return SG_OK;
}

static void copy_strings(const source_run *run, uint32_t *cells)
{
    const uint32_t *strings = run->column->strings;

    for (uint32_t i = 0; i < run->count; i++) {
        uint32_t string = strings[run->order[i] - run->first];
        if (!run->present) {
            cells[run->place + i] = string;
        } else if (string != SG_NO_ID) {
            cells[run->place + i] = string;
            sg_bit_set(run->present, run->place + i);
        }
    }
}

static void copy_bits(const source_run *run, uint64_t *words)
{
    const uint8_t *bits = run->column->bits;

    for (uint32_t i = 0; i < run->count; i++) {
        uint64_t bit = bits[run->order[i] - run->first];
        words[(run->place + i) / 64] |= (bit & 1) << ((run->place + i) % 64);
        if (run->present)
            run->present[(run->place + i) / 64] |= (uint64_t)(bit != SG_BULK_NO_BIT)
                                                   << ((run->place + i) % 64);
    }
}

/* Integers and floats are words alike. */
static void copy_numbers(const source_run *run, uint64_t *cells)
{
    const uint64_t *numbers = run->column->cells;
    const uint8_t *present = run->column->present;

    for (uint32_t i = 0; i < run->count; i++) {
        uint32_t row = run->order[i] - run->first;
        if (present && !present[row])
            continue;
        memcpy(&cells[run->place + i], &numbers[row], sizeof(*cells));
        if (run->present)
            sg_bit_set(run->present, run->place + i);
    }
}

static sg_status copy_run(const column_filling *self, const sg_bulk_planned *plan,
                          const source_run *run, void *cells)
{
    if (plan->mixed)
        return copy_mixed(self->bulk, run, cells);
    switch (plan->kind) {
    case SG_COLUMN_BIT:
        copy_bits(run, cells);
        break;
    case SG_COLUMN_INTEGER:
    case SG_COLUMN_FLOAT:
        copy_numbers(run, cells);
        break;
    case SG_COLUMN_STRING:
    case SG_COLUMN_ENCODED:
        copy_strings(run, cells);
        break;
    }
    return SG_OK;
}

static sg_status fill_part(const column_filling *self, column_part part)
{
    const sg_bulk_planned *plan = &self->plan->items[part.column];
    const sg_wide_column *entry = &self->entries[part.column];
    const uint32_t *order = self->order + self->first[plan->owner];
    uint64_t *present = entry->present == SG_NO_PLACE ? NULL : self->words + entry->present;
    source_cursor source = { 0, 0, NULL };

    for (uint32_t place = part.first, next; place < part.last; place = next) {
        seek_source(self, plan->key, order[place], &source);
        next = place + 1;
        while (next < part.last && order[next] >= source.first && order[next] < source.last)
            next++;
        source_run run = { source.column, order + place, source.first,
                           next - place,  place,         present };
        /* A column of another kind has no value here, or the plan would be mixed. */
        if (source.column && (plan->mixed || source.column->kind == plan->kind))
            SG_TRY(copy_run(self, plan, &run, self->words + entry->cells));
    }
    return SG_OK;
}

/* Kinds that do not differ: nothing can fail. */
static void fill_task(void *shared, size_t task, unsigned worker)
{
    const column_filling *self = shared;
    column_part part = self->parts.items[task];

    (void)worker;
    if (!self->plan->items[part.column].mixed) {
        sg_status status = fill_part(self, part);
        (void)status;
    }
}

/* Encoding reads and adds strings, so mixed columns are not filled beside others. */
static sg_status fill_mixed(const column_filling *self)
{
    for (size_t i = 0; i < self->parts.count; i++)
        if (self->plan->items[self->parts.items[i].column].mixed)
            SG_TRY(fill_part(self, self->parts.items[i]));
    return SG_OK;
}

static sg_status make_parts(column_filling *self)
{
    for (uint32_t i = 0; i < self->plan->count; i++) {
        uint32_t owner = self->plan->items[i].owner;
        uint32_t rows = self->first[owner + 1] - self->first[owner];
        for (uint32_t at = 0; at < rows; at += STRETCH) {
            column_part part = { i, at, rows - at < STRETCH ? rows : at + STRETCH };
            SG_TRY(sg_array_push(&self->parts, part));
        }
    }
    return SG_OK;
}

static sg_status fill(column_filling *self)
{
    sg_status status = make_parts(self);

    if (status == SG_OK) {
        sg_parallel(self->bulk->threads, self->parts.count, fill_task, self);
        status = fill_mixed(self);
    }
    sg_array_free(&self->parts);
    if (status == SG_OK)
        return SG_OK;
    return sg_fail(self->bulk->freeze.err, status, "cannot store a property value");
}

/* Gives the columns their places, from *words on. */
static sg_status place_columns(sg_bulk *bulk, const sg_bulk_plan *plan, const uint32_t *first,
                               sg_wide_columns *columns, uint64_t *words)
{
    SG_TRY(sg_freeze_wide_columns(&bulk->freeze, columns, plan->count));
    for (size_t i = 0; i < plan->count; i++) {
        const sg_bulk_planned *each = &plan->items[i];
        uint32_t rows = first[each->owner + 1] - first[each->owner];
        sg_wide_column *entry = &columns->items[i];
        *entry = (sg_wide_column){ .owner = each->owner,
                                   .key = each->number,
                                   .kind = (uint32_t)each->kind,
                                   .distinct = each->count,
                                   .cells = *words,
                                   .present = SG_NO_PLACE };
        *words += sg_wide_words(each->kind, rows);
        if (each->count < rows) {
            entry->present = *words;
            *words += sg_wide_words(SG_COLUMN_BIT, rows);
        }
    }
    return SG_OK;
}

sg_status sg_bulk_fill_columns(sg_bulk *bulk)
{
    const sg_freeze *freeze = &bulk->freeze;
    column_filling nodes = { .bulk = bulk,
                             .plan = &bulk->node_plan,
                             .first = freeze->set_first,
                             .order = freeze->node_order };
    column_filling edges = { .bulk = bulk,
                             .plan = &bulk->edge_plan,
                             .first = freeze->type_first,
                             .order = freeze->edge_order,
                             .of_edges = true };
    uint64_t total = 0;

    SG_TRY(place_columns(bulk, nodes.plan, nodes.first, &bulk->freeze.node_columns, &total));
    SG_TRY(place_columns(bulk, edges.plan, edges.first, &bulk->freeze.edge_columns, &total));
    SG_TRY(sg_freeze_wide_words(&bulk->freeze, total));
    nodes.entries = bulk->freeze.node_columns.items;
    edges.entries = bulk->freeze.edge_columns.items;
    nodes.words = edges.words = bulk->freeze.wide;
    SG_TRY(fill(&nodes));
    return fill(&edges);
}
