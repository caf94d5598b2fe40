/* estates.h - a generated estate through the program's own ways: files, snapshot, memory, policies. */
#ifndef SG_BENCH_ESTATES_H
#define SG_BENCH_ESTATES_H

#include "bench/bench.h"
#include "bench/questions.h"

typedef struct sg_bench_estate {
    /* Given: */
    unsigned threads, loading_threads;
    const char *program, *work; /* the program; a folder for files */
    bool
        generated; /* the graph comes from the generator, and no CSV files are made or loaded */
    /* Made: */
    sg_estate *plan;
    sg_bench_questions questions;
    sg_graph *graph; /* NULL until loaded */
    char csv[512], snapshot[512];
} sg_bench_estate;

/* Generates the files and answers the questions by the oracles. */
SG_MUST_USE sg_status sg_bench_estate_make(sg_bench_estate *estate, uint32_t accounts,
                                           sg_error *err);
/* Loads the files into estate->graph, which is freed first. */
SG_MUST_USE sg_status sg_bench_estate_open(sg_bench_estate *estate, sg_error *err);
/* Rows: loading, snapshot, memory of the program.  Leaves the opened graph. */
void sg_bench_estate_load(sg_bench *bench, sg_bench_estate *estate);
/* Rows: the shipped combinations, which must find what was planted; a pack of 300 policies, all at once
 * and one by one, and again after a change, for which the graph is taken. */
void sg_bench_estate_check(sg_bench *bench, sg_bench_estate *estate);
/* Whether the shipped combinations find exactly what was planted; of an inventory, those of which it tells
 * everything. */
bool sg_bench_finds_planted(const sg_graph *graph, const sg_estate *plan, unsigned threads);
void sg_bench_estate_free(sg_bench_estate *estate);

#endif
