/* op_node_seek.c - nodes by id or ARN, one key or a list of them, for each row of the input.
 *
 * A list gives each node once, however often it names it: `n.id IN ['a', 'a']` is a predicate.  A
 * key that is not a string, or that several nodes share, cannot be looked up; any node may have it.
 */
#include <stdlib.h>

#include "engine/base/bitmap.h"
#include "query/exec/eval.h"

typedef struct node_seek {
    sg_op op;
    sg_eval *key;
    sg_arena *found_in; /* `found`, which outlives batches */
    uint32_t *found;
    uint32_t count, next;
    uint32_t position; /* of the input row at hand */
    bool has_row, ended;
} node_seek;

static sg_status open_seek(sg_op *op)
{
    node_seek *self = (node_seek *)op;

    SG_TRY(sg_exec_arena(op->exec, &self->found_in));
    return sg_eval_open(op->exec, op->plan->key, &self->key);
}

static bool fits(const sg_op *op, sg_label_set set)
{
    return !op->plan->label_sets || sg_bit_test(op->plan->label_sets, set.id);
}

static void look_up(sg_op *op, sg_value key)
{
    node_seek *self = (node_seek *)op;
    const sg_graph *graph = op->exec->graph;
    sg_node node;

    if (key.type == SG_TYPE_STRING && sg_graph_find_node(graph, sg_value_str(key), &node) &&
        fits(op, sg_graph_label_set(graph, node)))
        self->found[self->count++] = node.id;
}

static bool can_be_looked_up(const sg_graph *graph, sg_value key, bool list)
{
    sg_node node;
    bool shared = false;

    if (!list) {
        if (key.type == SG_TYPE_STRING)
            sg_graph_find_shared(graph, sg_value_str(key), &node, &shared);
        return (key.type == SG_TYPE_STRING && !shared) || sg_is_null(key);
    }
    for (uint32_t i = 0; i < key.length; i++)
        if (!can_be_looked_up(graph, key.list[i], false))
            return false;
    return true;
}

/* Gives all nodes of the label sets. */
static sg_status take_all(sg_op *op)
{
    node_seek *self = (node_seek *)op;
    const sg_graph *graph = op->exec->graph;
    uint32_t nodes = sg_graph_nodes(graph);

    self->found = sg_arena_alloc_array(self->found_in, nodes, sizeof *self->found);
    if (!self->found)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++) {
        sg_label_set set = { (uint16_t)i };
        sg_range range = sg_label_set_range(graph, set);
        for (uint32_t id = range.first; id < range.last && fits(op, set); id++)
            self->found[self->count++] = id;
    }
    return sg_exec_work(op->exec, nodes);
}

static int by_id(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static void drop_duplicates(node_seek *self)
{
    uint32_t kept = 0;

    if (self->count > 1)
        qsort(self->found, self->count, sizeof *self->found, by_id);
    for (uint32_t i = 0; i < self->count; i++)
        if (kept == 0 || self->found[kept - 1] != self->found[i])
            self->found[kept++] = self->found[i];
    self->count = kept;
}

/* Finds the nodes of the key's value. */
static sg_status find(sg_op *op, sg_value key)
{
    node_seek *self = (node_seek *)op;
    bool list = op->plan->key_is_list && key.type == SG_TYPE_LIST;
    uint32_t keys = list ? key.length : 1;

    self->count = self->next = 0;
    sg_arena_reset(self->found_in);
    if (!can_be_looked_up(op->exec->graph, key, list))
        return take_all(op);
    self->found = sg_arena_alloc_array(self->found_in, keys, sizeof *self->found);
    if (!self->found)
        return SG_ENOMEM;
    SG_TRY(sg_exec_work(op->exec, keys));
    if (!list)
        look_up(op, key);
    for (uint32_t i = 0; list && i < keys; i++)
        look_up(op, key.list[i]);
    drop_duplicates(self);
    return SG_OK;
}

/* Takes the next row of the input, which without an input is one, and seeks its key. */
static sg_status take_row(sg_op *op)
{
    node_seek *self = (node_seek *)op;
    sg_value key;

    self->has_row = false;
    if (!op->input) {
        if (self->ended)
            return SG_OK;
        self->ended = self->has_row = true;
        SG_TRY(sg_eval_alone(self->key, op->arena, &key));
        return find(op, key);
    }
    if (++self->position >= op->input->batch.count) {
        SG_TRY(sg_op_next(op->input));
        self->position = 0;
    }
    const sg_batch *input = &op->input->batch;
    if (input->count == 0)
        return SG_OK;
    self->has_row = true;
    uint16_t row = (uint16_t)sg_batch_row(input, self->position);
    sg_vector keys;
    SG_TRY(sg_eval_values(self->key, &(sg_rows){ input, 1, &row }, op->arena, &keys));
    return find(op, sg_vector_value(&keys, row));
}

static sg_status next(sg_op *op)
{
    node_seek *self = (node_seek *)op;

    while (self->next == self->count) {
        SG_TRY(take_row(op));
        if (!self->has_row)
            return SG_OK;
    }
    uint32_t left = self->count - self->next;
    sg_batch_all(&op->batch, left < op->room ? left : op->room);
    if (op->input)
        sg_batch_spread(&op->batch, &op->input->batch, op->plan->live,
                        sg_batch_row(&op->input->batch, self->position));
    op->batch.columns[op->plan->to] =
        (sg_vector){ .kind = SG_SLOT_NODE, .ids = self->found + self->next };
    self->next += op->batch.count;
    return SG_OK;
}

static sg_status rewind_seek(sg_op *op)
{
    node_seek *self = (node_seek *)op;

    self->has_row = self->ended = false;
    self->count = self->next = self->position = 0;
    return SG_OK;
}

const sg_op_class sg_op_node_seek = {
    .size = sizeof(node_seek),
    .open = open_seek,
    .next = next,
    .rewind = rewind_seek,
};
