/* trace.h - the way of packets, gate by gate, with the rule that lets them through.
 *
 *     tcp 443    wide, by way of web
 *       address  203.0.113.5 of web          (the same for what stands before it)
 *       route    rtb-1: 0.0.0.0/0 to igw-1
 *       acl      acl-1: rule 100 allows all from 0.0.0.0/0
 *       answers  acl-1: rule 100 allows all to 0.0.0.0/0
 *       group    sg-1: tcp 443 from 0.0.0.0/0
 *       forwards web to tg-1 (port 443)
 *       group    sg-2: tcp 8080 from sg-1
 *
 * What is told was derived already; tracing looks for the rule again, for one packet of many.
 */
#ifndef SG_INGEST_DERIVE_TRACE_H
#define SG_INGEST_DERIVE_TRACE_H

#include "engine/base/error.h"
#include "engine/graph.h"

typedef struct sg_trace_step {
    const char *gate; /* "reached" begins a way; then "address", "route", "acl", ... */
    sg_str text;      /* valid during the visit */
} sg_trace_step;

typedef void sg_trace_visit(void *state, const sg_trace_step *step);

/* How the internet reaches the node, by each EXPOSES that leads to it, at most 8 of them.  Errors:
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_trace_exposure(const sg_graph *graph, sg_node node,
                                        sg_trace_visit *visit, void *state, sg_error *err);
/* How one reaches the other inside, by each CAN_REACH between them, at most 8.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_trace_reach(const sg_graph *graph, sg_node from, sg_node to,
                                     sg_trace_visit *visit, void *state, sg_error *err);

#endif
