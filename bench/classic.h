/* classic.h - loading a graph of the shape that loaders are compared with elsewhere: few columns, many
 * relationships without properties. */
#ifndef SG_BENCH_CLASSIC_H
#define SG_BENCH_CLASSIC_H

#include "bench/bench.h"

/* Writes the files below the folder `work` and loads them by one thread and by `threads`. */
void sg_bench_classic(sg_bench *bench, const char *work, unsigned threads);

#endif
