/* small.h - rows that need no large estate: the demo estate, and statements to prepare. */
#ifndef SG_BENCH_SMALL_H
#define SG_BENCH_SMALL_H

#include "bench/bench.h"

void sg_bench_small(sg_bench *bench);

#endif
