/* trace.c - from the internet to a node, or from one node to another, told gate by gate. */
#include "ingest/derive/trace.h"

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "ingest/derive/endpoint.h"
#include "ingest/derive/read.h"
#include "ingest/derive/trace_rules.h"

enum {
    WAYS_MOST = 8,     /* of one node */
    DEPTH_MOST = 4,    /* one thing before the other */
    FORWARDS_MOST = 6, /* relationships between what takes packets in and what gets them */
    VISITED_MOST = 4096,
};

/* One relationship, EXPOSES or CAN_REACH, as a packet. */
typedef struct sample {
    sg_services services; /* of which the first is asked about */
    sg_str scope, via;
    bool authenticated, conditional;
} sample;

static sg_value edge_value(const sg_network *network, sg_edge edge, const char *name)
{
    sg_key key;

    return sg_graph_find_key(network->graph, sg_str_of(name), &key)
               ? sg_graph_edge_property(network->graph, edge, key, network->scratch)
               : sg_null();
}

static sg_str edge_text(const sg_network *network, sg_edge edge, const char *name)
{
    return sg_read_edge_text(network->graph, edge, sg_str_of(name), network->scratch);
}

static bool read_packet(const sg_network *network, sg_edge edge, sample *out)
{
    sg_value protocol = edge_value(network, edge, "protocol");

    *out = (sample){ .scope = edge_text(network, edge, "scope"),
                     .via = edge_text(network, edge, "via") };
    out->authenticated = sg_read_edge_truth(network->graph, edge, SG_STR("authenticated"),
                                            network->scratch) == SG_TRUE;
    out->conditional = sg_read_edge_truth(network->graph, edge, SG_STR("conditional"),
                                          network->scratch) == SG_TRUE;
    return sg_services_read(protocol, edge_value(network, edge, "fromPort"),
                            edge_value(network, edge, "toPort"), &out->services);
}

/* --- the five gates -------------------------------------------------------------------------- */

static sg_address_range one(sg_address address)
{
    return (sg_address_range){ address, address };
}

/* Some ports that answers to the service may go to. */
static sg_services answers_of(uint32_t service)
{
    uint32_t protocol = service >> 16;

    return protocol == SG_TCP || protocol == SG_UDP
               ? sg_services_of(protocol, SG_FIRST_EPHEMERAL, SG_LAST_PORT)
               : sg_services_of(protocol, 0, SG_LAST_PORT);
}

/* The first text of a list; empty when there is none. */
static sg_str first_of(const sg_network *network, sg_node node, sg_str name)
{
    sg_value list = sg_read(network->graph, node, name, network->scratch);

    return list.type == SG_TYPE_LIST && list.length && list.list[0].type == SG_TYPE_STRING
               ? sg_value_str(list.list[0])
               : (sg_str){ "", 0 };
}

static sg_status tell_address(sg_trace *trace, sg_node node, bool ipv6)
{
    const sg_network *network = &trace->network;
    sg_str address =
        sg_read_text(network->graph, node, SG_STR("publicIpAddress"), network->scratch);
    sg_node ip;

    if (!address.length)
        address = first_of(network, node, SG_STR("publicIpAddresses"));
    if (ipv6)
        address = first_of(network, node, SG_STR("ipv6Addresses"));
    else if (!address.length && sg_network_neighbour(network, node, SG_STR("HAS_IP"), SG_OUT,
                                                     SG_STR("PublicIp"), &ip))
        address = sg_read_text(network->graph, ip, SG_STR("publicIpAddress"), network->scratch);
    return address.length ? sg_trace_tell(trace, "address", "%.*s of %.*s", SG_FMT(address),
                                          SG_FMT(sg_trace_name(trace, node)))
                          : SG_OK;
}

