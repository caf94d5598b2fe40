/* flow.c - packets on their way behind a load balancer: to target groups, to what is registered
 * there, to what that is part of.
 *
 *     target "i-..."      the machine
 *     target "10.2.1.7"   the interface with this address in the load balancer's network, with
 *                         what owns it; and the pod that has the address
 *     target "arn:..."    a function, or a load balancer
 *
 * The packets stay what the clients sent: a machine behind a listener on 443 is exposed on 443.
 */
#include "ingest/derive/balancer.h"

#include "engine/base/text.h"
#include "ingest/derive/address_book.h"
#include "ingest/derive/read.h"

/* A target group at work. */
typedef struct visit {
    sg_network *network;
    const sg_flow *flow;
    sg_value port;     /* of the group, or null */
    sg_truth preserve; /* as the group says */
    sg_transports transports;
    bool ipv6; /* its targets are spoken to by IPv6 */
} visit;

static sg_status note(const visit *at, sg_node node, sg_gate gate)
{
    return sg_verdict_note(at->network, node, gate, at->flow->way);
}

/* Notes the packets with what owns the interface. */
static sg_status note_owners(const visit *at, sg_node interface, sg_gate gate)
{
    for (sg_neighbours owner =
             sg_neighbours_by(at->network->graph, interface, SG_STR("HAS_INTERFACE"), SG_IN);
         sg_neighbours_next(&owner);)
        SG_TRY(note(at, owner.node, gate));
    return SG_OK;
}

/* The port of a target: its own, else the group's; false when neither is known. */
static bool port_of(const visit *at, sg_value own, sg_port *out)
{
    sg_value port = own.type == SG_TYPE_INTEGER ? own : at->port;

    if (port.type != SG_TYPE_INTEGER || port.integer < 0 || port.integer > SG_LAST_PORT)
        return false;
    *out = (sg_port){ (uint16_t)port.integer, at->transports };
    return true;
}

/* Whether targets see the clients' addresses: only behind a network load balancer. */
static bool preserves(const visit *at, bool by_address)
{
    sg_str type =
        sg_read_text(at->network->graph, at->flow->hop, SG_STR("type"), at->network->scratch);

    if (!sg_str_equal(type, SG_STR("network")))
        return false;
    if (at->preserve != SG_UNKNOWN)
        return at->preserve == SG_TRUE;
    return !by_address || at->transports.udp;
}

/* What gets through to an endpoint. */
static sg_status arrive(const visit *at, const sg_endpoint *target, sg_value own_port,
                        bool by_address, sg_gate *out)
{
    sg_admission admission = { .hop = at->flow->hop,
                               .preserved = preserves(at, by_address),
                               .ipv6 = at->ipv6 };
    const sg_gate *admitted;

    if (!port_of(at, own_port, &admission.port)) {
        *out = (sg_gate){ .possible = at->flow->front.possible };
        return SG_OK;
    }
    SG_TRY(sg_admission_gate(at->network, &admission, target, &admitted));
    return sg_gate_combine(at->network->arena, SG_INTERSECTION, at->flow->front, *admitted,
                           out);
}

static bool runs(const sg_network *network, sg_node machine)
{
    sg_str state = sg_read_text(network->graph, machine, SG_STR("state"), network->scratch);
    return !state.length || sg_str_equal_fold(state, SG_STR("running")) ||
           sg_str_equal_fold(state, SG_STR("pending"));
}

/* A machine is asked as a whole, by the place and the groups of its first interface. */
static sg_status to_machine(const visit *at, sg_node machine, sg_value port)
{
    sg_network *network = at->network;
    sg_endpoint endpoint;
    sg_node interface;
    sg_gate gate;

    if (!runs(network, machine))
        return SG_OK;
    SG_TRY(sg_endpoint_read(network, machine, false, &endpoint));
    if (!sg_endpoint_placed(&endpoint) &&
        sg_network_neighbour(network, machine, SG_STR("HAS_INTERFACE"), SG_OUT,
                             SG_STR("NetworkInterface"), &interface))
        SG_TRY(sg_endpoint_read(network, interface, false, &endpoint));
    SG_TRY(arrive(at, &endpoint, port, false, &gate));
    return note(at, machine, gate);
}

static sg_status to_interface(const visit *at, sg_node interface, sg_value port, sg_gate *out)
{
    sg_endpoint endpoint;

    SG_TRY(sg_endpoint_read(at->network, interface, false, &endpoint));
    SG_TRY(arrive(at, &endpoint, port, true, out));
    SG_TRY(note(at, interface, *out));
    return note_owners(at, interface, *out);
}

/* A pod without an interface of its own in the inventory takes the packets: its cluster registers
 * what it lets through. */
