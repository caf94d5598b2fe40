/* plain.c - the plain evaluator: statements, UNION, and the list of variables that a row is. */
#include "tests/differential/plain_parts.h"

#include <string.h>

#include "query/errors.h"
#include "query/syntax/parse.h"

sg_status sg_plain_no_memory(sg_plain *self)
{
    return sg_fail(self->err, SG_ELIMIT, "the plain evaluator has used up its memory");
}

sg_status sg_plain_unsupported(sg_plain *self, sg_span span)
{
    return sg_fail_at(self->err, SG_EUNSUPPORTED, span, "not known to the plain evaluator");
}

sg_status sg_plain_step(sg_plain *self)
{
    if (self->budget == 0)
        return sg_fail(self->err, SG_ELIMIT, "the plain evaluator has used up its budget");
    self->budget--;
    return SG_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */
sg_status sg_plain_bind(sg_plain *self, sg_str name, sg_value value, const sg_bound **row)
{
    sg_bound *bound = sg_arena_make(self->arena, sg_bound);

    if (!bound)
        return sg_plain_no_memory(self);
    *bound = (sg_bound){ name, value, *row };
    *row = bound;
    return SG_OK;
}

const sg_bound *sg_plain_find(const sg_bound *row, sg_str name)
{
    while (row && !sg_str_equal(row->name, name))
        row = row->next;
    return row;
}

sg_status sg_plain_add_row(sg_plain *self, sg_plain_table *table, const sg_bound *row)
{
    if (table->count == table->capacity) {
        uint32_t capacity = table->capacity ? 2 * table->capacity : 8;
        const sg_bound **rows = sg_arena_make_array(self->arena, const sg_bound *, capacity);
        if (!rows)
            return sg_plain_no_memory(self);
        for (uint32_t i = 0; i < table->count; i++)
            rows[i] = table->rows[i];
        table->rows = rows;
        table->capacity = capacity;
    }
    table->rows[table->count++] = row;
    return sg_plain_step(self);
}

/* --- results --------------------------------------------------------------------------------------- */
uint32_t sg_plain_window(const sg_plain_result *result, uint32_t *first)
{
    uint64_t skip = result->skip < result->count ? result->skip : result->count;
    uint64_t left = result->count - skip;

    *first = (uint32_t)skip;
    return (uint32_t)(left < result->limit ? left : result->limit);
}

static bool same_row(const sg_value *left, const sg_value *right, uint32_t columns)
{
    for (uint32_t i = 0; i < columns; i++)
        if (!sg_value_same(left[i], right[i]))
            return false;
    return true;
}

/* Keeps the first of every set of rows that are the same. */
static sg_status drop_same(sg_plain *self, sg_plain_result *result)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < result->count; i++) {
        bool seen = false;
        for (uint32_t j = 0; j < kept && !seen; j++) {
            SG_TRY(sg_plain_step(self));
            seen = same_row(result->rows[j], result->rows[i], result->columns);
        }
        if (!seen)
            result->rows[kept++] = result->rows[i];
    }
    result->count = kept;
    return SG_OK;
}

/* --- statements ------------------------------------------------------------------------------------- */
/* CALL { WITH a, b ...: plain variables of the query around. */
static bool imports_variables(const sg_clause *clause)
{
    if (clause->kind != SG_CLAUSE_WITH)
        return false;
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        if (item->expression->kind != SG_EXPR_VARIABLE || item->alias.text.length > 0)
            return false;
    return true;
}

static sg_status run_single(sg_plain *self, const sg_single_query *query,
                            const sg_bound *around, const sg_bound *imports,
                            sg_plain_result *out)
{
    sg_plain_table rows = { 0 };
    const sg_clause *clause = query->clauses;

    *out = (sg_plain_result){ .limit = UINT64_MAX };
    SG_TRY(
        sg_plain_add_row(self, &rows, imports && imports_variables(clause) ? imports : around));
    for (; clause; clause = clause->next) {
        sg_plain_table after = { 0 };
        if (clause->kind == SG_CLAUSE_RETURN)
            return sg_plain_projection(self, clause, &rows, around, NULL, out);
        if (clause->kind == SG_CLAUSE_WITH) {
            SG_TRY(sg_plain_projection(self, clause, &rows, around, &after, NULL));
            rows = after;
        } else {
            SG_TRY(sg_plain_clause(self, clause, &rows));
        }
    }
    out->count = rows.count;
    return SG_OK;
}

/* Where the column of that name is. */
static uint32_t column_of(const sg_plain_result *result, sg_str name)
{
    uint32_t column = 0;

    while (column < result->columns && !sg_str_equal(result->names[column], name))
        column++;
    return column;
}

/* Joins the rows that SKIP and LIMIT leave of another query, its columns in the order of
 * these. */
static sg_status join_rows(sg_plain *self, sg_plain_result *out, const sg_plain_result *more)
{
    uint32_t first, extra = sg_plain_window(more, &first), kept_first;
    uint32_t kept = sg_plain_window(out, &kept_first);
    const sg_value **rows =
        sg_arena_make_array(self->arena, const sg_value *, (size_t)kept + extra);
    uint32_t *peers = sg_arena_make_array(self->arena, uint32_t, (size_t)kept + extra);

    if (!rows || !peers)
        return sg_plain_no_memory(self);
    for (uint32_t i = 0; i < kept; i++)
        rows[i] = out->rows[kept_first + i];
    for (uint32_t i = 0; i < extra; i++) {
        sg_value *row = sg_arena_make_array(self->arena, sg_value, out->columns);
        if (!row)
            return sg_plain_no_memory(self);
        for (uint32_t j = 0; j < out->columns; j++)
            row[j] = more->rows[first + i][column_of(more, out->names[j])];
        rows[kept + i] = row;
    }
    *out = (sg_plain_result){ .columns = out->columns,
                              .names = out->names,
                              .rows = rows,
                              .count = kept + extra,
                              .peers = peers,
                              .limit = UINT64_MAX };
    return SG_OK;
}

sg_status sg_plain_statement(sg_plain *self, const sg_statement *statement,
                             const sg_bound *around, const sg_bound *imports,
                             sg_plain_result *out)
{
    const sg_single_query *query = statement->queries;
    bool all = true;

    SG_TRY(run_single(self, query, around, imports, out));
    for (query = query->next; query; query = query->next) {
        sg_plain_result more;
        SG_TRY(run_single(self, query, around, imports, &more));
        SG_TRY(join_rows(self, out, &more));
        all = all && query->union_all;
    }
    return all ? SG_OK : drop_same(self, out);
}

sg_status sg_plain_run(const sg_graph *graph, sg_str text, sg_value parameters, uint64_t budget,
                       sg_arena *arena, sg_plain_result *out, sg_error *err)
{
    sg_plain self = { .graph = graph,
                      .arena = arena,
                      .text = text,
                      .parameters = parameters,
                      .budget = budget,
                      .err = err };
    sg_statement *statement;

    self.call = (sg_call){ .graph = graph, .arena = arena, .random_state = &self.random_state };
    SG_TRY(sg_parse(text, arena, &statement, err));
    return sg_plain_statement(&self, statement, NULL, NULL, out);
}
