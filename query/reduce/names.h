/* names.h - what reduced sets are called, so that statements share joins as they share tests.
 *
 *     J>3,1(b's own set)(r's own set)     those of b that some r leads to over a relationship of type 3
 *
 * A set that came of labels and tests is called by their text (query/plan/reduction_key.h), a set that
 * was joined by its step and the names of both sets before: equal names, equal nodes.  Sets that came of
 * anything else (subqueries, parameters, nodes that a run names) have none, nor has what was joined
 * with them.
 */
#ifndef SG_REDUCE_NAMES_H
#define SG_REDUCE_NAMES_H

#include "engine/base/text.h"
#include "query/reduce/reducer_internal.h"

/* Writes the name of what joining `target` with `source` over the arc gives, if it has one and there is a store;
 * `from_left` tells that the source is its left end.  The caller's to free. */
bool sg_reducer_name_join(const sg_reducer *self, const sg_tree_arc *arc, bool down,
                          sg_buffer *out);

#endif
