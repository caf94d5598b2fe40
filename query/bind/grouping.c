/* grouping.c - what may stand beside an aggregate.
 *
 * The columns without an aggregate are the grouping keys.  A column with one is computed once per
 * group, so whatever else it reads must be the same for the whole group:
 *
 *     RETURN n.x, n.x + count(*)         a key that is a variable or a property of one
 *     RETURN n, n.x + count(*)           something of a key
 *     RETURN count(*) + $p               a constant
 *     RETURN n.x + count(*)              ambiguous: many n in a group
 *     RETURN n.x + n.y, n.x + n.y + count(*)    ambiguous: keys inside are only taken when simple
 */
#include "query/bind/binder.h"

/* --- replacing ---------------------------------------------------------------------------------------- */
typedef struct {
    sg_binder *binder;
    const sg_clause *clause;
    sg_projection_item **end; /* of clause->aggregates */
    bool beside_aggregate;    /* in ORDER BY: the expression holds an aggregate */
} grouping;

typedef sg_status replacement(grouping *self, sg_expression *expression);

static sg_status each_operand(grouping *self, sg_expression *expression, replacement *replace)
{
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i])
            SG_TRY(replace(self, expression->operands[i]));
    for (sg_expression *item = expression->items; item; item = item->next)
        SG_TRY(replace(self, item));
    for (sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value)
            SG_TRY(replace(self, entry->value));
    return SG_OK;
}

/* Makes the expression a variable without a name; its text stays what was written. */
static void become_slot(sg_expression *expression, uint32_t slot, sg_bind_type type)
{
    sg_expression *next = expression->next;
    sg_span span = expression->span;

    *expression =
        (sg_expression){ .kind = SG_EXPR_VARIABLE, .span = span, .slot = slot, .next = next };
    sg_expression_set_type(expression, type);
}

static bool is_simple(const sg_expression *expression)
{
    return expression->kind == SG_EXPR_VARIABLE ||
           (expression->kind == SG_EXPR_PROPERTY && is_simple(expression->operands[0]));
}

static sg_status ambiguous(const grouping *self, const sg_expression *expression)
{
    return sg_query_fail(self->binder->err, SG_ERROR_AMBIGUOUS_AGGREGATION_EXPRESSION,
                         SG_COMPILE, expression->span,
                         "this differs within a group of rows and cannot stand beside an "
                         "aggregate; make it a column of its own in a WITH before");
}

static sg_status collect_aggregate(grouping *self, sg_expression *call, uint32_t slot)
{
    sg_projection_item *item = sg_arena_make(self->binder->arena, sg_projection_item);

    if (!item)
        return sg_bind_no_memory(self->binder);
    call->slot = slot;
    *item = (sg_projection_item){ .span = call->span, .expression = call, .slot = slot };
    *self->end = item;
    self->end = &item->next;
    return SG_OK;
}

/* The grouping key that is this expression. */
static const sg_projection_item *key_of(const grouping *self, const sg_expression *expression)
{
    for (const sg_projection_item *item = self->clause->items; item; item = item->next)
        if (!sg_expression_has_aggregate(item->expression) &&
            sg_expression_equal(item->expression, expression))
            return item;
    return NULL;
}

/* Whether the variable differs from row to row here: not a local one, nor one from further out. */
static bool varies(const grouping *self, const sg_expression *variable)
{
    const sg_variable *found = sg_scope_find_here(self->binder->scope, variable->name.text);
    return found && found->slot == variable->slot;
}

static sg_status group(grouping *self, sg_expression *expression)
{
    if (sg_expression_is_aggregate(expression)) {
        uint32_t slot;
        SG_TRY(sg_bind_new_slot(self->binder, SG_STR(""), SG_VARIABLE_VALUE, &slot));
        return collect_aggregate(self, expression, slot);
    }
    if (is_simple(expression)) {
        const sg_projection_item *key = key_of(self, expression);
        if (key) {
            become_slot(expression, key->slot, sg_expression_type(expression));
            return SG_OK;
        }
    }
    if (expression->kind == SG_EXPR_VARIABLE)
        return varies(self, expression) ? ambiguous(self, expression) : SG_OK;
    if (expression->pattern || expression->statement)
        return ambiguous(self, expression);
    return each_operand(self, expression, group);
}

sg_status sg_bind_grouping(sg_binder *binder, sg_clause *clause)
{
    grouping self = { .binder = binder, .clause = clause, .end = &clause->aggregates };

    for (sg_projection_item *item = clause->items; item; item = item->next) {
        if (sg_expression_is_aggregate(item->expression))
            SG_TRY(collect_aggregate(&self, item->expression, item->slot));
        else if (sg_expression_has_aggregate(item->expression))
            SG_TRY(group(&self, item->expression));
    }
    return SG_OK;
}

/* --- ORDER BY ----------------------------------------------------------------------------------------- */
/* Whether a name in the expression means a column now that meant something else before. */
static bool is_hidden(const grouping *self, const sg_expression *expression)
{
    if (expression->kind == SG_EXPR_VARIABLE) {
        for (const sg_projection_item *item = self->clause->items; item; item = item->next)
            if (sg_str_equal(sg_column_name(self->binder->text, item), expression->name.text))
                return !sg_expression_equal(item->expression, expression);
        return false;
    }
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && is_hidden(self, expression->operands[i]))
            return true;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (is_hidden(self, item))
            return true;
    return false;
}

static const sg_projection_item *repeated(const sg_projection_item *items,
                                          const sg_expression *expression)
{
    for (; items; items = items->next)
        if (sg_expression_equal(items->expression, expression))
            return items;
    return NULL;
}

static sg_status use_columns(grouping *self, sg_expression *expression)
{
    const sg_projection_item *column = repeated(self->clause->items, expression);

    if (column && !is_hidden(self, expression)) {
        if (self->beside_aggregate && !is_simple(expression) &&
            !sg_expression_has_aggregate(expression))
            return ambiguous(self, expression);
        become_slot(expression, column->slot, sg_expression_type(column->expression));
        return SG_OK;
    }
    if (sg_expression_is_aggregate(expression)) {
        column = repeated(self->clause->aggregates, expression);
        if (column && !is_hidden(self, expression)) {
            become_slot(expression, column->slot, sg_expression_type(column->expression));
            return SG_OK;
        }
    }
    return each_operand(self, expression, use_columns);
}

sg_status sg_bind_repeated_columns(sg_binder *binder, const sg_clause *clause,
                                   sg_expression *expression)
{
    const sg_projection_item *column = repeated(clause->items, expression);
    grouping self = {
        .binder = binder,
        .clause = clause,
        .beside_aggregate = !column && sg_expression_has_aggregate(expression),
    };

    return use_columns(&self, expression);
}
