/* trace_rules.h - which rule lets one packet through; for trace.c only. */
#ifndef SG_INGEST_DERIVE_TRACE_RULES_H
#define SG_INGEST_DERIVE_TRACE_RULES_H

#include "ingest/derive/gates.h"
#include "ingest/derive/trace.h"

typedef struct sg_trace {
    sg_network network;
    sg_trace_visit *visit;
    void *state;
} sg_trace;

/* The other side of a connection. */
typedef struct sg_trace_peer {
    sg_address_range addresses;
    const sg_group_set *groups; /* that rules may name; NULL: none */
} sg_trace_peer;

/* "tcp 22", "tcp 8000-8080", "all" */
#define SG_TRACE_WORDS 32
void sg_trace_words(sg_services services, char out[SG_TRACE_WORDS]);
/* A node as people call it: its key, else its name. */
sg_str sg_trace_name(sg_trace *trace, sg_node node);
/* Visits a step with a formatted text.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_trace_tell(sg_trace *trace, const char *gate, const char *format, ...)
    SG_PRINTF(3, 4);

/* Each of these tells the first rule that lets the service through, and nothing when it finds none.
 * Errors: SG_ENOMEM. */

/* `list` is "ingress" or "egress" of the groups of the node. */
SG_MUST_USE sg_status sg_trace_group(sg_trace *trace, sg_node node, const char *list,
                                     uint32_t service, sg_trace_peer peer);
/* Of the subnet's ACL, one way.  Answers are asked about as the ports that they may go to. */
SG_MUST_USE sg_status sg_trace_acl(sg_trace *trace, const char *gate, sg_node subnet,
                                   bool egress, sg_services services, sg_address_range peer);
SG_MUST_USE sg_status sg_trace_route(sg_trace *trace, sg_node subnet, sg_address_range to);

#endif
