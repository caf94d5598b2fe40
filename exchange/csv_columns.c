/* csv_columns.c - fields of one column of a segment to cells of a property.
 *
 * Texts are gathered and interned together.  What is neither text, number nor boolean (times, lists,
 * maps) is encoded and the bytes interned likewise: such values repeat as texts do.
 */
#include <stdlib.h>

#include "engine/base/short.h"
#include "engine/encoding.h"
#include "exchange/csv_internal.h"
#include "exchange/csv_runs.h"

/* Encoded values are interned when there are so many bytes of them. */
enum { ENCODED_BYTES = 64 * 1024 };

/* --- sinks --------------------------------------------------------------------------------------- */

static sg_column_kind kind_of(const sg_csv_column *column)
{
    if (column->array || column->entry.bytes)
        return SG_COLUMN_ENCODED;
    switch (column->type) {
    case SG_CSV_STRING:
        return SG_COLUMN_STRING;
    case SG_CSV_INTEGER:
        return SG_COLUMN_INTEGER;
    case SG_CSV_FLOAT:
        return SG_COLUMN_FLOAT;
    case SG_CSV_BOOLEAN:
        return SG_COLUMN_BIT;
    case SG_CSV_DATE:
    case SG_CSV_LOCALTIME:
    case SG_CSV_TIME:
    case SG_CSV_LOCALDATETIME:
    case SG_CSV_DATETIME:
    case SG_CSV_DURATION:
    case SG_CSV_JSON:
        break;
    }
    return SG_COLUMN_ENCODED;
}

static sg_status make_cells(sg_csv_reading *reading, uint32_t rows, sg_csv_sink *sink)
{
    static const size_t sizes[] = {
        [SG_COLUMN_BIT] = sizeof(uint8_t),      [SG_COLUMN_INTEGER] = sizeof(int64_t),
        [SG_COLUMN_FLOAT] = sizeof(double),     [SG_COLUMN_STRING] = sizeof(uint32_t),
        [SG_COLUMN_ENCODED] = sizeof(uint32_t),
    };

    sink->cells = sg_bulk_room(reading->bulk, rows, sizes[sink->column.kind]);
    sink->column.cells = sink->cells;
    if (!sink->cells)
        return SG_ENOMEM;
    if (sink->column.kind != SG_COLUMN_INTEGER && sink->column.kind != SG_COLUMN_FLOAT)
        return SG_OK;
    sink->present = sg_bulk_array(reading->bulk, uint8_t, rows);
    sink->column.present = sink->present;
    return sink->present ? SG_OK : SG_ENOMEM;
}

/* All columns that are entries of the same map, in the order of their names. */
static sg_status gather_entries(sg_csv_reading *reading, const sg_csv_table *table,
                                sg_csv_sink *sink)
{
    const sg_csv_column *columns = table->header.columns;
    sg_str name = columns[sink->first_column].name;

    sink->entries = sg_arena_make_array(reading->arena, uint32_t, table->header.count);
    if (!sink->entries)
        return SG_ENOMEM;
    for (uint32_t i = sink->first_column; i < table->header.count; i++) {
        if (!columns[i].entry.bytes || !sg_str_equal(columns[i].name, name))
            continue;
        uint32_t at = sink->entry_count++;
        for (; at > 0 &&
               sg_str_compare(columns[sink->entries[at - 1]].entry, columns[i].entry) > 0;
             at--)
            sink->entries[at] = sink->entries[at - 1];
        sink->entries[at] = i;
    }
    return SG_OK;
}

static bool is_gathered(const sg_csv_table *table, const sg_csv_column *column)
{
    for (uint32_t i = 0; column->entry.bytes && i < table->sink_count; i++)
        if (table->sinks[i].entries &&
            sg_str_equal(table->header.columns[table->sinks[i].first_column].name,
                         column->name))
            return true;
    return false;
}

static bool is_property(const sg_csv_column *column)
{
    return column->role == SG_CSV_PROPERTY ||
           (column->role == SG_CSV_ID && column->name.length > 0);
}

