/* csv_internal.h - what reading CSV files is made of.
 *
 *     files ─► segments of records ─► columns of tables ─► bulk
 *              counted, in parallel    filled, in parallel
 *
 * Every record has its row before it is read, so that segments are read in any order and write into one table
 * without asking each other.  Nodes get theirs as soon as the segments before them are split (csv_nodes.c), and
 * relationships that are two numbers and properties that repeat need none (csv_once.c); all else is counted.
 */
#ifndef SG_EXCHANGE_CSV_INTERNAL_H
#define SG_EXCHANGE_CSV_INTERNAL_H

#include "engine/base/array.h"
#include "engine/base/file.h"
#include "engine/bulk.h"
#include "exchange/csv.h"
#include "exchange/csv_field.h"
#include "exchange/csv_records.h"
#include "exchange/csv_rows.h"
#include "exchange/csv_scan.h"

#define SG_CSV_IS_TEXT (UINT64_C(1) << 63)

/* An id as a word: a number of at most 16 digits, or a string of the bulk with SG_CSV_IS_TEXT. */
typedef struct sg_csv_space {
    sg_str name;
    uint32_t *direct; /* by number: node + 1; NULL: not dense */
    uint64_t direct_count;
    struct sg_csv_id {
        uint64_t word;
        uint32_t node; /* + 1; 0 = free */
    } * slots;         /* for all else */
    uint64_t slot_count;
} sg_csv_space;

typedef struct sg_csv_file {
    const char *path;
    uint32_t group;
    sg_str text; /* without byte order mark and header */
    size_t skipped;
    sg_mapping mapping;
    uint32_t first_segment, segments;
} sg_csv_file;

typedef struct sg_csv_segment {
    uint32_t file;
    sg_csv_outline outline;
    size_t begin, end; /* records, in the file's text */
    uint32_t row, rows;
    bool quoted; /* there may be quotes in its records */
} sg_csv_segment;

/* A property in the making: from one column, or from several that are entries of a map. */
typedef struct sg_csv_sink {
    uint32_t first_column;
    uint32_t *entries; /* columns sorted by entry; NULL: no map */
    uint32_t entry_count;
    sg_bulk_column column;
    void *cells;
    uint8_t *present;
} sg_csv_sink;

typedef struct sg_csv_table {
    sg_csv_header header;
    sg_str symbols;
    uint32_t first_file, files;
    uint32_t rows, first_row; /* of all relationships */
    sg_csv_sink *sinks;
    uint32_t sink_count;
    sg_bulk_column *columns; /* beside the sinks */

    uint32_t id_space, end_space; /* of :ID or :START_ID; of :END_ID */
    uint64_t *ids;                /* by row */
    uint32_t *keys;               /* by row, where the id is a property */
    uint32_t symbol;              /* set or type of all rows */
    uint32_t *sets;               /* by row, with :LABEL */
    uint16_t *types;              /* by row, with :TYPE */

    /* Of relationships: both ids stand before everything else; what else there is repeats, and is
     * read once a record (csv_records.h). */
    bool ids_first, shares_records;
    sg_csv_records records;
    bool counted, at_once;       /* its records have rows; or they are read without */
    bool filled;                 /* its rows have been read already */
    const sg_bulk_block *blocks; /* then: of its relationships */
    uint32_t block_count;
} sg_csv_table;

typedef struct sg_csv_reading sg_csv_reading;

/* What one thread has for itself. */
typedef struct sg_csv_worker {
    sg_arena *kept;    /* until the graph is made: unquoted texts */
    sg_arena *scratch; /* until the end of a segment */
    sg_bulk_recent *recent;
    sg_csv_known *known;
    sg_csv_places places;
    SG_ARRAY(sg_str) texts;
    SG_ARRAY(uint32_t) rows;
    SG_ARRAY(uint32_t) strings;
    SG_ARRAY(uint64_t) words;
    sg_buffer bytes;
    SG_ARRAY(sg_bulk_block) blocks; /* of relationships that are read at once */
    sg_bulk_writer writer;
    uint64_t left_out;
    uint32_t failed; /* segment of `error` */
    sg_error error;
    uint32_t bad; /* segment of `first_bad` */
    sg_error first_bad;
} sg_csv_worker;

