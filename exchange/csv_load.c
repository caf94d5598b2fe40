/* csv_load.c - CSV files to a graph: nodes first, then relationships, whose ends are found by id. */
#include <stdlib.h>

#include "engine/base/parallel.h"
#include "exchange/csv_internal.h"

/* --- segments in parallel --------------------------------------------------------------------------- */

static sg_status read_node_segment(sg_csv_reading *reading, uint32_t segment,
                                   sg_csv_worker *worker)
{
    sg_csv_part part;

    SG_TRY(sg_csv_split_segment(reading, segment, worker, &part));
    return sg_csv_fill_nodes(reading, &part);
}

/* Of several failures the first in the files is told: segments behind one that failed are left out. */
static void read_segment(void *shared, size_t task, unsigned number)
{
    sg_csv_reading *reading = shared;
    sg_csv_worker *worker = &reading->workers[number];
    uint32_t segment = reading->order.items[task];
    const sg_csv_file *file = &reading->files[reading->segments.items[segment].file];

    if (worker->failed < segment)
        return;
    sg_error before = worker->error;
    sg_error_clear(&worker->error);
    sg_status status = reading->tables[file->group].header.of_edges
                           ? sg_csv_read_edges(reading, segment, worker)
                           : read_node_segment(reading, segment, worker);
    if (status == SG_OK)
        worker->error = before;
    else
        worker->failed = segment;
    sg_arena_reset(worker->scratch);
}

static sg_status read_segments(sg_csv_reading *reading, bool of_edges)
{
    const sg_csv_worker *first = NULL;

    reading->order.count = 0;
    for (uint32_t i = 0; i < reading->segments.count; i++) {
        const sg_csv_file *file = &reading->files[reading->segments.items[i].file];
        const sg_csv_table *table = &reading->tables[file->group];
        if (table->header.of_edges == of_edges && !table->at_once && !table->filled &&
            sg_array_push(&reading->order, i) != SG_OK)
            return sg_fail_memory(reading->err);
    }
    sg_parallel(sg_bulk_threads(reading->bulk), reading->order.count, read_segment, reading);
    for (unsigned i = 0; i < sg_bulk_threads(reading->bulk); i++) {
        const sg_csv_worker *worker = &reading->workers[i];
        if (worker->failed != SG_NO_ID && (!first || worker->failed < first->failed))
            first = worker;
    }
    if (!first)
        return SG_OK;
    *reading->err = first->error;
    return first->error.status;
}

/* --- tables ----------------------------------------------------------------------------------------- */

static bool has_role(const sg_csv_table *table, sg_csv_role role)
{
    for (uint32_t i = 0; i < table->header.count; i++)
        if (table->header.columns[i].role == role)
            return true;
    return false;
}

static bool has_ids_first(const sg_csv_header *header)
{
    const sg_csv_column *columns = header->columns;

    return header->of_edges &&
           (columns[0].role == SG_CSV_START || columns[0].role == SG_CSV_END) &&
           (columns[1].role == SG_CSV_START || columns[1].role == SG_CSV_END);
}

/* Everything that the rows of a table are written to. */
static sg_status make_table(sg_csv_reading *reading, sg_csv_table *table)
{
    sg_bulk *bulk = reading->bulk;

    if (!table->shares_records)
        SG_TRY(sg_csv_make_sinks(reading, table, table->rows));
    else if (!table->records.has_lock)
        SG_TRY(sg_csv_records_open(&table->records));
    if (has_role(table, SG_CSV_ID)) {
        table->ids = sg_bulk_array(bulk, uint64_t, table->rows);
        if (!table->ids)
            return SG_ENOMEM;
    }
    if (has_role(table, SG_CSV_LABEL)) {
        table->sets = sg_bulk_array(bulk, uint32_t, table->rows);
        return table->sets ? SG_OK : SG_ENOMEM;
    }
    if (has_role(table, SG_CSV_TYPE)) {
        table->types = sg_bulk_array(bulk, uint16_t, table->rows);
        return table->types ? SG_OK : SG_ENOMEM;
    }
    return SG_OK;
}

