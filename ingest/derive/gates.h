/* gates.h - the gates on the way to an interface: route, network ACL, security groups.
 *
 *     internet --> igw --> route table --> network ACL --> security groups --> interface
 *                  (answers find the way back)   (and back again)
 *
 * The address gate (has it a public one?) and the state gate (does it run?) are the visitor's.
 */
#ifndef SG_INGEST_DERIVE_GATES_H
#define SG_INGEST_DERIVE_GATES_H

#include "ingest/derive/network.h"

/* Both ways through a stateless filter: connections that come in from an address, and that go out
 * to one, each with its answers. */
typedef struct sg_acl_gates {
    sg_gate inbound, outbound;
} sg_acl_gates;

/* A rule that names a security group instead of addresses: it admits members of that group, by
 * their private addresses, and never the internet. */
typedef struct sg_group_reference {
    sg_services services;
    sg_node group;
} sg_group_reference;

/* Some security groups that work together on one interface; two interfaces with the same groups
 * share one. */
typedef struct sg_group_set {
    uint32_t index; /* 1, 2, ...: part of keys */
    const sg_node *groups;
    uint32_t count;
    sg_gate admits; /* by address */
    const sg_group_reference *references;
    uint32_t reference_count;
    sg_gate emits; /* connections that may go out, by address */
    const sg_group_reference *emit_references;
    uint32_t emit_reference_count;
} sg_group_set;

/* Errors of all: SG_ENOMEM.  What is returned lives as long as the network. */

/* The route table that the subnet uses; *known is false when it is not known. */
SG_MUST_USE sg_status sg_route_table_of(sg_network *network, sg_node subnet, sg_node *table,
                                        bool *known);
/* The interface or endpoint of an appliance to which the internet gateway's own route table hands
 * what comes in for the subnet; empty: none. */
SG_MUST_USE sg_status sg_appliance_before(sg_network *network, sg_node subnet, sg_str *out);
/* The public addresses whose packets and answers pass the internet gateway; all services. */
SG_MUST_USE sg_status sg_gate_route(sg_network *network, sg_node subnet, const sg_gate **out);
/* The ACL of the subnet, its network's default one where it has none; SG_NO_ID: not known. */
SG_MUST_USE sg_status sg_acl_of(sg_network *network, sg_node subnet, sg_node *out);
SG_MUST_USE sg_status sg_gate_acl(sg_network *network, sg_node subnet,
                                  const sg_acl_gates **out);
/* The groups that the node is PROTECTED_BY; of a node without any the answer is not known, unless
 * `may_lack` says that it can do without. */
SG_MUST_USE sg_status sg_group_set_of(sg_network *network, sg_node node, bool may_lack,
                                      const sg_group_set **out);
bool sg_group_set_has(const sg_group_set *set, sg_node group);

#endif
