/* cluster_flow.c - Services and Ingresses: wishes for a load balancer that a cluster states, and the
 * way from them to pods. */
#include "ingest/derive/balancer.h"

#include "engine/base/text.h"
#include "ingest/derive/read.h"

enum {
    CLUSTER_DEPTH = 4, /* Ingress, Service, pod, and one to spare */
};

/* Goes down from an Ingress or a Service to pods. */
static sg_status descend(sg_network *network, const sg_flow *flow, sg_node node, uint32_t depth)
{
    const sg_graph *graph = network->graph;

    if (sg_node_is(graph, node, SG_STR("Compute")))
        return sg_verdict_note(network, node, flow->front, flow->way);
    if (sg_node_is(graph, node, SG_STR("LoadBalancer")))
        SG_TRY(sg_verdict_note(network, node, flow->front, flow->way));
    for (sg_neighbours at = sg_neighbours_by(graph, node, SG_STR("FORWARDS_TO"), SG_OUT);
         depth > 0 && sg_neighbours_next(&at);)
        SG_TRY(descend(network, flow, at.node, depth - 1));
    return SG_OK;
}

sg_status sg_flow_to_cluster(sg_network *network, const sg_flow *flow, sg_node node)
{
    return descend(network, flow, node, CLUSTER_DEPTH);
}

/* The load balancer that the provider made for a Service or an Ingress: it has the same name. */
static bool made_for(const sg_network *network, sg_node wish, sg_node *out)
{
    sg_str name = sg_read_text(network->graph, wish, SG_STR("dnsName"), network->scratch);

    return name.length && sg_graph_find_node(network->graph, name, out) && out->id != wish.id &&
           sg_node_is(network->graph, *out, SG_STR("LoadBalancer")) &&
           sg_balancer_is_cloud(network, *out);
}

/* Sources that a Service admits. */
static sg_status source_ranges(sg_network *network, sg_node wish, sg_packet_set *out)
{
    sg_value list = sg_read(network->graph, wish, SG_STR("sourceRanges"), network->scratch);
    sg_address_set admitted = { 0 };

    if (list.type != SG_TYPE_LIST || !list.length) {
        *out = sg_all_packets;
        return SG_OK;
    }
    for (uint32_t i = 0; i < list.length; i++) {
        sg_address_range range;
        sg_address_set block;
        if (list.list[i].type != SG_TYPE_STRING ||
            !sg_cidr_parse(sg_value_str(list.list[i]), &range, NULL))
            continue;
        SG_TRY(sg_address_set_of(network->arena, range, &block));
        SG_TRY(sg_address_set_combine(network->arena, SG_UNION, admitted, block, &admitted));
    }
    return sg_packet_set_of(network->arena, (sg_services){ 0, SG_LAST_SERVICE }, admitted, out);
}

/* A Service of type LoadBalancer, or an Ingress: exposed as the load balancer made for it is.
 * When that one is not in the inventory, its gates are not known. */
sg_status sg_wish_visit(sg_network *network, sg_node wish)
{
    sg_str scheme = sg_read_text(network->graph, wish, SG_STR("scheme"), network->scratch);
    sg_value listeners = sg_balancer_listeners(network, wish);
    sg_flow flow = { .hop = wish };
    sg_gate gate = sg_gate_unknown();
    sg_packet_set sources;
    const sg_gate *known;
    sg_node made = wish;

    if (made_for(network, wish, &made)) {
        SG_TRY(sg_balancer_gate(network, made, &known));
        gate = *known;
        if (listeners.type != SG_TYPE_LIST)
            listeners = sg_balancer_listeners(network, made);
    } else if (sg_str_equal(scheme, SG_STR("internal"))) {
        return SG_OK;
    }
    SG_TRY(source_ranges(network, wish, &sources));
    SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, gate, (sg_gate){ sources, sources },
                           &gate));
    flow.way.via = sg_balancer_name(network, made);
    if (listeners.type != SG_TYPE_LIST) {
        flow.front = (sg_gate){ .possible = gate.possible };
        return descend(network, &flow, wish, CLUSTER_DEPTH);
    }
    for (uint32_t i = 0; i < listeners.length; i++) {
        sg_port port;
        if (!sg_listener_read(listeners.list[i], &port))
            continue;
        flow.transports = port.transports;
        SG_TRY(sg_gate_at_port(network->arena, gate, port, &flow.front));
        if (flow.front.possible.count)
            SG_TRY(descend(network, &flow, wish, CLUSTER_DEPTH));
    }
    return SG_OK;
}
