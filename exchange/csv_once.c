/* csv_once.c - relationships that are read without being counted before.
 *
 *     pieces of files        [ 0 ][ 1 ][ 2 ][ 3 ]...        drawn by threads
 *     room for relationships [ 0  2 ..|.. 2 5 ][ 1 3 4 ..]  in chunks, each filled by one thread
 *     extents of a table       0: 0..41   1: 90..150   2: 41..64, 128..        in the order of the files
 *
 * Where a record stands in the room means nothing, as long as the extents say in which order the
 * files have them.  A piece begins behind the first line end in it, which is the end of a record only
 * where no line end is quoted.  That is found out: what the lines are taken for is no id and no rest, or,
 * where it looks like them, the rests are fewer records when they are read (csv_edges.c).  Whatever
 * is odd leaves the tables to those who count and split them.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/parallel.h"
#include "exchange/csv_internal.h"

enum {
    PIECE = 2 * 1024 * 1024, /* bytes */
    CHUNK = 128 * 1024,      /* relationships */
    SAMPLE = 16,             /* records */
};

typedef struct text_piece {
    uint32_t file;
    size_t begin, end; /* where records begin that are of the piece */
} text_piece;

typedef struct once {
    sg_csv_reading *reading;
    SG_ARRAY(text_piece) pieces;
    uint32_t first, room;
    _Atomic uint64_t used; /* of the room */
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

/* A record has a byte for each id and one behind each field. */
uint64_t sg_csv_most_at_once(const sg_csv_reading *reading)
{
    uint64_t most = 0;

    for (uint32_t i = 0; i < reading->file_count; i++) {
        const sg_csv_file *file = &reading->files[i];
        const sg_csv_table *table = &reading->tables[file->group];
        if (table->at_once)
            most += file->text.length / (table->header.count + 2) + 1;
    }
    /* Chunks are not always filled. */
    return most > 0 ? most + (uint64_t)CHUNK * sg_bulk_threads(reading->bulk) : 0;
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
            SG_TRY(sg_array_push(&self->pieces, ((text_piece){ i, at, end })));
        }
    }
    return SG_OK;
}

/* Where the first record begins at `at` or behind it. */
static size_t record_from(sg_str text, size_t at)
{
    if (at == 0 || at == text.length)
        return at;
    const char *line_end = memchr(text.bytes + at - 1, '\n', text.length - at + 1);
    return line_end ? (size_t)(line_end - text.bytes) + 1 : text.length;
}

static bool take_chunk(once *self, sg_csv_worker *worker)
{
    uint64_t used = atomic_fetch_add(&self->used, CHUNK);

    if (used >= self->room)
        return false;
    uint64_t left = self->room - used;
    worker->room =
        (sg_bulk_extent){ self->first + (uint32_t)used, left < CHUNK ? (uint32_t)left : CHUNK };
    return true;
}

/* Relationships of the piece are at the front of the worker's room. */
static sg_status note_stretch(sg_csv_worker *worker, uint32_t piece, uint32_t count)
{
    sg_csv_stretch *last = worker->stretches.count > 0
                               ? &worker->stretches.items[worker->stretches.count - 1]
                               : NULL;
    sg_bulk_extent here = { worker->room.first, count };

    worker->room.first += count;
    worker->room.rows -= count;
    if (last && last->piece == piece && last->extent.first + last->extent.rows == here.first) {
        last->extent.rows += count;
        return SG_OK;
    }
    return sg_array_push(&worker->stretches, ((sg_csv_stretch){ piece, here }));
}

