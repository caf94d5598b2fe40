/* estimate.h - how many rows there will be, from the exact counts that the graph keeps. */
#ifndef SG_PLAN_ESTIMATE_H
#define SG_PLAN_ESTIMATE_H

#include "query/plan/pattern_graph.h"

/* Nodes of the label sets; NULL means all. */
double sg_estimate_nodes(const sg_graph *graph, const uint64_t *label_sets);
/* Relationships of the type that leave (SG_OUT) or enter (SG_IN) nodes of the label sets; exact. */
double sg_estimate_touching(const sg_graph *graph, sg_reltype type, const uint64_t *label_sets,
                            sg_direction way);
/* Pairs that the relationship joins, among all nodes that the labels of its ends allow. */
double sg_estimate_pairs(const sg_graph *graph, const sg_pattern_arc *arc,
                         const sg_pattern_vertex *left, const sg_pattern_vertex *right);
/* The share of rows for which the condition holds. */
double sg_estimate_selectivity(const sg_graph *graph, const sg_pattern_graph *pattern,
                               const sg_expression *condition);

#endif
