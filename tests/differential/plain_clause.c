/* plain_clause.c - the plain evaluator: clauses that turn a row into none, one or many. */
#include "tests/differential/plain_parts.h"

/* --- MATCH ----------------------------------------------------------------------------------------- */
static sg_status bind_null(sg_plain *self, sg_name name, const sg_bound **row)
{
    if (name.text.length == 0 || sg_plain_find(*row, name.text))
        return SG_OK;
    return sg_plain_bind(self, name.text, sg_null(), row);
}

/* The row of an OPTIONAL MATCH that has found nothing. */
static sg_status bind_nulls(sg_plain *self, const sg_pattern *patterns, const sg_bound **row)
{
    for (; patterns; patterns = patterns->next) {
        SG_TRY(bind_null(self, patterns->variable, row));
        SG_TRY(bind_null(self, patterns->start.variable, row));
        for (const sg_pattern_step *step = patterns->steps; step; step = step->next) {
            SG_TRY(bind_null(self, step->edge.variable, row));
            SG_TRY(bind_null(self, step->node.variable, row));
        }
    }
    return SG_OK;
}

static sg_status match(sg_plain *self, const sg_clause *clause, const sg_bound *row,
                       sg_plain_table *out)
{
    uint32_t before = out->count;

    SG_TRY(sg_plain_match(self, row, clause->patterns, clause->where, out));
    if (!clause->optional || out->count > before)
        return SG_OK;
    SG_TRY(bind_nulls(self, clause->patterns, &row));
    return sg_plain_add_row(self, out, row);
}

/* --- UNWIND ---------------------------------------------------------------------------------------- */
static sg_status unwind(sg_plain *self, const sg_clause *clause, const sg_bound *row,
                        sg_plain_table *out)
{
    sg_value list;

    SG_TRY(sg_plain_value(self, row, clause->expression, &list));
    if (sg_is_null(list))
        return SG_OK;
    if (list.type != SG_TYPE_LIST)
        return sg_plain_unsupported(self, clause->span);
    for (uint32_t i = 0; i < list.length; i++) {
        const sg_bound *element = row;
        SG_TRY(sg_plain_bind(self, clause->variable.text, list.list[i], &element));
        SG_TRY(sg_plain_add_row(self, out, element));
    }
    return SG_OK;
}

/* --- CALL {} --------------------------------------------------------------------------------------- */
static sg_status call(sg_plain *self, const sg_clause *clause, const sg_bound *row,
                      sg_plain_table *out)
{
    const sg_bound *around = clause->import_star ? row : NULL;
    sg_plain_result result;
    uint32_t first;

    for (const sg_name_list *one = clause->imports; one; one = one->next) {
        const sg_bound *bound = sg_plain_find(row, one->name.text);
        if (!bound)
            return sg_plain_unsupported(self, one->name.span);
        SG_TRY(sg_plain_bind(self, bound->name, bound->value, &around));
    }
    SG_TRY(sg_plain_statement(self, clause->statement, around, clause->has_imports ? NULL : row,
                              &result));
    uint32_t count = sg_plain_window(&result, &first);
    for (uint32_t i = first; i < first + count; i++) {
        const sg_bound *joined = row;
        for (uint32_t j = 0; j < result.columns; j++)
            SG_TRY(sg_plain_bind(self, result.names[j], result.rows[i][j], &joined));
        SG_TRY(sg_plain_add_row(self, out, joined));
    }
    return SG_OK;
}

sg_status sg_plain_clause(sg_plain *self, const sg_clause *clause, sg_plain_table *rows)
{
    sg_plain_table after = { 0 };

    for (uint32_t i = 0; i < rows->count; i++) {
        if (clause->kind == SG_CLAUSE_MATCH)
            SG_TRY(match(self, clause, rows->rows[i], &after));
        else if (clause->kind == SG_CLAUSE_UNWIND)
            SG_TRY(unwind(self, clause, rows->rows[i], &after));
        else if (clause->kind == SG_CLAUSE_CALL_SUBQUERY)
            SG_TRY(call(self, clause, rows->rows[i], &after));
        else
            return sg_plain_unsupported(self, clause->span);
    }
    *rows = after;
    return SG_OK;
}
