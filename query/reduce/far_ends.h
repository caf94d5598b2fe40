/* far_ends.h - of many nodes at once: how many relationships of one kind lead from each into a set, and where all lead.
 *
 *     r1   b1 b4 b7 | q2 q9 ...     its row, cut to the window of the set (engine/row_slices.h)
 *           1  0  1                 relationships that pass the conditions of the arc (edge_marks.h)
 *           0  1  1                 far ends that are in the set
 *         = 1
 *
 * Both are words of 64 bits, so that nothing is asked of a single relationship whose answer cannot be foreseen.  Who
 * may read all buckets of an account has a row of numbers that follow each other: there the bits of the set are taken
 * as they stand.
 */
#ifndef SG_REDUCE_FAR_ENDS_H
#define SG_REDUCE_FAR_ENDS_H

#include "engine/row_slices.h"
#include "query/reduce/arc_step.h"

/* Adds to each of the counts, one a node; no more than 1 where `first` says so.  A kind with conditions is ready
 * (sg_arc_step_ready()).  *touched is increased by the relationships whose far ends were looked at. */
void sg_far_ends_count(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                       uint32_t count, const sg_id_bits *ends, bool first, uint64_t *counts,
                       uint64_t *touched);
/* How many relationships of the kind the nodes have in all with far ends in the window, whether they pass or not. */
uint64_t sg_far_ends_all(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                         uint32_t count, sg_range window);
/* Adds to `into` what the kind leads to from the nodes, as far as it lies in its window; returns how many
 * relationships passed. */
uint64_t sg_far_ends_mark(const sg_graph *graph, sg_arc_kind kind, const uint32_t *nodes,
                          uint32_t count, sg_id_bits *into);

#endif
