/* plain_expression.c - the plain evaluator: expressions, one value at a time. */
#include "tests/differential/plain_parts.h"

#include "query/errors.h"
#include "query/functions/operators.h"

typedef sg_status rule(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                       sg_value *out);

sg_status sg_plain_holds(sg_plain *self, const sg_bound *row, const sg_expression *predicate,
                         bool *out)
{
    sg_value value;
    sg_truth truth;

    SG_TRY(sg_plain_value(self, row, predicate, &value));
    SG_TRY(sg_value_truth(value, &truth, self->err));
    *out = truth == SG_TRUE;
    return SG_OK;
}

sg_status sg_plain_count_of(sg_plain *self, const sg_expression *expression, uint64_t otherwise,
                            uint64_t *out)
{
    sg_value value;

    *out = otherwise;
    if (!expression)
        return SG_OK;
    SG_TRY(sg_plain_value(self, NULL, expression, &value));
    if (value.type != SG_TYPE_INTEGER || value.integer < 0)
        return sg_plain_unsupported(self, expression->span);
    *out = (uint64_t)value.integer;
    return SG_OK;
}

/* --- lists under construction ------------------------------------------------------------------------ */
typedef struct items {
    sg_value *values;
    uint32_t count, capacity;
} items;

static sg_status add_item(sg_plain *self, items *list, sg_value value)
{
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity ? 2 * list->capacity : 8;
        sg_value *values = sg_arena_make_array(self->arena, sg_value, capacity);
        if (!values)
            return sg_plain_no_memory(self);
        for (uint32_t i = 0; i < list->count; i++)
            values[i] = list->values[i];
        list->values = values;
        list->capacity = capacity;
    }
    list->values[list->count++] = value;
    return SG_OK;
}

/* --- leaves ------------------------------------------------------------------------------------------ */
static sg_status literal(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                         sg_value *out)
{
    (void)self, (void)row;
    *out = expression->value;
    return SG_OK;
}

static sg_status parameter(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                           sg_value *out)
{
    (void)row;
    *out = sg_map_get(self->parameters, expression->name.text);
    return SG_OK;
}

static sg_status variable(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                          sg_value *out)
{
    const sg_bound *bound = sg_plain_find(row, expression->name.text);

    if (!bound)
        return sg_plain_unsupported(self, expression->span);
    *out = bound->value;
    return SG_OK;
}

static sg_status property(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                          sg_value *out)
{
    sg_value subject;

    SG_TRY(sg_plain_value(self, row, expression->operands[0], &subject));
    return sg_operator_property(&self->call, subject, expression->name.text, out, self->err);
}

static sg_status list(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                      sg_value *out)
{
    items made = { 0 };

    for (const sg_expression *item = expression->items; item; item = item->next) {
        sg_value value;
        SG_TRY(sg_plain_value(self, row, item, &value));
        SG_TRY(add_item(self, &made, value));
    }
    *out = sg_list(made.values, made.count);
    return SG_OK;
}

/* --- operators --------------------------------------------------------------------------------------- */
/* clang-format off */
static sg_scalar *const kernels[] = {
    [SG_EXPR_SUBSCRIPT]   = sg_operator_subscript,
    [SG_EXPR_NOT]         = sg_operator_not,
    [SG_EXPR_NEGATE]      = sg_operator_negate,
    [SG_EXPR_POSITIVE]    = sg_operator_positive,
    [SG_EXPR_IS_NULL]     = sg_operator_is_null,
    [SG_EXPR_IS_NOT_NULL] = sg_operator_is_not_null,
    [SG_EXPR_OR]          = sg_operator_or,
    [SG_EXPR_XOR]         = sg_operator_xor,
    [SG_EXPR_AND]         = sg_operator_and,
    [SG_EXPR_ADD]         = sg_operator_add,
    [SG_EXPR_SUBTRACT]    = sg_operator_subtract,
    [SG_EXPR_MULTIPLY]    = sg_operator_multiply,
    [SG_EXPR_DIVIDE]      = sg_operator_divide,
    [SG_EXPR_MODULO]      = sg_operator_modulo,
    [SG_EXPR_POWER]       = sg_operator_power,
    [SG_EXPR_IN]          = sg_operator_in,
    [SG_EXPR_STARTS_WITH] = sg_operator_starts_with,
    [SG_EXPR_ENDS_WITH]   = sg_operator_ends_with,
    [SG_EXPR_CONTAINS]    = sg_operator_contains,
    [SG_EXPR_MATCHES]     = sg_operator_matches,
};

