/* define.c - procedures that are tables: read from a map, kept in a list, found by name.
 *
 * Every definition has an arena of its own, so that one that is defined anew leaves nothing behind.
 * Cells are brought into the order of the fields, inputs first, and integers in columns of floats
 * are made floats.
 */
#include <stdlib.h>

#include "query/procedures/procedures.h"

enum {
    DEFINITION_BYTES = 64 << 20,
    DEFINITIONS = 1000,
    FIELDS = 1000, /* inputs, and outputs */
};

typedef struct definition {
    sg_procedure procedure;
    sg_arena *arena;
    struct definition *next;
} definition;

struct sg_procedures {
    definition *first;
    uint32_t count;
};

sg_status sg_procedures_new(sg_procedures **out, sg_error *err)
{
    sg_procedures *procedures = calloc(1, sizeof *procedures);

    if (!procedures)
        return sg_fail_memory(err);
    *out = procedures;
    return SG_OK;
}

/* Takes it out of the list and frees it: its arena is where it lives. */
static void drop(sg_procedures *procedures, definition **link)
{
    definition *one = *link;

    *link = one->next;
    procedures->count--;
    sg_arena_free(one->arena);
}

void sg_procedures_clear(sg_procedures *procedures)
{
    while (procedures->first)
        drop(procedures, &procedures->first);
}

void sg_procedures_free(sg_procedures *procedures)
{
    if (!procedures)
        return;
    sg_procedures_clear(procedures);
    free(procedures);
}

/* --- types -------------------------------------------------------------------------------------- */
#define BIT(type) (sg_type_set)(1u << SG_TYPE_##type)

/* clang-format off */
static const struct {
    sg_str name;
    sg_type_set takes, gives;
} types[] = {
    { SG_STR_INIT("ANY"),            SG_ANY_TYPE,                SG_ANY_TYPE },
    { SG_STR_INIT("BOOLEAN"),        BIT(BOOLEAN),               BIT(BOOLEAN) },
    { SG_STR_INIT("STRING"),         BIT(STRING),                BIT(STRING) },
    { SG_STR_INIT("INTEGER"),        BIT(INTEGER),               BIT(INTEGER) },
    { SG_STR_INIT("FLOAT"),          BIT(INTEGER) | BIT(FLOAT),  BIT(FLOAT) },
    { SG_STR_INIT("NUMBER"),         BIT(INTEGER) | BIT(FLOAT),  BIT(INTEGER) | BIT(FLOAT) },
    { SG_STR_INIT("MAP"),            BIT(MAP),                   BIT(MAP) },
    { SG_STR_INIT("LIST"),           BIT(LIST),                  BIT(LIST) },
    { SG_STR_INIT("NODE"),           BIT(NODE),                  BIT(NODE) },
    { SG_STR_INIT("RELATIONSHIP"),   BIT(RELATIONSHIP),          BIT(RELATIONSHIP) },
    { SG_STR_INIT("PATH"),           BIT(PATH),                  BIT(PATH) },
    { SG_STR_INIT("DATE"),           BIT(DATE),                  BIT(DATE) },
    { SG_STR_INIT("TIME"),           BIT(TIME),                  BIT(TIME) },
    { SG_STR_INIT("LOCALTIME"),      BIT(LOCALTIME),             BIT(LOCALTIME) },
    { SG_STR_INIT("DATETIME"),       BIT(DATETIME),              BIT(DATETIME) },
    { SG_STR_INIT("LOCALDATETIME"),  BIT(LOCALDATETIME),         BIT(LOCALDATETIME) },
    { SG_STR_INIT("DURATION"),       BIT(DURATION),              BIT(DURATION) },
};
/* clang-format on */

/* "INTEGER?", "LIST? OF INTEGER?": the first word, with or without the question mark. */
static bool read_type(sg_str text, sg_procedure_field *field)
{
    sg_str rest;
    sg_str word = sg_str_cut(sg_str_trim(text), ' ', &rest);

    word = sg_str_cut(word, '?', &rest);
    for (size_t i = 0; i < SG_COUNT(types); i++)
        if (sg_str_equal_fold(types[i].name, word)) {
            field->takes = types[i].takes;
            field->gives = types[i].gives;
            return true;
        }
    return false;
}

