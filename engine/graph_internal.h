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

/* One column: where it stands in `cells`, in 64-bit words.  Its rows are those of its owner. */
typedef struct sg_column_entry {
    uint32_t owner; /* label set or relationship type */
    uint32_t key;
    uint32_t kind; /* an sg_column_kind */
    uint32_t distinct;
    uint64_t cells;
    uint64_t present; /* SG_NO_PLACE: every row has a value */
} sg_column_entry;

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

    /* The sections, typed. */
#define SECTION(kind, field, type, about)                                                      \
    const type *field;                                                                         \
    size_t field##_count;
#include "engine/sections.def"
#undef SECTION

    /* Derived: small, made at assembly. */
    uint32_t nodes, edges, strings, label_sets;
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
};

#define SG_BLOCK_SHIFT 8
#define SG_BLOCK (UINT32_C(1) << SG_BLOCK_SHIFT)

/* Bytes of one item of a section. */
size_t sg_section_item(sg_section_kind kind);
/* Gives the section `count` zeroed items of its own.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_section_make(sg_graph *graph, sg_section_kind kind, size_t count,
                                      void **items);
/* Points the typed fields at the sections; every section must hold whole items. */
void sg_graph_point(sg_graph *graph);
/* Makes what is derived; the arrays must be sound (freeze) or checked (sg_graph_check).
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_graph_assemble(sg_graph *graph);
/* Whether the arrays, which come from the file at `path`, can be read without leaving any of them.
 * Errors: SG_ECORRUPT. */
SG_MUST_USE sg_status sg_graph_check(const sg_graph *graph, const char *path, sg_error *err);

/* 64-bit words that `rows` cells of the kind and a bitmap take; columns begin at multiples of 8. */
uint64_t sg_column_words(sg_column_kind kind, uint64_t rows);
/* Where a text stands in the lookup table when nothing is in its way. */
uint64_t sg_lookup_home(sg_str text, uint64_t slots);

#endif
