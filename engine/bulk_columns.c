/* bulk_columns.c - which columns the graph has, and what their cells are like. */
#include "engine/bulk_columns.h"

#include <stdlib.h>

#include "engine/base/parallel.h"

/* --- sides and parts ------------------------------------------------------------------------------- */

static sg_status open_nodes(sg_bulk_columns_making *self)
{
    sg_bulk *bulk = self->bulk;
    sg_bulk_side *side = &self->sides[0];

    side->order = bulk->freeze.node_order;
    side->first = bulk->freeze.set_first;
    side->table_count = bulk->tables.count;
    side->tables = sg_freeze_array(&bulk->freeze, sg_bulk_cells, side->table_count);
    if (!side->tables)
        return SG_ENOMEM;
    for (size_t t = 0; t < side->table_count; t++) {
        const sg_bulk_table *table = &bulk->tables.items[t];
        side->tables[t] = (sg_bulk_cells){ .columns = table->nodes.columns,
                                           .column_count = table->nodes.column_count,
                                           .first = table->first,
                                           .count = table->nodes.rows };
    }
    return SG_OK;
}

/* Which types have relationships that share records; marks those with columns in `has_columns`. */
static void mark_types(sg_bulk_columns_making *self, const sg_bulk_edge_table *table,
                       bool *has_columns)
{
    const uint32_t *number = self->bulk->freeze.type_number;
    const sg_bulk_edges *edges = &table->edges;
    uint32_t rows = edges->types ? edges->rows : 1;

    for (uint32_t row = 0; row < rows; row++) {
        uint32_t type = number[edges->types ? edges->types[row] : edges->type];
        has_columns[type] = true;
        self->shared[type] = self->shared[type] || edges->records > 0;
    }
}

static sg_status open_edges(sg_bulk_columns_making *self, bool **has_columns)
{
    sg_bulk *bulk = self->bulk;
    sg_bulk_side *side = &self->sides[1];

    side->order = bulk->freeze.edge_order;
    side->first = bulk->freeze.type_first;
    side->tables = sg_freeze_array(&bulk->freeze, sg_bulk_cells, bulk->edge_tables.count);
    self->shared = sg_freeze_array(&bulk->freeze, bool, bulk->freeze.types);
    *has_columns = sg_freeze_array(&bulk->freeze, bool, bulk->freeze.types);
    if (!side->tables || !self->shared || !*has_columns)
        return SG_ENOMEM;
    for (size_t t = 0; t < bulk->edge_tables.count; t++) {
        const sg_bulk_edge_table *table = &bulk->edge_tables.items[t];
        const sg_bulk_edges *edges = &table->edges;
        if (table->first_record == SG_NO_ID || edges->rows == 0)
            continue;
        side->tables[side->table_count++] =
            (sg_bulk_cells){ .columns = edges->columns,
                             .column_count = edges->column_count,
                             .first = table->first_record,
                             .count = edges->records ? edges->records : edges->rows };
        mark_types(self, table, *has_columns);
    }
    return SG_OK;
}

static sg_status make_parts(sg_bulk_columns_making *self, const sg_bulk_side *side,
                            uint32_t owner, bool shared)
{
    uint32_t rows = side->first[owner + 1] - side->first[owner];

    for (uint32_t at = 0, end; at < rows; at = end) {
        end = sg_part_end(rows, at, SG_BULK_PART);
        sg_bulk_part part = {
            .side = side, .owner = owner, .first = at, .last = end, .shared = shared
        };
        SG_TRY(sg_array_push(&self->parts, part));
    }
    return SG_OK;
}

