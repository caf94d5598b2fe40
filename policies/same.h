/* same.h - which parts of two graphs are the same, told by comparing them place by place.
 *
 *     before   nodes 0..n  columns [exposure] [tags] ..  types [HAS] [CAN_ACCESS] ..
 *     after    nodes 0..n  columns [exposure] [tags] ..  types [HAS] [CAN_ACCESS] ..
 *                            same                  no           same      no
 *
 * Where both number the same nodes alike, as two snapshots of an estate do between which no node came or went, a
 * node is known by its number, and what stands in the same bytes is the same: only the rest has to be digested
 * (digest.h).  Two snapshots whose sections have the same checksums are not read at all.
 */
#ifndef SG_POLICIES_SAME_H
#define SG_POLICIES_SAME_H

#include "engine/graph.h"

/* A zeroed one says that nothing is known to be the same. */
typedef struct sg_same {
    bool nodes; /* the same ones, with the same labels and ids, by the same numbers */
    bool *
        columns; /* by label set, then property of `before`: nodes of the set have the same values */
    bool *types; /* by type of `before`: the same relationships with the same properties */
    uint32_t keys;
} sg_same;

/* Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_same_of(const sg_graph *before, const sg_graph *after, sg_same *out);
void sg_same_free(sg_same *same);
/* The same by names: whether a part of either graph is the same in the other one. */
bool sg_same_column(const sg_same *same, const sg_graph *before, sg_label_set set, sg_str key);
bool sg_same_type(const sg_same *same, const sg_graph *before, sg_str type);

#endif
