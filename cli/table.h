/* table.h - rows of text laid out in columns of equal width, for terminals. */
#ifndef SG_CLI_TABLE_H
#define SG_CLI_TABLE_H

#include "engine/base/array.h"
#include "engine/base/text.h"

enum { SG_TEXT_TABLE_COLUMNS = 1024 };

/* Zeroed tables are empty; the first row is the head.  Cells follow one another, row by row. */
typedef struct sg_text_table {
    uint32_t columns;
    sg_buffer text;         /* of all cells, made safe */
    SG_ARRAY(size_t) ends;  /* of the cells in `text` */
    SG_ARRAY(size_t) width; /* of the columns, in cells of the terminal */
} sg_text_table;

void sg_text_table_free(sg_text_table *table);
/* Adds the next cell.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_text_table_add(sg_text_table *table, sg_str cell);
/* Appends the table: head, a rule, rows. */
void sg_text_table_write(const sg_text_table *table, sg_buffer *out);

#endif
