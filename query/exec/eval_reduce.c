/* eval_reduce.c - reduce(sum = 0, x IN list | sum + x).
 *
 * Elements depend on one another, rows do not: step k takes the k-th element of every row that has
 * one, so that the body is evaluated for many rows at once.
 *
 *     row 0  [a b c]     step 0: a d     rows 0 1
 *     row 1  [d]         step 1: b       row  0
 *                        step 2: c       row  0
 *
 * What the steps leave behind would add up with the length of the lists, so accumulators live in two
 * arenas of which one is emptied whenever the other has grown: only they themselves move over.
 */
#include "query/exec/eval.h"

enum { FIRST_MOVE = 1024 * 1024 }; /* bytes of an arena before accumulators move */

typedef struct reduce_eval {
    sg_eval eval;
    sg_eval *first, *list, *body;
    sg_inner inner;
    uint32_t locals[2];
    sg_arena *arenas[2];
    unsigned current; /* arena */
    size_t move_at;
} reduce_eval;

static sg_status open_reduce(sg_eval *eval)
{
    reduce_eval *self = (reduce_eval *)eval;
    const sg_expression *expression = eval->expression;

    SG_TRY(sg_eval_open(eval->exec, expression->operands[0], &self->first));
    SG_TRY(sg_eval_open(eval->exec, expression->operands[1], &self->list));
    SG_TRY(sg_eval_open(eval->exec, expression->operands[2], &self->body));
    self->locals[0] = expression->slot;
    self->locals[1] = expression->accumulator_slot;
    const sg_expression *insides[] = { expression->operands[2] };
    SG_TRY(sg_inner_open(&self->inner, eval->exec, insides, 1, (sg_slots){ self->locals, 2 }));
    SG_TRY(sg_exec_arena(eval->exec, &self->arenas[0]));
    SG_TRY(sg_exec_arena(eval->exec, &self->arenas[1]));
    eval->fixed = self->first->fixed && self->list->fixed && self->inner.outer.count == 0 &&
                  !self->inner.is_volatile;
    return SG_OK;
}

static sg_status copy_all(sg_arena *arena, const sg_rows *rows, sg_value *sums)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        SG_TRY(sg_value_copy(arena, sums[row], &sums[row]));
    }
    return SG_OK;
}

/* Moves the accumulators out of the arena at hand, if it has grown, and empties it. */
static sg_status move_over(reduce_eval *self, const sg_rows *rows, sg_value *sums)
{
    if (sg_arena_used(self->arenas[self->current]) < self->move_at)
        return SG_OK;
    unsigned other = 1 - self->current;
    SG_TRY(copy_all(self->arenas[other], rows, sums));
    sg_arena_reset(self->arenas[self->current]);
    self->current = other;
    size_t used = sg_arena_used(self->arenas[other]);
    self->move_at = used > FIRST_MOVE / 4 ? 4 * used : FIRST_MOVE;
    return SG_OK;
}

/* Takes the k-th element of the `count` rows in `active`. */
static sg_status step(reduce_eval *self, const sg_rows *rows, const sg_vector *lists,
                      uint32_t k, const uint16_t *active, uint32_t count, sg_value *sums)
{
    sg_arena *arena = self->arenas[self->current];
    sg_value *elements = sg_arena_alloc_raw(arena, count * sizeof *elements);
    sg_value *before = sg_arena_alloc_raw(arena, count * sizeof *before);
    sg_vector after;

    if (!elements || !before)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        elements[i] = sg_vector_value(lists, active[i]).list[k];
        before[i] = sums[active[i]];
    }
    SG_TRY(sg_exec_work(self->eval.exec, count));
    SG_TRY(sg_inner_fill(&self->inner, rows->batch, active, count, arena));
    self->inner.batch.columns[self->locals[0]] = (sg_vector){ .values = elements };
    self->inner.batch.columns[self->locals[1]] = (sg_vector){ .values = before };
    sg_rows inner = sg_batch_rows(&self->inner.batch);
    SG_TRY(sg_eval_values(self->body, &inner, arena, &after));
    for (uint32_t i = 0; i < count; i++)
        sums[active[i]] = sg_vector_value(&after, i);
    return move_over(self, rows, sums);
}

/* The rows of `active` whose list has an element k, in place; fails for what is no list. */
static sg_status keep_active(reduce_eval *self, const sg_vector *lists, uint32_t k,
                             uint16_t *active, uint32_t *count, sg_value *sums)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < *count; i++) {
        sg_value list = sg_vector_value(lists, active[i]);
        active[kept] = active[i];
        if (list.type == SG_TYPE_LIST)
            kept += k < list.length;
        else if (sg_is_null(list))
            sums[active[i]] = sg_null();
        else
            return sg_query_fail(&self->eval.exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE,
                                 SG_RUNTIME, self->list->expression->span,
                                 "expected a list, but this is a %s",
                                 sg_type_name((sg_type)list.type));
    }
    *count = kept;
    return SG_OK;
}

static sg_status reduce_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                               sg_vector *out)
{
    reduce_eval *self = (reduce_eval *)eval;
    sg_value *sums = sg_eval_cells(rows, arena);
    uint16_t *active = sg_eval_selection(rows, arena);
    sg_vector lists, first;

    if (!sums || !active)
        return SG_ENOMEM;
    SG_TRY(sg_eval_values(self->list, rows, arena, &lists));
    SG_TRY(sg_eval_values(self->first, rows, arena, &first));
    uint32_t count = rows->count;
    for (uint32_t i = 0; i < count; i++) {
        active[i] = (uint16_t)sg_rows_row(rows, i);
        sums[active[i]] = sg_vector_value(&first, active[i]);
    }
    self->move_at = FIRST_MOVE;
    SG_TRY(keep_active(self, &lists, 0, active, &count, sums));
    for (uint32_t k = 0; count > 0;) {
        SG_TRY(step(self, rows, &lists, k++, active, count, sums));
        SG_TRY(keep_active(self, &lists, k, active, &count, sums));
    }
    SG_TRY(copy_all(arena, rows, sums));
    sg_arena_reset(self->arenas[0]);
    sg_arena_reset(self->arenas[1]);
    *out = (sg_vector){ .values = sums };
    return SG_OK;
}

const sg_eval_class sg_eval_reduce = {
    .size = sizeof(reduce_eval),
    .open = open_reduce,
    .values = reduce_values,
};
