/* build_expression.c - expressions from their parts. */
#include "query/syntax/build.h"

static sg_expression *make(sg_parser *parser, sg_expression_kind kind, uint32_t begin)
{
    sg_expression *expression = sg_ast_make(parser, sg_expression);
    expression->kind = kind;
    expression->span = sg_parser_span(parser, begin);
    return expression;
}

static sg_expression *done(sg_parser *parser, sg_expression *expression)
{
    sg_ast_measure_expression(parser, expression);
    return expression;
}

sg_expression *sg_ast_variable(sg_parser *parser, sg_name name)
{
    sg_expression *variable = make(parser, SG_EXPR_VARIABLE, name.span.begin);
    variable->span = name.span;
    variable->name = name;
    return done(parser, variable);
}

sg_expression *sg_ast_unary(sg_parser *parser, sg_expression_kind kind, uint32_t begin,
                            sg_expression *operand)
{
    sg_expression *unary = make(parser, kind, begin);
    unary->operands[0] = operand;
    return done(parser, unary);
}

sg_expression *sg_ast_negate(sg_parser *parser, uint32_t begin, sg_expression *operand)
{
    bool number = operand->kind == SG_EXPR_LITERAL && !operand->parenthesised &&
                  sg_is_number(operand->value);
    bool minimum =
        number && operand->value.type == SG_TYPE_INTEGER && operand->value.integer == INT64_MIN;
    if (!number || (minimum && operand != parser->unsigned_minimum))
        return sg_ast_unary(parser, SG_EXPR_NEGATE, begin, operand);
    if (minimum)
        parser->unsigned_minimum = NULL;
    else if (operand->value.type == SG_TYPE_INTEGER)
        operand->value.integer = -operand->value.integer;
    else
        operand->value.real = -operand->value.real;
    operand->span.begin = begin;
    return operand;
}

sg_expression *sg_ast_binary(sg_parser *parser, sg_expression_kind kind, sg_expression *left,
                             sg_expression *right)
{
    sg_expression *binary = make(parser, kind, left->span.begin);
    binary->operands[0] = left;
    binary->operands[1] = right;
    return done(parser, binary);
}

/* Takes the first `count` items from the list into one tree. */
static sg_expression *balance(sg_parser *parser, sg_expression_kind kind, sg_expression **list,
                              size_t count)
{
    if (count == 1) {
        sg_expression *leaf = *list;
        *list = leaf->next;
        leaf->next = NULL;
        return leaf;
    }
    sg_expression *left = balance(parser, kind, list, count - count / 2);
    sg_expression *right = balance(parser, kind, list, count / 2);
    sg_expression *pair = sg_ast_binary(parser, kind, left, right);
    pair->span.end = right->span.end;
    return pair;
}

sg_expression *sg_ast_fold(sg_parser *parser, sg_expression_kind kind, sg_expressions operands)
{
    size_t count = 0;
    if (parser->status != SG_OK) /* spare nodes may be linked in a ring */
        return operands.first;
    for (const sg_expression *operand = operands.first; operand; operand = operand->next)
        count++;
    sg_expression *list = operands.first;
    return balance(parser, kind, &list, count);
}

sg_expressions sg_ast_folded(sg_parser *parser, sg_expression_kind kind,
                             sg_expressions operands)
{
    sg_expression *folded = sg_ast_fold(parser, kind, operands);
    return (sg_expressions){ folded, folded };
}

sg_expression *sg_ast_parenthesised(sg_parser *parser, uint32_t begin,
                                    sg_expression *expression)
{
    expression->parenthesised = true;
    expression->span = sg_parser_span(parser, begin);
    return expression;
}

sg_comparison_chain sg_ast_comparison_chain(sg_parser *parser, sg_comparison_chain chain,
                                            sg_comparison operator, sg_span token,
                                            sg_expression *operand)
{
    sg_comparison_list *item = sg_ast_make(parser, sg_comparison_list);
    item->operator= operator;
    item->span = token;
    sg_ast_append(chain.operators, item);
    sg_ast_append(chain.operands, operand);
    return chain;
}

