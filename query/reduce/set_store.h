/* set_store.h - sets of nodes that several statements need, each made once per version of a graph.
 *
 *     key "12:40,|c0(.7(@),s6:PUBLIC);"   -->   the nodes
 *
 * A policy pack or a session owns one store for the graph it reads; statements on any thread look sets
 * up by their canonical key (query/plan/reduction_key.h) and put in what they had to make.  What was
 * not used for longest goes first when the store is full.
 *
 * The store of the version before can stand behind one: what it has is as it was, but for what has changed since,
 * and a set is made at the cost of the change:
 *
 *     earlier  { b3 b7 b9 }     changed  b7 b8     -->  { b3 b9 } and those of b7, b8 that pass now
 */
#ifndef SG_REDUCE_SET_STORE_H
#define SG_REDUCE_SET_STORE_H

#include "engine/base/base.h"
#include "engine/graph.h"
#include "query/reduce/id_set.h"

enum { SG_SET_STORE_BYTES = 256 << 20, SG_SET_STORE_SETS = 4096 };

typedef struct sg_set_store sg_set_store;

/* For the graph as it is now; it is not read, but compared.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_set_store_new(const sg_graph *graph, size_t bytes, sg_set_store **out);
sg_set_store *sg_set_store_share(sg_set_store *store); /* one reference more */
void sg_set_store_free(sg_set_store *store);           /* gives one back; NULL is allowed */
const sg_graph *sg_set_store_graph(const sg_set_store *store);

/* A reference to the set, or NULL. */
sg_id_set *sg_set_store_find(sg_set_store *store, sg_str key);
/* Takes a reference of its own to the set; does nothing where memory is short. */
void sg_set_store_put(sg_set_store *store, sg_str key, sg_id_set *set);

/* What has changed since the version before, ascending; those that came and went too. */
typedef struct sg_set_changes {
    const uint32_t *nodes, *edges;
    uint32_t node_count, edge_count;
} sg_set_changes;
/* Puts the store of the version before behind this one; both are borrowed, until it is called with NULLs.  Not while
 * others use the store. */
void sg_set_store_follow(sg_set_store *store, sg_set_store *earlier,
                         const sg_set_changes *changes);
/* A reference to the set that the version before had of that name, and what has changed; or NULL. */
sg_id_set *sg_set_store_earlier(sg_set_store *store, sg_str key,
                                const sg_set_changes **changes);
/* Takes over from the store of another version those sets whose keys `keeps` says are as they were. */
typedef bool sg_set_keeps(void *self, sg_str key);
void sg_set_store_carry(sg_set_store *from, sg_set_store *to, sg_set_keeps *keeps, void *self);

typedef struct sg_set_store_counts {
    uint64_t made, shared; /* sets put in, and found */
    uint32_t sets;
    size_t bytes;
} sg_set_store_counts;
sg_set_store_counts sg_set_store_counts_of(sg_set_store *store);

#endif