static sg_status to_address(const visit *at, sg_str address, sg_value port)
{
    sg_address_owners owners;
    sg_gate gate = at->flow->front;
    sg_node vpc;

    if (!sg_network_of(at->network, at->flow->hop, &vpc))
        return SG_OK;
    SG_TRY(sg_address_owners_find(at->network, vpc, address, &owners));
    if (owners.interface.id != SG_NO_ID)
        SG_TRY(to_interface(at, owners.interface, port, &gate));
    return owners.pod.id == SG_NO_ID ? SG_OK : note(at, owners.pod, gate);
}

static sg_status to_node(const visit *at, sg_node node, sg_value port)
{
    const sg_graph *graph = at->network->graph;
    sg_port at_port;
    sg_gate gate;

    if (sg_node_is(graph, node, SG_STR("VirtualMachine")))
        return to_machine(at, node, port);
    if (sg_node_is(graph, node, SG_STR("NetworkInterface")))
        return to_interface(at, node, port, &gate);
    if (sg_node_is(graph, node, SG_STR("ServerlessFunction")))
        return note(at, node, at->flow->front);
    if (sg_node_is(graph, node, SG_STR("LoadBalancer")))
        return port_of(at, port, &at_port) ? sg_flow_to_balancer(at->network, at->flow, at_port,
                                                                 preserves(at, false), node)
                                           : SG_OK;
    if (sg_node_is(graph, node, SG_STR("Pod")) ||
        sg_node_is(graph, node, SG_STR("ContainerService")))
        return sg_flow_to_cluster(at->network, at->flow, node);
    if (sg_node_is(graph, node, SG_STR("Compute")))
        return note(at, node, at->flow->front);
    return SG_OK;
}

/* An item of `targets`. */
static sg_status to_item(const visit *at, sg_value item)
{
    sg_value id = sg_map_get(item, SG_STR("id")), port = sg_map_get(item, SG_STR("port"));
    sg_address address;
    sg_node node;

    if (id.type != SG_TYPE_STRING)
        return SG_OK;
    if (sg_address_parse(sg_value_str(id), &address))
        return to_address(at, sg_value_str(id), port);
    if (sg_graph_find_node(at->network->graph, sg_value_str(id), &node))
        return to_node(at, node, port);
    return SG_OK;
}

/* Some target of the network may be behind the load balancer, and which is not known. */
static sg_status mark_opaque(sg_network *network, sg_node balancer)
{
    static const bool opaque = true;
    sg_node vpc;

    if (!sg_network_of(network, balancer, &vpc))
        return SG_OK;
    return sg_network_remember(
        network, (sg_question_key){ .question = SG_ASK_OPAQUE, .first = vpc.id }, &opaque);
}

sg_status sg_flow_to_group(sg_network *network, const sg_flow *flow, sg_node group)
{
    const sg_graph *graph = network->graph;
    visit at = { .network = network, .flow = flow };
    sg_value targets = sg_read(graph, group, SG_STR("targets"), network->scratch);
    bool told =
        targets.type == SG_TYPE_LIST ||
        sg_read_truth(graph, group, SG_STR("targetsCollected"), network->scratch) == SG_TRUE;
    const sg_asked *asked;
    sg_key port_key;

    if (!flow->front.possible.count)
        return SG_OK;
    at.port = sg_read(graph, group, SG_STR("port"), network->scratch);
    at.preserve = sg_read_truth(graph, group, SG_STR("preserveClientIp"), network->scratch);
    at.transports = flow->transports;
    at.ipv6 = sg_str_equal(
        sg_read_text(graph, group, SG_STR("ipAddressType"), network->scratch), SG_STR("ipv6"));
    SG_TRY(note(&at, group, flow->front));
    for (uint32_t i = 0; targets.type == SG_TYPE_LIST && i < targets.length; i++)
        if (targets.list[i].type == SG_TYPE_MAP)
            SG_TRY(to_item(&at, targets.list[i]));
    for (sg_neighbours target = sg_neighbours_by(graph, group, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&target);) {
        sg_value port = sg_null();
        if (sg_graph_find_key(graph, SG_STR("port"), &port_key))
            port = sg_graph_edge_property(graph, target.edge, port_key, network->scratch);
        told = true;
        SG_TRY(to_node(&at, target.node, port));
    }
    if (told)
        return SG_OK;
    SG_TRY(sg_network_asked(network, group, &asked));
    return asked->targets ? SG_OK : mark_opaque(network, flow->hop);
}

sg_status sg_flow_to_target(sg_network *network, const sg_flow *flow, sg_node target,
                            sg_port port)
{
    visit at = { .network = network,
                 .flow = flow,
                 .port = sg_null(),
                 .preserve = SG_UNKNOWN,
                 .transports = port.transports };

    return to_node(&at, target, sg_integer(port.port));
}
