/* arc_step.h - one arc of a pattern as a function from sets to sets: the semi-join.
 *
 *     push   for each source, mark its neighbours                    edges out of the sources
 *     pull   for each target, stop at the first source behind it     edges into the targets, at most
 *
 * Both give { target : some source has a relationship to it }; which is cheaper depends on the sizes
 * and degrees of the two sets.  A step of variable length is a breadth-first search: *0..n and *1..n
 * reach exactly the nodes that walks reach, and a shortest walk uses no relationship twice, so that
 * it is a trail.  Two cases differ, and whoever wants exactness must keep them out: lower bounds
 * above 1, and walks without direction that come back to where they began (a-b-a is no trail).
 */
#ifndef SG_REDUCE_ARC_STEP_H
#define SG_REDUCE_ARC_STEP_H

#include "query/reduce/edge_marks.h"

/* The far ends of a run that is a range of ids. */
static inline sg_range sg_run_range(const sg_run *run)
{
    return (sg_range){ run->first_other, run->first_other + run->count };
}

typedef struct sg_arc_kind {
    sg_reltype type;
    sg_direction way;
    sg_edge_marks *marks; /* which of them to follow; NULL: all */
} sg_arc_kind;

/* The same followed from the other end. */
static inline sg_arc_kind sg_arc_kind_back(sg_arc_kind kind)
{
    return (sg_arc_kind){ kind.type, kind.way == SG_OUT ? SG_IN : SG_OUT, kind.marks };
}
/* The relationships of the kind at a node, as runs.  Only far ends in the window are asked for: of long runs others
 * are left out, of short ones they may be there. */
static inline sg_marked_runs sg_arc_runs(const sg_graph *graph, uint32_t node, sg_arc_kind kind,
                                         sg_range window)
{
    return sg_marked_runs_of(graph, (sg_node){ node }, kind.type, kind.way, kind.marks, window);
}
#define SG_ANY_END ((sg_range){ 0, SG_NO_ID })
static inline sg_range sg_id_bits_window(const sg_id_bits *bits)
{
    return (sg_range){ bits->first, bits->last };
}

/* What a search owes to whoever runs it. */
typedef struct sg_arc_meter {
    /* Called with the relationships that a stretch of work has touched: counts them and looks at the clock. */
    sg_status (*touch)(void *self, uint64_t edges);
    /* The same with steps that touch none; NULL: nobody counts them. */
    sg_status (*work)(void *self, uint64_t steps);
    void *self;
    sg_budget *budget; /* of memory that grows with types and label sets; NULL: no limit */
} sg_arc_meter;

static inline sg_status sg_arc_meter_tell(const sg_arc_meter *meter, uint64_t edges,
                                          uint64_t steps)
{
    if (edges > 0)
        SG_TRY(meter->touch(meter->self, edges));
    return meter->work ? meter->work(meter->self, steps) : SG_OK;
}

typedef struct sg_arc_step {
    const sg_graph *graph;
    sg_arc_meter meter;
    sg_arc_kind *kinds; /* to be followed from the sources */
    uint32_t kind_count;
    /* Of many kinds, those that nodes of a label set have at all: [first[set], first[set + 1]) of
     * `set_kinds`; NULL: try them all. */
    uint32_t *set_first;
    sg_arc_kind *set_kinds;
    sg_arena *sorted; /* these are in it; NULL: of another step */
    bool walks;
    uint64_t minimum, maximum;
} sg_arc_step;

/* How many types the arc follows. */
uint32_t sg_arc_types(const sg_graph *graph, const sg_reduced_arc *arc);
/* The index-th of them. */
sg_reltype sg_arc_type(const sg_reduced_arc *arc, uint32_t index);

/* The arc as followed from its left or its right end; `marks` by type, which are borrowed, or NULL.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_arc_step_of(const sg_graph *graph, sg_arc_meter meter,
                                     const sg_reduced_arc *arc, sg_edge_marks *const *marks,
                                     bool from_left, sg_arc_step *out);
/* Tells many kinds apart by label set: patterns with arcs of any type follow few of all at a node.  Finding
 * that out takes as long as following thousands of relationships, so it is borrowed of the first of the
 * others, all of which live as long, that follows the same.  Errors: SG_ENOMEM, and those of the meter. */
SG_MUST_USE sg_status sg_arc_step_sort(sg_arc_step *step, const sg_arc_step *others,
                                       uint32_t count);
void sg_arc_step_free(sg_arc_step *step);
/* Must come before anything follows the step: makes the marks that the direction needs.  Errors:
 * SG_ENOMEM, and those of the meter. */
SG_MUST_USE sg_status sg_arc_step_ready(const sg_arc_step *step);
/* What that costs, in relationships, of which each of the statements that use the marks is charged a share. */
double sg_arc_ready_cost(const sg_arc_step *step);

typedef struct sg_arc_kinds {
    const sg_arc_kind *kinds;
    uint32_t count;
} sg_arc_kinds;

/* The kinds to follow from the node. */
static inline sg_arc_kinds sg_arc_kinds_of(const sg_arc_step *step, uint32_t node)
{
    if (!step->set_first)
        return (sg_arc_kinds){ step->kinds, step->kind_count };
    uint32_t set = sg_graph_label_set(step->graph, (sg_node){ node }).id;
    uint32_t first = step->set_first[set];
    return (sg_arc_kinds){ step->set_kinds + first, step->set_first[set + 1] - first };
}

/* How many of the nodes, whose first has these kinds, have the same from there on; at least that one. */
uint32_t sg_arc_same_kinds(const sg_arc_step *step, sg_arc_kinds kinds, const uint32_t *ids,
                           uint32_t count);

/* Those of `targets` that some of `sources` lead to.  `back` is the same arc from the other end.
 * Errors: SG_ENOMEM, and those of the meter; so for all below. */
SG_MUST_USE sg_status sg_arc_join(const sg_arc_step *step, const sg_arc_step *back,
                                  const sg_id_set *sources, const sg_id_set *targets,
                                  sg_id_set **out);
/* Roughly how many relationships are touched by following the step once from the sources into the window of the
 * targets, and by making it ready. */
double sg_arc_cost(const sg_arc_step *step, const sg_id_set *sources, const sg_id_set *targets);
/* Whether following the step from the sources is likely to be cheaper than following it back from the targets. */
bool sg_arc_is_pushed(const sg_arc_step *step, const sg_arc_step *back,
                      const sg_id_set *sources, const sg_id_set *targets);

/* Nodes reached over `minimum` (0 or 1) to `maximum` relationships, as bits of all nodes.  Of nodes that are
 * not `wanted` (NULL: all are) some may be left out. */
SG_MUST_USE sg_status sg_arc_reach(const sg_arc_step *step, const sg_id_set *sources,
                                   const sg_id_set *wanted, sg_id_bits *out);

#endif