/* Records of a segment, split. */
typedef struct sg_csv_part {
    const sg_csv_file *file;
    const sg_csv_segment *segment;
    sg_csv_table *table;
    sg_csv_worker *worker;
    sg_str text; /* the segment's */
    bool quoted;
    uint32_t columns, rows, row; /* row of the table */
} sg_csv_part;

struct sg_csv_reading {
    sg_csv_options options;
    sg_arena *arena;
    sg_bulk *bulk;
    sg_error *err;
    bool may_share; /* relationships may share records */
    sg_csv_table *tables;
    uint32_t table_count;
    sg_csv_file *files;
    uint32_t file_count;
    SG_ARRAY(sg_csv_segment) segments;
    SG_ARRAY(sg_csv_space) spaces;
    sg_csv_worker *workers;
    const uint32_t *numbers;       /* node by row of all node tables */
    uint32_t *from, *to, *records; /* by relationship */
    SG_ARRAY(uint32_t) order;      /* segments to read: of nodes, then of relationships */
};

/* Maps the files, reads headers, cuts segments. */
SG_MUST_USE sg_status sg_csv_open(sg_csv_reading *reading, const sg_csv_group *groups,
                                  size_t count);
/* Counts the records of tables of nodes, or of relationships, that are to be counted and are not yet. */
SG_MUST_USE sg_status sg_csv_count(sg_csv_reading *reading, bool of_edges);
void sg_csv_close(sg_csv_reading *reading);
/* Makes the table's columns, of so many rows.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_csv_make_sinks(sg_csv_reading *reading, sg_csv_table *table,
                                        uint32_t rows);
/* Reads one property of all rows of the part. */
SG_MUST_USE sg_status sg_csv_fill(sg_csv_reading *reading, sg_csv_part *part,
                                  sg_csv_sink *sink);
/* The ids of a column as words, into the worker's `words`.  `mode` as for strings. */
SG_MUST_USE sg_status sg_csv_words(sg_csv_reading *reading, sg_csv_part *part, uint32_t column,
                                   sg_bulk_mode mode);
/* Labels, a set by row; types, by row. */
SG_MUST_USE sg_status sg_csv_labels(sg_csv_reading *reading, sg_csv_part *part,
                                    uint32_t column);
SG_MUST_USE sg_status sg_csv_types(sg_csv_reading *reading, sg_csv_part *part, uint32_t column,
                                   uint16_t *types);
SG_MUST_USE sg_status sg_csv_set_of(sg_csv_reading *reading, sg_str labels, sg_str more,
                                    uint32_t *set);

/* Tables that find nodes by id.  Errors: SG_EINVAL (an id that two nodes have), SG_ENOMEM. */
SG_MUST_USE sg_status sg_csv_index_ids(sg_csv_reading *reading);
/* Their memory is for others; no node is found any more. */
void sg_csv_forget_ids(sg_csv_reading *reading);
/* The nodes of the words, SG_NO_ID where there is none; whether all have one. */
bool sg_csv_find_nodes(const sg_csv_space *space, const uint64_t *words, size_t count,
                       uint32_t *nodes);

static inline sg_str sg_csv_raw_at(const sg_csv_part *part, uint32_t row, uint32_t column)
{
    return sg_csv_raw(part->text, part->worker->places.items,
                      (size_t)row * part->columns + column, column == 0,
                      column + 1 == part->columns);
}
/* Where the first record begins at `at` or behind it, if no line end is quoted. */
static inline size_t sg_csv_record_from(sg_str text, size_t at)
{
    if (at == 0 || at == text.length)
        return at;
    const char *line_end = memchr(text.bytes + at - 1, '\n', text.length - at + 1);
    return line_end ? (size_t)(line_end - text.bytes) + 1 : text.length;
}
/* The field, unquoted into the arena. */
SG_MUST_USE sg_status sg_csv_quoted_text(const sg_csv_part *part, sg_str raw, sg_arena *arena,
                                         sg_str *out, bool *quoted);
