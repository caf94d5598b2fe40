/* reduce_match.h - the sets that a MATCH asks about, kept beside its operators (reduction.h). */
#ifndef SG_PLAN_REDUCE_MATCH_H
#define SG_PLAN_REDUCE_MATCH_H

#include "query/plan/pattern_graph.h"
#include "query/plan/reduction.h"

/* Begins the reduction of the pipeline with the pattern, or adds the pattern to it; `before` was the
 * pipeline's root before the MATCH. */
sg_status sg_reduce_match(sg_planner *planner, const sg_pattern_graph *pattern,
                          const sg_plan_node *before, sg_pipeline *pipeline);

/* Whether the expression, which is no aggregate, has the same value when it is evaluated again. */
bool sg_expression_is_steady(const sg_expression *expression);
/* Whether the expression depends on nothing but the nodes and relationships that it is about. */
bool sg_expression_is_near(const sg_expression *expression);

/* reduce_goal.c: Puts a Reduce on top of the pipeline, where the projection that comes next sees no
 * more of the rows than sets know; *weight is the slot of its weights, or SG_NO_SLOT. */
sg_status sg_reduce_projection(sg_planner *planner, const sg_clause *clause,
                               sg_pipeline *pipeline, uint32_t *weight);
/* The outer vertex whose nodes decide whether the pipeline, a subquery, has a row; or SG_NO_SLOT. */
uint32_t sg_reduced_outer(const sg_pipeline *pipeline);

#endif
