/* stream_internal.h - what a stream is made of, and its stages.
 *
 *     nodes ─► cells by column ─┐                               ┌─► strings
 *     edges ─► by (type, from) ─┴► names ─► rows ─► columns ────┼─► cells
 *                                            └─► adjacency      └─► lookup ─► file
 *
 * Names, label sets and small arrays are kept by a bulk (bulk_internal.h), so that the stages of an ordinary
 * freeze write them.  Arrays that grow with the graph are sections in scratch files.
 */
#ifndef SG_STREAM_INTERNAL_H
#define SG_STREAM_INTERNAL_H

#include "engine/base/scratch.h"
#include "engine/base/spill.h"
#include "engine/bulk_columns.h"
#include "engine/stream.h"

/* --- texts ------------------------------------------------------------------------------------- */
typedef struct sg_stream_strings {
    sg_growing *offsets, *bytes; /* sections */
    sg_slot *slots;              /* a tag and a code + 1; a table of any size */
    size_t capacity;
    uint32_t count;
} sg_stream_strings;

/* Before the first code.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_stream_strings_begin(sg_stream *stream);
/* The code of the text, the next one when it is new.  Errors: SG_ENOMEM, SG_EIO, SG_ELIMIT. */
SG_MUST_USE sg_status sg_stream_code(sg_stream *stream, sg_str text, uint32_t *code);
sg_str sg_stream_text(const sg_stream_strings *strings, uint32_t code);

/* The texts of a column on their way through a queue: one that came lately is only named, another one begins
 * as the one before.  Who writes and who reads have each a memory of their own, which is the same at the same
 * place. */
enum { SG_STREAM_RECENT = 1024, SG_STREAM_RECENT_BYTES = 120 };
typedef struct sg_stream_short {
    uint32_t code; /* of who reads */
    uint8_t length;
    bool used;
    char bytes[SG_STREAM_RECENT_BYTES];
} sg_stream_short;
typedef struct sg_stream_recent {
    sg_stream_short texts[SG_STREAM_RECENT]; /* by hash */
    uint32_t last;                           /* place in it + 1; 0: there is none */
    size_t length;                           /* of the last one that was not only named */
    char bytes[SG_STREAM_RECENT_BYTES];      /* how it begins */
} sg_stream_recent;
SG_MUST_USE sg_stream_recent *sg_stream_recent_new(
    void); /* freed with free(); NULL: no memory */
SG_MUST_USE sg_status sg_stream_put_text(sg_stream *stream, uint32_t queue,
                                         sg_stream_recent *recent, sg_str text);
SG_MUST_USE sg_status sg_stream_put_no_text(sg_stream *stream, uint32_t queue);
/* The code of the text that is next, or SG_NO_ID. */
SG_MUST_USE sg_status sg_stream_take_code(sg_stream *stream, uint32_t queue,
                                          sg_stream_recent *recent, uint32_t *code);

/* --- columns ----------------------------------------------------------------------------------- */
/* A column of a label set or a type. */
typedef struct sg_stream_kept {
    uint32_t key; /* of the names */
    sg_column_kind kind;
    uint32_t queue;           /* of nodes: their cells in order */
    uint32_t count;           /* of nodes: cells with a value */
    sg_stream_recent *recent; /* of strings, while the set is written */
} sg_stream_kept;

/* A label set or a type. */
typedef struct sg_stream_owner {
    SG_ARRAY(sg_stream_kept) columns; /* of a set the first one is that of its keys */
    uint32_t account;                 /* column of the property, or SG_NO_ID */
    uint32_t rows, written;
} sg_stream_owner;

typedef struct sg_stream_table {
    uint32_t owner;
    uint32_t column_count;
    uint32_t *columns; /* of the owner */
} sg_stream_table;

/* --- relationships ----------------------------------------------------------------------------- */
/* Both ends of one, and its properties; on the way out the slow end is where it comes from, on the way back
 * where it leads to.  The other one, by whose ranges there are queues on the way back, is quick. */
typedef struct sg_stream_ends {
    uint32_t slow, quick, record;
} sg_stream_ends;

typedef struct sg_stream_queue {
    uint32_t number; /* SG_NO_ID: there is none yet */
    uint32_t count;
    sg_stream_ends last;
} sg_stream_queue;
#define SG_STREAM_NO_QUEUE ((sg_stream_queue){ .number = SG_NO_ID })

SG_MUST_USE sg_status sg_stream_put_ends(sg_stream *stream, sg_stream_queue *queue,
                                         sg_stream_ends ends, bool has_record);
/* The next ones; `ends` holds those before, zeroes for the first. */
SG_MUST_USE sg_status sg_stream_take_ends(sg_stream *stream, uint32_t queue,
                                          sg_stream_ends *ends, bool has_record);

/* Combinations of properties of a type, each once: as encoded values, one behind the other. */
typedef struct sg_stream_records {
    SG_ARRAY(sg_str) texts;
    SG_ARRAY(uint64_t) uses;
    SG_ARRAY(uint32_t) order; /* by first use, in the order of the edges */
    sg_slots slots;
} sg_stream_records;

typedef struct sg_stream_type {
    sg_stream_owner owner;
    sg_str name;
    uint64_t edges;
    bool has_spans;
    sg_stream_queue *queues; /* by range of nodes, of where edges come from */
    sg_stream_records records;
    uint32_t record_queue; /* by edge, in order: numbers */
} sg_stream_type;