/* An id that is a property too is the key under which the graph finds the node. */
static const uint32_t *keys_of(const sg_csv_table *table)
{
    for (uint32_t i = 0; i < table->sink_count; i++)
        if (table->header.columns[table->sinks[i].first_column].role == SG_CSV_ID)
            return table->sinks[i].cells;
    return NULL;
}

static sg_status make_tables(sg_csv_reading *reading, bool of_edges)
{
    for (uint32_t t = 0; t < reading->table_count; t++)
        if (reading->tables[t].header.of_edges == of_edges && !reading->tables[t].filled &&
            make_table(reading, &reading->tables[t]) != SG_OK)
            return sg_fail_memory(reading->err);
    return SG_OK;
}

/* Nodes have a name or two of their own, and share all other texts. */
static sg_status expect_strings(sg_csv_reading *reading)
{
    size_t rows = 0;

    for (uint32_t t = 0; t < reading->table_count; t++)
        rows += reading->tables[t].header.of_edges ? 0 : reading->tables[t].rows;
    return sg_bulk_expect(reading->bulk, rows * 2) == SG_OK ? SG_OK
                                                            : sg_fail_memory(reading->err);
}

sg_status sg_csv_make_node_tables(sg_csv_reading *reading)
{
    SG_TRY(expect_strings(reading));
    return make_tables(reading, false);
}

static sg_status add_nodes(sg_csv_reading *reading, sg_csv_table *table)
{
    /* Without rows its symbols are not the graph's. */
    if (!table->sets && table->rows > 0 &&
        sg_csv_set_of(reading, table->symbols, SG_STR(""), &table->symbol) != SG_OK)
        return sg_fail_memory(reading->err);
    sg_bulk_nodes nodes = { .rows = table->rows,
                            .set = table->symbol,
                            .sets = table->sets,
                            .keys = keys_of(table),
                            .columns = table->columns,
                            .column_count = table->sink_count };
    return sg_bulk_add_nodes(reading->bulk, &nodes) == SG_OK
               ? SG_OK
               : sg_fail(reading->err, SG_ELIMIT, "there are more than 2^32-2 nodes");
}

static sg_status load_nodes(sg_csv_reading *reading)
{
    SG_TRY(sg_csv_read_nodes_at_once(reading));
    SG_TRY(sg_csv_count(reading, false));
    SG_TRY(sg_csv_make_node_tables(reading));
    SG_TRY(read_segments(reading, false));
    for (uint32_t t = 0; t < reading->table_count; t++)
        if (!reading->tables[t].header.of_edges)
            SG_TRY(add_nodes(reading, &reading->tables[t]));
    SG_TRY(sg_bulk_number(reading->bulk, &reading->numbers, reading->err));
    return sg_csv_index_ids(reading);
}

static sg_status check_left_out(const sg_csv_reading *reading, uint64_t *left_out)
{
    const sg_csv_worker *first = NULL;

    *left_out = 0;
    for (unsigned i = 0; i < sg_bulk_threads(reading->bulk); i++) {
        const sg_csv_worker *worker = &reading->workers[i];
        *left_out += worker->left_out;
        if (worker->bad != SG_NO_ID && (!first || worker->bad < first->bad))
            first = worker;
    }
    if (!first || *left_out <= reading->options.tolerance)
        return SG_OK;
    *reading->err = first->first_bad;
    sg_error_hint(
        reading->err,
        "%llu relationships lack an end; `--bad-tolerance N` leaves out up to N of them",
        (unsigned long long)*left_out);
    return SG_EINVAL;
}

/* --- relationships ----------------------------------------------------------------------------------- */

static sg_status fail_too_many(const sg_csv_reading *reading)
{
    return sg_fail(reading->err, SG_ELIMIT, "there are more than 2^32-2 relationships");
}

