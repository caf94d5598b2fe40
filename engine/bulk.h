/* bulk.h - a graph from tables that are clean already: every node once, nothing to merge.
 *
 * A builder (engine/build.h) finds and merges, one fact at a time, in one thread.  What comes from
 * a database or a generator needs none of that: its nodes are unique and it is given as columns.
 * Bulk building takes such columns as they are and makes the frozen graph with several threads:
 *
 *     strings, symbols   any thread        sg_bulk_intern(), sg_bulk_set() ...
 *     node tables        one thread        sg_bulk_add_nodes()
 *     numbers            once              sg_bulk_number(): row of a table -> node of the graph
 *     relationships      rows in parallel  sg_bulk_edge_room(), sg_bulk_edge_records(), sg_bulk_pack()
 *                        one thread        sg_bulk_add_edges()
 *     freeze             once              sg_bulk_freeze()
 *
 * The graph is that which a builder would have made of the same rows in the same order, byte by
 * byte, whatever the number of threads.
 */
#ifndef SG_BULK_H
#define SG_BULK_H

#include "engine/base/error.h"
#include "engine/graph.h"

typedef struct sg_bulk sg_bulk;

/* `threads`: 0 = one a processor.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_bulk_new(unsigned threads, sg_bulk **out);
void sg_bulk_free(sg_bulk *bulk); /* NULL is allowed */
unsigned sg_bulk_threads(const sg_bulk *bulk);

/* Zeroed memory that stays until the bulk is frozen or freed; NULL when there is none.  For one thread. */
SG_MUST_USE void *sg_bulk_room(sg_bulk *bulk, size_t count, size_t item);
/* It is not needed any more, and memory for others.  NULL is allowed. */
void sg_bulk_return(sg_bulk *bulk, void *room);
#define sg_bulk_array(bulk, type, count) ((type *)sg_bulk_room((bulk), (count), sizeof(type)))

/* --- strings: equal bytes have one number; any thread ----------------------------------------- */
/* The numbers of strings mean nothing but equality, and are not the codes of the graph. */
typedef enum sg_bulk_mode {
    SG_BULK_FIND,   /* SG_NO_ID for what is not there */
    SG_BULK_BORROW, /* added; the bytes must stay until the bulk is freed */
    SG_BULK_COPY,   /* added and copied */
} sg_bulk_mode;

/* A thread's memory of the texts it met last, so that values that come again and again cost a
 * comparison.  Zeroed is empty. */
typedef struct sg_bulk_recent sg_bulk_recent;
SG_MUST_USE sg_bulk_recent *sg_bulk_recent_new(void); /* NULL: no memory */
void sg_bulk_recent_free(sg_bulk_recent *recent);

/* Makes room for about so many strings, so that it need not grow.  For one thread.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_bulk_expect(sg_bulk *bulk, size_t strings);
/* The numbers of `count` texts, many at a time because each alone is a wait for memory; `recent`
 * may be NULL.  Errors: SG_ENOMEM, SG_ELIMIT (2^28 strings in one of 16 shards, over 4e9 in all). */
SG_MUST_USE sg_status sg_bulk_intern(sg_bulk *bulk, sg_bulk_recent *recent, sg_bulk_mode mode,
                                     const sg_str *texts, size_t count, uint32_t *strings);
/* The bytes of a value that is no scalar, as a number of a string.  Errors: also SG_EINVAL. */
SG_MUST_USE sg_status sg_bulk_encode(sg_bulk *bulk, sg_value value, uint32_t *string);
#define SG_BULK_SHARDS 16u
#define SG_BULK_SHARD_BITS 28

/* --- symbols: any thread ---------------------------------------------------------------------- */
/* The number of a combination of labels, in any order.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_bulk_set(sg_bulk *bulk, const sg_str *labels, size_t count,
                                  uint32_t *set);
SG_MUST_USE sg_status sg_bulk_type(sg_bulk *bulk, sg_str name, uint32_t *type);
SG_MUST_USE sg_status sg_bulk_key(sg_bulk *bulk, sg_str name, uint32_t *key);

/* --- tables; everything they point to is borrowed until the bulk is frozen --------------------- */
/* One property of the rows of a table.  A row lacks it where the cell is SG_BULK_NO_BIT, or, of
 * strings, SG_NO_ID, or, of numbers, where `present` is 0. */
