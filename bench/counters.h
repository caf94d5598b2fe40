/* counters.h - what the questions and the pack cost, counted and not timed: a guard that any machine can keep.
 *
 * bench/counters.txt has a line a question: relationships visited, and bytes that the operators held, on a
 * small estate by one thread; and one of all policies of the pack (pack.h): relationships visited, and bytes of the
 * sets that they share and of their issues.  More than that by a margin is a regression; who means it
 * records it anew.
 */
#ifndef SG_BENCH_COUNTERS_H
#define SG_BENCH_COUNTERS_H

#include "bench/questions.h"

/* What is counted: the questions, and the pack, whose files are written into a folder of `work`. */
typedef struct sg_bench_counted {
    const sg_bench_questions *questions;
    const sg_graph *graph;
    const char *work;
} sg_bench_counted;

/* Asks all once, compares results and counts with the file; false when one is wrong or dearer. */
bool sg_bench_counters_check(const sg_bench_counted *counted, const char *path);
/* Writes the file. */
bool sg_bench_counters_record(const sg_bench_counted *counted, const char *path);

#endif
