/* csv_nodes.c - nodes that are read without being counted before.
 *
 *     segments    [ 0 ][ 1 ][ 2 ][ 3 ]          split as they are drawn,
 *     rows          40   38   41                then their rows are known:
 *     turns        0    40   78   119           each waits for the one before it, and is filled at once
 *
 * There is room for as many rows as the files seem to have.  A segment begins behind the first line end in
 * it, which is the end of a record only where no line end is quoted: then none before it ends inside of
 * quotes.  Whatever is odd, values that are none among it, leaves the table to those who count it: they find
 * it again, and tell it in the order of the files.
 */
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/parallel.h"
#include "exchange/csv_internal.h"
#include "exchange/csv_marks.h"

enum {
    SAMPLE = 4 * 1024,  /* bytes, from three places of a file */
    SMALL = 5 * SAMPLE, /* files that are looked at as a whole */
    SPARE = 16,         /* one row in so many may be more than it seems */
    FEW = 64,           /* and so many */
};

/* Whose turn it is among the segments of a table to get its rows. */
typedef struct row_turn {
    atomic_uint_fast32_t segment;
    uint32_t row, room;
    atomic_bool odd;
} row_turn;

typedef struct node_pass {
    sg_csv_reading *reading;
    row_turn *turns; /* by table */
} node_pass;

/* --- a part ------------------------------------------------------------------------------------------ */

/* The id of the rows of a part: as words, and as the texts by which the graph finds them. */
static sg_status read_ids(sg_csv_reading *reading, sg_csv_part *part, uint32_t column)
{
    sg_csv_table *table = part->table;

    SG_TRY(sg_csv_words(reading, part, column, SG_BULK_BORROW));
    for (uint32_t row = 0; row < part->rows; row++)
        table->ids[part->row + row] = part->worker->words.items[row];
    return SG_OK;
}

static sg_status read_columns(sg_csv_reading *reading, sg_csv_part *part)
{
    for (uint32_t i = 0; i < part->table->sink_count; i++)
        SG_TRY(sg_csv_fill(reading, part, &part->table->sinks[i]));
    return SG_OK;
}

sg_status sg_csv_fill_nodes(sg_csv_reading *reading, sg_csv_part *part)
{
    for (uint32_t i = 0; i < part->columns; i++) {
        sg_csv_role role = part->table->header.columns[i].role;
        if (role == SG_CSV_ID)
            SG_TRY(read_ids(reading, part, i));
        else if (role == SG_CSV_LABEL)
            SG_TRY(sg_csv_labels(reading, part, i));
    }
    return read_columns(reading, part);
}

/* --- room ------------------------------------------------------------------------------------------- */

static uint64_t count_lines(const char *bytes)
{
    uint64_t marks[SAMPLE / SG_CSV_BLOCK], lines = 0;

    sg_csv_mark(bytes, SG_COUNT(marks), '\n', false, marks);
    for (size_t i = 0; i < SG_COUNT(marks); i++)
        lines += sg_word_count(marks[i]);
    return lines;
}

/* By the lines of its first bytes, of some in the middle, and of its last; no more than there can be of so
 * many columns, for lines may be blank. */
static uint64_t guess_rows(sg_str text, uint32_t columns)
{
    const size_t length = text.length;
    uint64_t lines = 0;

    if (length <= SMALL) {
        for (size_t i = 0; i < length; i++)
            lines += text.bytes[i] == '\n';
        return length == 0 ? 0 : lines + 1;
    }
    lines = count_lines(text.bytes) + count_lines(text.bytes + length / 2) +
            count_lines(text.bytes + length - SAMPLE);
    uint64_t rows = length * (lines + 1) / ((size_t)3 * SAMPLE);
    rows += rows / SPARE + FEW;
    return rows < length / columns + 1 ? rows : length / columns + 1;
}

static bool open_turns(node_pass *self)
{
    sg_csv_reading *reading = self->reading;

    self->turns = sg_arena_make_array(reading->arena, row_turn, reading->table_count + 1);
    for (uint32_t t = 0; self->turns && t < reading->table_count; t++) {
        sg_csv_table *table = &reading->tables[t];
        row_turn *turn = &self->turns[t];
        uint64_t rows = 0;
        if (table->header.of_edges)
            continue;
        for (uint32_t f = 0; f < table->files; f++)
            rows += guess_rows(reading->files[table->first_file + f].text, table->header.count);
        atomic_init(&turn->segment, reading->files[table->first_file].first_segment);
        atomic_init(&turn->odd, rows >= UINT32_MAX);
        table->rows = turn->room = rows < UINT32_MAX ? (uint32_t)rows : 0;
    }
    return self->turns != NULL;
}

