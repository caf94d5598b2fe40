/* bench.h - rows of a benchmark: a name, a function that does the work once, and what it counted.
 *
 * Every row is printed as a line for people and, when a file is wanted, as a JSON object for the
 * comparison with peers (bench/peers).
 */
#ifndef SG_BENCH_H
#define SG_BENCH_H

#include <stdio.h>

#include "engine/base/base.h"
#include "engine/base/text.h"

/* Does the work once; *counted is what the rate is of (rows, bytes, edges: as `unit` says).  False
 * when it failed or gave a wrong result. */
typedef bool sg_bench_work(void *state, uint64_t *counted);

typedef struct sg_bench_row {
    const char *name, *unit;
    sg_bench_work *work;
    bool (*before)(
        void *state); /* made ready before each run, not timed; NULL: nothing to do */
    bool (*after)(
        void
            *state); /* whether the result of the run is right, not timed; NULL: `work` tells */
    void *state;
    unsigned runs;         /* at most; fewer when they would take longer than `seconds` */
    unsigned least;        /* however long they take; 0: three */
    unsigned seconds;      /* 0: two */
    const sg_str *results; /* sorted texts of the result's rows, for the file, or NULL */
    size_t result_count;
} sg_bench_row;

typedef struct sg_bench_time {
    double first, median, worst; /* milliseconds; worst: 99 of 100 are faster */
    unsigned runs;
} sg_bench_time;

/* A row on an estate of some size, for the tables of growth and of targets. */
typedef struct sg_bench_past {
    char name[64];
    uint64_t edges;       /* of the estate */
    double first, median; /* milliseconds; 0 of figures */
    uint64_t counted;
    double figure; /* of rows that are no time */
} sg_bench_past;

enum { SG_BENCH_POINTS_MOST = 512 };

typedef struct sg_bench {
    sg_bench_past points[SG_BENCH_POINTS_MOST];
    unsigned point_count;
    uint64_t edges;   /* of the estate at hand; 0: rows do not grow with it */
    FILE *file;       /* JSON, or NULL */
    bool failed;      /* some row failed or gave a wrong result */
    bool begun;       /* the file has a row */
    const char *only; /* the names of rows that are run begin so; NULL: all */
} sg_bench;

/* Whether rows whose names begin so are wanted. */
bool sg_bench_wanted(const sg_bench *bench, const char *name);
/* Runs the row and prints it: first, median and 99th percentile time, what was counted, the rate. */
void sg_bench_run(sg_bench *bench, const sg_bench_row *row);
/* Prints a figure that is not a time: bytes, a share, a rate. */
void sg_bench_figure(sg_bench *bench, const char *name, double figure, const char *unit);
/* The last row with that name, or NULL. */
const sg_bench_past *sg_bench_last(const sg_bench *bench, const char *name);
/* How the times of rows grew from the smallest estate to the largest, beside its relationships. */
void sg_bench_growth(const sg_bench *bench);
/* A row that cannot be run says why. */
void sg_bench_failure(sg_bench *bench, const char *name, const char *why);
void sg_bench_heading(const char *text);

/* The largest resident set of this process so far, in bytes. */
uint64_t sg_bench_peak_memory(void);
/* Runs the program and waits; *peak is its largest resident set in bytes, *nanoseconds how long it
 * took.  False when it could not be run or did not exit with 0. */
bool sg_bench_program(const char *const *arguments, uint64_t *peak, uint64_t *nanoseconds);
/* What `PROGRAM load FOLDER` holds at most beside the graph, which takes what its snapshot takes (and which is removed
 * then), as a figure in MiB. */
void sg_bench_above_graph(sg_bench *bench, const char *name, const char *program,
                          const char *folder, unsigned threads);
/* What such a copy of this program does, as `secgraph-bench --measure PROGRAM ARGUMENT...`: writes both
 * numbers; returns an exit code. */
int sg_bench_measure(const char *const *arguments);

#endif
