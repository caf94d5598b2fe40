/* reducer_internal.h - what the files of the reducer share.
 *
 *     reducer.c      passes over the arcs, and the answers
 *     vertex_sets.c  the set that a vertex has by itself: labels, tests, subsets
 *     arc_marks.c    which relationships an arc with conditions may follow
 *     order.c        the tree that the arcs make, from a root
 *     distinct.c     whether relationships of one MATCH must be different
 *     trails.c       ends of chains whose relationships could be the same
 *     weights.c      in how many matches each node is
 *     chain.c        which nodes of another vertex a node is in a match with
 *     pairs.c        all pairs of such nodes
 *     partners.c     with how many nodes of another vertex
 *     names.c        what sets are called, for sharing
 *     around.c       which nodes are in a match with something touched
 *
 * They stand on files that know graphs and sets but no reducer:
 *
 *     arc_step.c     one arc from a set to a set: push, pull, what each costs
 *     arc_reach.c    the same for steps of variable length, level by level
 *     arc_needs.c    what label sets tell of such a search before it begins
 *     kind_sets.c    which label sets have which types
 *     sweep.c        one type followed from very many nodes at once
 *     far_ends.c     one type followed from some nodes, 64 relationships at a time
 *     far_marks.c    far ends as bits, by way of bytes where that is faster
 *     edge_marks.c   which relationships of a type pass conditions
 *     id_set.c       a set of nodes, as ids or as bits
 *     set_store.c    sets that statements share
 */
#ifndef SG_REDUCE_REDUCER_INTERNAL_H
#define SG_REDUCE_REDUCER_INTERNAL_H

#include "engine/base/array.h"
#include "query/reduce/reducer.h"

typedef struct sg_reduced_state {
    sg_id_set *labelled; /* has the labels; NULL: not worked out */
    sg_id_set *own;      /* passes the tests and subsets too; NULL: not worked out */
    sg_id_set *set;      /* met with its neighbours; NULL: as `own` */
    sg_str name;         /* of `set` (names.h), on the heap; {NULL, 0}: it has none */
    uint32_t before;     /* nodes of `own`, once known */
    uint32_t edition;    /* how often `set` has been replaced */
} sg_reduced_state;

/* Of an arc: the edition, and 1, that its left end's set had when the arc was last followed from there, and the same of
 * its right end; 0: never.  While an end keeps its edition, following the arc from it again takes nothing away: what
 * it leads to has only become less since. */
typedef struct sg_followed_from {
    uint32_t left, right;
} sg_followed_from;

/* An arc as the tree has it: followed from the parent to the child. */
typedef struct sg_tree_arc {
    uint32_t arc, parent, child;
    bool from_left; /* the parent is the left end */
} sg_tree_arc;

/* What the conditions of an arc leave of its relationships. */
typedef struct sg_arc_marks {
    sg_edge_marks *
        *by_type; /* NULL: no conditions; its items are NULL for types that all pass */
    uint32_t type_count;
    sg_buffer key; /* says the conditions, on the heap; empty: nothing does */
} sg_arc_marks;

struct sg_reducer {
    sg_reduce_host host;
    const sg_reduction *reduction;
    sg_reduced_state *states;            /* by vertex */
    sg_arc_step *from_left, *from_right; /* by arc */
    sg_arc_marks *marks;                 /* by arc */
    sg_followed_from *followed;          /* by arc */
    sg_tree_arc *tree;                   /* parents before children */
    uint32_t tree_count;
    bool *reached; /* by vertex: in the tree at hand, or one made before */
    uint32_t
        laid; /* an arc that is left out of trees: its ends are known to fit; or SG_NO_ID */
    SG_ARRAY(sg_reducer_join) joins;
    bool by_trails; /* the ends were told by trails.c */
};

/* --- vertex_sets.c ---------------------------------------------------------------------------------- */
/* Nodes that have the labels. */
SG_MUST_USE sg_status sg_vertex_labelled(sg_reducer *self, uint32_t vertex,
                                         const sg_id_set **out);
