/* value_groups.h - nodes that differ in nothing that is read become one, counted from the cells.
 *
 *     set       v1 v2 v3 v4 v5      MATCH (v:Volume) RETURN v.zone, count(*)
 *     cells      0  1  0  0  1
 *     counts    [3  2]              v1 stands for 3 rows, v2 for 2
 *
 * Of columns whose cells are a bit, a byte or two, and of nodes that lack the property; others stand for
 * themselves.  The aggregation above works as before, on fewer rows.
 */
#ifndef SG_EXEC_VALUE_GROUPS_H
#define SG_EXEC_VALUE_GROUPS_H

#include "query/reduce/reducer.h"

/* Of a frozen graph.  Takes the place of `found`, whose weights may be NULL: 1 each.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_group_by_value(const sg_graph *graph, sg_key key, sg_weights *found);

/* Whether the nodes are of one label set and its column of the property, all strings, has no value twice,
 * as columns of identifiers have: then nodes that differ have values that differ. */
bool sg_values_differ(const sg_graph *graph, sg_key key, const sg_id_set *set);

#endif
