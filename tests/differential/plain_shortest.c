/* plain_shortest.c - the plain evaluator: shortest paths, by trying all paths of 0, 1, 2 ...
 * steps.
 *
 * The conditions on every relationship or every node of the path, all(...), none(...) and NOT any(...) among
 * what WHERE joins by AND, belong to the search: the shortest of those paths that satisfy them
 * is wanted. A shortest path never comes to a node twice, and its relationships need not differ
 * from those found elsewhere in the MATCH.
 */
#include "tests/differential/plain_parts.h"

typedef struct attempt {
    sg_plain *self;
    const sg_pattern *pattern;
    const sg_expression *where;
    const sg_bound *row;
    uint32_t start, end;
    uint32_t *edges, *nodes; /* of the path at hand */
    uint32_t length;         /* that it is to have */
    sg_plain_table *out;
} attempt;

/* Whether the quantifier is about the path: nodes(p), relationships(p) or its list variable. */
static bool is_about(const attempt *a, const sg_expression *quantifier)
{
    const sg_name *name = &a->pattern->variable;

    if (quantifier->kind == SG_EXPR_NOT && quantifier->operands[0]->kind == SG_EXPR_ANY)
        quantifier = quantifier->operands[0];
    else if (quantifier->kind != SG_EXPR_ALL && quantifier->kind != SG_EXPR_NONE)
        return false;
    const sg_expression *list = quantifier->operands[0];
    if (list->kind == SG_EXPR_VARIABLE)
        return sg_str_equal(list->name.text, a->pattern->steps->edge.variable.text);
    return list->kind == SG_EXPR_FUNCTION && list->items &&
           list->items->kind == SG_EXPR_VARIABLE &&
           sg_str_equal(list->items->name.text, name->text) &&
           (sg_str_equal_fold(list->name.text, SG_STR("nodes")) ||
            sg_str_equal_fold(list->name.text, SG_STR("relationships")));
}

static sg_status satisfies(const attempt *a, const sg_bound *row, const sg_expression *where,
                           bool *out)
{
    *out = true;
    if (!where)
        return SG_OK;
    if (where->kind == SG_EXPR_AND) {
        SG_TRY(satisfies(a, row, where->operands[0], out));
        return *out ? satisfies(a, row, where->operands[1], out) : SG_OK;
    }
    return is_about(a, where) ? sg_plain_holds(a->self, row, where, out) : SG_OK;
}

/* The path has come to its end: keeps it if it satisfies the conditions. */
static sg_status keep(const attempt *a)
{
    const sg_bound *row = a->row;
    const sg_edge_pattern *edge = &a->pattern->steps->edge;
    sg_value *items = sg_arena_make_array(a->self->arena, sg_value, a->length);
    sg_value path;
    bool holds = true;

    if (!items)
        return sg_plain_no_memory(a->self);
    for (uint32_t i = 0; i < a->length; i++)
        items[i] = sg_edge_value((sg_edge){ a->edges[i] });
    SG_TRY(sg_plain_path(a->self, a->start, a->edges, a->length, &path));
    if (a->pattern->variable.text.length > 0)
        SG_TRY(sg_plain_bind(a->self, a->pattern->variable.text, path, &row));
    if (edge->variable.text.length > 0)
        SG_TRY(sg_plain_bind(a->self, edge->variable.text,
                             edge->variable_length ? sg_list(items, a->length) : items[0],
                             &row));
    for (uint32_t i = 0; i < a->length && holds; i++)
        SG_TRY(sg_plain_has_properties(a->self, a->row, items[i], edge->properties, &holds));
    if (holds)
        SG_TRY(satisfies(a, row, a->where, &holds));
    return holds ? sg_plain_add_row(a->self, a->out, row) : SG_OK;
}

static sg_status grow(const attempt *a, uint32_t taken)
{
    const sg_graph *graph = a->self->graph;
    uint32_t node = a->nodes[taken];

    if (taken == a->length)
        return node == a->end ? keep(a) : SG_OK;
    for (uint32_t edge = 0; edge < sg_graph_edges(graph); edge++) {
        uint32_t behind = sg_plain_behind(graph, &a->pattern->steps->edge, edge, node);
        bool seen = behind == SG_NO_ID;
        SG_TRY(sg_plain_step(a->self));
        for (uint32_t i = 0; i <= taken && !seen; i++)
            seen = a->nodes[i] == behind;
        if (seen)
            continue;
        a->edges[taken] = edge;
        a->nodes[taken + 1] = behind;
        SG_TRY(grow(a, taken + 1));
    }
    return SG_OK;
}

sg_status sg_plain_shortest(sg_plain *self, const sg_bound *row, const sg_pattern *pattern,
                            const sg_expression *where, uint32_t start, uint32_t end,
                            sg_plain_table *out)
{
    const sg_edge_pattern *edge = &pattern->steps->edge;
    uint32_t nodes = sg_graph_nodes(self->graph);
    attempt a = { .self = self,
                  .pattern = pattern,
                  .where = where,
                  .row = row,
                  .start = start,
                  .end = end,
                  .out = out };
    uint64_t length = edge->has_minimum ? edge->minimum : 1, maximum = nodes;

    if (edge->has_maximum && edge->maximum < maximum)
        maximum = edge->maximum;
    if (!edge->variable_length)
        length = maximum = 1;
    a.edges = sg_arena_make_array(self->arena, uint32_t, nodes);
    a.nodes = sg_arena_make_array(self->arena, uint32_t, (size_t)nodes + 1);
    if (!a.edges || !a.nodes)
        return sg_plain_no_memory(self);
    a.nodes[0] = start;
    for (; length <= maximum && out->count == 0; length++) {
        a.length = (uint32_t)length;
        SG_TRY(grow(&a, 0));
    }
    if (pattern->shortest == SG_SHORTEST && out->count > 1)
        out->count = 1;
    return SG_OK;
}
