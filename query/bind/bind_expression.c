/* bind_expression.c - expressions: variables to slots, and types as far as they can be known.
 *
 * One small function per kind of expression, in a table.  Each binds its operands, checks what is
 * certainly wrong and notes the type of the result.
 */
#include "query/bind/binder.h"

#define BOOLEAN SG_TYPE_BIT(SG_TYPE_BOOLEAN)
#define STRING SG_TYPE_BIT(SG_TYPE_STRING)
#define LIST SG_TYPE_BIT(SG_TYPE_LIST)
#define MAP SG_TYPE_BIT(SG_TYPE_MAP)

typedef sg_status binding_rule(sg_binder *binder, sg_expression *expression);

static void set_type(sg_expression *expression, sg_type_set set)
{
    sg_expression_set_type(expression, sg_bind_type_of(set));
}

sg_status sg_bind_expect(sg_binder *binder, const sg_expression *expression, sg_type_set wanted,
                         const char *what)
{
    if (sg_bind_type_fits(sg_expression_type(expression), wanted))
        return SG_OK;
    sg_str expected = sg_type_set_text(binder->arena, wanted);
    sg_str given = sg_type_set_text(binder->arena, expression->static_type);
    return sg_query_fail(binder->err, SG_ERROR_INVALID_ARGUMENT_TYPE, SG_COMPILE,
                         expression->span, "%s must be %.*s, not %.*s", what, SG_FMT(expected),
                         SG_FMT(given));
}

sg_status sg_bind_expressions(sg_binder *binder, sg_expression *list)
{
    for (; list; list = list->next)
        SG_TRY(sg_bind_expression(binder, list));
    return SG_OK;
}

static sg_status bind_operands(sg_binder *binder, sg_expression *expression)
{
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i])
            SG_TRY(sg_bind_expression(binder, expression->operands[i]));
    return SG_OK;
}

/* --- leaves -------------------------------------------------------------------------------------- */
static sg_status bind_literal(sg_binder *binder, sg_expression *expression)
{
    (void)binder;
    set_type(expression, SG_TYPE_BIT(expression->value.type));
    return SG_OK;
}

static sg_status bind_parameter(sg_binder *binder, sg_expression *expression)
{
    (void)binder;
    set_type(expression, SG_ANY_TYPE);
    return SG_OK;
}

static sg_status bind_variable(sg_binder *binder, sg_expression *expression)
{
    if (!expression->name.text.length)
        return SG_OK; /* stands for a column already: sg_bind_repeated_columns() */
    const sg_variable *variable = sg_scope_find(binder->scope, expression->name.text);

    if (!variable) {
        sg_status status = sg_query_fail(binder->err, SG_ERROR_UNDEFINED_VARIABLE, SG_COMPILE,
                                         expression->span, "variable `%.*s` is not defined",
                                         SG_FMT(expression->name.text));
        sg_str near = sg_scope_suggest(binder->scope, expression->name.text);
        if (near.bytes)
            sg_error_hint(binder->err, "did you mean `%.*s`?", SG_FMT(near));
        return status;
    }
    expression->slot = variable->slot;
    sg_expression_set_type(expression, variable->type);
    return SG_OK;
}

/* --- access ---------------------------------------------------------------------------------------- */
static sg_status bind_property(sg_binder *binder, sg_expression *expression)
{
    sg_expression *subject = expression->operands[0];

    SG_TRY(sg_bind_expression(binder, subject));
    if (!sg_bind_type_fits(sg_expression_type(subject),
                           MAP | SG_ENTITY_TYPES | SG_TEMPORAL_TYPES)) {
        sg_str given = sg_type_set_text(binder->arena, subject->static_type);
        bool path = subject->static_type == SG_TYPE_BIT(SG_TYPE_PATH);
        return sg_query_fail(
            binder->err,
            path ? SG_ERROR_INVALID_ARGUMENT_TYPE : SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE,
            SG_COMPILE, subject->span, "%.*s has no properties; only %s have", SG_FMT(given),
            "nodes, relationships, maps, dates, times and durations");
    }
    set_type(expression, SG_ANY_TYPE);
    return sg_bind_key(binder, expression->name, subject->static_type, &expression->key,
                       &expression->key_known);
}

