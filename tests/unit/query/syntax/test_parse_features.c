/* test_parse_features.c - the queries of the openCypher TCK parse, unless they are meant not to.
 *
 * The feature files are found by TCK_DIR or beside the project; without them the test is skipped.
 * Only what parsing needs is read: docstrings, examples of outlines, and whether the scenario expects
 * a SyntaxError.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "tests/support/syntax.h"

enum { QUERIES = 64, CELLS = 32, ROWS = 512 };

typedef struct table_row {
    sg_str cells[CELLS];
    size_t count;
} table_row;

/* A scenario; without examples it is read as it stands. */
typedef struct outline {
    sg_str title;
    sg_str queries[QUERIES];
    size_t query_count;
    table_row rows[ROWS]; /* of examples; the first is the header */
    size_t row_count;
    bool refused; /* a SyntaxError is expected, of one query of the scenario */
    bool in_examples;
} outline;

/* The query with each <name> replaced by the cell of the row. */
static void substitute(sg_str query, const table_row *names, const table_row *cells,
                       sg_buffer *out)
{
    for (size_t i = 0; i < query.length;) {
        size_t column = 0, length = 0;
        for (; names && column < names->count; column++) {
            sg_str name = names->cells[column];
            length = name.length + 2;
            if (query.bytes[i] == '<' && i + length <= query.length &&
                query.bytes[i + length - 1] == '>' &&
                sg_str_equal(sg_str_slice(query, i + 1, i + length - 1), name))
                break;
        }
        if (names && column < names->count) {
            sg_buffer_add(out, cells->cells[column]);
            i += length;
        } else {
            sg_buffer_char(out, query.bytes[i++]);
        }
    }
}

static size_t parse_one(const outline *scenario, sg_str query, const table_row *names,
                        const table_row *cells)
{
    sg_buffer text = { 0 };
    substitute(query, names, cells, &text);
    sg_test_parse parse = sg_test_parse_text(sg_buffer_str(&text));
    bool good = parse.err.status == SG_OK || scenario->refused;
    cr_expect(good, "%.*s\n%s\n%s", SG_FMT(scenario->title), text.bytes, parse.err.message);
    sg_test_parse_free(&parse);
    sg_buffer_free(&text);
    return 1;
}

static size_t parse_scenario(const outline *scenario)
{
    size_t count = 0;
    for (size_t i = 0; i < scenario->query_count; i++) {
        if (scenario->row_count == 0)
            count += parse_one(scenario, scenario->queries[i], NULL, NULL);
        for (size_t r = 1; r < scenario->row_count; r++)
            count += parse_one(scenario, scenario->queries[i], &scenario->rows[0],
                               &scenario->rows[r]);
    }
    return count;
}

/* | a | b \| c | */
static void read_row(outline *scenario, sg_str line)
{
    cr_assert(scenario->row_count < ROWS);
    table_row *row = &scenario->rows[scenario->row_count++];
    size_t begin = 1;
    row->count = 0;
    for (size_t i = 1; i < line.length; i++) {
        if (line.bytes[i] != '|' || line.bytes[i - 1] == '\\')
            continue;
        cr_assert(row->count < CELLS);
        row->cells[row->count++] = sg_str_trim(sg_str_slice(line, begin, i));
        begin = i + 1;
    }
}

/* The text up to the closing quotes; *rest is what follows them. */
static sg_str read_docstring(sg_str text, sg_str *rest)
{
    size_t end = sg_str_find(text, SG_STR("\"\"\""), 0);
    cr_assert(end != SIZE_MAX);
    *rest = sg_str_slice(text, end + 3, text.length);
    return sg_str_slice(text, 0, end);
}

static void read_line(outline *scenario, sg_str line)
{
    if (sg_str_find(line, SG_STR("a SyntaxError should be raised"), 0) != SIZE_MAX)
        scenario->refused = true;
    if (sg_str_starts(line, SG_STR("Examples")))
        scenario->in_examples = true;
    else if (scenario->in_examples && sg_str_starts(line, SG_STR("|")))
        read_row(scenario, line);
}

static size_t parse_feature(sg_str text)
{
    outline *scenario = calloc(1, sizeof(*scenario));
    size_t count = 0;
    cr_assert(scenario != NULL);
    while (text.length > 0) {
        sg_str line = sg_str_trim(sg_str_cut(text, '\n', &text));
        if (sg_str_starts(line, SG_STR("Scenario"))) {
            count += parse_scenario(scenario);
            memset(scenario, 0, sizeof(*scenario));
            scenario->title = line;
        } else if (sg_str_equal(line, SG_STR("\"\"\""))) {
            cr_assert(scenario->query_count < QUERIES);
            scenario->queries[scenario->query_count++] = read_docstring(text, &text);
        } else {
            read_line(scenario, line);
        }
    }
    count += parse_scenario(scenario);
    free(scenario);
    return count;
}

static void parse_file(const char *folder, sg_str name)
{
    char path[512];
    sg_str text;
    sg_error err = { 0 };
    if (!sg_str_ends(name, SG_STR(".feature")))
        return;
    snprintf(path, sizeof(path), "%s/%.*s", folder, SG_FMT(name));
    cr_assert(sg_file_read(path, 1 << 20, &text, &err) == SG_OK, "%s", err.message);
    cr_expect(parse_feature(text) > 0, "%s", path);
    free((void *)(uintptr_t)text.bytes);
}

Test(parse_features, every_query_that_should)
{
    const char *folder = getenv("TCK_DIR");
    sg_arena *arena;
    sg_file_list files;
    sg_error err = { 0 };
    if (!folder)
        folder = "../shared/data/tck";
    if (!sg_file_is_folder(folder))
        cr_skip_test("the feature files are not beside the project");
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_file_walk(folder, 10000, arena, &files, &err) == SG_OK, "%s", err.message);
    for (size_t i = 0; i < files.count; i++)
        parse_file(folder, files.paths[i]);
    sg_arena_free(arena);
}