/* --- fields and cells --------------------------------------------------------------------------- */
static sg_status wrong(sg_error *err, const char *what)
{
    return sg_fail(err, SG_EINVAL, "a procedure is {name, in, out, columns, rows}: %s", what);
}

static bool is_text(sg_value value)
{
    return value.type == SG_TYPE_STRING && sg_value_str(value).length > 0;
}

/* [["name", "STRING?"], ...] */
static sg_status read_fields(sg_value list, const char *what, sg_arena *arena,
                             const sg_procedure_field **out, uint32_t *count, sg_error *err)
{
    if (list.type != SG_TYPE_LIST || list.length > FIELDS)
        return wrong(err, what);
    sg_procedure_field *fields =
        sg_arena_make_array(arena, sg_procedure_field, (size_t)list.length + 1);
    if (!fields)
        return sg_fail_memory(err);
    for (uint32_t i = 0; i < list.length; i++) {
        sg_value pair = list.list[i];
        if (pair.type != SG_TYPE_LIST || pair.length != 2 || !is_text(pair.list[0]) ||
            !is_text(pair.list[1]))
            return wrong(err, what);
        fields[i].name = sg_value_str(pair.list[0]);
        if (!read_type(sg_value_str(pair.list[1]), &fields[i]))
            return sg_fail(err, SG_EINVAL, "there is no type `%.*s`",
                           SG_FMT(sg_value_str(pair.list[1])));
    }
    *out = fields;
    *count = list.length;
    return SG_OK;
}

static uint32_t width_of(const sg_procedure *procedure)
{
    return procedure->input_count + procedure->output_count;
}

static const sg_procedure_field *field_at(const sg_procedure *procedure, uint32_t index)
{
    return index < procedure->input_count ? &procedure->inputs[index]
                                          : &procedure->outputs[index - procedure->input_count];
}

/* places[i]: which column of the given rows has the cells of field i. */
static sg_status read_columns(const sg_procedure *procedure, sg_value columns, uint32_t *places,
                              sg_error *err)
{
    if (columns.type != SG_TYPE_LIST || columns.length != width_of(procedure))
        return wrong(err, "`columns` names every field of `in` and `out` once");
    for (uint32_t i = 0; i < columns.length; i++) {
        sg_str name = field_at(procedure, i)->name;
        uint32_t place = 0;
        while (place < columns.length &&
               !(columns.list[place].type == SG_TYPE_STRING &&
                 sg_str_equal(sg_value_str(columns.list[place]), name)))
            place++;
        if (place == columns.length)
            return sg_fail(err, SG_EINVAL, "`columns` lacks the field `%.*s`", SG_FMT(name));
        places[i] = place;
    }
    return SG_OK;
}

static bool read_cell(const sg_procedure_field *field, sg_value given, sg_value *out)
{
    *out = given;
    if (given.type == SG_TYPE_INTEGER && !(field->gives & SG_TYPE_BIT(SG_TYPE_INTEGER)))
        *out = sg_float((double)given.integer);
    return sg_is_null(given) || field->gives & SG_TYPE_BIT(out->type);
}

static sg_status read_rows(definition *self, sg_value rows, const uint32_t *places,
                           sg_error *err)
{
    sg_procedure *procedure = &self->procedure;
    uint32_t width = width_of(procedure);

    if (rows.type != SG_TYPE_LIST)
        return wrong(err, "`rows` is a list of lists");
    sg_value *cells =
        sg_arena_make_array(self->arena, sg_value, (size_t)rows.length * width + 1);
    if (!cells)
        return sg_fail_memory(err);
    for (uint32_t row = 0; row < rows.length; row++) {
        sg_value given = rows.list[row];
        if (given.type != SG_TYPE_LIST || given.length != width)
            return wrong(err, "every row has a cell for each column");
        for (uint32_t i = 0; i < width; i++) {
            const sg_procedure_field *field = field_at(procedure, i);
            if (!read_cell(field, given.list[places[i]], &cells[(size_t)row * width + i]))
                return sg_fail(err, SG_EINVAL, "row %u: not a value for `%.*s`", row + 1,
                               SG_FMT(field->name));
        }
    }
    procedure->table = (sg_procedure_rows){ cells, rows.length };
    return SG_OK;
}

