/* opengraph.h - BloodHound's OpenGraph JSON (docs/exchange.md).
 *
 *     {"metadata": {"source_kind": "Base"},
 *      "graph": {"nodes": [{"id": "1", "kinds": ["User"], "properties": {"name": "ann"}}],
 *                "edges": [{"kind": "MemberOf", "start": {"value": "1"},
 *                           "end": {"value": "ops", "match_by": "name"}, "properties": {}}]}}
 */
#ifndef SG_EXCHANGE_OPENGRAPH_H
#define SG_EXCHANGE_OPENGRAPH_H

#include "engine/base/error.h"
#include "engine/graph.h"

typedef struct sg_opengraph_report {
    uint32_t nodes, relationships;
    uint64_t left_out; /* relationships whose ends are not there */
} sg_opengraph_report;

/* Whether the file begins as an object with a member `graph`. */
bool sg_opengraph_recognise(const char *path);
/* Reads files into one graph: nodes of one id are merged, and an edge may end in another file.  Ids
 * become the property `id`.  `tolerance`: so many relationships whose ends are not there are left
 * out.  Errors: SG_EINVAL with file and place, SG_ENOTFOUND, SG_EIO, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_opengraph_load(const char *const *paths, size_t count,
                                        uint64_t tolerance, sg_graph **out,
                                        sg_opengraph_report *report, sg_error *err);
/* Writes the graph to a file.  What BloodHound has no type for (maps, lists of several types) is JSON
 * in a text; times are ISO 8601.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_opengraph_write(const sg_graph *graph, const char *path,
                                         sg_error *err);

#endif
