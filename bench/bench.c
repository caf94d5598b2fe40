/* bench.c - time a row and print it. */
#define _POSIX_C_SOURCE 200809L
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "engine/base/clock.h"

enum { MOST_RUNS = 1001 };

static int by_size(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

bool sg_bench_run(const sg_bench_row *row)
{
    uint64_t times[MOST_RUNS];
    uint64_t counted = 0;
    for (unsigned i = 0; i < row->runs; i++) {
        uint64_t start = sg_clock_monotonic();
        counted = row->work(row->state);
        times[i] = sg_clock_monotonic() - start;
        if (counted == 0) {
            printf("%-18s failed\n", row->name);
            return false;
        }
    }
    qsort(times, row->runs, sizeof *times, by_size);
    double median = (double)times[row->runs / 2] / 1e6;
    printf("%-18s %5u runs  p50 %10.3f ms  max %10.3f ms  %10llu %-6s %12.0f /s\n", row->name,
           row->runs, median, (double)times[row->runs - 1] / 1e6, (unsigned long long)counted,
           row->unit, (double)counted / (median / 1e3));
    return true;
}

uint64_t sg_bench_peak_memory(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}
