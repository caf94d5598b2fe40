/* csv_once.c - relationships that are read without being counted before.
 *
 *     pieces of files        [ 0 ][ 1 ][ 2 ][ 3 ]...          drawn by threads
 *     blocks of a thread     [ 0 0 0 2 2 ... ][ 1 1 3 ...]     packed as they are read (bulk_blocks.h)
 *     blocks of a table      [ 0 0 0 1 1 2 2 ... ]             in the order of the files
 *
 * A piece begins behind the first line end in it, which is the end of a record only
 * where no line end is quoted.  That is found out: what the lines are taken for is no id and no rest, or,
 * where it looks like them, the rests are fewer records when they are read (csv_edges.c).  Whatever
 * is odd leaves the tables to those who count and split them.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/bulk_blocks.h"
#include "exchange/csv_internal.h"

enum {
    PIECE = 2 * 1024 * 1024, /* bytes */
    SAMPLE = 16,             /* records */
};

#define MOST_EDGES (UINT32_MAX - 1)

typedef struct text_piece {
    uint32_t file;
    size_t begin, end;    /* where records begin that are of the piece */
    unsigned worker;      /* who has read it, */
    size_t first, blocks; /* and its blocks among the worker's */
} text_piece;

typedef struct once {
    sg_csv_reading *reading;
    SG_ARRAY(text_piece) pieces;
    atomic_bool odd;
} once;

/* Whether the table begins with records that are plain. */
static bool begins_plainly(const sg_csv_reading *reading, const sg_csv_table *table)
{
    const sg_csv_file *file = &reading->files[table->first_file];
    uint64_t first[SAMPLE], second[SAMPLE];
    sg_str rests[SAMPLE];
    sg_csv_rows rows = { .text = file->text,
                         .delimiter = reading->options.delimiter,
                         .has_rest = table->header.count > 2 };

    (void)sg_csv_rows_read(&rows, SAMPLE, first, second, rests);
    return !rows.odd;
}

bool sg_csv_can_read_at_once(const sg_csv_reading *reading, const sg_csv_table *table)
{
    for (uint32_t i = 0; i < table->header.count; i++)
        if (table->header.columns[i].role == SG_CSV_TYPE)
            return false;
    return table->ids_first && (table->shares_records || table->header.count == 2) &&
           begins_plainly(reading, table);
}

/* How many relationships such tables may have: a record has a byte for each id and one behind each field,
 * and the last block of a piece is not full. */
static uint64_t most_edges(const sg_csv_reading *reading)
{
    uint64_t most = 0;

    for (uint32_t i = 0; i < reading->file_count; i++) {
        const sg_csv_file *file = &reading->files[i];
        const sg_csv_table *table = &reading->tables[file->group];
        if (table->at_once)
            most += file->text.length / (table->header.count + 2) + 1;
    }
    return most < MOST_EDGES ? most : MOST_EDGES;
}

/* --- pieces ----------------------------------------------------------------------------------------- */

static sg_status cut_pieces(once *self)
{
    const sg_csv_reading *reading = self->reading;

    for (uint32_t i = 0; i < reading->file_count; i++) {
        const sg_csv_file *file = &reading->files[i];
        size_t length = file->text.length;
        if (!reading->tables[file->group].at_once)
            continue;
        for (size_t at = 0; at < length; at += PIECE) {
            size_t end = length - at < PIECE ? length : at + PIECE;
            SG_TRY(sg_array_push(&self->pieces,
                                 ((text_piece){ .file = i, .begin = at, .end = end })));
        }
    }
    return SG_OK;
}

static bool read_piece(once *self, text_piece *piece, sg_csv_worker *worker)
{
    sg_csv_reading *reading = self->reading;
    const sg_csv_file *file = &reading->files[piece->file];
    sg_csv_table *table = &reading->tables[file->group];
    sg_csv_rows rows = { .text = sg_str_slice(file->text,
                                              sg_csv_record_from(file->text, piece->begin),
                                              sg_csv_record_from(file->text, piece->end)),
                         .delimiter = reading->options.delimiter,
                         .has_rest = table->header.count > 2 };
    sg_bulk_ends ends;
    const sg_csv_ends into = { ends.from, ends.to, ends.records };

    piece->first = worker->blocks.count;
    while (rows.text.length > 0) {
        sg_bulk_block block;
        uint32_t count;
        if (!sg_csv_read_batch(reading, table, worker, &rows, SG_BULK_BLOCK, into, &count) ||
            sg_bulk_pack(reading->bulk, &worker->writer, &ends, table->shares_records, count,
                         &block) != SG_OK ||
            sg_array_push(&worker->blocks, block) != SG_OK)
            return false;
    }
    piece->blocks = worker->blocks.count - piece->first;
    return true;
}

