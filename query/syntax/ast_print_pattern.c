/* ast_print_pattern.c - nodes, relationships and labels as s-expressions. */
#include "query/syntax/ast_print.h"
#include "query/syntax/ast_print_parts.h"

static void print_label(const sg_label_expression *labels, sg_buffer *out)
{
    switch (labels->kind) {
    case SG_LABEL_NAME:
        sg_buffer_add(out, labels->name.text);
        return;
    case SG_LABEL_ANY:
        sg_buffer_char(out, '%');
        return;
    case SG_LABEL_NOT:
        sg_buffer_text(out, "(! ");
        print_label(labels->left, out);
        break;
    case SG_LABEL_AND:
    case SG_LABEL_OR:
        sg_buffer_text(out, labels->kind == SG_LABEL_OR ? "(| "
                            : labels->colon_list        ? "(: "
                                                        : "(& ");
        print_label(labels->left, out);
        sg_buffer_char(out, ' ');
        print_label(labels->right, out);
        break;
    }
    sg_buffer_char(out, ')');
}

void sg_ast_print_labels(const sg_label_expression *labels, sg_buffer *out)
{
    sg_buffer_text(out, " :");
    print_label(labels, out);
}

/* What nodes and relationships have in common. */
static void print_element(sg_buffer *out, sg_name variable, const sg_label_expression *labels,
                          const sg_expression *properties, const sg_expression *where)
{
    if (variable.text.length > 0)
        sg_buffer_format(out, " %.*s", SG_FMT(variable.text));
    if (labels)
        sg_ast_print_labels(labels, out);
    if (properties) {
        sg_buffer_char(out, ' ');
        sg_ast_print_expression(properties, out);
    }
    if (where) {
        sg_buffer_text(out, " (where ");
        sg_ast_print_expression(where, out);
        sg_buffer_char(out, ')');
    }
}

static void print_node(sg_buffer *out, const sg_node_pattern *node)
{
    sg_buffer_text(out, " (node");
    print_element(out, node->variable, node->labels, node->properties, node->where);
    sg_buffer_char(out, ')');
}

static void print_length(sg_buffer *out, const sg_edge_pattern *edge)
{
    if (!edge->variable_length)
        return;
    sg_buffer_text(out, " *");
    if (edge->has_minimum)
        sg_buffer_format(out, "%llu", (unsigned long long)edge->minimum);
    if (edge->has_minimum || edge->has_maximum)
        sg_buffer_text(out, "..");
    if (edge->has_maximum)
        sg_buffer_format(out, "%llu", (unsigned long long)edge->maximum);
}

static void print_edge(sg_buffer *out, const sg_edge_pattern *edge)
{
    static const char *const arrows[] = {
        [SG_RIGHT] = " (->", [SG_LEFT] = " (<-", [SG_EITHER] = " (--"
    };
    sg_buffer_text(out, arrows[edge->direction]);
    print_element(out, edge->variable, edge->types, NULL, NULL);
    print_length(out, edge);
    print_element(out, (sg_name){ 0 }, NULL, edge->properties, edge->where);
    sg_buffer_char(out, ')');
}

void sg_ast_print_pattern(const sg_pattern *pattern, sg_buffer *out)
{
    static const char *const words[] = {
        [SG_NOT_SHORTEST] = "(pattern",
        [SG_SHORTEST] = "(shortest",
        [SG_ALL_SHORTEST] = "(all-shortest",
    };
    sg_buffer_text(out, words[pattern->shortest]);
    if (pattern->variable.text.length > 0)
        sg_buffer_format(out, " %.*s =", SG_FMT(pattern->variable.text));
    print_node(out, &pattern->start);
    for (const sg_pattern_step *step = pattern->steps; step; step = step->next) {
        print_edge(out, &step->edge);
        print_node(out, &step->node);
    }
    sg_buffer_char(out, ')');
}
