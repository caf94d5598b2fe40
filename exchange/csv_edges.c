/* csv_edges.c - a segment of relationships: their ends, and the records of what else they have.
 *
 * Where nothing is quoted and both ids come first and are numbers, records are read by csv_rows.h;
 * all other segments are split into fields.  Both say the same.
 */
#include "exchange/csv_internal.h"

/* --- ends ------------------------------------------------------------------------------------------ */

static void note_bad(sg_csv_reading *reading, sg_csv_part *part, uint32_t row, uint32_t column,
                     uint32_t space)
{
    sg_csv_worker *worker = part->worker;
    uint32_t segment = (uint32_t)(part->segment - reading->segments.items);
    sg_str name = reading->spaces.items[space].name, raw = sg_csv_raw_at(part, row, column);

    if (worker->bad != SG_NO_ID && worker->bad <= segment)
        return;
    worker->bad = segment;
    sg_error_clear(&worker->first_bad);
    sg_csv_fail(part->file, raw.bytes, &worker->first_bad, SG_EINVAL,
                "no node has the id `%.*s`%s%.*s", SG_FMT(sg_str_slice(raw, 0, 200)),
                name.length ? " of the space " : "", SG_FMT(name));
}

static sg_status read_ends(sg_csv_reading *reading, sg_csv_part *part)
{
    const sg_csv_table *table = part->table;
    uint32_t first = table->first_row + part->row;
    uint32_t *ends[2] = { reading->from + first, reading->to + first };
    uint32_t spaces[2] = { table->id_space, table->end_space }, columns[2] = { 0, 0 };
    bool all_found = true;

    for (uint32_t i = 0; i < part->columns; i++) {
        sg_csv_role role = table->header.columns[i].role;
        if (role != SG_CSV_START && role != SG_CSV_END)
            continue;
        uint32_t end = role == SG_CSV_END;
        columns[end] = i;
        SG_TRY(sg_csv_words(reading, part, i, SG_BULK_FIND));
        if (!sg_csv_find_nodes(&reading->spaces.items[spaces[end]], part->worker->words.items,
                               part->rows, ends[end]))
            all_found = false;
    }
    for (uint32_t row = 0; !all_found && row < part->rows; row++) {
        bool start_is_there = ends[0][row] != SG_NO_ID;
        if (start_is_there && ends[1][row] != SG_NO_ID)
            continue;
        part->worker->left_out++;
        note_bad(reading, part, row, columns[start_is_there], spaces[start_is_there]);
        ends[0][row] = SG_NO_ID;
    }
    return SG_OK;
}

/* --- records ----------------------------------------------------------------------------------------- */

/* The text of a record behind its ids, with all quotes. */
static sg_str rest_of(const sg_csv_part *part, uint32_t row)
{
    const uint32_t *places = part->worker->places.items + (size_t)row * part->columns;
    uint32_t end = places[part->columns - 1], begin = places[1] + 1;

    if (end > begin && part->text.bytes[end - 1] == '\r')
        end--;
    return sg_str_slice(part->text, begin, end);
}

static sg_status find_records(sg_csv_reading *reading, sg_csv_part *part)
{
    sg_csv_worker *worker = part->worker;
    sg_csv_table *table = part->table;
    uint32_t *records = reading->records + table->first_row + part->row;

    if (sg_array_reserve(&worker->texts, part->rows) != SG_OK)
        return sg_fail_memory(&worker->error);
    for (uint32_t row = 0; row < part->rows; row++)
        worker->texts.items[row] = rest_of(part, row);
    sg_status status = sg_csv_records_find(&table->records, worker->known, worker->texts.items,
                                           part->rows, records);
    return status == SG_OK ? SG_OK : sg_fail(&worker->error, status, "too many properties");
}

