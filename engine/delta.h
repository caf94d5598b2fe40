/* delta.h - changes on top of a frozen graph, seen by the same readers.
 *
 *     frozen base     nodes 0 .. b-1   edges 0 .. f-1     shared by all copies, never written
 *     delta           nodes b .. n-1   edges f .. m-1     added
 *                     and what became of some of the base's: other labels, other properties, deleted
 *
 * A changeable graph is an sg_graph like any other, and everything in engine/graph.h reads it.  Who
 * changes it is alone with it: readers of an earlier state keep a copy or are given one
 * (engine/versions.h does that).  Ids are never given twice, and nothing is renumbered, until the
 * changes are folded into a new frozen graph by sg_delta_merge().
 *
 * Changes are made within a *step*, which may be undone as a whole:
 *
 *     sg_delta_begin(graph);
 *     status = ... sg_delta_add_node(graph, ...) ... sg_delta_set(graph, ...) ...
 *     if (status != SG_OK)
 *         sg_delta_undo(graph);
 *
 * Names stay known after that (a label without nodes), as do texts; nothing else is left behind.
 * Errors of all calls: SG_ENOMEM, SG_ELIMIT (2^32-2 ids; 65,534 labels, types or combinations of
 * labels; 255 labels on one node); a call that fails has changed nothing.
 */
#ifndef SG_DELTA_H
#define SG_DELTA_H

#include "engine/base/error.h"
#include "engine/graph.h"

/* A frozen graph with nothing in it. */
SG_MUST_USE sg_status sg_graph_empty(sg_graph **out, sg_error *err);
/* A changeable graph over a frozen one, which is taken. */
SG_MUST_USE sg_status sg_delta_open(sg_graph *base, sg_graph **out);
/* Another changeable graph in the same state; the frozen part is shared. */
SG_MUST_USE sg_status sg_delta_copy(const sg_graph *graph, sg_graph **out);
/* A frozen graph in the same state: nodes and relationships get new ids. */
SG_MUST_USE sg_status sg_delta_merge(const sg_graph *graph, sg_graph **out, sg_error *err);
/* Memory that the changes take, about: records, texts, and what undoing needs. */
size_t sg_delta_bytes(const sg_graph *graph);
/* Whether most of what the delta holds is no longer of use, so that a copy would be smaller. */
bool sg_delta_is_wasteful(const sg_graph *graph);

void sg_delta_begin(sg_graph *graph);
void sg_delta_undo(sg_graph *graph); /* all changes since the last begin */

/* What a step did to one node or relationship.  One may be changed several times in a step. */
typedef enum sg_delta_kind {
    SG_DELTA_NODE_ADDED,
    SG_DELTA_NODE_DELETED,
    SG_DELTA_NODE_LABELS,
    SG_DELTA_NODE_PROPERTY, /* `key` */
    SG_DELTA_EDGE_ADDED,
    SG_DELTA_EDGE_DELETED,
    SG_DELTA_EDGE_PROPERTY, /* `key` */
} sg_delta_kind;

typedef struct sg_delta_change {
    sg_delta_kind kind;
    uint32_t id;
    sg_key key;
} sg_delta_change;

typedef struct sg_delta_changes {
    sg_delta_change *items;
    uint32_t count;
} sg_delta_changes;

/* No less than how many changes the step at hand, or the last one, has made. */
uint32_t sg_delta_step_size(const sg_graph *graph);
/* Writes them in order, and returns how many they are. */
uint32_t sg_delta_step(const sg_graph *graph, sg_delta_change *out);

/* --- names: found, or added ------------------------------------------------------------------- */
SG_MUST_USE sg_status sg_delta_label(sg_graph *graph, sg_str name, sg_label *out);
SG_MUST_USE sg_status sg_delta_type(sg_graph *graph, sg_str name, sg_reltype *out);
SG_MUST_USE sg_status sg_delta_key(sg_graph *graph, sg_str name, sg_key *out);

/* --- nodes and relationships ------------------------------------------------------------------ */
/* The labels may repeat. */
SG_MUST_USE sg_status sg_delta_add_node(sg_graph *graph, const sg_label *labels, uint32_t count,
                                        sg_node *out);
/* *changed tells whether the node did not have (had) the label. */
SG_MUST_USE sg_status sg_delta_add_label(sg_graph *graph, sg_node node, sg_label label,
                                         bool *changed);
SG_MUST_USE sg_status sg_delta_remove_label(sg_graph *graph, sg_node node, sg_label label,
                                            bool *changed);
/* The node must have no relationships left. */
SG_MUST_USE sg_status sg_delta_delete_node(sg_graph *graph, sg_node node);
SG_MUST_USE sg_status sg_delta_add_edge(sg_graph *graph, sg_node from, sg_reltype type,
                                        sg_node to, sg_edge *out);
SG_MUST_USE sg_status sg_delta_delete_edge(sg_graph *graph, sg_edge edge);

/* Sets a property; null removes it.  The value is copied.  Errors: also SG_EINVAL (an entity). */
SG_MUST_USE sg_status sg_delta_set(sg_graph *graph, sg_node node, sg_key key, sg_value value);
SG_MUST_USE sg_status sg_delta_set_edge(sg_graph *graph, sg_edge edge, sg_key key,
                                        sg_value value);

/* --- indexes: nodes of a label by the values of properties -------------------------------------- */
/* Sees every node that has the label now or later.  Errors: also SG_EINVAL (there is one of that
 * name, or the same under another name). */
SG_MUST_USE sg_status sg_delta_add_index(sg_graph *graph, sg_str name, sg_index_about about);
/* Errors: also SG_ENOTFOUND. */
SG_MUST_USE sg_status sg_delta_drop_index(sg_graph *graph, sg_str name);

#endif
