/* column_table.h - rows of one kind of node, or one type of relationship, as columns for the bulk builder. */
#ifndef SG_GENERATE_TABLE_H
#define SG_GENERATE_TABLE_H

#include "engine/bulk.h"
#include "generate/sink.h"

/* Which columns properties make: entries of a map (tags.owner) make one. */
typedef struct sg_column_layout {
    sg_properties properties;
    uint32_t count;
    sg_str names[SG_PROPERTIES_MOST];
    sg_column_kind kinds[SG_PROPERTIES_MOST];
    uint32_t first[SG_PROPERTIES_MOST + 1]; /* of each column's properties, then the end */
} sg_column_layout;

void sg_column_layout_of(const sg_properties *properties, sg_column_layout *out);
/* What the row has in the column; a map is made of `entries`, of which there are SG_PROPERTIES_MOST, what
 * is JSON in the arena.  Errors: those of sg_json_parse. */
SG_MUST_USE sg_status sg_column_layout_value(const sg_column_layout *layout, const sg_row *row,
                                             uint32_t column, sg_entry *entries,
                                             sg_arena *arena, sg_value *out);

/* A table with room for a known number of rows. */
typedef struct sg_column_table {
    uint32_t rows, room;
    sg_column_layout layout;
    sg_bulk_column columns[SG_PROPERTIES_MOST];
    uint32_t column_count;
    void *cells[SG_PROPERTIES_MOST]; /* of the columns; uint8_t, uint32_t, int64_t or double */
    uint8_t *present[SG_PROPERTIES_MOST];
    sg_arena *parsed; /* JSON of the row at hand */
} sg_column_table;

/* Zeroed is empty and may be freed.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_column_table_init(sg_column_table *table, sg_bulk *bulk,
                                           const sg_properties *properties, uint32_t room);
void sg_column_table_free(sg_column_table *table);
/* Appends a row; its texts are copied into the bulk.  Errors: also SG_EINVAL. */
SG_MUST_USE sg_status sg_column_table_add(sg_column_table *table, sg_bulk *bulk,
                                          sg_bulk_recent *recent, const sg_row *row);

#endif
