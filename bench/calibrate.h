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

#endif
