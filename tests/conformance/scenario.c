/* scenario.c - the steps of a scenario, one function each, and the comparison of tables. */
#include "tests/conformance/scenario.h"

#include <stdlib.h>

#include "engine/base/file.h"
#include "tests/conformance/canonical.h"
#include "tests/conformance/effects.h"
#include "tests/conformance/procedure.h"

typedef struct {
    tck_world *world;
    const char *graphs;
    sg_arena *arena;
    sg_value parameters;
    tck_answer answer; /* of the query under test */
    tck_state before;
    sg_error err; /* what was wrong */
} run_state;

/* --- given --------------------------------------------------------------------------------------- */
static sg_status execute_setup(run_state *run, sg_str text)
{
    tck_answer answer;
    SG_TRY(tck_world_run(run->world, text, sg_null(), run->arena, &answer));
    if (answer.status != SG_OK)
        return sg_fail(&run->err, SG_ERUNTIME, "the set-up fails: %s", answer.error.message);
    return SG_OK;
}

/* "binary-tree-1 graph": the statements of graphs/binary-tree-1/binary-tree-1.cypher. */
static sg_status load_named_graph(run_state *run, sg_str name)
{
    sg_str text = { NULL, 0 };
    sg_str path = sg_arena_format(run->arena, "%s/%.*s/%.*s.cypher", run->graphs, SG_FMT(name),
                                  SG_FMT(name));
    if (!path.bytes)
        return sg_fail_memory(&run->err);
    SG_TRY(sg_file_read(path.bytes, 1 << 20, &text, &run->err));
    sg_status status = execute_setup(run, sg_str_trim(text));
    free((void *)(uintptr_t)text.bytes);
    return status;
}

static sg_status read_parameters(run_state *run, const tck_row *rows)
{
    uint32_t count = 0;
    for (const tck_row *row = rows; row; row = row->next)
        count++;
    sg_entry *entries = sg_arena_make_array(run->arena, sg_entry, count + 1);
    if (!entries)
        return sg_fail_memory(&run->err);
    count = 0;
    for (const tck_row *row = rows; row; row = row->next, count++) {
        entries[count].key = row->cells[0];
        SG_TRY(tck_cell_value(run->world, row->cells[1], run->arena, &entries[count].value,
                              &run->err));
    }
    run->parameters = sg_map(entries, sg_map_sort(entries, count));
    return SG_OK;
}

/* --- when ---------------------------------------------------------------------------------------- */
static sg_status execute_query(run_state *run, sg_str text)
{
    SG_TRY(tck_observe(run->world, run->arena, &run->before, &run->err));
    return tck_world_run(run->world, text, run->parameters, run->arena, &run->answer);
}

