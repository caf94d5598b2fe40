/* reduction_key.c - writes tests in prefix form; texts carry their length, so that none can pretend to
 * be something else. */
#include "query/plan/reduction_key.h"

#include <string.h>

#include "query/functions/functions.h"

static void write_literal(const sg_value *value, sg_buffer *out)
{
    uint64_t bits = 0;

    switch (value->type) {
    case SG_TYPE_BOOLEAN:
        sg_buffer_char(out, value->boolean ? 't' : 'f');
        return;
    case SG_TYPE_INTEGER:
        sg_buffer_format(out, "i%lld", (long long)value->integer);
        return;
    case SG_TYPE_FLOAT:
        memcpy(&bits, &value->real, sizeof bits);
        sg_buffer_format(out, "r%llx", (unsigned long long)bits);
        return;
    case SG_TYPE_STRING:
        sg_buffer_format(out, "s%zu:", (size_t)value->length);
        sg_buffer_add(out, (sg_str){ value->string, value->length });
        return;
    default:
        sg_buffer_char(out, 'n');
    }
}

static void write_labels(const sg_label_expression *labels, sg_buffer *out)
{
    switch (labels->kind) {
    case SG_LABEL_NAME:
        sg_buffer_format(out, "%u", (unsigned)labels->label.id);
        return;
    case SG_LABEL_ANY:
        sg_buffer_char(out, '%');
        return;
    case SG_LABEL_NOT:
        sg_buffer_char(out, '!');
        write_labels(labels->left, out);
        return;
    case SG_LABEL_AND:
    case SG_LABEL_OR:
        sg_buffer_format(out, "%c(", labels->kind == SG_LABEL_AND ? '&' : '|');
        write_labels(labels->left, out);
        sg_buffer_char(out, ',');
        write_labels(labels->right, out);
        sg_buffer_char(out, ')');
        return;
    }
}

static bool write_list(const sg_expression *items, uint32_t slot, sg_buffer *out)
{
    sg_buffer_char(out, '(');
    for (; items; items = items->next) {
        if (!sg_write_test_key(items, slot, out))
            return false;
        sg_buffer_char(out, ',');
    }
    sg_buffer_char(out, ')');
    return true;
}

static bool write_operands(const sg_expression *expression, uint32_t slot, sg_buffer *out)
{
    sg_buffer_format(out, "o%d(", (int)expression->kind);
    for (size_t i = 0; i < SG_COUNT(expression->operands); i++) {
        if (expression->operands[i] && !sg_write_test_key(expression->operands[i], slot, out))
            return false;
        sg_buffer_char(out, ',');
    }
    sg_buffer_char(out, ')');
    return true;
}

static bool write_comparison(const sg_expression *expression, uint32_t slot, sg_buffer *out)
{
    sg_buffer_char(out, 'c');
    for (const sg_comparison_list *each = expression->comparisons; each; each = each->next)
        sg_buffer_format(out, "%d", (int)each->operator);
    return write_list(expression->items, slot, out);
}

static bool write_function(const sg_expression *expression, uint32_t slot, sg_buffer *out)
{
    const sg_function *function = expression->function;

    if (!function || function->aggregate || (function->flags & SG_VOLATILE))
        return false;
    sg_buffer_format(out, "%.*s", SG_FMT(function->name));
    return write_list(expression->items, slot, out);
}

bool sg_write_test_key(const sg_expression *expression, uint32_t slot, sg_buffer *out)
{
    switch ((int)expression->kind) {
    case SG_EXPR_VARIABLE:
        sg_buffer_char(out, '@');
        return expression->slot == slot;
    case SG_EXPR_LITERAL:
        write_literal(&expression->value, out);
        return true;
    case SG_EXPR_PROPERTY:
        if (expression->key_known)
            sg_buffer_format(out, ".%u", (unsigned)expression->key.id);
        else
            sg_buffer_format(out, "?%zu:%.*s", expression->name.text.length,
                             SG_FMT(expression->name.text));
        return write_operands(expression, slot, out);
    case SG_EXPR_LIST:
        sg_buffer_char(out, 'l');
        return write_list(expression->items, slot, out);
    case SG_EXPR_COMPARISON:
        return write_comparison(expression, slot, out);
    case SG_EXPR_HAS_LABELS:
        sg_buffer_char(out, ':');
        write_labels(expression->labels, out);
        return write_operands(expression, slot, out);
    case SG_EXPR_FUNCTION:
        return write_function(expression, slot, out);
    case SG_EXPR_NOT:
    case SG_EXPR_NEGATE:
    case SG_EXPR_IS_NULL:
    case SG_EXPR_IS_NOT_NULL:
    case SG_EXPR_OR:
    case SG_EXPR_XOR:
    case SG_EXPR_AND:
    case SG_EXPR_ADD:
    case SG_EXPR_SUBTRACT:
    case SG_EXPR_IN:
    case SG_EXPR_STARTS_WITH:
    case SG_EXPR_ENDS_WITH:
    case SG_EXPR_CONTAINS:
    case SG_EXPR_MATCHES:
        return write_operands(expression, slot, out);
    default:
        return false;
    }
}
