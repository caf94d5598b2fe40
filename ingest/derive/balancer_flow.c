/* balancer_flow.c - from load balancers on: listeners, what they forward to, load balancers behind
 * load balancers, and the Services and Ingresses of clusters. */
#include "ingest/derive/balancer.h"

#include "engine/base/text.h"
#include "ingest/derive/read.h"

enum {
    BALANCERS_MOST = 3, /* one behind the other: of a distribution or an API, and two behind */
};

/* A relationship from a load balancer: which of its ports leads where. */
typedef struct forward {
    sg_node to;
    bool has_port, conditional, authenticated;
    sg_port port;
} forward;

static sg_value edge_value(const sg_network *network, sg_edge edge, sg_str name)
{
    sg_key key;

    if (!sg_graph_find_key(network->graph, name, &key))
        return sg_null();
    return sg_graph_edge_property(network->graph, edge, key, network->scratch);
}

static bool edge_truth(const sg_network *network, sg_edge edge, sg_str name)
{
    sg_value value = edge_value(network, edge, name);

    return value.type == SG_TYPE_BOOLEAN && value.boolean;
}

/* Whether "...:listener-rule/app/web/1/2/3" is a rule of "...:listener/app/web/1/2". */
static bool is_rule_of(sg_str rule, sg_str listener)
{
    sg_str kind = SG_STR(":listener-rule/"), listener_kind = SG_STR(":listener/");
    size_t at = sg_str_find(rule, kind, 0);
    size_t listener_at = sg_str_find(listener, listener_kind, 0);

    if (at == SIZE_MAX || at != listener_at ||
        !sg_str_equal(sg_str_slice(rule, 0, at), sg_str_slice(listener, 0, at)))
        return false;
    sg_str path = sg_str_slice(rule, at + kind.length, rule.length);
    sg_str above = sg_str_slice(listener, at + listener_kind.length, listener.length);
    return sg_str_starts(path, above) && path.length > above.length &&
           path.bytes[above.length] == '/';
}

/* The port of the listener that has the rule. */
static bool port_of_rule(sg_value listeners, sg_value rule, sg_port *out)
{
    if (rule.type != SG_TYPE_STRING || listeners.type != SG_TYPE_LIST)
        return false;
    for (uint32_t i = 0; i < listeners.length; i++) {
        sg_value arn = listeners.list[i].type == SG_TYPE_MAP
                           ? sg_map_get(listeners.list[i], SG_STR("arn"))
                           : sg_null();
        if (arn.type == SG_TYPE_STRING && is_rule_of(sg_value_str(rule), sg_value_str(arn)))
            return sg_listener_read(listeners.list[i], out);
    }
    return false;
}

static forward read_forward(const sg_network *network, sg_value listeners, sg_node to,
                            sg_edge edge)
{
    forward lead = { .to = to,
                     .conditional = edge_truth(network, edge, SG_STR("conditional")),
                     .authenticated = edge_truth(network, edge, SG_STR("authenticated")) };

    lead.has_port =
        sg_port_read(edge_value(network, edge, SG_STR("port")),
                     edge_value(network, edge, SG_STR("protocol")), &lead.port) ||
        port_of_rule(listeners, edge_value(network, edge, SG_STR("rule")), &lead.port);
    return lead;
}

/* The port that a listener of the first generation passes packets to. */
static sg_port behind_listener(sg_value map, sg_port port)
{
    sg_port behind;

    if (!sg_port_read(sg_map_get(map, SG_STR("instancePort")),
                      sg_map_get(map, SG_STR("protocol")), &behind))
        return port;
    return behind;
}

/* Packets of the flow go where the relationship leads. */
static sg_status pass_on(sg_network *network, const sg_flow *flow, sg_node to, sg_port port)
{
    const sg_graph *graph = network->graph;

    if (!flow->front.possible.count)
        return SG_OK;
    if (sg_network_is(network, to, SG_STR("TargetGroup")))
        return sg_flow_to_group(network, flow, to);
    if (sg_node_is(graph, to, SG_STR("LoadBalancer")) && !sg_balancer_is_cloud(network, to))
        return sg_flow_to_cluster(network, flow, to);
    return sg_flow_to_target(network, flow, to, port);
}

/* Whether another relationship tells by which listener the load balancer leads there. */
static bool told_elsewhere(const sg_network *network, sg_value listeners, sg_node balancer,
                           sg_node to)
{
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, balancer, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&at);)
        if (at.node.id == to.id && read_forward(network, listeners, at.node, at.edge).has_port)
            return true;
    return false;
}

/* A relationship that does not tell its listener is taken to belong to all of them. */
static sg_status pass_all(sg_network *network, sg_flow flow, const sg_gate *gate,
                          sg_value listeners, sg_node to)
{
    for (uint32_t i = 0; listeners.type == SG_TYPE_LIST && i < listeners.length; i++) {
        sg_port port;
        if (!sg_listener_read(listeners.list[i], &port))
            continue;
        SG_TRY(sg_gate_at_port(network->arena, *gate, port, &flow.front));
        flow.transports = port.transports;
        SG_TRY(pass_on(network, &flow, to, behind_listener(listeners.list[i], port)));
    }
    return SG_OK;
}

/* What the load balancer itself takes in. */
static sg_status note_listeners(sg_network *network, sg_node balancer, const sg_gate *gate,
                                sg_value listeners, bool *told)
{
    for (uint32_t i = 0; listeners.type == SG_TYPE_LIST && i < listeners.length; i++) {
        sg_port port;
        sg_gate front;
        *told = true;
        if (!sg_listener_read(listeners.list[i], &port))
            continue;
        SG_TRY(sg_gate_at_port(network->arena, *gate, port, &front));
        SG_TRY(sg_verdict_note(network, balancer, front, (sg_way){ .via = SG_STR("") }));
    }
    return SG_OK;
}

