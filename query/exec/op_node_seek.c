/* op_node_seek.c - nodes by a property that can be looked up, one value or a list of them, for each
 * row of the input; or the nodes that whoever runs the statement asks for.
 *
 * A list gives each node once, however often it names it: `n.id IN ['a', 'a']` is a predicate.  Where
 * a value cannot be looked up (engine/graph.h says when), any node may have it.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "query/exec/eval.h"
#include "query/reduce/id_set.h"

typedef struct node_seek {
    sg_op op;
    sg_eval *key;
    sg_arena *found_in; /* `found`, which outlives batches */
    uint32_t *found;
    uint32_t count, next, capacity;
    uint32_t position; /* of the input row at hand */
    bool has_row, ended;
} node_seek;

static sg_status open_seek(sg_op *op)
{
    node_seek *self = (node_seek *)op;

    SG_TRY(sg_exec_arena(op->exec, &self->found_in));
    if (op->plan->among)
        return SG_OK;
    return sg_eval_open(op->exec, op->plan->key, &self->key);
}

static bool fits(const sg_op *op, sg_label_set set)
{
    return !op->plan->label_sets || sg_bit_test(op->plan->label_sets, set.id);
}

static sg_status add(node_seek *self, uint32_t node)
{
    if (self->count == self->capacity) {
        uint32_t capacity = self->capacity ? 2 * self->capacity : 16;
        uint32_t *found = sg_arena_alloc_raw(self->found_in, capacity * sizeof *found);
        if (!found)
            return SG_ENOMEM;
        if (self->count)
            memcpy(found, self->found, self->count * sizeof *found);
        self->found = found;
        self->capacity = capacity;
    }
    self->found[self->count++] = node;
    return SG_OK;
}

/* Finds the nodes of one value; *scan says that only looking at all of them would. */
static sg_status look_up(sg_op *op, sg_value value, bool *scan)
{
    const sg_graph *graph = op->exec->graph;
    const sg_label *label =
        op->plan->seek_label.id == SG_NO_SYMBOL ? NULL : &op->plan->seek_label;
    sg_seek seek;

    if (op->plan->seek_key.id == SG_NO_ID)
        return SG_OK;
    *scan = !sg_graph_seek(graph, label, op->plan->seek_key, value, &seek);
    for (sg_node node; !*scan && sg_seek_next(&seek, &node);)
        if (fits(op, sg_graph_label_set(graph, node)))
            SG_TRY(add((node_seek *)op, node.id));
    return SG_OK;
}

/* Gives all nodes of the label sets. */
static sg_status take_all(sg_op *op)
{
    node_seek *self = (node_seek *)op;
    sg_scan scan = sg_nodes_scan(op->exec->graph, op->plan->label_sets);

    self->count = 0;
    for (sg_range range; sg_scan_next(&scan, &range);) {
        SG_TRY(sg_exec_work(op->exec, range.last - range.first));
        for (uint32_t id = range.first; id < range.last; id++)
            SG_TRY(add(self, id));
    }
    return SG_OK;
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

/* Gives the nodes that the run names. */
static sg_status take_among(sg_op *op)
{
    node_seek *self = (node_seek *)op;
    uint32_t ids[64], count;

    if (!op->exec->among)
        return take_all(op);
    sg_id_reader reader = sg_id_set_read(op->exec->among);

    self->count = self->next = self->capacity = 0;
    sg_arena_reset(self->found_in);
    while ((count = sg_id_reader_next(&reader, ids, SG_COUNT(ids))) > 0) {
        SG_TRY(sg_exec_work(op->exec, count));
        for (uint32_t i = 0; i < count; i++)
            if (fits(op, sg_graph_label_set(op->exec->graph, (sg_node){ ids[i] })))
                SG_TRY(add(self, ids[i]));
    }
    return SG_OK;
}

/* Finds the nodes of the key's value. */
static sg_status find(sg_op *op, sg_value key)
{
    node_seek *self = (node_seek *)op;
    bool list = op->plan->key_is_list && key.type == SG_TYPE_LIST, scan = false;
    uint32_t keys = list ? key.length : 1;

    self->count = self->next = self->capacity = 0;
    sg_arena_reset(self->found_in);
    SG_TRY(sg_exec_work(op->exec, keys));
    for (uint32_t i = 0; i < keys && !scan; i++)
        SG_TRY(look_up(op, list ? key.list[i] : key, &scan));
    if (scan)
        return take_all(op);
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
        if (op->plan->among)
            return take_among(op);
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
    if (op->plan->among)
        return take_among(op);
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
