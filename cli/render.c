/* render.c - one class a format: what is written before the rows, for each row, after them. */
#include "cli/render.h"

#include "cli/machine.h"
#include "cli/profile.h"
#include "cli/table.h"
#include "cli/value_text.h"

typedef struct {
    const sg_graph *graph;
    const sg_query *query;
    const sg_result *result;
    sg_arena *arena; /* for one row */
    sg_buffer *out;
    sg_text_table table;
    uint64_t rows;
} renderer;

typedef struct {
    sg_status (*begin)(renderer *self);
    sg_status (*row)(renderer *self, const sg_value *row);
    sg_status (*end)(renderer *self);
} renderer_class;

/* --- columns: those of the query, or the one of its plan ----------------------------------------- */
static uint32_t column_count(const renderer *self)
{
    return sg_query_is_explain(self->query) ? 1 : sg_query_columns(self->query);
}

static sg_str column_name(const renderer *self, uint32_t column)
{
    return sg_query_is_explain(self->query) ? SG_STR("plan")
                                            : sg_query_column_name(self->query, column);
}

/* --- table ---------------------------------------------------------------------------------------- */
static sg_status begin_table(renderer *self)
{
    self->table.columns = column_count(self);
    for (uint32_t i = 0; i < self->table.columns; i++)
        SG_TRY(sg_text_table_add(&self->table, column_name(self, i)));
    return SG_OK;
}

static sg_status add_table_row(renderer *self, const sg_value *row)
{
    for (uint32_t i = 0; i < self->table.columns; i++) {
        sg_buffer cell = { .length = 0 };
        sg_value_text(self->graph, row[i], self->arena, &cell);
        sg_status status = cell.status;
        if (status == SG_OK)
            status = sg_text_table_add(&self->table, sg_buffer_str(&cell));
        sg_buffer_free(&cell);
        SG_TRY(status);
    }
    return SG_OK;
}

static sg_status end_table(renderer *self)
{
    if (self->table.columns > 0)
        sg_text_table_write(&self->table, self->out);
    if (!sg_query_is_profile(self->query))
        return SG_OK;
    sg_buffer_char(self->out, '\n');
    return sg_profile_table(self->query, self->result, self->out);
}

/* --- JSON: one line of the machine interface ------------------------------------------------------ */
static sg_status begin_json(renderer *self)
{
    sg_buffer_text(self->out, "{\"columns\":[");
    for (uint32_t i = 0; i < column_count(self); i++) {
        sg_buffer_text(self->out, i ? "," : "");
        sg_buffer_json_string(self->out, column_name(self, i));
    }
    sg_buffer_text(self->out, "],\"rows\":[");
    return SG_OK;
}

static sg_status add_json_row(renderer *self, const sg_value *row)
{
    sg_buffer_text(self->out, self->rows > 0 ? ",[" : "[");
    for (uint32_t i = 0; i < column_count(self); i++) {
        sg_buffer_text(self->out, i ? "," : "");
        sg_machine_value(self->graph, row[i], self->arena, self->out);
    }
    sg_buffer_char(self->out, ']');
    return self->out->status;
}

static sg_status end_json(renderer *self)
{
    sg_status status = SG_OK;
    sg_buffer_char(self->out, ']');
    sg_machine_stats(sg_result_counters(self->result), self->out);
    if (sg_query_is_profile(self->query))
        status = sg_profile_json(self->query, self->result, self->out);
    sg_buffer_text(self->out, "}\n");
    return status;
}

/* --- JSON Lines: an object a row ------------------------------------------------------------------ */
static sg_status begin_nothing(renderer *self)
{
    return self->out->status;
}

static sg_status add_object(renderer *self, const sg_value *row)
{
    sg_buffer_char(self->out, '{');
    for (uint32_t i = 0; i < column_count(self); i++) {
        sg_buffer_text(self->out, i ? "," : "");
        sg_buffer_json_string(self->out, column_name(self, i));
        sg_buffer_char(self->out, ':');
        sg_machine_value(self->graph, row[i], self->arena, self->out);
    }
    sg_buffer_text(self->out, "}\n");
    return self->out->status;
}