#define SG_STREAM_RANGE_BITS 16 /* of nodes in a queue */
#define SG_STREAM_SORTED (UINT32_C(2) << 20)

/* By what nodes are found: their keys, the properties `id` and `arn`.  Each has a queue of codes, by node. */
enum { SG_STREAM_CLAIMS = 3 };

/* --- the stream -------------------------------------------------------------------------------- */
struct sg_stream {
    const char *path;
    sg_bulk *bulk; /* names and small sections */
    sg_spill *spill;
    sg_growing
        *sections[SG_SECTIONS]; /* those that grow with the graph; NULL: of the bulk's graph */
    sg_stream_strings strings;
    sg_arena *arena; /* tables, texts of records */
    sg_error *err;   /* of the call at hand */

    SG_ARRAY(sg_stream_owner) sets; /* by set of the names */
    SG_ARRAY(sg_stream_table) node_tables, edge_tables;
    SG_ARRAY(sg_stream_type) types; /* by table of relationships */
    uint32_t *set_number;           /* by set of the names: label set */
    uint32_t nodes, edges;          /* that were put */
    uint32_t sort_most;             /* edges that are sorted in memory; SG_STREAM_SORTED */
    uint32_t set;                   /* of the last node, as a set of the names */
    sg_buffer account, key;         /* of the last node */
    sg_buffer scratch, record;
    SG_ARRAY(char) bytes;
    sg_value *row;     /* of the last node, by column of its set */
    uint32_t *type_of; /* by type of the graph: its place in `types` */
    uint32_t claims[SG_STREAM_CLAIMS];
};

/* The section, empty.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_stream_section(sg_stream *stream, sg_section_kind kind,
                                        sg_growing **out);

/* Whether a column of the kind can hold the value; all can hold null. */
bool sg_stream_is_kind(sg_value value, sg_column_kind kind);
/* The bytes of an encoded value, borrowed until the next call.  Errors: SG_EINVAL, SG_ENOMEM. */
SG_MUST_USE sg_status sg_stream_encode(sg_stream *stream, sg_value value, sg_str *out);
/* Cells of nodes: put into their queue, and the column written when all have come. */
SG_MUST_USE sg_status sg_stream_put(sg_stream *stream, sg_stream_kept *column, sg_value value);
/* The set is complete: its columns are not written any more. */
SG_MUST_USE sg_status sg_stream_rest(sg_stream *stream, sg_stream_owner *set);
/* The number of a combination of values among those of the type. */
SG_MUST_USE sg_status sg_stream_record_of(sg_stream *stream, sg_stream_type *type,
                                          const sg_stream_table *table, const sg_value *values,
                                          uint32_t *record);
bool sg_stream_has(const sg_stream_type *type, uint32_t record, uint32_t column);
/* Of a record: the value of each column, a text as its code; 0 if it has none. */
SG_MUST_USE sg_status sg_stream_read_record(sg_stream *stream, const sg_stream_type *type,
                                            uint32_t record, uint32_t column, uint64_t *value,
                                            bool *has);
/* Numbers the types that have relationships and sorts these, type by type: adjacency, row indexes, records
 * in order. */
SG_MUST_USE sg_status sg_stream_adjacency(sg_stream *stream);
/* A column between its passes. */
enum { SG_STREAM_CHUNK = 4096 /* rows; whole words of bits */ };
typedef struct sg_stream_learning {
    sg_stream *stream;
    const sg_stream_kept *column;
    sg_column_entry entry;
    uint32_t rows;
    int64_t least, greatest;
    uint64_t *present;    /* by row */
    uint64_t *seen;       /* by code: the column has it */
    size_t seen_words;    /* room */
    uint32_t *dictionary; /* the first codes of the column, room for SG_DICTIONARY_MOST */
    uint32_t distinct;
    uint32_t queue;      /* of what the second pass reads: cells, codes, or records */
    uint64_t *by_record; /* of relationships: values; NULL: of nodes */
    size_t records;
    uint64_t values[SG_STREAM_CHUNK];
} sg_stream_learning;

/* Begins with a column of an owner, by its number in the graph. */
SG_MUST_USE sg_status sg_stream_learn(sg_stream_learning *self, const sg_stream_kept *column,
                                      uint32_t owner, uint32_t rows);
/* So many rows have the value. */
SG_MUST_USE sg_status sg_stream_note(sg_stream_learning *self, uint64_t value, uint64_t times);
/* The first pass over cells of nodes; codes are copied into the queue `claims` unless it is SG_NO_ID. */
SG_MUST_USE sg_status sg_stream_learn_nodes(sg_stream_learning *self, uint32_t claims);
/* The second pass, to the end of the section. */
SG_MUST_USE sg_status sg_stream_write_column(sg_stream_learning *self, sg_growing *cells);
/* All columns in order, with codes for their strings. */
SG_MUST_USE sg_status sg_stream_columns(sg_stream *stream);
/* Spans, after the columns. */
SG_MUST_USE sg_status sg_stream_spans(sg_stream *stream);
SG_MUST_USE sg_status sg_stream_lookup(sg_stream *stream);
SG_MUST_USE sg_status sg_stream_write(sg_stream *stream);

#endif
