/* canonical.h - values of the TCK's tables and of our results as one canonical text each.
 *
 * Keys of maps and labels are sorted, floats printed alike, strings quoted alike; entities by labels,
 * type and properties, not by id.  Two values are the same when their texts are.
 */
#ifndef SG_CONFORMANCE_CANONICAL_H
#define SG_CONFORMANCE_CANONICAL_H

#include "engine/base/error.h"
#include "engine/graph.h"

/* A cell of an expected table.  With `any_list_order`, items of lists are sorted. */
SG_MUST_USE sg_status tck_canonical_cell(sg_str cell, bool any_list_order, sg_buffer *out,
                                         sg_error *err);
/* A value of a result over `graph`. */
void tck_canonical_value(const sg_graph *graph, sg_value value, bool any_list_order,
                         sg_arena *arena, sg_buffer *out);
#endif
