/* freeze_edges.c - numbers the relationships by (type, from, to) and writes both adjacencies.
 *
 * Both orders come from stable counting sorts by the less significant end first, so that parallel
 * relationships stay in the order in which they were built:
 *
 *     out:  sort by to, by from, by type        edge id = position
 *     in:   of those, by to, by type            sources ascend because ids do
 */
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/freeze.h"

/* Five arrays of one number an edge are all the scratch there is: memory that is touched for the
 * first time costs more than the sorting, so each is used again as soon as it is free. */
typedef struct edge_arrays {
    uint32_t *from, *to, *type; /* by builder edge; then from and type by edge */
    uint32_t *order;            /* by edge: builder edge */
    uint32_t *spare;
    uint32_t *counts; /* for sorting */
} edge_arrays;

/* Relationships, or runs of them, that one thread reads or moves at a time. */
enum { EDGES_OF_A_TASK = 1 << 15, RUNS_OF_A_TASK = 1 << 9 };

static size_t tasks_of(size_t count, size_t size)
{
    return (count + size - 1) / size;
}

/* From a builder, by several threads. */
typedef struct end_reading {
    const sg_freeze *freeze;
    const edge_arrays *arrays;
} end_reading;

static void read_run(const end_reading *self, size_t number)
{
    const sg_freeze *freeze = self->freeze;
    const sg_builder *builder = freeze->builder;
    sg_edge_run run = builder->runs.items[number];
    uint32_t edge = (uint32_t)builder->edges.count + run.first;

    for (uint32_t i = run.first; i < sg_builder_run_last(builder, number); i++, edge++) {
        self->arrays->from[edge] = freeze->node_number[run.from];
        self->arrays->to[edge] = freeze->node_number[builder->run_ends.items[i]];
        self->arrays->type[edge] = freeze->type_number[run.type];
        freeze->edge_cells[edge] = run.cells;
    }
}

static void read_runs(void *shared, size_t task, unsigned worker)
{
    const end_reading *self = shared;
    size_t end = (task + 1) * RUNS_OF_A_TASK;

    (void)worker;
    for (size_t i = task * RUNS_OF_A_TASK; i < end && i < self->freeze->builder->runs.count;
         i++)
        read_run(self, i);
}

static void read_edges(void *shared, size_t task, unsigned worker)
{
    const end_reading *self = shared;
    const sg_freeze *freeze = self->freeze;
    const sg_builder *builder = freeze->builder;
    size_t end = (task + 1) * EDGES_OF_A_TASK;

    (void)worker;
    for (size_t i = task * EDGES_OF_A_TASK; i < end && i < builder->edges.count; i++) {
        sg_edge_entry edge = builder->edges.items[i];
        self->arrays->from[i] = freeze->node_number[edge.from];
        self->arrays->to[i] = freeze->node_number[edge.to];
        self->arrays->type[i] = freeze->type_number[edge.type];
        freeze->edge_cells[i] = edge.cells;
        sg_builder_rest(builder, i);
    }
}

static sg_status read_ends(sg_freeze *freeze, edge_arrays *arrays)
{
    sg_builder *builder = freeze->builder;
    uint32_t keys = freeze->nodes > freeze->types ? freeze->nodes : freeze->types;
    end_reading reading = { freeze, arrays };

    arrays->from = sg_freeze_array(freeze, uint32_t, freeze->edges);
    arrays->to = sg_freeze_array(freeze, uint32_t, freeze->edges);
    arrays->type = sg_freeze_array(freeze, uint32_t, freeze->edges);
    arrays->spare = sg_freeze_array(freeze, uint32_t, freeze->edges);
    arrays->counts = sg_freeze_array(freeze, uint32_t, (size_t)keys + 1);
    if (!arrays->from || !arrays->to || !arrays->type || !arrays->spare || !arrays->counts)
        return sg_fail_memory(freeze->err);
    sg_parallel(freeze->threads, tasks_of(builder->edges.count, EDGES_OF_A_TASK), read_edges,
                &reading);
    sg_parallel(freeze->threads, tasks_of(builder->runs.count, RUNS_OF_A_TASK), read_runs,
                &reading);
    if (freeze->way == SG_FREEZE_TAKES) {
        sg_overflow_free(&builder->edges_file, &builder->edges);
        sg_array_free(&builder->runs);
        sg_array_free(&builder->run_ends);
    }
    return SG_OK;
}

typedef struct gathering {
    uint32_t *out;
    const uint32_t *values, *order;
    size_t count;
} gathering;

static void gather_some(void *shared, size_t task, unsigned worker)
{
    const gathering *self = shared;
    size_t end = (task + 1) * EDGES_OF_A_TASK;

    (void)worker;
    for (size_t i = task * EDGES_OF_A_TASK; i < end && i < self->count; i++)
        self->out[i] = self->values[self->order[i]];
}

