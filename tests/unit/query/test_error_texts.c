/* test_error_texts.c - every case of tests/errors: a statement and what is said about it.
 *
 *     # remark
 *     query MATCH (bucket:Bucket) RETURN bucktet
 *     error SyntaxError UndefinedVariable compile 1:30 variable `bucktet` is not defined
 *     hint did you mean `bucket`?
 *
 * Cases are separated by empty lines; a query may go on over several lines up to `error`.  Place
 * and message, or both, may be left out, and so may the hint.
 */
#include "query/query.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/file.h"
#include "query/graph_text.h"

typedef struct {
    sg_buffer query, error, hint;
    const char *file;
} error_case;

static void describe(const sg_error *err, sg_str text, bool place, sg_buffer *out)
{
    const sg_source source = { .text = text };
    sg_position at = sg_source_position(&source, err->span.begin);

    sg_buffer_format(out, "%s %s %s", err->type, err->detail, err->phase);
    if (place)
        sg_buffer_format(out, " %u:%u %s", at.line, at.column, err->message);
}

static void check(const sg_graph *graph, const error_case *one)
{
    sg_str text = sg_str_trim(sg_buffer_str(&one->query));
    sg_str wanted = sg_str_trim(sg_buffer_str(&one->error));
    sg_buffer said = { 0 };
    sg_error err = { 0 };
    sg_query *query = NULL;
    sg_str rest;

    cr_assert(sg_query_prepare(graph, text, NULL, &query, &err) != SG_OK, "%s: accepted: %.*s",
              one->file, SG_FMT(text));
    cr_assert(err.has_span, "%s: no place: %.*s", one->file, SG_FMT(text));
    sg_str_cut(wanted, ' ', &rest);
    sg_str_cut(rest, ' ', &rest);
    sg_str_cut(rest, ' ', &rest);
    describe(&err, text, rest.length > 0, &said);
    cr_assert(sg_str_equal(sg_buffer_str(&said), wanted), "%s: %.*s\nsays   %s\nwanted %.*s",
              one->file, SG_FMT(text), said.bytes, SG_FMT(wanted));
    if (one->hint.length > 0)
        cr_assert(sg_str_equal(sg_str_of(err.hint), sg_str_trim(sg_buffer_str(&one->hint))),
                  "%s: %.*s\nhints %s", one->file, SG_FMT(text), err.hint);
    sg_buffer_free(&said);
}

static void end_case(const sg_graph *graph, error_case *one, unsigned *cases)
{
    if (one->error.length > 0) {
        check(graph, one);
        ++*cases;
    }
    sg_buffer_clear(&one->query);
    sg_buffer_clear(&one->error);
    sg_buffer_clear(&one->hint);
}

/* Appends the line to the part that it names, or to the one before. */
static sg_buffer *take_line(error_case *one, sg_buffer *part, sg_str line)
{
    static const char *const words[] = { "query ", "error ", "hint " };
    sg_buffer *const parts[] = { &one->query, &one->error, &one->hint };

    for (size_t i = 0; i < SG_COUNT(words); i++) {
        sg_str word = sg_str_of(words[i]);
        if (!sg_str_starts(line, word))
            continue;
        part = parts[i];
        line = sg_str_slice(line, word.length, line.length);
        break;
    }
    cr_assert(part != NULL, "%s: a case begins with `query`", one->file);
    if (part->length > 0)
        sg_buffer_char(part, '\n');
    sg_buffer_add(part, line);
    return part;
}

static unsigned check_file(const sg_graph *graph, const char *path)
{
    error_case one = { .file = path };
    sg_buffer *part = NULL;
    unsigned cases = 0;
    sg_error err = { 0 };
    sg_str text;

    cr_assert(sg_file_read(path, 1 << 20, &text, &err) == SG_OK, "%s", err.message);
    for (sg_str rest = text; rest.length > 0;) {
        sg_str line = sg_str_cut(rest, '\n', &rest);
        if (sg_str_trim(line).length == 0) {
            end_case(graph, &one, &cases);
            part = NULL;
        } else if (line.bytes[0] != '#') {
            part = take_line(&one, part, line);
        }
    }
    end_case(graph, &one, &cases);
    sg_buffer_free(&one.query);
    sg_buffer_free(&one.error);
    sg_buffer_free(&one.hint);
    free((void *)(uintptr_t)text.bytes);
    return cases;
}

Test(error_texts, every_case_is_told_as_written)
{
    sg_error err = { 0 };
    sg_graph *graph = NULL;
    sg_arena *arena = NULL;
    sg_file_list files;
    unsigned cases = 0;
    char path[512];

    cr_assert(sg_graph_text(SG_STR("(b:Bucket {name: 'logs'})"), &graph, &err) == SG_OK);
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_file_walk("tests/errors", 1000, arena, &files, &err) == SG_OK, "%s",
              err.message);
    for (size_t i = 0; i < files.count; i++) {
        snprintf(path, sizeof path, "tests/errors/%.*s", SG_FMT(files.paths[i]));
        cases += check_file(graph, path);
    }
    cr_assert(cases >= 50, "only %u cases", cases);
    sg_arena_free(arena);
    sg_graph_free(graph);
}
