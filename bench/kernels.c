/* kernels.c - sweeps over a whole graph, and over an array of its far ends.
 *
 *     sweep     rows found, stretches between them read, far ends marked in bits
 *     array     the same far ends in the same order, marked in the same bits: what is left out are rows
 *
 * Both read four bytes a relationship in order and touch a bit at random, so that the array is the limit of
 * any way to follow all relationships of a type from a set; the share says what finding the rows costs.
 */
#include "bench/kernels.h"

#include <stdlib.h>
#include <string.h>

#include "query/reduce/sweep.h"

enum { RUNS = 21 };

typedef struct {
    const sg_graph *graph;
    sg_id_bits all, into, none;
    uint32_t
        *others; /* far ends of all relationships that stand for themselves, type by type */
    uint64_t count, met;
    sg_far_bytes scratch;
} kernels;

static bool clear(void *state)
{
    kernels *self = state;
    memset(self->into.words, 0, sg_bitmap_words(self->into.last) * sizeof(uint64_t));
    return true;
}

static sg_arc_kind kind_of(uint32_t type)
{
    return (sg_arc_kind){ { (uint16_t)type }, SG_OUT, NULL };
}

static bool push_all(void *state, uint64_t *counted)
{
    kernels *self = state;
    const sg_range nodes = { 0, sg_graph_nodes(self->graph) };
    *counted = 0;
    for (uint32_t type = 0; type < sg_graph_types(self->graph); type++)
        *counted += sg_sweep_push(self->graph, kind_of(type), nodes, &self->all, &self->into,
                                  &self->scratch);
    return *counted >= self->count;
}

static bool pull_all(void *state, uint64_t *counted)
{
    kernels *self = state;
    const sg_range nodes = { 0, sg_graph_nodes(self->graph) };
    *counted = 0;
    for (uint32_t type = 0; type < sg_graph_types(self->graph); type++)
        *counted +=
            sg_sweep_pull(self->graph, kind_of(type), nodes, &self->none, NULL, &self->into);
    return *counted >= self->count;
}

static bool mark_array(void *state, uint64_t *counted)
{
    kernels *self = state;
    uint64_t *words = self->into.words;
    for (uint64_t i = 0; i < self->count; i++)
        sg_bit_set(words, self->others[i]);
    *counted = self->count;
    return true;
}

static bool test_array(void *state, uint64_t *counted)
{
    kernels *self = state;
    uint64_t met = 0;
    for (uint64_t i = 0; i < self->count; i++)
        met += sg_bit_test(self->none.words, self->others[i]);
    *counted = self->count;
    self->met = met; /* kept, so that nothing is left out as unused */
    return met == 0;
}

static void copy_runs(kernels *self, uint32_t type, uint32_t node)
{
    sg_runs runs = sg_graph_runs(self->graph, (sg_node){ node }, kind_of(type).type, SG_OUT);
    for (sg_run run; sg_runs_next(&runs, &run);)
        if (run.others) {
            memcpy(self->others + self->count, run.others, run.count * sizeof *run.others);
            self->count += run.count;
        }
}

static bool make(kernels *self)
{
    const sg_range nodes = { 0, sg_graph_nodes(self->graph) };
    self->others = malloc((sg_graph_edge_count(self->graph) + 1) * sizeof *self->others);
    if (!self->others || sg_id_bits_new(nodes, &self->all) != SG_OK ||
        sg_id_bits_new(nodes, &self->into) != SG_OK ||
        sg_id_bits_new(nodes, &self->none) != SG_OK)
        return false;
    sg_id_bits_fill(&self->all, nodes);
    for (uint32_t type = 0; type < sg_graph_types(self->graph); type++)
        for (uint32_t node = 0; node < nodes.last; node++)
            copy_runs(self, type, node);
    return true;
}

/* Runs both, and prints the first's share of the second's rate. */
static void compare(sg_bench *bench, kernels *self, sg_bench_row sweep, sg_bench_row array)
{
    char name[64];
    sg_bench_row rows[] = { array, sweep };
    for (size_t i = 0; i < SG_COUNT(rows); i++) {
        rows[i].unit = "edges";
        rows[i].before = clear;
        rows[i].state = self;
        rows[i].runs = RUNS;
        sg_bench_run(bench, &rows[i]);
    }
    const sg_bench_past *one = sg_bench_last(bench, sweep.name);
    const sg_bench_past *limit = sg_bench_last(bench, array.name);
    if (!one || !limit)
        return;
    snprintf(name, sizeof name, "%s, of the array", sweep.name);
    sg_bench_figure(bench, name,
                    100 * ((double)one->counted / one->median) /
                        ((double)limit->counted / limit->median),
                    "%");
}

void sg_bench_kernels(sg_bench *bench, const sg_graph *graph)
{
    kernels self = { .graph = graph };
    if (!sg_bench_wanted(bench, "kernel"))
        return;
    if (make(&self)) {
        compare(bench, &self, (sg_bench_row){ .name = "kernel push", .work = push_all },
                (sg_bench_row){ .name = "kernel marks in an array", .work = mark_array });
        compare(bench, &self, (sg_bench_row){ .name = "kernel pull", .work = pull_all },
                (sg_bench_row){ .name = "kernel looks into an array", .work = test_array });
    } else {
        sg_bench_failure(bench, "kernel", "no memory");
    }
    free(self.others);
    sg_far_bytes_free(&self.scratch);
    sg_id_bits_free(&self.all);
    sg_id_bits_free(&self.into);
    sg_id_bits_free(&self.none);
}
