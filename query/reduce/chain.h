/* chain.h - the arcs between two vertices of a reduction, followed from one node at a time, or from 64.
 *
 *     (p)-[:HAS]->(r)-[:CAN_ASSUME*0..3]->(s)-[:CAN_ACCESS]->(b)      from p to b, or from b to p
 *
 *     p1 --HAS--> { r4 } --*0..3--> { r4 r7 } --CAN_ACCESS--> { b1 b2 b5 }
 *
 * Legal where the sets are an answer at all (reducer.h): then the arcs are a tree, and once the sets
 * have been reduced towards one of the two vertices, every node of a set has a match of all that hangs on
 * it away from that vertex.  What hangs on a vertex between the two, or on the other one, hangs away from it
 * too.  So two nodes are in a match together exactly when the sets along the one path of arcs lead from
 * one to the other, whichever end is begun at: the chain begins where following it costs less.
 *
 * No row is made, and a node that many ways lead to is visited once.  A set of its own for each node would
 * be quadratic; here one serves all, emptied by the list of what is in it.  Where it only matters how
 * many there are, 64 sources go together, a bit each: roles of one account may do much the same.
 */
#ifndef SG_REDUCE_CHAIN_H
#define SG_REDUCE_CHAIN_H

#include "query/reduce/reducer_internal.h"

typedef struct sg_chain_link {
    const sg_arc_step *step;
    const sg_id_set *set; /* of the vertex that it leads to */
    sg_id_bits members;   /* the same */
} sg_chain_link;

enum {
    SG_CHAIN_MANY = 64,    /* sources that go together at most */
    SG_CHAIN_MUCH = 65536, /* relationships between two looks at the clock */
    SG_CHAIN_LOOKUP =
        16, /* finding the relationships of a node takes as long as reading so many */
};

/* Nodes that some of many sources have led to, each once, with a bit for each of those sources. */
typedef struct sg_chain_front {
    uint32_t *ids;  /* room for every node, and one more */
    uint64_t *bits; /* by node; 0: it is not in the list */
    uint32_t count;
} sg_chain_front;

typedef struct sg_chain {
    const sg_graph *graph;
    sg_arc_meter meter;
    const sg_id_set *sources; /* where it begins; of the reducer */
    sg_chain_link *links;
    uint32_t link_count;
    bool backward; /* it begins at the partner */
    bool many;     /* it is followed from many sources at once */
    /* From one source: */
    uint64_t *seen;   /* bits of all nodes; none is set between two links */
    uint32_t *ids[2]; /* room for every node, and one more */
    uint32_t count;   /* of the list at hand */
    /* From many: */
    sg_chain_front fronts[3]; /* empty but for the last that was given */
    unsigned given;           /* which that is */
    uint64_t touched;         /* since the meter was told */
    uint64_t effort;          /* that and looking nodes up, in relationships */
    bool guesses;             /* follows relationships whatever their conditions say */
} sg_chain;

/* Opens the chain between the root of the tree at hand, which was settled, and another vertex of the
 * tree.  Zeroed or not, what it made is to be closed.  Errors: SG_ENOMEM, and those of the meter; so for
 * the next one. */
SG_MUST_USE sg_status sg_chain_open(sg_reducer *reducer, uint32_t root, uint32_t partner,
                                    bool many, sg_chain *out);
/* Reduces all trees, that of the vertex towards it, and opens the chain from there; without sources where
 * nothing matches.  *answered is false where sets are no answer or the partner is in another tree. */
SG_MUST_USE sg_status sg_chain_between(sg_reducer *reducer, uint32_t vertex, uint32_t partner,
                                       bool many, sg_chain *out, bool *answered);
void sg_chain_close(sg_chain *chain);
/* The nodes that are in a match with the source, each once, in no order; borrowed until the next call. */
SG_MUST_USE sg_status sg_chain_follow(sg_chain *chain, uint32_t source, const uint32_t **ends,
                                      uint32_t *count);

/* What the link's kind leads to from the node; of a walk through nodes of any label. */
static inline sg_marked_runs sg_chain_runs(const sg_chain *chain, const sg_chain_link *link,
                                           uint32_t node, sg_arc_kind kind)
{
    sg_range window =
        link->step->walks ? SG_ANY_END : (sg_range){ link->set->first, link->set->last };

    kind.marks = chain->guesses ? NULL : kind.marks;
    return sg_arc_runs(chain->graph, node, kind, window);
}

/* --- from many sources (chain_many.c) ---------------------------------------------------------------- */
SG_MUST_USE sg_status sg_chain_many_open(sg_chain *chain);
void sg_chain_many_close(sg_chain *chain);
/* The nodes that are in a match with some of the sources, SG_CHAIN_MANY at most; the i-th bit is of the
 * i-th source.  Borrowed until the next call. */
SG_MUST_USE sg_status sg_chain_follow_many(sg_chain *chain, const uint32_t *sources,
                                           uint32_t count, const sg_chain_front **ends);
/* Empties what was given last: for chains that share their memory. */
void sg_chain_many_forget(sg_chain *chain);
/* Tells the meter what was touched. */
SG_MUST_USE sg_status sg_chain_tell(sg_chain *chain);

#endif
