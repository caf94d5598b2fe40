/* graph_internal.h - what a frozen graph is made of: flat arrays, and a little derived from them.
 *
 * Every array is free of pointers and equals a section of the snapshot, byte by byte, so a graph is
 * opened by mapping a file and frozen by filling the same arrays in memory:
 *
 *     freeze ──► sections ──► sg_graph_assemble ──► struct sg_graph ──► sections ──► file
 *     file ─► check ─┘
 *
 * Only the files of engine/ that build, read or store a graph include this header.
 */
#ifndef SG_GRAPH_INTERNAL_H
#define SG_GRAPH_INTERNAL_H

#include "engine/base/error.h"
#include "engine/base/file.h"
#include "engine/graph.h"
#include "engine/row_index.h"

/* --- items of the arrays; all without padding, so that equal graphs have equal bytes ----------- */

#define SG_NO_PLACE UINT64_MAX

/* One column.  Its rows are those of its owner; its parts stand in `cells` one behind the other, each
 * in whole words: null bitmap, ranks, dictionary, cells.  Columns begin at multiples of 8 words. */
typedef struct sg_column_entry {
    uint32_t owner; /* label set or relationship type */
    uint32_t key;
    uint32_t kind; /* an sg_column_kind */
    uint32_t distinct;
    uint64_t place;
    int64_t least;
    uint32_t count; /* rows with a value: all of them, and there is no null bitmap */
    uint32_t dictionary;
    uint32_t width;
    uint32_t sparse; /* 1: there are ranks, and cells for values only */
} sg_column_entry;

/* A span as it is stored; holes and cells of all spans stand one behind the other. */
typedef struct sg_span_entry {
    uint64_t first_edge; /* SG_NO_PLACE: without ids */
    uint32_t type;
    uint32_t sources, targets; /* sets of nodes */
    uint32_t cell_count;
    uint32_t hole_count;
    uint32_t zero;
} sg_span_entry;

/* One property of a span, of a kind of columns. */
typedef struct sg_span_cell {
    uint32_t key;
    uint32_t kind; /* an sg_column_kind */
    union {
        uint64_t bits; /* a boolean, too */
        int64_t integer;
        double real;
        uint64_t code;
    };
} sg_span_cell;

/* From this node on, up to that of the next row, the spans are lists[list] up to the next row's. */
typedef struct sg_span_row {
    uint32_t node;
    uint32_t list;
} sg_span_row;

typedef struct sg_lookup_slot {
    uint32_t code; /* a string, or SG_NO_ID: free */
    uint32_t node;
} sg_lookup_slot;

typedef struct sg_attachment {
    uint64_t first; /* in attachment_bytes */
    uint64_t length;
    uint32_t name; /* a string */
    uint32_t zero;
} sg_attachment;

/* --- the graph ------------------------------------------------------------------------------- */

typedef enum sg_section_kind {
#define SECTION(kind, field, type, about) SG_SECTION_##kind,
#include "engine/sections.def"
#undef SECTION
    SG_SECTIONS,
} sg_section_kind;

typedef struct sg_section {
    const void *bytes;
    size_t length;
    void *owned; /* NULL when the bytes belong to the mapping */
} sg_section;

struct sg_delta;

struct sg_graph {
    /* Changes on top (engine/delta_internal.h); NULL: frozen.  Everything else is the base's. */
    struct sg_delta *delta;

    sg_section sections[SG_SECTIONS];
    sg_mapping mapping;
    struct sg_unread
        *unread; /* parts of a snapshot that are looked at when first used; or NULL */
    const struct sg_strings *lent; /* of a preview: whose texts it reads; else NULL */

    /* The sections, typed. */
#define SECTION(kind, field, type, about)                                                      \
    const type *field;                                                                         \
    size_t field##_count;
#include "engine/sections.def"
#undef SECTION

    /* Derived: small, made at assembly. */
    uint32_t nodes, strings, label_sets;
    uint32_t edges;    /* that are stored one by one */
    uint32_t edge_ids; /* with those of spans */
    uint64_t edge_count;
    uint32_t labels, types, keys;
    sg_arena *arena;              /* holds all that follows */
    sg_column *set_columns;       /* beside node_columns */
    sg_column *type_columns;      /* beside edge_columns */
    uint32_t *set_columns_first;  /* by label set: its columns, then the end */
    uint32_t *type_columns_first; /* by type */
    uint16_t *block_set;          /* label set of the first node of every SG_BLOCK nodes */
    sg_range *label_ranges;
    uint32_t *label_ranges_first; /* by label, then the end */
    uint32_t *label_ranges_count;
    uint32_t *label_counts; /* nodes that have the label */
    uint64_t *type_counts;  /* edges of the type */
    sg_edge_span *span_views;
    uint32_t *numbered_spans; /* those with ids, ascending */
    uint32_t numbered;
    uint32_t *type_spans;       /* by type: its first span, then the end */
    uint64_t *span_rows_before; /* by span row: edges at nodes before it, holes among them */
};

