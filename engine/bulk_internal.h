/* bulk_internal.h - what a bulk is made of, and the stages that freeze it.
 *
 *     tables ─► numbers ─► adjacency ─► codes ─► columns, lookup ─► strings
 *
 * Names, label sets and documents are few: a small builder keeps them, so that the stages of an
 * ordinary freeze (freeze.h) write them.  What is counted in millions has stages of its own here.
 */
#ifndef SG_BULK_INTERNAL_H
#define SG_BULK_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "engine/base/array.h"
#include "engine/bulk.h"
#include "engine/bulk_shard.h"
#include "engine/freeze.h"

/* --- strings ----------------------------------------------------------------------------------- */
typedef struct sg_bulk_strings {
    sg_bulk_shard shards[SG_BULK_SHARDS];
    uint32_t ready;  /* shards that have a lock */
    uint32_t *slots; /* those that were expected to be needed, of all shards; on pages */
    size_t slot_count;
    /* Once all strings are there: how many are in the shards before, then the end. */
    uint32_t first[SG_BULK_SHARDS + 1];
} sg_bulk_strings;

SG_MUST_USE sg_status sg_bulk_strings_open(sg_bulk_strings *strings);
void sg_bulk_strings_close(sg_bulk_strings *strings);
/* After the last string: makes places of strings among all.  Errors: SG_ELIMIT. */
SG_MUST_USE sg_status sg_bulk_strings_seal(sg_bulk_strings *strings);
/* After the last search: texts of numbers are all that will be asked for. */
void sg_bulk_strings_forget(sg_bulk *bulk);

static inline uint32_t sg_bulk_place(const sg_bulk_strings *strings, uint32_t string)
{
    return strings->first[string >> SG_BULK_SHARD_BITS] +
           (string & ((UINT32_C(1) << SG_BULK_SHARD_BITS) - 1));
}
static inline sg_str sg_bulk_text_of(const sg_bulk_strings *strings, uint32_t string)
{
    const sg_bulk_shard *shard = &strings->shards[string >> SG_BULK_SHARD_BITS];

    return sg_bulk_shard_text(shard, string & ((UINT32_C(1) << SG_BULK_SHARD_BITS) - 1));
}

/* The upper half of its hash. */
static inline uint32_t sg_bulk_hash_of(const sg_bulk_strings *strings, uint32_t string)
{
    const sg_bulk_shard *shard = &strings->shards[string >> SG_BULK_SHARD_BITS];

    return shard->texts.hashes[string & ((UINT32_C(1) << SG_BULK_SHARD_BITS) - 1)];
}

/* --- the bulk ----------------------------------------------------------------------------------- */
typedef struct sg_bulk_table {
    sg_bulk_nodes nodes;
    uint32_t first; /* row of all rows */
} sg_bulk_table;

typedef struct sg_bulk_pages {
    void *start;
    size_t size;
} sg_bulk_pages;

typedef struct sg_bulk_rooms {
    SG_ARRAY(sg_bulk_pages) own;    /* one room each */
    SG_ARRAY(sg_bulk_pages) spare;  /* rooms that were returned */
    SG_ARRAY(sg_bulk_pages) chunks; /* small rooms, one behind the other */
    size_t used;                    /* of the last chunk */
} sg_bulk_rooms;
void sg_bulk_rooms_free(sg_bulk_rooms *rooms);

typedef struct sg_bulk_edge_table {
    sg_bulk_edges edges;
    uint32_t first_record; /* of all records; SG_NO_ID: it has no columns */
} sg_bulk_edge_table;

typedef struct sg_bulk_document {
    sg_str text;     /* its name, */
    uint32_t name;   /* of the builder's strings, */
    uint32_t string; /* and of the bulk's */
} sg_bulk_document;

/* Which texts the lookup finds nodes by. */
typedef struct sg_bulk_claims {
    uint32_t *owner;       /* by place of a string: the first node + 1 */
    uint64_t *shared;      /* by place: has its second entry */
    uint32_t *text;        /* by node: string + 1 */
    sg_lookup_slot *items; /* code is a string */
    size_t count;
    uint32_t *home, *code; /* by claim: in the table */
    sg_lookup_slot *table;
    size_t slots;
} sg_bulk_claims;

struct sg_bulk {
    unsigned threads;
    sg_bulk_strings strings;
    sg_builder *names; /* labels, sets, types, keys, documents */
    pthread_mutex_t names_lock;
    bool has_lock;
    SG_ARRAY(sg_bulk_table) tables;
    SG_ARRAY(sg_bulk_edge_table) edge_tables;
    sg_bulk_rooms rooms;

