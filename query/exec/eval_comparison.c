/* eval_comparison.c - =, <>, <, <=, >, >= and chains of them: a < b <= c is a < b AND b <= c.
 *
 * A comparison of a property with something fixed is tested per distinct value (property.h).
 */
#include "query/exec/eval.h"
#include "query/exec/property.h"
#include "query/functions/operators.h"

typedef struct comparison {
    sg_eval eval;
    sg_eval **items;
    uint32_t count;
    sg_eval *property, *fixed; /* of a comparison of these two, else NULL */
    sg_comparison relation;    /* property relation fixed */
    sg_value against;          /* what `fixed` is, while a batch is tested */
    sg_property_memory memory;
} comparison;

static sg_truth compare(sg_comparison relation, sg_value left, sg_value right)
{
    int order = 0;

    if (relation == SG_EQ)
        return sg_value_equal(left, right);
    if (relation == SG_NE)
        return sg_truth_not(sg_value_equal(left, right));
    sg_truth comparable = sg_value_compare(left, right, &order);
    if (comparable != SG_TRUE)
        return comparable;
    bool holds = relation == SG_LT   ? order < 0
                 : relation == SG_LE ? order <= 0
                 : relation == SG_GT ? order > 0
                                     : order >= 0;
    return holds ? SG_TRUE : SG_FALSE;
}

/* The same comparison with its sides changed. */
static sg_comparison turn(sg_comparison relation)
{
    /* clang-format off */
    static const sg_comparison turned[] = {
        [SG_EQ] = SG_EQ, [SG_NE] = SG_NE,
        [SG_LT] = SG_GT, [SG_LE] = SG_GE, [SG_GT] = SG_LT, [SG_GE] = SG_LE,
    };
    /* clang-format on */
    return turned[relation];
}

static sg_status open_comparison(sg_eval *eval)
{
    comparison *self = (comparison *)eval;

    SG_TRY(sg_eval_open_list(eval->exec, eval->expression->items, &self->items, &self->count));
    eval->fixed = sg_eval_all_fixed(self->items, self->count);
    if (self->count != 2)
        return SG_OK;
    self->relation = eval->expression->comparisons->operator;
    bool left = sg_eval_property_subject(self->items[0]) && self->items[1]->fixed;
    bool right = sg_eval_property_subject(self->items[1]) && self->items[0]->fixed;
    if (left || right) {
        self->property = self->items[left ? 0 : 1];
        self->fixed = self->items[left ? 1 : 0];
        self->relation = left ? self->relation : turn(self->relation);
    }
    return SG_OK;
}

static sg_status test(sg_eval *eval, sg_value value, sg_arena *arena, sg_truth *out)
{
    comparison *self = (comparison *)eval;

    (void)arena;
    *out = compare(self->relation, value, self->against);
    return SG_OK;
}

/* Compares two vectors and takes the result together with what is in `out`. */
static void compare_rows(sg_comparison relation, const sg_vector *left, const sg_vector *right,
                         const sg_rows *rows, bool first, uint8_t *out)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        sg_truth truth =
            compare(relation, sg_vector_value(left, row), sg_vector_value(right, row));
        out[row] = (uint8_t)(first ? truth : sg_truth_and((sg_truth)out[row], truth));
    }
}

static sg_status comparison_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                                   uint8_t *out)
{
    comparison *self = (comparison *)eval;
    sg_vector left, right;

    if (self->property) {
        SG_TRY(sg_eval_alone(self->fixed, arena, &self->against));
        return sg_property_truths(eval, self->property, test, &self->memory, rows, arena, out);
    }
    const sg_comparison_list *each = eval->expression->comparisons;
    SG_TRY(sg_eval_values(self->items[0], rows, arena, &left));
    for (uint32_t i = 1; i < self->count; i++, each = each->next) {
        SG_TRY(sg_eval_values(self->items[i], rows, arena, &right));
        sg_comparison relation = each->operator;
        compare_rows(relation, &left, &right, rows, i == 1, out);
        left = right;
    }
    return SG_OK;
}

const sg_eval_class sg_eval_comparison = {
    .size = sizeof(comparison),
    .open = open_comparison,
    .truths = comparison_truths,
};
