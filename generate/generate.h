/* generate.h - synthetic estates: a plan and a sink make a graph, the same for one seed.
 *
 *     sg_estate_new()     the plan: accounts, counts, numbers, what is planted       estate.h
 *     facts, names        what is true of a resource, drawn when asked               facts.h
 *     nodes, edges        the derived graph, row by row                              nodes.h, edges.h
 *     sinks               CSV files for import, a graph, a snapshot of any size      csv.h, snapshot.h
 *     expected            the issues that the planted combinations must be           expected.h
 */
#ifndef SG_GENERATE_GENERATE_H
#define SG_GENERATE_GENERATE_H

#include "generate/sink.h"

/* Hands all nodes to the sink, an account after the other, then all relationships.  Memory does not
 * grow with the estate.  Errors: those of the sink, SG_ENOMEM. */
SG_MUST_USE sg_status sg_generate(const sg_estate *estate, sg_sink *sink, sg_error *err);
/* The relationships alone; the sink's `node` is not called. */
SG_MUST_USE sg_status sg_generate_edges(const sg_estate *estate, sg_sink *sink, sg_error *err);

#endif
