/* source.c - where in a text an error is, and how that is shown.
 *
 *     error: unknown function `nodez`
 *       --> policies/library/x.yaml:11:10
 *        |
 *     11 |   RETURN nodez(p)
 *        |          ^^^^^ did you mean `nodes`?
 *
 * The excerpt is laid out in cells, one per code point, so that the carets stand below what
 * they mean: tabs become spaces, and what would make a terminal do things becomes U+FFFD.  Of a
 * long line only a window around the caret is shown; of a span over several lines, the first.
 */
#include "engine/base/error.h"

#include <stdio.h>
#include <string.h>

enum {
    TAB = 4,
    WINDOW = 100, /* cells of the excerpt that are shown at most */
    LEAD = 40,    /* of which so many before the caret */
};

/* The line of a source in which a span begins, as offsets into its text. */
typedef struct source_line {
    size_t begin, end; /* without the line break */
    uint32_t number;
} source_line;

static source_line find_line(const sg_source *source, size_t offset)
{
    sg_str text = source->text;
    source_line found = { .number = source->first_line ? source->first_line : 1 };

    for (size_t at = 0; at < offset; at++) {
        if (text.bytes[at] == '\n') {
            found.begin = at + 1;
            found.number++;
        }
    }
    const char *stop = found.begin < text.length
                           ? memchr(text.bytes + found.begin, '\n', text.length - found.begin)
                           : NULL;
    found.end = stop ? (size_t)(stop - text.bytes) : text.length;
    if (found.end > found.begin && text.bytes[found.end - 1] == '\r')
        found.end--;
    return found;
}

static size_t clamp(uint32_t offset, size_t length)
{
    return offset < length ? offset : length;
}

sg_position sg_source_position(const sg_source *source, uint32_t offset)
{
    size_t end = clamp(offset, source->text.length);
    source_line line = find_line(source, end);
    uint32_t column = 1;

    for (size_t at = line.begin; at < end; column++) {
        sg_utf8_next(source->text, &at);
        if (at > end) /* the offset lies inside of this character */
            break;
    }
    return (sg_position){ line.number, column };
}

static void add_code_point(sg_buffer *out, uint32_t code_point)
{
    char bytes[4];

    sg_buffer_safe(out, (sg_str){ bytes, sg_utf8_encode(code_point, bytes) });
}

/* How many cells a character takes when it stands at `cell`. */
static size_t cells_of(uint32_t code_point, size_t cell)
{
    return code_point == '\t' ? TAB - cell % TAB : 1;
}

/* The cell at which the character at `offset` stands, or the width if the text ends there. */
static size_t cell_at(sg_str text, size_t offset)
{
    size_t cell = 0;

    for (size_t at = 0; at < text.length;) {
        uint32_t code_point = sg_utf8_next(text, &at);
        if (at > offset)
            break;
        cell += cells_of(code_point, cell);
    }
    return cell;
}

/* Prints the cells [first, last) of the text. */
static void add_cells(sg_buffer *out, sg_str text, size_t first, size_t last)
{
    size_t cell = 0;

    for (size_t at = 0; at < text.length && cell < last;) {
        uint32_t code_point = sg_utf8_next(text, &at);
        size_t end = cell + cells_of(code_point, cell);
        for (; cell < end; cell++)
            if (cell >= first && cell < last)
                add_code_point(out, code_point == '\t' ? ' ' : code_point);
    }
}

static void add_repeated(sg_buffer *out, char byte, size_t count)
{
    while (count-- > 0)
        sg_buffer_char(out, byte);
}

/* The last three rows: the gutter, the line, the carets with the hint behind them. */
static void add_excerpt(sg_buffer *out, const sg_error *err, sg_str text, source_line line)
{
    char number[16];
    int gutter = snprintf(number, sizeof number, "%u", (unsigned)line.number);
    sg_str row = sg_str_slice(text, line.begin, line.end);
    size_t begin = cell_at(row, clamp(err->span.begin, text.length) - line.begin);
    size_t end = clamp(err->span.end, line.end);
    end = end > line.begin ? cell_at(row, end - line.begin) : 0;
    size_t width = cell_at(row, row.length);
    size_t first = width > WINDOW && begin > LEAD ? begin - LEAD : 0;
    size_t last = width - first > WINDOW ? first + WINDOW : width;

    if (end <= begin)
        end = begin + 1;
    if (end > last && begin < last)
        end = last;
    const char *before = first > 0 ? "..." : "", *behind = last < width ? "..." : "";
    sg_buffer_format(out, "%*s |\n%s |%s%s", gutter, "", number, row.length ? " " : "", before);
    add_cells(out, row, first, last);
    sg_buffer_format(out, "%s\n%*s | ", behind, gutter, "");
    add_repeated(out, ' ', strlen(before) + begin - first);
    add_repeated(out, '^', end - begin);
    if (err->hint[0]) {
        sg_buffer_char(out, ' ');
        sg_buffer_safe(out, sg_str_of(err->hint));
    }
    sg_buffer_char(out, '\n');
}

/* Where, when no text is at hand to show. */
static void add_name_and_hint(sg_buffer *out, const sg_error *err, sg_str name)
{
    if (name.length) {
        sg_buffer_text(out, "  --> ");
        sg_buffer_safe(out, name);
        sg_buffer_char(out, '\n');
    }
    if (err->hint[0]) {
        sg_buffer_text(out, "  hint: ");
        sg_buffer_safe(out, sg_str_of(err->hint));
        sg_buffer_char(out, '\n');
    }
}

void sg_error_print(const sg_error *err, const sg_source *source, sg_buffer *out)
{
    sg_str name = source && source->name.length ? source->name : sg_str_of(err->source);

    sg_buffer_text(out, "error: ");
    sg_buffer_safe(out, sg_str_of(err->message));
    sg_buffer_char(out, '\n');
    if (!err->has_span || !source) {
        add_name_and_hint(out, err, name);
        return;
    }
    size_t offset = clamp(err->span.begin, source->text.length);
    source_line line = find_line(source, offset);
    sg_position position = sg_source_position(source, err->span.begin);
    int gutter = snprintf(NULL, 0, "%u", (unsigned)line.number);
    sg_buffer_format(out, "%*s--> ", gutter, "");
    sg_buffer_safe(out, name.length ? name : SG_STR("input"));
    sg_buffer_format(out, ":%u:%u\n", (unsigned)position.line, (unsigned)position.column);
    add_excerpt(out, err, source->text, line);
}
