/* order.h - where a MATCH starts and what it follows next.
 *
 *     scan c :Bucket         10 rows
 *     follow b-[:CAN]->c     40      from c
 *     follow a-[:HAS]->b     40      from b
 *
 * Each component of the pattern starts once: from a vertex that is bound already, by a seek, or by
 * a scan.  Set reduction, where it applies, comes after this choice and before the operators.
 */
#ifndef SG_PLAN_ORDER_H
#define SG_PLAN_ORDER_H

#include "query/plan/pattern_graph.h"

typedef enum sg_match_action {
    SG_MATCH_BOUND,  /* a component starts at a vertex that the rows have */
    SG_MATCH_SEEK,   /* ... at a vertex that is looked up: `condition` */
    SG_MATCH_SCAN,   /* ... at all nodes of its label sets */
    SG_MATCH_FOLLOW, /* `arc` from a vertex found before to `vertex` */
} sg_match_action;

typedef struct sg_match_step {
    sg_match_action action;
    uint32_t vertex;
    uint32_t arc;
    uint32_t condition;
    bool from_left; /* the arc is followed from its left end */
    bool into;      /* `vertex` was found before */
    bool joins; /* SEEK: finds the far end of the walk that comes next, in the same component */
    double rows; /* that one row before the MATCH has become, conditions applied */
} sg_match_step;

typedef struct sg_match_order {
    sg_match_step *steps;
    uint32_t count;
} sg_match_order;

/* `bound`: slots that have a value before. */
sg_status sg_order_match(sg_planner *planner, const sg_pattern_graph *pattern,
                         const sg_slot_set *bound, sg_match_order *out);

#endif
