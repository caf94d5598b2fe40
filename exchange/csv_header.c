/* csv_header.c - the first record of a CSV file: what each column is. */
#include "exchange/csv_header.h"

#include <string.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "exchange/csv_field.h"
#include "exchange/csv_scan.h"

enum { MOST_COLUMNS = 10000 };

typedef struct type_name {
    const char *name;
    sg_csv_type type;
} type_name;

static const type_name type_names[] = {
#define TYPE(name, spelling, value) { spelling, SG_CSV_##name },
#include "exchange/csv_types.def"
#undef TYPE
    { "int", SG_CSV_INTEGER },  { "integer", SG_CSV_INTEGER }, { "short", SG_CSV_INTEGER },
    { "byte", SG_CSV_INTEGER }, { "float", SG_CSV_FLOAT },     { "bool", SG_CSV_BOOLEAN },
    { "char", SG_CSV_STRING },
};

typedef struct role_name {
    const char *name;
    sg_csv_role role;
} role_name;

static const role_name role_names[] = {
    { "ID", SG_CSV_ID },       { "START_ID", SG_CSV_START }, { "END_ID", SG_CSV_END },
    { "LABEL", SG_CSV_LABEL }, { "TYPE", SG_CSV_TYPE },      { "IGNORE", SG_CSV_IGNORE },
};

typedef struct header_reader {
    sg_arena *arena;
    sg_error *err;
    sg_span span; /* of the column at hand */
} header_reader;

static sg_status set_role(const header_reader *self, sg_str word, sg_csv_column *column,
                          bool *found)
{
    sg_str rest;
    sg_str name = sg_str_cut(word, '(', &rest);

    *found = false;
    for (size_t i = 0; i < SG_COUNT(role_names) && !*found; i++) {
        *found = sg_str_equal_fold(name, sg_str_of(role_names[i].name));
        column->role = *found ? role_names[i].role : column->role;
    }
    if (!*found || name.length == word.length)
        return SG_OK;
    bool takes_space =
        column->role == SG_CSV_ID || column->role == SG_CSV_START || column->role == SG_CSV_END;
    if (!takes_space || rest.length == 0 || rest.bytes[rest.length - 1] != ')')
        return sg_fail_at(self->err, SG_EINVAL, self->span,
                          "`:%.*s` is not understood; an id space is written `:ID(Name)`",
                          SG_FMT(word));
    column->space = sg_str_slice(rest, 0, rest.length - 1);
    return SG_OK;
}

static sg_status set_type(const header_reader *self, sg_str word, sg_csv_column *column)
{
    sg_suggestion suggestion = { .wanted = word };

    column->role = SG_CSV_PROPERTY;
    if (sg_str_ends(word, SG_STR("[]"))) {
        column->array = true;
        word = sg_str_slice(word, 0, word.length - 2);
    }
    for (size_t i = 0; i < SG_COUNT(type_names); i++) {
        sg_suggestion_offer(&suggestion, sg_str_of(type_names[i].name));
        if (sg_str_equal_fold(word, sg_str_of(type_names[i].name))) {
            column->type = type_names[i].type;
            return SG_OK;
        }
    }
    for (size_t i = 0; i < SG_COUNT(role_names); i++)
        sg_suggestion_offer(&suggestion, sg_str_of(role_names[i].name));
    sg_fail_at(self->err, SG_EINVAL, self->span, "`%.*s` is no type of a column", SG_FMT(word));
    if (suggestion.best.bytes)
        sg_error_hint(self->err, "did you mean `%.*s`?", SG_FMT(suggestion.best));
    return SG_EINVAL;
}

