/* eval_in.c - x IN list.
 *
 * A fixed list of plain values (no lists or maps, of which `=` may not know whether they are equal)
 * becomes a set on first use: policies compare with lists of a thousand names.  A list that is no constant,
 * but the same one in all rows of a batch, as after WITH collect(...) AS names, becomes a set for that batch.
 */
#include <math.h>

#include "query/exec/eval.h"
#include "query/exec/groups.h"
#include "query/functions/operators.h"

enum { WORTH_A_SET = 8 }; /* elements, or rows; fewer are looked through */

typedef struct in_eval {
    sg_eval eval;
    sg_eval *element, *list;
    bool looked_at; /* the list, if fixed, was seen whether it makes a set */
    bool has_set, has_null;
    sg_groups set;
} in_eval;

static sg_status open_in(sg_eval *eval)
{
    in_eval *self = (in_eval *)eval;

    SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[0], &self->element));
    SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[1], &self->list));
    eval->fixed = self->element->fixed && self->list->fixed;
    return SG_OK;
}

/* Whether to be equal and to be the same are one for values of this kind. */
static bool is_plain(sg_value value)
{
    return value.type == SG_TYPE_STRING || value.type == SG_TYPE_INTEGER ||
           value.type == SG_TYPE_BOOLEAN || value.type == SG_TYPE_NODE ||
           value.type == SG_TYPE_RELATIONSHIP ||
           (value.type == SG_TYPE_FLOAT && !isnan(value.real));
}

static sg_status make_set(in_eval *self, sg_value list)
{
    uint32_t index;
    bool added;

    for (uint32_t i = 0; i < list.length; i++) {
        sg_value element = list.list[i];
        if (sg_is_null(element)) {
            self->has_null = true;
            continue;
        }
        if (!is_plain(element))
            return SG_OK;
        SG_TRY(sg_groups_find(&self->set, &element, &index, &added));
    }
    self->has_set = true;
    return sg_groups_close(&self->set);
}

static sg_status look_at_list(in_eval *self, sg_arena *arena)
{
    sg_value list;

    self->looked_at = true;
    sg_groups_open(&self->set, self->eval.exec->arena, self->eval.exec->graph, 1, 0);
    SG_TRY(sg_eval_alone(self->list, arena, &list));
    if (list.type != SG_TYPE_LIST || list.length < WORTH_A_SET)
        return SG_OK;
    return make_set(self, list);
}

/* The list that all rows have, if it is one and the same. */
static sg_status look_at_rows(in_eval *self, const sg_rows *rows, const sg_vector *lists,
                              sg_arena *arena)
{
    sg_value list = sg_vector_value(lists, sg_rows_row(rows, 0));

    self->has_set = self->has_null = false;
    if (list.type != SG_TYPE_LIST || list.length < WORTH_A_SET || rows->count < WORTH_A_SET)
        return SG_OK;
    for (uint32_t i = 1; i < rows->count && !lists->constant; i++) {
        sg_value other = sg_vector_value(lists, sg_rows_row(rows, i));
        if (other.type != SG_TYPE_LIST || other.list != list.list ||
            other.length != list.length)
            return SG_OK;
    }
    sg_groups_open(&self->set, arena, self->eval.exec->graph, 1, 0);
    return make_set(self, list);
}

static sg_truth test_set(const in_eval *self, sg_value element)
{
    uint32_t index;

    if (sg_groups_has(&self->set, &element, &index))
        return SG_TRUE;
    return self->has_null ? SG_UNKNOWN : SG_FALSE;
}

static sg_status test(in_eval *self, sg_value element, sg_value list, const sg_call *call,
                      uint8_t *out)
{
    sg_value arguments[2] = { element, list }, result;

    if (self->has_set && is_plain(element)) {
        *out = (uint8_t)test_set(self, element);
        return SG_OK;
    }
    sg_status status = sg_operator_in(call, arguments, 2, &result, &self->eval.exec->error);
    if (status != SG_OK)
        return sg_eval_failed(&self->eval, status);
    *out = sg_is_null(result) ? SG_UNKNOWN : result.boolean ? SG_TRUE : SG_FALSE;
    return SG_OK;
}

static sg_status in_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena, uint8_t *out)
{
    in_eval *self = (in_eval *)eval;
    sg_call call = sg_exec_call(eval->exec, arena);
    sg_vector elements, lists;

    if (self->list->fixed && !self->looked_at)
        SG_TRY(look_at_list(self, arena));
    SG_TRY(sg_eval_values(self->element, rows, arena, &elements));
    SG_TRY(sg_eval_values(self->list, rows, arena, &lists));
    if (!self->list->fixed)
        SG_TRY(look_at_rows(self, rows, &lists, arena));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        SG_TRY(test(self, sg_vector_value(&elements, row), sg_vector_value(&lists, row), &call,
                    &out[row]));
    }
    return SG_OK;
}

const sg_eval_class sg_eval_in = {
    .size = sizeof(in_eval),
    .open = open_in,
    .truths = in_truths,
};
