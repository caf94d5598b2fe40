/* freeze_edges.c - numbers the relationships by (type, from, to) and writes both adjacencies.
 *
 * Both orders come from stable counting sorts by the less significant end first, so that parallel
 * relationships stay in the order in which they were built:
 *
 *     out:  sort by to, by from, by type        edge id = position
 *     in:   of those, by to, by type            sources ascend because ids do
 */
#include <string.h>

#include "engine/freeze.h"

/* Five arrays of one number an edge are all the scratch there is: memory that is touched for the
 * first time costs more than the sorting, so each is used again as soon as it is free. */
typedef struct edge_arrays {
    uint32_t *from, *to, *type; /* by builder edge; then from and type by edge */
    uint32_t *order;            /* by edge: builder edge */
    uint32_t *spare;
    uint32_t *counts; /* for sorting */
} edge_arrays;

static void read_run(sg_freeze *freeze, edge_arrays *arrays, size_t number)
{
    const sg_builder *builder = freeze->builder;
    sg_edge_run run = builder->runs.items[number];
    uint32_t edge = (uint32_t)builder->edges.count + run.first;

    for (uint32_t i = run.first; i < sg_builder_run_last(builder, number); i++, edge++) {
        arrays->from[edge] = freeze->node_number[run.from];
        arrays->to[edge] = freeze->node_number[builder->run_ends.items[i]];
        arrays->type[edge] = freeze->type_number[run.type];
        freeze->edge_cells[edge] = run.cells;
    }
}

static sg_status read_ends(sg_freeze *freeze, edge_arrays *arrays)
{
    sg_builder *builder = freeze->builder;
    uint32_t keys = freeze->nodes > freeze->types ? freeze->nodes : freeze->types;

    arrays->from = sg_freeze_array(freeze, uint32_t, freeze->edges);
    arrays->to = sg_freeze_array(freeze, uint32_t, freeze->edges);
    arrays->type = sg_freeze_array(freeze, uint32_t, freeze->edges);
    arrays->spare = sg_freeze_array(freeze, uint32_t, freeze->edges);
    arrays->counts = sg_freeze_array(freeze, uint32_t, (size_t)keys + 1);
    if (!arrays->from || !arrays->to || !arrays->type || !arrays->spare || !arrays->counts)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < builder->edges.count; i++) {
        sg_edge_entry edge = builder->edges.items[i];
        arrays->from[i] = freeze->node_number[edge.from];
        arrays->to[i] = freeze->node_number[edge.to];
        arrays->type[i] = freeze->type_number[edge.type];
        freeze->edge_cells[i] = edge.cells;
        sg_builder_rest(builder, i);
    }
    for (size_t i = 0; i < builder->runs.count; i++)
        read_run(freeze, arrays, i);
    if (freeze->way == SG_FREEZE_TAKES) {
        sg_overflow_free(&builder->edges_file, &builder->edges);
        sg_array_free(&builder->runs);
        sg_array_free(&builder->run_ends);
    }
    return SG_OK;
}

static void gather(uint32_t *out, const uint32_t *values, const uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        out[i] = values[order[i]];
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
    sg_freeze_sort(arrays->to, freeze->nodes, NULL, arrays->order, count, arrays->counts);
    sg_freeze_sort(arrays->from, freeze->nodes, arrays->order, arrays->spare, count,
                   arrays->counts);
    sg_freeze_sort(arrays->type, freeze->types, arrays->spare, arrays->order, count,
                   arrays->counts);
    gather(others, arrays->to, arrays->order, count);
    gather(arrays->spare, arrays->from, arrays->order, count);
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
    uint32_t count = freeze->edges;
    uint32_t *edges = arrays->to;
    void *others;

    SG_TRY(sg_freeze_section(freeze, SG_SECTION_IN_OTHERS, count, &others));
    sg_freeze_sort(out_others, freeze->nodes, NULL, arrays->spare, count, arrays->counts);
    sg_freeze_sort(arrays->type, freeze->types, arrays->spare, edges, count, arrays->counts);
    gather(others, arrays->from, edges, count);
    gather(arrays->spare, out_others, edges, count);
    swap(&arrays->spare, &arrays->to);
    return SG_OK;
}

/* Chains begin by builder edge so far. */
static void order_cells(const sg_freeze *freeze, const edge_arrays *arrays)
{
    gather(arrays->spare, freeze->edge_cells, arrays->order, freeze->edges);
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
