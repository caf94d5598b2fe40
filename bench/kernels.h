/* kernels.h - the sweeps that large frontiers are followed by, beside the same work on a plain array. */
#ifndef SG_BENCH_KERNELS_H
#define SG_BENCH_KERNELS_H

#include "bench/bench.h"
#include "engine/graph.h"

/* Rows: all relationships of the graph pushed from all nodes, and pulled in vain by all, by one thread.
 * Shares: of the rate at which as many numbers in an array are marked, or looked up, in as many bits. */
void sg_bench_kernels(sg_bench *bench, const sg_graph *graph);

#endif
