/* build_pattern.c - nodes, relationships and labels as patterns write them. */
#include "query/syntax/build.h"

sg_label_expression *sg_ast_label(sg_parser *parser, sg_label_kind kind, sg_span token)
{
    sg_label_expression *label = sg_ast_make(parser, sg_label_expression);
    label->kind = kind;
    label->span = token;
    label->height = 1;
    if (kind == SG_LABEL_NAME)
        label->name = sg_ast_name(parser, token);
    return label;
}

sg_label_expression *sg_ast_label_not(sg_parser *parser, uint32_t begin,
                                      sg_label_expression *operand)
{
    sg_label_expression *negation = sg_ast_make(parser, sg_label_expression);
    negation->kind = SG_LABEL_NOT;
    negation->left = operand;
    negation->span = sg_parser_span(parser, begin);
    sg_ast_measure_labels(parser, negation);
    return negation;
}

sg_label_expression *sg_ast_label_pair(sg_parser *parser, sg_label_kind kind, bool colon_list,
                                       sg_label_expression *left, sg_label_expression *right)
{
    sg_label_expression *pair = sg_ast_make(parser, sg_label_expression);
    pair->kind = kind;
    pair->colon_list = colon_list;
    pair->left = left;
    pair->right = right;
    pair->span = sg_parser_span(parser, left->span.begin);
    sg_ast_measure_labels(parser, pair);
    return pair;
}

sg_node_pattern *sg_ast_node(sg_parser *parser, sg_name variable, sg_label_expression *labels,
                             sg_expression *properties, sg_expression *where)
{
    sg_node_pattern *node = sg_ast_make(parser, sg_node_pattern);
    node->variable = variable;
    node->labels = labels;
    node->properties = properties;
    node->where = where;
    return node;
}

sg_node_pattern *sg_ast_node_done(sg_parser *parser, uint32_t begin, sg_node_pattern *node)
{
    node->span = sg_parser_span(parser, begin);
    return node;
}

sg_edge_pattern *sg_ast_edge(sg_parser *parser, sg_name variable, sg_label_expression *types,
                             sg_length length, sg_expression *properties, sg_expression *where)
{
    sg_edge_pattern *edge = sg_ast_make(parser, sg_edge_pattern);
    edge->variable = variable;
    edge->types = types;
    edge->properties = properties;
    edge->where = where;
    edge->variable_length = length.given;
    edge->has_minimum = length.has_minimum;
    edge->has_maximum = length.has_maximum;
    edge->minimum = length.minimum;
    edge->maximum = length.maximum;
    return edge;
}

sg_edge_pattern *sg_ast_directed(sg_parser *parser, uint32_t begin,
                                 sg_pattern_direction direction, sg_edge_pattern *edge)
{
    edge->direction = direction;
    edge->span = sg_parser_span(parser, begin);
    return edge;
}

sg_pattern_chain sg_ast_chain(sg_parser *parser, const sg_node_pattern *start)
{
    sg_pattern *pattern = sg_ast_make(parser, sg_pattern);
    pattern->start = *start;
    pattern->span = start->span;
    return (sg_pattern_chain){ .pattern = pattern };
}

sg_pattern_chain sg_ast_chain_step(sg_parser *parser, sg_pattern_chain chain,
                                   const sg_edge_pattern *edge, const sg_node_pattern *node)
{
    sg_pattern_step *step = sg_ast_make(parser, sg_pattern_step);
    step->edge = *edge;
    step->node = *node;
    if (chain.last)
        chain.last->next = step;
    else
        chain.pattern->steps = step;
    chain.last = step;
    return chain;
}

sg_pattern *sg_ast_pattern_of(sg_parser *parser, sg_pattern_chain chain)
{
    uint32_t begin = chain.pattern->span.begin;
    return sg_ast_pattern(parser, begin, (sg_name){ 0 }, SG_NOT_SHORTEST, chain.pattern);
}

sg_pattern *sg_ast_pattern(sg_parser *parser, uint32_t begin, sg_name variable,
                           sg_shortest shortest, sg_pattern *pattern)
{
    pattern->variable = variable;
    pattern->shortest = shortest;
    pattern->span = sg_parser_span(parser, begin);
    sg_ast_measure_pattern(parser, pattern);
    return pattern;
}