sg_status sg_csv_make_sinks(sg_csv_reading *reading, sg_csv_table *table, uint32_t rows)
{
    table->sink_count = 0;
    table->sinks = sg_arena_make_array(reading->arena, sg_csv_sink, table->header.count);
    table->columns = sg_arena_make_array(reading->arena, sg_bulk_column, table->header.count);
    if (!table->sinks || !table->columns)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < table->header.count; i++) {
        const sg_csv_column *column = &table->header.columns[i];
        if (!is_property(column) || is_gathered(table, column))
            continue;
        sg_csv_sink *sink = &table->sinks[table->sink_count];
        *sink = (sg_csv_sink){ .first_column = i, .column = { .kind = kind_of(column) } };
        if (column->entry.bytes)
            SG_TRY(gather_entries(reading, table, sink));
        SG_TRY(sg_bulk_key(reading->bulk, column->name, &sink->column.key));
        SG_TRY(make_cells(reading, rows, sink));
        table->columns[table->sink_count++] = sink->column;
    }
    return SG_OK;
}

/* --- reading ------------------------------------------------------------------------------------- */

static sg_status fail_value(const sg_csv_part *part, uint32_t row, uint32_t column)
{
    const sg_csv_column *found = &part->table->header.columns[column];
    sg_str raw = sg_csv_raw_at(part, row, column);
    sg_str shown = sg_str_slice(raw, 0, 60);

    return sg_csv_fail(part->file, raw.bytes, &part->worker->error, SG_EINVAL,
                       "`%.*s`%s is no value of the type `%s%s` (column `%.*s`)", SG_FMT(shown),
                       raw.length > shown.length ? "..." : "", sg_csv_type_name(found->type),
                       found->array ? "[]" : "", SG_FMT(found->name));
}

/* A column of texts before this one that says the same in the first record, as `arn` often does what
 * `id` has said: there texts need only be compared.  NULL: none. */
static const sg_csv_sink *find_twin(const sg_csv_part *part, const sg_csv_sink *sink)
{
    sg_str text = sg_csv_raw_at(part, 0, sink->first_column);

    if (text.length == 0)
        return NULL;
    for (const sg_csv_sink *other = part->table->sinks; other < sink; other++)
        if (other->column.kind == SG_COLUMN_STRING &&
            sg_str_equal(sg_csv_raw_at(part, 0, other->first_column), text))
            return other;
    return NULL;
}

static sg_csv_strip strip_of(const sg_csv_part *part, uint32_t column)
{
    return (sg_csv_strip){ .text = part->text.bytes,
                           .ends = part->worker->places.items + column,
                           .stride = part->columns,
                           .rows = part->rows,
                           .last = column + 1 == part->columns };
}

/* Whether the kernels of csv_runs.h can have the column. */
static bool is_strip(const sg_csv_part *part, uint32_t column)
{
    return column > 0 && !part->quoted && sg_csv_can_find_runs();
}

/* Into `texts` from number 1 on what the rows have, and into `rows` which of them; 0 is none.  Texts follow
 * each other in runs. */
static sg_status find_runs(const sg_csv_part *part, uint32_t column, uint32_t *count)
{
    sg_csv_worker *worker = part->worker;
    sg_str before = { NULL, 0 };

    *count = 0;
    for (uint32_t row = 0; row < part->rows; row++) {
        const sg_str raw = sg_csv_raw_at(part, row, column);
        sg_str text = raw;
        bool quoted = false;
        if (before.bytes && sg_short_equal(raw, before)) {
            worker->rows.items[row] = *count;
            continue;
        }
        if (part->quoted)
            SG_TRY(sg_csv_quoted_text(part, raw, worker->kept, &text, &quoted));
        worker->rows.items[row] = 0;
        before.bytes = NULL;
        if (text.length == 0 && !quoted)
            continue;
        before = raw;
        worker->rows.items[row] = ++*count;
        worker->texts.items[*count] = text;
    }
    return SG_OK;
}

