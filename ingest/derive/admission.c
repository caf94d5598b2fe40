/* admission.c - whether a target takes what its load balancer sends it.
 *
 *     client --> load balancer in subnet S --> target in subnet T
 *
 *     addresses kept:     T's groups and T's ACL are asked about the clients
 *     otherwise:          about the load balancer: its groups by name, its subnet S by address
 *
 * An ACL sees only what crosses the border of its subnet: nothing, where S is T.
 */
#include "ingest/derive/balancer.h"

#include "engine/base/text.h"
#include "ingest/derive/read.h"

static sg_truth both(sg_truth left, sg_truth right)
{
    if (left == SG_FALSE || right == SG_FALSE)
        return SG_FALSE;
    return left == SG_TRUE && right == SG_TRUE ? SG_TRUE : SG_UNKNOWN;
}

static sg_truth either(sg_truth left, sg_truth right)
{
    if (left == SG_TRUE || right == SG_TRUE)
        return SG_TRUE;
    return left == SG_FALSE && right == SG_FALSE ? SG_FALSE : SG_UNKNOWN;
}

/* Whether a gate has a service open for a block: for a part of it only is not known. */
static sg_truth passes(sg_gate gate, uint32_t service, sg_address_range block)
{
    const sg_packet_slice *sure = sg_packet_set_at(gate.sure, service);
    const sg_packet_slice *possible = sg_packet_set_at(gate.possible, service);

    if (sure && sg_address_set_covers(sure->addresses, block))
        return SG_TRUE;
    return possible && sg_address_set_overlaps(possible->addresses, block) ? SG_UNKNOWN
                                                                           : SG_FALSE;
}

static bool refers_to(const sg_group_set *target, const sg_group_set *source, uint32_t service)
{
    for (uint32_t i = 0; i < target->reference_count; i++) {
        const sg_group_reference *reference = &target->references[i];
        if (reference->services.first <= service && service <= reference->services.last &&
            sg_group_set_has(source, reference->group))
            return true;
    }
    return false;
}

/* The addresses of a subnet; false when they are not known, or not one block. */
static bool block_of(const sg_network *network, sg_node subnet, bool ipv6,
                     sg_address_range *out)
{
    sg_value blocks =
        sg_read(network->graph, subnet, SG_STR("ipv6CidrBlocks"), network->scratch);

    if (ipv6)
        return blocks.type == SG_TYPE_LIST && blocks.length == 1 &&
               blocks.list[0].type == SG_TYPE_STRING &&
               sg_cidr_parse(sg_value_str(blocks.list[0]), out, NULL);
    return sg_cidr_parse(
        sg_read_text(network->graph, subnet, SG_STR("cidrBlock"), network->scratch), out, NULL);
}

/* The ACLs between two subnets, for connections to a service of the second. */
static sg_status between(sg_network *network, sg_node from, sg_node to, bool ipv6,
                         uint32_t service, sg_truth *out)
{
    const sg_acl_gates *near, *far;
    sg_address_range source, target;

    if (from.id == to.id) {
        *out = SG_TRUE;
        return SG_OK;
    }
    if (!block_of(network, from, ipv6, &source) || !block_of(network, to, ipv6, &target)) {
        *out = SG_UNKNOWN;
        return SG_OK;
    }
    SG_TRY(sg_gate_acl(network, from, &near));
    SG_TRY(sg_gate_acl(network, to, &far));
    *out = both(passes(near->outbound, service, target), passes(far->inbound, service, source));
    return SG_OK;
}

/* Whether the target takes the service from the load balancer itself: in one of its subnets is
 * enough. */
static sg_status admits_balancer(sg_network *network, const sg_admission *admission,
                                 const sg_group_set *groups, const sg_endpoint *target,
                                 uint32_t service, sg_truth *out)
{
    bool referred = refers_to(target->groups, groups, service), placed = false;
    sg_truth admitted = SG_FALSE;

    for (sg_neighbours at =
             sg_neighbours_by(network->graph, admission->hop, SG_STR("IN_SUBNET"), SG_OUT);
         sg_neighbours_next(&at);) {
        sg_address_range block;
        sg_truth acl = SG_UNKNOWN, group = SG_TRUE;
        placed = true;
        if (!referred)
            group = block_of(network, at.node, admission->ipv6, &block)
                        ? passes(target->groups->admits, service, block)
                        : SG_UNKNOWN;
        if (sg_endpoint_placed(target))
            SG_TRY(between(network, at.node, target->subnet, admission->ipv6, service, &acl));
        admitted = either(admitted, both(group, acl));
    }
    *out = placed ? admitted : SG_UNKNOWN;
    return SG_OK;
}

