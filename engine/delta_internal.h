/* delta_internal.h - what a delta is made of: tables that only grow, and bits that say who is in them.
 *
 *     changed nodes   bit per node of the base --> record {labels, cells, deleted}
 *     added nodes     record by id
 *     cells           records --> [next|key|value] --> [next|key|value]
 *     touched edges   {id, cells, changed, deleted} of edges of the base
 *     added edges     {from, to, type, cells, deleted} by id
 *     rows            (node, type, way) --> chunk --> chunk      far ends and edges, sorted in a chunk
 *
 * A record says all about its node: when a node of the base is changed for the first time, its
 * properties are taken over.  Numbers that the base counts once are kept here as they are now.
 *
 * Undoing works on a journal of what was before; what an undone change needed in memory stays, so
 * that undoing never needs more.
 */
#ifndef SG_DELTA_INTERNAL_H
#define SG_DELTA_INTERNAL_H

#include <stdatomic.h>

#include "engine/base/array.h"
#include "engine/base/bitmap.h"
#include "engine/base/table.h"
#include "engine/delta.h"
#include "engine/graph_internal.h"
#include "engine/slots.h"

#define SG_MAX_DELTA_SYMBOLS 65534u
#define SG_MAX_DELTA_LABELS 255u
#define SG_MAX_DELTA_IDS (UINT32_MAX - 1)

typedef struct sg_delta_cell {
    uint32_t next; /* SG_NO_ID: the last one */
    uint32_t key;
    sg_value value; /* never null; in `values` or in the base */
} sg_delta_cell;

typedef struct sg_delta_node {
    uint32_t id;
    uint32_t cells;
    uint16_t set;
    bool deleted;
} sg_delta_node;

typedef struct sg_delta_edge {
    uint32_t from, to;
    uint32_t cells;
    uint16_t type;
    bool deleted;
} sg_delta_edge;

/* A relationship of the base that is deleted, or has other properties; or was or had so once. */
typedef struct sg_delta_touch {
    uint32_t id;
    uint32_t cells; /* when `changed`: all its properties */
    bool changed, deleted;
} sg_delta_touch;

/* What became of the edges of one type at one node, one way. */
typedef struct sg_delta_row {
    uint32_t node;
    uint16_t type;
    uint16_t way;
    uint32_t first, last; /* chunks */
    uint32_t count;       /* edges in all of them */
    uint32_t deleted;     /* edges of the base's row that are no more */
} sg_delta_row;

typedef struct sg_delta_chunk {
    uint32_t next;
    uint32_t count, capacity;
    uint32_t place; /* in row_words: `capacity` far ends, then as many edges */
} sg_delta_chunk;

/* A slice of set_labels. */
typedef struct sg_delta_label_set {
    uint32_t first, count;
} sg_delta_label_set;

/* How many more edges of the type nodes of the set have than the base says. */
typedef struct sg_delta_degree {
    uint64_t key;
    int64_t more;
} sg_delta_degree;

typedef enum sg_undo_kind {
    SG_UNDO_ADD_NODE,
    SG_UNDO_DELETE_NODE,
    SG_UNDO_LABELS,   /* number: the set before */
    SG_UNDO_PROPERTY, /* number: key; value before */
    SG_UNDO_ADD_EDGE,
    SG_UNDO_DELETE_EDGE,
    SG_UNDO_EDGE_PROPERTY,
    SG_UNDO_INDEX, /* number: added (1) or dropped (0) */
} sg_undo_kind;

typedef struct sg_undo {
    sg_undo_kind kind;
    uint32_t id;
    uint32_t number;
    sg_value value;
} sg_undo;

/* Candidates by hash of the value: chains from heads.  Entries are not taken out when a value
 * changes; who looks up tests. */
typedef struct sg_index_entry {
    uint32_t next;
    uint32_t hash;
    uint32_t node;
} sg_index_entry;

typedef struct sg_index {
    sg_str
        name; /* empty: the ones that are always there, for `id` and `arn` of changed nodes */
    sg_index_about about; /* one key and any label when it has no name */
    bool dropped;
    uint32_t *heads; /* head_count: a power of two */
    uint32_t head_count;
    SG_ARRAY(sg_index_entry) entries;
} sg_index;

/* The frozen graph below, kept by all deltas over it. */
typedef struct sg_delta_base {
    sg_graph *graph;
    atomic_uint users;
} sg_delta_base;

typedef struct sg_delta {
    sg_delta_base *base;
    sg_arena *values; /* texts, lists and maps; names */
    size_t garbage;   /* bytes of it that were replaced, about */

    sg_table labels, types, keys; /* names added; number: that of the base + position */
    SG_ARRAY(sg_label) set_labels;
    SG_ARRAY(sg_delta_label_set) sets; /* added; number: that of the base + position */
    sg_slots set_slots;                /* all sets */

    uint64_t *nodes_changed; /* bit per node of the base: it has a record */
    SG_ARRAY(sg_delta_node) changed;
    sg_slots changed_slots;
    SG_ARRAY(sg_delta_node) added;

    SG_ARRAY(sg_delta_touch) touched; /* edges of the base */
    sg_slots touched_slots;
    SG_ARRAY(sg_delta_edge) edges;

    SG_ARRAY(sg_delta_cell) cells;
    uint32_t free_cell;

    SG_ARRAY(sg_delta_row) rows;
    sg_slots row_slots;
    SG_ARRAY(uint8_t)
    row_ways; /* by type: bit 0, rows that lead out; bit 1, in.  Missing: neither */
    SG_ARRAY(sg_delta_chunk) chunks;
    SG_ARRAY(uint32_t) row_words;

    uint32_t node_count;
    uint64_t edge_count;
    /* Of all, those of the base too. */
    SG_ARRAY(uint32_t) set_counts;
    SG_ARRAY(uint32_t) label_counts;
    SG_ARRAY(uint64_t) type_counts;
    SG_ARRAY(sg_delta_degree) degrees;
    sg_slots degree_slots;

    SG_ARRAY(sg_index) indexes;
    SG_ARRAY(sg_undo) journal;
    bool undoing; /* nothing is noted */
} sg_delta;