static sg_status read_fields(sg_csv_reading *reading, uint32_t segment, sg_csv_worker *worker)
{
    sg_csv_part part;

    SG_TRY(sg_csv_split_segment(reading, segment, worker, &part));
    SG_TRY(read_ends(reading, &part));
    if (part.table->shares_records)
        return find_records(reading, &part);
    for (uint32_t i = 0; i < part.columns; i++)
        if (part.table->header.columns[i].role == SG_CSV_TYPE)
            SG_TRY(sg_csv_types(reading, &part, i, part.table->types + part.row));
    for (uint32_t i = 0; i < part.table->sink_count; i++)
        SG_TRY(sg_csv_fill(reading, &part, &part.table->sinks[i]));
    return SG_OK;
}

/* --- plain segments ---------------------------------------------------------------------------------- */

bool sg_csv_read_batch(const sg_csv_reading *reading, sg_csv_table *table,
                       sg_csv_worker *worker, sg_csv_rows *rows, uint32_t most,
                       sg_csv_ends ends, uint32_t *count)
{
    bool end_is_first = table->header.columns[0].role == SG_CSV_END;
    uint64_t ids[2][SG_BULK_BLOCK];
    sg_str rests[SG_BULK_BLOCK];

    most = most < SG_BULK_BLOCK ? most : SG_BULK_BLOCK;
    *count = sg_csv_rows_read(rows, most, ids[end_is_first], ids[!end_is_first], rests);
    return !rows->odd &&
           sg_csv_find_nodes(&reading->spaces.items[table->id_space], ids[0], *count,
                             ends.from) &&
           sg_csv_find_nodes(&reading->spaces.items[table->end_space], ids[1], *count,
                             ends.to) &&
           (!table->shares_records || sg_csv_records_find(&table->records, worker->known, rests,
                                                          *count, ends.records) == SG_OK);
}

/* False: the segment must be split into fields, whatever the reason; memory may lack as well. */
static bool read_plain(sg_csv_reading *reading, const sg_csv_segment *segment,
                       sg_csv_worker *worker)
{
    const sg_csv_file *file = &reading->files[segment->file];
    sg_csv_table *table = &reading->tables[file->group];
    uint32_t first = table->first_row + segment->row;
    sg_csv_rows rows = { .text = sg_str_slice(file->text, segment->begin, segment->end),
                         .delimiter = reading->options.delimiter,
                         .has_rest = table->header.count > 2 };

    for (uint32_t done = 0, count; done < segment->rows; done += count) {
        sg_csv_ends ends = { .from = reading->from + first + done,
                             .to = reading->to + first + done };
        if (table->shares_records)
            ends.records = reading->records + first + done;
        if (!sg_csv_read_batch(reading, table, worker, &rows, segment->rows - done, ends,
                               &count) ||
            count == 0)
            return false;
    }
    return rows.text.length == 0;
}

sg_status sg_csv_read_edges(sg_csv_reading *reading, uint32_t number, sg_csv_worker *worker)
{
    const sg_csv_segment *segment = &reading->segments.items[number];
    const sg_csv_file *file = &reading->files[segment->file];
    const sg_csv_table *table = &reading->tables[file->group];
    bool plain = table->ids_first && !segment->quoted &&
                 (table->shares_records || table->header.count == 2);
    sg_status status = SG_OK;

    if (!plain || !read_plain(reading, segment, worker))
        status = read_fields(reading, number, worker);
    if (table->sink_count == 0 || table->shares_records)
        sg_csv_forget(file, segment->begin, segment->end);
    return status;
}

/* --- tables -------------------------------------------------------------------------------------------- */

enum {
    SAMPLE = 16 * 1024, /* bytes */
    FEW = 64,
    REPEATED = 4, /* records must be so many times as many as the different ones of them */
};

/* The first records of the table, split; the last of them may be cut off. */
static bool split_sample(const sg_csv_reading *reading, const sg_csv_table *table,
                         sg_csv_part *part)
{
    const sg_csv_file *file = &reading->files[table->first_file];

    for (uint32_t f = 1; f < table->files && file->text.length == 0; f++)
        file++;
    *part = (sg_csv_part){ .worker = &reading->workers[0], .columns = table->header.count };
    part->text = sg_str_slice(file->text, 0, SAMPLE);
    sg_csv_contents contents;
    if (sg_csv_split(part->text, 0, part->text.length, reading->options.delimiter,
                     &part->worker->places, &contents) != SG_OK)
        return false;
    part->quoted = contents.quoted;
    part->rows = (uint32_t)(part->worker->places.count / part->columns);
    return true;
}