/* Those of them that pass the tests and subsets. */
SG_MUST_USE sg_status sg_vertex_own(sg_reducer *self, uint32_t vertex, const sg_id_set **out);
/* The set as it is reduced so far. */
SG_MUST_USE sg_status sg_vertex_set(sg_reducer *self, uint32_t vertex, const sg_id_set **out);
/* Whether that is known, or costs next to nothing. */
bool sg_vertex_is_ready(sg_reducer *self, uint32_t vertex);
/* How many nodes the set has, or may have. */
double sg_vertex_nodes(sg_reducer *self, uint32_t vertex);
/* Makes the set, which it takes, that of the vertex; it has no name yet. */
void sg_vertex_replace(sg_reducer *self, uint32_t vertex, sg_id_set *set);
/* Makes what passes the tests of `labelled`, all of which have the labels, the set of the vertex; takes
 * the set. */
SG_MUST_USE sg_status sg_vertex_meet(sg_reducer *self, uint32_t vertex, sg_id_set *labelled);
/* Makes what passes of `among` the set of the vertex. */
SG_MUST_USE sg_status sg_vertex_among(sg_reducer *self, uint32_t vertex,
                                      const sg_id_set *among);

/* --- order.c ---------------------------------------------------------------------------------------- */
/* Makes the tree of all that is joined with the root. */
void sg_reducer_grow_tree(sg_reducer *self, uint32_t root);
/* Takes it down again: nothing of it is reached any more. */
void sg_reducer_fell_tree(sg_reducer *self, uint32_t root);
/* The vertex joined with this one that has the fewest nodes. */
uint32_t sg_reducer_cheapest(sg_reducer *self, uint32_t vertex);
/* The vertex joined with this one that has the most arcs: most of its children are leaves. */
uint32_t sg_reducer_middle(sg_reducer *self, uint32_t vertex);
static inline const sg_arc_step *sg_step_down(const sg_reducer *self, const sg_tree_arc *arc)
{
    return arc->from_left ? &self->from_left[arc->arc] : &self->from_right[arc->arc];
}
static inline const sg_arc_step *sg_step_up(const sg_reducer *self, const sg_tree_arc *arc)
{
    return arc->from_left ? &self->from_right[arc->arc] : &self->from_left[arc->arc];
}

/* --- arc_marks.c ------------------------------------------------------------------------------------ */
/* Evaluates the conditions of the arc. */
SG_MUST_USE sg_status sg_arc_marks_make(const sg_reduce_host *host,
                                        const sg_reduction *reduction,
                                        const sg_reduced_arc *arc, sg_arc_marks *out);
void sg_arc_marks_free(sg_arc_marks *marks);

/* --- reducer.c -------------------------------------------------------------------------------------- */
/* Narrows all sets from where the fewest nodes are; *distinct as below.  No vertex is reached then. */
SG_MUST_USE sg_status sg_reducer_narrow(sg_reducer *self, bool *distinct);
/* The same for what is joined with the vertex alone. */
SG_MUST_USE sg_status sg_reducer_narrow_at(sg_reducer *self, uint32_t vertex);
/* Makes the set of the root exact, and gives it; each other set of its tree is exact in what hangs on
 * the vertex away from the root. */
SG_MUST_USE sg_status sg_reducer_settle(sg_reducer *self, uint32_t root, bool *empty);
/* Settles what is not joined with the roots so far, until something is empty: then all is. */
SG_MUST_USE sg_status sg_reducer_settle_others(sg_reducer *self, bool *empty);
/* The set of a vertex that was settled; the caller's. */
sg_id_set *sg_reducer_share(sg_reducer *self, uint32_t vertex);

/* The nodes of the vertex that the arcs leave, wherever the sets are small already; NULL: none, for some
 * vertex has none.  Exact but for what relationships of one MATCH must be; borrowed. */
SG_MUST_USE sg_status sg_reducer_lead(sg_reducer *self, uint32_t vertex, const sg_id_set **out);

/* --- distinct.c ------------------------------------------------------------------------------------- */
/* Whether no match that the sets allow uses a relationship twice, nor a walk that is no trail. */
SG_MUST_USE sg_status sg_reducer_is_distinct(sg_reducer *self, bool *out);
/* Whether some type is followed by both. */
bool sg_arcs_share_type(const sg_reduced_arc *left, const sg_reduced_arc *right);

/* --- trails.c --------------------------------------------------------------------------------------- */
/* The nodes of the vertex that are the end of a match, of a narrowed reduction that is not distinct;
 * *answered is false when the rows must tell.  The set is the caller's. */
SG_MUST_USE sg_status sg_reducer_trails(sg_reducer *self, uint32_t vertex, sg_id_set **out,
                                        bool *answered);

#endif
