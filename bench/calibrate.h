/* calibrate.h - what the machine can do in this run: the limits that shares are of. */
#ifndef SG_BENCH_CALIBRATE_H
#define SG_BENCH_CALIBRATE_H

#include "bench/bench.h"

typedef struct sg_bench_limits {
    double sequential[2]; /* bytes a second read in order, by 1 and 2 threads */
    double lines[2];      /* random cache lines a second, prefetched, by 1 and 2 threads */
} sg_bench_limits;

/* Measures on 512 MiB on large pages where there are; prints the figures.  False without memory. */
bool sg_bench_calibrate(sg_bench *bench, sg_bench_limits *out);

/* Memory for a load of so many relationships is touched and given back, so that the load gets pages that the machine has.
 * The host of a virtual machine takes back what lies free for some seconds and gives it again at a thirtieth of the usual
 * rate; whether that happened between two runs is chance, and would be half of the time of either. */
void sg_bench_warm_memory(uint64_t edges);

#endif
