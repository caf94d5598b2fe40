/* feature.c - the reader of feature files, line by line. */
#include "tests/conformance/feature.h"

typedef struct {
    sg_str rest; /* what has not been read */
    sg_arena *arena;
    sg_error *err;
    tck_step *background;
    tck_scenario **tail;
} reader_state;

static sg_str peek_line(const reader_state *reader, sg_str *after)
{
    sg_str rest = reader->rest;
    return sg_str_cut(rest, '\n', after);
}

static sg_str next_line(reader_state *reader)
{
    return sg_str_cut(reader->rest, '\n', &reader->rest);
}

static bool skippable(sg_str line)
{
    return line.length == 0 || line.bytes[0] == '#' || line.bytes[0] == '@';
}

/* Takes one of the step keywords off the line. */
static bool step_text(sg_str line, sg_str *text)
{
    static const sg_str keywords[] = {
        SG_STR_INIT("Given "), SG_STR_INIT("When "), SG_STR_INIT("Then "),
        SG_STR_INIT("And "),   SG_STR_INIT("But "),
    };
    for (size_t i = 0; i < SG_COUNT(keywords); i++) {
        if (sg_str_starts(line, keywords[i])) {
            *text = sg_str_trim(sg_str_slice(line, keywords[i].length, line.length));
            return true;
        }
    }
    return false;
}

