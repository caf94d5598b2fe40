/* large.h - one large file of distinct machines, as `describe-instances` without pages would answer. */
#ifndef SG_BENCH_LARGE_H
#define SG_BENCH_LARGE_H

#include "bench/bench.h"

typedef struct sg_bench_large_file {
    uint64_t bytes;             /* about */
    unsigned threads;           /* more than one */
    const char *program, *work; /* the program; a folder for files */
} sg_bench_large_file;

/* Rows: its elements parsed by a general parser, and by ours; the file loaded by one thread and by several, and how
 * fast it was read then; what the program holds above the graph.  Writes the file first, and removes it. */
void sg_bench_large(sg_bench *bench, const sg_bench_large_file *wanted);

#endif