static sg_scalar *const comparisons[] = {
    [SG_EQ] = sg_operator_equal,
    [SG_NE] = sg_operator_not_equal,
    [SG_LT] = sg_operator_less,
    [SG_LE] = sg_operator_less_equal,
    [SG_GT] = sg_operator_greater,
    [SG_GE] = sg_operator_greater_equal,
};
/* clang-format on */

static sg_status apply(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                       sg_value *out)
{
    sg_value operands[2];
    uint32_t count = 0;

    for (; count < 2 && expression->operands[count]; count++)
        SG_TRY(sg_plain_value(self, row, expression->operands[count], &operands[count]));
    return kernels[expression->kind](&self->call, operands, count, out, self->err);
}

static sg_status slice(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                       sg_value *out)
{
    sg_value operands[3] = { sg_null(), sg_integer(0), sg_integer(INT64_MAX) };

    for (uint32_t i = 0; i < 3; i++)
        if (expression->operands[i])
            SG_TRY(sg_plain_value(self, row, expression->operands[i], &operands[i]));
    return sg_operator_slice(&self->call, operands, 3, out, self->err);
}

/* a < b <= c is a < b AND b <= c. */
static sg_status comparison(sg_plain *self, const sg_bound *row,
                            const sg_expression *expression, sg_value *out)
{
    const sg_expression *item = expression->items;
    sg_value pair[2], both[2] = { sg_boolean(true), sg_null() };

    SG_TRY(sg_plain_value(self, row, item, &pair[0]));
    for (const sg_comparison_list *one = expression->comparisons; one; one = one->next) {
        item = item->next;
        SG_TRY(sg_plain_value(self, row, item, &pair[1]));
        SG_TRY(comparisons[one->operator](&self->call, pair, 2, &both[1], self->err));
        SG_TRY(sg_operator_and(&self->call, both, 2, &both[0], self->err));
        pair[0] = pair[1];
    }
    *out = both[0];
    return SG_OK;
}

static sg_status has_labels(sg_plain *self, const sg_bound *row,
                            const sg_expression *expression, sg_value *out)
{
    sg_value entity;

    SG_TRY(sg_plain_value(self, row, expression->operands[0], &entity));
    *out = sg_is_null(entity)
               ? sg_null()
               : sg_boolean(sg_plain_has_labels(self->graph, entity, expression->labels));
    return SG_OK;
}

/* --- functions --------------------------------------------------------------------------------------- */
static const sg_function *aggregate_of(const sg_expression *expression)
{
    const sg_function *function =
        expression->kind == SG_EXPR_FUNCTION ? sg_function_find(expression->name.text) : NULL;

    return function && sg_function_is_aggregate(function) ? function : NULL;
}

bool sg_plain_aggregates(const sg_expression *expression)
{
    if (expression->kind == SG_EXPR_COUNT_STAR || aggregate_of(expression))
        return true;
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && sg_plain_aggregates(expression->operands[i]))
            return true;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (sg_plain_aggregates(item))
            return true;
    return false;
}

enum { MOST_ARGUMENTS = 4 };

static sg_status evaluate_arguments(sg_plain *self, const sg_bound *row,
                                    const sg_expression *call, sg_value *out, uint32_t *count)
{
    *count = 0;
    for (const sg_expression *item = call->items; item; item = item->next) {
        if (*count == MOST_ARGUMENTS)
            return sg_plain_unsupported(self, call->span);
        SG_TRY(sg_plain_value(self, row, item, &out[(*count)++]));
    }
    return SG_OK;
}

static sg_status seen_before(sg_plain *self, const items *seen, sg_value value, bool *out)
{
    *out = false;
    for (uint32_t i = 0; i < seen->count && !*out; i++) {
        SG_TRY(sg_plain_step(self));
        *out = sg_value_same(seen->values[i], value);
    }
    return SG_OK;
}

static sg_status aggregate(sg_plain *self, const sg_function *function,
                           const sg_expression *call, sg_value *out)
{
    const sg_plain_table *group = self->group;
    void *state = sg_arena_alloc(self->arena, function->aggregate->size);
    items seen = { 0 };

    if (!group)
        return sg_plain_unsupported(self, call->span);
    if (!state)
        return sg_plain_no_memory(self);
    self->group = NULL;
    for (uint32_t i = 0; i < group->count; i++) {
        sg_value arguments[MOST_ARGUMENTS];
        uint32_t count;
        SG_TRY(evaluate_arguments(self, group->rows[i], call, arguments, &count));
        if (call->distinct) {
            bool drop;
            SG_TRY(seen_before(self, &seen, arguments[0], &drop));
            if (drop)
                continue;
            SG_TRY(add_item(self, &seen, arguments[0]));
        }
        SG_TRY(sg_aggregate_step(function, state, &self->call, arguments, count, self->err));
    }
    self->group = group;
    return sg_aggregate_finish(function, state, &self->call, out, self->err);
}

