/* reach_link.h - from one network into another: by peering, or by a transit gateway.
 *
 *     subnet --route table--> pcx-1 ------------------------> subnet     and back by the same
 *     subnet --route table--> tgw-1 --its route table--> ---> subnet     and back
 *
 * What is one step only: nobody gets through a network into a third.  A half that is not known, a
 * route table, an attachment, leaves the whole unknown; only a half that is known not to lead there
 * makes it a no.
 */
#ifndef SG_INGEST_DERIVE_REACH_LINK_H
#define SG_INGEST_DERIVE_REACH_LINK_H

#include "ingest/derive/network.h"

typedef struct sg_reach_end {
    sg_node vpc, subnet;
    sg_address_range block; /* of the subnet */
} sg_reach_end;

typedef struct sg_reach_link {
    sg_truth routed;     /* packets get there, and answers back */
    sg_truth references; /* rules there may name groups of here */
} sg_reach_link;

/* Within one network both are true.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_reach_link_find(sg_network *network, sg_reach_end from,
                                         sg_reach_end to, sg_reach_link *out);

typedef struct sg_reach_neighbours {
    const sg_node *networks;
    uint32_t count;
} sg_reach_neighbours;

/* The networks that share a peering connection or a transit gateway with it, by what is attached
 * or by what routes name; at most 1,024.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_reach_neighbours_of(sg_network *network, sg_node vpc,
                                             sg_reach_neighbours *out);

#endif
