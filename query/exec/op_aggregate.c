/* op_aggregate.c - group rows by their keys and aggregate each group.
 *
 *     keys of a row --> group --> states, one for each call, behind the keys
 *                                 [ key key | count | sum | collect ]
 *
 * Groups come out in the order in which they were met.  Without keys there is one group, also of no
 * rows at all.  DISTINCT remembers (group, value) pairs.  A row may stand for several, as the weights of a
 * Reduce or the numbers of Degrees say (query/plan/degrees.c); only what counts rows asks how many.
 */
#include <string.h>

#include "query/exec/eval.h"
#include "query/exec/groups.h"
#include "query/plan/reduction.h"

enum { GATHERED = 32 }; /* rows whose keys are gathered at once */

typedef struct call {
    const sg_function *function; /* NULL: count(*) */
    size_t offset;               /* of its state in the memory of a group */
    sg_eval **arguments;
    sg_vector *vectors;
    sg_value *values; /* the group, then the arguments */
    uint32_t count;
    bool distinct;
    bool weighs; /* counts rows by their weight, where they have one */
    bool counts; /* what is not null: its state is the number */
    uint32_t
        there; /* the slot of a number that is 0 where what is counted is null, or SG_NO_SLOT */
    sg_groups seen; /* of DISTINCT */
} call;

typedef struct aggregate {
    sg_op op;
    sg_eval **keys;
    sg_vector *vectors;
    sg_value *rows; /* of keys, some of them */
    call *calls;
    size_t block; /* bytes of the states of one group */
    sg_arena *arena;
    sg_groups groups;
    bool read;
    uint32_t given;
    const sg_batch *input;
    uint32_t *found; /* the groups of its rows, by position */
    int64_t *times;  /* how many rows each of them stands for, by position; NULL: one */
    bool weighted;   /* by a Reduce: in all batches or in none */
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

static sg_status open_call(aggregate *self, uint32_t index, call *out)
{
    const sg_plan *plan = self->op.plan;
    const sg_expression *expression = plan->aggregates.items[index].expression;
    sg_exec *exec = self->op.exec;

    out->offset = self->block;
    out->distinct = expression->distinct;
    out->weighs = counts_weights(self, expression);
    if (expression->kind == SG_EXPR_FUNCTION)
        out->function = expression->function;
    out->counts = out->function && !out->distinct && is_count(out->function);
    out->there = plan->counted ? plan->counted[index] : SG_NO_SLOT;
    size_t size = out->function ? out->function->aggregate->size : 0;
    if (size < sizeof(int64_t)) /* of the number of rows */
        size = sizeof(int64_t);
    self->block += (size + 15) & ~(size_t)15;
    SG_TRY(sg_eval_open_list(exec, expression->items, &out->arguments, &out->count));
    out->vectors = sg_arena_make_array(exec->arena, sg_vector, out->count);
    out->values = sg_arena_make_array(exec->arena, sg_value, (size_t)out->count + 1);
    sg_groups_open(&out->seen, self->arena, exec->graph, out->count + 1, 0);
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
    self->calls = sg_arena_make_array(arena, call, calls.count);
    self->rows = sg_arena_make_array(arena, sg_value, (size_t)items.count * GATHERED);
    if (!self->keys || !self->vectors || !self->rows || !self->calls)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < items.count; i++)
        SG_TRY(sg_eval_open(op->exec, items.items[i].expression, &self->keys[i]));
    for (uint32_t i = 0; i < calls.count; i++)
        SG_TRY(open_call(self, i, &self->calls[i]));
    sg_groups_open(&self->groups, self->arena, op->exec->graph, items.count, self->block);
    return SG_OK;
}

/* The state of a call for a group, in the memory that its row has. */
static void *state_of(const aggregate *self, const call *each, uint32_t group)
{
    return (unsigned char *)sg_groups_payload(&self->groups, group) + each->offset;
}

/* --- how many rows a row stands for ------------------------------------------------------------------ */
static sg_status fail_many(const aggregate *self)
{
    return sg_query_fail(&self->op.exec->error, SG_ERROR_ARITHMETIC_OVERFLOW, SG_RUNTIME,
                         self->op.plan->span, "there are more rows than a number can say");
}

static int64_t number_at(const aggregate *self, uint32_t slot, uint32_t position)
{
    uint32_t row = sg_batch_row(self->input, position);

    return sg_vector_value(&self->input->columns[slot], row).integer;
}

/* The weight of each row, or the product of its degrees, of which each is one row at least. */
static sg_status find_times(aggregate *self)
{
    const sg_plan *plan = self->op.plan;
    sg_slots degrees = plan->degrees;
    uint32_t rows = self->input->count;

    self->times = NULL;
    self->weighted =
        plan->weight != SG_NO_SLOT && self->input->columns[plan->weight].cells != NULL;
    if (!self->weighted && degrees.count == 0)
        return SG_OK;
    self->times = sg_arena_alloc_raw(self->op.arena, rows * sizeof *self->times);
    if (!self->times)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < rows; i++)
        self->times[i] = self->weighted ? number_at(self, plan->weight, i) : 1;
    for (uint32_t j = 0; j < degrees.count; j++)
        for (uint32_t i = 0; i < rows; i++) {
            int64_t number = number_at(self, degrees.slots[j], i);
            if (number > 0 && __builtin_mul_overflow(self->times[i], number, &self->times[i]))
                return fail_many(self);
        }
    return SG_OK;
}

/* --- aggregating ------------------------------------------------------------------------------------- */
/* Whether the call counts rows, but for those where what it counts is null. */
static bool only_counts(const aggregate *self, const call *each)
{
    return !each->function || each->counts || (each->weighs && self->weighted);
}

