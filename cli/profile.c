/* profile.c - the plan that ran, with estimated and actual rows and the costs of each operator.
 *
 *     operator                      estimated  rows  batches  relationships  memory       time
 *     Project n.name -> name                3     3        1              0   24 KiB   0.01 ms
 *       NodeScan (n:User)                   3     3        1              0   16 KiB   0.02 ms
 */
#include "cli/profile.h"

#include "cli/table.h"

/* --- table ---------------------------------------------------------------------------------------- */
typedef struct {
    sg_text_table table;
    sg_status status;
} table_reader;

static void add_cell(table_reader *self, sg_buffer *cell)
{
    if (self->status == SG_OK)
        self->status = cell->status;
    if (self->status == SG_OK)
        self->status = sg_text_table_add(&self->table, sg_buffer_str(cell));
    sg_buffer_clear(cell);
}

static void add_count(table_reader *self, uint64_t count, sg_buffer *cell)
{
    sg_buffer_format(cell, "%13llu", (unsigned long long)count);
    add_cell(self, cell);
}

static void add_numbers(table_reader *self, const sg_profile_line *line, sg_buffer *cell)
{
    sg_buffer_format(cell, line->estimate >= 1e12 ? "%13.1e" : "%13.0f", line->estimate);
    add_cell(self, cell);
    add_count(self, line->rows, cell);
    add_count(self, line->batches, cell);
    add_count(self, line->edges_touched, cell);
    sg_buffer_format(cell, "%9llu KiB", (unsigned long long)(line->memory + 1023) / 1024);
    add_cell(self, cell);
    sg_buffer_format(cell, "%10.2f ms", (double)line->nanoseconds / 1e6);
    add_cell(self, cell);
}

static void add_table_line(void *reader, const sg_profile_line *line)
{
    table_reader *self = reader;
    sg_buffer cell = { .length = 0 };

    for (unsigned i = 0; i < line->depth; i++)
        sg_buffer_text(&cell, "  ");
    sg_buffer_add(&cell, line->title);
    sg_buffer_text(&cell, line->detail.length ? " " : "");
    sg_buffer_add(&cell, line->detail);
    add_cell(self, &cell);
    if (line->is_operator)
        add_numbers(self, line, &cell);
    for (unsigned i = 0; !line->is_operator && i + 1 < self->table.columns; i++)
        add_cell(self, &cell);
    sg_buffer_free(&cell);
}

sg_status sg_profile_table(const sg_query *query, const sg_result *result, sg_buffer *out)
{
    static const char *const head[] = { "operator",      "    estimated", "         rows",
                                        "      batches", "relationships", "       memory",
                                        "         time" };
    table_reader self = { .table = { .columns = SG_COUNT(head) } };

    for (size_t i = 0; self.status == SG_OK && i < SG_COUNT(head); i++)
        self.status = sg_text_table_add(&self.table, sg_str_of(head[i]));
    if (self.status == SG_OK)
        self.status = sg_query_profile(query, result, add_table_line, &self);
    if (self.status == SG_OK)
        sg_text_table_write(&self.table, out);
    sg_text_table_free(&self.table);
    return self.status;
}

/* --- JSON ----------------------------------------------------------------------------------------- */
typedef struct {
    sg_buffer *out;
    bool more;
} json_reader;

static void add_json_line(void *reader, const sg_profile_line *line)
{
    json_reader *self = reader;
    sg_buffer *out = self->out;

    sg_buffer_text(out, self->more ? ",{" : "{");
    self->more = true;
    sg_buffer_text(out, "\"operator\":");
    if (line->is_operator)
        sg_buffer_json_string(out, line->title);
    else
        sg_buffer_text(out, "null");
    sg_buffer_text(out, ",\"detail\":");
    sg_buffer_json_string(out, line->detail);
    sg_buffer_format(out, ",\"depth\":%u", line->depth);
    if (line->is_operator)
        sg_buffer_format(
            out,
            ",\"estimated\":%.1f,\"rows\":%llu,\"batches\":%llu,"
            "\"relationships\":%llu,\"memory\":%llu,\"nanoseconds\":%llu",
            line->estimate, (unsigned long long)line->rows, (unsigned long long)line->batches,
            (unsigned long long)line->edges_touched, (unsigned long long)line->memory,
            (unsigned long long)line->nanoseconds);
    sg_buffer_char(out, '}');
}

sg_status sg_profile_json(const sg_query *query, const sg_result *result, sg_buffer *out)
{
    json_reader self = { .out = out };

    sg_buffer_text(out, ",\"profile\":[");
    sg_status status = sg_query_profile(query, result, add_json_line, &self);
    sg_buffer_char(out, ']');
    return status;
}