SG_MUST_USE static inline sg_status sg_csv_text(const sg_csv_part *part, uint32_t row,
                                                uint32_t column, sg_arena *arena, sg_str *out,
                                                bool *quoted)
{
    *out = sg_csv_raw_at(part, row, column);
    *quoted = false;
    return part->quoted ? sg_csv_quoted_text(part, *out, arena, out, quoted) : SG_OK;
}
/* Tells the failure with file, line and column of the place in the file's text. */
sg_status sg_csv_fail(const sg_csv_file *file, const char *place, sg_error *err,
                      sg_status status, const char *format, ...) SG_PRINTF(5, 6);
SG_MUST_USE sg_status sg_csv_split_segment(const sg_csv_reading *reading, uint32_t segment,
                                           sg_csv_worker *worker, sg_csv_part *part);
/* Finds the separators of the part's text, which has the part's rows and columns. */
SG_MUST_USE sg_status sg_csv_split_part(const sg_csv_reading *reading, sg_csv_part *part);
/* The same where nobody has counted rows: finds how many there are.  False, and nothing is told: something in
 * the text is odd. */
bool sg_csv_split_uncounted(const sg_csv_reading *reading, sg_csv_part *part);
/* The bytes of the file's text are not needed for now. */
void sg_csv_forget(const sg_csv_file *file, size_t begin, size_t end);

/* Everything that rows of nodes are written to, as many as their tables have. */
SG_MUST_USE sg_status sg_csv_make_node_tables(sg_csv_reading *reading);
/* Ids, labels and properties of the part. */
SG_MUST_USE sg_status sg_csv_fill_nodes(sg_csv_reading *reading, sg_csv_part *part);
/* Reads the tables of nodes.  Those in which something is odd are left as if they had not been looked at.
 * Errors: as sg_csv_make_node_tables(). */
SG_MUST_USE sg_status sg_csv_read_nodes_at_once(sg_csv_reading *reading);

/* Ends and records, or ends, types and properties, of a segment of relationships. */
SG_MUST_USE sg_status sg_csv_read_edges(sg_csv_reading *reading, uint32_t segment,
                                        sg_csv_worker *worker);
/* Where relationships of a batch go: nodes, and records where the table shares them. */
typedef struct sg_csv_ends {
    uint32_t *from, *to, *records;
} sg_csv_ends;
/* Reads at most `most` records of a table, and no more than a block has, as sg_csv_rows_read() does: their
 * ids stay near the processor until nodes are found.  False: they are to be read another way. */
bool sg_csv_read_batch(const sg_csv_reading *reading, sg_csv_table *table,
                       sg_csv_worker *worker, sg_csv_rows *rows, uint32_t most,
                       sg_csv_ends ends, uint32_t *count);

/* Whether relationships of the table can be read at once: nothing but two ids and what repeats. */
bool sg_csv_can_read_at_once(const sg_csv_reading *reading, const sg_csv_table *table);
/* Reads the tables that are `at_once`.  False: something in them is odd, or memory lacked; they are to be
 * read another way. */
bool sg_csv_read_at_once(sg_csv_reading *reading);
/* Forgets what was read so. */
void sg_csv_drop_at_once(sg_csv_reading *reading);

/* Whether what relationships of the table have behind their ids repeats, by the first of them. */
bool sg_csv_records_repeat(const sg_csv_reading *reading, const sg_csv_table *table);
/* Reads the types and properties of the records that the table's relationships share.  What is wrong
 * is told without a place. */
SG_MUST_USE sg_status sg_csv_read_records(sg_csv_reading *reading, sg_csv_table *table);

#endif
