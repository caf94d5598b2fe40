/* hops.h - the relationships at a node that a plan node may follow: its types, its directions.
 *
 * Reads the runs of the graph one after another.  Without direction a loop (n)-->(n) stands in the
 * runs of both directions and counts once: the second reading leaves loops out.
 */
#ifndef SG_HOPS_H
#define SG_HOPS_H

#include "engine/near_rows.h"
#include "query/exec/operator.h"

typedef struct sg_hop_kinds {
    const sg_reltype *types;
    uint32_t type_count;
    sg_direction ways[2];
    uint32_t way_count;
    sg_near_rows *near; /* by way and type: nodes of a batch often follow each other */
    uint64_t *work;     /* the statement's: trying thousands of types in vain is work, too */
} sg_hop_kinds;

/* Types that are tried in vain in the time of one step of work. */
enum { SG_TYPES_A_STEP = 64 };

typedef struct sg_hops {
    uint32_t node;
    uint32_t type, way; /* the run after next is of types[type], ways[way] */
    bool open;          /* `runs` is being read */
    bool skip_loops;    /* in the run at hand */
    sg_runs runs;
} sg_hops;

/* Of a plan node; `backward` as seen from the far end. */
SG_MUST_USE sg_status sg_hop_kinds_of(sg_exec *exec, const sg_plan *plan, bool backward,
                                      sg_hop_kinds *out);

static inline sg_hops sg_hops_of(uint32_t node)
{
    return (sg_hops){ .node = node };
}
/* The next run that is not empty; false at the end. */
bool sg_hops_next(sg_hops *hops, const sg_graph *graph, const sg_hop_kinds *kinds, sg_run *out);

/* Relationships that are to be bound or told apart need ids, and those of a span that is too large
 * for ids have none: SG_ERROR_LIMIT_REACHED. */
SG_MUST_USE sg_status sg_hops_need_edges(sg_op *op, const sg_run *run);

/* Whether the label sets (a bit for each; NULL: any) are one range of node ids, which may be empty. */
bool sg_label_sets_range(const sg_graph *graph, const uint64_t *label_sets, sg_range *out);

/* Relationships of the row at hand that a pattern must not use again: single ones, and lists.
 * Returns whether the edge is among them. */
bool sg_is_among(const sg_batch *batch, uint32_t row, sg_slots slots, uint32_t edge);

#endif
