/* row_slices.h - the rows of many nodes at once, each cut to the far ends that are of interest.
 *
 *     nodes    r1      r4          r9               window of far ends   [b0, b9)
 *     slices   b1 b4 | b7        | b1 b2 b8         what else they have is left out
 *
 * Finding one row and cutting it is a chain of reads, each of which waits for the one before.  Of many nodes these
 * chains do not depend on each other: the same step is made of all of them before the next one is, so that a
 * processor works on several at a time, and lines of memory are asked for before they are needed.
 *
 * Read here is what stands for itself in a frozen graph (sg_graph_is_frozen()), as in rows.h: what spans lead to is
 * found by sg_graph_span_runs().
 */
#ifndef SG_ROW_SLICES_H
#define SG_ROW_SLICES_H

#include "engine/graph.h"

enum { SG_ROW_SLICES = 64 }; /* nodes at once, at most */

typedef struct sg_row_slice {
    const uint32_t *others; /* far ends, ascending */
    uint32_t
        place; /* of the first of them, counted from the first of the type in this direction */
    uint32_t count;
} sg_row_slice;

/* What of the rows of the nodes lies in the window; of nodes that are in the order of their numbers what is read lies
 * together. */
void sg_row_slices(const sg_graph *graph, sg_reltype type, sg_direction way,
                   const uint32_t *nodes, uint32_t count, sg_range window,
                   sg_row_slice out[SG_ROW_SLICES]);

#endif
