/* endpoint.h - where something stands in a network, and what the internet can send there.
 *
 * Everything in one subnet behind the same security groups is one class: the gates are judged once
 * for it, however many interfaces it has.
 */
#ifndef SG_INGEST_DERIVE_ENDPOINT_H
#define SG_INGEST_DERIVE_ENDPOINT_H

#include "ingest/derive/gates.h"

typedef struct sg_endpoint {
    sg_node node;   /* an interface, or what is described without one */
    sg_node subnet; /* SG_NO_ID: not known */
    const sg_group_set *groups;
} sg_endpoint;

/* Which families of public addresses it has. */
typedef struct sg_families {
    bool ipv4, ipv6;
} sg_families;

/* Reads IN_SUBNET and PROTECTED_BY of the node.  Errors here and below: SG_ENOMEM. */
SG_MUST_USE sg_status sg_endpoint_read(sg_network *network, sg_node node, bool may_lack_groups,
                                       sg_endpoint *out);
/* Whether there is something to stand in: a subnet is known. */
static inline bool sg_endpoint_placed(const sg_endpoint *endpoint)
{
    return endpoint->subnet.id != SG_NO_ID;
}
/* Public addresses of an interface, or of a machine as its own description has it. */
sg_families sg_endpoint_families(const sg_network *network, sg_node node);

/* What passes route, ACL and groups from the internet to such an endpoint. */
SG_MUST_USE sg_status sg_endpoint_gate(sg_network *network, const sg_endpoint *endpoint,
                                       sg_families families, const sg_gate **out);

#endif
