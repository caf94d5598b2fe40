/* endpoint.c - the intersection of the gates, remembered by class. */
#include "ingest/derive/endpoint.h"

#include "engine/base/text.h"
#include "ingest/derive/read.h"

sg_status sg_endpoint_read(sg_network *network, sg_node node, bool may_lack_groups,
                           sg_endpoint *out)
{
    sg_endpoint endpoint = { .node = node, .subnet = { SG_NO_ID } };

    (void)sg_network_neighbour(network, node, SG_STR("IN_SUBNET"), SG_OUT, SG_STR("Subnet"),
                               &endpoint.subnet);
    SG_TRY(sg_group_set_of(network, node, may_lack_groups, &endpoint.groups));
    *out = endpoint;
    return SG_OK;
}

/* Whether a list of addresses or blocks has one that the internet knows. */
static bool has_public_ipv6(const sg_network *network, sg_node node, sg_str name)
{
    sg_value list = sg_read(network->graph, node, name, network->scratch);

    for (uint32_t i = 0; list.type == SG_TYPE_LIST && i < list.length; i++) {
        sg_address_range address;
        if (list.list[i].type == SG_TYPE_STRING &&
            sg_cidr_parse(sg_value_str(list.list[i]), &address, NULL) &&
            address.first.family == SG_IPV6 &&
            sg_address_set_overlaps(sg_public_addresses, address))
            return true;
    }
    return false;
}

sg_families sg_endpoint_families(const sg_network *network, sg_node node)
{
    const sg_graph *graph = network->graph;
    sg_families families = { 0 };
    sg_value public = sg_read(graph, node, SG_STR("publicIpAddresses"), network->scratch);
    sg_reltype has_ip;

    families.ipv4 =
        sg_read_text(graph, node, SG_STR("publicIpAddress"), network->scratch).length > 0 ||
        (public.type == SG_TYPE_LIST && public.length);
    if (!families.ipv4 && sg_graph_find_type(graph, SG_STR("HAS_IP"), &has_ip))
        families.ipv4 = sg_graph_degree(graph, node, has_ip, SG_OUT) > 0;

    families.ipv6 = has_public_ipv6(network, node, SG_STR("ipv6Addresses")) ||
                    has_public_ipv6(network, node, SG_STR("ipv6Prefixes"));
    return families;
}

static sg_status gate_of_class(sg_network *network, const sg_endpoint *endpoint,
                               const sg_gate **out)
{
    sg_question_key key = { .question = SG_ASK_CLASS,
                            .first = endpoint->subnet.id,
                            .second = endpoint->groups->index };
    const sg_gate *route;
    const sg_acl_gates *acl;
    sg_gate gate;

    *out = sg_network_recall(network, key);
    if (*out)
        return SG_OK;
    if (sg_endpoint_placed(endpoint)) {
        SG_TRY(sg_gate_route(network, endpoint->subnet, &route));
        SG_TRY(sg_gate_acl(network, endpoint->subnet, &acl));
        SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, *route, acl->inbound, &gate));
    } else {
        gate = sg_gate_unknown();
    }
    SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, gate, endpoint->groups->admits,
                           &gate));
    SG_TRY(sg_gate_keep(network, gate, out));
    return sg_network_remember(network, key, *out);
}

/* All packets from addresses of the families; within the public ones also where a route is not
 * known. */
static sg_status packets_of(sg_network *network, sg_families families, sg_packet_set *out)
{
    const sg_address_range *range = &sg_all_address_ranges[families.ipv4 ? 0 : 1];
    sg_address_set addresses = { range, (uint32_t)families.ipv4 + (uint32_t)families.ipv6 };

    SG_TRY(sg_address_set_combine(network->arena, SG_INTERSECTION, addresses,
                                  sg_public_addresses, &addresses));
    return sg_packet_set_of(network->arena, (sg_services){ 0, SG_LAST_SERVICE }, addresses,
                            out);
}

sg_status sg_endpoint_gate(sg_network *network, const sg_endpoint *endpoint,
                           sg_families families, const sg_gate **out)
{
    sg_question_key key = { .question = SG_ASK_FAMILIES,
                            .first = endpoint->subnet.id,
                            .second = endpoint->groups->index,
                            .third = (uint32_t)families.ipv4 | (uint32_t)families.ipv6 << 1 };
    const sg_gate *all;
    sg_packet_set packets;
    sg_gate gate;

    *out = sg_network_recall(network, key);
    if (*out)
        return SG_OK;
    SG_TRY(gate_of_class(network, endpoint, &all));
    SG_TRY(packets_of(network, families, &packets));
    SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, *all, (sg_gate){ packets, packets },
                           &gate));
    SG_TRY(sg_gate_keep(network, gate, out));
    return sg_network_remember(network, key, *out);
}