bool sg_csv_records_repeat(const sg_csv_reading *reading, const sg_csv_table *table)
{
    sg_csv_records sample = { .has_lock = false };
    uint32_t different = UINT32_MAX;
    sg_csv_part part;

    if (!split_sample(reading, table, &part))
        return false;
    sg_csv_worker *worker = part.worker;
    if (sg_array_reserve(&worker->texts, part.rows) == SG_OK &&
        sg_array_reserve(&worker->rows, part.rows) == SG_OK &&
        sg_csv_records_open(&sample) == SG_OK) {
        for (uint32_t row = 0; row < part.rows; row++)
            worker->texts.items[row] = rest_of(&part, row);
        if (sg_csv_records_find(&sample, worker->known, worker->texts.items, part.rows,
                                worker->rows.items) == SG_OK)
            different = (uint32_t)sample.texts.count;
    }
    sg_csv_records_close(&sample);
    memset(worker->known, 0, SG_CSV_KNOWN * sizeof(*worker->known));
    return different <= FEW + part.rows / REPEATED;
}

/* --- reading records ------------------------------------------------------------------------------------- */

/* The records as a text of their own, with ids that are empty. */
static sg_status join_records(sg_csv_reading *reading, const sg_csv_table *table, sg_str *text)
{
    const sg_str *records = table->records.texts.items;
    size_t length = 0, count = table->records.texts.count;

    for (size_t i = 0; i < count; i++)
        length += records[i].length + 3;
    char *bytes = sg_arena_alloc_raw(reading->arena, length + 1), *at = bytes;
    if (!bytes)
        return SG_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        *at++ = reading->options.delimiter;
        *at++ = reading->options.delimiter;
        memcpy(at, records[i].bytes, records[i].length);
        at += records[i].length;
        *at++ = '\n';
    }
    *text = (sg_str){ bytes, length };
    return SG_OK;
}

/* From the types of records to those of relationships. */
static sg_status spread_types(sg_csv_reading *reading, sg_csv_part *part, uint32_t column)
{
    sg_csv_table *table = part->table;
    const uint32_t *records = reading->records + table->first_row;
    uint16_t *types = sg_bulk_array(reading->bulk, uint16_t, part->rows);

    if (!types)
        return sg_fail_memory(&part->worker->error);
    SG_TRY(sg_csv_types(reading, part, column, types));
    for (uint32_t row = 0; row < table->rows; row++)
        table->types[row] = types[records[row]];
    return SG_OK;
}

static sg_status read_joined(sg_csv_reading *reading, sg_csv_part *part)
{
    sg_csv_table *table = part->table;

    SG_TRY(sg_csv_split_part(reading, part));
    for (uint32_t i = 0; i < part->columns; i++)
        if (table->header.columns[i].role == SG_CSV_TYPE)
            SG_TRY(spread_types(reading, part, i));
    for (uint32_t i = 0; i < table->sink_count; i++)
        SG_TRY(sg_csv_fill(reading, part, &table->sinks[i]));
    return SG_OK;
}

sg_status sg_csv_read_records(sg_csv_reading *reading, sg_csv_table *table)
{
    sg_csv_file none = { .path = "" };
    sg_csv_segment all = { .rows = (uint32_t)table->records.texts.count };
    sg_csv_part part = { .file = &none,
                         .segment = &all,
                         .table = table,
                         .worker = &reading->workers[0],
                         .columns = table->header.count,
                         .rows = all.rows };

    if (sg_csv_make_sinks(reading, table, all.rows) != SG_OK ||
        join_records(reading, table, &part.text) != SG_OK)
        return sg_fail_memory(reading->err);
    sg_status status = read_joined(reading, &part);
    sg_arena_reset(part.worker->scratch);
    return status;
}
