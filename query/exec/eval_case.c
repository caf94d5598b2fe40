/* eval_case.c - CASE, lazily: a branch is evaluated for the rows that take it and no others.
 *
 *     rows          0 1 2 3
 *     WHEN a        T F ? F     THEN x for 0
 *     WHEN b          T F F     THEN y for 1
 *     ELSE              2 3     z
 */
#include "query/exec/eval.h"

typedef struct case_eval {
    sg_eval eval;
    sg_eval *subject;   /* NULL: WHEN holds predicates */
    sg_eval **branches; /* when, then, when, then, ... */
    uint32_t count;
    sg_eval *otherwise; /* NULL: null */
} case_eval;

static sg_status open_case(sg_eval *eval)
{
    case_eval *self = (case_eval *)eval;
    const sg_expression *expression = eval->expression;

    if (expression->operands[0])
        SG_TRY(sg_eval_open(eval->exec, expression->operands[0], &self->subject));
    if (expression->operands[1])
        SG_TRY(sg_eval_open(eval->exec, expression->operands[1], &self->otherwise));
    SG_TRY(sg_eval_open_list(eval->exec, expression->items, &self->branches, &self->count));
    eval->fixed = sg_eval_all_fixed(self->branches, self->count) &&
                  (!self->subject || self->subject->fixed) &&
                  (!self->otherwise || self->otherwise->fixed);
    return SG_OK;
}

/* Which of the rows take the branch: a truth each. */
static sg_status test_branch(case_eval *self, uint32_t branch, const sg_vector *subject,
                             const sg_rows *rows, sg_arena *arena, uint8_t *truths)
{
    sg_vector when;

    if (!self->subject)
        return sg_eval_truths(self->branches[branch], rows, arena, truths);
    SG_TRY(sg_eval_values(self->branches[branch], rows, arena, &when));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        truths[row] =
            (uint8_t)sg_value_equal(sg_vector_value(subject, row), sg_vector_value(&when, row));
    }
    return SG_OK;
}

/* Evaluates what a branch gives for the rows that take it. */
static sg_status fill(sg_eval *branch, const sg_rows *rows, sg_arena *arena, sg_value *cells)
{
    sg_vector vector = sg_vector_null(SG_SLOT_VALUE);

    if (rows->count == 0)
        return SG_OK;
    if (branch)
        SG_TRY(sg_eval_values(branch, rows, arena, &vector));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        cells[row] = sg_vector_value(&vector, row);
    }
    return SG_OK;
}

static sg_status case_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                             sg_vector *out)
{
    case_eval *self = (case_eval *)eval;
    sg_value *cells = sg_eval_cells(rows, arena);
    uint8_t *truths = sg_arena_alloc_raw(arena, rows->batch->rows);
    uint16_t *open = sg_eval_selection(rows, arena), *taken = sg_eval_selection(rows, arena);
    sg_vector subject = { 0 };
    sg_rows left = *rows;

    if (!cells || !truths || !open || !taken)
        return SG_ENOMEM;
    if (self->subject)
        SG_TRY(sg_eval_values(self->subject, rows, arena, &subject));
    for (uint32_t branch = 0; branch + 1 < self->count && left.count > 0; branch += 2) {
        uint32_t taken_count = 0, open_count = 0;
        SG_TRY(test_branch(self, branch, &subject, &left, arena, truths));
        for (uint32_t i = 0; i < left.count; i++) {
            uint32_t row = sg_rows_row(&left, i);
            if (truths[row] == SG_TRUE)
                taken[taken_count++] = (uint16_t)row;
            else
                open[open_count++] = (uint16_t)row;
        }
        SG_TRY(fill(self->branches[branch + 1], &(sg_rows){ rows->batch, taken_count, taken },
                    arena, cells));
        left = (sg_rows){ rows->batch, open_count, open };
    }
    SG_TRY(fill(self->otherwise, &left, arena, cells));
    *out = (sg_vector){ .values = cells };
    return SG_OK;
}

const sg_eval_class sg_eval_case = {
    .size = sizeof(case_eval),
    .open = open_case,
    .values = case_values,
};
