/* exec.c - one execution of a plan: its arenas and limits, and rows out of the root's batches. */
#include "query/exec/exec.h"

#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/delta.h"
#include "query/exec/deferred.h"
#include "query/exec/operator.h"
#include "query/exec/reductions.h"
#include "query/functions/operators.h"
#include "query/functions/zone.h"

sg_status sg_exec_arena(sg_exec *exec, sg_arena **out)
{
    sg_arena_link *link = sg_arena_make(exec->arena, sg_arena_link);

    if (!link)
        return SG_ENOMEM;
    SG_TRY(sg_arena_new_within(&exec->budget, &link->arena));
    link->next = exec->arenas;
    exec->arenas = link;
    *out = link->arena;
    return SG_OK;
}

sg_status sg_exec_look_at_clock(sg_exec *exec)
{
    exec->steps += exec->work;
    exec->work = 0;
    exec->late = exec->deadline && sg_clock_monotonic() > exec->deadline;
    exec->impatient = exec->steps > exec->patience;
    return exec->late || exec->impatient ? SG_ELIMIT : SG_OK;
}

sg_status sg_exec_enter(sg_exec *exec, sg_span span)
{
    if (exec->depth == SG_EXEC_DEPTH)
        return sg_query_fail(
            &exec->error, SG_ERROR_LIMIT_REACHED, SG_COMPILE, span,
            "more than %d operators and expressions of the statement stand within one another",
            SG_EXEC_DEPTH);
    exec->depth++;
    return SG_OK;
}

sg_status sg_exec_check_entity(sg_exec *exec, sg_slot_kind kind, uint32_t id, sg_span span)
{
    sg_status status = sg_check_entity(exec->graph, sg_id_value(kind, id), &exec->error);

    if (status != SG_OK)
        sg_query_fail_where(&exec->error, span);
    return status;
}

static sg_status open_root(sg_exec *exec)
{
    const sg_plan *root = exec->tree->root;

    SG_TRY(sg_arena_new_within(&exec->budget, &exec->arena));
    SG_TRY(sg_op_open(exec, root, &exec->top, &exec->root));
    exec->row = sg_arena_make_array(exec->arena, sg_value, root->slots.count);
    return exec->row ? SG_OK : SG_ENOMEM;
}

/* A failure outside of any operator: that of memory has no story yet. */
sg_status sg_exec_tell(sg_exec *exec, sg_status status, sg_error *err)
{
    if (exec->error.status == SG_OK && exec->budget.refused)
        sg_query_fail(&exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, SG_NO_SPAN,
                      "the statement needs more memory than its limit of %zu bytes to begin",
                      exec->budget.limit);
    if (exec->error.status == SG_OK)
        sg_query_fail(&exec->error, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME, SG_NO_SPAN,
                      "out of memory");
    if (err && err->status == SG_OK)
        *err = exec->error;
    return status;
}

sg_status sg_exec_open(const sg_exec_options *options, const sg_plan_tree *tree,
                       const sg_graph *graph, sg_value parameters, sg_exec **out, sg_error *err)
{
    sg_exec *exec = calloc(1, sizeof *exec);

    if (!exec)
        return sg_fail_memory(err);
    exec->graph = graph;
    exec->changes = options->changes;
    exec->changed_bytes = exec->changes ? sg_delta_bytes(exec->changes) : 0;
    exec->tree = tree;
    exec->parameters = parameters;
    exec->limits = options->limits;
    exec->budget.limit = options->limits.memory;
    exec->budget.pool = options->pool;
    exec->profile = options->profile;
    exec->reduce = options->reduce;
    exec->sets = options->sets;
    exec->among = options->among;
    exec->now = options->now;
    exec->judge = options->judge;
    exec->random = (uint64_t)options->now;
    if (options->limits.milliseconds && options->limits.milliseconds < UINT64_MAX / 2000000)
        exec->deadline = sg_clock_monotonic() + options->limits.milliseconds * 1000000;
    exec->patience = UINT64_MAX;
    exec->state = SG_ROW;
    sg_status status = sg_zones_new(&exec->zones, &exec->error);
    if (status == SG_OK)
        status = open_root(exec);
    if (status != SG_OK) {
        status = sg_exec_tell(exec, status, err);
        sg_exec_close(exec);
        return status;
    }
    *out = exec;
    return SG_OK;
}

/* Makes `position` stand before a row of the root's batch, unless the rows have come to an end. */
static sg_status advance(sg_exec *exec)
{
    if (exec->position < exec->root->batch.count)
        return SG_OK;
    exec->position = 0;
    SG_TRY(sg_op_next(exec->root));
    if (exec->root->batch.count > 0)
        return SG_OK;
    SG_TRY(sg_finish_deletions(exec));
    exec->state = SG_DONE;
    return SG_OK;
}

static sg_status take_row(sg_exec *exec)
{
    sg_slots slots = exec->tree->root->slots;
    const sg_batch *batch = &exec->root->batch;

    if (exec->limits.rows && exec->rows == exec->limits.rows)
        return sg_query_fail(&exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, SG_NO_SPAN,
                             "the result has more rows than its limit of %llu, in %s",
                             (unsigned long long)exec->limits.rows,
                             sg_operator_title(exec->tree->root->operator));
    uint32_t row = sg_batch_row(batch, exec->position++);
    exec->rows++;
    for (uint32_t i = 0; i < slots.count; i++)
        exec->row[i] = sg_vector_value(&batch->columns[slots.slots[i]], row);
    return SG_OK;
}

sg_step sg_exec_next_row(sg_exec *exec, const sg_value **row, sg_error *err)
{
    sg_status status = SG_OK;

    if (exec->state == SG_ROW)
        status = advance(exec);
    if (status == SG_OK && exec->state == SG_ROW)
        status = take_row(exec);
    if (status != SG_OK)
        exec->state = SG_FAIL;
    if (exec->state == SG_FAIL)
        (void)sg_exec_tell(exec, status, err);
    if (exec->state == SG_ROW)
        *row = exec->row;
    return exec->state;
}

void sg_exec_close(sg_exec *exec)
{
    if (!exec)
        return;
    sg_reductions_close(exec);
    for (sg_arena_link *link = exec->arenas; link; link = link->next)
        sg_arena_free(link->arena);
    sg_arena_free(exec->arena);
    sg_zones_free(exec->zones);
    free(exec);
}

uint64_t sg_exec_edges_touched(const sg_exec *exec)
{
    uint64_t edges = 0;

    for (const sg_op *op = exec->operators; op; op = op->sibling)
        edges += op->counts.edges_touched;
    return edges;
}

sg_counters sg_exec_counters(const sg_exec *exec)
{
    return exec->counters;
}

size_t sg_exec_memory(const sg_exec *exec)
{
    return exec->budget.held;
}

sg_exec_counts sg_exec_counts_of(const sg_exec *exec, const sg_plan *plan)
{
    sg_exec_counts sum = { 0 };

    for (const sg_op *op = exec->operators; op; op = op->sibling) {
        if (op->plan != plan)
            continue;
        sum.rows += op->counts.rows;
        sum.batches += op->counts.batches;
        sum.edges_touched += op->counts.edges_touched;
        sum.nanoseconds += op->counts.nanoseconds;
        sum.memory += op->counts.memory;
    }
    return sum;
}