/* Tells the gates before an endpoint, where they let the service through; *told tells so. */
static sg_status tell_gates(sg_trace *trace, sg_node node, sg_node subnet, uint32_t service,
                            bool may_lack, bool *told)
{
    sg_network *network = &trace->network;
    const sg_packet_slice *slice;
    sg_endpoint endpoint;
    const sg_gate *gate;
    sg_address_range source;

    SG_TRY(sg_endpoint_read(network, node, may_lack, &endpoint));
    endpoint.subnet = subnet;
    SG_TRY(sg_endpoint_gate(network, &endpoint, (sg_families){ true, true }, &gate));
    slice = sg_packet_set_at(gate->sure, service);
    if (!slice)
        return SG_OK;
    *told = true;
    source = one(slice->addresses.ranges[0].first);
    SG_TRY(tell_address(trace, node, source.first.family == SG_IPV6));
    SG_TRY(sg_trace_route(trace, subnet, source));
    SG_TRY(
        sg_trace_acl(trace, "acl", subnet, false, (sg_services){ service, service }, source));
    SG_TRY(sg_trace_acl(trace, "answers", subnet, true, answers_of(service), source));
    return sg_trace_group(trace, node, "ingress", service, (sg_trace_peer){ source, NULL });
}

/* By the subnets that the node stands in, and those of its subnet group. */
static sg_status tell_endpoint(sg_trace *trace, sg_node node, uint32_t service, bool *told)
{
    sg_network *network = &trace->network;
    sg_value list = sg_read(network->graph, node, SG_STR("subnets"), network->scratch);
    bool may_lack = sg_node_is(network->graph, node, SG_STR("LoadBalancer"));
    sg_node subnet;

    for (sg_neighbours at = sg_neighbours_by(network->graph, node, SG_STR("IN_SUBNET"), SG_OUT);
         !*told && sg_neighbours_next(&at);)
        SG_TRY(tell_gates(trace, node, at.node, service, may_lack, told));
    for (uint32_t i = 0; list.type == SG_TYPE_LIST && i < list.length && !*told; i++)
        if (list.list[i].type == SG_TYPE_STRING &&
            sg_graph_find_node(network->graph, sg_value_str(list.list[i]), &subnet))
            SG_TRY(tell_gates(trace, node, subnet, service, may_lack, told));
    return SG_OK;
}

/* What the provider keeps open by a setting, and not by a network. */
static sg_status tell_settings(sg_trace *trace, sg_node node)
{
    static const char *const names[] = { "endpointType",      "defaultEndpoint",
                                         "viewerProtocol",    "functionUrlAuth",
                                         "inNetwork",         "endpointPublicAccess",
                                         "publicAccessCidrs", "scheme" };
    const sg_network *network = &trace->network;

    for (size_t i = 0; i < SG_COUNT(names); i++) {
        sg_value value = sg_read(network->graph, node, sg_str_of(names[i]), network->scratch);
        sg_value first = value.type == SG_TYPE_LIST && value.length ? value.list[0] : value;
        if (first.type == SG_TYPE_STRING)
            SG_TRY(sg_trace_tell(
                trace, "setting", "%s is %.*s%s", names[i], SG_FMT(sg_value_str(first)),
                value.type == SG_TYPE_LIST && value.length > 1 ? ", ..." : ""));
        else if (first.type == SG_TYPE_BOOLEAN)
            SG_TRY(sg_trace_tell(trace, "setting", "%s is %s", names[i],
                                 first.boolean ? "true" : "false"));
    }
    return SG_OK;
}

static sg_status tell_direct(sg_trace *trace, sg_node node, uint32_t service)
{
    sg_network *network = &trace->network;
    sg_str state = sg_read_text(network->graph, node, SG_STR("state"), network->scratch);
    bool told = false;

    SG_TRY(tell_settings(trace, node));
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, node, SG_STR("HAS_INTERFACE"), SG_OUT);
         !told && sg_neighbours_next(&at);) {
        sg_families families = sg_endpoint_families(network, at.node);
        if (families.ipv4 || families.ipv6)
            SG_TRY(tell_endpoint(trace, at.node, service, &told));
    }
    if (!told)
        SG_TRY(tell_endpoint(trace, node, service, &told));
    return state.length ? sg_trace_tell(trace, "state", "%.*s is %.*s",
                                        SG_FMT(sg_trace_name(trace, node)), SG_FMT(state))
                        : SG_OK;
}

