/* oracle.c - answers as sorted texts, the subjects, and which oracle answers which question. */
#include "bench/oracle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "generate/facts.h"
#include "generate/names.h"

static const struct {
    const char *question;
    sg_bench_ask *ask;
} oracles[] = {
    { "01-point", sg_bench_point },
    { "02-filter", sg_bench_filter },
    { "03-scan", sg_bench_scan },
    { "04-group", sg_bench_group },
    { "05-open-ssh", sg_bench_open_ssh },
    { "06-balanced-critical", sg_bench_balanced },
    { "07-sensitive-rows", sg_bench_sensitive_rows },
    { "08-sensitive-count", sg_bench_sensitive_count },
    { "09-sensitive-distinct", sg_bench_sensitive_machines },
    { "10-two-hops", sg_bench_two_hops },
    { "11-not-exists", sg_bench_not_exists },
    { "12-optional", sg_bench_optional },
    { "13-assume", sg_bench_assume },
    { "14-reach-admin", sg_bench_admin },
    { "15-breadth-first", sg_bench_everything },
    { "16-shortest", sg_bench_shortest },
    { "17-all-shortest", sg_bench_all_shortest },
    { "18-blast-radius", sg_bench_blast },
    { "19-triangle", sg_bench_triangle },
    { "20-external", sg_bench_external },
};

sg_bench_ask *sg_bench_oracle_of(const char *question)
{
    for (size_t i = 0; i < SG_COUNT(oracles); i++)
        if (strcmp(oracles[i].question, question) == 0)
            return oracles[i].ask;
    return NULL;
}

/* The largest account, its first deploy role, and the first bucket that was planted anywhere. */
void sg_bench_subjects_choose(const sg_estate *estate, sg_bench_subjects *out)
{
    uint32_t largest = 0;
    for (uint32_t i = 1; i < estate->accounts; i++)
        if (estate->items[i].count[SG_KIND_MACHINE] >
            estate->items[largest].count[SG_KIND_MACHINE])
            largest = i;
    sg_place role = { largest, SG_KIND_ROLE, estate->items[largest].role[SG_ROLE_DEPLOY] };
    sg_place bucket = { 0, SG_KIND_BUCKET, 0 };
    for (uint32_t i = 0; i < estate->accounts; i++)
        if (estate->items[i].planted[SG_PLANT_READER] > 0) {
            sg_planting planting = { .plant = SG_PLANT_READER };
            bucket = sg_estate_plant(estate, i, &planting, SG_KIND_BUCKET);
            break;
        }
    out->account_index = largest;
    out->role = sg_estate_number(estate, role);
    out->bucket = sg_estate_number(estate, bucket);
    sg_id_of(estate, role, out->role_id);
    sg_id_of(estate, bucket, out->bucket_id);
    snprintf(out->account, sizeof out->account, "%s", estate->items[largest].id);
}

static void put(sg_bench_answer *answer, sg_str row)
{
    if (!answer->arena && sg_arena_new(0, &answer->arena) != SG_OK)
        answer->failed = true;
    if (answer->failed)
        return;
    sg_str copy = sg_arena_copy(answer->arena, row);
    if (!copy.bytes || sg_array_push(&answer->rows, copy) != SG_OK)
        answer->failed = true;
}

void sg_bench_answer_row(sg_bench_answer *answer, const char *format, ...)
{
    sg_buffer text = { 0 };
    va_list arguments;
    va_start(arguments, format);
    sg_buffer_format_list(&text, format, arguments);
    va_end(arguments);
    put(answer, sg_buffer_str(&text));
    answer->failed = answer->failed || text.status != SG_OK;
    sg_buffer_free(&text);
}

static int by_bytes(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

void sg_bench_answer_sort(sg_bench_answer *answer)
{
    if (answer->rows.count > 0)
        qsort(answer->rows.items, answer->rows.count, sizeof *answer->rows.items, by_bytes);
}

bool sg_bench_answer_same(const sg_bench_answer *left, const sg_bench_answer *right)
{
    bool same = !left->failed && !right->failed && left->rows.count == right->rows.count;
    for (size_t i = 0; same && i < left->rows.count; i++)
        same = sg_str_equal(left->rows.items[i], right->rows.items[i]);
    return same;
}

void sg_bench_answer_free(sg_bench_answer *answer)
{
    sg_array_free(&answer->rows);
    sg_arena_free(answer->arena);
    *answer = (sg_bench_answer){ .failed = false };
}

const char *sg_bench_id(const sg_bench_oracle *oracle, sg_bench_answer *answer, uint32_t node)
{
    char id[SG_NAME_MOST];
    const sg_estate *estate = oracle->arrays->estate;
    sg_id_of(estate, sg_estate_place(estate, node), id);
    if (!answer->arena && sg_arena_new(0, &answer->arena) != SG_OK)
        return "";
    sg_str copy = sg_arena_copy(answer->arena, sg_str_of(id));
    return copy.bytes ? copy.bytes : "";
}

uint8_t *sg_bench_set(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    uint8_t *set = calloc(oracle->arrays->nodes, 1);
    answer->failed = answer->failed || !set;
    return set;
}

bool sg_bench_is(const sg_bench_oracle *oracle, uint32_t node, sg_kind kind)
{
    uint32_t first, count;
    sg_estate_range(oracle->arrays->estate, kind, &first, &count);
    return node - first < count;
}
