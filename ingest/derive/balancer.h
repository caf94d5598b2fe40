/* balancer.h - load balancers: what they take in, and what they pass on to whom.
 *
 *     internet --front--> entry --listener--> [hop] --target group--> target
 *                         (scheme, gates)     (a load balancer behind one)   (admission)
 */
#ifndef SG_INGEST_DERIVE_BALANCER_H
#define SG_INGEST_DERIVE_BALANCER_H

#include "ingest/derive/endpoint.h"
#include "ingest/derive/verdict.h"

/* What reaches the load balancer from the internet, on whatever port; listeners pick from it.
 * Errors here and below: SG_ENOMEM. */
SG_MUST_USE sg_status sg_balancer_gate(sg_network *network, sg_node balancer,
                                       const sg_gate **out);
/* Whether it is one of the provider's, and not the wish of a cluster for one. */
bool sg_balancer_is_cloud(const sg_network *network, sg_node balancer);

/* A port and transports: of a listener or a target. */
typedef struct sg_port {
    uint16_t port;
    sg_transports transports;
} sg_port;
/* From a number and the name of a listener's protocol, TCP when it has none; false when there is no
 * number. */
bool sg_port_read(sg_value port, sg_value protocol, sg_port *out);
/* An item of the listeners of a load balancer; these are null when they are not known. */
bool sg_listener_read(sg_value map, sg_port *out);
sg_value sg_balancer_listeners(const sg_network *network, sg_node balancer);
/* The port of its listener with the ARN; false when it is not known. */
bool sg_listener_port(const sg_network *network, sg_node balancer, sg_str listener,
                      sg_port *out);
/* Whether it has a listener on the port, as far as they are known. */
bool sg_balancer_listens(const sg_network *network, sg_node balancer, sg_port port);
/* Network load balancers can do without security groups. */
bool sg_balancer_may_lack_groups(const sg_network *network, sg_node balancer);
/* Its ARN, else its id: what `via` says. */
sg_str sg_balancer_name(const sg_network *network, sg_node balancer);
/* The packets of the gate that go to the port. */
SG_MUST_USE sg_status sg_gate_at_port(sg_arena *arena, sg_gate gate, sg_port port,
                                      sg_gate *out);

/* How a target is asked for: which of the clients of `hop` get through to `port` of the endpoint.
 * All services; the addresses count. */
typedef struct sg_admission {
    sg_node hop; /* the load balancer next to the target */
    sg_port port;
    bool preserved; /* packets carry the client's address, not the load balancer's */
    bool ipv6;      /* the load balancer speaks IPv6 to it */
} sg_admission;
SG_MUST_USE sg_status sg_admission_gate(sg_network *network, const sg_admission *admission,
                                        const sg_endpoint *target, const sg_gate **out);

/* Packets on their way behind a load balancer. */
typedef struct sg_flow {
    sg_gate front; /* as the clients sent them: their addresses, the entry's port */
    sg_transports transports;
    sg_way way;
    sg_node hop;    /* what sends them on: the last load balancer so far, or a link */
    uint32_t depth; /* load balancers behind the first */
} sg_flow;
/* They go to the target group: notes them with all targets. */
SG_MUST_USE sg_status sg_flow_to_group(sg_network *network, const sg_flow *flow, sg_node group);
/* They go to one target of a load balancer without target groups. */
SG_MUST_USE sg_status sg_flow_to_target(sg_network *network, const sg_flow *flow,
                                        sg_node target, sg_port port);
/* They go to something a cluster runs: a Service or a pod, with all that it passes them on to. */
SG_MUST_USE sg_status sg_flow_to_cluster(sg_network *network, const sg_flow *flow,
                                         sg_node node);
/* They go to the port of a load balancer that admits those of the gate. */
SG_MUST_USE sg_status sg_flow_through(sg_network *network, const sg_flow *flow,
                                      sg_gate admitted, sg_port port, sg_node balancer);
/* They go to a load balancer that is a target of another. */
SG_MUST_USE sg_status sg_flow_to_balancer(sg_network *network, const sg_flow *flow,
                                          sg_port port, bool preserved, sg_node balancer);

/* Follows all that a load balancer lets in to whom it passes it on. */
SG_MUST_USE sg_status sg_balancer_visit(sg_network *network, sg_node balancer);
/* The same for one that is the wish of a cluster: a Service of that type, or an Ingress. */
SG_MUST_USE sg_status sg_wish_visit(sg_network *network, sg_node wish);

#endif
