/* op_build_path.c - a path value of the nodes and relationships that a pattern has matched.
 *
 *     p = (a)-[r]->(b)-[s*]->(c)       a, then the far ends of r and of each of s
 *
 * The start and the relationships say all: every next node is the other end.  A null among them
 * makes the path null, for an OPTIONAL MATCH has not found it.
 */
#include "query/exec/path_value.h"

typedef struct build_path {
    sg_op op;
    uint32_t *edges; /* of the path at hand */
    uint32_t count, capacity;
} build_path;

static sg_status add_edge(build_path *self, uint32_t edge)
{
    if (self->count == self->capacity) {
        uint32_t capacity = self->capacity ? 2 * self->capacity : 16;
        uint32_t *edges = sg_arena_alloc_array(self->op.exec->arena, capacity, sizeof *edges);
        if (!edges)
            return SG_ENOMEM;
        for (uint32_t i = 0; i < self->count; i++)
            edges[i] = self->edges[i];
        self->edges = edges;
        self->capacity = capacity;
    }
    self->edges[self->count++] = edge;
    return SG_OK;
}

/* Collects the relationships of a row; *whole is false when one is null. */
static sg_status collect(build_path *self, const sg_batch *batch, uint32_t row, bool *whole)
{
    const sg_pattern *pattern = self->op.plan->pattern;

    self->count = 0;
    *whole = false;
    for (const sg_pattern_step *step = pattern->steps; step; step = step->next) {
        sg_value value = sg_vector_value(&batch->columns[step->edge.slot], row);
        if (value.type == SG_TYPE_RELATIONSHIP) {
            SG_TRY(add_edge(self, value.edge.id));
            continue;
        }
        if (value.type != SG_TYPE_LIST)
            return SG_OK;
        for (uint32_t i = 0; i < value.length; i++)
            SG_TRY(add_edge(self, value.list[i].edge.id));
    }
    *whole = true;
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    build_path *self = (build_path *)op;
    const sg_batch *input = &op->input->batch;

    SG_TRY(sg_op_next(op->input));
    if (input->count == 0)
        return SG_OK;
    sg_value *paths = sg_arena_alloc_raw(op->arena, input->rows * sizeof *paths);
    if (!paths)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < input->count; i++) {
        uint32_t row = sg_batch_row(input, i);
        uint32_t start = sg_vector_id(&input->columns[op->plan->pattern->start.slot], row);
        bool whole;
        SG_TRY(collect(self, input, row, &whole));
        paths[row] = sg_null();
        if (whole && start != SG_NO_ID)
            SG_TRY(sg_path_along(op->exec->graph, start, self->edges, self->count, false,
                                 op->arena, &paths[row]));
    }
    sg_batch_view(&op->batch, input, op->plan->live);
    op->batch.columns[op->plan->path] = (sg_vector){ .values = paths };
    return SG_OK;
}

const sg_op_class sg_op_build_path = {
    .size = sizeof(build_path),
    .next = next,
    .progress = sg_op_input_progress,
};