static sg_status function(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                          sg_value *out)
{
    const sg_function *called = sg_function_find(expression->name.text);
    sg_value arguments[MOST_ARGUMENTS];
    uint32_t count;

    if (!called)
        return sg_plain_unsupported(self, expression->span);
    if (sg_function_is_aggregate(called))
        return aggregate(self, called, expression, out);
    SG_TRY(evaluate_arguments(self, row, expression, arguments, &count));
    return sg_function_call(called, &self->call, arguments, count, out, self->err);
}

static sg_status count_star(sg_plain *self, const sg_bound *row,
                            const sg_expression *expression, sg_value *out)
{
    (void)row;
    if (!self->group)
        return sg_plain_unsupported(self, expression->span);
    *out = sg_integer(self->group->count);
    return SG_OK;
}

/* --- CASE -------------------------------------------------------------------------------------------- */
static sg_status choose(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                        sg_value *out)
{
    sg_value subject = sg_null(), value;
    bool taken = false;

    if (expression->operands[0])
        SG_TRY(sg_plain_value(self, row, expression->operands[0], &subject));
    for (const sg_expression *when = expression->items; when; when = when->next->next) {
        if (expression->operands[0]) {
            SG_TRY(sg_plain_value(self, row, when, &value));
            taken = sg_value_equal(subject, value) == SG_TRUE;
        } else {
            SG_TRY(sg_plain_holds(self, row, when, &taken));
        }
        if (taken)
            return sg_plain_value(self, row, when->next, out);
    }
    *out = sg_null();
    return expression->operands[1] ? sg_plain_value(self, row, expression->operands[1], out)
                                   : SG_OK;
}

/* --- over the elements of a list ---------------------------------------------------------------------- */
static sg_status comprehension(sg_plain *self, const sg_bound *row,
                               const sg_expression *expression, sg_value *out)
{
    sg_value over;
    items made = { 0 };

    SG_TRY(sg_plain_value(self, row, expression->operands[0], &over));
    *out = sg_null();
    if (sg_is_null(over))
        return SG_OK;
    for (uint32_t i = 0; i < over.length; i++) {
        const sg_bound *inner = row;
        sg_value value = over.list[i];
        bool holds = true;
        SG_TRY(sg_plain_bind(self, expression->variable.text, value, &inner));
        if (expression->operands[1])
            SG_TRY(sg_plain_holds(self, inner, expression->operands[1], &holds));
        if (holds && expression->operands[2])
            SG_TRY(sg_plain_value(self, inner, expression->operands[2], &value));
        if (holds)
            SG_TRY(add_item(self, &made, value));
    }
    *out = sg_list(made.values, made.count);
    return SG_OK;
}

static sg_truth judge(sg_expression_kind kind, uint32_t yes, uint32_t no, uint32_t unknown)
{
    if (kind == SG_EXPR_ANY)
        return yes ? SG_TRUE : unknown ? SG_UNKNOWN : SG_FALSE;
    if (kind == SG_EXPR_NONE)
        return yes ? SG_FALSE : unknown ? SG_UNKNOWN : SG_TRUE;
    if (kind == SG_EXPR_ALL)
        return no ? SG_FALSE : unknown ? SG_UNKNOWN : SG_TRUE;
    if (yes > 1)
        return SG_FALSE;
    return unknown ? SG_UNKNOWN : yes == 1 ? SG_TRUE : SG_FALSE;
}

static sg_status quantifier(sg_plain *self, const sg_bound *row,
                            const sg_expression *expression, sg_value *out)
{
    uint32_t counts[3] = { 0 };
    sg_value over, value;
    sg_truth truth;

    SG_TRY(sg_plain_value(self, row, expression->operands[0], &over));
    *out = sg_null();
    if (sg_is_null(over))
        return SG_OK;
    for (uint32_t i = 0; i < over.length; i++) {
        const sg_bound *inner = row;
        SG_TRY(sg_plain_bind(self, expression->variable.text, over.list[i], &inner));
        SG_TRY(sg_plain_value(self, inner, expression->operands[1], &value));
        SG_TRY(sg_value_truth(value, &truth, self->err));
        counts[truth]++;
    }
    *out = sg_truth_value(
        judge(expression->kind, counts[SG_TRUE], counts[SG_FALSE], counts[SG_UNKNOWN]));
    return SG_OK;
}

