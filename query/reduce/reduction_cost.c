/* reduction_cost.c - nodes that would be tested, and relationships that would be followed. */
#include "query/reduce/reduction_cost.h"

#include "query/plan/estimate.h"
#include "query/reduce/arc_step.h"

bool sg_reduction_can_save(const sg_reduction *reduction)
{
    bool asks = reduction->arc_count > 1;

    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        asks = asks || reduction->vertices[i].test_count > 0 ||
               reduction->vertices[i].subset_count > 0;
    for (uint32_t i = 0; i < reduction->arc_count; i++)
        asks = asks || reduction->arcs[i].walks || reduction->arcs[i].test_count > 0;
    return asks;
}

static bool is_known(sg_set_store *store, const sg_reduced_vertex *vertex)
{
    sg_id_set *known =
        store && vertex->key.bytes ? sg_set_store_find(store, vertex->key) : NULL;

    sg_id_set_free(known);
    return known != NULL;
}

static double cost_of_vertex(const sg_graph *graph, sg_set_store *store,
                             const sg_reduced_vertex *vertex)
{
    double cost = 0;

    for (uint32_t i = 0; i < vertex->subset_count; i++)
        cost += sg_reduction_cost(graph, store, vertex->subsets[i].reduction);
    if (vertex->test_count == 0 || vertex->seek || is_known(store, vertex))
        return cost;
    return cost + sg_estimate_nodes(graph, vertex->label_sets);
}

/* Relationships that lead from the nodes of one end of the arc that pass their tests, as far as the planner
 * can tell. */
static double followed_from(const sg_graph *graph, const sg_reduction *reduction,
                            const sg_reduced_arc *arc, bool from_left)
{
    const sg_reduced_vertex *vertex = &reduction->vertices[from_left ? arc->left : arc->right];
    double labelled = sg_estimate_nodes(graph, vertex->label_sets);
    bool out_first = (arc->direction == SG_RIGHT) == from_left;
    bool either = arc->direction == SG_EITHER;
    double sum = 0;

    for (uint32_t i = 0; i < sg_arc_types(graph, arc); i++) {
        sg_reltype type = sg_arc_type(arc, i);
        if (either || out_first)
            sum += sg_estimate_touching(graph, type, vertex->label_sets, SG_OUT);
        if (either || !out_first)
            sum += sg_estimate_touching(graph, type, vertex->label_sets, SG_IN);
    }
    return labelled > vertex->nodes ? sum * vertex->nodes / labelled : sum;
}

/* A walk goes on from nodes of any kind. */
static double followed_by_walk(const sg_graph *graph, const sg_reduced_arc *arc)
{
    double sum = 0;

    for (uint32_t i = 0; i < sg_arc_types(graph, arc); i++)
        sum += (double)sg_graph_type_count(graph, sg_arc_type(arc, i));
    return sum;
}

/* From the end where that is less. */
static double cost_of_arc(const sg_graph *graph, const sg_reduction *reduction,
                          const sg_reduced_arc *arc)
{
    if (arc->walks)
        return followed_by_walk(graph, arc) / 2;
    double left = followed_from(graph, reduction, arc, true);
    double right = followed_from(graph, reduction, arc, false);
    return (left < right ? left : right) / 2;
}

double sg_reduction_cost(const sg_graph *graph, sg_set_store *store,
                         const sg_reduction *reduction)
{
    double cost = 0;

    for (uint32_t i = 0; i < reduction->vertex_count; i++)
        cost += cost_of_vertex(graph, store, &reduction->vertices[i]);
    for (uint32_t i = 0; i < reduction->arc_count; i++)
        cost += cost_of_arc(graph, reduction, &reduction->arcs[i]);
    return cost;
}
