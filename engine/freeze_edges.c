/* freeze_edges.c - numbers the relationships by (type, from, to) and writes both adjacencies.
 *
 * Both orders come from stable counting sorts by the less significant end first, so that parallel
 * relationships stay in the order in which they were built:
 *
 *     out:  sort by to, by from, by type        edge id = position
 *     in:   of those, by to, by type            sources ascend because ids do
 */
#include "engine/freeze.h"

/* By builder edge first, by edge after renumber(). */
typedef struct edge_ends {
    uint32_t *from, *to, *type;
} edge_ends;

static sg_status read_ends(sg_freeze *freeze, edge_ends *ends)
{
    const sg_builder *builder = freeze->builder;

    ends->from = sg_freeze_array(freeze, uint32_t, freeze->edges);
    ends->to = sg_freeze_array(freeze, uint32_t, freeze->edges);
    ends->type = sg_freeze_array(freeze, uint32_t, freeze->edges);
    if (!ends->from || !ends->to || !ends->type)
        return sg_fail_memory(freeze->err);
    for (uint32_t i = 0; i < freeze->edges; i++) {
        sg_edge_entry edge = builder->edges.items[i];
        ends->from[i] = freeze->node_number[edge.from];
        ends->to[i] = freeze->node_number[edge.to];
        ends->type[i] = freeze->type_number[edge.type];
    }
    return SG_OK;
}

static void gather(uint32_t *out, const uint32_t *values, const uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        out[i] = values[order[i]];
}

static sg_status write_out(sg_freeze *freeze, edge_ends built, edge_ends *ends,
                           uint32_t *counts)
{
    uint32_t count = freeze->edges;
    uint32_t *spare = sg_freeze_array(freeze, uint32_t, count);
    void *others, *first;

    freeze->edge_order = sg_freeze_array(freeze, uint32_t, count);
    ends->from = sg_freeze_array(freeze, uint32_t, count);
    ends->type = sg_freeze_array(freeze, uint32_t, count);
    if (!spare || !freeze->edge_order || !ends->from || !ends->type)
        return sg_fail_memory(freeze->err);
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_OUT_OTHERS, count, &others));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_TYPE_FIRST, (size_t)freeze->types + 1, &first));
    sg_freeze_sort(built.to, freeze->nodes, NULL, freeze->edge_order, count, counts);
    sg_freeze_sort(built.from, freeze->nodes, freeze->edge_order, spare, count, counts);
    sg_freeze_sort(built.type, freeze->types, spare, freeze->edge_order, count, counts);
    ends->to = others;
    gather(ends->from, built.from, freeze->edge_order, count);
    gather(ends->to, built.to, freeze->edge_order, count);
    gather(ends->type, built.type, freeze->edge_order, count);
    freeze->type_first = first;
    for (uint32_t i = 0; i < count; i++)
        freeze->type_first[ends->type[i] + 1]++;
    for (uint32_t type = 0; type < freeze->types; type++)
        freeze->type_first[type + 1] += freeze->type_first[type];
    return SG_OK;
}

/* *rows is, beside in_others, the node that is entered. */
static sg_status write_in(sg_freeze *freeze, edge_ends ends, uint32_t **rows, uint32_t *counts)
{
    uint32_t count = freeze->edges;
    uint32_t *spare = sg_freeze_array(freeze, uint32_t, count);
    void *others, *edges;

    if (!spare)
        return sg_fail_memory(freeze->err);
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_IN_OTHERS, count, &others));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_IN_EDGES, count, &edges));
    sg_freeze_sort(ends.to, freeze->nodes, NULL, spare, count, counts);
    sg_freeze_sort(ends.type, freeze->types, spare, edges, count, counts);
    gather(others, ends.from, edges, count);
    gather(spare, ends.to, edges, count);
    *rows = spare;
    return SG_OK;
}

sg_status sg_freeze_edges(sg_freeze *freeze)
{
    uint32_t keys = freeze->nodes > freeze->types ? freeze->nodes : freeze->types;
    uint32_t *counts = sg_freeze_array(freeze, uint32_t, (size_t)keys + 1);
    uint32_t *in_rows = NULL;
    edge_ends built = { 0 }, ends = { 0 };

    freeze->edges = (uint32_t)freeze->builder->edges.count;
    if (!counts)
        return sg_fail_memory(freeze->err);
    SG_TRY(read_ends(freeze, &built));
    SG_TRY(write_out(freeze, built, &ends, counts));
    SG_TRY(write_in(freeze, ends, &in_rows, counts));
    return sg_freeze_rows(freeze, ends.from, in_rows);
}