static sg_status intern_texts(sg_csv_reading *reading, sg_csv_worker *worker, uint32_t count)
{
    sg_status status =
        sg_bulk_intern(reading->bulk, worker->recent, SG_BULK_BORROW, worker->texts.items + 1,
                       count, worker->strings.items + 1);

    worker->strings.items[0] = SG_NO_ID;
    return status == SG_OK ? SG_OK
                           : sg_fail(&worker->error, status, "there are too many texts");
}

static sg_status fill_runs(sg_csv_reading *reading, const sg_csv_part *part, uint32_t column,
                           uint32_t *cells)
{
    sg_csv_worker *worker = part->worker;
    const uint32_t *rows = worker->rows.items;
    uint32_t count;

    if (is_strip(part, column)) {
        const sg_csv_strip strip = strip_of(part, column);
        count = sg_csv_find_runs(&strip, worker->texts.items, worker->rows.items);
    } else {
        SG_TRY(find_runs(part, column, &count));
    }
    SG_TRY(intern_texts(reading, worker, count));
    const uint32_t *strings = worker->strings.items;
    for (uint32_t row = 0; row < part->rows; row++)
        cells[row] = strings[rows[row]];
    return SG_OK;
}

/* The rows whose fields do not say what those of the twin do. */
static uint32_t find_others(const sg_csv_part *part, uint32_t column, uint32_t twin)
{
    uint32_t *rows = part->worker->rows.items, count = 0;

    if (is_strip(part, column) && is_strip(part, twin)) {
        const sg_csv_strip left = strip_of(part, column), right = strip_of(part, twin);
        return sg_csv_find_others(&left, &right, rows);
    }
    for (uint32_t row = 0; row < part->rows; row++)
        if (!sg_short_equal(sg_csv_raw_at(part, row, column), sg_csv_raw_at(part, row, twin)))
            rows[count++] = row;
    return count;
}

/* What the twin has got, and the texts of the rows that differ from it. */
static sg_status fill_by_twin(sg_csv_reading *reading, const sg_csv_part *part, uint32_t column,
                              const sg_csv_sink *twin, uint32_t *cells)
{
    sg_csv_worker *worker = part->worker;
    uint32_t *rows = worker->rows.items, others, count = 0;

    others = find_others(part, column, twin->first_column);
    memcpy(cells, (const uint32_t *)twin->cells + part->row, part->rows * sizeof(*cells));
    for (uint32_t i = 0; i < others; i++) {
        sg_str text;
        bool quoted;
        SG_TRY(sg_csv_text(part, rows[i], column, worker->kept, &text, &quoted));
        cells[rows[i]] = SG_NO_ID;
        if (text.length == 0 && !quoted)
            continue;
        rows[count] = rows[i];
        worker->texts.items[++count] = text;
    }
    SG_TRY(intern_texts(reading, worker, count));
    for (uint32_t i = 0; i < count; i++)
        cells[rows[i]] = worker->strings.items[i + 1];
    return SG_OK;
}

static sg_status fill_strings(sg_csv_reading *reading, sg_csv_part *part, sg_csv_sink *sink)
{
    sg_csv_worker *worker = part->worker;
    uint32_t *cells = (uint32_t *)sink->cells + part->row;

    if (part->rows == 0)
        return SG_OK;
    if (sg_array_reserve(&worker->texts, part->rows + 1) != SG_OK ||
        sg_array_reserve(&worker->rows, part->rows + 1) != SG_OK ||
        sg_array_reserve(&worker->strings, part->rows + 1) != SG_OK)
        return sg_fail_memory(&worker->error);
    const sg_csv_sink *twin = find_twin(part, sink);
    return twin ? fill_by_twin(reading, part, sink->first_column, twin, cells)
                : fill_runs(reading, part, sink->first_column, cells);
}

