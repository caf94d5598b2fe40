/* estimate.c - rows before they exist: label counts and degrees are exact, the rest is judgement.
 *
 * A relationship (a:A)-[:T]->(b:B) joins  |T| * P(from in A) * P(to in B)  pairs, where the two
 * probabilities are counted at freeze and taken to be independent.
 */
#include "query/plan/estimate.h"

#include "engine/base/bitmap.h"

/* Shares of rows that conditions without statistics keep. */
static const double EQUAL = 0.1, RANGE = 0.3, TEXT = 0.1, LABEL = 0.5, EXISTENCE = 0.5,
                    UNKNOWN = 0.5, PRESENT = 0.9;

enum { DEEPEST = 4 }; /* steps of an unbounded walk that are reckoned with */

double sg_estimate_nodes(const sg_graph *graph, const uint64_t *label_sets)
{
    uint32_t sets = sg_graph_label_sets(graph);
    double nodes = 0;

    if (!label_sets)
        return sg_graph_node_count(graph);
    for (uint32_t set = 0; set < sets; set++)
        if (sg_bit_test(label_sets, set))
            nodes += sg_label_set_count(graph, (sg_label_set){ (uint16_t)set });
    return nodes;
}

double sg_estimate_touching(const sg_graph *graph, sg_reltype type, const uint64_t *label_sets,
                            sg_direction way)
{
    if (!label_sets)
        return (double)sg_graph_type_count(graph, type);
    return (double)sg_graph_sets_degree(graph, label_sets, type, way);
}

static double pairs_of_type(const sg_graph *graph, sg_reltype type, const uint64_t *from,
                            const uint64_t *to)
{
    double all = (double)sg_graph_type_count(graph, type);

    if (all == 0)
        return 0;
    return sg_estimate_touching(graph, type, from, SG_OUT) *
           sg_estimate_touching(graph, type, to, SG_IN) / all;
}

static sg_reltype type_at(const sg_pattern_arc *arc, uint32_t index)
{
    if (arc->any_type)
        return (sg_reltype){ (uint16_t)index };
    return arc->types[index];
}

static double pairs_one_way(const sg_graph *graph, const sg_pattern_arc *arc,
                            const uint64_t *from, const uint64_t *to)
{
    uint32_t count = arc->any_type ? sg_graph_types(graph) : arc->type_count;
    double pairs = 0;

    for (uint32_t i = 0; i < count; i++)
        pairs += pairs_of_type(graph, type_at(arc, i), from, to);
    return pairs;
}

static double pairs(const sg_graph *graph, const sg_pattern_arc *arc, const uint64_t *left,
                    const uint64_t *right)
{
    switch (arc->edge->direction) {
    case SG_RIGHT:
        return pairs_one_way(graph, arc, left, right);
    case SG_LEFT:
        return pairs_one_way(graph, arc, right, left);
    case SG_EITHER:
        return pairs_one_way(graph, arc, left, right) + pairs_one_way(graph, arc, right, left);
    }
    SG_UNREACHABLE();
}

/* A walk multiplies by the degree at each step; the last one must meet the labels at its end. */
static double walked_pairs(const sg_graph *graph, const sg_pattern_arc *arc,
                           const sg_pattern_vertex *left, const sg_pattern_vertex *right)
{
    double all = sg_graph_node_count(graph);
    double first = pairs(graph, arc, left->label_sets, NULL);
    double degree = all > 0 ? pairs(graph, arc, NULL, NULL) / all : 0;
    double meets = all > 0 ? right->nodes / all : 0;
    uint64_t last = arc->maximum < DEEPEST ? arc->maximum : DEEPEST;
    double total = arc->minimum == 0 ? left->nodes : 0;

    if (last < arc->minimum)
        last = arc->minimum;
    for (uint64_t step = 1; step <= last && total < 1e15; step++, first *= degree)
        if (step >= arc->minimum)
            total += first;
    if (arc->pattern->shortest == SG_SHORTEST && total > left->nodes * all)
        total = left->nodes * all;
    return total * meets;
}