/* Splits a name at its first dot that has no `\` before it, and takes such out of the parts. */
static sg_status set_name(const header_reader *self, sg_str text, sg_csv_column *column)
{
    char *name = sg_arena_alloc_raw(self->arena, text.length + 1), *begin = name, *out = name;
    bool split = false;

    if (!name)
        return sg_fail_memory(self->err);
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '\\' && i + 1 < text.length &&
            (text.bytes[i + 1] == '.' || text.bytes[i + 1] == '\\')) {
            *out++ = text.bytes[++i];
        } else if (text.bytes[i] == '.' && !split && column->role == SG_CSV_PROPERTY) {
            column->name = (sg_str){ begin, (size_t)(out - begin) };
            begin = out;
            split = true;
        } else {
            *out++ = text.bytes[i];
        }
    }
    sg_str last = { begin, (size_t)(out - begin) };
    if (!split) {
        column->name = last;
        return SG_OK;
    }
    column->entry = last;
    if (last.length == 0 || column->name.length == 0)
        return sg_fail_at(self->err, SG_EINVAL, self->span,
                          "`%.*s` is no name of an entry; a dot of the name is written `\\.`",
                          SG_FMT(text));
    return SG_OK;
}

/* What stands behind the type in braces, as `{label:Person,id-type:string}`; takes it off the text. */
static sg_str cut_options(sg_str *text)
{
    size_t open = text->length;

    if (open == 0 || text->bytes[open - 1] != '}')
        return (sg_str){ NULL, 0 };
    while (open > 0 && text->bytes[open - 1] != '{')
        open--;
    sg_str options = sg_str_slice(*text, open, text->length - 1);
    bool is_behind = open > 1 && memchr(text->bytes, ':', open - 1);
    if (!is_behind) /* braces of the name */
        return (sg_str){ NULL, 0 };
    *text = sg_str_slice(*text, 0, open - 1);
    return options;
}

/* Options say what is so here without them: how ids are stored where they are stored at all, and the label
 * whose nodes have them.  All others would be values read as something else. */
static sg_status check_options(const header_reader *self, sg_str options,
                               const sg_csv_column *column)
{
    bool of_ids =
        column->role == SG_CSV_ID || column->role == SG_CSV_START || column->role == SG_CSV_END;

    while (options.length > 0) {
        sg_str rest, value, option = sg_str_cut(options, ',', &rest);
        sg_str name = sg_str_trim(sg_str_cut(option, ':', &value));
        options = rest;
        value = sg_str_trim(value);
        if (of_ids && sg_str_equal_fold(name, SG_STR("label")))
            continue;
        if (of_ids && sg_str_equal_fold(name, SG_STR("id-type")) &&
            (column->name.length == 0 || sg_str_equal_fold(value, SG_STR("string"))))
            continue;
        return sg_fail_at(self->err, SG_EINVAL, self->span, "the option `%.*s` is not read",
                          SG_FMT(sg_str_trim(option)));
    }
    return SG_OK;
}

static size_t last_colon(sg_str text)
{
    size_t at = text.length;

    while (at > 0 && text.bytes[at - 1] != ':')
        at--;
    return at > 0 ? at - 1 : SIZE_MAX;
}

static sg_status read_column(const header_reader *self, sg_str text, sg_csv_column *column)
{
    sg_str options = cut_options(&text);
    size_t colon = last_colon(text);
    sg_str name = sg_str_slice(text, 0, colon == SIZE_MAX ? text.length : colon);
    bool is_role = false;

    *column = (sg_csv_column){ .role = SG_CSV_PROPERTY, .type = SG_CSV_STRING };
    if (colon != SIZE_MAX) {
        sg_str word = sg_str_slice(text, colon + 1, text.length);
        SG_TRY(set_role(self, word, column, &is_role));
        if (!is_role)
            SG_TRY(set_type(self, word, column));
    }
    if (column->role == SG_CSV_PROPERTY && name.length == 0)
        return sg_fail_at(self->err, SG_EINVAL, self->span,
                          "a column has no name; `name:IGNORE` leaves one out");
    SG_TRY(set_name(self, name, column));
    return check_options(self, options, column);
}

/* Whether two columns would write the same property. */
static bool collide(const sg_csv_column *a, const sg_csv_column *b)
{
    if (a->name.length == 0 || a->role == SG_CSV_IGNORE || b->role == SG_CSV_IGNORE ||
        !sg_str_equal(a->name, b->name))
        return false;
    return !a->entry.bytes || !b->entry.bytes || sg_str_equal(a->entry, b->entry);
}