static sg_status fill_bits(const sg_csv_part *part, sg_csv_sink *sink)
{
    uint8_t *cells = (uint8_t *)sink->cells + part->row;

    for (uint32_t row = 0; row < part->rows; row++) {
        sg_value value;
        sg_str text;
        bool quoted;
        SG_TRY(
            sg_csv_text(part, row, sink->first_column, part->worker->scratch, &text, &quoted));
        cells[row] = SG_BULK_NO_BIT;
        if (text.length == 4 && memcmp(text.bytes, "true", 4) == 0) {
            cells[row] = 1;
        } else if (text.length == 5 && memcmp(text.bytes, "false", 5) == 0) {
            cells[row] = 0;
        } else if (text.length > 0) {
            if (!sg_csv_value(SG_CSV_BOOLEAN, text, part->worker->scratch, &value))
                return fail_value(part, row, sink->first_column);
            cells[row] = value.boolean;
        }
    }
    return SG_OK;
}

static sg_status fill_numbers(const sg_csv_part *part, sg_csv_sink *sink)
{
    const sg_csv_column *column = &part->table->header.columns[sink->first_column];

    for (uint32_t row = 0; row < part->rows; row++) {
        size_t place = (size_t)part->row + row;
        sg_value value;
        sg_str text;
        bool quoted;
        SG_TRY(
            sg_csv_text(part, row, sink->first_column, part->worker->scratch, &text, &quoted));
        if (text.length == 0)
            continue;
        if (!sg_csv_value(column->type, text, part->worker->scratch, &value))
            return fail_value(part, row, sink->first_column);
        sink->present[place] = 1;
        if (sink->column.kind == SG_COLUMN_INTEGER)
            ((int64_t *)sink->cells)[place] = value.integer;
        else
            ((double *)sink->cells)[place] = value.real;
    }
    return SG_OK;
}

/* The value of one field; null when it is empty. */
static sg_status read_value(const sg_csv_reading *reading, const sg_csv_part *part,
                            uint32_t row, uint32_t number, sg_value *out)
{
    const sg_csv_column *column = &part->table->header.columns[number];
    sg_arena *arena = part->worker->scratch;
    sg_str text;
    bool quoted;

    SG_TRY(sg_csv_text(part, row, number, arena, &text, &quoted));
    *out = sg_null();
    if (text.length == 0 && (!quoted || (column->type != SG_CSV_STRING && !column->array)))
        return SG_OK;
    bool read = column->array ? sg_csv_list(column->type, reading->options.array_delimiter,
                                            text, arena, out)
                              : sg_csv_value(column->type, text, arena, out);
    return read ? SG_OK : fail_value(part, row, number);
}

static sg_status read_map(const sg_csv_reading *reading, const sg_csv_part *part, uint32_t row,
                          const sg_csv_sink *sink, sg_value *out)
{
    sg_entry *entries = sg_arena_make_array(part->worker->scratch, sg_entry, sink->entry_count);
    uint32_t count = 0;

    if (!entries)
        return sg_fail_memory(&part->worker->error);
    for (uint32_t i = 0; i < sink->entry_count; i++) {
        SG_TRY(read_value(reading, part, row, sink->entries[i], &entries[count].value));
        entries[count].key = part->table->header.columns[sink->entries[i]].entry;
        count += !sg_is_null(entries[count].value);
    }
    *out = count > 0 ? sg_map(entries, count) : sg_null();
    return SG_OK;
}

/* Interns what has been encoded: `texts` have lengths, their bytes lie one behind the other. */
static sg_status flush_encoded(sg_csv_reading *reading, sg_csv_worker *worker, uint32_t *cells)
{
    const char *at = worker->bytes.bytes;

    for (size_t i = 0; i < worker->texts.count; i++) {
        worker->texts.items[i].bytes = at;
        at += worker->texts.items[i].length;
    }
    if (sg_array_reserve(&worker->strings, worker->texts.count) != SG_OK)
        return sg_fail_memory(&worker->error);
    sg_status status =
        sg_bulk_intern(reading->bulk, worker->recent, SG_BULK_COPY, worker->texts.items,
                       worker->texts.count, worker->strings.items);
    if (status != SG_OK)
        return sg_fail(&worker->error, status, "there are too many values");
    for (size_t i = 0; i < worker->texts.count; i++)
        cells[worker->rows.items[i]] = worker->strings.items[i];
    worker->texts.count = worker->rows.count = 0;
    sg_buffer_clear(&worker->bytes);
    sg_arena_reset(worker->scratch);
    return SG_OK;
}