sg_comparison_chain sg_ast_compare(sg_parser *parser, sg_expression *left,
                                   sg_comparison operator, sg_span token, sg_expression *right)
{
    sg_comparison_chain chain = { .operands = { left, left } };
    return sg_ast_comparison_chain(parser, chain, operator, token, right);
}

sg_expression *sg_ast_comparison(sg_parser *parser, sg_comparison_chain chain)
{
    sg_expression *comparison =
        make(parser, SG_EXPR_COMPARISON, chain.operands.first->span.begin);
    comparison->items = chain.operands.first;
    comparison->comparisons = chain.operators.first;
    return done(parser, comparison);
}

sg_expression *sg_ast_property(sg_parser *parser, sg_expression *subject, sg_name key)
{
    sg_expression *property = make(parser, SG_EXPR_PROPERTY, subject->span.begin);
    property->operands[0] = subject;
    property->name = key;
    return done(parser, property);
}

sg_expression *sg_ast_subscript(sg_parser *parser, sg_expression *list, sg_expression *index)
{
    return sg_ast_binary(parser, SG_EXPR_SUBSCRIPT, list, index);
}

sg_expression *sg_ast_slice(sg_parser *parser, sg_expression *list, sg_expression *from,
                            sg_expression *to)
{
    sg_expression *slice = make(parser, SG_EXPR_SLICE, list->span.begin);
    slice->operands[0] = list;
    slice->operands[1] = from;
    slice->operands[2] = to;
    return done(parser, slice);
}

sg_expression *sg_ast_has_labels(sg_parser *parser, sg_expression *subject,
                                 sg_label_expression *labels)
{
    sg_expression *test = make(parser, SG_EXPR_HAS_LABELS, subject->span.begin);
    test->operands[0] = subject;
    test->labels = labels;
    return done(parser, test);
}

sg_expression *sg_ast_list(sg_parser *parser, uint32_t begin, sg_expressions items)
{
    sg_expression *list = make(parser, SG_EXPR_LIST, begin);
    list->items = items.first;
    return done(parser, list);
}

sg_expression *sg_ast_map(sg_parser *parser, uint32_t begin, sg_map_entries entries)
{
    sg_expression *map = make(parser, SG_EXPR_MAP, begin);
    map->entries = entries.first;
    return done(parser, map);
}

sg_expression *sg_ast_projection(sg_parser *parser, sg_name variable, sg_map_entries entries)
{
    sg_expression *projection = make(parser, SG_EXPR_MAP_PROJECTION, variable.span.begin);
    projection->operands[0] = sg_ast_variable(parser, variable);
    projection->entries = entries.first;
    return done(parser, projection);
}

sg_map_entry *sg_ast_map_entry(sg_parser *parser, sg_map_item item, sg_name key,
                               sg_expression *value)
{
    sg_map_entry *entry = sg_ast_make(parser, sg_map_entry);
    entry->item = item;
    entry->key = key;
    entry->value = value;
    return entry;
}

/* a, a.b or a.b.c as the name of a function; fails on anything else. */
static sg_name callee_name(sg_parser *parser, const sg_expression *callee)
{
    sg_name_list *parts = NULL;
    for (const sg_expression *part = callee; !part->parenthesised; part = part->operands[0]) {
        bool leftmost = part->kind == SG_EXPR_VARIABLE;
        if ((!leftmost && part->kind != SG_EXPR_PROPERTY) || parser->status != SG_OK)
            break;
        sg_name_list *item = sg_ast_name_item(parser, part->name);
        item->next = parts;
        parts = item;
        if (leftmost)
            return sg_ast_dotted_name(parser, parts);
    }
    sg_parser_fail(parser, SG_ERROR_UNEXPECTED_SYNTAX, callee->span,
                   "only a function's name can stand in front of `(`");
    return (sg_name){ .span = callee->span };
}

sg_expression *sg_ast_call(sg_parser *parser, sg_expression *callee, bool distinct,
                           sg_expressions arguments)
{
    sg_expression *call = make(parser, SG_EXPR_FUNCTION, callee->span.begin);
    call->name = callee_name(parser, callee);
    call->distinct = distinct;
    call->items = arguments.first;
    return done(parser, call);
}

