/* balancer.c - what a load balancer takes in: scheme, and the gates of the subnets it stands in. */
#include "ingest/derive/balancer.h"

#include "engine/base/text.h"
#include "ingest/derive/read.h"

static sg_str type_of(const sg_network *network, sg_node balancer)
{
    return sg_read_text(network->graph, balancer, SG_STR("type"), network->scratch);
}

bool sg_balancer_is_cloud(const sg_network *network, sg_node balancer)
{
    sg_str type = type_of(network, balancer);

    return !sg_str_equal(type, SG_STR("service")) && !sg_str_equal(type, SG_STR("ingress"));
}

bool sg_balancer_may_lack_groups(const sg_network *network, sg_node balancer)
{
    return sg_str_equal(type_of(network, balancer), SG_STR("network"));
}

/* Whether it takes anything from the internet, as far as its own settings go. */
static sg_truth faces_internet(const sg_network *network, sg_node balancer)
{
    sg_str scheme = sg_read_text(network->graph, balancer, SG_STR("scheme"), network->scratch);
    sg_str state = sg_read_text(network->graph, balancer, SG_STR("state"), network->scratch);

    if (sg_str_equal(state, SG_STR("failed")) ||
        sg_str_equal(type_of(network, balancer), SG_STR("gateway")))
        return SG_FALSE;
    if (!scheme.length)
        return SG_UNKNOWN;
    return sg_str_equal(scheme, SG_STR("internet-facing")) ? SG_TRUE : SG_FALSE;
}

/* The union over its subnets. */
static sg_status gate_of_subnets(sg_network *network, sg_node balancer, sg_gate *out)
{
    sg_str addresses =
        sg_read_text(network->graph, balancer, SG_STR("ipAddressType"), network->scratch);
    sg_families families = { .ipv4 = true,
                             .ipv6 = sg_str_starts(addresses, SG_STR("dualstack")) };
    const sg_gate *gate;
    sg_endpoint endpoint;
    bool placed = false;

    SG_TRY(sg_endpoint_read(network, balancer, sg_balancer_may_lack_groups(network, balancer),
                            &endpoint));
    *out = (sg_gate){ 0 };
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, balancer, SG_STR("IN_SUBNET"), SG_OUT);
         sg_neighbours_next(&at);) {
        placed = true;
        endpoint.subnet = at.node;
        SG_TRY(sg_endpoint_gate(network, &endpoint, families, &gate));
        SG_TRY(sg_gate_combine(network->arena, SG_UNION, *out, *gate, out));
    }
    if (placed)
        return SG_OK;
    SG_TRY(sg_endpoint_gate(network, &endpoint, families, &gate));
    *out = *gate;
    return SG_OK;
}

sg_status sg_balancer_gate(sg_network *network, sg_node balancer, const sg_gate **out)
{
    sg_question_key key = { .question = SG_ASK_BALANCER, .first = balancer.id };
    sg_truth facing = faces_internet(network, balancer);
    sg_gate gate = { 0 };

    *out = sg_network_recall(network, key);
    if (*out)
        return SG_OK;
    if (facing != SG_FALSE)
        SG_TRY(gate_of_subnets(network, balancer, &gate));
    if (facing == SG_UNKNOWN || !sg_network_described(network, balancer))
        gate.sure = (sg_packet_set){ 0 };
    SG_TRY(sg_gate_keep(network, gate, out));
    return sg_network_remember(network, key, *out);
}

sg_status sg_gate_at_port(sg_arena *arena, sg_gate gate, sg_port port, sg_gate *out)
{
    sg_gate tcp = { 0 }, udp = { 0 };

    if (port.transports.tcp)
        SG_TRY(sg_gate_limit(arena, gate, sg_services_of(SG_TCP, port.port, port.port), &tcp));
    if (port.transports.udp)
        SG_TRY(sg_gate_limit(arena, gate, sg_services_of(SG_UDP, port.port, port.port), &udp));
    return sg_gate_combine(arena, SG_UNION, tcp, udp, out);
}

bool sg_port_read(sg_value port, sg_value protocol, sg_port *out)
{
    sg_str name = protocol.type == SG_TYPE_STRING ? sg_value_str(protocol) : SG_STR("TCP");

    if (port.type != SG_TYPE_INTEGER || port.integer < 0 || port.integer > SG_LAST_PORT)
        return false;
    *out = (sg_port){ (uint16_t)port.integer, sg_listener_transports(name) };
    return true;
}

/* The listeners of a load balancer, as properties tell them; null when they are not known. */
sg_value sg_balancer_listeners(const sg_network *network, sg_node balancer)
{
    return sg_read(network->graph, balancer, SG_STR("listeners"), network->scratch);
}

bool sg_listener_read(sg_value map, sg_port *out)
{
    return map.type == SG_TYPE_MAP && sg_port_read(sg_map_get(map, SG_STR("port")),
                                                   sg_map_get(map, SG_STR("protocol")), out);
}

sg_str sg_balancer_name(const sg_network *network, sg_node node)
{
    sg_str arn = sg_read_arn(network->graph, node, network->scratch);

    return arn.length ? arn
                      : sg_read_text(network->graph, node, SG_STR("id"), network->scratch);
}