static bool read_piece(once *self, uint32_t number, sg_csv_worker *worker)
{
    sg_csv_reading *reading = self->reading;
    const text_piece *piece = &self->pieces.items[number];
    const sg_csv_file *file = &reading->files[piece->file];
    sg_csv_table *table = &reading->tables[file->group];
    sg_csv_rows rows = { .text = sg_str_slice(file->text, record_from(file->text, piece->begin),
                                              record_from(file->text, piece->end)),
                         .delimiter = reading->options.delimiter,
                         .has_rest = table->header.count > 2 };

    while (rows.text.length > 0) {
        uint32_t count;
        if (worker->room.rows == 0 && !take_chunk(self, worker))
            return false;
        if (!sg_csv_read_batch(reading, table, worker, &rows, worker->room.rows,
                               worker->room.first, &count) ||
            note_stretch(worker, number, count) != SG_OK)
            return false;
    }
    return true;
}

static void read_one(void *shared, size_t task, unsigned worker)
{
    once *self = shared;
    const text_piece *piece = &self->pieces.items[task];

    if (atomic_load_explicit(&self->odd, memory_order_relaxed))
        return;
    if (!read_piece(self, (uint32_t)task, &self->reading->workers[worker]))
        atomic_store_explicit(&self->odd, true, memory_order_relaxed);
    sg_csv_forget(&self->reading->files[piece->file], piece->begin, piece->end);
}

/* --- tables ----------------------------------------------------------------------------------------- */

static int by_piece(const void *left, const void *right)
{
    const sg_csv_stretch *a = left, *b = right;

    if (a->piece != b->piece)
        return a->piece < b->piece ? -1 : 1;
    return (a->extent.first > b->extent.first) - (a->extent.first < b->extent.first);
}

/* The stretches of all workers, in the order of the files: chunks are taken one behind the other, so that
 * those of a piece ascend. */
static sg_csv_stretch *gather_stretches(const sg_csv_reading *reading, size_t *count)
{
    unsigned threads = sg_bulk_threads(reading->bulk);

    *count = 0;
    for (unsigned i = 0; i < threads; i++)
        *count += reading->workers[i].stretches.count;
    sg_csv_stretch *all = sg_arena_make_array(reading->arena, sg_csv_stretch, *count + 1);
    for (unsigned i = 0, at = 0; all && i < threads; i++)
        for (size_t k = 0; k < reading->workers[i].stretches.count; k++)
            all[at++] = reading->workers[i].stretches.items[k];
    if (all)
        qsort(all, *count, sizeof(*all), by_piece);
    return all;
}

static bool give_extents(once *self)
{
    sg_csv_reading *reading = self->reading;
    size_t count;
    const sg_csv_stretch *all = gather_stretches(reading, &count);
    sg_bulk_extent *extents = sg_arena_make_array(reading->arena, sg_bulk_extent, count + 1);

    for (size_t i = 0; all && extents && i < count; i++) {
        uint32_t file = self->pieces.items[all[i].piece].file;
        sg_csv_table *table = &reading->tables[reading->files[file].group];
        extents[i] = all[i].extent;
        if (table->extent_count++ == 0)
            table->extents = &extents[i];
        table->rows += extents[i].rows;
    }
    return all && extents;
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

    if (cut_pieces(self) != SG_OK || open_records(reading) != SG_OK)
        return false;
    for (unsigned i = 0; i < sg_bulk_threads(reading->bulk); i++) {
        reading->workers[i].stretches.count = 0;
        reading->workers[i].room = (sg_bulk_extent){ 0, 0 };
    }
    sg_parallel(sg_bulk_threads(reading->bulk), self->pieces.count, read_one, self);
    return !atomic_load(&self->odd) && give_extents(self);
}

bool sg_csv_read_at_once(sg_csv_reading *reading, uint32_t first, uint32_t room, uint32_t *used)
{
    once self = { .reading = reading, .first = first, .room = room };
    atomic_init(&self.used, 0);
    atomic_init(&self.odd, false);
    bool good = read_pieces(&self);
    uint64_t all = atomic_load(&self.used);

    *used = all < room ? (uint32_t)all : room;
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
        table->extents = NULL;
        table->extent_count = table->rows = 0;
    }
    for (unsigned i = 0; i < sg_bulk_threads(reading->bulk); i++)
        memset(reading->workers[i].known, 0, SG_CSV_KNOWN * sizeof(*reading->workers[i].known));
}