static sg_status end_nothing(renderer *self)
{
    return self->out->status;
}

/* --- CSV ------------------------------------------------------------------------------------------ */
static sg_status begin_csv(renderer *self)
{
    for (uint32_t i = 0; i < column_count(self); i++) {
        sg_buffer_text(self->out, i ? "," : "");
        sg_buffer_csv_cell(self->out, column_name(self, i));
    }
    sg_buffer_text(self->out, "\r\n");
    return SG_OK;
}

static sg_status add_cell(renderer *self, sg_value value)
{
    sg_buffer cell = { .length = 0 };
    sg_value_text(self->graph, value, self->arena, &cell);
    if (sg_is_number(value))
        sg_buffer_add(self->out, sg_buffer_str(&cell));
    else if (!sg_is_null(value))
        sg_buffer_csv_cell(self->out, sg_buffer_str(&cell));
    sg_status status = cell.status;
    sg_buffer_free(&cell);
    return status;
}

static sg_status add_csv_row(renderer *self, const sg_value *row)
{
    for (uint32_t i = 0; i < column_count(self); i++) {
        sg_buffer_text(self->out, i ? "," : "");
        SG_TRY(add_cell(self, row[i]));
    }
    sg_buffer_text(self->out, "\r\n");
    return self->out->status;
}

static const renderer_class classes[] = {
    [SG_REPORT_TABLE] = { begin_table, add_table_row, end_table },
    [SG_REPORT_JSON] = { begin_json, add_json_row, end_json },
    [SG_REPORT_JSONL] = { begin_nothing, add_object, end_nothing },
    [SG_REPORT_CSV] = { begin_csv, add_csv_row, end_nothing },
};

/* --- rows ------------------------------------------------------------------------------------------ */
static sg_status add_row(renderer *self, const renderer_class *class, const sg_value *row,
                         sg_error *err)
{
    sg_status status = class->row(self, row);
    sg_arena_reset(self->arena);
    self->rows++;
    if (status == SG_ELIMIT)
        return sg_fail(err, status, "the output is too long");
    return status == SG_OK ? SG_OK : sg_fail_memory(err);
}

static sg_status add_plan(renderer *self, const renderer_class *class, sg_error *err)
{
    sg_buffer plan = { .length = 0 };
    sg_status status = SG_OK;
    sg_query_explain(self->query, &plan);
    sg_str rest = sg_buffer_str(&plan);
    while (status == SG_OK && rest.length > 0) {
        sg_value line = sg_string(sg_str_cut(rest, '\n', &rest));
        status = add_row(self, class, &line, err);
    }
    if (status == SG_OK && plan.status != SG_OK)
        status = sg_fail_memory(err);
    sg_buffer_free(&plan);
    return status;
}

static sg_status add_rows(renderer *self, const renderer_class *class, sg_result *result,
                          sg_error *err)
{
    if (sg_query_is_explain(self->query))
        return add_plan(self, class, err);
    for (;;) {
        const sg_value *row;
        sg_step step = sg_result_next(result, &row, err);
        if (step == SG_DONE)
            return SG_OK;
        if (step == SG_FAIL)
            return err->status;
        SG_TRY(add_row(self, class, row, err));
    }
}

sg_status sg_render(const sg_graph *graph, const sg_query *query, sg_result *result,
                    sg_report_format format, sg_buffer *out, uint64_t *rows, sg_error *err)
{
    const renderer_class *class = &classes[format];
    renderer self = { .graph = graph, .query = query, .result = result, .out = out };
    if (sg_arena_new(0, &self.arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = class->begin(&self);
    if (status != SG_OK)
        sg_fail_memory(err);
    else
        status = add_rows(&self, class, result, err);
    if (status == SG_OK && class->end(&self) != SG_OK)
        status = sg_fail_memory(err);
    *rows = self.rows;
    sg_text_table_free(&self.table);
    sg_arena_free(self.arena);
    return status;
}
