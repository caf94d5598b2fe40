/* reduction_cost.h - what it would cost to work out the sets of a reduction.
 *
 * In the unit in which operators count their effort: a row, with what is tested of it.  A node tested for a set
 * takes as long, a relationship followed for one half of that.  Counted before anything is done, from what
 * the graph knows exactly: nodes by label, relationships by type and label of their ends.
 */
#ifndef SG_REDUCE_REDUCTION_COST_H
#define SG_REDUCE_REDUCTION_COST_H

#include "query/plan/reduction.h"
#include "query/reduce/set_store.h"

/* Whether its sets could leave out nodes that rows pass by: relationships of one kind of which nothing is asked
 * but the labels of their ends are followed once, and each makes a row. */
bool sg_reduction_can_save(const sg_reduction *reduction);

/* As if no neighbour left a vertex few nodes.  What the store (NULL: there is none) has costs nothing. */
double sg_reduction_cost(const sg_graph *graph, sg_set_store *store,
                         const sg_reduction *reduction);

#endif