static void gather(const sg_freeze *freeze, uint32_t *out, const uint32_t *values,
                   const uint32_t *order)
{
    gathering self = { out, values, order, freeze->edges };

    sg_parallel(freeze->threads, tasks_of(freeze->edges, EDGES_OF_A_TASK), gather_some, &self);
}

static void sort(const sg_freeze *freeze, const uint32_t *keys, uint32_t limit,
                 const uint32_t *in, uint32_t *out, const edge_arrays *arrays)
{
    sg_freeze_sort_by(freeze->threads, keys, limit, in, out, freeze->edges, arrays->counts);
}

static void swap(uint32_t **left, uint32_t **right)
{
    uint32_t *kept = *left;

    *left = *right;
    *right = kept;
}

/* Numbers the edges; afterwards from and type are by edge, and `to` is free. */
static sg_status write_out(sg_freeze *freeze, edge_arrays *arrays)
{
    uint32_t count = freeze->edges;
    void *others, *first;

    SG_TRY(sg_freeze_section(freeze, SG_SECTION_OUT_OTHERS, count, &others));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_TYPE_FIRST, (size_t)freeze->types + 1, &first));
    freeze->type_first = first;
    for (uint32_t i = 0; i < count; i++)
        freeze->type_first[arrays->type[i] + 1]++;
    for (uint32_t type = 0; type < freeze->types; type++)
        freeze->type_first[type + 1] += freeze->type_first[type];
    sort(freeze, arrays->to, freeze->nodes, NULL, arrays->order, arrays);
    sort(freeze, arrays->from, freeze->nodes, arrays->order, arrays->spare, arrays);
    sort(freeze, arrays->type, freeze->types, arrays->spare, arrays->order, arrays);
    gather(freeze, others, arrays->to, arrays->order);
    gather(freeze, arrays->spare, arrays->from, arrays->order);
    swap(&arrays->spare, &arrays->from);
    for (uint32_t type = 0; type < freeze->types; type++)
        for (uint32_t i = freeze->type_first[type]; i < freeze->type_first[type + 1]; i++)
            arrays->type[i] = type;
    return SG_OK;
}

/* Afterwards `to` is, beside in_others, the node that is entered. */
static sg_status write_in(sg_freeze *freeze, edge_arrays *arrays)
{
    const uint32_t *out_others = freeze->graph->sections[SG_SECTION_OUT_OTHERS].bytes;
    uint32_t *edges = arrays->to;
    void *others;

    SG_TRY(sg_freeze_section(freeze, SG_SECTION_IN_OTHERS, freeze->edges, &others));
    sort(freeze, out_others, freeze->nodes, NULL, arrays->spare, arrays);
    sort(freeze, arrays->type, freeze->types, arrays->spare, edges, arrays);
    gather(freeze, others, arrays->from, edges);
    gather(freeze, arrays->spare, out_others, edges);
    swap(&arrays->spare, &arrays->to);
    return SG_OK;
}

/* Chains begin by builder edge so far. */
static void order_cells(const sg_freeze *freeze, const edge_arrays *arrays)
{
    gather(freeze, arrays->spare, freeze->edge_cells, arrays->order);
    memcpy(freeze->edge_cells, arrays->spare, freeze->edges * sizeof(*arrays->spare));
}

static sg_status write_both(sg_freeze *freeze)
{
    edge_arrays arrays = { .order = freeze->edge_order };

    if (!arrays.order)
        arrays.order = sg_freeze_array(freeze, uint32_t, freeze->edges);
    if (!arrays.order)
        return sg_fail_memory(freeze->err);
    SG_TRY(read_ends(freeze, &arrays));
    SG_TRY(write_out(freeze, &arrays));
    order_cells(freeze, &arrays);
    SG_TRY(write_in(freeze, &arrays));
    SG_TRY(sg_freeze_rows(freeze, SG_OUT, arrays.from));
    SG_TRY(sg_freeze_rows(freeze, SG_IN, arrays.to));
    return sg_freeze_write_rows(freeze);
}

sg_status sg_freeze_edges(sg_freeze *freeze)
{
    freeze->edges = sg_builder_edges(freeze->builder);
    freeze->edge_cells = sg_freeze_array(freeze, uint32_t, freeze->edges);
    if (freeze->way == SG_FREEZE_LENDS)
        freeze->edge_order = sg_freeze_array(freeze, uint32_t, freeze->edges);
    if (!freeze->edge_cells || (freeze->way == SG_FREEZE_LENDS && !freeze->edge_order))
        return sg_fail_memory(freeze->err);
    return sg_freeze_apart(freeze, write_both); /* the largest of all scratch */
}
