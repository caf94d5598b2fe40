/* targets.c - finds the point of each target and compares. */
#include "bench/targets.h"

#include <stdio.h>
#include <string.h>

typedef enum { TIME, FIRST, RATE, FIGURE, RATIO, FIRSTS } measure;
typedef enum { M, L, ANY } size;
typedef enum { AT_LEAST, AT_MOST } relation;

typedef struct {
    const char *what, *row, *beside;
    measure measure;
    size size;
    relation relation;
    double must;
    const char *unit;
} target;

static const target targets[] = {
#define TARGET(what, row, beside, measure, size, relation, must, unit)                         \
    { what, row, beside, measure, size, relation, must, unit },
#include "bench/targets.def"
#undef TARGET
};

/* M is 1e7 relationships and L 1e8, each within a factor of three. */
static bool is_of_size(uint64_t edges, size wanted)
{
    const double middle = wanted == M ? 1e7 : 1e8;
    return wanted == ANY || ((double)edges > middle / 3 && (double)edges < middle * 3);
}

/* The last point of that name on an estate of that size, or NULL. */
static const sg_bench_past *find(const sg_bench *bench, const char *name, size wanted)
{
    for (unsigned i = bench->point_count; i-- > 0;) {
        const sg_bench_past *point = &bench->points[i];
        if (strcmp(point->name, name) == 0 && is_of_size(point->edges, wanted))
            return point;
    }
    return NULL;
}

/* False when it was not measured. */
static bool measured(const sg_bench *bench, const target *self, double *out)
{
    const sg_bench_past *row = find(bench, self->row, self->size);
    const sg_bench_past *beside = find(bench, self->beside, self->size);
    switch (self->measure) {
    case FIGURE:
        *out = row ? row->figure : 0;
        return row != NULL;
    case TIME:
        *out = row ? row->median : 0;
        return row && row->median > 0; /* a figure may have the name of a row */
    case FIRST:
        *out = row ? row->first : 0;
        return row && row->median > 0;
    case RATE:
        *out = row ? (double)row->counted / row->median / 1e3 : 0;
        return row && row->median > 0;
    case RATIO:
        *out = row && beside ? row->median / beside->median : 0;
        return row && beside && beside->median > 0;
    case FIRSTS:
        *out = row && beside ? row->median / beside->first : 0;
        return row && beside && beside->first > 0;
    }
    return false;
}

void sg_bench_targets(const sg_bench *bench)
{
    static const char *const sizes[] = { [M] = "M", [L] = "L", [ANY] = "" };
    unsigned met = 0, counted = 0;
    sg_bench_heading("targets");
    for (size_t i = 0; i < SG_COUNT(targets); i++) {
        const target *self = &targets[i];
        double is;
        printf("%-46s %-2s %-8s %8.6g %-7s", self->what, sizes[self->size],
               self->relation == AT_MOST ? "at most" : "at least", self->must, self->unit);
        if (!measured(bench, self, &is)) {
            printf("           -  not measured\n");
            continue;
        }
        bool good = self->relation == AT_MOST ? is <= self->must : is >= self->must;
        counted++;
        met += good;
        printf("%12.4g  %s\n", is, good ? "met" : "SHORT");
    }
    printf("%u of %u that were measured are met\n", met, counted);
}
