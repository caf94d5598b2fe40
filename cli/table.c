/* table.c - aligned columns:
 *
 *     name        accounts
 *     ----------  --------
 *     checkout-1  3
 *
 * Lines have no blanks at their end.
 */
#include "cli/table.h"

#include <string.h>

void sg_text_table_free(sg_text_table *table)
{
    sg_buffer_free(&table->text);
    sg_array_free(&table->ends);
    sg_array_free(&table->width);
}

sg_status sg_text_table_add(sg_text_table *table, sg_str cell)
{
    size_t begin = table->text.length;
    size_t column = table->ends.count % table->columns;
    sg_buffer_safe(&table->text, cell);
    SG_TRY(table->text.status);
    SG_TRY(sg_array_push(&table->ends, table->text.length));
    sg_str stored = { table->text.bytes + begin, table->text.length - begin };
    size_t cells = stored.length > 0 ? sg_text_cells(stored) : 0;
    if (table->width.count <= column)
        return sg_array_push(&table->width, cells);
    if (table->width.items[column] < cells)
        table->width.items[column] = cells;
    return SG_OK;
}

static void add_repeated(sg_buffer *out, char byte, size_t count)
{
    while (count-- > 0)
        sg_buffer_char(out, byte);
}

static void add_row(const sg_text_table *table, size_t first, sg_buffer *out)
{
    size_t begin_of_row = out->length;
    for (uint32_t column = 0; column < table->columns; column++) {
        size_t at = first + column;
        size_t begin = at > 0 ? table->ends.items[at - 1] : 0;
        sg_str text = sg_str_slice(sg_buffer_str(&table->text), begin, table->ends.items[at]);
        sg_buffer_add(out, text);
        if (column + 1 < table->columns)
            add_repeated(out, ' ', table->width.items[column] - sg_text_cells(text) + 2);
    }
    while (out->length > begin_of_row && out->bytes[out->length - 1] == ' ')
        out->length--;
    sg_buffer_char(out, '\n');
}

void sg_text_table_write(const sg_text_table *table, sg_buffer *out)
{
    for (size_t first = 0; first + table->columns <= table->ends.count;
         first += table->columns) {
        add_row(table, first, out);
        if (first > 0)
            continue;
        for (uint32_t column = 0; column < table->columns; column++) {
            add_repeated(out, '-', table->width.items[column]);
            sg_buffer_text(out, column + 1 < table->columns ? "  " : "\n");
        }
    }
}