/* Whether what the call counts has to be looked at. */
static bool reads_arguments(const aggregate *self, const call *each)
{
    return !(each->weighs && self->weighted) && each->there == SG_NO_SLOT;
}

static sg_status count_all(aggregate *self, const call *each)
{
    bool looks = each->function && reads_arguments(self, each);

    if (self->groups.width == 0 && !self->times && !looks) {
        *(int64_t *)state_of(self, each, 0) += self->input->count;
        return SG_OK;
    }
    for (uint32_t i = 0; i < self->input->count; i++) {
        int64_t *state = state_of(self, each, self->found[i]);
        int64_t times = self->times ? self->times[i] : 1;
        if ((each->there != SG_NO_SLOT && number_at(self, each->there, i) == 0) ||
            (looks &&
             sg_is_null(sg_vector_value(&each->vectors[0], sg_batch_row(self->input, i)))))
            continue;
        if (__builtin_add_overflow(*state, times, state))
            return fail_many(self);
    }
    return SG_OK;
}

static sg_status step(aggregate *self, call *each, const sg_call *call_context, uint32_t group,
                      uint32_t row)
{
    void *state = state_of(self, each, group);

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
                             &self->op.exec->error);
}

static sg_status step_all(aggregate *self, call *each)
{
    sg_call call_context = sg_exec_call(self->op.exec, self->arena);

    if (only_counts(self, each))
        return count_all(self, each);
    for (uint32_t i = 0; i < self->input->count; i++)
        SG_TRY(step(self, each, &call_context, self->found[i], sg_batch_row(self->input, i)));
    return SG_OK;
}

static sg_status evaluate(aggregate *self, const sg_rows *rows)
{
    sg_arena *arena = self->op.arena;

    for (uint32_t i = 0; i < self->groups.width; i++)
        SG_TRY(sg_eval_values(self->keys[i], rows, arena, &self->vectors[i]));
    for (uint32_t i = 0; i < self->op.plan->aggregates.count; i++) {
        call *each = &self->calls[i];
        for (uint32_t j = 0; j < each->count && reads_arguments(self, each); j++)
            SG_TRY(sg_eval_values(each->arguments[j], rows, arena, &each->vectors[j]));
    }
    return SG_OK;
}

/* Without keys there is one group. */
static sg_status find_only_group(aggregate *self)
{
    uint32_t group;
    bool added;

    return sg_groups_find(&self->groups, NULL, &group, &added);
}

/* The values of the keys of the rows at some positions, a row of them behind the other. */
static void gather_keys(aggregate *self, uint32_t first, uint32_t count)
{
    uint32_t width = self->groups.width;

    for (uint32_t i = 0; i < width; i++)
        for (uint32_t k = 0; k < count; k++)
            self->rows[k * width + i] =
                sg_vector_value(&self->vectors[i], sg_batch_row(self->input, first + k));
}

static sg_status find_groups(aggregate *self)
{
    uint32_t rows = self->input->count, width = self->groups.width;
    bool added;

    self->found = sg_arena_alloc_raw(self->op.arena, rows * sizeof *self->found);
    if (!self->found)
        return SG_ENOMEM;
    if (width == 0) {
        memset(self->found, 0, rows * sizeof *self->found);
        return find_only_group(self);
    }
    for (uint32_t first = 0; first < rows; first += GATHERED) {
        uint32_t count = rows - first < GATHERED ? rows - first : GATHERED;
        gather_keys(self, first, count);
        for (uint32_t k = 0; k < count; k++)
            SG_TRY(sg_groups_find(&self->groups, self->rows + k * width,
                                  &self->found[first + k], &added));
    }
    return SG_OK;
}

static sg_status add(aggregate *self, const sg_batch *input)
{
    sg_plan_items calls = self->op.plan->aggregates;
    sg_rows rows = sg_batch_rows(input);

    self->input = input;
    SG_TRY(find_times(self));
    SG_TRY(evaluate(self, &rows));
    SG_TRY(find_groups(self));
    for (uint32_t i = 0; i < calls.count; i++) {
        sg_status status = step_all(self, &self->calls[i]);
        if (status == SG_OK)
            continue;
        sg_query_fail_where(&self->op.exec->error, calls.items[i].expression->span);
        return status;
    }
    return SG_OK;
}

static sg_status read_input(aggregate *self)
{
    sg_op *op = &self->op;

    for (;;) {
        SG_TRY(sg_op_next(op->input));
        if (op->input->batch.count == 0)
            break;
        sg_arena_reset(op->arena);
        SG_TRY(add(self, &op->input->batch));
    }
    sg_arena_reset(op->arena);
    if (self->groups.width == 0 && self->groups.count == 0)
        SG_TRY(find_only_group(self));
    self->read = true;
    return SG_OK;
}

static sg_status finish(aggregate *self, const call *each, sg_value *cells, uint32_t count)
{
    sg_call call_context = sg_exec_call(self->op.exec, self->arena);

    for (uint32_t i = 0; i < count; i++) {
        void *state = state_of(self, each, self->given + i);
        if (only_counts(self, each))
            cells[i] = sg_integer(*(int64_t *)state);
        else
            SG_TRY(sg_aggregate_finish(each->function, state, &call_context, &cells[i],
                                       &self->op.exec->error));
    }
    return SG_OK;
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
        if (key)
            sg_groups_column(&self->groups, i, self->given, count, cells);
        else
            SG_TRY(finish(self, &self->calls[i - items.count], cells, count));
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
    self->given = 0;
    self->read = false;
    return SG_OK;
}

const sg_op_class sg_op_aggregate = {
    .size = sizeof(aggregate),
    .open = open_aggregate,
    .next = next,
    .rewind = rewind_aggregate,
};
