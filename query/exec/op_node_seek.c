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
#include "query/exec/fan.h"
#include "query/reduce/id_set.h"

typedef struct node_seek {
    sg_op op;
    sg_fan fan; /* over the rows of the input, if there is one */
    sg_eval *key;
    sg_arena *keys_in; /* `keys`, which live as long as the input batch */
    sg_vector keys;
    sg_arena *found_in; /* `found`, which outlives batches */
    uint32_t *found;    /* of the row at hand */
    uint32_t count, next, capacity;
    bool ended;
} node_seek;

static sg_status open_seek(sg_op *op)
{
    node_seek *self = (node_seek *)op;

    SG_TRY(sg_exec_arena(op->exec, &self->found_in));
    if (op->plan->among)
        return SG_OK;
    SG_TRY(sg_exec_arena(op->exec, &self->keys_in));
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

/* --- without an input -------------------------------------------------------------------------------- */
static sg_status find_alone(node_seek *self)
{
    sg_op *op = &self->op;
    sg_value key;

    self->ended = true;
    if (op->plan->among)
        return take_among(op);
    SG_TRY(sg_eval_alone(self->key, op->arena, &key));
    return find(op, key);
}

static sg_status next_alone(node_seek *self)
{
    sg_op *op = &self->op;

    if (!self->ended)
        SG_TRY(find_alone(self));
    uint32_t left = self->count - self->next;
    sg_batch_all(&op->batch, left < op->room ? left : op->room);
    op->batch.columns[op->plan->to] =
        (sg_vector){ .kind = SG_SLOT_NODE, .ids = self->found + self->next };
    self->next += op->batch.count;
    return SG_OK;
}

/* --- row by row of the input ---------------------------------------------------------------------------- */
static sg_status prefetch(node_seek *self, const sg_rows *rows)
{
    sg_str *texts = sg_arena_alloc_raw(self->keys_in, rows->count * sizeof *texts);
    uint32_t count = 0;

    if (!texts)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < rows->count; i++) {
        sg_value key = sg_vector_value(&self->keys, sg_rows_row(rows, i));
        if (key.type == SG_TYPE_STRING)
            texts[count++] = sg_value_str(key);
    }
    sg_graph_prefetch_keys(self->op.exec->graph, texts, count);
    return SG_OK;
}

/* Evaluates the keys of a new input batch. */
static sg_status evaluate(node_seek *self)
{
    sg_rows rows = sg_batch_rows(&self->op.input->batch);

    if (self->op.plan->among)
        return SG_OK;
    sg_arena_reset(self->keys_in);
    SG_TRY(sg_eval_values(self->key, &rows, self->keys_in, &self->keys));
    return prefetch(self, &rows);
}

/* Gives what is left of the nodes of the row at hand, as far as there is room. */
static sg_status give_row(node_seek *self, uint32_t *nodes)
{
    sg_op *op = &self->op;
    sg_fan *fan = &self->fan;
    uint32_t row = sg_fan_source(fan, op);

    if (!fan->begun)
        SG_TRY(op->plan->among ? take_among(op) : find(op, sg_vector_value(&self->keys, row)));
    fan->begun = true;
    for (; self->next < self->count && !sg_fan_full(fan); self->next++) {
        fan->sources[fan->count] = (uint16_t)row;
        nodes[fan->count++] = self->found[self->next];
    }
    if (self->next == self->count)
        sg_fan_used_up(fan);
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    node_seek *self = (node_seek *)op;
    sg_fan *fan = &self->fan;
    bool more;

    if (!op->input)
        return next_alone(self);
    SG_TRY(sg_fan_begin(fan, op));
    uint32_t *nodes = sg_arena_alloc_raw(op->arena, fan->capacity * sizeof *nodes);
    if (!nodes)
        return SG_ENOMEM;
    while (!sg_fan_full(fan)) {
        SG_TRY(sg_fan_row(fan, op, &more));
        if (!more)
            break;
        if (fan->position == 0 && !fan->begun)
            SG_TRY(evaluate(self));
        SG_TRY(give_row(self, nodes));
    }
    SG_TRY(sg_fan_finish(fan, op));
    op->batch.columns[op->plan->to] = (sg_vector){ .kind = SG_SLOT_NODE, .ids = nodes };
    return SG_OK;
}

static sg_status rewind_seek(sg_op *op)
{
    node_seek *self = (node_seek *)op;

    sg_fan_rewind(&self->fan);
    self->ended = false;
    self->count = self->next = 0;
    return SG_OK;
}

const sg_op_class sg_op_node_seek = {
    .size = sizeof(node_seek),
    .open = open_seek,
    .next = next,
    .rewind = rewind_seek,
};
