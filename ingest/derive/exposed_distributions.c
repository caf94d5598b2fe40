/* exposed_distributions.c - distributions, and what they make reachable that is not by itself.
 *
 *     internet --> distribution --> bucket            whose policy lets the distribution read
 *                               --> function          likewise, called by its URL
 *                               --> load balancer     that admits the delivery network's addresses
 *                               --> VPC origin --> load balancer or machine, also a private one
 *
 * An origin that everybody reaches directly is told there, and not once more here.
 */
#include "ingest/derive/balancer.h"
#include "ingest/derive/exposure.h"
#include "ingest/derive/policy_sources.h"
#include "ingest/derive/prefix_list.h"
#include "ingest/derive/read.h"

#include "engine/base/text.h"
#include "ingest/derive/conditions.h"

enum {
    HTTP_PORT = 80,
};

/* One origin of a distribution. */
typedef struct supply {
    sg_network *network;
    sg_node distribution, origin;
    sg_edge edge;
    sg_gate front;
    sg_way way;
} supply;

static sg_str edge_text(const supply *at, const char *name)
{
    return sg_read_edge_text(at->network->graph, at->edge, sg_str_of(name),
                             at->network->scratch);
}

/* --- by policy ------------------------------------------------------------------------------- */

/* What the origin's policy lets the distribution do; unknown where the policy is.  Requests that it signs
 * go by TLS, of the newest version that both sides have. */
static sg_status allowed(const supply *at, sg_str action, bool asked, sg_truth *out)
{
    sg_str name = sg_balancer_name(at->network, at->distribution);
    sg_str account = sg_read_text(at->network->graph, at->distribution, SG_STR("account"),
                                  at->network->scratch);
    const sg_given given[] = {
        { .key = SG_STR("aws:SourceArn"), .value = name },
        { .key = SG_STR("aws:SourceAccount"), .value = account },
        { .key = SG_STR("aws:SecureTransport"), .value = SG_STR("true") },
        { .key = SG_STR("s3:TlsVersion"), .value = SG_STR("1.3") },
        { .key = SG_STR("lambda:FunctionUrlAuthType"), .value = SG_STR("AWS_IAM") }
    };
    sg_policy_question question = { .action = action,
                                    .resource = sg_read_arn(at->network->graph, at->origin,
                                                            at->network->scratch),
                                    .service = SG_STR("cloudfront.amazonaws.com"),
                                    .source = name,
                                    .identity = edge_text(at, "identity"),
                                    .given = given,
                                    .given_count = (uint32_t)SG_COUNT(given) };
    sg_gate sources;
    bool found;

    SG_TRY(sg_policy_sources(at->network, at->origin, &question, &sources, &found));
    *out = sg_truth_of(sources.sure.count > 0);
    if (*out == SG_FALSE &&
        (sources.possible.count || (!found && !sg_policy_told(at->network, at->origin, asked))))
        *out = SG_UNKNOWN;
    return SG_OK;
}

static sg_status supply_if(const supply *at, sg_truth allowed_to)
{
    sg_gate gate = at->front;

    if (allowed_to == SG_FALSE)
        return SG_OK;
    if (allowed_to == SG_UNKNOWN)
        gate.sure = (sg_packet_set){ 0 };
    return sg_verdict_note(at->network, at->origin, gate, at->way);
}

/* A bucket has no `exposure` of the network; it is read under the distribution's name, however
 * private it is. */
static sg_status from_bucket(const supply *at)
{
    const sg_asked *asked;
    sg_truth reads;

    if (sg_str_equal(edge_text(at, "access"), SG_STR("none")))
        return SG_OK;
    SG_TRY(sg_network_asked(at->network, at->origin, &asked));
    SG_TRY(allowed(at, SG_STR("s3:GetObject"), asked->bucket_policies, &reads));
    return supply_if(at, reads);
}

static sg_status from_function(const supply *at)
{
    const sg_asked *asked;
    sg_truth calls;

    if (sg_str_equal(edge_text(at, "access"), SG_STR("none")))
        return SG_OK;
    SG_TRY(sg_network_asked(at->network, at->origin, &asked));
    SG_TRY(allowed(at, SG_STR("lambda:InvokeFunctionUrl"), asked->function_policies, &calls));
    return supply_if(at, calls);
}

