/* exposed_apis.c - APIs: under which names they answer, whom their policies let in, and what their
 * routes lead to.
 *
 *     internet --> own name, or a domain --> resource policy --> route --> function
 *                                                                  |
 *                                            VPC link <------------+
 *                                               +--> load balancer --> target group --> target
 *
 * A route that asks for credentials or an API key lets only those through who have them.
 */
#include "ingest/derive/balancer.h"
#include "ingest/derive/exposure.h"
#include "ingest/derive/policy_sources.h"
#include "ingest/derive/read.h"

#include "engine/base/text.h"

static sg_str text_of(const sg_network *network, sg_node node, const char *name)
{
    return sg_read_text(network->graph, node, sg_str_of(name), network->scratch);
}

static bool is_domain(const sg_network *network, sg_node api)
{
    return sg_str_equal(text_of(network, api, "protocol"), SG_STR("DOMAIN"));
}

static bool is_private(const sg_network *network, sg_node api)
{
    return sg_str_equal(text_of(network, api, "endpointType"), SG_STR("PRIVATE"));
}

sg_status sg_https_from_anywhere(sg_network *network, sg_gate *out)
{
    SG_TRY(sg_packet_set_of(network->arena,
                            sg_services_of(SG_TCP, SG_HTTPS_PORT, SG_HTTPS_PORT),
                            sg_public_addresses, &out->possible));
    out->sure = out->possible;
    return SG_OK;
}

/* --- what the policy lets in ----------------------------------------------------------------- */

/* "arn:aws:execute-api:<region>:<account>:<id>", by which policies name the API. */
static sg_str execute_name(const sg_network *network, sg_node api)
{
    sg_str region = text_of(network, api, "region"), account = text_of(network, api, "account");
    sg_str id = text_of(network, api, "id");

    for (size_t i = id.length; i > 0; i--)
        if (id.bytes[i - 1] == '/') {
            id = sg_str_slice(id, i, id.length);
            break;
        }
    return sg_arena_format(network->scratch, "arn:aws:execute-api:%.*s:%.*s:%.*s",
                           SG_FMT(region), SG_FMT(account), SG_FMT(id));
}

/* HTTPS from whom the resource policy lets call; from everybody when there is none, for the policy
 * comes in the same answer as the API. */
static sg_status admitted(sg_network *network, sg_node api, sg_gate *out)
{
    sg_policy_question question = { .action = SG_STR("execute-api:Invoke"),
                                    .resource = execute_name(network, api) };
    sg_gate sources;
    bool found;

    if (!question.resource.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_https_from_anywhere(network, out));
    SG_TRY(sg_policy_sources(network, api, &question, &sources, &found));
    if (found)
        SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, *out, sources, out));
    if (!sg_network_described(network, api))
        out->sure = (sg_packet_set){ 0 };
    return SG_OK;
}

/* --- routes ---------------------------------------------------------------------------------- */

/* What comes in by the API, or by a domain that leads to it. */
typedef struct arrival {
    sg_network *network;
    sg_node api;
    sg_gate front;
    sg_way way;
} arrival;

/* An edge of a route: whether what comes by it has shown credentials. */
static bool asks(const arrival *at, sg_edge route)
{
    const sg_network *network = at->network;
    sg_str authorization =
        sg_read_edge_text(network->graph, route, SG_STR("authorization"), network->scratch);

    return (authorization.length && !sg_str_equal(authorization, SG_STR("NONE"))) ||
           sg_read_edge_truth(network->graph, route, SG_STR("apiKey"), network->scratch) ==
               SG_TRUE;
}

static bool edge_port(const arrival *at, sg_edge route, sg_port *out)
{
    sg_key key;
    sg_value port = sg_null();

    if (sg_graph_find_key(at->network->graph, SG_STR("port"), &key))
        port = sg_graph_edge_property(at->network->graph, route, key, at->network->scratch);
    return sg_port_read(port, sg_null(), out);
}

/* By a link of the first kind packets come from within the network, to network load balancers; only
 * their groups, where they have some, could mind. */
static sg_status to_linked(const arrival *at, const sg_flow *flow, sg_node link, sg_port port)
{
    sg_network *network = at->network;
    const sg_group_set *groups;

    for (sg_neighbours next =
             sg_neighbours_by(network->graph, link, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&next);) {
        if (!sg_node_is(network->graph, next.node, SG_STR("LoadBalancer")))
            continue;
        SG_TRY(sg_group_set_of(network, next.node, true, &groups));
        SG_TRY(sg_flow_through(network, flow,
                               groups->count ? sg_gate_unknown() : sg_gate_open(), port,
                               next.node));
    }
    return SG_OK;
}

