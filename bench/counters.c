/* counters.c - count, compare, record. */
#include "bench/counters.h"

#include <stdlib.h>
#include <string.h>

#include "bench/pack.h"
#include "engine/base/file.h"
#include "policies/check.h"
#include "query/query.h"

/* Beside one part in twenty: memory is taken in blocks. */
enum {
    FILE_BYTES = 1 << 20,
    SLACK_EDGES = 16,
    SLACK_BYTES = 32 * 1024,
    PACK_ISSUES_LEAST = 100
};

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

/* --- the pack --------------------------------------------------------------------------------------- */
static bool count_check(const sg_graph *graph, const sg_policies *policies, counts *out)
{
    const sg_check_options options = { .threads = 1 };
    sg_check check;

    if (sg_check_run(graph, policies, &options, &check, NULL) != SG_OK)
        return false;
    *out = (counts){ 0, check.sets.bytes };
    for (uint32_t i = 0; i < check.outcome_count; i++)
        out->edges += check.outcomes[i].edges_touched;
    for (uint32_t i = 0; i < check.arena_count; i++)
        out->bytes += sg_arena_used(check.arenas[i]);
    bool good = check.failed == 0 && check.issue_count >= PACK_ISSUES_LEAST;
    sg_check_free(&check);
    return good;
}

/* All its policies by one thread. */
static bool count_pack(const sg_bench_counted *counted, counts *out)
{
    char path[512];
    const char *folder = path;
    sg_policies policies;
    sg_source failed;

    snprintf(path, sizeof path, "%s/pack", counted->work);
    if (sg_bench_pack_write(folder, NULL) != SG_OK ||
        sg_policies_load(&folder, 1, &policies, &failed, NULL) != SG_OK)
        return false;
    bool good = count_check(counted->graph, &policies, out);
    sg_policies_free(&policies);
    return good;
}

/* --- the file --------------------------------------------------------------------------------------- */
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

/* One that was counted, if it was: beside what is recorded. */
static bool compare(sg_str text, const char *name, bool counted, counts now)
{
    counts before;

    if (!counted)
        fprintf(stderr, "counters: the answer to %s is wrong\n", name);
    else if (!recorded(text, name, &before))
        fprintf(stderr, "counters: %s is not recorded\n", name);
    else
        return judge(name, now, before);
    return false;
}

bool sg_bench_counters_check(const sg_bench_counted *counted, const char *path)
{
    const sg_bench_questions *questions = counted->questions;
    sg_str text;
    counts now;

    if (sg_file_read(path, FILE_BYTES, &text, NULL) != SG_OK) {
        fprintf(stderr, "counters: cannot read `%s`\n", path);
        return false;
    }
    bool good = count_pack(counted, &now);
    good = compare(text, "pack", good, now);
    for (size_t i = 0; i < questions->items.count; i++) {
        const sg_bench_question *question = &questions->items.items[i];
        bool right = count(questions, question, counted->graph, &now);
        good = compare(text, question->name, right, now) && good;
    }
    free((void *)(uintptr_t)text.bytes);
    if (good)
        printf("counters: ok (%zu questions and the pack, right answers, none dearer than "
               "recorded)\n",
               questions->items.count);
    return good && questions->items.count > 0;
}

static void write_line(FILE *file, const char *name, counts now)
{
    fprintf(file, "%s %llu %llu\n", name, (unsigned long long)now.edges,
            (unsigned long long)now.bytes);
}

bool sg_bench_counters_record(const sg_bench_counted *counted, const char *path)
{
    const sg_bench_questions *questions = counted->questions;
    counts now;
    FILE *file = fopen(path, "w");

    if (!file)
        return false;
    bool good = count_pack(counted, &now);
    write_line(file, "pack", now);
    for (size_t i = 0; good && i < questions->items.count; i++) {
        good = count(questions, &questions->items.items[i], counted->graph, &now);
        write_line(file, questions->items.items[i].name, now);
    }
    return fclose(file) == 0 && good;
}
