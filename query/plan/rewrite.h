/* rewrite.h - conditions taken apart, made, and recognised. */
#ifndef SG_PLAN_REWRITE_H
#define SG_PLAN_REWRITE_H

#include "query/plan/planner.h"

sg_status sg_make_variable(sg_planner *planner, uint32_t slot, uint16_t type, sg_span span,
                           sg_expression **out);
/* variable.key = value */
sg_status sg_make_property_test(sg_planner *planner, uint32_t slot, uint16_t type, sg_name key,
                                sg_expression *value, sg_expression **out);
sg_status sg_make_equal(sg_planner *planner, sg_expression *left, sg_expression *right,
                        sg_span span, sg_expression **out);
sg_status sg_make_and(sg_planner *planner, sg_expression *left, sg_expression *right,
                      sg_expression **out); /* left may be NULL */
sg_status sg_make_not(sg_planner *planner, sg_expression *operand, sg_expression **out);
/* all(variable IN list WHERE predicate) */
sg_status sg_make_all(sg_planner *planner, uint32_t variable, sg_expression *list,
                      sg_expression *predicate, sg_expression **out);
/* name(argument) */
sg_status sg_make_call(sg_planner *planner, sg_str name, sg_expression *argument,
                       sg_expression **out);
/* A copy that can be changed: operands, items and entries too, but not patterns and subqueries. */
sg_status sg_copy_expression(sg_planner *planner, const sg_expression *expression,
                             sg_expression **out);
/* variable:labels */
sg_status sg_make_label_test(sg_planner *planner, uint32_t slot, sg_label_expression *labels,
                             sg_expression **out);
/* variable IS NOT NULL */
sg_status sg_make_not_null(sg_planner *planner, uint32_t slot, sg_span span,
                           sg_expression **out);
/* COUNT { ... } > 0 and the like become EXISTS { ... } or NOT EXISTS { ... }, in place. */
void sg_count_to_existence(sg_expression *expression);
/* Calls `each` for the parts of an AND, in order. */
sg_status sg_each_conjunct(sg_expression *where,
                           sg_status (*each)(void *self, sg_expression *part), void *self);
/* Whether the condition asks for nothing but labels of that variable. */
bool sg_is_label_condition(const sg_expression *condition, uint32_t slot);
bool sg_label_condition_holds(const sg_graph *graph, const sg_expression *condition,
                              sg_label_set set);
bool sg_types_hold(const sg_label_expression *types, sg_reltype type);
/* Whether the condition is `variable.name = key` (side 0), `key = variable.name` (side 1) or
 * `variable.name IN key` (side 0). */
bool sg_is_seek(const sg_expression *condition, int side, const sg_expression **property,
                sg_expression **key, bool *key_is_list);

#endif