/* --- then ---------------------------------------------------------------------------------------- */
static int by_text(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

static sg_status expected_rows(run_state *run, const tck_row *rows, bool any_list_order,
                               sg_str *out)
{
    for (size_t i = 0; rows; rows = rows->next, i++) {
        sg_buffer text = { .length = 0 };
        for (uint32_t c = 0; c < rows->count; c++) {
            SG_TRY(tck_canonical_cell(rows->cells[c], any_list_order, &text, &run->err));
            sg_buffer_text(&text, " | ");
        }
        out[i] = sg_arena_copy(run->arena, sg_buffer_str(&text));
        sg_buffer_free(&text);
        if (!out[i].bytes)
            return sg_fail_memory(&run->err);
    }
    return SG_OK;
}

static sg_status actual_rows(run_state *run, bool any_list_order, sg_str *out)
{
    for (size_t i = 0; i < run->answer.row_count; i++) {
        sg_buffer text = { .length = 0 };
        for (uint32_t c = 0; c < run->answer.column_count; c++) {
            tck_canonical_value(tck_world_graph(run->world), run->answer.rows[i][c],
                                any_list_order, run->arena, &text);
            sg_buffer_text(&text, " | ");
        }
        out[i] = sg_arena_copy(run->arena, sg_buffer_str(&text));
        sg_buffer_free(&text);
        if (!out[i].bytes)
            return sg_fail_memory(&run->err);
    }
    return SG_OK;
}

static sg_status compare_columns(run_state *run, const tck_row *header)
{
    bool same = header->count == run->answer.column_count;
    for (uint32_t i = 0; same && i < header->count; i++)
        same = sg_str_equal(header->cells[i], run->answer.columns[i]);
    if (same)
        return SG_OK;
    sg_str first = run->answer.column_count ? run->answer.columns[0] : SG_STR("");
    return sg_fail(
        &run->err, SG_ERUNTIME, "%u columns beginning with `%.*s`, expected %u with `%.*s`",
        run->answer.column_count, SG_FMT(first), header->count, SG_FMT(header->cells[0]));
}

static sg_status compare_rows(run_state *run, const tck_row *table, bool ordered,
                              bool any_list_order)
{
    size_t count = 0;
    for (const tck_row *row = table->next; row; row = row->next)
        count++;
    sg_str *expected = sg_arena_make_array(run->arena, sg_str, count + 1);
    sg_str *actual = sg_arena_make_array(run->arena, sg_str, run->answer.row_count + 1);
    if (!expected || !actual)
        return sg_fail_memory(&run->err);
    SG_TRY(expected_rows(run, table->next, any_list_order, expected));
    SG_TRY(actual_rows(run, any_list_order, actual));
    if (!ordered) {
        qsort(expected, count, sizeof *expected, by_text);
        qsort(actual, run->answer.row_count, sizeof *actual, by_text);
    }
    if (count != run->answer.row_count)
        return sg_fail(&run->err, SG_ERUNTIME, "%zu rows, expected %zu", run->answer.row_count,
                       count);
    for (size_t i = 0; i < count; i++)
        if (!sg_str_equal(expected[i], actual[i]))
            return sg_fail(&run->err, SG_ERUNTIME, "row `%.*s`, expected `%.*s`",
                           SG_FMT(actual[i]), SG_FMT(expected[i]));
    return SG_OK;
}

static sg_status must_succeed(run_state *run)
{
    if (run->answer.status == SG_OK)
        return SG_OK;
    return sg_fail(&run->err, SG_ERUNTIME, "%s %s at %s: %s",
                   run->answer.error.type ? run->answer.error.type : "error",
                   run->answer.error.detail ? run->answer.error.detail : "",
                   run->answer.error.phase ? run->answer.error.phase : "",
                   run->answer.error.message);
}

static sg_status check_result(run_state *run, const tck_step *step)
{
    bool ordered = sg_str_find(step->text, SG_STR("in order"), 0) != SIZE_MAX;
    bool any_list_order =
        sg_str_find(step->text, SG_STR("ignoring element order for lists"), 0) != SIZE_MAX;
    SG_TRY(must_succeed(run));
    if (sg_str_find(step->text, SG_STR("be empty"), 0) != SIZE_MAX) {
        if (run->answer.row_count > 0)
            return sg_fail(&run->err, SG_ERUNTIME, "%zu rows, expected none",
                           run->answer.row_count);
        return SG_OK;
    }
    if (!step->rows)
        return sg_fail(&run->err, SG_EINVAL, "the step has no table");
    SG_TRY(compare_columns(run, step->rows));
    return compare_rows(run, step->rows, ordered, any_list_order);
}

static sg_status check_effects(run_state *run, const tck_row *rows)
{
    tck_state after;
    tck_effects expected = { .added = { 0 } };
    SG_TRY(must_succeed(run));
    for (const tck_row *row = rows; row; row = row->next) {
        int64_t number;
        unsigned *counter = tck_effect_named(&expected, row->cells[0]);
        if (!counter || !sg_str_to_int64(row->cells[1], &number))
            return sg_fail(&run->err, SG_EINVAL, "unknown side effect `%.*s`",
                           SG_FMT(row->cells[0]));
        *counter = (unsigned)number;
    }
    SG_TRY(tck_observe(run->world, run->arena, &after, &run->err));
    tck_effects actual = tck_compare(&run->before, &after);
    for (int kind = 0; kind < TCK_EFFECTS; kind++)
        if (actual.added[kind] != expected.added[kind] ||
            actual.removed[kind] != expected.removed[kind])
            return sg_fail(&run->err, SG_ERUNTIME,
                           "side effects of kind %d: +%u -%u, expected +%u -%u", kind,
                           actual.added[kind], actual.removed[kind], expected.added[kind],
                           expected.removed[kind]);
    return SG_OK;
}

/* "a SyntaxError should be raised at compile time: UndefinedVariable" */
static sg_status check_error(run_state *run, sg_str text)
{
    sg_str rest, detail;
    sg_str_cut(text, ' ', &rest); /* a, an */
    sg_str type = sg_str_cut(rest, ' ', &rest);
    sg_str head = sg_str_cut(rest, ':', &detail);
    const sg_error *error = &run->answer.error;
    if (run->answer.status == SG_OK)
        return sg_fail(&run->err, SG_ERUNTIME, "%zu rows, expected %.*s:%.*s",
                       run->answer.row_count, SG_FMT(type), SG_FMT(detail));
    detail = sg_str_trim(detail);
    bool compile = sg_str_find(head, SG_STR("compile time"), 0) != SIZE_MAX;
    bool runtime = sg_str_find(head, SG_STR("runtime"), 0) != SIZE_MAX;
    bool same =
        error->type && sg_str_equal(sg_str_of(error->type), type) && error->detail &&
        (sg_str_equal(detail, SG_STR("*")) || sg_str_equal(sg_str_of(error->detail), detail));
    if (same && compile)
        same = error->phase && sg_str_equal(sg_str_of(error->phase), SG_STR("compile"));
    if (same && runtime)
        same = error->phase && sg_str_equal(sg_str_of(error->phase), SG_STR("runtime"));
    if (same)
        return SG_OK;
    return sg_fail(&run->err, SG_ERUNTIME, "%s %s at %s (%s), expected %.*s",
                   error->type ? error->type : "error", error->detail ? error->detail : "?",
                   error->phase ? error->phase : "?", error->message, SG_FMT(text));
}

/* --- steps --------------------------------------------------------------------------------------- */
static bool says(sg_str text, const char *words)
{
    return sg_str_find(text, sg_str_of(words), 0) != SIZE_MAX;
}

static sg_status run_step(run_state *run, const tck_step *step)
{
    sg_str text = step->text;
    if (sg_str_equal(text, SG_STR("an empty graph")) || sg_str_equal(text, SG_STR("any graph")))
        return tck_world_clear(run->world, &run->err);
    if (sg_str_starts(text, SG_STR("the ")) && sg_str_ends(text, SG_STR(" graph"))) {
        SG_TRY(tck_world_clear(run->world, &run->err));
        return load_named_graph(run, sg_str_slice(text, 4, text.length - 6));
    }
    if (says(text, "having executed"))
        return execute_setup(run, step->document);
    if (says(text, "there exists a procedure"))
        return tck_procedure_define(run->world, step, run->arena, &run->err);
    if (says(text, "parameters are"))
        return read_parameters(run, step->rows);
    if (says(text, "executing"))
        return execute_query(run, step->document);
    if (says(text, "the result should be"))
        return check_result(run, step);
    if (sg_str_equal(text, SG_STR("no side effects")))
        return check_effects(run, NULL);
    if (says(text, "the side effects should be"))
        return check_effects(run, step->rows);
    if (says(text, "should be raised at"))
        return check_error(run, text);
    return sg_fail(&run->err, SG_EINVAL, "unknown step `%.*s`", SG_FMT(text));
}

bool tck_scenario_run(tck_world *world, const tck_scenario *scenario, const char *graphs,
                      sg_arena *arena, sg_str *why)
{
    run_state run = {
        .world = world, .graphs = graphs, .arena = arena, .parameters = sg_null()
    };
    for (const tck_step *step = scenario->steps; step; step = step->next) {
        if (run_step(&run, step) == SG_OK)
            continue;
        *why = sg_arena_copy(arena, sg_str_of(run.err.message));
        return false;
    }
    return true;
}