static sg_status add_everyone(sg_network *network, sg_truth admitted, sg_gate *gate)
{
    sg_gate all = admitted == SG_TRUE      ? sg_gate_open()
                  : admitted == SG_UNKNOWN ? sg_gate_unknown()
                                           : (sg_gate){ 0 };

    return sg_gate_combine(network->arena, SG_UNION, *gate, all, gate);
}

/* Adds, for all services, the addresses that a gate has at one. */
static sg_status add_addresses(sg_network *network, sg_gate at_service, uint32_t service,
                               sg_gate *gate)
{
    const sg_packet_slice *sure = sg_packet_set_at(at_service.sure, service);
    const sg_packet_slice *possible = sg_packet_set_at(at_service.possible, service);
    sg_services any = { 0, SG_LAST_SERVICE };
    sg_gate clients = { 0 };

    if (sure)
        SG_TRY(sg_packet_set_of(network->arena, any, sure->addresses, &clients.sure));
    if (possible)
        SG_TRY(sg_packet_set_of(network->arena, any, possible->addresses, &clients.possible));
    return sg_gate_combine(network->arena, SG_UNION, *gate, clients, gate);
}

static bool stands_in(const sg_network *network, sg_node hop, sg_node subnet)
{
    for (sg_neighbours at = sg_neighbours_by(network->graph, hop, SG_STR("IN_SUBNET"), SG_OUT);
         sg_neighbours_next(&at);)
        if (at.node.id == subnet.id)
            return true;
    return false;
}

/* Which clients the target takes the service from. */
static sg_status admits_clients(sg_network *network, sg_node hop, const sg_group_set *groups,
                                const sg_endpoint *target, uint32_t service, sg_gate *gate)
{
    const sg_acl_gates *acl;
    sg_gate admitted = target->groups->admits, border = sg_gate_open();

    if (refers_to(target->groups, groups, service))
        admitted = sg_gate_open();
    if (!sg_endpoint_placed(target)) {
        border = sg_gate_unknown();
    } else if (!stands_in(network, hop, target->subnet)) {
        SG_TRY(sg_gate_acl(network, target->subnet, &acl));
        border = acl->inbound;
    }
    SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, admitted, border, &admitted));
    return add_addresses(network, admitted, service, gate);
}

static sg_status judge(sg_network *network, const sg_admission *admission,
                       const sg_endpoint *target, sg_gate *gate)
{
    const bool asked[] = { admission->port.transports.tcp, admission->port.transports.udp };
    const uint32_t protocols[] = { SG_TCP, SG_UDP };
    const sg_group_set *groups;

    SG_TRY(sg_group_set_of(network, admission->hop, true, &groups));
    for (size_t i = 0; i < SG_COUNT(protocols); i++) {
        uint32_t service = protocols[i] << 16 | admission->port.port;
        sg_truth admitted;
        if (!asked[i])
            continue;
        if (admission->preserved) {
            SG_TRY(admits_clients(network, admission->hop, groups, target, service, gate));
            continue;
        }
        SG_TRY(admits_balancer(network, admission, groups, target, service, &admitted));
        SG_TRY(add_everyone(network, admitted, gate));
    }
    return SG_OK;
}

sg_status sg_admission_gate(sg_network *network, const sg_admission *admission,
                            const sg_endpoint *target, const sg_gate **out)
{
    const sg_port *port = &admission->port;
    sg_question_key key = { .question = SG_ASK_ADMISSION,
                            .first = admission->hop.id,
                            .second = target->subnet.id,
                            .third = target->groups->index,
                            .fourth = port->port | (uint32_t)port->transports.tcp << 16 |
                                      (uint32_t)port->transports.udp << 17 |
                                      (uint32_t)admission->preserved << 18 |
                                      (uint32_t)admission->ipv6 << 19 };
    sg_gate gate = { 0 };

    *out = sg_network_recall(network, key);
    if (*out)
        return SG_OK;
    SG_TRY(judge(network, admission, target, &gate));
    SG_TRY(sg_gate_keep(network, gate, out));
    return sg_network_remember(network, key, *out);
}
