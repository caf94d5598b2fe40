/* eval_leaf.c - literals, parameters and variables: nothing is computed, only pointed to. */
#include "query/exec/eval.h"

static sg_status open_literal(sg_eval *eval)
{
    eval->fixed = eval->known = true;
    eval->value = eval->expression->value;
    return SG_OK;
}

static sg_status open_parameter(sg_eval *eval)
{
    const sg_exec *exec = eval->exec;
    sg_str name = eval->expression->name.text;

    for (uint32_t i = 0; i < exec->parameters.length && !sg_is_null(exec->parameters); i++)
        if (sg_str_equal(exec->parameters.map[i].key, name)) {
            eval->value = exec->parameters.map[i].value;
            eval->fixed = eval->known = true;
            return SG_OK;
        }
    return sg_query_fail(&eval->exec->error, SG_ERROR_MISSING_PARAMETER, SG_COMPILE,
                         eval->expression->span, "there is no value for parameter `$%.*s`",
                         SG_FMT(name));
}

static sg_status value_itself(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                              sg_vector *out)
{
    (void)rows;
    (void)arena;
    *out = (sg_vector){ .constant = true, .values = &eval->value };
    return SG_OK;
}

static sg_status open_variable(sg_eval *eval)
{
    (void)eval;
    return SG_OK;
}

static sg_status column_itself(sg_eval *eval, const sg_rows *rows, sg_arena *arena,
                               sg_vector *out)
{
    (void)arena;
    uint32_t slot = eval->expression->slot;
    if (slot >= rows->batch->width || !rows->batch->columns[slot].cells)
        return sg_query_fail(&eval->exec->error, SG_ERROR_UNSUPPORTED, SG_RUNTIME,
                             eval->expression->span, "the plan has no column for slot %u here",
                             (unsigned)slot);
    *out = rows->batch->columns[slot];
    return SG_OK;
}

const sg_eval_class sg_eval_literal = {
    .size = sizeof(sg_eval),
    .open = open_literal,
    .values = value_itself,
};

const sg_eval_class sg_eval_parameter = {
    .size = sizeof(sg_eval),
    .open = open_parameter,
    .values = value_itself,
};

const sg_eval_class sg_eval_variable = {
    .size = sizeof(sg_eval),
    .open = open_variable,
    .values = column_itself,
};

/* count(x) outside of an Aggregate stands for the column that an Aggregate below has filled. */
const sg_eval_class sg_eval_aggregate = {
    .size = sizeof(sg_eval),
    .open = open_variable,
    .values = column_itself,
};
