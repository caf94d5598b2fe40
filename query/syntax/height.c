/* height.c - how tall the tree grows, so that those who walk it may recurse.
 *
 * A node is one taller than the tallest of its parts; the items of a list stand side by side and add
 * nothing.  Every part is measured once, when the node around it is made.
 */
#include "query/syntax/build.h"
#include "query/syntax/parse.h"

static void keep_tallest(uint16_t *tallest, uint16_t height)
{
    if (height > *tallest)
        *tallest = height;
}

static void keep_expression(uint16_t *tallest, const sg_expression *expression)
{
    if (expression)
        keep_tallest(tallest, expression->height);
}

static void keep_expressions(uint16_t *tallest, const sg_expression *list)
{
    for (; list; list = list->next)
        keep_tallest(tallest, list->height);
}

static void keep_labels(uint16_t *tallest, const sg_label_expression *labels)
{
    if (labels)
        keep_tallest(tallest, labels->height);
}

static void keep_changes(uint16_t *tallest, const sg_change *list)
{
    for (; list; list = list->next) {
        keep_expression(tallest, list->target);
        keep_expression(tallest, list->value);
        keep_labels(tallest, list->labels);
    }
}

/* One level on top of `tallest`. */
static uint16_t level(sg_parser *parser, sg_span span, uint16_t tallest)
{
    if (tallest >= SG_QUERY_DEPTH) {
        sg_parser_fail(parser, SG_ERROR_LIMIT_REACHED, span, "this nests deeper than %d levels",
                       SG_QUERY_DEPTH);
        return tallest;
    }
    return (uint16_t)(tallest + 1);
}

void sg_ast_measure_expression(sg_parser *parser, sg_expression *expression)
{
    uint16_t tallest = 0;
    if (parser->status != SG_OK) /* spare nodes may be linked in a ring */
        return;
    for (size_t i = 0; i < SG_COUNT(expression->operands); i++)
        keep_expression(&tallest, expression->operands[i]);
    keep_expressions(&tallest, expression->items);
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        keep_expression(&tallest, entry->value);
    keep_labels(&tallest, expression->labels);
    if (expression->pattern)
        keep_tallest(&tallest, expression->pattern->height);
    if (expression->statement)
        keep_tallest(&tallest, expression->statement->height);
    expression->height = level(parser, expression->span, tallest);
}

void sg_ast_measure_labels(sg_parser *parser, sg_label_expression *labels)
{
    uint16_t tallest = 0;
    keep_labels(&tallest, labels->left);
    keep_labels(&tallest, labels->right);
    labels->height = level(parser, labels->span, tallest);
}

static void keep_node(uint16_t *tallest, const sg_node_pattern *node)
{
    keep_labels(tallest, node->labels);
    keep_expression(tallest, node->properties);
    keep_expression(tallest, node->where);
}

void sg_ast_measure_pattern(sg_parser *parser, sg_pattern *pattern)
{
    uint16_t tallest = 0;
    if (parser->status != SG_OK)
        return;
    keep_node(&tallest, &pattern->start);
    for (const sg_pattern_step *step = pattern->steps; step; step = step->next) {
        keep_labels(&tallest, step->edge.types);
        keep_expression(&tallest, step->edge.properties);
        keep_expression(&tallest, step->edge.where);
        keep_node(&tallest, &step->node);
    }
    pattern->height = level(parser, pattern->span, tallest);
}

void sg_ast_measure_clause(sg_parser *parser, sg_clause *clause)
{
    uint16_t tallest = 0;
    if (parser->status != SG_OK)
        return;
    for (const sg_pattern *pattern = clause->patterns; pattern; pattern = pattern->next)
        keep_tallest(&tallest, pattern->height);
    const sg_expression *const parts[] = { clause->where, clause->expression, clause->skip,
                                           clause->limit };
    for (size_t i = 0; i < SG_COUNT(parts); i++)
        keep_expression(&tallest, parts[i]);
    for (const sg_projection_item *item = clause->items; item; item = item->next)
        keep_expression(&tallest, item->expression);
    for (const sg_sort_item *item = clause->sort; item; item = item->next)
        keep_expression(&tallest, item->expression);
    keep_expressions(&tallest, clause->arguments);
    keep_changes(&tallest, clause->changes);
    keep_changes(&tallest, clause->on_create);
    keep_changes(&tallest, clause->on_match);
    for (const sg_clause *inner = clause->clauses; inner; inner = inner->next)
        keep_tallest(&tallest, inner->height);
    if (clause->statement)
        keep_tallest(&tallest, clause->statement->height);
    clause->height = level(parser, clause->span, tallest);
}

void sg_ast_measure_statement(sg_parser *parser, sg_statement *statement)
{
    uint16_t tallest = 0;
    if (parser->status != SG_OK)
        return;
    for (const sg_single_query *query = statement->queries; query; query = query->next)
        for (const sg_clause *clause = query->clauses; clause; clause = clause->next)
            keep_tallest(&tallest, clause->height);
    statement->height = level(parser, statement->span, tallest);
}
