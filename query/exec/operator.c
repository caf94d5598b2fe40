/* operator.c - what all operators share: opening a tree, asking for a batch, telling of limits. */
#include "query/exec/operator.h"

#include "engine/base/clock.h"

enum {
    FIRST_ROOM = 16,
    ROOM_GROWTH = 4,
    WORK_OF_A_BATCH = 1024, /* in steps, as sg_exec_work() counts them */
};

static const sg_op_class *const classes[] = {
#define OPERATOR(id, name, title, summary) [SG_OPERATOR_##id] = &sg_op_##name,
#include "query/operators.def"
#undef OPERATOR
};

static const char *const titles[] = {
#define OPERATOR(id, name, title, summary) [SG_OPERATOR_##id] = title,
#include "query/operators.def"
#undef OPERATOR
};

static sg_status open_one(sg_exec *exec, const sg_plan *plan, const sg_argument *argument,
                          sg_op **out)
{
    const sg_op_class *class = classes[plan->operator];
    sg_op *op = sg_arena_alloc(exec->arena, class->size);

    if (!op)
        return SG_ENOMEM;
    op->class = class;
    op->plan = plan;
    op->exec = exec;
    op->argument = argument;
    op->room = FIRST_ROOM;
    op->sibling = exec->operators;
    exec->operators = op;
    SG_TRY(sg_exec_arena(exec, &op->arena));
    SG_TRY(sg_batch_open(&op->batch, exec->tree->slot_count, exec->arena));
    if (plan->input)
        SG_TRY(sg_op_open(exec, plan->input, argument, &op->input));
    if (class->open)
        SG_TRY(class->open(op));
    *out = op;
    return SG_OK;
}

sg_status sg_op_open(sg_exec *exec, const sg_plan *plan, const sg_argument *argument,
                     sg_op **out)
{
    SG_TRY(sg_exec_enter(exec, plan->span));
    sg_status status = open_one(exec, plan, argument, out);
    exec->depth--;
    return status;
}

/* Gives a failure that has no story yet its story: only here is it known who ran into a limit. */
static sg_status tell(sg_op *op, sg_status status)
{
    sg_exec *exec = op->exec;
    const char *title = titles[op->plan->operator];

    /* A function that ran out of memory has told so, but not why. */
    if (exec->error.status == SG_ENOMEM && exec->budget.refused)
        sg_error_clear(&exec->error);
    if (exec->error.status != SG_OK)
        return status;
    if (exec->late)
        return sg_query_fail(&exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, op->plan->span,
                             "the statement ran longer than its limit of %llu ms, in %s",
                             (unsigned long long)exec->limits.milliseconds, title);
    if (status == SG_ELIMIT)
        return sg_query_fail(&exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, op->plan->span,
                             "a value nests deeper than %d levels, in %s", SG_VALUE_DEPTH,
                             title);
    if (exec->budget.refused)
        return sg_query_fail(
            &exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, op->plan->span,
            "the statement needs more memory than its limit of %zu bytes, in %s",
            exec->budget.limit, title);
    return sg_query_fail(&exec->error, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME, op->plan->span,
                         "out of memory in %s", title);
}

sg_status sg_op_next(sg_op *op)
{
    sg_exec *exec = op->exec;
    uint64_t start = exec->profile ? sg_clock_monotonic() : 0;

    op->batch.count = 0;
    if (op->ended)
        return SG_OK;
    sg_arena_reset(op->arena);
    sg_status status = sg_exec_work(exec, WORK_OF_A_BATCH);
    if (status == SG_OK)
        status = op->class->next(op);
    if (exec->profile)
        op->counts.nanoseconds += sg_clock_monotonic() - start;
    if (status != SG_OK)
        return tell(op, status);
    op->ended = op->batch.count == 0;
    op->counts.rows += op->batch.count;
    op->counts.batches += !op->ended;
    if (op->room < SG_BATCH_ROWS)
        op->room *= ROOM_GROWTH;
    return SG_OK;
}

/* The first batch of an operator that writes comes when all is written. */
sg_status sg_op_write_below(sg_op *op)
{
    return op->exec->changes ? sg_op_next(op->input) : SG_OK;
}

sg_status sg_op_rewind(sg_op *op)
{
    op->ended = false;
    op->batch.count = 0;
    op->room = FIRST_ROOM;
    if (op->input)
        SG_TRY(sg_op_rewind(op->input));
    return op->class->rewind ? op->class->rewind(op) : SG_OK;
}

bool sg_plan_is_correlated(const sg_plan *plan)
{
    for (; plan; plan = plan->input) {
        if (SG_OPERATOR_ARGUMENT == plan->operator&& plan->slots.count> 0)
            return true;
        if (plan->right && sg_plan_is_correlated(plan->right))
            return true;
    }
    return false;
}