double sg_estimate_pairs(const sg_graph *graph, const sg_pattern_arc *arc,
                         const sg_pattern_vertex *left, const sg_pattern_vertex *right)
{
    if (arc->walks)
        return walked_pairs(graph, arc, left, right);
    return pairs(graph, arc, left->label_sets, right->label_sets);
}

/* --- conditions ------------------------------------------------------------------------------------ */
/* One over the number of distinct values of the property, where the columns know it. */
static double equality(const sg_graph *graph, const sg_pattern_graph *pattern,
                       const sg_expression *property)
{
    uint32_t distinct = 0;

    if (property->kind != SG_EXPR_PROPERTY || property->operands[0]->kind != SG_EXPR_VARIABLE)
        return EQUAL;
    if (!property->key_known)
        return EQUAL;
    for (uint32_t i = 0; i < pattern->vertex_count; i++) {
        const sg_pattern_vertex *vertex = &pattern->vertices[i];
        if (vertex->slot != property->operands[0]->slot)
            continue;
        for (uint32_t set = 0; set < sg_graph_label_sets(graph); set++) {
            if (vertex->label_sets && !sg_bit_test(vertex->label_sets, set))
                continue;
            const sg_column *column =
                sg_graph_column(graph, (sg_label_set){ (uint16_t)set }, property->key);
            if (column && column->distinct > distinct)
                distinct = column->distinct;
        }
    }
    return distinct ? 1.0 / distinct : EQUAL;
}

static double comparison(const sg_graph *graph, const sg_pattern_graph *pattern,
                         const sg_expression *condition)
{
    switch (condition->comparisons->operator) {
    case SG_EQ:
        if (condition->items->kind == SG_EXPR_PROPERTY)
            return equality(graph, pattern, condition->items);
        return equality(graph, pattern, condition->items->next);
    case SG_NE:
        return 1 - EQUAL;
    case SG_LT:
    case SG_LE:
    case SG_GT:
    case SG_GE:
        break;
    }
    return RANGE;
}

static double membership(const sg_graph *graph, const sg_pattern_graph *pattern,
                         const sg_expression *condition)
{
    double one = equality(graph, pattern, condition->operands[0]), all = 0;

    if (condition->operands[1]->kind != SG_EXPR_LIST)
        return 2 * one < 1 ? 2 * one : 1;
    for (const sg_expression *item = condition->operands[1]->items; item; item = item->next)
        all += one;
    return all < 1 ? all : 1;
}

double sg_estimate_selectivity(const sg_graph *graph, const sg_pattern_graph *pattern,
                               const sg_expression *condition)
{
    switch ((int)condition->kind) {
    case SG_EXPR_AND:
        return sg_estimate_selectivity(graph, pattern, condition->operands[0]) *
               sg_estimate_selectivity(graph, pattern, condition->operands[1]);
    case SG_EXPR_OR: {
        double left = sg_estimate_selectivity(graph, pattern, condition->operands[0]);
        double right = sg_estimate_selectivity(graph, pattern, condition->operands[1]);
        return left + right - left * right;
    }
    case SG_EXPR_NOT:
        return 1 - sg_estimate_selectivity(graph, pattern, condition->operands[0]);
    case SG_EXPR_COMPARISON:
        return comparison(graph, pattern, condition);
    case SG_EXPR_IN:
        return membership(graph, pattern, condition);
    case SG_EXPR_STARTS_WITH:
    case SG_EXPR_ENDS_WITH:
    case SG_EXPR_CONTAINS:
    case SG_EXPR_MATCHES:
        return TEXT;
    case SG_EXPR_IS_NULL:
        return 1 - PRESENT;
    case SG_EXPR_IS_NOT_NULL:
        return PRESENT;
    case SG_EXPR_HAS_LABELS:
        return LABEL;
    case SG_EXPR_EXISTS:
    case SG_EXPR_PATTERN:
        return EXISTENCE;
    default:
        return UNKNOWN;
    }
}
