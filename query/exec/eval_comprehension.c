/* eval_comprehension.c - [x IN list WHERE p | e], and all, any, none, single (x IN list WHERE p).
 *
 * The elements of the lists of many rows are laid out one after another as inner rows, a batch at a
 * time, so that predicate and projection are evaluated for a batch of elements and not for one:
 *
 *     row 0  [a b c]         inner rows  x:     a b c | d e
 *     row 1  []                          owner: 0 0 0 | 2 2
 *     row 2  [d e]
 */
#include "query/exec/eval.h"

#include <string.h>

typedef struct comprehension {
    sg_eval eval;
    sg_eval *list;
    sg_eval *predicate;  /* NULL: all elements */
    sg_eval *projection; /* NULL: the element itself */
    sg_inner inner;
    /* While a batch is evaluated: */
    const sg_rows *rows;
    sg_arena *arena;
    sg_value *elements; /* of the inner rows ... */
    uint16_t *owners;   /* ... and the row that each is of */
    uint32_t count;
    sg_value **items;  /* of a comprehension, by row: the list that is made */
    uint32_t *tallies; /* of a quantifier, by row: how many elements gave each truth */
    uint32_t *lengths; /* of a comprehension, by row */
} comprehension;

static sg_status open_comprehension(sg_eval *eval)
{
    comprehension *self = (comprehension *)eval;
    const sg_expression *expression = eval->expression;

    SG_TRY(sg_eval_open(eval->exec, expression->operands[0], &self->list));
    if (expression->operands[1])
        SG_TRY(sg_eval_open(eval->exec, expression->operands[1], &self->predicate));
    if (expression->operands[2])
        SG_TRY(sg_eval_open(eval->exec, expression->operands[2], &self->projection));
    const sg_expression *insides[] = { expression->operands[1], expression->operands[2] };
    SG_TRY(sg_inner_open(&self->inner, eval->exec, insides, 2,
                         (sg_slots){ &expression->slot, 1 }));
    eval->fixed = self->list->fixed && self->inner.outer.count == 0 && !self->inner.is_volatile;
    return SG_OK;
}

/* Makes inner rows of the elements gathered so far. */
static sg_status fill_inner(comprehension *self)
{
    SG_TRY(sg_exec_work(self->eval.exec, self->count));
    SG_TRY(
        sg_inner_fill(&self->inner, self->rows->batch, self->owners, self->count, self->arena));
    self->inner.batch.columns[self->eval.expression->slot] =
        (sg_vector){ .values = self->elements };
    return SG_OK;
}

typedef sg_status flush(comprehension *self);

/* Calls `flush` for every batch of elements of the lists. */
static sg_status for_all_elements(comprehension *self, const sg_vector *lists, flush *flush_one)
{
    self->count = 0;
    for (uint32_t i = 0; i < self->rows->count; i++) {
        uint32_t row = sg_rows_row(self->rows, i);
        sg_value list = sg_vector_value(lists, row);
        if (list.type != SG_TYPE_LIST)
            continue;
        for (uint32_t j = 0; j < list.length; j++) {
            self->elements[self->count] = list.list[j];
            self->owners[self->count++] = (uint16_t)row;
            if (self->count == SG_BATCH_ROWS) {
                SG_TRY(flush_one(self));
                self->count = 0;
            }
        }
    }
    return self->count ? flush_one(self) : SG_OK;
}

/* Evaluates the lists and sees to it that they are lists or null. */
static sg_status evaluate_lists(comprehension *self, const sg_rows *rows, sg_arena *arena,
                                sg_vector *lists)
{
    uint64_t total = 0;

    SG_TRY(sg_eval_values(self->list, rows, arena, lists));
    for (uint32_t i = 0; i < rows->count; i++) {
        sg_value list = sg_vector_value(lists, sg_rows_row(rows, i));
        if (list.type == SG_TYPE_LIST)
            total += list.length;
        else if (!sg_is_null(list))
            return sg_query_fail(&self->eval.exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE,
                                 SG_RUNTIME, self->list->expression->span,
                                 "expected a list, but this is a %s",
                                 sg_type_name((sg_type)list.type));
    }
    size_t room = total < SG_BATCH_ROWS ? (size_t)total : SG_BATCH_ROWS;
    self->rows = rows;
    self->arena = arena;
    self->elements = sg_arena_alloc_raw(arena, room * sizeof *self->elements);
    self->owners = sg_arena_alloc_raw(arena, room * sizeof *self->owners);
    return self->elements && self->owners ? SG_OK : SG_ENOMEM;
}

/* Appends to the lists under construction what the inner rows give. */
static sg_status append_elements(comprehension *self)
{
    sg_vector projected = { .values = self->elements };

    SG_TRY(fill_inner(self));
    sg_rows inner = sg_batch_rows(&self->inner.batch);
    if (self->predicate)
        SG_TRY(sg_eval_select(self->predicate, &inner, self->arena, &inner.selection,
                              &inner.count));
    if (inner.count == 0)
        return SG_OK;
    if (self->projection)
        SG_TRY(sg_eval_values(self->projection, &inner, self->arena, &projected));
    for (uint32_t i = 0; i < inner.count; i++) {
        uint32_t row = sg_rows_row(&inner, i), owner = self->owners[row];
        self->items[owner][self->lengths[owner]++] = sg_vector_value(&projected, row);
    }
    return SG_OK;
}

