/* bench.h - rows of a benchmark: a name, a function that does the work once, and what it counted. */
#ifndef SG_BENCH_H
#define SG_BENCH_H

#include "engine/base/base.h"

/* Does the work once; returns what it counted (rows, bytes, edges: as `unit` says), 0 on failure. */
typedef uint64_t sg_bench_work(void *state);

typedef struct sg_bench_row {
    const char *name, *unit;
    sg_bench_work *work;
    void *state;
    unsigned runs;
} sg_bench_row;

/* Runs the row and prints one line: median and worst time, what was counted, and the rate.
 * Returns false when the work failed. */
bool sg_bench_run(const sg_bench_row *row);

/* The largest resident set of the process so far, in bytes. */
uint64_t sg_bench_peak_memory(void);

#endif