/* --- segments --------------------------------------------------------------------------------------- */

/* The records that begin in the segment.  False: they are not plain. */
static bool split_records(const sg_csv_reading *reading, uint32_t number, sg_csv_worker *worker,
                          sg_csv_part *part)
{
    const sg_csv_segment *segment = &reading->segments.items[number];
    const sg_csv_file *file = &reading->files[segment->file];

    *part = (sg_csv_part){ .file = file,
                           .segment = segment,
                           .table = &reading->tables[file->group],
                           .worker = worker,
                           .text = sg_str_slice(file->text,
                                                sg_csv_record_from(file->text, segment->begin),
                                                sg_csv_record_from(file->text, segment->end)) };
    part->columns = part->table->header.count;
    return sg_csv_split_uncounted(reading, part);
}

/* Waits for the segments before it in the table; which have been drawn, and need nothing of others. */
static bool take_rows(row_turn *turn, uint32_t segment, sg_csv_part *part)
{
    while (atomic_load_explicit(&turn->segment, memory_order_acquire) != segment) {
        if (atomic_load_explicit(&turn->odd, memory_order_relaxed))
            return false;
        sched_yield();
    }
    if (part->rows > turn->room - turn->row)
        return false;
    part->row = turn->row;
    turn->row += part->rows;
    return true;
}

static void read_one(void *shared, size_t task, unsigned number)
{
    const node_pass *self = shared;
    sg_csv_reading *reading = self->reading;
    sg_csv_worker *worker = &reading->workers[number];
    uint32_t segment = reading->order.items[task];
    sg_csv_segment *found = &reading->segments.items[segment];
    row_turn *turn = &self->turns[reading->files[found->file].group];
    sg_csv_part part;

    if (atomic_load_explicit(&turn->odd, memory_order_relaxed))
        return;
    bool good =
        split_records(reading, segment, worker, &part) && take_rows(turn, segment, &part);
    if (good) {
        atomic_store_explicit(&turn->segment, segment + 1, memory_order_release);
        found->row = part.row;
        found->rows = part.rows;
        good = sg_csv_fill_nodes(reading, &part) == SG_OK;
    }
    if (!good) {
        atomic_store_explicit(&turn->odd, true, memory_order_relaxed);
        sg_error_clear(&worker->error);
    }
    sg_arena_reset(worker->scratch);
}

/* --- tables ----------------------------------------------------------------------------------------- */

/* Segments are where their records are from now on. */
static void keep_table(const sg_csv_reading *reading, sg_csv_table *table, uint32_t rows)
{
    table->rows = rows;
    table->counted = table->filled = true;
    for (uint32_t f = 0; f < table->files; f++) {
        const sg_csv_file *file = &reading->files[table->first_file + f];
        for (uint32_t i = 0; i < file->segments; i++) {
            sg_csv_segment *segment = &reading->segments.items[file->first_segment + i];
            segment->begin = sg_csv_record_from(file->text, segment->begin);
            segment->end = sg_csv_record_from(file->text, segment->end);
        }
    }
}

static void drop_table(const sg_csv_reading *reading, sg_csv_table *table)
{
    for (uint32_t i = 0; i < table->sink_count; i++) {
        sg_bulk_return(reading->bulk, table->sinks[i].cells);
        sg_bulk_return(reading->bulk, table->sinks[i].present);
    }
    sg_bulk_return(reading->bulk, table->ids);
    sg_bulk_return(reading->bulk, table->sets);
    table->rows = 0;
}

static sg_status read_tables(node_pass *self)
{
    sg_csv_reading *reading = self->reading;

    if (!open_turns(self))
        return sg_fail_memory(reading->err);
    SG_TRY(sg_csv_make_node_tables(reading));
    reading->order.count = 0;
    for (uint32_t i = 0; i < reading->segments.count; i++)
        if (!reading->tables[reading->files[reading->segments.items[i].file].group]
                 .header.of_edges &&
            sg_array_push(&reading->order, i) != SG_OK)
            return sg_fail_memory(reading->err);
    sg_parallel(sg_bulk_threads(reading->bulk), reading->order.count, read_one, self);
    return SG_OK;
}

sg_status sg_csv_read_nodes_at_once(sg_csv_reading *reading)
{
    node_pass self = { .reading = reading };

    SG_TRY(read_tables(&self));
    for (uint32_t t = 0; t < reading->table_count; t++) {
        sg_csv_table *table = &reading->tables[t];
        if (table->header.of_edges)
            continue;
        if (atomic_load(&self.turns[t].odd))
            drop_table(reading, table);
        else
            keep_table(reading, table, self.turns[t].row);
    }
    return SG_OK;
}