static sg_status comprehend(comprehension *self, const sg_vector *lists, sg_value *cells)
{
    uint32_t room = self->rows->batch->rows;

    self->items = sg_arena_make_array(self->arena, sg_value *, room);
    self->lengths = sg_arena_make_array(self->arena, uint32_t, room);
    if (!self->items || !self->lengths)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < self->rows->count; i++) {
        uint32_t row = sg_rows_row(self->rows, i);
        sg_value list = sg_vector_value(lists, row);
        if (list.type != SG_TYPE_LIST)
            continue;
        self->items[row] = sg_arena_alloc_raw(self->arena, list.length * sizeof(sg_value));
        if (!self->items[row])
            return SG_ENOMEM;
    }
    SG_TRY(for_all_elements(self, lists, append_elements));
    for (uint32_t i = 0; i < self->rows->count; i++) {
        uint32_t row = sg_rows_row(self->rows, i);
        cells[row] =
            self->items[row] ? sg_list(self->items[row], self->lengths[row]) : sg_null();
    }
    return SG_OK;
}

static sg_status comprehension_values(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                      sg_vector *out)
{
    comprehension *self = (comprehension *)eval;
    sg_vector lists;

    SG_TRY(evaluate_lists(self, rows, arena, &lists));
    /* The same list in every row, and an inside that looks at nothing else: one row says it all. */
    bool same = lists.constant && self->inner.outer.count == 0 && !self->inner.is_volatile;
    sg_rows asked = same ? (sg_rows){ rows->batch, 1, (const uint16_t[]){ 0 } } : *rows;
    self->rows = &asked;
    sg_value *cells = sg_eval_cells(rows, arena);
    if (!cells)
        return SG_ENOMEM;
    SG_TRY(comprehend(self, &lists, cells));
    *out = (sg_vector){ .constant = same, .values = cells };
    return SG_OK;
}

/* Counts the truths that the inner rows give; what evaluating them took is forgotten at once. */
static sg_status tally_elements(comprehension *self)
{
    sg_arena_mark mark = sg_arena_save(self->arena);
    uint8_t *truths = sg_arena_alloc_raw(self->arena, self->count);

    if (!truths)
        return SG_ENOMEM;
    memset(truths, SG_TRUE, self->count);
    SG_TRY(fill_inner(self));
    sg_rows inner = sg_batch_rows(&self->inner.batch);
    if (self->predicate)
        SG_TRY(sg_eval_truths(self->predicate, &inner, self->arena, truths));
    for (uint32_t i = 0; i < self->count; i++)
        self->tallies[3 * self->owners[i] + truths[i]]++;
    sg_arena_rewind(self->arena, mark);
    return SG_OK;
}

static sg_truth judge(sg_expression_kind kind, const uint32_t *tally)
{
    sg_truth unless_known = tally[SG_UNKNOWN] ? SG_UNKNOWN : SG_TRUE;

    if (kind == SG_EXPR_ALL)
        return tally[SG_FALSE] ? SG_FALSE : unless_known;
    if (kind == SG_EXPR_ANY)
        return tally[SG_TRUE] ? SG_TRUE : tally[SG_UNKNOWN] ? SG_UNKNOWN : SG_FALSE;
    if (kind == SG_EXPR_NONE)
        return tally[SG_TRUE] ? SG_FALSE : unless_known;
    if (tally[SG_TRUE] > 1)
        return SG_FALSE;
    return tally[SG_UNKNOWN] ? SG_UNKNOWN : tally[SG_TRUE] == 1 ? SG_TRUE : SG_FALSE;
}

static sg_status quantifier_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                   uint8_t *out)
{
    comprehension *self = (comprehension *)eval;
    sg_vector lists;

    SG_TRY(evaluate_lists(self, rows, arena, &lists));
    self->tallies = sg_arena_make_array(arena, uint32_t, (size_t)3 * rows->batch->rows);
    if (!self->tallies)
        return SG_ENOMEM;
    SG_TRY(for_all_elements(self, &lists, tally_elements));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        bool is_null = sg_is_null(sg_vector_value(&lists, row));
        out[row] =
            (uint8_t)(is_null ? SG_UNKNOWN
                              : judge(eval->expression->kind, &self->tallies[(size_t)3 * row]));
    }
    return SG_OK;
}

const sg_eval_class sg_eval_comprehension = {
    .size = sizeof(comprehension),
    .open = open_comprehension,
    .values = comprehension_values,
};

const sg_eval_class sg_eval_quantifier = {
    .size = sizeof(comprehension),
    .open = open_comprehension,
    .truths = quantifier_truths,
};