#define SG_BLOCK_SHIFT 8
#define SG_BLOCK (UINT32_C(1) << SG_BLOCK_SHIFT)

/* The label set of a node as it was frozen. */
static inline uint16_t sg_frozen_label_set(const sg_graph *graph, uint32_t node)
{
    uint16_t set = graph->block_set[node >> SG_BLOCK_SHIFT];

    while (graph->set_first[set + 1] <= node)
        set++;
    return set;
}

/* Bytes of one item of a section. */
size_t sg_section_item(sg_section_kind kind);
/* Gives the section `count` zeroed items of its own.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_section_make(sg_graph *graph, sg_section_kind kind, size_t count,
                                      void **items);
/* Gives the section the first `count` items of pages of `size` bytes, which it takes.  Errors:
 * SG_ENOMEM; nothing is taken then. */
SG_MUST_USE sg_status sg_section_take(sg_graph *graph, sg_section_kind kind, void *pages,
                                      size_t size, size_t count);
/* Points the typed fields at the sections; every section must hold whole items. */
void sg_graph_point(sg_graph *graph);
/* Makes what is derived; the arrays must be sound (freeze) or checked (sg_graph_check).
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_graph_assemble(sg_graph *graph);
/* Whether the arrays, which come from the file at `path`, can be read without leaving any of them, as far as
 * small arrays tell: engine/snapshot_check.h has the rest.  Errors: SG_ECORRUPT. */
SG_MUST_USE sg_status sg_graph_check(const sg_graph *graph, const char *path, sg_error *err);

/* Whether a part of the graph may be read: it is sound, or is found so now (snapshot_settle.c). */
bool sg_settle_string(const sg_graph *graph, uint32_t code);
bool sg_settle_slot(const sg_graph *graph, uint64_t slot);
bool sg_settle_column(const sg_graph *graph, const sg_column_entry *entry);
bool sg_settle_index(const sg_graph *graph, sg_reltype type, sg_direction way);
bool sg_settle_rows(const sg_graph *graph, sg_reltype type, sg_direction way);
static inline bool sg_string_is_sound(const sg_graph *graph, uint32_t code)
{
    return !SG_UNLIKELY(graph->unread) || sg_settle_string(graph, code);
}
static inline bool sg_slot_is_sound(const sg_graph *graph, uint64_t slot)
{
    return !SG_UNLIKELY(graph->unread) || sg_settle_slot(graph, slot);
}
static inline bool sg_column_is_sound(const sg_graph *graph, const sg_column_entry *entry)
{
    return !SG_UNLIKELY(graph->unread) || sg_settle_column(graph, entry);
}
/* How many relationships each node has, */
static inline bool sg_index_is_sound(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    return !SG_UNLIKELY(graph->unread) || sg_settle_index(graph, type, way);
}
/* and where they lead, too. */
static inline bool sg_rows_are_sound(const sg_graph *graph, sg_reltype type, sg_direction way)
{
    return !SG_UNLIKELY(graph->unread) || sg_settle_rows(graph, type, way);
}
void sg_unread_free(struct sg_unread *unread);

static inline const sg_row_index *sg_row_index_of(const sg_graph *graph, sg_reltype type,
                                                  sg_direction way)
{
    return &graph->row_indexes[(size_t)type.id * 2 + (way == SG_IN)];
}
/* The edges of the type that are stored one by one, counted from its first, at the node: of who reads
 * where they lead, sg_rows_are_sound() is asked before. */
static inline sg_range sg_row_of(const sg_graph *graph, sg_node node, sg_reltype type,
                                 sg_direction way)
{
    if (!sg_index_is_sound(graph, type, way))
        return (sg_range){ 0, 0 };
    return sg_row_find(sg_row_index_of(graph, type, way), graph->row_words, node.id);
}

/* Where the parts of a column begin, in words from its place; a part that it lacks is empty. */
typedef struct sg_column_parts {
    uint64_t ranks, dictionary, cells, end;
} sg_column_parts;

sg_column_parts sg_column_parts_of(const sg_column_entry *entry, uint32_t rows);
/* Where a text stands in the lookup table when nothing is in its way: the upper half of its hash is scaled
 * to the table, which need not be a power of two. */
static inline uint64_t sg_lookup_home_of(uint32_t upper, uint64_t slots)
{
    return (upper * slots) >> 32;
}
uint64_t sg_lookup_home(sg_str text, uint64_t slots);

#endif