/* Room for the relationships that were counted, and the first of each table. */
static sg_status make_room(sg_csv_reading *reading)
{
    uint64_t total = 0;

    for (uint32_t t = 0; t < reading->table_count; t++) {
        sg_csv_table *table = &reading->tables[t];
        if (!table->header.of_edges || table->at_once)
            continue;
        table->first_row = (uint32_t)total;
        total += table->rows;
        if (total >= UINT32_MAX)
            return fail_too_many(reading);
    }
    if (sg_bulk_edge_room(reading->bulk, (size_t)total, &reading->from, &reading->to) != SG_OK)
        return sg_fail_memory(reading->err);
    for (uint32_t t = 0; t < reading->table_count; t++)
        if (reading->tables[t].shares_records && !reading->tables[t].at_once &&
            sg_bulk_edge_records(reading->bulk, &reading->records) != SG_OK)
            return sg_fail_memory(reading->err);
    return SG_OK;
}

/* Those that were not counted too. */
static sg_status check_edges(const sg_csv_reading *reading)
{
    uint64_t total = 0;

    for (uint32_t t = 0; t < reading->table_count; t++)
        if (reading->tables[t].header.of_edges)
            total += reading->tables[t].rows;
    return total < UINT32_MAX ? SG_OK : fail_too_many(reading);
}

/* How relationships are read: `plainly` as fast as their tables allow. */
static void choose_ways(sg_csv_reading *reading, bool plainly)
{
    sg_csv_drop_at_once(reading);
    for (uint32_t t = 0; t < reading->table_count; t++) {
        sg_csv_table *table = &reading->tables[t];
        if (!table->header.of_edges)
            continue;
        table->ids_first = has_ids_first(&table->header);
        table->shares_records = reading->may_share && table->ids_first &&
                                table->header.count > 2 &&
                                sg_csv_records_repeat(reading, table);
        table->at_once = plainly && !table->counted && sg_csv_can_read_at_once(reading, table);
    }
}

/* *odd tells, after SG_OK, that something is to be read less plainly. */
static sg_status read_edges(sg_csv_reading *reading, bool plainly, bool *odd)
{
    choose_ways(reading, plainly);
    SG_TRY(sg_csv_count(reading, true));
    *odd = !sg_csv_read_at_once(reading);
    if (*odd)
        return SG_OK;
    SG_TRY(make_room(reading));
    SG_TRY(check_edges(reading));
    SG_TRY(make_tables(reading, true));
    SG_TRY(read_segments(reading, true));
    for (uint32_t t = 0; t < reading->table_count; t++)
        if (reading->tables[t].shares_records)
            SG_TRY(sg_csv_read_records(reading, &reading->tables[t]));
    return SG_OK;
}

/* Records know their texts but not where in the files they stand: what is wrong with them is told by
 * reading every relationship for itself. */
static sg_status read_edges_again(sg_csv_reading *reading)
{
    bool odd;

    sg_error_clear(reading->err);
    reading->may_share = false;
    for (unsigned i = 0; i < sg_bulk_threads(reading->bulk); i++) {
        sg_csv_worker *worker = &reading->workers[i];
        worker->failed = worker->bad = SG_NO_ID;
        worker->left_out = 0;
        sg_error_clear(&worker->error);
    }
    return read_edges(reading, false, &odd);
}

static sg_status add_edges(const sg_csv_reading *reading, sg_csv_table *table)
{
    if (!table->types)
        SG_TRY(sg_bulk_type(reading->bulk, table->symbols, &table->symbol));
    sg_bulk_edges edges = { .first = table->first_row,
                            .rows = table->rows,
                            .blocks = table->blocks,
                            .block_count = table->block_count,
                            .type = table->symbol,
                            .types = table->types,
                            .columns = table->columns,
                            .column_count = table->sink_count };
    if (table->shares_records)
        edges.records = (uint32_t)table->records.texts.count;
    return sg_bulk_add_edges(reading->bulk, &edges);
}

static sg_status load_edges(sg_csv_reading *reading, uint64_t *left_out)
{
    bool odd;
    sg_status status = read_edges(reading, true, &odd);

    if (status == SG_OK && odd)
        status = read_edges(reading, false, &odd);
    if (status != SG_OK)
        SG_TRY(read_edges_again(reading));
    SG_TRY(check_left_out(reading, left_out));
    sg_csv_forget_ids(reading);
    for (uint32_t t = 0; t < reading->table_count; t++)
        if (reading->tables[t].header.of_edges && reading->tables[t].rows > 0 &&
            add_edges(reading, &reading->tables[t]) != SG_OK)
            return sg_fail_memory(reading->err);
    return SG_OK;
}