static sg_status read_definition(definition *self, sg_value map, sg_error *err)
{
    sg_procedure *procedure = &self->procedure;
    sg_value name = sg_map_get(map, SG_STR("name"));
    sg_value columns = sg_map_get(map, SG_STR("columns"));
    sg_value rows = sg_map_get(map, SG_STR("rows"));

    if (!is_text(name))
        return wrong(err, "`name` is a text");
    procedure->name = sg_value_str(name);
    procedure->summary = "defined in this session";
    SG_TRY(read_fields(sg_map_get(map, SG_STR("in")), "`in` is a list of [name, type]",
                       self->arena, &procedure->inputs, &procedure->input_count, err));
    SG_TRY(read_fields(sg_map_get(map, SG_STR("out")), "`out` is a list of [name, type]",
                       self->arena, &procedure->outputs, &procedure->output_count, err));
    if (sg_is_null(columns) && sg_is_null(rows))
        return SG_OK;
    uint32_t *places =
        sg_arena_make_array(self->arena, uint32_t, (size_t)width_of(procedure) + 1);
    if (!places)
        return sg_fail_memory(err);
    SG_TRY(read_columns(procedure, columns, places, err));
    return read_rows(self, rows, places, err);
}

/* --- the list ----------------------------------------------------------------------------------- */
static definition **find_link(sg_procedures *procedures, sg_str name)
{
    definition **link = &procedures->first;

    while (*link && !sg_str_equal_fold((*link)->procedure.name, name))
        link = &(*link)->next;
    return link;
}

/* Reads the map, which is copied into the arena that the definition will own. */
static sg_status fill(definition *made, sg_arena *arena, sg_value map, sg_error *err)
{
    sg_value copy;

    if (map.type != SG_TYPE_MAP)
        return wrong(err, "not a map");
    sg_status status = sg_value_copy(arena, map, &copy);
    if (status != SG_OK)
        return sg_fail(err, status, "the procedure is too large");
    made->arena = arena;
    return read_definition(made, copy, err);
}

sg_status sg_procedures_define(sg_procedures *procedures, sg_value map, sg_error *err)
{
    sg_arena *arena = NULL;

    if (sg_arena_new(DEFINITION_BYTES, &arena) != SG_OK)
        return sg_fail_memory(err);
    definition *made = sg_arena_make(arena, definition);
    sg_status status = made ? fill(made, arena, map, err) : sg_fail_memory(err);
    if (status == SG_OK && procedures->count == DEFINITIONS)
        status = sg_fail(err, SG_ELIMIT, "more than %d procedures", DEFINITIONS);
    if (status != SG_OK) {
        sg_arena_free(arena);
        return status;
    }
    definition **link = find_link(procedures, made->procedure.name);
    if (*link)
        drop(procedures, link);
    made->next = *link;
    *link = made;
    procedures->count++;
    return SG_OK;
}

const sg_procedure *sg_procedures_at(const sg_procedures *procedures, uint32_t index)
{
    const definition *one = procedures ? procedures->first : NULL;

    for (; one && index > 0; index--)
        one = one->next;
    return one ? &one->procedure : NULL;
}

/* --- finding ------------------------------------------------------------------------------------ */
const sg_procedure *sg_procedure_find(const sg_procedures *defined, sg_str name)
{
    const sg_procedure *found;

    for (uint32_t i = 0; (found = sg_procedures_at(defined, i)); i++)
        if (sg_str_equal_fold(found->name, name))
            return found;
    for (uint32_t i = 0; (found = sg_procedure_at(i)); i++)
        if (sg_str_equal_fold(found->name, name))
            return found;
    return NULL;
}

sg_str sg_procedure_suggest(const sg_procedures *defined, sg_str wrong_name)
{
    sg_suggestion suggestion = { .wanted = wrong_name };
    const sg_procedure *one;

    for (uint32_t i = 0; (one = sg_procedures_at(defined, i)); i++)
        sg_suggestion_offer(&suggestion, one->name);
    for (uint32_t i = 0; (one = sg_procedure_at(i)); i++)
        sg_suggestion_offer(&suggestion, one->name);
    return suggestion.best;
}
