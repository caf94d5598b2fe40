/* column_table.c - a row of values spread over columns. */
#include "generate/column_table.h"

#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/json.h"

static bool is_entry(sg_str name)
{
    return sg_str_find(name, SG_STR("."), 0) != SIZE_MAX;
}

/* What a column is called: the property, or the map that it is an entry of. */
static sg_str column_name(const sg_property *property)
{
    sg_str rest;
    return sg_str_cut(property->name, '.', &rest);
}

static sg_column_kind kind_of(const sg_property *property)
{
    if (is_entry(property->name))
        return SG_COLUMN_ENCODED;
    switch (property->type) {
    case SG_PROPERTY_BOOLEAN:
        return SG_COLUMN_BIT;
    case SG_PROPERTY_LONG:
        return SG_COLUMN_INTEGER;
    case SG_PROPERTY_DOUBLE:
        return SG_COLUMN_FLOAT;
    case SG_PROPERTY_JSON:
        return SG_COLUMN_ENCODED;
    case SG_PROPERTY_STRING:
        break;
    }
    return SG_COLUMN_STRING;
}

static size_t cell_size(sg_column_kind kind)
{
    static const uint8_t sizes[] = { [SG_COLUMN_BIT] = 1,
                                     [SG_COLUMN_INTEGER] = 8,
                                     [SG_COLUMN_FLOAT] = 8,
                                     [SG_COLUMN_STRING] = 4,
                                     [SG_COLUMN_ENCODED] = 4 };
    return sizes[kind];
}

void sg_column_layout_of(const sg_properties *properties, sg_column_layout *out)
{
    *out = (sg_column_layout){ .properties = *properties };
    for (uint32_t i = 0; i < properties->count; i++) {
        const sg_property *property = &properties->items[i];
        bool goes_on = i > 0 && is_entry(property->name) &&
                       sg_str_equal(column_name(property), column_name(property - 1));
        if (goes_on)
            continue;
        out->first[out->count] = i;
        out->names[out->count] = column_name(property);
        out->kinds[out->count++] = kind_of(property);
    }
    out->first[out->count] = properties->count;
}

static sg_value map_of(const sg_column_layout *self, const sg_row *row, uint32_t first,
                       uint32_t end, sg_entry *entries)
{
    uint32_t count = 0;
    for (uint32_t i = first; i < end; i++) {
        sg_str entry;
        sg_str_cut(self->properties.items[i].name, '.', &entry);
        if (!sg_is_null(row->values[i]))
            entries[count++] = (sg_entry){ entry, row->values[i] };
    }
    return count == 0 ? sg_null() : sg_map(entries, sg_map_sort(entries, count));
}

sg_status sg_column_layout_value(const sg_column_layout *layout, const sg_row *row,
                                 uint32_t column, sg_entry *entries, sg_arena *arena,
                                 sg_value *out)
{
    uint32_t first = layout->first[column];
    *out = row->values[first];
    if (layout->properties.items[first].type == SG_PROPERTY_JSON && !sg_is_null(*out))
        return sg_json_parse(sg_value_str(*out), arena, out, NULL);
    if (layout->kinds[column] == SG_COLUMN_ENCODED)
        *out = map_of(layout, row, first, layout->first[column + 1], entries);
    return SG_OK;
}

static sg_status add_column(sg_column_table *self, sg_bulk *bulk, uint32_t number)
{
    sg_bulk_column *column = &self->columns[number];
    column->kind = self->layout.kinds[number];
    bool is_number = column->kind == SG_COLUMN_INTEGER || column->kind == SG_COLUMN_FLOAT;
    self->cells[number] = calloc((size_t)self->room + 1, cell_size(column->kind));
    self->present[number] = is_number ? calloc((size_t)self->room + 1, 1) : NULL;
    column->cells = self->cells[number];
    column->present = self->present[number];
    self->column_count++;
    if (!self->cells[number] || (is_number && !self->present[number]))
        return SG_ENOMEM;
    return sg_bulk_key(bulk, self->layout.names[number], &column->key);
}

sg_status sg_column_table_init(sg_column_table *table, sg_bulk *bulk,
                               const sg_properties *properties, uint32_t room)
{
    *table = (sg_column_table){ .room = room };
    sg_column_layout_of(properties, &table->layout);
    SG_TRY(sg_arena_new(0, &table->parsed));
    for (uint32_t i = 0; i < table->layout.count; i++)
        SG_TRY(add_column(table, bulk, i));
    return SG_OK;
}

void sg_column_table_free(sg_column_table *table)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        free(table->cells[i]);
        free(table->present[i]);
    }
    sg_arena_free(table->parsed);
    *table = (sg_column_table){ .rows = 0 };
}

static sg_status intern(sg_bulk *bulk, sg_bulk_recent *recent, sg_value value, uint32_t *out)
{
    *out = SG_NO_ID;
    if (sg_is_null(value))
        return SG_OK;
    sg_str text = sg_value_str(value);
    return sg_bulk_intern(bulk, recent, SG_BULK_COPY, &text, 1, out);
}

static sg_status set_cell(sg_column_table *self, sg_bulk *bulk, sg_bulk_recent *recent,
                          const sg_row *row, uint32_t column)
{
    sg_entry entries[SG_PROPERTIES_MOST];
    sg_value value;
    SG_TRY(sg_column_layout_value(&self->layout, row, column, entries, self->parsed, &value));
    void *cells = self->cells[column];
    uint32_t at = self->rows;
    switch (self->columns[column].kind) {
    case SG_COLUMN_BIT:
        ((uint8_t *)cells)[at] = sg_is_null(value) ? SG_BULK_NO_BIT : value.boolean;
        return SG_OK;
    case SG_COLUMN_INTEGER:
        ((int64_t *)cells)[at] = sg_is_null(value) ? 0 : value.integer;
        self->present[column][at] = !sg_is_null(value);
        return SG_OK;
    case SG_COLUMN_FLOAT:
        ((double *)cells)[at] = sg_is_null(value) ? 0 : value.real;
        self->present[column][at] = !sg_is_null(value);
        return SG_OK;
    case SG_COLUMN_STRING:
        return intern(bulk, recent, value, &((uint32_t *)cells)[at]);
    case SG_COLUMN_ENCODED:
        break;
    }
    ((uint32_t *)cells)[at] = SG_NO_ID;
    return sg_is_null(value) ? SG_OK : sg_bulk_encode(bulk, value, &((uint32_t *)cells)[at]);
}

sg_status sg_column_table_add(sg_column_table *table, sg_bulk *bulk, sg_bulk_recent *recent,
                              const sg_row *row)
{
    if (table->rows == table->room || row->count != table->layout.properties.count)
        return SG_EINVAL;
    sg_arena_reset(table->parsed);
    for (uint32_t column = 0; column < table->column_count; column++)
        SG_TRY(set_cell(table, bulk, recent, row, column));
    table->rows++;
    return SG_OK;
}
