/* snapshot.c - rows into tables for the bulk builder: a first pass counts, a second one fills.
 *
 * Kinds of nodes follow each other in the order of their numbers, so that the number of a node is its row.
 */
#include "generate/snapshot.h"

#include <stdlib.h>

#include "engine/base/text.h"
#include "generate/column_table.h"

typedef struct {
    sg_sink sink;
    const sg_estate *estate;
    sg_bulk *bulk;
    sg_bulk_recent *recent;
    sg_column_table nodes[SG_KINDS], edges[SG_RELATIONS];
    uint32_t *keys; /* of nodes, by number: the id */
    uint64_t count[SG_RELATIONS];
    uint32_t first[SG_RELATIONS]; /* of the relationships of each type */
    uint32_t *from, *to;          /* room of the bulk */
    const uint32_t *numbers;      /* by row: node of the graph; NULL before they are known */
} graph_sink;

static sg_status skip_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    (void)sink;
    (void)node;
    (void)err;
    return SG_OK;
}

static sg_status count_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    (void)err;
    ((graph_sink *)sink)->count[edge->relation]++;
    return SG_OK;
}

static sg_status fail(sg_status status, sg_error *err)
{
    return status == SG_OK ? SG_OK : sg_fail(err, status, "the graph is too large to build");
}

static sg_status put_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    graph_sink *self = (graph_sink *)sink;
    sg_column_table *table = &self->nodes[node->place.kind];
    if (self->numbers)
        return SG_OK;
    SG_TRY(fail(sg_column_table_add(table, self->bulk, self->recent, &node->row), err));
    /* The first property is the id. */
    self->keys[node->number] = ((const uint32_t *)table->cells[0])[table->rows - 1];
    return SG_OK;
}

static sg_status put_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    graph_sink *self = (graph_sink *)sink;
    sg_column_table *table = &self->edges[edge->relation];
    if (!self->numbers)
        return SG_OK;
    uint32_t at = self->first[edge->relation] + table->rows;
    SG_TRY(fail(sg_column_table_add(table, self->bulk, self->recent, &edge->row), err));
    self->from[at] = self->numbers[sg_estate_number(self->estate, edge->from)];
    self->to[at] = self->numbers[sg_estate_number(self->estate, edge->to)];
    return SG_OK;
}

/* --- nodes -------------------------------------------------------------------------------------- */

static sg_status add_kind(graph_sink *self, sg_kind kind)
{
    sg_str names[8], labels = sg_kind_labels(kind);
    size_t count = 0;
    uint32_t first, nodes, set;
    sg_estate_range(self->estate, kind, &first, &nodes);
    while (labels.length > 0 && count < SG_COUNT(names))
        names[count++] = sg_str_cut(labels, ';', &labels);
    SG_TRY(sg_bulk_set(self->bulk, names, count, &set));
    sg_bulk_nodes table = { .rows = nodes,
                            .set = set,
                            .keys = self->keys + first,
                            .columns = self->nodes[kind].columns,
                            .column_count = self->nodes[kind].column_count };
    return sg_bulk_add_nodes(self->bulk, &table);
}

static sg_status make_node_tables(graph_sink *self)
{
    for (uint32_t kind = 0; kind < SG_KINDS; kind++) {
        sg_properties properties;
        uint32_t first, nodes;
        sg_kind_properties((sg_kind)kind, &properties);
        sg_estate_range(self->estate, (sg_kind)kind, &first, &nodes);
        SG_TRY(sg_column_table_init(&self->nodes[kind], self->bulk, &properties, nodes));
    }
    return SG_OK;
}

static sg_status add_nodes(graph_sink *self, sg_error *err)
{
    self->sink = (sg_sink){ .node = put_node, .edge = count_edge };
    SG_TRY(fail(make_node_tables(self), err));
    SG_TRY(sg_generate(self->estate, &self->sink, err));
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        SG_TRY(fail(add_kind(self, (sg_kind)kind), err));
    return sg_bulk_number(self->bulk, &self->numbers, err);
}

/* --- relationships ------------------------------------------------------------------------------ */

static sg_status make_edge_tables(graph_sink *self)
{
    uint64_t edges = 0;
    for (uint32_t i = 0; i < SG_RELATIONS; i++) {
        sg_properties properties;
        self->first[i] = (uint32_t)edges;
        edges += self->count[i];
        if (edges >= UINT32_MAX)
            return SG_ELIMIT;
        sg_relation_properties((sg_relation)i, &properties);
        SG_TRY(sg_column_table_init(&self->edges[i], self->bulk, &properties,
                                    (uint32_t)self->count[i]));
    }
    return sg_bulk_edge_room(self->bulk, edges, &self->from, &self->to);
}

static sg_status add_relation(graph_sink *self, sg_relation relation)
{
    const sg_column_table *table = &self->edges[relation];
    sg_bulk_edges edges = { .first = self->first[relation],
                            .rows = table->rows,
                            .columns = table->columns,
                            .column_count = table->column_count };
    if (table->rows == 0)
        return SG_OK;
    SG_TRY(sg_bulk_type(self->bulk, sg_relation_name(relation), &edges.type));
    return sg_bulk_add_edges(self->bulk, &edges);
}

static sg_status add_edges(graph_sink *self, sg_error *err)
{
    self->sink = (sg_sink){ .node = skip_node, .edge = put_edge };
    SG_TRY(fail(make_edge_tables(self), err));
    SG_TRY(sg_generate(self->estate, &self->sink, err));
    for (uint32_t i = 0; i < SG_RELATIONS; i++)
        SG_TRY(fail(add_relation(self, (sg_relation)i), err));
    return SG_OK;
}

/* --- the graph ---------------------------------------------------------------------------------- */

static void release(graph_sink *self)
{
    sg_bulk_free(self->bulk);
    sg_bulk_recent_free(self->recent);
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        sg_column_table_free(&self->nodes[kind]);
    for (uint32_t i = 0; i < SG_RELATIONS; i++)
        sg_column_table_free(&self->edges[i]);
    free(self->keys);
    free(self);
}

sg_status sg_generate_graph(const sg_estate *estate, sg_graph **out, sg_error *err)
{
    graph_sink *self = calloc(1, sizeof *self);
    if (!self)
        return sg_fail_memory(err);
    self->estate = estate;
    self->keys = calloc((size_t)estate->nodes + 1, sizeof *self->keys);
    self->recent = sg_bulk_recent_new();
    sg_status status = self->keys && self->recent ? sg_bulk_new(0, &self->bulk) : SG_ENOMEM;
    if (status != SG_OK)
        sg_fail_memory(err);
    if (status == SG_OK)
        status = add_nodes(self, err);
    if (status == SG_OK)
        status = add_edges(self, err);
    if (status == SG_OK)
        status = sg_bulk_freeze(self->bulk, out, err);
    release(self);
    return status;
}
