/* op_distinct.c - drop rows whose key was seen before: a shorter selection of the same rows.
 *
 * Where a property is the key, and the nodes come from a Reduce that knows their values to differ, no row
 * is dropped, and none is remembered; nor where two nodes are and it gives each pair once.
 */
#include "query/exec/groups.h"

typedef struct distinct {
    sg_op op;
    const sg_op *reduce; /* that may know that all keys differ, or NULL */
    sg_groups seen;
    sg_value *key;
} distinct;

static sg_status open_distinct(sg_op *op)
{
    distinct *self = (distinct *)op;
    sg_arena *arena;

    if (op->plan->by_value)
        self->reduce =
            op->input->plan->operator== SG_OPERATOR_REDUCE ? op->input : op->input->input;
    self->key = sg_arena_make_array(op->exec->arena, sg_value, op->plan->slots.count);
    if (!self->key)
        return SG_ENOMEM;
    SG_TRY(sg_exec_arena(op->exec, &arena));
    sg_groups_open(&self->seen, arena, op->exec->graph, op->plan->slots.count, 0);
    return SG_OK;
}

/* Writes the rows that are new to `selection`; returns how many in *count. */
static sg_status select_new(distinct *self, const sg_batch *input, uint16_t *selection,
                            uint32_t *count)
{
    sg_slots slots = self->op.plan->slots;

    *count = 0;
    for (uint32_t i = 0; i < input->count; i++) {
        uint32_t row = sg_batch_row(input, i), index;
        bool added;
        for (uint32_t j = 0; j < slots.count; j++)
            self->key[j] = sg_vector_value(&input->columns[slots.slots[j]], row);
        SG_TRY(sg_groups_find(&self->seen, self->key, &index, &added));
        if (added)
            selection[(*count)++] = (uint16_t)row;
    }
    return SG_OK;
}

static sg_status next(sg_op *op)
{
    distinct *self = (distinct *)op;
    uint16_t *selection = sg_arena_alloc_raw(op->arena, SG_BATCH_ROWS * sizeof *selection);
    uint32_t count;

    if (!selection)
        return SG_ENOMEM;
    do {
        SG_TRY(sg_op_next(op->input));
        if (self->reduce && self->reduce->differs) {
            sg_batch_view(&op->batch, &op->input->batch, op->plan->live);
            return SG_OK;
        }
        SG_TRY(select_new(self, &op->input->batch, selection, &count));
    } while (count == 0 && op->input->batch.count > 0);
    sg_batch_view(&op->batch, &op->input->batch, op->plan->live);
    op->batch.selection = selection;
    op->batch.count = count;
    return SG_OK;
}

static sg_status rewind_distinct(sg_op *op)
{
    distinct *self = (distinct *)op;

    sg_groups_clear(&self->seen);
    sg_arena_reset(self->seen.arena);
    return SG_OK;
}

const sg_op_class sg_op_distinct = {
    .size = sizeof(distinct),
    .open = open_distinct,
    .next = next,
    .rewind = rewind_distinct,
};