static void read_one(void *shared, size_t task, unsigned worker)
{
    once *self = shared;
    text_piece *piece = &self->pieces.items[task];

    if (atomic_load_explicit(&self->odd, memory_order_relaxed))
        return;
    piece->worker = worker;
    if (!read_piece(self, piece, &self->reading->workers[worker]))
        atomic_store_explicit(&self->odd, true, memory_order_relaxed);
    sg_csv_forget(&self->reading->files[piece->file], piece->begin, piece->end);
}

/* --- tables ----------------------------------------------------------------------------------------- */

/* The blocks of all workers, in the order of the files; false also if they are too many. */
static bool give_blocks(const once *self)
{
    sg_csv_reading *reading = self->reading;
    size_t count = 0;

    for (size_t i = 0; i < self->pieces.count; i++)
        count += self->pieces.items[i].blocks;
    sg_bulk_block *all = sg_arena_make_array(reading->arena, sg_bulk_block, count + 1);
    if (!all)
        return false;
    for (size_t i = 0; i < self->pieces.count; i++) {
        const text_piece *piece = &self->pieces.items[i];
        sg_csv_table *table = &reading->tables[reading->files[piece->file].group];
        const sg_bulk_block *blocks =
            reading->workers[piece->worker].blocks.items + piece->first;
        if (table->block_count == 0)
            table->blocks = all;
        for (size_t k = 0; k < piece->blocks; k++) {
            if (blocks[k].count > MOST_EDGES - table->rows)
                return false;
            *all++ = blocks[k];
            table->rows += blocks[k].count;
        }
        table->block_count += (uint32_t)piece->blocks;
    }
    return true;
}

static sg_status open_records(sg_csv_reading *reading)
{
    for (uint32_t t = 0; t < reading->table_count; t++)
        if (reading->tables[t].at_once)
            SG_TRY(sg_csv_records_open(&reading->tables[t].records));
    return SG_OK;
}

static bool read_pieces(once *self)
{
    sg_csv_reading *reading = self->reading;
    unsigned threads = sg_bulk_threads(reading->bulk);

    if (cut_pieces(self) != SG_OK || open_records(reading) != SG_OK ||
        sg_bulk_block_room(reading->bulk, most_edges(reading)) != SG_OK)
        return false;
    for (unsigned i = 0; i < threads; i++) {
        reading->workers[i].blocks.count = 0;
        reading->workers[i].writer = (sg_bulk_writer){ NULL, NULL };
    }
    sg_parallel(threads, self->pieces.count, read_one, self);
    sg_bulk_blocks_fit(reading->bulk);
    return !atomic_load(&self->odd) && give_blocks(self);
}

bool sg_csv_read_at_once(sg_csv_reading *reading)
{
    once self = { .reading = reading };
    atomic_init(&self.odd, false);
    bool good = read_pieces(&self);

    for (unsigned i = 0; i < sg_bulk_threads(reading->bulk); i++)
        sg_array_free(&reading->workers[i].blocks);
    sg_array_free(&self.pieces);
    return good;
}

void sg_csv_drop_at_once(sg_csv_reading *reading)
{
    for (uint32_t t = 0; t < reading->table_count; t++) {
        sg_csv_table *table = &reading->tables[t];
        if (!table->at_once)
            continue;
        sg_csv_records_close(&table->records);
        table->records = (sg_csv_records){ .has_lock = false };
        table->blocks = NULL;
        table->block_count = table->rows = 0;
    }
    for (unsigned i = 0; i < sg_bulk_threads(reading->bulk); i++)
        memset(reading->workers[i].known, 0, SG_CSV_KNOWN * sizeof(*reading->workers[i].known));
}