static sg_status open_records(sg_bulk *bulk, sg_bulk_column_worker *worker)
{
    size_t records = (size_t)bulk->records + 1;

    worker->record_uses[0] = sg_bulk_array(bulk, uint32_t, records);
    worker->record_uses[1] = sg_bulk_array(bulk, uint32_t, records);
    worker->record_values = sg_bulk_array(bulk, uint64_t, records);
    worker->record_bytes = sg_bulk_array(bulk, uint8_t, records);
    worker->record_has = sg_bulk_array(bulk, uint8_t, records);
    worker->record_bits = sg_bulk_array(bulk, uint16_t, records);
    return worker->record_uses[0] && worker->record_uses[1] && worker->record_values &&
                   worker->record_bytes && worker->record_has && worker->record_bits
               ? SG_OK
               : SG_ENOMEM;
}

static void return_records(sg_bulk *bulk, const sg_bulk_column_worker *worker)
{
    sg_bulk_return(bulk, worker->record_uses[0]);
    sg_bulk_return(bulk, worker->record_uses[1]);
    sg_bulk_return(bulk, worker->record_values);
    sg_bulk_return(bulk, worker->record_bytes);
    sg_bulk_return(bulk, worker->record_has);
    sg_bulk_return(bulk, worker->record_bits);
}

static sg_status open_making(sg_bulk_columns_making *self)
{
    sg_bulk *bulk = self->bulk;
    bool *has_columns;

    SG_TRY(open_nodes(self));
    SG_TRY(open_edges(self, &has_columns));
    for (uint32_t set = 0; set < bulk->freeze.sets; set++)
        SG_TRY(make_parts(self, &self->sides[0], set, false));
    for (uint32_t type = 0; type < bulk->freeze.types; type++)
        if (has_columns[type])
            SG_TRY(make_parts(self, &self->sides[1], type, self->shared[type]));
    self->workers = sg_freeze_array(&bulk->freeze, sg_bulk_column_worker, bulk->threads);
    for (unsigned i = 0; self->workers && i < bulk->threads; i++) {
        sg_bulk_column_worker *worker = &self->workers[i];
        if (open_records(bulk, worker) != SG_OK)
            return SG_ENOMEM;
    }
    return self->workers ? SG_OK : SG_ENOMEM;
}

static void close_parts(sg_bulk_columns_making *self)
{
    for (size_t i = 0; i < self->parts.count; i++) {
        sg_bulk_part *part = &self->parts.items[i];
        for (size_t k = 0; k < part->stretches.count; k++)
            sg_array_free(&part->stretches.items[k].strings);
        sg_array_free(&part->stretches);
        sg_array_free(&part->records);
        sg_array_free(&part->uses);
        sg_array_free(&part->bits);
    }
    sg_array_free(&self->parts);
}

static void close_making(sg_bulk_columns_making *self)
{
    for (size_t i = 0; i < self->columns.count; i++)
        free(self->columns.items[i].dictionary);
    for (unsigned i = 0; self->workers && i < self->bulk->threads; i++) {
        sg_bulk_column_worker *worker = &self->workers[i];
        sg_bulk_return(self->bulk, worker->seen);
        sg_bulk_return(self->bulk, worker->values);
        return_records(self->bulk, worker);
    }
    close_parts(self);
    sg_array_free(&self->mixed);
    sg_array_free(&self->stretches);
    sg_array_free(&self->columns);
}

/* --- the plan ---------------------------------------------------------------------------------------- */

/* In the order of the graph; parts already ascend by side, owner and rows. */
static int by_column(const void *left, const void *right)
{
    const sg_bulk_placed *a = left, *b = right;

    if (a->part->side != b->part->side)
        return a->part->side < b->part->side ? -1 : 1;
    if (a->part->owner != b->part->owner)
        return a->part->owner < b->part->owner ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return (a->part > b->part) - (a->part < b->part);
}

