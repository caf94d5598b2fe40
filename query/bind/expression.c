/* expression.c - questions about an expression as such: does it aggregate, is it the same as another,
 * what does it read. */
#include "query/bind/expression.h"

#include "query/functions/functions.h"

bool sg_expression_is_aggregate(const sg_expression *expression)
{
    if (expression->kind == SG_EXPR_COUNT_STAR)
        return true;
    if (expression->kind != SG_EXPR_FUNCTION)
        return false;
    const sg_function *function = expression->function;
    if (!function)
        function = sg_function_find(expression->name.text);
    return function && sg_function_is_aggregate(function);
}

bool sg_expression_has_aggregate(const sg_expression *expression)
{
    if (sg_expression_is_aggregate(expression))
        return true;
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] && sg_expression_has_aggregate(expression->operands[i]))
            return true;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (sg_expression_has_aggregate(item))
            return true;
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        if (entry->value && sg_expression_has_aggregate(entry->value))
            return true;
    return false;
}

static bool labels_equal(const sg_label_expression *left, const sg_label_expression *right)
{
    if (!left || !right)
        return left == right;
    return left->kind == right->kind && sg_str_equal(left->name.text, right->name.text) &&
           labels_equal(left->left, right->left) && labels_equal(left->right, right->right);
}

static bool entries_equal(const sg_map_entry *left, const sg_map_entry *right)
{
    for (; left && right; left = left->next, right = right->next) {
        if (left->item != right->item || !sg_str_equal(left->key.text, right->key.text))
            return false;
        if (!left->value != !right->value)
            return false;
        if (left->value && !sg_expression_equal(left->value, right->value))
            return false;
    }
    return left == right;
}

static bool names_equal(const sg_expression *left, const sg_expression *right)
{
    if (left->kind == SG_EXPR_FUNCTION)
        return sg_str_equal_fold(left->name.text, right->name.text);
    return sg_str_equal(left->name.text, right->name.text) &&
           sg_str_equal(left->variable.text, right->variable.text) &&
           sg_str_equal(left->accumulator.text, right->accumulator.text);
}

static bool own_parts_equal(const sg_expression *left, const sg_expression *right)
{
    if (left->kind != right->kind || left->distinct != right->distinct ||
        !names_equal(left, right))
        return false;
    if (left->pattern || right->pattern || left->statement || right->statement)
        return false; /* equal subqueries are computed twice, which is right if not clever */
    if (left->kind == SG_EXPR_LITERAL &&
        (left->value.type != right->value.type || !sg_value_same(left->value, right->value)))
        return false;
    const sg_comparison_list *a = left->comparisons, *b = right->comparisons;
    for (; a && b; a = a->next, b = b->next)
        if (a->operator!= b->operator)
            return false;
    return a == b && labels_equal(left->labels, right->labels) &&
           entries_equal(left->entries, right->entries);
}

bool sg_expression_equal(const sg_expression *left, const sg_expression *right)
{
    if (!own_parts_equal(left, right))
        return false;
    for (uint32_t i = 0; i < SG_COUNT(left->operands); i++) {
        if (!left->operands[i] != !right->operands[i])
            return false;
        if (left->operands[i] && !sg_expression_equal(left->operands[i], right->operands[i]))
            return false;
    }
    const sg_expression *a = left->items, *b = right->items;
    for (; a && b; a = a->next, b = b->next)
        if (!sg_expression_equal(a, b))
            return false;
    return a == b;
}

/* --- what it reads --------------------------------------------------------------------------------- */
static bool is_slot(const sg_expression *expression, uint32_t slot)
{
    return expression && expression->kind == SG_EXPR_VARIABLE && expression->slot == slot;
}

static bool reads_property(const sg_expression *expression, uint32_t slot, sg_value_read *read)
{
    if (!is_slot(expression->operands[0], slot))
        return sg_expression_reads_value(expression->operands[0], slot, read);
    if (!expression->key_known || (read->has_key && read->key.id != expression->key.id))
        return false;
    *read = (sg_value_read){ true, expression->key };
    return true;
}

static bool parts_read_value(const sg_expression *expression, uint32_t slot,
                             sg_value_read *read)
{
    for (size_t i = 0; i < SG_COUNT(expression->operands); i++)
        if (expression->operands[i] &&
            !sg_expression_reads_value(expression->operands[i], slot, read))
            return false;
    for (const sg_expression *item = expression->items; item; item = item->next)
        if (!sg_expression_reads_value(item, slot, read))
            return false;
    return true;
}

bool sg_expression_reads_value(const sg_expression *expression, uint32_t slot,
                               sg_value_read *read)
{
    const sg_function *function = expression->function;

    switch ((int)expression->kind) {
    case SG_EXPR_LITERAL:
    case SG_EXPR_PARAMETER:
        return true;
    case SG_EXPR_PROPERTY:
        return reads_property(expression, slot, read);
    case SG_EXPR_HAS_LABELS:
        return is_slot(expression->operands[0], slot);
    case SG_EXPR_FUNCTION:
        return function && !(function->flags & SG_VOLATILE) &&
               parts_read_value(expression, slot, read);
    case SG_EXPR_LIST:
    case SG_EXPR_COMPARISON:
    case SG_EXPR_SUBSCRIPT:
    case SG_EXPR_NOT:
    case SG_EXPR_NEGATE:
    case SG_EXPR_IS_NULL:
    case SG_EXPR_IS_NOT_NULL:
    case SG_EXPR_OR:
    case SG_EXPR_XOR:
    case SG_EXPR_AND:
    case SG_EXPR_ADD:
    case SG_EXPR_SUBTRACT:
    case SG_EXPR_MULTIPLY:
    case SG_EXPR_IN:
    case SG_EXPR_STARTS_WITH:
    case SG_EXPR_ENDS_WITH:
    case SG_EXPR_CONTAINS:
    case SG_EXPR_MATCHES:
    case SG_EXPR_CASE:
        return parts_read_value(expression, slot, read);
    default:
        return false;
    }
}
