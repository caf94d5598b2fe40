/* snapshot.h - a generated estate as a graph, and so as a snapshot. */
#ifndef SG_GENERATE_SNAPSHOT_H
#define SG_GENERATE_SNAPSHOT_H

#include "engine/graph.h"
#include "generate/generate.h"

/* Builds the graph in memory.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_generate_graph(const sg_estate *estate, sg_graph **out, sg_error *err);

/* Writes the snapshot of the same graph, byte by byte, as a stream: memory does not grow with its
 * relationships, and with its nodes as engine/stream.h says and by 4 B each.  With `spans` what administrators
 * may do is told by spans instead of a relationship for each pair.  A witness (sink.h) may be NULL. */
SG_MUST_USE sg_status sg_generate_snapshot(const sg_estate *estate, const char *path,
                                           bool spans, sg_sink *witness, sg_error *err);

#endif
