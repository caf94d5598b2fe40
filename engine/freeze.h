/* freeze.h - the stages that turn a builder into a frozen graph, and what they hand on.
 *
 *     symbols   builder label, type, key ─► number by name
 *     nodes     builder node             ─► number by (label set, account, key)
 *     edges     builder edge             ─► number by (type, from, to); rows both ways
 *     columns   cells                    ─► wide columns, still holding the builder's string codes
 *     names     names of the symbols     ─► the first codes
 *     codes     builder string           ─► code by first use, written into the columns
 *     pack      wide columns             ─► columns
 *     spans     sets of builder nodes    ─► ranges; an index from nodes to spans
 *     lookup    keys, aliases, ids       ─► hash table
 *     documents                          ─► attachments
 *     strings   the strings that have codes
 *
 * Nothing depends on the order in which names were first used, on addresses or on hash seeds.
 */
#ifndef SG_FREEZE_H
#define SG_FREEZE_H

#include "engine/base/bitmap.h"
#include "engine/build_internal.h"
#include "engine/graph_internal.h"

/* A column while its cells are filled: all of one size, with the strings of the builder or the bulk
 * first and codes then.  freeze_pack.c makes the columns of the graph of them. */
typedef struct sg_wide_column {
    uint32_t owner, key;
    uint32_t kind; /* an sg_column_kind */
    uint32_t distinct;
    uint64_t cells;   /* in the wide words */
    uint64_t present; /* SG_NO_PLACE: every row has a value */
} sg_wide_column;

typedef struct sg_wide_columns {
    sg_wide_column *items; /* by (owner, key) */
    size_t count;
} sg_wide_columns;

/* Row indexes of one direction, on pages until both are written. */
typedef struct sg_freeze_row_words {
    sg_row_index *indexes; /* by type; places count from these words */
    uint64_t *words;
    uint64_t count;
} sg_freeze_row_words;

/* What becomes of the builder. */
typedef enum sg_freeze_way {
    SG_FREEZE_KEEPS, /* nothing */
    SG_FREEZE_LENDS, /* the graph reads its strings, by its codes */
    SG_FREEZE_TAKES, /* its tables go as soon as nothing reads them any more */
} sg_freeze_way;

typedef struct sg_freeze {
    sg_builder *builder;
    sg_graph *graph;
    sg_arena *scratch; /* everything below; gone after the freeze */
    sg_error *err;
    unsigned threads; /* 0 = one */
    sg_freeze_way way;

    uint32_t *label_number; /* by builder label */
    uint32_t *type_number;
    uint32_t *key_number;  /* SG_NO_ID: nothing has the key any more */
    uint32_t *label_order; /* by number: builder label */
    uint32_t *type_order;
    uint32_t *key_order;
    uint32_t labels, types, keys;

    uint32_t nodes, sets;
    uint32_t *set_order;  /* by label set: builder set */
    uint32_t *set_first;  /* by label set: first node, then the end */
    uint32_t *node_order; /* by node: builder node */
    uint32_t *node_number;

    uint32_t edges;
    uint32_t *type_first;
    uint32_t *edge_order; /* by edge: builder edge; NULL: nobody asks for it */
    uint32_t *edge_cells; /* by edge: the first cell of its chain */
    sg_freeze_row_words rows[2];

    sg_wide_columns node_columns, edge_columns;
    uint64_t *wide; /* cells of both, until they are packed */
    size_t wide_size;

    uint32_t *
        code; /* by builder string: code, or SG_NO_ID while unused; lent codes are strings: NULL */
    uint32_t *code_order; /* by code: builder string */
    uint32_t codes;
} sg_freeze;