/* --- by network ------------------------------------------------------------------------------ */

/* Whether a gate has the port open for the delivery network. */
static sg_status admits_delivery(sg_network *network, sg_gate gate, sg_port port, sg_truth *out)
{
    uint32_t service = (uint32_t)SG_TCP << 16 | port.port;
    const sg_packet_slice *sure = sg_packet_set_at(gate.sure, service);
    const sg_packet_slice *possible = sg_packet_set_at(gate.possible, service);
    sg_address_set delivery;

    SG_TRY(sg_distribution_addresses(network, &delivery));
    *out = sure ? SG_TRUE : SG_FALSE;
    for (uint32_t i = 0; i < delivery.count && *out == SG_TRUE; i++)
        *out = sg_truth_of(sg_address_set_covers(sure->addresses, delivery.ranges[i]));
    for (uint32_t i = 0; i < delivery.count && possible && *out == SG_FALSE; i++)
        if (sg_address_set_overlaps(possible->addresses, delivery.ranges[i]))
            *out = SG_UNKNOWN;
    return SG_OK;
}

static sg_gate gate_of(sg_truth open)
{
    if (open == SG_TRUE)
        return sg_gate_open();
    return open == SG_UNKNOWN ? sg_gate_unknown() : (sg_gate){ .sure = { 0 } };
}

static bool port_of(const supply *at, sg_port *out)
{
    sg_value port = sg_null();
    sg_key key;

    if (sg_graph_find_key(at->network->graph, SG_STR("port"), &key))
        port = sg_graph_edge_property(at->network->graph, at->edge, key, at->network->scratch);
    return sg_port_read(port, sg_null(), out);
}

static sg_status from_balancer(const supply *at)
{
    sg_flow flow = { .front = at->front, .way = at->way, .hop = at->distribution };
    const sg_packet_slice *direct;
    const sg_gate *gate;
    sg_port port;
    sg_truth open;

    if (!port_of(at, &port))
        return SG_OK;
    SG_TRY(sg_balancer_gate(at->network, at->origin, &gate));
    direct = sg_packet_set_at(gate->sure, (uint32_t)SG_TCP << 16 | port.port);
    if (direct && sg_address_set_wide(direct->addresses))
        return SG_OK;
    SG_TRY(admits_delivery(at->network, *gate, port, &open));
    flow.transports = port.transports;
    return sg_flow_through(at->network, &flow, gate_of(open), port, at->origin);
}

/* Whether the groups have a rule for the group that the provider keeps for its VPC origins. */
static bool refers_to_origins(const sg_network *network, const sg_group_set *groups,
                              sg_port port)
{
    uint32_t service = (uint32_t)SG_TCP << 16 | port.port;

    for (uint32_t i = 0; i < groups->reference_count; i++) {
        const sg_group_reference *reference = &groups->references[i];
        if (reference->services.first <= service && service <= reference->services.last &&
            sg_str_starts(sg_read_text(network->graph, reference->group, SG_STR("groupName"),
                                       network->scratch),
                          SG_STR("CloudFront-VPCOrigins-Service-SG")))
            return true;
    }
    return false;
}

/* Whether what stands in a private network takes the port from an interface of the provider's in
 * one of its subnets. */
static sg_status admits_origin(sg_network *network, sg_node target, sg_port port, sg_truth *out)
{
    uint32_t service = (uint32_t)SG_TCP << 16 | port.port;
    const sg_packet_slice *slice;
    sg_address_range block;
    sg_endpoint endpoint;

    SG_TRY(sg_endpoint_read(network, target, sg_balancer_may_lack_groups(network, target),
                            &endpoint));
    SG_TRY(admits_delivery(network, endpoint.groups->admits, port, out));
    if (refers_to_origins(network, endpoint.groups, port))
        *out = SG_TRUE;
    slice = sg_packet_set_at(endpoint.groups->admits.sure, service);
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, target, SG_STR("IN_SUBNET"), SG_OUT);
         slice && *out != SG_TRUE && sg_neighbours_next(&at);)
        if (sg_cidr_parse(
                sg_read_text(network->graph, at.node, SG_STR("cidrBlock"), network->scratch),
                &block, NULL) &&
            sg_address_set_covers(slice->addresses, block))
            *out = SG_TRUE;
    return SG_OK;
}