    sg_freeze freeze;                   /* since the numbering */
    uint32_t rows;                      /* nodes */
    uint32_t *from, *to, *edge_records; /* the room for relationships */
    uint32_t edge_room;
    struct {
        unsigned char *room;
        size_t size;
        atomic_size_t used;
    } blocks;
    uint32_t records; /* of all relationship tables */
    bool numbered;

    sg_bulk_document *documents;
    uint32_t *name_string; /* by string of the builder: string of the bulk, or SG_NO_ID */

    sg_bulk_claims claims;
    /* For codes, by place of a string. */
    uint32_t *code;
    uint32_t *code_string; /* by code from `first_code` on */
    uint32_t first_code;   /* codes before it are names, in the builder's strings */
};

/* Room with whatever content. */
SG_MUST_USE void *sg_bulk_raw_room(sg_bulk *bulk, size_t count, size_t item);
#define sg_bulk_raw_array(bulk, type, count)                                                   \
    ((type *)sg_bulk_raw_room((bulk), (count), sizeof(type)))
/* So many items of the room are used: the pages behind them go back to the system. */
void sg_bulk_trim(sg_bulk *bulk, const void *room, size_t count, size_t item);
/* What is small goes to other chunks from now on; returns how many there were until now. */
size_t sg_bulk_close_chunks(sg_bulk *bulk);
/* Nothing of the first so many chunks is needed any more. */
void sg_bulk_return_chunks(sg_bulk *bulk, size_t count);
/* Pages that something else has had are for rooms now. */
void sg_bulk_give(sg_bulk *bulk, void *pages, size_t size);
/* Makes a section of the first items of a room, which is given up. */
SG_MUST_USE sg_status sg_bulk_keep(sg_bulk *bulk, sg_section_kind kind, void *room,
                                   size_t count);
/* A section with whatever content, in memory that was touched if there is such. */
SG_MUST_USE sg_status sg_bulk_section(sg_bulk *bulk, sg_section_kind kind, size_t count,
                                      void **items);
/* The table that the row is in. */
const sg_bulk_table *sg_bulk_table_of(const sg_bulk *bulk, uint32_t row);
/* The property of that key, or NULL. */
const sg_bulk_column *sg_bulk_find_column(const sg_bulk_column *columns, uint32_t count,
                                          uint32_t key);

/* Finds the strings that are names too, when all names are there. */
SG_MUST_USE sg_status sg_bulk_find_names(sg_bulk *bulk);
/* Whether no column can be mixed, for which values would become strings. */
SG_MUST_USE sg_status sg_bulk_one_kind(const sg_bulk *bulk, bool *one_kind);
/* Writes the columns and the lookup, and gives codes to the strings in them. */
SG_MUST_USE sg_status sg_bulk_columns(sg_bulk *bulk);
/* The code of the string, the next one when it has none yet. */
uint32_t sg_bulk_code(sg_bulk *bulk, uint32_t string);
/* What is found by which text, after all nodes are numbered; sg_bulk_claim() may run beside other
 * threads that change nothing but codes. */
SG_MUST_USE sg_status sg_bulk_open_claims(sg_bulk *bulk);
void sg_bulk_claim(sg_bulk *bulk);
void sg_bulk_close_claims(sg_bulk *bulk);
/* Room for the lookup, and codes for all that it finds nodes by, when columns have given theirs; filling it
 * changes nothing else, and may run beside other threads. */
SG_MUST_USE sg_status sg_bulk_open_lookup(sg_bulk *bulk);
void sg_bulk_fill_lookup(const sg_bulk *bulk);
void sg_bulk_close_lookup(sg_bulk *bulk);
/* Before the relationships; and after the lookup. */
SG_MUST_USE sg_status sg_bulk_name_documents(sg_bulk *bulk);
SG_MUST_USE sg_status sg_bulk_documents(sg_bulk *bulk);
SG_MUST_USE sg_status sg_bulk_write_strings(sg_bulk *bulk);

/* Sorts words by their bits from `first_bit`, a multiple of 8, on; words that are alike there stay in
 * order.  `spare` has room for as many. */
void sg_sort_words(uint64_t *words, uint64_t *spare, size_t count, unsigned first_bit);
/* How many are less than each, of 1 to SG_RANK_MOST; false: some are equal, and ranks are no places. */
#define SG_RANK_MOST 64u
bool sg_rank_few(const uint32_t *ends, uint32_t count, uint8_t *ranks);

#endif