void sg_delta_free(sg_graph *graph);
/* Notes what was, before it is changed. */
SG_MUST_USE sg_status sg_delta_note(sg_delta *delta, sg_undo_kind kind, uint32_t id,
                                    uint32_t number, sg_value value);
/* Goes back to what an entry of the journal says. */
SG_MUST_USE sg_status sg_delta_restore(sg_graph *graph, sg_undo entry);
SG_MUST_USE sg_status sg_delta_restore_edge(sg_graph *graph, sg_undo entry);
/* The record of the node; NULL when it is as the base has it. */
sg_delta_node *sg_delta_node_of(const sg_graph *graph, sg_node node);
/* The record of the node, taken over from the base if there was none. */
SG_MUST_USE sg_status sg_delta_take_node(sg_graph *graph, sg_node node, sg_delta_node **out);
/* The record of an added edge; NULL for an edge of the base. */
sg_delta_edge *sg_delta_edge_of(const sg_graph *graph, sg_edge edge);
/* What became of an edge of the base; NULL: nothing ever did. */
sg_delta_touch *sg_delta_touch_of(const sg_delta *delta, sg_edge edge);
/* The same; there is one afterwards, and only memory has changed. */
SG_MUST_USE sg_status sg_delta_touch_edge(sg_delta *delta, sg_edge edge, sg_delta_touch **out);
/* Whether an edge of the base is deleted. */
bool sg_delta_is_deleted(const sg_delta *delta, sg_edge edge);
/* Where the first cell of the edge stands; NULL when its properties are in the columns. */
uint32_t *sg_delta_edge_cells_of(const sg_graph *graph, sg_edge edge);
sg_value sg_delta_cell_value(const sg_delta *delta, uint32_t cells, sg_key key);

static inline bool sg_delta_keeps_node(const sg_graph *graph, uint32_t node)
{
    return node < graph->nodes && !sg_bit_test(graph->delta->nodes_changed, node);
}

/* --- sets (delta_symbols.c) ------------------------------------------------------------------ */
/* The number of the combination of `count` distinct labels, in any order. */
SG_MUST_USE sg_status sg_delta_set_of(sg_graph *graph, sg_label *labels, uint32_t count,
                                      uint16_t *out);
/* Registers the sets of the base; counts of all symbols. */
SG_MUST_USE sg_status sg_delta_take_sets(sg_graph *graph);

/* --- rows (delta_rows.c) ---------------------------------------------------------------------- */
SG_MUST_USE sg_status sg_delta_row_add(sg_delta *delta, uint32_t node, sg_reltype type,
                                       sg_direction way, uint32_t other, uint32_t edge);
/* An edge of the base's row is to be deleted (`more` 1), or is there again (-1); 0 only makes room. */
SG_MUST_USE sg_status sg_delta_row_delete(sg_delta *delta, uint32_t node, sg_reltype type,
                                          sg_direction way, int32_t more);
void sg_delta_row_remove(sg_delta *delta, uint32_t node, sg_reltype type, sg_direction way,
                         uint32_t other, uint32_t edge);
const sg_delta_row *sg_delta_row_of(const sg_delta *delta, uint32_t node, sg_reltype type,
                                    sg_direction way);
SG_MUST_USE sg_status sg_delta_add_degree(sg_delta *delta, uint16_t set, sg_reltype type,
                                          sg_direction way, int64_t more);
int64_t sg_delta_degree_of(const sg_delta *delta, sg_label_set set, sg_reltype type,
                           sg_direction way);
/* The next label set of which changes say something, in no order; *position is 0 at first. */
bool sg_delta_next_degree(const sg_delta *delta, sg_reltype type, sg_direction way,
                          size_t *position, sg_label_set *out);

/* --- indexes (delta_index.c) ------------------------------------------------------------------- */
void sg_index_free(sg_index *index);
SG_MUST_USE sg_status sg_index_copy(const sg_index *from, sg_arena *arena, sg_index *out);
/* The node has got this value, or this label. */
SG_MUST_USE sg_status sg_delta_index_value(sg_graph *graph, sg_node node, sg_key key,
                                           sg_value value);
SG_MUST_USE sg_status sg_delta_index_label(sg_graph *graph, sg_node node, sg_label label);
/* `id` and `arn` are looked up as soon as something has them. */
SG_MUST_USE sg_status sg_delta_index_key(sg_graph *graph, sg_str name, sg_key key);
/* Frees the indexes that were dropped for good. */
void sg_delta_forget_dropped(sg_delta *delta);
/* Whether the `id` or `arn` of the node is this text. */
bool sg_delta_answers(const sg_graph *graph, sg_node node, sg_str text);
bool sg_delta_find_shared(const sg_graph *graph, sg_str key, sg_node *out, bool *shared);

#endif
