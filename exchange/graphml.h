/* graphml.h - a graph as GraphML, for programs that draw graphs (docs/exchange.md). */
#ifndef SG_EXCHANGE_GRAPHML_H
#define SG_EXCHANGE_GRAPHML_H

#include "engine/base/error.h"
#include "engine/graph.h"

/* Writes the graph to a file.  Labels and types are both attributes and data, as Neo4j's export has
 * them; a property whose values are of several types, and lists, maps and times, are texts.
 * Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_graphml_write(const sg_graph *graph, const char *path, sg_error *err);

#endif
