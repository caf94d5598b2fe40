/* output.h - text that goes to a file as it is made, a mebibyte at a time; and what all writers of
 * graphs ask. */
#ifndef SG_EXCHANGE_OUTPUT_H
#define SG_EXCHANGE_OUTPUT_H

#include "engine/base/file.h"
#include "engine/graph.h"

typedef struct sg_output {
    sg_file_writer *file;
    sg_buffer text; /* write here, then call sg_output_flow() now and then */
    sg_error *err;
} sg_output;

SG_MUST_USE sg_status sg_output_open(sg_output *writer, const char *path, sg_error *err);
/* A whole graph on its way into one file. */
typedef struct sg_output_whole {
    const sg_graph *graph; /* without changes on top */
    sg_output writer;
    sg_arena *arena; /* of one node or relationship */
} sg_output_whole;
/* Creates the file, has `write` put all of the graph, and closes it. */
SG_MUST_USE sg_status sg_output_write(const sg_graph *graph, const char *path,
                                      sg_status (*write)(sg_output_whole *self), sg_error *err);
/* A string, boolean, number or temporal value as plain text, nothing escaped. */
void sg_output_scalar(sg_buffer *out, sg_value value);
/* Sends the text on when there is enough of it. */
SG_MUST_USE sg_status sg_output_flow(sg_output *writer);
/* Sends all on and closes, unless `status` tells of a failure; returns the first one. */
SG_MUST_USE sg_status sg_output_close(sg_output *writer, sg_status status);

/* The graph without changes on top: itself, or a merged one in *merged, which the caller frees. */
SG_MUST_USE sg_status sg_output_graph(const sg_graph *graph, const sg_graph **frozen,
                                      sg_graph **merged, sg_error *err);
/* A text by which the node can be told from all others, in the arena: its `id`, its `arn`, or its
 * number.  bytes NULL: out of memory. */
sg_str sg_output_node_id(const sg_graph *graph, sg_node node, sg_arena *arena);
/* Whether the value is a list of nothing but scalars of one type. */
bool sg_output_is_plain_list(sg_value value);

/* Calls `visit` with every relationship in the order of ids, until it fails. */
typedef sg_status sg_output_visit(void *state, sg_reltype type, sg_node from, sg_node to,
                                  sg_edge edge);
SG_MUST_USE sg_status sg_output_edges(const sg_graph *graph, sg_reltype type,
                                      sg_output_visit *visit, void *state);

#endif