sg_expression *sg_ast_trim(sg_parser *parser, sg_expression *callee, const char *function,
                           sg_expression *characters, sg_expression *text)
{
    sg_expression *call = sg_ast_call(parser, callee, false, (sg_expressions){ 0 });
    if (!sg_str_equal_fold(call->name.text, SG_STR("trim")))
        sg_parser_fail(parser, SG_ERROR_UNEXPECTED_SYNTAX, call->span,
                       "FROM stands in trim() only: trim(BOTH 'x' FROM text)");
    call->name.text = sg_str_of(function);
    call->items = text;
    text->next = characters;
    return done(parser, call);
}

sg_expression *sg_ast_call_star(sg_parser *parser, sg_expression *callee)
{
    sg_expression *call = make(parser, SG_EXPR_COUNT_STAR, callee->span.begin);
    call->name = callee_name(parser, callee);
    if (!sg_str_equal_fold(call->name.text, SG_STR("count")))
        sg_parser_fail(parser, SG_ERROR_UNEXPECTED_SYNTAX, call->span,
                       "`*` can be counted only: count(*)");
    return done(parser, call);
}

sg_expression *sg_ast_case(sg_parser *parser, uint32_t begin, sg_expression *subject,
                           sg_expressions branches, sg_expression *otherwise)
{
    sg_expression *choice = make(parser, SG_EXPR_CASE, begin);
    choice->operands[0] = subject;
    choice->operands[1] = otherwise;
    choice->items = branches.first;
    return done(parser, choice);
}

sg_expression *sg_ast_comprehension(sg_parser *parser, uint32_t begin, sg_name variable,
                                    sg_expression *list, sg_expression *where,
                                    sg_expression *result)
{
    sg_expression *comprehension = make(parser, SG_EXPR_LIST_COMPREHENSION, begin);
    comprehension->variable = variable;
    comprehension->operands[0] = list;
    comprehension->operands[1] = where;
    comprehension->operands[2] = result;
    return done(parser, comprehension);
}

sg_expression *sg_ast_pattern_comprehension(sg_parser *parser, uint32_t begin, sg_name variable,
                                            sg_pattern *pattern, sg_expression *where,
                                            sg_expression *result)
{
    sg_expression *comprehension = make(parser, SG_EXPR_PATTERN_COMPREHENSION, begin);
    comprehension->variable = variable;
    comprehension->pattern = pattern;
    comprehension->operands[1] = where;
    comprehension->operands[2] = result;
    return done(parser, comprehension);
}

sg_expression *sg_ast_reduce(sg_parser *parser, uint32_t begin, sg_name accumulator,
                             sg_expression *initial, sg_name variable, sg_expression *list,
                             sg_expression *result)
{
    sg_expression *reduce = make(parser, SG_EXPR_REDUCE, begin);
    reduce->accumulator = accumulator;
    reduce->variable = variable;
    reduce->operands[0] = initial;
    reduce->operands[1] = list;
    reduce->operands[2] = result;
    return done(parser, reduce);
}

sg_expression *sg_ast_quantifier(sg_parser *parser, sg_expression_kind kind, uint32_t begin,
                                 sg_name variable, sg_expression *list, sg_expression *where)
{
    sg_expression *quantifier = make(parser, kind, begin);
    quantifier->variable = variable;
    quantifier->operands[0] = list;
    quantifier->operands[1] = where;
    return done(parser, quantifier);
}

sg_expression *sg_ast_pattern_value(sg_parser *parser, sg_pattern *pattern)
{
    sg_expression *value = make(parser, SG_EXPR_PATTERN, pattern->span.begin);
    value->pattern = pattern;
    return done(parser, value);
}

sg_expression *sg_ast_subquery(sg_parser *parser, sg_expression_kind kind, uint32_t begin,
                               sg_statement *statement)
{
    sg_expression *subquery = make(parser, kind, begin);
    subquery->statement = statement;
    sg_ast_check_subquery(parser, statement);
    return done(parser, subquery);
}