/* --- what stands before ---------------------------------------------------------------------- */

/* A search along FORWARDS_TO; an interface stands for what owns it. */
typedef struct hop {
    sg_node node;
    sg_edge edge; /* by which it was found */
    uint32_t before, depth;
    bool owns; /* it was found as the owner of the hop before */
} hop;

typedef SG_ARRAY(hop) hop_list;

static bool seen(const hop_list *hops, sg_node node)
{
    for (size_t i = 0; i < hops->count; i++)
        if (hops->items[i].node.id == node.id)
            return true;
    return false;
}

static sg_status push_all(const sg_network *network, hop_list *hops, uint32_t from, sg_str type,
                          sg_direction way)
{
    hop last = hops->items[from];

    for (sg_neighbours at = sg_neighbours_by(network->graph, last.node, type, way);
         hops->count < VISITED_MOST && sg_neighbours_next(&at);)
        if (!seen(hops, at.node))
            SG_TRY(sg_array_push(
                hops, ((hop){ at.node, at.edge, from, last.depth + 1, way == SG_IN })));
    return SG_OK;
}

/* Fills `hops`; *out is the place of the goal among them, or SG_NO_ID. */
static sg_status search(const sg_network *network, sg_node from, sg_node goal, hop_list *hops,
                        uint32_t *out)
{
    *out = SG_NO_ID;
    SG_TRY(sg_array_push(hops, ((hop){ .node = from, .before = SG_NO_ID })));
    for (uint32_t i = 0; i < hops->count; i++) {
        if (hops->items[i].node.id == goal.id && i) {
            *out = i;
            return SG_OK;
        }
        if (hops->items[i].depth == FORWARDS_MOST)
            continue;
        SG_TRY(push_all(network, hops, i, SG_STR("FORWARDS_TO"), SG_OUT));
        if (sg_node_is(network->graph, hops->items[i].node, SG_STR("NetworkInterface")))
            SG_TRY(push_all(network, hops, i, SG_STR("HAS_INTERFACE"), SG_IN));
    }
    return SG_OK;
}

/* "web to tg-1 (port 443, GET /users, NONE)" */
static sg_status tell_hop(sg_trace *trace, const hop *from, const hop *to)
{
    static const char *const names[] = { "rule", "authorization", "access" };
    const sg_network *network = &trace->network;
    sg_value port = edge_value(network, to->edge, "port");
    sg_buffer more = { 0 };
    sg_status status;

    if (to->owns)
        return sg_trace_tell(trace, "forwards", "%.*s is of %.*s",
                             SG_FMT(sg_trace_name(trace, from->node)),
                             SG_FMT(sg_trace_name(trace, to->node)));
    if (port.type == SG_TYPE_INTEGER)
        sg_buffer_format(&more, ", port %lld", (long long)port.integer);
    for (size_t i = 0; i < SG_COUNT(names); i++) {
        sg_str text = edge_text(network, to->edge, names[i]);
        if (text.length)
            sg_buffer_format(&more, ", %.*s", SG_FMT(text));
    }
    status = sg_trace_tell(
        trace, "forwards", "%.*s to %.*s%.*s", SG_FMT(sg_trace_name(trace, from->node)),
        SG_FMT(sg_trace_name(trace, to->node)), SG_FMT(sg_buffer_str(&more)));
    sg_buffer_free(&more);
    return status;
}

/* The rule by which a target takes packets from the load balancer next to it. */
static sg_status tell_target(sg_trace *trace, const hop_list *hops, uint32_t place)
{
    sg_network *network = &trace->network;
    const hop *last = &hops->items[place];
    sg_value port = edge_value(network, last->edge, "port");
    sg_trace_peer peer;
    uint32_t at = last->before;
    sg_node subnet;

    if (last->owns) {
        port = edge_value(network, hops->items[at].edge, "port");
        last = &hops->items[at];
        at = last->before;
    }
    while (at != SG_NO_ID &&
           !sg_node_is(network->graph, hops->items[at].node, SG_STR("LoadBalancer")))
        at = hops->items[at].before;
    if (at == SG_NO_ID || port.type != SG_TYPE_INTEGER || port.integer < 0 ||
        port.integer > SG_LAST_PORT ||
        !sg_network_neighbour(network, hops->items[at].node, SG_STR("IN_SUBNET"), SG_OUT,
                              SG_STR("Subnet"), &subnet) ||
        !sg_cidr_parse(
            sg_read_text(network->graph, subnet, SG_STR("cidrBlock"), network->scratch),
            &peer.addresses, NULL))
        return SG_OK;
    SG_TRY(sg_group_set_of(network, hops->items[at].node, true, &peer.groups));
    return sg_trace_group(trace, last->node, "ingress",
                          (uint32_t)SG_TCP << 16 | (uint32_t)port.integer, peer);
}

