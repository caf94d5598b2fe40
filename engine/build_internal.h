/* build_internal.h - what a builder is made of: flat tables that only grow.
 *
 *     nodes    [key, set, cells][key, set, cells] ...
 *                          |
 *     cells    ... [next|key:kind|payload] ──► [next|key:kind|payload]      16 B each, newest first
 *     edges    [from, to, type, discriminator, cells] ...
 *
 * Everything textual is a code of `strings`; label sets are interned like strings are.
 */
#ifndef SG_BUILD_INTERNAL_H
#define SG_BUILD_INTERNAL_H

#include "engine/base/array.h"
#include "engine/base/short.h"
#include "engine/build.h"
#include "engine/strings.h"
#include "engine/symbols.h"
#include "engine/words.h"

#define SG_MAX_SYMBOLS 65535u
#define SG_MAX_ITEMS (UINT32_MAX - 1)
#define SG_MAX_NODE_LABELS 255u
#define SG_MAX_KEYS ((UINT32_C(1) << 28) - 1)

/* How a cell's payload is read.  The first five are the kinds of columns. */
typedef enum sg_cell_kind {
    SG_CELL_BIT = SG_COLUMN_BIT,
    SG_CELL_INTEGER = SG_COLUMN_INTEGER,
    SG_CELL_FLOAT = SG_COLUMN_FLOAT,
    SG_CELL_STRING = SG_COLUMN_STRING,
    SG_CELL_ENCODED = SG_COLUMN_ENCODED,
    SG_CELL_REMOVED, /* stays in its chain, to be set again */
} sg_cell_kind;

/* The cell is of a record that several relationships may have: it is not changed. */
#define SG_CELL_SHARED 8u

typedef struct sg_cell {
    uint32_t next;     /* the next cell of the same node or edge, or SG_NO_ID */
    uint32_t key_kind; /* builder key << 4 | SG_CELL_SHARED | sg_cell_kind */
    union {
        int64_t integer; /* also bits */
        double real;
        uint32_t code; /* also encoded */
    };
} sg_cell;

static inline uint32_t sg_cell_key(sg_cell cell)
{
    return cell.key_kind >> 4;
}
static inline sg_cell_kind sg_cell_kind_of(sg_cell cell)
{
    return (sg_cell_kind)(cell.key_kind & 7);
}

typedef struct sg_node_entry {
    uint32_t key; /* string, or SG_NO_ID */
    uint32_t set; /* index in sets; 0 has no labels */
    uint32_t cells;
} sg_node_entry;

typedef struct sg_edge_entry {
    uint32_t from, to;
    uint32_t type;
    uint32_t discriminator; /* string, or SG_NO_ID: never merged */
    uint32_t cells;
} sg_edge_entry;

/* Relationships that differ in where they lead alone: these follow each other in run_ends, from `first`
 * to where the next run begins. */
typedef struct sg_edge_run {
    uint32_t first;
    uint32_t from;
    uint32_t type;
    uint32_t cells; /* shared */
} sg_edge_run;

/* A chain of shared cells, one behind the other. */
typedef struct sg_build_record {
    uint32_t first, count; /* in cells */
} sg_build_record;

/* A slice of set_labels, sorted by builder label. */
typedef struct sg_set_entry {
    uint32_t first, count;
} sg_set_entry;

/* A key or alias under which a node is found. */
typedef struct sg_name_entry {
    uint32_t name; /* string */
    uint32_t node;
} sg_name_entry;

/* A slice of span_nodes. */
typedef struct sg_node_slice {
    size_t first;
    uint32_t count;
} sg_node_slice;

typedef struct sg_build_span_entry {
    uint32_t sources, targets; /* in span_sets */
    uint32_t type;
    uint32_t cells;
} sg_build_span_entry;

typedef struct sg_build_hole {
    uint32_t span;
    uint32_t source, target;
} sg_build_hole;

typedef struct sg_document {
    uint32_t name; /* string */
    char *bytes;
    size_t length;
} sg_document;

struct sg_builder {
    size_t memory_limit; /* 0 = none */
    unsigned threads;    /* of freezing; 0 = one */
    sg_strings strings;
    sg_symbols labels, types, keys;
    SG_ARRAY(uint32_t) said;     /* by key: the text that was set last, or SG_NO_ID */
    uint32_t said_discriminator; /* the last one, + 1 */
    sg_words label_words, type_words, key_words; /* of those */

    SG_ARRAY(uint16_t) set_labels;
    SG_ARRAY(sg_set_entry) sets;
    sg_slots set_slots;

