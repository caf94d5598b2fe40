/* reduction_key.c - writes tests in prefix form; texts carry their length, so that none can pretend to
 * be something else. */
#include "query/plan/reduction_key.h"

#include <string.h>

#include "query/functions/functions.h"

static bool write_value(const sg_value *value, sg_buffer *out)
{
    uint64_t bits = 0;

    switch ((int)value->type) {
    case SG_TYPE_NULL:
        sg_buffer_char(out, 'n');
        return true;
    case SG_TYPE_BOOLEAN:
        sg_buffer_char(out, value->boolean ? 't' : 'f');
        return true;
    case SG_TYPE_INTEGER:
        sg_buffer_format(out, "i%lld", (long long)value->integer);
        return true;
    case SG_TYPE_FLOAT:
        memcpy(&bits, &value->real, sizeof bits);
        sg_buffer_format(out, "r%llx", (unsigned long long)bits);
        return true;
    case SG_TYPE_STRING:
        sg_buffer_format(out, "s%zu:", (size_t)value->length);
        sg_buffer_add(out, (sg_str){ value->string, value->length });
        return true;
    default:
        return false;
    }
}

/* A value, or a list of values that are no lists. */
static bool write_parameter(const sg_value *parameters, sg_str name, sg_buffer *out)
{
    const sg_value *value = NULL;

    for (uint32_t i = 0;
         parameters && parameters->type == SG_TYPE_MAP && i < parameters->length; i++)
        if (sg_str_equal(parameters->map[i].key, name))
            value = &parameters->map[i].value;
    if (!value || value->type != SG_TYPE_LIST)
        return value && write_value(value, out);
    sg_buffer_text(out, "l(");
    for (uint32_t i = 0; i < value->length; i++) {
        if (!write_value(&value->list[i], out))
            return false;
        sg_buffer_char(out, ',');
    }
    sg_buffer_char(out, ')');
    return true;
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

static bool write_list(const sg_expression *items, uint32_t slot, const sg_value *parameters,
                       sg_buffer *out)
{
    sg_buffer_char(out, '(');
    for (; items; items = items->next) {
        if (!sg_write_test_key(items, slot, parameters, out))
            return false;
        sg_buffer_char(out, ',');
    }
    sg_buffer_char(out, ')');
    return true;
}

static bool write_operands(const sg_expression *expression, uint32_t slot,
                           const sg_value *parameters, sg_buffer *out)
{
    sg_buffer_format(out, "o%d(", (int)expression->kind);
    for (size_t i = 0; i < SG_COUNT(expression->operands); i++) {
        if (expression->operands[i] &&
            !sg_write_test_key(expression->operands[i], slot, parameters, out))
            return false;
        sg_buffer_char(out, ',');
    }
    sg_buffer_char(out, ')');
    return true;
}

static bool write_comparison(const sg_expression *expression, uint32_t slot,
                             const sg_value *parameters, sg_buffer *out)
{
    sg_buffer_char(out, 'c');
    for (const sg_comparison_list *each = expression->comparisons; each; each = each->next)
        sg_buffer_format(out, "%d", (int)each->operator);
    return write_list(expression->items, slot, parameters, out);
}

static bool write_function(const sg_expression *expression, uint32_t slot,
                           const sg_value *parameters, sg_buffer *out)
{
    const sg_function *function = expression->function;

    if (!function || function->aggregate || (function->flags & SG_VOLATILE))
        return false;
    sg_buffer_format(out, "%.*s", SG_FMT(function->name));
    return write_list(expression->items, slot, parameters, out);
}

bool sg_write_test_key(const sg_expression *expression, uint32_t slot,
                       const sg_value *parameters, sg_buffer *out)
{
    switch ((int)expression->kind) {
    case SG_EXPR_VARIABLE:
        sg_buffer_char(out, '@');
        return expression->slot == slot;
    case SG_EXPR_LITERAL:
        return write_value(&expression->value, out);
    case SG_EXPR_PARAMETER:
        return write_parameter(parameters, expression->name.text, out);
    case SG_EXPR_PROPERTY:
        if (expression->key_known)
            sg_buffer_format(out, ".%u", (unsigned)expression->key.id);
        else
            sg_buffer_format(out, "?%zu:%.*s", expression->name.text.length,
                             SG_FMT(expression->name.text));
        return write_operands(expression, slot, parameters, out);
    case SG_EXPR_LIST:
        sg_buffer_char(out, 'l');
        return write_list(expression->items, slot, parameters, out);
    case SG_EXPR_COMPARISON:
        return write_comparison(expression, slot, parameters, out);
    case SG_EXPR_HAS_LABELS:
        sg_buffer_char(out, ':');
        write_labels(expression->labels, out);
        return write_operands(expression, slot, parameters, out);
    case SG_EXPR_FUNCTION:
        return write_function(expression, slot, parameters, out);
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
    case SG_EXPR_SUBSCRIPT:
    case SG_EXPR_IN:
    case SG_EXPR_STARTS_WITH:
    case SG_EXPR_ENDS_WITH:
    case SG_EXPR_CONTAINS:
    case SG_EXPR_MATCHES:
        return write_operands(expression, slot, parameters, out);
    default:
        return false;
    }
}
