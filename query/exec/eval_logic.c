/* eval_logic.c - AND, OR, XOR, NOT: three-valued, and no further than needed.
 *
 * A chain of ANDs (or ORs) is one evaluator with many operands.  Each operand is evaluated for the
 * rows that the ones before have left open; a row is closed by the first FALSE (TRUE), so that what
 * stands behind it can neither cost nor fail:
 *
 *     rows       0 1 2 3        after operand 1: 1 and 3 are FALSE
 *     operand 2  0   2          asked for two rows only
 */
#include "query/exec/eval.h"

#include <string.h>

#include "query/functions/operators.h"

typedef struct logic {
    sg_eval eval;
    sg_eval **operands;
    uint32_t count;
} logic;

/* Appends the operands of a chain in order, and counts them; `out` may be NULL.  The parser makes
 * balanced trees of long chains, so this does not go deep. */
static void flatten(const sg_expression *part, sg_expression_kind kind,
                    const sg_expression **out, uint32_t *count)
{
    if (part->kind == kind) {
        flatten(part->operands[0], kind, out, count);
        flatten(part->operands[1], kind, out, count);
        return;
    }
    if (out)
        out[*count] = part;
    ++*count;
}

static sg_status open_logic(sg_eval *eval)
{
    logic *self = (logic *)eval;
    sg_arena *arena = eval->exec->arena;
    uint32_t count = 0, written = 0;

    flatten(eval->expression, eval->expression->kind, NULL, &count);
    const sg_expression **chain = sg_arena_make_array(arena, const sg_expression *, count);

    self->operands = sg_arena_make_array(arena, sg_eval *, count);
    if (!chain || !self->operands)
        return SG_ENOMEM;
    flatten(eval->expression, eval->expression->kind, chain, &written);
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(sg_eval_open(eval->exec, chain[i], &self->operands[i]));
    self->count = count;
    eval->fixed = sg_eval_all_fixed(self->operands, count);
    return SG_OK;
}

static sg_status logic_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena, uint8_t *out)
{
    logic *self = (logic *)eval;
    bool is_and = eval->expression->kind == SG_EXPR_AND;
    uint8_t closing = is_and ? SG_FALSE : SG_TRUE;
    uint16_t *open = sg_eval_selection(rows, arena);
    uint8_t *next = sg_arena_alloc_raw(arena, rows->batch->rows);
    sg_rows left = *rows;

    if (!open || !next)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < rows->count; i++)
        out[sg_rows_row(rows, i)] = is_and ? SG_TRUE : SG_FALSE;
    for (uint32_t i = 0; i < self->count && left.count > 0; i++) {
        SG_TRY(sg_eval_truths(self->operands[i], &left, arena, next));
        uint32_t still = 0;
        for (uint32_t j = 0; j < left.count; j++) {
            uint32_t row = sg_rows_row(&left, j);
            if (next[row] != (is_and ? SG_TRUE : SG_FALSE))
                out[row] = next[row];
            open[still] = (uint16_t)row;
            still += next[row] != closing;
        }
        left = (sg_rows){ rows->batch, still, open };
    }
    return SG_OK;
}

typedef struct pair {
    sg_eval eval;
    sg_eval *operands[2]; /* NOT has one */
} pair;

static sg_status open_pair(sg_eval *eval)
{
    pair *self = (pair *)eval;

    for (uint32_t i = 0; i < 2; i++)
        if (eval->expression->operands[i])
            SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[i], &self->operands[i]));
    eval->fixed = sg_eval_all_fixed(self->operands, 2);
    return SG_OK;
}

static sg_status xor_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena, uint8_t *out)
{
    pair *self = (pair *)eval;
    uint8_t *right = sg_arena_alloc_raw(arena, rows->batch->rows);

    if (!right)
        return SG_ENOMEM;
    SG_TRY(sg_eval_truths(self->operands[0], rows, arena, out));
    SG_TRY(sg_eval_truths(self->operands[1], rows, arena, right));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        out[row] = (uint8_t)sg_truth_xor((sg_truth)out[row], (sg_truth)right[row]);
    }
    return SG_OK;
}

static sg_status not_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena, uint8_t *out)
{
    pair *self = (pair *)eval;

    SG_TRY(sg_eval_truths(self->operands[0], rows, arena, out));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        out[row] = (uint8_t)sg_truth_not((sg_truth)out[row]);
    }
    return SG_OK;
}

const sg_eval_class sg_eval_logic = {
    .size = sizeof(logic),
    .open = open_logic,
    .truths = logic_truths,
};

const sg_eval_class sg_eval_xor = {
    .size = sizeof(pair),
    .open = open_pair,
    .truths = xor_truths,
};

const sg_eval_class sg_eval_not = {
    .size = sizeof(pair),
    .open = open_pair,
    .truths = not_truths,
};
