/* questions.c - read the questions, ask the engine, compare with the oracle. */
#include "bench/questions.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/base/pages.h"
#include "query/query.h"

enum { QUESTION_BYTES = 64 * 1024, MOST_FILES = 1000, HOT_RUNS = 101 };

/* --- reading ------------------------------------------------------------------------------------ */

/* What stands between `== language` and the next `==`. */
static sg_str section(sg_str text, const char *language)
{
    char head[32];
    int length = snprintf(head, sizeof head, "== %s\n", language);
    size_t begin = sg_str_find(text, (sg_str){ head, (size_t)length }, 0);
    if (begin == SIZE_MAX)
        return (sg_str){ NULL, 0 };
    begin += (size_t)length;
    size_t end = sg_str_find(text, SG_STR("\n=="), begin);
    return sg_str_slice(text, begin, end == SIZE_MAX ? text.length : end);
}

static sg_status answer(const sg_bench_oracle *oracle, sg_bench_question *self, sg_error *err)
{
    sg_bench_ask *ask = sg_bench_oracle_of(self->name);
    if (!ask)
        return sg_fail(err, SG_EINVAL, "no oracle knows the question `%s`", self->name);
    uint64_t start = sg_clock_monotonic();
    ask(oracle, &self->expected);
    self->yardstick = (double)(sg_clock_monotonic() - start) / 1e6;
    sg_bench_answer_sort(&self->expected);
    return self->expected.failed ? sg_fail_memory(err) : SG_OK;
}

static sg_status read_question(const char *folder, sg_str file, const sg_bench_oracle *oracle,
                               sg_bench_questions *out, sg_error *err)
{
    char path[512];
    sg_str text;
    sg_bench_question self = { .cypher = NULL };
    snprintf(path, sizeof path, "%s/%.*s", folder, SG_FMT(file));
    snprintf(self.name, sizeof self.name, "%.*s", (int)(file.length - strlen(".query")),
             file.bytes);
    SG_TRY(sg_file_read(path, QUESTION_BYTES, &text, err));
    sg_str cypher = section(text, "cypher");
    self.cypher = calloc(cypher.length + 1, 1);
    if (self.cypher && cypher.bytes)
        memcpy(self.cypher, cypher.bytes, cypher.length);
    free((void *)(uintptr_t)text.bytes);
    sg_status status = self.cypher ? SG_OK : sg_fail_memory(err);
    if (status == SG_OK && cypher.length == 0)
        status = sg_fail(err, SG_EINVAL, "`%s` has no section `cypher`", path);
    if (status == SG_OK)
        status = answer(oracle, &self, err);
    if (status == SG_OK)
        status = sg_array_push(&out->items, self);
    if (status != SG_OK) {
        free(self.cypher);
        sg_bench_answer_free(&self.expected);
    }
    return status;
}

