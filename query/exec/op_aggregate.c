/* op_aggregate.c - group rows by their keys and aggregate each group.
 *
 *     keys of a row --> group number --> states: one block of memory per group
 *                                        [ count | sum | collect ]
 *
 * Groups come out in the order in which they were met.  Without keys there is one group, also of no
 * rows at all.  DISTINCT remembers (group, value) pairs.
 */
#include <string.h>

#include "query/exec/eval.h"
#include "query/exec/groups.h"
#include "query/plan/reduction.h"

typedef struct call {
    const sg_function *function; /* NULL: count(*) */
    size_t offset;               /* of its state in the block of a group */
    sg_eval **arguments;
    sg_vector *vectors;
    sg_value *values; /* the group, then the arguments */
    uint32_t count;
    bool distinct;
    bool weighs;    /* counts rows by their weight, where they have one */
    bool counts;    /* what is not null: its state is the number */
    sg_groups seen; /* of DISTINCT */
} call;

typedef struct aggregate {
    sg_op op;
    sg_eval **keys;
    sg_vector *vectors;
    sg_value *key;
    call *calls;
    size_t block; /* bytes of the states of one group */
    sg_arena *arena;
    sg_groups groups;
    void **states; /* by group */
    uint32_t state_capacity;
    bool read;
    uint32_t given;
    const sg_vector *weights; /* how many rows each row of the batch stands for; NULL: one */
    bool weighted;            /* rows have weights, in all batches or in none */
} aggregate;

static bool is_count(const sg_function *function)
{
    return sg_str_equal(function->name, SG_STR("count"));
}

/* What is counted is never null where rows have weights; and where those are numbers of distinct nodes,
 * what is counted are these (reduce_goal.c). */
static bool counts_weights(const aggregate *self, const sg_expression *expression)
{
    return self->op.plan->weight != SG_NO_SLOT && expression->kind == SG_EXPR_FUNCTION &&
           expression->distinct == (self->op.plan->goal == SG_REDUCE_SIZE ||
                                    self->op.plan->goal == SG_REDUCE_PARTNERS) &&
           expression->items->kind == SG_EXPR_VARIABLE && is_count(expression->function);
}

static sg_status open_call(aggregate *self, const sg_expression *expression, call *out)
{
    sg_exec *exec = self->op.exec;

    out->offset = self->block;
    out->distinct = expression->distinct;
    out->weighs = counts_weights(self, expression);
    if (expression->kind == SG_EXPR_FUNCTION)
        out->function = expression->function;
    out->counts = out->function && !out->distinct && is_count(out->function);
    size_t size = out->function ? out->function->aggregate->size : 0;
    if (size < sizeof(int64_t)) /* of the number of rows */
        size = sizeof(int64_t);
    self->block += (size + 15) & ~(size_t)15;
    SG_TRY(sg_eval_open_list(exec, expression->items, &out->arguments, &out->count));
    out->vectors = sg_arena_make_array(exec->arena, sg_vector, out->count);
    out->values = sg_arena_make_array(exec->arena, sg_value, (size_t)out->count + 1);
    sg_groups_open(&out->seen, self->arena, out->count + 1);
    return out->vectors && out->values ? SG_OK : SG_ENOMEM;
}

static sg_status open_aggregate(sg_op *op)
{
    aggregate *self = (aggregate *)op;
    sg_plan_items items = op->plan->items, calls = op->plan->aggregates;
    sg_arena *arena = op->exec->arena;

    SG_TRY(sg_exec_arena(op->exec, &self->arena));
    self->keys = sg_arena_make_array(arena, sg_eval *, items.count);
    self->vectors = sg_arena_make_array(arena, sg_vector, items.count);
    self->key = sg_arena_make_array(arena, sg_value, items.count);
    self->calls = sg_arena_make_array(arena, call, calls.count);
    if (!self->keys || !self->vectors || !self->key || !self->calls)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < items.count; i++)
        SG_TRY(sg_eval_open(op->exec, items.items[i].expression, &self->keys[i]));
    for (uint32_t i = 0; i < calls.count; i++)
        SG_TRY(open_call(self, calls.items[i].expression, &self->calls[i]));
    sg_groups_open(&self->groups, self->arena, items.count);
    return SG_OK;
}

