/* op_delete.c - deletes what all rows name: relationships first, then nodes.
 *
 * Rows may name a thing many times, and a node before its relationships; so all is collected before
 * anything is deleted.  A node that is still joined to something waits for the end of the statement
 * (deferred.h), unless it says DETACH.
 */
#include <string.h>

#include "engine/delta.h"
#include "query/exec/deferred.h"
#include "query/exec/hops.h"
#include "query/exec/writer.h"

typedef struct id_list {
    uint32_t *ids;
    uint32_t count, capacity;
} id_list;

typedef struct delete_all {
    sg_op op;
    sg_writer writer;
    sg_eval **targets; /* by item of the plan */
    sg_arena *arena;   /* the lists */
    id_list nodes, edges;
} delete_all;

static sg_status add_id(delete_all *self, id_list *list, uint32_t id)
{
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity ? 2 * list->capacity : 64;
        uint32_t *ids = sg_arena_alloc_array(self->arena, capacity, sizeof *ids);
        if (!ids)
            return SG_ENOMEM;
        if (list->count)
            memcpy(ids, list->ids, list->count * sizeof *ids);
        list->ids = ids;
        list->capacity = capacity;
    }
    list->ids[list->count++] = id;
    return SG_OK;
}

static sg_status open_delete(sg_op *op)
{
    delete_all *self = (delete_all *)op;
    sg_plan_items items = op->plan->items;

    SG_TRY(sg_writer_open(&self->writer, op));
    SG_TRY(sg_exec_arena(op->exec, &self->arena));
    self->targets = sg_arena_make_array(op->exec->arena, sg_eval *, items.count);
    if (!self->targets)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < items.count; i++)
        SG_TRY(sg_eval_open(op->exec, items.items[i].expression, &self->targets[i]));
    return SG_OK;
}

/* --- collecting ----------------------------------------------------------------------------------- */

static sg_status collect_path(delete_all *self, const sg_path *path)
{
    for (uint32_t i = 0; i < path->length; i++)
        SG_TRY(add_id(self, &self->edges, path->edges[i].id));
    for (uint32_t i = 0; i <= path->length; i++)
        SG_TRY(add_id(self, &self->nodes, path->nodes[i].id));
    return SG_OK;
}

static sg_status collect(delete_all *self, sg_value value, sg_span span)
{
    switch ((sg_type)value.type) {
    case SG_TYPE_NULL:
        return SG_OK;
    case SG_TYPE_NODE:
        return add_id(self, &self->nodes, value.node.id);
    case SG_TYPE_RELATIONSHIP:
        return add_id(self, &self->edges, value.edge.id);
    case SG_TYPE_PATH:
        return collect_path(self, value.path);
    case SG_TYPE_MAP:
    case SG_TYPE_LIST:
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
    case SG_TYPE_STRING:
    case SG_TYPE_BOOLEAN:
    case SG_TYPE_INTEGER:
    case SG_TYPE_FLOAT:
        break;
    }
    return sg_query_fail(&self->op.exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME,
                         span,
                         "only nodes, relationships and paths can be deleted, but this is a %s",
                         sg_type_name((sg_type)value.type));
}

static sg_status write(sg_writer *writer)
{
    delete_all *self = (delete_all *)writer->op;
    sg_plan_items items = self->op.plan->items;

    for (uint32_t row = 0; row < writer->work.count; row++) {
        for (uint32_t i = 0; i < items.count; i++) {
            sg_value value;
            sg_arena_reset(writer->scratch);
            SG_TRY(sg_writer_value(writer, self->targets[i], &writer->work, row, &value));
            SG_TRY(collect(self, value, items.items[i].expression->span));
        }
    }
    return sg_writer_give_all(writer, &writer->work);
}

/* --- deleting ------------------------------------------------------------------------------------- */

static sg_status delete_edge(delete_all *self, uint32_t id)
{
    sg_exec *exec = self->op.exec;

    if (!sg_graph_has_edge(exec->graph, (sg_edge){ id }))
        return SG_OK;
    exec->counters.relationships_deleted++;
    return sg_delta_delete_edge(exec->changes, (sg_edge){ id });
}

/* The relationships of the node, both ways; loops stand in it twice. */
static sg_status list_edges(delete_all *self, sg_node node, id_list *out)
{
    const sg_graph *graph = self->op.exec->graph;
    uint32_t types = sg_graph_types(graph);

    for (uint32_t i = 0; i < 2 * types; i++) {
        sg_runs runs = sg_graph_runs(graph, node, (sg_reltype){ (uint16_t)(i / 2) },
                                     i % 2 ? SG_IN : SG_OUT);
        for (sg_run run; sg_runs_next(&runs, &run);) {
            SG_TRY(sg_hops_need_edges(&self->op, &run));
            for (uint32_t k = 0; k < run.count; k++)
                SG_TRY(add_id(self, out, sg_run_edge(graph, &run, k).id));
        }
    }
    return SG_OK;
}

static sg_status delete_node(delete_all *self, uint32_t id, id_list *joined)
{
    sg_exec *exec = self->op.exec;

    if (!sg_graph_has_node(exec->graph, (sg_node){ id }))
        return SG_OK;
    joined->count = 0;
    SG_TRY(list_edges(self, (sg_node){ id }, joined));
    if (joined->count > 0 && !self->op.plan->detach)
        return sg_defer_deletion(exec, (sg_node){ id }, self->op.plan->span);
    for (uint32_t i = 0; i < joined->count; i++)
        SG_TRY(delete_edge(self, joined->ids[i]));
    exec->counters.nodes_deleted++;
    return sg_delta_delete_node(exec->changes, (sg_node){ id });
}

static sg_status finish(sg_writer *writer)
{
    delete_all *self = (delete_all *)writer->op;
    id_list joined = { 0 };

    for (uint32_t i = 0; i < self->edges.count; i++)
        SG_TRY(delete_edge(self, self->edges.ids[i]));
    uint32_t tried = 2 * sg_graph_types(self->op.exec->graph) / SG_TYPES_A_STEP;
    for (uint32_t i = 0; i < self->nodes.count; i++) {
        SG_TRY(delete_node(self, self->nodes.ids[i], &joined));
        SG_TRY(sg_exec_work(self->op.exec, joined.count + tried + 1));
    }
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    return sg_writer_next(&((delete_all *)op)->writer, write, finish);
}

static sg_status rewind_delete(sg_op *op)
{
    delete_all *self = (delete_all *)op;

    sg_writer_rewind(&self->writer);
    sg_arena_reset(self->arena);
    self->nodes = self->edges = (id_list){ 0 };
    return SG_OK;
}

const sg_op_class sg_op_delete = {
    .size = sizeof(delete_all),
    .open = open_delete,
    .next = next,
    .rewind = rewind_delete,
};