SG_MUST_USE sg_status sg_freeze_symbols(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_nodes(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_edges(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_columns(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_names(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_codes(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_pack(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_spans(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_lookup(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_documents(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_strings(sg_freeze *freeze);

/* Parts of stages, for a bulk (bulk_internal.h).  `used` is by builder key; `size` by builder set:
 * how many nodes have it. */
SG_MUST_USE sg_status sg_freeze_labels(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_types(sg_freeze *freeze);
SG_MUST_USE sg_status sg_freeze_keys(sg_freeze *freeze, const bool *used);
SG_MUST_USE sg_status sg_freeze_sets(sg_freeze *freeze, const uint32_t *size);
/* How a column's cells are stored: bytes of a code (4: no dictionary, 0: a bit); width and least of integers;
 * whether only values have cells; how many values are before every 512 rows. */
#define SG_DICTIONARY_MOST 65536u
uint32_t sg_freeze_code_width(uint32_t distinct, uint32_t count, uint32_t rows);
void sg_freeze_integer_width(sg_column_entry *entry, int64_t least, int64_t greatest);
bool sg_freeze_is_sparse(sg_column_kind kind, uint32_t count, uint32_t rows);
void sg_freeze_ranks(const uint64_t *present, uint32_t rows, uint32_t *ranks);

/* Zeroed items that live until the end of the freeze, or NULL; never NULL for want of items. */
#define sg_freeze_array(freeze, type, count)                                                   \
    sg_arena_make_array((freeze)->scratch, type, (size_t)(count) + 1)

/* Runs a stage, or a part of one, whose scratch nobody reads afterwards: it goes at once. */
SG_MUST_USE sg_status sg_freeze_apart(sg_freeze *freeze, sg_status (*stage)(sg_freeze *freeze));

/* Room for so many wide columns, and then for their words, zeroed. */
SG_MUST_USE sg_status sg_freeze_wide_columns(sg_freeze *freeze, sg_wide_columns *columns,
                                             size_t count);
SG_MUST_USE sg_status sg_freeze_wide_words(sg_freeze *freeze, uint64_t words);
void sg_freeze_free_wide(sg_freeze *freeze);
/* 64-bit words that `rows` wide cells of the kind take; columns begin at multiples of 8. */
uint64_t sg_wide_words(sg_column_kind kind, uint64_t rows);
static inline bool sg_wide_has(const uint64_t *words, const sg_wide_column *column,
                               uint32_t row)
{
    return column->present == SG_NO_PLACE || sg_bit_test(words + column->present, row);
}
/* Makes a section, with the story when there is no memory. */
SG_MUST_USE sg_status sg_freeze_section(sg_freeze *freeze, sg_section_kind kind, size_t count,
                                        void **items);
/* out = the items of `in` (NULL: 0 .. count-1) sorted by keys[item] < limit, stable; `counts` has
 * room for limit + 1. */
void sg_freeze_sort(const uint32_t *keys, uint32_t limit, const uint32_t *in, uint32_t *out,
                    uint32_t count, uint32_t *counts);
/* The same by so many threads. */
void sg_freeze_sort_by(unsigned threads, const uint32_t *keys, uint32_t limit,
                       const uint32_t *in, uint32_t *out, uint32_t count, uint32_t *counts);
/* The code of a builder string, the next one when it is used for the first time. */
uint32_t sg_freeze_code(sg_freeze *freeze, uint32_t string);
/* The nodes that have a row in a type and direction, and where their rows begin among the edges of the
 * type, then the end. */
typedef struct sg_row_list {
    uint32_t *nodes, *first;
    uint32_t rows;
} sg_row_list;
/* Makes the row indexes of one direction from the lists of all types. */
SG_MUST_USE sg_status sg_freeze_row_lists(sg_freeze *freeze, sg_direction way,
                                          const sg_row_list *lists);
/* The same from nodes: in the order of the adjacency array, the one whose row each item belongs to. */
SG_MUST_USE sg_status sg_freeze_rows(sg_freeze *freeze, sg_direction way,
                                     const uint32_t *nodes);
/* The form that is best for them; its place is 0.  Its words are zeroed when they are filled. */
sg_row_index sg_row_list_index(const sg_row_list *list);
void sg_row_list_fill(const sg_row_list *list, const sg_row_index *index, uint64_t *words);
/* Writes those of both. */
SG_MUST_USE sg_status sg_freeze_write_rows(sg_freeze *freeze);
void sg_freeze_free_rows(sg_freeze *freeze); /* of a freeze that failed */

/* Makes the index from nodes to spans, whose sections stand. */
SG_MUST_USE sg_status sg_freeze_span_index(sg_freeze *freeze);

#endif
