/* oracle.h - the right answers to the benchmark's questions, from plain arrays.
 *
 * An answer is the texts of its rows, columns joined by `|`, sorted.
 */
#ifndef SG_BENCH_ORACLE_H
#define SG_BENCH_ORACLE_H

#include "bench/arrays.h"
#include "engine/base/arena.h"
#include "engine/base/array.h"

typedef struct sg_bench_answer {
    sg_arena *arena;
    SG_ARRAY(sg_str) rows;
    bool failed; /* no memory */
} sg_bench_answer;

/* Whom the questions ask about; ids, and the numbers of their nodes. */
typedef struct sg_bench_subjects {
    char bucket_id[256], role_id[256], account[16];
    uint32_t bucket, role, account_index;
} sg_bench_subjects;

typedef struct sg_bench_oracle {
    const sg_bench_arrays *arrays;
    const sg_bench_subjects *subjects;
} sg_bench_oracle;

typedef void sg_bench_ask(const sg_bench_oracle *oracle, sg_bench_answer *answer);

void sg_bench_subjects_choose(const sg_estate *estate, sg_bench_subjects *out);
void sg_bench_answer_row(sg_bench_answer *answer, const char *format, ...) SG_PRINTF(2, 3);
void sg_bench_answer_sort(sg_bench_answer *answer);
bool sg_bench_answer_same(const sg_bench_answer *left, const sg_bench_answer *right);
void sg_bench_answer_free(sg_bench_answer *answer);
/* The id of a node, in the answer's arena. */
const char *sg_bench_id(const sg_bench_oracle *oracle, sg_bench_answer *answer, uint32_t node);

/* The oracle of the question with that name, or NULL.  oracle_*.c. */
sg_bench_ask *sg_bench_oracle_of(const char *question);

/* --- for the oracles ---------------------------------------------------------------------------- */
/* A byte a node: a set. */
uint8_t *sg_bench_set(const sg_bench_oracle *oracle, sg_bench_answer *answer);
bool sg_bench_is(const sg_bench_oracle *oracle, uint32_t node, sg_kind kind);

sg_bench_ask sg_bench_point, sg_bench_filter, sg_bench_scan, sg_bench_group, sg_bench_open_ssh,
    sg_bench_optional, sg_bench_not_exists;
sg_bench_ask sg_bench_balanced, sg_bench_sensitive_rows, sg_bench_sensitive_count,
    sg_bench_sensitive_machines, sg_bench_two_hops, sg_bench_triangle;
sg_bench_ask sg_bench_assume, sg_bench_admin, sg_bench_everything, sg_bench_shortest,
    sg_bench_all_shortest, sg_bench_blast, sg_bench_external;

#endif