/* --- the whole -------------------------------------------------------------------------------------- */

static sg_status open_workers(sg_csv_reading *reading)
{
    unsigned threads = sg_bulk_threads(reading->bulk);

    reading->workers = sg_arena_make_array(reading->arena, sg_csv_worker, threads);
    for (unsigned i = 0; reading->workers && i < threads; i++) {
        sg_csv_worker *worker = &reading->workers[i];
        worker->failed = worker->bad = SG_NO_ID;
        worker->recent = sg_bulk_recent_new();
        worker->known = calloc(SG_CSV_KNOWN, sizeof(*worker->known));
        if (!worker->recent || !worker->known || sg_arena_new(0, &worker->kept) != SG_OK ||
            sg_arena_new(0, &worker->scratch) != SG_OK)
            return SG_ENOMEM;
    }
    return reading->workers ? SG_OK : SG_ENOMEM;
}

/* All but what the graph is made of. */
static void rest_worker(sg_csv_worker *worker)
{
    sg_bulk_recent_free(worker->recent);
    free(worker->known);
    worker->recent = NULL;
    worker->known = NULL;
    sg_array_free(&worker->places);
    sg_array_free(&worker->texts);
    sg_array_free(&worker->rows);
    sg_array_free(&worker->strings);
    sg_array_free(&worker->words);
    sg_buffer_free(&worker->bytes);
    sg_array_free(&worker->blocks);
}

static void rest_workers(const sg_csv_reading *reading)
{
    for (unsigned i = 0; reading->workers && i < sg_bulk_threads(reading->bulk); i++)
        rest_worker(&reading->workers[i]);
}

static void close_workers(const sg_csv_reading *reading)
{
    rest_workers(reading);
    for (unsigned i = 0; reading->workers && i < sg_bulk_threads(reading->bulk); i++) {
        sg_arena_free(reading->workers[i].kept);
        sg_arena_free(reading->workers[i].scratch);
    }
}

static sg_status load(sg_csv_reading *reading, const sg_csv_group *groups, size_t count,
                      sg_graph **out, sg_csv_report *report)
{
    if (open_workers(reading) != SG_OK)
        return sg_fail_memory(reading->err);
    SG_TRY(sg_csv_open(reading, groups, count));
    SG_TRY(load_nodes(reading));
    SG_TRY(load_edges(reading, &report->left_out));
    rest_workers(reading);
    SG_TRY(sg_bulk_freeze(reading->bulk, out, reading->err));
    report->files = reading->file_count;
    for (uint32_t i = 0; i < reading->file_count; i++)
        report->bytes += reading->files[i].mapping.length;
    report->nodes = sg_graph_nodes(*out);
    report->relationships = sg_graph_edges(*out);
    return SG_OK;
}

sg_status sg_csv_load(const sg_csv_group *groups, size_t count, const sg_csv_options *options,
                      sg_graph **out, sg_csv_report *report, sg_error *err)
{
    sg_error own = { .status = SG_OK };
    sg_csv_reading reading = { .err = err ? err : &own, .may_share = true };
    sg_csv_report made = { .files = 0 };
    sg_status status = SG_ENOMEM;

    if (options)
        reading.options = *options;
    if (!reading.options.delimiter)
        reading.options.delimiter = ',';
    if (!reading.options.array_delimiter)
        reading.options.array_delimiter = ';';
    if (sg_arena_new(0, &reading.arena) == SG_OK &&
        sg_bulk_new(reading.options.threads, &reading.bulk) == SG_OK)
        status = load(&reading, groups, count, out, &made);
    else
        sg_fail_memory(reading.err);
    if (reading.bulk)
        close_workers(&reading);
    /* One after the other: while one thread gives pages back, another one would wait for the same lock. */
    sg_bulk_free(reading.bulk);
    sg_csv_close(&reading);
    sg_arena_free(reading.arena);
    if (report && status == SG_OK)
        *report = made;
    return status;
}
