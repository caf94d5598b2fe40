/* ast_print_expression.c - expressions as s-expressions: (word operands... items...). */
#include "query/syntax/ast_print.h"
#include "query/syntax/ast_print_parts.h"

/* clang-format off */
static const char *const words[] = {
    [SG_EXPR_LITERAL] = "",           [SG_EXPR_PARAMETER] = "",         [SG_EXPR_VARIABLE] = "",
    [SG_EXPR_PROPERTY] = ".",         [SG_EXPR_SUBSCRIPT] = "[]",       [SG_EXPR_SLICE] = "[..]",
    [SG_EXPR_LIST] = "list",          [SG_EXPR_MAP] = "map",            [SG_EXPR_NOT] = "not",
    [SG_EXPR_NEGATE] = "neg",         [SG_EXPR_POSITIVE] = "pos",       [SG_EXPR_IS_NULL] = "null?",
    [SG_EXPR_IS_NOT_NULL] = "some?",  [SG_EXPR_OR] = "or",              [SG_EXPR_XOR] = "xor",
    [SG_EXPR_AND] = "and",            [SG_EXPR_ADD] = "+",              [SG_EXPR_SUBTRACT] = "-",
    [SG_EXPR_MULTIPLY] = "*",         [SG_EXPR_DIVIDE] = "/",           [SG_EXPR_MODULO] = "%",
    [SG_EXPR_POWER] = "^",            [SG_EXPR_IN] = "in",              [SG_EXPR_STARTS_WITH] = "starts",
    [SG_EXPR_ENDS_WITH] = "ends",     [SG_EXPR_CONTAINS] = "contains",  [SG_EXPR_MATCHES] = "=~",
    [SG_EXPR_COMPARISON] = "compare", [SG_EXPR_HAS_LABELS] = "is",      [SG_EXPR_FUNCTION] = "call",
    [SG_EXPR_COUNT_STAR] = "count-star", [SG_EXPR_CASE] = "case",
    [SG_EXPR_LIST_COMPREHENSION] = "for", [SG_EXPR_PATTERN_COMPREHENSION] = "for-pattern",
    [SG_EXPR_REDUCE] = "reduce",      [SG_EXPR_ALL] = "all",            [SG_EXPR_ANY] = "any",
    [SG_EXPR_NONE] = "none",          [SG_EXPR_SINGLE] = "single",      [SG_EXPR_PATTERN] = "matches",
    [SG_EXPR_EXISTS] = "exists",      [SG_EXPR_COUNT] = "count",        [SG_EXPR_COLLECT] = "collect",
    [SG_EXPR_MAP_PROJECTION] = "project",
};
static const char *const comparisons[] = {
    [SG_EQ] = "=", [SG_NE] = "<>", [SG_LT] = "<", [SG_LE] = "<=", [SG_GT] = ">", [SG_GE] = ">=",
};
/* clang-format on */

void sg_ast_print_list(const sg_expression *list, sg_buffer *out)
{
    for (; list; list = list->next) {
        sg_buffer_char(out, ' ');
        sg_ast_print_expression(list, out);
    }
}

static void print_literal(sg_buffer *out, sg_value value)
{
    char number[32];
    if (sg_is_null(value))
        sg_buffer_text(out, "null");
    else if (value.type == SG_TYPE_BOOLEAN)
        sg_buffer_text(out, value.boolean ? "true" : "false");
    else if (value.type == SG_TYPE_INTEGER)
        sg_buffer_format(out, "%lld", (long long)value.integer);
    else if (value.type == SG_TYPE_FLOAT)
        sg_buffer_add(out, (sg_str){ number, sg_double_format(value.real, number) });
    else
        sg_buffer_json_string(out, sg_value_str(value));
}

static void print_entries(sg_buffer *out, const sg_map_entry *entries)
{
    for (const sg_map_entry *entry = entries; entry; entry = entry->next) {
        if (entry->item == SG_MAP_ALL)
            sg_buffer_text(out, " .*");
        else if (entry->item == SG_MAP_PROPERTY)
            sg_buffer_format(out, " .%.*s", SG_FMT(entry->key.text));
        else if (entry->item == SG_MAP_VARIABLE)
            sg_buffer_format(out, " %.*s", SG_FMT(entry->key.text));
        if (entry->item != SG_MAP_ENTRY)
            continue;
        sg_buffer_format(out, " (%.*s ", SG_FMT(entry->key.text));
        sg_ast_print_expression(entry->value, out);
        sg_buffer_char(out, ')');
    }
}

static void print_name(sg_buffer *out, sg_name name)
{
    if (name.text.length > 0)
        sg_buffer_format(out, " %.*s", SG_FMT(name.text));
}

/* Operands stand in their places: a missing one before one that is there is written `_`. */
static void print_operands(sg_buffer *out, const sg_expression *expression)
{
    size_t count = SG_COUNT(expression->operands);
    while (count > 0 && !expression->operands[count - 1])
        count--;
    for (size_t i = 0; i < count; i++) {
        sg_buffer_char(out, ' ');
        if (expression->operands[i])
            sg_ast_print_expression(expression->operands[i], out);
        else
            sg_buffer_char(out, '_');
    }
}

static bool print_atom(sg_buffer *out, const sg_expression *expression)
{
    if (expression->kind == SG_EXPR_LITERAL)
        print_literal(out, expression->value);
    else if (expression->kind == SG_EXPR_VARIABLE)
        sg_buffer_add(out, expression->name.text);
    else if (expression->kind == SG_EXPR_PARAMETER)
        sg_buffer_format(out, "$%.*s", SG_FMT(expression->name.text));
    else if (expression->kind == SG_EXPR_COUNT_STAR)
        sg_buffer_text(out, "(count-star)");
    else
        return false;
    return true;
}

void sg_ast_print_expression(const sg_expression *expression, sg_buffer *out)
{
    bool property = expression->kind == SG_EXPR_PROPERTY;
    if (print_atom(out, expression))
        return;
    sg_buffer_format(out, "(%s", words[expression->kind]);
    if (!property)
        print_name(out, expression->name);
    if (expression->distinct)
        sg_buffer_text(out, " distinct");
    print_name(out, expression->accumulator);
    print_name(out, expression->variable);
    for (const sg_comparison_list *item = expression->comparisons; item; item = item->next)
        sg_buffer_format(out, " %s", comparisons[item->operator]);
    if (expression->pattern) {
        sg_buffer_char(out, ' ');
        sg_ast_print_pattern(expression->pattern, out);
    }
    if (expression->statement) {
        sg_buffer_char(out, ' ');
        sg_ast_print(expression->statement, out);
    }
    print_operands(out, expression);
    sg_ast_print_list(expression->items, out);
    print_entries(out, expression->entries);
    if (expression->labels)
        sg_ast_print_labels(expression->labels, out);
    if (property)
        print_name(out, expression->name);
    sg_buffer_char(out, ')');
}