/* Keys that something has get their numbers, and stretches the order of the graph. */
static sg_status sort_stretches(sg_bulk_columns_making *self)
{
    sg_freeze *freeze = &self->bulk->freeze;
    bool *used = sg_freeze_array(freeze, bool, self->bulk->names->keys.names.count);

    if (!used)
        return SG_ENOMEM;
    self->stretches.count = 0;
    for (size_t i = 0; i < self->parts.count; i++) {
        sg_bulk_part *part = &self->parts.items[i];
        for (uint32_t k = 0; k < part->stretches.count; k++) {
            SG_TRY(sg_array_push(&self->stretches,
                                 (sg_bulk_placed){ .part = part, .stretch = k }));
            used[part->stretches.items[k].key] = true;
        }
    }
    SG_TRY(sg_freeze_keys(freeze, used));
    for (size_t i = 0; i < self->stretches.count; i++) {
        sg_bulk_placed *placed = &self->stretches.items[i];
        placed->number = freeze->key_number[placed->part->stretches.items[placed->stretch].key];
    }
    if (self->stretches.count > 0)
        qsort(self->stretches.items, self->stretches.count, sizeof(*self->stretches.items),
              by_column);
    return SG_OK;
}

static bool same_column(const sg_bulk_placed *a, const sg_bulk_placed *b)
{
    return a->part->side == b->part->side && a->part->owner == b->part->owner &&
           a->number == b->number;
}

static const sg_bulk_stretch *stretch_of(const sg_bulk_placed *placed)
{
    return &placed->part->stretches.items[placed->stretch];
}

/* Columns whose stretches are of several kinds, of which nothing is known yet. */
static sg_status find_mixed(sg_bulk_columns_making *self)
{
    for (size_t i = 1; i < self->stretches.count; i++) {
        const sg_bulk_placed *placed = &self->stretches.items[i], *before = placed - 1;
        const sg_bulk_part *part = placed->part;
        uint32_t key = stretch_of(placed)->key;
        if (!same_column(placed, before) ||
            stretch_of(placed)->kind == stretch_of(before)->kind ||
            sg_bulk_is_mixed(self, part->side, part->owner, key))
            continue;
        SG_TRY(sg_array_push(&self->mixed, (sg_bulk_mixed){ part->side, part->owner, key }));
    }
    return SG_OK;
}

static sg_value cell_value(const sg_bulk *bulk, const sg_bulk_column *column, uint32_t row)
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

static sg_status encode_column(sg_bulk *bulk, sg_bulk_cells *table, uint32_t number)
{
    const sg_bulk_column *column = &table->columns[number];
    uint32_t *cells;

    if (!table->encoded)
        table->encoded = sg_freeze_array(&bulk->freeze, const uint32_t *, table->column_count);
    if (!table->encoded)
        return SG_ENOMEM;
    if (table->encoded[number])
        return SG_OK;
    table->encoded[number] = column->strings;
    if (column->kind == SG_COLUMN_ENCODED)
        return SG_OK;
    table->encoded[number] = cells = sg_bulk_array(bulk, uint32_t, table->count);
    if (!cells)
        return SG_ENOMEM;
    for (uint32_t row = 0; row < table->count; row++) {
        cells[row] = SG_NO_ID;
        if (sg_bulk_has_cell(column, row))
            SG_TRY(sg_bulk_encode(bulk, cell_value(bulk, column, row), &cells[row]));
    }
    return SG_OK;
}

/* Notes which kind columns of a key have; false: another one has been noted. */
static bool note_kinds(const sg_bulk_column *columns, uint32_t count, uint8_t *kinds)
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *kind = &kinds[columns[i].key], here = (uint8_t)(columns[i].kind + 1);
        if (*kind != 0 && *kind != here)
            return false;
        *kind = here;
    }
    return true;
}

sg_status sg_bulk_one_kind(const sg_bulk *bulk, bool *one_kind)
{
    size_t keys = bulk->names->keys.names.count;
    uint8_t *of_nodes = sg_freeze_array(&bulk->freeze, uint8_t, keys);
    uint8_t *of_edges = sg_freeze_array(&bulk->freeze, uint8_t, keys);

    if (!of_nodes || !of_edges)
        return SG_ENOMEM;
    *one_kind = true;
    for (size_t t = 0; t < bulk->tables.count && *one_kind; t++) {
        const sg_bulk_nodes *nodes = &bulk->tables.items[t].nodes;
        *one_kind = note_kinds(nodes->columns, nodes->column_count, of_nodes);
    }
    for (size_t t = 0; t < bulk->edge_tables.count && *one_kind; t++) {
        const sg_bulk_edges *edges = &bulk->edge_tables.items[t].edges;
        *one_kind = note_kinds(edges->columns, edges->column_count, of_edges);
    }
    return SG_OK;
}

