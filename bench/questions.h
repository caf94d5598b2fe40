/* questions.h - the benchmark's questions: files in bench/queries, asked of the engine and judged.
 *
 * A file has the question in each language that a peer speaks:
 *
 *     # what is asked
 *     == cypher
 *     MATCH ...
 *     == sql
 *     SELECT ...
 */
#ifndef SG_BENCH_QUESTIONS_H
#define SG_BENCH_QUESTIONS_H

#include "bench/bench.h"
#include "bench/calibrate.h"
#include "bench/oracle.h"
#include "engine/graph.h"

/* Answers of the oracles to all questions: made before the graph is loaded, so that the arrays are
 * gone when memory and time are measured. */
typedef struct sg_bench_question {
    char name[64];
    char *cypher;
    sg_bench_answer expected;
    double yardstick; /* milliseconds that the oracle took */
} sg_bench_question;

typedef struct sg_bench_questions {
    SG_ARRAY(sg_bench_question) items;
    sg_bench_subjects subjects;
    uint64_t edges; /* of the estate */
} sg_bench_questions;

/* Reads every bench/queries/NAME.query and asks its oracle.  Errors: also SG_EINVAL (no Cypher in it, or no
 * oracle for it). */
SG_MUST_USE sg_status sg_bench_questions_read(const sg_estate *estate, const char *folder,
                                              sg_bench_questions *out, sg_error *err);
void sg_bench_questions_free(sg_bench_questions *questions);

/* Asks all of them, each prepared once and run many times; every result is read and compared. */
void sg_bench_questions_ask(sg_bench *bench, const sg_bench_questions *questions,
                            const sg_graph *graph, unsigned threads,
                            const sg_bench_limits *limits);
/* $account, $bucket, $role; `entries` must outlive the value. */
enum { SG_BENCH_PARAMETERS = 3 };
sg_value sg_bench_parameters(const sg_bench_subjects *subjects,
                             sg_entry entries[SG_BENCH_PARAMETERS]);
/* The text of one row, as answers have it: values joined by `|`, lists left out. */
void sg_bench_row_text(const sg_value *row, uint32_t columns, sg_buffer *out);

#endif