static sg_status from_link(const supply *at)
{
    sg_network *network = at->network;
    sg_flow flow = { .front = at->front, .way = at->way, .hop = at->distribution };
    sg_truth open;
    sg_port port;

    if (!port_of(at, &port))
        return SG_OK;
    flow.transports = port.transports;
    for (sg_neighbours next =
             sg_neighbours_by(network->graph, at->origin, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&next);) {
        bool balancer = sg_node_is(network->graph, next.node, SG_STR("LoadBalancer"));
        supply behind = *at;
        if (!balancer && !sg_node_is(network->graph, next.node, SG_STR("VirtualMachine")))
            continue;
        SG_TRY(admits_origin(network, next.node, port, &open));
        behind.origin = next.node;
        if (balancer)
            SG_TRY(sg_flow_through(network, &flow, gate_of(open), port, next.node));
        else
            SG_TRY(supply_if(&behind, open));
    }
    return SG_OK;
}

/* --- distributions --------------------------------------------------------------------------- */

static sg_status follow(const supply *at)
{
    const sg_graph *graph = at->network->graph;

    if (sg_node_is(graph, at->origin, SG_STR("Bucket")))
        return from_bucket(at);
    if (sg_node_is(graph, at->origin, SG_STR("ServerlessFunction")))
        return from_function(at);
    if (sg_node_is(graph, at->origin, SG_STR("LoadBalancer")) &&
        sg_balancer_is_cloud(at->network, at->origin))
        return from_balancer(at);
    if (sg_node_is(graph, at->origin, SG_STR("Gateway")))
        return from_link(at);
    return SG_OK;
}

/* HTTPS, and HTTP where the distribution answers it with more than a redirection. */
static sg_status front_of(sg_network *network, sg_node distribution, sg_gate *out)
{
    const sg_graph *graph = network->graph;
    sg_str protocol =
        sg_read_text(graph, distribution, SG_STR("viewerProtocol"), network->scratch);
    sg_packet_set http;

    SG_TRY(sg_https_from_anywhere(network, out));
    if (sg_str_equal(protocol, SG_STR("allow-all"))) {
        SG_TRY(sg_packet_set_of(network->arena, sg_services_of(SG_TCP, HTTP_PORT, HTTP_PORT),
                                sg_public_addresses, &http));
        SG_TRY(sg_gate_combine(network->arena, SG_UNION, *out, (sg_gate){ http, http }, out));
    }
    if (sg_read_truth(graph, distribution, SG_STR("enabled"), network->scratch) != SG_TRUE)
        out->sure = (sg_packet_set){ 0 };
    return SG_OK;
}

static sg_status visit_distribution(sg_network *network, sg_node distribution)
{
    const sg_graph *graph = network->graph;
    supply at = { .network = network,
                  .distribution = distribution,
                  .way = { .via = sg_balancer_name(network, distribution) } };

    sg_verdict_open(network, distribution);
    if (sg_read_truth(graph, distribution, SG_STR("enabled"), network->scratch) == SG_FALSE)
        return SG_OK;
    SG_TRY(front_of(network, distribution, &at.front));
    SG_TRY(sg_verdict_note(network, distribution, at.front, (sg_way){ .via = SG_STR("") }));
    for (sg_neighbours next =
             sg_neighbours_by(graph, distribution, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&next);) {
        at.origin = next.node;
        at.edge = next.edge;
        at.way.authenticated =
            sg_read_edge_truth(graph, next.edge, SG_STR("signed"), network->scratch) == SG_TRUE;
        SG_TRY(follow(&at));
    }
    return SG_OK;
}

sg_status sg_expose_distributions(sg_network *network)
{
    return sg_visit_all(network, SG_STR("Distribution"), visit_distribution);
}