    SG_ARRAY(sg_node_entry) nodes;
    SG_ARRAY(sg_edge_entry) edges;
    sg_overflow edges_file;
    SG_ARRAY(sg_edge_run) runs;
    SG_ARRAY(uint32_t) run_ends; /* their relationships count on from those of `edges` */
    SG_ARRAY(sg_cell) cells;
    sg_overflow cells_file;
    SG_ARRAY(sg_build_record) records;
    sg_slots record_slots;
    sg_slots edge_slots;
    bool edges_unlisted; /* there are none for the relationships so far */
    SG_ARRAY(sg_name_entry) names;
    SG_ARRAY(uint32_t)
    named; /* by string: the node, or SG_NO_ID, also of those behind the last */
    SG_ARRAY(uint32_t) span_nodes;
    SG_ARRAY(sg_node_slice) span_sets;
    SG_ARRAY(sg_build_span_entry) spans;
    SG_ARRAY(sg_build_hole) holes;
    SG_ARRAY(sg_document) documents;
    size_t document_bytes;

    sg_buffer scratch;    /* for encoding */
    uint32_t *node_order; /* by node of the last frozen graph: the builder's node */
    size_t node_order_count;
    uint32_t *edge_order; /* by relationship of a preview: the builder's; NULL: there is none */
    size_t edge_order_count;
};

/* SG_ELIMIT when the builder and `more` bytes would be over its memory limit. */
SG_MUST_USE sg_status sg_builder_afford(const sg_builder *builder, size_t more);
/* Called for each of many things that are read or written one after the other, with its number: now and then, what
 * the builder has in scratch files is left to the system.  Not while anything is added. */
void sg_builder_rest(const sg_builder *builder, size_t number);
/* The key of that name, if something has or had a property of it; needs no index. */
bool sg_builder_find_key(const sg_builder *builder, sg_str name, uint32_t *key);
/* Texts, nodes and relationships are not found again, and nothing may be added, until sg_builder_index() lists texts
 * and the names of nodes anew; relationships are when one is merged. */
void sg_builder_forget_index(sg_builder *builder);
SG_MUST_USE sg_status sg_builder_index(sg_builder *builder);
SG_MUST_USE sg_status sg_builder_type(sg_builder *builder, sg_str name, uint32_t *type);
/* Lets go of the cells that a preview has in its columns, and keeps in mind whose they are. */
SG_MUST_USE sg_status sg_builder_lend(sg_builder *builder, const uint32_t *edge_order,
                                      uint32_t edges);
/* All nodes in the order in which their cells lie: as a preview that was resumed had them, then as they came. */
static inline uint32_t sg_builder_node_at(const sg_builder *builder, uint32_t place)
{
    return place < builder->node_order_count ? builder->node_order[place] : place;
}
/* The relationships of a run are run_ends[first .. last - 1]. */
static inline uint32_t sg_builder_run_last(const sg_builder *builder, size_t run)
{
    return run + 1 < builder->runs.count ? builder->runs.items[run + 1].first
                                         : (uint32_t)builder->run_ends.count;
}
/* The first cell of a chain with these properties that others may have too; of none SG_NO_ID.  Errors:
 * as of sg_builder_set(). */
SG_MUST_USE sg_status sg_builder_record(sg_builder *builder,
                                        const sg_build_property *properties, uint32_t count,
                                        uint32_t *head);
/* The code of a text; `guess` is that of another one, which is the same as a rule, or SG_NO_ID. */
static inline sg_status sg_builder_say(sg_builder *builder, uint32_t guess, sg_str text,
                                       uint32_t *code)
{
    *code = guess;
    if (guess != SG_NO_ID && sg_short_equal(sg_strings_text(&builder->strings, guess), text))
        return SG_OK;
    return sg_strings_intern(&builder->strings, text, code);
}
/* Fills in kind and payload; the caller has set the key.  Errors: as of sg_builder_set(). */
SG_MUST_USE sg_status sg_builder_fill_cell(sg_builder *builder, sg_cell *cell, sg_value value);
/* Adds a cell to the chain that begins at *head unless it has one of the key. */
SG_MUST_USE sg_status sg_builder_add_cell(sg_builder *builder, uint32_t *head, sg_cell cell);
/* A cell of its own with the property.  Errors: as of sg_builder_set(). */
SG_MUST_USE sg_status sg_builder_make_cell(sg_builder *builder, sg_str name, sg_value value,
                                           sg_cell *out);
/* The code of the value's encoded bytes.  Errors: SG_EINVAL, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_builder_encode(sg_builder *builder, sg_value value, uint32_t *code);
/* The value in a cell; strings, lists and maps are borrowed from the builder or live in the arena.
 * Null when the cell was removed or the arena is full. */
sg_value sg_builder_cell_value(const sg_builder *builder, sg_cell cell, sg_arena *arena);

#endif
