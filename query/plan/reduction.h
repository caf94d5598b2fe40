/* reduction.h - what MATCH asks of sets of nodes: the part of it that is answered before rows exist.
 *
 *     MATCH (vm:VirtualMachine)-[:HAS]->(r)-[:CAN_ACCESS]->(b:Bucket)
 *     WHERE vm.exposure = 'PUBLIC' AND b.hasSensitiveData AND NOT (vm)-[:IN]->(:Sandbox)
 *
 *     vertices   vm :VirtualMachine, exposure = 'PUBLIC', outside of a subset
 *                r
 *                b :Bucket, hasSensitiveData
 *     arcs       vm-[:HAS]->r     r-[:CAN_ACCESS]->b
 *
 * Every node of a match lies in its vertex's set: the nodes that have the labels, pass the tests on
 * that node alone, lie in (or outside) its subsets, and are joined by each arc to a node of the set
 * at its other end.  That is always so, whatever else the MATCH asks, and lets scans and expansions
 * leave out all other nodes.  A reduction is `exact` when nothing else is asked and its arcs form
 * trees: then every node of a reduced set is in some match, and the sets themselves are an answer.
 * Conditions on one relationship alone are part of its arc, which then follows only those that pass.
 * What still may come between is that relationships of one MATCH are different from each other: the
 * run looks at the sets themselves to see that they must be (query/reduce/reducer.h).
 *
 * MATCH clauses that follow each other make one reduction; `match` tells their arcs apart.
 */
#ifndef SG_PLAN_REDUCTION_H
#define SG_PLAN_REDUCTION_H

#include "query/plan/plan.h"

typedef struct sg_reduction sg_reduction;

/* EXISTS { ... } or a pattern predicate about the vertex: its reduced set, or what is outside. */
typedef struct sg_reduced_subset {
    const sg_reduction *reduction;
    uint32_t vertex; /* of that reduction: the same node */
    bool outside;
} sg_reduced_subset;

typedef struct sg_reduced_vertex {
    uint32_t slot;
    sg_str name, labels;         /* for EXPLAIN */
    const uint64_t *label_sets;  /* NULL: any */
    bool outer;                  /* has a value in the row around */
    bool among;                  /* the run may name its nodes (sg_query_options.among) */
    const sg_expression **tests; /* about this node alone */
    uint32_t test_count;
    sg_reduced_subset *subsets;
    uint32_t subset_count;
    const sg_plan *seek; /* a NodeSeek that finds all that may pass the tests, or NULL */
    sg_str key;          /* says labels and tests, for sharing; {NULL, 0}: cannot be shared */
    double nodes;        /* estimate: with the labels, tests passed */
} sg_reduced_vertex;

typedef struct sg_reduced_arc {
    uint32_t slot; /* of the relationship */
    sg_str name;   /* for PROFILE */
    uint32_t left, right;
    const sg_reltype *types;
    uint32_t type_count;
    bool any_type;
    sg_pattern_direction direction; /* as seen from `left` */
    bool walks; /* `minimum` to `maximum` relationships, one after the other */
    uint64_t minimum, maximum;
    bool closes; /* its ends are joined without it: a cycle */
    uint32_t match;
    const sg_expression **tests; /* about this relationship alone */
    uint32_t test_count;
} sg_reduced_arc;

struct sg_reduction {
    sg_reduced_vertex *vertices;
    uint32_t vertex_count;
    sg_reduced_arc *arcs;
    uint32_t arc_count;
    bool exact;
    bool
        closed; /* no condition looks at more than the nodes and relationships of a match, and at
                    subsets that have none themselves */
};

/* What is asked of an exact reduction. */
typedef enum sg_reduction_goal {
    SG_REDUCE_ENDS,    /* the nodes of one vertex, each once */
    SG_REDUCE_SIZE,    /* how many nodes of one vertex */
    SG_REDUCE_WEIGHTS, /* the nodes of one vertex, and in how many matches each is */
    SG_REDUCE_PARTNERS, /* the nodes of one vertex, and with how many of another each is in a match */
    SG_REDUCE_PAIRS, /* the pairs of nodes of two vertices that are in some match together */
    SG_REDUCE_TOTAL, /* how many matches there are */
} sg_reduction_goal;

#endif