#define SG_BULK_NO_BIT 2
typedef struct sg_bulk_column {
    uint32_t key;
    sg_column_kind kind;
    union {
        const void *cells;
        const uint8_t *bits; /* SG_COLUMN_BIT: one byte a row: 0, 1 or SG_BULK_NO_BIT */
        const int64_t *integers;
        const double *floats;
        const uint32_t *strings; /* also SG_COLUMN_ENCODED: sg_bulk_encode() */
    };
    const uint8_t *present; /* of numbers: one byte a row; NULL: every row has it */
} sg_bulk_column;

typedef struct sg_bulk_nodes {
    uint32_t rows;
    uint32_t set;         /* of all rows, unless `sets` */
    const uint32_t *sets; /* by row, or NULL */
    const uint32_t
        *keys; /* by row: the string under which the node is found, unique in the whole
                             graph, or SG_NO_ID; NULL: none has one */
    const sg_bulk_column *columns;
    uint32_t column_count;
} sg_bulk_nodes;

/* Relationships have few different combinations of properties, so their columns can be given by
 * record instead of by row: the room for record numbers (sg_bulk_edge_records) then tells, by
 * relationship, which record of its table it has.
 *
 *     from  to   record           record   read   certainty
 *      7     3     0                 0     true   must
 *      7     9     1                 1     true   may
 *      8     3     0                                                       */
#define SG_BULK_BLOCK 512 /* relationships, at most */
typedef struct sg_bulk_block {
    const unsigned char *bytes;
    uint32_t count;
    uint32_t from, from_most, to, to_most, record; /* the least of each, the greatest */
    uint8_t from_width, to_width, record_width;    /* bytes of each above the least */
} sg_bulk_block;
typedef struct sg_bulk_edges {
    uint32_t first, rows; /* of the room for relationships */
    /* Blocks they are packed in, in order, instead of that room: then all are of one type and columns,
     * if there are any, by record.  NULL: none. */
    const sg_bulk_block *blocks;
    uint32_t block_count;
    uint32_t type; /* of all rows, unless `types` */
    const uint16_t *types;
    const sg_bulk_column *columns; /* by row, or by record */
    uint32_t column_count;
    uint32_t records; /* how many; 0: columns are by row, row 0 is relationship `first` */
} sg_bulk_edges;

/* Rows follow those of the tables before.  Errors: SG_ENOMEM, SG_ELIMIT (2^32-2 nodes). */
SG_MUST_USE sg_status sg_bulk_add_nodes(sg_bulk *bulk, const sg_bulk_nodes *nodes);
/* Numbers the nodes; no more can be added.  *numbers is by row, borrowed from the bulk. */
SG_MUST_USE sg_status sg_bulk_number(sg_bulk *bulk, const uint32_t **numbers, sg_error *err);
/* Room for the ends of all relationships there will be: nodes as numbered.  The caller fills both;
 * a relationship whose `from` is SG_NO_ID is left out.  Asked for again it is another room, instead of
 * the one before.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_bulk_edge_room(sg_bulk *bulk, size_t edges, uint32_t **from,
                                        uint32_t **to);
/* Room for the records of relationships, beside that for their ends.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_bulk_edge_records(sg_bulk *bulk, uint32_t **records);
/* Room for at most so many relationships in blocks, instead of the one before; 0: none.  Errors:
 * SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_bulk_block_room(sg_bulk *bulk, uint64_t edges);
/* A thread's part of that room; zeroed before the first block. */
typedef struct sg_bulk_writer {
    unsigned char *at, *end;
} sg_bulk_writer;
typedef struct sg_bulk_ends sg_bulk_ends; /* engine/bulk_blocks.h */
/* Packs the first 1 to SG_BULK_BLOCK of the ends, all of which are nodes; changes those behind them.
 * Errors: SG_ELIMIT (more than there is room for). */
SG_MUST_USE sg_status sg_bulk_pack(sg_bulk *bulk, sg_bulk_writer *writer, sg_bulk_ends *ends,
                                   bool has_records, uint32_t count, sg_bulk_block *block);
/* After the last block: what is left of the room goes back to the system. */
void sg_bulk_blocks_fit(sg_bulk *bulk);
/* Errors: SG_ENOMEM, SG_ELIMIT (2^32-2 records, rows of tables without records counted). */
SG_MUST_USE sg_status sg_bulk_add_edges(sg_bulk *bulk, const sg_bulk_edges *edges);
/* A named document that travels with the graph; copied. */
SG_MUST_USE sg_status sg_bulk_attach(sg_bulk *bulk, sg_str name, sg_str bytes);

/* Makes the graph; afterwards the bulk can only be freed. */
SG_MUST_USE sg_status sg_bulk_freeze(sg_bulk *bulk, sg_graph **out, sg_error *err);

#endif