/* Gives a new group its states. */
static sg_status add_states(aggregate *self, uint32_t group)
{
    if (group >= self->state_capacity) {
        uint32_t capacity = self->state_capacity ? 2 * self->state_capacity : 16;
        void **states = sg_arena_alloc_array(self->arena, capacity, sizeof *states);
        if (!states)
            return SG_ENOMEM;
        if (group)
            memcpy(states, self->states, group * sizeof *states);
        self->states = states;
        self->state_capacity = capacity;
    }
    self->states[group] = sg_arena_alloc(self->arena, self->block);
    return self->states[group] ? SG_OK : SG_ENOMEM;
}

/* The group of a row. */
static sg_status find_group(aggregate *self, uint32_t row, uint32_t *group)
{
    bool added;

    for (uint32_t i = 0; i < self->groups.width; i++)
        self->key[i] = sg_vector_value(&self->vectors[i], row);
    SG_TRY(sg_groups_find(&self->groups, self->key, group, &added));
    return added ? add_states(self, *group) : SG_OK;
}

static int64_t weight_of(const aggregate *self, uint32_t row)
{
    return self->weights ? sg_vector_value(self->weights, row).integer : 1;
}

static sg_status step(aggregate *self, call *each, const sg_call *call_context, uint32_t group,
                      uint32_t row)
{
    unsigned char *state = (unsigned char *)self->states[group] + each->offset;
    sg_error *err = &self->op.exec->error;

    if (!each->function || (each->weighs && self->weighted)) {
        *(int64_t *)(void *)state += weight_of(self, row);
        return SG_OK;
    }
    if (each->counts) {
        *(int64_t *)(void *)state += !sg_is_null(sg_vector_value(&each->vectors[0], row));
        return SG_OK;
    }
    each->values[0] = sg_integer(group);
    for (uint32_t i = 0; i < each->count; i++)
        each->values[1 + i] = sg_vector_value(&each->vectors[i], row);
    if (each->distinct) {
        uint32_t index;
        bool added;
        SG_TRY(sg_groups_find(&each->seen, each->values, &index, &added));
        if (!added)
            return SG_OK;
    }
    return sg_aggregate_step(each->function, state, call_context, each->values + 1, each->count,
                             err);
}

/* count(*) of everything needs no look at the rows. */
static bool only_counts_rows(const aggregate *self)
{
    for (uint32_t i = 0; i < self->op.plan->aggregates.count; i++)
        if (self->calls[i].function && !(self->calls[i].weighs && self->weighted))
            return false;
    return self->groups.width == 0;
}

static sg_status count_rows(aggregate *self, const sg_batch *input)
{
    int64_t rows = self->weights ? 0 : input->count;
    uint32_t group;

    for (uint32_t i = 0; self->weights && i < input->count; i++)
        rows += weight_of(self, sg_batch_row(input, i));
    SG_TRY(find_group(self, 0, &group));
    for (uint32_t i = 0; i < self->op.plan->aggregates.count; i++) {
        unsigned char *state = (unsigned char *)self->states[group] + self->calls[i].offset;
        *(int64_t *)(void *)state += rows;
    }
    return SG_OK;
}

static sg_status evaluate(aggregate *self, const sg_rows *rows)
{
    sg_arena *arena = self->op.arena;

    for (uint32_t i = 0; i < self->groups.width; i++)
        SG_TRY(sg_eval_values(self->keys[i], rows, arena, &self->vectors[i]));
    for (uint32_t i = 0; i < self->op.plan->aggregates.count; i++) {
        call *each = &self->calls[i];
        for (uint32_t j = 0; j < each->count && !(each->weighs && self->weighted); j++)
            SG_TRY(sg_eval_values(each->arguments[j], rows, arena, &each->vectors[j]));
    }
    return SG_OK;
}