static sg_status read_document(reader_state *reader, size_t indentation, tck_step *step)
{
    sg_buffer text = { .length = 0 };
    bool first = true;
    for (;;) {
        if (reader->rest.length == 0)
            return sg_fail(reader->err, SG_EINVAL, "a doc string does not end");
        sg_str line = next_line(reader);
        if (sg_str_equal(sg_str_trim(line), SG_STR("\"\"\"")))
            break;
        size_t blank = 0;
        while (blank < line.length && blank < indentation && line.bytes[blank] == ' ')
            blank++;
        if (!first)
            sg_buffer_char(&text, '\n');
        sg_buffer_add(&text, sg_str_slice(line, blank, line.length));
        first = false;
    }
    step->document = sg_arena_copy(reader->arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return step->document.bytes ? SG_OK : sg_fail_memory(reader->err);
}

static sg_status read_cell(reader_state *reader, sg_str raw, sg_str *out)
{
    sg_buffer text = { .length = 0 };
    raw = sg_str_trim(raw);
    for (size_t i = 0; i < raw.length; i++) {
        char byte = raw.bytes[i];
        if (byte == '\\' && i + 1 < raw.length &&
            (raw.bytes[i + 1] == '|' || raw.bytes[i + 1] == '\\' || raw.bytes[i + 1] == 'n')) {
            byte = raw.bytes[++i];
            byte = byte == 'n' ? '\n' : byte;
        }
        sg_buffer_char(&text, byte);
    }
    *out = sg_arena_copy(reader->arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return out->bytes ? SG_OK : sg_fail_memory(reader->err);
}

/* `| a | b |`: cells between bars that no backslash precedes. */
static sg_status read_row(reader_state *reader, sg_str line, tck_row **out)
{
    enum { MOST_CELLS = 64 };
    tck_row *row = sg_arena_make(reader->arena, tck_row);
    sg_str *cells = sg_arena_make_array(reader->arena, sg_str, MOST_CELLS);
    if (!row || !cells)
        return sg_fail_memory(reader->err);
    row->cells = cells;
    size_t start = 1;
    for (size_t i = 1; i < line.length; i++) {
        if (line.bytes[i] == '\\') {
            i++;
        } else if (line.bytes[i] == '|') {
            if (row->count == MOST_CELLS)
                return sg_fail(reader->err, SG_ELIMIT, "a table with over %d columns",
                               MOST_CELLS);
            SG_TRY(read_cell(reader, sg_str_slice(line, start, i), &cells[row->count++]));
            start = i + 1;
        }
    }
    *out = row;
    return SG_OK;
}

/* What follows a step: a doc string or rows of a table. */
static sg_status read_attachments(reader_state *reader, tck_step *step)
{
    tck_row **tail = &step->rows;
    while (reader->rest.length > 0) {
        sg_str after;
        sg_str line = peek_line(reader, &after), trimmed = sg_str_trim(line);
        if (sg_str_equal(trimmed, SG_STR("\"\"\""))) {
            reader->rest = after;
            SG_TRY(read_document(reader, (size_t)(trimmed.bytes - line.bytes), step));
        } else if (trimmed.length > 0 && trimmed.bytes[0] == '|') {
            reader->rest = after;
            SG_TRY(read_row(reader, trimmed, tail));
            tail = &(*tail)->next;
        } else if (skippable(trimmed)) {
            reader->rest = after;
        } else {
            break;
        }
    }
    return SG_OK;
}

/* Steps up to the next heading. */
static sg_status read_steps(reader_state *reader, tck_step **out)
{
    tck_step **tail = out;
    while (reader->rest.length > 0) {
        sg_str after, text;
        sg_str line = sg_str_trim(peek_line(reader, &after));
        if (!skippable(line) && !step_text(line, &text))
            break;
        reader->rest = after;
        if (skippable(line))
            continue;
        tck_step *step = sg_arena_make(reader->arena, tck_step);
        if (!step)
            return sg_fail_memory(reader->err);
        step->text = text;
        SG_TRY(read_attachments(reader, step));
        *tail = step;
        tail = &step->next;
    }
    return SG_OK;
}

/* Replaces every <name> of the header by the example's cell. */
static sg_status substitute(reader_state *reader, sg_str text, const tck_row *header,
                            const tck_row *example, sg_str *out)
{
    sg_buffer result = { .length = 0 };
    for (size_t i = 0; i < text.length;) {
        bool replaced = false;
        for (uint32_t c = 0; header && c < header->count && text.bytes[i] == '<'; c++) {
            sg_str name = header->cells[c];
            if (sg_str_starts(sg_str_slice(text, i + 1, text.length), name) &&
                i + 1 + name.length < text.length && text.bytes[i + 1 + name.length] == '>') {
                sg_buffer_add(&result, example->cells[c]);
                i += name.length + 2;
                replaced = true;
                break;
            }
        }
        if (!replaced)
            sg_buffer_char(&result, text.bytes[i++]);
    }
    *out = sg_arena_copy(reader->arena, sg_buffer_str(&result));
    sg_buffer_free(&result);
    return out->bytes ? SG_OK : sg_fail_memory(reader->err);
}

static sg_status copy_rows(reader_state *reader, const tck_row *rows, const tck_row *header,
                           const tck_row *example, tck_row **out)
{
    for (; rows; rows = rows->next) {
        tck_row *row = sg_arena_make(reader->arena, tck_row);
        if (!row || !(row->cells = sg_arena_make_array(reader->arena, sg_str, rows->count + 1)))
            return sg_fail_memory(reader->err);
        row->count = rows->count;
        for (uint32_t i = 0; i < rows->count; i++)
            SG_TRY(substitute(reader, rows->cells[i], header, example, &row->cells[i]));
        *out = row;
        out = &row->next;
    }
    return SG_OK;
}

/* Copies the steps behind *tail, which it moves on. */
static sg_status copy_steps(reader_state *reader, const tck_step *steps, const tck_row *header,
                            const tck_row *example, tck_step ***tail)
{
    for (; steps; steps = steps->next) {
        tck_step *step = sg_arena_make(reader->arena, tck_step);
        if (!step)
            return sg_fail_memory(reader->err);
        SG_TRY(substitute(reader, steps->text, header, example, &step->text));
        if (steps->document.bytes)
            SG_TRY(substitute(reader, steps->document, header, example, &step->document));
        SG_TRY(copy_rows(reader, steps->rows, header, example, &step->rows));
        **tail = step;
        *tail = &step->next;
    }
    return SG_OK;
}

static sg_status add_scenario(reader_state *reader, sg_str name, const tck_step *steps,
                              const tck_row *header, const tck_row *example, unsigned number)
{
    tck_scenario *scenario = sg_arena_make(reader->arena, tck_scenario);
    if (!scenario)
        return sg_fail_memory(reader->err);
    scenario->name =
        number ? sg_arena_format(reader->arena, "%.*s (example %u)", SG_FMT(name), number)
               : name;
    tck_step **tail = &scenario->steps;
    SG_TRY(copy_steps(reader, reader->background, NULL, NULL, &tail));
    SG_TRY(copy_steps(reader, steps, header, example, &tail));
    *reader->tail = scenario;
    reader->tail = &scenario->next;
    return SG_OK;
}

/* The tables under `Examples:`, one scenario a row. */
static sg_status read_examples(reader_state *reader, sg_str name, const tck_step *steps)
{
    unsigned number = 0;
    for (;;) {
        sg_str after;
        sg_str line = sg_str_trim(peek_line(reader, &after));
        bool examples = sg_str_starts(line, SG_STR("Examples:"));
        if (reader->rest.length == 0 || (!examples && !skippable(line)))
            return SG_OK;
        reader->rest = after;
        if (!examples)
            continue;
        tck_step table = { .rows = NULL };
        SG_TRY(read_attachments(reader, &table));
        for (const tck_row *row = table.rows ? table.rows->next : NULL; row; row = row->next)
            SG_TRY(add_scenario(reader, name, steps, table.rows, row, ++number));
    }
}

sg_status tck_feature_read(sg_str text, sg_arena *arena, tck_scenario **out, sg_error *err)
{
    reader_state reader = { .rest = text, .arena = arena, .err = err, .tail = out };
    *out = NULL;
    while (reader.rest.length > 0) {
        sg_str line = sg_str_trim(next_line(&reader));
        tck_step *steps = NULL;
        if (sg_str_starts(line, SG_STR("Background:"))) {
            SG_TRY(read_steps(&reader, &reader.background));
        } else if (sg_str_starts(line, SG_STR("Scenario Outline:"))) {
            SG_TRY(read_steps(&reader, &steps));
            SG_TRY(read_examples(&reader, sg_str_trim(sg_str_slice(line, 17, line.length)),
                                 steps));
        } else if (sg_str_starts(line, SG_STR("Scenario:"))) {
            SG_TRY(read_steps(&reader, &steps));
            SG_TRY(add_scenario(&reader, sg_str_trim(sg_str_slice(line, 9, line.length)), steps,
                                NULL, NULL, 0));
        } else if (!skippable(line) && !sg_str_starts(line, SG_STR("Feature:"))) {
            return sg_fail(err, SG_EINVAL, "cannot make sense of `%.*s`", SG_FMT(line));
        }
    }
    return SG_OK;
}