static sg_status reduce(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                        sg_value *out)
{
    sg_value over, sum;

    SG_TRY(sg_plain_value(self, row, expression->operands[0], &sum));
    SG_TRY(sg_plain_value(self, row, expression->operands[1], &over));
    for (uint32_t i = 0; !sg_is_null(over) && i < over.length; i++) {
        const sg_bound *inner = row;
        SG_TRY(sg_plain_bind(self, expression->variable.text, over.list[i], &inner));
        SG_TRY(sg_plain_bind(self, expression->accumulator.text, sum, &inner));
        SG_TRY(sg_plain_value(self, inner, expression->operands[2], &sum));
    }
    *out = sg_is_null(over) ? sg_null() : sum;
    return SG_OK;
}

/* --- patterns and statements --------------------------------------------------------------------------- */
static sg_status pattern_comprehension(sg_plain *self, const sg_bound *row,
                                       const sg_expression *expression, sg_value *out)
{
    sg_pattern pattern = *expression->pattern;
    sg_plain_table found = { 0 };
    items made = { 0 };

    pattern.variable = expression->variable;
    SG_TRY(sg_plain_match(self, row, &pattern, expression->operands[1], &found));
    for (uint32_t i = 0; i < found.count; i++) {
        sg_value value;
        SG_TRY(sg_plain_value(self, found.rows[i], expression->operands[2], &value));
        SG_TRY(add_item(self, &made, value));
    }
    *out = sg_list(made.values, made.count);
    return SG_OK;
}

static sg_status pattern(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                         sg_value *out)
{
    const sg_str name = SG_STR("the path");
    sg_pattern named = *expression->pattern;
    sg_plain_table found = { 0 };
    items paths = { 0 };

    if (named.shortest != SG_NOT_SHORTEST)
        named.variable.text = name;
    SG_TRY(sg_plain_match(self, row, &named, NULL, &found));
    *out = sg_boolean(found.count > 0);
    if (named.shortest == SG_NOT_SHORTEST)
        return SG_OK;
    for (uint32_t i = 0; i < found.count; i++)
        SG_TRY(add_item(self, &paths, sg_plain_find(found.rows[i], name)->value));
    *out = named.shortest == SG_ALL_SHORTEST ? sg_list(paths.values, paths.count)
           : paths.count > 0                 ? paths.values[0]
                                             : sg_null();
    return SG_OK;
}

static sg_status subquery(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                          sg_value *out)
{
    const sg_plain_table *group = self->group;
    sg_plain_result result;
    items made = { 0 };
    uint32_t first;

    self->group = NULL;
    SG_TRY(sg_plain_statement(self, expression->statement, row, NULL, &result));
    self->group = group;
    uint32_t count = sg_plain_window(&result, &first);
    for (uint32_t i = first; expression->kind == SG_EXPR_COLLECT && i < first + count; i++)
        SG_TRY(add_item(self, &made, result.rows[i][0]));
    *out = expression->kind == SG_EXPR_EXISTS  ? sg_boolean(count > 0)
           : expression->kind == SG_EXPR_COUNT ? sg_integer(count)
                                               : sg_list(made.values, made.count);
    return SG_OK;
}

/* clang-format off */
static rule *const rules[] = {
    [SG_EXPR_LITERAL]               = literal,
    [SG_EXPR_PARAMETER]             = parameter,
    [SG_EXPR_VARIABLE]              = variable,
    [SG_EXPR_PROPERTY]              = property,
    [SG_EXPR_SLICE]                 = slice,
    [SG_EXPR_LIST]                  = list,
    [SG_EXPR_COMPARISON]            = comparison,
    [SG_EXPR_HAS_LABELS]            = has_labels,
    [SG_EXPR_FUNCTION]              = function,
    [SG_EXPR_COUNT_STAR]            = count_star,
    [SG_EXPR_CASE]                  = choose,
    [SG_EXPR_LIST_COMPREHENSION]    = comprehension,
    [SG_EXPR_PATTERN_COMPREHENSION] = pattern_comprehension,
    [SG_EXPR_REDUCE]                = reduce,
    [SG_EXPR_ALL]                   = quantifier,
    [SG_EXPR_ANY]                   = quantifier,
    [SG_EXPR_NONE]                  = quantifier,
    [SG_EXPR_SINGLE]                = quantifier,
    [SG_EXPR_PATTERN]               = pattern,
    [SG_EXPR_EXISTS]                = subquery,
    [SG_EXPR_COUNT]                 = subquery,
    [SG_EXPR_COLLECT]               = subquery,
};
/* clang-format on */

sg_status sg_plain_value(sg_plain *self, const sg_bound *row, const sg_expression *expression,
                         sg_value *out)
{
    SG_TRY(sg_plain_step(self));
    if (expression->kind < SG_COUNT(kernels) && kernels[expression->kind])
        return apply(self, row, expression, out);
    if (expression->kind < SG_COUNT(rules) && rules[expression->kind])
        return rules[expression->kind](self, row, expression, out);
    return sg_plain_unsupported(self, expression->span);
}
