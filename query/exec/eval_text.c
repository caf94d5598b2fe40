/* eval_text.c - STARTS WITH, ENDS WITH, CONTAINS, =~.
 *
 * On a property and a fixed text they are tested per distinct value (property.h).  A fixed regular
 * expression is compiled once.
 */
#include "query/exec/eval.h"
#include "query/exec/property.h"
#include "query/functions/operators.h"
#include "query/functions/regex.h"

typedef struct text_test {
    sg_eval eval;
    sg_eval *subject, *pattern;
    sg_scalar *kernel;
    sg_value against; /* what a fixed pattern is, while a batch is tested */
    sg_property_memory memory;
    const sg_regex *regex; /* of a fixed pattern, once it was needed */
    sg_regex_scratch *scratch;
} text_test;

static sg_scalar *kernel_of(sg_expression_kind kind)
{
    if (kind == SG_EXPR_STARTS_WITH)
        return sg_operator_starts_with;
    if (kind == SG_EXPR_ENDS_WITH)
        return sg_operator_ends_with;
    return kind == SG_EXPR_CONTAINS ? sg_operator_contains : sg_operator_matches;
}

static sg_status open_text(sg_eval *eval)
{
    text_test *self = (text_test *)eval;

    self->kernel = kernel_of(eval->expression->kind);
    SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[0], &self->subject));
    SG_TRY(sg_eval_open(eval->exec, eval->expression->operands[1], &self->pattern));
    eval->fixed = self->subject->fixed && self->pattern->fixed;
    return SG_OK;
}

static sg_status compile(text_test *self)
{
    sg_exec *exec = self->eval.exec;
    sg_value pattern;

    SG_TRY(sg_eval_alone(self->pattern, exec->arena, &pattern));
    if (pattern.type != SG_TYPE_STRING)
        return SG_OK;
    sg_status status =
        sg_regex_compile(sg_value_str(pattern), exec->arena, &self->regex, &exec->error);
    if (status != SG_OK)
        return sg_eval_failed(self->pattern, status);
    self->scratch = sg_regex_scratch_new(self->regex, exec->arena);
    return self->scratch ? SG_OK : SG_ENOMEM;
}

static sg_status match(text_test *self, sg_value text, sg_value pattern, sg_arena *arena,
                       sg_truth *out)
{
    if (self->regex && text.type == SG_TYPE_STRING) {
        bool matches = sg_regex_match(self->regex, sg_value_str(text), self->scratch);
        *out = matches ? SG_TRUE : SG_FALSE;
        return SG_OK;
    }
    sg_call call = sg_exec_call(self->eval.exec, arena);
    sg_value arguments[2] = { text, pattern }, result;
    sg_status status = self->kernel(&call, arguments, 2, &result, &self->eval.exec->error);

    if (status != SG_OK)
        return sg_eval_failed(&self->eval, status);
    *out = sg_is_null(result) ? SG_UNKNOWN : result.boolean ? SG_TRUE : SG_FALSE;
    return SG_OK;
}

static sg_status test(sg_eval *eval, sg_value value, sg_arena *arena, sg_truth *out)
{
    text_test *self = (text_test *)eval;

    return match(self, value, self->against, arena, out);
}

static sg_status text_truths(sg_eval *eval, const sg_rows *rows, sg_arena *arena, uint8_t *out)
{
    text_test *self = (text_test *)eval;
    sg_vector texts, patterns;

    if (self->eval.expression->kind == SG_EXPR_MATCHES && self->pattern->fixed && !self->regex)
        SG_TRY(compile(self));
    if (self->pattern->fixed && sg_eval_property_subject(self->subject)) {
        SG_TRY(sg_eval_alone(self->pattern, arena, &self->against));
        return sg_property_truths(eval, self->subject, test, &self->memory, rows, arena, out);
    }
    SG_TRY(sg_eval_values(self->subject, rows, arena, &texts));
    SG_TRY(sg_eval_values(self->pattern, rows, arena, &patterns));
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = sg_rows_row(rows, i);
        sg_truth truth = SG_UNKNOWN;
        SG_TRY(match(self, sg_vector_value(&texts, row), sg_vector_value(&patterns, row), arena,
                     &truth));
        out[row] = (uint8_t)truth;
    }
    return SG_OK;
}

const sg_eval_class sg_eval_text = {
    .size = sizeof(text_test),
    .open = open_text,
    .truths = text_truths,
};