/* A target group names the load balancer, whose listeners were not collected: on some port. */
static sg_status pass_somewhere(sg_network *network, sg_flow flow, const sg_gate *gate,
                                sg_node to)
{
    flow.front = (sg_gate){ .possible = gate->possible };
    flow.transports = (sg_transports){ .tcp = true };
    return sg_network_is(network, to, SG_STR("TargetGroup"))
               ? sg_flow_to_group(network, &flow, to)
               : SG_OK;
}

static sg_status follow(sg_network *network, const sg_gate *gate, sg_value listeners,
                        sg_node balancer, forward lead, bool *told)
{
    sg_flow flow = { .hop = balancer,
                     .way = { .via = sg_balancer_name(network, balancer),
                              .conditional = lead.conditional,
                              .authenticated = lead.authenticated } };

    if (!lead.has_port && listeners.type != SG_TYPE_LIST)
        return pass_somewhere(network, flow, gate, lead.to);
    if (!lead.has_port)
        return told_elsewhere(network, listeners, balancer, lead.to)
                   ? SG_OK
                   : pass_all(network, flow, gate, listeners, lead.to);
    *told = true;
    flow.transports = lead.port.transports;
    SG_TRY(sg_gate_at_port(network->arena, *gate, lead.port, &flow.front));
    SG_TRY(sg_verdict_note(network, balancer, flow.front, (sg_way){ .via = SG_STR("") }));
    return pass_on(network, &flow, lead.to, lead.port);
}

static sg_status visit_cloud(sg_network *network, sg_node balancer)
{
    sg_value listeners = sg_balancer_listeners(network, balancer);
    const sg_gate *gate;
    bool told = false;

    SG_TRY(sg_balancer_gate(network, balancer, &gate));
    if (!gate->possible.count)
        return SG_OK;
    SG_TRY(note_listeners(network, balancer, gate, listeners, &told));
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, balancer, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&at);)
        SG_TRY(follow(network, gate, listeners, balancer,
                      read_forward(network, listeners, at.node, at.edge), &told));
    if (!told) /* none, or one of whose listeners nobody asked: the answers do not tell which */
        sg_verdict_unclear(network, balancer);
    return SG_OK;
}

bool sg_balancer_listens(const sg_network *network, sg_node balancer, sg_port port)
{
    sg_value listeners = sg_balancer_listeners(network, balancer);
    sg_port own;

    for (uint32_t i = 0; listeners.type == SG_TYPE_LIST && i < listeners.length; i++)
        if (sg_listener_read(listeners.list[i], &own) && own.port == port.port)
            return true;
    return listeners.type != SG_TYPE_LIST;
}

sg_status sg_flow_through(sg_network *network, const sg_flow *flow, sg_gate admitted,
                          sg_port port, sg_node balancer)
{
    sg_value listeners = sg_balancer_listeners(network, balancer);
    sg_flow behind = *flow;

    if (flow->depth == BALANCERS_MOST || !sg_balancer_listens(network, balancer, port))
        return SG_OK;
    SG_TRY(
        sg_gate_combine(network->arena, SG_INTERSECTION, flow->front, admitted, &behind.front));
    SG_TRY(sg_verdict_note(network, balancer, behind.front, flow->way));
    behind.hop = balancer;
    behind.depth++;
    behind.transports = port.transports;
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, balancer, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&at);) {
        forward lead = read_forward(network, listeners, at.node, at.edge);
        if (lead.has_port && lead.port.port != port.port)
            continue;
        behind.way.conditional = flow->way.conditional || lead.conditional;
        behind.way.authenticated = flow->way.authenticated || lead.authenticated;
        SG_TRY(pass_on(network, &behind, lead.to, port));
    }
    return SG_OK;
}

sg_status sg_flow_to_balancer(sg_network *network, const sg_flow *flow, sg_port port,
                              bool preserved, sg_node balancer)
{
    sg_admission admission = { .hop = flow->hop, .port = port, .preserved = preserved };
    const sg_gate *admitted;
    sg_gate gate = { 0 };
    sg_endpoint endpoint;

    SG_TRY(sg_endpoint_read(network, balancer, sg_balancer_may_lack_groups(network, balancer),
                            &endpoint));
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, balancer, SG_STR("IN_SUBNET"), SG_OUT);
         sg_neighbours_next(&at);) {
        endpoint.subnet = at.node;
        SG_TRY(sg_admission_gate(network, &admission, &endpoint, &admitted));
        SG_TRY(sg_gate_combine(network->arena, SG_UNION, gate, *admitted, &gate));
    }
    return sg_flow_through(network, flow, gate, port, balancer);
}

bool sg_listener_port(const sg_network *network, sg_node balancer, sg_str listener,
                      sg_port *out)
{
    sg_value listeners = sg_balancer_listeners(network, balancer);

    for (uint32_t i = 0; listeners.type == SG_TYPE_LIST && i < listeners.length; i++) {
        sg_value arn = listeners.list[i].type == SG_TYPE_MAP
                           ? sg_map_get(listeners.list[i], SG_STR("arn"))
                           : sg_null();
        if (arn.type == SG_TYPE_STRING && sg_str_equal(sg_value_str(arn), listener))
            return sg_listener_read(listeners.list[i], out);
    }
    return false;
}

sg_status sg_balancer_visit(sg_network *network, sg_node balancer)
{
    sg_verdict_open(network, balancer);
    return sg_balancer_is_cloud(network, balancer) ? visit_cloud(network, balancer)
                                                   : sg_wish_visit(network, balancer);
}