static sg_status add(aggregate *self, const sg_batch *input)
{
    sg_plan_items calls = self->op.plan->aggregates;
    sg_call call_context = sg_exec_call(self->op.exec, self->arena);
    sg_rows rows = sg_batch_rows(input);
    uint32_t group, weight = self->op.plan->weight;

    self->weights =
        weight != SG_NO_SLOT && input->columns[weight].cells ? &input->columns[weight] : NULL;
    self->weighted = self->weights != NULL;
    if (only_counts_rows(self))
        return count_rows(self, input);
    SG_TRY(evaluate(self, &rows));
    for (uint32_t i = 0; i < rows.count; i++) {
        uint32_t row = sg_rows_row(&rows, i);
        SG_TRY(find_group(self, row, &group));
        for (uint32_t j = 0; j < calls.count; j++) {
            sg_status status = step(self, &self->calls[j], &call_context, group, row);
            if (status == SG_OK)
                continue;
            sg_query_fail_where(&self->op.exec->error, calls.items[j].expression->span);
            return status;
        }
    }
    return SG_OK;
}

static sg_status read_input(aggregate *self)
{
    sg_op *op = &self->op;
    uint32_t group;

    for (;;) {
        SG_TRY(sg_op_next(op->input));
        if (op->input->batch.count == 0)
            break;
        sg_arena_reset(op->arena);
        SG_TRY(add(self, &op->input->batch));
    }
    sg_arena_reset(op->arena);
    if (self->groups.width == 0 && self->groups.count == 0)
        SG_TRY(find_group(self, 0, &group));
    self->read = true;
    return SG_OK;
}

static sg_status finish(aggregate *self, const call *each, uint32_t group, sg_value *out)
{
    sg_call call_context = sg_exec_call(self->op.exec, self->arena);
    unsigned char *state = (unsigned char *)self->states[group] + each->offset;

    if (!each->function || (each->weighs && self->weighted)) {
        *out = sg_integer(*(int64_t *)(void *)state);
        return SG_OK;
    }
    return sg_aggregate_finish(each->function, state, &call_context, out,
                               &self->op.exec->error);
}

static sg_status next(sg_op *op)
{
    aggregate *self = (aggregate *)op;
    sg_plan_items items = op->plan->items, calls = op->plan->aggregates;

    if (!self->read)
        SG_TRY(read_input(self));
    uint32_t left = self->groups.count - self->given;
    uint32_t count = left < op->room ? left : op->room;
    for (uint32_t i = 0; i < items.count + calls.count; i++) {
        sg_value *cells = sg_arena_alloc_raw(op->arena, count * sizeof *cells);
        if (!cells)
            return SG_ENOMEM;
        bool key = i < items.count;
        for (uint32_t j = 0; j < count; j++) {
            uint32_t group = self->given + j;
            if (key)
                cells[j] = sg_groups_row(&self->groups, group)[i];
            else
                SG_TRY(finish(self, &self->calls[i - items.count], group, &cells[j]));
        }
        uint32_t slot = key ? items.items[i].slot : calls.items[i - items.count].slot;
        op->batch.columns[slot] = (sg_vector){ .values = cells };
    }
    sg_batch_all(&op->batch, count);
    self->given += count;
    return SG_OK;
}

static sg_status rewind_aggregate(sg_op *op)
{
    aggregate *self = (aggregate *)op;

    sg_arena_reset(self->arena);
    sg_groups_clear(&self->groups);
    for (uint32_t i = 0; i < op->plan->aggregates.count; i++)
        sg_groups_clear(&self->calls[i].seen);
    self->states = NULL;
    self->state_capacity = self->given = 0;
    self->read = false;
    return SG_OK;
}

const sg_op_class sg_op_aggregate = {
    .size = sizeof(aggregate),
    .open = open_aggregate,
    .next = next,
    .rewind = rewind_aggregate,
};