static sg_status tell_forwards(sg_trace *trace, sg_node entry, sg_node goal)
{
    hop_list hops = { 0 };
    uint32_t way[FORWARDS_MOST + 1], count = 0, place;
    sg_status status = search(&trace->network, entry, goal, &hops, &place);

    if (status == SG_OK && place != SG_NO_ID) {
        for (uint32_t at = place; at != SG_NO_ID && count <= FORWARDS_MOST;
             at = hops.items[at].before)
            way[count++] = at;
        for (uint32_t i = count; i > 1 && status == SG_OK; i--)
            status = tell_hop(trace, &hops.items[way[i - 1]], &hops.items[way[i - 2]]);
        if (status == SG_OK)
            status = tell_target(trace, &hops, place);
    }
    sg_array_free(&hops);
    return status;
}

/* --- ways ------------------------------------------------------------------------------------ */

static sg_status tell_way(sg_trace *trace, sg_node node, const sample *packet, uint32_t depth);

/* How what stands before is reached itself, on the same port. */
static sg_status tell_entry(sg_trace *trace, sg_node entry, uint32_t service, uint32_t depth)
{
    const sg_graph *graph = trace->network.graph;

    for (sg_neighbours at = sg_neighbours_by(graph, entry, SG_STR("EXPOSES"), SG_IN);
         sg_neighbours_next(&at);) {
        sample own;
        if (read_packet(&trace->network, at.edge, &own) && own.services.first <= service &&
            service <= own.services.last) {
            own.services.first = service;
            return tell_way(trace, entry, &own, depth);
        }
    }
    return SG_OK;
}

static sg_status tell_way(sg_trace *trace, sg_node node, const sample *packet, uint32_t depth)
{
    sg_node entry;

    if (!packet->via.length)
        return tell_direct(trace, node, packet->services.first);
    if (depth == 0 || !sg_graph_find_node(trace->network.graph, packet->via, &entry))
        return SG_OK;
    SG_TRY(tell_entry(trace, entry, packet->services.first, depth - 1));
    return tell_forwards(trace, entry, node);
}

static sg_status tell_exposure(sg_trace *trace, sg_node node)
{
    const sg_graph *graph = trace->network.graph;
    uint32_t ways = 0;

    for (sg_neighbours at = sg_neighbours_by(graph, node, SG_STR("EXPOSES"), SG_IN);
         ways < WAYS_MOST && sg_neighbours_next(&at); ways++) {
        char words[SG_TRACE_WORDS];
        sample packet;
        if (!read_packet(&trace->network, at.edge, &packet))
            continue;
        sg_trace_words(packet.services, words);
        SG_TRY(sg_trace_tell(
            trace, "reached", "%s, %.*s%s%s%s%.*s", words, SG_FMT(packet.scope),
            packet.conditional ? ", requests that match a rule" : "",
            packet.authenticated ? ", after signing in" : "",
            packet.via.length ? ", by way of " : ", directly", SG_FMT(packet.via)));
        SG_TRY(tell_way(trace, node, &packet, DEPTH_MOST));
    }
    return SG_OK;
}

/* --- inside ---------------------------------------------------------------------------------- */