/* All columns of the keys that are mixed somewhere, as encoded values. */
static sg_status encode_mixed(sg_bulk_columns_making *self)
{
    bool *mixed =
        sg_freeze_array(&self->bulk->freeze, bool, self->bulk->names->keys.names.count);

    if (!mixed)
        return SG_ENOMEM;
    for (size_t i = 0; i < self->mixed.count; i++)
        mixed[self->mixed.items[i].key] = true;
    for (int s = 0; s < 2; s++)
        for (size_t t = 0; t < self->sides[s].table_count; t++)
            for (uint32_t i = 0; i < self->sides[s].tables[t].column_count; i++)
                if (mixed[self->sides[s].tables[t].columns[i].key])
                    SG_TRY(encode_column(self->bulk, &self->sides[s].tables[t], i));
    return sg_bulk_strings_seal(&self->bulk->strings);
}

static sg_status plan_columns(sg_bulk_columns_making *self)
{
    const sg_bulk_placed *before = NULL;

    for (size_t i = 0; i < self->stretches.count; i++) {
        sg_bulk_placed *placed = &self->stretches.items[i];
        const sg_bulk_part *part = placed->part;
        const sg_bulk_stretch *stretch = stretch_of(placed);
        if (!before || !same_column(before, placed)) {
            const uint32_t *first = part->side->first + part->owner;
            sg_bulk_planned made = {
                .owner = part->owner,
                .number = placed->number,
                .key = stretch->key,
                .kind = stretch->kind,
                .mixed = sg_bulk_is_mixed(self, part->side, part->owner, stretch->key),
                .rows = first[1] - first[0],
                .first_stretch = i,
                .least = INT64_MAX,
                .greatest = INT64_MIN,
            };
            SG_TRY(sg_array_push(&self->columns, made));
            self->node_columns += part->side == &self->sides[0];
        }
        sg_bulk_planned *planned = &self->columns.items[self->columns.count - 1];
        placed->column = (uint32_t)self->columns.count - 1;
        placed->before = planned->count;
        planned->stretch_count++;
        planned->count += stretch->count;
        planned->least = stretch->least < planned->least ? stretch->least : planned->least;
        planned->greatest =
            stretch->greatest > planned->greatest ? stretch->greatest : planned->greatest;
        before = placed;
    }
    return SG_OK;
}

static sg_status make_columns(sg_bulk_columns_making *self)
{
    SG_TRY(open_making(self));
    SG_TRY(sg_bulk_strings_seal(&self->bulk->strings));
    SG_TRY(sg_bulk_survey(self));
    SG_TRY(sort_stretches(self));
    SG_TRY(find_mixed(self));
    if (self->mixed.count > 0) {
        SG_TRY(encode_mixed(self));
        SG_TRY(sg_bulk_survey(self));
        SG_TRY(sort_stretches(self));
    }
    SG_TRY(plan_columns(self));
    SG_TRY(sg_bulk_codes(self));
    SG_TRY(sg_bulk_open_lookup(self->bulk));
    SG_TRY(sg_bulk_write_columns(self));
    sg_bulk_close_lookup(self->bulk);
    return SG_OK;
}

sg_status sg_bulk_columns(sg_bulk *bulk)
{
    sg_bulk_columns_making self = { .bulk = bulk };
    sg_status status = make_columns(&self);

    close_making(&self);
    sg_bulk_return(bulk, bulk->edge_records);
    if (status == SG_ENOMEM)
        return sg_fail_memory(bulk->freeze.err);
    return status == SG_OK ? SG_OK
                           : sg_fail(bulk->freeze.err, status, "cannot store the properties");
}