static sg_status bind_subscript(sg_binder *binder, sg_expression *expression)
{
    binder->reads_any[SG_FOOTPRINT_KEY] = true;
    SG_TRY(bind_operands(binder, expression));
    sg_bind_type subject = sg_expression_type(expression->operands[0]);
    set_type(expression,
             subject.set == LIST ? subject.items | SG_TYPE_BIT(SG_TYPE_NULL) : SG_ANY_TYPE);
    return SG_OK;
}

static sg_status bind_slice(sg_binder *binder, sg_expression *expression)
{
    SG_TRY(bind_operands(binder, expression));
    SG_TRY(sg_bind_expect(binder, expression->operands[0], LIST, "what is sliced"));
    sg_expression_set_type(
        expression, sg_bind_type_list(sg_expression_type(expression->operands[0]).items));
    return SG_OK;
}

/* --- lists and maps -------------------------------------------------------------------------------- */
static sg_status bind_list(sg_binder *binder, sg_expression *expression)
{
    sg_type_set items = 0;

    for (sg_expression *item = expression->items; item; item = item->next) {
        SG_TRY(sg_bind_expression(binder, item));
        items |= item->static_type;
    }
    sg_expression_set_type(expression, sg_bind_type_list(items));
    return SG_OK;
}

static sg_status bind_map(sg_binder *binder, sg_expression *expression)
{
    for (sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        SG_TRY(sg_bind_expression(binder, entry->value));
    set_type(expression, MAP);
    return SG_OK;
}

static sg_status bind_map_projection(sg_binder *binder, sg_expression *expression)
{
    sg_expression *subject = expression->operands[0];
    sg_key key;
    bool known;

    binder->reads_any[SG_FOOTPRINT_KEY] = true;
    SG_TRY(sg_bind_expression(binder, subject));
    SG_TRY(sg_bind_expect(binder, subject, MAP | SG_ENTITY_TYPES, "what a map is taken from"));
    for (sg_map_entry *entry = expression->entries; entry; entry = entry->next) {
        if (entry->value)
            SG_TRY(sg_bind_expression(binder, entry->value));
        if (entry->item == SG_MAP_PROPERTY)
            SG_TRY(sg_bind_key(binder, entry->key, subject->static_type, &key, &known));
    }
    set_type(expression, MAP);
    return SG_OK;
}

/* --- logic and comparison ---------------------------------------------------------------------------- */
static sg_status bind_logic(sg_binder *binder, sg_expression *expression)
{
    static const char *const words[] = {
        [SG_EXPR_NOT] = "the operand of NOT",
        [SG_EXPR_OR] = "an operand of OR",
        [SG_EXPR_XOR] = "an operand of XOR",
        [SG_EXPR_AND] = "an operand of AND",
    };

    SG_TRY(sg_bind_predicate(binder, expression->operands[0], words[expression->kind]));
    if (expression->operands[1])
        SG_TRY(sg_bind_predicate(binder, expression->operands[1], words[expression->kind]));
    set_type(expression, BOOLEAN);
    return SG_OK;
}

static sg_status bind_test(sg_binder *binder, sg_expression *expression)
{
    SG_TRY(bind_operands(binder, expression));
    SG_TRY(sg_bind_expressions(binder, expression->items));
    set_type(expression, BOOLEAN);
    return SG_OK;
}

static sg_status bind_in(sg_binder *binder, sg_expression *expression)
{
    SG_TRY(bind_test(binder, expression));
    return sg_bind_expect(binder, expression->operands[1], LIST, "the right side of IN");
}

static sg_status bind_has_labels(sg_binder *binder, sg_expression *expression)
{
    sg_expression *subject = expression->operands[0];

    SG_TRY(bind_test(binder, expression));
    SG_TRY(sg_bind_expect(binder, subject, SG_ENTITY_TYPES, "what is tested for a label"));
    return sg_bind_labels(binder, expression->labels, subject->static_type);
}

/* --- arithmetic -------------------------------------------------------------------------------------- */
static sg_type_set number_type(const sg_expression *expression)
{
    sg_type_set types = 0;

    for (uint32_t i = 0; i < 2 && expression->operands[i]; i++) {
        sg_type_set set = expression->operands[i]->static_type & SG_NUMBER_TYPES;
        if (expression->operands[i]->static_type & SG_TYPE_BIT(SG_TYPE_NULL))
            set |= SG_TYPE_BIT(SG_TYPE_NULL);
        types |= set;
    }
    return types;
}

/* What may stand on either side beside numbers: t - d, d - d, d * n, n * d, d / n. */
static sg_type_set temporal_operand(sg_expression_kind kind, uint32_t side)
{
    if (kind == SG_EXPR_SUBTRACT)
        return side == 0 ? SG_TEMPORAL_TYPES : SG_DURATION_TYPE;
    bool scaled = kind == SG_EXPR_MULTIPLY || (kind == SG_EXPR_DIVIDE && side == 0);
    return scaled ? SG_DURATION_TYPE : 0;
}

/* What the result may be beside a number. */
static sg_type_set temporal_type(const sg_expression *expression)
{
    sg_expression_kind kind = expression->kind;
    const sg_expression *right_side = expression->operands[1];
    sg_type_set left = expression->operands[0]->static_type;
    sg_type_set right = right_side ? right_side->static_type : 0;

    if (kind == SG_EXPR_SUBTRACT)
        return right & SG_DURATION_TYPE ? left & SG_TEMPORAL_TYPES : 0;
    sg_type_set scaled = 0;
    if (kind == SG_EXPR_MULTIPLY || kind == SG_EXPR_DIVIDE)
        scaled = right & SG_NUMBER_TYPES ? left & SG_DURATION_TYPE : 0;
    if (kind == SG_EXPR_MULTIPLY && (left & SG_NUMBER_TYPES))
        scaled |= right & SG_DURATION_TYPE;
    return scaled;
}

static sg_status bind_arithmetic(sg_binder *binder, sg_expression *expression)
{
    SG_TRY(bind_operands(binder, expression));
    for (uint32_t i = 0; i < 2 && expression->operands[i]; i++) {
        sg_expression *operand = expression->operands[i];
        sg_type_set wanted = SG_NUMBER_TYPES | temporal_operand(expression->kind, i);
        sg_status status = sg_bind_expect(binder, operand, wanted, "an operand of arithmetic");
        if (status == SG_OK)
            continue;
        if (expression->kind == SG_EXPR_SUBTRACT && (operand->static_type & SG_MOMENT_TYPES))
            sg_error_hint(binder->err,
                          "duration.between() tells how far two moments are apart");
        return status;
    }
    set_type(expression, expression->kind == SG_EXPR_POWER
                             ? SG_TYPE_BIT(SG_TYPE_FLOAT)
                             : number_type(expression) | temporal_type(expression));
    return SG_OK;
}

/* Adds numbers, joins strings, appends to lists: an item to a list from either side. */
static sg_status bind_add(sg_binder *binder, sg_expression *expression)
{
    const sg_type_set addable = SG_NUMBER_TYPES | SG_TEMPORAL_TYPES | STRING | LIST;

    SG_TRY(bind_operands(binder, expression));
    sg_bind_type left = sg_expression_type(expression->operands[0]);
    sg_bind_type right = sg_expression_type(expression->operands[1]);
    sg_type_set both = left.set & right.set;
    if (left.set == LIST || right.set == LIST) {
        sg_type_set items = (left.set == LIST ? left.items : left.set) |
                            (right.set == LIST ? right.items : right.set);
        bool certain = !((left.set | right.set) & SG_TYPE_BIT(SG_TYPE_NULL)) &&
                       (left.set == LIST || !(left.set & LIST)) &&
                       (right.set == LIST || !(right.set & LIST));
        sg_expression_set_type(expression, sg_bind_type_list(certain ? items : SG_ANY_TYPE));
        return SG_OK;
    }
    if (!sg_bind_type_fits(left, addable) && !sg_bind_type_fits(right, STRING | LIST))
        SG_TRY(sg_bind_expect(binder, expression->operands[0], addable, "an operand of `+`"));
    if (!sg_bind_type_fits(right, addable) && !sg_bind_type_fits(left, STRING | LIST))
        SG_TRY(sg_bind_expect(binder, expression->operands[1], addable, "an operand of `+`"));
    bool numbers = !((left.set | right.set) & ~SG_NUMBER_TYPES);
    bool strings = both == STRING && left.set == right.set;
    set_type(expression, numbers ? left.set | right.set : strings ? STRING : SG_ANY_TYPE);
    return SG_OK;
}

static sg_status bind_case(sg_binder *binder, sg_expression *expression)
{
    sg_expression *subject = expression->operands[0], *otherwise = expression->operands[1];
    sg_type_set types = otherwise ? 0 : SG_TYPE_BIT(SG_TYPE_NULL);

    if (subject)
        SG_TRY(sg_bind_expression(binder, subject));
    for (sg_expression *when = expression->items; when && when->next; when = when->next->next) {
        if (subject)
            SG_TRY(sg_bind_expression(binder, when));
        else
            SG_TRY(sg_bind_predicate(binder, when, "the condition of WHEN"));
        SG_TRY(sg_bind_expression(binder, when->next));
        types |= when->next->static_type;
    }
    if (otherwise) {
        SG_TRY(sg_bind_expression(binder, otherwise));
        types |= otherwise->static_type;
    }
    set_type(expression, types);
    return SG_OK;
}

/* clang-format off */
static binding_rule *const rules[] = {
    [SG_EXPR_LITERAL]               = bind_literal,
    [SG_EXPR_PARAMETER]             = bind_parameter,
    [SG_EXPR_VARIABLE]              = bind_variable,
    [SG_EXPR_PROPERTY]              = bind_property,
    [SG_EXPR_SUBSCRIPT]             = bind_subscript,
    [SG_EXPR_SLICE]                 = bind_slice,
    [SG_EXPR_LIST]                  = bind_list,
    [SG_EXPR_MAP]                   = bind_map,
    [SG_EXPR_NOT]                   = bind_logic,
    [SG_EXPR_NEGATE]                = bind_arithmetic,
    [SG_EXPR_POSITIVE]              = bind_arithmetic,
    [SG_EXPR_IS_NULL]               = bind_test,
    [SG_EXPR_IS_NOT_NULL]           = bind_test,
    [SG_EXPR_OR]                    = bind_logic,
    [SG_EXPR_XOR]                   = bind_logic,
    [SG_EXPR_AND]                   = bind_logic,
    [SG_EXPR_ADD]                   = bind_add,
    [SG_EXPR_SUBTRACT]              = bind_arithmetic,
    [SG_EXPR_MULTIPLY]              = bind_arithmetic,
    [SG_EXPR_DIVIDE]                = bind_arithmetic,
    [SG_EXPR_MODULO]                = bind_arithmetic,
    [SG_EXPR_POWER]                 = bind_arithmetic,
    [SG_EXPR_IN]                    = bind_in,
    [SG_EXPR_STARTS_WITH]           = bind_test,
    [SG_EXPR_ENDS_WITH]             = bind_test,
    [SG_EXPR_CONTAINS]              = bind_test,
    [SG_EXPR_MATCHES]               = bind_test,
    [SG_EXPR_COMPARISON]            = bind_test,
    [SG_EXPR_HAS_LABELS]            = bind_has_labels,
    [SG_EXPR_FUNCTION]              = sg_bind_function,
    [SG_EXPR_COUNT_STAR]            = sg_bind_count_star,
    [SG_EXPR_CASE]                  = bind_case,
    [SG_EXPR_LIST_COMPREHENSION]    = sg_bind_list_comprehension,
    [SG_EXPR_PATTERN_COMPREHENSION] = sg_bind_pattern_comprehension,
    [SG_EXPR_REDUCE]                = sg_bind_reduce,
    [SG_EXPR_ALL]                   = sg_bind_quantifier,
    [SG_EXPR_ANY]                   = sg_bind_quantifier,
    [SG_EXPR_NONE]                  = sg_bind_quantifier,
    [SG_EXPR_SINGLE]                = sg_bind_quantifier,
    [SG_EXPR_PATTERN]               = sg_bind_pattern_expression,
    [SG_EXPR_EXISTS]                = sg_bind_subquery,
    [SG_EXPR_COUNT]                 = sg_bind_subquery,
    [SG_EXPR_COLLECT]               = sg_bind_subquery,
    [SG_EXPR_MAP_PROJECTION]        = bind_map_projection,
};
/* clang-format on */

static sg_status bind(sg_binder *binder, sg_expression *expression)
{
    if (expression->kind != SG_EXPR_VARIABLE)
        expression->slot = expression->accumulator_slot = SG_NO_SLOT;
    return rules[expression->kind](binder, expression);
}

sg_status sg_bind_expression(sg_binder *binder, sg_expression *expression)
{
    if (expression->kind == SG_EXPR_PATTERN && expression->pattern->shortest == SG_NOT_SHORTEST)
        return sg_query_fail(binder->err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE,
                             expression->span,
                             "a pattern is a condition and cannot be used as "
                             "a value; use a pattern comprehension");
    return bind(binder, expression);
}

sg_status sg_bind_predicate(sg_binder *binder, sg_expression *expression, const char *where)
{
    SG_TRY(bind(binder, expression));
    return sg_bind_expect(binder, expression, BOOLEAN, where);
}
