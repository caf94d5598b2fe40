/* read.h - short words for reading properties and neighbours of a frozen graph by name. */
#ifndef SG_INGEST_DERIVE_READ_H
#define SG_INGEST_DERIVE_READ_H

#include "ingest/derive/request.h"

/* Null when there is none.  The arena is for what must be decoded: here and below. */
sg_value sg_read(const sg_graph *graph, sg_node node, sg_str name, sg_arena *arena);
/* A map; null when nothing is known of them. */
sg_value sg_read_tags(sg_iam_tags tags, sg_arena *arena);
/* Empty when there is none, or no text. */
sg_str sg_read_text(const sg_graph *graph, sg_node node, sg_str name, sg_arena *arena);
/* Unknown when there is none, or no boolean. */
sg_truth sg_read_truth(const sg_graph *graph, sg_node node, sg_str name, sg_arena *arena);
sg_str sg_read_edge_text(const sg_graph *graph, sg_edge edge, sg_str name, sg_arena *arena);

/* Unknown when there is none, or no boolean. */
sg_truth sg_read_edge_truth(const sg_graph *graph, sg_edge edge, sg_str name, sg_arena *arena);

bool sg_node_is(const sg_graph *graph, sg_node node, sg_str label);
/* `arn`, else `id`; empty when neither is an ARN. */
sg_str sg_read_arn(const sg_graph *graph, sg_node node, sg_arena *arena);

/* All nodes with a label, ascending:
 *
 *     for (sg_cursor at = sg_nodes_with(graph, label); sg_cursor_next(&at);)
 *         visit(at.node);
 */
typedef struct sg_cursor {
    const sg_range *ranges;
    uint32_t count, range;
    uint32_t next;
    sg_node node;
} sg_cursor;
sg_cursor sg_nodes_with(const sg_graph *graph, sg_str label);
bool sg_cursor_next(sg_cursor *cursor);
uint32_t sg_count_with(const sg_graph *graph, sg_str label);

/* All neighbours by a type, the same way. */
typedef struct sg_neighbours {
    const sg_graph *graph;
    sg_runs runs;
    sg_run run;
    uint32_t next;
    sg_node node;
    sg_edge edge;
} sg_neighbours;
sg_neighbours sg_neighbours_by(const sg_graph *graph, sg_node node, sg_str type,
                               sg_direction way);
bool sg_neighbours_next(sg_neighbours *neighbours);

#endif
