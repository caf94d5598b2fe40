/* calibrate.c - sequential reads and prefetched random lines, the best of some rounds. */
#include "bench/calibrate.h"

#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/base/pages.h"
#include "engine/base/parallel.h"

enum { WORDS = 64 * 1024 * 1024, LINE = 8, AHEAD = 24, LINES = 4 * 1024 * 1024, ROUNDS = 4 };
enum {
    PAGE = 4096,
    LOADING = 40
}; /* bytes a relationship that a load of CSV holds at most, and some */

typedef struct {
    const uint64_t *words;
    unsigned threads;
    uint64_t sums[2]; /* by thread, so that nothing is left out as unused */
} memory_reader;

static void read_in_order(void *shared, size_t task, unsigned worker)
{
    memory_reader *self = shared;
    size_t share = WORDS / self->threads;
    const uint64_t *words = self->words + task * share;
    uint64_t sums[4] = { 0, 0, 0, 0 };
    (void)worker;
    for (size_t i = 0; i + 4 <= share; i += 4)
        for (size_t k = 0; k < 4; k++)
            sums[k] += words[i + k];
    self->sums[task] = sums[0] + sums[1] + sums[2] + sums[3];
}

static size_t place_of(uint64_t number)
{
    return (size_t)(sg_hash_int(number) & (WORDS - 1)) / LINE * LINE;
}

static void read_lines(void *shared, size_t task, unsigned worker)
{
    memory_reader *self = shared;
    uint64_t first = (uint64_t)task << 40, sum = 0;
    (void)worker;
    for (uint64_t i = 0; i < LINES; i++) {
        __builtin_prefetch(&self->words[place_of(first + i + AHEAD)]);
        sum += self->words[place_of(first + i)];
    }
    self->sums[task] = sum;
}

/* Units of work a second, of the fastest round. */
static double measure(memory_reader *self, unsigned threads, sg_task *task, double work)
{
    double best = 0;
    self->threads = threads;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t start = sg_clock_monotonic();
        sg_parallel(threads, threads, task, self);
        double rate = work / ((double)(sg_clock_monotonic() - start) / 1e9);
        best = rate > best ? rate : best;
    }
    return best;
}

void sg_bench_warm_memory(uint64_t edges)
{
    size_t bytes = (size_t)edges * LOADING;
    unsigned char *pages = bytes ? sg_pages_alloc(bytes) : NULL;
    if (!pages)
        return;
    for (size_t i = 0; i < bytes; i += PAGE)
        ((volatile unsigned char *)pages)[i] = 1;
    sg_pages_free(pages, bytes);
}

bool sg_bench_calibrate(sg_bench *bench, sg_bench_limits *out)
{
    const size_t bytes = WORDS * sizeof(uint64_t);
    uint64_t *words = sg_pages_alloc(bytes);
    if (!words)
        return false;
    for (size_t i = 0; i < WORDS; i++)
        words[i] = i;
    memory_reader reader = { .words = words };
    for (unsigned threads = 1; threads <= 2; threads++) {
        out->sequential[threads - 1] = measure(&reader, threads, read_in_order, (double)bytes);
        out->lines[threads - 1] =
            measure(&reader, threads, read_lines, (double)LINES * threads);
    }
    sg_bench_heading("limits of this machine in this run");
    sg_bench_figure(bench, "sequential, 1 thread", out->sequential[0] / 1e9, "GB/s");
    sg_bench_figure(bench, "sequential, 2 threads", out->sequential[1] / 1e9, "GB/s");
    sg_bench_figure(bench, "random lines, 1 thread", out->lines[0] / 1e6, "M/s");
    sg_bench_figure(bench, "random lines, 2 threads", out->lines[1] / 1e6, "M/s");
    sg_pages_free(words, bytes);
    return true;
}
