/* address_book.c - private addresses repeat from network to network, so the key is both. */
#include "ingest/derive/address_book.h"

#include "engine/base/text.h"
#include "ingest/derive/read.h"

typedef struct entry_key {
    uint64_t high, low;
    uint32_t family, vpc;
} entry_key;

bool sg_network_of(const sg_network *network, sg_node node, sg_node *out)
{
    sg_str vpc = SG_STR("VirtualNetwork"), in = SG_STR("IN_NETWORK");
    sg_node other;

    if (sg_network_neighbour(network, node, in, SG_OUT, vpc, out))
        return true;
    if (sg_network_neighbour(network, node, SG_STR("IN_SUBNET"), SG_OUT, SG_STR("Subnet"),
                             &other))
        return sg_network_neighbour(network, other, in, SG_OUT, vpc, out);
    return sg_network_neighbour(network, node, SG_STR("CONTAINS"), SG_IN,
                                SG_STR("KubernetesCluster"), &other) &&
           sg_network_neighbour(network, other, in, SG_OUT, vpc, out);
}

static bool key_of(sg_node vpc, sg_str text, entry_key *out)
{
    sg_address address;

    if (!sg_address_parse(text, &address))
        return false;
    *out = (entry_key){ address.high, address.low, (uint32_t)address.family, vpc.id };
    return true;
}

/* Enters the node under the address, unless the place is taken. */
static sg_status enter(sg_network *network, sg_node vpc, sg_value address, sg_node node,
                       bool pod)
{
    entry_key key;
    uint64_t *slot;
    bool added;

    if (address.type != SG_TYPE_STRING || !key_of(vpc, sg_value_str(address), &key))
        return SG_OK;
    sg_str bytes = sg_arena_copy(network->arena, (sg_str){ (const char *)&key, sizeof key });
    if (!bytes.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_table_put(&network->addresses, bytes, 0, &slot, &added));
    if (added) {
        sg_address_owners *owners = sg_arena_make(network->arena, sg_address_owners);
        if (!owners)
            return SG_ENOMEM;
        *owners = (sg_address_owners){ { SG_NO_ID }, { SG_NO_ID } };
        *slot = (uint64_t)(uintptr_t)owners;
    }
    sg_address_owners *owners = (sg_address_owners *)(uintptr_t)*slot;
    sg_node *place = pod ? &owners->pod : &owners->interface;
    if (place->id == SG_NO_ID)
        *place = node;
    return SG_OK;
}

/* Enters all addresses of a node. */
static sg_status enter_node(sg_network *network, sg_node node, bool pod)
{
    static const sg_str lists[] = { SG_STR_INIT("privateIpAddresses"),
                                    SG_STR_INIT("ipv6Addresses") };
    const sg_graph *graph = network->graph;
    sg_node vpc;

    if (!sg_network_of(network, node, &vpc))
        return SG_OK;
    SG_TRY(enter(network, vpc,
                 sg_read(graph, node, SG_STR("privateIpAddress"), network->scratch), node,
                 pod));
    for (size_t i = 0; i < SG_COUNT(lists); i++) {
        sg_value list = sg_read(graph, node, lists[i], network->scratch);
        for (uint32_t j = 0; list.type == SG_TYPE_LIST && j < list.length; j++)
            SG_TRY(enter(network, vpc, list.list[j], node, pod));
    }
    return SG_OK;
}

static sg_status enter_all(sg_network *network, sg_str label, bool pod)
{
    for (sg_cursor at = sg_nodes_with(network->graph, label); sg_cursor_next(&at);) {
        sg_arena_mark mark = sg_arena_save(network->scratch);
        SG_TRY(enter_node(network, at.node, pod));
        sg_arena_rewind(network->scratch, mark);
    }
    return SG_OK;
}

sg_status sg_address_owners_find(sg_network *network, sg_node vpc, sg_str address,
                                 sg_address_owners *out)
{
    entry_key key;
    uint64_t found;

    if (!network->addresses_listed) {
        network->addresses_listed = true;
        SG_TRY(enter_all(network, SG_STR("NetworkInterface"), false));
        SG_TRY(enter_all(network, SG_STR("VirtualMachine"), false));
        SG_TRY(enter_all(network, SG_STR("ContainerTask"), false));
        SG_TRY(enter_all(network, SG_STR("Pod"), true));
    }
    *out = (sg_address_owners){ { SG_NO_ID }, { SG_NO_ID } };
    if (key_of(vpc, address, &key) &&
        sg_table_find(&network->addresses, (sg_str){ (const char *)&key, sizeof key }, &found))
        *out = *(const sg_address_owners *)(uintptr_t)found;
    return SG_OK;
}
