/* bind_procedure.c - CALL name(arguments) YIELD columns: is there such a procedure, do the arguments
 * fit, what are the columns called.
 *
 *     CALL db.labels                         a query of its own: arguments are the parameters that are
 *                                            named like the inputs, columns all outputs
 *     CALL db.labels() YIELD label AS name   also among other clauses
 */
#include "query/bind/binder.h"
#include "query/procedures/procedures.h"

static sg_status unknown(sg_binder *binder, const sg_clause *clause)
{
    sg_status status = sg_query_fail(binder->err, SG_ERROR_PROCEDURE_NOT_FOUND, SG_COMPILE,
                                     clause->procedure.span, "there is no procedure `%.*s`",
                                     SG_FMT(clause->procedure.text));
    sg_str near = sg_procedure_suggest(binder->procedures, clause->procedure.text);

    if (near.bytes)
        sg_error_hint(binder->err, "did you mean `%.*s`?", SG_FMT(near));
    return status;
}

static sg_status make_expression(sg_binder *binder, sg_expression_kind kind, sg_name name,
                                 sg_expression **out)
{
    *out = sg_arena_make(binder->arena, sg_expression);
    if (!*out)
        return sg_bind_no_memory(binder);
    (*out)->kind = kind;
    (*out)->span = name.span;
    (*out)->name = name;
    (*out)->height = 1;
    (*out)->slot = (*out)->accumulator_slot = SG_NO_SLOT;
    return SG_OK;
}

/* --- arguments ---------------------------------------------------------------------------------- */
/* The parameters that are named like the inputs. */
static sg_status make_arguments(sg_binder *binder, sg_clause *clause,
                                const sg_procedure *procedure)
{
    sg_expression **link = &clause->arguments;

    if (!clause->alone)
        return sg_query_fail(binder->err, SG_ERROR_INVALID_ARGUMENT_PASSING_MODE, SG_COMPILE,
                             clause->procedure.span,
                             "among other clauses, CALL needs its arguments in parentheses");
    for (uint32_t i = 0; i < procedure->input_count; i++, link = &(*link)->next) {
        sg_name name = { procedure->inputs[i].name, clause->procedure.span };
        SG_TRY(make_expression(binder, SG_EXPR_PARAMETER, name, link));
    }
    return SG_OK;
}

static sg_status check_count(sg_binder *binder, const sg_clause *clause,
                             const sg_procedure *procedure)
{
    uint32_t count = 0;

    for (const sg_expression *one = clause->arguments; one; one = one->next)
        count++;
    if (count == procedure->input_count)
        return SG_OK;
    return sg_query_fail(binder->err, SG_ERROR_INVALID_NUMBER_OF_ARGUMENTS, SG_COMPILE,
                         clause->procedure.span, "%.*s takes %u argument%s, not %u",
                         SG_FMT(procedure->name), procedure->input_count,
                         procedure->input_count == 1 ? "" : "s", count);
}

static sg_status check_types(sg_binder *binder, const sg_clause *clause,
                             const sg_procedure *procedure)
{
    const sg_procedure_field *input = procedure->inputs;

    for (const sg_expression *one = clause->arguments; one; one = one->next, input++) {
        if (sg_bind_type_fits(sg_expression_type(one), input->takes))
            continue;
        sg_str wanted = sg_type_set_text(binder->arena, input->takes);
        sg_str given = sg_type_set_text(binder->arena, one->static_type);
        return sg_query_fail(binder->err, SG_ERROR_INVALID_ARGUMENT_TYPE, SG_COMPILE, one->span,
                             "`%.*s` of %.*s is %.*s, not %.*s", SG_FMT(input->name),
                             SG_FMT(procedure->name), SG_FMT(wanted), SG_FMT(given));
    }
    return SG_OK;
}

/* --- columns ------------------------------------------------------------------------------------ */
/* YIELD *, or no YIELD: all outputs under their own names. */
static sg_status make_items(sg_binder *binder, sg_clause *clause, const sg_procedure *procedure)
{
    sg_projection_item **link = &clause->items;

    for (uint32_t i = 0; i < procedure->output_count; i++, link = &(*link)->next) {
        sg_name name = { procedure->outputs[i].name, clause->procedure.span };
        *link = sg_arena_make(binder->arena, sg_projection_item);
        if (!*link)
            return sg_bind_no_memory(binder);
        (*link)->span = name.span;
        SG_TRY(make_expression(binder, SG_EXPR_VARIABLE, name, &(*link)->expression));
    }
    return SG_OK;
}

static sg_status find_output(sg_binder *binder, const sg_procedure *procedure, sg_name name,
                             const sg_procedure_field **out)
{
    sg_suggestion suggestion = { .wanted = name.text };

    for (uint32_t i = 0; i < procedure->output_count; i++) {
        *out = &procedure->outputs[i];
        if (sg_str_equal((*out)->name, name.text))
            return SG_OK;
        sg_suggestion_offer(&suggestion, (*out)->name);
    }
    sg_status status =
        sg_query_fail(binder->err, SG_ERROR_UNDEFINED_VARIABLE, SG_COMPILE, name.span,
                      "%.*s has no column `%.*s`", SG_FMT(procedure->name), SG_FMT(name.text));
    if (suggestion.best.bytes)
        sg_error_hint(binder->err, "did you mean `%.*s`?", SG_FMT(suggestion.best));
    return status;
}

static sg_status bind_item(sg_binder *binder, const sg_procedure *procedure,
                           sg_projection_item *item)
{
    sg_name name = item->alias.text.length ? item->alias : item->expression->name;
    const sg_procedure_field *output = NULL;

    SG_TRY(find_output(binder, procedure, item->expression->name, &output));
    SG_INVARIANT(output);
    if (sg_scope_find(binder->scope, name.text))
        return sg_query_fail(binder->err, SG_ERROR_VARIABLE_ALREADY_BOUND, SG_COMPILE,
                             name.span, "variable `%.*s` is bound already", SG_FMT(name.text));
    sg_bind_type type = sg_bind_type_of(output->gives);
    SG_TRY(sg_bind_declare(binder, name, SG_VARIABLE_VALUE, type, &item->slot));
    item->expression->slot = item->slot;
    sg_expression_set_type(item->expression, type);
    return SG_OK;
}

sg_status sg_bind_procedure(sg_binder *binder, sg_clause *clause)
{
    const sg_procedure *procedure =
        sg_procedure_find(binder->procedures, clause->procedure.text);

    if (!procedure)
        return unknown(binder, clause);
    clause->called = procedure;
    sg_bind_reads_anything(binder);
    if (!clause->has_arguments)
        SG_TRY(make_arguments(binder, clause, procedure));
    SG_TRY(check_count(binder, clause, procedure));
    SG_TRY(sg_bind_expressions(binder, clause->arguments));
    SG_TRY(check_types(binder, clause, procedure));
    if (clause->alone && (clause->star || !clause->has_yield))
        SG_TRY(make_items(binder, clause, procedure));
    for (sg_projection_item *item = clause->items; item; item = item->next)
        SG_TRY(bind_item(binder, procedure, item));
    return clause->where ? sg_bind_predicate(binder, clause->where, "the condition of WHERE")
                         : SG_OK;
}
