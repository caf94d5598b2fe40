/* counters.c - count, compare, record. */
#include "bench/counters.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "query/query.h"

enum { FILE_BYTES = 1 << 20, SLACK_EDGES = 64, SLACK_BYTES = 64 * 1024 };

typedef struct {
    uint64_t edges, bytes;
} counts;

static void add_memory(void *reader, const sg_profile_line *line)
{
    counts *self = reader;
    self->bytes += line->memory;
}

/* One run by PROFILE, whose result must be that of the oracle. */
static bool count(const sg_bench_questions *questions, const sg_bench_question *question,
                  const sg_graph *graph, counts *out)
{
    sg_entry entries[SG_BENCH_PARAMETERS];
    sg_value parameters = sg_bench_parameters(&questions->subjects, entries);
    sg_buffer text = { 0 }, row_text = { 0 };
    sg_query *query = NULL;
    sg_result *result = NULL;
    sg_bench_answer got = { .failed = false };
    const sg_value *row;
    sg_step step = SG_FAIL;
    *out = (counts){ 0, 0 };
    sg_buffer_format(&text, "PROFILE %s", question->cypher);
    if (sg_query_prepare(graph, sg_buffer_str(&text), NULL, &query, NULL) == SG_OK &&
        sg_query_run(query, parameters, &result, NULL) == SG_OK)
        while ((step = sg_result_next(result, &row, NULL)) == SG_ROW) {
            sg_buffer_clear(&row_text);
            sg_bench_row_text(row, sg_query_columns(query), &row_text);
            sg_bench_answer_row(&got, "%.*s", SG_FMT(sg_buffer_str(&row_text)));
        }
    if (result)
        out->edges = sg_result_edges_touched(result);
    sg_bench_answer_sort(&got);
    bool good = step == SG_DONE && sg_bench_answer_same(&got, &question->expected) &&
                sg_query_profile(query, result, add_memory, out) == SG_OK;
    sg_result_close(result);
    sg_query_free(query);
    sg_bench_answer_free(&got);
    sg_buffer_free(&text);
    sg_buffer_free(&row_text);
    return good;
}

/* "NAME EDGES BYTES" of the question. */
static bool recorded(sg_str text, const char *name, counts *out)
{
    while (text.length > 0) {
        sg_str line = sg_str_cut(text, '\n', &text), rest, bytes;
        int64_t edges_number, bytes_number;
        sg_str word = sg_str_cut(line, ' ', &rest);
        sg_str edges = sg_str_cut(rest, ' ', &bytes);
        if (!sg_str_equal(word, sg_str_of(name)) || !sg_str_to_int64(edges, &edges_number) ||
            !sg_str_to_int64(bytes, &bytes_number))
            continue;
        *out = (counts){ (uint64_t)edges_number, (uint64_t)bytes_number };
        return true;
    }
    return false;
}

static bool is_dearer(uint64_t now, uint64_t before, uint64_t slack)
{
    return now > before + before / 20 + slack;
}

static bool judge(const char *name, counts now, counts before)
{
    bool dearer = is_dearer(now.edges, before.edges, SLACK_EDGES) ||
                  is_dearer(now.bytes, before.bytes, SLACK_BYTES);
    if (dearer)
        fprintf(
            stderr,
            "counters: %s visits %llu relationships in %llu bytes, recorded are %llu in %llu\n",
            name, (unsigned long long)now.edges, (unsigned long long)now.bytes,
            (unsigned long long)before.edges, (unsigned long long)before.bytes);
    return !dearer;
}

bool sg_bench_counters_check(const sg_bench_questions *questions, const sg_graph *graph,
                             const char *path)
{
    sg_str text;
    bool good = true;
    if (sg_file_read(path, FILE_BYTES, &text, NULL) != SG_OK) {
        fprintf(stderr, "counters: cannot read `%s`\n", path);
        return false;
    }
    for (size_t i = 0; i < questions->items.count; i++) {
        const sg_bench_question *question = &questions->items.items[i];
        counts now, before;
        if (!count(questions, question, graph, &now)) {
            fprintf(stderr, "counters: the answer to %s is wrong\n", question->name);
            good = false;
        } else if (!recorded(text, question->name, &before)) {
            fprintf(stderr, "counters: %s is not recorded\n", question->name);
            good = false;
        } else {
            good = judge(question->name, now, before) && good;
        }
    }
    free((void *)(uintptr_t)text.bytes);
    if (good)
        printf("counters: ok (%zu questions, right answers, none dearer than recorded)\n",
               questions->items.count);
    return good && questions->items.count > 0;
}

bool sg_bench_counters_record(const sg_bench_questions *questions, const sg_graph *graph,
                              const char *path)
{
    FILE *file = fopen(path, "w");
    bool good = file != NULL;
    for (size_t i = 0; good && i < questions->items.count; i++) {
        counts now;
        good = count(questions, &questions->items.items[i], graph, &now);
        fprintf(file, "%s %llu %llu\n", questions->items.items[i].name,
                (unsigned long long)now.edges, (unsigned long long)now.bytes);
    }
    if (file)
        good = fclose(file) == 0 && good;
    return good;
}