/* Where a node stands: an interface of it, or itself. */
static bool place_of(const sg_network *network, sg_node node, sg_node *endpoint,
                     sg_node *subnet, sg_address_range *block)
{
    *endpoint = node;
    if (!sg_network_neighbour(network, node, SG_STR("IN_SUBNET"), SG_OUT, SG_STR("Subnet"),
                              subnet) &&
        (!sg_network_neighbour(network, node, SG_STR("HAS_INTERFACE"), SG_OUT,
                               SG_STR("NetworkInterface"), endpoint) ||
         !sg_network_neighbour(network, *endpoint, SG_STR("IN_SUBNET"), SG_OUT,
                               SG_STR("Subnet"), subnet)))
        return false;
    return sg_cidr_parse(
        sg_read_text(network->graph, *subnet, SG_STR("cidrBlock"), network->scratch), block,
        NULL);
}

static sg_status tell_inside(sg_trace *trace, sg_node from, sg_node to, uint32_t service)
{
    sg_network *network = &trace->network;
    sg_services services = { service, service };
    sg_node near, far, near_subnet, far_subnet;
    sg_trace_peer source, target;

    if (!place_of(network, from, &near, &near_subnet, &source.addresses) ||
        !place_of(network, to, &far, &far_subnet, &target.addresses))
        return SG_OK;
    SG_TRY(sg_group_set_of(network, near, false, &source.groups));
    SG_TRY(sg_group_set_of(network, far, false, &target.groups));
    SG_TRY(sg_trace_group(trace, near, "egress", service, target));
    SG_TRY(sg_trace_route(trace, near_subnet, target.addresses));
    if (near_subnet.id != far_subnet.id) {
        SG_TRY(sg_trace_acl(trace, "acl", near_subnet, true, services, target.addresses));
        SG_TRY(sg_trace_acl(trace, "acl", far_subnet, false, services, source.addresses));
        SG_TRY(sg_trace_acl(trace, "answers", far_subnet, true, answers_of(service),
                            source.addresses));
        SG_TRY(sg_trace_acl(trace, "answers", near_subnet, false, answers_of(service),
                            target.addresses));
        SG_TRY(sg_trace_route(trace, far_subnet, source.addresses));
    }
    return sg_trace_group(trace, far, "ingress", service, source);
}

static sg_status tell_reach(sg_trace *trace, sg_node from, sg_node to)
{
    const sg_graph *graph = trace->network.graph;
    uint32_t ways = 0;

    for (sg_neighbours at = sg_neighbours_by(graph, from, SG_STR("CAN_REACH"), SG_OUT);
         ways < WAYS_MOST && sg_neighbours_next(&at);) {
        char words[SG_TRACE_WORDS];
        sample packet;
        if (at.node.id != to.id || !read_packet(&trace->network, at.edge, &packet))
            continue;
        ways++;
        sg_trace_words(packet.services, words);
        sg_str certainty = edge_text(&trace->network, at.edge, "certainty");
        SG_TRY(sg_trace_tell(trace, "reached", "%s%s", words,
                             sg_str_equal(certainty, SG_STR("may")) ? ", if at all" : ""));
        SG_TRY(tell_inside(trace, from, to, packet.services.first));
    }
    return SG_OK;
}

static sg_status finish(sg_trace *trace, sg_status status, sg_error *err)
{
    sg_network_close(&trace->network);
    return status == SG_OK ? SG_OK
                           : sg_fail(err, status, "not enough memory to follow the packets");
}

sg_status sg_trace_exposure(const sg_graph *graph, sg_node node, sg_trace_visit *visit,
                            void *state, sg_error *err)
{
    sg_trace trace = { .visit = visit, .state = state };
    sg_status status = sg_network_open(&trace.network, graph, NULL, NULL);

    if (status == SG_OK)
        status = tell_exposure(&trace, node);
    return finish(&trace, status, err);
}

sg_status sg_trace_reach(const sg_graph *graph, sg_node from, sg_node to, sg_trace_visit *visit,
                         void *state, sg_error *err)
{
    sg_trace trace = { .visit = visit, .state = state };
    sg_status status = sg_network_open(&trace.network, graph, NULL, NULL);

    if (status == SG_OK)
        status = tell_reach(&trace, from, to);
    return finish(&trace, status, err);
}
