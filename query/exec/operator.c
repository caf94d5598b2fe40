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

/* --- profile: what an operator costs is what passes while it runs, without what it calls ----------- */
typedef struct {
    uint64_t clock, held;
    uint64_t nested_nanoseconds, nested_memory; /* of the caller, so far */
} meter;

static meter start_meter(sg_exec *exec)
{
    meter start = { 0 };

    if (!exec->profile)
        return start;
    start = (meter){ sg_clock_monotonic(), exec->budget.held, exec->nested_nanoseconds,
                     exec->nested_memory };
    exec->nested_nanoseconds = exec->nested_memory = 0;
    return start;
}

static void stop_meter(sg_exec *exec, const meter *start, sg_exec_counts *counts)
{
    if (!exec->profile)
        return;
    uint64_t nanoseconds = sg_clock_monotonic() - start->clock;
    uint64_t memory = exec->budget.held - start->held;

    counts->nanoseconds += nanoseconds - exec->nested_nanoseconds;
    counts->memory += memory - exec->nested_memory;
    exec->nested_nanoseconds = start->nested_nanoseconds + nanoseconds;
    exec->nested_memory = start->nested_memory + memory;
}

/* --- rooms --------------------------------------------------------------------------------------------- */
/* Whether all rows of the operator's input and right side are going to be asked for, given whether all of its own
 * are.  Then there is nothing to gain by small batches at first, and every operator would cut those of
 * its input into pieces of its own. */
static bool takes_all(const sg_plan *plan, bool all_taken)
{
    switch ((int)plan->operator) {
    case SG_OPERATOR_AGGREGATE:
    case SG_OPERATOR_SORT:
    case SG_OPERATOR_TOP_SORT:
        return true;
    case SG_OPERATOR_LIMIT:
        return false;
    default:
        return all_taken;
    }
}

/* --- opening ------------------------------------------------------------------------------------------ */
static sg_status open_below(sg_op *op)
{
    sg_exec *exec = op->exec;
    bool all_taken = exec->all_taken;

    exec->all_taken = takes_all(op->plan, all_taken);
    if (op->plan->input)
        SG_TRY(sg_op_open(exec, op->plan->input, op->argument, &op->input));
    if (op->class->open)
        SG_TRY(op->class->open(op));
    exec->all_taken = all_taken;
    return SG_OK;
}

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
    op->room = op->first_room = exec->all_taken ? SG_BATCH_ROWS : FIRST_ROOM;
    op->sibling = exec->operators;
    exec->operators = op;
    SG_TRY(sg_exec_arena(exec, &op->arena));
    SG_TRY(sg_batch_open(&op->batch, exec->tree->slot_count, exec->arena));
    SG_TRY(open_below(op));
    *out = op;
    return SG_OK;
}

sg_status sg_op_open(sg_exec *exec, const sg_plan *plan, const sg_argument *argument,
                     sg_op **out)
{
    SG_TRY(sg_exec_enter(exec, plan->span));
    meter start = start_meter(exec);
    sg_status status = open_one(exec, plan, argument, out);
    exec->depth--;
    if (status == SG_OK)
        stop_meter(exec, &start, &(*out)->counts);
    return status;
}

/* Gives a failure that has no story yet its story: only here is it known who ran into a limit. */
static sg_status tell(sg_op *op, sg_status status)
{
    sg_exec *exec = op->exec;
    const char *title = sg_operator_title(op->plan->operator);

    /* A function that ran out of memory has told so, but not why. */
    if (exec->error.status == SG_ENOMEM && exec->budget.refused)
        sg_error_clear(&exec->error);
    if (exec->error.status != SG_OK)
        return status;
    if (exec->late)
        return sg_query_fail(&exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, op->plan->span,
                             "the statement ran longer than its limit of %llu ms, in %s",
                             (unsigned long long)exec->limits.milliseconds, title);
    if (exec->impatient)
        return status; /* for the subquery that is tried to deal with */
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

    op->batch.count = 0;
    if (op->ended)
        return SG_OK;
    meter start = start_meter(exec);
    sg_arena_reset(op->arena);
    sg_status status = sg_exec_work(exec, WORK_OF_A_BATCH);
    if (status == SG_OK)
        status = op->class->next(op);
    stop_meter(exec, &start, &op->counts);
    if (status != SG_OK)
        return tell(op, status);
    op->ended = op->batch.count == 0;
    op->counts.rows += op->batch.count;
    op->counts.batches += !op->ended;
    if (op->room < SG_BATCH_ROWS)
        op->room *= ROOM_GROWTH;
    return SG_OK;
}

sg_status sg_op_count(sg_op *op, sg_value *numbers, bool *done)
{
    sg_exec *exec = op->exec;
    uint64_t rows = 0;

    *done = false;
    if (!op->class->count)
        return SG_OK;
    meter start = start_meter(exec);
    sg_status status = op->class->count(op, numbers, &rows, done);
    stop_meter(exec, &start, &op->counts);
    if (status != SG_OK)
        return tell(op, status);
    op->ended = *done;
    op->counts.rows += rows;
    return SG_OK;
}

double sg_op_progress(const sg_op *op, double within)
{
    return op->class->progress ? op->class->progress(op, within) : 0;
}

double sg_op_input_progress(const sg_op *op, double within)
{
    return sg_op_progress(op->input, within);
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
    op->room = op->first_room;
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
