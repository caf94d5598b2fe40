/* search.h - breadth-first search from one node: who is reached, over which relationships.
 *
 *     entries   0: a, level 0    1: b, level 1    2: c, level 1    3: d, level 2
 *                                   preds e1 <- 0    preds e2 <- 0    preds e3 <- 1, e4 <- 2
 *                                                        ^ head: the next to be expanded
 *
 * Entries stand in the order in which nodes were met, so levels ascend.  One predecessor is enough for
 * a shortest path; for all of them every relationship from the level before is kept.  A search grows
 * an entry at a time and may be left and taken up again.
 */
#ifndef SG_SEARCH_H
#define SG_SEARCH_H

#include "query/exec/hops.h"
#include "query/exec/step_test.h"
#include "query/exec/trail.h"

#define SG_NOT_REACHED UINT32_MAX

typedef struct sg_reached {
    uint32_t node, level;
    uint32_t pred; /* the first predecessor; of entry 0 SG_NOT_REACHED */
} sg_reached;

typedef struct sg_pred {
    uint32_t edge, entry; /* over the relationship from that entry */
    uint32_t next;        /* another one, or SG_NOT_REACHED */
} sg_pred;

typedef struct sg_search {
    sg_op *op;
    sg_hop_kinds kinds;
    bool all;           /* keep all predecessors */
    uint32_t *entry_of; /* by node: 0, or its entry + 1 */
    uint32_t room;      /* nodes that entry_of has room for */
    sg_reached *entries;
    sg_pred *preds;
    uint32_t count, capacity, pred_count, pred_capacity;
    uint32_t head;
    bool returned; /* some relationship that was followed leads back to the start */
} sg_search;

/* What bounds a search in one row. */
typedef struct sg_search_row {
    const sg_batch *batch;
    uint32_t row;
    sg_step_test *test;       /* may be without a predicate */
    const sg_trail *excluded; /* relationships not to be used */
    const sg_search *other;   /* stop when a node is met that it has reached, or NULL */
} sg_search_row;

SG_MUST_USE sg_status sg_search_open(sg_search *search, sg_op *op, bool backward, bool all);
/* Forgets what was reached and begins at the node. */
SG_MUST_USE sg_status sg_search_begin(sg_search *search, uint32_t node);
/* Expands the entry at the head; *met is the entry of the first node that the other search has
 * reached too, or SG_NOT_REACHED. */
SG_MUST_USE sg_status sg_search_expand(sg_search *search, const sg_search_row *row,
                                       uint32_t *met);
/* Goes on from a search of all predecessors, which has come to the end of a level, where it has met
 * a search back from another node, which has too: only along what leads to that node, by what the
 * other search knows.  After that the node is an entry like others, and nothing can be expanded.
 *
 *     search  a -> b -> c          back  c <- d <- e          joined  a -> b -> c -> d -> e
 *               -> f -> g                  <- h <- i
 */
SG_MUST_USE sg_status sg_search_join(sg_search *search, const sg_search *back);
static inline bool sg_search_ended(const sg_search *search)
{
    return search->head == search->count;
}
static inline uint32_t sg_search_entry(const sg_search *search, uint32_t node)
{
    return search->entry_of[node] - 1; /* SG_NOT_REACHED when it is 0 */
}
/* Writes the relationships from the start to the entry, by first predecessors; returns how many.
 * There are as many as its level. */
uint32_t sg_search_edges(const sg_search *search, uint32_t entry, uint32_t *out);

#endif
