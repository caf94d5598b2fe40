/* sweep.h - one kind of relationship followed from very many nodes at once, in the order of memory.
 *
 *     from     0110 0000 0111 ...        a word of bits meets a piece of rows: nothing, or
 *     rows     [ a | b | c | d ] ...     stretches of neighbours, which are read like an array
 *     into     ...1....1.11..1...        far ends
 *
 * A set with more than one node in some dozens is followed several times as fast in this way as node by
 * node, for no row is looked up and all that is read stands in order; only the bits of the far ends are
 * touched at random, and those of some sixteen million nodes fit into the second cache.
 *
 * Each function does the part of the work that the nodes of a range have, whether these are where it
 * comes from (push) or where it leads to (pull): threads take ranges, and where they push, bits of their
 * own that are united afterwards.  Nothing else is written.
 */
#ifndef SG_REDUCE_SWEEP_H
#define SG_REDUCE_SWEEP_H

#include "query/reduce/arc_step.h"
#include "query/reduce/far_marks.h"

/* Whether following the kinds from so many nodes is cheaper by sweeps than node by node. */
bool sg_sweep_pays(const sg_graph *graph, const sg_arc_kind *kinds, uint32_t kind_count,
                   uint64_t nodes);

/* Adds to `into` what the kind leads to from nodes of the range that are in `from`, as far as it lies in
 * its window; returns how many relationships were touched.  `scratch` (far_marks.h) may be NULL, which takes longer. */
uint64_t sg_sweep_push(const sg_graph *graph, sg_arc_kind kind, sg_range nodes,
                       const sg_id_bits *from, sg_id_bits *into, sg_far_bytes *scratch);
/* Adds to `into` the nodes of the range that are in `wanted` (NULL: any of the window of `into`) and that
 * the kind, which is followed from them, leads into `from`.  Nodes that are there are not looked at.  Far
 * ends of spans are added whether they are wanted or not. */
uint64_t sg_sweep_pull(const sg_graph *graph, sg_arc_kind kind, sg_range nodes,
                       const sg_id_bits *from, const sg_id_bits *wanted, sg_id_bits *into);
/* How many relationships that stand for themselves a sweep of the kind from the nodes, or from those that
 * are `outside` of them, passes: those of all rows in pieces that it reads. */
uint64_t sg_sweep_edges(const sg_graph *graph, sg_arc_kind kind, const sg_id_bits *nodes,
                        bool outside);

#endif