/* By a listener's ARN: from where the link of the second kind stands, with its groups. */
static sg_status to_listener(const arrival *at, sg_flow *flow, sg_node balancer, sg_edge route)
{
    sg_network *network = at->network;
    sg_str listener =
        sg_read_edge_text(network->graph, route, SG_STR("listener"), network->scratch);
    sg_str link = sg_read_edge_text(network->graph, route, SG_STR("link"), network->scratch);
    sg_port port;

    if (!listener.length) /* by its public name: then it is exposed by itself */
        return SG_OK;
    if (!sg_listener_port(network, balancer, listener, &port)) {
        flow->front.sure = (sg_packet_set){ 0 };
        return sg_verdict_note(network, balancer, flow->front, flow->way);
    }
    flow->transports = port.transports;
    if (link.length && sg_graph_find_node(network->graph, link, &flow->hop) &&
        sg_network_described(network, flow->hop))
        return sg_flow_to_balancer(network, flow, port, false, balancer);
    return sg_flow_through(network, flow, sg_gate_unknown(), port, balancer);
}

static sg_status take_route(const arrival *at, sg_node target, sg_edge route)
{
    sg_network *network = at->network;
    sg_flow flow = { .front = at->front, .way = at->way, .hop = at->api };
    sg_port port;

    flow.way.authenticated = asks(at, route);
    if (sg_network_is(network, target, SG_STR("ServerlessFunction")))
        return sg_node_is(network->graph, target, SG_STR("ServerlessFunction"))
                   ? sg_verdict_note(network, target, flow.front, flow.way)
                   : SG_OK;
    if (sg_node_is(network->graph, target, SG_STR("LoadBalancer")))
        return to_listener(at, &flow, target, route);
    if (sg_node_is(network->graph, target, SG_STR("Gateway")) && edge_port(at, route, &port)) {
        flow.transports = port.transports;
        return to_linked(at, &flow, target, port);
    }
    return SG_OK;
}

static sg_status take_routes(const arrival *at)
{
    const sg_graph *graph = at->network->graph;
    const sg_asked *asked;
    bool any = false;

    if (!at->front.possible.count)
        return SG_OK;
    for (sg_neighbours next = sg_neighbours_by(graph, at->api, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&next);) {
        any = true;
        SG_TRY(take_route(at, next.node, next.edge));
    }
    SG_TRY(sg_network_asked(at->network, at->api, &asked));
    if (!any && !asked->api_routes)
        at->network->opaque_apis = true;
    return SG_OK;
}

/* --- names ----------------------------------------------------------------------------------- */

/* An API behind a domain; one that answers under its own name too has been followed from there. */
static sg_status visit_behind(sg_network *network, sg_node domain, const sg_gate *https,
                              sg_node api)
{
    arrival at = { .network = network,
                   .api = api,
                   .way = { .via = sg_balancer_name(network, domain) } };

    if (!sg_node_is(network->graph, api, SG_STR("ApiGateway")) || is_private(network, api) ||
        sg_read_truth(network->graph, api, SG_STR("defaultEndpoint"), network->scratch) ==
            SG_TRUE)
        return SG_OK;
    SG_TRY(admitted(network, api, &at.front));
    SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, at.front, *https, &at.front));
    SG_TRY(sg_verdict_note(network, api, at.front, at.way));
    return take_routes(&at);
}

static sg_status visit_domain(sg_network *network, sg_node domain)
{
    sg_gate https;

    if (is_private(network, domain))
        return SG_OK;
    SG_TRY(sg_https_from_anywhere(network, &https));
    if (!sg_network_described(network, domain))
        https.sure = (sg_packet_set){ 0 };
    SG_TRY(sg_verdict_note(network, domain, https, (sg_way){ .via = SG_STR("") }));
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, domain, SG_STR("FORWARDS_TO"), SG_OUT);
         sg_neighbours_next(&at);)
        SG_TRY(visit_behind(network, domain, &https, at.node));
    return SG_OK;
}

static sg_status visit_api(sg_network *network, sg_node api)
{
    arrival at = { .network = network,
                   .api = api,
                   .way = { .via = sg_balancer_name(network, api) } };
    sg_truth own_name =
        sg_read_truth(network->graph, api, SG_STR("defaultEndpoint"), network->scratch);
    const sg_asked *asked;

    sg_verdict_open(network, api);
    if (is_domain(network, api))
        return visit_domain(network, api);
    if (is_private(network, api))
        return SG_OK;
    SG_TRY(sg_network_asked(network, api, &asked));
    if (own_name == SG_FALSE && asked->api_domains)
        return SG_OK;
    SG_TRY(admitted(network, api, &at.front));
    if (own_name != SG_TRUE)
        at.front.sure = (sg_packet_set){ 0 };
    SG_TRY(sg_verdict_note(network, api, at.front, (sg_way){ .via = SG_STR("") }));
    return take_routes(&at);
}

sg_status sg_expose_apis(sg_network *network)
{
    return sg_visit_all(network, SG_STR("ApiGateway"), visit_api);
}
