/* counters.h - what the questions cost, counted and not timed: a guard that any machine can keep.
 *
 * bench/counters.txt has a line a question: relationships visited, and bytes that the operators held, on a
 * small estate by one thread.  More than that by a margin is a regression; who means it records it anew.
 */
#ifndef SG_BENCH_COUNTERS_H
#define SG_BENCH_COUNTERS_H

#include "bench/questions.h"

/* Asks every question once, compares result and counts with the file; false when one is wrong or dearer. */
bool sg_bench_counters_check(const sg_bench_questions *questions, const sg_graph *graph,
                             const char *path);
/* Writes the file. */
bool sg_bench_counters_record(const sg_bench_questions *questions, const sg_graph *graph,
                              const char *path);

#endif