sg_status sg_bench_questions_read(const sg_estate *estate, const char *folder,
                                  sg_bench_questions *out, sg_error *err)
{
    sg_bench_arrays *arrays = NULL;
    sg_arena *arena = NULL;
    sg_file_list files = { .count = 0 };
    *out = (sg_bench_questions){ .items = { 0 } };
    sg_bench_subjects_choose(estate, &out->subjects);
    if (sg_arena_new(0, &arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = sg_file_walk(folder, MOST_FILES, arena, &files, err);
    if (status == SG_OK)
        status = sg_bench_arrays_new(estate, &arrays);
    out->edges = arrays ? arrays->edges : 0;
    sg_bench_oracle oracle = { arrays, &out->subjects };
    for (size_t i = 0; status == SG_OK && i < files.count; i++)
        if (sg_str_ends(files.paths[i], SG_STR(".query")))
            status = read_question(folder, files.paths[i], &oracle, out, err);
    sg_bench_arrays_free(arrays);
    sg_arena_free(arena);
    return status;
}

void sg_bench_questions_free(sg_bench_questions *questions)
{
    for (size_t i = 0; i < questions->items.count; i++) {
        free(questions->items.items[i].cypher);
        sg_bench_answer_free(&questions->items.items[i].expected);
    }
    sg_array_free(&questions->items);
}

/* --- asking ------------------------------------------------------------------------------------- */

typedef struct {
    sg_query *query;
    sg_value parameters;
    const sg_bench_answer *expected;
    sg_arena *arena;          /* of the rows of one run */
    SG_ARRAY(sg_value) cells; /* row by row */
} asked;

sg_value sg_bench_parameters(const sg_bench_subjects *subjects,
                             sg_entry entries[SG_BENCH_PARAMETERS])
{
    entries[0] = (sg_entry){ SG_STR("account"), sg_string(sg_str_of(subjects->account)) };
    entries[1] = (sg_entry){ SG_STR("bucket"), sg_string(sg_str_of(subjects->bucket_id)) };
    entries[2] = (sg_entry){ SG_STR("role"), sg_string(sg_str_of(subjects->role_id)) };
    return sg_map(entries, SG_BENCH_PARAMETERS);
}

void sg_bench_row_text(const sg_value *row, uint32_t columns, sg_buffer *out)
{
    bool first = true;
    for (uint32_t i = 0; i < columns; i++) {
        if (row[i].type == SG_TYPE_LIST)
            continue;
        if (!first)
            sg_buffer_char(out, '|');
        first = false;
        if (row[i].type == SG_TYPE_STRING)
            sg_buffer_add(out, sg_value_str(row[i]));
        else if (row[i].type == SG_TYPE_INTEGER)
            sg_buffer_format(out, "%lld", (long long)row[i].integer);
        else
            sg_buffer_text(out, sg_is_null(row[i]) ? "null" : "?");
    }
}

static bool forget(void *state)
{
    asked *self = state;
    sg_arena_reset(self->arena);
    self->cells.count = 0;
    return true;
}

static bool keep_row(asked *self, const sg_value *row)
{
    sg_value copy;
    for (uint32_t i = 0; i < sg_query_columns(self->query); i++)
        if (sg_value_copy(self->arena, row[i], &copy) != SG_OK ||
            sg_array_push(&self->cells, copy) != SG_OK)
            return false;
    return true;
}

/* Runs it and takes every row, as drivers of peers do; *touched receives the relationships that were visited. */
static bool ask_once(void *state, uint64_t *touched)
{
    asked *self = state;
    sg_result *result = NULL;
    const sg_value *row;
    sg_step step = SG_FAIL;
    bool good = true;
    if (sg_query_run(self->query, self->parameters, &result, NULL) == SG_OK)
        while (good && (step = sg_result_next(result, &row, NULL)) == SG_ROW)
            good = keep_row(self, row);
    *touched = result ? sg_result_edges_touched(result) : 0;
    sg_result_close(result);
    return good && step == SG_DONE;
}

/* Compares the rows with what is expected. */
static bool is_right(void *state)
{
    const asked *self = state;
    sg_bench_answer got = { .failed = false };
    sg_buffer text = { 0 };
    uint32_t columns = sg_query_columns(self->query);
    for (size_t at = 0; at < self->cells.count; at += columns) {
        sg_buffer_clear(&text);
        sg_bench_row_text(self->cells.items + at, columns, &text);
        sg_bench_answer_row(&got, "%.*s", SG_FMT(sg_buffer_str(&text)));
    }
    sg_bench_answer_sort(&got);
    bool good = sg_bench_answer_same(&got, self->expected);
    sg_bench_answer_free(&got);
    sg_buffer_free(&text);
    return good;
}

/* How near two rows come to what the memory allows.  The scan, by one thread, reads a code a row in order.  The search
 * reads four bytes a relationship in order, or, were nothing near anything, a line at random. */
static void show_shares(sg_bench *bench, const sg_graph *graph, bool two,
                        const sg_bench_limits *limits)
{
    sg_label label;
    const sg_bench_past *scan = sg_bench_last(bench, "03-scan");
    const sg_bench_past *search = sg_bench_last(bench, "15-breadth-first");
    if (scan && sg_graph_find_label(graph, SG_STR("SecurityFinding"), &label)) {
        double rate = (double)sg_graph_label_count(graph, label) / (scan->median / 1e3);
        sg_bench_figure(bench, "03-scan, of bytes in order", 100 * rate / limits->sequential[0],
                        "%");
    }
    if (search) {
        double rate = (double)search->counted / (search->median / 1e3);
        sg_bench_figure(bench, "15, of bytes in order", 400 * rate / limits->sequential[two],
                        "%");
        sg_bench_figure(bench, "15, of lines at random", 100 * rate / limits->lines[two], "%");
    }
}

static void ask(sg_bench *bench, const sg_bench_question *question, asked *self)
{
    if (sg_arena_new(0, &self->arena) != SG_OK) {
        sg_bench_failure(bench, question->name, "no memory");
        return;
    }
    sg_bench_run(bench, &(sg_bench_row){ .name = question->name,
                                         .unit = "edges",
                                         .work = ask_once,
                                         .before = forget,
                                         .after = is_right,
                                         .state = self,
                                         .runs = HOT_RUNS,
                                         .results = question->expected.rows.items,
                                         .result_count = question->expected.rows.count });
    sg_array_free(&self->cells);
    sg_arena_free(self->arena);
}

void sg_bench_questions_ask(sg_bench *bench, const sg_bench_questions *questions,
                            const sg_graph *graph, unsigned threads,
                            const sg_bench_limits *limits)
{
    sg_entry parameters[SG_BENCH_PARAMETERS];
    sg_query_options options = { .limits = sg_query_limits_default(), .threads = threads };
    sg_pages_keep(); /* as the program does when it has opened a graph */
    for (size_t i = 0; i < questions->items.count; i++) {
        const sg_bench_question *question = &questions->items.items[i];
        asked self = { .parameters = sg_bench_parameters(&questions->subjects, parameters),
                       .expected = &question->expected };
        sg_error err = { .status = SG_OK };
        if (!sg_bench_wanted(bench, question->name))
            continue;
        if (sg_query_prepare(graph, sg_str_of(question->cypher), &options, &self.query, &err) ==
            SG_OK)
            ask(bench, question, &self);
        else
            sg_bench_failure(bench, question->name, err.message);
        sg_query_free(self.query);
    }
    show_shares(bench, graph, threads > 1, limits);
}
