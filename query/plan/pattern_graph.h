/* pattern_graph.h - one MATCH as a graph: vertices to be found, arcs between them, conditions.
 *
 *     MATCH (a:User)-[:HAS]->(b), (b)-[:CAN*1..3]->(c:Bucket) WHERE a.x = 1 AND c.id = $id
 *
 *     vertices    a :User    b    c :Bucket, seek $id
 *     arcs        a-[:HAS]->b    b-[:CAN*1..3]->c
 *     conditions  a.x = 1        c.id = $id
 *
 * A variable that occurs twice is one vertex.  Inline properties and inline WHERE are
 * conditions as those of WHERE are; conditions on the labels of one vertex become part of its
 * label sets.
 */
#ifndef SG_PLAN_PATTERN_GRAPH_H
#define SG_PLAN_PATTERN_GRAPH_H

#include "query/plan/planner.h"

typedef struct sg_pattern_vertex {
    uint32_t slot;
    bool bound;           /* before the MATCH */
    bool among;           /* found by the run's own set */
    uint64_t *label_sets; /* bit per label set; NULL: any */
    uint64_t *scan_sets;  /* those of them whose nodes have relationships as the arcs ask for */
    sg_str labels;        /* as written */
    const sg_label_expression *names; /* labels in the pattern, NULL: none */
    sg_expression *label_test;        /* the same as a condition, in a statement that writes */
    sg_span span;
    double nodes;       /* in its scan_sets */
    double selectivity; /* of the conditions on it alone */
} sg_pattern_vertex;

typedef struct sg_pattern_arc {
    const sg_edge_pattern *edge;
    const sg_pattern *pattern;
    uint32_t left, right; /* vertices */
    uint32_t slot;        /* of the relationship or list; a new one when it was bound before */
    const sg_reltype *types; /* sorted */
    uint32_t type_count;
    bool any_type;
    uint64_t minimum, maximum;
    bool walks;                    /* variable length */
    sg_expression *step_predicate; /* of each relationship, in `step`, and the node behind it */
    uint32_t step, step_node;
    double pairs; /* estimate: that it joins */
} sg_pattern_arc;

/* A condition, applied as soon as its slots are bound. */
typedef struct sg_condition {
    sg_expression *expression;
    sg_slot_set slots;
    double selectivity;
    bool has_subplan;
    bool applied;
    /* `vertex.id = key`, `vertex.arn IN keys`: where to start without a scan. */
    bool seeks, key_is_list;
    sg_key seek_key;
    sg_label seek_label;
    uint32_t vertex;
    sg_expression *key;
    sg_slot_set key_slots;
} sg_condition;

typedef struct sg_pattern_graph {
    sg_pattern_vertex *vertices;
    uint32_t vertex_count;
    sg_pattern_arc *arcs;
    uint32_t arc_count;
    sg_condition *conditions;
    uint32_t condition_count, condition_capacity;
} sg_pattern_graph;

/* Values that are used as nodes are made nodes on top of the pipeline. */
sg_status sg_pattern_graph_build(sg_planner *planner, sg_pattern *patterns,
                                 sg_expression *where, sg_pipeline *pipeline,
                                 sg_pattern_graph *out);
/* walk_steps.c: tests the condition at each step of a walk, if it is of that kind. */
sg_status sg_absorb_walk_step(sg_planner *planner, sg_pattern_graph *graph,
                              const sg_slot_set *bound, sg_condition *condition);
/* walk_steps.c: makes [:T* {key: value}] part of the walk's test of each step; or, when the
 * value reads what the MATCH itself binds, a condition on the whole walk, else NULL. */
sg_status sg_add_walk_property(sg_planner *planner, const sg_slot_set *bound,
                               const sg_map_entry *entry, sg_pattern_arc *arc,
                               sg_expression **condition);
/* scan_sets.c: fills in scan_sets. */
sg_status sg_narrow_scans(sg_planner *planner, sg_pattern_graph *graph);
/* Whether no relationship can be both. */
bool sg_pattern_arcs_disjoint(const sg_pattern_arc *left, const sg_pattern_arc *right);

#endif
