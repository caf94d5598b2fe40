/* procedure.c - the signature and the table of a procedure, made the map that defines it. */
#include "tests/conformance/procedure.h"

sg_status tck_cell_value(tck_world *world, sg_str cell, sg_arena *arena, sg_value *out,
                         sg_error *err)
{
    tck_answer answer;
    sg_str text = sg_arena_format(arena, "RETURN %.*s AS value", SG_FMT(cell));
    if (!text.bytes)
        return sg_fail_memory(err);
    SG_TRY(tck_world_run(world, text, sg_null(), arena, &answer));
    if (answer.status != SG_OK || answer.row_count != 1)
        return sg_fail(err, SG_EINVAL, "cannot read the value `%.*s`", SG_FMT(cell));
    *out = answer.rows[0][0];
    return SG_OK;
}

static sg_status make_list(sg_arena *arena, uint32_t length, sg_value **items, sg_value *out,
                           sg_error *err)
{
    *items = sg_arena_make_array(arena, sg_value, (size_t)length + 1);
    if (!*items)
        return sg_fail_memory(err);
    *out = sg_list(*items, length);
    return SG_OK;
}

/* "name :: STRING?, id :: INTEGER?": [["name", "STRING?"], ["id", "INTEGER?"]] */
static sg_status read_fields(sg_str text, sg_arena *arena, sg_value *out, sg_error *err)
{
    sg_value *fields, *pair;
    uint32_t count = sg_str_trim(text).length > 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == ',';
    SG_TRY(make_list(arena, count, &fields, out, err));
    for (uint32_t i = 0; i < count; i++) {
        sg_str field = sg_str_cut(text, ',', &text);
        size_t colons = sg_str_find(field, SG_STR("::"), 0);
        if (colons == SIZE_MAX)
            return sg_fail(err, SG_EINVAL, "no type in `%.*s`", SG_FMT(field));
        SG_TRY(make_list(arena, 2, &pair, &fields[i], err));
        pair[0] = sg_string(sg_str_trim(sg_str_slice(field, 0, colons)));
        pair[1] = sg_string(sg_str_trim(sg_str_slice(field, colons + 2, field.length)));
    }
    return SG_OK;
}

/* What stands in the first parentheses of the text. */
static sg_str inside(sg_str text, sg_str *rest)
{
    sg_str_cut(text, '(', &text);
    return sg_str_cut(text, ')', rest);
}

static sg_status read_table(tck_world *world, const tck_row *rows, sg_arena *arena,
                            sg_value *columns, sg_value *table, sg_error *err)
{
    uint32_t count = 0;
    sg_value *names, *lists, *cells;
    SG_TRY(make_list(arena, rows->count, &names, columns, err));
    for (uint32_t i = 0; i < rows->count; i++)
        names[i] = sg_string(rows->cells[i]);
    for (const tck_row *row = rows->next; row; row = row->next)
        count++;
    SG_TRY(make_list(arena, count, &lists, table, err));
    for (const tck_row *row = rows->next; row; row = row->next, lists++) {
        SG_TRY(make_list(arena, row->count, &cells, lists, err));
        for (uint32_t i = 0; i < row->count; i++)
            SG_TRY(tck_cell_value(world, row->cells[i], arena, &cells[i], err));
    }
    return SG_OK;
}

sg_status tck_procedure_define(tck_world *world, const tck_step *step, sg_arena *arena,
                               sg_error *err)
{
    static const sg_str before = SG_STR_INIT("there exists a procedure ");
    sg_str text = sg_str_slice(step->text, before.length, step->text.length), rest;
    sg_entry *entries = sg_arena_make_array(arena, sg_entry, 5);
    if (!entries)
        return sg_fail_memory(err);
    entries[0] =
        (sg_entry){ SG_STR("name"), sg_string(sg_str_trim(sg_str_cut(text, '(', &rest))) };
    entries[1].key = SG_STR("in");
    SG_TRY(read_fields(inside(text, &rest), arena, &entries[1].value, err));
    entries[2].key = SG_STR("out");
    SG_TRY(read_fields(inside(rest, &rest), arena, &entries[2].value, err));
    entries[3] = (sg_entry){ SG_STR("columns"), sg_null() };
    entries[4] = (sg_entry){ SG_STR("rows"), sg_null() };
    /* A procedure without fields has a table without cells. */
    if (step->rows && entries[1].value.length + entries[2].value.length > 0)
        SG_TRY(read_table(world, step->rows, arena, &entries[3].value, &entries[4].value, err));
    return tck_world_define(world, sg_map(entries, sg_map_sort(entries, 5)), err);
}