static sg_status encode_row(sg_csv_worker *worker, uint32_t row, sg_value value)
{
    size_t before = worker->bytes.length;
    sg_status status = sg_value_encode(value, &worker->bytes);

    if (status != SG_OK)
        return status;
    SG_TRY(sg_array_push(&worker->rows, row));
    return sg_array_push(&worker->texts, (sg_str){ NULL, worker->bytes.length - before });
}

/* The fields that make the value of the row, as they stand in the file, if they stand side by side. */
static bool source_of(const sg_csv_part *part, uint32_t row, const sg_csv_sink *sink,
                      sg_str *text)
{
    uint32_t first = sink->first_column, last = first;

    for (uint32_t i = 0; i < sink->entry_count; i++)
        last = sink->entries[i] > last ? sink->entries[i] : last;
    if (last - first + 1 != (sink->entries ? sink->entry_count : 1))
        return false;
    sg_str begin = sg_csv_raw_at(part, row, first), end = sg_csv_raw_at(part, row, last);
    *text = (sg_str){ begin.bytes, (size_t)(end.bytes + end.length - begin.bytes) };
    return true;
}

/* The row before this one in the part that has the same source and is among those met last; the row
 * itself if there is none. */
static uint32_t find_same(const sg_csv_part *part, uint32_t row, const sg_csv_sink *sink)
{
    sg_str text;

    if (!source_of(part, row, sink, &text))
        return row;
    sg_csv_known *known = &part->worker->known[sg_short_mark(text) % SG_CSV_KNOWN];
    if (known->text.bytes && sg_short_equal(known->text, text))
        return known->record;
    *known = (sg_csv_known){ .text = text, .record = row };
    return row;
}

static sg_status fill_encoded(sg_csv_reading *reading, sg_csv_part *part, sg_csv_sink *sink)
{
    sg_csv_worker *worker = part->worker;
    uint32_t *cells = (uint32_t *)sink->cells + part->row;

    worker->texts.count = worker->rows.count = 0;
    sg_buffer_clear(&worker->bytes);
    memset(worker->known, 0, SG_CSV_KNOWN * sizeof(*worker->known));
    if (sg_array_reserve(&worker->words, part->rows) != SG_OK)
        return sg_fail_memory(&worker->error);
    for (uint32_t row = 0; row < part->rows; row++) {
        sg_value value;
        worker->words.items[row] = find_same(part, row, sink);
        if (worker->words.items[row] != row)
            continue;
        SG_TRY(sink->entries ? read_map(reading, part, row, sink, &value)
                             : read_value(reading, part, row, sink->first_column, &value));
        cells[row] = SG_NO_ID;
        if (sg_is_null(value))
            continue;
        sg_status status = encode_row(worker, row, value);
        if (status == SG_ENOMEM)
            return sg_fail_memory(&worker->error);
        if (status != SG_OK)
            return fail_value(part, row, sink->first_column);
        if (worker->bytes.length > ENCODED_BYTES)
            SG_TRY(flush_encoded(reading, worker, cells));
    }
    SG_TRY(flush_encoded(reading, worker, cells));
    for (uint32_t row = 0; row < part->rows; row++)
        cells[row] = cells[worker->words.items[row]];
    return SG_OK;
}

sg_status sg_csv_fill(sg_csv_reading *reading, sg_csv_part *part, sg_csv_sink *sink)
{
    switch (sink->column.kind) {
    case SG_COLUMN_BIT:
        return fill_bits(part, sink);
    case SG_COLUMN_INTEGER:
    case SG_COLUMN_FLOAT:
        return fill_numbers(part, sink);
    case SG_COLUMN_STRING:
        return fill_strings(reading, part, sink);
    case SG_COLUMN_ENCODED:
        break;
    }
    return fill_encoded(reading, part, sink);
}
