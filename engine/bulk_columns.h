/* bulk_columns.h - the columns of a graph in the making, as stretches of their rows.
 *
 *     rows of an owner      [ part 0 .. 64k ][ part 64k .. 128k ][ part .. end ]
 *     what each holds         name account n    name n              account
 *                             └─ a stretch: count, extremes, strings by first use
 *
 * An owner is a label set or a relationship type; its rows are nodes or relationships that follow
 * each other.  Every cell is looked at twice: parts are surveyed, which gives columns, codes, and the
 * width of cells; then the stretches are written where they belong.
 *
 * Cells are found by record: the row of a node among all tables, or the record of a relationship.
 * Where the relationships of a type share records, a part is surveyed by the few that it uses.
 */
#ifndef SG_BULK_COLUMNS_H
#define SG_BULK_COLUMNS_H

#include "engine/bulk_internal.h"

/* The columns of a table, by record. */
typedef struct sg_bulk_cells {
    const sg_bulk_column *columns;
    uint32_t column_count;
    uint32_t first, count; /* records */
    const uint32_t *
        *encoded; /* by column: its cells as encoded values, where they were asked for */
} sg_bulk_cells;

/* Nodes, or relationships. */
typedef struct sg_bulk_side {
    sg_bulk_cells *tables; /* by their first record */
    size_t table_count;
    const uint32_t *order; /* by node or relationship: record, SG_NO_ID without any */
    const uint32_t *first; /* by owner: its first row, then the end */
} sg_bulk_side;

/* What a part holds of a column. */
typedef struct sg_bulk_stretch {
    uint32_t key; /* of the builder */
    sg_column_kind kind;
    uint32_t count;             /* rows with a value */
    int64_t least, greatest;    /* of integers and bits */
    uint32_t stamp;             /* strings that the worker has seen in it */
    SG_ARRAY(uint32_t) strings; /* each once, by first use */
} sg_bulk_stretch;

typedef struct sg_bulk_part {
    const sg_bulk_side *side;
    uint32_t owner, first, last; /* rows of the owner */
    bool shared;                 /* has `records` and `uses` */
    SG_ARRAY(uint32_t) records;  /* each once, by first use */
    SG_ARRAY(uint32_t) uses;     /* beside them: rows that have it */
    SG_ARRAY(sg_bulk_stretch) stretches;
    SG_ARRAY(uint32_t) bits; /* if shared: which of all placed stretches are columns of bits */
} sg_bulk_part;

/* A column of the graph, and its stretches among those of all columns. */
typedef struct sg_bulk_planned {
    uint32_t owner, number, key; /* numbers of the graph; key of the builder */
    sg_column_kind kind;
    bool mixed;           /* encoded because kinds differ */
    uint32_t rows, count; /* all of them; those with a value */
    size_t first_stretch, stretch_count;
    int64_t least, greatest; /* of integers and bits */
    uint32_t distinct;       /* of strings; else how many there are */
    uint32_t width;          /* of strings */
    uint32_t *dictionary;    /* codes, ascending; NULL: none */
    sg_column_entry *entry;
} sg_bulk_planned;

typedef struct sg_bulk_placed {
    sg_bulk_part *part;
    uint32_t stretch; /* of the part */
    uint32_t number;  /* of the key */
    uint32_t column;  /* planned */
    uint32_t before;  /* values in the stretches before it */
} sg_bulk_placed;

/* What one thread has for itself. */
typedef struct sg_bulk_column_worker {
    uint32_t *slots;        /* by key and kind: stretch of the part at hand + 1 */
    uint32_t *seen, stamps; /* by place of a string: stamp of the last stretch that had it */
    uint32_t *values;       /* by place of a string: what the cell holds */
    /* By record + 1, so that 0 is none: */
    uint32_t *record_uses[2]; /* rows of the part at hand, counted by turns */
    uint64_t *record_values;  /* what the cell holds; 0 without a value */
    uint8_t *record_bytes;    /* its lowest byte */
    uint8_t *record_has;      /* 1: there is a value */
    uint16_t *record_bits;    /* of eight columns: values, then whether there are any */
    bool failed;              /* for want of memory */
} sg_bulk_column_worker;

/* A column whose values are of several kinds, so that its cells are encoded. */
typedef struct sg_bulk_mixed {
    const sg_bulk_side *side;
    uint32_t owner, key;
} sg_bulk_mixed;

typedef struct sg_bulk_columns_making {
    sg_bulk *bulk;
    sg_bulk_side sides[2]; /* nodes, relationships */
    bool *shared;          /* by type: its relationships share records */
    SG_ARRAY(sg_bulk_part) parts;
    SG_ARRAY(sg_bulk_mixed) mixed;
    SG_ARRAY(sg_bulk_placed) stretches; /* by (side, owner, number of the key, part) */
    SG_ARRAY(sg_bulk_planned) columns;  /* in the same order */
    size_t node_columns;                /* how many are of nodes */
    uint64_t *words, word_count;        /* the section of cells */
    sg_bulk_column_worker *workers;
} sg_bulk_columns_making;

#define SG_BULK_PART (UINT32_C(64) * 1024) /* rows; whole words of bits */
enum { SG_COLUMN_KINDS = SG_COLUMN_ENCODED + 1 };

/* Rows of a part that follow each other and whose records are of one table. */
typedef struct sg_bulk_run {
    const sg_bulk_cells *table; /* NULL: they have none */
    const uint32_t *records;
    uint32_t count;
} sg_bulk_run;

/* The run that begins at records[0] of `count`; `before` is the table of the run before, or NULL. */
sg_bulk_run sg_bulk_run_of(const sg_bulk_side *side, const uint32_t *records, uint32_t count,
                           const sg_bulk_cells *before);
bool sg_bulk_is_mixed(const sg_bulk_columns_making *self, const sg_bulk_side *side,
                      uint32_t owner, uint32_t key);
/* The table's column of that number, as encoded values if `mixed`. */
static inline sg_bulk_column sg_bulk_source(const sg_bulk_cells *table, uint32_t number,
                                            bool mixed)
{
    if (mixed)
        return (sg_bulk_column){ .key = table->columns[number].key,
                                 .kind = SG_COLUMN_ENCODED,
                                 .strings = table->encoded[number] };
    return table->columns[number];
}

static inline bool sg_bulk_has_strings(sg_column_kind kind)
{
    return kind == SG_COLUMN_STRING || kind == SG_COLUMN_ENCODED;
}
static inline bool sg_bulk_has_cell(const sg_bulk_column *column, uint32_t row)
{
    if (sg_bulk_has_strings(column->kind))
        return column->strings[row] != SG_NO_ID;
    if (column->kind == SG_COLUMN_BIT)
        return column->bits[row] != SG_BULK_NO_BIT;
    return !column->present || column->present[row] != 0;
}

/* The stages, in this order; statuses without a story.  After mixed columns were found, parts are
 * surveyed again. */
SG_MUST_USE sg_status sg_bulk_survey(sg_bulk_columns_making *self);
SG_MUST_USE sg_status sg_bulk_codes(sg_bulk_columns_making *self);
SG_MUST_USE sg_status sg_bulk_write_columns(sg_bulk_columns_making *self);

#endif
