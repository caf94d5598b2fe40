/* verdict.h - what was found out about a node: EXPOSES while it is found, `exposure` at the end. */
#ifndef SG_INGEST_DERIVE_VERDICT_H
#define SG_INGEST_DERIVE_VERDICT_H

#include "ingest/derive/network.h"

/* The node gets an `exposure`: "PRIVATE" when nothing is noted. */
void sg_verdict_open(sg_network *network, sg_node node);
/* Something that is not known may expose the node. */
void sg_verdict_unclear(sg_network *network, sg_node node);
bool sg_verdict_is_sure(const sg_network *network, sg_node node);

/* How packets come to the node when not directly. */
typedef struct sg_way {
    sg_str via;         /* of the load balancer that takes them in; empty: directly */
    bool conditional;   /* only requests that match a rule */
    bool authenticated; /* only after signing in: never `wide` */
    sg_str appliance;   /* that the gateway hands the packets to first; filled in by the note */
} sg_way;

/* These packets reach the node from the internet.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_verdict_note(sg_network *network, sg_node node, sg_gate gate,
                                      sg_way way);
/* Writes `exposure` of all nodes that have a verdict. */
SG_MUST_USE sg_status sg_verdict_write(sg_network *network);

#endif