static sg_status check(const header_reader *self, sg_csv_header *header)
{
    uint32_t of_role[SG_CSV_PROPERTY + 1] = { 0 };
    sg_span all = { 0, self->span.end };

    for (uint32_t i = 0; i < header->count; i++) {
        of_role[header->columns[i].role]++;
        for (uint32_t k = 0; k < i; k++)
            if (collide(&header->columns[i], &header->columns[k]))
                return sg_fail_at(self->err, SG_EINVAL, all, "property `%.*s` has two columns",
                                  SG_FMT(header->columns[i].name));
    }
    header->of_edges = of_role[SG_CSV_START] + of_role[SG_CSV_END] > 0;
    if (header->of_edges && (of_role[SG_CSV_START] != 1 || of_role[SG_CSV_END] != 1))
        return sg_fail_at(self->err, SG_EINVAL, all,
                          "relationships need one column `:START_ID` and one `:END_ID`");
    if (header->of_edges && of_role[SG_CSV_ID] + of_role[SG_CSV_LABEL] > 0)
        return sg_fail_at(self->err, SG_EINVAL, all,
                          "relationships have neither `:ID` nor `:LABEL`");
    if (!header->of_edges && (of_role[SG_CSV_ID] > 1 || of_role[SG_CSV_TYPE] > 0))
        return sg_fail_at(self->err, SG_EINVAL, all,
                          "nodes have one column `:ID` at most, and no `:TYPE`");
    if (of_role[SG_CSV_LABEL] > 1 || of_role[SG_CSV_TYPE] > 1)
        return sg_fail_at(self->err, SG_EINVAL, all, "`:LABEL` or `:TYPE` is there twice");
    return SG_OK;
}

static sg_status read_columns(header_reader *self, sg_str text, const sg_csv_places *places,
                              sg_csv_header *out)
{
    for (size_t i = 0; i < places->count; i++) {
        sg_str field, raw = sg_csv_raw(text, places->items, i, i == 0, i + 1 == places->count);
        self->span = (sg_span){ (uint32_t)(raw.bytes - text.bytes),
                                (uint32_t)(raw.bytes - text.bytes) + (uint32_t)raw.length };
        const char *wrong = sg_csv_unquote(raw, self->arena, &field);
        if (wrong)
            return sg_fail_at(self->err, SG_EINVAL, self->span, "%s", wrong);
        if (!sg_utf8_valid(field))
            return sg_fail_at(self->err, SG_EINVAL, self->span, "the header is not UTF-8");
        field = sg_arena_copy(self->arena, sg_csv_is_quoted(raw) ? field : sg_str_trim(field));
        if (!field.bytes)
            return sg_fail_memory(self->err);
        SG_TRY(read_column(self, field, &out->columns[i]));
    }
    return check(self, out);
}

/* Behind the first record, or 0 when there is none. */
static size_t record_length(sg_str text)
{
    bool quoted = false;

    for (size_t i = 0; i < text.length; i++) {
        quoted ^= text.bytes[i] == '"';
        if (text.bytes[i] == '\n' && !quoted)
            return i + 1;
    }
    return text.length;
}

sg_status sg_csv_header_parse(sg_str text, char delimiter, sg_arena *arena, sg_csv_header *out,
                              size_t *length, sg_error *err)
{
    header_reader self = { .arena = arena, .err = err };
    sg_csv_places places = { .items = NULL };
    sg_csv_header header = { .columns = NULL };
    sg_csv_contents contents;

    *length = record_length(text);
    if (*length == 0)
        return sg_fail_at(err, SG_EINVAL, (sg_span){ 0, 0 },
                          "the file is empty: it needs a header such as `:ID,name`");
    sg_status status = sg_csv_split(text, 0, *length, delimiter, &places, &contents);
    if (status == SG_OK && (places.count == 0 || places.count > MOST_COLUMNS))
        status = sg_fail_at(err, SG_EINVAL, (sg_span){ 0, 1 },
                            "the header has %zu columns; from 1 to %d are read", places.count,
                            MOST_COLUMNS);
    if (status == SG_OK) {
        header.count = (uint32_t)places.count;
        header.columns = sg_arena_make_array(arena, sg_csv_column, places.count);
        status =
            header.columns ? read_columns(&self, text, &places, &header) : sg_fail_memory(err);
    }
    sg_array_free(&places);
    if (status == SG_OK)
        *out = header;
    return status;
}
